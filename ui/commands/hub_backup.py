"""Upkeep of the hub's data: ``hub backup restore restored verify``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.i18n import _, ngettext
from ui.commands.context import Asked
from ui.commands.hub_door import HubDir, at_hub, paths_of
from ui.commands.output import show
from ui.commands.upkeep import checked_document, verdict


def register(app: typer.Typer) -> None:
    """Add the commands to the hub's."""
    app.command(
        help=_(
            "Write a copy of the hub and read it back. Example: motcua hub backup --to F:\\tinh.saoluu --hub-dir DIR"
        )
    )(backup)
    app.command(help=_("After the database came back from a backup. Example: motcua hub restored --hub-dir DIR"))(
        restored
    )
    app.command(help=_("Unpack a copy into an empty folder. Example: motcua hub restore t.saoluu --hub-dir /srv/moi"))(
        restore
    )
    app.command(help=_("Check every chain, and the tables against the log. Example: motcua hub verify --hub-dir DIR"))(
        verify
    )


def backup(
    context: typer.Context, hub_dir: HubDir, to: Annotated[Path, typer.Option(help=_("The file to write."))]
) -> None:
    """Copy the database in one moment, the spool and the scans; workers may go on meanwhile."""
    from sync.hub.backup import back_up

    asked: Asked = context.obj
    with at_hub(asked, hub_dir, write=True, beside_others=True) as hub:
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
    lines = [words.format(n=made.changes)]
    if paths_of(hub_dir).server():
        lines.append(_("The keys lie in the hub's folder: copy vault.json and secrets.sealed apart from it."))
    show(document, as_json=asked.as_json, lines=lines)


def restored(context: typer.Context, hub_dir: HubDir) -> None:
    """Sign the list of desks anew and queue what the database has forgotten; desks then send again what is missing."""
    from sync.hub.restored import restored as recover

    asked: Asked = context.obj
    with at_hub(asked, hub_dir, write=True) as hub:
        done = recover(hub)
    document = {"roster_version": done.roster_version, "stations": done.stations, "queued": done.queued}
    line = _("The list of desks is signed anew (version {version}). Write answers for all desks now: hub outbox.")
    show(document, as_json=asked.as_json, lines=[line.format(version=done.roster_version)])


def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help=_("The copy."))],
    hub_dir: HubDir,
    to: Annotated[
        Path | None, typer.Option(help=_("An empty folder, if not the hub's; the hub's then holds vault.json."))
    ] = None,
) -> None:
    """Unseal a copy: a hub in a file is in place with that, for one on a server the manual says the rest."""
    from app.domain.errors import AlreadyInitialised
    from sync.hub.backup import key_for, unpack

    asked: Asked = context.obj
    folder = (to or hub_dir).absolute()
    if folder.exists() and any(folder.iterdir()):
        raise AlreadyInitialised(folder=folder)
    copy = file.absolute()
    written = unpack(key_for(copy, paths_of(hub_dir), asked.password()), copy, folder)
    lines = [
        ngettext("{n} file was unpacked.", "{n} files were unpacked.", len(written)).format(n=len(written)),
        _("Go on as after any restore: hub restored."),
    ]
    show({"files": [one.relative_to(folder) for one in written]}, as_json=asked.as_json, lines=lines)


def verify(context: typer.Context, hub_dir: HubDir) -> None:
    """Recompute every chain and compare the tables with a fresh fold of the whole log; changes nothing."""
    asked: Asked = context.obj
    with at_hub(asked, hub_dir, write=False) as hub:
        checked = hub.store.verify()
    show(checked_document(checked), as_json=asked.as_json, lines=[verdict(checked)])
    if not checked.ok:
        raise typer.Exit(5)
