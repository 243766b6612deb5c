"""A VietQR symbol on a paper, with what a person reads beside it: amount, account, message. Nothing personal."""

from __future__ import annotations

import segno
from reportlab.lib.units import mm

from app.domain.vietqr import BankAccount, message, payload
from printing import wording
from printing.blocks import baseline
from printing.layout import LEADING, Mark, Matrix, Span, Strip, wrap
from printing.paper import Sizes, Stock
from printing.typeface import BOLD, REGULAR

_MODULE = 0.52 * mm
"""Half a millimetre, which a cheap laser prints and a telephone reads; 41 to 49 of them make a side."""


def vietqr(bank: BankAccount, *, amount: int, code: str, stock: Stock, sizes: Sizes) -> Strip:
    """Return the symbol to pay an amount with, for the dossier of this code. Raises BadInput."""
    rows = tuple(bytes(row) for row in segno.make_qr(payload(bank, amount=amount, purpose=code), error="m").matrix)
    side = len(rows) * _MODULE
    quiet = Matrix(0, 0, side, rows).quiet
    left = side + 3 * quiet
    marks: list[Mark] = [Matrix(quiet, quiet, side, rows)]
    top = quiet
    for label, value in (
        ("Quét mã VietQR để chuyển khoản:", wording.figures(amount)),
        ("Số tài khoản:", bank.account),
        ("Chủ tài khoản:", bank.holder),
        ("Nội dung:", message(code)),
    ):
        spans = [Span(f"{label} ", REGULAR, sizes.body), Span(value, BOLD, sizes.body)]
        for line in wrap(spans, stock.measure - left) if value else ():
            height = line.size * LEADING
            marks += line.marks(left, top + baseline(line.size, height))
            top += height
    return Strip(max(side + 2 * quiet, top), tuple(marks), before=3)
