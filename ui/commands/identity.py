"""Commands of the desk's identity and clock: ``clock rekey inherit rescue``."""

from __future__ import annotations

from datetime import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.domain.errors import BadInput
from app.i18n import N_, _, ngettext
from ui.commands.context import Asked, parse_day
from ui.commands.output import show

if TYPE_CHECKING:
    from ui.program import Program


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command(help=_("Show the clock, or say what day it is. Example: motcua clock --today 2026-11-28 --time 08:00"))(
        clock
    )
    app.command(help=_("Give this desk a new key, as every year. Example: motcua rekey"))(rekey)
    app.command(
        help=_("Take over the dossiers of the computer these data were copied from. Example: motcua inherit --yes")
    )(inherit)
    app.command(
        help=_("Save what can be read of damaged data into a new folder. Example: motcua rescue --to D:\\cuu-du-lieu")
    )(rescue)


def clock(
    context: typer.Context,
    today: Annotated[str | None, typer.Option(help=_("Today's date (YYYY-MM-DD), where the clock is wrong."))] = None,
    at: Annotated[str | None, typer.Option("--time", help=_("The time of day (HH:MM), if that is wrong too."))] = None,
    confirm: Annotated[bool, typer.Option("--confirm", help=_("The computer's clock is right."))] = False,
) -> None:
    """Show how the computer's clock is judged; with a date, work with that date from now on."""
    asked: Asked = context.obj
    said = parse_day(today, "today")
    if (at is not None or confirm) and (said is None) != confirm:
        raise BadInput(field="today", problem=N_("give --today, or --confirm where the clock is right"))
    with asked.desk(write=said is not None or confirm) as desk:
        if said is not None or confirm:
            day = said or desk.clock.machine.now().date()
            desk.watch.confirm(day, _time(at), officer=desk.officer)
        state = desk.watch.look()
        document = {
            "state": state,
            "doubtful": desk.clock.is_doubtful,
            "now": desk.clock.now(),
            "machine": desk.clock.machine.now(),
        }
    show(document, as_json=asked.as_json, lines=_clock_lines(desk, state))


def _clock_lines(desk: Program, state: str) -> list[str]:
    words = {
        "ok": _("The computer's clock can be right."),
        "behind": _("The computer's clock is behind what is recorded already."),
        "ahead": _("The computer's clock runs far ahead of what is recorded."),
    }
    lines = [words[state], f"{desk.clock.now():%H:%M %d/%m/%Y}"]
    if desk.clock.is_doubtful:
        lines.append(_("Nothing is promised from it. Set it right, or say what day it is: motcua clock --today DATE"))
    return lines


def _time(text: str | None) -> time | None:
    if text is None:
        return None
    try:
        return time.fromisoformat(text)
    except ValueError as failed:
        raise BadInput(field="time", problem=N_("must be a time such as 08:15")) from failed


def rekey(context: typer.Context) -> None:
    """Retire the desk's key and go on under a new one, with the same number; the old key vouches for the new."""
    asked: Asked = context.obj
    with asked.desk(write=True) as desk:
        before = desk.desk.station
        desk.identity.rekey(officer=desk.officer)
        after = desk.storage.station
    lines = [_("The desk has a new key. Send the province the next batch; it follows by itself.")]
    show({"station_id": after, "previous": before}, as_json=asked.as_json, lines=lines)


def inherit(
    context: typer.Context,
    yes: Annotated[bool, typer.Option("--yes", help=_("The other computer is out of use."))] = False,
) -> None:
    """Take over every dossier that an older key of this desk holds."""
    asked: Asked = context.obj
    if not yes:
        raise BadInput(field="yes", problem=N_("say with --yes that the other computer is out of use"))
    with asked.desk(write=True) as desk:
        count = desk.identity.inherit(officer=desk.officer)
    words = ngettext("{n} dossier was taken over.", "{n} dossiers were taken over.", count).format(n=count)
    show({"dossiers": count}, as_json=asked.as_json, lines=[words])


def rescue(
    context: typer.Context,
    to: Annotated[Path, typer.Option(help=_("A new folder for what can be read."))],
) -> None:
    """Copy every change that meets its chain into a new folder; the damaged data stay as they are."""
    from ui.rescue import rescue_desk

    asked: Asked = context.obj
    found = rescue_desk(asked.paths, to.absolute(), login=asked.officer, password=asked.password)
    lost = [{"station": one.station, "first_seq": one.first, "last_seq": one.last} for one in found.lost]
    lines = [
        ngettext("{n} change was saved.", "{n} changes were saved.", found.changes).format(n=found.changes),
        _("Open it with: motcua --data-dir {folder}").format(folder=to),
    ]
    if lost:
        missing = sum(one.last - one.first + 1 for one in found.lost)
        lines.append(
            ngettext("{n} change cannot be read here.", "{n} changes cannot be read here.", missing).format(n=missing)
            + " "
            + _("It comes back with the province's answer, or from sticks written before.")
        )
    show({"path": to, "changes": found.changes, "lost": lost}, as_json=asked.as_json, lines=lines)
