"""Parts of the exchange page that speak of the network: its line, its settings."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QWidget

from app.i18n import N_, _
from ui.exchange.link_model import ShownLink
from ui.theme.look import look
from ui.widgets.card import Card
from ui.widgets.field import ChoiceBox, Field
from ui.widgets.inline_panel import PanelIcon
from ui.widgets.key_button import KeyButton
from ui.widgets.labels import text_label
from ui.widgets.progress import ProgressBar

EVERY = (0, 15, 30, 60, 240)
_EVERY_WORDS = (
    N_("only when I ask"),
    N_("every 15 minutes"),
    N_("every 30 minutes"),
    N_("every hour"),
    N_("every 4 hours"),
)


class LinkLine(Card):
    """How the network stands, with a true bar while something goes over it."""

    stop_wanted = Signal()
    settings_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, padding=10)
        self.icon = PanelIcon("network", "text_2", self, size=18)
        self.strong = text_label("", "body_strong")
        self.text = text_label("", "body", "text_2", wrap=True)
        self.bar = ProgressBar(self)
        self.bar.setFixedWidth(look().size("act_pane") // 2)
        self.stop = KeyButton(_("Stop sending"), self, key="Alt+X", size="small")
        self.settings = KeyButton(_("Network settings"), self, key="Alt+T", size="small")
        row = QHBoxLayout()
        row.setSpacing(look().space(2))
        middle = Qt.AlignmentFlag.AlignVCenter
        row.addWidget(self.icon, 0, middle)
        row.addWidget(self.strong, 0, middle)
        row.addWidget(self.text, 1)
        for button in (self.bar, self.stop, self.settings):
            row.addWidget(button, 0, middle)
        self.body.addLayout(row)
        self.mates = text_label("", "small", "text_2", wrap=True)
        self.body.addWidget(self.mates)
        self.stop.clicked.connect(self.stop_wanted)
        self.settings.clicked.connect(self.settings_wanted)
        self.show_link(ShownLink("information", "", ""), "")

    def show_link(self, found: ShownLink, mates: str) -> None:
        """Show one line for the province, one for the office."""
        self.icon.kind = found.kind if found.kind in ("caution", "error", "good") else "text_2"
        self.icon.update()
        self.strong.setText(found.strong)
        self.text.setText(found.text)
        self.bar.setVisible(found.fraction is not None)
        self.bar.set_fraction(found.fraction or 0.0)
        self.stop.setVisible(found.is_running)
        self.settings.setVisible(not found.is_running)
        self.mates.setText(mates)
        self.mates.setVisible(bool(mates))


@dataclass(frozen=True, slots=True)
class LinkWishes:
    """What stands in the form, as typed."""

    address: str
    every_minutes: int
    proxy: str
    certificate: str
    mate: str
    serve: bool


class LinkForm(Card):
    """Where the province is on the network, how often, and the desks of the office."""

    kept = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, padding=14)
        self.address = Field(_("Address of the province"), self, placeholder="https://dongbo.laichau.gov.vn")
        self.every_box = ChoiceBox(self)
        self.every_box.addItems([_(words) for words in _EVERY_WORDS])
        self.every = Field(_("Send by itself"), self, editor=self.every_box)
        self.proxy = Field(_("Proxy"), self, placeholder=_("as the computer is set; none = without"))
        self.certificate = Field(
            _("Certificate of the province"), self, placeholder=_("64 letters, or a file; may stay empty")
        )
        self.mate = Field(_("Address of the desk beside"), self, placeholder="192.168.1.5:8441")
        self.serve = QCheckBox(_("This computer answers the office's other desks"), self)
        self.keep = KeyButton(_("Keep the settings"), self, key="Alt+S", variant="primary")
        self.leave_button = KeyButton(_("Leave it"), self, key="Esc")
        self.body.addWidget(text_label(_("Network settings"), "heading"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(look().space(3))
        grid.setVerticalSpacing(look().space(1))
        for place, widget in enumerate((self.address, self.every, self.proxy, self.certificate, self.mate, self.serve)):
            grid.addWidget(widget, place // 2, place % 2, Qt.AlignmentFlag.AlignTop)
        grid.setAlignment(self.serve, Qt.AlignmentFlag.AlignBottom)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        self.body.addLayout(grid)
        row = QHBoxLayout()
        for button in (self.keep, self.leave_button):
            row.addWidget(button)
        row.addStretch(1)
        self.body.addLayout(row)
        self.keep.clicked.connect(self.kept)
        self.leave_button.clicked.connect(self.left)
        self.hide()

    def show_wishes(self, wishes: LinkWishes) -> None:
        """Begin with what is set now."""
        self.address.set_text(wishes.address)
        every = min(range(len(EVERY)), key=lambda place: abs(EVERY[place] - wishes.every_minutes))
        self.every_box.setCurrentIndex(every)
        self.proxy.set_text(wishes.proxy)
        self.certificate.set_text(wishes.certificate)
        self.mate.set_text(wishes.mate)
        self.serve.setChecked(wishes.serve)
        self.show()
        self.address.setFocus()

    def wishes(self) -> LinkWishes:
        """Return what stands there."""
        return LinkWishes(
            self.address.text().strip(),
            EVERY[self.every_box.currentIndex()],
            self.proxy.text().strip(),
            self.certificate.text().strip(),
            self.mate.text().strip(),
            self.serve.isChecked(),
        )
