"""The five steps of a return: dossier, receiver, fee, signature, rating. Shows and asks; decides nothing."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QGridLayout, QHBoxLayout, QWidget

from app.domain.money import format_amount
from app.i18n import _
from ui.handover.model import (
    APPLICANT,
    AUTHORISED,
    CASH,
    FINGERPRINT,
    LATER,
    NONE,
    POST,
    SIGNED,
    TRANSFER,
    Compared,
    Money,
    ReturnForm,
    ShownReturn,
)
from ui.handover.widgets import FaceRow, OptionCard
from ui.widgets.chips import FilterChip, StateChip
from ui.widgets.field import Field
from ui.widgets.flow import FlowLayout
from ui.widgets.inline_panel import InlinePanel
from ui.widgets.key_button import KeyButton
from ui.widgets.labels import ElidedLabel, text_label
from ui.widgets.stepped_form import SteppedForm


class ReturnSteps(SteppedForm):
    """``form()`` is what was entered; ``edited`` when it changed."""

    edited = Signal()
    collect_requested = Signal()
    card_dropped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._owed: int | None = 0
        self._skipped = False
        self._build_dossier()
        self._build_receiver()
        self._build_money()
        self._build_signing()
        self._build_rating()

    # ── building ─────────────────────────────────────────────────────────────────────────────

    def _build_dossier(self) -> None:
        step = self.add_section(_("Dossier"))
        row = QHBoxLayout()
        row.setSpacing(8)
        self.name = text_label("", "subject")
        self.code = text_label("", "body", "text_2")
        self.found_by = StateChip("received", "", self, icon="scan")
        row.addWidget(self.name)
        row.addWidget(self.code)
        row.addStretch(1)
        row.addWidget(self.found_by)
        step.content.addLayout(row)
        self.about = ElidedLabel("", "body", "text_2")
        step.content.addWidget(self.about)
        row = QHBoxLayout()
        self.lost = FilterChip(_("Slip lost"), self, key="Alt+B")
        self.checked = QCheckBox(_("Identity papers compared by eye"), self)
        self.lost.toggled.connect(self._lost_changed)
        self.checked.toggled.connect(lambda _on: self.edited.emit())
        self.checked.hide()
        row.addWidget(self.lost)
        row.addWidget(self.checked)
        row.addStretch(1)
        step.content.addLayout(row)
        self.document = Field(
            _("Identity paper compared"), self, help_text=_("Kind and number; printed on the slip that is signed")
        )
        self.document.edited.connect(lambda _text: self.edited.emit())
        self.document.hide()
        step.content.addWidget(self.document)

    def _build_receiver(self) -> None:
        step = self.add_section(_("Receiver"))
        ground = QWidget(self)
        kinds = (
            (APPLICANT, _("The applicant"), "Alt+C"),
            (AUTHORISED, _("Authorised person"), "Alt+U"),
            (POST, _("Post"), "Alt+G"),
        )
        self.receiver_chips = self._chips(ground, kinds)
        step.content.addWidget(ground)
        self.proxy_name = Field(_("Full name of the person who came"), self)
        self.proxy_number = Field(_("Number of the identity paper"), self)
        self.proxy = QWidget(self)
        row = QHBoxLayout(self.proxy)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.proxy_name, 3)
        row.addWidget(self.proxy_number, 2)
        for field in (self.proxy_name, self.proxy_number):
            field.edited.connect(lambda _text: self.edited.emit())
        step.content.addWidget(self.proxy)
        self.card = InlinePanel(self)
        drop = self.card.add_action(_("Forget the card"), key="Alt+V", variant="quiet")
        drop.clicked.connect(self.card_dropped)
        step.content.addWidget(self.card)
        self.card_hint = text_label(_("Scan the receiver's card to compare it with the dossier."), "small", "text_2")
        step.content.addWidget(self.card_hint)

    def _build_money(self) -> None:
        step = self.add_section(_("Fee"))
        self._lines = QGridLayout()
        self._lines.setColumnStretch(0, 1)
        step.content.addLayout(self._lines)
        self.money_words = text_label("", "body", "text", wrap=True)
        self.collect = KeyButton("", self, icon="money", key="Alt+T", size="small")
        self.collect.clicked.connect(self.collect_requested)
        row = QHBoxLayout()
        row.addWidget(self.money_words, 1)
        row.addWidget(self.collect)
        step.content.addLayout(row)
        ways = (
            (CASH, _("Cash"), "Alt+M"),
            (TRANSFER, _("Bank transfer"), "Alt+N"),
            (LATER, _("Not this time"), "Alt+H"),
        )
        self.taking = QWidget(self)
        self.money_chips = self._chips(self.taking, ways)
        step.content.addWidget(self.taking)

    def _build_signing(self) -> None:
        step = self.add_section(_("Signature"))
        self.ways_to_sign = QWidget(self)
        row = QHBoxLayout(self.ways_to_sign)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        self.signed = OptionCard(_("Signed in the book"), "", "pencil", "Alt+K", self)
        self.fingerprint = OptionCard(_("Fingerprint"), _("right index finger, in the book"), "finger", "Alt+D", self)
        group = QButtonGroup(self)
        for option in (self.signed, self.fingerprint):
            group.addButton(option)
            option.clicked.connect(lambda _on: self._signing_changed())
            row.addWidget(option)
        step.content.addWidget(self.ways_to_sign)
        self.read_aloud = QCheckBox(_("The result was read aloud to the receiver, who agrees"), self)
        self.read_aloud.toggled.connect(lambda _on: self.edited.emit())
        step.content.addWidget(self.read_aloud)
        self.by_post = text_label(_("The post signs on its own consignment note."), "body", "text_2")
        step.content.addWidget(self.by_post)

    def _build_rating(self) -> None:
        step = self.add_section(_("Rating"))
        self.faces = FaceRow(self)
        self.faces.rated.connect(self._rated)
        step.content.addWidget(self.faces)
        row = QHBoxLayout()
        self.rating_words = text_label("", "small", "text_2")
        self.skip = KeyButton(_("Skip"), self, key="Alt+0", variant="quiet", size="small")
        self.skip.clicked.connect(self._skip)
        self.anonymous = FilterChip(_("Anonymous"), self, key="Alt+A")
        self.anonymous.setToolTip(_("The rating is counted, but not kept with the dossier."))
        row.addWidget(self.anonymous)
        row.addWidget(self.rating_words, 1)
        row.addWidget(self.skip)
        step.content.addLayout(row)

    def _chips(self, ground: QWidget, choices: tuple[tuple[str, str, str], ...]) -> dict[str, FilterChip]:
        """Put exclusive chips on a ground of their own; they wrap at large text."""
        flow = FlowLayout(ground)
        group = QButtonGroup(self)
        made: dict[str, FilterChip] = {}
        for value, words, key in choices:
            chip = FilterChip(words, ground, key=key)
            group.addButton(chip)
            chip.clicked.connect(lambda _on: self._choices_changed())
            flow.addWidget(chip)
            made[value] = chip
        return made

    # ── showing ──────────────────────────────────────────────────────────────────────────────

    def show_return(self, found: ShownReturn, found_by: str, *, anew: bool) -> None:
        """Show a dossier; anew: another one than before, so what was entered is forgotten."""
        dossier = found.dossier
        self.name.setText(dossier.applicant.name)
        self.code.setText(dossier.code)
        self.found_by.set_state("received", found_by, "scan")
        self.found_by.setVisible(bool(found_by))
        self.about.setText(found.about)
        for section in self.sections[1:]:
            section.set_shown(not found.why_not)
        self.show_money(found.money)
        self.signed.set_sense(found.signing)
        self.faces.set_levels(found.levels)
        if anew:
            self._forget(cannot_read=found.cannot_read)
        self.lost.setVisible(not found.why_not and not found_by)
        self.sections[0].set_done(not found.why_not)
        self._choices_changed()

    def _forget(self, *, cannot_read: bool) -> None:
        self.lost.setChecked(False)
        self.checked.setChecked(False)
        self.document.set_text("")
        self.receiver_chips[APPLICANT].setChecked(True)
        self.money_chips[CASH].setChecked(True)
        self.proxy_name.set_text("")
        self.proxy_number.set_text("")
        (self.fingerprint if cannot_read else self.signed).setChecked(True)
        self.read_aloud.setChecked(False)
        self.faces.clear()
        self._skipped = False
        self.show_card(None)

    def show_money(self, money: Money) -> None:
        """Show what is owed and what was paid."""
        while (item := self._lines.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        for row, (name, amount) in enumerate(money.lines):
            self._lines.addWidget(ElidedLabel(name, "body", "text", self), row, 0)
            self._lines.addWidget(text_label(amount, "body_strong", "text", self), row, 1)
        self.money_words.setText(money.words)
        self._owed = money.owed
        self.taking.setVisible(bool(money.owed))
        self.collect.set_label(_("Collect {amount}").format(amount=format_amount(money.owed or 0)))

    def show_card(self, compared: Compared | None) -> None:
        """Show how a scanned card compares, or that none was scanned."""
        self.card.setVisible(compared is not None)
        self.card_hint.setVisible(compared is None and not self._is(self.receiver_chips, POST))
        if compared is not None:
            self.card.set_kind("good" if compared.ok else "error")
            self.card.set_text("", compared.sentence)

    def choose_receiver(self, receiver: str) -> None:
        """Choose who receives: applicant, authorised or post."""
        self.receiver_chips[receiver].setChecked(True)
        self._choices_changed()

    def show_proxy(self, name: str, number: str) -> None:
        """Fill in who came, from a card."""
        self.proxy_name.set_text(name)
        self.proxy_number.set_text(number)
        self.edited.emit()

    def show_collecting(self, *, under_way: bool) -> None:
        """Rest the button while money is being recorded."""
        self.collect.setEnabled(not under_way)

    def show_done(self, done: tuple[bool, bool, bool, bool]) -> None:
        """Fill the circles of steps 2 to 5."""
        for section, is_done in zip(self.sections[1:], done, strict=True):
            section.set_done(is_done)

    def go_to(self, step: int) -> None:
        """Put the keyboard on what a step still lacks."""
        waits = {1: self.checked, 2: self.proxy_name.editor, 3: self.collect, 4: self.read_aloud}.get(step)
        if waits is not None and waits.isVisible():
            waits.setFocus()
        else:
            self.sections[step - 1].go()

    def form(self) -> ReturnForm:
        """Return what was entered."""
        return ReturnForm(
            receiver=self._value(self.receiver_chips),
            name=" ".join(self.proxy_name.text().split()),
            number="".join(self.proxy_number.text().split()),
            lost_slip=self.lost.isChecked(),
            identity_checked=self.checked.isChecked(),
            document=" ".join(self.document.text().split()),
            signature=FINGERPRINT if self.fingerprint.isChecked() else SIGNED if self.signed.isChecked() else NONE,
            read_aloud=self.read_aloud.isChecked(),
            money=self._value(self.money_chips),
            rating=self.faces.rating(),
            rating_skipped=self._skipped,
            anonymous=self.anonymous.isChecked(),
        )

    # ── changing ─────────────────────────────────────────────────────────────────────────────

    def _choices_changed(self) -> None:
        by_post = self._is(self.receiver_chips, POST)
        self.proxy.setVisible(self._is(self.receiver_chips, AUTHORISED))
        self.card_hint.setVisible(self.card.isHidden() and not by_post)
        self.ways_to_sign.setVisible(not by_post)
        self.by_post.setVisible(by_post)
        self.collect.setVisible(bool(self._owed) and not self._is(self.money_chips, LATER))
        self._signing_changed()

    def _signing_changed(self) -> None:
        by_post = self._is(self.receiver_chips, POST)
        self.read_aloud.setVisible(self.fingerprint.isChecked() and not by_post)
        self.edited.emit()

    def _lost_changed(self, lost: bool) -> None:
        self.checked.setVisible(lost)
        self.document.setVisible(lost)
        self.edited.emit()

    def _rated(self, _rating: int) -> None:
        self._skipped = False
        self.edited.emit()

    def _skip(self) -> None:
        self.faces.clear()
        self._skipped = True
        self.edited.emit()

    @staticmethod
    def _is(chips: dict[str, FilterChip], value: str) -> bool:
        return chips[value].isChecked()

    @staticmethod
    def _value(chips: dict[str, FilterChip]) -> str:
        return next((value for value, chip in chips.items() if chip.isChecked()), next(iter(chips)))
