"""What has to be heeded while it lasts: yellow lines over every page, each with what can be done about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.widgets.inline_panel import InlinePanel
from ui.widgets.key_button import KeyButton

MOST = 3
"""More would take the page away from the work; the worst come first."""


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """One line. actions: the words of its buttons, their keys and what they do. widget: between words and buttons.

    The lines stand over every page, so a key must be one that no page has.
    """

    slug: str
    strong: str
    text: str
    actions: tuple[tuple[str, str, Callable[[], object]], ...] = ()
    widget: Callable[[QWidget], QWidget] | None = field(default=None, compare=False)


class Notices(QWidget):
    """Hidden while there is nothing. Lines that stay the same are left alone: somebody may be typing in one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(20, 8, 20, 0)
        self._column.setSpacing(6)
        self._shown: tuple[tuple[str, ...], ...] = ()
        self.panels: dict[str, InlinePanel] = {}
        self.buttons: dict[str, list[KeyButton]] = {}
        self.extras: dict[str, QWidget] = {}
        self.hide()

    def show_lines(self, lines: Sequence[NoticeLine]) -> None:
        """Show these lines, at most three."""
        kept = tuple(lines[:MOST])
        said = tuple(
            (line.slug, line.strong, line.text, *(words for words, _key, _act in line.actions)) for line in kept
        )
        if said == self._shown:
            return
        self._shown = said
        for panel in self.panels.values():
            self._column.removeWidget(panel)
            panel.deleteLater()
        self.panels, self.buttons, self.extras = {}, {}, {}
        for line in kept:
            self._add(line)
        self.setVisible(bool(kept))

    def _add(self, line: NoticeLine) -> None:
        panel = InlinePanel(self, kind="caution", strong=line.strong, text=line.text)
        if line.widget is not None:
            self.extras[line.slug] = extra = line.widget(panel)
            panel.add_widget(extra)
        self.buttons[line.slug] = []
        for words, key, act in line.actions:
            button = panel.add_action(words, key=key)
            button.clicked.connect(act)
            self.buttons[line.slug].append(button)
        self.panels[line.slug] = panel
        self._column.addWidget(panel)
