"""What the province publishes for all desks: ``hub publish published``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.domain.publication import KIND_WORDS, KINDS_PUBLISHED
from app.i18n import _, ngettext
from ui.commands.context import Asked, parse_day
from ui.commands.hub_door import HubDir, at_hub
from ui.commands.output import show

if TYPE_CHECKING:
    from app.domain.publication import Publication
    from app.services.publications import Reviewed

_MOST_SHOWN = 12


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command(
        help=_(
            "Publish files for all desks: procedures, local decisions, fees, a calendar, form wordings, rules. "
            "Example: motcua hub publish calendar 2027.json --effective 2026-12-01 --hub-dir DIR"
        )
    )(publish)
    app.command(help=_("What was published so far. Example: motcua hub published --hub-dir DIR"))(published)


def publish(
    context: typer.Context,
    files: Annotated[list[str], typer.Argument(help=_("The files; a kind may stand before them, as a check."))],
    hub_dir: HubDir,
    effective: Annotated[
        str | None, typer.Option(help=_("First day it holds (YYYY-MM-DD), today if left out."))
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_("Only say what it would publish."))] = False,
) -> None:
    """Read the files strictly, sign what they say, and let the next answers carry it to every desk that lacks it."""
    from sync.hub.publishing import Publishing

    asked: Asked = context.obj
    kind, names = (files[0], files[1:]) if files[0] in KINDS_PUBLISHED else (None, files)
    if not names:
        raise typer.BadParameter(_("Name the files that are to be published."))
    day = parse_day(effective, "effective")
    with at_hub(asked, hub_dir, write=not dry_run) as hub:
        publishing = Publishing(hub)
        today = hub.clock.now().date()
        reviewed = publishing.review([Path(name) for name in names], effective=day or today, kind=kind)
        if dry_run:
            document: dict[str, object] = {"dry_run": True, "publications": [_as_row(one) for one in reviewed]}
            show(document, as_json=asked.as_json, lines=[line for one in reviewed for line in _lines(one)])
            return
        done = publishing.publish(reviewed)
    rows = [_document(one) for one in done.publications]
    lines = [line for one in reviewed for line in _lines(one)]
    lines.append(_("Published as list {version}: the next answers carry it to the desks.").format(version=done.version))
    first = done.publications[0]
    told = {"kind": first.kind, "version": first.version, "list_version": done.version, "publications": rows}
    show(told, as_json=asked.as_json, lines=lines)


def published(context: typer.Context, hub_dir: HubDir) -> None:
    """List what was published, with the day it takes effect, and which desks hold the newest list."""
    from sync.hub.publishing import Publishing

    asked: Asked = context.obj
    with at_hub(asked, hub_dir, write=False) as hub:
        publishing, held = Publishing(hub), hub.published()
        listed, reach = publishing.publications(), publishing.reach()
    version = held.version if held else 0
    document = {
        "list_version": version,
        "expires": held.expires if held else None,
        "publications": [_document(one) for one in listed],
        "stations": [{"station_id": station, "list_version": there} for station, there in reach],
    }
    lines = [f"{one.effective_from}  {_(KIND_WORDS[one.kind])} {one.version}  {one.title}" for one in listed]
    have = sum(there >= version for _station, there in reach)
    lines.append(_("{have} of {all} desks hold the newest list.").format(have=have, all=len(reach)))
    show(document, as_json=asked.as_json, lines=lines if listed else [_("Nothing was published yet.")])


def _document(one: Publication) -> dict[str, object]:
    return {
        "kind": one.kind,
        "version": one.version,
        "effective_from": one.effective_from,
        "title": one.title,
        "sha256": one.sha256,
        "since": one.since,
    }


def _as_row(one: Reviewed) -> dict[str, object]:
    return {"kind": one.kind, "effective_from": one.effective_from, "title": one.title, "rows": one.rows}


def _lines(one: Reviewed) -> list[str]:
    count = ngettext("{n} row", "{n} rows", one.rows).format(n=one.rows)
    head = _("{kind}, from {day}: {title} ({count})").format(
        kind=_(KIND_WORDS[one.kind]), day=one.effective_from, title=one.title, count=count
    )
    more = [_("and {n} more").format(n=len(one.changes) - _MOST_SHOWN)] if len(one.changes) > _MOST_SHOWN else []
    return [head, *(f"  {line}" for line in (*one.changes[:_MOST_SHOWN], *more))]
