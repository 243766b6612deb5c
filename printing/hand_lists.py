"""Lists that go from hand to hand: to the leader to sign, from officer to officer, out on a trip, to the next shift."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime

from reportlab.lib.units import mm

from app.ports import Letterhead, Paper
from app.readings import ListedDossier, ShiftPaper
from printing import wording
from printing.blocks import paragraph
from printing.drawing import to_pdf
from printing.head import letterhead, signatures
from printing.layout import Span, Strip
from printing.ledger import LEDGER, LISTS, Column, Grid, pages_of
from printing.pages import Page
from printing.paper import Stock
from printing.stamps import watermark_of
from printing.typeface import BOLD, ITALIC, REGULAR

TO_SIGN = "DANH SÁCH TRÌNH KÝ"
HANDOVER = "PHIẾU BÀN GIAO HỒ SƠ"
TRIP = "DANH SÁCH TRẢ KẾT QUẢ ĐỢT LƯU ĐỘNG"
SHIFT = "PHIẾU BÀN GIAO CA"
_LONGEST = 120
_SIGN = wording.SIGN
_NUMBER = Column("STT", 26, "centre")
_CODE = Column("Mã hồ sơ", 110)
_FORMS = {
    "receipt": "Giấy tiếp nhận và hẹn trả",
    "supplement": "Phiếu yêu cầu bổ sung",
    "refusal": "Phiếu từ chối",
    "apology": "Văn bản xin lỗi",
    "stop": "Thông báo dừng giải quyết",
    "control": "Phiếu kiểm soát",
    "fee-slip": "Phiếu thu tiền tạm",
    "return": "Phiếu trả kết quả",
}
_TO_SIGN = Grid(
    (
        _NUMBER,
        _CODE,
        Column("Thủ tục hành chính", 130),
        Column("Người nộp hồ sơ", 82),
        Column("Hẹn trả", 62, "centre"),
        Column("Ý kiến, chữ ký", 76),
    ),
    LISTS,
    least=34,
)
_HANDOVER = Grid(
    (
        _NUMBER,
        _CODE,
        Column("Người nộp hồ sơ", 84),
        Column("Thủ tục hành chính", 122),
        Column("Thành phần hồ sơ", 78),
        Column("Hẹn trả", 62, "centre"),
    ),
    LISTS,
    least=22,
)
_TRIP = Grid(
    (
        _NUMBER,
        _CODE,
        Column("Người nhận kết quả", 100),
        Column("Ngày sinh", 56, "centre"),
        Column("Địa chỉ (bản)", 110),
        Column("Thủ tục hành chính", 140),
        Column("Kết quả", 80),
        Column("Ký nhận hoặc điểm chỉ", 84, "centre"),
        Column("Ghi chú", 60),
    ),
    LEDGER,
    least=20 * mm,
)
_SHIFT = Grid(
    (
        _NUMBER,
        _CODE,
        Column("Người nộp hồ sơ", 90),
        Column("Thủ tục hành chính", 122),
        Column("Hẹn trả", 62, "centre"),
        Column("Người giữ", 76),
    ),
    LISTS,
    least=18,
)
_UNPRINTED = Grid((_NUMBER, _CODE, Column("Giấy tờ chưa in", 360)), LISTS)


def to_sign(rows: Sequence[ListedDossier], head: Letterhead, *, day: date, officer: str) -> Paper:
    """Return the list of dossiers whose result waits for a signature."""
    return _drawn(TO_SIGN, LISTS, to_sign_pages(rows, head, day=day, officer=officer), head)


def to_sign_pages(rows: Sequence[ListedDossier], head: Letterhead, *, day: date, officer: str) -> list[Page]:
    """Return its pages, laid out."""
    texts = [
        (str(number), row.code, _request(row), _whose(row), _day(row.due_at), row.note)
        for number, row in enumerate(rows, 1)
    ]
    strips = [
        *_top(TO_SIGN, head, LISTS, day, number=_blank_number(head)),
        *_line("Kính trình:", "." * 60, LISTS),
        *_TO_SIGN.strips(texts),
        *_total(len(rows), LISTS),
        signatures([("NGƯỜI TRÌNH", _SIGN, officer), ("NGƯỜI KÝ", _SIGN, "")], LISTS, _TO_SIGN.sizes, before=10),
    ]
    return pages_of(LISTS, strips, form="Danh sách trình ký")


def handover(rows: Sequence[ListedDossier], head: Letterhead, *, at: datetime, giver: str, receiver: str) -> Paper:
    """Return one slip for several dossiers that change hands."""
    return _drawn(HANDOVER, LISTS, handover_pages(rows, head, at=at, giver=giver, receiver=receiver), head)


def handover_pages(
    rows: Sequence[ListedDossier], head: Letterhead, *, at: datetime, giver: str, receiver: str
) -> list[Page]:
    """Return its pages, laid out."""
    texts = [
        (str(number), row.code, _whose(row), _request(row), row.papers, _day(row.due_at))
        for number, row in enumerate(rows, 1)
    ]
    strips = [
        *_top(HANDOVER, head, LISTS, at.date(), number=_blank_number(head)),
        *_line("Bên giao:", giver, LISTS),
        *_line("Bên nhận:", receiver, LISTS),
        *_line("Thời gian giao, nhận:", wording.moment(at), LISTS),
        *_HANDOVER.strips(texts),
        *_total(len(rows), LISTS),
        *_line("", "Phiếu lập thành 2 bản, mỗi bên giữ 1 bản.", LISTS, keep=True),
        signatures([("NGƯỜI GIAO", _SIGN, giver), ("NGƯỜI NHẬN", _SIGN, receiver)], LISTS, _HANDOVER.sizes, before=10),
    ]
    return pages_of(LISTS, strips, form="Phiếu bàn giao hồ sơ")


def trip_list(rows: Sequence[ListedDossier], head: Letterhead, *, trip: str, day: date, officer: str) -> Paper:
    """Return the list of results carried out on a trip; each row has room for a finger."""
    return _drawn(TRIP, LEDGER, trip_pages(rows, head, trip=trip, day=day, officer=officer), head)


def trip_pages(rows: Sequence[ListedDossier], head: Letterhead, *, trip: str, day: date, officer: str) -> list[Page]:
    """Return its pages, laid out."""
    texts = [
        (
            str(number),
            row.code,
            _whose(row),
            wording.birth(row.birth_date),
            row.address or "",
            _request(row),
            row.result or "",
            "",
            row.note,
        )
        for number, row in enumerate(rows, 1)
    ]
    parties = [
        ("NGƯỜI TRẢ KẾT QUẢ", _SIGN, officer),
        ("ĐẠI DIỆN BẢN", "(Ký và ghi rõ họ tên, nếu có)", ""),
    ]
    strips = [
        *_top(TRIP, head, LEDGER, day),
        *_line("Đợt lưu động:", trip, LEDGER),
        *_TRIP.strips(texts),
        *_total(len(rows), LEDGER),
        *_line(
            "",
            "Người không biết chữ điểm chỉ vào cột Ký nhận, sau khi người trả kết quả đã đọc lại nội dung cho nghe.",
            LEDGER,
            keep=True,
        ),
        *_line(
            "",
            "Người mất giấy hẹn: đối chiếu giấy tờ tùy thân, ghi «mất giấy hẹn» cùng loại và số giấy tờ vào cột "
            "Ghi chú, rồi ký nhận hoặc điểm chỉ.",
            LEDGER,
            keep=True,
        ),
        signatures(parties, LEDGER, _TRIP.sizes, before=10),
    ]
    return pages_of(LEDGER, strips, form="Danh sách trả kết quả đợt lưu động")


def shift(sheet: ShiftPaper, head: Letterhead) -> Paper:
    """Return what one shift leaves to the next."""
    return _drawn(SHIFT, LISTS, shift_pages(sheet, head), head)


def shift_pages(sheet: ShiftPaper, head: Letterhead) -> list[Page]:
    """Return its pages, laid out."""
    rows = sorted(sheet.open, key=lambda row: row.holder or "")
    texts = [
        (
            str(number),
            row.code,
            _whose(row),
            _request(row),
            _day(row.due_at),
            row.holder or "",
        )
        for number, row in enumerate(rows, 1)
    ]
    unprinted = [
        (str(number), code, ", ".join(_FORMS.get(form, form) for form in forms))
        for number, (code, forms) in enumerate(sheet.unprinted, 1)
    ]
    cash = wording.figures_and_words(sheet.cash_expected) if sheet.cash_expected else wording.figures(0)
    strips = [
        *_top(SHIFT, head, LISTS, sheet.at.date()),
        *_line("Thời gian bàn giao:", wording.moment(sheet.at), LISTS),
        *_line("Người giao ca:", sheet.officer, LISTS),
        *_line("Người nhận ca:", sheet.next_officer or "." * 60, LISTS),
        *_heading(f"1. Hồ sơ đang giải quyết: {wording.two(len(rows))} hồ sơ", LISTS, keep=bool(rows)),
        *(_SHIFT.strips(texts) if rows else ()),
        *_heading(f"2. Giấy tờ chưa in: {wording.two(len(unprinted))} hồ sơ", LISTS, keep=bool(unprinted)),
        *(_UNPRINTED.strips(unprinted) if unprinted else ()),
        *_heading(f"3. Hồ sơ đang nhập dở: {wording.two(sheet.drafts)}", LISTS),
        *_heading("4. Tiền mặt", LISTS, keep=True),
        *_line("Theo phần mềm:", cash, LISTS, keep=True),
        *_line("Thực đếm:", "." * 40 + " Chênh lệch: " + "." * 30, LISTS, keep=True),
        *_line("Ghi chú:", "." * 84, LISTS, keep=True),
        signatures(
            [("NGƯỜI GIAO CA", _SIGN, sheet.officer), ("NGƯỜI NHẬN CA", _SIGN, sheet.next_officer or "")],
            LISTS,
            _SHIFT.sizes,
            before=10,
        ),
    ]
    return pages_of(LISTS, strips, form="Phiếu bàn giao ca")


# ── parts ────────────────────────────────────────────────────────────────────────────────────


def _drawn(name: str, stock: Stock, pages: Iterable[Page], head: Letterhead) -> Paper:
    return to_pdf(stock, pages, title=name, watermark=watermark_of(head, draft=False))


def _top(name: str, head: Letterhead, stock: Stock, day: date, *, number: str | None = None) -> list[Strip]:
    sizes = stock.steps[0]
    return [
        letterhead(head, stock, sizes, number=number, day=day),
        *paragraph([Span(name, BOLD, sizes.title)], stock.measure, before=12, align="centre", keep=True),
        replace(Strip(4, ()), keep=True),
    ]


def _blank_number(head: Letterhead) -> str:
    """Return a number that a pen fills in: these lists have no series of their own."""
    return f"{wording.BLANK}/{head.symbol}"


def _line(label: str, value: str, stock: Stock, *, keep: bool = False) -> list[Strip]:
    size = stock.steps[0].body
    spans = [Span(f"{label} ", REGULAR, size)] if label else []
    face = REGULAR if label else ITALIC
    return paragraph([*spans, Span(value, face, size)], stock.measure, before=3, keep=keep)


def _heading(text: str, stock: Stock, *, keep: bool = False) -> list[Strip]:
    return paragraph([Span(text, BOLD, stock.steps[0].body)], stock.measure, before=8, keep=keep)


def _total(count: int, stock: Stock) -> list[Strip]:
    spans = [Span(f"Tổng số: {wording.two(count)} hồ sơ.", ITALIC, stock.steps[0].body)]
    return paragraph(spans, stock.measure, before=5, keep=True)


def _whose(row: ListedDossier) -> str:
    """Return whose it is, and that they go first."""
    return f"{row.applicant} (ưu tiên)" if row.first else row.applicant


def _request(row: ListedDossier) -> str:
    """Return what is asked for, cut after some words: the code names the dossier, and a page holds more of them."""
    return wording.shortened(wording.sentence_case(row.procedure), _LONGEST)


def _day(at: datetime | None) -> str:
    return f"{at:%H:%M} {wording.short_date(at.date())}" if at else ""
