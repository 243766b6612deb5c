"""Who works at a desk: roles, who may manage accounts, who left. Authorship never changes with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from app.domain.officer_events import (
    OfficerDisabled,
    OfficerReinstated,
    OfficerRoleGiven,
    PasswordReset,
    RecoveryCodeRenewed,
)

RECEIVER, LEADER = "receiver", "leader"
ROLES = (RECEIVER, LEADER)
"""``receiver``: takes in and returns; ``leader``: also manages the accounts of this desk (người phụ trách)."""

OfficerEvent = OfficerDisabled | OfficerReinstated | OfficerRoleGiven | PasswordReset | RecoveryCodeRenewed


@dataclass(frozen=True, slots=True)
class Standing:
    """How an officer stands: role, since when and why the account is disabled."""

    role: str
    left_at: datetime | None = None
    left_because: str | None = None


def standing_of(officer: bytes, enrolled_as: str, events: Iterable[OfficerEvent]) -> Standing:
    """Fold what was said of an officer, in the order it was said."""
    stands = Standing(enrolled_as)
    for event in events:
        if event.officer != officer:
            continue
        match event:
            case OfficerDisabled():
                stands = replace(stands, left_at=event.at, left_because=event.reason)
            case OfficerReinstated():
                stands = replace(stands, left_at=None, left_because=None)
            case OfficerRoleGiven():
                stands = replace(stands, role=event.role)
            case _:
                pass
    return stands


def leaders(standings: Sequence[Standing]) -> tuple[bool, ...]:
    """Tell who leads, for standings in order of enrolment.

    Where no active officer has the role, the first active one does: a desk is never without anybody who may add one.
    """
    active = [one.left_at is None for one in standings]
    named = [at_work and one.role == LEADER for one, at_work in zip(standings, active, strict=True)]
    if any(named) or not any(active):
        return tuple(named)
    first = active.index(True)
    return tuple(place == first for place in range(len(standings)))
