"""Which desks belong to the province: ``hub enroll revoke exposed``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.domain.errors import BadInput
from app.i18n import N_, _, ngettext
from ui.commands.context import Asked
from ui.commands.hub_door import HubDir, at_hub
from ui.commands.output import show

if TYPE_CHECKING:
    from app.bundles import Enrolment


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command(
        help=_("Enrol desks after their words were compared. Example: motcua hub enroll request.json --hub-dir DIR")
    )(enroll)
    app.command(
        help=_("Cut a desk off, as after a theft. Example: motcua hub revoke 3f2a --reason 'mất cắp' --hub-dir DIR")
    )(revoke)
    app.command(
        help=_(
            "Whose data lay on a desk's computer. Example: motcua hub exposed 3f2a --to danh-sach.xlsx --hub-dir DIR"
        )
    )(exposed)


def enroll(
    context: typer.Context,
    hub_dir: HubDir,
    requests: Annotated[
        list[str] | None, typer.Argument(help=_("Request files, or ids of desks whose bundles came."))
    ] = None,
    qr: Annotated[list[str] | None, typer.Option("--qr", help=_("Text of a request's QR code, as scanned."))] = None,
    qr_to: Annotated[Path | None, typer.Option(help=_("Write each answer as a QR picture into this folder."))] = None,
    yes: Annotated[bool, typer.Option("--yes", help=_("The words were compared already."))] = False,
) -> None:
    """Sign desks into the province's list."""
    from sync.hub.enrolment import Enrolments
    from ui.qr import write_symbol

    asked: Asked = context.obj
    wanted = [*(requests or []), *(qr or [])]
    if not wanted:
        raise typer.BadParameter(_("Name a request file, or give --qr."))
    with at_hub(asked, hub_dir, write=True) as hub:
        enrolments = Enrolments(hub)
        found = [enrolments.find(one) for one in wanted]
        if not yes:
            _compare(found)
        enrolled, _tally = enrolments.enrol(found)
    rows: list[object] = [
        {
            "station_id": one.station_id,
            "commune": one.commune,
            "station": one.station,
            "unit_code": one.unit_code,
            "words": one.words,
            "qr": one.qr,
        }
        for one in enrolled
    ]
    for one in enrolled if qr_to is not None else ():
        write_symbol(one.qr, Path(qr_to or "") / f"ghi-danh-{one.commune}-{one.station}.png")
    lines = [
        _("Enrolled: {commune}, desk {station}").format(commune=one.commune, station=one.station) for one in enrolled
    ]
    show(rows, as_json=asked.as_json, lines=lines)


def _compare(requests: list[Enrolment]) -> None:
    """Ask the operator to compare the words of each desk by telephone."""
    for one in requests:
        if not sys.stdin.isatty():
            raise BadInput(
                field="yes", problem=N_("compare the words, then give --yes; there is no terminal to ask on")
            )
        question = _("{commune}, desk {station}: does the desk read out “{words}”?")
        worded = question.format(commune=one.commune, station=one.number, words=" ".join(one.words))
        typer.confirm(worded, abort=True, err=True)


def revoke(
    context: typer.Context,
    station: Annotated[str, typer.Argument(help=_("The start of the desk's id."))],
    reason: Annotated[str, typer.Option(help=_("Why."))],
    hub_dir: HubDir,
    after_seq: Annotated[
        int | None, typer.Option("--after-seq", "--after", min=0, help=_("The last change that still counts."))
    ] = None,
) -> None:
    """Cut a desk off: what it recorded later is kept apart for a person, bundles are no longer sealed for it."""
    from sync.hub.enrolment import Enrolments

    asked: Asked = context.obj
    with at_hub(asked, hub_dir, write=True) as hub:
        cut = Enrolments(hub).revoke(station, after=after_seq, reason=reason)
    words = _("Cut off: {commune}, desk {station}. Its changes count up to {seq}; {have} are held.")
    show(
        {"station_id": cut.station_id, "after_seq": cut.after, "have": cut.have},
        as_json=asked.as_json,
        lines=[words.format(commune=cut.commune, station=cut.station, seq=cut.after, have=cut.have)],
    )


def exposed(
    context: typer.Context,
    station: Annotated[str, typer.Argument(help=_("The start of the desk's id."))],
    hub_dir: HubDir,
    to: Annotated[Path | None, typer.Option(help=_("Write the list to this file: .csv or .xlsx."))] = None,
) -> None:
    """List the citizens whose dossiers lay on a laptop, to inform them after a theft."""
    from app.files import write_whole
    from sync.hub import exposed as listing

    asked: Asked = context.obj
    kinds = {".csv": listing.as_csv, ".xlsx": listing.as_xlsx}
    if to is not None and to.suffix.lower() not in kinds:
        raise BadInput(field="to", problem=N_("must end in .csv or .xlsx"))
    with at_hub(asked, hub_dir, write=False) as hub:
        found = listing.exposed(hub, station)
    if to is not None:
        write_whole(to, kinds[to.suffix.lower()](found))
    document = {
        "station_id": found.station_id,
        "commune": found.commune,
        "station": found.station,
        "held_at": found.held_at,
        "path": to,
        "rows": list(found.rows),
    }
    count = ngettext("{n} dossier", "{n} dossiers", len(found.rows)).format(n=len(found.rows))
    lines = [count, *([str(to)] if to else [f"{row.code}  {row.applicant}" for row in found.rows])]
    show(document, as_json=asked.as_json, lines=lines)
