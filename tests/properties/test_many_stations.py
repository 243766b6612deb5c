"""Three laptops, a hub put back from copies, couriers that lose, copy, split, reorder: all end alike (SYNC §2.5).

Laptops and province are real stores; what travels are the runs of the logs, as bundles bring them. Whether bundles
themselves hold is for the tests of the wire.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import ClassVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from app.clock import FixedClock
from app.domain import acts
from app.domain.dossier import Dossier
from app.domain.errors import DomainError
from app.domain.events import FeeCollected, NoteAdded
from app.domain.facts import Receiver
from app.domain.life_events import Correction, DossierCorrected
from app.domain.merge_events import CUSTODY, ChangesOrdered, ConflictResolved, OrderedRun, province_log
from app.domain.review import review_items
from app.ports import LogRange
from storage import rebuild
from storage.desk import OpenDesk, open_desk
from tests.storage.made_up import MONDAY, PASSWORD, id_of, make_desk, officer_of, paths_in, receipt

DOSSIERS = [id_of(f"dossier {n}") for n in range(2)]
STATIONS = [b"station-number-%d" % n for n in range(1, 5)]
HUB = 3
"""The last of the stores is the province's."""
laptops, dossiers = st.integers(0, 2), st.sampled_from(DOSSIERS)


class Commune(RuleBasedStateMachine):
    """Whatever officers do and couriers spoil. seen: kinds of contradictions that came up in any life."""

    seen: ClassVar[set[str]] = set()

    @initialize(ahead=st.tuples(*[st.sampled_from((-400, 0, 0, 3, 4000))] * 3))
    def open_desks(self, ahead: tuple[int, int, int]) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.clocks = [FixedClock(MONDAY + timedelta(days=days)) for days in (*ahead, 0)]
        self.desks: list[OpenDesk] = [
            make_desk(self.folder / str(n), station=station, number=n + 1, clock=self.clocks[n])
            for n, station in enumerate(STATIONS)
        ]
        self.minute, self.life = 0, 0
        for n, dossier_id in enumerate(DOSSIERS):
            with self.desks[n].units(officer_of(self.desks[n])) as unit:
                unit.record_dossier(dossier_id, receipt((n + 1) * 1000 + 1))
        for desk in self.desks[:HUB]:
            self._carry(desk, self.desks[HUB])
        self._order()
        for desk in self.desks[:HUB]:
            self._carry(self.desks[HUB], desk)

    def teardown(self) -> None:
        if not hasattr(self, "desks"):
            return
        self._note()
        for _trip in range(2):  # in the end every bundle arrives, and every answer
            for desk in self.desks[:HUB]:
                self._carry(desk, self.desks[HUB])
            self._order()
            for desk in self.desks[:HUB]:
                self._carry(self.desks[HUB], desk)
        first, *others = [[desk.queries.dossier(one) for one in DOSSIERS] for desk in self.desks]
        assert all(other == first for other in others), "everybody agrees with the province"
        assert not any(one.provisional for one in first), "and nothing is «tạm» any more"
        for desk in (self.desks[0], self.desks[HUB]):
            assert desk.verify().ok
        rebuild.rebuild(self.desks[0].database)
        assert [self.desks[0].queries.dossier(one) for one in DOSSIERS] == first
        for desk in self.desks:
            desk.close()
        shutil.rmtree(self.folder)

    def _note(self) -> None:
        """Note which contradictions this life came to, so that the test can tell that it tests."""
        found = [desk.queries.dossier(one) for desk in self.desks for one in DOSSIERS]
        self.seen.update(item.kind for one in found for item in review_items(one))

    # ── officers ──

    @rule(morning=st.lists(st.tuples(st.integers(0, 9), laptops, dossiers, st.integers(0, 3)), min_size=4, max_size=9))
    def a_morning(self, morning: list[tuple[int, int, bytes, int]]) -> None:
        """Some acts at some desks, none of which hears of the others."""
        for what, n, dossier, value in morning:
            match what:
                case 0 | 1:
                    self.take_the_file_by_force(n, dossier)
                case 2:
                    self.hand_the_file_on(n, dossier, value % 3)
                case 3 | 4:
                    self.solve_it(n, dossier, granted=value < 2)
                case 5 | 6:
                    self.correct_it(n, dossier, ("phone", "id_number")[value % 2], str(value))
                case 7:
                    self.take_it_back(n, dossier)
                case _:
                    self.add_a_fact(n, dossier, value + 1)

    def _do(self, n: int, dossier_id: bytes, decide: object) -> None:
        self.minute += 1
        for clock in self.clocks:
            clock.advance(timedelta(minutes=1))
        desk = self.desks[n]
        try:
            with desk.units(officer_of(desk)) as unit:
                dossier = unit.dossier(dossier_id)
                happened = decide(dossier, max(MONDAY + timedelta(minutes=self.minute), dossier.last_at))  # type: ignore[operator]
                unit.record_dossier(dossier_id, *(happened if isinstance(happened, tuple) else (happened,)))
        except DomainError:
            pass  # what this desk knows forbids it

    def hand_the_file_on(self, n: int, dossier: bytes, to: int) -> None:
        receiver = Receiver("station", f"Quầy {to + 1}", STATIONS[to])
        self._do(n, dossier, lambda d, at: acts.forward(d, to=receiver, note=None, at=at, station=STATIONS[n]))

    def take_the_file_by_force(self, n: int, dossier: bytes) -> None:
        self._do(n, dossier, lambda d, at: acts.take_over(d, by=str(n), reason="máy hỏng", at=at, station=STATIONS[n]))

    def solve_it(self, n: int, dossier: bytes, *, granted: bool) -> None:
        def decide(d: Dossier, at: object) -> object:
            if granted:
                return acts.complete(d, number=f"{n}/KS", signer=None, note=None, at=at, station=STATIONS[n])  # type: ignore[arg-type]
            return acts.refuse(
                d, reason="không đủ", legal_basis="Điều 5", number=f"{n}-1", signer=None, at=at, station=STATIONS[n]  # type: ignore[arg-type]
            )  # fmt: skip

        self._do(n, dossier, decide)

    def correct_it(self, n: int, dossier: bytes, field: str, value: str) -> None:
        def decide(d: Dossier, at: object) -> object:
            changed = (Correction(f"applicant.{field}", "", value),)
            return DossierCorrected(at, changed, "…", applicant=replace(d.applicant, **{field: value}))  # type: ignore[arg-type]

        self._do(n, dossier, decide)

    def take_it_back(self, n: int, dossier: bytes) -> None:
        self._do(n, dossier, lambda d, at: acts.undo(d, at=d.undo.at if d.undo else at, station=STATIONS[n]))

    def add_a_fact(self, n: int, dossier: bytes, amount: int) -> None:
        number = f"{n + 1}-{self.minute:04d}"
        self._do(n, dossier, lambda d, at: (NoteAdded(at, "đã xem"), FeeCollected(at, number, amount)))

    @rule(n=st.integers(0, 3), dossier=dossiers, which=st.integers(0, 1))
    def decide(self, n: int, dossier: bytes, which: int) -> None:
        desk = self.desks[n]
        found = desk.queries.dossier(dossier)
        if found.conflict is not None:
            kept = found.conflict.branches[which]
            happened = ConflictResolved(MONDAY, CUSTODY, kept.station, kept.seq, "…", "Lò Văn Pản")
        elif found.contradictions:
            one = found.contradictions[0]
            shown = (one.shown, *one.others)[which]
            happened = ConflictResolved(MONDAY, one.field, shown.station, shown.seq, "…", "Lò Văn Pản")
        else:
            return
        unit = desk.units(officer_of(desk)) if n < HUB else desk.units_as(self.log, actor=officer_of(desk))
        with unit:
            unit.record_dossier(dossier, happened)

    # ── the province is put back from a copy ──

    @property
    def log(self) -> bytes:
        """The log that the province writes in its present life."""
        return province_log(STATIONS[HUB], "03388", self.life)

    @rule()
    def the_hub_is_copied(self) -> None:
        shutil.rmtree(self.folder / "copy", ignore_errors=True)
        self._closing_hub(lambda: shutil.copytree(self.folder / str(HUB), self.folder / "copy"))

    @precondition(lambda self: (self.folder / "copy").exists())
    @rule()
    def the_hub_is_put_back_and_goes_on_in_a_new_life(self) -> None:
        """The same copy may be put back again: each time it is another life."""

        def put_back() -> None:
            shutil.rmtree(self.folder / str(HUB))
            shutil.copytree(self.folder / "copy", self.folder / str(HUB))

        self._closing_hub(put_back)
        self.life += 1
        self.seen.add("restored")

    def _closing_hub(self, do: Callable[[], object]) -> None:
        self.desks[HUB].close()
        do()
        self.desks[HUB] = open_desk(
            paths_in(self.folder / str(HUB)), "mai", PASSWORD, write=True, clock=self.clocks[HUB]
        )

    # ── couriers ──

    @rule(n=laptops, upto=st.integers(1, 40))
    def a_bundle_reaches_the_province(self, n: int, upto: int) -> None:
        self._carry(self.desks[n], self.desks[HUB], upto)
        self._order()

    @rule(n=laptops, upto=st.integers(1, 40), twice=st.booleans())
    def an_answer_reaches_a_laptop(self, n: int, upto: int, twice: bool) -> None:
        for _time in range(1 + twice):
            self._carry(self.desks[HUB], self.desks[n], upto)

    @rule(n=laptops, to=laptops, upto=st.integers(1, 40))
    def a_stick_goes_from_desk_to_desk(self, n: int, to: int, upto: int) -> None:
        if n != to:
            self._carry(self.desks[n], self.desks[to], upto)

    def _carry(self, giver: OpenDesk, taker: OpenDesk, upto: int = 1 << 40) -> None:
        """Bring what the other lacks of each log, at most so many changes of each; the rest is lost on the way."""
        for held in reversed(giver.queries.positions()):
            if held.station == taker.station:
                continue
            has = taker.book.position(held.station).seq
            last = min(held.seq, has + upto)
            if last > has:
                changes = list(giver.book.changes(LogRange(held.station, max(has - 1, 1), last)))
                taker.book.merge(changes, head=giver.book.hash_at(held.station, last))

    def _order(self) -> None:
        hub = self.desks[HUB]
        runs = [one for one in hub.unordered() if one.station != STATIONS[HUB]]
        if runs:
            ordered = tuple(OrderedRun(one.station, one.first, one.last) for one in runs)
            with hub.units_as(self.log, actor=officer_of(hub)) as unit:
                unit.record("province", self.log, ChangesOrdered(self.clocks[HUB].now(), "03388", ordered))

    # ── what always holds ──

    @precondition(lambda self: hasattr(self, "desks"))
    @invariant()
    def no_fact_is_lost_or_doubled_and_a_conflict_is_never_hidden(self) -> None:
        for desk in self.desks:
            for one in DOSSIERS:
                found = desk.queries.dossier(one)
                numbers = [(paid.station, paid.number) for paid in found.payments]
                assert len(numbers) == len(set(numbers))
                assert desk.queries.line(one).marked == bool(review_items(found))
                if found.conflict is not None:
                    assert found.ended_at is None
                    assert len({branch.ending for branch in found.conflict.branches}) > 1


def test_whatever_couriers_do_all_stations_end_as_the_province_says() -> None:
    often = settings(
        max_examples=5 if settings.get_current_profile_name() == "ci" else 400,
        stateful_step_count=20,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Commune, settings=often)


def _live(chance: Random) -> None:
    """Live a long life by chance: Hypothesis likes short ones, in which nobody contradicts anybody."""
    life = Commune()
    life.open_desks(tuple(chance.choice((-400, 0, 0, 3, 4000)) for _desk in range(3)))
    for _day in range(10):
        acts_ = [
            (chance.randint(0, 9), chance.randint(0, 2), chance.choice(DOSSIERS), chance.randint(0, 3))
            for _act in range(chance.randint(4, 9))
        ]
        life.a_morning(acts_)
        for _trip in range(2):
            n, to, upto = chance.randint(0, 2), chance.randint(0, 2), chance.randint(1, 40)
            match chance.randint(0, 2):
                case 0:
                    life.a_bundle_reaches_the_province(n, upto)
                case 1:
                    life.an_answer_reaches_a_laptop(n, upto, twice=chance.random() < 0.3)
                case _:
                    life.a_stick_goes_from_desk_to_desk(n, to, upto)
        life._note()
        if chance.random() < 0.2:
            life.the_hub_is_copied()
        if chance.random() < 0.15 and (life.folder / "copy").exists():
            life.the_hub_is_put_back_and_goes_on_in_a_new_life()
        if chance.random() < 0.2:
            life.decide(chance.randint(0, 3), chance.choice(DOSSIERS), chance.randint(0, 1))
    life.no_fact_is_lost_or_doubled_and_a_conflict_is_never_hidden()
    life.teardown()


def test_long_lives_come_to_every_kind_of_contradiction_and_end_alike() -> None:
    Commune.seen.clear()
    lives = 5 if settings.get_current_profile_name() == "ci" else 200
    for seed in range(lives):
        _live(Random(seed))
    assert {"custody", "proposal", "soft", "late", "double_result", "restored"} <= Commune.seen
