"""«PHIẾU THU TIỀN TẠM (không thay thế biên lai)»: what was taken at the desk, until the e-receipt is issued.

The program never issues a biên lai (NĐ 254/2026/NĐ-CP art. 23–26); the title says so on every page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

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
from printing.vietqr_block import vietqr

TITLE = "PHIẾU THU TIỀN TẠM"
VOIDED = "ĐÃ HỦY"
_NOT_A_RECEIPT = "(không thay thế biên lai)"
_LIEN = ("Liên 1: Lưu", "Liên 2: Giao người nộp tiền")
_METHODS = {"cash": "tiền mặt", "transfer": "chuyển khoản"}
_NOTE = (
    "Phiếu này xác nhận số tiền đã thu tại quầy, không phải là biên lai. Biên lai thu phí, lệ phí do cơ quan thu lập "
    "theo Nghị định số 254/2026/NĐ-CP và được giao cho người nộp tiền."
)


@dataclass(frozen=True, slots=True)
class _Slip:
    """What one slip is for: a payment of each dossier on it, the first one's code in the symbol."""

    parts: tuple[tuple[Dossier, Payment], ...]

    @property
    def dossier(self) -> Dossier:
        return self.parts[0][0]

    @property
    def payment(self) -> Payment:
        return self.parts[0][1]

    @property
    def amount(self) -> int:
        return sum(payment.amount for _dossier, payment in self.parts)


def render(
    dossier: Dossier,
    head: Letterhead,
    *,
    number: str,
    copy: int,
    paper: str,
    draft: bool,
    others: Sequence[Dossier] = (),
) -> Paper:
    """Return both liên of the slip of one payment. Raises BadInput if the dossier has no slip of that number.

    others: the further dossiers on the same slip. A voided slip is marked «ĐÃ HỦY» and says why.
    """
    stock = stock_of(paper, with_roll=True)
    slip = _slip_of(dossier, others, number)
    stamps = stamps_of(head, copy=copy, draft=draft)
    watermark = watermark_of(head, draft=draft)
    if slip.payment.voided is not None:
        stamps, watermark = (*stamps, VOIDED), VOIDED
    pages = lay_out(dossier, head, stock, number=number, stamps=stamps, others=others)
    return to_pdf(stock, pages, title=f"{TITLE} {_NOT_A_RECEIPT}", watermark=watermark)


def lay_out(
    dossier: Dossier,
    head: Letterhead,
    stock: Stock,
    *,
    number: str,
    stamps: Sequence[str] = (),
    others: Sequence[Dossier] = (),
) -> list[Page]:
    """Return the pages of both liên, placed and measured but not drawn."""
    slip = _slip_of(dossier, others, number)
    payment, rows = slip.payment, symbol(slip.dossier.code)

    def top(lien: str) -> Copy:
        def strips(sizes: Sizes) -> Sequence[Strip]:
            return (
                letterhead(head, stock, sizes, number=f"{number}/PTT", day=payment.at.date()),
                title(_title(slip, lien, sizes), rows, stamps, stock, sizes),
            )

        return Copy(strips, " – ".join((f"Phiếu thu tiền tạm số {number}", lien, *stamps)))

    return set_copies(
        stock,
        [top(lien) for lien in _LIEN],
        lambda sizes: _body(slip, head, stock, sizes),
        form="Phiếu thu tiền tạm, không thay thế biên lai",
    )


def _slip_of(dossier: Dossier, others: Sequence[Dossier], number: str) -> _Slip:
    """Return the slip with its dossiers in the order they were collected for."""
    order = _payment(dossier, number).dossiers
    whole = sorted((dossier, *others), key=lambda one: order.index(one.id) if one.id in order else 0)
    return _Slip(tuple((one, _payment(one, number)) for one in whole))


def _payment(dossier: Dossier, number: str) -> Payment:
    for payment in reversed(dossier.payments):  # of two years' series the newer one
        if payment.number == number:
            return payment
    raise BadInput(field="number", problem=N_("no fee has been collected for this dossier"))


def _title(slip: _Slip, lien: str, sizes: Sizes) -> Sequence[Sequence[Span]]:
    code = slip.dossier.code or wording.BLANK
    more = f" và {wording.two(len(slip.parts) - 1)} hồ sơ kê dưới đây" if len(slip.parts) > 1 else ""
    return (
        (Span(TITLE, BOLD, sizes.title),),
        (Span(_NOT_A_RECEIPT, ITALIC, sizes.body),),
        (Span("Mã hồ sơ: ", REGULAR, sizes.body), Span(code, BOLD, sizes.body), Span(more, REGULAR, sizes.body)),
        (Span(f"({lien})", ITALIC, sizes.body),),
    )


def _body(slip: _Slip, head: Letterhead, stock: Stock, sizes: Sizes) -> list[Strip]:
    dossier, payment = slip.dossier, slip.payment
    payer = dossier.representative.name if dossier.representative else dossier.applicant.name
    is_alone = len(slip.parts) == 1

    def line(label: str, value: str, *, bold: bool = False, before: float = 1.1) -> list[Strip]:
        spans = [Span(f"{label} ", REGULAR, sizes.body), Span(value, BOLD if bold else REGULAR, sizes.body)]
        return paragraph(spans, stock.measure, before=before)

    subject = wording.sentence_case(dossier.procedure.name)
    strips = [
        *line("Đơn vị thu:", wording.desk(head), before=5),
        *line("Người nộp tiền:", payer, bold=True),
        *(line("Nộp cho hồ sơ của:", dossier.applicant.name) if dossier.representative else ()),
        *(line("Địa chỉ:", dossier.applicant.address) if dossier.applicant.address else ()),
        *line("Nội dung thu:", subject if is_alone else f"Phí, lệ phí của {wording.two(len(slip.parts))} hồ sơ"),
        *(_items(dossier, stock, sizes) if is_alone else _parts(slip, stock, sizes)),
        *line("Số tiền thu:", wording.figures(slip.amount), bold=True, before=4),
        *line("Bằng chữ:", wording.in_words(slip.amount), bold=True),
        *line("Hình thức:", _method(payment)),
        *line("Thời gian thu:", wording.moment(payment.at)),
    ]
    if payment.receipt:
        issued = payment.receipt
        strips += line("Biên lai điện tử:", f"{issued.template}, {issued.symbol}, số {issued.receipt_number}")
    elif payment.paper_receipt:
        strips += line("Biên lai giấy đã lập:", payment.paper_receipt)
    cannot_read = "cannot_read" in dossier.priority
    if payment.replaces:
        strips += line("Thay cho phiếu đã hủy số:", payment.replaces)
    for label, value in _voided(payment):
        strips += line(label, value, bold=True)
    strips += _to_transfer(slip, head, stock, sizes)
    parties = [
        ("NGƯỜI NỘP TIỀN", wording.signing_hint(cannot_read=cannot_read), payer),
        ("NGƯỜI THU TIỀN", wording.signing_hint(cannot_read=False), payment.by or dossier.officer_name),
    ]
    if cannot_read:
        read_aloud = [Span(wording.READ_ALOUD, ITALIC, sizes.body)]
        strips += paragraph(read_aloud, stock.measure, before=4, keep=True)
    signed = signatures(parties, stock, sizes, before=10, fingerprint=cannot_read)
    return [*strips, signed, *notes(_NOTE, stock, sizes)]


def _method(payment: Payment) -> str:
    words = _METHODS.get(payment.method, payment.method)
    if payment.is_claimed:
        return f"{words} (chưa đối chiếu với ngân hàng)"
    if payment.confirmed:
        return (
            f"{words} (ngân hàng báo có ngày {wording.short_date(date.fromisoformat(payment.confirmed.credited_on))})"
        )
    return words


def _voided(payment: Payment) -> list[tuple[str, str]]:
    """Return why a voided slip counts no more, who voided it, and which slip stands in for it."""
    gone = payment.voided
    if gone is None:
        return []
    said = [("Đã hủy lúc:", f"{wording.moment(gone.at)}, người hủy: {gone.by}"), ("Lý do hủy:", gone.reason)]
    if gone.leave:
        said.append(("Lãnh đạo cho phép:", wording.beside(gone.leave.leader, gone.leave.vouched)))
    if gone.replaced_by:
        said.append(("Thay bằng phiếu số:", gone.replaced_by))
    return said


def _to_transfer(slip: _Slip, head: Letterhead, stock: Stock, sizes: Sizes) -> list[Strip]:
    """Return the VietQR symbol where something is still to be transferred and the desk has an account."""
    if head.bank is None or slip.payment.voided is not None or not slip.dossier.code[-1:].isdigit():
        return []
    amount = slip.amount if slip.payment.is_claimed else slip.dossier.owed
    if not amount:
        return []
    return [vietqr(head.bank, amount=amount, code=slip.dossier.code, stock=stock, sizes=sizes)]


def _parts(slip: _Slip, stock: Stock, sizes: Sizes) -> list[Strip]:
    """Return what was taken for each of several dossiers, with the sum."""

    def row(number: str, texts: Sequence[str], amount: str, face: str = REGULAR) -> Row:
        lines = tuple(Span(text, face, sizes.table) for text in texts)
        numbered, money = Span(number, face, sizes.table), Span(amount, face, sizes.table)
        return (
            Cell((numbered,), "centre"),
            Cell(lines, "centre" if number == "STT" else "left"),
            Cell((money,), "centre"),
        )

    rows = []
    for place, (dossier, payment) in enumerate(slip.parts, 1):
        names = [item.name for item in payment.items] or [wording.sentence_case(dossier.procedure.name)]
        said = [f"{dossier.code} – {dossier.applicant.name}", *names]
        rows.append(row(str(place), said, wording.figures(payment.amount)))
    total = wording.figures(slip.amount)
    rows.append(
        (
            Cell((Span("Cộng", BOLD, sizes.table),), "centre", columns=2),
            Cell((Span(total, BOLD, sizes.table),), "centre"),
        )
    )
    numbers, amounts = width("STT", BOLD, sizes.table) + 13, 0.28 * stock.measure
    widths = (numbers, stock.measure - numbers - amounts, amounts)
    return table(row("STT", ["Hồ sơ, phí, lệ phí"], "Số tiền", BOLD), rows, widths, tallest=0.3 * stock.frame)


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
