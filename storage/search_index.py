"""Full-text search over folded text: the FTS5 table, what goes into it, what a query becomes.

SQLite only. Two columns: *who* (names, numbers, code, phone) and *what* (place, procedure, summary),
because a word such as «dang» means a person far more often than «đăng ký». Row ids are the dossier's
position, which grows with the time of receipt: newest first costs nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from sqlalchemy import Connection, text

from app.domain.dossier import Dossier
from app.domain.text import fold

CREATE = (
    "CREATE VIRTUAL TABLE dossier_search USING fts5(folded_who, folded_what, content='dossier', "
    "content_rowid='position', tokenize='ascii', prefix='2 3', detail=column)",
    "CREATE VIRTUAL TABLE dossier_words USING fts5vocab('dossier_search', 'row')",
)
DROP = ("DROP TABLE IF EXISTS dossier_words", "DROP TABLE IF EXISTS dossier_search")
ADD = text("INSERT INTO dossier_search(rowid, folded_who, folded_what) VALUES (:position, :folded_who, :folded_what)")
REMOVE = text(
    "INSERT INTO dossier_search(dossier_search, rowid, folded_who, folded_what) "
    "VALUES ('delete', :position, :folded_who, :folded_what)"
)
CHECK = text("INSERT INTO dossier_search(dossier_search, rank) VALUES ('integrity-check', 1)")

_known_words = "SELECT term, doc FROM dossier_words WHERE term IN ({places})"
LEAST_PREFIX = 2
_MOST_GUESSES = 24
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_DIGITS = "0123456789"


def searchable(dossier: Dossier) -> tuple[str, str]:
    """Return the folded *who* and *what* of a dossier."""
    applicant, other = dossier.applicant, dossier.representative
    who = [
        dossier.code,
        applicant.name,
        applicant.id_number,
        applicant.phone,
        dossier.paper_number,
        dossier.external_code,
    ]
    what = [applicant.address, dossier.procedure.code]
    if other is not None:
        who += [other.name, other.id_number, other.phone]
    folded_what = [
        *(fold(part) for part in what if part),
        _folded_title(dossier.procedure.name),
        fold(dossier.summary or ""),
    ]
    return " ".join(fold(part) for part in who if part), " ".join(part for part in folded_what if part)


@lru_cache(maxsize=1024)
def _folded_title(name: str) -> str:
    return fold(name)


def words_of(query: str) -> tuple[str, ...]:
    """Return the folded words of a query; words of one letter match whole words only."""
    return tuple(fold(query).split())


def match_all(
    words: Sequence[str], *, column: str | None = None, aliases: Mapping[str, tuple[str, ...]] | None = None
) -> str:
    """Return the FTS5 query for rows that hold every word. Other spellings of a place count as the place."""
    wordings = [words]
    typed = " ".join(words)
    for place, others in (aliases or {}).items():
        if f" {place} " in f" {typed} ":
            wordings += [f" {typed} ".replace(f" {place} ", f" {other} ").split() for other in others]
    whole = " OR ".join(f"({' AND '.join(map(_term, wording))})" for wording in wordings)
    return f"{{{column}}} : ({whole})" if column else whole


def match_nearly(connection: Connection, words: Sequence[str]) -> str | None:
    """Return the query with one word replaced by words one slip of the finger away; None if there are none."""
    groups = []
    for at, word in enumerate(words):
        guesses = _near(connection, word)
        if guesses:
            replaced = f"({' OR '.join(map(_whole, guesses))})"
            groups.append(" AND ".join([*map(_term, words[:at]), replaced, *map(_term, words[at + 1 :])]))
    return " OR ".join(f"({group})" for group in groups) or None


def _near(connection: Connection, word: str) -> list[str]:
    if len(word) < LEAST_PREFIX + 1:
        return []
    slips = list(_slips(word))
    query = _known_words.format(places=",".join("?" * len(slips)))
    found = connection.exec_driver_sql(query, tuple(slips)).all()
    return [row.term for row in sorted(found, key=lambda row: -row.doc)[:_MOST_GUESSES]]


def _slips(word: str) -> Iterable[str]:
    """Return what one slip could have made this word from: a letter wrong, missing, too many, two swapped."""
    letters = _DIGITS if word.isdigit() else _LETTERS
    made = {word[:at] + word[at + 1 :] for at in range(len(word))}
    made |= {word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1)}
    made |= {word[:at] + letter + word[at + 1 :] for at in range(len(word)) for letter in letters}
    made |= {word[:at] + letter + word[at:] for at in range(len(word) + 1) for letter in letters}
    return made - {word}


def _term(word: str) -> str:
    return f'"{word}"*' if len(word) >= LEAST_PREFIX else f'"{word}"'


def _whole(word: str) -> str:
    return f'"{word}"'
