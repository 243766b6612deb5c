"""The messages of one dossier, each with an id that its content gives: sent twice, it is the same message."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

import msgspec

from app.i18n import N_
from app.ports import LogRange
from app.services.catalogue import load_catalogue
from sync.hub.national.checks import Problem, check_dossier, check_progress
from sync.hub.national.codes import NOT_SENT, NationalCodes
from sync.hub.national.dossier_message import dossier_row
from sync.hub.national.progress_message import progress_rows
from sync.hub.program import Hub

DOSSIER, PROGRESS = "DongBoHoSoMC", "CapNhatTienDoHoSoMC"
_DOSSIER_TYPE = "dossier"


class Told(msgspec.Struct, array_like=True, frozen=True):
    """What the portal was told of a dossier last: its state, and the ids of the two messages."""

    state: int = NOT_SENT
    dossier: str = ""
    progress: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """One message. told: what is to be noted of the dossier once the portal took it."""

    id: str
    service: str
    dossier_id: bytes
    code: str
    body: dict[str, object]
    told: Told


@dataclass(frozen=True, slots=True)
class Composed:
    """The messages of a dossier in the order they are sent, and what is wrong with them."""

    messages: tuple[Message, ...]
    problems: tuple[Problem, ...]

    @property
    def may_be_sent(self) -> bool:
        """Return whether the portal would take them."""
        return not any(problem.stops for problem in self.problems)


def compose(hub: Hub, dossier_id: bytes, codes: NationalCodes, *, told: Told | None = None) -> Composed:
    """Return what the portal is to be told of a dossier. told: what it knows; what has not changed is not told again.

    Raises UnknownDossier.
    """
    told = told or Told()
    queries = hub.store.queries
    dossier, story = queries.dossier(dossier_id), queries.timeline(dossier_id)
    unit = load_catalogue().commune(dossier.commune)
    problems: list[Problem] = []
    way = codes.way(told.state, dossier.state.code)
    if way is None:
        way = (dossier.state.code,)
        words = N_("the national list has no way to this state; it is told as it is")
        problems.append(Problem(dossier.code, "TrangThaiHoSo", words, stops=False))
    messages: list[Message] = []
    for state in way:
        row = dossier_row(
            dossier, [one.recorded for one in story], codes, state=state, commune=unit.full_name, desk=unit.full_name
        )
        body: dict[str, object] = {"service": DOSSIER, "isUpdating": str(told.state != NOT_SENT), "data": [row]}
        content = _id_of(DOSSIER, [row])
        if content != told.dossier:
            told = msgspec.structs.replace(told, state=state, dossier=content)
            messages.append(Message(content, DOSSIER, dossier_id, dossier.code, body, told))
    problems += check_dossier(row, unconfirmed=codes.unconfirmed)
    rows = progress_rows(dossier, story, codes)
    content = _id_of(PROGRESS, rows)
    if rows and content != told.progress:
        told = msgspec.structs.replace(told, progress=content)
        messages.append(Message(content, PROGRESS, dossier_id, dossier.code, {"service": PROGRESS, "data": rows}, told))
    problems += check_progress(rows)
    return Composed(tuple(messages), tuple(problems))


def _id_of(service: str, rows: object) -> str:
    content = msgspec.json.encode([service, rows], order="sorted")
    return hashlib.blake2b(content, digest_size=16, person=b"motcua.national").hexdigest()


# ── what changed since ───────────────────────────────────────────────────────────────────────

Cursor = dict[bytes, int]
"""How far each station's log was told."""


def changed_since(hub: Hub, cursor: Cursor) -> tuple[tuple[bytes, ...], Cursor]:
    """Return the dossiers touched by changes after the cursor, in the order they were, and the cursor after them."""
    positions = {one.station: one.seq for one in hub.store.queries.positions()}
    touched = dict.fromkeys(_touched(hub, cursor, positions))
    known = (dossier_id for dossier_id in touched if _is_born(hub, dossier_id))
    return tuple(known), {**cursor, **positions}


def _touched(hub: Hub, cursor: Cursor, positions: Cursor) -> Iterator[bytes]:
    for station, seq in sorted(positions.items()):
        after = cursor.get(station, 0)
        if seq > after:
            for change in hub.store.book.changes(LogRange(station, after + 1, seq)):
                if change.aggregate_type == _DOSSIER_TYPE:
                    yield change.aggregate_id


def _is_born(hub: Hub, dossier_id: bytes) -> bool:
    """Return whether there is a dossier: what was said of one whose receipt has not come is told with it."""
    return dossier_id in hub.store.book.owners([dossier_id])
