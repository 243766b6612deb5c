"""One statement on its way: the server works it off while this process goes on (libpq's asynchronous commands).

A worker folds the changes it has just sent into the log; without this, each of the two waited for the other half of
the time. Whatever uses the connection next takes the answer up first, so nothing else ever overtakes the statement,
and its failure ends the transaction as any other does.
"""

from __future__ import annotations

from collections.abc import Iterator
from selectors import EVENT_READ, DefaultSelector

import psycopg
from psycopg import errors, pq
from sqlalchemy import Connection, Engine, event

from storage.postgres.faults import faults_named
from storage.ways import driver_of

_ON_ITS_WAY = "on_its_way"


def send(connection: Connection, statement: str) -> None:
    """Send a statement that returns nothing, and go on. Its failure is raised by what uses the connection next."""
    take_up(connection)
    driver = driver_of(connection)
    driver.pgconn.send_query(statement.encode())
    while driver.pgconn.flush():
        pass  # some hundred bytes, after an answer was read: the socket takes them at once
    connection.info[_ON_ITS_WAY] = True


def take_up(connection: Connection) -> None:
    """Wait for the statement that was sent, if one is on its way. Raises what the server says of it."""
    error = _answer(connection)
    if error is not None:
        with faults_named():
            raise error


def watch(engine: Engine) -> None:
    """Let every statement and every end of a transaction of this engine wait for what is on its way."""

    @event.listens_for(engine, "before_cursor_execute")
    def _before_a_statement(connection: Connection, *_rest: object) -> None:
        take_up(connection)

    @event.listens_for(engine, "commit")
    def _before_the_commit(connection: Connection) -> None:
        take_up(connection)

    @event.listens_for(engine, "rollback")
    def _before_the_rollback(connection: Connection) -> None:
        if not connection.invalidated:
            _answer(connection)  # whatever it says: all of it is undone


def _answer(connection: Connection) -> psycopg.Error | None:
    """Read all that the server answers; return its failure, if it is one."""
    if not connection.info.pop(_ON_ITS_WAY, False):
        return None
    try:
        failed = [one for one in _results(driver_of(connection).pgconn) if one.status == pq.ExecStatus.FATAL_ERROR]
    except psycopg.OperationalError as gone:
        return gone
    return errors.error_from_result(failed[0]) if failed else None


def _results(pgconn: pq.abc.PGconn) -> Iterator[pq.abc.PGresult]:
    """Yield the results as they come; other threads go on meanwhile, which libpq's own waiting would not let them."""
    with DefaultSelector() as coming:
        coming.register(pgconn.socket, EVENT_READ)
        while True:
            while pgconn.is_busy():
                coming.select()
                pgconn.consume_input()
            result = pgconn.get_result()
            if result is None:
                return
            yield result
