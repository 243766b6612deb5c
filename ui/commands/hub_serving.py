"""``hub serve``: the hub's web process in the foreground."""

from __future__ import annotations

import socket
import ssl
from pathlib import Path

from app.domain.errors import CannotRead, PortTaken, ServingNotInstalled
from app.i18n import _
from ui.commands.context import Asked
from ui.commands.output import show

MOST_AT_ONCE = 256
"""Connections; more are told to come again. 190 laptops of a province call a few times a day."""


def serve_until_stopped(
    asked: Asked, folder: Path, *, host: str, port: int, certificate: Path | None, key: Path | None
) -> None:
    """Serve until Ctrl+C or the service manager stops us. Raises PortTaken, CannotRead, ServingNotInstalled."""
    try:
        import uvicorn

        from sync.hub.web.app import make_app, open_site
    except ImportError as missing:
        raise ServingNotInstalled(reason=str(missing.name)) from missing
    from sync.hub.program import HubPaths

    for file in (certificate, key):
        if file is not None and not file.is_file():
            raise CannotRead(place=file.name)
    with open_site(HubPaths(folder.absolute()), asked.password(), now=asked.now) as site:
        listener = _listener(host, port)
        config = uvicorn.Config(
            make_app(site, secure=certificate is not None),
            log_config=None,
            access_log=False,
            server_header=False,
            limit_concurrency=MOST_AT_ONCE,
            ssl_certfile=certificate,
            ssl_keyfile=key,
        )
        try:
            config.load()
        except (ssl.SSLError, OSError) as failed:
            listener.close()
            raise CannotRead(place=certificate.name if certificate else "") from failed
        url = f"{'https' if certificate else 'http'}://{host}:{port}"
        words = _("The hub answers at {url}. Ctrl+C stops.")
        show({"url": url, "hub_id": site.reading.store.station}, as_json=asked.as_json, lines=[words.format(url=url)])
        _flush()
        with listener:
            uvicorn.Server(config).run(sockets=[listener])


def _listener(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port))
    except OSError as taken:
        raise PortTaken(port=port) from taken


def _flush() -> None:
    """A script that started us waits for this line."""
    import sys

    sys.stdout.flush()
