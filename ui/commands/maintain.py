"""Keeping the desk's database small: ``maintain compact``."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from app.i18n import _
from ui.commands.context import Asked
from ui.commands.output import show
from ui.upkeep_words import compacted_words, folded_words, weighed_words

if TYPE_CHECKING:
    from app.compaction import Weighed

maintenance = typer.Typer(no_args_is_help=True, help=_("Upkeep of this desk's data."))


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    maintenance.command(
        help=_(
            "Drop the single acts of dossiers closed long ago, which the province holds; shows first what it comes to."
            " Example: motcua maintain compact --yes"
        )
    )(compact)
    if not any(one.name == "maintain" for one in app.registered_groups):
        app.add_typer(maintenance, name="maintain")


def compact(
    context: typer.Context,
    days: Annotated[
        int | None,
        typer.Option(min=30, max=3650, help=_("Closed for so many days; the settings' otherwise.")),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help=_("Do it; without this it only says what it would drop."))] = False,
) -> None:
    """Only what the province has held for a month; Ctrl+C stops between two lots, and what is done stays done."""
    asked: Asked = context.obj
    with asked.desk(write=yes) as desk:
        waits = desk.upkeep.weigh(days)
        told = None if asked.as_json else partial(_tell, waits.dossiers)
        done = desk.upkeep.compact(days, progress=told) if yes else None
    document = {**_figures(done or waits), "done": yes, "days": desk.upkeep.days if days is None else days}
    show(document, as_json=asked.as_json, lines=[compacted_words(done) if done else weighed_words(waits)])


def _figures(found: Weighed) -> dict[str, object]:
    return {"dossiers": found.dossiers, "changes": found.changes, "bytes": found.bytes}


def _tell(total: int, done: Weighed) -> None:
    typer.echo(folded_words(done, total), err=True)
