"""The turns a practice dossier may take from the straight way: papers asked for, duties, new promises, ends."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from random import Random
from typing import TYPE_CHECKING

from app.domain.dossier import Dossier
from app.domain.events import SlipPrinted
from app.domain.life_events import WantedPaper

if TYPE_CHECKING:
    from app.services.practice import PracticeTools

Back = Callable[["PracticeTools", Dossier, Random], Dossier | None]
"""What happens some days later: the dossier back in work, or None where it ended."""
Turn = Callable[["PracticeTools", Dossier, Random], tuple[int, Back | None]]
"""What happens now: how many changes it made, and what happens later."""

_REASONS = (
    "Giấy tờ chưa rõ ngày sinh, đề nghị nộp bản chính để đối chiếu",
    "Thiếu giấy tờ chứng minh nơi cư trú",
    "Tờ khai chưa ghi đủ họ tên cha, mẹ",
)
_PAPERS = ("Giấy chứng sinh", "Giấy xác nhận nơi cư trú", "Tờ khai theo mẫu", "Sổ hộ khẩu cũ (bản sao)")
SIGNER = "Lò Văn Pản"


def turn_of(chance: Random) -> Turn | None:
    """Return the turn a dossier takes, None for the straight way: nine in ten go straight on."""
    luck = chance.random()
    for share, turn in ((0.045, _asked), (0.065, _paying), (0.08, _extended), (0.088, _refused), (0.094, _withdrawn)):
        if luck < share:
            return turn
    return _stopped if luck < 0.097 else None


def paper_taken(tools: PracticeTools, dossier_id: bytes, form: str) -> None:
    """Record that a paper came out, as the printer's word would; drawing ten thousand papers would only cost time."""
    with tools.new_unit(tools.officer.id) as unit:
        dossier = unit.dossier(dossier_id)
        digest = hashlib.sha256(f"{form} {dossier.code}".encode()).hexdigest()
        printed = SlipPrinted(
            at=tools.clock.now(), form=form, copy=1, mode="printed", sha256=digest, pages=2,
            number=dossier.slip_number(form),
        )  # fmt: skip
        unit.record_dossier(dossier_id, printed)


def _asked(tools: PracticeTools, dossier: Dossier, chance: Random) -> tuple[int, Back | None]:
    wanted = (WantedPaper(chance.choice(_PAPERS), original=1),)
    tools.waiting.request_papers(dossier.id, wanted=wanted, reason=chance.choice(_REASONS), officer=tools.officer)
    paper_taken(tools, dossier.id, "supplement")
    return 2, _brought if chance.random() < 0.75 else None


def _brought(tools: PracticeTools, dossier: Dossier, _chance: Random) -> Dossier:
    return tools.waiting.papers_received(dossier.id, officer=tools.officer)


def _paying(tools: PracticeTools, dossier: Dossier, chance: Random) -> tuple[int, Back | None]:
    amount = chance.choice((120_000, 350_000, 1_250_000))
    reason, agency = "Nộp lệ phí trước bạ và thuế thu nhập cá nhân", "Thuế cơ sở"
    tools.waiting.suspend(dossier.id, reason=reason, agency=agency, amount=amount, officer=tools.officer)
    return 1, _paid if chance.random() < 0.8 else None


def _paid(tools: PracticeTools, dossier: Dossier, chance: Random) -> Dossier:
    return tools.waiting.resume(
        dossier.id, proof=f"Giấy nộp tiền số {chance.randrange(100, 999)}", officer=tools.officer
    )


def _extended(tools: PracticeTools, dossier: Dossier, chance: Random) -> tuple[int, Back | None]:
    days = f"{chance.choice((2, 3, 5))}wd"
    reason = "Phải xác minh tại xã nơi cư trú trước đây, chưa có văn bản trả lời"
    tools.promises.extend(dossier.id, to=days, reason=reason, signer=SIGNER, officer=tools.officer)
    paper_taken(tools, dossier.id, "apology")
    return 2, _goes_on


def _goes_on(tools: PracticeTools, dossier: Dossier, _chance: Random) -> Dossier:
    return tools.processing.note(dossier.id, text="Đã có văn bản trả lời xác minh.", officer=tools.officer)


def _refused(tools: PracticeTools, dossier: Dossier, _chance: Random) -> tuple[int, Back | None]:
    reason, basis = "Không thuộc trường hợp được giải quyết", "Điều 19 khoản 8 Nghị định 61/2018/NĐ-CP"
    tools.endings.refuse(dossier.id, reason=reason, legal_basis=basis, signer=SIGNER, officer=tools.officer)
    paper_taken(tools, dossier.id, "refusal")
    return 2, None


def _withdrawn(tools: PracticeTools, dossier: Dossier, _chance: Random) -> tuple[int, Back | None]:
    tools.endings.withdraw(dossier.id, reason="Người dân xin rút để nộp tại nơi cư trú mới", officer=tools.officer)
    return 1, None


def _stopped(tools: PracticeTools, dossier: Dossier, _chance: Random) -> tuple[int, Back | None]:
    reason, request = "Không còn nhu cầu", "Đơn đề nghị dừng giải quyết của người nộp"
    tools.endings.stop(dossier.id, reason=reason, request=request, signer=SIGNER, officer=tools.officer)
    paper_taken(tools, dossier.id, "stop")
    return 2, None
