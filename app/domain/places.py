"""Where a result is returned and who decides, as papers name them; and which commune or desk such a name means.

What an officer types stays what it is; only a name that says a commune of the province can be followed further.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.domain.commune import Commune
from app.domain.text import fold

_DESK = re.compile(r"\bquay (?:so )?([1-8])\b")


def running_name(commune: Commune) -> str:
    """Return the name inside a sentence: «xã Sin Suối Hồ»."""
    return commune.full_name[:1].lower() + commune.full_name[1:]


def centre(commune: Commune, number: int | None = None) -> str:
    """Return the commune's one-stop centre, or one desk of it: «Trung tâm Phục vụ hành chính công xã …, quầy 2»."""
    name = f"Trung tâm Phục vụ hành chính công {running_name(commune)}"
    return name if number is None else f"{name}, quầy {number}"


def commune_in(text: str | None, communes: Sequence[Commune]) -> Commune | None:
    """Return the commune a name says with its kind («… xã Sì Lở Lầu …»), the longest of several."""
    folded = f" {fold(text or '')} "
    named = [one for one in communes if f" {fold(one.full_name)} " in folded]
    return max(named, key=lambda one: len(one.name), default=None)


def point_in(text: str | None, communes: Sequence[Commune]) -> str | None:
    """Return the point of return a name says: the commune's code, with a desk's number where one is named; else None.

    «03394», «03394-2».
    """
    commune = commune_in(text, communes)
    if commune is None:
        return None
    desk = _DESK.search(fold(text or ""))
    return f"{commune.code}-{desk[1]}" if desk else commune.code
