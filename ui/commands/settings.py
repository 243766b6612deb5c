"""The settings of this computer: ``settings list``, ``settings set NAME VALUE``."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from app.i18n import _
from ui.commands.context import Asked
from ui.commands.output import plain, show

settings = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help=_("The settings of this computer."))


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.add_typer(settings, name="settings")


@settings.command("list", help=_("Every setting and what it is. Example: motcua settings list"))
def list_settings(context: typer.Context) -> None:
    """List the settings as they stand."""
    from app.settings import as_toml, read_settings

    asked: Asked = context.obj
    found = read_settings(asked.paths.settings_file)
    show(asdict(found), as_json=asked.as_json, lines=as_toml(found).splitlines())


@settings.command(
    "set",
    help=_("Change one; it counts from the next start. Example: motcua settings set far_from_km 20"),
)
def set_setting(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help=_("Its name, as «settings list» says it."))],
    value: Annotated[str, typer.Argument(help=_("Its new value; '' clears a text."))],
) -> None:
    """Change one setting."""
    from app.settings import change_setting, read_settings, write_settings

    asked: Asked = context.obj
    with asked.desk(write=True) as desk:
        place = desk.paths.settings_file
        changed = change_setting(read_settings(place), name, value)
        write_settings(place, changed)
    told = plain(getattr(changed, name))
    show({"name": name, "value": told}, as_json=asked.as_json, lines=[f"{name} = {told}"])
