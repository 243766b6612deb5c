"""Commands of the ways a dossier comes in: ``guide``, ``numbers …`` and ``trip …``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.domain.errors import BadInput
from app.i18n import N_, _, ngettext
from ui.commands.context import Asked, parse_day, parse_time, read_document
from ui.commands.output import show

if TYPE_CHECKING:
    from datetime import date

    from app.readings import GivenGuidance, Trip
    from ui.program import Program

numbers = typer.Typer(help=_("The desk's numbers of a day: after paper ones, and the pad for power cuts."))
trips = typer.Typer(help=_("Mobile trips: open, close, list, and what was taken in on one."))


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command(
        help=_(
            "Record what was told to a citizen whose papers were not accepted. "
            "Example: motcua guide draft.json --kind supplement --reason 'Thiếu giấy chứng sinh'"
        )
    )(guide)
    app.command(help=_("List what was told instead of accepting on a day. Example: motcua guided --day 2026-11-23"))(
        guided
    )
    numbers.command(
        "raise",
        help=_(
            "Let the next dossier of a day take this serial, after numbers used on paper. "
            "Example: motcua numbers raise --day 2026-11-23 --next 1038 --reason 'Mất điện'"
        ),
    )(raise_next)
    numbers.command(
        "pad",
        help=_(
            "Set numbers aside for the pad for power cuts; without --count, list its sheets. "
            "Example: motcua numbers pad --day 2026-11-24 --count 20"
        ),
    )(pad)
    app.add_typer(numbers, name="numbers")
    trips.command(
        "open",
        help=_(
            "Open a trip; what is received on its days carries it. "
            "Example: motcua trip open --place 'Bản Nậm Xe' --first 2026-11-24 --last 2026-11-25 --team 'Vàng Thị Hoa'"
        ),
    )(open_trip)
    trips.command("close", help=_("Close a trip. Example: motcua trip close 1-0001"))(close_trip)
    trips.command("list", help=_("List the trips, newest first. Example: motcua trip list"))(list_trips)
    trips.command("show", help=_("Show a trip and its dossiers. Example: motcua trip show 1-0001"))(show_trip)
    app.add_typer(trips, name="trip")


# ── guidance ─────────────────────────────────────────────────────────────────────────────────


def guide(
    context: typer.Context,
    draft: Annotated[str, typer.Argument(help=_("The draft's JSON file, or - for standard input."))],
    kind: Annotated[str, typer.Option(help=_("supplement or refusal."))],
    reason: Annotated[str | None, typer.Option(help=_("Why."))] = None,
    legal_basis: Annotated[str | None, typer.Option(help=_("Legal basis; a refusal needs one."))] = None,
    at: Annotated[str | None, typer.Option(help=_("When it happened, if not now (ISO time)."))] = None,
    late: Annotated[bool, typer.Option("--late", help=_("Entered late, with its true time."))] = False,
    pdf: Annotated[Path | None, typer.Option("--print", help=_("Also write the paper to this PDF file."))] = None,
) -> None:
    """Record a guidance or a refusal before acceptance; no dossier code is taken."""
    from app.services.drafts import read_draft

    asked: Asked = context.obj
    when = parse_time(at, "at")
    with asked.desk(write=True) as desk:
        read = read_draft(read_document(draft), today=desk.clock.now().date())
        given = desk.guidance.give(
            read, kind=kind, reason=reason, legal_basis=legal_basis, officer=desk.officer, at=when, late=late
        )
        if pdf is not None:
            _write(desk, given, pdf)
    document = _guidance(given)
    papers = [f"- {wanted.name}" for wanted in given.given.wanted]
    show(document, as_json=asked.as_json, lines=[given.given.number, *papers])


def guided(
    context: typer.Context,
    day: Annotated[str | None, typer.Option(help=_("The day (YYYY-MM-DD), else today."))] = None,
    to: Annotated[Path | None, typer.Option(help=_("Also write their papers again to this folder, as PDF."))] = None,
) -> None:
    """List guidances and refusals of a day; they count apart from received dossiers."""
    asked: Asked = context.obj
    with asked.desk(write=to is not None) as desk:
        given = desk.guidance.of_day(parse_day(day, "day") or desk.clock.now().date())
        if to is not None:
            for one in given:
                _write(desk, one, to / f"guide-{one.given.kind}-{one.given.number}.pdf")
    rows: list[object] = [_guidance(one) for one in given]
    lines = [f"{one.given.number}  {one.given.applicant.name}  {one.given.procedure.name[:60]}" for one in given]
    show(rows, as_json=asked.as_json, lines=lines or [_("Nobody was turned away on that day.")])


def _write(desk: Program, guidance: GivenGuidance, to: Path) -> None:
    """Write the next copy to a file and count it; what was told stands already, a full disk loses only the paper."""
    from app.files import write_whole

    paper = desk.desk_papers.guidance(guidance, paper=desk.settings.other_paper)
    write_whole(to, paper.made.pdf)
    desk.desk_papers.exported(paper, officer=desk.officer)


def _guidance(guidance: GivenGuidance) -> dict[str, object]:
    given = guidance.given
    return {
        "id": guidance.id,
        "number": given.number,
        "kind": given.kind,
        "at": given.at,
        "applicant": given.applicant.name,
        "procedure": given.procedure.code,
        "wanted": [wanted.name for wanted in given.wanted],
        "reason": given.reason,
        "legal_basis": given.legal_basis,
    }


# ── numbers ──────────────────────────────────────────────────────────────────────────────────


def raise_next(
    context: typer.Context,
    day: Annotated[str, typer.Option(help=_("The day (YYYY-MM-DD)."))],
    next_: Annotated[int, typer.Option("--next", help=_("The serial of the next dossier."))],
    reason: Annotated[str, typer.Option(help=_("Why."))],
) -> None:
    """Go on after numbers used on paper; a number is raised, never lowered."""
    asked: Asked = context.obj
    when = _day(day)
    with asked.desk(write=True) as desk:
        raised = desk.numbers.raise_next(when, serial=next_, reason=reason, officer=desk.officer)
    show({"day": when, "next": raised}, as_json=asked.as_json, lines=[f"{when:%d/%m/%Y}  {raised}"])


def pad(
    context: typer.Context,
    day: Annotated[str, typer.Option(help=_("The day (YYYY-MM-DD)."))],
    count: Annotated[int | None, typer.Option(help=_("How many sheets; left out, the sheets are listed."))] = None,
) -> None:
    """Reserve or list the sheets of the pad for power cuts."""
    asked: Asked = context.obj
    when = _day(day)
    with asked.desk(write=count is not None) as desk:
        new = () if count is None else desk.numbers.reserve_pad(when, count, officer=desk.officer)
        sheets = desk.numbers.pad(when)
    unused = sum(not sheet.used for sheet in sheets)
    document = {"day": when, "codes": new, "sheets": sheets, "unused": unused}
    listed = [f"{sheet.code}  {_('used') if sheet.used else _('not used')}" for sheet in sheets]
    show(document, as_json=asked.as_json, lines=list(new) or listed or [_("There is no pad for that day.")])


def _day(text: str) -> date:
    day = parse_day(text, "day")
    if day is None:
        raise BadInput(field="day", problem=N_("must be a date such as 2026-11-23"))
    return day


# ── trips ────────────────────────────────────────────────────────────────────────────────────


def open_trip(
    context: typer.Context,
    place: Annotated[str, typer.Option(help=_("The village."))],
    first: Annotated[str | None, typer.Option(help=_("First day (YYYY-MM-DD), else today."))] = None,
    last: Annotated[str | None, typer.Option(help=_("Last day (YYYY-MM-DD), else the first."))] = None,
    team: Annotated[list[str] | None, typer.Option(help=_("Who goes; once for each."))] = None,
    purpose: Annotated[str | None, typer.Option(help=_("What the trip is for."))] = None,
) -> None:
    """Open a mobile trip."""
    asked: Asked = context.obj
    begins, ends = parse_day(first, "first"), parse_day(last, "last")
    with asked.desk(write=True) as desk:
        begins = begins or desk.clock.now().date()
        trip = desk.trips.open(
            place=place, first=begins, last=ends or begins, team=team or (), purpose=purpose, officer=desk.officer
        )
    show(_trip(trip), as_json=asked.as_json, lines=[_trip_line(trip)])


def close_trip(
    context: typer.Context,
    trip: Annotated[str, typer.Argument(help=_("The trip's number."))],
    note: Annotated[str | None, typer.Option(help=_("A note kept with the step."))] = None,
) -> None:
    """Close a mobile trip; what comes in from now on belongs to none."""
    asked: Asked = context.obj
    with asked.desk(write=True) as desk:
        closed = desk.trips.close(trip, note=note, officer=desk.officer)
    show(_trip(closed), as_json=asked.as_json, lines=[_trip_line(closed)])


def list_trips(context: typer.Context) -> None:
    """List the mobile trips."""
    asked: Asked = context.obj
    with asked.desk(write=False) as desk:
        found = desk.trips.list()
    rows: list[object] = [_trip(trip) for trip in found]
    show(rows, as_json=asked.as_json, lines=[_trip_line(trip) for trip in found] or [_("There is no trip yet.")])


def show_trip(context: typer.Context, trip: Annotated[str, typer.Argument(help=_("The trip's number."))]) -> None:
    """Show a trip with its dossiers and what is ready to be carried out."""
    asked: Asked = context.obj
    with asked.desk(write=False) as desk:
        found = desk.trips.named(trip)
        lines, ready = desk.trips.dossiers(found), desk.trips.to_carry_out(found)
    document = _trip(found) | {
        "dossiers": [
            {"code": line.code, "applicant": line.applicant, "procedure": line.procedure_code, "state": line.state,
             "due_at": line.due_at} for line in lines
        ],
        "to_carry_out": [dossier.code for dossier in ready],
    }  # fmt: skip
    count = ngettext("{n} dossier", "{n} dossiers", len(lines)).format(n=len(lines))
    rows = [f"{line.code}  {line.applicant}  {line.due_at:%d/%m/%Y}" for line in lines]
    show(document, as_json=asked.as_json, lines=[_trip_line(found), count, *rows])


def _trip(trip: Trip) -> dict[str, object]:
    return {
        "id": trip.id,
        "number": trip.number,
        "place": trip.place,
        "first": trip.first,
        "last": trip.last,
        "team": trip.team,
        "purpose": trip.purpose,
        "opened_at": trip.opened_at,
        "closed_at": trip.closed_at,
    }


def _trip_line(trip: Trip) -> str:
    days = f"{trip.first:%d/%m/%Y}" + (f" – {trip.last:%d/%m/%Y}" if trip.last != trip.first else "")
    state = _("closed") if trip.closed_at else _("under way")
    return f"{trip.number}  {trip.place}  {days}  {state}"
