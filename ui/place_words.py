"""Where something was recorded, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.i18n import _
from app.readings import PROVINCE

if TYPE_CHECKING:
    from app.readings import Desk


def station_words(station: str, desk: Desk) -> str:
    """Return where something was recorded: «Quầy 1» of this office, with the unit's code of another; «Tỉnh»."""
    if station == PROVINCE:
        return _("Province")
    unit, _dash, number = station.rpartition("-")
    if not unit:
        return _("Computer {id}").format(id=station)
    words = _("Desk {n}").format(n=number)
    return words if unit == desk.unit_code else f"{words}, {unit}"


def place_words(station: str) -> str:
    """Return it as codes say it, ``H35.12-1``; the province by its word."""
    return _("Province") if station == PROVINCE else station
