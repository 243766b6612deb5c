"""Taking money at the desk (thu phí, lệ phí): provisional slips only, never a legal biên lai.

NĐ 254/2026/NĐ-CP art. 23–26: the receipt itself is issued by the commune's e-receipt software.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.clock import Clock
from app.domain.acts import collect_fee
from app.domain.dossier import Dossier, Payment
from app.domain.errors import BadInput
from app.domain.numbering import series_number
from app.i18n import N_
from app.ports import NewUnit
from app.readings import Desk, Officer
from app.services import field_checks as check
from app.services.processing import time_of_act


@dataclass(frozen=True, slots=True)
class Fees:
    """The fee desk. Slip numbers come from this station's own series of the year, without gaps."""

    new_unit: NewUnit
    clock: Clock
    desk: Desk

    def collect(
        self,
        dossier_id: bytes,
        *,
        amount: int,
        officer: Officer,
        method: str = "cash",
        paper_receipt: str | None = None,
        at: datetime | None = None,
    ) -> tuple[Dossier, Payment]:
        """Take money for a dossier and number its slip, in one transaction.

        paper_receipt: SYMBOL/NUMBER of the receipt written by hand. Raises BadInput.
        """
        written = _paper_receipt(paper_receipt)
        when = time_of_act(self.clock, at, late=False)
        with self.new_unit(officer.id) as unit:
            number = series_number(self.desk.station_number, unit.highest_series("fee-slip", when.year) + 1)
            dossier = unit.dossier(dossier_id)
            happened = collect_fee(dossier, number=number, amount=amount, method=method, at=when, paper_receipt=written)
            saved = unit.record_dossier(dossier_id, happened)
        return saved, saved.payments[-1]


def _paper_receipt(typed: str | None) -> str | None:
    """Return SYMBOL/NUMBER as it stands in the paper book. Raises BadInput."""
    written = check.text(typed, "paper_receipt", most=check.SHORT)
    if written is None:
        return None
    symbol, _slash, number = written.rpartition("/")
    if not symbol.strip() or not number.strip().isdigit():
        raise BadInput(field="paper_receipt", problem=N_("must be SYMBOL/NUMBER, as in the paper book"))
    return written
