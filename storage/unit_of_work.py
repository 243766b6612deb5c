"""One act, one transaction, one fsync: events into the log, through the projector, committed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime
from types import TracebackType
from typing import Self

from sqlalchemy import BindParameter, Connection, bindparam, delete, func, select, update

from app import canon
from app.domain.dossier import Dossier
from app.domain.errors import UnknownDossier
from app.domain.events import DossierEvent, Event
from app.domain.ordering import Change, Key, Turn
from app.domain.person import PersonLinks
from app.domain.procedure import LocalOverride
from app.domain.queue import Ticket
from app.domain.responsibility import Roster
from app.ports import Blob, LogRange
from app.readings import Trip
from storage.anchor import Anchors
from storage.change_log import ChangeLog, ClockFloor, Station
from storage.engine import Database
from storage.hub_order import history, unordered
from storage.intake_rows import read_reserved, read_trips, used_among
from storage.money_rows import MoneyRows
from storage.office_rows import read_links, read_roster
from storage.override_rows import read_overrides
from storage.prepared import Question
from storage.projections import DOSSIER, Projector
from storage.queue_rows import read_queue
from storage.relays import with_relayed
from storage.tables import BlobRow, DeskRow, DocumentRow, DraftRow, FloorRow, NumberRow, SeriesRow, table_of
from storage.upsert import upsert
from storage.ways import ways_of

_number, _floor, _series, _draft, _desk, _document = map(
    table_of, (NumberRow, FloorRow, SeriesRow, DraftRow, DeskRow, DocumentRow)
)
_stations: BindParameter[int] = bindparam("stations", expanding=True)
_highest_serial = Question(
    select(_number.c.highest).where(
        _number.c.unit == bindparam("unit"),
        _number.c.day == bindparam("day"),
        _number.c.station_number == bindparam("k"),
    )
)
_raised_floor = Question(
    select(func.max(_floor.c.serial)).where(_floor.c.station.in_(_stations), _floor.c.day == bindparam("day"))
)
_highest_series = Question(
    select(func.max(_series.c.highest)).where(
        _series.c.station.in_(_stations),
        _series.c.form == bindparam("form"),
        _series.c.year == bindparam("year"),
    )
)
_keep_blob = upsert(BlobRow)
_keep_document = upsert(DocumentRow)
_become = update(_desk).values(station=bindparam("of"), keys=bindparam("private"))
_document_of = select(_document.c.data).where(_document.c.kind == bindparam("of"))
_forget_draft = delete(_draft).where(_draft.c.slot == bindparam("slot"))


@dataclass(frozen=True, slots=True)
class ToldBy:
    """Which log a unit writes into, where a document says so that others may change. log: of its bytes, None for none.

    It is read when the unit begins, and stays as it is until the unit ends.
    """

    document: str
    log: Callable[[bytes | None], bytes]


class LogUnit:
    """The unit of work of one officer at this desk; see :class:`app.ports.UnitOfWork`.

    Inside the database ``station`` is the station that authors; now gives the wall clock. older: local numbers of
    the older keys it goes on for: their series go on, their numbers are never given out again. floor: what the wall
    clock is judged by, None for practice data made in its own past. commune: whose dossiers the province acts on, with
    those beside it; a hub on a server sees no others then.
    """

    def __init__(
        self,
        database: Database,
        *,
        station: bytes | ToldBy,
        actor: bytes,
        now: Callable[[], datetime],
        anchors: Anchors,
        older: tuple[int, ...] = (),
        floor: ClockFloor | None = None,
        commune: str | None = None,
        beside: Sequence[str] = (),
    ) -> None:
        self._database = database
        self._of = station
        self._actor = actor
        self._now = now
        self._anchors = anchors
        self._older, self._floor, self._commune, self._beside = older, floor, commune, beside
        self._open = ExitStack()
        self._connection: Connection
        self._log: ChangeLog
        self._projector: Projector
        self._station: Station

    def __enter__(self) -> Self:
        """Begin; other writers wait. Raises DeskInUse on a desk opened for reading."""
        with ExitStack() as opening:
            self._connection = opening.enter_context(self._database.begin_writing())
            opening.enter_context(self._connection.begin())
            self._log = ChangeLog(self._connection)
            key = self._key()
            self._log.hold(key, commune=self._commune, beside=self._beside)
            self._projector = Projector(self._connection, self._log)
            self._station = self._log.enter(key)
            self._open = opening.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Commit, or roll back if an exception is on its way."""
        if error is not None:
            self._open.__exit__(kind, error, trace)
            return
        with self._open:
            self._projector.flush()
            self._log.save()
        # The act is safe from here on: what follows is bookkeeping that may be lost.
        self._anchors.advance(self._station.key, self._station.seq, self._station.head)
        self._database.count_commit()

    def _key(self) -> bytes:
        """Return whose log this is. The document is kept before the commune is: whoever changes it waits for nobody."""
        if isinstance(self._of, bytes):
            return self._of
        ways_of(self._connection).hold_document(self._connection, self._of.document, to_read=True)
        return self._of.log(self._connection.execute(_document_of, {"of": self._of.document}).scalar())

    @property
    def log(self) -> bytes:
        """Return the station id of the log this unit writes into."""
        return self._station.key

    def dossier(self, dossier_id: bytes) -> Dossier:
        """Return the dossier as it stands inside this transaction. Raises UnknownDossier."""
        found = self._projector.dossier(dossier_id)
        if found is None:
            raise UnknownDossier(code=dossier_id.hex())
        return found

    def record_dossier(self, dossier_id: bytes, *events: DossierEvent) -> Dossier:
        """Append the events to the log, project them, return the dossier they make. Raises UnknownDossier."""
        for event in events:
            self.record(DOSSIER, dossier_id, event)
        return self.dossier(dossier_id)

    def record(self, aggregate_type: str, aggregate_id: bytes, event: Event) -> None:
        """Append one event of another aggregate (station, officer, catalogue) and project it."""
        change = self._log.append(
            self._station,
            event,
            canon.encode(event),
            actor=self._actor,
            aggregate=(aggregate_type, aggregate_id),
            deps=self._projector.heads(aggregate_id),
            wall_ms=int(self._now().timestamp() * 1000),
            floor=self._floor,
        )
        # The event is read back from its bytes, so that live tables are those a replay makes.
        self._projector.apply(change)

    def highest_serial(self, unit: str, day: date, station_number: int) -> int | None:
        """Return the highest serial used in a station's block of the day, K included (1007), None if none."""
        self._projector.flush()
        found = _highest_serial.ask(self._connection, unit=unit, day=f"{day:%y%m%d}", k=station_number)
        return found[0][0] if found else None

    def raised_floor(self, day: date) -> int | None:
        """Return the serial this station was last raised to for the day, None if never."""
        self._projector.flush()
        [(serial,)] = _raised_floor.ask(self._connection, stations=self._numbers(), day=day.isoformat())
        return None if serial is None else int(serial)

    def highest_series(self, form: str, year: int) -> int:
        """Return the last number of this station's own series (``register``, ``fee-slip``), 0 if none."""
        self._projector.flush()
        [(highest,)] = _highest_series.ask(self._connection, stations=self._numbers(), form=form, year=year)
        return int(highest or 0)

    def _numbers(self) -> list[int]:
        return [self._station.id, *self._older]

    def reserved_serials(self, day: date) -> tuple[int, ...]:
        """Return the serials this station set aside for the sheets of a pad of the day, ascending."""
        self._projector.flush()
        return tuple(sorted(one for at in self._numbers() for one in read_reserved(self._connection, at, day)))

    def used_codes(self, codes: tuple[str, ...]) -> frozenset[str]:
        """Return those of the codes that a dossier has."""
        self._projector.flush()
        return used_among(self._connection, codes)

    def trips(self) -> tuple[Trip, ...]:
        """Return the trips of every station held here, newest first."""
        self._projector.flush()
        return read_trips(self._connection)

    @property
    def money(self) -> MoneyRows:
        """Return the money of this desk as it stands inside this transaction."""
        self._projector.flush()
        return MoneyRows(self._connection, self._station)

    def overrides(self) -> tuple[LocalOverride, ...]:
        """Return the local overrides in force or proposed, oldest first."""
        self._projector.flush()
        return read_overrides(self._connection, self._station.id)

    def roster(self) -> Roster:
        """Return who answers for what, as it stands inside this transaction."""
        self._projector.flush()
        return read_roster(self._connection, self._station.id)

    def queue(self, day: date) -> tuple[Ticket, ...]:
        """Return the tickets of a day, as they stand inside this transaction."""
        self._projector.flush()
        return read_queue(self._connection, self._station.id, day)

    def person_links(self) -> PersonLinks:
        """Return which records of persons are merged, as it stands inside this transaction."""
        self._projector.flush()
        return read_links(self._connection, self._station.id)

    def unordered(self, logs: Sequence[bytes]) -> tuple[LogRange, ...]:
        """Return what of these logs has no place in the province's order yet, as it stands in this transaction."""
        return unordered(self._connection, logs)

    def history(self, dossier_id: bytes) -> tuple[list[Change], dict[Key, Turn]]:
        """Return the changes of a dossier in causal order and their turns, as they stand inside this transaction."""
        self._projector.flush()
        return history(self._connection, self._log, dossier_id)

    def relayed(self, dossier_id: bytes, logs: Sequence[bytes]) -> dict[Key, Turn]:
        """Return the changes of a dossier that these logs have passed on already, with their turns."""
        changes = [one for one in self._log.of_aggregate(dossier_id) if one.station in logs]
        return with_relayed(changes)[1]

    def become(self, keys: bytes, documents: Mapping[str, bytes]) -> None:
        """Let the database belong to the station of this unit from now on; keys: its private keys."""
        self._connection.execute(_become, {"of": self._station.id, "private": keys})
        for kind, data in documents.items():
            self._connection.execute(_keep_document, {"kind": kind, "data": data})

    def forget_draft(self, slot: str) -> None:
        """Drop an autosaved draft in the same transaction as what came of it."""
        self._connection.execute(_forget_draft, {"slot": slot})

    def keep_blob(self, blob: Blob) -> None:
        """Keep the key of a stored scan in the same transaction as the event that names it."""
        self._connection.execute(_keep_blob, {"sha256": blob.sha256, "key": blob.key, "size": blob.size})
