"""Labelled lines of a form: «Địa chỉ: …», dots to write on where nothing is known, two short fields side by side."""

from __future__ import annotations

from app.domain.citizen import Applicant
from printing import wording
from printing.blocks import paragraph
from printing.layout import Span, Strip, moved, wrap
from printing.paper import Sizes, Stock
from printing.typeface import BOLD, ITALIC, REGULAR, width

_LEFT_SHARE = 0.46


class Lines:
    """Sets the lines of a form at its body size."""

    def __init__(self, stock: Stock, sizes: Sizes) -> None:
        self.measure = stock.measure
        self.size = sizes.body

    def line(
        self,
        label: str,
        value: str | None = None,
        *,
        bold: bool = False,
        before: float = 1.1,
        align: str = "left",
        keep: bool = False,
    ) -> list[Strip]:
        """Return «label value»; dots to write on where the value is None."""
        face = BOLD if bold else REGULAR
        spans = [Span(f"{label} ", REGULAR, self.size), Span(value or "", face, self.size)]
        if value is None:
            spans = [Span(self.dotted(label, self.measure), REGULAR, self.size)]
        return paragraph(spans, self.measure, before=before, align=align, keep=keep)

    def text(self, *parts: str | Span, before: float = 3.0, align: str = "justify", keep: bool = False) -> list[Strip]:
        """Return a paragraph of running text."""
        spans = [part if isinstance(part, Span) else Span(part, REGULAR, self.size) for part in parts]
        return paragraph(spans, self.measure, before=before, align=align, keep=keep)

    def strong(self, text: str) -> Span:
        """Return words that stand out in running text."""
        return Span(text, BOLD, self.size)

    def slanted(self, text: str) -> Span:
        """Return words in italics."""
        return Span(text, ITALIC, self.size)

    def dotted(self, label: str, limit: float) -> str:
        """Return the label and dots up to the limit."""
        room = limit - width(f"{label} ", REGULAR, self.size)
        return f"{label} " + "." * max(int(room / width(".", REGULAR, self.size)), 3)

    def pair(self, left: str, right: str) -> list[Strip]:
        """Return two short fields on one line, or under each other if they are long."""
        share = _LEFT_SHARE * self.measure
        first = wrap([Span(left, REGULAR, self.size)], share - 6)
        second = wrap([Span(right, REGULAR, self.size)], self.measure - share)
        if len(first) > 1 or len(second) > 1:
            return [
                strip for text in (left, right) for strip in paragraph([Span(text, REGULAR, self.size)], self.measure)
            ]
        one = paragraph([Span(left, REGULAR, self.size)], share)[0]
        other = paragraph([Span(right, REGULAR, self.size)], self.measure - share)[0]
        return [Strip(one.height, (*one.marks, *(moved(mark, share, 0) for mark in other.marks)), before=one.before)]

    def reached_at(self, person: Applicant) -> list[Strip]:
        """Return phone and e-mail, with dots for what is not known."""
        share = _LEFT_SHARE * self.measure - 8
        phone = f"Số điện thoại: {wording.phone(person.phone)}" if person.phone else None
        return self.pair(
            phone or self.dotted("Số điện thoại:", share),
            f"Email: {person.email}" if person.email else self.dotted("Email:", self.measure * (1 - _LEFT_SHARE)),
        )
