"""Bundles that wait to be read in at the hub (tiếp nhận gói): one row a file, claimed by one worker at a time.

A claim is a row lock in an open transaction: it ends with the worker, however the worker ends, and the file is
read again. Reading again changes nothing that is in already.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Index, MetaData, Row, bindparam, func, select, text, update
from sqlmodel import Field, SQLModel

from app.ports import Spooled
from storage.codec import moment, seconds
from storage.engine import Database
from storage.tables import big, raw, table_of, words
from storage.upsert import unless_there
from storage.ways import ways_of

QUEUED, DONE, PARTIAL, QUARANTINED, REFUSED = "queued", "done", "partial", "quarantined", "refused"


_WANTED = text("wants_answer")


class HubTable(SQLModel):
    """What only a hub has."""

    metadata = MetaData()


class SpoolRow(HubTable, table=True):
    """A file in the spool folder, named by its SHA-256. answer: the file name of the bundle written in return."""

    __tablename__ = "spool"
    __table_args__ = (
        Index("spool_unanswered", "id", sqlite_where=text("wants_answer"), postgresql_where=text("wants_answer")),
    )
    id: int | None = Field(default=None, primary_key=True, sa_type=big)
    sha256: str = Field(unique=True, sa_type=words)
    name: str = Field(sa_type=words)
    size: int = Field(sa_type=big)
    came_at: int = Field(sa_type=big)
    state: str = Field(index=True, sa_type=words)
    done_at: int | None = Field(default=None, sa_type=big)
    outcome: str = Field(default="", sa_type=words)
    new_changes: int = Field(default=0, sa_type=big)
    sender: bytes | None = Field(default=None, sa_type=raw)
    wants_answer: bool = False
    answer: str = Field(default="", sa_type=words)


_spool = table_of(SpoolRow)
_new = unless_there(SpoolRow, "sha256")
_oldest = select(_spool).where(_spool.c.state == QUEUED).order_by(_spool.c.id).limit(1)
_claim = _oldest.with_for_update(skip_locked=True)
_unanswered = select(_spool.c.sender).where(_spool.c.wants_answer).order_by(_spool.c.id).limit(1)
_is_unanswered = select(_spool.c.id).where(_spool.c.sender == bindparam("to"), _spool.c.wants_answer).limit(1)
_answered = (
    update(_spool)
    .where(_spool.c.sender == bindparam("to"), _spool.c.wants_answer, _spool.c.state != QUEUED)
    .values(wants_answer=False, answer=bindparam("place"))
)
_of_sha256 = select(_spool).where(_spool.c.sha256 == bindparam("of"))
_waiting = select(func.count(), func.min(_spool.c.came_at)).where(_spool.c.state == QUEUED)
_again = (
    update(_spool)
    .where(_spool.c.sha256 == bindparam("of"))
    .values(state=QUEUED, done_at=None, came_at=bindparam("came_at"))
)
_NOTED = ("state", "done_at", "outcome", "new_changes", "sender", "wants_answer")
_finished = (
    update(_spool)
    .where(_spool.c.id == bindparam("of"))
    .values(
        {name: bindparam(name) for name in ("state", "done_at", "outcome", "new_changes", "sender", "wants_answer")}
    )
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many files wait, and since when the oldest."""

    files: int
    oldest_at: datetime | None


@dataclass(frozen=True, slots=True)
class Claim:
    """One file, held by this worker alone."""

    file: Spooled
    _id: int
    _transaction: Callable[[], AbstractContextManager[Connection]]

    def finish(self, state: str, *, outcome: str, new_changes: int, sender: bytes | None, at: datetime) -> None:
        """Note what the reading came to, and whose answer is due; it counts when the claim ends."""
        noted = {"state": state, "done_at": seconds(at), "outcome": outcome, "new_changes": new_changes}
        asked = noted | {"of": self._id, "sender": sender, "wants_answer": sender is not None}
        with self._transaction() as connection:
            connection.execute(_finished, asked)


class StoredSpool:
    """The spool of a hub."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def prepare(self) -> None:
        """Make the table in a hub's file of an earlier program."""
        with self._database.writing() as connection:
            HubTable.metadata.create_all(connection)

    def put(self, sha256: str, *, name: str, size: int, at: datetime) -> Spooled:
        """Queue a file; one that is done stays done, one that was not whole is read again."""
        with self._database.writing() as connection:
            row = connection.execute(_of_sha256, {"of": sha256}).first()
            if row is None:
                new = {"sha256": sha256, "name": name, "size": size, "came_at": seconds(at), "state": QUEUED}
                connection.execute(_new, new)
            elif row.state not in (QUEUED, DONE):
                connection.execute(_again, {"of": sha256, "came_at": seconds(at)})
            return _spooled(connection.execute(_of_sha256, {"of": sha256}).one())

    def find(self, sha256: str) -> Spooled | None:
        """Return where a file stands, None if it never came."""
        with self._database.reading() as connection:
            row = connection.execute(_of_sha256, {"of": sha256}).first()
        return None if row is None else _spooled(row)

    def unanswered(self) -> bytes | None:
        """Return a station whose bundles were read and not answered yet, the longest waiting first."""
        with self._database.reading() as connection:
            return connection.execute(_unanswered).scalar()

    def answering(self, station: bytes, write: Callable[[], str]) -> None:
        """Write a station's answer and note its place at every bundle it answers; one worker at a time a station."""
        if not self._database.many_writers:
            place = write()
            with self._database.writing() as connection:
                connection.execute(_answered, {"to": station, "place": place})
            return
        with self._database.writing() as connection:
            ways_of(connection).hold_document(connection, "answer/" + station.hex())
            if connection.execute(_is_unanswered, {"to": station}).first() is not None:
                connection.execute(_answered, {"to": station, "place": write()})

    def waiting(self) -> Waiting:
        """Return how many files wait."""
        with self._database.reading() as connection:
            files, oldest = connection.execute(_waiting).one()
        return Waiting(files, None if oldest is None else moment(oldest))

    @contextmanager
    def claimed(self) -> Iterator[Claim | None]:
        """Give the oldest file that nobody reads yet, None if there is none."""
        if not self._database.many_writers:
            with self._database.reading() as connection:
                row = connection.execute(_oldest).first()
            yield None if row is None else Claim(_spooled(row), row.id, self._database.writing)
            return
        with self._database.writing() as connection:
            row = connection.execute(_claim).first()
            yield None if row is None else Claim(_spooled(row), row.id, lambda: nullcontext(connection))


def server_bytes(database: Database) -> int | None:
    """Return how large a hub's database is on its server, None for a hub in a file."""
    if not database.many_writers:
        return None
    with database.reading() as connection:
        return int(connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one())


def _spooled(row: Row[Any]) -> Spooled:
    return Spooled(
        sha256=row.sha256,
        name=row.name,
        size=row.size,
        state=row.state,
        came_at=moment(row.came_at),
        outcome=row.outcome,
        new_changes=row.new_changes,
        answer=row.answer,
    )
