"""Making the Qt application: fonts, style, sheet and Qt's own words. Imports no storage: the window is up at once."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QApplication

from app.i18n import use_language
from ui.qt_translator import QtWords
from ui.theme.apply import apply_look, system_mode
from ui.theme.fonts import load_fonts
from ui.theme.style import FocusRing
from ui.theme.tokens import Mode, Tokens

_LOCALES = {
    "vi": QLocale(QLocale.Language.Vietnamese, QLocale.Country.Vietnam),
    "en": QLocale(QLocale.Language.English),
}


class DeskApplication(QApplication):
    """The application of one desk; holds what Qt would otherwise let go of."""

    def __init__(self, argv: Sequence[str]) -> None:
        super().__init__(list(argv))
        self.words = QtWords(self)
        self.focus_ring: FocusRing | None = None


def make_application(
    argv: Sequence[str], *, language: str = "vi", mode: Mode | None = None, scale: float = 1.0
) -> DeskApplication:
    """Return the one application, ready to show a window. mode None = as the system has it, now and when it changes."""
    QLocale.setDefault(_LOCALES.get(language, _LOCALES["vi"]))
    running = QApplication.instance()
    app = running if isinstance(running, DeskApplication) else DeskApplication(argv)
    app.setApplicationName("motcua")
    app.setApplicationDisplayName("Một Cửa")
    use_language(language)
    app.words.load_words()
    app.installTranslator(app.words)
    load_fonts()
    app.setStyle("Fusion")
    if app.focus_ring is None:
        app.focus_ring = FocusRing(app)
    apply_look(app, Tokens(mode=mode or system_mode(app), scale=scale))
    if mode is None:
        app.styleHints().colorSchemeChanged.connect(lambda scheme: _follow_system(app, scheme))
    return app


def _follow_system(app: QApplication, scheme: Qt.ColorScheme) -> None:
    from ui.theme.apply import change_look

    change_look(mode="dark" if scheme == Qt.ColorScheme.Dark else "light")
