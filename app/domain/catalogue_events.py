"""What is decided about the catalogue here or by the province (điều chỉnh tại địa phương)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.domain.procedure import LocalOverride


@dataclass(frozen=True, slots=True)
class OverrideDecided:
    """A decision changes a limit, fees or who answers from a day on; it names its number. In force at once.

    Same fields as :class:`app.domain.events.OverrideProposed`: both are read from one table.
    """

    at: datetime
    override: LocalOverride
