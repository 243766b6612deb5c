"""What the steps of taking over an old register show: plain values and functions, no widget."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from app.domain.old_text import TCVN3, UNICODE, VNI, guess_encoding, to_unicode
from app.i18n import N_, _, ngettext
from app.services.old_book_files import Table
from app.services.old_books import Preview
from ui.widgets.cells import Cell, Column, StateCell, TextCell

FILE, MAP, CHECK, RESULT = range(4)
STAGES = (N_("File"), N_("Columns"), N_("Check"), N_("Taken over"))
COLUMN_WORDS = {
    "applicant": N_("Applicant (must be there)"),
    "received": N_("Day of receipt (must be there)"),
    "code": N_("Number of the dossier"),
    "entry": N_("Running number"),
    "book": N_("Book"),
    "procedure": N_("Procedure"),
    "field": N_("Field"),
    "address": N_("Address"),
    "phone": N_("Telephone"),
    "due": N_("Promised day"),
    "returned": N_("Day of return"),
    "note": N_("Note"),
}
TEXT_WORDS = {UNICODE: N_("Unicode"), TCVN3: N_("TCVN3 (.VnTime)"), VNI: N_("VNI (VNI-Times)")}
NEEDED = ("applicant", "received")
SAMPLE = 40
_GUESS_BY = 300
MOST_LISTED = 400


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that was read: its name, sheets, the sheet at hand and its table; guessed: how the text looks."""

    path: Path
    sheets: tuple[str, ...]
    sheet: str
    table: Table
    guessed: str


@dataclass(frozen=True, slots=True)
class Look:
    """A row that needs a look before anything is taken over. kind: ``fault`` or ``suspected``."""

    row: int
    kind: str
    who: str
    problem: str


def guess_of(table: Table) -> str:
    """Return what the text of a table looks like."""
    return guess_encoding(cell for _row, cells in table.rows[:_GUESS_BY] for cell in cells)


def columns_shown(mapping: Mapping[str, int]) -> tuple[Column, ...]:
    """Return the columns of the preview: the row number, then what is mapped, in the order of the form."""
    mapped = [name for name in COLUMN_WORDS if name in mapping]
    return (
        Column(_("Row"), 58, right=True),
        *(Column(short_words(name), 0 if name in ("applicant", "procedure") else 130) for name in mapped),
    )


def short_words(name: str) -> str:
    """Return a column's word without «must be there»."""
    return _(COLUMN_WORDS[name]).partition(" (")[0]


def sample_cells(row: tuple[int, tuple[str, ...]], mapping: Mapping[str, int], encoding: str) -> tuple[Cell, ...]:
    """Return the cells of a row of the file as it would be read."""
    number, cells = row
    mapped = [name for name in COLUMN_WORDS if name in mapping]

    def at(name: str) -> str:
        place = mapping[name]
        return to_unicode(cells[place], encoding) if place < len(cells) else ""

    return (
        TextCell(str(number), muted=True, right=True),
        *(TextCell(at(name), strong=name == "applicant") for name in mapped),
    )


def conversion_words(opened: Opened, encoding: str) -> tuple[str, str]:
    """Return what is said of old letters: a word as it stands and as it would be read; empty for Unicode."""
    if encoding == UNICODE:
        return "", ""
    cells = (cell for _row, cells in opened.table.rows[:_GUESS_BY] for cell in cells)
    odd = next((cell for cell in cells if not cell.isascii() and to_unicode(cell, encoding) != cell), "")
    strong = _("The text is written in {font}").format(font=_(TEXT_WORDS[encoding]))
    return strong, _("“{old}” is read as “{new}”. Is that right?").format(
        old=odd[:40], new=to_unicode(odd, encoding)[:40]
    )


def counts_words(seen: Preview) -> tuple[tuple[str, int, str], ...]:
    """Return the four counts of a preview: word, number, state token."""
    return (
        (_("new"), len(seen.entries), "on_time"),
        (_("here already, left alone"), seen.known, "done"),
        (_("may be double"), len(seen.suspected), "due_soon"),
        (_("cannot be read"), len(seen.faults), "overdue"),
    )


def to_look_at(seen: Preview) -> tuple[Look, ...]:
    """Return the rows that need a look, by their number in the file."""
    suspected = set(seen.suspected)
    doubles = [
        Look(one.row, "suspected", one.applicant_name, _("same name and day as another dossier"))
        for _id, one in seen.entries
        if one.row in suspected
    ]
    faults = [Look(one.row, "fault", "", _(one.problem)) for one in seen.faults]
    return tuple(sorted((*faults, *doubles), key=lambda one: one.row)[:MOST_LISTED])


def look_columns() -> tuple[Column, ...]:
    """Return the columns of the list of rows to look at."""
    return (Column(_("Row"), 64, right=True), Column(_("State"), 176), Column(_("Applicant"), 260), Column(_("Why")))


def look_cells(one: Look) -> tuple[Cell, ...]:
    """Return the cells of a row to look at."""
    state = StateCell("overdue", _("is left out")) if one.kind == "fault" else StateCell("due_soon", _("may be double"))
    return (TextCell(str(one.row), right=True), state, TextCell(one.who, strong=True), TextCell(one.problem))


def result_words(done: int, wanted: int) -> tuple[str, str]:
    """Return what came of it."""
    strong = ngettext("{n} dossier taken over", "{n} dossiers taken over", done).format(n=done)
    if done == wanted:
        return strong, _("They keep their old numbers and are marked; the search finds them.")
    left = _("Stopped: {n} were not taken over. Open the same file again to go on; nothing comes in twice.")
    return strong, left.format(n=wanted - done)


def span_words(seen: Preview) -> str:
    """Return from when to when the new rows are."""
    days: Sequence[str] = sorted(one.received_on for _id, one in seen.entries)
    if not days:
        return ""
    first, last = (f"{date.fromisoformat(day):%d/%m/%Y}" for day in (days[0], days[-1]))
    return _("received from {first} to {last}").format(first=first, last=last)
