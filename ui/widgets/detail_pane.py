"""The pane beside a list: what is known of the chosen row, in sections of lines, and what may be done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from ui.theme.look import look
from ui.widgets.card import Card
from ui.widgets.chips import StateChip
from ui.widgets.key_button import KeyButton
from ui.widgets.labels import text_label


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its lines; alert: it needs somebody's hand."""

    heading: str
    lines: tuple[str, ...]
    alert: bool = False


@dataclass(frozen=True, slots=True)
class Act:
    """A button of the pane: slug, words, key."""

    slug: str
    words: str
    key: str


@dataclass(frozen=True, slots=True)
class Detail:
    """The pane beside the list."""

    title: str
    about: str
    state: tuple[str, str] | None
    sections: tuple[Section, ...]
    acts: tuple[Act, ...] = ()


class DetailPane(Card):
    """Nothing until a row is chosen. ``act_chosen`` with a slug."""

    act_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, padding=14)
        self.chip = StateChip()
        self.title = text_label("", "subject", wrap=True)
        self.about = text_label("", "small", "text_2", wrap=True)
        for widget in (self.chip, self.title, self.about):
            self.body.addWidget(widget)
        self.add_line()
        self.area = QScrollArea(self)
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.body.addWidget(self.area, 1)
        self._foot = self.add_foot()
        self.buttons: dict[str, KeyButton] = {}
        self._acts: tuple[Act, ...] = ()
        self._said = ""

    def show_detail(self, detail: Detail | None) -> None:
        """Show what is chosen; None: nothing is."""
        self.title.setText(detail.title if detail else "")
        self.about.setText(detail.about if detail else "")
        self.chip.setVisible(detail is not None and detail.state is not None)
        if detail is not None and detail.state is not None:
            self.chip.set_state(*detail.state)
        self._show_sections(detail.sections if detail else ())
        self._show_acts(detail.acts if detail else ())

    def words(self) -> str:
        """Return everything the sections say, for tests and screen readers."""
        return self._said

    def _show_sections(self, sections: Sequence[Section]) -> None:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 4, 0)
        column.setSpacing(2)
        said = []
        for section in sections:
            heading = text_label(section.heading, "label", "overdue" if section.alert else "text_2")
            column.addWidget(heading)
            for line in section.lines:
                column.addWidget(text_label(line, "small", wrap=True))
            column.addSpacing(look().space(2))
            said.append(f"{section.heading}: {'; '.join(section.lines)}")
        column.addStretch(1)
        self._said = ". ".join(said)
        inner.setAccessibleDescription(self._said)
        self.area.setWidget(inner)
        inner.setAutoFillBackground(False)  # Qt fills what it scrolls with the ground of the page

    def _show_acts(self, acts: Sequence[Act]) -> None:
        if (foot := self._foot.parentWidget()) is not None:
            foot.setVisible(bool(acts))  # an empty foot looks like a control that does nothing
        if tuple(acts) == self._acts:
            return
        self._acts = tuple(acts)
        for button in self.buttons.values():
            button.hide()
            button.deleteLater()
        self.buttons = {}
        for number, act in enumerate(acts):
            button = KeyButton(act.words, self, key=act.key, variant="normal" if number else "primary", size="small")
            button.clicked.connect(lambda _on=False, chosen=act.slug: self.act_chosen.emit(chosen))
            self._foot.addWidget(button)
            self.buttons[act.slug] = button

    def hasHeightForWidth(self) -> bool:
        """Deny it: wrapped labels would make the preferred height the least one, and a low window would scroll."""
        return False
