"""The log as bundles see it: ranges out, verified runs in, and the book of what was written and confirmed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from datetime import datetime
from itertools import chain, islice

from sqlalchemy import Connection, bindparam, func, insert, or_, select, update

from app import canon
from app.domain.errors import Forged
from app.domain.ordering import GENESIS, Change
from app.i18n import N_
from app.ports import LogRange, MergeResult, SegmentSeal, SetAside
from app.readings import Ancestor, ExchangeRecord, Position
from storage import receivers, relays, segments
from storage.adopted import originals
from storage.adopting import unwind
from storage.attachments import StoredAttachments
from storage.change_log import ChangeLog, ClockFloor
from storage.codec import seconds
from storage.confirming import confirmed, lower
from storage.engine import Database
from storage.erasing import Erasures, clear, orders_among
from storage.exchange_rows import as_record, pack_ranges
from storage.lineage import ancestors
from storage.prepared import Question
from storage.projections import DOSSIER, Projector
from storage.rebuild import replay_held
from storage.run_in import Run, brings_originals
from storage.tables import ChangeRow, DocumentRow, ExchangeRow, SegmentRow, StationRow, table_of
from storage.upsert import upsert
from storage.ways import ways_of

_change, _station, _exchange, _document, _segment = map(
    table_of, (ChangeRow, StationRow, ExchangeRow, DocumentRow, SegmentRow)
)
_note = insert(_exchange)
_newest_first = select(_exchange).order_by(_exchange.c.id.desc())
_was_read = select(_exchange.c.id).where(
    _exchange.c.kind == "read",
    _exchange.c.sha256 == bindparam("sha256"),
    _exchange.c.outcome.in_(("imported", "known")),
)
_keep_document = upsert(DocumentRow)
_document_of = select(_document.c.data).where(_document.c.kind == bindparam("of"))
_documents_of = Question(
    select(_document.c.kind, _document.c.data).where(_document.c.kind.in_(bindparam("kinds", expanding=True)))
)
_documents = select(_document).where(_document.c.kind >= bindparam("first"), _document.c.kind < bindparam("end"))
_written_to = update(_station).where(_station.c.id == bindparam("of")).values(written_to=bindparam("to"))
_first_dropped = select(func.min(_change.c.seq)).where(
    _change.c.station == bindparam("of"),
    _change.c.seq.between(bindparam("first"), bindparam("last")),
    func.length(_change.c.body) == canon.DROPPED_LENGTH,
    func.substr(_change.c.body, 1, 1) == canon.DROPPED,
)
_AT_ONCE = 2_000
_BROKEN = N_("its chain of changes is broken")


class StoredExchangeBook:
    """See :class:`app.ports.ExchangeBook`."""

    def __init__(self, database: Database, floor: ClockFloor) -> None:
        self._database, self._floor = database, floor

    # ── the log, outwards ──

    def position(self, station: bytes) -> Position:
        """Return how far a station's log is held; seq 0 and the genesis head if unknown."""
        with self._database.reading() as connection:
            held = ChangeLog(connection).station(station)
        return Position(station, held.seq, held.head) if held else Position(station, 0, GENESIS)

    def hash_at(self, station: bytes, seq: int) -> bytes:
        """Return the chain hash after a change; the genesis head for seq 0. Raises LookupError if it is not held."""
        with self._database.reading() as connection:
            log = ChangeLog(connection)
            held = log.station(station)
            found = GENESIS if seq == 0 else log.hash_at(held, seq) if held else None
        if found is None:
            raise LookupError(f"change {seq} is not held")
        return found

    def unacknowledged(self) -> tuple[LogRange, ...]:
        """Return every range of any station held here that the province has not confirmed."""
        with self._database.reading() as connection:
            held = ChangeLog(connection).stations()
        return tuple(
            LogRange(one.key, one.acknowledged_to + 1, one.seq) for one in held if one.seq > one.acknowledged_to
        )

    def changes(self, log_range: LogRange) -> Iterator[Change]:
        """Yield the changes of a range in order, streaming: one consistent state, a few thousand in memory."""
        with self._database.reading() as connection:
            log = ChangeLog(connection)
            held = log.station(log_range.station)
            if held is not None:
                for change, _hash in log.in_range(held, log_range.first, min(log_range.last, held.seq)):
                    yield change

    def first_dropped(self, log_range: LogRange) -> int | None:
        """Return the first change of a range whose body was dropped here, None where all are whole."""
        with self._database.reading() as connection:
            held = ChangeLog(connection).station(log_range.station)
            place = {"first": log_range.first, "last": log_range.last}
            return connection.execute(_first_dropped, place | {"of": held.id}).scalar() if held else None

    def dossiers_in(self, ranges: Sequence[LogRange]) -> int:
        """Return how many dossiers the ranges touch."""
        with self._database.reading() as connection:
            log = ChangeLog(connection)
            held = [(log.station(one.station), one) for one in ranges]
            places = [
                (_change.c.station == station.id) & _change.c.seq.between(one.first, one.last)
                for station, one in held
                if station
            ]
            if not places:
                return 0
            counted = select(func.count(func.distinct(_change.c.aggregate_id))).where(
                _change.c.aggregate_type == DOSSIER, or_(*places)
            )
            return connection.execute(counted).scalar_one()

    def owners(self, aggregate_ids: Sequence[bytes]) -> dict[bytes, bytes]:
        """Return the station that received each dossier, or enrolled each officer, of those known here."""
        with self._database.reading() as connection:
            return receivers.owners(connection, aggregate_ids)

    def logs_relaying(self, aggregate_ids: Sequence[bytes]) -> dict[bytes, frozenset[bytes]]:
        """Return the logs in which the province passed each of these dossiers on; none for the others."""
        with self._database.reading() as connection:
            return relays.logs_relaying(connection, aggregate_ids)

    # ── the log, inwards ──

    def merge(self, changes: Iterable[Change], *, head: bytes, seal: SegmentSeal | None = None) -> MergeResult:
        """Append a verified run of one station's next changes in one transaction, with its seal, and project them.

        Changes held already are compared and skipped. Raises Forged if the chain does not meet
        ``head`` or differs from what is held; nothing of the run is stored then.
        """
        waiting = iter(changes)
        first = next(waiting, None)
        if first is None:
            return MergeResult(0, 0)
        with self._database.writing() as connection:
            log = ChangeLog(connection)
            log.hold(first.station)
            station = log.enter(first.station)
            projector, erasures = Projector(connection, log), Erasures(connection)
            run = Run(log, projector, station)
            waiting = chain([first], waiting)
            ordered: list[bytes] = []
            while batch := erasures.emptied(list(islice(waiting, _AT_ONCE))):
                run.take(batch)
                ordered += orders_among(batch)
            if run.head != head:
                raise Forged(name=station.key.hex()[:8], reason=_BROKEN)
            log.save()
            if seal is not None:
                segments.keep_seal(connection, log, seal)
            cleared = clear(connection, log, projector, [*ordered, *erasures.met])
            if brings_originals(connection, log, station, run):
                replay_held(connection)  # what was issued anew before its original came counts no more
        StoredAttachments(self._database).forget(cleared.scans)
        self._database.settle() if run.new >= _AT_ONCE else None
        return MergeResult(run.new, run.known, len(run.dossiers))

    def keep_seal(self, seal: SegmentSeal) -> None:
        """Keep the signature of a segment that was written or taken in; a known one changes nothing."""
        with self._database.writing() as connection:
            log = ChangeLog(connection)
            log.hold(seal.station)
            segments.keep_seal(connection, log, seal)

    def seals(self, log_range: LogRange) -> tuple[SegmentSeal, ...]:
        """Return the kept seals that touch a range, in order; none lies inside another."""
        with self._database.reading() as connection:
            return segments.seals(connection, ChangeLog(connection), log_range)

    def set_aside(self, segment: SetAside) -> None:
        """Park or quarantine a segment; the same one again changes nothing. Raises ParkedTooMuch."""
        with self._database.writing() as connection:
            _hold_asides(connection, segment.station)
            segments.set_aside(connection, segment)

    def set_asides(self, station: bytes | None = None) -> tuple[SetAside, ...]:
        """Return what is parked or quarantined, of one station or of all, oldest first; without the data."""
        with self._database.reading() as connection:
            return segments.set_asides(connection, station)

    def data_of(self, segment: SetAside) -> bytes:
        """Return the data of a segment that was set aside. Raises LookupError."""
        with self._database.reading() as connection:
            return segments.data_of(connection, segment)

    def mark_aside(self, segment: SetAside, reason: str) -> None:
        """Give a segment that was set aside another reason: a person has decided."""
        with self._database.writing() as connection:
            _hold_asides(connection, segment.station)
            segments.mark_aside(connection, segment, reason)

    def repack(self, segment: SetAside, data: bytes) -> None:
        """Keep other bytes of a segment that was set aside: without the bodies that an order of erasure takes."""
        with self._database.writing() as connection:
            _hold_asides(connection, segment.station)
            segments.repack(connection, segment, data)

    def erased_among(self, aggregate_ids: Sequence[bytes]) -> frozenset[bytes]:
        """Return those of the records that an order of erasure names."""
        with self._database.reading() as connection:
            return Erasures(connection).among(aggregate_ids)

    def emptied(self, changes: Sequence[Change]) -> list[Change]:
        """Return changes as they may stand here: without the bodies that an order of erasure takes."""
        with self._database.reading() as connection:
            return Erasures(connection).emptied(changes)

    def take_back(self, segment: SetAside) -> None:
        """Forget a parked segment that has been merged now."""
        with self._database.writing() as connection:
            _hold_asides(connection, segment.station)
            segments.take_back(connection, segment)

    def unwind(self, station: bytes, agreed: int, *, heir: bytes | None, actor: bytes, at: datetime) -> int:
        """Give way to the province's history of a station; see :func:`storage.adopting.unwind`."""
        return unwind(self._database, station, agreed, heir=heir, actor=actor, at=at)

    def reissued(self, station: bytes) -> dict[int, bytes]:
        """Return which changes of a station its successors issued anew: seq → chain hash."""
        with self._database.reading() as connection:
            return originals(connection, station)

    def note_hub_time(self, at: datetime) -> None:
        """Hear what time it is at the province: a moment that has certainly passed."""
        self._floor.raise_to(at)

    def lineage(self, station: bytes) -> tuple[Ancestor, ...]:
        """Return the older keys a station goes on for, newest first."""
        with self._database.reading() as connection:
            return ancestors(connection, station)

    # ── the book ──

    def wrote(
        self,
        *,
        name: str,
        sha256: str,
        size: int,
        ranges: Sequence[LogRange],
        dossiers: int,
        at: datetime,
        by_link: bool = False,
    ) -> None:
        """Note a bundle that was written and read back, or that the other end has; it is no longer unsent."""
        changes = sum(one.last - one.first + 1 for one in ranges)
        with self._database.writing() as connection:
            log = ChangeLog(connection)
            for one in ranges:
                station = log.station(one.station)
                # A range that starts after a gap proves nothing of what lies before it.
                if station is not None and one.first <= station.sent_to + 1 and one.last > station.written_to:
                    connection.execute(_written_to, {"of": station.id, "to": min(one.last, station.seq)})
            kind = "sent" if by_link else "written"
            row = {"kind": kind, "name": name, "sha256": sha256, "size": size, "outcome": "written"}
            _add(connection, row, at, changes=changes, dossiers=dossiers, ranges=pack_ranges(log, ranges))

    def read(self, *, name: str, sha256: str, size: int, new: int, outcome: str, at: datetime) -> None:
        """Note a bundle that was read in."""
        row = {"kind": "read", "name": name, "sha256": sha256, "size": size, "outcome": outcome}
        with self._database.writing() as connection:
            _add(connection, row, at, changes=new)

    def was_read(self, sha256: str) -> bool:
        """Return whether a bundle of these bytes was read in fully before (outcome imported or known)."""
        with self._database.reading() as connection:
            return connection.execute(_was_read, {"sha256": sha256}).first() is not None

    def acknowledge(
        self,
        positions: Sequence[Position],
        *,
        at: datetime,
        sha256: str,
        may_lower: bool = False,
        named: AbstractSet[bytes] | None = None,
    ) -> int:
        """Take the province's word: up to these positions it holds all. Returns how many changes that adds.

        A position beyond what is held here confirms nothing yet. A head that differs from ours is a fork: raises
        Forged, and nothing is taken. may_lower: a lower position than before counts too, and where it is said which
        logs were named, of the others the province holds nothing.
        """
        with self._database.writing() as connection:
            log = ChangeLog(connection)
            added = 0
            for position in positions:
                station = log.station(position.station)
                if station is not None:
                    added += confirmed(connection, log, station, position, may_lower=may_lower)
            if may_lower and named is not None:
                for station in log.stations():
                    if station.key not in named and station.acknowledged_to:
                        lower(connection, log, station, 0)
            row = {"kind": "acknowledged", "name": "", "sha256": sha256, "size": 0, "outcome": "acknowledged"}
            _add(connection, row, at, changes=added)
        return added

    def history(self, *, limit: int) -> tuple[ExchangeRecord, ...]:
        """Return the exchange history, newest first."""
        with self._database.reading() as connection:
            reached = {held.id: held.acknowledged_to for held in ChangeLog(connection).stations()}
            return tuple(as_record(row, reached) for row in connection.execute(_newest_first.limit(limit)))

    def keep_document(self, kind: str, data: bytes) -> None:
        """Keep a small document of the trust (``hub_card``, ``roster``), replacing the last of its kind."""
        self.keep_documents({kind: data})

    def keep_documents(self, documents: Mapping[str, bytes]) -> None:
        """Keep several documents, all or none of them."""
        rows = [{"kind": kind, "data": data} for kind, data in documents.items()]
        with self._database.writing() as connection:
            connection.execute(_keep_document, rows)

    def change_document(self, kind: str, change: Callable[[bytes | None], bytes | None]) -> None:
        """Replace a kept document by what ``change`` makes of it, nobody coming between; None leaves it as it is."""
        with self._database.writing() as connection:
            ways_of(connection).hold_document(connection, kind)
            data = change(connection.execute(_document_of, {"of": kind}).scalar())
            if data is not None:
                connection.execute(_keep_document, {"kind": kind, "data": data})

    @contextmanager
    def holding(self, kind: str) -> Iterator[None]:
        """Keep a document's name for this process while it reads it and makes it anew; a file has one writer anyway."""
        if not self._database.many_writers:
            yield
            return
        with self._database.writing() as connection:
            ways_of(connection).hold_document(connection, kind)
            yield

    def documents(self, beginning: str) -> dict[str, bytes]:
        """Return the kept documents whose kind begins so, by the rest of their kind."""
        with self._database.reading() as connection:
            rows = connection.execute(_documents, {"first": beginning, "end": beginning + "\x7f"})
            return {row.kind.removeprefix(beginning): row.data for row in rows}

    def documents_of(self, *kinds: str) -> dict[str, bytes]:
        """Return the kept documents of these kinds, those that there are."""
        with self._database.reading() as connection:
            return {kind: bytes(data) for kind, data in _documents_of.ask(connection, kinds=list(kinds))}

    def document(self, kind: str) -> bytes | None:
        """Return a kept document."""
        with self._database.reading() as connection:
            return connection.execute(_document_of, {"of": kind}).scalar()


def _hold_asides(connection: Connection, station: bytes) -> None:
    """Keep a station's log, and reach what was set aside of it while the list of desks named another commune."""
    beside = ways_of(connection).scopes_of_asides(connection, station)
    ChangeLog(connection).hold(station, beside=beside)


def _add(
    connection: Connection,
    row: dict[str, object],
    at: datetime,
    *,
    changes: int,
    dossiers: int = 0,
    ranges: bytes | None = None,
) -> None:
    noted = {"at": seconds(at), "changes": changes, "dossiers": dossiers, "ranges": ranges or pack_ranges(None, ())}
    connection.execute(_note, row | noted)
