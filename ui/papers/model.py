"""What the page of books, numbers and lists shows, reads and makes: plain values and functions, no widget."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from app.domain.errors import BadInput
from app.domain.numbering import block_of, split_code
from app.domain.states import OPEN_STATES, State
from app.i18n import N_, _
from app.readings import DossierFilter, DossierLine, GivenGuidance, PadSheet, Trip
from app.services import desk_papers
from app.services.desk_papers import DeskPaper, about_codes, about_days
from ui.dossier_words import short_name
from ui.paper_words import DESK_PAPER_WORDS
from ui.typed_days import span_words, typed_day
from ui.widgets.cells import Cell, Column, StateCell, TextCell

if TYPE_CHECKING:
    from ui.program import Program

REGISTER, TO_SIGN, HANDOVER, SHIFT = "register", "to-sign", "handover-list", "shift"
GUIDANCE, PAD, NUMBER, TRIP = "guidance", "pad", "number", "trip"
LISTS = (TO_SIGN, HANDOVER)
_MOST_ROWS = 500
_PREVIEWED_DAYS = 31
Make = Callable[[], DeskPaper]


@dataclass(frozen=True, slots=True)
class Section:
    """One thing the page makes. fields: names of FIELDS; finish: words of the main button; has_table: it lists rows."""

    slug: str
    words: str
    explains: str
    finish: str
    fields: tuple[str, ...] = ()
    has_table: bool = False
    has_paper: bool = True


FIELDS = {
    "first": (N_("First day"), "01/11/2026"),
    "last": (N_("Last day"), "30/11/2026"),
    "day": (N_("Day"), "23/11/2026"),
    "receiver": (N_("Who takes the files"), ""),
    "next_officer": (N_("Who takes over the shift"), ""),
    "count": (N_("New sheets"), "20"),
    "used": (N_("Last number written on paper"), "37"),
    "reason": (N_("Why"), ""),
}
SECTIONS = (
    Section(
        REGISTER,
        N_("Register of dossiers"),
        N_("Form 07: what was received in these days, each book on pages of its own."),
        N_("Print"),
        ("first", "last"),
    ),
    Section(
        TO_SIGN,
        N_("List to sign"),
        N_("Dossiers in work here that go to the leader. Space leaves one out or takes it back."),
        N_("Print"),
        has_table=True,
    ),
    Section(
        HANDOVER,
        N_("Hand-over list"),
        N_("One slip for several files that change hands. Space puts a dossier on it."),
        N_("Print"),
        ("receiver",),
        has_table=True,
    ),
    Section(
        SHIFT,
        N_("Shift hand-over sheet"),
        N_("What this shift leaves: open dossiers, papers to print, unfinished entries, cash."),
        N_("Print"),
        ("next_officer",),
    ),
    Section(
        GUIDANCE,
        N_("Guidance given"),
        N_("What was told to citizens whose papers were not accepted. A further copy says IN LẠI LẦN n."),
        N_("Print again"),
        ("first", "last"),
        has_table=True,
    ),
    Section(
        PAD,
        N_("Pad for power cuts"),
        N_("Blank receipts with numbers set aside for that day; after the power cut scan a sheet and type it in."),
        N_("Set aside and print"),
        ("day", "count"),
        has_table=True,
    ),
    Section(
        NUMBER,
        N_("Next dossier number"),
        N_("Numbers used by hand without the pad: the next dossier goes on behind them."),
        N_("Note it"),
        ("day", "used", "reason"),
        has_paper=False,
    ),
    Section(
        TRIP,
        N_("Results carried out on a trip"),
        N_("Each citizen signs or presses a finger beside the own result."),
        N_("Print"),
        has_table=True,
    ),
)


@dataclass(frozen=True, slots=True)
class ToldPaper:
    """A guidance with how many copies were made of it."""

    guidance: GivenGuidance
    copies: int


@dataclass(frozen=True, slots=True)
class TripToCarry:
    """A trip with how many results wait to be carried out."""

    trip: Trip
    ready: int


Item = DossierLine | ToldPaper | PadSheet | TripToCarry


@dataclass(frozen=True, slots=True)
class Found:
    """A section as read: its rows, and of the numbers which serial the day's next dossier would take."""

    section: str
    items: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table: what it stands for, and whether it is on the list."""

    item: Item
    is_listed: bool = False


def section_of(slug: str) -> Section:
    """Return a section by its slug."""
    return next(section for section in SECTIONS if section.slug == slug)


def read(program: Program, section: str, first: date, last: date) -> Found:
    """Read what a section lists of these days; a pad is of the last one. Safe on any thread."""
    queries = program.queries
    match section:
        case "to-sign" | "handover-list":
            states = (State.PROCESSING,) if section == TO_SIGN else OPEN_STATES
            lines = queries.page(DossierFilter(states=states), order="due", after=None, limit=_MOST_ROWS)
            return Found(section, tuple(line for line in lines if line.custody_here))
        case "guidance":
            papers = program.desk_papers
            told = reversed(program.guidance.between(first, last))
            return Found(section, tuple(ToldPaper(one, papers.copies_of(one)) for one in told))
        case "pad":
            return Found(section, program.numbers.pad(last))
        case "trip":
            trips = ((trip, len(program.trips.to_carry_out(trip))) for trip in program.trips.list())
            return Found(section, tuple(TripToCarry(trip, ready) for trip, ready in trips if ready))
        case _:
            return Found(section)


# ── the table ────────────────────────────────────────────────────────────────────────────────


def columns(section: str) -> tuple[Column, ...]:
    """Return the columns of a section's table."""
    match section:
        case "guidance":
            return (
                Column(_("Number"), 70), Column(_("Day"), 62), Column(_("Citizen")), Column(_("Paper"), 128),
                Column(_("Copies"), 66),
            )  # fmt: skip
        case "pad":
            return (Column(_("Code on the sheet")), Column(_("State"), 150))
        case "trip":
            return (Column(_("Number"), 76), Column(_("Village")), Column(_("Days"), 150), Column(_("Results"), 74))
        case _:
            return (
                Column(_("Listed"), 74), Column(_("Code"), 104), Column(_("Citizen")), Column(_("Due"), 62),
            )  # fmt: skip


def cells(row: Row) -> tuple[Cell, ...]:
    """Return the cells of a row."""
    match row.item:
        case DossierLine() as line:
            mark: Cell = StateCell("on_time", _("yes")) if row.is_listed else TextCell("–", muted=True)
            name = f"{line.applicant} · {short_name(line.procedure_name)}"
            return (mark, TextCell(split_code(line.code)[1]), TextCell(name), TextCell(f"{line.due_at:%d/%m}"))
        case ToldPaper(guidance, copies):
            given = guidance.given
            kind = _("Supplement request") if given.kind == "supplement" else _("Refusal")
            return (TextCell(given.number), TextCell(f"{given.at:%d/%m}"), TextCell(given.applicant.name, strong=True),
                    TextCell(kind), TextCell(str(copies)))  # fmt: skip
        case PadSheet(code, used):
            state = StateCell("done", _("typed in")) if used else StateCell("on_time", _("not used"))
            return (TextCell(code), state)
        case TripToCarry(trip, ready):
            days = TextCell(span_words(trip.first, trip.last))
            return (TextCell(trip.number), TextCell(trip.place, strong=True), days, TextCell(str(ready)))


# ── what is typed ────────────────────────────────────────────────────────────────────────────


def day_in(text: str, name: str, *, today: date) -> date:
    """Read a day such as 23/11 or 23/11/2026; empty is today. Raises BadInput."""
    day = typed_day(text, today=today) if text.strip() else today
    if day is None:
        raise BadInput(field=name, problem=N_("write it as 24/11/2026"))
    return day


def count_in(text: str) -> int:
    """Read how many sheets. Raises BadInput."""
    if not text.strip().isdecimal():
        raise BadInput(field="count", problem=N_("must be a number from 1 to 200"))
    return int(text)


def next_after(text: str, *, station_number: int) -> int:
    """Return the serial that follows the last one used on paper: «37» and «1037» both give 1038 at desk 1.

    Raises BadInput.
    """
    typed, block = text.strip(), block_of(station_number)
    if not typed.isdecimal() or len(typed) > 4:
        raise BadInput(field="used", problem=N_("must be a number such as 37 or 1037"))
    number = int(typed)
    return (number if number >= block.start - 1 else block.start - 1 + number) + 1


# ── the papers ───────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the fields of the section, by name."""

    values: tuple[tuple[str, str], ...]

    def __getitem__(self, name: str) -> str:
        return dict(self.values).get(name, "")


def days_of(typed: Typed, *, today: date) -> tuple[date, date]:
    """Return the days a section is about: one, or from the first to the last. Raises BadInput."""
    if dict(typed.values).keys() & {"first", "last"}:
        return register_days(typed, today=today)
    day = day_in(typed["day"], "day", today=today)
    return day, day


def register_days(typed: Typed, *, today: date) -> tuple[date, date]:
    """Return the days from the first to the last. Raises BadInput."""
    first = day_in(typed["first"], "first", today=today)
    last = day_in(typed["last"], "last", today=today)
    if last < first:
        raise BadInput(field="last", problem=N_("is before the first day"))
    return first, last


def is_previewed(section: str, typed: Typed, *, today: date) -> bool:
    """Tell whether the paper is shown before it is printed: a book of a year takes too long to lay out for that."""
    if section != REGISTER:
        return True
    first, last = register_days(typed, today=today)
    return (last - first).days < _PREVIEWED_DAYS


def paper_of(
    program: Program, section: str, typed: Typed, *, listed: Sequence[DossierLine], chosen: object
) -> Make | None:
    """Return what makes the section's paper, safe on any thread; None while nothing is chosen. Raises BadInput.

    listed: the dossiers on the list; chosen: the item of the chosen row.
    """
    papers, lists, officer = program.desk_papers, program.lists, program.officer
    today = program.clock.now().date()
    match section:
        case "register":
            first, last = register_days(typed, today=today)
            return lambda: papers.counted(REGISTER, about_days(first, last), lists.register(first, last))
        case "to-sign" if listed:
            ids = [line.id for line in listed]
            return lambda: papers.counted(TO_SIGN, _about(ids), lists.to_sign(ids, officer=officer))
        case "handover-list" if listed:
            ids, receiver = [line.id for line in listed], typed["receiver"].strip()
            return lambda: papers.counted(
                HANDOVER, _about(ids), lists.handover(ids, officer=officer, receiver=receiver)
            )
        case "shift":
            after = typed["next_officer"].strip() or None
            sheets = program.shift_sheets
            return lambda: papers.counted(
                SHIFT, today.isoformat(), lists.shift(sheets.sheet(today), officer=officer, next_officer=after)
            )
        case "guidance" if isinstance(chosen, ToldPaper):
            guidance, size = chosen.guidance, program.settings.other_paper
            return lambda: papers.guidance(guidance, paper=size)
        case "trip" if isinstance(chosen, TripToCarry):
            trip, trips = chosen.trip, program.trips
            return lambda: papers.counted(
                TRIP, trip.number, lists.trip(trip, trips.to_carry_out(trip), officer=officer)
            )
        case _:
            return None


def pad_of(program: Program, codes: Collection[str], day: date) -> Make:
    """Return what makes the pad with these codes."""
    papers, lists, ordered = program.desk_papers, program.lists, tuple(codes)
    size = "a5" if program.settings.receipt_paper == "k80" else program.settings.receipt_paper
    return lambda: papers.counted(desk_papers.PAD, about_codes(ordered), lists.pad(ordered, day=day, paper=size))


def name_of(paper: DeskPaper) -> str:
    """Return a paper's name with which reprint it is: «Danh sách trình ký, in lại lần 1»."""
    again = _(", reprint {n}").format(n=paper.copy - 1) if paper.copy > 1 else ""
    return _(DESK_PAPER_WORDS.get(paper.form, paper.form)) + again


def _about(ids: Sequence[bytes]) -> str:
    return about_codes(one.hex() for one in ids)
