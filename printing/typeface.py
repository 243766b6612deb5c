"""The letters of printed paper: Liberation Serif (Times metrics), measured and proved before drawing.

reportlab drops letters that a font lacks without a word, and sets combining marks beside their
letter instead of above it; text extracted from such a PDF still reads right. Hence ``prove``.
"""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont

from app.domain.errors import CatalogueDamaged, MissingGlyphs

REGULAR = "LiberationSerif"
BOLD = "LiberationSerif-Bold"
ITALIC = "LiberationSerif-Italic"

ASCENT = 0.92
DESCENT = 0.225
"""How far the tallest stacked capital (Ẵ) and the lowest tail (g, ỵ) reach, in parts of the size."""

SUBSTITUTE = "□"
"""Stands in a list for a letter that cannot be drawn."""
_BLANKS = frozenset(" \t\r\n\u00a0")

_FOLDER = Path(__file__).parent / "fonts"
_FILES = {
    REGULAR: "LiberationSerif-Regular.ttf",
    BOLD: "LiberationSerif-Bold.ttf",
    ITALIC: "LiberationSerif-Italic.ttf",
}
_UNPRINTABLE = frozenset({"Cc", "Cf", "Co", "Cs", "Cn", "Mn", "Me", "Zl", "Zp"})


@dataclass(frozen=True, slots=True)
class Typeface:
    """The three faces as measured: letter widths per face in 1/1000 of the size, and what can be drawn."""

    widths: Mapping[str, Mapping[int, float]]
    drawable: frozenset[str]


_lock = Lock()
_loaded: list[Typeface] = []


def typeface() -> Typeface:
    """Return the faces, registered with reportlab at the first call; safe on any thread. Raises CatalogueDamaged."""
    with _lock:
        if not _loaded:
            _loaded.append(_register())
        return _loaded[0]


def _register() -> Typeface:
    widths: dict[str, Mapping[int, float]] = {}
    common: set[int] | None = None
    for name, file in _FILES.items():
        try:
            font = TTFont(name, str(_FOLDER / file), shapable=False)
        except (TTFError, OSError, ValueError, LookupError, struct.error) as broken:
            raise CatalogueDamaged(name=file) from broken
        pdfmetrics.registerFont(font)
        widths[name] = font.face.charWidths
        codes = set(font.face.charToGlyph)
        common = codes if common is None else common & codes
    return Typeface(widths, frozenset(filter(_stands_alone, map(chr, common or ()))))


def _stands_alone(letter: str) -> bool:
    """Tell whether drawing the letter by itself, left to right, shows it as written."""
    return unicodedata.category(letter) not in _UNPRINTABLE and unicodedata.bidirectional(letter) not in ("R", "AL")


def width(text: str, face: str, size: float) -> float:
    """Return the width of a text in points. Letters the face lacks count as an em; ``prove`` refuses them later."""
    return _ems(text, face) * size


@lru_cache(maxsize=4096)
def _ems(text: str, face: str) -> float:
    letters = typeface().widths[face]
    return sum([letters.get(ord(letter), 1000.0) for letter in text]) / 1000


def prove(texts: Iterable[str]) -> None:
    """Refuse to draw what would come out wrong. Raises MissingGlyphs.

    Text must be NFC, as ``layout`` makes it; anything else is a fault of the program.
    """
    letters: set[str] = set()
    for text in texts:
        if not text.isascii() and not unicodedata.is_normalized("NFC", text):
            raise ValueError("text must be NFC before it is drawn")
        letters.update(text)
    if missing := missing_letters(letters):
        raise MissingGlyphs(glyphs=missing)


def composed(text: str) -> str:
    """Return the text with every mark on its letter (NFC): only another program writes them apart."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def drawable(text: str) -> str:
    """Return the text with «□» for letters that cannot be drawn: for lists, where one row must not stop the rest."""
    if text.isascii() and text.isprintable():
        return text
    can_be = typeface().drawable
    return "".join([c if c in can_be or c in _BLANKS else SUBSTITUTE for c in composed(text)])


def missing_letters(text: Iterable[str]) -> str:
    """Return the letters that no paper of ours can show, as a sentence names them; empty where all can be shown."""
    return ", ".join(_shown(letter) for letter in sorted(set(text) - typeface().drawable))


def _shown(letter: str) -> str:
    """Return the letter as a sentence can show it; invisible ones by their number."""
    code = f"U+{ord(letter):04X}"
    return code if unicodedata.category(letter) in _UNPRINTABLE else f"{letter} ({code})"
