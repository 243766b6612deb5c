"""The page of the catalogue: four lists, a filter box, and beside the list what is chosen or a form."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.i18n import _
from ui.catalogue.model import CALENDAR, MATRIX, PROCEDURES, TABS
from ui.shell.list_page import ListPage


class CataloguePage(ListPage):
    """Procedures, who answers for them, the calendar, steps that are late."""

    same_words = frozenset({PROCEDURES, MATRIX})
    pane_if_empty = CALENDAR  # nothing to move: what can be done stands in the pane

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Catalogue"), TABS, hint=_("Filter: name, code, field, officer"), parent=parent)
