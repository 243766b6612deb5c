"""What a page says when it has nothing to show: one sentence and the next act."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.theme.look import look
from ui.widgets.inline_panel import PanelIcon
from ui.widgets.key_button import KeyButton
from ui.widgets.labels import text_label


class EmptyState(QWidget):
    """Icon, sentence, one action with its key. No drawings."""

    action_requested = Signal()

    def __init__(
        self,
        sentence: str,
        parent: QWidget | None = None,
        *,
        icon: str = "check",
        action: str = "",
        key: str = "",
    ) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(look().space(3))
        column.addStretch(1)
        self.icon = PanelIcon(icon, "text_3", self, size=40)
        column.addWidget(self.icon, 0, Qt.AlignmentFlag.AlignHCenter)
        self.sentence = text_label(sentence, "body", "text_2", wrap=True)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self.sentence)
        self.button: KeyButton | None = None
        if action:
            self.button = KeyButton(action, self, key=key, icon="plus" if key == "F2" else "")
            self.button.clicked.connect(self.action_requested)
            column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)

    def set_sentence(self, sentence: str) -> None:
        """Change the sentence."""
        self.sentence.setText(sentence)
