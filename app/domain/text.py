"""Vietnamese text at the edge of the program: cleaned once when it comes in, folded to be found again.

What is stored is NFC, as the officer spelled it. ``fold`` is the one search key, used by every index
and every query (RULINGS, Fold), so that «hoà» finds «hòa», «ly» finds «li» and «dang» finds «Đặng».
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache

from app.domain.errors import BadInput
from app.i18n import N_

REPLACEMENT = "\ufffd"
"""What a decoder leaves where a letter was lost."""

_LOOK_ALIKES = str.maketrans({"Ð": "Đ", "Ɖ": "Đ", "ð": "đ", "ɖ": "đ"})
_INVISIBLE = frozenset({"Cc", "Cf", "Cn", "Co"})
_APOSTROPHES = frozenset("'’ʼ")
_D_FAMILY = str.maketrans({"đ": "d", "ð": "d", "ɖ": "d"})
_VOWELS = frozenset("aeiouy")
_ASCII_FOLDED = str.maketrans({c: c.lower() if c.isalnum() else " " for c in map(chr, range(128))} | {"'": None})
_KINDS_OF_PLACE = ("xa ", "phuong ", "thi tran ")
_FOLDED_WORDS_KEPT = 1 << 16


_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def lawful_in_xml(text: str) -> str:
    """Return the text as a workbook can hold it: characters that XML forbids become «�»."""
    return _NOT_IN_XML.sub(REPLACEMENT, text)


def clean(text: str, *, field: str = "text") -> str:
    """Return one line of text as it is stored: NFC, without what the eye cannot see or confuses.

    Letters that only look like Đ become Đ; every kind of blank becomes a space, squeezed and trimmed;
    control, zero-width and private-use characters go. The spelling itself (hòa or hoà) stays.
    Raises BadInput for half characters (lone surrogates), which no file could hold.
    """
    _refuse_half_characters(text, field)
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip(" ")
    return " ".join(_visible(text).split())


def clean_multiline(text: str, *, field: str = "text") -> str:
    """Clean each line by itself; blank lines at both ends go, runs of them become one. Raises BadInput."""
    lines = [clean(line, field=field) for line in text.splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def fold(text: str) -> str:
    """Return the search key of a text: ASCII-like lower-case words, one space apart (RULINGS, Fold).

    Idempotent, the same for NFC and NFD. Fast on repeated words: the work is done once per word.
    """
    folded = " ".join([_fold_word(word) for word in text.split()])
    return " ".join(folded.split())


def initials(text: str) -> str:
    """Return the first letters of the folded words: «Đăng ký khai sinh» is found by ``ks`` inside ``dkks``."""
    return "".join(word[0] for word in fold(text).split())


def within_one_edit(a: str, b: str) -> bool:
    """Tell whether one slip of the finger turns a into b: a letter wrong, missing, too many, or two swapped."""
    if a == b:
        return True
    if len(a) > len(b):
        a, b = b, a
    if len(b) - len(a) > 1:
        return False
    at = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), len(a))
    if len(a) < len(b):
        return a[at:] == b[at + 1 :]
    swapped = a[at : at + 2] == b[at : at + 2][::-1] and a[at + 2 :] == b[at + 2 :]
    return a[at + 1 :] == b[at + 1 :] or swapped


def place_aliases(variants: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    """Return each folded spelling of a place with its other folded spellings.

    variants: official name → spellings seen elsewhere, with or without «Xã», as in the communes file.
    Spellings that fold alike (Pa Khóa, Pa Khoá) need no alias and are left out.
    """
    aliases: dict[str, tuple[str, ...]] = {}
    for name, others in variants.items():
        spellings = sorted({_bare_place(name), *map(_bare_place, others)})
        if len(spellings) > 1:
            aliases |= {one: tuple(other for other in spellings if other != one) for one in spellings}
    return aliases


def with_aliases(folded: str, aliases: Mapping[str, tuple[str, ...]]) -> str:
    """Append to a folded text the other spellings of the places in it. For what goes into an index."""
    padded = f" {folded} "
    others = [other for place, spelled in aliases.items() if f" {place} " in padded for other in spelled]
    return " ".join([folded, *others])


def _bare_place(name: str) -> str:
    folded = fold(name)
    for kind in _KINDS_OF_PLACE:
        if folded.startswith(kind):
            return folded.removeprefix(kind)
    return folded


def _refuse_half_characters(text: str, field: str) -> None:
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise BadInput(field=field, problem=N_("has half a character in it; type it again"))


def _visible(text: str) -> str:
    # Blanks among the controls (tab, line ends) separate words; the rest goes before NFC, because
    # an invisible character between a letter and its mark would keep them apart.
    kept = [" " if c.isspace() else c for c in text if c.isspace() or unicodedata.category(c) not in _INVISIBLE]
    return unicodedata.normalize("NFC", "".join(kept).translate(_LOOK_ALIKES))


@lru_cache(maxsize=_FOLDED_WORDS_KEPT)
def _fold_word(word: str) -> str:
    """Fold one blank-free piece; it may come out as several words or as none."""
    if word.isascii() and word.isprintable():  # codes and numbers: each is another, so each is folded
        return " ".join([_y_as_i(syllable) for syllable in word.translate(_ASCII_FOLDED).split()])
    lowered = _without_marks(_without_marks(_visible(word)).casefold()).translate(_D_FAMILY)
    spaced = "".join([c if c.isalnum() else " " for c in lowered if c not in _APOSTROPHES])
    return " ".join([_y_as_i(syllable) for syllable in spaced.split()])


def _without_marks(text: str) -> str:
    # Twice per word: the case folding of some letters brings new marks, of some marks new letters.
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text))
    return "".join([c for c in decomposed if not unicodedata.category(c).startswith("M")])


def _y_as_i(syllable: str) -> str:
    if "y" not in syllable:
        return syllable
    if sum(letter in _VOWELS for letter in syllable) == 1:
        return syllable.replace("y", "i")
    return syllable.replace("quy", "qui")


def begins_words(typed: str, text: str) -> bool:
    """Return whether every word typed begins a word of a text, without accents; nothing typed begins nothing."""
    words = fold(text).split()
    asked = fold(typed).split()
    return bool(asked) and all(any(word.startswith(one) for word in words) for one in asked)
