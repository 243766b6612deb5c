"""Parts of the return page: two ways to sign as large options, five faces to rate with."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QShortcut
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from app.i18n import N_, _
from ui.theme.icons import paint_icon
from ui.theme.look import colour, font, look, metrics
from ui.theme.paint import draw_key_cap, key_cap_width, key_words

FACES = {
    5: N_("Very satisfied"),
    4: N_("Satisfied"),
    3: N_("So-so"),
    2: N_("Not satisfied"),
    1: N_("Very dissatisfied"),
}
FACES_OF = {
    5: {rating: rating for rating in FACES},
    4: {4: 5, 3: 4, 2: 2, 1: 1},
    3: {3: 4, 2: 3, 1: 2},
    2: {2: 4, 1: 2},
}
"""Levels of the rules → rating → the face that says it."""


def _paint_ground(button: QAbstractButton, painter: QPainter) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    chosen = button.isChecked()
    inset = 1.0 if chosen else 0.5
    painter.setPen(QPen(colour("accent" if chosen else "border_strong"), 2 if chosen else 1))
    painter.setBrush(colour("accent_soft" if chosen else "hover" if button.underMouse() else "surface"))
    painter.drawRoundedRect(QRectF(button.rect()).adjusted(inset, inset, -inset, -inset), 6, 6)


class OptionCard(QAbstractButton):
    """One of two or three ways, with icon, words, a line of sense and its key."""

    def __init__(self, label: str, sense: str, icon: str, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon, self._key, self._sense = icon, key, sense
        self.setText(label)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        QShortcut(key, self).activated.connect(self.click)
        self.set_sense(sense)

    def set_sense(self, sense: str) -> None:
        """Change the line under the words."""
        self._sense = sense
        self.setAccessibleName(", ".join(part for part in (self.text(), sense, key_words(self._key)) if part))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(180, look().type("body").line + look().type("caption").line + 16)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        _paint_ground(self, painter)
        middle, icon = self.height() // 2, look().icon(18)
        paint_icon(painter, self._icon, QRect(12, middle - icon // 2, icon, icon), colour("text_2"))
        left = 12 + icon + 12
        cap = key_cap_width(self._key)
        room = self.width() - left - cap - 20
        for style, tone, words, base in (
            ("body_strong", "text", self.text(), middle - 3),
            ("caption", "text_2", self._sense, middle + look().type("caption").line - 1),
        ):
            painter.setFont(font(style))
            painter.setPen(colour(tone))
            painter.drawText(QPoint(left, base), metrics(style).elidedText(words, Qt.TextElideMode.ElideRight, room))
        draw_key_cap(painter, self.width() - cap - 12, middle, self._key, ground=colour("surface_alt"))


class FaceButton(QAbstractButton):
    """One face with its words and its digit."""

    def __init__(self, rating: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rating = self._face = rating
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_face(rating)

    def show_face(self, face: int) -> None:
        """Say the rating with this face and its words."""
        self._face = face
        self.setText(_(FACES[face]))
        self.setAccessibleName(f"{self.text()}, {self.rating}")

    def sizeHint(self) -> QSize:
        return QSize(70, look().icon(28) + look().type("caption").line + look().size("key_height") + 24)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        _paint_ground(self, painter)
        icon = look().icon(28)
        ink = colour("accent_text" if self.isChecked() else "text")
        paint_icon(painter, f"face-{self._face}", QRect((self.width() - icon) // 2, 8, icon, icon), ink)
        painter.setFont(font("caption"))
        painter.setPen(colour("text"))
        words = metrics("caption").elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width() - 6)
        line = QRect(0, icon + 11, self.width(), look().type("caption").line)
        painter.drawText(line, Qt.AlignmentFlag.AlignCenter, words)
        key = str(self.rating)
        left = (self.width() - key_cap_width(key)) // 2
        below = line.bottom() + 3 + look().size("key_height") // 2
        draw_key_cap(painter, left, below, key, ground=colour("surface_alt"))


class FaceRow(QWidget):
    """Five faces, best first; keys 5 … 1 while the keyboard is among them."""

    rated = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        self.faces: dict[int, FaceButton] = {}
        for rating in FACES:
            face = FaceButton(rating, self)
            face.clicked.connect(lambda _on, chosen=rating: self.rated.emit(chosen))
            self._group.addButton(face)
            self.faces[rating] = face
            row.addWidget(face)

    def set_levels(self, levels: int) -> None:
        """Ask in so many levels, 2 … 5, as the rules of the dossier say."""
        faces = FACES_OF[levels]
        for rating, button in self.faces.items():
            button.setVisible(rating in faces)
            if rating in faces:
                button.show_face(faces[rating])

    def rating(self) -> int | None:
        """Return the face chosen."""
        return next((rating for rating, face in self.faces.items() if face.isChecked()), None)

    def rate(self, rating: int) -> None:
        """Choose a face, as a click does."""
        self.faces[rating].click()

    def clear(self) -> None:
        """Choose none."""
        self._group.setExclusive(False)
        for face in self.faces.values():
            face.setChecked(False)
        self._group.setExclusive(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the digits of the faces."""
        rating = event.key() - int(Qt.Key.Key_0)
        if (
            rating in self.faces
            and not self.faces[rating].isHidden()
            and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        ):
            self.rate(rating)
        else:
            super().keyPressEvent(event)
