"""The queue of e-receipts (chờ biên lai điện tử): what the commune's e-receipt software must issue, and its answers.

The program never issues a biên lai (NĐ 254/2026/NĐ-CP art. 26). It keeps every field art. 23(2) asks for that
it knows, names those it does not, and takes the answers in row by row: a bad row is named, the good ones count.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from app.clock import Clock
from app.domain import money_book
from app.domain.errors import BadInput, DomainError, ReceiptTaken, UnknownSlip
from app.domain.money import amount_in_words
from app.domain.money_book import Slip, items_of, receipt_name
from app.domain.money_events import PaidItem, ReceiptFailed, ReceiptIssued
from app.files import write_whole
from app.i18n import N_
from app.ports import NewUnit, Queries, UnitOfWork
from app.readings import Desk, Officer
from app.services import receipt_files as files
from app.services.receipt_files import Answer

OPEN_STATES = ("waiting", "failed", "claimed", "to_cancel")


@dataclass(frozen=True, slots=True)
class Collector:
    """Who collects, as the receipt must name it (tên, mã số thuế đơn vị thu). tax_code: empty while not known."""

    name: str
    tax_code: str = ""


@dataclass(frozen=True, slots=True)
class QueuedReceipt:
    """One slip as the e-receipt software needs it. missing: mandatory fields this desk does not know.

    replaces: the slip this one stands in for, replaced_receipt: that one's receipt, to be cancelled or replaced.
    """

    slip: Slip
    state: str
    payer: str
    payer_address: str
    codes: tuple[str, ...]
    items: tuple[PaidItem, ...]
    amount_words: str
    collector: Collector
    replaces: str | None = None
    replaced_receipt: str | None = None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of one row of an answer file. outcome: applied | known | waiting (no answer yet) | refused."""

    row: int
    slip: str
    outcome: str
    refusal: DomainError | None = None


@dataclass(frozen=True, slots=True)
class Receipts:
    """The e-receipt queue of this desk."""

    new_unit: NewUnit
    queries: Queries
    clock: Clock
    desk: Desk
    collector: Collector

    def queue(self) -> tuple[QueuedReceipt, ...]:
        """Return what still wants something of the e-receipt software, oldest first; reads only."""
        return tuple(self._queued(slip) for slip in self.queries.money.without_receipt())

    def between(self, since: date, until: date) -> tuple[QueuedReceipt, ...]:
        """Return every slip of these days with how its receipt stands, issued and voided ones too."""
        return tuple(self._queued(slip) for slip in self.queries.money.slips(since, until))

    def export(self, to: Path, rows: Sequence[QueuedReceipt]) -> int:
        """Write rows to a ``.json`` or ``.xlsx`` file. Returns how many. Raises BadInput, CannotWrite, DiskFull."""
        match to.suffix.lower():
            case ".json":
                data = files.as_json(rows, desk=self.desk, now=self.clock.now())
            case ".xlsx":
                data = files.as_xlsx(rows, now=self.clock.now())
            case _:
                raise BadInput(field="to", problem=N_("must end in .json or .xlsx"))
        write_whole(to, data)
        return len(rows)

    def import_answers(self, path: Path, *, officer: Officer) -> tuple[Answered, ...]:
        """Take in the answers of a ``.json`` or ``.xlsx`` file, all good rows in one transaction.

        The same file twice changes nothing. Raises CannotRead and BadInput for a file that is none of answers.
        """
        rows = files.read_answers(path)
        now = self.clock.now().replace(microsecond=0)
        with self.new_unit(officer.id) as unit:
            return tuple(self._taken(unit, answer, at=now) for answer in rows)

    # ── inside ──

    def _taken(self, unit: UnitOfWork, answer: Answer, *, at: datetime) -> Answered:
        """Take one row in; a row that cannot be is named and stops no other."""
        if answer.problem is not None:
            return Answered(answer.row, answer.slip, "refused", answer.problem)
        if not answer.state:
            return Answered(answer.row, answer.slip, "waiting")
        try:
            happened = self._applied(unit, answer, at=at)
        except DomainError as refused:
            return Answered(answer.row, answer.slip, "refused", refused)
        return Answered(answer.row, answer.slip, "applied" if happened else "known")

    def _applied(self, unit: UnitOfWork, answer: Answer, *, at: datetime) -> bool:
        """Record what the answer says; False if it was known."""
        slip = unit.money.slip(answer.slip, answer.year)
        if slip is None:
            raise UnknownSlip(number=answer.slip, year=answer.year)
        happened: ReceiptIssued | ReceiptFailed | None
        match answer.state:
            case "failed":
                happened = money_book.receipt_failed(slip, reason=answer.reason, at=at)
            case "issued":
                happened = self._issued(unit, slip, answer, at=at)
            case _:
                raise BadInput(field="state", problem=N_("must be issued or failed"))
        if happened is None:
            return False
        for part in slip.parts:
            unit.record_dossier(part.dossier, happened)
        return True

    def _issued(self, unit: UnitOfWork, slip: Slip, answer: Answer, *, at: datetime) -> ReceiptIssued | None:
        issued = money_book.receipt_issued(
            slip,
            template=answer.template,
            symbol=answer.symbol,
            number=answer.number,
            issued_on=files.day_of(answer.date),
            at=at,
        )
        if issued is None:
            return None
        name = f"{issued.template} {issued.symbol} {issued.receipt_number}"
        taken = unit.money.slip_of_receipt(name)
        if taken is not None:
            raise ReceiptTaken(receipt=name, number=taken.number)
        return issued

    def _queued(self, slip: Slip) -> QueuedReceipt:
        first = self.queries.dossier(slip.parts[0].dossier)
        payer = first.representative.name if first.representative else first.applicant.name
        items = items_of(slip)
        old = self.queries.money.slip(slip.replaces, slip.year) if slip.replaces else None
        missing = [] if self.collector.tax_code else ["collector_tax_code"]
        if sum(item.amount for item in items) != slip.amount:
            missing.append("items")
        return QueuedReceipt(
            slip=slip,
            state=slip.receipt_state,
            payer=payer,
            payer_address=first.applicant.address or "",
            codes=tuple(part.code for part in slip.parts),
            items=items,
            amount_words=amount_in_words(slip.amount),
            collector=self.collector,
            replaces=slip.replaces,
            replaced_receipt=(receipt_name(old) or None) if old else None,
            missing=tuple(missing),
        )
