"""The sheet with the recovery code of a desk: for the safe, so it says what it is for and names no person."""

from __future__ import annotations

from datetime import datetime

from app.ports import Paper
from printing.blocks import paragraph
from printing.drawing import to_pdf
from printing.layout import Span, Strip
from printing.pages import Frame, paginate
from printing.paper import A5
from printing.typeface import BOLD, REGULAR

_WHY = (
    "Ai có mã này mở được bàn làm việc khi mọi mật khẩu đã quên. Cất tờ giấy trong két của cơ quan, "
    "không lưu trong máy tính, không chụp ảnh."
)
_HOW = (
    "Cách dùng: ở màn hình mở khoá chọn tên mình, bấm «Quên mật khẩu», gõ mã này rồi đặt mật khẩu mới. "
    "In mã mới thì mã trên tờ này hết hiệu lực."
)


def render(commune: str, station_number: int, code: str, made_at: datetime) -> Paper:
    """Return the sheet on A5."""
    sizes = A5.steps[0]

    def line(text: str, size: float, *, bold: bool = False, before: float = 8.0) -> list[Strip]:
        return paragraph([Span(text, BOLD if bold else REGULAR, size)], A5.measure, before=before)

    strips = [
        *line("MÃ KHÔI PHỤC BÀN LÀM VIỆC", sizes.title, bold=True),
        *line(f"{commune}, bàn số {station_number}", sizes.body),
        *line(f"Lập lúc {made_at:%H giờ %M phút, ngày %d/%m/%Y}", sizes.body, before=2),
        *line(code, 15, bold=True, before=26),
        *line(_WHY, sizes.body, before=26),
        *line(_HOW, sizes.body),
    ]
    frame = Frame(A5.left, A5.top + 20, A5.frame - 20)
    return to_pdf(A5, paginate(strips, first=frame, later=frame), title="Mã khôi phục")
