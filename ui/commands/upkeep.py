"""Commands that look after the desk: ``status verify rebuild``."""

from __future__ import annotations

import typer

from app.i18n import _, ngettext
from ui.commands.context import Asked
from ui.commands.output import show


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command(help=_("What is unsent, acknowledged, in conflict, damaged. Example: motcua --json status"))(status)
    app.command(help=_("Check the audit chain and the tables made from it. Example: motcua verify"))(verify)
    app.command(help=_("Make all tables anew from the change log. Example: motcua rebuild"))(rebuild)


def status(context: typer.Context) -> None:
    """Say how the desk stands with the province."""
    from app.services.standing import standing

    asked: Asked = context.obj
    with asked.desk(write=False) as desk:
        found = standing(
            desk.queries, desk.book, desk.catalogue, desk.calendar, desk.clock, words=desk.exchange.hub_words()
        )
    sync = found.sync
    lines = [
        f"{desk.desk.commune_name} · {_('desk')} {desk.desk.station_number} · {desk.desk.unit_code}",
        ngettext(
            "{n} dossier not confirmed by the province",
            "{n} dossiers not confirmed by the province",
            sync.unacknowledged_dossiers,
        ).format(n=sync.unacknowledged_dossiers),
        _("Changes: {changes}, confirmed: {acknowledged}, unsent: {unsent}.").format(
            changes=sync.changes, acknowledged=sync.acknowledged, unsent=sync.unsent
        ),
    ]
    show(found.document(desk.desk), as_json=asked.as_json, lines=lines)


def verify(context: typer.Context) -> None:
    """Recompute the hash chain and compare the tables with a fresh replay."""
    asked: Asked = context.obj
    with asked.desk(write=False) as desk:
        checked = desk.storage.verify()
    if checked.ok:
        lines = [ngettext("{n} change verified.", "{n} changes verified.", checked.changes).format(n=checked.changes)]
    else:
        lines = [
            _("The audit chain is broken at {first}. Stop working on this computer and call the province.").format(
                first=checked.first_bad
            )
        ]
    show(checked_document(checked), as_json=asked.as_json, lines=lines)
    if not checked.ok:
        raise typer.Exit(5)


def checked_document(checked: object) -> dict[str, object]:
    """Return the JSON of a check."""
    return {name: getattr(checked, name) for name in ("ok", "changes", "first_bad", "projections_equal")}


def rebuild(context: typer.Context) -> None:
    """Drop every table that is made from the log and make it anew."""
    asked: Asked = context.obj
    with asked.desk(write=True) as desk:
        desk.storage.rebuild()
        checked = desk.storage.verify()
    show(checked_document(checked), as_json=asked.as_json, lines=[_("The tables were made anew from the change log.")])
    if not checked.ok:
        raise typer.Exit(5)
