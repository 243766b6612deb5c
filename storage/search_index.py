"""Full-text search over folded text: what goes into the index, what the words of a query become.

Words of *who* (names, numbers, phone) stand in the index twice, once with a mark before
them: «dang» means a person far more often than «đăng ký», and the marked postings hold only persons. Row
ids are the dossier's position, which grows with the time of receipt: newest first costs nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from sqlalchemy import Connection

from app.domain.dossier import Dossier
from app.domain.text import fold
from storage.ways import Groups, Term, ways_of

LEAST_PREFIX = 2
PERSON = "·"
"""Stands before the words of people in the index; folding never leaves it in a text."""
_OLD_NAMES = (".name", ".id_number", ".phone")
"""Corrected values by which people still ask for a dossier."""
_MOST_GUESSES = 24
_MOST_LETTERS = 2_000
"""No honest field is longer; putting a hundred thousand marks of a liar in order takes Unicode minutes."""
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_DIGITS = "0123456789"


def searchable(dossier: Dossier) -> str:
    """Return the folded words a dossier is found by; those of people are there with the mark too."""
    applicant, other, procedure = dossier.applicant, dossier.representative, dossier.procedure
    who = [applicant.name, applicant.id_number, applicant.phone]
    if other is not None:
        who += [other.name, other.id_number, other.phone]
    who += [one.old for whole in dossier.corrections for one in whole.corrections if one.field.endswith(_OLD_NAMES)]
    people = " ".join(fold(part[:_MOST_LETTERS]) for part in who if part).split()
    rest = [
        dossier.code,
        applicant.address,
        dossier.paper_number,
        dossier.external_code,
        *(linked.code for linked in dossier.codes),
        *dossier.absorbed,
        procedure.code,
        dossier.summary,
    ]
    words = [*people, *(PERSON + word for word in people), *(fold(part[:_MOST_LETTERS]) for part in rest if part)]
    return " ".join([*words, _folded_title(procedure.name[:_MOST_LETTERS])])


@lru_cache(maxsize=1024)
def _folded_title(name: str) -> str:
    return fold(name)


def words_of(query: str) -> tuple[str, ...]:
    """Return the folded words of a query; words of one letter match whole words only."""
    return tuple(fold(query).split())


def wordings(words: Sequence[str], aliases: Mapping[str, tuple[str, ...]]) -> list[Sequence[str]]:
    """Return the words as typed, and with other spellings of the places among them."""
    typed = f" {' '.join(words)} "
    others = [typed.replace(f" {place} ", f" {other} ") for place, known in aliases.items() for other in known]
    return [words, *(other.split() for other in others if other != typed)]


def match_all(wordings: Iterable[Sequence[str]], *, mark: str = "", every_prefix: bool = False) -> Groups:
    """Return what asks for rows that hold every word, the last one as the beginning of a word.

    mark: PERSON for people only. every_prefix: all words may be beginnings; dear for common ones.
    """
    groups = []
    for words in wordings:
        terms = [_term(mark + word, prefix=every_prefix and len(word) >= LEAST_PREFIX) for word in words[:-1]]
        terms.append(_term(mark + words[-1], prefix=len(words[-1]) >= LEAST_PREFIX))
        groups.append(tuple(terms))
    return tuple(groups)


def are_names(connection: Connection, words: Sequence[str]) -> bool:
    """Return whether each word is, as it stands, a word of somebody's name or number."""
    asked = {PERSON + word for word in words}
    return len(ways_of(connection).known_words(connection, tuple(asked))) == len(asked)


def match_nearly(connection: Connection, words: Sequence[str], *, mark: str = "") -> Groups:
    """Return what asks with one word replaced by words one slip of the finger away; nothing if there are none."""
    groups = []
    for at, word in enumerate(words):
        guesses = _near(connection, word, mark)
        if guesses:
            others = [_term(mark + other) for other in (*words[:at], *words[at + 1 :])]
            groups.append((*others, (tuple(guesses), False)))
    return tuple(groups)


def _near(connection: Connection, word: str, mark: str) -> list[str]:
    if len(word) <= LEAST_PREFIX:
        return []
    found = ways_of(connection).known_words(connection, [mark + slip for slip in _slips(word)])
    return sorted(found, key=lambda known: (-found[known], known))[:_MOST_GUESSES]


def _slips(word: str) -> Iterable[str]:
    """Return what one slip could have made this word from: a letter wrong, missing, too many, two swapped."""
    letters = _DIGITS if word.isdigit() else _LETTERS
    made = {word[:at] + word[at + 1 :] for at in range(len(word))}
    made |= {word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1)}
    made |= {word[:at] + letter + word[at + 1 :] for at in range(len(word)) for letter in letters}
    made |= {word[:at] + letter + word[at:] for at in range(len(word) + 1) for letter in letters}
    return made - {word}


def _term(word: str, *, prefix: bool = False) -> Term:
    return (word,), prefix
