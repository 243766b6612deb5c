"""A statement that is on its way while the program goes on: nothing overtakes it, and its failure is never lost."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from psycopg import errors
from sqlalchemy import Connection, func, insert, select, text
from sqlalchemy.exc import IntegrityError

from app.domain.errors import DatabaseGone
from storage.guard import WroteAroundTheLog, projecting
from storage.postgres import sent
from storage.prepared import Prepared, Question
from storage.tables import UnprojectedRow, table_of
from storage.ways import ways_of
from sync.hub.program import Hub
from tests.storage.made_up import id_of
from tests.sync.hub.strangers import HOME, Town

_unprojected = table_of(UnprojectedRow)
_add = Prepared(insert(_unprojected), each_once=True)
_count = Question(select(func.count()).select_from(_unprojected))
_ROWS = [{"aggregate_id": id_of(str(n)), "station": 1, "seq": n, "reason": "unborn"} for n in range(1, 21)]


@pytest.fixture
def hub(on_server: Town) -> Iterator[Hub]:
    """A hub on the server."""
    with on_server.open(beside_others=True) as opened:
        yield opened


def _held(hub: Hub) -> int:
    with hub.store.database.reading() as connection:
        return int(_count.ask(connection)[0][0])


def _writing(hub: Hub, connection: Connection) -> None:
    connection.exec_driver_sql("SELECT set_config('motcua.commune', %s, true)", (HOME,))
    _add.run(connection, _ROWS)


def _is_on_its_way(connection: Connection) -> bool:
    return bool(connection.info.get("on_its_way"))


def test_what_asks_next_sees_what_was_sent_and_it_is_kept(hub: Hub) -> None:
    with hub.store.database.writing() as connection, projecting(connection):
        _writing(hub, connection)
        assert _is_on_its_way(connection), "else this test shows nothing"
        assert _count.ask(connection) == [(20,)]
        assert not _is_on_its_way(connection)
    assert _held(hub) == 20


def test_a_commit_waits_for_what_was_sent(hub: Hub) -> None:
    with hub.store.database.begin_writing() as connection, connection.begin(), projecting(connection):
        _writing(hub, connection)
    assert _held(hub) == 20


def test_a_failure_is_raised_by_what_comes_next_and_nothing_is_kept(hub: Hub) -> None:
    with pytest.raises(IntegrityError), hub.store.database.writing() as connection, projecting(connection):
        _writing(hub, connection)
        _add.run(connection, _ROWS)
    assert _held(hub) == 0
    with hub.store.database.writing() as connection, projecting(connection):  # the connection serves on
        _writing(hub, connection)
    assert _held(hub) == 20


def test_a_failure_that_only_the_commit_meets_stops_it(hub: Hub) -> None:
    with hub.store.database.writing() as connection, projecting(connection):
        _writing(hub, connection)
    begun = hub.store.database.begin_writing()
    with pytest.raises(errors.UniqueViolation), begun as connection, connection.begin():
        ways_of(connection).let_project(connection, allowed=True)
        connection.info["projecting"] = True
        _writing(hub, connection)
    assert _held(hub) == 20


def test_a_transaction_can_be_given_up_while_a_statement_is_on_its_way(hub: Hub) -> None:
    with pytest.raises(KeyError), hub.store.database.begin_writing() as connection, connection.begin():
        ways_of(connection).let_project(connection, allowed=True)
        connection.info["projecting"] = True
        _writing(hub, connection)
        raise KeyError
    assert _held(hub) == 0


def test_a_server_that_goes_away_with_a_statement_in_hand_is_named(hub: Hub) -> None:
    with pytest.raises(DatabaseGone), hub.store.database.writing() as connection:
        pid = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
        sent.send(connection, "SELECT pg_sleep(20)")
        with hub.store.database.checking() as other:
            other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})
        connection.execute(text("SELECT 1"))
    assert _held(hub) == 0, "the next connection is a new one"


def test_nobody_sends_around_the_log(hub: Hub) -> None:
    with pytest.raises(WroteAroundTheLog), hub.store.database.writing() as connection:
        _writing(hub, connection)
