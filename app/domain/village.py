"""How far a village lies from the desk (bản cách trụ sở bao xa): a table of the commune's own, no law has it.

The same village name recurs in several communes, and since the mergers of 2025 in one: the former commune tells them
apart.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.text import fold

_COMMUNES = ("xa ", "phuong ", "thi tran ")
_UNITS = ("to dan pho so ", "to dan pho ", "ban ", "thon ", "khu ", "to ", *_COMMUNES)


@dataclass(frozen=True, slots=True)
class Village:
    """A village (bản, tổ dân phố) or a former commune. km: by road to the desk. former: the commune it was part of."""

    name: str
    km: float
    former: str | None = None

    @property
    def key(self) -> tuple[str, str]:
        """Return what tells it from the others of the table."""
        return fold(self.name), fold(self.former or "")


def place_in(address: str | None, villages: Sequence[Village], *, seat: str) -> Village | None:
    """Return the place of the table that an address names: a village before a commune, the nearest of several.

    seat: today's name of the commune; it says nothing, for the former commune of the seat had the same.
    """
    parts = [fold(part) for part in re.split(r"[,;]| - ", address or "") if fold(part)]
    named = [one for one in villages if _is_named(fold(one.name), parts, seat=fold(seat))]
    villages_named = [one for one in named if not fold(one.name).startswith(_COMMUNES)] or named
    told = [one for one in villages_named if one.former and _is_named(fold(one.former), parts, seat=fold(seat))]
    return min(told or villages_named, key=lambda one: (-len(fold(one.name)), one.km), default=None)


def _is_named(name: str, parts: Sequence[str], *, seat: str) -> bool:
    """Return whether an address names a place, with the word for its kind or, as cards do, without it."""
    unit = next((one for one in _UNITS if name.startswith(one)), "")
    bare = name.removeprefix(unit)
    if unit in _COMMUNES:
        return bare != seat and any(part in (name, bare) for part in parts)
    if unit and any(f" {name} " in f" {part} " for part in parts):
        return True
    return bool(parts) and parts[0] == bare
