"""«Bản quét»: what of the dossier is scanned and what is not yet; attach a file, look at the pages.

The card and the viewer over the page show words and give back wishes; ``ui.dossier.scanning`` decides.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QListWidget, QVBoxLayout, QWidget

from app.i18n import _
from ui.dossier.cards import empty_out
from ui.theme.look import look
from ui.widgets.card import Card
from ui.widgets.chips import EvidenceMark
from ui.widgets.field import ChoiceBox
from ui.widgets.inline_panel import PanelIcon
from ui.widgets.key_button import KeyButton
from ui.widgets.labels import ElidedLabel, set_tone, text_label
from ui.widgets.preview import PdfPage

_STAY = (Qt.Key.Key_S, Qt.Key.Key_K, Qt.Key.Key_L)
"""With Ctrl: save the scan, and what the shell answers on every page."""
MOST_ROWS = 3
"""So many scans stand on the card; the viewer has all."""


@dataclass(frozen=True, slots=True)
class Place:
    """What a scan is of: a paper by its position, the result, or (neither) the whole dossier."""

    words: str
    component: int | None = None
    is_result: bool = False


@dataclass(frozen=True, slots=True)
class ShownScan:
    """One scan: of what, «2 trang, đã ký số», how many pages it has."""

    sha256: str
    words: str
    about: str
    pages: int
    is_signed: bool


@dataclass(frozen=True, slots=True)
class ShownScans:
    """Everything the card says. places: where a file can be attached, the most wanted first."""

    dossier: bytes
    name: str
    scans: tuple[ShownScan, ...]
    places: tuple[Place, ...]
    token: str
    state: str
    can_sign: bool = False


class ScansCard(Card):
    """``attach_wanted`` with a place and the files chosen; ``look_wanted`` opens the viewer."""

    attach_wanted = Signal(object, object)
    look_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, title=_("Scans"))
        #: Asks for files to attach → paths; none when the officer left it.
        self.ask_files: Callable[[], Sequence[str]] = tuple
        self.state = EvidenceMark()
        self.add_to_head(self.state)
        self._list = QVBoxLayout()
        self._list.setSpacing(4)
        self.body.addLayout(self._list)
        self.place = ChoiceBox(self)
        self.place.setAccessibleName(_("What the file is a scan of"))
        self.body.addWidget(self.place)
        row = QHBoxLayout()
        row.setSpacing(look().space(2))
        self.attach = KeyButton(_("Attach a file"), self, icon="scan", key="Ctrl+O")
        self.attach.clicked.connect(self._ask)
        self.view = KeyButton(_("Look at them"), self, icon="eye", key="Ctrl+B")
        self.view.clicked.connect(self.look_wanted)
        row.addWidget(self.attach, 1)
        row.addWidget(self.view, 1)
        self.body.addLayout(row)
        self.trouble = text_label("", "small", "danger_text", wrap=True)
        self.trouble.hide()
        self.body.addWidget(self.trouble)
        self._places: tuple[Place, ...] = ()

    def show_scans(self, shown: ShownScans) -> None:
        """Show what there is; the next place that lacks a scan is chosen."""
        self.state.set_state(shown.token, shown.state)
        empty_out(self._list)
        for scan in shown.scans[-MOST_ROWS:]:
            row = QHBoxLayout()
            row.addWidget(PanelIcon("shield" if scan.is_signed else "file", "text_2", self, size=16))
            row.addWidget(ElidedLabel(scan.words, "small"), 1)
            row.addWidget(text_label(scan.about, "caption", "text_2"))
            self._list.addLayout(row)
        self.view.setVisible(bool(shown.scans))
        if shown.places != self._places:
            self._places = shown.places
            self.place.clear()
            for place in shown.places:
                self.place.addItem(place.words)
            self.place.setCurrentIndex(0)

    def show_trouble(self, sentence: str) -> None:
        """Say why a file was not attached; empty takes the sentence away."""
        self.trouble.setText(sentence)
        self.trouble.setVisible(bool(sentence))
        self.set_busy(False)

    def set_busy(self, busy: bool) -> None:
        """While a file is being read, another one cannot be asked for."""
        self.attach.setEnabled(not busy)

    def _ask(self) -> None:
        chosen = self.place.currentIndex()
        if not 0 <= chosen < len(self._places):
            return
        files = tuple(self.ask_files())
        if files:
            self.show_trouble("")
            self.set_busy(True)
            self.attach_wanted.emit(self._places[chosen], files)


class ScanViewer(QFrame):
    """The scans over the page: the list at the left, the page at the right. Esc closes; Page Up/Down turns pages."""

    closed = Signal()
    chosen = Signal(str)
    save_wanted = Signal(str)
    remove_wanted = Signal(str, str)
    sign_wanted = Signal(str)

    def __init__(self, page: QWidget, shown: ShownScans) -> None:
        over = _area_of(page)
        super().__init__(over)
        self._over, self._under = over, page
        self._make: Callable[[], bytes] | None = None
        self._scans: tuple[ShownScan, ...] = ()
        self._page_number = 0
        self.setAccessibleName(_("Scans"))
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(look().space(3))
        self._build_head(column, shown.name)
        body = QHBoxLayout()
        body.setSpacing(look().space(4))
        self._build_side(body)
        card = Card(self, padding=0)
        self.page = PdfPage(card)
        card.body.addWidget(self.page, 1)
        body.addWidget(card, 1)
        column.addLayout(body, 1)
        for watched in (over, page):
            watched.installEventFilter(self)
        self.setGeometry(over.rect())
        self.show_scans(shown)
        self.show()
        self.raise_()
        self.list.setFocus()

    def _build_head(self, column: QVBoxLayout, name: str) -> None:
        row = QHBoxLayout()
        row.setSpacing(look().space(3))
        back = KeyButton("", self, icon="arrow-left", key="Esc")
        back.setAccessibleName(_("Back to the dossier, Esc"))
        back.clicked.connect(self.leave)
        self.turned = text_label("", "body", "text_2")
        self.earlier = KeyButton("", self, icon="arrow-left", key="PgUp", variant="quiet")
        self.earlier.setAccessibleName(_("Page before"))
        self.later = KeyButton("", self, icon="arrow-right", key="PgDown", variant="quiet")
        self.later.setAccessibleName(_("Next page"))
        self.earlier.clicked.connect(lambda: self._turn(-1))
        self.later.clicked.connect(lambda: self._turn(1))
        row.addWidget(back)
        row.addWidget(text_label(_("Scans"), "page_title"))
        row.addWidget(ElidedLabel(name, "body", "text_2"), 1)
        for widget in (self.turned, self.earlier, self.later):
            row.addWidget(widget)
        column.addLayout(row)

    def _build_side(self, body: QHBoxLayout) -> None:
        side = Card(self)
        side.setFixedWidth(look().size("act_pane"))
        self.list = QListWidget(side)
        self.list.setAccessibleName(_("Scans"))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setSpacing(2)
        self.list.setWordWrap(True)
        self.list.currentRowChanged.connect(self._choose)
        self.signed = text_label("", "small", "text_2", wrap=True)
        self.save = KeyButton(_("Save a copy"), side, icon="download", key="Ctrl+S")
        self.save.clicked.connect(lambda: self.save_wanted.emit(self._current()))
        self.reason = QLineEdit(side)
        self.reason.setPlaceholderText(_("Why this scan is taken away"))
        self.reason.setAccessibleName(_("Why this scan is taken away"))
        self.remove = KeyButton(_("Take it away"), side, variant="quiet_danger")
        self.reason.textChanged.connect(lambda text: self.remove.setEnabled(bool(text.strip())))
        self.remove.setEnabled(False)
        self.remove.clicked.connect(lambda: self.remove_wanted.emit(self._current(), self.reason.text()))
        self.pin = QLineEdit(side)
        self.pin.setEchoMode(QLineEdit.EchoMode.Password)
        self.pin.setPlaceholderText(_("PIN of the token"))
        self.pin.setAccessibleName(_("PIN of the token"))
        self.sign = KeyButton(_("Sign all that wait"), side, icon="shield")
        self.sign.setEnabled(False)
        self.pin.textChanged.connect(lambda text: self.sign.setEnabled(bool(text)))
        self.pin.returnPressed.connect(self.sign.click)
        self.sign.clicked.connect(self._sign)
        self.trouble = text_label("", "small", "danger_text", wrap=True)
        side.body.addWidget(self.list, 1)
        for widget in (self.signed, self.pin, self.sign, self.save, self.reason, self.remove, self.trouble):
            side.body.addWidget(widget)
        body.addWidget(side)

    # ── what is shown ────────────────────────────────────────────────────────────────────────

    def show_scans(self, shown: ShownScans) -> None:
        """List the scans; without one the viewer closes."""
        if not shown.scans:
            self.leave()
            return
        if shown.scans == self._scans:
            return
        for widget in (self.pin, self.sign):
            widget.setVisible(shown.can_sign and not all(scan.is_signed for scan in shown.scans))
        row = max(0, min(self.list.currentRow(), len(shown.scans) - 1)) if self._scans else 0
        self._scans = shown.scans
        self.list.blockSignals(True)
        self.list.clear()
        self.list.addItems([f"{scan.words}\n{scan.about}" for scan in shown.scans])
        self.list.setCurrentRow(row)
        self.list.blockSignals(False)
        self._choose(row)

    def show_pages(self, make: Callable[[], bytes]) -> None:
        """Show the pages of the chosen scan. make: runs off the GUI thread, may raise a Refusal."""
        self._make = make
        self._turn(0)

    def show_signed(self, words: str, *, is_good: bool) -> None:
        """Say who signed the chosen scan, and whether it is unchanged."""
        self.signed.setText(words)
        set_tone(self.signed, "text_2" if is_good else "danger_text")

    def show_trouble(self, sentence: str) -> None:
        """Say what was refused."""
        self.trouble.setText(sentence)

    # ── the officer ──────────────────────────────────────────────────────────────────────────

    def _current(self) -> str:
        row = self.list.currentRow()
        return self._scans[row].sha256 if 0 <= row < len(self._scans) else ""

    def _choose(self, row: int) -> None:
        if not 0 <= row < len(self._scans):
            return
        self._page_number = 0
        self.reason.clear()
        self.show_signed("", is_good=True)
        self.show_trouble("")
        self.chosen.emit(self._scans[row].sha256)

    def _sign(self) -> None:
        pin = self.pin.text()
        self.pin.clear()  # it stays in no widget
        self.show_trouble("")
        self.sign_wanted.emit(pin)

    def _turn(self, by: int) -> None:
        pages = self._scans[max(0, self.list.currentRow())].pages
        self._page_number = max(0, min(pages - 1, self._page_number + by))
        self.turned.setText(_("page {n} of {pages}").format(n=self._page_number + 1, pages=pages))
        self.earlier.setEnabled(self._page_number > 0)
        self.later.setEnabled(self._page_number < pages - 1)
        self.page.show_source(self._make, page=self._page_number)

    def leave(self) -> None:
        """Close; whoever opened it gives the keyboard back."""
        for watched in (self._over, self._under):
            watched.removeEventFilter(self)
        self.hide()
        self.closed.emit()
        self.deleteLater()

    def event(self, event: QEvent) -> bool:
        """Take Esc before the window leaves the page, and the keys of acts: they lie under the viewer now."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            is_act = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier) and event.key() not in _STAY
            if event.key() == Qt.Key.Key_Escape or is_act:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
            return
        super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the size of the area; close when the officer goes to another page."""
        if watched is self._over and event.type() == QEvent.Type.Resize:
            self.setGeometry(self._over.rect())
        elif watched is self._under and event.type() == QEvent.Type.Hide:
            self.leave()
        return False


def _area_of(page: QWidget) -> QWidget:
    """Return the area of the window that pages stand in; the page itself where it stands alone."""
    area: QWidget | None = page
    while area is not None and type(area).__name__ != "PageArea":
        area = area.parentWidget()
    return area or page
