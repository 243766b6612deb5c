"""``motcua act``: the keys each action takes, and the service that does it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

import msgspec

from app.domain.dossier import ACTS, Dossier
from app.domain.errors import BadInput, UnknownField
from app.domain.events import DossierHandedOver, Receiver
from app.domain.text import clean
from app.i18n import N_

if TYPE_CHECKING:
    from ui.program import Program


class _Keys(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """What an action may be told; each action below names its own."""


class _Forward(_Keys, frozen=True):
    to: str
    to_kind: str = "officer"
    station: str | None = None
    note: str | None = None


class _Complete(_Keys, frozen=True):
    result: str | None = None
    signer: str | None = None
    note: str | None = None


class _HandOver(_Keys, frozen=True):
    receiver_kind: str = "applicant"
    receiver_name: str | None = None
    receiver_id: str | None = None
    signature: str = "signed"
    read_aloud: bool = False
    lost_slip: bool = False
    rating: int | None = None
    note: str | None = None


class _Note(_Keys, frozen=True):
    note: str


_KEYS: dict[str, type[_Keys]] = {"forward": _Forward, "complete": _Complete, "hand-over": _HandOver, "note": _Note}
_RECEIVER_KINDS = ("officer", "division", "station", "agency")
K = TypeVar("K", bound=_Keys)


def _read(kind: type[K], flags: dict[str, str], document: bytes) -> K:
    """Read the keys of an action strictly. Raises UnknownField, BadInput."""
    try:
        given = msgspec.json.decode(document)
    except (msgspec.DecodeError, UnicodeDecodeError) as failed:
        raise BadInput(field="data", problem=N_("is not JSON")) from failed
    if not isinstance(given, dict):
        raise BadInput(field="data", problem=N_("is not a JSON object"))
    merged = {**given, **flags}
    for name in merged:
        if name not in kind.__struct_fields__:
            raise UnknownField(field=name)
    cleaned = {name: clean(value) if isinstance(value, str) else value for name, value in merged.items()}
    for name in kind.__struct_fields__:
        if (
            name not in cleaned
            and name in ("to", "note")
            and kind in (_Forward, _Note)
            and name == kind.__struct_fields__[0]
        ):
            raise BadInput(field=name, problem=N_("must not be empty"))
    try:
        return msgspec.convert(cleaned, kind)
    except msgspec.ValidationError as failed:
        field = str(failed).rpartition("$.")[2].rstrip("`") or "data"
        raise BadInput(field=field, problem=N_("has the wrong type")) from failed


def _receiver(keys: _Forward) -> Receiver:
    """Read ``officer:NAME``, ``division:NAME``, ``agency:NAME``, ``station:ID`` or a bare name."""
    kind, colon, name = keys.to.partition(":")
    if not colon or kind not in _RECEIVER_KINDS:
        kind, name = keys.to_kind, keys.to
    if kind not in _RECEIVER_KINDS:
        raise BadInput(field="to_kind", problem=N_("is not one of the choices"))
    identity = keys.station or (name if kind == "station" else None)
    if not name.strip():
        raise BadInput(field="to", problem=N_("must not be empty"))
    try:
        station = bytes.fromhex(identity) if identity else None
    except ValueError as failed:
        raise BadInput(field="station", problem=N_("is not the id of a desk")) from failed
    if station is not None and len(station) != 16:
        raise BadInput(field="station", problem=N_("is not the id of a desk"))
    return Receiver(kind, name.strip(), station)


def perform(
    desk: Program,
    action: str,
    dossier_id: bytes,
    flags: dict[str, str],
    document: bytes,
    *,
    at: datetime | None,
    late: bool,
) -> Dossier:
    """Do one action of the life cycle. Raises BadInput, UnknownField, StepNotAllowed, NotCustodian."""
    officer = desk.officer
    if action not in _KEYS or action not in ACTS:
        raise BadInput(field="action", problem=N_("is not one of the choices"))
    match _read(_KEYS[action], flags, document):
        case _Forward() as keys:
            receiver = _receiver(keys)
            return desk.processing.forward(dossier_id, to=receiver, officer=officer, note=keys.note, at=at, late=late)
        case _Complete(result=number, signer=signer, note=note):
            return desk.processing.complete(
                dossier_id, officer=officer, number=number, signer=signer, note=note, at=at, late=late
            )
        case _HandOver() as keys:
            happened = DossierHandedOver(
                at=desk.clock.now(), **{name: getattr(keys, name) for name in keys.__struct_fields__}
            )
            return desk.handover.hand_over(dossier_id, happened, officer=officer, at=at, late=late)
        case _Note(note=text):
            return desk.processing.note(dossier_id, text=text, officer=officer, at=at, late=late)
    raise BadInput(field="action", problem=N_("is not one of the choices"))
