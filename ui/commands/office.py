"""Commands of the office: ``responsible``, ``calendar``, ``decide``."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Annotated

import typer

from app.domain.errors import BadInput
from app.i18n import N_, _, ngettext
from ui.commands.context import Asked, parse_day, read_document
from ui.commands.output import show

if TYPE_CHECKING:
    from app.services.office_calendar import YearChange
    from app.services.responsibilities import MatrixRow

responsible = typer.Typer(no_args_is_help=True, help=_("Who answers for which procedure."))
calendar = typer.Typer(no_args_is_help=True, help=_("Working calendars announced since this program was made."))

_Day = Annotated[str | None, typer.Option("--day", help=_("On which day (YYYY-MM-DD), today if left out."))]
_Since = Annotated[str | None, typer.Option("--since", help=_("First day (YYYY-MM-DD), today if left out."))]
_Deputy = Annotated[str | None, typer.Option(help=_("Who stands in while the officer is away."))]
_Decision = Annotated[str | None, typer.Option(help=_("The decision behind it: number and date."))]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.add_typer(responsible, name="responsible")
    app.add_typer(calendar, name="calendar")
    app.command(
        help=_(
            "Record a local decision on a procedure: its limit, its fees. "
            "Example: motcua decide 1.001193 --fee 0=8000 --decision '15/2026/NQ-HĐND'"
        )
    )(decide)


# ── who answers ──────────────────────────────────────────────────────────────────────────────


@responsible.command("matrix", help=_("Every procedure and who answers for it. Example: motcua responsible matrix"))
def matrix(context: typer.Context, day: _Day = None) -> None:
    """List every procedure of the desk with its responsible officer; gaps and overlaps by name."""
    asked: Asked = context.obj
    with asked.desk(write=False) as desk:
        found = desk.responsibilities.matrix(parse_day(day, "day"))
    counts = {cover: found.count(cover) for cover in ("one", "gap", "overlap", "uncovered")}
    rows = [_row(row) for row in found.rows]
    lines = [
        "  ".join((str(row["code"] or row["procedure"]), _cover_words(str(row["cover"])), str(row["person"] or "")))
        for row in rows
    ]
    lines.append(
        _("covered {one} · nobody {gap} · several {overlap} · away without deputy {uncovered}").format(**counts)
    )
    show({"day": found.day, **counts, "rows": rows}, as_json=asked.as_json, lines=lines)


@responsible.command("who", help=_("Who answers for one procedure. Example: motcua responsible who 1.001193"))
def who(
    context: typer.Context,
    procedure: Annotated[str, typer.Argument(help=_("Code of the procedure."))],
    day: _Day = None,
) -> None:
    """Say who stands for a procedure: the deputy while the officer is away."""
    asked: Asked = context.obj
    with asked.desk(write=False) as desk:
        standing = desk.responsibilities.who(procedure, parse_day(day, "day"))
    told = {"unit": None, "person": None, "instead_of": None, "until": None}
    if standing is not None:
        told = {key: getattr(standing, key) for key in told}
    line = (standing.person or standing.unit) if standing else _("Nobody, or more than one: see the matrix.")
    show(told, as_json=asked.as_json, lines=[line])


@responsible.command(
    "assign",
    help=_(
        "Let an officer answer for a procedure, a field, or a role of the steps. "
        "Example: motcua responsible assign --field 'Hộ tịch' --person 'Lò Văn Pản' --unit 'Tư pháp - hộ tịch'"
    ),
)
def assign(
    context: typer.Context,
    person: Annotated[str, typer.Option(help=_("Full name of the officer."))],
    unit: Annotated[str, typer.Option(help=_("Unit of the officer."))],
    procedure: Annotated[str | None, typer.Option(help=_("Code of the procedure."))] = None,
    field: Annotated[str | None, typer.Option(help=_("Every procedure of this field."))] = None,
    role: Annotated[str | None, typer.Option(help=_("This role of the steps, in every procedure."))] = None,
    since: _Since = None,
    deputy: _Deputy = None,
    decision: _Decision = None,
    beside: Annotated[bool, typer.Option("--beside", help=_("Whoever answered before goes on too."))] = False,
) -> None:
    """Assign; whoever answered before ends the day before, unless ``--beside``."""
    asked: Asked = context.obj
    if sum(one is not None for one in (procedure, field, role)) != 1:
        raise BadInput(field="procedure", problem=N_("name one: a procedure, a field or a role"))
    told = {"unit": unit, "person": person, "deputy": deputy, "decision": decision, "since": parse_day(since, "since")}
    with asked.desk(write=True) as desk:
        office, count = desk.responsibilities, 1
        if field is not None:
            count = office.assign_field(field, officer=desk.officer, **told)  # type: ignore[arg-type]
        elif role is not None:
            office.assign_role(role, officer=desk.officer, **told)  # type: ignore[arg-type]
        else:
            office.assign(str(procedure), officer=desk.officer, beside=beside, **told)  # type: ignore[arg-type]
    words = ngettext("{n} procedure assigned.", "{n} procedures assigned.", count).format(n=count)
    show({"procedures": count, "person": person, "unit": unit}, as_json=asked.as_json, lines=[words])


@responsible.command(
    "end", help=_("An officer answers no longer. Example: motcua responsible end 1.001193 --person 'Lò Văn Pản'")
)
def end(
    context: typer.Context,
    procedure: Annotated[str, typer.Argument(help=_("Code of the procedure."))],
    person: Annotated[str, typer.Option(help=_("Full name of the officer."))],
    last_day: Annotated[str | None, typer.Option(help=_("Last day (YYYY-MM-DD), today if left out."))] = None,
    reason: Annotated[str | None, typer.Option(help=_("Why."))] = None,
) -> None:
    """End an assignment."""
    asked: Asked = context.obj
    with asked.desk(write=True) as desk:
        row = desk.responsibilities.end(
            procedure, person=person, officer=desk.officer, last_day=parse_day(last_day, "last_day"), reason=reason
        )
    show(_row(row), as_json=asked.as_json, lines=[_cover_words(row.cover)])


@responsible.command(
    "away",
    help=_(
        "An officer is away, the deputy stands in. "
        "Example: motcua responsible away 'Lò Văn Pản' --since 2026-11-23 --until 2026-11-27 --deputy 'Tẩn Mỹ Dung'"
    ),
)
def away(
    context: typer.Context,
    person: Annotated[str, typer.Argument(help=_("Full name of the officer."))],
    until: Annotated[str, typer.Option(help=_("Last day (YYYY-MM-DD)."))],
    since: _Since = None,
    deputy: _Deputy = None,
    reason: Annotated[str | None, typer.Option(help=_("Why."))] = None,
) -> None:
    """Note an absence, both days included."""
    asked: Asked = context.obj
    with asked.desk(write=True) as desk:
        first = parse_day(since, "since") or desk.clock.now().date()
        last = parse_day(until, "until") or first
        noted = desk.responsibilities.away(
            person, since=first, until=last, deputy=deputy, reason=reason, officer=desk.officer
        )
    line = _("{person} is away {since} – {until}.").format(
        person=noted.officer, since=f"{noted.since:%d/%m/%Y}", until=f"{noted.until:%d/%m/%Y}"
    )
    document = {"person": noted.officer, "since": noted.since, "until": noted.until, "deputy": noted.deputy}
    show(document, as_json=asked.as_json, lines=[line])


@responsible.command("back", help=_("An officer is at work again. Example: motcua responsible back 'Lò Văn Pản'"))
def back(
    context: typer.Context,
    person: Annotated[str, typer.Argument(help=_("Full name of the officer."))],
    day: _Day = None,
) -> None:
    """End an absence."""
    asked: Asked = context.obj
    with asked.desk(write=True) as desk:
        noted = desk.responsibilities.back(person, on=parse_day(day, "day"), officer=desk.officer)
    line = _("{person} is at work again from {day}.").format(person=noted.officer, day=f"{noted.on:%d/%m/%Y}")
    show({"person": noted.officer, "on": noted.on}, as_json=asked.as_json, lines=[line])


@responsible.command("late", help=_("Dossiers whose step is over its time. Example: motcua responsible late"))
def late(context: typer.Context) -> None:
    """List who is over their step, longest first."""
    asked: Asked = context.obj
    with asked.desk(write=False) as desk:
        found = desk.responsibilities.over_step()
    lines = [f"{one.until:%H:%M %d/%m/%Y}  {one.code}  {one.step}  {one.holder or ''}" for one in found]
    show([_without_id(one) for one in found], as_json=asked.as_json, lines=lines or [_("Nobody is over their step.")])


@responsible.command("next", help=_("To whom a dossier goes next. Example: motcua responsible next 1001"))
def next_receiver(
    context: typer.Context, code: Annotated[str, typer.Argument(help=_("The dossier's code or its last digits."))]
) -> None:
    """Say whom «forward» would propose, and by when that step is due."""
    asked: Asked = context.obj
    with asked.desk(write=False) as desk:
        proposal = desk.responsibilities.proposal(desk.queries.dossier(desk.queries.dossier_id(code)))
    receiver = proposal.receiver
    document = {
        "to": receiver.name if receiver else None,
        "to_kind": receiver.kind if receiver else None,
        "step": proposal.step,
        "until": proposal.until,
        "instead_of": proposal.instead_of,
    }
    show(document, as_json=asked.as_json, lines=[receiver.name if receiver else _("Nobody is proposed.")])


def _row(row: MatrixRow) -> dict[str, object]:
    standing = row.standing
    return {
        "procedure": row.procedure.id,
        "code": row.procedure.code,
        "name": row.procedure.short_name,
        "field": row.procedure.field,
        "cover": row.cover,
        "unit": standing.unit if standing else None,
        "person": standing.person if standing else None,
        "instead_of": standing.instead_of if standing else None,
        "assigned": [{"unit": one.unit, "person": one.officer, "since": one.since} for one in row.assignments],
    }


def _cover_words(cover: str) -> str:
    words = {
        "one": _("one officer"),
        "gap": _("NOBODY"),
        "overlap": _("SEVERAL"),
        "uncovered": _("AWAY, NO DEPUTY"),
    }
    return words[cover]


def _without_id(value: object) -> dict[str, object]:
    fields = dataclasses.fields(value)  # type: ignore[arg-type]
    return {one.name: getattr(value, one.name) for one in fields if one.name != "dossier_id"}


# ── decisions ────────────────────────────────────────────────────────────────────────────────


def decide(
    context: typer.Context,
    procedure: Annotated[str, typer.Argument(help=_("Code of the procedure."))],
    decision: Annotated[str, typer.Option(help=_("The decision behind it: number and date."))],
    limit: Annotated[str | None, typer.Option(help=_("The new limit: 3wd, 10cd, 8wh, 12h or same_day."))] = None,
    fee: Annotated[list[str] | None, typer.Option(help=_("Position of a fee and its đồng: 0=8000."))] = None,
    responsible: Annotated[str | None, typer.Option(help=_("Who answers by this decision."))] = None,
    step: Annotated[
        list[str] | None, typer.Option(help=_("A step of the procedure and its own limit: tham_dinh=2wd."))
    ] = None,
    since: _Since = None,
) -> None:
    """Record a local decision; it is in force from its first day."""
    asked: Asked = context.obj
    fees = dict(_fee(one) for one in fee or ())
    with asked.desk(write=True) as desk:
        first = parse_day(since, "since") or desk.clock.now().date()
        row = desk.decisions.decide(
            procedure, decision=decision, since=first, limit=limit, fees=fees, responsible=responsible,
            steps=dict(_step(one) for one in step or ()), officer=desk.officer,
        )  # fmt: skip
    document = {
        "code": row.code,
        "limit": row.limit,
        "fees": [{"name": one.name, "amount": one.amount} for one in row.fees],
        "steps": [{"step": one.step, "actor": one.actor, "limit": one.limit} for one in row.steps],
        "decision": row.local_decision,
        "since": first,
    }
    show(document, as_json=asked.as_json, lines=[f"{row.code or row.id}  {row.local_decision}"])


def _step(text: str) -> tuple[str, str]:
    name, equals, limit = text.partition("=")
    if not equals or len(text) > 60:
        raise BadInput(field="step", problem=N_("write it as tham_dinh=2wd: the step, then its limit"))
    return name.strip(), limit.strip()


def _fee(text: str) -> tuple[int, int]:
    place, _equals, amount = text.partition("=")
    if not (place.isascii() and place.isdigit() and amount.isascii() and amount.isdigit()) or len(text) > 20:
        raise BadInput(field="fee", problem=N_("write it as 0=8000: the position of the fee, then đồng"))
    return int(place), int(amount)


# ── calendars ────────────────────────────────────────────────────────────────────────────────


@calendar.command(
    "import", help=_("Count by a newly announced calendar of a year. Example: motcua calendar import 2027.json")
)
def import_calendar(
    context: typer.Context, file: Annotated[str, typer.Argument(help=_("The calendar's JSON file, or -."))]
) -> None:
    """Check a year's calendar, keep it and count by it; refused whole if anything is wrong."""
    asked: Asked = context.obj
    data = read_document(file)
    with asked.desk(write=True) as desk:
        change = desk.office_calendar.take_in(data)
        waiting = len(desk.promises.affected())
    words = ngettext(
        "{n} open dossier has another due date by it: motcua calendar affected",
        "{n} open dossiers have another due date by it: motcua calendar affected",
        waiting,
    ).format(n=waiting)
    show(_change(change) | {"affected": waiting}, as_json=asked.as_json, lines=[str(change.year.year), words])


@calendar.command(
    "affected",
    help=_(
        "Open dossiers whose due date the calendar in use would change. "
        "Example: motcua calendar affected --confirm --why 'Công điện 15/CĐ-UBND'"
    ),
)
def affected(
    context: typer.Context,
    confirm: Annotated[bool, typer.Option("--confirm", help=_("Move them, and log it."))] = False,
    why: Annotated[str | None, typer.Option(help=_("The notice behind it."))] = None,
) -> None:
    """List old and new due dates; with ``--confirm`` move them."""
    asked: Asked = context.obj
    with asked.desk(write=confirm) as desk:
        found = desk.promises.affected()
        moved = desk.promises.move(found, why=why or "", officer=desk.officer) if confirm else 0
    rows = [{"code": one.code, "old_due_at": one.promised.at, "new_due_at": one.reckoned.at} for one in found]
    lines = [
        f"{one.code}  {one.promised.at:%H:%M %d/%m/%Y} → {one.reckoned.at:%H:%M %d/%m/%Y}  {one.applicant}"
        for one in found
    ]
    lines = lines or [_("No open dossier is affected.")]
    if confirm:
        lines.append(ngettext("{n} due date moved.", "{n} due dates moved.", moved).format(n=moved))
    show({"affected": rows, "moved": moved}, as_json=asked.as_json, lines=lines)


def _change(change: YearChange) -> dict[str, object]:
    return {
        "year": change.year.year,
        "status": change.year.status,
        "off": change.off,
        "worked": change.worked,
        "other_hours": change.other_hours,
    }
