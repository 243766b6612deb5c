"""The text of a VietQR symbol, against the worked example and the published check value of its CRC."""

from __future__ import annotations

import pytest

from app.domain.errors import BadInput
from app.domain.vietqr import BankAccount, crc, message, payload

AGRIBANK = BankAccount("970405", "8888012345678", "UBND XA SIN SUOI HO")


def test_the_worked_example_comes_out_letter_by_letter() -> None:
    assert payload(AGRIBANK, amount=16_000, purpose="H35.99.01-261123-0007") == (
        "00020101021238570010A00000072701270006970405011388880123456780208QRIBFTTA"
        "53037045405160005802VN62250821H35.99.01 261123 00076304C390"
    )


def test_the_crc_is_ccitt_false() -> None:
    assert crc("123456789") == 0x29B1


def test_a_payload_closes_with_the_crc_over_everything_before_it() -> None:
    text = payload(AGRIBANK, amount=8_000, purpose="H35.12-261123-1031")

    assert f"{crc(text[:-4]):04X}" == text[-4:]


@pytest.mark.parametrize(
    ("purpose", "said"),
    [
        ("H35.12-261123-1031", "H35.12 261123 1031"),
        ("000.00.12.H35-261123-1031", "000.00.12.H35 261123 1031"),
        ("Giàng A Dơ", "Gi ng A D"),
        ("x" * 40, "x" * 25),
    ],
)
def test_the_message_holds_only_what_banks_let_through(purpose: str, said: str) -> None:
    assert message(purpose) == said


@pytest.mark.parametrize("amount", [0, -1, 10_000_000_000_000])
def test_an_absurd_amount_makes_no_symbol(amount: int) -> None:
    with pytest.raises(BadInput):
        payload(AGRIBANK, amount=amount, purpose="H35.12-261123-1031")


@pytest.mark.parametrize(
    ("bin_", "account"), [("97040", "1234567"), ("97040a", "1234567"), ("970405", "12"), ("970405", "1 2 3 4")]
)
def test_an_account_no_bank_has_is_refused(bin_: str, account: str) -> None:
    with pytest.raises(BadInput):
        BankAccount(bin_, account)
