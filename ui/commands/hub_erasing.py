"""``hub erase``: one citizen's personal data gone by order, here and on every desk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from app.i18n import _, ngettext
from ui.commands.context import Asked
from ui.commands.hub_door import HubDir, at_hub
from ui.commands.output import show

if TYPE_CHECKING:
    from sync.hub.erasing import Concerned, Erased


def register(app: typer.Typer) -> None:
    """Add the command to the hub's."""
    app.command(
        help=_(
            "Erase a citizen's personal data by order; without --yes it only says what it would erase. Example: "
            "motcua hub erase --citizen 012090000123 --order 15/QĐ --reason 'đơn yêu cầu' --by 'Lò Văn Pản' --yes "
            "--hub-dir DIR"
        )
    )(erase)


def erase(
    context: typer.Context,
    hub_dir: HubDir,
    citizen: Annotated[str, typer.Option(help=_("Number of the citizen's paper, whole; it is recorded nowhere."))],
    order: Annotated[str | None, typer.Option(help=_("Number of the decision."))] = None,
    reason: Annotated[str | None, typer.Option(help=_("Why, without personal data."))] = None,
    by: Annotated[str | None, typer.Option(help=_("Who carries it out at the province."))] = None,
    yes: Annotated[bool, typer.Option("--yes", help=_("Erase; nothing brings the data back."))] = False,
) -> None:
    """Record the order in the log of every commune concerned and clear the province's store; desks follow."""
    from sync.hub.erasing import concerned
    from sync.hub.erasing import erase as carry_out

    asked: Asked = context.obj
    with at_hub(asked, hub_dir, write=yes) as hub:
        found = concerned(hub, citizen)
        done = carry_out(hub, found, number=order, reason=reason, by=by) if yes else None
    document = {
        "done": yes,
        "dossiers": len(found.dossiers),
        "guidances": len(found.guidances),
        "left_as_other": found.as_other,
        "changes": done.changes if done else None,
        "scans": done.scans if done else None,
        "communes": done.communes if done else sorted({one for each in found.dossiers.values() for one in each}),
        "order": done.number if done else None,
    }
    show(document, as_json=asked.as_json, lines=[*(_done(done) if done else _would(found)), *_others(found)])


def _would(found: Concerned) -> list[str]:
    n = len(found.dossiers)
    words = ngettext("{n} dossier would be erased.", "{n} dossiers would be erased.", n).format(n=n)
    return [words, _("Nothing was erased yet. With --yes it is, and nothing brings it back.")]


def _done(done: Erased) -> list[str]:
    n = done.dossiers
    return [
        ngettext("{n} dossier erased by order {order}.", "{n} dossiers erased by order {order}.", n).format(
            n=n, order=done.number
        ),
        _("Every desk concerned clears its own with the next answer. Old backups still hold the data: see the manual."),
    ]


def _others(found: Concerned) -> list[str]:
    if not found.as_other:
        return []
    return [_("Left as they are, since they are other people's: {codes}.").format(codes=", ".join(found.as_other))]
