"""Slips folded from facts: whose word counts, what comes twice, and that a dossier says the same as its slip."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from app.clock import ZONE
from app.domain.acts import paid_items
from app.domain.errors import AlreadyReceipted, BadInput, PaperReceiptsEnded
from app.domain.events import KIND_OF, Event, FeeCollected, Recorded
from app.domain.evolving import evolve
from app.domain.money import Fee
from app.domain.money_book import (
    Slip,
    SlipFact,
    read_paper_receipt,
    receipt_failed,
    receipt_issued,
    receipt_key,
    slips_of,
)
from app.domain.money_events import FeeVoided, PaidItem, PaperReceiptWritten, ReceiptIssued
from app.domain.rules import Rules
from tests.printing.cases import A_COPY

HERE, THERE = bytes(16), bytes([1]) * 16
AT = datetime(2026, 11, 23, 9, 40, tzinfo=ZONE)
TAKEN = FeeCollected(AT, "1-0001", 16_000)
GONE = FeeVoided(AT, "1-0001", 2026, "Thu nhầm", "Giàng A Dơ")


def folded(*facts: tuple[bytes, FeeCollected | FeeVoided | PaperReceiptWritten | ReceiptIssued]) -> tuple[Slip, ...]:
    return slips_of(SlipFact(station, b"d", event) for station, event in facts)


def test_only_the_desk_that_has_the_money_voids_its_slip() -> None:
    (slip,) = folded((HERE, TAKEN), (THERE, GONE))
    assert slip.counts == 16_000
    (slip,) = folded((HERE, TAKEN), (HERE, GONE))
    assert (slip.counts, slip.amount, slip.receipt_state) == (0, 16_000, "void")


def test_a_dossier_folds_the_same_as_its_slip() -> None:
    def after(station: bytes, event: Event) -> int:
        whole = evolve(A_COPY, recorded(HERE, TAKEN, 1), dossier_id=A_COPY.id)
        whole = evolve(whole, recorded(station, event, 2), dossier_id=A_COPY.id)
        assert whole is not None
        return whole.paid - A_COPY.paid

    assert after(HERE, GONE) == 0
    assert after(THERE, GONE) == 16_000
    assert after(HERE, FeeVoided(AT, "1-0001", 2027, "Phiếu của năm sau", "Giàng A Dơ")) == 16_000


def recorded(station: bytes, event: Event, seq: int) -> Recorded:
    return Recorded(event, KIND_OF[type(event)], station, seq, seq, bytes(16))


def test_the_series_of_two_years_do_not_meet() -> None:
    later = FeeCollected(AT.replace(year=2027), "1-0001", 8_000)
    first, second = folded((HERE, TAKEN), (HERE, later), (HERE, GONE))
    assert (first.counts, second.counts) == (0, 8_000)


def test_what_was_taken_is_named_by_the_open_fees_in_their_order() -> None:
    fees = (
        Fee("Lệ phí đăng ký khai sinh", "le_phi", 8_000, "dossier", 1, "known"),
        Fee("Phí cấp bản sao", "phi", 16_000, "copy", 2, "known"),
        Fee("Phí chưa có biểu", "phi", None, "case", 1, "unknown"),
    )
    dossier = replace(A_COPY, fees=fees, payments=())
    assert paid_items(dossier, 10_000) == (
        PaidItem("Lệ phí đăng ký khai sinh", "le_phi", 8_000),
        PaidItem("Phí cấp bản sao", "phi", 2_000),
    )
    before = replace(A_COPY.payments[0], amount=10_000, items=paid_items(dossier, 10_000))
    rest = replace(dossier, payments=(before,))
    assert paid_items(rest, 20_000) == (
        PaidItem("Phí cấp bản sao", "phi", 14_000),
        PaidItem("Phí chưa có biểu", "phi", 6_000),
    )


@pytest.mark.parametrize(
    ("name", "key"),
    [("AA-26P/0001234", "AA-26P/1234"), ("aa-26p/1234", "AA-26P/1234"), ("EBL01 26TAA 0000007", "EBL01 26TAA 7")],
)
def test_leading_zeros_make_no_other_receipt(name: str, key: str) -> None:
    assert receipt_key(name) == key


@pytest.mark.parametrize("written", ["", "AA-26P", "AA-26P/", "/12", "AA-26P/0000", "AA-26P/123456789", "AA-26P/12a"])
def test_a_paper_receipt_has_symbol_and_number(written: str) -> None:
    with pytest.raises(BadInput):
        read_paper_receipt(written, rules=Rules("2026-07-01", "luật"), collected=AT.date())


def test_the_rules_of_the_day_of_collection_end_the_paper_book() -> None:
    with pytest.raises(PaperReceiptsEnded):
        read_paper_receipt("AA-26P/12", rules=Rules("2027-01-01", "luật", paper_receipts=False), collected=AT.date())


@pytest.mark.parametrize(
    ("template", "symbol", "number"),
    [
        ("EBL03", "26TAA", "1"),
        ("EBL01", "26TAF", "1"),
        ("EBL01", "26XAA", "1"),
        ("EBL01", "25TAA", "1"),
        ("EBL01", "26TAA", "0"),
        ("EBL01", "26TAA", "١"),
        ("EBL01", "26TAA", "123456789"),
    ],
)
def test_an_e_receipt_is_as_the_circular_says(template: str, symbol: str, number: str) -> None:
    (slip,) = folded((HERE, TAKEN))
    with pytest.raises(BadInput):
        receipt_issued(slip, template=template, symbol=symbol, number=number, issued_on=AT.date(), at=AT)


def test_a_receipt_that_exists_is_never_made_another() -> None:
    (slip,) = folded((HERE, TAKEN), (HERE, PaperReceiptWritten(AT, "1-0001", 2026, "AA-26P", "0001234")))
    with pytest.raises(AlreadyReceipted):
        receipt_issued(slip, template="EBL01", symbol="26TAA", number="1", issued_on=AT.date(), at=AT)
    with pytest.raises(AlreadyReceipted):
        receipt_failed(slip, reason="Hết dải số", at=AT + timedelta(days=1))
