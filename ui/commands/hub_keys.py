"""The keys of the province: ``hub init rotate``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.domain.errors import BadInput
from app.i18n import N_, _
from ui.commands.context import Asked
from ui.commands.hub_door import HubDir, at_hub, paths_of
from ui.commands.output import show


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command(
        help=_("Make a hub: keys, store, public card. Example: motcua hub init --province 'Lai Châu' --hub-dir DIR")
    )(init)
    app.command(help=_("Change the province's keys. Example: motcua hub rotate --hub-dir DIR"))(rotate)


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
    from sync.hub.places import read_password
    from sync.hub.program import create_hub
    from sync.hub.stores import Server

    asked: Asked = context.obj
    name = clean(province).strip()
    if not name:
        raise BadInput(field="province", problem=N_("must not be empty"))
    server = Server(database, read_password(database_password_file)) if database else None
    made = create_hub(
        paths_of(hub_dir),
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


def rotate(
    context: typer.Context,
    hub_dir: HubDir,
    root: Annotated[bool, typer.Option("--root", help=_("The root key instead of the receiving key."))] = False,
) -> None:
    """Let the next receiving key take over, or hand over to a new root key; desks learn it from the next answer."""
    from sync.hub.rotating import rotate_receiving, rotate_root

    asked: Asked = context.obj
    with at_hub(asked, hub_dir, write=True) as hub:
        done = rotate_root(hub) if root else rotate_receiving(hub)
    show(
        {"receiving": done.receiving, "root_version": done.root_version, "roster_version": done.roster_version},
        as_json=asked.as_json,
        lines=[_("The keys were changed; desks learn it from the next answer.")],
    )
