"""``hub serve``: the hub's web process in the foreground."""

from __future__ import annotations

import socket
import ssl
from pathlib import Path
from typing import Annotated

import typer

from app.domain.errors import CannotRead, PortTaken, ServingNotInstalled
from app.i18n import _
from ui.commands.context import Asked
from ui.commands.hub_door import HubDir, paths_of
from ui.commands.output import show

MOST_AT_ONCE = 256
"""Connections; more are told to come again. 190 laptops of a province call a few times a day."""


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command(help=_("Serve the link and the web pages. Example: motcua hub serve --port 8440 --hub-dir DIR"))(serve)


def serve(
    context: typer.Context,
    hub_dir: HubDir,
    host: Annotated[str, typer.Option(help=_("Address to listen on."))] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help=_("Port to listen on."))] = 8440,
    certificate: Annotated[Path | None, typer.Option(help=_("Certificate (PEM); with --key it speaks HTTPS."))] = None,
    key: Annotated[Path | None, typer.Option(help=_("Private key (PEM) of the certificate."))] = None,
) -> None:
    """Answer desks over the network until stopped; the other hub commands go on working beside it."""
    asked: Asked = context.obj
    _serve_until_stopped(asked, hub_dir, host=host, port=port, certificate=certificate, key=key)


def _serve_until_stopped(
    asked: Asked, folder: Path, *, host: str, port: int, certificate: Path | None, key: Path | None
) -> None:
    """Serve until Ctrl+C or the service manager stops us. Raises PortTaken, CannotRead, ServingNotInstalled."""
    try:
        import uvicorn

        from sync.hub.web.app import make_app, open_site
    except ImportError as missing:
        raise ServingNotInstalled(reason=str(missing.name)) from missing

    for file in (certificate, key):
        if file is not None and not file.is_file():
            raise CannotRead(place=file.name)
    with open_site(paths_of(folder), asked.password(), now=asked.now) as site:
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
