"""What one shift leaves to the next (bàn giao ca): open dossiers by holder, cash, papers to print, unfinished drafts.

Reads only; the paper is made elsewhere (``printing``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.clock import ZONE, Clock
from app.domain.dossier import Payment
from app.domain.states import OPEN_STATES, RUNNING_STATES, State
from app.ports import Drafts, Queries
from app.readings import Desk, DossierFilter, DossierLine
from app.services.walking import each_line


@dataclass(frozen=True, slots=True)
class Held:
    """The open dossiers with one holder (None: nobody is named), soonest due first; overdue: how many are late."""

    holder: str | None
    dossiers: tuple[DossierLine, ...]
    overdue: int


@dataclass(frozen=True, slots=True)
class Taking:
    """Money taken on the day, with the dossier it was for."""

    code: str
    payment: Payment


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """An unfinished dossier; its text belongs to the page that wrote it."""

    slot: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ShiftSheet:
    """The desk at the end of a shift. awaiting_return: results nobody has fetched. cash: in the drawer, in đồng."""

    day: date
    at: datetime
    desk: Desk
    held: tuple[Held, ...]
    awaiting_return: tuple[DossierLine, ...]
    takings: tuple[Taking, ...]
    to_print: tuple[DossierLine, ...]
    drafts: tuple[KeptDraft, ...]
    cash: int = 0

    @property
    def open_dossiers(self) -> int:
        """Return how many dossiers are open."""
        return sum(len(one.dossiers) for one in self.held)

    def taken(self, method: str) -> int:
        """Return how many đồng were taken in ``cash`` or by ``transfer``."""
        return sum(
            one.payment.amount for one in self.takings if one.payment.method == method and one.payment.voided is None
        )


@dataclass(frozen=True, slots=True)
class ShiftSheets:
    """Sheets for the hand-over of a shift."""

    queries: Queries
    drafts: Drafts
    clock: Clock
    desk: Desk

    def sheet(self, day: date | None = None) -> ShiftSheet:
        """Return the sheet of a day (today if left out): what is open now, and the money of that day."""
        now = self.clock.now()
        when = day or now.date()
        return ShiftSheet(
            day=when,
            at=now,
            desk=self.desk,
            held=_by_holder(self._lines(DossierFilter(states=OPEN_STATES)), now),
            awaiting_return=tuple(self._lines(DossierFilter(states=(State.COMPLETED,)))),
            takings=self._takings(when),
            to_print=tuple(self._lines(DossierFilter(needs_print=True))),
            drafts=tuple(KeptDraft(slot, at) for slot, _text, at in self.drafts.kept()),
            cash=self.queries.money.day(when).in_drawer,
        )

    def _takings(self, day: date) -> tuple[Taking, ...]:
        """Return what this desk took that day, by number of the slip."""
        found = []
        for dossier_id in self.queries.paid_between(_midnight(day), _midnight(day + timedelta(days=1))):
            dossier = self.queries.dossier(dossier_id)
            found += [Taking(dossier.code, one) for one in dossier.payments if one.at.date() == day]
        return tuple(sorted(found, key=lambda one: one.payment.number))

    def _lines(self, wanted: DossierFilter) -> Iterator[DossierLine]:
        return each_line(self.queries, wanted)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=ZONE)


def _by_holder(lines: Iterator[DossierLine], now: datetime) -> tuple[Held, ...]:
    holders: dict[str | None, list[DossierLine]] = {}
    for line in lines:
        holders.setdefault(line.holder, []).append(line)
    order = sorted(holders, key=lambda holder: (holder is not None, holder or ""))
    return tuple(
        Held(one, tuple(holders[one]), sum(line.due_at < now and line.state in RUNNING_STATES for line in holders[one]))
        for one in order
    )
