"""Commands of the network: ``sync`` with the province or a desk of this office, ``lan serve``."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from app.i18n import _, ngettext
from ui.commands.context import Asked
from ui.commands.output import show

if TYPE_CHECKING:
    from app.link import LinkProgress
    from app.services.incoming import Imported
    from app.services.link_rounds import Round

lan = typer.Typer(no_args_is_help=True, help=_("The desks of one office on a network without internet."))


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command(
        help=_(
            "Send to the province over the network and fetch its answer. Example: motcua sync --address https://HOST"
        )
    )(sync)
    app.add_typer(lan, name="lan")


def sync(
    context: typer.Context,
    once: Annotated[bool, typer.Option("--once", help=_("One round; this is what it does anyway."))] = True,
    address: Annotated[str | None, typer.Option(help=_("Address of the other end, instead of the settings'."))] = None,
    mate: Annotated[
        bool, typer.Option("--mate", help=_("With a desk of this office instead of the province."))
    ] = False,
    patience: Annotated[int, typer.Option(min=1, help=_("Give up after so many seconds without progress."))] = 120,
) -> None:
    """Do one round over the network; what was begun goes on where it stopped."""
    from app.settings import read_settings
    from ui.link import mate_link, province_link, rounds

    asked: Asked = context.obj
    with asked.desk(write=True) as desk:
        settings = read_settings(desk.paths.settings_file)
        told = None if asked.as_json else _tell
        more = {"patience_s": float(patience), **({"told": told} if told else {})}
        if mate:
            settings = replace(settings, lan_address=address or settings.lan_address)
            with mate_link(desk, settings, **more) as link:  # type: ignore[arg-type]
                done = rounds(desk).with_mate(link)
        else:
            settings = replace(settings, hub_address=address or settings.hub_address)
            with province_link(desk, settings, **more) as link:  # type: ignore[arg-type]
                done = rounds(desk).with_province(link)
    show(_document(done), as_json=asked.as_json, lines=_lines(done))
    worst = max((one.exit_code for one in done.received), default=0)
    if worst:
        raise typer.Exit(worst)


def _tell(progress: LinkProgress) -> None:
    """Say on standard error how far it is, so that standard output stays what it came to."""
    from app.link import CONNECT, FETCH, SEND

    words = {
        CONNECT: _("calling the other end"),
        SEND: _("sent and confirmed: {done} of {total} bytes"),
        FETCH: _("fetched: {done} of {total} bytes"),
    }
    text = words.get(progress.stage, _("the line broke; trying again in {seconds} s"))
    typer.echo(text.format(done=progress.done, total=progress.total, seconds=round(progress.retry_in_s)), err=True)


def _document(done: Round) -> dict[str, object]:
    return {
        "sent": None
        if done.sent is None
        else {"sha256": done.sent.sha256, "bytes": done.sent.bytes, "changes": done.sent.changes},
        "received": [
            {
                "outcome": one.outcome,
                "new_changes": one.new_changes,
                "acknowledged": one.acknowledged,
                "reason": one.reason,
            }
            for one in done.received
        ],
        "at_province": [
            {"station_id": one.station, "first_seq": one.first, "last_seq": one.last} for one in done.at_province
        ],
        "clock_offset_s": round(done.clock_offset_s, 1),
    }


def _lines(done: Round) -> list[str]:
    lines = []
    if done.sent is not None:
        changes = ngettext("{n} change", "{n} changes", done.sent.changes).format(n=done.sent.changes)
        lines.append(_("Sent: {changes}, {bytes} B.").format(changes=changes, bytes=done.sent.bytes))
    lines += [_received(one) for one in done.received]
    kept = _("Changes {first} to {last} of desk {station} are stored at the province; its next answer brings them.")
    lines += [kept.format(first=one.first, last=one.last, station=one.station.hex()[:8]) for one in done.at_province]
    return lines or [_("Nothing new on either side.")]


def _received(one: Imported) -> str:
    if one.reason:
        return one.reason
    confirmed = ngettext(
        "the province confirmed {n} change", "the province confirmed {n} changes", one.acknowledged
    ).format(n=one.acknowledged)
    new = ngettext("{n} new change", "{n} new changes", one.new_changes).format(n=one.new_changes)
    return f"{new}; {confirmed}"


@lan.command(help=_("Answer the other desks of this office until stopped. Example: motcua lan serve --port 8441"))
def serve(
    context: typer.Context,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help=_("Port; the settings' otherwise."))] = None,
    host: Annotated[str, typer.Option(help=_("Address to listen on."))] = "0.0.0.0",  # noqa: S104 - the whole office
) -> None:
    """Answer the other desks; Ctrl+C stops."""
    from app.settings import read_settings
    from ui.lan_office import lan_served, own_addresses

    asked: Asked = context.obj
    with asked.desk(write=True) as desk:
        chosen = read_settings(desk.paths.settings_file).lan_port if port is None else port
        with lan_served(desk, port=chosen, host=host) as found:
            addresses = own_addresses(found)
            words = _("Answering; type this address at the other desks: {addresses}. Ctrl+C stops.")
            show(
                {"port": found, "addresses": addresses},
                as_json=asked.as_json,
                lines=[words.format(addresses=", ".join(addresses) or f"127.0.0.1:{found}")],
            )
            import sys

            sys.stdout.flush()
            try:
                threading.Event().wait()
            except KeyboardInterrupt:
                return
