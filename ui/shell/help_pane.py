"""Help (F1): every key of the open page and of the window. It takes no keyboard; work goes on while it is read."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import _
from ui.shell.page import KeyHint
from ui.theme.look import look
from ui.widgets.chips import KeyCap
from ui.widgets.labels import text_label

_WIDTH = 380
_MARGIN = 12
_LARGE = 1.5
"""From this size of text the blocks stand beside each other: under each other they would not fit."""


def keys_everywhere() -> tuple[KeyHint, ...]:
    """Return the keys that mean the same on every page."""
    return (
        KeyHint(("F9",), _("finish what the page is for")),
        KeyHint(("Ctrl+K",), _("find anything, accents not needed")),
        KeyHint(("Ctrl+P",), _("print")),
        KeyHint(("Ctrl+Z",), _("undo, while it is offered")),
        KeyHint(("Ctrl+L",), _("lock the screen")),
        KeyHint(("Ctrl+=", "Ctrl+-"), _("larger or smaller text")),
        KeyHint(("Esc",), _("back; a draft is kept")),
        KeyHint(("F1",), _("show or hide this help")),
    )


def _is_large() -> bool:
    return look().scale >= _LARGE


class HelpPane(QFrame):
    """Stands at the right over the page, as long as F1 or Esc has not taken it away."""

    def __init__(self, ground: QWidget) -> None:
        super().__init__(ground)
        self._ground = ground
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(16, 12, 16, 12)
        self._inner: QWidget | None = None
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()

    def show_help(self, title: str, blocks: Sequence[tuple[str, Sequence[KeyHint]]]) -> None:
        """Show keys under headings. title: of the page."""
        if self._inner is not None:
            self._inner.deleteLater()
        self._inner = QWidget(self)
        column = QVBoxLayout(self._inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(text_label(_("Help: {page}").format(page=title), "heading"))
        beside = QHBoxLayout() if _is_large() else QVBoxLayout()
        beside.setSpacing(8)
        for heading, hints in blocks:
            if hints:
                beside.addLayout(self._block(heading, hints), 1)
        column.addLayout(beside)
        self._column.addWidget(self._inner)
        said = [f"{' '.join(hint.keys)} {hint.words}" for _heading, hints in blocks for hint in hints]
        self.setAccessibleName(_("Help: {page}").format(page=title))
        self.setAccessibleDescription("\n".join(said))
        self.show()
        self._place()
        self.raise_()

    def lines(self) -> list[str]:
        """Return what it says, key by key, as a screen reader does."""
        return self.accessibleDescription().splitlines()

    def place(self) -> None:
        """Follow the size of the window."""
        if self.isVisible():
            self._place()

    def _block(self, heading: str, hints: Sequence[KeyHint]) -> QVBoxLayout:
        block = QVBoxLayout()
        block.setSpacing(4)
        block.addWidget(text_label(heading, "caption", "text_2"))
        block.addLayout(self._lines(hints))
        block.addStretch(1)
        return block

    def _lines(self, hints: Sequence[KeyHint]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        for line, hint in enumerate(hints):
            caps = QHBoxLayout()
            caps.setSpacing(4)
            for key in hint.keys:
                caps.addWidget(KeyCap(key))
            caps.addStretch(1)
            grid.addLayout(caps, line, 0)
            grid.addWidget(text_label(hint.words, "small", wrap=True), line, 1)
        return grid

    def _place(self) -> None:
        columns = 2 if _is_large() else 1
        width = min(round(_WIDTH * columns * look().scale), self._ground.width() - 2 * _MARGIN)
        layout = self.layout()
        tall = layout.heightForWidth(width) if layout is not None and layout.hasHeightForWidth() else -1
        height = min(max(tall, self.sizeHint().height()), self._ground.height() - 2 * _MARGIN)
        self.setGeometry(self._ground.width() - width - _MARGIN, _MARGIN, width, height)
