"""Taking money at the desk (thu phí, lệ phí): provisional slips only, never a legal biên lai.

NĐ 254/2026/NĐ-CP art. 23–26: the receipt itself is issued by the commune's e-receipt software.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.clock import Clock
from app.domain import money_book
from app.domain.acts import collect_fee
from app.domain.dossier import Dossier, Payment
from app.domain.errors import BadInput, NothingOwed, ReceiptTaken, UnknownSlip, WrongSum
from app.domain.life_events import Leave
from app.domain.money_book import Slip
from app.domain.money_events import FeeVoided, SlipEvent
from app.domain.rules import RuleBook
from app.domain.vouching import Vouched
from app.i18n import N_
from app.ports import MoneyBook, NewUnit, UnitOfWork
from app.readings import Desk, Officer
from app.services import field_checks as check
from app.services.paper_numbers import FEE_SLIP, next_number
from app.services.processing import time_of_act
from app.services.vouching import Vouching


@dataclass(frozen=True, slots=True)
class Fees:
    """The fee desk. Slip numbers come from this station's own series of the year, without gaps.

    A slip is named by its number and year; year None: of this year, or else of the last one.
    """

    new_unit: NewUnit
    clock: Clock
    desk: Desk
    rules: RuleBook
    vouching: Vouching

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

        method ``transfer``: claimed until ``confirm_transfer``. paper_receipt: SYMBOL/NUMBER of the receipt written
        by hand. Raises BadInput, PaperReceiptsEnded, ReceiptTaken.
        """
        when = time_of_act(self.clock, at, late=False)
        written = self._paper_receipt(paper_receipt, when.date())
        with self.new_unit(officer.id) as unit:
            _check_free(unit.money, written)
            number = next_number(unit, self.desk, FEE_SLIP, when)
            happened = collect_fee(
                unit.dossier(dossier_id),
                number=number,
                amount=amount,
                method=method,
                at=when,
                paper_receipt=written,
                by=officer.name,
            )
            saved = unit.record_dossier(dossier_id, happened)
        return saved, saved.payments[-1]

    def collect_together(
        self,
        dossier_ids: Sequence[bytes],
        *,
        amount: int,
        officer: Officer,
        method: str = "cash",
        paper_receipt: str | None = None,
        at: datetime | None = None,
    ) -> Slip:
        """Take what several dossiers owe on one slip: one number, each dossier's log carries its part.

        Raises WrongSum for any other amount, NothingOwed, BadInput.
        """
        when = time_of_act(self.clock, at, late=False)
        written = self._paper_receipt(paper_receipt, when.date())
        with self.new_unit(officer.id) as unit:
            _check_free(unit.money, written)
            number = next_number(unit, self.desk, FEE_SLIP, when)
            parts = _parts(unit, dossier_ids, amount)
            for dossier_id, part in parts.items():
                happened = collect_fee(
                    unit.dossier(dossier_id),
                    number=number,
                    amount=part,
                    method=method,
                    at=when,
                    paper_receipt=written,
                    by=officer.name,
                    dossiers=tuple(parts),
                    total=amount,
                )
                unit.record_dossier(dossier_id, happened)
            return _slip(unit.money, number, when.year)

    def void(
        self,
        number: str,
        *,
        reason: str | None,
        officer: Officer,
        leader: str | None = None,
        password: str | None = None,
        year: int | None = None,
        at: datetime | None = None,
    ) -> Slip:
        """Void a slip (hủy phiếu thu): the number stays, the amount counts no more; every dossier on it is told.

        leader: who lets it happen after the day was closed; password: theirs, if they typed it here.
        Raises UnknownSlip, SlipVoided, ReasonNeeded, LeaveNeeded, OwnWord, LeadsNot, WrongPassword.
        """
        when = time_of_act(self.clock, at, late=False)
        led = self.vouching.leader(leader, by=officer, password=password)
        with self.new_unit(officer.id) as unit:
            slip = self._found(unit.money, number, year)
            happened = _void(unit, slip, reason=reason, led=led, officer=officer, at=when)
            return _recorded(unit, slip, happened)

    def correct(
        self,
        number: str,
        *,
        amount: int,
        reason: str | None,
        officer: Officer,
        leader: str | None = None,
        password: str | None = None,
        year: int | None = None,
        at: datetime | None = None,
    ) -> Slip:
        """Put a wrong amount right (điều chỉnh): the slip is voided, a new one stands in for it; both name each other.

        Of a slip for several dossiers the new one takes what they owe together. Raises as ``void`` and ``collect``.
        """
        when = time_of_act(self.clock, at, late=False)
        led = self.vouching.leader(leader, by=officer, password=password)
        with self.new_unit(officer.id) as unit:
            old = self._found(unit.money, number, year)
            new = next_number(unit, self.desk, FEE_SLIP, when)
            voided = _void(unit, old, reason=reason, led=led, officer=officer, at=when, replaced_by=new)
            _recorded(unit, old, voided)
            ids = [part.dossier for part in old.parts]
            parts = {ids[0]: amount} if len(ids) == 1 else _parts(unit, ids, amount)
            for dossier_id, part in parts.items():
                happened = collect_fee(
                    unit.dossier(dossier_id),
                    number=new,
                    amount=part,
                    method=old.method,
                    at=when,
                    paper_receipt=None,
                    by=officer.name,
                    dossiers=tuple(parts) if len(parts) > 1 else (),
                    total=amount if len(parts) > 1 else None,
                    replaces=old.number,
                )
                unit.record_dossier(dossier_id, happened)
            return _slip(unit.money, new, when.year)

    def confirm_transfer(
        self,
        number: str,
        *,
        officer: Officer,
        credited_on: date | None = None,
        reference: str | None = None,
        year: int | None = None,
        at: datetime | None = None,
    ) -> Slip:
        """Match a claimed transfer with the bank statement (đối chiếu sao kê). credited_on None: today.

        Raises UnknownSlip, NoTransferToConfirm, SlipVoided, BadInput.
        """
        when = time_of_act(self.clock, at, late=False)
        entry = check.text(reference, "reference")
        with self.new_unit(officer.id) as unit:
            slip = self._found(unit.money, number, year)
            day = credited_on or when.date()
            happened = money_book.confirm_transfer(slip, credited_on=day, reference=entry, at=when)
            return _recorded(unit, slip, happened)

    def write_paper_receipt(
        self, number: str, *, written: str, officer: Officer, year: int | None = None, at: datetime | None = None
    ) -> Slip:
        """Note the receipt of the commune's paper book, SYMBOL/NUMBER, for money collected until 31/12/2026.

        Raises PaperReceiptsEnded by the day of collection, AlreadyReceipted, ReceiptTaken, SlipVoided, BadInput.
        """
        when = time_of_act(self.clock, at, late=False)
        typed = check.text(written, "paper_receipt", most=check.SHORT) or ""
        with self.new_unit(officer.id) as unit:
            slip = self._found(unit.money, number, year)
            happened = money_book.paper_receipt(slip, typed, rules=self.rules.on(slip.at.date()), at=when)
            _check_free(unit.money, f"{happened.symbol}/{happened.receipt_number}")
            return _recorded(unit, slip, happened)

    # ── inside ──

    def _found(self, money: MoneyBook, number: str, year: int | None) -> Slip:
        """Return the slip of a number as typed: «1-0007», «0007» or «7» at this desk. Raises UnknownSlip."""
        now = self.clock.now().year
        typed = number.strip()
        if typed.isascii() and typed.isdigit() and len(typed) < 10:
            typed = f"{self.desk.station_number}-{int(typed):04d}"
        for asked in (now, now - 1) if year is None else (year,):
            slip = money.slip(typed, asked)
            if slip is not None:
                return slip
        raise UnknownSlip(number=number[: check.SHORT], year=year or now)

    def _paper_receipt(self, typed: str | None, day: date) -> str | None:
        """Return SYMBOL/NUMBER as it stands in the paper book. Raises BadInput, PaperReceiptsEnded."""
        written = check.text(typed, "paper_receipt", most=check.SHORT)
        if written is None:
            return None
        symbol, number = money_book.read_paper_receipt(written, rules=self.rules.on(day), collected=day)
        return f"{symbol}/{number}"


def _parts(unit: UnitOfWork, dossier_ids: Sequence[bytes], amount: int) -> dict[bytes, int]:
    """Return what each dossier owes, which must be the amount. Raises WrongSum, NothingOwed, BadInput."""
    if len(set(dossier_ids)) != len(dossier_ids):
        raise BadInput(field="dossiers", problem=N_("stands there twice"))
    parts: dict[bytes, int] = {}
    for dossier_id in dossier_ids:
        dossier = unit.dossier(dossier_id)
        if dossier.owed is None:
            raise BadInput(
                field=dossier.code, problem=N_("has a fee without tariff: take its money on a slip of its own")
            )
        if not dossier.owed:
            raise NothingOwed(code=dossier.code)
        parts[dossier_id] = dossier.owed
    if sum(parts.values()) != amount:
        raise WrongSum(owed=sum(parts.values()), amount=amount)
    return parts


def _void(
    unit: UnitOfWork, slip: Slip, *, reason: str | None, led: tuple[str, Vouched] | None, officer: Officer,
    at: datetime, replaced_by: str | None = None,
) -> FeeVoided:  # fmt: skip
    why = check.text(reason, "reason", most=check.LONG)
    closed = unit.money.is_closed(slip.at.date())
    leave = Leave(led[0], why, led[1]) if led and why else None
    return money_book.void(
        slip, reason=why, by=officer.name, day_closed=closed, leave=leave, at=at, replaced_by=replaced_by
    )


def _recorded(unit: UnitOfWork, slip: Slip, happened: SlipEvent) -> Slip:
    """Tell every dossier on the slip, and return the slip as it stands then."""
    for part in slip.parts:
        unit.record_dossier(part.dossier, happened)
    return _slip(unit.money, slip.number, slip.year)


def _slip(money: MoneyBook, number: str, year: int) -> Slip:
    slip = money.slip(number, year)
    if slip is None:
        raise UnknownSlip(number=number, year=year)
    return slip


def _check_free(money: MoneyBook, receipt: str | None) -> None:
    """Raise ReceiptTaken for a receipt that another slip already has."""
    taken = money.slip_of_receipt(receipt) if receipt else None
    if taken is not None:
        raise ReceiptTaken(receipt=receipt, number=taken.number)
