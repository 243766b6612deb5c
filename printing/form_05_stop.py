"""Form 05 «Thông báo dừng giải quyết hồ sơ» (new in TT 03/2025/TT-VPCP): stopped at the applicant's request.

Nobody here has seen the official layout: the fields are those the act itself gives, and the foot says so.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.dossier import Dossier, Ending
from app.domain.errors import PaperNotDue
from app.ports import Letterhead
from printing import wording
from printing.head import signed_right
from printing.layout import Strip
from printing.lines import Lines
from printing.notice import SEAL, Top, request_of, set_notice, solver, solvers_head, you
from printing.pages import Page
from printing.paper import Sizes, Stock
from printing.paper_table import Listed, paper_table
from printing.wordings import Words


def lay_out(
    dossier: Dossier, head: Letterhead, stock: Stock, words: Words, *, stamps: Sequence[str] = ()
) -> list[Page]:
    """Return the pages of the notice. Raises PaperNotDue."""
    ending = dossier.ending
    if ending is None or ending.kind != "stopped" or ending.number is None:
        raise PaperNotDue(form="stop")
    top = Top(solvers_head(dossier, head), words, ending.at.date(), ending.number, dossier.code, stamps)
    return set_notice(stock, top, lambda sizes: _body(dossier, ending, head, top, stock, sizes))


def _body(dossier: Dossier, ending: Ending, head: Letterhead, top: Top, stock: Stock, sizes: Sizes) -> list[Strip]:
    put = Lines(stock, sizes)
    called, agency = you(dossier.applicant), solver(dossier, head)
    strips = [
        *put.line("Kính gửi:", dossier.applicant.name, bold=True, before=6, align="centre"),
        *put.text(
            f"{wording.on_day(dossier.received_at)}, {wording.desk(head)} tiếp nhận hồ sơ của {called}; mã hồ sơ: ",
            put.strong(dossier.code),
            f"; thủ tục: {request_of(dossier)}.",
            before=6,
        ),
        *put.line(f"Theo đề nghị của {called}:", ending.request or "đề nghị trực tiếp tại quầy", before=3),
        *put.text(
            f"{agency} thông báo dừng giải quyết hồ sơ này kể từ ",
            put.strong(wording.moment(ending.at)),
            ".",
        ),
        *put.line("Lý do:", ending.reason, before=3, align="justify"),
        *_given_back(dossier, called, put, stock, sizes),
        *put.line("Phí, lệ phí:", ending.refund or _money(dossier), before=3),
        *put.text(f"Xin thông báo để {called} được biết./.", keep=True),
    ]
    signer = top.words.of.signers["head"]
    return [*strips, signed_right(signer, SEAL, ending.signer or "", wording.addressees(head), stock, sizes)]


def _given_back(dossier: Dossier, called: str, put: Lines, stock: Stock, sizes: Sizes) -> list[Strip]:
    rows = [
        Listed(paper.name, wording.paper_kinds(paper), paper.note)
        for paper in dossier.papers
        if not paper.shown_only and (paper.original or paper.copy)
    ]
    if not rows:
        return put.text("Giấy tờ trả lại: không có.")
    label = put.text(f"Giấy tờ trả lại cho {called}:", keep=True)
    return [*label, *paper_table(rows, stock, sizes, heading="Tên giấy tờ")]


def _money(dossier: Dossier) -> str:
    if not dossier.paid:
        return "chưa thu"
    return f"đã thu {wording.figures(dossier.paid)}; việc hoàn trả: {wording.DOTS}"
