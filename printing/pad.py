"""The pad: blank form 01 with a reserved code and its QR, printed ahead, filled in by pen when the power is cut."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from app.ports import Letterhead, Paper
from printing import wording
from printing.blocks import Cell, Row, paragraph, rows_under, table
from printing.code import symbol
from printing.drawing import to_pdf
from printing.form_01_receipt import LIEN
from printing.head import letterhead, signatures, title
from printing.layout import Span, Strip
from printing.pages import Page
from printing.paper import Copy, Sizes, Stock, set_copies, stock_of
from printing.stamps import watermark_of
from printing.typeface import BOLD, ITALIC, REGULAR, width

TITLE_LINES = ("GIẤY TIẾP NHẬN HỒ SƠ", "VÀ HẸN TRẢ KẾT QUẢ")
STAMP = "MẪU ĐIỀN TAY KHI MẤT ĐIỆN"
_ROWS = 8
_NOTE = (
    "Phải nhập giấy này vào phần mềm, đúng mã và đúng giờ nhận, ngay khi có điện lại. "
    "Giấy được lập thành 2 liên: một liên lưu, một liên giao người nộp hồ sơ."
)


def render(codes: Sequence[str], head: Letterhead, *, day: date, paper: str, draft: bool = False) -> Paper:
    """Return the pad on ``a5`` or ``a4``: both liên of every code. day: for which the codes are reserved."""
    stock = stock_of(paper)
    pages = lay_out(codes, head, stock, day=day)
    return to_pdf(stock, pages, title="Mẫu số 01 điền tay", watermark=watermark_of(head, draft=draft))


def lay_out(codes: Sequence[str], head: Letterhead, stock: Stock, *, day: date) -> Iterator[Page]:
    """Yield the pages, placed and measured but not drawn."""
    for code in codes:
        yield from _sheet(code, head, stock, day)


def _sheet(code: str, head: Letterhead, stock: Stock, day: date) -> Sequence[Page]:
    rows, stamps = symbol(code), [STAMP]

    def top(lien: str) -> Copy:
        def strips(sizes: Sizes) -> Sequence[Strip]:
            lines = (
                *((Span(line, BOLD, sizes.title),) for line in TITLE_LINES),
                (Span("Mã hồ sơ: ", REGULAR, sizes.body), Span(code, BOLD, sizes.body)),
                (Span(f"({lien})", ITALIC, sizes.body),),
            )
            number = f"{wording.serial(code)}/{head.symbol}"
            return (
                letterhead(head, stock, sizes, number=number, day=day),
                title(lines, rows, stamps, stock, sizes),
            )

        return Copy(strips, f"Mã hồ sơ: {code} – {lien}")

    def body(sizes: Sizes) -> list[Strip]:
        return _body(head, stock, sizes)

    return set_copies(stock, [top(lien) for lien in LIEN], body, form="Mẫu số 01 (TT03-2025-draft), điền tay")


def _body(head: Letterhead, stock: Stock, sizes: Sizes) -> list[Strip]:
    size, measure = sizes.body, stock.measure
    gap = 0.24 * size

    def line(*parts: str, before: float = gap) -> list[Strip]:
        """Return labels on one line, each followed by its share of dots."""
        dot = width(".", REGULAR, size)
        taken = sum(width(f"{part} ", REGULAR, size) for part in parts) + (len(parts) - 1) * width(" ", REGULAR, size)
        dots = "." * int((measure - taken) / len(parts) / dot)
        text = " ".join(f"{part} {dots}" if part else dots for part in parts)
        return paragraph([Span(text, REGULAR, size)], measure, before=before)

    def at(label: str) -> list[Strip]:
        blank = "." * 9
        text = f"{label} {blank} giờ {blank} phút, ngày {blank} tháng {blank} năm 20......"
        return paragraph([Span(text, REGULAR, size)], measure, before=gap)

    receiver = f"Bộ phận (Trung tâm) tiếp nhận và trả kết quả: {wording.at_point(head.reception, wording.desk(head))}"
    parties = [
        ("NGƯỜI NỘP HỒ SƠ", "(Ký và ghi rõ họ tên, hoặc điểm chỉ)", ""),
        ("NGƯỜI TIẾP NHẬN HỒ SƠ", wording.SIGN, ""),
    ]
    return [
        *paragraph([Span(receiver, REGULAR, size)], measure, before=4),
        *line("Tiếp nhận hồ sơ của:"),
        *line("Số định danh/CCCD:", "Ngày sinh:"),
        *line("Địa chỉ:"),
        *line("Số điện thoại:", "Email:"),
        *line("Nội dung yêu cầu giải quyết:"),
        *line(""),
        *_papers(stock, sizes),
        *line("2. Số lượng hồ sơ (bộ):", "3. Thời hạn giải quyết:", before=2 * gap),
        *at("4. Nhận hồ sơ:"),
        *at("5. Trả kết quả:"),
        *line("6. Đăng ký nhận kết quả tại:"),
        *line("7. Phí, lệ phí (đồng):", "đã nộp:"),
        *line("Vào Sổ theo dõi hồ sơ, Quyển số:", "Số thứ tự:"),
        signatures(parties, stock, sizes, before=3),
        *paragraph(
            [Span("Ghi chú: ", BOLD, sizes.notes), Span(_NOTE, REGULAR, sizes.notes)], measure, before=2, sink=True
        ),
    ]


def _papers(stock: Stock, sizes: Sizes) -> list[Strip]:
    """Return item 1 with a blank table."""
    label = "1. Thành phần hồ sơ, yêu cầu và số lượng mỗi loại giấy tờ gồm:"

    def row(texts: Sequence[str], face: str) -> Row:
        return tuple(Cell((Span(text, face, sizes.table),), "centre") for text in texts)

    numbers, kinds = width("STT", BOLD, sizes.table) + 13, width("Bản chính/sao", BOLD, sizes.table) + 10
    counts = width("Số lượng", BOLD, sizes.table) + 10
    widths = (numbers, stock.measure - numbers - kinds - counts, kinds, counts)
    heading = table(row(("STT", "Tên giấy tờ", "Bản chính/sao", "Số lượng"), BOLD), (), widths, tallest=100)[0]
    blank = (row((str(number), "", "", ""), REGULAR) for number in range(1, _ROWS + 1))
    return [
        *paragraph([Span(label, REGULAR, sizes.body)], stock.measure, before=3, keep=True),
        *rows_under(heading, blank, widths, tallest=100, least=1.45 * sizes.table),
    ]
