"""The look in force. One per application, like Qt's palette: painting code asks ``look()`` at the moment it paints,
so a switch of mode, text size or density needs no rebuilding of widgets.
"""

from __future__ import annotations

from functools import cache, lru_cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics

from ui.theme.tokens import StateColours, Tokens

FAMILY = "Noto Sans"
FALLBACK = ("Segoe UI", "DejaVu Sans")


class _Current:
    """Holder of the tokens in force."""

    tokens = Tokens()


def look() -> Tokens:
    """Return the tokens in force."""
    return _Current.tokens


def set_look(tokens: Tokens) -> None:
    """Put other tokens in force; ``ui.theme.apply.apply_look`` calls this and restyles the application."""
    _Current.tokens = tokens


def colour(role: str) -> QColor:
    """Return the colour of a role in force. The same object each time: do not change it."""
    return _qcolor(_Current.tokens.colour(role))


def state_colours(name: str) -> StateColours:
    """Return the colours of a state or evidence in force."""
    return _Current.tokens.state(name)


def qcolor(code: str) -> QColor:
    """Return the QColor of a ``#RRGGBB`` code, made once."""
    return _qcolor(code)


def font(style: str) -> QFont:
    """Return the font of a step of the type scale (``body``, ``body_strong``, ``cell`` …)."""
    kind = _Current.tokens.type(style)
    return _font(kind.px, kind.weight)


def strong_font(style: str) -> QFont:
    """Return a step of the type scale at weight 600. Fonts are shared: never change one, ask for another."""
    return _font(_Current.tokens.type(style).px, 600)


def strong_metrics(style: str) -> QFontMetrics:
    """Return the metrics of a step of the type scale at weight 600."""
    return _metrics(_Current.tokens.type(style).px, 600)


def font_of(px: int, weight: int = 400) -> QFont:
    """Return the UI font at a size that is already scaled."""
    return _font(px, weight)


def metrics(style: str) -> QFontMetrics:
    """Return the metrics of a step of the type scale, made once."""
    kind = _Current.tokens.type(style)
    return _metrics(kind.px, kind.weight)


def advance(style: str, text: str) -> int:
    """Return the width of a text in a step of the type scale; remembered, for tables ask it again and again."""
    kind = _Current.tokens.type(style)
    return _advance(kind.px, kind.weight, text)


def elided(style: str, text: str, width: int) -> str:
    """Return a text shortened with … to a width; remembered like ``advance``."""
    kind = _Current.tokens.type(style)
    return _elided(kind.px, kind.weight, text, width)


def forget_fonts() -> None:
    """Drop what was made for another font (after the bundled faces are loaded)."""
    _advance.cache_clear()
    _elided.cache_clear()
    _font.cache_clear()
    _metrics.cache_clear()


@cache
def _qcolor(code: str) -> QColor:
    return QColor(code)


@cache
def _font(px: int, weight: int) -> QFont:
    made = QFont([FAMILY, *FALLBACK])
    made.setPixelSize(px)
    made.setWeight(QFont.Weight(weight))
    made.setHintingPreference(QFont.HintingPreference.PreferVerticalHinting)
    return made


@lru_cache(maxsize=4096)
def _advance(px: int, weight: int, text: str) -> int:
    return _metrics(px, weight).horizontalAdvance(text)


@lru_cache(maxsize=4096)
def _elided(px: int, weight: int, text: str, width: int) -> str:
    return _metrics(px, weight).elidedText(text, Qt.TextElideMode.ElideRight, width)


@cache
def _metrics(px: int, weight: int) -> QFontMetrics:
    return QFontMetrics(_font(px, weight))
