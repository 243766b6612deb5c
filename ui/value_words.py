"""The words of values that several pages show: kinds of people and papers, places of return, promised times."""

from __future__ import annotations

from datetime import datetime

from app.domain.draft import RETURN_PLACES
from app.domain.procedure import RequiredPaper
from app.i18n import N_, _

KINDS = {
    "person": N_("Individual"),
    "household": N_("Household"),
    "organisation": N_("Organisation"),
    "foreigner": N_("Foreigner"),
}
ID_KINDS = {
    "": N_("told by the number"),
    "cccd": N_("Citizen identity card"),
    "can_cuoc": N_("Identity card (since 07/2024)"),
    "cmnd": N_("Old identity card (9 digits)"),
    "passport": N_("Passport"),
    "birth_certificate": N_("Birth certificate"),
    "border_pass": N_("Border pass"),
    "other": N_("Another paper"),
}
SEXES = {"": "", "male": N_("Male"), "female": N_("Female")}
RETURN_WORDS = dict(
    zip(RETURN_PLACES, (N_("At this desk"), N_("By post to the citizen"), N_("At another desk")), strict=True)
)
_DUE_ON = (
    N_("{time} Monday, {day}"),
    N_("{time} Tuesday, {day}"),
    N_("{time} Wednesday, {day}"),
    N_("{time} Thursday, {day}"),
    N_("{time} Friday, {day}"),
    N_("{time} Saturday, {day}"),
    N_("{time} Sunday, {day}"),
)


def due_words(at: datetime) -> str:
    """Return the promised time: «17:30 thứ Sáu, 27/11/2026»."""
    return _(_DUE_ON[at.weekday()]).format(time=f"{at:%H:%M}", day=f"{at:%d/%m/%Y}")


def default_counts(paper: RequiredPaper) -> tuple[int, int]:
    """Return how many originals and copies a tick means: what the catalogue asks, one original if it says nothing."""
    return (paper.original, paper.copy) if paper.original or paper.copy else (1, 0)
