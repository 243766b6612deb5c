"""The province's end: ``hub init enroll ingest work outbox status show health restored``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.domain.errors import BadInput
from app.i18n import N_, _, ngettext
from ui.commands.context import Asked
from ui.commands.exchange import show_imported
from ui.commands.output import show

if TYPE_CHECKING:
    from app.bundles import Enrolment
    from sync.hub.program import Hub
    from sync.hub.status import StationStanding

app = typer.Typer(no_args_is_help=True, help=_("The province's end: takes bundles in and answers them."))

HubDir = Annotated[Path, typer.Option(help=_("Folder of the hub's data."))]


@contextmanager
def _open(asked: Asked, folder: Path, *, write: bool) -> Iterator[Hub]:
    from sync.hub.places import HubPaths
    from sync.hub.program import open_hub

    with open_hub(HubPaths(folder.absolute()), asked.password(), write=write, now=asked.now) as hub:
        yield hub


@app.command(
    help=_("Make a hub: keys, store, public card. Example: motcua hub init --province 'Lai Châu' --hub-dir DIR")
)
def init(
    context: typer.Context,
    province: Annotated[str, typer.Option(help=_("Name of the province."))],
    hub_dir: HubDir,
    practice: Annotated[bool, typer.Option("--practice", help=_("Practice data: made-up citizens only."))] = False,
    database: Annotated[
        str | None, typer.Option(help=_("Put the data on PostgreSQL: postgresql://user@host/name, without password."))
    ] = None,
    database_password_file: Annotated[
        Path | None, typer.Option(help=_("File that holds the password of the database."))
    ] = None,
) -> None:
    """Make a hub; its recovery code is shown only once."""
    from app.domain.text import clean
    from sync.hub.places import HubPaths, read_password
    from sync.hub.program import create_hub
    from sync.hub.stores import Server

    asked: Asked = context.obj
    name = clean(province).strip()
    if not name:
        raise BadInput(field="province", problem=N_("must not be empty"))
    server = Server(database, read_password(database_password_file)) if database else None
    made = create_hub(
        HubPaths(hub_dir.absolute()),
        province=name,
        practice=practice,
        password=asked.password(confirm=True),
        now=asked.now,
        server=server,
    )
    document = {
        "hub_id": made.card.hub,
        "card": made.card_file,
        "words": made.card.words,
        "practice": practice,
        "recovery_code": made.recovery_code,
    }
    lines = [
        _("The hub is ready. Its public card for every desk: {card}").format(card=made.card_file),
        _("Words to compare by telephone: {words}").format(words=" ".join(made.card.words)),
        _("Recovery code, write it down now and keep it in the safe: {code}").format(code=made.recovery_code),
    ]
    show(document, as_json=asked.as_json, lines=lines)


@app.command(
    help=_("Enrol desks after their words were compared. Example: motcua hub enroll request.json --hub-dir DIR")
)
def enroll(
    context: typer.Context,
    requests: Annotated[list[str], typer.Argument(help=_("Request files, or ids of desks whose bundles came."))],
    hub_dir: HubDir,
    yes: Annotated[bool, typer.Option("--yes", help=_("The words were compared already."))] = False,
) -> None:
    """Sign desks into the province's list."""
    from sync.hub.enrolment import Enrolments

    asked: Asked = context.obj
    with _open(asked, hub_dir, write=True) as hub:
        enrolments = Enrolments(hub)
        found = [enrolments.find(one) for one in requests]
        if not yes:
            _compare(found)
        enrolled, _tally = enrolments.enrol(found)
    rows: list[object] = [
        {
            "station_id": one.station_id,
            "commune": one.commune,
            "station": one.station,
            "unit_code": one.unit_code,
            "words": one.words,
        }
        for one in enrolled
    ]
    lines = [
        _("Enrolled: {commune}, desk {station}").format(commune=one.commune, station=one.station) for one in enrolled
    ]
    show(rows, as_json=asked.as_json, lines=lines)


def _compare(requests: list[Enrolment]) -> None:
    """Ask the operator to compare the words of each desk by telephone."""
    for one in requests:
        if not sys.stdin.isatty():
            raise BadInput(
                field="yes", problem=N_("compare the words, then give --yes; there is no terminal to ask on")
            )
        question = _("{commune}, desk {station}: does the desk read out “{words}”?")
        worded = question.format(commune=one.commune, station=one.number, words=" ".join(one.words))
        typer.confirm(worded, abort=True, err=True)


@app.command(help=_("Take in bundles. Example: motcua hub ingest E:\\ --hub-dir DIR"))
def ingest(
    context: typer.Context,
    paths: Annotated[list[Path], typer.Argument(help=_("Bundles, or folders."))],
    hub_dir: HubDir,
) -> None:
    """Take in bundles of desks; every file is tried."""
    from sync.hub import ingest as taking

    asked: Asked = context.obj
    with _open(asked, hub_dir, write=True) as hub:
        show_imported(taking.ingest(hub, paths), as_json=asked.as_json)


@app.command(help=_("Write answer bundles. Example: motcua hub outbox --to E:\\ --hub-dir DIR"))
def outbox(
    context: typer.Context,
    to: Annotated[Path, typer.Option(help=_("The folder to write to."))],
    hub_dir: HubDir,
    station: Annotated[str | None, typer.Option(help=_("Only for this desk (the start of its id)."))] = None,
) -> None:
    """Write each desk its answer: what the province holds, the list of desks, the other desks' changes."""
    from sync.hub.outbox import write_answers

    asked: Asked = context.obj
    with _open(asked, hub_dir, write=True) as hub:
        answers = write_answers(hub, to, station=station)
    rows: list[object] = [
        {"path": one.path, "station_id": one.station_id, "bytes": one.bytes, "changes": one.changes} for one in answers
    ]
    lines = [f"{one.path.name}  {one.bytes} B" for one in answers]
    show(rows, as_json=asked.as_json, lines=lines or [_("No desk is enrolled yet.")])


@app.command(help=_("Which desks spoke when, and what waits. Example: motcua hub status --hub-dir DIR"))
def status(context: typer.Context, hub_dir: HubDir) -> None:
    """Show the province's picture."""
    from sync.hub.status import standing

    asked: Asked = context.obj
    with _open(asked, hub_dir, write=False) as hub:
        found = standing(hub)
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
    }
    dossiers = ngettext("{n} dossier", "{n} dossiers", found.dossiers).format(n=found.dossiers)
    lines = [f"{found.province}: {dossiers}", *(_station_line(one) for one in found.stations)]
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


@app.command("show", help=_("Show one dossier whole. Example: motcua hub show 1001 --hub-dir DIR"))
def show_dossier(
    context: typer.Context,
    code: Annotated[str, typer.Argument(help=_("The code or its last digits."))],
    hub_dir: HubDir,
) -> None:
    """Show one dossier as the province holds it."""
    from ui.commands.dossier_view import as_document, as_lines

    asked: Asked = context.obj
    with _open(asked, hub_dir, write=False) as hub:
        queries = hub.store.queries
        dossier_id = queries.dossier_id(code)
        dossier, timeline = queries.dossier(dossier_id), queries.timeline(dossier_id)
        line = queries.line(dossier_id)
    show(as_document(dossier, timeline, line), as_json=asked.as_json, lines=as_lines(dossier, timeline))


@app.command(help=_("Read in what waits in the spool. Example: motcua hub work --workers 2 --hub-dir DIR"))
def work(
    context: typer.Context,
    hub_dir: HubDir,
    workers: Annotated[int, typer.Option(min=1, max=64, help=_("How many processes; one core each."))] = 1,
    once: Annotated[bool, typer.Option("--once", help=_("Stop when nothing waits any more."))] = False,
) -> None:
    """Work until a signal comes, as a service does; its log goes to standard error."""
    from app.logs import log_to_stderr
    from sync.hub.places import HubPaths
    from sync.hub.program import open_with_key, unlock
    from sync.hub.spool import sweep
    from sync.hub.work import work as run

    asked: Asked = context.obj
    paths = HubPaths(hub_dir.absolute())
    key = unlock(paths, asked.password())
    log_to_stderr()
    with open_with_key(paths, key, write=True, now=asked.now, beside_others=True) as hub:
        queued = sweep(hub)
    run(paths, key, workers=workers, once=once, now=asked.now)
    show({"queued_again": queued}, as_json=asked.as_json, lines=[_("Nothing waits any more.")] if once else [])


@app.command(help=_("How the hub is: database, spool, disk. Example: motcua hub health --hub-dir DIR"))
def health(context: typer.Context, hub_dir: HubDir) -> None:
    """Show how the hub is; exit 4 where somebody has to look."""
    from sync.hub.health import health as look

    asked: Asked = context.obj
    with _open(asked, hub_dir, write=False) as hub:
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


@app.command(help=_("After the database came back from a backup. Example: motcua hub restored --hub-dir DIR"))
def restored(context: typer.Context, hub_dir: HubDir) -> None:
    """Sign the list of desks anew and queue what the database has forgotten; desks then send again what is missing."""
    from sync.hub.restored import restored as recover

    asked: Asked = context.obj
    with _open(asked, hub_dir, write=True) as hub:
        done = recover(hub)
    document = {"roster_version": done.roster_version, "stations": done.stations, "queued": done.queued}
    line = _("The list of desks is signed anew (version {version}). Write answers for all desks now: hub outbox.")
    show(document, as_json=asked.as_json, lines=[line.format(version=done.roster_version)])
