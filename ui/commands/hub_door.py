"""The way in of every ``hub`` command: where the hub's data lie, and the hub opened with the operator's password.

What a hub needs is imported once a command has asked for it: a desk's commands must not wait for its libraries.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.i18n import _
from ui.commands.context import Asked

if TYPE_CHECKING:
    from sync.hub.places import HubPaths
    from sync.hub.program import Hub

HubDir = Annotated[Path, typer.Option(help=_("Folder of the hub's data."))]


@contextmanager
def at_hub(asked: Asked, folder: Path, *, write: bool, beside_others: bool = False) -> Iterator[Hub]:
    """Open the hub of a folder for one command; see :func:`sync.hub.program.open_hub`, which says what it raises."""
    from sync.hub.program import open_hub

    paths, password = paths_of(folder), asked.password()
    with open_hub(paths, password, write=write, now=asked.now, beside_others=beside_others) as hub:
        yield hub


def paths_of(folder: Path) -> HubPaths:
    """Return where the things of the hub in this folder are."""
    from sync.hub.places import HubPaths

    return HubPaths(folder.absolute())
