"""Practice data (dữ liệu tập huấn): a believable past of one desk, made through its own services.

Acts happen in the order of time, each with the clock set to its moment, so that every number, due
date and state is what the services make of it. The same seed and days make the same contents.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random

from app.clock import ZONE, FixedClock
from app.domain.calendar import Calendar
from app.domain.citizen import Applicant, Representative
from app.domain.dossier import Dossier
from app.domain.draft import Draft, PaperEntry
from app.domain.errors import BadInput
from app.domain.events import DossierHandedOver
from app.domain.facts import Receiver
from app.domain.money import CopyItem, FeeInputs
from app.domain.procedure import Procedure
from app.i18n import N_
from app.ports import NewUnit
from app.readings import Officer
from app.services.catalogue import Catalogue, why_not_here
from app.services.endings import Endings
from app.services.fees import Fees
from app.services.handover import Handover
from app.services.intake import Intake
from app.services.practice_people import Person, make_person, patterns, special_applicant
from app.services.practice_turns import SIGNER, Back, Turn, paper_taken, turn_of
from app.services.processing import Processing
from app.services.promises import Promises
from app.services.waiting import Waiting

FIRST_DAY = date(2025, 7, 1)
PER_DAY = 14
BATCH = 400
OFFICE_OPENS = 7 * 60 + 30
"""Minutes after midnight."""


@dataclass(frozen=True, slots=True)
class PracticeTools:
    """The services of a practice desk around one movable clock. batch: acts inside share one transaction."""

    new_unit: NewUnit
    batch: Callable[[], AbstractContextManager[None]]
    intake: Intake
    processing: Processing
    waiting: Waiting
    promises: Promises
    endings: Endings
    handover: Handover
    fees: Fees
    clock: FixedClock
    calendar: Calendar
    catalogue: Catalogue
    officer: Officer
    commune_name: str


@dataclass(frozen=True, slots=True)
class Made:
    """How much was made."""

    dossiers: int
    changes: int


Act = Callable[[], int]


class _Story:
    """The queue of acts still to happen, soonest first."""

    def __init__(self, tools: PracticeTools, seed: int, until: datetime) -> None:
        self.tools, self.until = tools, until
        self.chance = Random(seed)  # noqa: S311 (made-up people, not secrets)
        self._acts: list[tuple[datetime, int, Act]] = []
        self._count = 0

    def plan(self, at: datetime, act: Act) -> None:
        """Let an act happen at a moment; after the end of the story it never does."""
        if at <= self.until:
            self._count += 1
            heapq.heappush(self._acts, (at, self._count, act))

    def tell(self) -> int:
        """Let everything happen in order; returns the number of changes."""
        changes = 0
        while self._acts:
            with self.tools.batch():
                for _step in range(min(BATCH, len(self._acts))):
                    at, _position, act = heapq.heappop(self._acts)
                    self.tools.clock.set(max(at, self.tools.clock.now()))
                    changes += act()
                    if not self._acts:
                        break
        return changes


def fill(tools: PracticeTools, *, dossiers: int, seed: int, since: date | None, until: date | None) -> Made:
    """Make dossiers of a commune between two days (default: the working days before now).

    Raises BadInput when the days are upside down or hold no working day.
    """
    end = (
        tools.clock.now()
        if until is None
        else datetime.combine(until, datetime.max.time(), ZONE).replace(microsecond=0)
    )
    end = min(end, tools.clock.now())
    days = _working_days(tools.calendar, since or _first_day(tools.calendar, end.date(), dossiers), end)
    if not days:
        raise BadInput(field="from", problem=N_("there is no working day between the two dates"))
    story = _Story(tools, seed, end)
    chance = story.chance
    people = [
        make_person(chance, commune_name=tools.commune_name, today=end.date()) for _n in range(max(3, dossiers // 3))
    ]
    choices = _procedures(tools)
    moments = sorted(_moment(chance, chance.choice(days), end) for _n in range(dossiers))
    tools.clock.set(moments[0])
    for at in moments:
        draft = _draft(chance, chance.choice(people), choices, tools.commune_name, at.date())
        story.plan(at, _accepting(story, draft))
    changes = story.tell()
    tools.clock.set(end)
    return Made(dossiers, changes)


def _working_days(calendar: Calendar, first: date, end: datetime) -> list[date]:
    """Return the office days from the first to the end; the last counts once the office has been open an hour."""
    last = end.date() if end.hour * 60 + end.minute >= OFFICE_OPENS + 60 else end.date() - timedelta(days=1)
    span = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [day for day in span if calendar.is_working_day(day)]


def _first_day(calendar: Calendar, last: date, dossiers: int) -> date:
    """Return the day from which a desk of this size would have taken in so many; never before the reform."""
    day, wanted = last, max(1, dossiers // PER_DAY)
    while wanted > 0 and day > FIRST_DAY:
        wanted -= calendar.is_working_day(day)
        day -= timedelta(days=1)
    return max(FIRST_DAY, day)


def _moment(chance: Random, day: date, end: datetime) -> datetime:
    """Return a moment of the office day; mornings are busier."""
    minutes = OFFICE_OPENS + chance.randrange(240) if chance.random() < 0.62 else 810 + chance.randrange(235)
    at = datetime(day.year, day.month, day.day, minutes // 60, minutes % 60, chance.randrange(60), tzinfo=ZONE)
    return at if at <= end else end - timedelta(minutes=chance.randrange(1, 90))


def _procedures(tools: PracticeTools) -> list[tuple[Procedure, float]]:
    """Return what a commune desk takes in, weighted by field and by the catalogue's volume."""
    volume = {"high": 12.0, "medium": 3.0, "low": 0.6, "rare": 0.05}
    mix = patterns().mix
    rows = [
        row
        for row in tools.catalogue.offered(tools.clock.now().date())
        if why_not_here(row) is None and row.limit.amount is not None and row.field in mix
    ]
    weight_of_field = {name: sum(volume[row.volume] for row in rows if row.field == name) for name in mix}
    return [(row, mix[row.field] * volume[row.volume] / weight_of_field[row.field]) for row in rows]


def _draft(chance: Random, person: Person, choices: list[tuple[Procedure, float]], commune: str, day: date) -> Draft:
    procedure = chance.choices([row for row, _w in choices], weights=[w for _row, w in choices])[0]
    applicant = special_applicant(chance, commune_name=commune) or person.applicant
    papers = tuple(_ticked(n, paper.original, paper.copy) for n, paper in enumerate(procedure.papers) if paper.required)
    pages, copies = chance.choice((1, 2, 4, 6, 12)), chance.choice((1, 1, 2, 3, 5))
    return Draft(
        procedure=procedure.id,
        applicant=applicant,
        papers=papers,
        representative=_representative(chance) if chance.random() < 0.05 else None,
        summary=None,
        channel="online" if chance.random() < 0.18 and "truc_tuyen" in procedure.channels else "direct",
        priority=_priority(chance, applicant, person, day),
        fee_inputs=FeeInputs(items=(CopyItem(pages=pages, copies=copies),), copies=chance.choice((0, 0, 1, 2))),
    )


def _ticked(position: int, original: int, copy: int) -> PaperEntry:
    return PaperEntry(position, original=1 if original or not copy else 0, copy=0 if original else copy)


def _representative(chance: Random) -> Representative:
    person = make_person(chance, commune_name="", today=date(2026, 1, 1)).applicant
    return Representative(person.name, person.id_kind, person.id_number, relation=chance.choice(patterns().relations))


def _priority(chance: Random, applicant: Applicant, person: Person, day: date) -> tuple[str, ...]:
    if applicant.kind != "person":
        return ()
    age = day.year - person.born.year
    marks = (
        ("elderly", age >= 60),
        ("cannot_read", chance.random() < 0.05 + max(0, age - 45) / 200),
        ("lives_far", chance.random() < 0.12),
    )
    return tuple(name for name, holds in marks if holds)


def _accepting(story: _Story, draft: Draft) -> Act:
    def act() -> int:
        tools = story.tools
        dossier = tools.intake.accept(draft, officer=tools.officer).dossier
        at, chance = tools.clock.now(), story.chance
        changes = 1
        if chance.random() < 0.985:
            paper_taken(tools, dossier.id, "receipt")
            changes += 1
        if dossier.total and chance.random() < 0.8:
            tools.fees.collect(dossier.id, amount=dossier.total, officer=tools.officer)
            changes += 1
        story.plan(at + timedelta(minutes=chance.randrange(6, 90)), _forwarding(story, dossier))
        return changes

    return act


def _forwarding(story: _Story, dossier: Dossier) -> Act:
    def act() -> int:
        tools, chance = story.tools, story.chance
        solver = Receiver(
            "division",
            "Tư pháp - Hộ tịch" if dossier.procedure.field in ("Hộ tịch", "Chứng thực") else "Phòng chuyên môn",
        )
        tools.processing.forward(dossier.id, to=solver, officer=tools.officer)
        turn = turn_of(chance)
        if turn is None:
            story.plan(_result_time(chance, dossier, tools.clock.now()), _completing(story, dossier))
        else:
            story.plan(tools.clock.now() + timedelta(hours=chance.choice((1, 3, 20))), _turning(story, dossier, turn))
        return 1

    return act


def _turning(story: _Story, dossier: Dossier, turn: Turn) -> Act:
    """Let a dossier leave the straight way; if it comes back to it, its result follows."""

    def act() -> int:
        tools, chance = story.tools, story.chance
        changes, back = turn(tools, dossier, chance)
        if back is not None:
            story.plan(tools.clock.now() + timedelta(days=chance.randrange(1, 6)), _coming_back(story, dossier, back))
        return changes

    return act


def _coming_back(story: _Story, dossier: Dossier, back: Back) -> Act:
    def act() -> int:
        again = back(story.tools, dossier, story.chance)
        if again is None:
            return 1
        story.plan(_result_time(story.chance, again, story.tools.clock.now()), _completing(story, again))
        return 1

    return act


def _result_time(chance: Random, dossier: Dossier, now: datetime) -> datetime:
    """Return when the result comes: before the promise for all but one or two in a hundred."""
    left, luck = dossier.due.at - now, chance.random()
    if luck < 0.013:
        return dossier.due.at + (
            timedelta(days=chance.randrange(8, 40)) if luck < 0.005 else timedelta(hours=chance.randrange(2, 70))
        )
    return now + max(timedelta(minutes=10), left * (0.35 + 0.6 * chance.random()))


def _completing(story: _Story, dossier: Dossier) -> Act:
    def act() -> int:
        tools, chance = story.tools, story.chance
        number = f"{chance.randrange(1, 900)}/UBND"
        tools.processing.complete(dossier.id, officer=tools.officer, number=number, signer=SIGNER)
        story.plan(
            tools.clock.now() + timedelta(hours=chance.choice((1, 3, 20, 26, 50, 120))), _returning(story, dossier)
        )
        return 1

    return act


def _returning(story: _Story, dossier: Dossier) -> Act:
    def act() -> int:
        tools, chance = story.tools, story.chance
        fingerprint = "cannot_read" in dossier.priority
        happened = DossierHandedOver(
            at=tools.clock.now(),
            signature="fingerprint" if fingerprint else "signed",
            read_aloud=fingerprint,
            rating=chance.choice((None, 5, 5, 4, 4, 3)),
        )
        tools.handover.hand_over(dossier.id, replace(happened), officer=tools.officer)
        return 1

    return act
