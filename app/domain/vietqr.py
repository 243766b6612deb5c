"""VietQR: what a citizen's banking app reads to pay into the commune's account, without Internet at the desk.

EMVCo merchant-presented TLV with NAPAS's template 38 (AID A000000727, service QRIBFTTA). The message carries
the dossier's code and nothing personal.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.domain.errors import BadInput
from app.i18n import N_

_BIN = re.compile(r"[0-9]{6}", re.ASCII)
_ACCOUNT = re.compile(r"[0-9A-Za-z]{4,19}", re.ASCII)
_LARGEST = 9_999_999_999_999
_LONGEST_PURPOSE = 25
_NOT_SAID = re.compile(r"[^A-Za-z0-9. ]+")


@dataclass(frozen=True, slots=True)
class BankAccount:
    """Where money for the commune goes. bin: the bank's six digits at NAPAS; holder: as printed beside the symbol."""

    bin: str
    account: str
    holder: str = ""

    def __post_init__(self) -> None:
        """Raise BadInput for a number no bank has."""
        if not _BIN.fullmatch(self.bin):
            raise BadInput(field="bank_bin", problem=N_("must have 6 digits"))
        if not _ACCOUNT.fullmatch(self.account):
            raise BadInput(field="bank_account", problem=N_("must have 4 to 19 letters or digits"))


def payload(bank: BankAccount, *, amount: int, purpose: str) -> str:
    """Return the text of the symbol for one payment. purpose: a dossier code. Raises BadInput."""
    if not 0 < amount <= _LARGEST:
        raise BadInput(field="amount", problem=N_("must be more than zero"))
    beneficiary = _field("00", bank.bin) + _field("01", bank.account)
    napas = _field("00", "A000000727") + _field("01", beneficiary) + _field("02", "QRIBFTTA")
    body = "".join(
        (
            _field("00", "01"),
            _field("01", "12"),
            _field("38", napas),
            _field("53", "704"),
            _field("54", str(amount)),
            _field("58", "VN"),
            _field("62", _field("08", message(purpose))),
            "6304",
        )
    )
    return f"{body}{crc(body):04X}"


def message(purpose: str) -> str:
    """Return the transfer's message: at most 25 of the letters banks let through; a code's hyphens become blanks."""
    return " ".join(_NOT_SAID.sub(" ", purpose).split())[:_LONGEST_PURPOSE]


def crc(text: str) -> int:
    """Return CRC-16/CCITT-FALSE (polynomial 0x1021, start 0xFFFF) of an ASCII text."""
    register = 0xFFFF
    for byte in text.encode("ascii"):
        register ^= byte << 8
        for _bit in range(8):
            register = (register << 1) ^ 0x1021 if register & 0x8000 else register << 1
            register &= 0xFFFF
    return register


def _field(tag: str, value: str) -> str:
    return f"{tag}{len(value):02d}{value}"
