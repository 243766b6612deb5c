"""Forms of one liên: what all of them have on top, the applicant's lines, how the text calls citizen and agency."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.domain.citizen import Applicant
from app.domain.dossier import Dossier
from app.ports import Letterhead
from printing import wording
from printing.code import symbol
from printing.head import letterhead, title
from printing.layout import Span, Strip
from printing.lines import Lines
from printing.pages import Page
from printing.paper import Copy, Sizes, Stock, set_copies
from printing.typeface import BOLD, REGULAR
from printing.wordings import Words

SIGN = "(Ký và ghi rõ họ tên)"
SEAL = "(Ký tên và đóng dấu)"


@dataclass(frozen=True, slots=True)
class Top:
    """What stands above the text. number: the paper's own, without its symbol. code: None before acceptance."""

    head: Letterhead
    words: Words
    day: date
    number: str | None = None
    code: str | None = None
    stamps: Sequence[str] = ()


def set_notice(stock: Stock, top: Top, body: Callable[[Sizes], Sequence[Strip]]) -> list[Page]:
    """Lay out a form of one liên at the largest sizes that need the fewest pages."""
    words = top.words
    number = f"{top.number}/{words.of.symbol or top.head.symbol}" if top.number else None

    def strips(sizes: Sizes) -> Sequence[Strip]:
        lines = [(Span(line, BOLD, sizes.title),) for line in words.of.title]
        code = (Span("Mã hồ sơ: ", REGULAR, sizes.body), Span(top.code or "", BOLD, sizes.body))
        return (
            letterhead(top.head, stock, sizes, number=number, day=top.day),
            title([*lines, code] if top.code else lines, symbol(top.code or ""), top.stamps, stock, sizes),
        )

    named = f"{wording.capitalised(words.name)}{f' số {top.number}' if top.number else ''}"
    running = " – ".join((named, *((f"Mã hồ sơ: {top.code}",) if top.code else ()), *top.stamps))
    return set_copies(stock, [Copy(strips, running)], body, form=words.foot)


def you(person: Applicant) -> str:
    """Return how the paper addresses whom it is for."""
    return "Tổ chức" if person.kind == "organisation" else "Ông/Bà"


def about(person: Applicant, put: Lines, request: str, *, label: str) -> list[Strip]:
    """Return who it is about and what was asked for. label: before the name."""
    return [
        *put.line(label, person.name, bold=True),
        *put.line("Địa chỉ:", person.address),
        *put.reached_at(person),
        *put.line("Nội dung yêu cầu giải quyết:", request, align="justify"),
    ]


def request_of(dossier: Dossier) -> str:
    """Return what the dossier asks for, with the officer's summary."""
    name = wording.sentence_case(dossier.procedure.name)
    return f"{name} ({dossier.summary})" if dossier.summary else name


def solver(dossier: Dossier, head: Letterhead) -> str:
    """Return the agency that solves the dossier, in running text: its own name, or the commune's committee."""
    return dossier.competent_agency or f"Ủy ban nhân dân {wording.unit(head)}"


def solvers_head(dossier: Dossier, head: Letterhead) -> Letterhead:
    """Return the head of papers that the solving agency signs; a people's committee names nobody above itself."""
    agency = (dossier.competent_agency.upper(),) if dossier.competent_agency else head.superior
    return replace(head, superior=(), agency=agency)
