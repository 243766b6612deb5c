"""How far villages are from the desk: ``villages list import set remove``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.i18n import _, ngettext
from app.wording import km_text
from ui.commands.context import Asked
from ui.commands.output import show

if TYPE_CHECKING:
    from app.domain.village import Village

villages = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help=_("How far villages and former communes are from this desk.")
)
_Former = Annotated[str | None, typer.Option(help=_("The former commune, where two villages bear one name."))]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.add_typer(villages, name="villages")


@villages.command("list", help=_("The table of villages. Example: motcua villages list"))
def list_villages(context: typer.Context) -> None:
    """List the villages with their distance."""
    asked: Asked = context.obj
    with asked.desk(write=False) as desk:
        found, far = desk.villages.list(), desk.villages.far_from_km
    lines = [_line(one) + (_("  · lives far") if one.km >= far else "") for one in found]
    rows: list[object] = [_row(one) | {"is_far": one.km >= far} for one in found]
    show(rows, as_json=asked.as_json, lines=lines or [_("The table of villages is empty.")])


@villages.command(
    "import",
    help=_("Put a CSV file (Bản; Km; Xã cũ) in the place of the table. Example: motcua villages import ban.csv"),
)
def import_villages(context: typer.Context, file: Annotated[Path, typer.Argument(help=_("The CSV file."))]) -> None:
    """Take the table over."""
    asked: Asked = context.obj
    with asked.desk(write=True) as desk:
        before = len(desk.villages.list())
        found = desk.villages.take_over(file)
    words = ngettext(
        "The table has {n} village now, it had {m}.", "The table has {n} villages now, it had {m}.", len(found)
    )
    show(
        {"villages": len(found), "before": before},
        as_json=asked.as_json,
        lines=[words.format(n=len(found), m=before)],
    )


@villages.command("set", help=_("Add a village or change it. Example: motcua villages set 'Bản Gia Khâu' --km 23"))
def set_village(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help=_("Its name as addresses say it, or «Xã …» for a former commune."))],
    km: Annotated[str, typer.Option(help=_("Kilometres by road."))],
    former: _Former = None,
) -> None:
    """Set one distance."""
    asked: Asked = context.obj
    with asked.desk(write=True) as desk:
        village = desk.villages.put(name, km, former)
    show(_row(village), as_json=asked.as_json, lines=[_line(village)])


@villages.command("remove", help=_("Take a village off the table. Example: motcua villages remove 'Bản Gia Khâu'"))
def remove_village(
    context: typer.Context, name: Annotated[str, typer.Argument(help=_("Its name."))], former: _Former = None
) -> None:
    """Remove one."""
    asked: Asked = context.obj
    with asked.desk(write=True) as desk:
        village = desk.villages.remove(name, former)
    show(_row(village), as_json=asked.as_json, lines=[_line(village)])


def _row(one: Village) -> dict[str, object]:
    return {"name": one.name, "km": one.km, "former": one.former}


def _line(one: Village) -> str:
    words = f"{one.name}  {km_text(one.km)} km"
    return f"{words}  ({one.former})" if one.former else words
