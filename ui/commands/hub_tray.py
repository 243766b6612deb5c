"""The province's end: ``hub users …`` (who may look at its pages) and ``hub quarantine …`` (what was kept apart)."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from app.i18n import _
from ui.commands.context import Asked, read_password
from ui.commands.hub_door import HubDir, at_hub
from ui.commands.output import show

users = typer.Typer(no_args_is_help=True, help=_("Who may sign in to the province's pages."))
quarantine = typer.Typer(no_args_is_help=True, help=_("What the province keeps apart until a person has looked."))


def register(app: typer.Typer) -> None:
    """Add both groups."""
    app.add_typer(users, name="users")
    app.add_typer(quarantine, name="quarantine")


@users.command("list", help=_("Who may sign in. Example: motcua hub users list --hub-dir DIR"))
def list_users(context: typer.Context, hub_dir: HubDir) -> None:
    """List the users."""
    from sync.hub.users import Users

    asked: Asked = context.obj
    with at_hub(asked, hub_dir, write=False) as hub:
        found = Users(hub).all()
    lines = [f"{one.login}  {one.name}  {one.role}{'  ' + _('disabled') if one.disabled else ''}" for one in found]
    show([*found], as_json=asked.as_json, lines=lines or [_("Nobody yet.")])


@users.command(
    help=_("Let somebody sign in. Example: motcua hub users add lan --name 'Lan' --role operator --hub-dir DIR")
)
def add(
    context: typer.Context,
    login: Annotated[str, typer.Argument(help=_("Login: letters without marks and digits."))],
    hub_dir: HubDir,
    name: Annotated[str, typer.Option(help=_("Full name."))] = "",
    role: Annotated[str, typer.Option(help=_("viewer reads; operator decides too."))] = "viewer",
    user_password_file: Annotated[
        Path | None, typer.Option(help=_("File with the user's password; asked for on a terminal otherwise."))
    ] = None,
) -> None:
    """Add a user, or give one a new password."""
    from sync.hub.users import Users

    asked: Asked = context.obj
    with at_hub(asked, hub_dir, write=True) as hub:
        kept = Users(hub).add(login, name, role, read_password(user_password_file, confirm=True))
    show(asdict(kept), as_json=asked.as_json, lines=[_("{login} may sign in now.").format(login=kept.login)])


@users.command(help=_("Let somebody sign in no more. Example: motcua hub users disable lan --hub-dir DIR"))
def disable(context: typer.Context, login: Annotated[str, typer.Argument(help=_("Login."))], hub_dir: HubDir) -> None:
    """Disable a user."""
    from sync.hub.users import Users

    asked: Asked = context.obj
    with at_hub(asked, hub_dir, write=True) as hub:
        kept = Users(hub).disable(login)
    show(asdict(kept), as_json=asked.as_json, lines=[_("{login} can no longer sign in.").format(login=kept.login)])


@quarantine.command("list", help=_("What is kept apart, and why. Example: motcua hub quarantine list --hub-dir DIR"))
def list_quarantine(context: typer.Context, hub_dir: HubDir) -> None:
    """List what waits for a person."""
    from sync.hub.quarantine import Quarantine

    asked: Asked = context.obj
    with at_hub(asked, hub_dir, write=False) as hub:
        found = Quarantine(hub).lines()
    rows: list[object] = [
        {"key": one.key, "station_id": one.station, "first_seq": one.first, "last_seq": one.last, "reason": one.reason}
        for one in found
    ]
    lines = [f"{one.key}  {one.sentence}" for one in found]
    show(rows, as_json=asked.as_json, lines=lines or [_("Nothing is kept apart.")])


@quarantine.command(
    help=_("Try to take in again what was kept apart. Example: motcua hub quarantine retry KEY --hub-dir DIR")
)
def retry(
    context: typer.Context,
    key: Annotated[str, typer.Argument(help=_("Key from the list."))],
    hub_dir: HubDir,
    despite_cut: Annotated[
        bool, typer.Option("--despite-cut", help=_("Take it in although the desk was cut off before."))
    ] = False,
) -> None:
    """Try one part or row again."""
    from sync.hub.quarantine import Quarantine

    asked: Asked = context.obj
    with at_hub(asked, hub_dir, write=True) as hub:
        taken = Quarantine(hub).retry(key, despite_cut=despite_cut)
    line = _("It was taken in.") if taken else _("It cannot be taken in yet; it stays apart.")
    show({"key": key, "taken": taken}, as_json=asked.as_json, lines=[line])


@quarantine.command(
    help=_("Send back what was kept apart; the desk is told. Example: motcua hub quarantine reject KEY --hub-dir DIR")
)
def reject(
    context: typer.Context, key: Annotated[str, typer.Argument(help=_("Key from the list."))], hub_dir: HubDir
) -> None:
    """Send one part back."""
    from sync.hub.quarantine import Quarantine

    asked: Asked = context.obj
    with at_hub(asked, hub_dir, write=True) as hub:
        Quarantine(hub).reject(key)
    show({"key": key, "rejected": True}, as_json=asked.as_json, lines=[_("It was sent back; the bytes are kept.")])
