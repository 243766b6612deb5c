"""Every act of a dossier's life, in an order in which each is legal: ``python -m tests.bench.every_act FOLDER``.

As a program it does each once, with a mark on standard error before and after: what strace sees between is the act's.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from app.domain.events import DossierHandedOver
from app.domain.facts import Receiver
from app.domain.life_events import WantedPaper
from app.paths import desk_paths
from tests.bench.desks import a_draft, opened
from ui.program import Program

Act = Callable[[bytes], object]
_WANTED = (WantedPaper("Giấy chứng sinh"),)


def lives(program: Program) -> Mapping[str, Mapping[str, Act]]:
    """Return name of a life → name of an act → the act on one dossier; later acts stand on those before."""
    officer, processing, waiting = program.officer, program.processing, program.waiting
    endings, fees = program.endings, program.fees
    solver = Receiver("division", "Tư pháp")

    def hand_over(one: bytes) -> object:
        return program.handover.hand_over(one, DossierHandedOver(program.clock.now()), officer=officer)

    def void(one: bytes) -> object:
        number = program.queries.dossier(one).payments[-1].number
        return fees.void(number, reason="Ghi nhầm", officer=officer)

    granted: dict[str, Act] = {
        "forward": lambda one: processing.forward(one, to=solver, officer=officer),
        "request-papers": lambda one: waiting.request_papers(one, wanted=_WANTED, reason="Thiếu", officer=officer),
        "papers-received": lambda one: waiting.papers_received(one, officer=officer),
        "suspend": lambda one: waiting.suspend(one, reason="Thuế", officer=officer),
        "resume": lambda one: waiting.resume(one, proof="Giấy nộp tiền", officer=officer),
        "extend": lambda one: program.promises.extend(one, to="5wd", reason="Xác minh", officer=officer),
        "correct": lambda one: program.corrections.correct(
            one, {"applicant.phone": "0912000111"}, reason="Sai số", officer=officer
        ),
        "note": lambda one: processing.note(one, text="Đã gọi điện", officer=officer),
        "pay": lambda one: fees.collect(one, amount=8_000, officer=officer),
        "void": void,
        "complete": lambda one: processing.complete(one, officer=officer, number="1/UBND"),
        "hand-over": hand_over,
    }
    return {
        "granted": granted,
        "refused": {
            "refuse": lambda one: endings.refuse(one, reason="Không đủ", legal_basis="Điều 5", officer=officer)
        },
        "stopped": {"stop": lambda one: endings.stop(one, reason="Đổi ý", request="Đơn 3", officer=officer)},
        "withdrawn": {"withdraw": lambda one: endings.withdraw(one, reason="Đổi ý", officer=officer)},
    }


def main(folder: Path) -> None:
    """Do every act once on the desk in a folder."""
    paths = replace(desk_paths(folder), state_dir=folder / "state", logs_dir=folder / "logs")
    program = opened(paths)
    for acts in lives(program).values():
        dossier = program.intake.accept(a_draft(program), officer=program.officer).dossier.id
        for name, act in acts.items():
            os.write(2, f"begin {name}\n".encode())
            act(dossier)
            os.write(2, f"end {name}\n".encode())
    os._exit(0)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
