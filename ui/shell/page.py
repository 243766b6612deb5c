"""What the shell asks of a page. Pages know nothing of the shell or of each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.theme.look import look


@dataclass(frozen=True, slots=True)
class KeyHint:
    """A key of the page for the status line: ``KeyHint(("Alt+1", "…", "4"), _("filter"))``."""

    keys: tuple[str, ...]
    words: str


class Page(QWidget):
    """Base of all pages. ``column`` is the page's layout with the page margins already in it.

    Override what the page has: ``keys`` for the status line, ``activated`` to put the keyboard on the first one,
    ``act`` for F9, ``refresh`` after data changed, ``print_page`` for Ctrl+P, ``undo`` for Ctrl+Z, ``enlarge`` for F11,
    ``leave`` for Esc (True = handled, stay), ``filter_by`` for words typed in the search field meanwhile.
    """

    #: Emitted by the page when its keys changed.
    keys_changed = Signal()

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = title
        self.column = QVBoxLayout(self)
        self.fit_margins()

    def fit_margins(self) -> None:
        """Take margins and gap from the look in force (called again when the window gets low or the text large)."""
        t = look()
        x, y = t.size("page_margin_x"), t.size("page_margin_y")
        self.column.setContentsMargins(x, y, x, y)
        self.column.setSpacing(t.size("gap"))

    def keys(self) -> Sequence[KeyHint]:
        """Return at most five keys for the status line."""
        return ()

    def activated(self) -> None:
        """Put the keyboard on the first field or row; the page was just opened."""

    def refresh(self) -> None:
        """Read again what is shown; data changed somewhere."""

    def act(self) -> None:
        """Finish the page's main act (F9)."""

    def print_page(self) -> None:
        """Print what the page is about (Ctrl+P)."""

    def undo(self) -> None:
        """Take back the last act (Ctrl+Z), when the strip of news offers none and this page does."""

    def can_undo(self) -> bool:
        """Tell whether this page offers to take an act back now."""
        return False

    def enlarge(self) -> None:
        """Enlarge the preview (F11)."""

    def leave(self) -> bool:
        """Answer Esc: return True when the page used it (closed a panel, cleared a search) and stays open."""
        return False

    def filter_by(self, words: str) -> bool:
        """Filter this page in place by the words of the search field; False = open the palette instead."""
        del words
        return False
