"""What a real desk must be told once: commune, number, unit code, first officer, password, the province's card."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.commune import Commune
from app.domain.text import fold
from app.i18n import _
from ui.widgets.field import ChoiceBox, Field
from ui.widgets.inline_panel import InlinePanel
from ui.widgets.key_button import KeyButton
from ui.widgets.labels import text_label
from ui.widgets.password_field import PasswordField
from ui.widgets.stepped_form import SteppedForm
from ui.widgets.words_panel import WordsPanel
from ui.wizard.commune_chooser import CommuneChooser

LEAST_PASSWORD = 10
_MOST_DESKS = 8


@dataclass(frozen=True, slots=True)
class DeskAnswers:
    """What was typed. commune is None while none is chosen."""

    commune: Commune | None
    station_number: int
    unit_code: str
    name: str
    login: str
    password: str
    card: Path | None


class DeskForm(QWidget):
    """``accepted`` with answers that are whole; ``card_chosen`` when a card file is to be read."""

    accepted = Signal(object)
    card_asked = Signal()
    back = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._card: Path | None = None
        self._login_is_ours = True
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 4)
        column.setSpacing(10)
        column.addWidget(text_label(_("The real desk"), "page_title"))
        self.trouble = InlinePanel(self, kind="error")
        self.trouble.hide()
        column.addWidget(self.trouble)
        self.form = SteppedForm(self)
        column.addWidget(self.form, 1)
        self._build_place()
        self._build_officer()
        self._build_password()
        self._build_card()
        column.addLayout(self._build_foot())

    def _build_place(self) -> None:
        step = self.form.add_section(_("Desk"))
        self.commune = CommuneChooser(_("Commune or ward"), self)
        self.number = Field(_("Number of this computer in the commune (K)"), self, editor=ChoiceBox())
        box = self.number.editor
        if isinstance(box, ChoiceBox):
            for number in range(1, _MOST_DESKS + 1):
                box.addItem(_("Desk {number}").format(number=number), number)
        self.number.set_help(
            _(
                "The only computer is desk 1. Each further computer takes the next number: receipt numbers begin with "
                "it ({example}), so that two desks never give the same one."
            ).format(example="1001, 2001 …")
        )
        self.unit = Field(
            _("Unit code assigned by the province"),
            self,
            placeholder="H35.12",
            help_text=_("It stands before every dossier code."),
        )
        step.content.addWidget(self.commune)
        step.add_row(self.number, self.unit, stretch=(3, 2))

    def _build_officer(self) -> None:
        step = self.form.add_section(_("Officer"))
        self.name = Field(_("Full name, as printed on the slips"), self)
        self.login = Field(_("Short name for unlocking"), self)
        self.name.edited.connect(self._suggest_login)
        self.login.edited.connect(self._login_typed)
        step.add_row(self.name, self.login, stretch=(3, 2))

    def _build_password(self) -> None:
        step = self.form.add_section(_("Password"))
        self.password = PasswordField(_("Password, ten characters or more"), self, show_key="Alt+X")
        self.again = PasswordField(_("The password once more"), self)
        step.add_row(self.password, self.again, stretch=(1, 1))

    def _build_card(self) -> None:
        step = self.form.add_section(_("Province"))
        row = QHBoxLayout()
        self.card_words = text_label(
            _("No card yet; it can be added later on the page “Exchange”."), "body", "text_2", wrap=True
        )
        choose = KeyButton(_("Choose the card file"), self, icon="open", key="Alt+C", size="small")
        choose.clicked.connect(self.card_asked)
        row.addWidget(self.card_words, 1)
        row.addWidget(choose)
        step.content.addLayout(row)
        self.words = WordsPanel((), self)
        step.content.addWidget(self.words)

    def _build_foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.accept_button = KeyButton(
            _("Make the desk"), self, icon="check", key="F9", variant="primary", size="large"
        )
        self.accept_button.clicked.connect(self.accept)
        leave = KeyButton(_("Back"), self, key="Esc", size="large")
        leave.clicked.connect(self.back)
        row.addWidget(self.accept_button)
        row.addStretch(1)
        row.addWidget(leave)
        return row

    # ── answers ──────────────────────────────────────────────────────────────────────────────

    def answers(self) -> DeskAnswers:
        """Return what stands in the form."""
        box = self.number.editor
        number = box.currentData() if isinstance(box, ChoiceBox) else 1
        return DeskAnswers(
            commune=self.commune.commune(),
            station_number=int(number),
            unit_code=self.unit.text().strip().upper(),
            name=" ".join(self.name.text().split()),
            login=self.login.text().strip(),
            password=self.password.text(),
            card=self._card,
        )

    def accept(self) -> None:
        """Name what is missing beside its field, or tell the answers (F9)."""
        self.trouble.hide()
        answers = self.answers()
        wrong = self._wrong(answers)
        for field, words in wrong:
            field.set_error(words)
        if wrong:
            wrong[0][0].setFocus()
        else:
            self.accepted.emit(answers)

    def _wrong(self, told: DeskAnswers) -> list[tuple[Field, str]]:
        checks: Sequence[tuple[bool, Field, str]] = (
            (told.commune is None, self.commune.field, _("Choose the commune from the list.")),
            (
                not told.unit_code,
                self.unit,
                _("Type the code the province assigned. Without it only the practice copy can be used."),
            ),
            (not told.name, self.name, _("Type the officer's full name.")),
            (not told.login, self.login, _("Type a short name without blanks.")),
            (" " in told.login, self.login, _("Type a short name without blanks.")),
            (
                len(told.password) < LEAST_PASSWORD,
                self.password,
                _("The password must have at least {least} characters.").format(least=LEAST_PASSWORD),
            ),
            (told.password != self.again.text(), self.again, _("The two passwords differ. Type the same one twice.")),
        )
        return [(field, words) for is_wrong, field, words in checks if is_wrong]

    def show_card(self, path: Path, province: str, words: Sequence[str]) -> None:
        """Show the card that was read, with the words to compare by telephone."""
        self._card = path
        told = _("Card of {province}. Compare these words with the province by telephone:").format(province=province)
        self.card_words.setText(told)
        self.words.show_words(words)

    def show_trouble(self, sentence: str) -> None:
        """Show what happened above the form."""
        self.trouble.set_text("", sentence)
        self.trouble.show()

    def _suggest_login(self, name: str) -> None:
        if self._login_is_ours:
            words = fold(name).split()
            self.login.set_text(words[-1] if words else "")

    def _login_typed(self, login: str) -> None:
        self._login_is_ours = not login
