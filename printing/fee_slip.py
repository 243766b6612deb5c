"""«PHIẾU THU TIỀN TẠM (không thay thế biên lai)»: what was taken at the desk, until the e-receipt is issued.

The program never issues a biên lai (NĐ 254/2026/NĐ-CP art. 23–26); the title says so on every page.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.dossier import Dossier, Payment
from app.domain.errors import BadInput
from app.i18n import N_
from app.ports import Letterhead, Paper
from printing import wording
from printing.blocks import Cell, Row, paragraph, table
from printing.code import symbol
from printing.drawing import to_pdf
from printing.head import letterhead, notes, signatures, title
from printing.layout import Span, Strip
from printing.pages import Page
from printing.paper import Copy, Sizes, Stock, set_copies, stock_of
from printing.stamps import stamps_of, watermark_of
from printing.typeface import BOLD, ITALIC, REGULAR, width

TITLE = "PHIẾU THU TIỀN TẠM"
_NOT_A_RECEIPT = "(không thay thế biên lai)"
_LIEN = ("Liên 1: Lưu", "Liên 2: Giao người nộp tiền")
_METHODS = {"cash": "tiền mặt", "transfer": "chuyển khoản"}
_NOTE = (
    "Phiếu này xác nhận số tiền đã thu tại quầy, không phải là biên lai. Biên lai thu phí, lệ phí do cơ quan thu lập "
    "theo Nghị định số 254/2026/NĐ-CP và được giao cho người nộp tiền."
)


def render(dossier: Dossier, head: Letterhead, *, number: str, copy: int, paper: str, draft: bool) -> Paper:
    """Return both liên of the slip of one payment. Raises BadInput if the dossier has no slip of that number."""
    stock = stock_of(paper, with_roll=True)
    pages = lay_out(dossier, head, stock, number=number, stamps=stamps_of(head, copy=copy, draft=draft))
    return to_pdf(stock, pages, title=f"{TITLE} {_NOT_A_RECEIPT}", watermark=watermark_of(head, draft=draft))


def lay_out(dossier: Dossier, head: Letterhead, stock: Stock, *, number: str, stamps: Sequence[str] = ()) -> list[Page]:
    """Return the pages of both liên, placed and measured but not drawn."""
    payment = _payment(dossier, number)
    rows = symbol(dossier.code)

    def top(lien: str) -> Copy:
        def strips(sizes: Sizes) -> Sequence[Strip]:
            return (
                letterhead(head, stock, sizes, number=f"{number}/PTT", day=payment.at.date()),
                title(_title(dossier, lien, sizes), rows, stamps, stock, sizes),
            )

        return Copy(strips, " – ".join((f"Phiếu thu tiền tạm số {number}", lien, *stamps)))

    return set_copies(
        stock,
        [top(lien) for lien in _LIEN],
        lambda sizes: _body(dossier, payment, head, stock, sizes),
        form="Phiếu thu tiền tạm, không thay thế biên lai",
    )


def _payment(dossier: Dossier, number: str) -> Payment:
    for payment in dossier.payments:
        if payment.number == number:
            return payment
    raise BadInput(field="number", problem=N_("no fee has been collected for this dossier"))


def _title(dossier: Dossier, lien: str, sizes: Sizes) -> Sequence[Sequence[Span]]:
    return (
        (Span(TITLE, BOLD, sizes.title),),
        (Span(_NOT_A_RECEIPT, ITALIC, sizes.body),),
        (Span("Mã hồ sơ: ", REGULAR, sizes.body), Span(dossier.code or wording.BLANK, BOLD, sizes.body)),
        (Span(f"({lien})", ITALIC, sizes.body),),
    )


def _body(dossier: Dossier, payment: Payment, head: Letterhead, stock: Stock, sizes: Sizes) -> list[Strip]:
    payer = dossier.representative.name if dossier.representative else dossier.applicant.name

    def line(label: str, value: str, *, bold: bool = False, before: float = 1.1) -> list[Strip]:
        spans = [Span(f"{label} ", REGULAR, sizes.body), Span(value, BOLD if bold else REGULAR, sizes.body)]
        return paragraph(spans, stock.measure, before=before)

    strips = [
        *line("Đơn vị thu:", wording.desk(head), before=5),
        *line("Người nộp tiền:", payer, bold=True),
        *(line("Nộp cho hồ sơ của:", dossier.applicant.name) if dossier.representative else ()),
        *(line("Địa chỉ:", dossier.applicant.address) if dossier.applicant.address else ()),
        *line("Nội dung thu:", wording.sentence_case(dossier.procedure.name)),
        *_items(dossier, stock, sizes),
        *line("Số tiền thu:", wording.figures(payment.amount), bold=True, before=4),
        *line("Bằng chữ:", wording.in_words(payment.amount), bold=True),
        *line("Hình thức:", _METHODS.get(payment.method, payment.method)),
        *line("Thời gian thu:", wording.moment(payment.at)),
    ]
    if payment.paper_receipt:
        strips += line("Biên lai giấy đã lập:", payment.paper_receipt)
    cannot_read = "cannot_read" in dossier.priority
    parties = [
        ("NGƯỜI NỘP TIỀN", wording.signing_hint(cannot_read=cannot_read), payer),
        ("NGƯỜI THU TIỀN", wording.signing_hint(cannot_read=False), dossier.officer_name),
    ]
    if cannot_read:
        read_aloud = [Span(wording.READ_ALOUD, ITALIC, sizes.body)]
        strips += paragraph(read_aloud, stock.measure, before=4, keep=True)
    signed = signatures(parties, stock, sizes, before=10, fingerprint=cannot_read)
    return [*strips, signed, *notes(_NOTE, stock, sizes)]


def _items(dossier: Dossier, stock: Stock, sizes: Sizes) -> list[Strip]:
    """Return the fees of the dossier as a table, with their sum."""
    if not dossier.fees:
        return []

    def row(texts: Sequence[str], face: str = REGULAR) -> Row:
        aligned = ("centre", "centre" if texts[0] == "STT" else "left", "centre")
        return tuple(Cell((Span(text, face, sizes.table),), align) for text, align in zip(texts, aligned, strict=True))

    rows = [row((str(number), fee.name, wording.fee_amount(fee))) for number, fee in enumerate(dossier.fees, 1)]
    total = "chưa xác định" if dossier.total is None else wording.figures(dossier.total)
    sum_row = (
        Cell((Span("Cộng", BOLD, sizes.table),), "centre", columns=2),
        Cell((Span(total, BOLD, sizes.table),), "centre"),
    )
    numbers, amounts = width("STT", BOLD, sizes.table) + 13, 0.28 * stock.measure
    widths = (numbers, stock.measure - numbers - amounts, amounts)
    head = row(("STT", "Phí, lệ phí", "Số tiền"), BOLD)
    return table(head, [*rows, sum_row], widths, tallest=0.3 * stock.frame)
