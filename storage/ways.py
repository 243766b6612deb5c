"""What the two databases do each in its own way: rows in bulk, words to search, locks, who may write.

An engine carries its ways with it (execution option ``ways``), so that whoever holds a connection finds them;
everything else in this package is the same statements for both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, Protocol, cast

from sqlalchemy import Connection

if TYPE_CHECKING:
    from storage.prepared import Prepared, Row

Term = tuple[tuple[str, ...], bool]
"""Words of which one has to stand there, and whether beginnings of words count."""

Groups = tuple[tuple[Term, ...], ...]
"""What the search box asks: of one group, all terms."""


WHOLE = "*"
"""The scope in which a reader sees every part of the log."""


class Ways(Protocol):
    """The ways of one database.

    many_scopes: parts of the log lie apart from each other. takes_arrays: a list may be one parameter.
    """

    many_scopes: bool
    takes_arrays: bool

    def write(self, connection: Connection, statement: Prepared, rows: Sequence[Row]) -> None:
        """Run a statement once per row, in as few round trips as the database allows."""

    def ask(self, connection: Connection, sql: str, parameters: Any) -> list[tuple[Any, ...]]:
        """Run a compiled question and return its rows."""

    def let_project(self, connection: Connection, *, allowed: bool) -> None:
        """Hear that the projector begins or ends its work on this connection."""

    def hold(
        self, connection: Connection, station: bytes, commune: str | None = None, beside: Sequence[str] = ()
    ) -> None:
        """Keep a station's log for this transaction alone, its commune first; others wait.

        commune: whose dossiers the transaction is about, where that is not the station's own commune. beside: others
        whose dossiers it is about too.
        """

    def widen(self, connection: Connection, aggregates: Sequence[bytes]) -> None:
        """Keep, and see, the other communes too to which these aggregates belong."""

    def seeing_all(self, connection: Connection) -> AbstractContextManager[None]:
        """Let this transaction read every part of the log for a while; it writes nothing meanwhile."""

    def rewriting_log(self, connection: Connection) -> AbstractContextManager[None]:
        """Take away, and put back, the rules that refuse a change of the log's rows: for ``storage.dropping`` alone."""

    def hold_document(self, connection: Connection, kind: str, *, to_read: bool = False) -> None:
        """Keep a document, be there one or not, for this transaction alone; to_read: for all that only read it."""

    def scopes(self, connection: Connection) -> Sequence[str]:
        """Return the parts of the log that lie apart from each other, as :meth:`enter_scope` takes them."""

    def scopes_of_asides(self, connection: Connection, station: bytes) -> Sequence[str]:
        """Return the communes in whose parts something of a station was set aside, for ``beside`` of :meth:`hold`."""

    def enter_scope(self, connection: Connection, scope: str) -> None:
        """Let this transaction see, and write, one part of the log only."""

    def shared(self, connection: Connection) -> Mapping[bytes, str]:
        """Return the aggregates that belong to several scopes, each with these as :meth:`enter_scope` takes them."""

    def sort_into_scopes(self, connection: Connection) -> None:
        """After a replay, give each row what is written of a station to that station's scope."""

    def clear_scope(self, connection: Connection) -> None:
        """Empty the projections of the scope this transaction writes into."""

    def taken(self, connection: Connection, positions: Sequence[int]) -> list[int]:
        """Return those of the positions that a dossier has, whosoever it is."""

    def create_search(self, connection: Connection) -> None:
        """Make the search index, empty, beside fresh projections."""

    def drop_search(self, connection: Connection) -> None:
        """Drop the search index before the projections go."""

    def add_words(self, connection: Connection, rows: Sequence[Row]) -> None:
        """Index dossiers, given ``position`` and ``folded``."""

    def remove_words(self, connection: Connection, rows: Sequence[Row]) -> None:
        """Take dossiers out of the index, given what they were indexed with."""

    def matching(self, connection: Connection, groups: Groups, most: int) -> list[int]:
        """Return the newest positions whose words meet one of the groups."""

    def known_words(self, connection: Connection, words: Sequence[str]) -> Mapping[str, int]:
        """Return those of the words that stand in the index, each with how many dossiers have it."""

    def search_is_sound(self, connection: Connection) -> bool:
        """Return whether the index holds exactly the words of the dossiers."""

    def check_pages(self, connection: Connection) -> bool:
        """Return whether every page of the database is the one that was written."""

    def shadow(self, connection: Connection) -> None:
        """Put empty temporary tables before the projections of the same names."""

    def unshadow(self, connection: Connection) -> None:
        """Drop the temporary tables."""

    def shadowed(self, table: str, *, real: bool) -> str:
        """Return how a table is named that is hidden by a temporary one, or the one that hides it."""


def driver_of(connection: Connection) -> Any:
    """Return the driver's own connection, for what SQLAlchemy would put inside a transaction or does slowly."""
    return connection.connection.driver_connection


def ways_of(connection: Connection) -> Ways:
    """Return the ways of the database a connection leads to."""
    return cast("Ways", connection.get_execution_options()["ways"])
