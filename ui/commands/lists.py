"""Papers over many dossiers: ``report register``, and ``list`` for signing, handing on, trips, shifts, the pad."""

from __future__ import annotations

import hashlib
import re
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.clock import ZONE
from app.domain.errors import BadInput
from app.i18n import N_, _
from ui.commands.context import Asked, parse_day
from ui.commands.output import plain, show

TO_PRINT = "to-print"
_PART_OF_TIME = re.compile(r"(20\d{2})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)

if TYPE_CHECKING:
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


FORMS = ("to-sign", "handover", "trip", "shift", "pad", TO_PRINT)


def list_paper(
    context: typer.Context,
    form: Annotated[str, typer.Argument(help=", ".join(FORMS))],
    to: Annotated[Path | None, typer.Option(help=_("The PDF file to write; to-print is only shown."))] = None,
    codes: Annotated[
        list[str] | None, typer.Argument(help=_("Codes of dossiers or their last digits; for trip, its number."))
    ] = None,
    receiver: Annotated[str, typer.Option(help=_("Who takes the files, for handover and shift."))] = "",
    day: Annotated[str | None, typer.Option(help=_("The day, for shift and pad (YYYY-MM-DD)."))] = None,
    paper: Annotated[str, typer.Option(help=_("a4 or a5, for pad."))] = "a5",
    priority: Annotated[bool, typer.Option("--priority", help=_("Only people with priority, for to-sign."))] = False,
) -> None:
    """Make one paper over several dossiers; ``to-print`` shows what is to print, and what did not come out."""
    if form not in FORMS:
        raise typer.BadParameter(_("FORM is {forms}.").format(forms=", ".join(FORMS)))
    if priority and form != "to-sign":
        raise typer.BadParameter(_("--priority is for to-sign."))
    asked: Asked = context.obj
    if form == TO_PRINT:
        _show_to_print(asked)
        return
    if to is None:
        raise typer.BadParameter(_("--to names the PDF file to write."))
    from app.files import write_whole

    with asked.desk(write=True) as desk:
        made = _made(desk, form, codes or [], receiver=receiver, day=parse_day(day, "day"), paper=paper, first=priority)
        write_whole(to, made.made.pdf)
        desk.desk_papers.exported(made, officer=desk.officer)
    document = {"path": to, "pages": made.made.pages, "copy": made.copy, "sha256": made.sha256}
    show(document, as_json=asked.as_json, lines=[str(to)])


def _show_to_print(asked: Asked) -> None:
    from ui.dossier_words import FORMS as OF_DOSSIERS
    from ui.paper_words import DESK_PAPER_WORDS, failed_words
    from ui.speech import worded

    with asked.desk(write=False) as desk:
        papers = desk.print_tries.to_print()
    words = {**OF_DOSSIERS, **DESK_PAPER_WORDS}
    rows: list[object] = [
        {
            "form": one.form,
            "code": one.code or None,
            "applicant": one.applicant or None,
            "number": one.failed.number if one.failed else None,
            "state": one.state,
            "tries": one.failed.tries if one.failed else 0,
            "failed_at": one.failed.at if one.failed else None,
            "reason": worded(one.failed.reason) if one.failed else None,
        }
        for one in papers
    ]
    lines = [
        "  ".join(
            (one.code, one.applicant, _(words.get(one.form, one.form)), failed_words(one.failed) if one.failed else "")
        ).strip()
        for one in papers
    ]
    show(rows, as_json=asked.as_json, lines=lines or [_("Nothing waits to be printed.")])


def book_paper(desk: Program, form: str, of: str | None, *, to: Path, paper: str, draft: bool) -> dict[str, object]:
    """Write the register or the pad, as the contract names them: ``print register``, ``print pad``.

    of: a day, a month or a year; a dossier's code stands for its day of receipt; None: this year's register, today's
    pad. Raises BadInput, UnknownDossier, MissingGlyphs, CannotWrite.
    """
    from app.files import write_whole
    from app.services import desk_papers as papers

    if form == "register":
        first, last = _days(desk, of)
        paper_of = desk.lists.register(first, last, draft=draft)
        made = desk.desk_papers.counted(papers.REGISTER, papers.about_days(first, last), paper_of)
    else:
        day = _days(desk, of)[0] if of else desk.clock.now().date()
        made = _pad(desk, day, paper=paper, draft=draft)
    write_whole(to, made.made.pdf)
    if not draft:
        desk.desk_papers.exported(made, officer=desk.officer)
    return {"path": to, "pages": made.made.pages, "copy": made.copy, "sha256": made.sha256}


def _days(desk: Program, of: str | None) -> tuple[date, date]:
    """Return first and last day of ``2026``, ``2026-11``, ``2026-11-23``, of a dossier's code, or of this year."""
    text = (of or f"{desk.clock.now():%Y}").strip()
    read = _PART_OF_TIME.fullmatch(text)
    if read is None:
        day = desk.queries.dossier(desk.queries.dossier_id(text)).received_at.date()
        return day, day
    year, month, day_of = (int(part) if part else None for part in read.groups())
    try:
        first = date(year or 0, month or 1, day_of or 1)
    except ValueError as failed:
        raise BadInput(field="day", problem=N_("there is no such day")) from failed
    if day_of:
        return first, first
    following = date(first.year + 1, 1, 1) if month in (None, 12) else date(first.year, first.month + 1, 1)
    return first, following - timedelta(days=1)


def _pad(desk: Program, day: date, *, paper: str, draft: bool = False) -> DeskPaper:
    from app.services import desk_papers as papers

    unused = [sheet.code for sheet in desk.numbers.pad(day) if not sheet.used]
    made = desk.lists.pad(unused, day=day, paper=paper, draft=draft)
    return desk.desk_papers.counted(papers.PAD, papers.about_codes(unused), made)


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
            return _pad(desk, when, paper=paper)
    chosen = [desk.queries.dossier_id(code) for code in names]
    about = papers.about_codes(one.hex() for one in chosen) if chosen else when.isoformat()
    if form == "to-sign":
        return counted(papers.TO_SIGN, about, lists.to_sign(chosen, officer=officer, only_first=first))
    made = lists.handover(chosen, officer=officer, receiver=receiver)
    return counted(papers.HANDOVER_LIST, about, made)
