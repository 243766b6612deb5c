"""The search index on PostgreSQL: the folded words of each dossier as a ``tsvector`` under a GIN index.

No dictionary of the server touches them: words go in as they are folded here, and a query names them whole or by
their beginning. The table is closed to everybody; functions of its owner look into it and answer for the commune
of the transaction. Under row-level security itself no GIN index would be used: its operators are not «leakproof».
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from storage.ways import ways_of

if TYPE_CHECKING:
    from storage.prepared import Row
    from storage.ways import Groups, Term

_CREATE = (
    "CREATE TABLE dossier_search (position bigint PRIMARY KEY, words tsvector NOT NULL, scope text NOT NULL)",
    "CREATE INDEX dossier_search_words ON dossier_search USING gin (words)",
)
_DROP = "DROP TABLE IF EXISTS dossier_search"
_MOST_COUNTED = 200


class Search:
    """Words in, positions out."""

    def create(self, connection: Connection) -> None:
        """Make the table, empty."""
        for statement in _CREATE:
            connection.exec_driver_sql(statement)

    def drop(self, connection: Connection) -> None:
        """Drop it."""
        connection.exec_driver_sql(_DROP)

    def add(self, connection: Connection, rows: Sequence[Row]) -> None:
        """Index dossiers."""
        if rows:
            positions, words = [row["position"] for row in rows], [_plain(row["folded"]) for row in rows]
            connection.exec_driver_sql("SELECT motcua_add_words(%s::bigint[], %s::text[])", (positions, words))

    def remove(self, connection: Connection, positions: Sequence[int]) -> None:
        """Take dossiers out."""
        if positions:
            connection.exec_driver_sql("SELECT motcua_remove_words(%s::bigint[])", (list(positions),))

    def matching(self, connection: Connection, groups: Groups, most: int) -> list[int]:
        """Return the newest positions that meet one of the groups."""
        if not groups:
            return []
        asked = " | ".join(f"({' & '.join(map(_term, group))})" for group in groups)
        rows = ways_of(connection).ask(connection, "SELECT motcua_find(%s::tsquery, %s)", (asked, most))
        return [position for (position,) in rows]

    def known(self, connection: Connection, words: Sequence[str]) -> Mapping[str, int]:
        """Return the words that some dossier has, each with how many have it; common ones are not counted out."""
        asked = [_term(((word,), False)) for word in words]
        sql = "SELECT * FROM motcua_known(%s::text[], %s::text[], %s)"
        rows = ways_of(connection).ask(connection, sql, (list(words), asked, _MOST_COUNTED))
        return dict(rows)

    def is_sound(self, connection: Connection) -> bool:
        """Compare the index with the words the dossiers have now."""
        differing: Any = connection.exec_driver_sql(
            "SELECT count(*) FROM dossier FULL JOIN dossier_search USING (position) "
            "WHERE words IS DISTINCT FROM motcua_words(folded)"
        ).scalar_one()
        return bool(differing == 0)


def _plain(folded: str) -> str:
    return folded.replace("\x00", "")


def _term(term: Term) -> str:
    words, is_prefix = term
    mark = ":*" if is_prefix else ""
    found = " | ".join(f"{_quoted(word)}{mark}" for word in words)
    return found if len(words) == 1 else f"({found})"


def _quoted(word: str) -> str:
    """Return a word as tsquery reads it whole."""
    escaped = word.replace("\\", "\\\\").replace("'", "''").replace("\x00", "")
    return f"'{escaped}'"
