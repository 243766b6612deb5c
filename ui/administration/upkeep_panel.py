"""The form that folds dossiers closed long ago: figures first, then lot by lot, to be left at any moment."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.compaction import Weighed
from app.i18n import _
from ui.administration.model import FoldWish
from ui.upkeep_words import compacted_words, folded_words, weighed_words
from ui.widgets.labels import text_label
from ui.widgets.office_panel import OfficePanel


class UpkeepPanel(OfficePanel):
    """found: what can be folded now. Lists and dossiers stay what they are; their single acts lie at the province."""

    def __init__(self, found: Weighed, parent: QWidget | None = None) -> None:
        self._found, self.done = found, Weighed()
        about = _(
            "Dossiers closed long ago keep everything they show. Their single acts, which the province has held "
            "for a month and more, leave this computer."
        )
        super().__init__(_("Tidy old dossiers"), about, _("Fold them"), parent)
        self.finish.setEnabled(found.dossiers > 0)

    def build(self) -> None:
        self.said = text_label(weighed_words(self._found), "body", "text", wrap=True)
        self.form.addWidget(self.said)

    def wish(self) -> FoldWish:
        return FoldWish()

    def first(self) -> QWidget:
        return self.finish if self.finish.isEnabled() else self.cancel

    def add(self, some: Weighed) -> None:
        """Show that some more are folded."""
        self.done += some
        self.said.setText(folded_words(self.done, self._found.dossiers))

    def show_done(self) -> None:
        """Show what it came to."""
        self.said.setText(compacted_words(self.done))
        self.cancel.set_label(_("Close"))
        self.cancel.setFocus()
