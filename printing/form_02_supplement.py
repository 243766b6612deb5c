"""Form 02 «Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ»: what the citizen still has to bring, once and completely.

Of a dossier, or before there is one: then it carries no dossier code (NĐ 61/2018/NĐ-CP art. 17(1)a).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.citizen import Applicant
from app.domain.dossier import Dossier
from app.domain.errors import PaperNotDue
from app.domain.guidance_events import GuidanceGiven
from app.domain.life_events import WantedPaper
from app.ports import Letterhead
from printing import wording
from printing.head import signed_right
from printing.layout import Strip
from printing.lines import Lines
from printing.notice import SIGN, Top, about, request_of, set_notice, you
from printing.pages import Page
from printing.paper import Sizes, Stock
from printing.paper_table import Listed, paper_table
from printing.wordings import Words


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked of whom. phone: to ask back; None = the desk's."""

    applicant: Applicant
    request: str
    wanted: tuple[WantedPaper, ...]
    reason: str
    by: str
    phone: str | None


def lay_out(
    dossier: Dossier, head: Letterhead, stock: Stock, words: Words, *, stamps: Sequence[str] = ()
) -> list[Page]:
    """Return the pages for the newest request of the dossier. Raises PaperNotDue."""
    if not dossier.requests:
        raise PaperNotDue(form="supplement")
    newest = dossier.requests[-1]
    asked = _Asked(
        dossier.applicant, request_of(dossier), newest.wanted, newest.reason, newest.by, newest.phone or head.phone
    )
    top = Top(head, words, newest.at.date(), newest.number, dossier.code, stamps)
    return set_notice(stock, top, lambda sizes: _body(asked, top, stock, sizes))


def lay_out_guidance(
    given: GuidanceGiven, head: Letterhead, stock: Stock, words: Words, *, stamps: Sequence[str] = ()
) -> list[Page]:
    """Return the pages for a citizen whose papers were not accepted yet."""
    request = wording.sentence_case(given.procedure.name)
    asked = _Asked(given.applicant, request, given.wanted, given.reason, given.officer_name, head.phone)
    top = Top(head, words, given.at.date(), given.number, None, stamps)
    return set_notice(stock, top, lambda sizes: _body(asked, top, stock, sizes))


def _body(asked: _Asked, top: Top, stock: Stock, sizes: Sizes) -> list[Strip]:
    put = Lines(stock, sizes)
    called = you(asked.applicant)
    contact = (
        f"Trong quá trình hoàn thiện hồ sơ nếu có vướng mắc, {called} liên hệ với công chức {asked.by}, "
        f"số điện thoại {wording.phone(asked.phone) if asked.phone else wording.DOTS} để được hướng dẫn./."
    )
    return [
        *put.line(wording.desk_label(top.head), wording.with_point(top.head), before=3),
        *about(asked.applicant, put, asked.request, label=f"Tiếp nhận hồ sơ, yêu cầu của {called}:"),
        *put.text(f"Yêu cầu {called} bổ sung, hoàn thiện hồ sơ gồm những nội dung như sau:", keep=True),
        *_wanted(asked.wanted, put, stock, sizes),
        *put.line("Lý do:", asked.reason, align="justify", before=4),
        *put.text(contact, keep=True),
        signed_right(top.words.of.signers["officer"], SIGN, asked.by, (), stock, sizes, before=6),
    ]


def _wanted(wanted: Sequence[WantedPaper], put: Lines, stock: Stock, sizes: Sizes) -> list[Strip]:
    if not wanted:
        return put.text("(theo lý do ghi dưới đây)", before=1.1)
    rows = [Listed(paper.name, _kinds(paper), paper.note) for paper in wanted]
    return paper_table(rows, stock, sizes, heading="Giấy tờ, nội dung cần bổ sung")


def _kinds(paper: WantedPaper) -> list[tuple[str, int]]:
    return [(kind, count) for kind, count in (("Bản chính", paper.original), ("Bản sao", paper.copy)) if count]
