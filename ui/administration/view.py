"""The page of administration: officers of this desk, persons who may be one; old registers are taken over from here."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.i18n import _
from ui.administration.model import PLACE, TABS
from ui.administration.panels import CodePanel
from ui.shell.list_page import ListPage
from ui.widgets.key_button import KeyButton


class AdministrationPage(ListPage):
    """``old_books_requested``: the officer wants to take over an old register; ``upkeep_requested``: less data here."""

    old_books_requested = Signal()
    pane_if_empty = PLACE
    upkeep_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Administration"), TABS, hint=_("Filter: name, login, number, village"), parent=parent)
        self.old_books = KeyButton(_("Take over an old register"), self, icon="catalogue", key="Alt+S", size="small")
        self.old_books.clicked.connect(self.old_books_requested)
        self.tab_row.flow.addWidget(self.old_books)
        self.upkeep = KeyButton(_("Tidy old dossiers"), self, icon="file", key="Alt+W", size="small")
        self.upkeep.clicked.connect(self.upkeep_requested)
        self.tab_row.flow.addWidget(self.upkeep)

    def open_tab(self, name: str) -> None:
        """Open a list; not while a new recovery code is on no paper yet, which nobody could show again."""
        if not self._owes_code():
            super().open_tab(name)

    def leave(self) -> bool:
        return True if self._owes_code() else super().leave()

    def _owes_code(self) -> bool:
        return isinstance(self.panel, CodePanel) and not self.panel.finish.isEnabled()
