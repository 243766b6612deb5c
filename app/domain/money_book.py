"""The desk's slips and days of money as values: folded from facts, decided upon here.

``slips_of`` folds; the *decide* functions below take a slip and return an event, or raise.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from app.domain.errors import (
    AlreadyReceipted,
    BadInput,
    DayAlreadyClosed,
    DifferenceUnexplained,
    LeaveNeeded,
    NoTransferToConfirm,
    PaperReceiptsEnded,
    ReasonNeeded,
    SlipVoided,
)
from app.domain.events import FeeCollected
from app.domain.life_events import Leave
from app.domain.money_events import (
    ClosedVoid,
    DayClosed,
    FeeVoided,
    PaidItem,
    PaperReceiptWritten,
    ReceiptFailed,
    ReceiptIssued,
    SlipEvent,
    TransferConfirmed,
)
from app.domain.rules import Rules
from app.domain.vouching import Vouched
from app.i18n import N_

TEMPLATES = ("EBL01", "EBL02")
"""Template symbols of e-receipts: without and with a pre-printed value (TT 91/2026/TT-BTC, Annex)."""
MOST_COUNTED = 99_999_999_999
"""More đồng than this in one drawer is a slip of the finger."""

_SYMBOL = re.compile(r"(?P<year>\d{2})T[ABCDEGHKLMNPQRSTUVXY]{2}", re.ASCII)
_LEADING_ZEROS = re.compile(r"(?<=[ /])0+(?=\d+$)", re.ASCII)
_NUMBER = re.compile(r"(?=.*[1-9])\d{1,8}", re.ASCII)


@dataclass(frozen=True, slots=True)
class SlipPart:
    """What of a slip belongs to one dossier. code, citizen: as the dossier stands now, for lists."""

    dossier: bytes
    amount: int
    code: str = ""
    citizen: str = ""
    items: tuple[PaidItem, ...] = ()


@dataclass(frozen=True, slots=True)
class Slip:
    """One provisional fee slip (phiếu thu) with what became of it. station: whose series numbered it.

    by: who took the money. replaces: the voided slip it stands in for.
    """

    station: bytes
    number: str
    at: datetime
    method: str
    parts: tuple[SlipPart, ...]
    by: str | None = None
    replaces: str | None = None
    paper_receipt: str | None = None
    voided: FeeVoided | None = None
    confirmed: TransferConfirmed | None = None
    receipt: ReceiptIssued | None = None
    failed: ReceiptFailed | None = None

    @property
    def year(self) -> int:
        """Return the year of the series."""
        return self.at.year

    @property
    def amount(self) -> int:
        """Return what was taken, for all dossiers together, in đồng."""
        return sum(part.amount for part in self.parts)

    @property
    def counts(self) -> int:
        """Return what still counts: nothing once voided."""
        return 0 if self.voided else self.amount

    @property
    def is_claimed(self) -> bool:
        """Tell whether the citizen says it was transferred and no statement shows it yet."""
        return self.method == "transfer" and self.confirmed is None and self.voided is None

    @property
    def receipt_state(self) -> str:
        """Return how its legal receipt stands.

        waiting | failed | issued | paper | claimed (transfer not confirmed yet) | void | to_cancel (voided after its
        receipt was issued: the receipt must be cancelled where it was made).
        """
        has_receipt = self.receipt is not None or self.paper_receipt is not None
        if self.voided is not None:
            return "to_cancel" if has_receipt else "void"
        if self.receipt is not None:
            return "issued"
        if self.paper_receipt is not None:
            return "paper"
        if self.is_claimed:
            return "claimed"
        return "failed" if self.failed is not None else "waiting"


@dataclass(frozen=True, slots=True)
class SlipFact:
    """A fact of a slip with the station that recorded it, and of which dossier; code, citizen: see SlipPart."""

    station: bytes
    dossier: bytes
    event: FeeCollected | SlipEvent
    code: str = ""
    citizen: str = ""


def slips_of(facts: Iterable[SlipFact]) -> tuple[Slip, ...]:
    """Fold facts, in the order of each station's log, into slips in the order they were numbered.

    The desk that numbered a slip has the money: what another desk says of it changes nothing here.
    """
    slips: dict[tuple[bytes, int, str], Slip] = {}
    for fact in facts:
        event = fact.event
        if isinstance(event, FeeCollected):
            key = (fact.station, event.at.year, event.number)
            part = SlipPart(fact.dossier, event.amount, fact.code, fact.citizen, event.items)
            slips[key] = _with_part(slips.get(key), fact.station, event, part)
            continue
        key = (fact.station, event.year, event.number)
        if key in slips:
            slips[key] = _moved(slips[key], event)
    return tuple(slips.values())


def _with_part(slip: Slip | None, station: bytes, event: FeeCollected, part: SlipPart) -> Slip:
    if slip is None:
        return Slip(
            station, event.number, event.at, event.method, (part,), event.by, event.replaces, event.paper_receipt
        )
    if any(one.dossier == part.dossier for one in slip.parts):
        return slip
    return replace(slip, parts=(*slip.parts, part))


def _moved(slip: Slip, event: SlipEvent) -> Slip:
    match event:
        case FeeVoided():
            return slip if slip.voided else replace(slip, voided=event)
        case TransferConfirmed():
            return slip if slip.confirmed else replace(slip, confirmed=event)
        case PaperReceiptWritten(symbol=symbol, receipt_number=number):
            return slip if slip.paper_receipt else replace(slip, paper_receipt=f"{symbol}/{number}")
        case ReceiptIssued():
            return slip if slip.receipt else replace(slip, receipt=event, failed=None)
        case ReceiptFailed():
            return slip if slip.receipt else replace(slip, failed=event)


# ── the day ──────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Exempted:
    """A dossier taken in that day for which nothing, or less, was charged (miễn phí, lệ phí)."""

    code: str
    citizen: str
    procedure: str
    ground: str
    proof: str = ""


@dataclass(frozen=True, slots=True)
class DaySheet:
    """One day of money at this desk. collected: slips numbered that day; voided: slips given back out of that day's
    money, see ``void_day``.

    closings: how often it was closed, oldest first.
    """

    day: date
    collected: tuple[Slip, ...] = ()
    voided: tuple[Slip, ...] = ()
    exempted: tuple[Exempted, ...] = ()
    closings: tuple[DayClosed, ...] = ()

    def expected(self, method: str) -> int:
        """Return what the day brought by ``cash`` or ``transfer``, below zero where more was given back than taken."""
        taken = sum(slip.amount for slip in self.collected if slip.method == method)
        return taken - sum(slip.amount for slip in self.voided if slip.method == method)

    @property
    def in_drawer(self) -> int:
        """Return the cash that must be in the drawer; nobody can count less than nothing."""
        return max(0, self.expected("cash"))

    @property
    def from_fund(self) -> int:
        """Return what had to be given back beyond the day's takings, out of money handed in before (lấy từ quỹ)."""
        return max(0, -self.expected("cash"))

    @property
    def claimed(self) -> int:
        """Return what of the day's transfers no statement shows yet."""
        return sum(slip.amount for slip in self.collected if slip.is_claimed)

    @property
    def numbers(self) -> tuple[str, ...]:
        """Return the numbers of the day's slips, voided ones too."""
        return tuple(slip.number for slip in self.collected)

    @property
    def closed(self) -> DayClosed | None:
        """Return the closing in force."""
        return self.closings[-1] if self.closings else None

    @property
    def moved_since(self) -> bool:
        """Tell whether money moved on this day after it was closed: then it must be closed once more."""
        last = self.closed
        if last is None:
            return False
        voids = tuple((void.number, void.year) for void in last.voids)
        now = tuple((slip.number, slip.year) for slip in self.voided)
        return last.numbers != self.numbers or voids != now


def void_day(slip: Slip, closings: Sequence[DayClosed]) -> date | None:
    """Return out of which day's money a voided slip was given back; None if it was not voided.

    While its own day is not closed that day's cash is still in the drawer, and the slip counts on it no more. Once it
    was counted and signed nothing of it changes: the money leaves the drawer of the day it is given back on.
    closings: of the day it was voided on; what such a closing counted before this rule stays as it was signed.
    """
    gone = slip.voided
    if gone is None:
        return None
    was_listed = any((one.number, one.year) == (slip.number, slip.year) for day in closings for one in day.voids)
    # A void after the closing needs a leader's leave, and only that one keeps it.
    return gone.at.date() if gone.leave is not None or was_listed else slip.at.date()


def close_day(
    sheet: DaySheet, *, counted: int, explained: str | None, because: str | None, by: str, at: datetime,
    second: tuple[str, Vouched] | None = None,
) -> DayClosed:  # fmt: skip
    """Close the day (chốt ca). second: who counted along, and how the name was compared.

    Raises BadInput; DayAlreadyClosed for a second time without its reason; DifferenceUnexplained.
    """
    if not 0 <= counted <= MOST_COUNTED:
        raise BadInput(field="counted", problem=N_("must be an amount of đồng, zero or more"))
    if sheet.day > at.date():
        raise BadInput(field="date", problem=N_("lies ahead"))
    if sheet.closings and not because:
        raise DayAlreadyClosed(day=sheet.day, at=sheet.closings[-1].at)
    if counted != sheet.in_drawer and not explained:
        raise DifferenceUnexplained(counted=counted, expected=sheet.in_drawer)
    voids = (
        ClosedVoid(one.number, one.year, one.amount, one.voided.reason, one.method)
        for one in sheet.voided
        if one.voided is not None
    )
    return DayClosed(
        at=at,
        day=sheet.day.isoformat(),
        expected=sheet.in_drawer,
        counted=counted,
        by=by,
        expected_transfer=sheet.expected("transfer"),
        numbers=sheet.numbers,
        voids=tuple(voids),
        exemptions=len(sheet.exempted),
        explained=explained,
        because=because if sheet.closings else None,
        counted_with=second[0] if second else None,
        vouched=second[1] if second else None,
        from_fund=sheet.from_fund,
    )


# ── one slip ─────────────────────────────────────────────────────────────────────────────────


def void(
    slip: Slip, *, reason: str | None, by: str, day_closed: bool, leave: Leave | None, at: datetime,
    replaced_by: str | None = None,
) -> FeeVoided:  # fmt: skip
    """Void a slip; its number stays. Raises ReasonNeeded, SlipVoided, LeaveNeeded once its day was closed."""
    if slip.voided is not None:
        raise SlipVoided(number=slip.number, at=slip.voided.at, reason=slip.voided.reason)
    if not reason:
        raise ReasonNeeded(field="reason")
    if day_closed and leave is None:
        raise LeaveNeeded(rule=N_("the cash day of this slip is closed"))
    kept = leave if day_closed else None
    return FeeVoided(at, slip.number, slip.year, reason, by, leave=kept, replaced_by=replaced_by)


def confirm_transfer(slip: Slip, *, credited_on: date, reference: str | None, at: datetime) -> TransferConfirmed:
    """Match a claimed transfer with the bank statement. Raises SlipVoided, NoTransferToConfirm, BadInput."""
    _still_counts(slip)
    if not slip.is_claimed:
        raise NoTransferToConfirm(number=slip.number)
    if credited_on > at.date():
        raise BadInput(field="credited_on", problem=N_("lies ahead"))
    return TransferConfirmed(at, slip.number, slip.year, credited_on.isoformat(), reference)


def paper_receipt(slip: Slip, written: str, *, rules: Rules, at: datetime) -> PaperReceiptWritten:
    """Note the receipt of the paper book. Raises PaperReceiptsEnded by the day of collection, AlreadyReceipted."""
    _still_counts(slip)
    if slip.receipt is not None or slip.paper_receipt is not None:
        raise AlreadyReceipted(number=slip.number, receipt=receipt_name(slip))
    symbol, number = read_paper_receipt(written, rules=rules, collected=slip.at.date())
    return PaperReceiptWritten(at, slip.number, slip.year, symbol, number)


def read_paper_receipt(written: str, *, rules: Rules, collected: date) -> tuple[str, str]:
    """Return symbol and number of ``SYMBOL/NUMBER``. Raises BadInput, PaperReceiptsEnded."""
    if not rules.paper_receipts:
        raise PaperReceiptsEnded(day=collected)
    symbol, _slash, number = (part.strip() for part in written.rpartition("/"))
    if not symbol or not _NUMBER.fullmatch(number):
        raise BadInput(field="paper_receipt", problem=N_("must be SYMBOL/NUMBER, as in the paper book"))
    return symbol, number


def receipt_issued(
    slip: Slip, *, template: str, symbol: str, number: str, issued_on: date, at: datetime
) -> ReceiptIssued | None:
    """Take the answer «issued»; None if it is known already. Raises BadInput, AlreadyReceipted.

    A voided slip takes it too: the receipt exists and must be cancelled where it was made.
    """
    if template not in TEMPLATES:
        raise BadInput(field="template", problem=N_("must be EBL01 or EBL02"))
    read = _SYMBOL.fullmatch(symbol)
    if read is None:
        raise BadInput(field="symbol", problem=N_("must be a receipt symbol such as 26TAA"))
    if not _NUMBER.fullmatch(number):
        raise BadInput(field="number", problem=N_("must have 1 to 8 digits"))
    if not slip.at.date() <= issued_on <= at.date():
        raise BadInput(field="date", problem=N_("must lie between the day of collection and today"))
    if int(read["year"]) != issued_on.year % 100:
        raise BadInput(field="symbol", problem=N_("is of another year than the receipt"))
    issued = ReceiptIssued(at, slip.number, slip.year, template, symbol, str(int(number)), issued_on.isoformat())
    if slip.receipt is not None:
        if replace(slip.receipt, at=at) == issued:
            return None
        raise AlreadyReceipted(number=slip.number, receipt=receipt_name(slip))
    if slip.paper_receipt is not None:
        raise AlreadyReceipted(number=slip.number, receipt=receipt_name(slip))
    return issued


def receipt_failed(slip: Slip, *, reason: str | None, at: datetime) -> ReceiptFailed | None:
    """Take the answer «failed»; None if it is known already. Raises ReasonNeeded, AlreadyReceipted."""
    if not reason:
        raise ReasonNeeded(field="reason")
    if slip.receipt is not None or slip.paper_receipt is not None:
        raise AlreadyReceipted(number=slip.number, receipt=receipt_name(slip))
    if slip.failed is not None and slip.failed.reason == reason:
        return None
    return ReceiptFailed(at, slip.number, slip.year, reason)


def receipt_name(slip: Slip) -> str:
    """Return the receipt as people name it: «EBL01 26TAA 12» or the paper book's symbol/number; empty if none."""
    if slip.receipt is not None:
        return f"{slip.receipt.template} {slip.receipt.symbol} {slip.receipt.receipt_number}"
    return slip.paper_receipt or ""


def receipt_key(name: str) -> str:
    """Return a receipt's name without the leading zeros of its number: 0000012 and 12 are one receipt."""
    return _LEADING_ZEROS.sub("", name.upper())


def items_of(slip: Slip) -> tuple[PaidItem, ...]:
    """Return what the slip was for, equal fees of several dossiers added up."""
    summed: dict[tuple[str, str], int] = {}
    for part in slip.parts:
        for item in part.items:
            summed[item.name, item.kind] = summed.get((item.name, item.kind), 0) + item.amount
    return tuple(PaidItem(name, kind, amount) for (name, kind), amount in summed.items())


def total_of(slips: Sequence[Slip]) -> int:
    """Return what counts of several slips, in đồng."""
    return sum(slip.counts for slip in slips)


def _still_counts(slip: Slip) -> None:
    if slip.voided is not None:
        raise SlipVoided(number=slip.number, at=slip.voided.at, reason=slip.voided.reason)
