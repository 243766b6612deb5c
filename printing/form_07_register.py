"""Form 07 «Sổ theo dõi hồ sơ» (TT 03/2025/TT-VPCP, Annex I; form 06 of TT 01/2018), A4 landscape, by book and year.

The columns are those of running systems; the official annex was not to be had, so the form's version
stands at the foot of every page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby

from app.ports import Letterhead, Paper
from app.readings import RegisterRow
from printing import wording
from printing.blocks import paragraph
from printing.drawing import to_pdf
from printing.head import letterhead, signatures
from printing.layout import Span, Strip
from printing.ledger import LEDGER, Column, Grid, streamed
from printing.pages import Page
from printing.stamps import watermark_of
from printing.typeface import BOLD, ITALIC, REGULAR, drawable

TITLE = "SỔ THEO DÕI HỒ SƠ"
FORM = "Mẫu số 07 (TT03-2025-draft)"
_LONGEST_BOOK = 60
_BOTH = "NHẬN VÀ TRẢ KẾT QUẢ"
COLUMNS = (
    Column("STT", 26, "centre"),
    Column("Mã hồ sơ", 93),
    Column("Tên thủ tục hành chính", 116),
    Column("Số lượng hồ sơ (bộ)", 30, "centre"),
    Column("Tên cá nhân, tổ chức", 76),
    Column("Địa chỉ, số điện thoại", 85),
    Column("Cơ quan chủ trì giải quyết", 52),
    Column("Nhận hồ sơ", 47.5, "centre", _BOTH),
    Column("Hẹn trả kết quả", 47.5, "centre", _BOTH),
    Column("Trả kết quả", 47.5, "centre", _BOTH),
    Column("Phương thức nhận kết quả", 44, "centre", _BOTH),
    Column("Ký nhận", 48, "centre", _BOTH),
    Column("Ghi chú", 58),
)
_PLACES = {"desk": "Tại quầy", "post": "Bưu chính", "other_desk": "Quầy khác trong tỉnh"}
_NOTES = {
    "late_entry": "Nhập sau",
    "trip": "Đăng ký lưu động",
    "corrected": "Đã sửa",
    "refused": "Từ chối",
    "stopped": "Dừng giải quyết",
    "withdrawn": "Rút hồ sơ",
    "extended": "Xin lỗi, hẹn lại",
    "lost_slip": "Mất giấy hẹn, đã đối chiếu giấy tờ",
    "external": "Mã hệ thống khác:",
    "parent": "Kèm hồ sơ",
}


def columns_of(row: RegisterRow) -> tuple[str | int, ...]:
    """Return the thirteen cells of an entry."""
    return (
        row.entry,
        row.code,
        wording.sentence_case(row.procedure),
        row.sets,
        row.applicant,
        "; ".join(part for part in (row.address, wording.phone(row.phone) if row.phone else None) if part),
        row.agency or "",
        wording.short_date(row.received_at.date()),
        wording.short_date(row.due_at.date()),
        wording.short_date(row.returned_at.date()) if row.returned_at else "",
        row.return_to or _PLACES.get(row.return_place, row.return_place),
        _signed(row),
        "; ".join(map(note_words, row.notes)),
    )


def plain_cells(row: RegisterRow) -> tuple[str | int, ...]:
    """Return the same cells with plain spaces, for what is no paper: a workbook, JSON."""
    return tuple(cell.replace("\u00a0", " ") if isinstance(cell, str) else cell for cell in columns_of(row))


def note_words(note: str) -> str:
    """Return a note's code in the words of the book: «Nhập sau (giấy số 0037/2026)»."""
    code, _colon, more = note.partition(":")
    words = _NOTES.get(code, code)
    if not more:
        return words
    return f"{words} (giấy số {more})" if code == "late_entry" else f"{words} {more}"


def _signed(row: RegisterRow) -> str:
    """Return who signed, and that it was a finger; nothing is claimed of what was never handed over."""
    if row.returned_at is None:
        return ""
    mark = {"signed": "Đã ký", "fingerprint": "Điểm chỉ"}.get(row.signature, "")
    return ": ".join(part for part in (mark, row.receiver or "") if part)


def render(rows: Iterable[RegisterRow], head: Letterhead, *, day: date, draft: bool = False) -> Paper:
    """Return the register, each book on pages of its own. Raises MissingGlyphs."""
    return to_pdf(LEDGER, lay_out(rows, head, day=day), title=TITLE, watermark=watermark_of(head, draft=draft))


def lay_out(rows: Iterable[RegisterRow], head: Letterhead, *, day: date) -> Iterator[Page]:
    """Yield the pages, placed and measured but not drawn; rows come in order of book and entry."""
    is_empty = True
    for named, entries in groupby(rows, key=lambda row: row.book):
        is_empty = False
        book = wording.shortened(drawable(named), _LONGEST_BOOK)
        yield from streamed(LEDGER, _book(book, entries, head, day), form=f"{FORM} – Quyển số {book}")
    if is_empty:
        yield from streamed(LEDGER, _book(wording.BLANK, (), head, day), form=FORM)


def _book(book: str, entries: Iterable[RegisterRow], head: Letterhead, day: date) -> Iterator[Strip]:
    sizes, measure = LEDGER.steps[0], LEDGER.measure
    year = book.rpartition("/")[2]
    yield letterhead(head, LEDGER, sizes, number=None, day=day)
    yield from paragraph([Span(TITLE, BOLD, 16)], measure, before=8, align="centre", keep=True)
    named = f"Quyển số: {book} – Năm {year}" if year.isdigit() else f"Quyển số: {book}"
    yield from paragraph([Span(named, REGULAR, sizes.body)], measure, align="centre", keep=True)
    grid = Grid(COLUMNS, LEDGER, least=26, is_numbered=True)
    count = _Count()
    yield from grid.strips(_texts(count.passing(entries)))
    total = f"Tổng số: {wording.counted(count.seen)} hồ sơ{count.reach}."
    yield from paragraph([Span(total, ITALIC, sizes.body)], measure, before=4, keep=True)
    parties = [
        ("NGƯỜI LẬP SỔ", wording.SIGN, ""),
        ("THỦ TRƯỞNG CƠ QUAN, ĐƠN VỊ", "(Ký tên và đóng dấu)", ""),
    ]
    yield signatures(parties, LEDGER, sizes)


def _texts(rows: Iterable[RegisterRow]) -> Iterator[Sequence[str]]:
    for row in rows:
        yield [str(cell) for cell in columns_of(row)]


class _Count:
    """How many entries went by, and from which number to which."""

    def __init__(self) -> None:
        self.seen = 0
        self._first = self._last = 0

    def passing(self, rows: Iterable[RegisterRow]) -> Iterator[RegisterRow]:
        for row in rows:
            self._first = self._first if self.seen else row.entry
            self._last = row.entry
            self.seen += 1
            yield row

    @property
    def reach(self) -> str:
        return f", từ số {self._first} đến số {self._last}" if self.seen else ""
