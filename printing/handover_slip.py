"""«Phiếu bàn giao hồ sơ»: one hand-over of the paper file between people, signed by both."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.dossier import Dossier, Handing
from app.domain.errors import PaperNotDue
from app.ports import Letterhead
from printing import wording
from printing.head import signatures
from printing.layout import Strip
from printing.lines import Lines
from printing.notice import SIGN, Top, request_of, set_notice
from printing.pages import Page
from printing.paper import Sizes, Stock
from printing.paper_table import Listed, paper_table
from printing.wordings import Words


def lay_out(
    dossier: Dossier, head: Letterhead, stock: Stock, words: Words, *, stamps: Sequence[str] = ()
) -> list[Page]:
    """Return the pages for the last hand-over. Raises PaperNotDue if the file never left the desk."""
    if not dossier.handings:
        raise PaperNotDue(form="handover")
    last = dossier.handings[-1]
    top = Top(head, words, last.given_at.date(), None, dossier.code, stamps)
    return set_notice(stock, top, lambda sizes: _body(dossier, last, top, stock, sizes))


def _body(dossier: Dossier, last: Handing, top: Top, stock: Stock, sizes: Sizes) -> list[Strip]:
    put = Lines(stock, sizes)
    giver = last.given_by or dossier.officer_name
    strips = [
        *put.line("Lần bàn giao:", wording.two(len(dossier.handings)), before=3),
        *put.line("Bên giao:", giver, bold=True),
        *put.line("Bên nhận:", last.to, bold=True),
        *put.line("Chủ hồ sơ:", dossier.applicant.name),
        *put.line("Thủ tục:", request_of(dossier), align="justify"),
        *put.line("Hẹn trả kết quả:", wording.moment(dossier.due.at), bold=True),
        *(put.line("Diện ưu tiên:", wording.priority(dossier)) if dossier.priority else ()),
        *_papers(dossier, put, stock, sizes),
        *put.line("Số lượng hồ sơ:", f"{wording.two(dossier.sets)} (bộ)", before=3),
        *put.line("Thời gian giao:", wording.moment(last.given_at)),
        *put.line("Thời gian nhận:", wording.moment(last.taken_at) if last.taken_at else None),
    ]
    if dossier.step_until is not None:
        strips += put.line("Hạn xử lý bước này:", wording.moment(dossier.step_until))
    strips += put.line("Ghi chú:", last.note)
    parties = [
        (top.words.of.signers["giver"], SIGN, giver),
        (top.words.of.signers["receiver"], SIGN, last.taken_by or (last.to if last.kind == "officer" else "")),
    ]
    return [*strips, signatures(parties, stock, sizes, before=8)]


def _papers(dossier: Dossier, put: Lines, stock: Stock, sizes: Sizes) -> list[Strip]:
    rows = [
        Listed(paper.name, wording.paper_kinds(paper), paper.note)
        for paper in dossier.papers
        if not paper.shown_only and (paper.original or paper.copy)
    ]
    if not rows:
        return put.line("Giấy tờ kèm theo:", "không có")
    return [
        *put.text("Giấy tờ kèm theo:", before=1.1, keep=True),
        *paper_table(rows, stock, sizes, heading="Tên giấy tờ"),
    ]
