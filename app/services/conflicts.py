"""What stations said against each other (cần xem lại): the list, both versions side by side, the decision.

A decision and a dismissal are events with a name and a reason; nothing is ever merged silently (SYNC §2.5).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.clock import Clock
from app.domain import acts
from app.domain.conflict import Branch, Version
from app.domain.dossier import Dossier
from app.domain.errors import BadInput, NothingToDecide
from app.domain.events import DossierEvent
from app.domain.merge_events import CUSTODY, ConflictResolved, DossierAbsorbed, DossierMerged, ReviewDismissed
from app.domain.review import ReviewItem, duplicate_item, review_items
from app.domain.states import OPEN_STATES
from app.i18n import N_
from app.ports import Queries, UnitOfWork
from app.readings import Officer, TimelineEntry

_MOST, _MOST_RECENT = 10_000, 200
_RECENT = timedelta(days=30)
UnitFor = Callable[[Dossier, bytes], UnitOfWork]
"""Make a unit of work for a dossier and an officer: the province writes into the log of the dossier's commune."""


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """One thing to look at. other: the dossier that may be the same request."""

    dossier: Dossier
    item: ReviewItem
    other: Dossier | None = None


@dataclass(frozen=True, slots=True)
class Side:
    """One version. station, seq: what a decision names. value: the field's text, how a branch ended, or a code.

    stands: whether it is what the dossier shows now. acts: what was recorded, oldest first.
    """

    station: bytes
    seq: int
    value: str
    stands: bool
    acts: tuple[TimelineEntry, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """Both versions side by side."""

    line: ReviewLine
    sides: tuple[Side, ...]


@dataclass(frozen=True, slots=True)
class Conflicts:
    """The desk of contradictions, in a commune and at the province alike. station_for: who writes on a dossier."""

    unit_for: UnitFor
    queries: Queries
    clock: Clock
    station_for: Callable[[Dossier], bytes]

    def lines(self, *, limit: int = 200) -> tuple[ReviewLine, ...]:
        """Return what has to be looked at, the soonest due first."""
        return _soonest_first((*self.contradictions(), *self.doubles(limit=limit)))[:limit]

    def contradictions(self) -> tuple[ReviewLine, ...]:
        """Return what desks said against each other, the soonest due first; of one dossier it may be several lines."""
        marked = self.queries.to_review(limit=_MOST)
        return _soonest_first(ReviewLine(one, item) for one in marked for item in review_items(one))

    def doubles(self, *, limit: int = _MOST) -> tuple[ReviewLine, ...]:
        """Return pairs that may be one request, the soonest due first; each stands at the later dossier."""
        pairs = self.queries.doubles(limit=limit)
        return _soonest_first(
            ReviewLine(later, duplicate_item(earlier.id, later.received_at), earlier) for earlier, later in pairs
        )

    def of(self, dossier_id: bytes) -> tuple[Beside, ...]:
        """Return everything to look at on one dossier, both versions side by side. Raises UnknownDossier."""
        dossier = self.queries.dossier(dossier_id)
        told = self.queries.timeline(dossier_id)
        return tuple(Beside(line, _sides(line, told)) for line in self.lines_of(dossier))

    def resolve(
        self,
        dossier_id: bytes,
        *,
        keep: str,
        why: str | None,
        officer: Officer,
        item: str | None = None,
        by: str | None = None,
    ) -> Dossier:
        """Decide which version stands. keep: the station of the version, by the start of its id in hex.

        item: which line, where there are several; by: who decided, if not the officer. Raises NothingToDecide,
        ReasonNeeded, BadInput, UnknownDossier.
        """
        dossier = self.queries.dossier(dossier_id)
        line = self._chosen(dossier, item, ("custody", "proposal", "soft"))
        station, seq = _named(_versions(line), keep)
        field = CUSTODY if line.item.kind == "custody" else line.item.item.split(":")[1]
        happened = ConflictResolved(
            self._now(), field, station, seq, acts.needed(why, "reason"), (by or officer.name).strip()
        )
        return self._record(dossier, officer, happened)

    def dismiss(self, dossier_id: bytes, *, item: str | None, why: str | None, officer: Officer) -> Dossier:
        """Note that somebody looked and nothing has to be done. A conflict of custody needs a decision instead.

        Raises NothingToDecide, ReasonNeeded, BadInput, UnknownDossier.
        """
        dossier = self.queries.dossier(dossier_id)
        line = self._chosen(dossier, item, ())
        if line.item.kind == "custody":
            raise BadInput(field="item", problem=N_("two desks ended it differently; decide which one stands"))
        happened = ReviewDismissed(self._now(), line.item.item, acts.needed(why, "reason"), officer.name)
        return self._record(dossier, officer, happened)

    def merge(self, dossier_id: bytes, *, into: bytes, why: str | None, officer: Officer) -> Dossier:
        """Merge a dossier into the one that is the same request: it ends here, its code finds the other from now on.

        At the province the two may be of two communes: each hears of its own, the one that stays first.
        Raises NotCustodian where its file lies elsewhere, InConflict, ReasonNeeded, BadInput, UnknownDossier.
        """
        if dossier_id == into:
            raise BadInput(field="into", problem=N_("a dossier cannot be merged into itself"))
        dossier, kept = self.queries.dossier(dossier_id), self.queries.dossier(into)
        if dossier.merged_into is not None or kept.merged_into is not None:
            raise BadInput(field="into", problem=N_("one of the two has been merged before"))
        now, reason = self._now(), acts.needed(why, "reason")
        happened: list[DossierEvent] = [DossierMerged(now, into, kept.code, reason, officer.name)]
        if dossier.state in OPEN_STATES:
            station = self.station_for(dossier)
            happened.append(acts.withdraw(dossier, reason=reason, request=kept.code, at=now, station=station))
        absorbed = DossierAbsorbed(now, dossier_id, dossier.code, reason, officer.name)
        if self.station_for(dossier) != self.station_for(kept):
            with self.unit_for(kept, officer.id) as unit:
                unit.record_dossier(into, absorbed)
            with self.unit_for(dossier, officer.id) as unit:
                return unit.record_dossier(dossier_id, *happened)
        with self.unit_for(dossier, officer.id) as unit:
            unit.record_dossier(into, absorbed)
            return unit.record_dossier(dossier_id, *happened)

    def lines_of(self, dossier: Dossier) -> list[ReviewLine]:
        """Return what has to be looked at on one dossier, without going through the others."""
        lines = [ReviewLine(dossier, item) for item in review_items(dossier)]
        for other in self.others_of(dossier):
            since = max(dossier.received_at, other.received_at)
            lines.append(ReviewLine(dossier, duplicate_item(other.id, since), other))
        return lines

    def others_of(self, dossier: Dossier) -> tuple[Dossier, ...]:
        """Return the dossiers that may be the same request as this one, as long as nobody merged or told them apart."""
        pairs = self.queries.doubles_of(dossier.id) if dossier.applicant.id_number else ()
        return tuple(earlier if dossier.id == later.id else later for earlier, later in pairs)

    def recent_doubles(self) -> int:
        """Return how many pairs of the last thirty days may be one request; those before stand on the list alone."""
        return len(self.queries.doubles(limit=_MOST_RECENT, since=self.clock.now() - _RECENT))

    def _chosen(self, dossier: Dossier, item: str | None, kinds: tuple[str, ...]) -> ReviewLine:
        """Return the line that is meant: the named one, else the only one of these kinds."""
        lines = [line for line in self.lines_of(dossier) if not kinds or line.item.kind in kinds]
        named = [line for line in lines if item in (None, line.item.item, line.item.kind)]
        if not named:
            raise NothingToDecide(code=dossier.code, item=item or "")
        if len(named) > 1:
            raise BadInput(field="item", problem=N_("there are several things to look at; say which one"))
        return named[0]

    def _record(self, dossier: Dossier, officer: Officer, happened: DossierEvent) -> Dossier:
        with self.unit_for(dossier, officer.id) as unit:
            return unit.record_dossier(dossier.id, happened)

    def _now(self) -> datetime:
        return self.clock.now().replace(microsecond=0)


def _soonest_first(lines: Iterable[ReviewLine]) -> tuple[ReviewLine, ...]:
    return tuple(sorted(lines, key=lambda line: (line.item.due, line.dossier.code, line.item.item)))


def _versions(line: ReviewLine) -> tuple[Branch | Version, ...]:
    dossier = line.dossier
    if line.item.kind == "custody" and dossier.conflict is not None:
        return dossier.conflict.branches
    name = line.item.item.split(":")[1] if line.item.item.startswith("field:") else ""
    found = [one for one in dossier.contradictions if one.field == name]
    return (found[0].shown, *found[0].others) if found else ()


def _named(versions: tuple[Branch | Version, ...], keep: str) -> tuple[bytes, int]:
    asked = keep.strip().lower()
    found = [one for one in versions if asked and one.station.hex().startswith(asked)]
    if len(found) != 1:
        raise BadInput(field="take", problem=N_("name one of the desks whose versions stand against each other"))
    return found[0].station, found[0].seq


def _sides(line: ReviewLine, told: tuple[TimelineEntry, ...]) -> tuple[Side, ...]:
    places = {(one.recorded.station, one.recorded.seq): one for one in told}

    def recorded(acts_: tuple[tuple[bytes, int], ...]) -> tuple[TimelineEntry, ...]:
        return tuple(places[place] for place in acts_ if place in places)

    sides = []
    for n, one in enumerate(_versions(line)):
        if isinstance(one, Branch):
            sides.append(Side(one.station, one.seq, one.ending, False, recorded(one.acts)))
        else:
            sides.append(Side(one.station, one.seq, one.value, n == 0, recorded(((one.station, one.seq),))))
    if line.other is not None:
        whole = ((line.dossier, True), (line.other, False))
        sides = [Side(dossier.custodian.station, 0, dossier.code, stands, ()) for dossier, stands in whole]
    elif not sides:
        station, seq = (*line.item.item.split(":"), "", "", "", "")[2:4]
        stray = [one for place, one in places.items() if place[0].hex()[:8] == station and str(place[1]) == seq]
        sides = [Side(one.recorded.station, one.recorded.seq, one.recorded.kind, False, (one,)) for one in stray]
    return tuple(sides)
