"""What today's list holds: a few filters one after another, read as one list by place."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from app.domain.states import RUNNING_STATES, STANDING_STATES, State
from app.i18n import _
from app.readings import DeskCounts, DossierFilter, DossierLine
from ui.dossier_words import Today, aim_words, due_words, next_words, short_name, standing_of
from ui.paper_words import row_tags
from ui.widgets.cells import ActCell, Cell, Column, NameCell, StateCell, TextCell, split_code

if TYPE_CHECKING:
    from app.ports import Queries
    from app.services.catalogue import Catalogue

OVERDUE, TODAY, PAPERS, RETURN, PRINT, APOLOGY = "overdue", "today", "papers", "return", "print", "apology"
"""Names of the tiles, and of the chips «cần in» and «cần xin lỗi trước hạn»."""
FIRST = "first"
"""The chip «ưu tiên làm trong ngày»."""


def columns() -> tuple[Column, ...]:
    """Return the columns of today's list."""
    return (
        Column(_("State"), 148),
        Column(_("Due"), 92, least=76),
        Column(_("Applicant"), 222, least=130),
        Column(_("Procedure")),
        Column(_("Dossier code"), 168, drop=1),
        Column(_("Next act"), 206, kind="act", least=170),
    )


def cells(line: DossierLine, today: Today, *, failed: int = 0) -> tuple[Cell, ...]:
    """Return the cells of a row. failed: how often its papers did not come out of the printer."""
    chip, aim = standing_of(line, today), aim_words(line, today)
    return (
        StateCell("due_soon", aim) if aim else StateCell(chip.token, chip.word),
        TextCell(due_words(line, today)),
        NameCell(line.applicant, tags=row_tags(line.priority, failed)),
        TextCell(short_name(line.procedure_name)),
        split_code(line.code),
        ActCell(next_words(line)),
    )


def parts(tile: str, today: Today) -> tuple[DossierFilter, ...]:
    """Return the filters of a tile; without one: what the tiles hold, in their order, then what is due later.

    Whoever has priority stands before the others of a part; by tonight is due for them also what the desk means to do
    today, though the law gives longer.
    """
    late = DossierFilter(states=RUNNING_STATES, due_until=today.now - timedelta(seconds=1))
    match tile:
        case "overdue":
            return _people_first(late)
        case "today":
            return _people_first(DossierFilter(states=RUNNING_STATES, due_from=today.now, due_until=today.ends()))
        case "papers":
            return (DossierFilter(states=(State.AWAITING_PAPERS,)),)
        case "return":
            return _people_first(DossierFilter(states=(State.COMPLETED,)))
        case "apology":
            return (to_apologise(today),)
        case "print":
            return (DossierFilter(needs_print=True),)
        case "first":
            return (first_today(today),)
        case _:
            by_tonight = replace(late, due_until=today.ends(), priority=False)
            tomorrow = today.ends() + timedelta(seconds=1)
            later_first = DossierFilter(states=RUNNING_STATES, priority=True, first_from=tomorrow)
            later = DossierFilter(states=RUNNING_STATES, priority=False, due_from=tomorrow)
            waiting = DossierFilter(states=STANDING_STATES)
            to_return = _people_first(DossierFilter(states=(State.COMPLETED,)))
            return (first_today(today), by_tonight, waiting, *to_return, later_first, later)


def first_today(today: Today) -> DossierFilter:
    """Return what is to be done today for people who have priority (ưu tiên, làm trong ngày)."""
    return DossierFilter(states=RUNNING_STATES, priority=True, first_until=today.ends())


def _people_first(part: DossierFilter) -> tuple[DossierFilter, DossierFilter]:
    return replace(part, priority=True), replace(part, priority=False)


def to_apologise(today: Today) -> DossierFilter:
    """Return what is promised for the end of the next working day at the latest, and not promised anew yet.

    An apology is due a working day before the promise (NĐ 61/2018, art. 19(9)); a limit that began today
    (taken in, or started again by the papers that lacked) is simply still to be kept.
    """
    last = today.calendar.closes_at(today.calendar.next_working_day(today.day))
    midnight = today.now.replace(hour=0, minute=0, second=0, microsecond=0)
    return DossierFilter(
        states=RUNNING_STATES,
        due_from=today.now,
        due_until=last,
        began_until=midnight - timedelta(seconds=1),
        extended=False,
    )


@dataclass(frozen=True, slots=True)
class TodaysList:
    """Filters one after another with their sizes; reads rows by their place in the whole."""

    filters: tuple[DossierFilter, ...] = ()
    sizes: tuple[int, ...] = ()

    @property
    def total(self) -> int:
        """Return how many rows there are."""
        return sum(self.sizes)

    def rows(self, queries: Queries, *, offset: int, limit: int) -> tuple[DossierLine, ...]:
        """Return rows by place; safe on any thread."""
        found: list[DossierLine] = []
        for part, size in zip(self.filters, self.sizes, strict=True):
            if limit > len(found) and offset < size:
                wanted = min(limit - len(found), size - offset)
                order = "first" if part.first_until or part.first_from else "due"
                found += queries.page_at(part, order=order, offset=offset, limit=wanted)
            offset = max(0, offset - size)
        return tuple(found)


@dataclass(frozen=True, slots=True)
class DraftOffer:
    """A kept draft: where it is kept, its text untouched, when, and what of it the officer recognises."""

    slot: str
    text: str
    at: datetime
    procedure: str = ""
    applicant: str = ""


@dataclass(frozen=True, slots=True)
class TodaysDesk:
    """Everything the page shows, read at one moment."""

    today: Today
    tile: str
    counts: DeskCounts
    to_apologise: int
    first: int
    listed: TodaysList
    draft: DraftOffer | None
    failed: Mapping[bytes, int]


def read_list(queries: Queries, tile: str, today: Today) -> TodaysList:
    """Count the parts of a tile's list."""
    asked = parts(tile, today)
    return TodaysList(asked, tuple(queries.count(part) for part in asked))


def newest_draft(kept: Sequence[tuple[str, str, datetime]], catalogue: Catalogue, today: Today) -> DraftOffer | None:
    """Return the newest kept draft. Its text belongs to the page that wrote it: what cannot be read is left out."""
    if not kept:
        return None
    slot, text, at = kept[0]
    try:
        read = json.loads(text)
    except json.JSONDecodeError:
        read = None
    read = read if isinstance(read, dict) else {}
    applicant = read.get("applicant")
    name = applicant.get("name") if isinstance(applicant, dict) else ""
    code = str(read.get("procedure") or "")
    known = catalogue.search(code, on=today.day, limit=1) if code else ()
    procedure = known[0].short_name if known and code in (known[0].id, known[0].code) else ""
    return DraftOffer(slot, text, at, procedure, str(name or ""))
