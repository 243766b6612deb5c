"""Form 04: the agency is late, says so, and names one new day (xin lỗi và hẹn lại; NĐ 61/2018/NĐ-CP art. 19(9)).

TT 03/2025 and TT 01/2018 title it differently; the text is that of papers printed today.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.dossier import Dossier
from app.domain.errors import PaperNotDue
from app.domain.life_events import DossierExtended
from app.ports import Letterhead
from printing import wording
from printing.head import signed_right
from printing.layout import Strip
from printing.lines import Lines
from printing.notice import SEAL, Top, request_of, set_notice, solver, solvers_head, you
from printing.pages import Page
from printing.paper import Sizes, Stock
from printing.wordings import Words


def lay_out(
    dossier: Dossier, head: Letterhead, stock: Stock, words: Words, *, stamps: Sequence[str] = ()
) -> list[Page]:
    """Return the pages of the apology with the new day. Raises PaperNotDue."""
    extension = dossier.extension
    if extension is None:
        raise PaperNotDue(form="apology")
    top = Top(solvers_head(dossier, head), words, extension.at.date(), extension.number, dossier.code, stamps)
    return set_notice(stock, top, lambda sizes: _body(dossier, extension, head, top, stock, sizes))


def _body(
    dossier: Dossier, extension: DossierExtended, head: Letterhead, top: Top, stock: Stock, sizes: Sizes
) -> list[Strip]:
    put = Lines(stock, sizes)
    called, agency = you(dossier.applicant), solver(dossier, head)
    # The promise that was not kept is the one on the citizen's slip, moved only by law.
    promised, until = dossier.original_due_at, extension.due.at
    late = extension.at > promised
    missed = "đến nay" if late else "đến hạn trả nêu trên"
    return [
        *put.line("Kính gửi:", dossier.applicant.name, bold=True, before=6, align="centre"),
        *put.text(
            f"{wording.on_day(dossier.received_at)}, {agency} tiếp nhận hồ sơ đề nghị giải quyết thủ tục ",
            f"{request_of(dossier)} của {called}; mã hồ sơ: ",
            put.strong(dossier.code),
            ".",
            before=6,
        ),
        *put.text("Thời gian hẹn trả kết quả giải quyết hồ sơ: ", put.strong(wording.moment(promised)), "."),
        *put.text(
            f"Tuy nhiên {missed}, {agency} chưa trả được kết quả giải quyết hồ sơ của {called} đúng thời hạn ghi trên "
            "Giấy tiếp nhận hồ sơ và hẹn trả kết quả."
        ),
        *put.line("Lý do:", extension.reason, before=3, align="justify"),
        *put.text(
            f"Sự chậm trễ này đã gây phiền hà, tốn kém chi phí, công sức của {called}. {agency} xin lỗi {called} "
            "và sẽ trả kết quả giải quyết hồ sơ vào ",
            put.strong(wording.moment(until)),
            ".",
            keep=True,
        ),
        *put.text(f"Mong nhận được sự thông cảm của {called} vì sự chậm trễ này./.", keep=True),
        signed_right(
            top.words.of.signers["head"], SEAL, extension.signer or "", wording.addressees(head), stock, sizes
        ),
    ]
