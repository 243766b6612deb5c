"""What the province decides on files that lie there: ``hub act resolve``, ``hub conflicts …``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.domain.errors import BadInput, UnknownStation
from app.domain.facts import Receiver
from app.i18n import N_, _
from ui.commands.conflicts import register_at_hub
from ui.commands.context import Asked
from ui.commands.hub_door import HubDir, at_hub
from ui.commands.output import show

if TYPE_CHECKING:
    from app.readings import Officer
    from app.services.conflicts import Conflicts
    from sync.hub.program import Hub


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command(
        "act",
        help=_(
            "An act of the province on a file that lies there: complete, refuse, extend, forward, take-in, take-over."
            " Example: motcua hub act complete 1001 --result 12/QĐ --by 'Lò Văn Pản' --hub-dir DIR"
        ),
    )(act_at_province)
    register_at_hub(app, _conflicts)


def act_at_province(
    context: typer.Context,
    action: Annotated[str, typer.Argument(help=_("complete, refuse, extend, forward, take-in or take-over."))],
    code: Annotated[str, typer.Argument(help=_("The code or its last digits."))],
    hub_dir: HubDir,
    by: Annotated[str, typer.Option(help=_("Who does it at the province."))],
    result: Annotated[str | None, typer.Option(help=_("Number of the result."))] = None,
    to: Annotated[
        str | None, typer.Option(help=_("forward: the desk it goes to, its id; extend: 5wd or the new date."))
    ] = None,
    reason: Annotated[str | None, typer.Option(help=_("Why."))] = None,
    number: Annotated[str | None, typer.Option(help=_("refuse, extend: number of the province's letter."))] = None,
    legal_basis: Annotated[str | None, typer.Option(help=_("refuse: the law it rests on."))] = None,
) -> None:
    """Do one act at the province."""
    from sync.hub.decisions import extend, officer_of, processing, refuse
    from sync.hub.relaying import settle_order

    asked: Asked = context.obj
    with at_hub(asked, hub_dir, write=True) as hub:
        dossier = hub.store.queries.dossier(hub.store.queries.dossier_id(code))
        solving, officer = processing(hub, dossier), officer_of(hub, by)
        match action:
            case "complete":
                done = solving.complete(dossier.id, officer=officer, number=result, signer=by)
            case "refuse":
                done = refuse(hub, dossier, number=number, reason=reason, legal_basis=legal_basis, by=by)
            case "extend":
                done = extend(hub, dossier, number=number, reason=reason, to=to, by=by)
            case "forward":
                done = solving.forward(dossier.id, officer=officer, to=_desk_named(hub, to), note=reason)
            case "take-in":
                done = solving.take_in(dossier.id, officer=officer)
            case "take-over":
                done = solving.take_over(dossier.id, officer=officer, reason=reason)
            case _:
                raise BadInput(field="action", problem=N_("is not one of the choices"))
        settle_order(hub)
    document = {
        "code": done.code,
        "state": done.state,
        "state_code": done.state.code,
        "custodian": done.custodian.station,
    }
    show(document, as_json=asked.as_json, lines=[_("{code}: recorded.").format(code=done.code)])


def _desk_named(hub: Hub, to: str | None) -> Receiver:
    """Return the enrolled desk of an id, or of its beginning. Raises UnknownStation."""
    asked = (to or "").strip().lower()
    found = [one for one in hub.stations().stations.values() if asked and one.station.hex().startswith(asked)]
    if len(found) != 1:
        raise UnknownStation(station=asked)
    return Receiver("station", found[0].name, found[0].station)


@contextmanager
def _conflicts(
    asked: Asked, *, write: bool, hub_dir: Path | None, by: str | None
) -> Iterator[tuple[Conflicts, Officer]]:
    from sync.hub.decisions import conflicts, officer_of
    from sync.hub.relaying import settle_order

    if hub_dir is None:
        raise typer.BadParameter(_("Say where the hub's data lie: --hub-dir."))
    if write and not (by or "").strip():
        raise BadInput(field="by", problem=N_("say who decides: --by"))
    with at_hub(asked, hub_dir, write=write) as hub:
        yield conflicts(hub), officer_of(hub, (by or "").strip())
        if write:
            settle_order(hub)
