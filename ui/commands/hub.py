"""The province's end: ``hub init enroll ingest work outbox status show revoke exposed rotate serve health …``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.clock import ZONE
from app.domain.errors import BadInput, UnknownStation
from app.domain.facts import Receiver
from app.i18n import N_, _, ngettext
from ui.commands.conflicts import register_at_hub
from ui.commands.context import Asked, parse_day
from ui.commands.exchange import show_imported
from ui.commands.hub_backup import register as register_backup
from ui.commands.hub_erasing import register as register_erasing
from ui.commands.hub_national import register as register_national
from ui.commands.hub_publishing import register as register_publishing
from ui.commands.output import show

if TYPE_CHECKING:
    from app.bundles import Enrolment
    from app.readings import Officer
    from app.services.conflicts import Conflicts
    from sync.hub.forks import Alarm
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
    hub_dir: HubDir,
    requests: Annotated[
        list[str] | None, typer.Argument(help=_("Request files, or ids of desks whose bundles came."))
    ] = None,
    qr: Annotated[list[str] | None, typer.Option("--qr", help=_("Text of a request's QR code, as scanned."))] = None,
    qr_to: Annotated[Path | None, typer.Option(help=_("Write each answer as a QR picture into this folder."))] = None,
    yes: Annotated[bool, typer.Option("--yes", help=_("The words were compared already."))] = False,
) -> None:
    """Sign desks into the province's list."""
    from sync.hub.enrolment import Enrolments
    from ui.qr import write_symbol

    asked: Asked = context.obj
    with _open(asked, hub_dir, write=True) as hub:
        enrolments = Enrolments(hub)
        wanted = [*(requests or []), *(qr or [])]
        if not wanted:
            raise BadInput(field="requests", problem=N_("name a request file, or give --qr"))
        found = [enrolments.find(one) for one in wanted]
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
            "qr": one.qr,
        }
        for one in enrolled
    ]
    for one in enrolled if qr_to is not None else ():
        write_symbol(one.qr, Path(qr_to or "") / f"ghi-danh-{one.commune}-{one.station}.png")
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
    from sync.hub.forks import alarms
    from sync.hub.status import standing

    asked: Asked = context.obj
    with _open(asked, hub_dir, write=False) as hub:
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


def _fork_line(one: Alarm) -> str:
    heirs = ", ".join(heir.hex()[:8] for heir in one.heirs) or "?"
    words = _("Two computers under one key: {station} and {heirs}; changes not sent again yet: {n}.")
    return words.format(station=one.station.hex()[:8], heirs=heirs, n=one.open_changes)


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


@app.command(
    help=_(
        "Solved in time at the desks, and how late it reached the province."
        " Example: motcua hub arrivals --from 2026-11-01 --to 2026-11-30 --hub-dir DIR"
    )
)
def arrivals(
    context: typer.Context,
    hub_dir: HubDir,
    since: Annotated[str, typer.Option("--from", help=_("The first day."))],
    to: Annotated[str, typer.Option("--to", help=_("The last day."))],
) -> None:
    """Count what was solved in some days; a bundle that came late makes nothing late."""
    asked: Asked = context.obj
    first, last = (_midnight(text, name) for text, name in ((since, "from"), (to, "to")))
    with _open(asked, hub_dir, write=False) as hub:
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


@app.command(
    help=_("Cut a desk off, as after a theft. Example: motcua hub revoke 3f2a --reason 'mất cắp' --hub-dir DIR")
)
def revoke(
    context: typer.Context,
    station: Annotated[str, typer.Argument(help=_("The start of the desk's id."))],
    reason: Annotated[str, typer.Option(help=_("Why."))],
    hub_dir: HubDir,
    after_seq: Annotated[
        int | None, typer.Option("--after-seq", "--after", min=0, help=_("The last change that still counts."))
    ] = None,
) -> None:
    """Cut a desk off: what it recorded later is kept apart for a person, bundles are no longer sealed for it."""
    from sync.hub.enrolment import Enrolments

    asked: Asked = context.obj
    with _open(asked, hub_dir, write=True) as hub:
        cut = Enrolments(hub).revoke(station, after=after_seq, reason=reason)
    words = _("Cut off: {commune}, desk {station}. Its changes count up to {seq}; {have} are held.")
    show(
        {"station_id": cut.station_id, "after_seq": cut.after, "have": cut.have},
        as_json=asked.as_json,
        lines=[words.format(commune=cut.commune, station=cut.station, seq=cut.after, have=cut.have)],
    )


@app.command(
    help=_("Whose data lay on a desk's computer. Example: motcua hub exposed 3f2a --to danh-sach.xlsx --hub-dir DIR")
)
def exposed(
    context: typer.Context,
    station: Annotated[str, typer.Argument(help=_("The start of the desk's id."))],
    hub_dir: HubDir,
    to: Annotated[Path | None, typer.Option(help=_("Write the list to this file: .csv or .xlsx."))] = None,
) -> None:
    """List the citizens whose dossiers lay on a laptop, to inform them after a theft."""
    from app.files import write_whole
    from sync.hub import exposed as listing

    asked: Asked = context.obj
    kinds = {".csv": listing.as_csv, ".xlsx": listing.as_xlsx}
    if to is not None and to.suffix.lower() not in kinds:
        raise BadInput(field="to", problem=N_("must end in .csv or .xlsx"))
    with _open(asked, hub_dir, write=False) as hub:
        found = listing.exposed(hub, station)
    if to is not None:
        write_whole(to, kinds[to.suffix.lower()](found))
    document = {
        "station_id": found.station_id,
        "commune": found.commune,
        "station": found.station,
        "held_at": found.held_at,
        "path": to,
        "rows": list(found.rows),
    }
    count = ngettext("{n} dossier", "{n} dossiers", len(found.rows)).format(n=len(found.rows))
    lines = [count, *([str(to)] if to else [f"{row.code}  {row.applicant}" for row in found.rows])]
    show(document, as_json=asked.as_json, lines=lines)


@app.command(help=_("Change the province's keys. Example: motcua hub rotate --hub-dir DIR"))
def rotate(
    context: typer.Context,
    hub_dir: HubDir,
    root: Annotated[bool, typer.Option("--root", help=_("The root key instead of the receiving key."))] = False,
) -> None:
    """Let the next receiving key take over, or hand over to a new root key; desks learn it from the next answer."""
    from sync.hub.rotating import rotate_receiving, rotate_root

    asked: Asked = context.obj
    with _open(asked, hub_dir, write=True) as hub:
        done = rotate_root(hub) if root else rotate_receiving(hub)
    show(
        {"receiving": done.receiving, "root_version": done.root_version, "roster_version": done.roster_version},
        as_json=asked.as_json,
        lines=[_("The keys were changed; desks learn it from the next answer.")],
    )


@app.command(help=_("Serve the link and the web pages. Example: motcua hub serve --port 8440 --hub-dir DIR"))
def serve(
    context: typer.Context,
    hub_dir: HubDir,
    host: Annotated[str, typer.Option(help=_("Address to listen on."))] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help=_("Port to listen on."))] = 8440,
    certificate: Annotated[Path | None, typer.Option(help=_("Certificate (PEM); with --key it speaks HTTPS."))] = None,
    key: Annotated[Path | None, typer.Option(help=_("Private key (PEM) of the certificate."))] = None,
) -> None:
    """Answer desks over the network until stopped; the other hub commands go on working beside it."""
    from ui.commands.hub_serving import serve_until_stopped

    asked: Asked = context.obj
    serve_until_stopped(asked, hub_dir, host=host, port=port, certificate=certificate, key=key)


@app.command(
    "act",
    help=_(
        "An act of the province on a file that lies there: complete, refuse, extend, forward, take-in, take-over."
        " Example: motcua hub act complete 1001 --result 12/QĐ --by 'Lò Văn Pản' --hub-dir DIR"
    ),
)
def act_at_province(
    context: typer.Context,
    action: Annotated[str, typer.Argument(help=_("complete, refuse, extend, forward, take-in or take-over."))],
    code: Annotated[str, typer.Argument(help=_("The code or its last digits."))],
    hub_dir: HubDir,
    by: Annotated[str, typer.Option(help=_("Who does it at the province."))],
    result: Annotated[str | None, typer.Option(help=_("Number of the result."))] = None,
    to: Annotated[
        str | None, typer.Option(help=_("forward: the desk it goes to, its id; extend: 5wd or the new date."))
    ] = None,
    reason: Annotated[str | None, typer.Option(help=_("Why."))] = None,
    number: Annotated[str | None, typer.Option(help=_("refuse, extend: number of the province's letter."))] = None,
    legal_basis: Annotated[str | None, typer.Option(help=_("refuse: the law it rests on."))] = None,
) -> None:
    """Do one act at the province."""
    from sync.hub.decisions import extend, officer_of, processing, refuse
    from sync.hub.relaying import settle_order

    asked: Asked = context.obj
    with _open(asked, hub_dir, write=True) as hub:
        dossier = hub.store.queries.dossier(hub.store.queries.dossier_id(code))
        solving, officer = processing(hub, dossier), officer_of(hub, by)
        match action:
            case "complete":
                done = solving.complete(dossier.id, officer=officer, number=result, signer=by)
            case "refuse":
                done = refuse(hub, dossier, number=number, reason=reason, legal_basis=legal_basis, by=by)
            case "extend":
                done = extend(hub, dossier, number=number, reason=reason, to=to, by=by)
            case "forward":
                done = solving.forward(dossier.id, officer=officer, to=_desk_named(hub, to), note=reason)
            case "take-in":
                done = solving.take_in(dossier.id, officer=officer)
            case "take-over":
                done = solving.take_over(dossier.id, officer=officer, reason=reason)
            case _:
                raise BadInput(field="action", problem=N_("is not one of the choices"))
        settle_order(hub)
    document = {
        "code": done.code,
        "state": done.state,
        "state_code": done.state.code,
        "custodian": done.custodian.station,
    }
    show(document, as_json=asked.as_json, lines=[_("{code}: recorded.").format(code=done.code)])


def _desk_named(hub: Hub, to: str | None) -> Receiver:
    """Return the enrolled desk of an id, or of its beginning. Raises UnknownStation."""
    asked = (to or "").strip().lower()
    found = [one for one in hub.stations().stations.values() if asked and one.station.hex().startswith(asked)]
    if len(found) != 1:
        raise UnknownStation(station=asked)
    return Receiver("station", found[0].name, found[0].station)


@contextmanager
def _conflicts(
    asked: Asked, *, write: bool, hub_dir: Path | None, by: str | None
) -> Iterator[tuple[Conflicts, Officer]]:
    from sync.hub.decisions import conflicts, officer_of
    from sync.hub.relaying import settle_order

    if hub_dir is None:
        raise BadInput(field="hub_dir", problem=N_("say where the hub's data lie: --hub-dir"))
    if write and not (by or "").strip():
        raise BadInput(field="by", problem=N_("say who decides: --by"))
    with _open(asked, hub_dir, write=write) as hub:
        yield conflicts(hub), officer_of(hub, (by or "").strip())
        if write:
            settle_order(hub)


register_at_hub(app, _conflicts)
register_national(app)
register_publishing(app)
register_erasing(app)
register_backup(app)
