"""``motcua act``: the keys each action takes, and the service that does it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

import msgspec

from app.domain.dossier import Dossier
from app.domain.errors import BadInput
from app.domain.events import DossierHandedOver
from app.domain.facts import Receiver
from app.i18n import N_
from app.services import field_checks as check
from app.services import strict_json
from app.services.field_checks import LONG, NAME

if TYPE_CHECKING:
    from ui.program import Program


class _Keys(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """What every action may be told; each action below adds its own."""

    at: str | None = None
    late: bool = False


class _Forward(_Keys, frozen=True, kw_only=True):
    to: str
    to_kind: str = "officer"
    station: str | None = None
    note: str | None = None


class _Complete(_Keys, frozen=True, kw_only=True):
    result: str | None = None
    signer: str | None = None
    note: str | None = None


class _HandOver(_Keys, frozen=True, kw_only=True):
    receiver_kind: str = "applicant"
    receiver_name: str | None = None
    receiver_id: str | None = None
    signature: str = "signed"
    read_aloud: bool = False
    lost_slip: bool = False
    rating: int | None = None
    note: str | None = None


class _Note(_Keys, frozen=True, kw_only=True):
    note: str


KEYS: dict[str, type[_Keys]] = {"forward": _Forward, "complete": _Complete, "hand-over": _HandOver, "note": _Note}
"""Action → the keys of ``--data`` it takes."""
_RECEIVER_KINDS = ("officer", "division", "station", "agency")
_LONG_KEYS = ("note",)
K = TypeVar("K", bound=_Keys)


def _read(kind: type[K], flags: Mapping[str, object], document: bytes) -> K:
    """Read the keys of an action strictly; a flag goes before the same key of the document.

    Raises UnknownField, BadInput.
    """
    given = strict_json.parse(document, what="data")
    if not isinstance(given, dict):
        raise BadInput(field="data", problem=N_("is not a JSON object"))
    keys = strict_json.shaped({**given, **flags}, kind, what="data")
    return msgspec.structs.replace(keys, **_cleaned(keys))


def _cleaned(keys: _Keys) -> dict[str, str | None]:
    """Return the texts among the keys, cleaned and bounded; what must be there must not be empty."""
    cleaned = {}
    for field in msgspec.structs.fields(keys):
        value = getattr(keys, field.name)
        if isinstance(value, str):
            cleaned[field.name] = check.text(value, field.name, most=LONG if field.name in _LONG_KEYS else NAME)
            if field.required and not cleaned[field.name]:
                raise BadInput(field=field.name, problem=N_("must not be empty"))
    return cleaned


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


def perform(desk: Program, action: str, dossier_id: bytes, flags: Mapping[str, object], document: bytes) -> Dossier:
    """Do one action of the life cycle. Raises BadInput, UnknownField, StepNotAllowed, NotCustodian and more."""
    officer, keys = desk.officer, _read(KEYS[action], flags, document)
    at, late = check.moment(keys.at, "at"), keys.late
    match keys:
        case _Forward():
            receiver = _receiver(keys)
            return desk.processing.forward(dossier_id, to=receiver, officer=officer, note=keys.note, at=at, late=late)
        case _Complete(result=number, signer=signer, note=note):
            return desk.processing.complete(
                dossier_id, officer=officer, number=number, signer=signer, note=note, at=at, late=late
            )
        case _HandOver():
            return desk.handover.hand_over(
                dossier_id, _handed_over(keys, desk.clock.now()), officer=officer, at=at, late=late
            )
        case _Note(note=text):
            return desk.processing.note(dossier_id, text=text, officer=officer, at=at, late=late)
    raise AssertionError(action)


def _handed_over(keys: _HandOver, now: datetime) -> DossierHandedOver:
    return DossierHandedOver(
        at=now,
        receiver_kind=keys.receiver_kind,
        receiver_name=keys.receiver_name,
        receiver_id=keys.receiver_id,
        signature=keys.signature,
        read_aloud=keys.read_aloud,
        lost_slip=keys.lost_slip,
        rating=keys.rating,
        note=keys.note,
    )
