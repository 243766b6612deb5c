"""The finishing bar: the one filled button, what it will cost or what still lacks, and one more for the same person."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.i18n import _
from ui.theme.look import look
from ui.widgets.inline_panel import PanelIcon
from ui.widgets.key_button import KeyButton
from ui.widgets.labels import ElidedLabel, set_tone

_BARE_FROM = 2.0


class Foot(QWidget):
    """Stands under the form, outside of what scrolls. ``accept_wanted(keep_person)``, ``turn_away_wanted``.

    ``child_wanted``: one more dossier under the same parent (liên thông); it takes the place of «one more».
    """

    accept_wanted = Signal(bool)
    turn_away_wanted = Signal()
    child_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 2, 0, 0)
        row.setSpacing(14)
        self.accept = KeyButton("", self, icon="check", key="F9", variant="primary", size="large")
        self.accept.clicked.connect(lambda: self.accept_wanted.emit(False))
        self.mark = PanelIcon("square", "danger_text", self, size=12)
        self.promise = ElidedLabel("", "heading")
        self.strong = ElidedLabel("", "body_strong")
        self.rest = ElidedLabel("", "caption", "text_2")
        self.again = KeyButton(_("One more for this person"), self, icon="plus", key="Ctrl+Enter", size="large")
        self.again.clicked.connect(lambda: self.accept_wanted.emit(True))
        self.child = KeyButton(_("Add a child dossier"), self, icon="plus", key="Alt+A", size="large")
        self.child.clicked.connect(self.child_wanted)
        self._is_linked = self._is_ready = False
        self.turn_away = KeyButton(_("Cannot be accepted"), self, key="Alt+Y", size="large")
        self.turn_away.clicked.connect(self.turn_away_wanted)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch(1)
        for label in (self.promise, self.strong, self.rest):
            label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
            words.addWidget(label)
        words.addStretch(1)
        row.addWidget(self.accept)
        row.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addLayout(words, 1)
        row.addWidget(self.again)
        row.addWidget(self.child)
        row.addWidget(self.turn_away)
        self.promise.hide()
        self.show_print(ready=True)
        self.show_words("", "", ready=False)

    def fit(self) -> None:
        """At the largest text the second button keeps only its sign and key: the promise goes before it."""
        bare = look().scale >= _BARE_FROM
        self.turn_away.set_label("" if bare else _("Cannot be accepted"))
        self.turn_away.setAccessibleName(f"{_('Cannot be accepted')}, Alt Y")
        self.child.set_label("" if bare else _("Add a child dossier"))
        self.child.setAccessibleName(f"{_('Add a child dossier')}, Alt A")
        words = "" if bare else _("One more for this person")
        self.again.set_label(words)
        self.again.setAccessibleName(f"{_('One more for this person')}, Ctrl Enter")

    def show_print(self, *, ready: bool) -> None:
        """Say what the button does: print now, or save and print later."""
        words = _("Accept and print") if ready else _("Accept, print later")
        if self.accept.label() != words:
            self.accept.set_label(words)

    def show_words(self, strong: str, rest: str, *, ready: bool, lacking: bool = False) -> None:
        """Say what is to pay, or (lacking) what stands in the way; ready: the form can be accepted."""
        self.accept.setEnabled(ready)
        self._is_ready = ready
        self._show_more()
        self.turn_away.setVisible(lacking)
        self.mark.setVisible(lacking)
        self.strong.setText(strong)
        self.rest.setText(rest)
        self.rest.setVisible(bool(rest))
        set_tone(self.strong, "danger_text" if lacking else "text")
        set_tone(self.rest, "danger_text" if lacking else "text_2")

    def show_linked(self, *, offered: bool) -> None:
        """Offer a child dossier in the place of one more for this person: under an interlinked procedure."""
        self._is_linked = offered
        self._show_more()

    def _show_more(self) -> None:
        self.again.setVisible(self._is_ready and not self._is_linked)
        self.child.setVisible(self._is_ready and self._is_linked)

    def show_promise(self, words: str) -> None:
        """Say the promised date here while the right side is turned away (large text); empty: it is in sight."""
        self.promise.setText(words)
        self.promise.setVisible(bool(words))
