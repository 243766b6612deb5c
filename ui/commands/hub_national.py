"""What goes on to the national portal: ``hub national``."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING, Annotated

import typer

from app.domain.errors import BadInput
from app.i18n import N_, _, ngettext
from ui.commands.context import Asked
from ui.commands.hub_door import HubDir, at_hub
from ui.commands.output import show

if TYPE_CHECKING:
    from sync.hub.national.checks import Problem
    from sync.hub.national.messages import Cursor, Message
    from sync.hub.program import Hub

_START = "0"


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command(
        help=_(
            "The messages for the national portal, of one dossier or of all changed since a cursor. "
            "Example: motcua hub national --since 0 --check --hub-dir DIR"
        )
    )(national)


def national(
    context: typer.Context,
    hub_dir: HubDir,
    dossier: Annotated[str | None, typer.Argument(help=_("The code or its last digits."))] = None,
    code: Annotated[str | None, typer.Option(help=_("The same as the argument."))] = None,
    since: Annotated[str | None, typer.Option(help=_("A cursor that an earlier call gave; 0 for everything."))] = None,
    check: Annotated[bool, typer.Option("--check", help=_("Only say what the portal would refuse."))] = False,
    send: Annotated[str | None, typer.Option(help=_("Send what was not sent yet to this address."))] = None,
) -> None:
    """Show, check or send the messages; what cannot be sent waits and is tried again at the next call."""
    asked: Asked = context.obj
    one = dossier or code
    if (one is not None and since is not None) or (one is None and since is None and send is None):
        raise typer.BadParameter(_("Name a dossier, or say since when: --since 0."))

    with at_hub(asked, hub_dir, write=send is not None) as hub:
        if send is not None:
            _send(hub, asked, send, one, since)
        else:
            _show(hub, asked, one, since, only_check=check)


def _show(hub: Hub, asked: Asked, one: str | None, since: str | None, *, only_check: bool) -> None:
    from sync.hub.national.codes import load_codes
    from sync.hub.national.messages import changed_since
    from sync.hub.national.outbox import NationalOutbox

    outbox = NationalOutbox(hub, load_codes(hub.paths.folder))
    cursor: str | None = None
    if one is not None:
        ids: tuple[bytes, ...] = (hub.store.queries.dossier_id(one),)
    else:
        ids, after = changed_since(hub, _cursor(since or _START))
        cursor = _worded(after)
    messages: list[object] = []
    problems: list[Problem] = []
    for dossier_id in ids:
        composed = outbox.compose(dossier_id)
        messages += [_document(message) for message in composed.messages]
        problems += composed.problems
    told = [_problem(problem) for problem in problems]
    lines = [problem.sentence() for problem in problems]
    count = ngettext("{n} message", "{n} messages", len(messages)).format(n=len(messages))
    document: dict[str, object] = {"cursor": cursor, "problems": told, "dossiers": len(ids)}
    if not only_check:
        document["messages"] = messages
    show(document, as_json=asked.as_json, lines=[*lines, count])
    if only_check and any(problem.stops for problem in problems):
        raise typer.Exit(3)


def _send(hub: Hub, asked: Asked, url: str, one: str | None, since: str | None) -> None:
    import httpx

    from sync.hub.national.codes import load_codes
    from sync.hub.national.messages import changed_since
    from sync.hub.national.outbox import NationalOutbox

    if not url.startswith(("http://", "https://")):
        raise BadInput(field="send", problem=N_("is no address; it begins with https://"))
    outbox = NationalOutbox(hub, load_codes(hub.paths.folder))
    if one is not None:
        outbox.add([hub.store.queries.dossier_id(one)])
    elif since is not None:
        outbox.add(changed_since(hub, _cursor(since))[0])
    else:
        outbox.collect()
    with httpx.Client() as client:
        done = outbox.deliver(client, url)
    left = [{"code": one.code, "tries": one.tries, "reason": one.said} for one in done.left]
    sent = ngettext("{n} message sent.", "{n} messages sent.", done.sent).format(n=done.sent)
    lines = [sent, *(f"{one.code}: {one.said}" for one in done.left)]
    show({"sent": done.sent, "dossiers": done.dossiers, "waiting": left}, as_json=asked.as_json, lines=lines)
    if left:
        raise typer.Exit(3)


def _document(message: Message) -> dict[str, object]:
    return {"message_id": message.id, **message.body}


def _problem(problem: Problem) -> dict[str, object]:
    return {
        "code": problem.code,
        "field": problem.field,
        "message": problem.sentence(),
        "stops": problem.stops,
    }


def _cursor(text: str) -> Cursor:
    import msgspec

    if text == _START:
        return {}
    try:
        return msgspec.msgpack.decode(base64.urlsafe_b64decode(text.encode()), type=dict[bytes, int])
    except (binascii.Error, ValueError) as failed:
        raise BadInput(field="since", problem=N_("is no cursor of this hub; 0 stands for everything")) from failed


def _worded(cursor: Cursor) -> str:
    import msgspec

    return base64.urlsafe_b64encode(msgspec.msgpack.encode(cursor)).decode()
