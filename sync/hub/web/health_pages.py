"""How the hub itself stands, for its operators: what waits, the disk, the papers that run out, who did what."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from app.clock import local
from storage.spool import server_bytes
from sync.hub.backup import last_backup
from sync.hub.journal import ACTS, Journal
from sync.hub.program import Hub
from sync.hub.status import HubStanding, standing
from sync.hub.web.doorstep import SmallFormRoute
from sync.hub.web.pages import Pages, Seen

_SHOWN_ACTS = 100
LEAST_FREE_BYTES = 5 << 30


@dataclass(frozen=True, slots=True)
class Waiting:
    """Files in a folder of the link. oldest: when the one that waits longest came."""

    files: int
    bytes: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class HubHealth:
    """What an operator looks at in the morning. inbox: on a server what lies in the spool too.

    database_bytes: of the file, or of the database on its server; free_bytes: on the disk of the hub's folder.
    """

    inbox: Waiting
    half: Waiting
    free_bytes: int
    database_bytes: int
    standing: HubStanding
    roster_expires: datetime
    published_expires: datetime | None
    backed_up_at: datetime | None = None
    backed_up_changes: int = 0


def health_of(hub: Hub) -> HubHealth:
    """Put the picture together; reads only."""
    folder, published, backup = hub.paths.folder, hub.published(), last_backup(hub)
    on_server = server_bytes(hub.store.database)
    return HubHealth(
        inbox=_waiting(_files(folder / "link" / "inbox", "*.goi") + _files(hub.paths.spool, "[0-9a-f]" * 64)),
        half=_waiting(_files(folder / "link" / "spool", "*.part")),
        free_bytes=shutil.disk_usage(folder).free,
        database_bytes=sum(size for size, _at in _files(folder, f"{hub.paths.database.name}*"))
        if on_server is None
        else on_server,
        standing=standing(hub),
        roster_expires=local(hub.stations().expires),
        published_expires=local(published.expires) if published else None,
        backed_up_at=datetime.fromisoformat(backup.at) if backup else None,
        backed_up_changes=backup.changes if backup else 0,
    )


def routes(pages: Pages) -> APIRouter:
    """Return the router of this page."""
    router = APIRouter(route_class=SmallFormRoute)
    looking = Depends(pages.seen)

    @router.get("/suc-khoe")
    def health(seen: Seen = looking) -> Response:
        pages.operating(seen)
        acts = Journal(pages.hub).newest(limit=_SHOWN_ACTS)
        return pages.page(
            "health", seen, health=health_of(pages.hub), acts=acts, act_words=ACTS, least_free=LEAST_FREE_BYTES
        )

    return router


def _waiting(files: list[tuple[int, datetime]]) -> Waiting:
    oldest = min((at for _size, at in files), default=None)
    return Waiting(len(files), sum(size for size, _at in files), oldest)


def _files(folder: Path, pattern: str) -> list[tuple[int, datetime]]:
    """Return size and moment of each file; one that goes meanwhile is left out."""
    found = []
    for path in folder.glob(pattern):
        try:
            stat = path.stat()
        except FileNotFoundError:
            continue
        found.append((stat.st_size, local(datetime.fromtimestamp(stat.st_mtime, UTC))))
    return found
