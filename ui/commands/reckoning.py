"""Commands that reckon and need no desk: ``procedures due words card fold``."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from app.i18n import _
from ui.commands.context import Asked, parse_time
from ui.commands.output import notice_sentence, show

if TYPE_CHECKING:
    from app.services.catalogue import Catalogue


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command(help=_("Search the catalogue of procedures. Example: motcua procedures 'khai sinh'"))(procedures)
    app.command(help=_("Work out the promised time. Example: motcua due --limit 3wd --received 2026-11-20T09:00"))(due)
    app.command(
        help=_("Write an amount in words, as a slip prints it. Example: motcua words 21000"),
        context_settings={"ignore_unknown_options": True},  # a negative amount is an amount, not an option
    )(words)
    app.command(help=_("Read the text of an identity card's QR code. Example: motcua card -"))(card)
    app.command(help=_("Show the search key of a text. Example: motcua fold 'Pa Ủ'"))(fold)


def procedures(
    context: typer.Context,
    text: Annotated[str, typer.Argument(help=_("Words of the name, initials, or a code."))] = "",
    limit: Annotated[int, typer.Option(min=1, max=500, help=_("How many at most."))] = 20,
) -> None:
    """Search the catalogue; legacy rows are hidden."""
    from app.clock import SystemClock

    asked: Asked = context.obj
    today = (asked.now or SystemClock().now()).date()
    found = _catalogue(asked).search(text, on=today, limit=limit)
    rows: list[object] = [
        {
            "code": row.code,
            "name": row.name,
            "field": row.field,
            "time_limit": {"unit": row.limit.unit, "amount": row.limit.amount},
            "version": row.version,
        }
        for row in found
    ]
    show(rows, as_json=asked.as_json, lines=[f"{row.code or '—':9}  {row.short_name}" for row in found])


def _catalogue(asked: Asked) -> Catalogue:
    """Return the catalogue of the desk, with what the province published; without desk or password the shipped one."""
    from app.services.catalogue import load_catalogue
    from storage import desk as desks

    if not (asked.has_password_file and desks.exists(asked.paths)):
        return load_catalogue()
    with asked.desk(write=False) as desk:
        return desk.decisions.catalogue_now()


def due(
    context: typer.Context,
    received: Annotated[str, typer.Option(help=_("When the dossier came in (ISO time)."))],
    procedure: Annotated[str | None, typer.Option(help=_("Code of the procedure."))] = None,
    limit: Annotated[str | None, typer.Option(help=_("A limit: 3wd, 10cd, 8wh, 12h or same_day."))] = None,
    pause: Annotated[list[str] | None, typer.Option(help=_("A pause FROM..TO (ISO times); may be repeated."))] = None,
    restart: Annotated[str | None, typer.Option(help=_("The limit starts again at this time."))] = None,
    extension: Annotated[list[int] | None, typer.Option(help=_("Position of an extension that applies."))] = None,
) -> None:
    """Work out the promised time of a procedure or a limit."""
    from app.services.reckoning import reckon
    from app.wording import because_text

    asked: Asked = context.obj
    if (procedure is None) == (limit is None):
        raise typer.BadParameter(_("Give either --procedure or --limit."))
    moment = parse_time(received, "received")
    assert moment is not None  # noqa: S101 (parse_time returns None only for None)
    promised = reckon(
        procedure=procedure,
        limit=limit,
        received=moment,
        pauses=tuple(pause or ()),
        restart=parse_time(restart, "restart"),
        extensions=tuple(extension or ()),
    )
    document = {
        "due_at": promised.at,
        "because": because_text(promised),
        "counted_days": promised.counted_days,
        "calendar_confirmed": promised.calendar_confirmed,
    }
    show(document, as_json=asked.as_json, lines=[f"{promised.at:%H:%M %d/%m/%Y}", because_text(promised)])


def words(context: typer.Context, amount: Annotated[str, typer.Argument(help=_("A whole number of đồng."))]) -> None:
    """Write an amount in words."""
    from app.domain.errors import AmountOutOfRange
    from app.domain.money import amount_in_words

    asked: Asked = context.obj
    if not re.fullmatch(r"[0-9]{1,40}|[0-9]{1,3}(?:\.[0-9]{3}){1,10}", amount):
        raise AmountOutOfRange(amount=amount[:40])
    text = amount_in_words(int(amount.replace(".", "")))
    show({"text": text}, as_json=asked.as_json, lines=[text])


def card(
    context: typer.Context,
    text: Annotated[str, typer.Argument(help=_("The scanned text, or - for standard input."))] = "-",
) -> None:
    """Read an identity card's QR text; the scan proves nothing, compare it with the card."""
    from app.clock import SystemClock
    from app.domain.identity_card import read_card

    asked: Asked = context.obj
    if text == "-":
        text = sys.stdin.buffer.read(65536).decode("utf-8", errors="replace")
    reading = read_card(text, today=(asked.now or SystemClock().now()).date())
    fields = ("id_number", "old_id_number", "name", "birth_date", "sex", "address", "issued_on", "kind", "warnings")
    document = {name: getattr(reading, name) for name in fields}
    lines = [
        f"{reading.name} · {reading.id_number} · {reading.birth_date or ''}",
        *map(notice_sentence, reading.warnings),
    ]
    show(document, as_json=asked.as_json, lines=lines)


def fold(context: typer.Context, text: Annotated[str, typer.Argument(help=_("Any text."))]) -> None:
    """Show the search key of a text."""
    from app.domain.text import fold as folded

    asked: Asked = context.obj
    show({"text": folded(text)}, as_json=asked.as_json, lines=[folded(text)])
