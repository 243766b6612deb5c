"""What the province's pages tell of its communes: counted, never guessed but where it says so."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from app.bundles import EnrolledStation
from app.clock import local
from app.domain.commune import Commune
from app.domain.errors import UnknownCommune
from app.ports import LogRange
from app.services.catalogue import Catalogue, load_catalogue
from app.services.merging import NOBODYS_WORK
from storage.province_rows import Load, OpenLine, ProvinceRows, Solved
from sync.hub.ledger import Contact, Ledger
from sync.hub.missing import missing
from sync.hub.program import Hub

QUIET_DAYS = 7
"""A commune that was not heard of for so long is shown in red (ACCEPTANCE 30)."""

_WEEKS = 12
MOST_LINES = 500
"""On one page; the workbook holds all of them."""
_PACE_DAYS = 28
_COUNTED = ("running", "overdue", "today", "soon", "waiting", "to_return")


@dataclass(frozen=True, slots=True)
class CommuneLine:
    """One commune on the first page. unsent: dossiers its stations have probably taken in since they last spoke.

    conflicts: dossiers that its desks contradict each other on. solved, on_time: of the last four weeks, by the clock
    of the one who solved them.
    """

    code: str
    name: str
    stations: int
    last_contact: datetime | None
    silent_days: int | None
    unsent: int
    gaps: tuple[tuple[int, LogRange], ...]
    quarantined: int
    conflicts: int
    running: int
    overdue: int
    today: int
    soon: int
    solved: int
    on_time: int

    @property
    def is_quiet(self) -> bool:
        """Tell whether nobody there has spoken for a week, or ever."""
        return self.silent_days is None or self.silent_days >= QUIET_DAYS


@dataclass(frozen=True, slots=True)
class FieldLine:
    """How the dossiers of one field (lĩnh vực) stand."""

    field: str
    running: int
    overdue: int
    today: int
    soon: int
    waiting: int
    to_return: int


@dataclass(frozen=True, slots=True)
class Week:
    """One week's on-time rate."""

    monday: date
    solved: int
    late: int

    @property
    def share(self) -> float | None:
        """Return the on-time share, 0 … 1; None where nothing was solved."""
        return None if self.solved == 0 else (self.solved - self.late) / self.solved


class Picture:
    """Reads the picture at one moment. of: the only commune to look at."""

    def __init__(self, hub: Hub, now: datetime, *, of: str | None = None) -> None:
        self._hub, self._now = hub, now
        self._catalogue: Catalogue = load_catalogue()
        named = hub.stations().stations.items()
        self._stations = {station: one for station, one in named if of is None or one.commune == of}
        self._rows = ProvinceRows(hub.store.database, None if of is None else list(self._stations))
        self._field = {row.id: row.field for row in self._catalogue.all()}

    def communes(self) -> tuple[CommuneLine, ...]:
        """Return every commune that has a station, in the order of the province's list."""
        of_commune: dict[str, list[EnrolledStation]] = defaultdict(list)
        for station in self._stations.values():
            of_commune[station.commune].append(station)
        loads = _summed(self._loads)
        solved = self._solved_of_stations(_whole_weeks(self._now, 4))
        contacts = Ledger(self._hub.store.book, self._hub.bundles).contacts()
        heard = {station: contact for station, contact in contacts.items() if station in self._stations}
        pace = self._pace({station: local(contact.came_at) for station, contact in heard.items()})
        marked = self.contradicted()
        lines = [
            self._line(self.commune(code), stations, loads, solved, pace, heard, marked.get(code, 0))
            for code, stations in of_commune.items()
        ]
        return tuple(sorted(lines, key=lambda line: (self.commune(line.code).position, line.name)))

    def contradicted(self) -> dict[str, int]:
        """Return how many dossiers of each commune, by code, its desks contradict each other on."""
        found: Counter[str] = Counter()
        for station, count in self._rows.marked().items():
            if station in self._stations:
                found[self._stations[station].commune] += count
        return dict(found)

    def commune(self, code: str) -> Commune:
        """Return a commune by its code. Raises UnknownCommune."""
        found = self._catalogue.commune(code)
        if found.code != code:
            raise UnknownCommune(commune=code)
        return found

    def fields(self, commune: str | None = None) -> tuple[FieldLine, ...]:
        """Return how dossiers stand by field, of one commune or of all; the most overdue first."""
        wanted = None if commune is None else {one.station for one in self.stations_of(commune)}
        by_field: dict[str, list[Load]] = defaultdict(list)
        for load in self._loads:
            if wanted is None or load.station in wanted:
                by_field[self._field.get(load.procedure, "")].append(load)
        lines = [
            FieldLine(field, *(sum(getattr(one, name) for one in loads) for name in _COUNTED))
            for field, loads in by_field.items()
        ]
        return tuple(sorted(lines, key=lambda line: (-line.overdue, -line.running, line.field)))

    def weeks(self, commune: str | None = None) -> tuple[Week, ...]:
        """Return the on-time rate of the last weeks, oldest first; weeks without a result stand there too."""
        since, solved_then = self._solved
        wanted = None if commune is None else {one.station for one in self.stations_of(commune)}
        solved: Counter[date] = Counter()
        late: Counter[date] = Counter()
        for one in solved_then:
            if wanted is None or one.station in wanted:
                solved[one.week] += one.solved
                late[one.week] += one.late
        mondays = [since.date() + timedelta(weeks=number) for number in range(_WEEKS)]
        return tuple(Week(monday, solved[monday], late[monday]) for monday in mondays)

    def stations_of(self, commune: str) -> tuple[EnrolledStation, ...]:
        """Return the stations of a commune, by number."""
        mine = (one for one in self._stations.values() if one.commune == commune)
        return tuple(sorted(mine, key=lambda one: one.number))

    def open_lines(
        self, commune: str, *, field: str | None = None, overdue: bool = False, limit: int | None = MOST_LINES
    ) -> tuple[OpenLine, ...]:
        """Return running dossiers of a commune, the nearest due first. limit: None for all."""
        procedures = None if field is None else [row for row, name in self._field.items() if name == field]
        stations = [one.station for one in self.stations_of(commune)]
        until = self._now if overdue else None
        return self._rows.open_lines(stations, procedures, until=until, limit=limit)

    @cached_property
    def _loads(self) -> tuple[Load, ...]:
        return self._rows.loads(self._now)

    @cached_property
    def _solved(self) -> tuple[datetime, tuple[Solved, ...]]:
        since = _whole_weeks(self._now, _WEEKS)
        return since, self._rows.solved(since, self._now)

    def _line(
        self,
        commune: Commune,
        stations: Iterable[EnrolledStation],
        loads: dict[bytes, Counter[str]],
        solved: dict[bytes, tuple[int, int]],
        pace: dict[bytes, int],
        contacts: dict[bytes, Contact],
        marked: int,
    ) -> CommuneLine:
        stations = tuple(stations)
        came = {one.station: local(contacts[one.station].came_at) for one in stations if one.station in contacts}
        total: Counter[str] = Counter()
        for one in stations:
            total.update(loads.get(one.station, Counter()))
        heard = came.values()
        book = self._hub.store.book
        asides = [(one, book.set_asides(one.station)) for one in stations]
        done = [solved.get(one.station, (0, 0)) for one in stations]
        return CommuneLine(
            code=commune.code,
            name=commune.full_name,
            stations=len(stations),
            last_contact=max(heard, default=None),
            silent_days=(self._now - max(heard)).days if heard else None,
            unsent=sum(self._unsent(pace.get(one.station, 0), came.get(one.station)) for one in stations),
            gaps=tuple(
                (one.number, gap)
                for one, kept in asides
                for gap in missing(book, one.station, kept, contact=contacts.get(one.station), entry=one)
            ),
            quarantined=sum(1 for _one, kept in asides for aside in kept if aside.reason not in NOBODYS_WORK)
            + sum(len(self._hub.unprojected(one.station)) for one in stations),
            conflicts=marked,
            running=total["running"],
            overdue=total["overdue"],
            today=total["today"],
            soon=total["soon"],
            solved=sum(count for count, _late in done),
            on_time=sum(count - late for count, late in done),
        )

    def _pace(self, came: dict[bytes, datetime]) -> dict[bytes, int]:
        """Return what each station took in within the four weeks before it last spoke."""
        if not came:
            return {}
        pace: Counter[bytes] = Counter()
        for station, day, count in self._rows.received_by_day(min(came.values()) - timedelta(days=_PACE_DAYS)):
            if station in came and 0 <= (came[station].date() - day).days < _PACE_DAYS:
                pace[station] += count
        return dict(pace)

    def _unsent(self, received: int, came: datetime | None) -> int:
        """Estimate what a station took in since it spoke, by its pace until then."""
        if came is None:
            return 0
        return round(received / _PACE_DAYS * ((self._now - came).total_seconds() / 86400))

    def _solved_of_stations(self, since: datetime) -> dict[bytes, tuple[int, int]]:
        found: dict[bytes, tuple[int, int]] = {}
        for one in self._solved[1]:
            if one.week >= since.date():
                solved, late = found.get(one.station, (0, 0))
                found[one.station] = (solved + one.solved, late + one.late)
        return found


def _summed(loads: Iterable[Load]) -> dict[bytes, Counter[str]]:
    found: dict[bytes, Counter[str]] = defaultdict(Counter)
    for load in loads:
        found[load.station].update({name: getattr(load, name) for name in ("running", "overdue", "today", "soon")})
    return found


def _whole_weeks(now: datetime, count: int) -> datetime:
    """Return the Monday morning ``count`` weeks back, this week counted as one."""
    monday = now - timedelta(days=now.weekday(), weeks=count - 1)
    return monday.replace(hour=0, minute=0, second=0, microsecond=0)
