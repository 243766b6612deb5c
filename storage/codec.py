"""Rows ⇄ frozen values. Rows never leave storage; what does is made here."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Row

from app import canon
from app.canon import VIETNAM
from app.domain.dossier import Dossier
from app.domain.events import KINDS, Event, Recorded
from app.domain.ordering import Change
from app.domain.owing import owed_papers
from app.domain.person import person_key
from app.domain.review import review_items
from app.domain.rules import Rules
from app.domain.scans import needs_scan, scans_to_sign
from app.domain.states import STATE_CODES
from app.domain.text import fold
from app.readings import DossierLine
from app.services.rule_book import load_rules
from storage.search_index import searchable

STATE_OF = {code: state for state, code in STATE_CODES.items()}
DROPPED = "dropped"
"""Why a change says nothing any more: its body was dropped, by compaction or by an order of erasure."""
_LAST_SECOND = (1 << 32) - 1
_to_bytes = msgspec.msgpack.Encoder().encode


def moment(seconds: int) -> datetime:
    """Return epoch seconds as a moment at the desk (+07:00)."""
    return datetime.fromtimestamp(seconds, VIETNAM)


def seconds(at: datetime) -> int:
    """Return a moment as whole epoch seconds."""
    return int(at.timestamp())


def position_of(dossier: Dossier) -> int:
    """Return the paging key: second of receipt, then 30 bits of the id, so that a replay gives the same."""
    return first_position(dossier.received_at) | int.from_bytes(hashlib.sha256(dossier.id).digest()[:4]) >> 2


def first_position(at: datetime) -> int:
    """Return the lowest paging key of what was received at this moment."""
    return min(max(seconds(at), 0), _LAST_SECOND) << 30


def body_of(dossier: Dossier) -> bytes:
    """Return the whole dossier as msgpack: equal dossiers, equal bytes."""
    return _to_bytes(dossier)


def dossier_of(body: bytes) -> Dossier:
    """Read a stored dossier."""
    return canon.decode(body, Dossier)


def read_event(change: Change) -> Event | str:
    """Return the event of a change, or why this program cannot project it."""
    if canon.is_dropped(change.body):
        return DROPPED
    known = KINDS.get(change.kind)
    if known is None:
        return "unknown_kind"
    type_, version = known
    if change.version > version:
        return "newer_version"
    try:
        return canon.decode(change.body, type_)
    except canon.UnreadableBody:
        return "unreadable"


def recorded_of(change: Change, event: Event) -> Recorded:
    """Return an event with its place in the log."""
    return Recorded(event, change.kind, change.station, change.seq, change.hlc, change.actor, change.flags)


def needs_print(dossier: Dossier) -> bool:
    """Return whether a paper of this dossier still has to be printed («Cần in»)."""
    return bool(owed_papers(dossier))


def is_entered(dossier: Dossier) -> bool:
    """Return whether the dossier is in the national system too: it came from there, or its code was noted since."""
    came_from_there = dossier.external_code is not None and not dossier.codes
    return came_from_there or any(linked.system == "national" for linked in dossier.codes)


def rules_of(dossier: Dossier) -> Rules:
    """Return the rules the dossier was received under. Changing a shipped set means raising PROJECTION_VERSION."""
    return load_rules().of(dossier.rules, dossier.received_at.date())


_MOVING: dict[str, Callable[[Dossier, Rules], object]] = {
    "state": lambda dossier, _: dossier.state.code,
    "due_at": lambda dossier, _: seconds(dossier.due.at),
    "first_by": lambda dossier, _: seconds(dossier.first_by) if dossier.first_by else None,
    "return_point": lambda dossier, _: (dossier.return_point or None) if dossier.other_desk else None,
    "holder": lambda dossier, _: dossier.custodian.holder,
    "custodian": lambda dossier, _: dossier.custodian.station,
    "needs_print": lambda dossier, _: needs_print(dossier),
    "marked": lambda dossier, _: bool(review_items(dossier)),
    "extended": lambda dossier, _: dossier.extension is not None,
    "entered": lambda dossier, _: is_entered(dossier),
    "rated": lambda dossier, _: dossier.returned.rating if dossier.returned else None,
    "returned_at": lambda dossier, _: seconds(dossier.returned.at) if dossier.returned else None,
    "solved_at": lambda dossier, _: seconds(dossier.ended_at) if dossier.ended_at else None,
    "began_at": lambda dossier, _: seconds(dossier.day_zero or dossier.received_at),
    "solved_late": lambda dossier, _: dossier.is_late,
    "needs_scan": needs_scan,
    "needs_sign": lambda dossier, rules: bool(scans_to_sign(dossier, rules)),
}
MOVING = tuple(_MOVING)
"""The names of the columns that acts change: whoever writes them asks here, so that none is forgotten."""


def moving_columns(dossier: Dossier) -> dict[str, Any]:
    """Return the columns that acts change."""
    rules = rules_of(dossier)
    return {name: column(dossier, rules) for name, column in _MOVING.items()}


def fixed_columns(dossier: Dossier) -> dict[str, Any]:
    """Return the columns set at birth, the search keys among them."""
    return {
        "id": dossier.id,
        "code": dossier.code,
        "code_tail": tail_of(dossier.code),
        "received_at": seconds(dossier.received_at),
        "applicant": dossier.applicant.name,
        "birth_date": dossier.applicant.birth_date,
        "address": dossier.applicant.address,
        "id_number": dossier.applicant.id_number,
        "person": person_key(dossier.applicant),
        "name_key": fold(dossier.applicant.name),
        "procedure_id": dossier.procedure.id,
        "procedure_code": dossier.procedure.code,
        "procedure_name": dossier.procedure.name,
        "priority": ",".join(dossier.priority),
        "trip": dossier.trip,
        "visit": dossier.visit,
        "parent": dossier.parent,
        "folded": searchable(dossier),
        "book": dossier.book,
        "entry": dossier.entry,
    }


def born_alike(one: Dossier, other: Dossier) -> bool:
    """Return whether two states of a dossier have the same fixed columns."""
    return all(
        getattr(one, name) == getattr(other, name)
        for name in (
            "code",
            "received_at",
            "applicant",
            "representative",
            "procedure",
            "priority",
            "summary",
            "paper_number",
            "external_code",
            "codes",
            "absorbed",
            "corrections",
            "book",
            "entry",
        )
    )


def tail_of(code: str) -> str:
    """Return a code backwards, so that its endings become beginnings that an index finds."""
    return "".join(code.split()).upper()[::-1]


def line_of(row: Row[Any], *, own: bytes | None, own_number: int | None, evidence: Mapping[bytes, str]) -> DossierLine:
    """Return a list row. own: this desk's station, by key and local number."""
    return DossierLine(
        id=row.id,
        position=row.position,
        code=row.code,
        applicant=row.applicant,
        birth_date=row.birth_date,
        address=row.address,
        procedure_code=row.procedure_code,
        procedure_name=row.procedure_name,
        state=STATE_OF[row.state],
        received_at=moment(row.received_at),
        due_at=moment(row.due_at),
        priority=tuple(row.priority.split(",")) if row.priority else (),
        holder=row.holder,
        custody_here=row.custodian == own,
        needs_print=bool(row.needs_print) and row.received_by == own_number,
        evidence=evidence.get(row.id, "received"),
        marked=bool(row.marked),
        trip=row.trip,
        needs_scan=bool(row.needs_scan) and row.received_by == own_number,
        needs_sign=bool(row.needs_sign) and row.received_by == own_number,
        first_by=moment(row.first_by) if row.first_by is not None else None,
    )
