"""Moving an open dossier to the version of its procedure in force now (chuyển sang phiên bản mới): never by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from app.clock import Clock
from app.domain import acts
from app.domain.calendar import Calendar
from app.domain.dossier import Dossier
from app.domain.draft import PaperEntry
from app.domain.errors import NoNewerVersion, UnknownProcedure
from app.domain.facts import OUTSIDE_THE_LIST, ProcedureRef, PromisedLimit, ReceivedPaper
from app.domain.procedure import Procedure, RequiredPaper
from app.domain.running import reckoned
from app.domain.states import OPEN_STATES, STANDING_STATES
from app.domain.text import fold
from app.domain.version_events import VersionMoved
from app.ports import NewUnit, Queries
from app.readings import Desk, Officer
from app.services.catalogue import Catalogue
from app.services.checklist import missing
from app.services.processing import time_of_act


@dataclass(frozen=True, slots=True)
class NewVersion:
    """What a move would bring. lacking: required papers of the new list that are not there, by name."""

    procedure: Procedure
    event: VersionMoved
    lacking: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VersionMoves:
    """A dossier keeps the list it came in under until an officer moves it."""

    new_unit: NewUnit
    queries: Queries
    catalogue: Catalogue
    clock: Clock
    desk: Desk
    calendar: Calendar

    def newer(self, dossier: Dossier) -> NewVersion | None:
        """Return what the version in force today would change, None where the dossier has it or is closed."""
        if dossier.state not in OPEN_STATES or not dossier.procedure.id:
            return None
        now = self.clock.now().replace(microsecond=0)
        rows = self.catalogue.with_overrides(self.queries.overrides())
        try:
            procedure = rows.procedure(dossier.procedure.id, on=now.date())
        except UnknownProcedure:
            return None
        if procedure.version <= dossier.procedure.version:
            return None
        papers = _placed(dossier.papers, procedure.papers)
        lacking = missing(procedure, [_as_entry(one) for one in papers if one.component != OUTSIDE_THE_LIST])
        return NewVersion(procedure, self._moved(dossier, procedure, papers, now), tuple(one.name for one in lacking))

    def move(
        self,
        dossier_id: bytes,
        *,
        reason: str | None,
        officer: Officer,
        at: datetime | None = None,
        late: bool = False,
    ) -> Dossier:
        """Move a dossier to the version in force. Raises NoNewerVersion, ReasonNeeded, StepNotAllowed, NotCustodian."""
        when = time_of_act(self.clock, at, late=late)
        with self.new_unit(officer.id) as unit:
            dossier = unit.dossier(dossier_id)
            acts.check(dossier, "new-version", station=self.desk.station, at=when)
            why = acts.needed(reason, "reason")
            found = self.newer(dossier)
            if found is None:
                raise NoNewerVersion(code=dossier.code, version=dossier.procedure.version)
            return unit.record_dossier(dossier_id, replace(found.event, at=when, reason=why))

    def _moved(
        self, dossier: Dossier, procedure: Procedure, papers: tuple[ReceivedPaper, ...], now: datetime
    ) -> VersionMoved:
        ref = ProcedureRef(
            procedure.id, procedure.code or "", procedure.name, procedure.field, procedure.version
        )  # fmt: skip
        event = VersionMoved(now, ref, "", papers)
        # A limit an officer stated, or one nobody knows, promises what it promised.
        if dossier.limit.basis is not None or procedure.limit.amount is None or procedure.limit == dossier.limit.limit:
            return event
        extended = tuple(one for one in procedure.extensions if one.condition in dossier.limit.extensions)
        limit = PromisedLimit(procedure.limit, None, tuple(one.condition for one in extended), extended)
        if dossier.state in STANDING_STATES or dossier.is_promised_anew:
            return replace(event, limit=limit)  # the clock stands, or an apology named the day
        return replace(event, limit=limit, due=reckoned(replace(dossier, limit=limit), calendar=self.calendar))


def _placed(received: Sequence[ReceivedPaper], listed: Sequence[RequiredPaper]) -> tuple[ReceivedPaper, ...]:
    """Find each paper in the new list by its name; one place takes one paper, the rest stay as papers outside it."""
    places = {fold(paper.name): place for place, paper in reversed(list(enumerate(listed)))}
    placed = []
    for one in received:
        component = places.pop(fold(one.name), OUTSIDE_THE_LIST)
        placed.append(replace(one, component=component))
    return tuple(placed)


def _as_entry(paper: ReceivedPaper) -> PaperEntry:
    waived = paper.waived_because is not None
    return PaperEntry(
        paper.component, paper.original, paper.copy, not_applicable=waived, why=paper.waived_because, note=paper.note
    )
