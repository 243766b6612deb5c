"""Who stands beside the act: an officer of this desk out of a list, or a name written by hand and marked so."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox, QWidget

from app.i18n import _
from ui.widgets.field import ChoiceBox, Field
from ui.widgets.password_field import PasswordField


class PersonField(Field):
    """An editable list of colleagues. Chosen, they may type their own password below; written by hand, it is said."""

    def __init__(
        self, label: str, people: Sequence[str], parent: QWidget | None = None, *, help_text: str = ""
    ) -> None:
        self._people, self._own_help = tuple(people), help_text
        box = ChoiceBox()
        box.setEditable(True)
        box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        box.addItems(list(self._people))
        box.setCurrentIndex(-1)
        box.setCurrentText("")
        super().__init__(label, parent, editor=box, help_text=help_text)
        self.password = PasswordField(
            _("Their password"), self, help_text=_("Not required; who typed it here is recorded as having confirmed.")
        )
        column = self.layout()
        if column is not None:
            column.addWidget(self.password)
        self.password.hide()
        line = box.lineEdit()
        if line is not None:
            line.textEdited.connect(self._changed)
            line.returnPressed.connect(lambda: self.focusNextPrevChild(True))
        box.currentTextChanged.connect(self._named)
        self.password.entered.connect(lambda: self.focusNextPrevChild(True))

    def secret(self) -> str | None:
        """Return the password of the one chosen, None where none was typed."""
        return (self.password.line.text() or None) if not self.password.isHidden() else None

    def people(self) -> tuple[str, ...]:
        """Return who is offered."""
        return self._people

    def _named(self, text: str) -> None:
        is_known = text.strip() in self._people
        if not is_known:
            self.password.clear()
        self.password.setVisible(is_known)
        by_hand = _("Written by hand: kept as “not compared with the officers of this desk”.")
        self.set_help(by_hand if text.strip() and not is_known else self._own_help)
