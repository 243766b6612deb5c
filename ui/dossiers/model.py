"""What the list of all dossiers asks and shows: filters from chips, rows from the database page by page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from app.domain.states import RUNNING_STATES, State
from app.i18n import N_, _
from app.readings import DossierFilter, DossierLine
from ui.dossier_words import EVIDENCE, Today, due_words, matched, short_name, standing_of
from ui.paper_words import row_tags
from ui.widgets.cells import Cell, CodeCell, Column, EvidenceCell, NameCell, StateCell, TextCell

if TYPE_CHECKING:
    from app.ports import Queries

MOST_FOUND = 500
"""So many hits of a search are listed; more words find fewer."""

STATE_CHIPS: dict[str, tuple[str, tuple[State, ...]]] = {
    "running": (N_("Being solved"), RUNNING_STATES),
    "papers": (N_("Awaiting papers"), (State.AWAITING_PAPERS, State.AWAITING_PAYMENT)),
    "return": (N_("Awaiting return"), (State.COMPLETED,)),
    "ended": (N_("Ended"), (State.RETURNED, State.WITHDRAWN, State.STOPPED, State.NOT_ACCEPTED)),
}
TIME_CHIPS = {"today": N_("Today"), "overdue": N_("Overdue")}
OTHER_CHIPS = {
    "print": N_("To print"),
    "unconfirmed": N_("Province has not received"),
    "not-entered": N_("Not in the national system"),
    "scan": N_("To scan"),
    "sign": N_("To sign"),
    "priority": N_("Priority"),
    "return-here": N_("To return here for others"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the officer asks for: words typed, chips that are on, order (``recent`` or ``due``), id of a trip.

    points: of return that mean this desk.
    """

    words: str = ""
    chips: frozenset[str] = frozenset()
    order: str = "recent"
    trip: bytes | None = None
    points: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found: how many rows, out of how many; the rows themselves only for a search by words.

    failed: how often papers of a dossier did not come out of the printer.
    return_here: how many taken in elsewhere are given out here.
    """

    asked: Asked
    today: Today
    filter: DossierFilter
    total: int
    of_all: int
    found: tuple[DossierLine, ...] | None = None
    failed: Mapping[bytes, int] = field(default_factory=dict)
    return_here: int = 0


def filter_for(chips: frozenset[str], today: Today, points: tuple[str, ...] = ()) -> DossierFilter:
    """Return the filter of the chips: states add up, everything else narrows. Time chips mean open time that runs.

    points: of return that mean this desk.
    """
    states = tuple(state for name, (_word, group) in STATE_CHIPS.items() if name in chips for state in group)
    timed = "today" in chips or "overdue" in chips
    if timed:
        states = tuple(state for state in RUNNING_STATES if not states or state in states) or RUNNING_STATES
    return DossierFilter(
        states=states,
        due_from=today.now if "today" in chips and "overdue" not in chips else None,
        due_until=_until(chips, today),
        needs_print=True if "print" in chips else None,
        evidence="unconfirmed" if "unconfirmed" in chips else None,
        entered=False if "not-entered" in chips else None,
        needs_scan=True if "scan" in chips else None,
        needs_sign=True if "sign" in chips else None,
        priority=True if "priority" in chips else None,
        return_points=points if "return-here" in chips else (),
    )


def _until(chips: frozenset[str], today: Today) -> datetime | None:
    if "today" in chips:
        return today.ends()
    return today.now - timedelta(seconds=1) if "overdue" in chips else None


def answer(queries: Queries, asked: Asked, today: Today, failed: Mapping[bytes, int]) -> Answer:
    """Look in the database; safe on any thread. failed: see ``Answer``."""
    wanted = replace(filter_for(asked.chips, today, asked.points), trip=asked.trip)
    of_all = queries.count(DossierFilter())
    here = queries.count(DossierFilter(return_points=asked.points)) if asked.points else 0
    if asked.words.strip():
        found = queries.find(asked.words, filter=wanted, limit=MOST_FOUND)
        return Answer(asked, today, wanted, len(found), of_all, found, failed, here)
    narrowed = bool(asked.chips) or asked.trip is not None
    count = queries.count(wanted) if narrowed else of_all
    return Answer(asked, today, wanted, count, of_all, failed=failed, return_here=here)


def columns() -> tuple[Column, ...]:
    """Return the columns of the list."""
    return (
        Column(_("State"), 138),
        Column(_("Due"), 92, sort="due"),
        Column(_("Applicant"), 176),
        Column(_("Procedure")),
        Column(_("Dossier code"), 104, drop=2, sort="recent"),
        Column(_("Sync"), 136, drop=1),
    )


def cells(line: DossierLine, today: Today, words: str, *, failed: int = 0) -> tuple[Cell, ...]:
    """Return the cells of a row, with the letters marked that were typed. failed: prints that did not come out."""
    chip = standing_of(line, today)
    year = line.birth_date[:4] if line.birth_date else ""
    marks = matched(line.applicant, words) if words else ()
    return (
        StateCell(chip.token, chip.word),
        TextCell(due_words(line, today)),
        NameCell(line.applicant, year, row_tags(line.priority, failed), marks),
        TextCell(short_name(line.procedure_name)),
        CodeCell("", line.code.partition("-")[2] or line.code),
        EvidenceCell(line.evidence, _(EVIDENCE.get(line.evidence, ""))),
    )
