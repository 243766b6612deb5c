"""A real server on loopback around an application, for as long as a test looks."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

import uvicorn
from fastapi import FastAPI

from sync.hub.program import Hub
from sync.hub.web.app import add_pages
from sync.hub.web.pages import Pages


def pages_over(hub: Hub) -> FastAPI:
    """Return the pages alone, over a hub that is open for writing."""
    app = FastAPI()
    add_pages(app, Pages(hub, lambda: nullcontext(hub), secure=False))
    return app


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """Serve an application; gives its address."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            while not server.started:
                time.sleep(0.01)
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(timeout=20)
