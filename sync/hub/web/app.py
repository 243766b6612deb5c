"""The composition root of the hub's web process: one FastAPI application over an open hub."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime

from fastapi import FastAPI

from sync.hub.link_office import HubOffice
from sync.hub.program import Hub, HubPaths, open_with_key, unlock
from sync.hub.web import conflict_pages, health_pages, kept_pages, publishing_pages, station_pages
from sync.hub.web.pages import Pages, handlers, routes
from sync.link.server import LinkServer
from sync.wire.link_proof import LinkProofs


@dataclass(frozen=True, slots=True)
class Site:
    """An open hub for the web: ``reading`` for pages, any thread; ``open_writing`` for one act at a time."""

    paths: HubPaths
    reading: Hub
    open_writing: Callable[[], AbstractContextManager[Hub]]
    link: LinkServer


@contextmanager
def open_site(paths: HubPaths, password: str, *, now: datetime | None = None) -> Iterator[Site]:
    """Open a hub for serving; raises as ``open_hub``. It is not held for writing between acts."""
    key = unlock(paths, password)

    def open_writing() -> AbstractContextManager[Hub]:
        return open_with_key(paths, key, write=True, now=now)

    with open_writing():
        pass  # brings older tables up to this program, and tells early that another process holds the hub
    folder = paths.folder / "link"
    with open_with_key(paths, key, write=False, now=now) as reading, HubOffice(folder, reading, open_writing) as office:
        proofs = LinkProofs(reading.store.keys())
        link = LinkServer(office, proofs, folder / "spool", clock=reading.clock)
        yield Site(paths, reading, open_writing, link)


def make_app(site: Site, *, secure: bool = False) -> FastAPI:
    """Return the application: the link under ``/v1``, the pages beside it. It publishes no description of itself.

    secure: it is served by HTTPS.
    """
    app = FastAPI(title="Một Cửa", docs_url=None, redoc_url=None, openapi_url=None)
    app.router.routes.extend(site.link.routes())
    add_pages(app, Pages(site.reading, site.open_writing, secure=secure))
    return app


def add_pages(app: FastAPI, pages: Pages) -> None:
    """Hang the pages into an application."""
    for router in (
        routes(pages),
        kept_pages.routes(pages),
        conflict_pages.routes(pages),
        station_pages.routes(pages),
        publishing_pages.routes(pages),
        health_pages.routes(pages),
    ):
        app.include_router(router)
    for refusal, answer in handlers(pages).items():
        app.add_exception_handler(refusal, answer)
