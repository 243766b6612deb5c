"""The search box: which rows, in which order."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, select

from storage import line_statements as lines
from storage import search_index
from storage.codec import tail_of
from storage.ways import Groups, ways_of

_dossier = lines.dossier
_AT_LEAST = 50
_A_WHOLE_NAME = 3
_AMONG = 1_000
"""With a filter, so many of the newest hits are looked through."""


class Finder:
    """Finds positions for a text. aliases: other spellings of places, from ``app.domain.text.place_aliases``."""

    def __init__(self, aliases: Mapping[str, tuple[str, ...]]) -> None:
        self._aliases = aliases

    def positions(
        self, connection: Connection, typed: str, asked: Sequence[ColumnElement[bool]], limit: int
    ) -> list[int]:
        """Return positions: codes with this ending, then people, then places and procedures, each newest first."""
        words = search_index.words_of(typed)
        if not words:
            return []
        most = max(limit, _AT_LEAST)
        found = self._by_ending(connection, typed, asked, most)
        for query in self._stages(connection, words, found):
            if len(found) >= most:
                break
            found.update(self._matches(connection, query, asked, most))
        if not found:
            for mark in (search_index.PERSON, ""):
                nearly = search_index.match_nearly(connection, words, mark=mark)
                found |= self._matches(connection, nearly, asked, most) if nearly else {}
        return list(found)

    def _stages(self, connection: Connection, words: Sequence[str], found: dict[int, None]) -> Iterator[Groups]:
        """Yield queries from the surest to the widest: people, whole words anywhere, beginnings of words.

        The last is dear for common words, and needless where whole names were typed and found; three
        words that all stand in one name are that name.
        """
        wordings = search_index.wordings(words, self._aliases)
        yield search_index.match_all(wordings, mark=search_index.PERSON)
        is_code = any(letter.isdigit() for word in words for letter in word)  # an old code lives on in another dossier
        if found and len(words) >= _A_WHOLE_NAME and not is_code:
            return
        yield search_index.match_all(wordings)
        if len(words) > 1 and not (found and search_index.are_names(connection, words[:-1])):
            yield search_index.match_all(wordings, mark=search_index.PERSON, every_prefix=True)

    def ranked(self, typed: str, found: Sequence[Row[Any]]) -> list[Row[Any]]:
        """Return the rows with those first whose letters are exactly the typed ones, accents and all.

        The order is otherwise as found.
        """
        tail, words = tail_of(typed), _as_spelled(typed).split()
        asked = [*(f" {word} " for word in words[:-1]), *(f" {word}" for word in words[-1:])]

        def rank(row: Row[Any]) -> int:
            if len(tail) >= 3 and tail_of(row.code).startswith(tail):
                return 0
            spelled = _as_spelled(f"{row.applicant} {row.address or ''} {row.procedure_name}")
            return 1 if all(word in spelled for word in asked) else 2

        return sorted(found, key=rank)

    def _by_ending(
        self, connection: Connection, typed: str, asked: Sequence[ColumnElement[bool]], most: int
    ) -> dict[int, None]:
        tail = tail_of(typed)
        if len(tail) < 3 or not any(letter.isdigit() for letter in tail):
            return {}
        ending = select(_dossier.c.position).where(lines.ending_with(tail), *asked)
        rows = connection.execute(ending.order_by(_dossier.c.position.desc()).limit(most))
        return dict.fromkeys(rows.scalars())

    def _matches(
        self, connection: Connection, query: Groups, asked: Sequence[ColumnElement[bool]], most: int
    ) -> dict[int, None]:
        hits = ways_of(connection).matching(connection, query, _AMONG if asked else most)
        if asked and hits:
            kept = select(_dossier.c.position).where(_dossier.c.position.in_(hits), *asked)
            hits = list(connection.execute(kept.order_by(_dossier.c.position.desc()).limit(most)).scalars())
        return dict.fromkeys(hits)


def _as_spelled(words: str) -> str:
    """Return the words in small letters, a space before and after each."""
    spelled = unicodedata.normalize("NFC", words).casefold().replace(",", " ").split()
    return f" {' '.join(spelled)} "
