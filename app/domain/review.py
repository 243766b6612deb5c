"""What somebody has to look at on a dossier (cần xem lại): which kind, who decides, by when.

The list is reckoned from the dossier, so it is never out of step with it; a line goes by a decision or a
dismissal, both events (SYNC §2.5).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.domain.conflict import PROPOSAL, Version
from app.domain.dossier import Dossier

LEADER, RECEIVER = "leader", "receiver"
"""Who decides: the commune's leader, with the province; the officer at the desk."""

_DAYS = {"custody": 1, "proposal": 3, "double_result": 3, "double_claim": 7, "late": 7, "possible_duplicate": 7}
_LEADERS = frozenset({"custody", "double_result"})
_OTHERS = 7


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """One line. item: names it in decisions; kind: custody | proposal | soft | double_result | double_claim | late |
    not_custodian | illegal_transition | possible_duplicate. since: when the contradicting act was done, as its author
    said. owner: leader | receiver; due: by when, in calendar days of its kind. stations: whose words stand against
    each other.
    """

    item: str
    kind: str
    since: datetime
    owner: str
    due: datetime
    stations: tuple[str, ...] = ()


def review_items(dossier: Dossier) -> tuple[ReviewItem, ...]:
    """Return what has to be looked at on a dossier, the most pressing first."""
    items: list[ReviewItem] = []
    if dossier.conflict is not None:
        since = max(branch.at for branch in dossier.conflict.branches)
        stations = tuple(branch.station.hex() for branch in dossier.conflict.branches)
        items.append(_item("custody", "custody", since, stations))
    for one in dossier.contradictions:
        versions = (one.shown, *one.others)
        name = f"field:{one.field}:" + ",".join(f"{v.station.hex()[:8]}.{v.seq}" for v in _by_name(versions))
        stations = tuple(version.station.hex() for version in versions)
        kind = "proposal" if one.kind == PROPOSAL else "soft"
        items.append(_item(name, kind, max(version.at for version in versions), stations))
    for mark in dossier.marks:
        kind, _act, station, _seq = (*mark.split(":"), "", "", "")[:4]
        items.append(_item(mark, kind, dossier.last_at, (station,)))
    return tuple(one for one in items if one.item not in dossier.dismissed)


def duplicate_item(other: bytes, since: datetime) -> ReviewItem:
    """Return the line of another dossier that may be the same request."""
    return _item(duplicate_name(other), "possible_duplicate", since, ())


def duplicate_name(other: bytes) -> str:
    """Return how the line of a possible duplicate is named."""
    return f"possible_duplicate:{other.hex()}"


def _by_name(versions: tuple[Version, ...]) -> list[Version]:
    return sorted(versions, key=lambda one: (one.station, one.seq))


def _item(name: str, kind: str, since: datetime, stations: tuple[str, ...]) -> ReviewItem:
    owner = LEADER if kind in _LEADERS else RECEIVER
    return ReviewItem(name, kind, since, owner, since + timedelta(days=_DAYS.get(kind, _OTHERS)), stations)
