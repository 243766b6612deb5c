"""The pane beside the lists of the catalogue page: what is known of the chosen row and what may be done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.domain.calendar import Calendar
from app.domain.procedure import LocalOverride
from app.domain.publication import CALENDAR as CALENDAR_KIND
from app.domain.publication import CATALOGUE, FEES, FORMS, KIND_WORDS, OVERRIDES, RULES
from app.domain.responsibility import Roster
from app.i18n import N_, _
from app.services.catalogue import THIS_DESK
from app.services.published_desk import InUse
from app.services.responsibilities import LateStep, MatrixRow
from app.wording import limit_text
from ui.catalogue.model import CALENDAR, PROCEDURES, CatalogueRow, CatalogueShown, force_cell
from ui.catalogue.words import COVERS, day_words, fee_line, lacks_fee, limit_words, paper_line, step_words
from ui.widgets.detail_pane import Act, Detail, Section

_MOST_PAPERS = 12


def detail_of(shown: CatalogueShown, row: CatalogueRow | None, calendar: Calendar) -> Detail | None:
    """Return the pane for a row; on the calendar tab it says which years are known, row or no row."""
    match row:
        case _ if shown.tab == CALENDAR:
            return _calendar_detail(shown, calendar)
        case MatrixRow() if shown.tab == PROCEDURES:
            return _procedure_detail(row, shown.overrides)
        case MatrixRow():
            return _matrix_detail(row, shown.matrix.roster, shown.matrix.day)
        case LateStep():
            return _late_detail(row)
        case InUse():
            return _published_detail(row)
    return None


def usual_unit(row: MatrixRow) -> str:
    """Return the unit a form begins with: the one that answers, else the first that works on it after the desk."""
    if row.assignments:
        return row.assignments[0].unit
    solving = (step.actor for step in row.procedure.steps if THIS_DESK not in step.actor)
    return next(solving, "")


def _procedure_detail(row: MatrixRow, overrides: Sequence[LocalOverride]) -> Detail:
    procedure = row.procedure
    papers = [f"• {paper_line(paper)}" for paper in procedure.papers[:_MOST_PAPERS]]
    if len(procedure.papers) > _MOST_PAPERS:
        papers.append(_("and {n} more").format(n=len(procedure.papers) - _MOST_PAPERS))
    limits = [limit_words(procedure), *(one.condition for one in procedure.extensions)]
    source = [
        procedure.decision or _("no decision known"),
        _("in force from {day}").format(day=day_words(procedure.effective_from)),
    ]
    sections = [
        Section(_("Who answers"), (_person_line(row),), row.cover != "one"),
        Section(_("Limit"), tuple(limits)),
        Section(_("Fees"), tuple(fee_line(item) for item in procedure.fees) or (_("no fee"),), lacks_fee(procedure)),
        Section(_("Papers of the dossier"), tuple(papers)),
        Section(_("Source"), tuple(source)),
    ]
    decided = tuple(_override_line(one) for one in overrides if one.procedure == procedure.id)
    if decided:
        sections.insert(0, Section(_("Decided here"), decided))
    checked = None if procedure.confidence == "confirmed" else ("paused", _("to compare"))
    return Detail(
        procedure.short_name, f"{procedure.code or ''} · {procedure.field}", checked, tuple(sections),
        (Act("decide", _("Record a local decision"), "Enter"),),
    )  # fmt: skip


def _person_line(row: MatrixRow) -> str:
    named = ", ".join(f"{one.officer} · {one.unit}" for one in row.assignments)
    _token, word = COVERS[row.cover]
    return named if row.cover == "one" else ": ".join(part for part in (_(word), named) if part)


def _override_line(one: LocalOverride) -> str:
    parts = [_("proposed, waits for the province") if one.proposed else one.decision or ""]
    parts.append(_("from {day}").format(day=day_words(date.fromisoformat(one.effective_from))))
    return " · ".join(part for part in parts if part)


def _matrix_detail(row: MatrixRow, roster: Roster, day: date) -> Detail:
    token, word = COVERS[row.cover]
    several = row.cover == "overlap"
    sections = [
        Section(_("Answers"), (f"{one.officer} · {one.unit}", *_since(one.since, one.decision)), several)
        for one in row.assignments
    ] or [Section(_("Answers"), (_("Nobody yet. Assign one officer, or the whole field at once."),), alert=True)]
    acts = [Act("assign", _("Assign this procedure"), "Enter"), Act("field", _("Assign the whole field"), "Alt+N")]
    if row.standing is not None and row.standing.instead_of:
        covered = row.standing.person or _("nobody stands in")
        until = day_words(row.standing.until or day)
        words = _("{name} is away until {day}: {deputy}").format(
            name=row.standing.instead_of, day=until, deputy=covered
        )
        sections.insert(0, Section(_("Away"), (words,), row.standing.person is None))
        acts.append(Act("back", _("Back at work"), "Alt+B"))
    elif row.assignments:
        deputy = ", ".join(one.deputy for one in row.assignments if one.deputy) or _("none named")
        sections.append(Section(_("Deputy"), (deputy,)))
    if row.procedure.steps:
        acts.append(Act("step", _("Assign one step"), "Alt+G"))
    acts.append(Act("away", _("An officer is away"), "Alt+V"))
    steps = [f"{place + 1}. {_step_line(row, roster, day, place)}" for place in range(len(row.procedure.steps))]
    sections.append(Section(_("Steps"), tuple(steps)))
    about = f"{row.procedure.code or ''} · {row.procedure.field}"
    return Detail(row.procedure.short_name, about, (token, _(word)), tuple(sections), tuple(acts))


def roles_of(row: MatrixRow) -> tuple[tuple[str, str], ...]:
    """Return the roles of a procedure's steps that can be assigned, each with its steps in words."""
    steps: dict[str, list[str]] = {}
    for step in row.procedure.steps:
        if THIS_DESK not in step.actor:
            steps.setdefault(step.actor, []).append(step_words(step.step))
    return tuple((actor, f"{actor}: {', '.join(dict.fromkeys(words))}") for actor, words in steps.items())


def _step_line(row: MatrixRow, roster: Roster, day: date, place: int) -> str:
    step = row.procedure.steps[place]
    named = [one.officer for one in roster.in_force(row.procedure.id, day, step.actor)]
    own = f" ({limit_text(step.limit)})" if step.limit else ""
    return f"{step_words(step.step)}{own}: {', '.join(named) or step.actor}"


def _since(since: date, decision: str | None) -> tuple[str, ...]:
    said = _("from {day}").format(day=day_words(since))
    return (f"{said} · {decision}" if decision else said,)


def _calendar_detail(shown: CatalogueShown, calendar: Calendar) -> Detail:
    lines = []
    for number in sorted(calendar.years):
        year = calendar.year(number)
        status = _("confirmed") if year.status == "confirmed" else _("provisional")
        lines.append(f"{number}: {status} · {_('{n} days off').format(n=len(year.days_off))}")
    acts = [Act("import", _("Take in a calendar file"), "Alt+N")]
    if shown.affected:
        acts.insert(0, Act("move", _("Move these promises"), "Enter"))
    return Detail(_("Working calendar"), _("Holidays announced late come in as a file."), None,
                  (Section(_("Years known"), tuple(lines)),), tuple(acts))  # fmt: skip


_OF_KIND = {
    CATALOGUE: N_("Dossiers taken in from that day go by it. Open ones keep their list until they are moved."),
    OVERRIDES: N_("Dossiers taken in from that day go by it."),
    FEES: N_("Dossiers taken in from that day pay by it."),
    CALENDAR_KIND: N_("Dates are counted by it. Promises made before are listed under “Working calendar”."),
    FORMS: N_("Papers are worded so once the program was started again."),
    RULES: N_("Dossiers taken in from that day go by it, once the program was started again."),
}


def _published_detail(row: InUse) -> Detail:
    one, force = row.publication, force_cell(row)
    sections = (
        Section(_("Taking effect"), (force.word,)),
        Section(_("What it changes"), (_(_OF_KIND[one.kind]),)),
        Section(
            _("Seal"),
            (f"SHA-256 {one.sha256[:16]}…", _("Signed by the province and compared.")),
        ),
    )
    about = _("{kind} · version {version}").format(kind=_(KIND_WORDS[one.kind]), version=one.version)
    return Detail(one.title, about, None, sections)


def _late_detail(row: LateStep) -> Detail:
    sections = (
        Section(
            _("Step"), (step_words(row.step), _("due {time}").format(time=f"{row.until:%H:%M %d/%m/%Y}")), alert=True
        ),
        Section(_("Who has it"), (row.holder or "",)),
        Section(_("Promised to the citizen"), (f"{row.due_at:%H:%M %d/%m/%Y}",)),
    )
    return Detail(row.applicant, row.code, None, sections, (Act("open", _("Open the dossier"), "Enter"),))
