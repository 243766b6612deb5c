"""Any sequence of acts on a real desk: one number, a clock that agrees with a reckoning of its own, money that
adds up, tables that a replay makes again. The reckoning below knows the law and the calendar files, not our code.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
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

from app.clock import ZONE, FixedClock
from app.domain.citizen import Applicant
from app.domain.dossier import Dossier
from app.domain.draft import Draft, PaperEntry
from app.domain.errors import AlreadyExtended, DomainError, LeaveNeeded, NothingToUndo, PromiseNotLater, StepNotAllowed
from app.domain.events import DossierHandedOver
from app.domain.facts import Receiver
from app.domain.life_events import Leave, WantedPaper
from app.domain.states import ACTS, State
from app.paths import desk_paths
from storage import vault
from storage.rebuild import rebuild, verify
from storage.vault_file import Cost
from ui.first_start import FirstStart, start_desk
from ui.program import Program, open_program

PASSWORD = "mật khẩu rất dài"
MONDAY = datetime(2026, 3, 2, 8, 15, tzinfo=ZONE)
PROCEDURES = {"2.001035": ("wd", 2), "1.003005": ("wd", 45), "2.001827": ("cd", 15), "2.002621": ("wd", 4)}
WAIT = st.sampled_from((0, 0, 1, 2, 4, 9))
CALENDARS = Path(__file__).parents[2] / "app" / "data" / "calendar"


# ── the reckoning: days counted one by one on the calendar files ─────────────────────────────


def _calendar_files() -> tuple[set[date], set[date]]:
    off: set[date] = set()
    worked: set[date] = set()
    for file in CALENDARS.glob("20*.json"):
        year = json.loads(file.read_text(encoding="utf-8"))
        off |= {date.fromisoformat(day["date"]) for day in year["days_off"]}
        worked |= {date.fromisoformat(day) for day in year.get("working_days", [])}
    return off, worked


OFF, WORKED = _calendar_files()


def is_open(day: date) -> bool:
    return day not in OFF and (day.weekday() < 5 or day in WORKED)


def after(day: date, working_days: int) -> date:
    while working_days:
        day += timedelta(days=1)
        working_days -= is_open(day)
    return day


def ends(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 17, 30, tzinfo=ZONE)


@dataclass
class Clock:
    """Day 0, the days on which the clock stood, and an apology's new day."""

    unit: str
    amount: int
    zero: date
    stood: set[date] = field(default_factory=set)
    since: date | None = None
    apology: date | None = None

    def due(self) -> datetime:
        if self.apology is not None:
            return ends(self.apology)
        day, left = self.zero, self.amount
        while left:
            day += timedelta(days=1)
            if day not in self.stood and (self.unit == "cd" or is_open(day)):
                left -= 1
        while not is_open(day) or day in self.stood:
            day += timedelta(days=1)
        return ends(day)

    def go_on(self, day: date) -> None:
        assert self.since is not None
        standing = {self.since + timedelta(days=n) for n in range(1, (day - self.since).days + 1)}
        self.stood |= standing
        if self.apology is not None:
            self.apology = after(self.apology, sum(map(is_open, standing)))
        self.since = None


# ── the desk ─────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def _fresh_desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fresh")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vault, "Cost", lambda memory_kib=64, passes=1, lanes=1: Cost(memory_kib, passes, lanes))
        paths = replace(desk_paths(folder), state_dir=folder / "state", logs_dir=folder / "logs")
        first = FirstStart("Sin Suối Hồ", 1, "mai", "Lò Thị Mai", None, None, True)
        start_desk(paths, first, password=PASSWORD, now=MONDAY)
    return folder


class Life(RuleBasedStateMachine):
    """One dossier and whatever an officer can think of."""

    fresh: Path

    @initialize(code=st.sampled_from(sorted(PROCEDURES)))
    def accept(self, code: str) -> None:
        self.folder = Path(tempfile.mkdtemp())
        shutil.copytree(self.fresh, self.folder, dirs_exist_ok=True)
        paths = replace(desk_paths(self.folder), state_dir=self.folder / "state", logs_dir=self.folder / "logs")
        self.desk: Program = open_program(paths, login="mai", password=lambda: PASSWORD, write=True, now=MONDAY)
        assert isinstance(self.desk.clock.machine, FixedClock)
        self.now = self.desk.clock.machine
        procedure = self.desk.catalogue.procedure(code, on=MONDAY.date())
        papers = tuple(PaperEntry(n, original=1) for n, paper in enumerate(procedure.papers) if paper.required)
        draft = Draft(procedure=code, applicant=Applicant("person", "Giàng A Chống"), papers=papers)
        accepted = self.desk.intake.accept(draft, officer=self.desk.officer).dossier
        self.id, self.code = accepted.id, accepted.code
        unit, amount = PROCEDURES[code]
        self.clock = Clock(unit, amount, MONDAY.date())
        self.state = State.ACCEPTED
        self.collected: list[int] = []
        self.asked = 0
        self.numbers: list[str] = []
        self.before: tuple[State, Clock, int] | None = None
        self.before_at = MONDAY
        self.tries = self.steps = 0

    def teardown(self) -> None:
        if not hasattr(self, "desk"):
            return
        live = self.dossier
        checked = verify(self.desk.storage.database)
        assert checked.ok and checked.projections_equal
        rebuild(self.desk.storage.database)
        assert self.dossier == live
        self.desk.close()
        shutil.rmtree(self.folder)

    @property
    def dossier(self) -> Dossier:
        return self.desk.queries.dossier(self.id)

    @property
    def at(self) -> datetime:
        return self.now.now()

    def _may(self, act: str) -> bool:
        """Let an act be tried: when the state allows it, and every sixth time although it does not."""
        self.tries += 1
        if act in ("complete", "withdraw") and self.steps < 14:
            return False  # lives worth living: the ends come once something has happened
        return self.state in ACTS[act] or self.tries % 12 == 0

    def _wait(self, days: int) -> None:
        if self.at < datetime(2027, 6, 1, tzinfo=ZONE):
            self.now.set(self.at + timedelta(days=days, seconds=1))

    def _did(self, state: State, *, way_back: bool = True) -> None:
        self.before = (self.state, replace(self.clock, stood=set(self.clock.stood)), self.asked) if way_back else None
        self.before_at = self.at
        self.state = state

    def _refused(self, kind: type[DomainError], act: object) -> None:
        """Try what is forbidden; nothing of it may be kept."""
        before, changes = self.dossier, self.desk.queries.sync_state().changes
        with pytest.raises(kind):
            act()  # type: ignore[operator]
        assert self.dossier == before
        assert self.desk.queries.sync_state().changes == changes

    # ── time ──

    @rule(days=st.integers(0, 6), minutes=st.integers(0, 500))
    def time_passes(self, days: int, minutes: int) -> None:
        self._wait(days)
        self.now.set(self.at + timedelta(minutes=minutes))

    # ── acts ──

    @precondition(lambda self: self._may("forward"))
    @rule()
    def forward(self) -> None:
        act = lambda: self.desk.processing.forward(  # noqa: E731
            self.id, to=Receiver("division", "Tư pháp - Hộ tịch"), officer=self.desk.officer
        )
        if self.state not in (State.ACCEPTED, State.PROCESSING):
            return self._refused(StepNotAllowed, act)
        snapshot = self.state
        act()
        self._did(State.PROCESSING)
        assert snapshot in (State.ACCEPTED, State.PROCESSING)
        return None

    @precondition(lambda self: self._may("request-papers"))
    @rule(leave=st.booleans(), wait=WAIT)
    def request_papers(self, leave: bool, wait: int) -> None:
        self._wait(wait)
        wanted = (WantedPaper("Giấy chứng sinh"),)
        act = lambda: self.desk.waiting.request_papers(  # noqa: E731
            self.id,
            wanted=wanted,
            reason="Thiếu giấy chứng sinh",
            officer=self.desk.officer,
            leave=Leave("Lò Văn Pản", "người dân ở xa") if leave else None,
        )
        if self.state not in (State.ACCEPTED, State.PROCESSING):
            return self._refused(StepNotAllowed, act)
        too_late = self.state is State.PROCESSING and self.at > ends(after(self.clock.zero, 3))
        if not leave and (self.asked or too_late):
            return self._refused(LeaveNeeded, act)
        made = act()
        self._did(State.AWAITING_PAPERS)
        self.asked += 1
        self.clock.since = self.at.date()
        self.numbers.append(made.requests[-1].number)
        return None

    @precondition(lambda self: self._may("papers-received"))
    @rule(resume=st.booleans(), wait=WAIT)
    def papers_received(self, resume: bool, wait: int) -> None:
        self._wait(wait)
        act = lambda: self.desk.waiting.papers_received(  # noqa: E731
            self.id,
            officer=self.desk.officer,
            mode="resume" if resume else None,
            basis="Luật Đất đai" if resume else None,
        )
        if self.state is not State.AWAITING_PAPERS:
            return self._refused(StepNotAllowed, act)
        act()
        self._did(State.PROCESSING)
        if resume:
            self.clock.go_on(self.at.date())
        else:
            # A new limit starts from zero; the apology is not given a second time, but its day is gone.
            self.clock = Clock(self.clock.unit, self.clock.amount, self.at.date())
        return None

    @precondition(lambda self: self._may("suspend"))
    @rule(wait=WAIT)
    def suspend(self, wait: int) -> None:
        self._wait(wait)
        act = lambda: self.desk.waiting.suspend(self.id, reason="Nộp thuế", officer=self.desk.officer)  # noqa: E731
        if self.state is not State.PROCESSING:
            return self._refused(StepNotAllowed, act)
        act()
        self._did(State.AWAITING_PAYMENT)
        self.clock.since = self.at.date()
        return None

    @precondition(lambda self: self._may("resume"))
    @rule(wait=WAIT)
    def resume(self, wait: int) -> None:
        self._wait(wait)
        act = lambda: self.desk.waiting.resume(self.id, proof="Giấy nộp tiền số 12", officer=self.desk.officer)  # noqa: E731
        if self.state is not State.AWAITING_PAYMENT:
            return self._refused(StepNotAllowed, act)
        act()
        self._did(State.PROCESSING)
        self.clock.go_on(self.at.date())
        return None

    @precondition(lambda self: self._may("extend"))
    @rule(days=st.integers(1, 9), wait=WAIT)
    def extend(self, days: int, wait: int) -> None:
        self._wait(wait)
        act = lambda: self.desk.promises.extend(  # noqa: E731
            self.id, to=f"{days}wd", reason="Phải xác minh", officer=self.desk.officer
        )
        if self.state is not State.PROCESSING:
            return self._refused(StepNotAllowed, act)
        if self.dossier.extension is not None:
            return self._refused(AlreadyExtended, act)
        new = after(self.clock.due().date(), days)
        if ends(new) <= self.at:
            return self._refused(PromiseNotLater, act)
        judged = self.dossier.original_due_at
        act()
        self._did(State.PROCESSING)
        self.clock.apology = new
        assert self.dossier.original_due_at == judged
        return None

    @precondition(lambda self: self._may("complete"))
    @rule(wait=WAIT)
    def complete(self, wait: int) -> None:
        self._wait(wait)
        act = lambda: self.desk.processing.complete(self.id, officer=self.desk.officer, number="12/UBND")  # noqa: E731
        if self.state not in (State.ACCEPTED, State.PROCESSING):
            return self._refused(StepNotAllowed, act)
        was_accepted = self.state is State.ACCEPTED
        act()
        if was_accepted:
            self._did(State.PROCESSING)
        self._did(State.COMPLETED)
        return None

    @precondition(lambda self: self._may("withdraw"))
    @rule(how=st.sampled_from(["refuse", "stop", "withdraw"]))
    def end(self, how: str) -> None:
        officer, endings = self.desk.officer, self.desk.endings
        acts = {
            "refuse": lambda: endings.refuse(
                self.id, reason="Không đủ điều kiện", legal_basis="Điều 5", officer=officer
            ),
            "stop": lambda: endings.stop(self.id, reason="Không còn nhu cầu", request="Đơn ngày 3/3", officer=officer),
            "withdraw": lambda: endings.withdraw(self.id, reason="Bổ sung sau", officer=officer),
        }
        open_for = {State.ACCEPTED, State.PROCESSING, State.AWAITING_PAPERS}
        if how != "refuse":
            open_for.add(State.AWAITING_PAYMENT)
        if self.state not in open_for:
            return self._refused(StepNotAllowed, acts[how])
        acts[how]()
        self._did({"refuse": State.COMPLETED, "stop": State.STOPPED, "withdraw": State.WITHDRAWN}[how])
        return None

    @precondition(lambda self: self._may("hand-over"))
    @rule()
    def hand_over(self) -> None:
        happened = DossierHandedOver(at=self.at)
        act = lambda: self.desk.handover.hand_over(self.id, happened, officer=self.desk.officer)  # noqa: E731
        may = (State.COMPLETED, State.STOPPED, State.WITHDRAWN)
        if self.state not in may or self.dossier.returned is not None:
            return self._refused(StepNotAllowed, act)
        act()
        self._did(State.RETURNED if self.state is State.COMPLETED else self.state)
        return None

    @precondition(lambda self: self.state in (State.COMPLETED, State.RETURNED))
    @rule()
    def fault(self) -> None:
        self.desk.processing.fault(
            self.id, kind="wrong", what="Sai họ tên", remedy="In lại và xin lỗi", officer=self.desk.officer
        )
        self._did(State.PROCESSING, way_back=False)

    @rule(name=st.sampled_from(["Giàng A Chống", "Giàng A Chồng", "Giàng A Chông"]))
    def correct_the_name(self, name: str) -> None:
        if name == self.dossier.applicant.name:
            return
        self.desk.corrections.correct(
            self.id,
            {"applicant.name": name},
            reason="Nghe nhầm",
            second_officer="Lò Văn Pản",
            officer=self.desk.officer,
        )
        self.before = None
        assert self.dossier.applicant.name == name
        assert self.dossier.corrections[-1].corrections[0].new == name

    @rule(amount=st.integers(-5, 60_000))
    def pay(self, amount: int) -> None:
        act = lambda: self.desk.fees.collect(self.id, amount=amount, officer=self.desk.officer)  # noqa: E731
        owed = self.dossier.total
        assert owed is not None
        if amount <= 0 or sum(self.collected) + amount > owed:
            return self._refused(DomainError, act)
        act()
        self.collected.append(amount)
        self.before = None
        return None

    @rule()
    def undo(self) -> None:
        act = lambda: self.desk.undoing.undo(self.id, officer=self.desk.officer)  # noqa: E731
        if self.before is None or self.at - self.before_at > timedelta(seconds=60):
            return self._refused(NothingToUndo, act)
        act()
        self.state, self.clock, self.asked = self.before
        self.before = None
        return None

    # ── what always holds ──

    @invariant()
    def it_is_one_dossier_with_one_number(self) -> None:
        if not hasattr(self, "desk"):
            return
        self.steps += 1
        assert self.dossier.code == self.code
        assert self.desk.queries.dossier_id(self.code) == self.id
        assert self.dossier.marks == ()
        assert len(set(self.numbers)) == len(self.numbers)

    @invariant()
    def it_stands_where_its_acts_have_brought_it(self) -> None:
        if hasattr(self, "desk"):
            assert self.dossier.state is self.state
            assert self.desk.queries.line(self.id).state is self.state

    @invariant()
    def the_promise_is_what_the_law_makes_of_it(self) -> None:
        if hasattr(self, "desk"):
            assert self.dossier.due.at == self.clock.due()

    @invariant()
    def the_money_adds_up(self) -> None:
        if not hasattr(self, "desk"):
            return
        dossier = self.dossier
        assert dossier.paid == sum(self.collected)
        assert [paid.number for paid in dossier.payments] == [f"1-{n:04d}" for n in range(1, len(self.collected) + 1)]


def test_whatever_happens_to_a_dossier_number_clock_and_money_hold(_fresh_desk: Path) -> None:
    Life.fresh = _fresh_desk
    often = settings(
        max_examples=25 if settings.get_current_profile_name() == "ci" else 1000,
        stateful_step_count=32,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Life, settings=often)
