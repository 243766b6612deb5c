"""Copies of the desk: ``backup restore``."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Annotated

import typer

from app.domain.errors import EnvironmentFault
from app.i18n import _, ngettext
from ui.commands.context import Asked
from ui.commands.output import show
from ui.upkeep_words import lost_line


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command(help=_("Write a sealed copy of this desk. Example: motcua backup --to E:\\quay-1.saoluu"))(backup)
    app.command(
        help=_("Make a desk of a copy, in an empty folder. Example: motcua --data-dir D:\\quay restore E:\\q.saoluu")
    )(restore)


def backup(context: typer.Context, to: Annotated[Path, typer.Option(help=_("The file to write."))]) -> None:
    """Copy the whole desk and read the copy back; nobody opens it without a password of the desk."""
    from app.services.backup_note import BackupNote, note_backup
    from storage.backup import back_up

    asked: Asked = context.obj
    with asked.desk(write=False) as desk:
        made = back_up(desk.storage, asked.paths, to.absolute())
        with contextlib.suppress(EnvironmentFault):  # the copy is good, whether or not its day can be kept here
            note_backup(asked.paths, desk.desk.station, BackupNote(desk.clock.now(), made.changes))
    words = ngettext(
        "The copy holds {n} change and was read back.", "The copy holds {n} changes and was read back.", made.changes
    )
    document = {"path": made.path, "sha256": made.sha256, "changes": made.changes, "scans": made.scans}
    show(document, as_json=asked.as_json, lines=[words.format(n=made.changes)])


def restore(context: typer.Context, file: Annotated[Path, typer.Argument(help=_("The copy."))]) -> None:
    """Put a copy in place and go on under a new key; the desk it was made of may still be at work."""
    from storage import backup as copies

    asked: Asked = context.obj
    copies.restore(file.absolute(), asked.paths, asked.officer, asked.password())
    with asked.desk(write=True) as desk:
        changes = desk.queries.sync_state().changes
        lost = {one.station: one for one in (*desk.storage.missing(), *desk.identity.lost())}.values()
        station, number = desk.desk.station, desk.desk.station_number
    lines = [
        _("The desk is in place again, under a new key; the province has to confirm it."),
        *(lost_line(one.station, one.first, one.last) for one in lost),
    ]
    document = {
        "station_id": station,
        "station": number,
        "changes": changes,
        "lost": [{"station": one.station, "first_seq": one.first, "last_seq": one.last} for one in lost],
    }
    show(document, as_json=asked.as_json, lines=lines)
