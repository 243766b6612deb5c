"""Money at the desk, in real stores: collected, voided, corrected, transferred, receipted, closed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from app.clock import ZONE, FixedClock
from app.domain.errors import (
    AlreadyReceipted,
    BadInput,
    DayAlreadyClosed,
    LeaveNeeded,
    NothingOwed,
    NoTransferToConfirm,
    PaperReceiptsEnded,
    ReasonNeeded,
    ReceiptTaken,
    SlipVoided,
    UnknownSlip,
    WrongSum,
)
from app.domain.money_book import Slip, SlipPart, void_day
from app.domain.money_events import ClosedVoid, DayClosed, FeeVoided
from app.services.cash_day import CashDay
from app.services.fees import Fees
from tests.ui.made_desk import NOW, accept_copy, make_desk
from ui.program import Program

TODAY = NOW.date()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Program]:
    program = make_desk(tmp_path).open()
    yield program
    program.close()


def pay(desk: Program, amount: int = 16_000, method: str = "cash") -> str:
    _dossier, payment = desk.fees.collect(accept_copy(desk).id, amount=amount, officer=desk.officer, method=method)
    return payment.number


def void(desk: Program, number: str, reason: str = "Thu nhầm người", leader: str | None = None) -> None:
    desk.fees.void(number, reason=reason, officer=desk.officer, leader=leader)


def at(desk: Program, when: datetime) -> Fees:
    """The fee desk at another time."""
    clock = FixedClock(when)
    return Fees(desk.storage.units_at(clock), clock, desk.desk, desk.rules, desk.vouching)


def drawer_at(desk: Program, when: datetime) -> CashDay:
    """The drawer at another time."""
    clock = FixedClock(when)
    return replace(desk.cash_day, new_unit=desk.storage.units_at(clock), clock=clock)


def test_a_voided_slip_counts_no_more_and_its_number_is_never_used_again(desk: Program) -> None:
    dossier = accept_copy(desk)
    desk.fees.collect(dossier.id, amount=16_000, officer=desk.officer)
    void(desk, "1-0001")

    now = desk.queries.dossier(dossier.id)
    assert (now.paid, now.owed) == (0, 16_000)
    assert now.payments[0].voided is not None
    _again, payment = desk.fees.collect(dossier.id, amount=16_000, officer=desk.officer)
    assert payment.number == "1-0002"
    assert [slip.number for slip in desk.queries.money.day(TODAY).collected] == ["1-0001", "1-0002"]


@pytest.mark.parametrize("typed", ["1-0001", " 1-0001 ", "0001", "1"])
def test_a_slip_is_found_by_its_number_or_its_digits(desk: Program, typed: str) -> None:
    pay(desk)
    assert desk.fees.void(typed, reason="Thu nhầm", officer=desk.officer).number == "1-0001"


def test_what_cannot_be_voided_says_why_and_changes_nothing(desk: Program) -> None:
    number = pay(desk)
    with pytest.raises(ReasonNeeded):
        void(desk, number, reason="  ")
    with pytest.raises(UnknownSlip):
        void(desk, "2-0001")
    with pytest.raises(UnknownSlip):
        void(desk, "1-0009")
    assert desk.queries.money.day(TODAY).expected("cash") == 16_000
    void(desk, number)
    with pytest.raises(SlipVoided):
        void(desk, number)


def test_after_the_day_was_closed_only_a_leader_lets_a_slip_be_voided(desk: Program) -> None:
    number = pay(desk)
    desk.cash_day.close(TODAY, counted=16_000, officer=desk.officer)
    with pytest.raises(LeaveNeeded):
        void(desk, number)

    void(desk, number, leader="Lò Văn Pản")
    slip = desk.queries.money.slip(number, TODAY.year)
    assert slip is not None and slip.voided is not None and slip.voided.leave is not None
    assert slip.voided.leave.leader == "Lò Văn Pản"
    assert desk.queries.money.day(TODAY).moved_since


def test_a_wrong_amount_is_put_right_by_a_slip_that_names_the_voided_one(desk: Program) -> None:
    number = pay(desk, 8_000)
    new = desk.fees.correct(number, amount=16_000, reason="Ghi nhầm số tiền", officer=desk.officer)

    old = desk.queries.money.slip(number, TODAY.year)
    assert (new.number, new.amount, new.replaces) == ("1-0002", 16_000, "1-0001")
    assert old is not None and old.voided is not None and old.voided.replaced_by == "1-0002"
    assert desk.queries.money.day(TODAY).expected("cash") == 16_000


def test_several_dossiers_share_one_slip_and_each_log_carries_its_part(desk: Program) -> None:
    one, other = accept_copy(desk), accept_copy(desk, fee_inputs={"copies": 1})
    slip = desk.fees.collect_together([one.id, other.id], amount=24_000, officer=desk.officer)

    assert (slip.number, slip.amount, len(slip.parts)) == ("1-0001", 24_000, 2)
    for dossier, part in ((one, 16_000), (other, 8_000)):
        paid = desk.queries.dossier(dossier.id).payments[0]
        assert (paid.number, paid.amount, paid.total, paid.dossiers) == ("1-0001", part, 24_000, (one.id, other.id))
    void(desk, "1-0001")
    assert [desk.queries.dossier(each.id).paid for each in (one, other)] == [0, 0]
    assert pay(desk) == "1-0002"


def test_a_common_slip_takes_exactly_what_is_owed_of_dossiers_that_owe(desk: Program) -> None:
    one, other = accept_copy(desk), accept_copy(desk)
    with pytest.raises(WrongSum):
        desk.fees.collect_together([one.id, other.id], amount=30_000, officer=desk.officer)
    with pytest.raises(BadInput):
        desk.fees.collect_together([one.id, one.id], amount=32_000, officer=desk.officer)
    desk.fees.collect(other.id, amount=16_000, officer=desk.officer)
    with pytest.raises(NothingOwed):
        desk.fees.collect_together([one.id, other.id], amount=16_000, officer=desk.officer)
    assert desk.queries.dossier(one.id).paid == 0


@pytest.mark.parametrize("amount", [0, -16_000, 16_001, 1_000_000_000_000, 10**18])
def test_absurd_money_is_refused(desk: Program, amount: int) -> None:
    dossier = accept_copy(desk)
    with pytest.raises(BadInput):
        desk.fees.collect(dossier.id, amount=amount, officer=desk.officer)
    assert desk.queries.dossier(dossier.id).payments == ()


def test_a_transfer_is_claimed_until_the_statement_shows_it(desk: Program) -> None:
    number, cash = pay(desk, method="transfer"), pay(desk)
    sheet = desk.queries.money.day(TODAY)
    assert (sheet.expected("cash"), sheet.expected("transfer"), sheet.claimed) == (16_000, 16_000, 16_000)

    slip = desk.fees.confirm_transfer(number, officer=desk.officer, credited_on=TODAY, reference="FT26327")
    assert slip.confirmed is not None and slip.confirmed.reference == "FT26327"
    assert desk.queries.money.day(TODAY).claimed == 0
    for wrong in (number, cash):
        with pytest.raises(NoTransferToConfirm):
            desk.fees.confirm_transfer(wrong, officer=desk.officer)
    with pytest.raises(BadInput):
        desk.fees.confirm_transfer(pay(desk, method="transfer"), officer=desk.officer, credited_on=date(2030, 1, 1))


# ── receipts ─────────────────────────────────────────────────────────────────────────────────


def test_the_paper_book_ends_with_2026_by_the_day_of_collection(desk: Program) -> None:
    dossier = accept_copy(desk)
    evening, morning = datetime(2026, 12, 31, 16, tzinfo=ZONE), datetime(2027, 1, 4, 8, tzinfo=ZONE)
    _saved, last = at(desk, evening).collect(dossier.id, amount=8_000, officer=desk.officer)
    _saved, first = at(desk, morning).collect(dossier.id, amount=8_000, officer=desk.officer)

    assert (last.number, first.number) == ("1-0001", "1-0001")
    late = at(desk, morning)
    with pytest.raises(PaperReceiptsEnded):
        late.write_paper_receipt("1-0001", written="AA-26P/0001235", officer=desk.officer, year=2027)
    with pytest.raises(PaperReceiptsEnded):
        late.collect(accept_copy(desk).id, amount=8_000, officer=desk.officer, paper_receipt="AA-26P/0001236")
    slip = late.write_paper_receipt("1-0001", written="AA-26P/0001234", officer=desk.officer, year=2026)
    assert slip.receipt_state == "paper"


def test_one_receipt_never_stands_for_two_slips(desk: Program) -> None:
    one, other = pay(desk), pay(desk)
    desk.fees.write_paper_receipt(one, written="AA-26P/0001234", officer=desk.officer)
    with pytest.raises(ReceiptTaken):
        desk.fees.write_paper_receipt(other, written="AA-26P/1234", officer=desk.officer)
    with pytest.raises(ReceiptTaken):
        desk.fees.collect(accept_copy(desk).id, amount=8_000, officer=desk.officer, paper_receipt="AA-26P/0001234")
    with pytest.raises(AlreadyReceipted):
        desk.fees.write_paper_receipt(one, written="AA-26P/0001235", officer=desk.officer)
    with pytest.raises(BadInput):
        desk.fees.write_paper_receipt(other, written="AA-26P", officer=desk.officer)


def test_the_queue_names_every_mandatory_field_and_what_is_missing(desk: Program) -> None:
    pay(desk)
    (row,) = desk.receipts.queue()

    assert (row.state, row.payer, row.amount_words) == ("waiting", "Pờ Xè Lòng", "Mười sáu nghìn đồng")
    assert row.collector.name == "Ủy ban nhân dân xã Sin Suối Hồ"
    assert [(item.kind, item.amount) for item in row.items] == [("phi", 16_000)]
    assert row.missing == ("collector_tax_code",)


def answers(path: Path, *rows: dict[str, object]) -> Path:
    path.write_text(json.dumps({"format": "motcua-receipt-answers-1", "answers": list(rows)}), encoding="utf-8")
    return path


def issued(slip: str, number: str = "12", **more: object) -> dict[str, object]:
    answer: dict[str, object] = {"slip": slip, "year": 2026, "state": "issued", "template": "EBL01", "symbol": "26TAA"}
    return answer | {"number": number, "date": "2026-11-23"} | more


def test_answers_come_in_row_by_row_and_twice_changes_nothing(desk: Program, tmp_path: Path) -> None:
    for _each in range(7):
        pay(desk)
    file = answers(
        tmp_path / "answers.json",
        issued("1-0001"),
        {"slip": "1-0002", "year": 2026, "state": "failed", "reason": "Sai mã số thuế"},
        issued("1-0099"),
        issued("1-0003", symbol="26TAF"),
        issued("1-0004", number="123456789"),
        issued("1-0005", "0000012"),
        issued("1-0006", date="2026-11-22"),
        issued("1-0007", colour="red"),
        issued("1-0006", "13", symbol="25TAA"),
    )
    came = desk.receipts.import_answers(file, officer=desk.officer)

    assert [one.outcome for one in came] == ["applied", "applied", *["refused"] * 7]
    assert [type(one.refusal).__name__ for one in came[2:]] == [
        "UnknownSlip", "BadInput", "BadInput", "ReceiptTaken", "BadInput", "UnknownField", "BadInput",
    ]  # fmt: skip
    states = {row.slip.number: row.state for row in desk.receipts.queue()}
    assert states == {"1-0002": "failed"} | dict.fromkeys(["1-0003", "1-0004", "1-0005", "1-0006", "1-0007"], "waiting")
    changes = desk.queries.sync_state().changes
    again = desk.receipts.import_answers(file, officer=desk.officer)
    assert [one.outcome for one in again] == ["known", "known", *["refused"] * 7]
    assert desk.queries.sync_state().changes == changes


def test_a_slip_that_failed_can_be_issued_later_but_not_twice(desk: Program, tmp_path: Path) -> None:
    number = pay(desk)
    fail = {"slip": number, "year": 2026, "state": "failed", "reason": "Hết dải số"}
    for file, outcome in (
        (fail, "applied"),
        (issued(number), "applied"),
        (fail, "refused"),
        (issued(number, "13"), "refused"),
    ):
        (came,) = desk.receipts.import_answers(answers(tmp_path / "a.json", file), officer=desk.officer)
        assert came.outcome == outcome
    assert desk.receipts.queue() == ()


def test_a_voided_slip_with_a_receipt_waits_for_its_cancelling(desk: Program, tmp_path: Path) -> None:
    number = pay(desk)
    desk.receipts.import_answers(answers(tmp_path / "a.json", issued(number)), officer=desk.officer)
    desk.fees.correct(number, amount=8_000, reason="Thu thừa", officer=desk.officer)

    old, new = desk.receipts.queue()
    assert (old.slip.number, old.state) == (number, "to_cancel")
    assert (new.state, new.replaces, new.replaced_receipt) == ("waiting", number, "EBL01 26TAA 12")


def test_the_workbook_goes_out_is_filled_in_and_comes_back(desk: Program, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    pay(desk), pay(desk)
    file = tmp_path / "queue.xlsx"
    assert desk.receipts.export(file, desk.receipts.queue()) == 2
    book = load_workbook(file)
    sheet = book.active
    assert sheet is not None
    head = {cell.value: cell.column for cell in sheet[1]}
    filled = {"Trạng thái (issued/failed)": "issued", "Ký hiệu mẫu": "EBL01", "Ký hiệu biên lai": "26taa"}
    for name, value in (filled | {"Số biên lai": 7, "Ngày lập": datetime(2026, 11, 23)}).items():  # noqa: DTZ001
        sheet.cell(2, head[name], value)
    book.save(file)

    came = desk.receipts.import_answers(file, officer=desk.officer)
    assert [(one.row, one.slip, one.outcome) for one in came] == [(2, "1-0001", "applied"), (3, "1-0002", "waiting")]
    assert [row.slip.number for row in desk.receipts.queue()] == ["1-0002"]


def test_a_name_that_begins_like_a_formula_stays_a_name(desk: Program, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    applicant = {"kind": "person", "name": "=HYPERLINK(A1) Pờ", "id_kind": "none"}
    desk.fees.collect(accept_copy(desk, applicant=applicant).id, amount=16_000, officer=desk.officer)
    desk.receipts.export(tmp_path / "queue.xlsx", desk.receipts.queue())

    sheet = load_workbook(tmp_path / "queue.xlsx").active
    assert sheet is not None
    cell = next(cell for cell in sheet[2] if str(cell.value).startswith("=HYPER"))
    assert cell.data_type == "s"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"[]",
        b'{"format": "motcua-receipt-answers-1"}',
        b'{"format":"motcua-receipt-answers-1","answers":[],"x":1}',
    ],
)
def test_a_file_that_holds_no_answers_is_refused_whole(desk: Program, tmp_path: Path, data: bytes) -> None:
    for name in ("a.json", "a.xlsx"):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(Exception) as refused:
            desk.receipts.import_answers(tmp_path / name, officer=desk.officer)
        assert getattr(refused.value, "exit_code", 70) == 3


# ── the day ──────────────────────────────────────────────────────────────────────────────────


def test_a_day_with_a_void_and_an_exemption_closes_even(desk: Program) -> None:
    pay(desk), pay(desk)
    void(desk, "1-0002")
    accept_copy(desk, exemption={"ground": "other", "proof": "Nghị quyết 05/2026/NQ-HĐND"})

    sheet = desk.cash_day.close(TODAY, counted=15_000, explained="Thiếu 1.000 đ, người thu bù", officer=desk.officer)
    closed = sheet.closed
    assert closed is not None
    assert (closed.expected, closed.counted, closed.difference) == (16_000, 15_000, -1_000)
    assert [(void.number, void.reason) for void in closed.voids] == [("1-0002", "Thu nhầm người")]
    assert (closed.numbers, closed.exemptions) == (("1-0001", "1-0002"), 1)


def test_a_second_close_needs_its_reason_and_both_stay(desk: Program) -> None:
    pay(desk)
    desk.cash_day.close(TODAY, counted=16_000, officer=desk.officer)
    with pytest.raises(DayAlreadyClosed):
        desk.cash_day.close(TODAY, counted=16_000, officer=desk.officer)
    pay(desk)
    assert desk.cash_day.look(TODAY).moved_since

    sheet = desk.cash_day.close(TODAY, counted=32_000, because="Có người nộp sau giờ chốt", officer=desk.officer)
    assert [one.expected for one in sheet.closings] == [16_000, 32_000]
    assert not sheet.moved_since


@pytest.mark.parametrize(("day", "counted"), [(TODAY, -1), (TODAY, 10**15), (TODAY + timedelta(days=1), 0)])
def test_an_absurd_count_or_a_day_ahead_closes_nothing(desk: Program, day: date, counted: int) -> None:
    with pytest.raises(BadInput):
        desk.cash_day.close(day, counted=counted, officer=desk.officer)
    assert desk.cash_day.look(day).closings == ()


def test_money_given_back_later_leaves_the_closed_day_as_it_was(desk: Program) -> None:
    number = pay(desk)
    desk.cash_day.close(TODAY, counted=16_000, officer=desk.officer)
    tomorrow = NOW + timedelta(days=1)
    at(desk, tomorrow).void(number, reason="Trả lại tiền", leader="Lò Văn Pản", officer=desk.officer)

    assert desk.queries.money.day(TODAY).expected("cash") == 16_000
    assert not desk.queries.money.day(TODAY).moved_since
    paid_back = desk.queries.money.day(tomorrow.date())
    assert (paid_back.expected("cash"), paid_back.in_drawer, paid_back.from_fund) == (-16_000, 0, 16_000)
    closed = drawer_at(desk, tomorrow).close(tomorrow.date(), counted=0, officer=desk.officer).closed
    assert closed is not None and (closed.expected, closed.difference, closed.from_fund) == (0, 0, 16_000)


def test_a_slip_of_a_day_nobody_closed_is_given_back_out_of_that_day(desk: Program) -> None:
    """The money of the day before still lies in the drawer: no day expects less than nothing, each can be closed."""
    number, kept = pay(desk), pay(desk)
    tomorrow = NOW + timedelta(days=1)
    at(desk, tomorrow).void(number, reason="Thu nhầm", officer=desk.officer)

    before, after = desk.queries.money.day(TODAY), desk.queries.money.day(tomorrow.date())
    assert (before.expected("cash"), [one.number for one in before.voided]) == (16_000, [number])
    assert (after.expected("cash"), after.voided) == (0, ())
    drawer = drawer_at(desk, tomorrow)
    assert not drawer.close(tomorrow.date(), counted=0, officer=desk.officer).moved_since
    closed = drawer.close(TODAY, counted=16_000, officer=desk.officer)
    assert closed.closed is not None and closed.closed.difference == 0 and not closed.moved_since
    assert closed.numbers == (number, kept), "the number stays on the list"

    at(desk, tomorrow).void(kept, reason="Trả lại", leader="Lò Văn Pản", officer=desk.officer)
    assert not desk.queries.money.day(TODAY).moved_since, "what was signed stays"
    assert desk.queries.money.day(tomorrow.date()).moved_since


def test_a_day_closed_before_this_rule_keeps_the_void_it_was_signed_with() -> None:
    collected = datetime(2026, 11, 23, 9, 0, tzinfo=ZONE)
    gone = FeeVoided(collected + timedelta(days=1), "1-0001", 2026, "Thu nhầm", "Giàng A Dơ")
    slip = Slip(b"s", "1-0001", collected, "cash", (SlipPart(b"d", 16_000),), voided=gone)
    signed = DayClosed(
        gone.at, "2026-11-24", -16_000, 0, "Giàng A Dơ", voids=(ClosedVoid("1-0001", 2026, 16_000, "x"),)
    )
    assert void_day(slip, (signed,)) == gone.at.date()
    assert void_day(slip, ()) == collected.date()
