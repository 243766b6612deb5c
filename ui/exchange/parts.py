"""Parts of the exchange page: the four counts of evidence, the choice of a stick, the files on it, the trust."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.i18n import N_, _
from ui.exchange.drives import Drive, bytes_words
from ui.exchange.model import Count, FileLine, ShownExchange
from ui.theme.look import look
from ui.theme.paint import mark_colour
from ui.theme.tokens import state_icon
from ui.widgets.card import Card
from ui.widgets.chips import EvidenceMark
from ui.widgets.flow import FlowLayout
from ui.widgets.inline_panel import PanelIcon
from ui.widgets.key_button import KeyButton
from ui.widgets.labels import HLine, text_label
from ui.widgets.words_panel import WordsPanel

_STEPS = (
    ("saved", N_("Saved here")),
    ("written", N_("Written to a stick or sent")),
    ("received", N_("Province received")),
    ("returned", N_("Returned or set aside")),
)
_MOST_ASIDE = 4
_MOST_FILES = 8


class Ladder(Card):
    """Mới lưu → Đã ghi ra USB → Tỉnh đã nhận | Tỉnh trả lại, để riêng."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, padding=14)
        row = QHBoxLayout()
        row.setSpacing(look().space(4))
        self.numbers: list[QLabel] = []
        self.senses: list[QLabel] = []
        for place, (evidence, word) in enumerate(_STEPS):
            if place:
                row.addWidget(PanelIcon("arrow-right" if place < len(_STEPS) - 1 else "minus", "text_3", self, size=16))
            row.addLayout(self._step(evidence, _(word)), 1)
        self.body.addLayout(row)

    def _step(self, evidence: str, word: str) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setSpacing(8)
        icon = _EvidenceIcon(evidence, self)
        head.addWidget(icon)
        head.addWidget(text_label(word, "body_strong"))
        head.addStretch(1)
        column.addLayout(head)
        number, sense = text_label("", "figure"), text_label("", "small", "text_2", wrap=True)
        self.numbers.append(number)
        self.senses.append(sense)
        column.addWidget(number)
        column.addWidget(sense)
        return column

    def show_counts(self, counts: Sequence[Count]) -> None:
        """Show the four counts."""
        for number, sense, count, step in zip(self.numbers, self.senses, counts, _STEPS, strict=True):
            number.setText(f"{count.number:,}".replace(",", "."))
            sense.setText(count.sense)
            number.setAccessibleName(f"{_(step[1])}: {count.number} {count.sense}")


class _EvidenceIcon(PanelIcon):
    """The icon of an evidence in its own colour."""

    def __init__(self, evidence: str, parent: QWidget) -> None:
        super().__init__(state_icon(evidence), "text", parent, size=16)
        self._evidence = evidence

    def paintEvent(self, _event: object) -> None:
        from PySide6.QtCore import QRect
        from PySide6.QtGui import QPainter

        from ui.theme.icons import paint_icon

        paint_icon(QPainter(self), self.name, QRect(0, 0, self.width(), self.height()), mark_colour(self._evidence))


class DriveChoice(Card):
    """Which stick: a button for each, one for any other folder."""

    drive_chosen = Signal(object)
    folder_wanted = Signal()
    look_again = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, padding=14)
        self.words = text_label("", "body_strong", wrap=True)
        self.body.addWidget(self.words)
        self._ground = QWidget(self)
        self._flow = FlowLayout(self._ground)
        self.body.addWidget(self._ground)
        self.buttons: list[KeyButton] = []
        self.hide()

    def show_drives(self, words: str, drives: Sequence[Drive]) -> None:
        """Ask which of these; none at all says to put one in."""
        self.words.setText(words)
        for button in self.buttons:
            self._flow.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.buttons = []
        for number, drive in enumerate(drives[:9], 1):
            room = _("write-protected") if drive.read_only else _("{size} free").format(size=bytes_words(drive.free))
            button = self._add(f"{drive.name}, {room}", "usb", f"Alt+{number}")
            button.clicked.connect(lambda _on, chosen=drive: self.drive_chosen.emit(chosen))
        again = self._add(_("Look again"), "refresh", "Alt+L")
        again.clicked.connect(self.look_again)
        folder = self._add(_("Another folder"), "folder", "Alt+F")
        folder.clicked.connect(self.folder_wanted)
        leave = self._add(_("Leave it"), "", "Esc")
        leave.clicked.connect(self.left)
        self.show()
        self.buttons[0].setFocus()

    def _add(self, label: str, icon: str, key: str) -> KeyButton:
        button = KeyButton(label, self._ground, icon=icon, key=key, size="small")
        self._flow.addWidget(button)
        self.buttons.append(button)
        return button


class StickFiles(Card):
    """What the stick holds, or what came of reading it; one line a file."""

    take_in = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, padding=14)
        self.words = text_label("", "body_strong", wrap=True)
        self._grid = QGridLayout()
        self._grid.setColumnStretch(2, 1)
        self._grid.setHorizontalSpacing(look().space(3))
        self._grid.setVerticalSpacing(4)
        self.take = KeyButton(_("Take into this computer"), self, icon="download", key="F9", variant="primary")
        self.take.clicked.connect(self.take_in)
        self.leave = KeyButton("", self, key="Esc")
        self.leave.clicked.connect(self.left)
        row = QHBoxLayout()
        row.addWidget(self.take)
        row.addWidget(self.leave)
        row.addStretch(1)
        self.body.addWidget(self.words)
        self.body.addLayout(self._grid)
        self.body.addLayout(row)
        self._lines: Sequence[FileLine] = ()
        self.hide()

    def show_files(self, words: str, lines: Sequence[FileLine], *, may_take: bool) -> None:
        """Show files with their outcome in words. may_take: they were only looked at so far."""
        self._lines = lines
        self.words.setText(words)
        while (item := self._grid.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        for row, line in enumerate(lines[:_MOST_FILES]):
            self._grid.addWidget(text_label(line.name, "cell", "text", self), row, 0)
            self._grid.addWidget(EvidenceMark(line.evidence, line.word, self), row, 1)
            self._grid.addWidget(text_label(line.detail, "cell", "text_2", self, wrap=True), row, 2)
        if len(lines) > _MOST_FILES:
            more = _("and {n} more").format(n=len(lines) - _MOST_FILES)
            self._grid.addWidget(text_label(more, "cell", "text_2", self), _MOST_FILES, 0)
        self.take.setVisible(may_take)
        self.leave.set_label(_("Leave it") if may_take else _("Close"))
        self.show()
        (self.take if may_take else self.leave).setFocus()

    def lines(self) -> Sequence[FileLine]:
        """Return the files shown."""
        return self._lines


class Trust(Card):
    """The province's card and this computer's enrolment, each with its words to compare by telephone."""

    card_wanted = Signal()
    request_wanted = Signal()
    code_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, padding=14)
        self.setMinimumWidth(round(look().size("act_pane") * 1.1))
        self.card_words = text_label("", "body", "text", wrap=True)
        self.hub = WordsPanel((), self, per_row=4)
        self.card_button = KeyButton(_("Read the card file"), self, icon="open", key="Alt+C", size="small")
        self.card_button.clicked.connect(self.card_wanted)
        self.own_words = text_label("", "body", "text", wrap=True)
        self.own = WordsPanel((), self, per_row=4)
        self.request = KeyButton(_("Write the enrolment request"), self, icon="usb", key="Alt+D", size="small")
        self.request.clicked.connect(self.request_wanted)
        self.aside_title = text_label(_("Set aside"), "heading")
        self.aside = text_label("", "small", "text_2", wrap=True)
        self.body.addWidget(self.aside_title)  # first: its reasons must be read without scrolling
        self.body.addWidget(self.aside)
        self.body.addWidget(text_label(_("The province's card"), "heading"))
        for widget in (self.card_words, self.hub):
            self.body.addWidget(widget)
        self.body.addWidget(self.card_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(HLine(self))
        self.body.addWidget(text_label(_("This computer"), "heading"))
        for widget in (self.own_words, self.own):
            self.body.addWidget(widget)
        self.body.addWidget(self.request, 0, Qt.AlignmentFlag.AlignLeft)
        self.code = KeyButton(_("Show it as a code"), self, icon="scan", key="Alt+Q", size="small")
        self.code.clicked.connect(self.code_wanted)
        self.body.addWidget(self.code, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addStretch(1)

    def show_trust(self, found: ShownExchange) -> None:
        """Show what is known of the province and of this computer, and what was set aside with its reason."""
        has_card = bool(found.hub_words)
        self.card_words.setText(
            _("Read these words to the province by telephone; they must be the same there.")
            if has_card
            else _(
                "There is no card of the province yet. It is a small file that seals what leaves this computer, so "
                "that only the province can read it. Ask the province for hub-card.json, then read it here."
            )
        )
        self.hub.show_words(found.hub_words)
        self.card_button.setVisible(not has_card)
        self.own_words.setText(
            _("Enrolled: the province knows this computer by these words.")
            if found.enrolled
            else _(
                "Not enrolled yet. Every export carries the request; the province compares these words by telephone."
            )
        )
        self.own.show_words(found.own_words)
        self.request.setVisible(not found.enrolled)
        self.code.setVisible(bool(found.request_qr))
        self.aside_title.setVisible(bool(found.aside))
        self.aside.setVisible(bool(found.aside))
        rest = len(found.aside) - _MOST_ASIDE
        more = [_("and {n} more").format(n=rest)] if rest > 0 else []
        self.aside.setText("\n".join([*found.aside[:_MOST_ASIDE], *more]))

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), 200)


def place_words(folder: Path, drive: Drive | None) -> str:
    """Return a place in words: a stick with its free room, or the folder's name."""
    if drive is None:
        return folder.name or str(folder)
    return _("{name}, {size} free").format(name=drive.name, size=bytes_words(drive.free))
