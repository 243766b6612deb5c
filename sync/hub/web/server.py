"""The pages as an application: for tests, and for a province that looks without receiving by the network."""

from __future__ import annotations

from fastapi import FastAPI

from sync.hub.program import Hub
from sync.hub.web.pages import Pages, handlers, routes


def pages_app(hub: Hub, *, secure: bool) -> FastAPI:
    """Return the application. No interactive documentation: it would tell strangers what there is."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    add_pages(app, hub, secure=secure)
    return app


def add_pages(app: FastAPI, hub: Hub, *, secure: bool) -> None:
    """Hang the pages into an application."""
    app.include_router(routes(Pages(hub, secure=secure)))
    for refusal, answer in handlers().items():
        app.add_exception_handler(refusal, answer)
