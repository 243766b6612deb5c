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
_MOST_WORDS = 12


@dataclass(frozen=True, slots=True)
class _Entry:
    """One procedure as the search sees it: folded words of the name in order, first letters, all its words."""

    id: str
    code: str
    words: tuple[str, ...]
    initials: str
    in_name: frozenset[str]
    in_name_or_field: frozenset[str]
    volume: int


class ProcedureIndex:
    """The folded names of the procedures, built once."""

    def __init__(self, procedures: Sequence[Procedure]) -> None:
        self._entries = tuple(_entry(procedure) for procedure in procedures)
        self._vocabulary = sorted({word for entry in self._entries for word in entry.in_name_or_field})

    def find(self, text: str, *, recent: Sequence[str] = ()) -> tuple[str, ...]:
        """Return ids, best first: exact code, kind of match, done here lately, volume, shorter name.

        Nothing typed lists everything. With no hit every word may be one letter off.
        """
        query = text.strip()[:_LONGEST_QUERY]
        code = national_part(query)
        if exact := tuple(entry.id for entry in self._entries if query == entry.id or entry.code == code != ""):
            return exact
        words = _words(query)[:_MOST_WORDS]
        if query and not words:
            return ()
        place = {procedure_id: position for position, procedure_id in enumerate(recent)}
        begun = [self._beginning_with(word) for word in words]
        found = self._ranked(((entry, _kind_of_match(entry, query, words, begun)) for entry in self._entries), place)
        if found:
            return found
        near = [self._near(word) for word in words]
        return self._ranked(((entry, _kind_of_words(entry, near)) for entry in self._entries), place)

    def _ranked(self, matches: Iterable[tuple[_Entry, int | None]], place: dict[str, int]) -> tuple[str, ...]:
        ranked = [
            ((kind, place.get(entry.id, len(place)), entry.volume, len(entry.words)), entry.id)
            for entry, kind in matches
            if kind is not None
        ]
        return tuple(procedure_id for _order, procedure_id in sorted(ranked))

    def _beginning_with(self, word: str) -> frozenset[str]:
        return frozenset(known for known in self._vocabulary if known.startswith(word))

    def _near(self, word: str) -> frozenset[str]:
        """Return the known words that begin with this one or are one letter away from it."""
        if len(word) < 3:  # of two letters everything is one letter away
            return self._beginning_with(word)
        return self._beginning_with(word).union(known for known in self._vocabulary if within_one_edit(word, known))


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
        in_name=frozenset(words),
        in_name_or_field=frozenset(words).union(fold(procedure.field).split()),
        volume=VOLUME.get(procedure.volume, len(VOLUME)),
    )


def _kind_of_match(entry: _Entry, query: str, words: tuple[str, ...], begun: Sequence[frozenset[str]]) -> int | None:
    """Return how well a query fits, 0 best; None if it does not.

    0: the code · 1: the words in a row, or the first letters without «đăng ký» · 2: first letters
    anywhere · 3: all words in the name · 4: some of them only in the field.
    """
    if not words or (query[0].isdigit() and entry.code.startswith(query)):
        return 0
    by_letters = words[0] if len(words) == 1 and len(words[0]) > 1 else None
    by_words = _kind_of_words(entry, begun)
    if by_words == 0 or by_letters == entry.initials.removeprefix(_REGISTER):
        return 1
    if by_letters is not None and by_letters in entry.initials:
        return 2
    return None if by_words is None else by_words + 2


def _kind_of_words(entry: _Entry, meant: Sequence[frozenset[str]]) -> int | None:
    """Return 0 if the name has the meant words in a row, 1 if it has them all, 2 with its field; else None.

    meant: per typed word, the known words it may stand for.
    """
    if any(known.isdisjoint(entry.in_name_or_field) for known in meant):
        return None
    if any(known.isdisjoint(entry.in_name) for known in meant):
        return 2
    starts = range(len(entry.words) - len(meant) + 1)
    in_a_row = any(all(entry.words[at + step] in known for step, known in enumerate(meant)) for at in starts)
    return 0 if in_a_row else 1
