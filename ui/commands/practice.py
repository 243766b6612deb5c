"""Commands to try the program: the window, practice data, self-check."""

from __future__ import annotations

from typing import Annotated

import typer

from app.domain.errors import PracticeOnly
from app.i18n import _, ngettext
from ui.commands.context import Asked, parse_day
from ui.commands.output import show


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command(help=_("Open the window. Example: motcua gui"))(gui)
    app.command(help=_("Fill practice data with believable dossiers. Example: motcua demo --dossiers 200 --seed 1"))(
        demo
    )
    app.command(
        "self-check",
        help=_(
            "Try everything once in a temporary desk: accept, print, bundle, import, verify. Example: motcua self-check"
        ),
    )(self_check)


def gui(context: typer.Context) -> None:
    """Open the window."""
    from ui.window_start import open_window

    asked: Asked = context.obj
    raise typer.Exit(open_window(asked.paths, login=asked.officer, now=asked.now))


def demo(
    context: typer.Context,
    dossiers: Annotated[int, typer.Option(min=1, max=200_000, help=_("How many dossiers."))] = 200,
    seed: Annotated[int, typer.Option(help=_("The same seed makes the same contents."))] = 1,
    since: Annotated[str | None, typer.Option("--from", help=_("First day (YYYY-MM-DD)."))] = None,
    until: Annotated[str | None, typer.Option("--to", help=_("Last day (YYYY-MM-DD)."))] = None,
) -> None:
    """Make believable dossiers of this commune, through the services, in practice data only."""
    from app.services.practice import fill

    asked: Asked = context.obj
    with asked.desk(write=True) as desk:
        if not desk.desk.practice:
            raise PracticeOnly
        days = {"since": parse_day(since, "from"), "until": parse_day(until, "to")}
        made = fill(desk.practice_tools(), dossiers=dossiers, seed=seed, **days)
    line = ngettext("{n} practice dossier made.", "{n} practice dossiers made.", made.dossiers).format(n=made.dossiers)
    show({"dossiers": made.dossiers, "changes": made.changes}, as_json=asked.as_json, lines=[line])


def self_check(context: typer.Context) -> None:
    """Open a temporary desk and a temporary province, take one dossier through everything, verify both."""
    from ui.self_check import run

    asked: Asked = context.obj
    steps = run()
    ok = all(step.ok for step in steps)
    document = {
        "ok": ok,
        "steps": [{"name": one.name, "title": one.title, "ok": one.ok, "problem": one.problem} for one in steps],
    }
    lines = [f"{'✓' if one.ok else '✗'} {one.title}{': ' + one.problem if one.problem else ''}" for one in steps]
    show(document, as_json=asked.as_json, lines=lines)
    if not ok:
        raise typer.Exit(4)
