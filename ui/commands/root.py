"""The command ``motcua`` itself: the options before a command, and the commands by activity."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from typer._click.core import Command

from app.i18n import _
from ui.commands import (
    backup,
    conflicts,
    desk,
    exchange,
    hub,
    identity,
    link,
    lists,
    maintain,
    money,
    office,
    officers,
    old_book,
    people,
    practice,
    queue,
    reckoning,
    scans,
    settings,
    upkeep,
    villages,
    ways_in,
)
from ui.commands.context import Asked, parse_time
from ui.commands.part import part_of
from ui.commands.usage import speak_our_language

app = typer.Typer(
    add_completion=False,
    no_args_is_help=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help=_("Một Cửa: the desk of the commune's one-stop centre, with or without network."),
)


@app.callback(invoke_without_command=True)
def before_command(
    context: typer.Context,
    data_dir: Annotated[Path | None, typer.Option(help=_("Folder of the desk's data."))] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help=_("One JSON document on standard output, nothing else."))
    ] = False,
    language: Annotated[str, typer.Option(help=_("Language of messages: vi or en."))] = "vi",
    officer: Annotated[
        str | None, typer.Option(help=_("Login of the officer; may be left out where there is one."))
    ] = None,
    password_file: Annotated[Path | None, typer.Option(help=_("File that holds the password."))] = None,
    now: Annotated[str | None, typer.Option(help=_("Set the clock, in practice data only (ISO time)."))] = None,
) -> None:
    """Take the options that stand before the command; without a command, open the window."""
    if language not in ("vi", "en"):
        raise typer.BadParameter(_("The language is vi or en."))
    context.obj = Asked(data_dir, as_json, officer, password_file, parse_time(now, "now"))
    if context.invoked_subcommand is None:
        practice.gui(context)


for module in (desk, ways_in, money, scans, lists, exchange, link, reckoning, upkeep, office, people, practice):
    module.register(app)
for module in (officers, queue, identity, conflicts, backup, maintain, villages, settings):
    module.register(app)
app.add_typer(hub.app, name="hub")
app.add_typer(old_book.app, name="old-book")


def command_line(words: Sequence[str] = ()) -> Command:
    """Return the command line as far as these words need it, its help under our headings."""
    made = typer.main.get_command(part_of(app, words))
    speak_our_language(made)
    return made
