"""Whatever is collected, voided, corrected, transferred and closed, in any order: no đồng is lost, no number either.

The reckoning beside the program is a plain list of what was done; the store is a real one.
"""

from __future__ import annotations

import tempfile
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from app.clock import FixedClock
from app.domain.errors import DomainError
from app.services.cash_day import CashDay
from app.services.fees import Fees
from printing.forms import PdfForms
from tests.ui.made_desk import NOW, accept_copy, make_desk
from ui.program import Program, letterhead

DAYS = (NOW, NOW + timedelta(days=1))

acts = st.tuples(
    st.sampled_from(["collect", "together", "transfer", "confirm", "void", "correct", "close", "night", "close-old"]),
    st.integers(0, 5),
    st.integers(1, 20_000),
    st.booleans(),
)


@dataclass
class Taken:
    """One slip as the plain list holds it."""

    number: str
    amount: int
    day: int
    method: str
    voided_on: int | None = None
    given_back_on: int | None = None


class Counter:
    """Does what hypothesis says at a real desk, and writes it into a plain list."""

    def __init__(self, desk: Program) -> None:
        self.desk, self.list = desk, list[Taken]()
        self.dossiers = [accept_copy(desk, fee_inputs={"copies": 1 + place}).id for place in range(3)]
        self.day = 0
        self.closed: set[int] = set()

    def fees(self) -> Fees:
        clock = FixedClock(DAYS[self.day])
        return Fees(self.desk.storage.units_at(clock), clock, self.desk.desk, self.desk.rules, self.desk.vouching)

    def do(self, act: str, which: int, amount: int, led: bool) -> None:
        desk, fees, officer = self.desk, self.fees(), self.desk.officer
        number, leader = f"1-{which + 1:04d}", "Lò Văn Pản" if led else None
        match act:
            case "collect" | "transfer":
                method = "cash" if act == "collect" else "transfer"
                _dossier, paid = fees.collect(self.dossiers[which % 3], amount=amount, officer=officer, method=method)
                self.list.append(Taken(paid.number, paid.amount, self.day, method))
            case "together":
                ids = self.dossiers[: 2 + which % 2]
                owed = sum(desk.queries.dossier(one).owed or 0 for one in ids)
                slip = fees.collect_together(ids, amount=owed, officer=officer)
                self.list.append(Taken(slip.number, owed, self.day, "cash"))
            case "confirm":
                fees.confirm_transfer(number, officer=officer)
            case "void":
                fees.void(number, reason="Thu nhầm", leader=leader, officer=officer)
                self.give_back(number)
            case "correct":
                new = fees.correct(number, amount=amount, reason="Ghi nhầm", leader=leader, officer=officer)
                self.give_back(number)
                self.list.append(Taken(new.number, amount, self.day, new.method))
            case "night":
                self.day = 1  # nobody counted: the money of the day before is still in the drawer
            case "close" | "close-old":
                closing = self.day if act == "close" else 0
                clock = FixedClock(DAYS[self.day])
                head = letterhead(desk.desk, desk.catalogue, desk.settings)
                units, vouching = desk.storage.units_at(clock), desk.vouching
                drawer = CashDay(units, desk.queries, PdfForms(), clock, desk.desk, head, vouching)
                drawer.close(
                    DAYS[closing].date(),
                    counted=amount,
                    explained="Đếm lại",
                    because="Đếm lại" if led else None,
                    officer=officer,
                )
                self.closed.add(closing)
                self.day = max(self.day, int(act == "close"))

    def give_back(self, number: str) -> None:
        """A slip counts no more: out of its own day while that is open, else out of today's drawer."""
        slip = self.taken(number)
        slip.voided_on = self.day
        slip.given_back_on = self.day if slip.day in self.closed else slip.day

    def taken(self, number: str) -> Taken:
        return next(one for one in self.list if one.number == number)

    def expected(self, day: int, method: str) -> int:
        of_method = [one for one in self.list if one.method == method]
        came = sum(one.amount for one in of_method if one.day == day)
        return came - sum(one.amount for one in of_method if one.given_back_on == day)


@settings(max_examples=12)
@given(st.lists(acts, min_size=3, max_size=14))
def test_money_is_conserved_and_numbers_have_no_gap(did: list[tuple[str, int, int, bool]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        desk = make_desk(Path(folder)).open()
        try:
            counter = Counter(desk)
            for act, which, amount, led in did:
                with suppress(DomainError):  # a refused act must leave no trace
                    counter.do(act, which, amount, led)
            money = desk.queries.money
            slips = money.slips(DAYS[0].date(), DAYS[1].date())
            assert [slip.number for slip in slips] == [f"1-{place + 1:04d}" for place in range(len(counter.list))]
            for place, moment in enumerate(DAYS):
                sheet = money.day(moment.date())
                for method in ("cash", "transfer"):
                    assert sheet.expected(method) == counter.expected(place, method)
                for closed in sheet.closings[-1:]:
                    assert sheet.moved_since or closed.expected - closed.from_fund == sheet.expected("cash")
                assert sheet.in_drawer - sheet.from_fund == sheet.expected("cash") and sheet.in_drawer >= 0
                assert sheet.closings or not place or sheet.expected("cash") >= 0 or 0 in counter.closed
            in_cash = [one.amount for one in counter.list if one.method == "cash" and one.voided_on is None]
            assert sum(money.day(moment.date()).expected("cash") for moment in DAYS) == sum(in_cash)
            counting = sum(one.amount for one in counter.list if one.voided_on is None)
            assert counting == sum(slip.counts for slip in slips)
            paid = [desk.queries.dossier(one) for one in counter.dossiers]
            assert counting == sum(dossier.paid for dossier in paid)
            assert all(dossier.paid <= (dossier.total or 0) for dossier in paid)
            before = [money.day(moment.date()) for moment in DAYS]
            assert desk.storage.verify().ok
            desk.storage.rebuild()
            assert [money.day(moment.date()) for moment in DAYS] == before
        finally:
            desk.close()
