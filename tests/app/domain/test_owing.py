"""Which papers a dossier owes, and which can be made of it as it stands."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.dossier import Dossier, Print
from app.domain.errors import PaperNotDue
from app.domain.owing import offered_papers, owed_papers
from printing.forms import PdfForms
from tests.printing import act_cases, cases

WITH_SLIP = replace(act_cases.WITHOUT_SLIP, returned=replace(act_cases.LOST, lost_slip=False, identity_document=None))


def printed(dossier: Dossier, form: str, *, mode: str = "printed") -> Dossier:
    made = Print(act_cases.at(20), form, 1, mode, "00", 1, "a5", dossier.slip_number(form))
    return replace(dossier, prints=(*dossier.prints, made))


@pytest.mark.parametrize(
    ("dossier", "offered"),
    [
        (act_cases.A_BIRTH, ("receipt", "control")),
        (cases.A_COPY, ("receipt", "fee-slip", "control")),
        (printed(act_cases.AWAITING, "receipt"), ("supplement", "receipt", "control")),
        (act_cases.AWAITING, ("receipt", "supplement", "control")),
        (printed(act_cases.REFUSED, "receipt"), ("refusal", "receipt", "control")),
        (printed(act_cases.EXTENDED, "receipt"), ("apology", "receipt", "control")),
        (act_cases.STOPPED, ("stop", "receipt", "control")),
        (printed(act_cases.HANDED, "receipt"), ("receipt", "handover", "control")),
        (act_cases.WITHOUT_SLIP, ("return", "receipt", "control")),
        (printed(act_cases.WITHOUT_SLIP, "return"), ("receipt", "return", "control")),
        (WITH_SLIP, ("receipt", "return", "control")),
    ],
)
def test_what_is_owed_is_offered_first_then_whatever_makes_sense(dossier: Dossier, offered: tuple[str, ...]) -> None:
    assert offered_papers(dossier) == offered


@pytest.mark.parametrize("dossier", [*act_cases.ORDINARY.values(), act_cases.LONG_STOP, act_cases.A_BIRTH])
def test_every_paper_that_is_offered_can_be_made_and_no_other(dossier: Dossier) -> None:
    forms, offered = PdfForms(), offered_papers(dossier)
    assert set(owed_papers(dossier)) <= set(offered)
    for form in act_cases.ACT_FORMS:
        if form in offered:
            assert forms.act_paper(form, dossier, cases.HEAD, copy=1, paper="a5").pages
        else:
            with pytest.raises(PaperNotDue):
                forms.act_paper(form, dossier, cases.HEAD, copy=1, paper="a5")


def test_a_file_written_is_no_print_so_the_paper_stays_owed() -> None:
    assert owed_papers(printed(act_cases.AWAITING, "supplement", mode="exported")) == ("receipt", "supplement")
    assert owed_papers(printed(act_cases.AWAITING, "supplement")) == ("receipt",)


def test_the_slip_of_another_hand_over_is_no_reprint() -> None:
    once = replace(act_cases.HANDED, handings=act_cases.HANDED.handings[:1])
    copied = printed(once, "handover")
    assert copied.next_copy("handover") == 2
    assert replace(copied, handings=act_cases.HANDED.handings).next_copy("handover") == 1
