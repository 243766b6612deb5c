"""«BẢNG KÊ THU TIỀN TRONG NGÀY»: the cash day on one sheet: slips, voids with reasons, counted money, signatures.

An inner paper of the desk, in the manner of TT 303/2016: every number of the series stands on it, voided
ones too, so that whoever audits finds none missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from reportlab.lib.units import mm

from app.domain.money_book import DaySheet, Slip, receipt_name
from app.domain.money_events import DayClosed
from app.ports import Letterhead, Paper
from printing import wording
from printing.blocks import Cell, Row, paragraph, table
from printing.drawing import to_pdf
from printing.head import letterhead, signatures, title
from printing.layout import Span, Strip
from printing.pages import Page
from printing.paper import A4, Copy, Sizes, Stock, set_copies
from printing.stamps import stamps_of, watermark_of
from printing.typeface import BOLD, ITALIC, REGULAR, drawable

TITLE = "BẢNG KÊ THU TIỀN TRONG NGÀY"
_STOCK = replace(A4, left=20 * mm, right=12 * mm, steps=(replace(A4.steps[0], table=10, body=11.5, signing=18 * mm),))
_METHODS = {"cash": "Tiền mặt", "transfer": "Chuyển khoản"}
_STATES = {
    "waiting": "chờ BLĐT",
    "failed": "chờ BLĐT",
    "claimed": "chưa đối chiếu",
    "void": "ĐÃ HỦY",
    "to_cancel": "ĐÃ HỦY",
}
_GROUNDS = {
    "merit_family": "gia đình có công với cách mạng",
    "poor_household": "hộ nghèo",
    "disabled": "người khuyết tật",
    "on_time": "đăng ký đúng hạn",
    "other": "căn cứ khác",
}


def render(sheet: DaySheet, head: Letterhead, *, draft: bool) -> Paper:
    """Return the sheet of a day. draft: the day is not closed. Raises MissingGlyphs."""
    stamps = stamps_of(head, copy=1, draft=draft)
    pages = lay_out(sheet, head, _STOCK, stamps=stamps)
    return to_pdf(_STOCK, pages, title=TITLE, watermark=watermark_of(head, draft=draft))


def lay_out(sheet: DaySheet, head: Letterhead, stock: Stock = _STOCK, *, stamps: Sequence[str] = ()) -> list[Page]:
    """Return the pages, placed and measured but not drawn."""
    day = wording.short_date(sheet.day)

    def top(sizes: Sizes) -> Sequence[Strip]:
        closed = sheet.closed
        lines = (
            (Span(TITLE, BOLD, sizes.title),),
            (Span(f"Ngày {day}", BOLD, sizes.body),),
            (Span(f"(Chốt lúc {wording.moment(closed.at)})" if closed else "(Chưa chốt)", ITALIC, sizes.body),),
        )
        number = f"{wording.BLANK}/BKTT"
        return (letterhead(head, stock, sizes, number=number, day=sheet.day), title(lines, (), stamps, stock, sizes))

    running = f"Bảng kê thu tiền ngày {day}"
    return set_copies(stock, [Copy(top, running)], lambda sizes: _body(sheet, head, stock, sizes), form=running)


def _body(sheet: DaySheet, head: Letterhead, stock: Stock, sizes: Sizes) -> list[Strip]:
    setter = _Setter(stock, sizes)
    strips = [*setter.line("Đơn vị thu:", wording.desk(head), before=5)]
    strips += setter.heading("I. Phiếu thu trong ngày")
    strips += _slips(sheet, setter) if sheet.collected else setter.line("Không có phiếu thu.")
    strips += setter.heading("II. Phiếu hủy trong ngày")
    strips += _voids(sheet, setter) if sheet.voided else setter.line("Không có phiếu hủy.")
    strips += setter.heading("III. Hồ sơ được miễn phí, lệ phí")
    strips += _exempted(sheet, setter) if sheet.exempted else setter.line("Không có.")
    strips += setter.heading("IV. Đối chiếu")
    strips += _reckoning(sheet, setter)
    who = sheet.closed.by if sheet.closed else ""
    hint = wording.SIGN
    parties = [
        ("NGƯỜI THU TIỀN", hint, who),
        ("NGƯỜI KIỂM ĐẾM", hint, _counter(sheet.closed)),
        ("LÃNH ĐẠO TRUNG TÂM", hint, ""),
    ]
    return [*strips, signatures(parties, stock, sizes, before=10)]


class _Setter:
    """Sets lines, headings and tables at the sheet's sizes."""

    def __init__(self, stock: Stock, sizes: Sizes) -> None:
        self._stock, self._sizes = stock, sizes

    def line(self, label: str, value: str = "", *, bold: bool = False, before: float = 1.4) -> list[Strip]:
        spans = [Span(f"{label} ", REGULAR, self._sizes.body), Span(value, BOLD if bold else REGULAR, self._sizes.body)]
        return paragraph(spans, self._stock.measure, before=before)

    def heading(self, text: str) -> list[Strip]:
        return paragraph([Span(text, BOLD, self._sizes.body)], self._stock.measure, before=7, keep=True)

    def row(self, texts: Sequence[str], aligned: str, face: str = REGULAR) -> Row:
        """Return a row; aligned: a letter a cell, c (centre) or l (left). «□» for a letter that cannot be drawn."""
        return tuple(
            Cell((Span(drawable(text), face, self._sizes.table),), "centre" if place == "c" else "left")
            for text, place in zip(texts, aligned, strict=True)
        )

    def sum_row(self, amount: str, before: int, after: int) -> Row:
        size = self._sizes.table
        cells = [
            Cell((Span("Cộng", BOLD, size),), "centre", columns=before),
            Cell((Span(amount, BOLD, size),), "centre"),
        ]
        return (*cells, *(Cell((Span("", REGULAR, size),)) for _empty in range(after)))

    def table(self, head: Sequence[str], rows: Sequence[Row], shares: Sequence[float]) -> list[Strip]:
        """Return a table. shares: widths in parts of the measure, adding up to one."""
        widths = [share * self._stock.measure for share in shares]
        return table(self.row(head, "c" * len(head), BOLD), rows, widths, tallest=0.3 * self._stock.frame)


def _slips(sheet: DaySheet, setter: _Setter) -> list[Strip]:
    rows = [setter.row(_slip_texts(place, slip), "ccclllcl") for place, slip in enumerate(sheet.collected, 1)]
    total = sum(slip.amount for slip in sheet.collected)
    head = ("STT", "Số phiếu", "Giờ", "Mã hồ sơ", "Người nộp", "Hình thức", "Số tiền", "Biên lai, ghi chú")
    rows.append(setter.sum_row(_figures(total), 6, 1))
    return setter.table(head, rows, (0.055, 0.085, 0.065, 0.225, 0.19, 0.105, 0.115, 0.16))


def _slip_texts(place: int, slip: Slip) -> tuple[str, ...]:
    first = slip.parts[0]
    more = f" và {len(slip.parts) - 1} hồ sơ" if len(slip.parts) > 1 else ""
    note = _STATES.get(slip.receipt_state) or receipt_name(slip)
    if slip.replaces:
        note = f"{note}, thay {slip.replaces}"
    return (
        str(place),
        slip.number,
        f"{slip.at:%H:%M}",
        first.code + more,
        first.citizen,
        _METHODS.get(slip.method, slip.method),
        _figures(slip.amount),
        note,
    )


def _voids(sheet: DaySheet, setter: _Setter) -> list[Strip]:
    rows = []
    for slip in sheet.voided:
        gone = slip.voided
        assert gone is not None  # noqa: S101 (only voided slips stand in this list)
        said = [gone.reason]
        said += [f"Lãnh đạo cho phép: {wording.beside(gone.leave.leader, gone.leave.vouched)}"] if gone.leave else []
        said += [f"Hủy ngày {wording.short_date(gone.at.date())}"] if gone.at.date() != sheet.day else []
        said += [f"Thay bằng phiếu {gone.replaced_by}"] if gone.replaced_by else []
        said += [f"Phải hủy biên lai {receipt_name(slip)}"] if slip.receipt_state == "to_cancel" else []
        texts = (slip.number, f"{slip.at:%d/%m/%Y}", _METHODS.get(slip.method, slip.method), _figures(slip.amount))
        rows.append((*setter.row((*texts, "; ".join(said), gone.by), "ccccll"),))
    rows.append(setter.sum_row(_figures(sum(slip.amount for slip in sheet.voided)), 3, 2))
    head = ("Số phiếu", "Thu ngày", "Hình thức", "Số tiền", "Lý do hủy", "Người hủy")
    return setter.table(head, rows, (0.09, 0.12, 0.11, 0.11, 0.39, 0.18))


def _exempted(sheet: DaySheet, setter: _Setter) -> list[Strip]:
    rows = []
    for place, one in enumerate(sheet.exempted, 1):
        ground = _GROUNDS.get(one.ground, one.ground)
        texts = (
            str(place),
            one.code,
            wording.sentence_case(one.procedure),
            f"{ground}: {one.proof}" if one.proof else ground,
        )
        rows.append(setter.row(texts, "ccll"))
    return setter.table(("STT", "Mã hồ sơ", "Thủ tục", "Căn cứ miễn"), rows, (0.06, 0.22, 0.4, 0.32))


def _reckoning(sheet: DaySheet, setter: _Setter) -> list[Strip]:
    closed = sheet.closed
    expected = closed.expected if closed else sheet.in_drawer
    transfer = closed.expected_transfer if closed else sheet.expected("transfer")
    fund = closed.from_fund if closed else sheet.from_fund
    unmatched = f" (chưa đối chiếu: {_money(sheet.claimed)})" if sheet.claimed else ""
    strips = [
        *setter.line("Tiền mặt phải có (đã trừ phiếu hủy):", _money(expected), bold=True),
        *(setter.line("Trả lại vượt số thu trong ngày, lấy từ quỹ:", _money(fund)) if fund else ()),
        *setter.line("Tiền mặt thực đếm:", _counted(closed), bold=closed is not None),
        *setter.line("Chênh lệch:", _difference(closed) if closed else "." * 40, bold=closed is not None),
        *setter.line("Giải trình:", (closed.explained if closed else None) or _to_write(closed)),
        *setter.line("Chuyển khoản trong ngày:", f"{_money(transfer)}{unmatched}"),
    ]
    for earlier, later in zip(sheet.closings, sheet.closings[1:], strict=False):
        said = f"phải có {_money(earlier.expected)}, thực đếm {_money(earlier.counted)}; chốt lại vì: "
        said += later.because or ""
        strips += setter.line(f"Lần chốt lúc {earlier.at:%H:%M %d/%m/%Y}:", said)
    if sheet.moved_since:
        strips += setter.line("Có phiếu thu hoặc phiếu hủy sau khi chốt:", "phải chốt bổ sung.", bold=True)
    return strips


def _counter(closed: DayClosed | None) -> str:
    return wording.beside(closed.counted_with, closed.vouched) if closed and closed.counted_with else ""


def _counted(closed: DayClosed | None) -> str:
    return wording.figures_and_words(closed.counted) if closed is not None else "." * 40


def _to_write(closed: DayClosed | None) -> str:
    return "không" if closed is not None and not closed.difference else "." * 90


def _difference(closed: DayClosed) -> str:
    if not closed.difference:
        return "không"
    return f"{'thừa' if closed.difference > 0 else 'thiếu'} {_money(abs(closed.difference))}"


def _money(amount: int) -> str:
    """Return an amount with its unit; what was given back beyond what was taken stands with its sign."""
    return f"-{wording.figures(-amount)}" if amount < 0 else wording.figures(amount)


def _figures(amount: int) -> str:
    return f"{amount:,}".replace(",", ".")
