"""What the province publishes for all desks (công bố của tỉnh): which kinds there are, and what is said of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.i18n import N_

CATALOGUE, OVERRIDES, FEES, CALENDAR, FORMS, RULES = KINDS_PUBLISHED = (
    "catalogue",
    "overrides",
    "fees",
    "calendar",
    "forms",
    "rules",
)

KIND_WORDS = {
    CATALOGUE: N_("Procedures"),
    OVERRIDES: N_("Local decisions"),
    FEES: N_("Fee table"),
    CALENDAR: N_("Working calendar"),
    FORMS: N_("Form wordings"),
    RULES: N_("Rules of the desk"),
}


@dataclass(frozen=True, slots=True)
class Publication:
    """One thing the province published. version: 1, 2, 3 … of its kind.

    effective_from: ISO date. title: for people. sha256: hex, of its content. since: the version of the whole
    published list it came with, so that a desk which holds that list holds this content.
    """

    kind: str
    version: int
    effective_from: str
    title: str
    sha256: str
    since: int

    def is_in_force(self, day: date) -> bool:
        """Return whether it has taken effect by that day."""
        return date.fromisoformat(self.effective_from) <= day
