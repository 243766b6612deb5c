"""What the catalogue page shows: rows and cells of its four lists, the pane's sections, what the officer asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from app.domain.procedure import LocalOverride, Procedure
from app.domain.publication import KIND_WORDS
from app.domain.responsibility import Standing
from app.domain.text import fold
from app.i18n import N_, _, ngettext
from app.services.promises import Affected
from app.services.published_desk import InUse
from app.services.responsibilities import LateStep, Matrix, MatrixRow
from ui.catalogue.words import (
    COVERS,
    fee_words,
    lacks_fee,
    limit_words,
    step_words,
)
from ui.widgets.cells import Cell, CodeCell, Column, NameCell, StateCell, TextCell

PROCEDURES, MATRIX, CALENDAR, LATE = "procedures", "matrix", "calendar", "late"
PUBLISHED = "published"
TABS = {
    PROCEDURES: N_("Procedures"),
    MATRIX: N_("Who answers"),
    CALENDAR: N_("Working calendar"),
    LATE: N_("Over their step"),
    PUBLISHED: N_("Published by the province"),
}

CatalogueRow = MatrixRow | Affected | LateStep | InUse


@dataclass(frozen=True, slots=True)
class CatalogueShown:
    """All that a tab shows, read at one moment. imported: the years that were laid over the shipped calendar."""

    tab: str
    matrix: Matrix
    overrides: tuple[LocalOverride, ...] = ()
    affected: tuple[Affected, ...] = ()
    late: tuple[LateStep, ...] = ()
    published: tuple[InUse, ...] = ()
    is_stale: bool = False


# ── what the officer asks for ────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class AssignWish:
    """Somebody answers for one procedure, or for its whole field."""

    whole_field: bool
    person: str
    unit: str
    deputy: str
    since: str
    decision: str


@dataclass(frozen=True, slots=True)
class StepWish:
    """Somebody does a role of the steps (actor), in one procedure or in every one."""

    role: str
    everywhere: bool
    person: str
    unit: str
    deputy: str
    since: str
    decision: str


@dataclass(frozen=True, slots=True)
class AwayWish:
    """An officer is away."""

    person: str
    since: str
    until: str
    deputy: str
    reason: str


@dataclass(frozen=True, slots=True)
class BackWish:
    """An officer is back."""

    person: str


@dataclass(frozen=True, slots=True)
class DecisionWish:
    """A local decision, as typed; fees by their position. responsible: who answers by it, empty = not decided.

    steps: step → its own limit.
    """

    decision: str
    since: str
    limit: str
    fees: Mapping[int, str] = field(default_factory=dict)
    responsible: str = ""
    steps: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MoveWish:
    """All affected promises follow the calendar."""

    why: str


CatalogueWish = AssignWish | StepWish | AwayWish | BackWish | DecisionWish | MoveWish


# ── the lists ────────────────────────────────────────────────────────────────────────────────


def columns(tab: str) -> tuple[Column, ...]:
    """Return the columns of a tab."""
    match tab:
        case "procedures":
            return (
                Column(_("Code"), 76),
                Column(_("Procedure")),
                Column(_("Field"), 96, drop=1),
                Column(_("Limit"), 120),
                Column(_("Fee"), 122),
                Column(_("Checked"), 126, drop=2),
            )
        case "matrix":
            return (
                Column(_("Cover"), 106),
                Column(_("Procedure")),
                Column(_("Responsible"), 158),
                Column(_("Unit"), 150, drop=2),
                Column(_("Field"), 108, drop=1),
            )
        case "calendar":
            return (
                Column(_("Dossier code"), 176),
                Column(_("Applicant")),
                Column(_("Promised"), 150),
                Column(_("By the new calendar"), 170),
            )
        case "published":
            return (
                Column(_("In force"), 206),
                Column(_("Kind"), 150),
                Column(_("What")),
                Column(_("Version"), 84, drop=1),
            )
        case _:
            return (
                Column(_("Step due"), 140),
                Column(_("Step"), 130),
                Column(_("Who has it"), 160),
                Column(_("Applicant")),
                Column(_("Dossier code"), 176, drop=1),
            )


def cells(tab: str, row: CatalogueRow) -> tuple[Cell, ...]:
    """Return the cells of a row."""
    match row:
        case MatrixRow() if tab == PROCEDURES:
            return _procedure_cells(row.procedure)
        case MatrixRow():
            return _matrix_cells(row)
        case Affected():
            return (
                _code(row.code),
                NameCell(row.applicant),
                TextCell(f"{row.promised.at:%H:%M %d/%m/%Y}", muted=True),
                TextCell(f"{row.reckoned.at:%H:%M %d/%m/%Y}", strong=True),
            )
        case InUse():
            one = row.publication
            return (
                force_cell(row),
                TextCell(_(KIND_WORDS[one.kind])),
                TextCell(one.title, strong=row.state != "replaced"),
                TextCell(str(one.version), muted=True),
            )
        case LateStep():
            return (
                StateCell("overdue", f"{row.until:%H:%M %d/%m}"),
                TextCell(step_words(row.step)),
                TextCell(row.holder or "", strong=True),
                NameCell(row.applicant),
                _code(row.code),
            )


def force_cell(row: InUse) -> StateCell:
    """Say since when it is in force, or from when it will be."""
    day = f"{date.fromisoformat(row.publication.effective_from):%d/%m/%Y}"
    match row.state:
        case "coming":
            return StateCell("due_soon", _("Takes effect on {day}").format(day=day))
        case "replaced":
            return StateCell("done", _("Replaced"))
        case _:
            return StateCell("on_time", _("In force since {day}").format(day=day))


def _code(code: str) -> CodeCell:
    prefix, dash, rest = code.partition("-")
    return CodeCell(prefix + dash, rest) if rest else CodeCell("", code)


def _procedure_cells(procedure: Procedure) -> tuple[Cell, ...]:
    fee: Cell = StateCell("due_soon", fee_words(procedure)) if lacks_fee(procedure) else TextCell(fee_words(procedure))
    checked: Cell = (
        TextCell(_("compared"), muted=True)
        if procedure.confidence == "confirmed"
        else StateCell("paused", _("to compare"))
    )
    unknown = procedure.limit.amount is None and procedure.limit.unit != "same_day"
    limit: Cell = StateCell("due_soon", limit_words(procedure)) if unknown else TextCell(limit_words(procedure))
    return (
        TextCell(procedure.code or ""),
        TextCell(procedure.short_name),
        TextCell(procedure.field),
        limit,
        fee,
        checked,
    )


def _matrix_cells(row: MatrixRow) -> tuple[Cell, ...]:
    token, word = COVERS[row.cover]
    standing = row.standing
    if row.cover == "overlap":
        person = ", ".join(one.officer for one in row.assignments)
    else:
        person = _who(standing) if standing else ""
    unit = row.assignments[0].unit if row.assignments else ""
    return (
        StateCell(token, _(word)),
        TextCell(row.procedure.short_name),
        TextCell(person or "—", muted=not person),
        TextCell(unit),
        TextCell(row.procedure.field),
    )


def _who(standing: Standing) -> str:
    if standing.person is not None and standing.instead_of is not None:
        return _("{name} (stands in)").format(name=standing.person)
    return standing.person or standing.instead_of or ""


def rows_of(shown: CatalogueShown, words: str) -> tuple[CatalogueRow, ...]:
    """Return the rows of the tab that hold every word typed; on the matrix what needs a hand comes first."""
    rows: Sequence[CatalogueRow]
    match shown.tab:
        case "calendar":
            rows = shown.affected
        case "late":
            rows = shown.late
        case "published":
            rows = shown.published
        case "matrix":
            rows = [one for cover in COVERS for one in shown.matrix.rows if one.cover == cover]
        case _:
            rows = shown.matrix.rows
    asked = fold(words).split()
    return tuple(row for row in rows if all(word in _haystack(row) for word in asked)) if asked else tuple(rows)


def _haystack(row: CatalogueRow) -> str:
    match row:
        case MatrixRow():
            one = row.procedure
            named = [name for each in row.assignments for name in (each.officer, each.unit, each.deputy or "")]
            return fold(" ".join((one.code or "", one.name, one.field, *named)))
        case InUse(publication=one):
            return fold(f"{one.title} {_(KIND_WORDS[one.kind])}")
        case LateStep():
            return fold(f"{row.code} {row.applicant} {row.holder or ''} {step_words(row.step)}")
        case Affected():
            return fold(f"{row.code} {row.applicant}")


def note_of(shown: CatalogueShown) -> str:
    """Return what the head says of the tab."""
    matrix = shown.matrix
    match shown.tab:
        case "matrix":
            words = _("{one} of {all} covered · {gap} nobody · {overlap} several · {uncovered} away without deputy")
            counts = {cover: matrix.count(cover) for cover in COVERS}
            return words.format(all=len(matrix.rows), **counts)
        case "calendar":
            n = len(shown.affected)
            return ngettext(
                "{n} open dossier has another due date", "{n} open dossiers have another due date", n
            ).format(n=n)
        case "published" if shown.is_stale:
            return _("The list is past its date: ask the province for a new answer. It goes on being used.")
        case "published":
            n = sum(one.state == "coming" for one in shown.published)
            return ngettext("{n} still to take effect", "{n} still to take effect", n).format(n=n)
        case "late":
            n = len(shown.late)
            return ngettext("{n} dossier over its step", "{n} dossiers over their step", n).format(n=n)
    procedures = [row.procedure for row in matrix.rows]
    unpriced = sum(lacks_fee(one) for one in procedures)
    unchecked = sum(one.confidence != "confirmed" for one in procedures)
    words = _("{n} procedures · {unpriced} without fee table · {unchecked} to compare")
    return words.format(n=len(procedures), unpriced=unpriced, unchecked=unchecked)
