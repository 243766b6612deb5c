"""Desks where a result can be given out (trả kết quả tại nơi khác): which are known, and what is returned here."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.commune import Commune
from app.domain.places import centre
from app.readings import Desk


def own_points(desk: Desk) -> tuple[str, ...]:
    """Return the points of return that mean this desk: its commune, and this desk of it by number."""
    return desk.commune, f"{desk.commune}-{desk.station_number}"


def known_desks(communes: Sequence[Commune], desk: Desk, numbers: Sequence[int] = ()) -> tuple[str, ...]:
    """Return the names of desks to choose from: the other desks of this commune by number, then every commune's centre.

    numbers: of the commune's other desks that are enrolled.
    """
    here = next(one for one in communes if one.code == desk.commune)
    others = tuple(centre(one) for one in communes if one.code != desk.commune)
    return (*(centre(here, number) for number in sorted(numbers) if number != desk.station_number), *others)
