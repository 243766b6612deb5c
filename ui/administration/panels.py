"""Forms of the page of administration, each in the place of the pane."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QRadioButton, QWidget

from app.domain.officers import LEADER, RECEIVER
from app.i18n import _
from app.readings import Officer
from ui.administration.model import (
    AddWish,
    ApartWish,
    CodeKept,
    DisableWish,
    MergeWish,
    Pair,
    PasswordWish,
    RoleWish,
    SettingRow,
    SettingWish,
    SplitWish,
    compared,
)
from ui.theme.look import look
from ui.widgets.field import ChoiceBox, Field
from ui.widgets.inline_panel import InlinePanel
from ui.widgets.key_button import KeyButton
from ui.widgets.labels import text_label
from ui.widgets.office_panel import OfficePanel
from ui.widgets.password_field import PasswordField


class _AccountPanel(OfficePanel):
    """A form with passwords and roles."""

    def secret(self, name: str, label: str) -> None:
        """Add a hidden field; Enter goes on."""
        field = PasswordField(label, self)
        field.entered.connect(lambda: self.focusNextPrevChild(True))
        self.fields[name] = field
        self.form.addWidget(field)

    def role_box(self, chosen: str) -> None:
        """Add the choice of a role."""
        self.roles = ChoiceBox()
        for slug, words in (
            (RECEIVER, _("takes in and returns dossiers")),
            (LEADER, _("leads: also manages the accounts")),
        ):
            self.roles.addItem(words, slug)
        self.roles.setCurrentIndex(max(self.roles.findData(chosen), 0))
        self.form.addWidget(Field(_("Role"), self, editor=self.roles))

    def role(self) -> str:
        """Return the role chosen."""
        return str(self.roles.currentData())


class AddPanel(_AccountPanel):
    """A new officer; she types her password herself."""

    def __init__(self, parent: QWidget | None = None) -> None:
        about = _("The officer types the password here, ten characters or more. Nobody can read it later.")
        super().__init__(_("New officer"), about, _("Open the account"), parent)

    def build(self) -> None:
        self.line("name", _("Full name, as slips print it"))
        self.line("login", _("Login"), help_text=_("Small letters without accents, like: mai"))
        self.secret("password", _("Password"))
        self.secret("again", _("The password once more"))
        self.role_box(RECEIVER)

    def first(self) -> QWidget:
        return self.fields["name"].editor

    def wish(self) -> AddWish:
        return AddWish(self.text("name"), self.text("login"), self.text("password"), self.text("again"), self.role())


class PasswordPanel(_AccountPanel):
    """A new password, or an account opened again with one."""

    def __init__(self, officer: Officer, *, reinstate: bool, parent: QWidget | None = None) -> None:
        self._reinstate = reinstate
        about = (
            _("The account gets its old name and a new password.")
            if reinstate
            else _("The old password opens nothing any more. The officer types the new one here.")
        )
        super().__init__(officer.name, about, _("Set the password"), parent)

    def build(self) -> None:
        self.secret("password", _("New password"))
        self.secret("again", _("The new password once more"))

    def wish(self) -> PasswordWish:
        return PasswordWish(self.text("password"), self.text("again"), self._reinstate)


class DisablePanel(OfficePanel):
    """An officer leaves."""

    def __init__(self, officer: Officer, parent: QWidget | None = None) -> None:
        about = _(
            "The password opens nothing from now on. Everything done stays under this name; "
            "the drafts stay on the desk for the others."
        )
        super().__init__(_("{name} leaves").format(name=officer.name), about, _("Disable the account"), parent)

    def build(self) -> None:
        self.line("reason", _("Why"), help_text=_("Like: moved to the district on 1/12"))

    def wish(self) -> DisableWish:
        return DisableWish(self.text("reason"))


class RolePanel(_AccountPanel):
    """Who leads."""

    def __init__(self, officer: Officer, parent: QWidget | None = None) -> None:
        self._now = LEADER if officer.leads else officer.role
        super().__init__(officer.name, _("Who leads manages the accounts of this desk."), _("Change the role"), parent)

    def build(self) -> None:
        self.role_box(self._now)

    def first(self) -> QWidget:
        return self.roles

    def wish(self) -> RoleWish:
        return RoleWish(self.role())


class CodePanel(OfficePanel):
    """The new recovery code: printed, or written down and its end typed back, before the panel goes."""

    print_requested = Signal()

    def __init__(self, code: str, parent: QWidget | None = None) -> None:
        self.code = code
        about = _(
            "The sheet in the safe is void now: destroy it. Whoever has this code can open the desk when every "
            "password is forgotten."
        )
        super().__init__(_("New recovery code"), about, _("The sheet is in the safe"), parent)
        self.cancel.hide()
        self.finish.setEnabled(False)

    def build(self) -> None:
        self.code_label = text_label("\n".join((self.code[:17], self.code[18:])), "subject", wrap=True)
        self.code_label.setAccessibleName(self.code)
        self.print = KeyButton(_("Print the sheet"), self, icon="printer", key="Alt+I")
        self.print.clicked.connect(self.print_requested)
        self.outcome = InlinePanel(self)
        self.outcome.hide()
        self.form.addWidget(self.code_label)
        self.form.addWidget(self.print)
        self.form.addWidget(self.outcome)
        self.line("last", _("Or write it down and type its last five letters back"))
        self.fields["last"].edited.connect(self._judge)

    def first(self) -> QWidget:
        return self.print

    def show_printed(self) -> None:
        """The spooler took the sheet."""
        self.outcome.set_kind("good")
        self.outcome.set_text("", _("Printed. Put the sheet in the safe."))
        self.outcome.show()
        self.finish.setEnabled(True)
        self.finish.setFocus()

    def show_not_printed(self, sentence: str) -> None:
        """The printer failed; the code is still shown."""
        self.outcome.set_kind("error")
        self.outcome.set_text("", sentence)
        self.outcome.show()
        self.fields["last"].editor.setFocus()

    def wish(self) -> CodeKept:
        return CodeKept()

    def _judge(self, typed: str) -> None:
        plain = "".join(typed.upper().split()).replace("O", "0").replace("I", "1").replace("L", "1")
        self.finish.setEnabled(plain == self.code.rpartition("-")[2])


class MergePanel(OfficePanel):
    """Two records side by side; the officer says that they are one person, and which one stays."""

    width_wanted = 620

    def __init__(self, pair: Pair, parent: QWidget | None = None) -> None:
        self._pair = pair
        about = _("Dossiers and numbers stay as they are; only the person becomes one. It can be taken apart again.")
        super().__init__(_("Are these one person?"), about, _("They are one person"), parent)

    def build(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(look().space(3))
        grid.setVerticalSpacing(look().space(1))
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        self.lines = compared(self._pair)
        for place, line in enumerate(self.lines):
            tone = "overdue" if line.differs else "text"
            grid.addWidget(text_label(line.label, "label", "text_2"), place, 0)
            for column, words in ((1, line.left), (2, line.right)):
                grid.addWidget(text_label(words, "small", tone, wrap=True), place, column)
        self.form.addLayout(grid)
        choice = QHBoxLayout()
        self.left = QRadioButton(_("The left one stays"), self)
        self.right = QRadioButton(_("The right one stays"), self)
        self.left.setChecked(True)
        choice.addWidget(self.left)
        choice.addWidget(self.right)
        self.form.addLayout(choice)
        self.line("reason", _("What shows it"), help_text=_("Like: the new card names the old number"))

    def first(self) -> QWidget:
        return self.fields["reason"].editor

    def wish(self) -> MergeWish:
        return MergeWish(self.text("reason"), self.right.isChecked())


class SplitPanel(OfficePanel):
    """A merge that was wrong."""

    def __init__(self, pair: Pair, parent: QWidget | None = None) -> None:
        super().__init__(pair.kept.name, _("The merged record stands by itself again."), _("Take apart again"), parent)

    def build(self) -> None:
        self.line("reason", _("Why the merge was wrong"))

    def wish(self) -> SplitWish:
        return SplitWish(self.text("reason"))


class ApartPanel(OfficePanel):
    """Two people of one name, born on one day."""

    def __init__(self, pair: Pair, parent: QWidget | None = None) -> None:
        about = _("The two records stay as they are and are offered no more.")
        super().__init__(_("{name}: two people").format(name=pair.kept.name), about, _("They are two people"), parent)

    def build(self) -> None:
        self.line("reason", _("What shows it"), help_text=_("Like: two cards, two villages"))

    def wish(self) -> ApartWish:
        return ApartWish(self.text("reason"))


class SettingPanel(OfficePanel):
    """One setting: a choice or a line."""

    def __init__(self, row: SettingRow, parent: QWidget | None = None) -> None:
        self._row = row
        self.box: ChoiceBox | None = None
        about = f"{row.about} {_('It holds once the program is opened again.')}"
        super().__init__(row.label, about, _("Keep it"), parent)

    def build(self) -> None:
        if not self._row.choices:
            self.line("value", self._row.label, value=self._row.value)
            return
        self.box = ChoiceBox()
        for value, words in self._row.choices:
            self.box.addItem(words, value)
        self.box.setCurrentIndex(max(self.box.findData(self._row.value), 0))
        self.form.addWidget(Field(self._row.label, self, editor=self.box))

    def first(self) -> QWidget:
        return self.box or self.fields["value"].editor

    def wish(self) -> SettingWish:
        return SettingWish(str(self.box.currentData()) if self.box is not None else self.text("value"))
