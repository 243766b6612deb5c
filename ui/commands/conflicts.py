"""What desks said against each other: ``conflicts list show resolve dismiss merge``, at a desk and at the province."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.i18n import N_, _
from ui.commands.context import Asked
from ui.commands.output import show

if TYPE_CHECKING:
    from app.domain.dossier import Dossier
    from app.readings import Officer
    from app.services.conflicts import Beside, Conflicts, ReviewLine, Side

_HELP = {
    "list": N_("What has to be looked at, the soonest due first. Example: {command} list"),
    "show": N_("Both versions side by side. Example: {command} show 1001"),
    "resolve": N_("Decide which version stands. Example: {command} resolve 1001 --take 3f0c --reason 'theo sổ gốc'"),
    "dismiss": N_("Looked at, nothing to do. Example: {command} dismiss 1001 --reason 'gõ nhầm'"),
    "merge": N_(
        "It is the same request: merge it into the other dossier."
        " Example: {command} merge 2001 --into 1001 --reason 'một yêu cầu nộp hai nơi'"
    ),
    "hub": N_(
        "Decide, as hub conflicts resolve does."
        " Example: motcua hub resolve 1001 --take 3f0c --reason 'theo sổ gốc' --by 'Lò Văn Pản' --hub-dir DIR"
    ),
}
_LOOKING, _DECIDING = " --hub-dir DIR", " --by 'Lò Văn Pản' --hub-dir DIR"
_AT_HUB = {"list": _LOOKING, "show": _LOOKING, "resolve": _DECIDING, "dismiss": _DECIDING, "merge": _DECIDING}
"""What an example needs beside at the province."""
Opened = tuple["Conflicts", "Officer"]
Opening = Callable[..., AbstractContextManager[Opened]]

HubDir = Annotated[Path | None, typer.Option(help=_("Folder of the hub's data."))]
Code = Annotated[str, typer.Argument(help=_("The code or its last digits."))]
Item = Annotated[str | None, typer.Option(help=_("Which line, where a dossier has several: as the list names it."))]
Take = Annotated[str, typer.Option(help=_("The desk whose version stands: the start of its id."))]
Reason = Annotated[str | None, typer.Option(help=_("Why."))]
By = Annotated[str | None, typer.Option(help=_("Who decided, if not the officer at work."))]
Into = Annotated[str, typer.Option(help=_("The dossier that stays: its code or the last digits."))]
Limit = Annotated[int, typer.Option(min=1, max=10_000, help=_("How many at most."))]


@contextmanager
def _at_desk(asked: Asked, *, write: bool, hub_dir: Path | None, by: str | None) -> Iterator[Opened]:
    if hub_dir is not None:  # else what is meant for the province would be decided at this desk
        raise typer.BadParameter(_("--hub-dir is for motcua hub conflicts."))
    with asked.desk(write=write) as desk:
        yield desk.conflicts, desk.officer


def register(app: typer.Typer) -> None:
    """Add the commands to the desk's."""
    app.add_typer(_commands(_at_desk, is_hub=False), name="conflicts")


def register_at_hub(hub: typer.Typer, opening: Opening) -> None:
    """Add the same commands to the hub's. opening: opens the hub for one of them."""
    hub.add_typer(_commands(opening, is_hub=True), name="conflicts")
    decide = _HELP["hub"]
    hub.command("resolve", help=_(decide))(_resolve(opening))


def _commands(opening: Opening, *, is_hub: bool) -> typer.Typer:
    made = typer.Typer(invoke_without_command=True, help=_("What desks said against each other, and the decisions."))
    before = "motcua hub conflicts" if is_hub else "motcua conflicts"

    def _help(name: str) -> str:
        return _(_HELP[name]).format(command=before) + (_AT_HUB[name] if is_hub else "")

    @made.callback()
    def whole(context: typer.Context, hub_dir: HubDir = None) -> None:
        """List, where no command is named."""
        if context.invoked_subcommand is None:
            _list(context.obj, opening, hub_dir, 200)

    @made.command("list", help=_help("list"))
    def listed(context: typer.Context, limit: Limit = 200, hub_dir: HubDir = None) -> None:
        _list(context.obj, opening, hub_dir, limit)

    @made.command("show", help=_help("show"))
    def shown(context: typer.Context, code: Code, hub_dir: HubDir = None) -> None:
        asked: Asked = context.obj
        with opening(asked, write=False, hub_dir=hub_dir, by=None) as (conflicts, _officer):
            found = conflicts.of(conflicts.queries.dossier_id(code))
        lines = [line for one in found for line in _beside_lines(one)]
        show([_beside(one) for one in found], as_json=asked.as_json, lines=lines or [_("There is nothing to look at.")])

    made.command("resolve", help=_help("resolve"))(_resolve(opening))

    @made.command("dismiss", help=_help("dismiss"))
    def dismissed(
        context: typer.Context, code: Code, item: Item = None, reason: Reason = None, by: By = None,
        hub_dir: HubDir = None,
    ) -> None:  # fmt: skip
        asked: Asked = context.obj
        with opening(asked, write=True, hub_dir=hub_dir, by=by) as (conflicts, officer):
            dossier_id = conflicts.queries.dossier_id(code)
            _told(asked, conflicts, conflicts.dismiss(dossier_id, item=item, why=reason, officer=officer))

    @made.command("merge", help=_help("merge"))
    def merged(
        context: typer.Context, code: Code, into: Into, reason: Reason = None, by: By = None, hub_dir: HubDir = None
    ) -> None:
        asked: Asked = context.obj
        with opening(asked, write=True, hub_dir=hub_dir, by=by) as (conflicts, officer):
            ids = [conflicts.queries.dossier_id(one) for one in (code, into)]
            _told(asked, conflicts, conflicts.merge(ids[0], into=ids[1], why=reason, officer=officer))

    return made


def _resolve(opening: Opening) -> Callable[..., None]:
    def resolved(
        context: typer.Context, code: Code, take: Take, item: Item = None, reason: Reason = None, by: By = None,
        hub_dir: HubDir = None,
    ) -> None:  # fmt: skip
        asked: Asked = context.obj
        with opening(asked, write=True, hub_dir=hub_dir, by=by) as (conflicts, officer):
            dossier_id = conflicts.queries.dossier_id(code)
            _told(
                asked,
                conflicts,
                conflicts.resolve(dossier_id, keep=take, item=item, why=reason, officer=officer, by=by),
            )

    return resolved


def _list(asked: Asked, opening: Opening, hub_dir: Path | None, limit: int) -> None:
    from app.conflict_words import kind_words
    from ui.conflict_words import owner_words

    with opening(asked, write=False, hub_dir=hub_dir, by=None) as (conflicts, _officer):
        found = conflicts.lines(limit=limit)
    lines = [f"{one.dossier.code}  {kind_words(one)}  ({owner_words(one)})" for one in found]
    show([_line(one) for one in found], as_json=asked.as_json, lines=lines or [_("There is nothing to look at.")])


def _told(asked: Asked, conflicts: Conflicts, dossier: Dossier) -> None:
    left = [beside.line for beside in conflicts.of(dossier.id)]
    document = {
        "code": dossier.code,
        "state": dossier.state,
        "state_code": dossier.state.code,
        "custodian": dossier.custodian.station,
        "merged_into": dossier.merged_into,
        "left": [_line(one) for one in left],
    }
    show(document, as_json=asked.as_json, lines=[_("{code}: recorded.").format(code=dossier.code)])


def _line(one: ReviewLine) -> dict[str, object]:
    from app.conflict_words import kind_words

    return {
        "code": one.dossier.code,
        "item": one.item.item,
        "kind": one.item.kind,
        "what": kind_words(one),
        "owner": one.item.owner,
        "due": one.item.due,
        "since": one.item.since,
        "provisional": one.dossier.provisional,
        "stations": one.item.stations,
        "other": one.other.code if one.other else None,
    }


def _beside(one: Beside) -> dict[str, object]:
    return {**_line(one.line), "versions": [_side(one, side) for side in one.sides]}


def _side(one: Beside, side: Side) -> dict[str, object]:
    from ui.conflict_words import value_words

    return {
        "station": side.station,
        "seq": side.seq,
        "value": side.value,
        "words": value_words(one, side),
        "stands": side.stands,
        "acts": [
            {"kind": act.recorded.kind, "recorded_at": act.recorded_at, "officer": act.officer, "station": act.station}
            for act in side.acts
        ],
    }


def _beside_lines(one: Beside) -> list[str]:
    from app.conflict_words import kind_words
    from ui.conflict_words import owner_words, side_lines

    lines = [f"{kind_words(one.line)}  ({owner_words(one.line)})  [{one.line.item.item}]"]
    for side in one.sides:
        first, *rest = [f"  {side.station.hex()[:8]}:", *side_lines(one, side)]
        lines += [first, *(f"    {line}" for line in rest)]
    return lines
