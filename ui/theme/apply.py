"""Putting a look on the running application: sheet, palette, font and icon cache change together or not at all."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from ui.theme.icons import forget_icons
from ui.theme.look import font, look, set_look
from ui.theme.palette import palette
from ui.theme.stylesheet import stylesheet
from ui.theme.tokens import SCALES, Mode, Tokens


def apply_look(app: QApplication, tokens: Tokens) -> None:
    """Restyle the whole application. Widgets that paint themselves follow by their StyleChange event."""
    if tokens.mode != look().mode:
        forget_icons()
    set_look(tokens)
    app.setPalette(palette(tokens))
    app.setFont(font("body"))
    app.setStyleSheet(stylesheet(tokens))


def change_look(*, mode: Mode | None = None, scale: float | None = None, compact: bool | None = None) -> None:
    """Change one side of the look in force; does nothing when it is so already."""
    now = look()
    wanted = replace(
        now,
        mode=now.mode if mode is None else mode,
        scale=now.scale if scale is None else scale,
        compact=now.compact if compact is None else compact,
    )
    app = QApplication.instance()
    if wanted != now and isinstance(app, QApplication):
        apply_look(app, wanted)


def next_scale(step: int) -> float:
    """Return the text scale one step up (+1) or down (−1) from the one in force."""
    here = min(range(len(SCALES)), key=lambda i: abs(SCALES[i] - look().scale))
    return SCALES[max(0, min(len(SCALES) - 1, here + step))]


def system_mode(app: QApplication) -> Mode:
    """Return light or dark as the system has it."""
    return "dark" if app.styleHints().colorScheme() == Qt.ColorScheme.Dark else "light"
