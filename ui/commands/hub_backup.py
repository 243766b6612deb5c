"""Upkeep of the hub's data: ``hub backup``, ``hub unpack``, ``hub verify``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.i18n import _, ngettext
from ui.commands.context import Asked
from ui.commands.output import show
from ui.commands.upkeep import checked_document, verdict

HubDir = Annotated[Path, typer.Option(help=_("Folder of the hub's data."))]


def register(app: typer.Typer) -> None:
    """Add the commands to the hub's."""
    app.command(help=_("Write a copy of the hub and read it back. Example: motcua hub backup --to F:\\tinh.saoluu"))(
        backup
    )
    app.command(help=_("Unpack a copy into an empty folder. Example: motcua hub unpack t.saoluu --to /srv/moi"))(unpack)
    app.command(help=_("Check every chain, and the tables against the log. Example: motcua hub verify --hub-dir DIR"))(
        verify
    )


def backup(
    context: typer.Context, hub_dir: HubDir, to: Annotated[Path, typer.Option(help=_("The file to write."))]
) -> None:
    """Copy the database in one moment, the spool and the scans; workers may go on meanwhile."""
    from sync.hub.backup import back_up
    from sync.hub.program import HubPaths, open_hub

    asked: Asked = context.obj
    paths = HubPaths(hub_dir.absolute())
    with open_hub(paths, asked.password(), write=True, now=asked.now, beside_others=True) as hub:
        made = back_up(hub, to.absolute())
    words = ngettext(
        "The copy holds {n} change and was read back.", "The copy holds {n} changes and was read back.", made.changes
    )
    document = {
        "path": made.path,
        "sha256": made.sha256,
        "bytes": made.bytes,
        "changes": made.changes,
        "waiting": made.waiting,
        "scans": made.scans,
    }
    keys = _("The keys lie in the hub's folder: copy vault.json and secrets.sealed apart from it.")
    show(document, as_json=asked.as_json, lines=[words.format(n=made.changes), *([keys] if paths.server() else [])])


def unpack(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help=_("The copy."))],
    hub_dir: HubDir,
    to: Annotated[Path, typer.Option(help=_("An empty folder."))],
) -> None:
    """Unseal a copy; the manual says how it is put in place. hub_dir: where the hub's vault lies."""
    from app.domain.errors import AlreadyInitialised
    from sync.hub.backup import unpack as take_out
    from sync.hub.program import HubPaths, unlock

    asked: Asked = context.obj
    folder = to.absolute()
    if folder.exists() and any(folder.iterdir()):
        raise AlreadyInitialised(folder=folder)
    written = take_out(unlock(HubPaths(hub_dir.absolute()), asked.password()), file.absolute(), folder)
    line = ngettext("{n} file was unpacked.", "{n} files were unpacked.", len(written)).format(n=len(written))
    show({"files": [one.relative_to(folder) for one in written]}, as_json=asked.as_json, lines=[line])


def verify(context: typer.Context, hub_dir: HubDir) -> None:
    """Recompute every chain and compare the tables with a fresh fold of the whole log; changes nothing."""
    from sync.hub.program import HubPaths, open_hub

    asked: Asked = context.obj
    with open_hub(HubPaths(hub_dir.absolute()), asked.password(), write=False, now=asked.now) as hub:
        checked = hub.store.verify()
    show(checked_document(checked), as_json=asked.as_json, lines=[verdict(checked)])
    if not checked.ok:
        raise typer.Exit(5)
