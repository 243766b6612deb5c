"""How things stand at the province: ``hub status arrivals show health``."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from app.clock import ZONE
from app.domain.errors import BadInput
from app.i18n import N_, _, ngettext
from ui.commands.context import Asked, parse_day
from ui.commands.hub_door import HubDir, at_hub
from ui.commands.output import show

if TYPE_CHECKING:
    from sync.hub.forks import Alarm
    from sync.hub.status import StationStanding


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command(help=_("Which desks spoke when, and what waits. Example: motcua hub status --hub-dir DIR"))(status)
    app.command(
        help=_(
            "Solved in time at the desks, and how late it reached the province."
            " Example: motcua hub arrivals --from 2026-11-01 --to 2026-11-30 --hub-dir DIR"
        )
    )(arrivals)
    app.command("show", help=_("Show one dossier whole. Example: motcua hub show 1001 --hub-dir DIR"))(show_dossier)
    app.command(help=_("How the hub is: database, spool, disk. Example: motcua hub health --hub-dir DIR"))(health)


def status(context: typer.Context, hub_dir: HubDir) -> None:
    """Show the province's picture."""
    from sync.hub.forks import alarms
    from sync.hub.status import standing

    asked: Asked = context.obj
    with at_hub(asked, hub_dir, write=False) as hub:
        found, forks = standing(hub), alarms(hub)
    document = {
        "hub_id": found.hub_id,
        "province": found.province,
        "practice": found.practice,
        "words": found.words,
        "roster_version": found.roster_version,
        "stations": [_station(one) for one in found.stations],
        "dossiers": found.dossiers,
        "changes": found.changes,
        "conflicts": found.conflicts,
        "forks": list(forks),
    }
    dossiers = ngettext("{n} dossier", "{n} dossiers", found.dossiers).format(n=found.dossiers)
    lines = [f"{found.province}: {dossiers}", *(_station_line(one) for one in found.stations), *map(_fork_line, forks)]
    show(document, as_json=asked.as_json, lines=lines)


def _station(one: StationStanding) -> dict[str, object]:
    return {
        "station_id": one.station_id,
        "commune": one.commune,
        "station": one.station,
        "enrolled": one.enrolled,
        "last_contact": one.last_contact,
        "have": one.have,
        "gaps": [{"first_seq": gap.first, "last_seq": gap.last} for gap in one.gaps],
        "waiting": one.waiting,
        "quarantined": one.quarantined,
        "words": one.words,
    }


def _station_line(one: StationStanding) -> str:
    held = _("desk {commune}-{station}: {have} changes").format(commune=one.commune, station=one.station, have=one.have)
    parts = [held]
    if not one.enrolled:
        parts.append(_("not enrolled; words: {words}").format(words=" ".join(one.words)))
    parts += [_("changes {first} to {last} are missing").format(first=gap.first, last=gap.last) for gap in one.gaps]
    return "; ".join(parts)


def _fork_line(one: Alarm) -> str:
    heirs = ", ".join(heir.hex()[:8] for heir in one.heirs) or "?"
    words = _("Two computers under one key: {station} and {heirs}; changes not sent again yet: {n}.")
    return words.format(station=one.station.hex()[:8], heirs=heirs, n=one.open_changes)


def arrivals(
    context: typer.Context,
    hub_dir: HubDir,
    since: Annotated[str, typer.Option("--from", help=_("The first day."))],
    to: Annotated[str, typer.Option("--to", help=_("The last day."))],
) -> None:
    """Count what was solved in some days; a bundle that came late makes nothing late."""
    asked: Asked = context.obj
    first, last = (_midnight(text, name) for text, name in ((since, "from"), (to, "to")))
    with at_hub(asked, hub_dir, write=False) as hub:
        found = hub.store.queries.arrivals(first, last + timedelta(days=1))
    told = _(
        "In time: {on_time}, of which {apart} reached the province after their day. Late: {late}. Not here: {none}."
    )
    line = told.format(on_time=found.on_time, apart=found.on_time_arrived_late, late=found.late, none=found.not_arrived)
    show(asdict(found), as_json=asked.as_json, lines=[line])


def _midnight(text: str, name: str) -> datetime:
    day = parse_day(text, name)
    if day is None:
        raise BadInput(field=name, problem=N_("must not be empty"))
    return datetime.combine(day, time(), ZONE)


def show_dossier(
    context: typer.Context,
    code: Annotated[str, typer.Argument(help=_("The code or its last digits."))],
    hub_dir: HubDir,
) -> None:
    """Show one dossier as the province holds it."""
    from ui.commands.dossier_view import as_document, as_lines

    asked: Asked = context.obj
    with at_hub(asked, hub_dir, write=False) as hub:
        queries = hub.store.queries
        dossier_id = queries.dossier_id(code)
        dossier, timeline = queries.dossier(dossier_id), queries.timeline(dossier_id)
        line = queries.line(dossier_id)
    show(as_document(dossier, timeline, line), as_json=asked.as_json, lines=as_lines(dossier, timeline))


def health(context: typer.Context, hub_dir: HubDir) -> None:
    """Show how the hub is; exit 4 where somebody has to look."""
    from sync.hub.health import health as look

    asked: Asked = context.obj
    with at_hub(asked, hub_dir, write=False) as hub:
        found = look(hub)
    document = {
        "ok": not found.warnings,
        "database": found.database,
        "ping_ms": found.ping_ms,
        "projection_version": found.projection_version,
        "waiting": found.waiting,
        "oldest_waiting": found.oldest_waiting,
        "free_bytes": found.free,
        "warnings": found.warnings,
    }
    waits = ngettext("{n} bundle waits", "{n} bundles wait", found.waiting).format(n=found.waiting)
    line = _("{database} answers in {ms} ms; {waits}; {free} GB free").format(
        database=found.database, ms=found.ping_ms, waits=waits, free=found.free >> 30
    )
    words = {
        "disk_nearly_full": _("The disk is nearly full."),
        "spool_stands_still": _("Bundles have been waiting for long; see that the workers run."),
        "database_restored": _("The database is older than this hub was before; after a restore run hub restored."),
    }
    show(document, as_json=asked.as_json, lines=[line, *(words[warning] for warning in found.warnings)])
    if found.warnings:
        raise typer.Exit(4)
