"""What screens and the command line read: each call one read transaction, safe on any thread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, bindparam, func, select, tuple_

from app.domain.dossier import Dossier
from app.domain.errors import AmbiguousDossier, NotInitialised, UnknownDossier
from app.domain.person import PersonLinks, number_key
from app.domain.procedure import LocalOverride
from app.domain.queue import Ticket
from app.domain.responsibility import Roster
from app.domain.states import OPEN_STATES, RUNNING_STATES, State
from app.domain.text import fold
from app.readings import (
    Arrivals,
    AuditFilter,
    AuditRow,
    Desk,
    DeskCounts,
    DossierFilter,
    DossierLine,
    GivenGuidance,
    Officer,
    Position,
    Ratings,
    SyncState,
    TimelineEntry,
    Trip,
)
from storage import arrival_rows, review_rows
from storage import line_statements as lines
from storage.change_log import ChangeLog
from storage.codec import dossier_of, line_of, moment, seconds, tail_of
from storage.day_of_log import paid_between
from storage.engine import Database
from storage.evidence import CONFLICTS, evidence_of, sync_state
from storage.finder import Finder
from storage.intake_rows import copies_made, read_guidance, read_reserved, read_trips, used_among
from storage.line_statements import dossier as _dossier
from storage.lineage import own_numbers
from storage.money_rows import StoredMoney
from storage.office_rows import read_links, read_officers, read_roster
from storage.override_rows import read_overrides
from storage.prepared import Question
from storage.queue_rows import read_queue
from storage.tables import DeskRow, DossierBodyRow, NumberRow, OpenedRow, RatingRow, StationRow, table_of
from storage.timeline import audit, timeline

_body, _desk, _opened, _station = map(table_of, (DossierBodyRow, DeskRow, OpenedRow, StationRow))
_rating, _number = table_of(RatingRow), table_of(NumberRow)
_desk_of = (
    select(_station.c.key, _desk.c.commune_name, _opened)
    .join(_station, _station.c.id == _desk.c.station)
    .join(_opened, _opened.c.station == _desk.c.station)
)
_whole = (
    select(_body.c.body).join(_dossier, _dossier.c.position == _body.c.position).where(_dossier.c.id == bindparam("of"))
)
_at = select(*lines.LINE).where(_dossier.c.position.in_(bindparam("positions", expanding=True)))
_is_open = _dossier.c.state.in_([state.code for state in OPEN_STATES])
_MOST_ALIKE = 5
_open_same = Question(
    select(_dossier.c.position)
    .where(
        _dossier.c.person.in_(bindparam("records", expanding=True)),
        _is_open,
        lines.of_procedure(bindparam("procedure")),
    )
    .order_by(_dossier.c.position.desc())
    .limit(_MOST_ALIKE)
)
_RECENT_RECEIPTS = 500
_RUNNING = tuple(state.code for state in RUNNING_STATES)


class StoredQueries:
    """See :class:`app.ports.Queries`. own: the station of this desk; None for a store without one."""

    def __init__(self, database: Database, own: bytes | None, aliases: Mapping[str, tuple[str, ...]]) -> None:
        self._database = database
        self._own = own
        self._finder = Finder(aliases)
        self.money = StoredMoney(database, own)

    # ── the desk ──

    def desk(self) -> Desk:
        """Return this laptop's desk. Raises NotInitialised for a store that is no desk."""
        with self._database.reading() as connection:
            row = connection.execute(_desk_of).first()
        if row is None:
            raise NotInitialised(folder=self._database.path.parent)
        return Desk(row.key, row.station_number, row.commune, row.commune_name, row.unit_code, bool(row.practice))

    def officers(self) -> tuple[Officer, ...]:
        """Return the officers of this desk, in order of enrolment; those of its older keys are its own."""
        with self._database.reading() as connection:
            own = own_numbers(connection, self._own) if self._own else ()
            return read_officers(connection, own)

    def queue(self, day: date) -> tuple[Ticket, ...]:
        """Return the tickets of a day in the waiting hall, as they were taken."""
        with self._database.reading() as connection:
            own = self._own_number(ChangeLog(connection))
            return () if own is None else read_queue(connection, own, day)

    def overrides(self) -> tuple[LocalOverride, ...]:
        """Return the local overrides in force or proposed, oldest first."""
        with self._database.reading() as connection:
            return read_overrides(connection, self._own_number(ChangeLog(connection)))

    def held_by(self, station: bytes) -> tuple[bytes, ...]:
        """Return the dossiers whose paper file this station holds and that were not given back yet."""
        asked = select(_dossier.c.id).where(_dossier.c.custodian == station, _dossier.c.returned_at.is_(None))
        with self._database.reading() as connection:
            return tuple(map(bytes, connection.execute(asked.order_by(_dossier.c.position)).scalars()))

    def numbers_used(self, unit_code: str) -> frozenset[int]:
        """Return the station numbers K that any station held here has, or any dossier's code of this unit."""
        opened = select(_opened.c.station_number).where(_opened.c.unit_code == unit_code)
        numbered = select(_number.c.station_number).where(_number.c.unit == unit_code)
        with self._database.reading() as connection:
            return frozenset(connection.execute(opened.union(numbered)).scalars())

    # ── one dossier ──

    def dossier(self, dossier_id: bytes) -> Dossier:
        """Return one dossier whole. Raises UnknownDossier."""
        with self._database.reading() as connection:
            body = connection.execute(_whole, {"of": dossier_id}).scalar()
        if body is None:
            raise UnknownDossier(code=dossier_id.hex())
        return dossier_of(body)

    def dossier_id(self, text: str) -> bytes:
        """Return the dossier of a code or of its unique ending. Raises UnknownDossier, AmbiguousDossier.

        Of several under one whole code this desk's own is meant: a code that another desk used too must not shut it.
        """
        tail = tail_of(text)
        asked = select(_dossier.c.id, _dossier.c.code, _dossier.c.code_tail).order_by(_dossier.c.position.desc())
        with self._database.reading() as connection:
            own = self._own_number(ChangeLog(connection))
            ours = asked.where(_dossier.c.code_tail == tail, _dossier.c.received_by == own).limit(2)
            mine = connection.execute(ours).all() if tail and own is not None else []
            found = connection.execute(asked.where(lines.ending_with(tail)).limit(6)).all() if tail and not mine else []
        exact = mine or [row for row in found if row.code_tail == tail] or found
        if not exact:
            raise UnknownDossier(code=text)
        if len(exact) > 1:
            raise AmbiguousDossier(code=text, codes=", ".join(row.code for row in exact))
        return bytes(exact[0].id)

    def line(self, dossier_id: bytes) -> DossierLine:
        """Return one dossier as a list row, with its evidence of sync. Raises UnknownDossier."""
        with self._database.reading() as connection:
            rows = connection.execute(select(*lines.LINE).where(_dossier.c.id == dossier_id)).all()
            found = self._lines(connection, ChangeLog(connection), rows)
        if not found:
            raise UnknownDossier(code=dossier_id.hex())
        return found[0]

    def timeline(self, dossier_id: bytes) -> tuple[TimelineEntry, ...]:
        """Return what happened to a dossier, oldest first; acts this program cannot read are left out."""
        with self._database.reading() as connection:
            return timeline(connection, ChangeLog(connection), dossier_id)

    def audit(self, asked: AuditFilter) -> tuple[AuditRow, ...]:
        """Return rows of the log for an auditor, newest first."""
        with self._database.reading() as connection:
            return audit(connection, ChangeLog(connection), asked)

    # ── lists ──

    def find(self, text: str, *, filter: DossierFilter, limit: int) -> tuple[DossierLine, ...]:
        """Search; newest first, exact accents first. An empty text finds nothing."""
        with self._database.reading() as connection:
            log = ChangeLog(connection)
            asked = [*lines.conditions(filter, own=self._own_number(log))]
            if filter.states:
                asked.append(_dossier.c.state.in_(lines.states_of(filter)))
            found = self._finder.positions(connection, text, asked, limit)
            return self._lines(connection, log, self._finder.ranked(text, _rows_at(connection, found))[:limit])

    def page(
        self,
        filter: DossierFilter,
        *,
        order: str,
        after: tuple[int, int] | None,
        limit: int,
    ) -> tuple[DossierLine, ...]:
        """Return a page of a list, after the last row seen. order: ``due``, ``first`` or ``recent``."""
        return self._paged(filter, order=order, after=after, limit=limit, offset=0)

    def page_at(self, filter: DossierFilter, *, order: str, offset: int, limit: int) -> tuple[DossierLine, ...]:
        """Return rows by their place in the list, for a scroll bar that jumps."""
        return self._paged(filter, order=order, after=None, limit=limit, offset=offset)

    def count(self, filter: DossierFilter) -> int:
        """Return how many dossiers a filter holds."""
        with self._database.reading() as connection:
            return connection.execute(lines.count_of(filter, own=self._own_number(ChangeLog(connection)))).scalar_one()

    def counts(self, now: datetime) -> DeskCounts:
        """Return the tiles of today's desk.

        Overdue and due today count dossiers whose time runs (accepted, in progress); the due day is
        the day at the desk.
        """
        midnight = (moment(seconds(now)) + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
        due, moment_now = _dossier.c.due_at, seconds(now)
        running = _dossier.c.state.in_(_RUNNING)
        with self._database.reading() as connection:
            own = self._own_number(ChangeLog(connection))

            def counted(*asked: object) -> int:
                return connection.execute(select(func.count()).select_from(_dossier).where(*asked)).scalar_one()  # type: ignore[arg-type]

            late = connection.execute(
                select(func.count(), func.min(due)).select_from(_dossier).where(running, due < moment_now)
            ).one()
            return DeskCounts(
                overdue=late[0],
                due_today=counted(running, due >= moment_now, due < seconds(midnight)),
                awaiting_papers=counted(_dossier.c.state == State.AWAITING_PAPERS.code),
                awaiting_return=counted(_dossier.c.state == State.COMPLETED.code),
                to_print=counted(_dossier.c.needs_print, _dossier.c.received_by == own),
                to_scan=counted(_dossier.c.needs_scan, _dossier.c.received_by == own),
                to_sign=counted(_dossier.c.needs_sign, _dossier.c.received_by == own),
                oldest_overdue_at=None if late[1] is None else moment(late[1]),
            )

    def open_same(self, id_number: str, procedure: str) -> tuple[DossierLine, ...]:
        """Return the newest few open dossiers of the same person, by citizen number, and procedure (id or code)."""
        with self._database.reading() as connection:
            records = list(self._records(connection, id_number))
            alike = [found for (found,) in _open_same.ask(connection, records=records, procedure=procedure)]
            if not alike:
                return ()
            return self._lines(connection, ChangeLog(connection), _rows_at(connection, alike))

    def earlier(self, id_number: str, *, limit: int) -> tuple[DossierLine, ...]:
        """Return dossiers of the person of a citizen number, under the numbers merged with it too, newest first."""
        with self._database.reading() as connection:
            asked = select(*lines.LINE).where(_dossier.c.person.in_(self._records(connection, id_number)))
            found = connection.execute(asked.order_by(_dossier.c.position.desc()).limit(limit)).all()
            return self._lines(connection, ChangeLog(connection), found)

    def _records(self, connection: Connection, id_number: str) -> tuple[str, ...]:
        links = read_links(connection, self._own_number(ChangeLog(connection)) or 0)
        return links.together(number_key(id_number))

    def roster(self) -> Roster:
        """Return who answers for what in this commune, and who is away."""
        with self._database.reading() as connection:
            return read_roster(connection, self._own_number(ChangeLog(connection)) or 0)

    def person_links(self) -> PersonLinks:
        """Return which records of persons officers merged."""
        with self._database.reading() as connection:
            return read_links(connection, self._own_number(ChangeLog(connection)) or 0)

    def of_persons(self, keys: Sequence[str], *, limit: int) -> tuple[DossierLine, ...]:
        """Return the dossiers of these records of persons, newest first."""
        asked = select(*lines.LINE).where(_dossier.c.person.in_(keys))
        with self._database.reading() as connection:
            rows = connection.execute(asked.order_by(_dossier.c.position.desc()).limit(limit)).all()
            return self._lines(connection, ChangeLog(connection), rows)

    def persons_named(self, name: str, birth_date: str | None, *, limit: int) -> tuple[str, ...]:
        """Return keys of records with this folded name; with a birth date only those that have it or have none."""
        asked = select(_dossier.c.person).where(_dossier.c.name_key == fold(name))
        if birth_date is not None:
            asked = asked.where((_dossier.c.birth_date == birth_date) | _dossier.c.birth_date.is_(None))
        with self._database.reading() as connection:
            return tuple(connection.execute(asked.distinct().order_by(_dossier.c.person).limit(limit)).scalars())

    def persons_alike(self, *, limit: int) -> tuple[tuple[str, ...], ...]:
        """Return groups of records with the same folded name and the same known birth date, by name."""
        records = select(_dossier.c.name_key, _dossier.c.birth_date, _dossier.c.person).distinct()
        records = records.where(_dossier.c.birth_date.is_not(None))
        each = records.subquery()
        keys = func.aggregate_strings(each.c.person, ",")
        asked = select(keys).group_by(each.c.name_key, each.c.birth_date).having(func.count() > 1)
        with self._database.reading() as connection:
            found = connection.execute(asked.order_by(each.c.name_key, each.c.birth_date).limit(limit)).scalars()
            return tuple(tuple(sorted(row.split(","))) for row in found)

    def paid_between(self, since: datetime, until: datetime) -> tuple[bytes, ...]:
        """Return the dossiers for which this desk took money in that span, ``until`` excluded."""
        with self._database.reading() as connection:
            return paid_between(connection, self._own_number(ChangeLog(connection)) or 0, since, until)

    def recent_procedures(self, *, limit: int) -> tuple[str, ...]:
        """Return ids of the procedures this desk received lately, most used first."""
        with self._database.reading() as connection:
            own = self._own_number(ChangeLog(connection))
            columns = (_dossier.c.procedure_id, _dossier.c.position, _dossier.c.received_by)
            latest = select(*columns).order_by(_dossier.c.position.desc()).limit(_RECENT_RECEIPTS).subquery()
            used = (
                select(latest.c.procedure_id)
                .where(latest.c.received_by == own, latest.c.procedure_id != "")
                .group_by(latest.c.procedure_id)
            )
            used = used.order_by(func.count().desc(), func.max(latest.c.position).desc()).limit(limit)
            return tuple(connection.execute(used).scalars())

    def ratings(self, since: datetime, until: datetime) -> Ratings:
        """Return how results returned from since on and before until were rated, with the anonymous ratings."""
        returned = _dossier.c.returned_at
        named = select(_dossier.c.rated, func.count()).where(returned >= seconds(since), returned < seconds(until))
        days = (_rating.c.day >= since.date().isoformat(), _rating.c.day < until.date().isoformat())
        apart = select(_rating.c.rating, func.count()).where(*days).group_by(_rating.c.rating)
        with self._database.reading() as connection:
            told = {level: count for level, count in connection.execute(named.group_by(_dossier.c.rated)).all()}  # noqa: C416
            anonymous = {level: count for level, count in connection.execute(apart).all()}  # noqa: C416
        levels = sorted({level for level in told if level is not None} | set(anonymous), reverse=True)
        counts = tuple((level, told.get(level, 0) + anonymous.get(level, 0)) for level in levels)
        kept_apart = sum(anonymous.values())
        return Ratings(counts, kept_apart, max(told.get(None, 0) - kept_apart, 0))

    # ── the register ──

    def books(self, since: datetime, until: datetime) -> tuple[str, ...]:
        """Return the books with entries received in a time, by year and number."""
        asked = select(_dossier.c.book).where(_dossier.c.received_at.between(seconds(since), seconds(until)))
        with self._database.reading() as connection:
            found = connection.execute(asked.distinct()).scalars().all()
        return tuple(sorted(found, key=lambda book: book.split("/")[::-1]))

    def book_page(
        self, book: str, since: datetime, until: datetime, *, after: tuple[int, int] | None, limit: int
    ) -> tuple[tuple[tuple[int, int], Dossier], ...]:
        """Return dossiers of a book in order of entry, each with its key for ``after``."""
        place = tuple_(_dossier.c.entry, _dossier.c.position)
        asked = (
            select(_dossier.c.entry, _dossier.c.position, _body.c.body)
            .join(_body, _body.c.position == _dossier.c.position)
            .where(_dossier.c.book == book, _dossier.c.received_at.between(seconds(since), seconds(until)))
            .order_by(_dossier.c.entry, _dossier.c.position)
            .limit(limit)
        )
        with self._database.reading() as connection:
            rows = connection.execute(asked if after is None else asked.where(place > after)).all()
        return tuple(((row.entry, row.position), dossier_of(row.body)) for row in rows)

    # ── the ways in ──

    def of_visit(self, visit: bytes) -> tuple[Dossier, ...]:
        """Return the dossiers of one visit, in the order they came in."""
        return self._whole_where(_dossier.c.visit == visit)

    def children_of(self, code: str) -> tuple[Dossier, ...]:
        """Return the dossiers taken in under a parent (liên thông), in the order they came in."""
        return self._whole_where(_dossier.c.parent == code)

    def guidance(self, since: datetime, until: datetime) -> tuple[GivenGuidance, ...]:
        """Return what was given instead of an acceptance, from since on and before until, oldest first."""
        with self._database.reading() as connection:
            return read_guidance(connection, since, until)

    def paper_copies(self, form: str, about: str) -> int:
        """Return how many copies of a paper that belongs to no dossier were made, 0 if none."""
        with self._database.reading() as connection:
            return copies_made(connection, form, about)

    def reserved_serials(self, day: date) -> tuple[int, ...]:
        """Return the serials this station set aside for the sheets of a pad of the day, ascending."""
        with self._database.reading() as connection:
            own = self._own_number(ChangeLog(connection))
            return () if own is None else read_reserved(connection, own, day)

    def used_codes(self, codes: tuple[str, ...]) -> frozenset[str]:
        """Return those of the codes that a dossier has."""
        with self._database.reading() as connection:
            return used_among(connection, codes)

    def trips(self) -> tuple[Trip, ...]:
        """Return the mobile trips of every station held here, newest first."""
        with self._database.reading() as connection:
            return read_trips(connection)

    # ── exchange ──

    def to_review(self, *, limit: int) -> tuple[Dossier, ...]:
        """Return the dossiers on which something has to be looked at, newest receipt first."""
        with self._database.reading() as connection:
            return review_rows.marked(connection, limit=limit)

    def arrivals(self, since: datetime, until: datetime) -> Arrivals:
        """Return how what was solved from since on and before until stands to its day, here and at the province."""
        with self._database.reading() as connection:
            return arrival_rows.arrivals(connection, since, until)

    def doubles(self, *, limit: int, since: datetime | None = None) -> tuple[tuple[Dossier, Dossier], ...]:
        """Return pairs, the earlier first, that may be one request: one number, one procedure, within three days."""
        with self._database.reading() as connection:
            return review_rows.doubles(connection, limit=limit, since=since)

    def doubles_of(self, dossier_id: bytes) -> tuple[tuple[Dossier, Dossier], ...]:
        """Return the pairs that one dossier is in; quick, however many dossiers there are."""
        with self._database.reading() as connection:
            return review_rows.doubles_of(connection, dossier_id)

    def positions(self) -> tuple[Position, ...]:
        """Return how far each station's log is held here."""
        with self._database.reading() as connection:
            return tuple(Position(held.key, held.seq, held.head) for held in ChangeLog(connection).stations())

    def conflicts(self) -> int:
        """Return how many dossiers bear contradictions of facts; an index holds only those."""
        with self._database.reading() as connection:
            return connection.execute(CONFLICTS).scalar_one()

    def sync_state(self) -> SyncState:
        """Return what is saved, written, acknowledged."""
        with self._database.reading() as connection:
            return sync_state(connection, ChangeLog(connection))

    def last_hlc(self) -> int:
        """Return the newest clock value in this station's own log, 0 if empty."""
        with self._database.reading() as connection:
            own = ChangeLog(connection).station(self._own) if self._own else None
        return own.hlc if own else 0

    # ── inside ──

    def _own_number(self, log: ChangeLog) -> int | None:
        own = log.station(self._own) if self._own else None
        return own.id if own else None

    def _whole_where(self, asked: ColumnElement[bool]) -> tuple[Dossier, ...]:
        whole = select(_body.c.body).join(_dossier, _dossier.c.position == _body.c.position).where(asked)
        with self._database.reading() as connection:
            bodies = connection.execute(whole.order_by(_dossier.c.received_at, _dossier.c.code)).scalars().all()
        return tuple(dossier_of(body) for body in bodies)

    def _paged(
        self,
        filter: DossierFilter,
        *,
        order: str,
        after: tuple[int, int] | None,
        limit: int,
        offset: int,
    ) -> tuple[DossierLine, ...]:
        with self._database.reading() as connection:
            log = ChangeLog(connection)
            own = self._own_number(log)
            few = lines.asks_for_unsafe(filter) and connection.execute(lines.MANY_UNACKNOWLEDGED).first() is None
            asked = lines.positions(
                filter, order=order, own=own, after=after, limit=limit, offset=offset, few_unsent=few
            )
            wanted = [row[1] for row in connection.execute(asked)]
            return self._lines(connection, log, _rows_at(connection, wanted))

    def _lines(self, connection: Connection, log: ChangeLog, rows: Sequence[Row[Any]]) -> tuple[DossierLine, ...]:
        if not rows:
            return ()
        number, evidence = self._own_number(log), evidence_of(connection, log, [row.id for row in rows])
        return tuple(line_of(row, own=self._own, own_number=number, evidence=evidence) for row in rows)


def _rows_at(connection: Connection, positions: Sequence[int]) -> list[Row[Any]]:
    """Return the rows at these positions, in this order."""
    if not positions:
        return []
    rows = {row.position: row for row in connection.execute(_at, {"positions": positions})}
    return [rows[position] for position in positions if position in rows]
