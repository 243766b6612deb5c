"""The forms of the acts, each in the place of the list of acts: no window over the work, the dossier stays in sight."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from app.domain.amount_words import amount_in_words
from app.domain.errors import AmountOutOfRange
from app.domain.facts import Receiver
from app.domain.text import fold
from app.i18n import _
from ui.dossier.act_panel import ActPanel, value_of
from ui.dossier.offered import ShownAct
from ui.dossier.wishes import CollectWish, ForwardWish, NoteWish, PrintWish, ResultWish
from ui.theme.look import look
from ui.widgets.field import Field
from ui.widgets.key_button import KeyButton
from ui.widgets.labels import set_tone, text_label
from ui.widgets.offered_names import OfferedNames

_MOST_LISTED = 8
OTHER_DIVISION, OFFICER, AGENCY, ELSEWHERE = "division", "officer", "agency", "elsewhere"


class ForwardPanel(ActPanel):
    """To a division of the office, an officer, another agency, or a desk elsewhere, to which the file travels.

    proposed: whom it goes to unless the officer chooses otherwise, where another agency decides. Desks that would
    make the list long are found by a few letters of their name.
    """

    def __init__(
        self,
        act: ShownAct,
        divisions: Sequence[str],
        last: tuple[str, str],
        parent: QWidget | None = None,
        *,
        elsewhere: Sequence[Receiver] = (),
        proposed: Receiver | None = None,
    ) -> None:
        self._divisions, self._last, self._elsewhere = tuple(divisions), last, tuple(elsewhere)
        self._proposed = proposed
        super().__init__(act, parent, finish=_("Pass on"))

    def build(self) -> None:
        places = [(f"{OTHER_DIVISION}:{name}", name) for name in self._divisions]
        places += [
            (f"{OFFICER}:", _("An officer, by name")),
            (f"{OTHER_DIVISION}:", _("Another division")),
            (f"{AGENCY}:", _("Another agency")),
        ]
        near = self._elsewhere[: _listed(self._elsewhere)]
        places += [(f"{ELSEWHERE}:{n}", _place_words(one)) for n, one in enumerate(near)]
        self._far = self._elsewhere[len(near) :]
        if self._far:
            places.append((f"{ELSEWHERE}:", _("Another desk of the province, by name")))
        _field, self.place = self.choice(_("Goes to"), places)
        self.name = self.line(_("Name"))
        self._build_desks()
        self.note = self.line(_("Note"), help_text=_("Not required"))
        self.place.currentIndexChanged.connect(self._place_chosen)
        self._choose_first()
        self._place_chosen()

    def _build_desks(self) -> None:
        self.desks = OfferedNames(self.name, self, called=_("Desks found"))
        self.body.addWidget(self.desks)
        self.desks.named.connect(lambda _name: self.edited.emit())

    def _choose_first(self) -> None:
        kind, name = self._last
        if self._proposed is not None:
            kind, name = self._proposed.kind, self._proposed.name
            if self._proposed in self._elsewhere:
                kind, name = ELSEWHERE, str(self._elsewhere.index(self._proposed))
        known = self.place.findData(f"{kind}:{name}")
        self.place.setCurrentIndex(known if known >= 0 else self.place.findData(f"{kind}:"))
        if known < 0:
            self.name.set_text(name)

    def _place_chosen(self) -> None:
        place = value_of(self.place)
        self.name.setVisible(place.endswith(":"))
        self.desks.know([one.name for one in self._far] if place == f"{ELSEWHERE}:" else ())
        self.desks.show_choices(())

    def first(self) -> QWidget:
        return self.place

    def wish(self) -> ForwardWish:
        kind, _colon, name = value_of(self.place).partition(":")
        if kind != ELSEWHERE:
            return ForwardWish(kind, name or self.name.text(), self.note.text())
        if name:
            to = self._elsewhere[int(name)]
            return ForwardWish(to.kind, to.name, self.note.text(), to.station)
        typed = fold(self.name.text())
        far = next((one for one in self._far if fold(one.name) == typed), None)
        # A name that is no desk goes on with no name: the act is refused, the file does not leave on paper alone.
        return ForwardWish("station", far.name if far else "", self.note.text(), far.station if far else None)


def _listed(receivers: Sequence[Receiver]) -> int:
    """Return how many receivers the list shows: all of a few, else up to the province, which stands after the near."""
    if len(receivers) <= _MOST_LISTED:
        return len(receivers)
    return next((n for n, one in enumerate(receivers, 1) if one.kind == AGENCY), 0)


def _place_words(receiver: Receiver) -> str:
    return _("The province: {name}").format(name=receiver.name) if receiver.kind == AGENCY else receiver.name


class ResultPanel(ActPanel):
    """Number and signer of the result."""

    def __init__(self, act: ShownAct, signer: str, parent: QWidget | None = None) -> None:
        self._signer = signer
        super().__init__(act, parent)

    def build(self) -> None:
        self.number = self.line(_("Number of the result"))
        self.signer = self.line(_("Signed by"))
        self.signer.set_text(self._signer)
        self.note = self.line(_("Note"), help_text=_("Not required"))

    def wish(self) -> ResultWish:
        return ResultWish(self.number.text(), self.signer.text(), self.note.text())


class NotePanel(ActPanel):
    """A note, of more than one line if need be."""

    def build(self) -> None:
        self.area = QPlainTextEdit()
        self.area.setFixedHeight(round(96 * look().scale))
        self.body.addWidget(Field(_("Note"), self, editor=self.area))

    def first(self) -> QWidget:
        return self.area

    def wish(self) -> NoteWish:
        return NoteWish(self.area.toPlainText())


class CollectPanel(ActPanel):
    """The amount, read back in words while it is typed."""

    def __init__(self, act: ShownAct, owed: int | None, parent: QWidget | None = None) -> None:
        self._owed = owed
        super().__init__(act, parent, finish=_("Collected"))

    def build(self) -> None:
        self.amount = self.line(_("Amount, đồng"))
        self.words = text_label("", "small", "text_2", wrap=True)
        self.body.addWidget(self.words)
        _field, self.method = self.choice(_("Paid by"), (("cash", _("cash")), ("transfer", _("bank transfer"))))
        self.receipt = self.line(_("Number in the paper receipt book"), help_text=_("Not required"))
        self.amount.edited.connect(self._amount_typed)
        self.amount.set_text(f"{self._owed:,}".replace(",", ".") if self._owed else "")
        self._amount_typed(self.amount.text())

    def _amount_typed(self, text: str) -> None:
        said, bad = in_words(text)
        self.words.setText(said)
        set_tone(self.words, "danger_text" if bad else "text_2")

    def wish(self) -> CollectWish:
        return CollectWish(self.amount.text(), value_of(self.method), self.receipt.text())


def in_words(typed: str) -> tuple[str, bool]:
    """Return an amount as typed in words, and whether it is no amount."""
    digits = typed.replace(".", "").replace(" ", "").removesuffix("đ")
    if not digits:
        return "", False
    if not digits.isascii() or not digits.isdigit():
        return _("Write the amount in digits, for example 16.000."), True
    try:
        words = amount_in_words(int(digits))
    except AmountOutOfRange:
        return _("The amount is too large."), True
    return f"{words[:1].upper()}{words[1:]}.", False


class PrintPanel(ActPanel):
    """Which paper, on which printer; or as a PDF file."""

    file_wanted = Signal()
    form_chosen = Signal(str)

    def __init__(self, act: ShownAct, forms: Sequence[tuple[str, str, str]], parent: QWidget | None = None) -> None:
        self._forms = tuple(forms)
        super().__init__(act, parent, finish=_("Print"))
        self.file = KeyButton(_("Save as a PDF file"), self, icon="download", key="Ctrl+S")
        self.file.clicked.connect(self.file_wanted)
        self.body.addWidget(self.file)
        self.finish.setEnabled(False)

    def build(self) -> None:
        _field, self.form = self.choice(_("Paper"), [(slug, name) for slug, name, _mark in self._forms])
        self.mark = text_label("", "small", "text_2", wrap=True)
        self.body.addWidget(self.mark)
        self.printer_field, self.printer = self.choice(_("Printer"), ())
        self.printer_field.set_help(_("looking for printers"))
        self.form.currentIndexChanged.connect(self._form_chosen)
        self._form_chosen()

    def show_printers(self, printers: Sequence[tuple[str, str, bool]], usual: str) -> None:
        """Show the printers, (name, description, ready), with the usual one chosen."""
        self.printer.clear()
        for name, description, ready in printers:
            self.printer.addItem(description if ready else _("{printer}: not ready").format(printer=description), name)
        self.choose_printer(usual)
        self.printer_field.set_help("" if printers else _("No printer is connected; save a file instead."))
        self.finish.setEnabled(bool(printers))
        if self.isAncestorOf(self.window().focusWidget() or self) or self.file.hasFocus():
            (self.finish if printers else self.file).setFocus(Qt.FocusReason.OtherFocusReason)

    def choose_printer(self, usual: str) -> None:
        """Choose the printer that takes the chosen paper."""
        self.printer.setCurrentIndex(max(0, self.printer.findData(usual)))

    def _form_chosen(self) -> None:
        self.mark.setText(next((mark for slug, _name, mark in self._forms if slug == value_of(self.form)), ""))
        self.form_chosen.emit(value_of(self.form))

    def set_busy(self, busy: bool) -> None:
        self.finish.setEnabled(not busy and self.printer.count() > 0)
        self.finish.set_label(_("Sending to the printer…") if busy else _("Print"))
        self.file.setEnabled(not busy)

    def choose_form(self, slug: str) -> None:
        """Choose which paper."""
        self.form.setCurrentIndex(max(0, self.form.findData(slug)))

    def first(self) -> QWidget:
        return self.finish if self.finish.isEnabled() else self.form

    def wish(self) -> PrintWish:
        return PrintWish(value_of(self.form), value_of(self.printer))
