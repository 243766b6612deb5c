"""The golden papers: every form as it is meant to be, kept as PDF in ``tests/golden/papers`` and looked at.

``python -m tests.printing.golden`` makes them anew; then look at each one that changed before it is committed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from app.ports import Paper
from app.readings import ListedDossier, RegisterRow, ShiftPaper
from printing import queue_ticket, recovery_sheet
from printing.forms import PdfForms
from printing.list_forms import PdfListForms
from printing.wordings import FORMS
from tests.printing import act_cases, cases
from tests.printing.test_day_sheet import a_day, closed
from tests.printing.test_receipt import BANK, UNPAID

FOLDER = Path(__file__).parent.parent / "golden" / "papers"
AT: datetime = cases.A_COPY.received_at
DAY: date = AT.date()
_forms, _lists = PdfForms(), PdfListForms()


def _receipt(paper: str, copy: int = 1) -> Callable[[], Paper]:
    dossier = cases.EVERYTHING_LONG if paper == "a4" else cases.A_COPY
    return lambda: _forms.receipt(dossier, cases.HEAD, copy=copy, paper=paper)


def _with_vietqr() -> Paper:
    return _forms.receipt(UNPAID, replace(cases.HEAD, bank=BANK), copy=1, paper="a5")


def _ticket() -> Paper:
    return queue_ticket.render("A012", cases.HEAD, taken_at=AT, ahead=3, has_priority=True, why="người cao tuổi")


def _act(form: FORMS, copy: int = 1) -> Callable[[], Paper]:
    return lambda: _forms.act_paper(form, act_cases.ORDINARY[form], cases.HEAD, copy=copy, paper="a4")


_listed = (
    ListedDossier(cases.A_COPY.code, cases.A_COPY.applicant.name, cases.A_COPY.procedure.name),
    ListedDossier(act_cases.A_BIRTH.code, act_cases.A_BIRTH.applicant.name, act_cases.A_BIRTH.procedure.name),
)
_row = RegisterRow("01/2026", 1, cases.A_COPY.code, cases.A_COPY.applicant.name, 1, cases.A_COPY.procedure.name, AT, AT)

PAPERS: dict[str, Callable[[], Paper]] = {
    "mau-01-a5": _receipt("a5"),
    "mau-01-a4-dai": _receipt("a4"),
    "mau-01-in-lai": _receipt("a5", copy=3),
    "mau-01-80mm": _receipt("k80"),
    "mau-01-vietqr": _with_vietqr,
    **{form: _act(form) for form in act_cases.ACT_FORMS},
    "phieu-thu": lambda: _forms.fee_slip(cases.A_COPY, cases.HEAD, number="1-0007", copy=1, paper="a5"),
    "huong-dan": lambda: _forms.guidance(act_cases.GUIDED, cases.HEAD, copy=1, paper="a4"),
    "tu-choi-tiep-nhan": lambda: _forms.guidance(act_cases.TURNED_AWAY, cases.HEAD, copy=1, paper="a4"),
    "chot-ca": lambda: _forms.day_sheet(closed(a_day(), 31_000, "Thiếu 1.000 đồng, người thu nộp bù"), cases.HEAD),
    "so-theo-doi": lambda: _lists.register([_row], cases.HEAD, day=DAY),
    "trinh-ky": lambda: _lists.to_sign(_listed, cases.HEAD, day=DAY, officer=cases.A_COPY.officer_name),
    "ban-giao": lambda: _lists.handover(_listed, cases.HEAD, at=AT, giver="Vàng Thị Hoa", receiver="Giàng A Dơ"),
    "dot-luu-dong": lambda: _lists.trip(_listed, cases.HEAD, trip="Bản Lao Chải", day=DAY, officer="Giàng A Dơ"),
    "ban-giao-ca": lambda: _lists.shift(ShiftPaper(AT, "Giàng A Dơ", _listed, 128_000), cases.HEAD),
    "tap-mat-dien": lambda: _lists.pad([cases.A_COPY.code], cases.HEAD, day=DAY, paper="a4"),
    "phieu-cho": _ticket,
    "ma-khoi-phuc": lambda: recovery_sheet.render("Xã Sin Suối Hồ", 1, "ABCD-EFGH-JKLM-NPQR-STUV-WXYZ", AT),
}


def main() -> None:
    """Make the golden papers anew."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, make in PAPERS.items():
        (FOLDER / f"{name}.pdf").write_bytes(make().pdf)
        print(name)


if __name__ == "__main__":
    main()
