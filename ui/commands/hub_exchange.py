"""What desks send and what they are answered: ``hub ingest work outbox``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.i18n import _
from ui.commands.context import Asked
from ui.commands.exchange import show_imported
from ui.commands.hub_door import HubDir, at_hub, paths_of
from ui.commands.output import show


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command(help=_("Take in bundles. Example: motcua hub ingest E:\\ --hub-dir DIR"))(ingest)
    app.command(help=_("Read in what waits in the spool. Example: motcua hub work --workers 2 --hub-dir DIR"))(work)
    app.command(help=_("Write answer bundles. Example: motcua hub outbox --to E:\\ --hub-dir DIR"))(outbox)


def ingest(
    context: typer.Context,
    paths: Annotated[list[Path], typer.Argument(help=_("Bundles, or folders."))],
    hub_dir: HubDir,
) -> None:
    """Take in bundles of desks; every file is tried, and what came of it stands in the hub's log."""
    from app.logs import set_up_logs, shut_down_logs
    from sync.hub import ingest as taking

    asked: Asked = context.obj
    with at_hub(asked, hub_dir, write=True) as hub:
        set_up_logs(hub.paths.logs)  # under the hub's lock: one process at a time writes there
        try:
            taken = taking.ingest(hub, paths)
        finally:
            shut_down_logs()
        show_imported(taken, as_json=asked.as_json)


def work(
    context: typer.Context,
    hub_dir: HubDir,
    workers: Annotated[int, typer.Option(min=1, max=64, help=_("How many processes; one core each."))] = 1,
    once: Annotated[bool, typer.Option("--once", help=_("Stop when nothing waits any more."))] = False,
) -> None:
    """Work until a signal comes, as a service does; its log goes to standard error."""
    from app.logs import log_to_stderr
    from sync.hub.program import open_with_key, unlock
    from sync.hub.spool import sweep
    from sync.hub.work import work as run

    asked: Asked = context.obj
    paths = paths_of(hub_dir)
    key = unlock(paths, asked.password())
    log_to_stderr()
    with open_with_key(paths, key, write=True, now=asked.now, beside_others=True) as hub:
        queued = sweep(hub)
    run(paths, key, workers=workers, once=once, now=asked.now)
    show({"queued_again": queued}, as_json=asked.as_json, lines=[_("Nothing waits any more.")] if once else [])


def outbox(
    context: typer.Context,
    to: Annotated[Path, typer.Option(help=_("The folder to write to."))],
    hub_dir: HubDir,
    station: Annotated[str | None, typer.Option(help=_("Only for this desk (the start of its id)."))] = None,
) -> None:
    """Write each desk its answer: what the province holds, the list of desks, the other desks' changes."""
    from sync.hub.outbox import write_answers

    asked: Asked = context.obj
    with at_hub(asked, hub_dir, write=True) as hub:
        answers = write_answers(hub, to, station=station)
    rows: list[object] = [
        {"path": one.path, "station_id": one.station_id, "bytes": one.bytes, "changes": one.changes} for one in answers
    ]
    lines = [f"{one.path.name}  {one.bytes} B" for one in answers]
    show(rows, as_json=asked.as_json, lines=lines or [_("No desk is enrolled yet.")])
