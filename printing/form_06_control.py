"""Form 06 (05 of TT 01/2018) «Phiếu kiểm soát quá trình giải quyết hồ sơ»: goes with the file, a row a hand-over.

Rows that are not used yet stay empty for the pen: at least five, as the form lays down.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.domain.dossier import Dossier, Handing
from app.ports import Letterhead
from printing import wording
from printing.blocks import Cell, Row, table
from printing.head import notes
from printing.layout import Span, Strip
from printing.lines import Lines
from printing.notice import Top, request_of, set_notice, solver
from printing.pages import Page
from printing.paper import Sizes, Stock
from printing.typeface import BOLD, ITALIC, REGULAR
from printing.wordings import Words

LEAST_ROWS = 5
_SHARES = (0.23, 0.232, 0.232, 0.166, 0.14)


def lay_out(
    dossier: Dossier, head: Letterhead, stock: Stock, words: Words, *, stamps: Sequence[str] = ()
) -> list[Page]:
    """Return the pages of the control sheet, as far as the file has come."""
    top = Top(head, words, dossier.received_at.date(), None, dossier.code, stamps)
    return set_notice(stock, top, lambda sizes: _body(dossier, top, stock, sizes))


def _body(dossier: Dossier, top: Top, stock: Stock, sizes: Sizes) -> list[Strip]:
    put = Lines(stock, sizes)
    strips = [
        *put.line("Chủ hồ sơ:", dossier.applicant.name, bold=True, before=3),
        *put.line("Thủ tục:", request_of(dossier), align="justify"),
        *put.line("Thời gian nhận hồ sơ:", wording.moment(dossier.received_at)),
        *put.line("Thời gian hẹn trả kết quả:", wording.moment(dossier.due.at), bold=True),
        *(put.line("Diện ưu tiên:", wording.priority(dossier)) if dossier.priority else ()),
        *put.line("Cơ quan (bộ phận) giải quyết hồ sơ:", solver(dossier, top.head)),
        *(put.line("Nơi tiếp nhận:", dossier.reception) if dossier.reception else ()),
        *(
            put.line("Nơi trả kết quả:", wording.return_place(dossier, top.head))
            if dossier.return_place == "other_desk"
            else ()
        ),
        *put.line("Cơ quan phối hợp giải quyết hồ sơ:"),
        *_rows(dossier, top, stock, sizes),
        *_waived(dossier, put),
    ]
    note = top.words.note()
    return [*strips, *(notes(note, stock, sizes) if note else ())]


def _rows(dossier: Dossier, top: Top, stock: Stock, sizes: Sizes) -> list[Strip]:
    titles = ("TÊN CƠ QUAN", "THỜI GIAN GIAO, NHẬN HỒ SƠ", "KẾT QUẢ GIẢI QUYẾT", "GHI CHÚ")
    head = tuple(
        Cell(
            (Span(text, BOLD, sizes.notes), *_under(text, sizes)),
            "centre",
            columns=2 if text.startswith("THỜI GIAN") else 1,
        )
        for text in titles
    )
    handings: list[Handing | None] = [*dossier.handings]
    handings += [None] * (LEAST_ROWS - len(handings))
    rows: list[Row] = []
    for number, handing in enumerate(handings, 1):
        is_last = number == len(dossier.handings)
        outcome = _outcome(dossier) if is_last else ""
        rows += _pair(number, handing, outcome, _remark(dossier, handing, is_last=is_last), top, sizes)
    widths = [share * stock.measure for share in _SHARES]
    first, *others = table(head, rows, widths, tallest=0.3 * stock.frame)
    # Giving and taking stay on one page.
    return [replace(first, before=4), *(replace(row, keep=row.keep or n % 2 == 0) for n, row in enumerate(others))]


def _under(title: str, sizes: Sizes) -> tuple[Span, ...]:
    return (Span("(trước hạn, đúng hạn, quá hạn)", ITALIC, sizes.notes),) if title.startswith("KẾT QUẢ") else ()


def _pair(number: int, handing: Handing | None, outcome: str, remark: str, top: Top, sizes: Sizes) -> list[Row]:
    """Return two rows of one hand-over: who gave and when, who took and both signatures."""
    giver, receiver = top.words.of.signers["giver"], top.words.of.signers["receiver"]
    when = wording.BLANK_MOMENT if handing is None else wording.moment(handing.given_at)
    given, to, taken_by, taken_at = wording.DOTS, wording.DOTS, "", ""
    if handing is not None:
        given, to, taken_by = handing.given_by or wording.DOTS, handing.to, handing.taken_by or ""
        taken_at = f"lúc {wording.short_moment(handing.taken_at)}" if handing.taken_at else ""

    def cell(*texts: str, align: str = "left", columns: int = 1) -> Cell:
        return Cell(tuple(Span(text, REGULAR, sizes.notes) for text in texts), align, columns)

    room = [""] if sizes.is_brief else ["", ""]
    return [
        (cell(f"{number}. Giao: {given}"), cell(when, align="centre", columns=2), cell(""), cell("")),
        (
            cell(f"Nhận: {taken_by or to}", taken_at),
            cell(giver, *room, given if handing else "", align="centre"),
            cell(receiver, *room, taken_by, align="centre"),
            cell(outcome, align="centre"),
            cell(remark),
        ),
    ]


def _outcome(dossier: Dossier) -> str:
    """Return how the solved dossier stands to its promise: before the day, on it, after it."""
    if dossier.ended_at is None:
        return ""
    if dossier.is_late:
        return "Quá hạn"
    return "Trước hạn" if dossier.ended_at.date() < dossier.original_due_at.date() else "Đúng hạn"


def _remark(dossier: Dossier, handing: Handing | None, *, is_last: bool) -> str:
    if handing is None:
        return ""
    parts = [handing.note] if handing.note else []
    if is_last and dossier.step_until is not None:
        parts.append(f"Hạn: {wording.short_moment(dossier.step_until)}")
    return "; ".join(parts)


def _waived(dossier: Dossier, put: Lines) -> list[Strip]:
    waived = [paper for paper in dossier.papers if paper.waived_because]
    if not waived:
        return []
    strips = put.text("Giấy tờ không yêu cầu nộp:", before=5, keep=True)
    for number, paper in enumerate(waived, 1):
        strips += put.text(f"{number}. {paper.name} – lý do: {paper.waived_because}", before=1.1)
    return strips
