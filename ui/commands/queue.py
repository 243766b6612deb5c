"""The queue of the waiting hall: ``queue take next call recall hold done no-show board``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.domain.queue import HELD, MISSED
from app.i18n import _
from ui.commands.context import Asked
from ui.commands.output import show

if TYPE_CHECKING:
    from app.domain.queue import Ticket
    from ui.program import Program

queue = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help=_("The queue of the waiting hall."))


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.add_typer(queue, name="queue")


@queue.command("take", help=_("Give out the next number. Example: motcua queue take --priority elderly --print so.pdf"))
def take(
    context: typer.Context,
    priority: Annotated[
        list[str] | None, typer.Option(help=_("Why they go first: elderly, disabled, …; may be repeated."))
    ] = None,
    note: Annotated[str | None, typer.Option(help=_("What for, in a few words without a name."))] = None,
    pdf: Annotated[Path | None, typer.Option("--print", help=_("Also write the ticket to this PDF (80 mm)."))] = None,
) -> None:
    """Give out a number."""
    from app.files import write_whole
    from ui.queue.ticket import ticket_paper

    asked: Asked = context.obj
    with asked.desk(write=True) as desk:
        ticket = desk.queue.take(officer=desk.officer, priority=priority or (), note=note)
        ahead = desk.queue.ahead(ticket)
        if pdf is not None:
            write_whole(pdf, ticket_paper(desk, ticket, ahead).pdf)
    show(_ticket(ticket) | {"ahead": ahead, "path": pdf}, as_json=asked.as_json, lines=[ticket.number])


@queue.command("next", help=_("Call the next number; whoever sat here is done. Example: motcua queue next"))
def next_number(context: typer.Context) -> None:
    """Call the next."""
    _move(context, lambda desk: desk.queue.next(officer=desk.officer))


@queue.command("call", help=_("Call a number out of turn: held, missed or waiting. Example: motcua queue call A012"))
def call(context: typer.Context, number: Annotated[str, typer.Argument(help=_("The number."))]) -> None:
    """Call one number."""
    _move(context, lambda desk: desk.queue.call(number, officer=desk.officer))


@queue.command("recall", help=_("Call the same number once more. Example: motcua queue recall"))
def recall(context: typer.Context) -> None:
    """Call again."""
    _move(context, lambda desk: desk.queue.recall(officer=desk.officer))


@queue.command("hold", help=_("Let the person wait beside. Example: motcua queue hold --reason 'Đi photo'"))
def hold(context: typer.Context, reason: Annotated[str | None, typer.Option(help=_("Why."))] = None) -> None:
    """Hold the number."""
    _move(context, lambda desk: desk.queue.hold(officer=desk.officer, reason=reason))


@queue.command("done", help=_("The person is served; dossiers taken in are linked. Example: motcua queue done"))
def done(context: typer.Context) -> None:
    """End with the person."""
    _move(context, lambda desk: desk.queue.done(officer=desk.officer))


@queue.command("no-show", help=_("Nobody came to the call. Example: motcua queue no-show"))
def no_show(context: typer.Context) -> None:
    """Mark the number as missed."""
    _move(context, lambda desk: desk.queue.no_show(officer=desk.officer))


@queue.command("board", help=_("The hall as it stands: last four called, who waits. Example: motcua queue board"))
def board(context: typer.Context) -> None:
    """Show the hall."""
    asked: Asked = context.obj
    with asked.desk(write=False) as desk:
        hall = desk.queue.hall()
    document = {
        "day": hall.day,
        "board": [_ticket(one) for one in hall.board],
        "current": _ticket(hall.current) if hall.current else None,
        "waiting": [_ticket(one) for one in hall.waiting],
        "held": [_ticket(one) for one in hall.tickets if one.state == HELD],
        "missed": [_ticket(one) for one in hall.tickets if one.state == MISSED],
        "lost": [_ticket(one) for one in hall.lost],
        "given_out": len(hall.tickets),
    }
    called = [_("{number}  desk {desk}").format(number=one.number, desk=one.desk) for one in hall.board]
    waiting = _("waiting: {numbers}").format(numbers=" ".join(one.number for one in hall.waiting) or "–")
    show(document, as_json=asked.as_json, lines=[*called, waiting])


def _move(context: typer.Context, act: Callable[[Program], Ticket]) -> None:
    asked: Asked = context.obj
    with asked.desk(write=True) as desk:
        ticket = act(desk)
    show(_ticket(ticket), as_json=asked.as_json, lines=[f"{ticket.number}  {ticket.state}"])


def _ticket(one: Ticket) -> dict[str, object]:
    return {
        "number": one.number,
        "id": one.id,
        "state": one.state,
        "desk": one.desk,
        "priority": one.priority,
        "note": one.note,
        "reason": one.reason,
        "taken_at": one.taken_at,
        "called_at": one.called_at,
        "done_at": one.done_at,
        "dossiers": one.dossiers,
    }
