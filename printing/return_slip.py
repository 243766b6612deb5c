"""«Phiếu trả kết quả»: the signed line of a result returned, above all to somebody who lost the appointment slip.

The slip itself is what others sign on; whoever lost it declares so here, beside the identity paper that was
compared, and signs or presses a finger.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.dossier import Dossier
from app.domain.errors import PaperNotDue
from app.domain.events import DossierHandedOver
from app.ports import Letterhead
from printing import wording
from printing.head import signatures
from printing.layout import Strip
from printing.lines import Lines
from printing.notice import SIGN, Top, request_of, set_notice
from printing.pages import Page
from printing.paper import Sizes, Stock
from printing.wordings import Words

_KINDS = {"applicant": "người nộp hồ sơ", "authorised": "người được ủy quyền", "post": "dịch vụ bưu chính"}
_ENDED = {"refused": "phiếu từ chối giải quyết hồ sơ và giấy tờ đã nộp"}


def lay_out(
    dossier: Dossier, head: Letterhead, stock: Stock, words: Words, *, stamps: Sequence[str] = ()
) -> list[Page]:
    """Return the pages. Raises PaperNotDue before the result was returned."""
    returned = dossier.returned
    if returned is None:
        raise PaperNotDue(form="return")
    top = Top(head, words, returned.at.date(), None, dossier.code, stamps)
    return set_notice(stock, top, lambda sizes: _body(dossier, returned, top, stock, sizes))


def _body(dossier: Dossier, returned: DossierHandedOver, top: Top, stock: Stock, sizes: Sizes) -> list[Strip]:
    put = Lines(stock, sizes)
    receiver = returned.receiver_name or dossier.applicant.name
    strips = [
        *put.line("Chủ hồ sơ:", dossier.applicant.name, bold=True, before=3),
        *put.line("Thủ tục:", request_of(dossier), align="justify"),
        *put.line("Kết quả:", _result(dossier)),
        *put.line("Người nhận:", f"{receiver} ({_KINDS.get(returned.receiver_kind, returned.receiver_kind)})"),
        *put.line("Thời gian trả kết quả:", wording.moment(returned.at)),
        *(_lost(dossier, returned, put) if returned.lost_slip else ()),
        *(put.text(wording.RESULT_READ_ALOUD) if returned.read_aloud else ()),
        *put.text("Người nhận đã nhận đủ kết quả ghi trên đây."),
    ]
    signers = top.words.of.signers
    hint = wording.signing_hint(cannot_read=returned.signature == "fingerprint")
    parties = [(signers["receiver"], hint, receiver), (signers["giver"], SIGN, returned.by or "")]
    return [*strips, signatures(parties, stock, sizes, before=8)]


def _lost(dossier: Dossier, returned: DossierHandedOver, put: Lines) -> list[Strip]:
    """Return that the slip is lost, and which identity paper was compared; dots where a pen names it."""
    return [
        *put.text(
            put.strong("Mất giấy hẹn: "),
            f"người nhận khai đã mất Giấy tiếp nhận hồ sơ và hẹn trả kết quả của hồ sơ {dossier.code}, cam đoan không "
            "giao giấy ấy cho người khác và chịu trách nhiệm về lời khai này. Giấy ấy không còn giá trị nhận kết quả.",
            keep=True,
        ),
        *put.line("Giấy tờ tùy thân đã đối chiếu:", returned.identity_document or None, bold=True),
    ]


def _result(dossier: Dossier) -> str | None:
    """Return what was handed out; dots where it has no number."""
    if dossier.ending is not None:
        return _ENDED.get(dossier.ending.kind, "giấy tờ đã nộp")
    return f"số {dossier.result.number}" if dossier.result and dossier.result.number else None
