"""Finding a procedure from a few letters: ``ks``, ``khai sinh``, ``dang ky khai sinh``, ``1.001193``.

208 names are few: every name is kept folded, words matched by prefix in the order they stand, and
ranked. No database, well under ten milliseconds, so the list follows the typing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.domain.numbering import national_part
from app.domain.procedure import Procedure
from app.domain.text import fold, within_one_edit

VOLUME = {"high": 0, "medium": 1, "low": 2, "rare": 3}
_FILLER = ("thu", "tuc")
_REGISTER = "dk"
"""First letters of «đăng ký»: nobody types them, ``ks`` is «đăng ký khai sinh»."""
_LONGEST_QUERY = 200


@dataclass(frozen=True, slots=True)
class _Entry:
    """One procedure as the search sees it: code, folded words of the name, first letters, place by volume."""

    id: str
    code: str
    words: tuple[str, ...]
    initials: str
    field_words: tuple[str, ...]
    volume: int


class ProcedureIndex:
    """The folded names of the procedures, built once."""

    def __init__(self, procedures: Sequence[Procedure]) -> None:
        self._entries = tuple(_entry(procedure) for procedure in procedures)
        self._vocabulary = frozenset(word for entry in self._entries for word in entry.words + entry.field_words)

    def find(self, text: str, *, recent: Sequence[str] = ()) -> tuple[str, ...]:
        """Return ids, best first: exact code, kind of match, done here lately, volume, shorter name.

        Nothing typed lists everything. With no hit every word may be one letter off.
        """
        query = text.strip()[:_LONGEST_QUERY]
        code = national_part(query)
        if exact := tuple(entry.id for entry in self._entries if query == entry.id or entry.code == code != ""):
            return exact
        words = _words(query)
        if query and not words:
            return ()
        place = {procedure_id: position for position, procedure_id in enumerate(recent)}
        found = self._ranked(((entry, _kind_of_match(entry, query, words)) for entry in self._entries), place)
        if found or not words:
            return found
        near = [self._near(word) for word in words]
        return self._ranked(((entry, _kind_of_near_match(entry, near)) for entry in self._entries), place)

    def _ranked(self, matches: Iterable[tuple[_Entry, int | None]], place: dict[str, int]) -> tuple[str, ...]:
        ranked = [
            ((kind, place.get(entry.id, len(place)), entry.volume, len(entry.words)), entry.id)
            for entry, kind in matches
            if kind is not None
        ]
        return tuple(procedure_id for _order, procedure_id in sorted(ranked))

    def _near(self, word: str) -> frozenset[str]:
        """Return the known words that begin with this one or are one letter away from it."""
        is_long = len(word) > 2  # of two letters everything is one letter away
        return frozenset(
            known for known in self._vocabulary if known.startswith(word) or (is_long and within_one_edit(word, known))
        )


def _words(text: str) -> tuple[str, ...]:
    """Return the folded words; the «Thủ tục» many names begin with says nothing."""
    words = tuple(fold(text).split())
    return words[len(_FILLER) :] if words[: len(_FILLER)] == _FILLER and len(words) > len(_FILLER) else words


def _entry(procedure: Procedure) -> _Entry:
    words = _words(procedure.name)
    return _Entry(
        id=procedure.id,
        code=procedure.code or "",
        words=words,
        initials="".join(word[0] for word in words),
        field_words=tuple(fold(procedure.field).split()),
        volume=VOLUME.get(procedure.volume, len(VOLUME)),
    )


def _kind_of_match(entry: _Entry, query: str, words: tuple[str, ...]) -> int | None:
    """Return how well a query fits, 0 best; None if it does not. Fuller readings of the name come first."""
    if not words:
        return 0
    if query[0].isdigit() and entry.code.startswith(query):
        return 0
    if _has_phrase(entry.words, words) or words == (entry.initials.removeprefix(_REGISTER),):
        return 1
    if len(words) == 1 and len(words[0]) > 1 and words[0] in entry.initials:
        return 2
    if all(any(word.startswith(asked) for word in entry.words) for asked in words):
        return 3
    if all(any(word.startswith(asked) for word in entry.words + entry.field_words) for asked in words):
        return 4
    return None


def _kind_of_near_match(entry: _Entry, near: Sequence[frozenset[str]]) -> int | None:
    """Return how well a query with slips of the finger fits, 0 best; None if it does not."""
    if any(known.isdisjoint(entry.words + entry.field_words) for known in near):
        return None
    starts = range(len(entry.words) - len(near) + 1)
    in_order = any(all(entry.words[at + step] in known for step, known in enumerate(near)) for at in starts)
    return 0 if in_order else 1


def _has_phrase(words: tuple[str, ...], asked: tuple[str, ...]) -> bool:
    """Return whether the asked words stand one after the other, the last one perhaps unfinished."""
    *whole, last = asked
    for start in range(len(words) - len(asked) + 1):
        if list(words[start : start + len(whole)]) == whole and words[start + len(whole)].startswith(last):
            return True
    return False
