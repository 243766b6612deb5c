"""The bundled faces of the window, so that every machine shows the same letters and the same digits' width."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QFontDatabase

from ui.theme.look import FALLBACK, FAMILY, forget_fonts

FONT_FOLDER = Path(__file__).parent / "fonts"
FACES = ("NotoSans-Regular.ttf", "NotoSans-SemiBold.ttf")


def load_fonts(folder: Path = FONT_FOLDER) -> str:
    """Register the bundled faces and return the family in use; a system face when they are absent."""
    for face in FACES:
        file = folder / face
        if file.is_file():
            QFontDatabase.addApplicationFont(str(file))
    forget_fonts()
    known = QFontDatabase.families()
    return next(
        (family for family in (FAMILY, *FALLBACK) if family in known),
        QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family(),
    )
