"""Papers over many dossiers: ``report register``, and ``list`` for signing, handing on, trips, shifts, the pad."""

from __future__ import annotations

import hashlib
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.clock import ZONE
from app.domain.errors import BadInput
from app.i18n import N_, _
from ui.commands.context import Asked, parse_day
from ui.commands.output import plain, show

if TYPE_CHECKING:
    from datetime import date

    from app.readings import RegisterRow
    from app.services.desk_papers import DeskPaper
    from ui.program import Program


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command(
        help=_(
            "The register of a time, as JSON, XLSX or PDF. "
            "Example: motcua report register --from 2026-01-01 --to 2026-12-31 --format pdf --out so.pdf"
        )
    )(report)
    app.command(
        help=_("How citizens rated what was returned. Example: motcua ratings --from 2026-11-01 --to 2026-11-30")
    )(ratings)
    app.command(
        "list",
        help=_("One paper over several dossiers. Example: motcua list handover 1001 1002 --to slip.pdf"),
    )(list_paper)


def report(
    context: typer.Context,
    form: Annotated[str, typer.Argument(help=_("register."))],
    since: Annotated[str, typer.Option("--from", help=_("First day (ISO date)."))],
    until: Annotated[str, typer.Option("--to", help=_("Last day (ISO date)."))],
    kind: Annotated[str, typer.Option("--format", help=_("json, xlsx or pdf."))] = "json",
    out: Annotated[Path | None, typer.Option(help=_("The file to write."))] = None,
) -> None:
    """Make a report over a time."""
    if form != "register" or kind not in ("json", "xlsx", "pdf"):
        raise typer.BadParameter(_("FORM is register; format is json, xlsx or pdf."))
    asked: Asked = context.obj
    first, last = parse_day(since, "from"), parse_day(until, "to")
    if first is None or last is None:
        raise BadInput(field="from", problem=N_("must be a date such as 2026-11-23"))
    if kind != "json" and out is None:
        raise BadInput(field="out", problem=N_("say which file to write"))
    with asked.desk(write=kind == "pdf") as desk:
        document = register_document(desk, first, last, kind=kind, out=out)
    lines = [str(out)] if out else [f"{row['field']}  {row['columns']['5']}" for row in document["rows"]]  # type: ignore[attr-defined]
    show(document, as_json=asked.as_json, lines=lines)


def register_document(desk: Program, first: date, last: date, *, kind: str, out: Path | None) -> dict[str, object]:
    """Write the register where asked; return its JSON document. Raises BadInput, MissingGlyphs, CannotWrite."""
    import json

    from app.files import write_whole
    from app.services.desk_papers import REGISTER, about_days

    rows = [_row(desk, row) for row in desk.lists.register_rows(first, last)]
    document: dict[str, object] = {
        "form": "register",
        "from": first,
        "to": last,
        "rows": rows,
        "total": len(rows),
        "sums_ok": True,
    }
    if out is None:
        return document
    paper = None
    match kind:
        case "pdf":
            paper = desk.desk_papers.counted(REGISTER, about_days(first, last), desk.lists.register(first, last))
            data = paper.made.pdf
        case "xlsx":
            data = desk.lists.register_sheet(first, last)
        case _:
            data = json.dumps(plain(document), ensure_ascii=False, indent=1).encode()
    write_whole(out, data)
    if paper is not None:
        desk.desk_papers.exported(paper, officer=desk.officer)
    return document | {"path": out, "sha256": hashlib.sha256(data).hexdigest()}


def ratings(
    context: typer.Context,
    since: Annotated[str, typer.Option("--from", help=_("First day (ISO date)."))],
    until: Annotated[str, typer.Option("--to", help=_("Last day (ISO date)."))],
) -> None:
    """Count the ratings, the anonymous ones among them."""
    asked: Asked = context.obj
    first, last = parse_day(since, "from"), parse_day(until, "to")
    if first is None or last is None or last < first:
        raise BadInput(field="from", problem=N_("must be a date such as 2026-11-23"))
    begins = datetime.combine(first, time.min, ZONE)
    with asked.desk(write=False) as desk:
        found = desk.queries.ratings(begins, datetime.combine(last, time.min, ZONE) + timedelta(days=1))
    document = {"from": first, "to": last, **plain(found)}  # type: ignore[dict-item]
    lines = [f"{level}: {count}" for level, count in found.counts]
    show(document, as_json=asked.as_json, lines=[*lines, _("not rated: {n}").format(n=found.unrated)])


def _row(desk: Program, row: RegisterRow) -> dict[str, object]:
    cells = desk.lists.forms.register_columns(row)
    return {"field": row.code, "book": row.book, "columns": {str(n): cell for n, cell in enumerate(cells, 1)}}


FORMS = ("to-sign", "handover", "trip", "shift", "pad")


def list_paper(
    context: typer.Context,
    form: Annotated[str, typer.Argument(help=", ".join(FORMS))],
    to: Annotated[Path, typer.Option(help=_("The PDF file to write."))],
    codes: Annotated[
        list[str] | None, typer.Argument(help=_("Codes of dossiers or their last digits; for trip, its number."))
    ] = None,
    receiver: Annotated[str, typer.Option(help=_("Who takes the files, for handover and shift."))] = "",
    day: Annotated[str | None, typer.Option(help=_("The day, for shift and pad (YYYY-MM-DD)."))] = None,
    paper: Annotated[str, typer.Option(help=_("a4 or a5, for pad."))] = "a5",
    priority: Annotated[bool, typer.Option("--priority", help=_("Only people with priority, for to-sign."))] = False,
) -> None:
    """Make one paper over several dossiers."""
    if form not in FORMS:
        raise typer.BadParameter(_("FORM is {forms}.").format(forms=", ".join(FORMS)))
    if priority and form != "to-sign":
        raise typer.BadParameter(_("--priority is for to-sign."))
    from app.files import write_whole

    asked: Asked = context.obj
    with asked.desk(write=True) as desk:
        made = _made(desk, form, codes or [], receiver=receiver, day=parse_day(day, "day"), paper=paper, first=priority)
        write_whole(to, made.made.pdf)
        desk.desk_papers.exported(made, officer=desk.officer)
    document = {"path": to, "pages": made.made.pages, "copy": made.copy, "sha256": made.sha256}
    show(document, as_json=asked.as_json, lines=[str(to)])


def _made(
    desk: Program, form: str, names: list[str], *, receiver: str, day: date | None, paper: str, first: bool
) -> DeskPaper:
    """Make the paper asked for, as its next copy. Raises BadInput, UnknownDossier, MissingGlyphs."""
    from app.services import desk_papers as papers

    lists, officer, counted = desk.lists, desk.officer, desk.desk_papers.counted
    when = day or desk.clock.now().date()
    match form:
        case "trip":
            if len(names) != 1:
                raise BadInput(field="trip", problem=N_("name one trip by its number"))
            trip = desk.trips.named(names[0])
            made = lists.trip(trip, desk.trips.to_carry_out(trip), officer=officer)
            return counted(papers.TRIP_LIST, trip.number, made)
        case "shift":
            made = lists.shift(desk.shift_sheets.sheet(day), officer=officer, next_officer=receiver or None)
            return counted(papers.SHIFT, when.isoformat(), made)
        case "pad":
            unused = [sheet.code for sheet in desk.numbers.pad(when) if not sheet.used]
            made = lists.pad(unused, day=when, paper=paper)
            return counted(papers.PAD, papers.about_codes(unused), made)
    chosen = [desk.queries.dossier_id(code) for code in names]
    about = papers.about_codes(one.hex() for one in chosen) if chosen else when.isoformat()
    if form == "to-sign":
        return counted(papers.TO_SIGN, about, lists.to_sign(chosen, officer=officer, only_first=first))
    made = lists.handover(chosen, officer=officer, receiver=receiver)
    return counted(papers.HANDOVER_LIST, about, made)
