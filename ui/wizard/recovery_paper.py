"""The sheet with the recovery code: for the safe, so it says what it is for and names no person."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QRectF, Qt
from PySide6.QtGui import QFont, QPageLayout, QPageSize, QPainter, QPdfWriter

from app.i18n import _
from ui.theme.look import FAMILY

_DPI = 300
_MM = _DPI / 25.4


def recovery_paper(commune: str, station_number: int, code: str, made_at: datetime) -> bytes:
    """Return an A5 sheet as PDF. Safe off the GUI thread."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(_DPI)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A5))
    writer.setPageMargins(QMarginsF(0, 0, 0, 0), QPageLayout.Unit.Millimeter)
    painter = QPainter(writer)
    y = 18.0
    for points, bold, height, words in (
        (14, True, 10, _("Recovery code of the desk")),
        (11, False, 8, f"{commune}, {_('Desk {number}').format(number=station_number)}"),
        (10, False, 12, f"{made_at:%H:%M %d/%m/%Y}"),
        (15, True, 14, code),
        (
            10,
            False,
            40,
            _(
                "Whoever has this code can open the desk when every password is forgotten. Keep it on paper in the "
                "safe of the office, not in this computer and not in a photo."
            ),
        ),
    ):
        face = QFont(FAMILY)
        face.setPointSizeF(points)
        face.setBold(bold)
        painter.setFont(face)
        spot = QRectF(12 * _MM, y * _MM, 124 * _MM, height * _MM)
        painter.drawText(spot, int(Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap), words)
        y += height
    painter.end()
    data = buffer.data().data()
    return bytes(data)
