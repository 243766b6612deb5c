"""A commune or ward of the province (xã, phường) as it stands since 01/7/2025."""

from __future__ import annotations

from dataclasses import dataclass

PRACTICE_UNIT = "H35.99"
"""Head of the unit codes of practice desks: no real unit of Lai Châu has the number 99."""


@dataclass(frozen=True, slots=True)
class FormerUnit:
    """A commune merged into today's one; old papers still carry its name. partly: only a part of it came here."""

    name: str
    district: str
    partly: bool = False
    spellings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Commune:
    """One commune-level unit. code: five digits; kind: ``xa`` or ``phuong``; border: touches China.

    position: its place in the list of the province, from 1.
    """

    code: str
    name: str
    kind: str
    position: int
    border: bool
    former_units: tuple[FormerUnit, ...] = ()

    @property
    def full_name(self) -> str:
        """Return the name with its kind, as letterheads and addresses write it: «Xã Sin Suối Hồ»."""
        return f"{'Phường' if self.kind == 'phuong' else 'Xã'} {self.name}"

    @property
    def mountainous(self) -> bool:
        """Return whether the longer limits of mountain communes hold here: every xã of Lai Châu, no phường."""
        return self.kind == "xa"

    @property
    def practice_unit_code(self) -> str:
        """Return the unit code a practice desk of this commune numbers its dossiers with."""
        return f"{PRACTICE_UNIT}.{self.position:02d}"

    @property
    def aliases(self) -> tuple[str, ...]:
        """Return other spellings found for the names of this place, as the list notes them."""
        return tuple(spelling for unit in self.former_units for spelling in unit.spellings)
