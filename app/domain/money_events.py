"""What happens to money taken at the desk after, and beside, the taking (thu tiền): as facts for the log.

A slip (phiếu thu) is named by its number and the year it was collected in: series begin anew each year.
A slip for several dossiers has one number; each dossier's log carries every event of the slip, so that
each dossier can be read alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.domain.life_events import Leave
from app.domain.vouching import Vouched


@dataclass(frozen=True, slots=True)
class PaidItem:
    """What part of the amount is for which fee: the receipt must name it. kind: phi | le_phi. amount: đồng."""

    name: str
    kind: str
    amount: int


@dataclass(frozen=True, slots=True)
class FeeVoided:
    """A slip counts no more (hủy phiếu thu); its number stays. by: who voided it, as printed.

    leave: the leader who let it happen after the day was closed. replaced_by: the slip that stands in for it.
    """

    at: datetime
    number: str
    year: int
    reason: str
    by: str
    leave: Leave | None = None
    replaced_by: str | None = None


@dataclass(frozen=True, slots=True)
class TransferConfirmed:
    """The bank statement shows a transfer that the citizen had claimed (đã đối chiếu sao kê).

    credited_on: ISO date of the statement; reference: its entry.
    """

    at: datetime
    number: str
    year: int
    credited_on: str
    reference: str | None = None


@dataclass(frozen=True, slots=True)
class PaperReceiptWritten:
    """A receipt was written in the commune's paper book (biên lai giấy), until 31/12/2026. NĐ 254/2026 art. 44(2)."""

    at: datetime
    number: str
    year: int
    symbol: str
    receipt_number: str


@dataclass(frozen=True, slots=True)
class ReceiptIssued:
    """The e-receipt software issued the receipt (biên lai điện tử). NĐ 254/2026 art. 23(2), TT 91/2026.

    template: EBL01 | EBL02; symbol: ``26TAA``; receipt_number: up to 8 digits; issued_on: ISO date.
    """

    at: datetime
    number: str
    year: int
    template: str
    symbol: str
    receipt_number: str
    issued_on: str


@dataclass(frozen=True, slots=True)
class ReceiptFailed:
    """The e-receipt software refused to issue; the slip waits again once the cause is mended."""

    at: datetime
    number: str
    year: int
    reason: str


@dataclass(frozen=True, slots=True)
class ClosedVoid:
    """One voided slip on a day sheet. amount: what counts no more, in đồng."""

    number: str
    year: int
    amount: int
    reason: str
    method: str = "cash"


@dataclass(frozen=True, slots=True)
class DayClosed:
    """The cash day was closed (chốt ca, chốt sổ thu ngày). Amounts in đồng; day: ISO date.

    expected: cash that must be in the drawer; counted: what was. expected_transfer: taken by transfer.
    explained: why counted and expected differ. because: why a day closed before is closed once more.
    by: who counted and signs. counted_with: who counted along (người kiểm đếm); vouched: how that name was compared.
    from_fund: given back beyond what the day brought, out of money handed in before.
    """

    at: datetime
    day: str
    expected: int
    counted: int
    by: str
    expected_transfer: int = 0
    numbers: tuple[str, ...] = ()
    voids: tuple[ClosedVoid, ...] = ()
    exemptions: int = 0
    explained: str | None = None
    because: str | None = None
    counted_with: str | None = None
    vouched: Vouched | None = None
    from_fund: int = 0

    @property
    def difference(self) -> int:
        """Return what is too much in the drawer (negative: too little)."""
        return self.counted - self.expected


SlipEvent = FeeVoided | TransferConfirmed | PaperReceiptWritten | ReceiptIssued | ReceiptFailed
"""What happens to a slip after its money was taken."""
