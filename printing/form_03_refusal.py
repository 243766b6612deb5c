"""Form 03 «Phiếu từ chối tiếp nhận giải quyết hồ sơ»: the reason and the law, in writing.

The centre's leadership signs as the procedures published in 2026 say; the settings may let the officer sign.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.citizen import Applicant
from app.domain.dossier import Dossier
from app.domain.errors import PaperNotDue
from app.domain.guidance_events import GuidanceGiven
from app.ports import Letterhead
from printing import wording
from printing.head import signatures
from printing.layout import Strip
from printing.lines import Lines
from printing.notice import SEAL, SIGN, Top, about, request_of, set_notice, you
from printing.pages import Page
from printing.paper import Sizes, Stock
from printing.wordings import Words


@dataclass(frozen=True, slots=True)
class _Refused:
    """What is refused to whom. handed_in_by: who signs for having it; signer: of the leadership, if known."""

    applicant: Applicant
    request: str
    reason: str
    legal_basis: str | None
    handed_in_by: str
    officer: str
    signer: str | None


def lay_out(
    dossier: Dossier, head: Letterhead, stock: Stock, words: Words, *, stamps: Sequence[str] = ()
) -> list[Page]:
    """Return the pages of the dossier's refusal. Raises PaperNotDue."""
    ending = dossier.ending
    if ending is None or ending.kind != "refused" or ending.number is None:
        raise PaperNotDue(form="refusal")
    acting = dossier.representative
    refused = _Refused(
        dossier.applicant,
        request_of(dossier),
        ending.reason,
        ending.legal_basis,
        acting.name if acting else _signing(dossier.applicant),
        dossier.officer_name,
        ending.signer,
    )
    top = Top(head, words, ending.at.date(), ending.number, dossier.code, stamps)
    return set_notice(stock, top, lambda sizes: _body(refused, top, stock, sizes))


def lay_out_guidance(
    given: GuidanceGiven, head: Letterhead, stock: Stock, words: Words, *, stamps: Sequence[str] = ()
) -> list[Page]:
    """Return the pages for a citizen whose papers could not be accepted at all."""
    refused = _Refused(
        given.applicant,
        wording.sentence_case(given.procedure.name),
        given.reason,
        given.legal_basis,
        _signing(given.applicant),
        given.officer_name,
        None,
    )
    top = Top(head, words, given.at.date(), given.number, None, stamps)
    return set_notice(stock, top, lambda sizes: _body(refused, top, stock, sizes))


def _signing(person: Applicant) -> str:
    return "" if person.kind == "organisation" else person.name


def _body(refused: _Refused, top: Top, stock: Stock, sizes: Sizes) -> list[Strip]:
    put = Lines(stock, sizes)
    called = you(refused.applicant)
    strips = [
        *put.line(wording.desk_label(top.head), wording.with_point(top.head), before=3),
        *about(refused.applicant, put, refused.request, label=f"Tiếp nhận hồ sơ của {called}:"),
        *put.text(
            f"Qua xem xét, {wording.desk(top.head)} thông báo không tiếp nhận, giải quyết hồ sơ này "
            "với lý do cụ thể như sau:",
            keep=True,
        ),
        *put.text(refused.reason),
    ]
    if refused.legal_basis:
        strips += put.line("Căn cứ:", refused.legal_basis, align="justify", before=3)
    strips += put.text(f"Xin thông báo cho {called} được biết và thực hiện./.", keep=True)
    return [*strips, signatures(_parties(refused, top), stock, sizes, before=8)]


def _parties(refused: _Refused, top: Top) -> list[tuple[str, str, str]]:
    signers = top.words.of.signers
    citizen = (signers["applicant"], SIGN, refused.handed_in_by)
    if top.head.refusal_signer == "officer":
        return [citizen, (signers["officer"], SIGN, refused.signer or refused.officer)]
    return [citizen, (signers["director"], SEAL, refused.signer or "")]
