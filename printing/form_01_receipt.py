"""Form 01 «Giấy tiếp nhận hồ sơ và hẹn trả kết quả» (TT 03/2025/TT-VPCP, Annex I), two liên.

The field layout is that of systems which print it today; the official annex was not to be had, so
the form's version stands at the foot of every page and on the dossier.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.domain.dossier import Dossier
from app.ports import Letterhead, Paper
from printing import wording
from printing.blocks import Cell, Row, paragraph, table
from printing.code import symbol
from printing.drawing import to_pdf
from printing.head import letterhead, notes, signatures, title
from printing.layout import Span, Strip, moved, wrap
from printing.pages import Page
from printing.paper import Copy, Sizes, Stock, set_copies, stock_of
from printing.typeface import BOLD, ITALIC, REGULAR, width

TITLE = "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ"
TITLE_LINES = ("GIẤY TIẾP NHẬN HỒ SƠ", "VÀ HẸN TRẢ KẾT QUẢ")
LIEN = ("Liên 1: Lưu", "Liên 2: Giao người nộp hồ sơ")
_NOTES = (
    "Giấy tiếp nhận hồ sơ và hẹn trả kết quả được lập thành 2 liên; một liên chuyển kèm theo Phiếu kiểm soát quá trình "
    "giải quyết hồ sơ và được lưu tại Bộ phận tiếp nhận và trả kết quả; một liên giao cho cá nhân, tổ chức nộp hồ sơ. "
    "Cá nhân, tổ chức có thể đăng ký nhận kết quả tại Bộ phận tiếp nhận và trả kết quả hoặc tại nhà (trụ sở tổ chức) "
    "qua dịch vụ bưu chính."
)
_BRIEF_NOTES = (
    "Giấy này được lập thành 2 liên: một liên lưu tại Bộ phận tiếp nhận và trả kết quả, một liên giao cá nhân, tổ chức "
    "nộp hồ sơ. Có thể đăng ký nhận kết quả tại Bộ phận hoặc tại nhà (trụ sở tổ chức) qua dịch vụ bưu chính."
)
_FIND = "Tra cứu hồ sơ: Cổng Dịch vụ công quốc gia, bằng mã hồ sơ hoặc mã QR."


def render(dossier: Dossier, head: Letterhead, *, copy: int, paper: str, draft: bool) -> Paper:
    """Return both liên of the receipt. Raises MissingGlyphs, BadInput for an unknown paper."""
    stock = stock_of(paper)
    pages = lay_out(dossier, head, stock, stamps=stamps_of(head, copy=copy, draft=draft))
    return to_pdf(stock, pages, title=TITLE, watermark=watermark_of(head, draft=draft))


def lay_out(dossier: Dossier, head: Letterhead, stock: Stock, *, stamps: Sequence[str] = ()) -> list[Page]:
    """Return the pages of both liên, placed and measured but not drawn."""
    rows = symbol(dossier.code)

    def top(lien: str) -> Copy:
        def strips(sizes: Sizes) -> Sequence[Strip]:
            number = f"{wording.serial(dossier.code)}/{head.symbol}"
            return (
                letterhead(head, stock, sizes, number=number, day=dossier.received_at.date()),
                title(_title(dossier, lien, sizes), rows, stamps, stock, sizes),
            )

        return Copy(strips, " – ".join((f"Mã hồ sơ: {dossier.code or wording.BLANK}", lien, *stamps)))

    copies = [top(lien) for lien in LIEN]
    return set_copies(stock, copies, lambda sizes: _body(dossier, head, stock, sizes), form=_form_line(dossier))


def stamps_of(head: Letterhead, *, copy: int, draft: bool) -> tuple[str, ...]:
    """Return the framed marks of a paper. A draft is no further copy of anything."""
    mark = wording.DRAFT if draft else wording.reprint(copy)
    return tuple(stamp for stamp in (wording.PRACTICE if head.practice else None, mark) if stamp)


def watermark_of(head: Letterhead, *, draft: bool) -> str | None:
    """Return the words across the page: practice papers and drafts are worth nothing."""
    if head.practice:
        return wording.PRACTICE
    return wording.DRAFT if draft else None


def _form_line(dossier: Dossier) -> str:
    return f"Mẫu số 01 ({dossier.form_version})"


def _title(dossier: Dossier, lien: str, sizes: Sizes) -> Sequence[Sequence[Span]]:
    return (
        *((Span(line, BOLD, sizes.title),) for line in TITLE_LINES),
        (Span("Mã hồ sơ: ", REGULAR, sizes.body), Span(dossier.code or wording.BLANK, BOLD, sizes.body)),
        (Span(f"({lien})", ITALIC, sizes.body),),
    )


def _body(dossier: Dossier, head: Letterhead, stock: Stock, sizes: Sizes) -> list[Strip]:
    return [
        *_who(dossier, head, stock, sizes),
        *_papers(dossier, stock, sizes),
        *_promise(dossier, head, stock, sizes),
        *_signed(dossier, stock, sizes),
        *_notes(head, stock, sizes),
    ]


class _Setter:
    """Sets labelled lines at the body size."""

    def __init__(self, stock: Stock, sizes: Sizes) -> None:
        self.measure = stock.measure
        self.size = sizes.body

    def line(
        self, label: str, value: str | None = None, *, bold: bool = False, before: float = 1.1, align: str = "left"
    ) -> list[Strip]:
        """Return «label value»; dots to write on where the value is None."""
        face = BOLD if bold else REGULAR
        spans = [Span(f"{label} ", REGULAR, self.size), Span(value or "", face, self.size)]
        if value is None:
            spans = [Span(self.dotted(label, self.measure), REGULAR, self.size)]
        return paragraph(spans, self.measure, before=before, align=align)

    def dotted(self, label: str, limit: float) -> str:
        """Return the label and dots up to the limit."""
        room = limit - width(f"{label} ", REGULAR, self.size)
        return f"{label} " + "." * max(int(room / width(".", REGULAR, self.size)), 3)

    def pair(self, left: str, right: str) -> list[Strip]:
        """Return two short fields on one line, or under each other if they are long."""
        share = 0.46 * self.measure
        first = wrap([Span(left, REGULAR, self.size)], share - 6)
        second = wrap([Span(right, REGULAR, self.size)], self.measure - share)
        if len(first) > 1 or len(second) > 1:
            return [
                strip for text in (left, right) for strip in paragraph([Span(text, REGULAR, self.size)], self.measure)
            ]
        one = paragraph([Span(left, REGULAR, self.size)], share)[0]
        other = paragraph([Span(right, REGULAR, self.size)], self.measure - share)[0]
        return [Strip(one.height, (*one.marks, *(moved(mark, share, 0) for mark in other.marks)), before=one.before)]


def _who(dossier: Dossier, head: Letterhead, stock: Stock, sizes: Sizes) -> list[Strip]:
    put = _Setter(stock, sizes)
    person = dossier.applicant
    label = {"organisation": " tổ chức", "household": " hộ"}.get(person.kind, "")
    phone = f"Số điện thoại: {wording.phone(person.phone)}" if person.phone else None
    share = 0.46 * stock.measure - 8
    strips = [
        *put.line("Bộ phận (Trung tâm) tiếp nhận và trả kết quả:", wording.unit(head), before=3),
        *put.line(f"Tiếp nhận hồ sơ của{label}:", person.name, bold=True),
        *_representative(dossier, put),
        *put.line("Địa chỉ:", person.address),
        *put.pair(
            phone or put.dotted("Số điện thoại:", share),
            f"Email: {person.email}" if person.email else put.dotted("Email:", stock.measure * 0.54),
        ),
        *put.line("Nội dung yêu cầu giải quyết:", _request(dossier), align="justify"),
    ]
    if dossier.competent_agency:
        strips += put.line("Cơ quan giải quyết:", dossier.competent_agency)
    return strips


def _request(dossier: Dossier) -> str:
    name = wording.sentence_case(dossier.procedure.name)
    return f"{name} ({dossier.summary})" if dossier.summary else name


def _representative(dossier: Dossier, put: _Setter) -> list[Strip]:
    acting = dossier.representative
    if acting is None:
        return []
    label = "Người đại diện:" if dossier.applicant.kind in ("organisation", "household") else "Người nộp thay:"
    relation = f" ({acting.relation})" if acting.relation else ""
    phone = f", số điện thoại {wording.phone(acting.phone)}" if acting.phone else ""
    return put.line(label, f"{acting.name}{relation}{phone}")


def _papers(dossier: Dossier, stock: Stock, sizes: Sizes) -> list[Strip]:
    label = "1. Thành phần hồ sơ, yêu cầu và số lượng mỗi loại giấy tờ gồm:"
    kept = [paper for paper in dossier.papers if not paper.shown_only and (paper.original or paper.copy)]
    shown = [paper for paper in dossier.papers if paper.shown_only]
    if not kept and not shown:
        return _Setter(stock, sizes).line(label, "không có giấy tờ phải nộp")
    rows: list[Row] = []
    for number, paper in enumerate([*kept, *shown], 1):
        if shown and number == len(kept) + 1:
            rows.append((Cell((Span("Xuất trình (đã đối chiếu và trả lại ngay)", ITALIC, sizes.table),), columns=4),))
        kinds = wording.paper_kinds(paper)
        name = f"{paper.name} ({paper.note})" if paper.note else paper.name
        columns = ((str(number),), (name,), [kind for kind, _n in kinds], [str(count) for _kind, count in kinds])
        rows.append(_row(columns, REGULAR, sizes.table))
    head = _row((("STT",), ("Tên giấy tờ",), ("Loại",), ("Số lượng",)), BOLD, sizes.table)
    narrow = width("Số lượng", BOLD, sizes.table) + 10
    numbers, kinds_wide = width("STT", BOLD, sizes.table) + 13, width("Bản chính", REGULAR, sizes.table) + 26
    widths = (numbers, stock.measure - numbers - kinds_wide - narrow, kinds_wide, narrow)
    return [
        *paragraph([Span(label, REGULAR, sizes.body)], stock.measure, keep=True),
        *table(head, rows, widths, tallest=0.3 * stock.frame),
    ]


def _row(columns: Sequence[Sequence[str]], face: str, size: float) -> Row:
    aligned = ("centre", "centre" if face == BOLD else "left", "centre", "centre")
    texts = (tuple(Span(text, face, size) for text in column) for column in columns)
    return tuple(Cell(spans, align) for spans, align in zip(texts, aligned, strict=True))


def _promise(dossier: Dossier, head: Letterhead, stock: Stock, sizes: Sizes) -> list[Strip]:
    put = _Setter(stock, sizes)
    limit = [
        *put.line("2. Số lượng hồ sơ:", f"{wording.two(dossier.sets)} (bộ)", before=2.5),
        *put.line("3. Thời gian giải quyết hồ sơ theo quy định là:", wording.limit(dossier)),
    ]
    promised = [
        *put.line("4. Thời gian nhận hồ sơ:", wording.moment(dossier.received_at), bold=True),
        *put.line("5. Thời gian trả kết quả giải quyết hồ sơ:", ""),
        *paragraph([Span(wording.moment(dossier.due.at), BOLD, sizes.promised)], stock.measure, before=0),
        *put.line("6. Đăng ký nhận kết quả tại:", wording.return_place(dossier, head)),
        *put.line("7. Phí, lệ phí (nếu có):", wording.fees_line(dossier)),
        *put.line("Vào Sổ theo dõi hồ sơ, Quyển số:", f"{dossier.book}. Số thứ tự: {dossier.entry or wording.BLANK}"),
        *(put.line("Nhập sau từ giấy", wording.entered_late(dossier)) if dossier.late_entry else ()),
    ]
    # Nobody signs a page that does not show the promise.
    return [*limit, *(replace(strip, keep=True) for strip in promised)]


def _signed(dossier: Dossier, stock: Stock, sizes: Sizes) -> list[Strip]:
    cannot_read = "cannot_read" in dossier.priority
    person, acting = dossier.applicant, dossier.representative
    signer = acting.name if acting else "" if person.kind == "organisation" else person.name
    parties = [
        ("NGƯỜI NỘP HỒ SƠ", wording.signing_hint(cannot_read=cannot_read), signer),
        ("NGƯỜI TIẾP NHẬN HỒ SƠ", wording.signing_hint(cannot_read=False), dossier.officer_name),
    ]
    strips: list[Strip] = []
    if cannot_read:
        spans = [Span(wording.READ_ALOUD, ITALIC, sizes.body)]
        strips = [*paragraph(spans, stock.measure, before=4, keep=True)]
    return [*strips, signatures(parties, stock, sizes, fingerprint=cannot_read)]


def _notes(head: Letterhead, stock: Stock, sizes: Sizes) -> list[Strip]:
    phone = f" Điện thoại quầy: {wording.phone(head.phone)}." if head.phone else ""
    text = _BRIEF_NOTES if sizes.is_brief else _NOTES
    return notes(f"{text} {_FIND}{phone}", stock, sizes)
