"""Lists, tiles, codes and people, as the desk's screens ask for them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from app.domain.errors import AmbiguousDossier, UnknownDossier
from app.domain.events import DossierCompleted, DossierForwarded, DossierHandedOver, SlipPrinted
from app.domain.facts import ProcedureRef, Receiver
from app.domain.life_events import (
    CodeLinked,
    Correction,
    DossierCorrected,
    DossierExtended,
    PapersCompleted,
    PapersRequested,
)
from app.domain.states import RUNNING_STATES, State
from app.readings import DossierFilter, DossierLine
from storage import line_statements, review_rows
from storage.desk import OpenDesk
from tests.storage.made_up import DAO, MONDAY, ElsewhereLog, accept, id_of, officer_of, receipt

ALL = DossierFilter()
KET_HON = ProcedureRef("ket-hon", "1.000894", "Thủ tục đăng ký kết hôn", "Hộ tịch", "2025-07-01")


def serials(lines: object) -> list[str]:
    return [line.code[-4:] for line in lines]  # type: ignore[attr-defined]


@pytest.fixture
def week(desk: OpenDesk) -> OpenDesk:
    """Ten dossiers, one an hour; due on different days; some finished."""
    for number in range(10):
        at = MONDAY + timedelta(hours=number)
        accept(
            desk,
            receipt(1001 + number, f"Người {number}", at=at, due_days=(number * 7) % 10, id_number=f"01209{number}"),
        )
    act(desk, 1003, DossierForwarded(MONDAY, Receiver("officer", "Tư pháp")))
    act(desk, 1004, DossierForwarded(MONDAY, Receiver("officer", "X")), DossierCompleted(MONDAY))
    act(
        desk,
        1005,
        DossierForwarded(MONDAY, Receiver("officer", "X")),
        DossierCompleted(MONDAY),
        DossierHandedOver(MONDAY),
    )
    return desk


def act(desk: OpenDesk, serial: int, *events: object) -> None:
    with desk.units(officer_of(desk)) as unit:
        unit.record_dossier(id_of(f"H35.99.12-261123-{serial}"), *events)  # type: ignore[arg-type]


def test_lists_know_what_was_promised_anew_and_what_stands_in_the_national_system(week: OpenDesk) -> None:
    due = week.queries.dossier(id_of("H35.99.12-261123-1003")).due
    act(week, 1003, DossierExtended(MONDAY, due, "chờ xác minh", "1-0001"))
    act(week, 1006, CodeLinked(MONDAY, "national", "G22.99-1"))
    act(week, 1007, CodeLinked(MONDAY, "province", "LC-1"))

    def listed() -> list[set[str]]:
        filters = (
            DossierFilter(extended=True),
            DossierFilter(extended=False, states=(State.PROCESSING,)),
            DossierFilter(entered=True),
            DossierFilter(began_until=MONDAY + timedelta(hours=1)),
        )
        for one in filters:
            assert week.queries.count(one) == len(week.queries.page(one, order="due", after=None, limit=50))
        return [set(serials(week.queries.page(one, order="recent", after=None, limit=50))) for one in filters]

    live = listed()
    assert live == [{"1003"}, set(), {"1006"}, {"1001", "1002"}], "a province's code is not the national one"
    assert week.queries.count(DossierFilter(entered=False)) == 9
    week.rebuild()
    assert listed() == live


@pytest.fixture
def crowd(desk: OpenDesk) -> OpenDesk:
    """Nine people on one morning; every third has priority, and of those two are aimed at for the same day."""
    for number in range(9):
        happened = receipt(1001 + number, f"Người {number}", at=MONDAY + timedelta(minutes=number), due_days=9 - number)
        if number % 3 == 0:
            aim = MONDAY + timedelta(hours=9) if number else None
            happened = replace(happened, priority=("elderly",), aim_at=aim)
        accept(desk, happened)
    return desk


def test_people_with_priority_are_listed_by_when_their_work_is_aimed_to_be_done(crowd: OpenDesk) -> None:
    first, others = DossierFilter(priority=True), DossierFilter(priority=False)

    def listed() -> tuple[list[str], list[str]]:
        pages = ((first, "first"), (others, "due"))
        return tuple(serials(crowd.queries.page_at(one, order=order, offset=0, limit=50)) for one, order in pages)  # type: ignore[return-value]

    live = listed()
    assert live[0] == ["1004", "1007", "1001"], "the two of today, then whose promise alone counts"
    assert sorted(live[1]) == ["1002", "1003", "1005", "1006", "1008", "1009"]
    tonight = MONDAY + timedelta(hours=12)
    assert crowd.queries.count(DossierFilter(first_until=tonight)) == 2
    assert serials(crowd.queries.page(DossierFilter(first_from=tonight), order="recent", after=None, limit=9)) == [
        "1001"
    ]
    assert crowd.queries.count(first) + crowd.queries.count(others) == 9
    crowd.rebuild()
    assert listed() == live


def test_a_limit_that_began_anew_or_a_corrected_priority_does_away_with_the_aim(crowd: OpenDesk) -> None:
    asked = PapersRequested(MONDAY, "1-0001", (), "thiếu trích lục", "Lò Thị Mai")
    due = crowd.queries.dossier(id_of("H35.99.12-261123-1004")).due
    act(crowd, 1004, DossierForwarded(MONDAY, Receiver("officer", "X")), asked, PapersCompleted(MONDAY, due=due))
    (line,) = (one for one in crowd.queries.find("1004", filter=ALL, limit=9))
    assert line.first_by == due.at
    act(crowd, 1007, DossierCorrected(MONDAY, (Correction("priority", "elderly", ""),), "nhầm", priority=()))
    assert serials(crowd.queries.page(DossierFilter(priority=True), order="first", after=None, limit=9)) == [
        "1004",
        "1001",
    ]
    assert crowd.queries.find("1007", filter=ALL, limit=9)[0].first_by is None


@pytest.mark.parametrize(
    ("filter", "order"),
    [
        (DossierFilter(states=RUNNING_STATES, priority=False, due_until=MONDAY), "due"),
        (DossierFilter(states=RUNNING_STATES, first_until=MONDAY), "first"),
        (DossierFilter(priority=True), "first"),
        (DossierFilter(states=(State.RETURNED,), priority=False), "due"),
    ],
)
def test_asking_for_priority_reads_indexes_only(crowd: OpenDesk, filter: DossierFilter, order: str) -> None:
    """A desk of 100,000 dossiers is asked this at every change: no row of the table may be read, nothing sorted."""
    asked = (line_statements.count_of(filter, own=1), line_statements.positions(filter, order=order, own=1, limit=50))
    with crowd.queries._database.reading() as connection:
        for statement in asked:
            text = str(statement.compile(connection, compile_kwargs={"literal_binds": True}))
            plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}")]
            steps = [step for step in plan if step.startswith(("SEARCH", "SCAN"))]
            assert steps and all("COVERING INDEX" in step for step in steps), plan
            assert not any("TEMP B-TREE" in step for step in plan), plan


@pytest.fixture
def alike(desk: OpenDesk) -> OpenDesk:
    """One citizen asks for one thing on three days, another citizen in between; a month before, once."""
    for serial, days, number in ((1001, -31, "1"), (1002, 0, "1"), (1003, 1, "2"), (1004, 2, "1"), (1005, 6, "1")):
        accept(desk, receipt(serial, at=MONDAY + timedelta(days=days), id_number=f"01209000000{number}"))
    return desk


def test_a_dossier_knows_the_receipts_beside_it_that_may_be_the_same_request(alike: OpenDesk) -> None:
    asked = {
        line.code[-4:]: [(one.code[-4:], other.code[-4:]) for one, other in alike.queries.doubles_of(line.id)]
        for line in alike.queries.page_at(ALL, order="due", offset=0, limit=9)
    }
    pair = [("1002", "1004")]
    assert asked == {"1001": [], "1002": pair, "1003": [], "1004": pair, "1005": []}
    assert alike.queries.doubles_of(b"nobody has this!") == ()


def test_recent_pairs_are_those_of_the_whole_list_that_are_recent(alike: OpenDesk) -> None:
    accept(alike, receipt(1006, at=MONDAY - timedelta(days=32), id_number="012090000001"))

    def found(since: datetime | None) -> list[str]:
        return [later.code[-4:] for _earlier, later in alike.queries.doubles(limit=9, since=since)]

    assert found(None) == ["1004", "1001"]
    assert found(MONDAY - timedelta(days=20)) == ["1004"]


def test_what_may_be_the_same_request_as_one_dossier_is_found_by_an_index(alike: OpenDesk) -> None:
    """It is asked whenever a dossier is opened, of the last month at every change: never may all rows be read."""
    asked = {
        "number": "1",
        "procedure": "x",
        "first_second": 1,
        "last_second": 2,
        "one": b"1",
        "first_position": 1 << 60,
    }
    with alike.queries._database.reading() as connection:
        for statement, by in (
            (review_rows._of_one, "dossier_of_number (id_number=?"),
            (review_rows._recent, "(rowid>?)"),
        ):
            values = {name: asked[name] for name in statement.compile().params if name in asked}
            text = str(statement.params(**values).compile(connection, compile_kwargs={"literal_binds": True}))
            plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}")]
            assert any(by in step for step in plan), plan
            assert not any(step.startswith("SCAN dossier") for step in plan), plan


@pytest.mark.parametrize("order", ["due", "recent"])
@pytest.mark.parametrize(
    "filter", [ALL, DossierFilter(states=(State.ACCEPTED, State.PROCESSING)), DossierFilter(needs_print=True)]
)
def test_pages_follow_each_other_without_gap_or_repeat(week: OpenDesk, order: str, filter: DossierFilter) -> None:
    whole = week.queries.page_at(filter, order=order, offset=0, limit=50)
    key = (lambda line: (line.due_at, line.position)) if order == "due" else (lambda line: -line.position)
    assert list(whole) == sorted(whole, key=key)
    assert len(whole) == week.queries.count(filter)
    paged: list[DossierLine] = []
    after: tuple[int, int] | None = None
    while page := week.queries.page(filter, order=order, after=after, limit=3):
        paged += page
        last = page[-1]
        after = (int(last.due_at.timestamp()) if order == "due" else last.position, last.position)
    assert paged == list(whole)
    assert week.queries.page_at(filter, order=order, offset=4, limit=2) == whole[4:6]


def test_filters_hold_what_they_say(week: OpenDesk) -> None:
    closed = DossierFilter(states=(State.COMPLETED, State.RETURNED))
    assert serials(week.queries.page(closed, order="recent", after=None, limit=9)) == ["1005", "1004"]
    early = DossierFilter(due_until=MONDAY + timedelta(days=1))
    assert all(
        line.due_at <= MONDAY + timedelta(days=1)
        for line in week.queries.page_at(early, order="due", offset=0, limit=9)
    )
    late = DossierFilter(due_from=MONDAY + timedelta(days=1, seconds=1))
    assert week.queries.count(early) + week.queries.count(late) == 10


def test_the_tiles_count_running_dossiers_once(week: OpenDesk) -> None:
    now = MONDAY + timedelta(days=3)
    counts = week.queries.counts(now)
    running = week.queries.page_at(
        DossierFilter(states=(State.ACCEPTED, State.PROCESSING)), order="due", offset=0, limit=50
    )
    overdue = [line for line in running if line.due_at < now]
    today = [line for line in running if line.due_at >= now and line.due_at.date() == now.date()]
    assert overdue and today
    assert (counts.overdue, counts.due_today) == (len(overdue), len(today))
    assert counts.oldest_overdue_at == overdue[0].due_at
    assert (counts.awaiting_return, counts.awaiting_papers, counts.to_print) == (1, 0, 9)


def test_printing_takes_a_dossier_off_the_list_only_when_the_spooler_took_it(week: OpenDesk) -> None:
    exported = SlipPrinted(MONDAY, "receipt", 1, "exported", "ab", 2)
    act(week, 1001, exported)
    assert week.queries.line(id_of("H35.99.12-261123-1001")).needs_print
    act(week, 1001, replace(exported, mode="printed", copy=2))
    assert not week.queries.line(id_of("H35.99.12-261123-1001")).needs_print
    assert week.queries.counts(MONDAY).to_print == 8


def test_another_desks_receipts_are_not_ours_to_print(desk: OpenDesk) -> None:
    away = ElsewhereLog()
    away.add(id_of("away"), receipt(2001))
    away.merge_into(desk)
    assert not desk.queries.line(id_of("away")).needs_print
    assert not desk.queries.line(id_of("away")).custody_here
    assert desk.queries.count(DossierFilter(needs_print=True)) == 0
    assert desk.queries.recent_procedures(limit=5) == ()


def test_a_code_is_found_by_its_ending_if_only_one_has_it(desk: OpenDesk) -> None:
    first = accept(desk, receipt(1007))
    accept(desk, receipt(1007, at=MONDAY + timedelta(days=1)))
    accept(desk, receipt(1008, at=MONDAY + timedelta(days=1)))
    assert desk.queries.dossier_id("H35.99.12-261123-1007") == first
    assert desk.queries.dossier_id(" h35.99.12-261123-1007 ") == first
    assert desk.queries.dossier_id("261123-1007") == first
    assert desk.queries.line(desk.queries.dossier_id("08")).code.endswith("1008")
    with pytest.raises(AmbiguousDossier) as refused:
        desk.queries.dossier_id("1007")
    assert "261124-1007" in str(refused.value)
    for nothing in ("1009", "", "%", "_"):
        with pytest.raises(UnknownDossier):
            desk.queries.dossier_id(nothing)


def test_the_same_citizen_and_procedure_still_open_is_noticed(desk: OpenDesk) -> None:
    accept(desk, receipt(1001))
    accept(desk, receipt(1002, procedure=KET_HON))
    assert serials(desk.queries.open_same("012090000123", DAO.id)) == ["1001"]
    assert serials(desk.queries.open_same("012090000123", DAO.code)) == ["1001"]
    assert serials(desk.queries.earlier("012090000123", limit=9)) == ["1002", "1001"] or serials(
        desk.queries.earlier("012090000123", limit=9)
    ) == ["1001", "1002"]
    act(desk, 1001, DossierForwarded(MONDAY, Receiver("officer", "X")), DossierCompleted(MONDAY))
    assert desk.queries.open_same("012090000123", DAO.id) == ()


def test_procedures_used_lately_come_most_used_first(desk: OpenDesk) -> None:
    for number, procedure in enumerate([DAO, KET_HON, KET_HON]):
        accept(desk, receipt(1001 + number, at=MONDAY + timedelta(minutes=number), procedure=procedure))
    assert desk.queries.recent_procedures(limit=5) == ("ket-hon", "khai-sinh")


def test_the_timeline_says_who_did_what_where(week: OpenDesk) -> None:
    entries = week.queries.timeline(id_of("H35.99.12-261123-1004"))
    assert [entry.recorded.kind for entry in entries] == ["dossier.received", "dossier.forwarded", "dossier.completed"]
    assert {(entry.officer, entry.station, entry.evidence) for entry in entries} == {
        ("Lò Thị Mai", "H35.99.12-1", "saved")
    }


def test_an_unknown_dossier_is_said_to_be_unknown(desk: OpenDesk) -> None:
    for asked in (desk.queries.dossier, desk.queries.line):
        with pytest.raises(UnknownDossier):
            asked(id_of("nobody"))
    assert desk.queries.timeline(id_of("nobody")) == ()


def test_drafts_are_offered_again_newest_first(desk: OpenDesk) -> None:
    desk.drafts.keep("intake", '{"name": "Giàng"}', at=MONDAY)
    desk.drafts.keep("note", "{}", at=MONDAY + timedelta(minutes=1))
    desk.drafts.keep("intake", '{"name": "Giàng A"}', at=MONDAY + timedelta(minutes=2))
    assert desk.drafts.kept() == (
        ("intake", '{"name": "Giàng A"}', MONDAY + timedelta(minutes=2)),
        ("note", "{}", MONDAY + timedelta(minutes=1)),
    )
    with pytest.raises(RuntimeError), desk.units(officer_of(desk)) as unit:
        unit.forget_draft("intake")
        raise RuntimeError
    assert len(desk.drafts.kept()) == 2, "a failed act gives the draft back"
    with desk.units(officer_of(desk)) as unit:
        unit.forget_draft("intake")
    desk.drafts.drop("note")
    assert desk.drafts.kept() == ()


# ── the register ─────────────────────────────────────────────────────────────────────────────


def test_the_register_reads_each_book_in_order_of_entry_page_after_page(desk: OpenDesk) -> None:
    for number in range(7):
        entry = 7 - number  # typed in from paper: numbers run against the time of receipt
        accept(desk, receipt(1001 + number, at=MONDAY + timedelta(hours=number), entry=entry))
    next_year = replace(receipt(1001, at=MONDAY + timedelta(days=60)), book="01/2027")
    accept(desk, next_year)
    whole = (MONDAY, MONDAY + timedelta(days=90))

    assert desk.queries.books(*whole) == ("01/2026", "01/2027")
    entries: list[int] = []
    after: tuple[int, int] | None = None
    while page := desk.queries.book_page("01/2026", *whole, after=after, limit=3):
        entries += [dossier.entry for _key, dossier in page]
        after = page[-1][0]
    assert entries == [1, 2, 3, 4, 5, 6, 7]
    morning = (MONDAY, MONDAY + timedelta(hours=1))
    assert [one.entry for _key, one in desk.queries.book_page("01/2026", *morning, after=None, limit=9)] == [6, 7]
    assert desk.queries.books(MONDAY - timedelta(days=9), MONDAY - timedelta(days=1)) == ()
