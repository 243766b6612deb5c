"""The money of a desk out of its rows: facts as they were recorded, folded into slips and days when asked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, Connection, Row, and_, select, tuple_

from app import canon
from app.canon import VIETNAM
from app.domain.events import KIND_OF, KINDS, Event, FeeCollected
from app.domain.money_book import DaySheet, Exempted, Slip, SlipFact, receipt_key, slips_of, void_day
from app.domain.money_events import (
    DayClosed,
    FeeVoided,
    PaperReceiptWritten,
    ReceiptFailed,
    ReceiptIssued,
    TransferConfirmed,
)
from app.domain.ordering import Change
from storage.change_log import ChangeLog, Station
from storage.codec import dossier_of
from storage.engine import Database
from storage.lineage import own_numbers
from storage.tables import DossierBodyRow, DossierRow, MoneyRow, table_of

_money, _dossier, _body = table_of(MoneyRow), table_of(DossierRow), table_of(DossierBodyRow)
_COLLECTED, _VOIDED, _CLOSED = "dossier.fee_collected", "dossier.fee_voided", "station.day_closed"
_RECEIPTED = ("dossier.receipt_issued", "dossier.paper_receipt_written")
_columns = (_money, _dossier.c.code, _dossier.c.applicant)
_SECOND = 30
"""Bits of a dossier's position below the second of its receipt."""


MONEY_KINDS = frozenset(
    KIND_OF[event]
    for event in (
        FeeCollected, FeeVoided, TransferConfirmed, PaperReceiptWritten, ReceiptIssued, ReceiptFailed, DayClosed
    )
)  # fmt: skip
"""Kinds of which :func:`money_row` makes a row: their bodies stay in the log, since the cash book is made of them."""


def money_row(change: Change, event: Event) -> dict[str, Any] | None:
    """Return the row of a fact of money, without its station and place in the log; None for any other fact."""
    match event:
        case FeeCollected(number=number, at=at, paper_receipt=receipt):
            year, day = at.year, at.date().isoformat()
        case PaperReceiptWritten(number=number, year=year, at=at):
            day, receipt = at.date().isoformat(), f"{event.symbol}/{event.receipt_number}"
        case ReceiptIssued(number=number, year=year, at=at):
            day, receipt = at.date().isoformat(), f"{event.template} {event.symbol} {event.receipt_number}"
        case FeeVoided(number=number, year=year, at=at) | TransferConfirmed(number=number, year=year, at=at):
            day, receipt = at.date().isoformat(), None
        case ReceiptFailed(number=number, year=year, at=at):
            day, receipt = at.date().isoformat(), None
        case DayClosed(day=day, at=at):
            number, year, receipt = "", at.year, None
        case _:
            return None
    return {
        "kind": change.kind,
        "number": number,
        "year": year,
        "day": day,
        "dossier": b"" if isinstance(event, DayClosed) else change.aggregate_id,
        "receipt": receipt and receipt_key(receipt),
        "body": change.body,
    }


_oldest = (_money.c.station, _money.c.seq)
"""A newer key of this laptop came here after the older one, so its local number is higher."""


class MoneyRows:
    """See :class:`app.ports.MoneyBook`. own: the station whose desk this is; None for a store without one.

    The money taken under older keys of this laptop is still in its drawer.
    """

    def __init__(self, connection: Connection, own: Station | None) -> None:
        self._connection, self._own = connection, own
        self._numbers = own_numbers(connection, own.key) if own else ()

    def slip(self, number: str, year: int) -> Slip | None:
        """Return the slip of this number in the series of a year, None if there is none."""
        found = self._slips(_money.c.number == number, _money.c.year == year)
        return found[0] if found else None

    def slips(self, since: date, until: date) -> tuple[Slip, ...]:
        """Return the slips numbered from one day to another, both included, in the order of their numbers."""
        days = _money.c.day.between(since.isoformat(), until.isoformat())
        return self._whole(_money.c.kind == _COLLECTED, days)

    def without_receipt(self) -> tuple[Slip, ...]:
        """Return the slips that still want something of the e-receipt software, oldest first."""
        later = _money.alias("later")
        same = and_(
            later.c.station.in_(self._numbers), later.c.year == _money.c.year, later.c.number == _money.c.number
        )
        settled = select(later.c.seq).where(same, later.c.kind.in_((*_RECEIPTED, _VOIDED))).exists()
        given = select(later.c.seq).where(same, later.c.receipt.is_not(None)).exists()
        waiting = self._whole(_money.c.kind == _COLLECTED, _money.c.receipt.is_(None), ~settled)
        to_cancel = self._whole(_money.c.kind == _VOIDED, given)
        return tuple(sorted((*waiting, *to_cancel), key=lambda slip: (slip.at, slip.number)))

    def slip_of_receipt(self, receipt: str) -> Slip | None:
        """Return the slip, voided or not, that a receipt of this name was given to."""
        found = self._whole(_money.c.receipt == receipt_key(receipt))
        return found[0] if found else None

    def day(self, day: date) -> DaySheet:
        """Return a day's money: slips, voids, exemptions, closings."""
        iso = day.isoformat()
        moved = self._whole(_money.c.kind.in_((_COLLECTED, _VOIDED)), _money.c.day == iso)
        return DaySheet(
            day=day,
            collected=tuple(slip for slip in moved if slip.at.date() == day),
            voided=tuple(slip for slip in moved if self._void_day(slip) == day),
            exempted=tuple(self._exempted(day)),
            closings=self._closings(iso),
        )

    def is_closed(self, day: date) -> bool:
        """Tell whether the cash of a day was counted and signed (chốt ca)."""
        return bool(self._closings(day.isoformat()))

    # ── inside ──

    def _whole(self, *conditions: ColumnElement[bool]) -> tuple[Slip, ...]:
        """Return every slip of which any row meets the conditions, with all that became of it."""
        mine = _money.c.station.in_(self._numbers)
        keys = select(_money.c.year, _money.c.number).where(mine, *conditions).correlate(None)
        return self._slips(tuple_(_money.c.year, _money.c.number).in_(keys))

    def _slips(self, *conditions: ColumnElement[bool]) -> tuple[Slip, ...]:
        if self._own is None:
            return ()
        asked = (
            select(*_columns)
            .outerjoin_from(_money, _dossier, _dossier.c.id == _money.c.dossier)
            .where(_money.c.station.in_(self._numbers), _money.c.kind != _CLOSED, *conditions)
            .order_by(*_oldest)
        )
        key = self._own.key
        return slips_of(_fact(row, key) for row in self._connection.execute(asked))

    def _void_day(self, slip: Slip) -> date | None:
        """Return out of which day's money a slip was given back; reads more only where the days differ."""
        gone = slip.voided
        is_later = gone is not None and gone.leave is None and gone.at.date() != slip.at.date()
        return void_day(slip, self._closings(gone.at.date().isoformat()) if gone and is_later else ())

    def _closings(self, iso: str) -> tuple[DayClosed, ...]:
        if self._own is None:
            return ()
        asked = select(_money.c.body).where(
            _money.c.station.in_(self._numbers), _money.c.kind == _CLOSED, _money.c.day == iso
        )
        rows = self._connection.execute(asked.order_by(*_oldest))
        return tuple(canon.decode(row.body, DayClosed) for row in rows)

    def _exempted(self, day: date) -> Iterable[Exempted]:
        if self._own is None:
            return
        begins = datetime.combine(day, time(), VIETNAM)
        first, last = (int(at.timestamp()) << _SECOND for at in (begins, begins + timedelta(days=1)))
        asked = (
            select(_body.c.body)
            .join(_dossier, _dossier.c.position == _body.c.position)
            .where(_body.c.position >= first, _body.c.position < last, _dossier.c.received_by.in_(self._numbers))
            .order_by(_body.c.position)
        )
        for row in self._connection.execute(asked):
            dossier = dossier_of(row.body)
            if dossier.exemption is not None and any(fee.state == "exempt" for fee in dossier.fees):
                yield Exempted(
                    dossier.code,
                    dossier.applicant.name,
                    dossier.procedure.name,
                    dossier.exemption.ground,
                    dossier.exemption.proof,
                )


class StoredMoney:
    """The same for screens and the command line: each call one read transaction, safe on any thread."""

    def __init__(self, database: Database, own: bytes | None) -> None:
        self._database, self._own = database, own

    def slip(self, number: str, year: int) -> Slip | None:
        """Return the slip of this number in the series of a year, None if there is none."""
        with self._database.reading() as connection:
            return self._rows(connection).slip(number, year)

    def slips(self, since: date, until: date) -> tuple[Slip, ...]:
        """Return the slips numbered from one day to another, both included, in the order of their numbers."""
        with self._database.reading() as connection:
            return self._rows(connection).slips(since, until)

    def without_receipt(self) -> tuple[Slip, ...]:
        """Return the slips that still want something of the e-receipt software, oldest first."""
        with self._database.reading() as connection:
            return self._rows(connection).without_receipt()

    def slip_of_receipt(self, receipt: str) -> Slip | None:
        """Return the slip, voided or not, that a receipt of this name was given to."""
        with self._database.reading() as connection:
            return self._rows(connection).slip_of_receipt(receipt)

    def day(self, day: date) -> DaySheet:
        """Return a day's money: slips, voids, exemptions, closings."""
        with self._database.reading() as connection:
            return self._rows(connection).day(day)

    def is_closed(self, day: date) -> bool:
        """Tell whether the cash of a day was counted and signed (chốt ca)."""
        with self._database.reading() as connection:
            return self._rows(connection).is_closed(day)

    def _rows(self, connection: Connection) -> MoneyRows:
        return MoneyRows(connection, ChangeLog(connection).station(self._own) if self._own else None)


def _fact(row: Row[Any], station: bytes) -> SlipFact:
    type_, _version = KINDS[row.kind]
    event = cast("Any", canon.decode(row.body, type_))
    return SlipFact(station, row.dossier, event, row.code or "", row.applicant or "")
