"""The pane beside the list: whose dossier it is, its facts, its last three acts, what may be done next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.i18n import _
from ui.theme.icons import paint_icon
from ui.theme.look import colour, font, look, metrics
from ui.theme.paint import draw_disc
from ui.widgets.card import Card
from ui.widgets.chips import StateChip
from ui.widgets.key_button import KeyButton
from ui.widgets.labels import readable, text_label

MOST_ACTS = 3
QWIDGETSIZE_MAX = (1 << 24) - 1
_DISC, _STEP = 24, 46


@dataclass(frozen=True, slots=True)
class LastAct:
    """One act, briefly: icon, what happened, when and who."""

    icon: str
    act: str
    when: str


@dataclass(frozen=True, slots=True)
class PaneShown:
    """Everything the pane shows. acts: (slug, words, key) of what may be done here, the likeliest first."""

    state: str
    word: str
    code: str
    name: str
    about: str
    facts: tuple[tuple[str, str], ...]
    last: tuple[LastAct, ...] = ()
    acts: tuple[tuple[str, str, str], ...] = field(default=())


class LastActs(QWidget):
    """Three acts under one another, joined by a line; painted, for it changes with every row."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._acts: tuple[LastAct, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)

    def set_acts(self, acts: Sequence[LastAct]) -> None:
        """Show these acts, newest first."""
        self._acts = tuple(acts[:MOST_ACTS])
        self.setAccessibleName(". ".join(f"{act.act}, {act.when}" for act in self._acts))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, MOST_ACTS * round(_STEP * look().scale))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        step, left = round(_STEP * look().scale), _DISC + 10
        for number, act in enumerate(self._acts):
            top = number * step
            if top + step > self.height() + 8:
                return  # a low window shows fewer acts rather than half of one
            disc = QRect(0, top, _DISC, _DISC)
            if number < len(self._acts) - 1:
                painter.setPen(QPen(colour("border_strong"), 1))
                painter.drawLine(disc.center().x(), disc.bottom() + 2, disc.center().x(), top + step - 2)
            draw_disc(painter, disc, fill=colour("accent_soft"), edge=colour("accent_soft"))
            paint_icon(painter, act.icon, disc.adjusted(5, 5, -5, -5), colour("accent_text"))
            y = top + metrics("body_strong").ascent()
            for style, tone, text in (("body_strong", "text", act.act), ("caption", "text_2", act.when)):
                painter.setFont(font(style))
                painter.setPen(colour(tone))
                room = self.width() - left
                shown = metrics(style).elidedText(readable(text), Qt.TextElideMode.ElideRight, room)
                painter.drawText(QPoint(left, y), shown)
                y += metrics("caption").height() + 2


class DossierPane(Card):
    """Hidden content until a row is chosen. ``act_chosen`` with a slug; the empty slug opens the dossier."""

    act_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, padding=16)
        self._build_subject()
        self._build_middle()
        self._build_foot()

    def _build_subject(self) -> None:
        row = QHBoxLayout()
        self.chip = StateChip()
        self.code = text_label("", "small", "text_2")
        row.addWidget(self.chip)
        row.addStretch(1)
        row.addWidget(self.code)
        self.body.addLayout(row)
        self.subject = text_label("", "subject", wrap=True)
        self.about = text_label("", "small", "text_2", wrap=True)
        self.body.addWidget(self.subject)
        self.body.addWidget(self.about)

    def _build_middle(self) -> None:
        self.add_line()
        self.facts = QVBoxLayout()
        self.facts.setSpacing(6)
        self.body.addLayout(self.facts)
        self.add_line()
        self.last = LastActs(self)
        self.body.addWidget(self.last)
        self.body.addStretch(1)

    def _build_foot(self) -> None:
        foot = self.add_foot()
        self.open = KeyButton(_("Open the dossier"), self, key="Enter", variant="primary")
        self.open.clicked.connect(lambda: self.act_chosen.emit(""))
        foot.addWidget(self.open)
        self.more = QHBoxLayout()
        self.more.setSpacing(look().space(2))
        foot.addLayout(self.more)
        self.acts: list[KeyButton] = []

    def hasHeightForWidth(self) -> bool:
        """Deny it: wrapped labels would make the preferred height the least one, and a low window would scroll."""
        return False

    def fit(self, *, wide: bool) -> None:
        """Take the width of the look in force: a side pane, or the whole page at large text."""
        side = look().size("side_pane")
        self.setMinimumWidth(side)
        self.setMaximumWidth(QWIDGETSIZE_MAX if wide else side)

    def show_dossier(self, shown: PaneShown | None) -> None:
        """Show a dossier; None: nothing is chosen."""
        for widget in self.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
            widget.setVisible(shown is not None)
        self.open.setEnabled(shown is not None)
        if shown is None:
            return
        self.chip.set_state(shown.state, shown.word)
        self.code.setText(shown.code)
        self.subject.setText(shown.name)
        self.about.setText(shown.about)
        self.about.setVisible(bool(shown.about))
        self._show_facts(shown.facts)
        self.last.set_acts(shown.last)
        self._show_acts(shown.acts)

    def _show_facts(self, facts: Sequence[tuple[str, str]]) -> None:
        while self.facts.count() < len(facts):
            row = QHBoxLayout()
            word = text_label("", "small", "text_2")
            row.addWidget(word, 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(text_label("", "small", wrap=True), 1)
            self.facts.addLayout(row)
        for number in range(self.facts.count()):
            row_item = self.facts.itemAt(number)
            row_layout = row_item.layout() if row_item is not None else None
            texts = facts[number] if number < len(facts) else ("", "")
            for place, text in enumerate(texts):
                item = row_layout.itemAt(place) if row_layout is not None else None
                label = item.widget() if item is not None else None
                if isinstance(label, QLabel):
                    if not place:
                        label.setFixedWidth(round(82 * look().scale))
                    label.setText(text)
                    label.setVisible(bool(text))

    def _show_acts(self, acts: Sequence[tuple[str, str, str]]) -> None:
        if [button.property("act") for button in self.acts] == [slug for slug, _words, _key in acts]:
            return
        for button in self.acts:
            button.hide()
            button.deleteLater()
        self.acts = []
        for slug, words, key in acts[:2]:
            button = KeyButton(words, self, key=key, size="small")
            button.setProperty("act", slug)
            button.clicked.connect(lambda _on=False, chosen=slug: self.act_chosen.emit(chosen))
            self.more.addWidget(button)
            self.acts.append(button)
