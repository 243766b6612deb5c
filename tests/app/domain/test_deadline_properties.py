"""What holds for every limit, receipt and pause, whatever the calendar says."""

from __future__ import annotations

import time
from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.calendars import load_shipped
from app.domain.calendar import ZONE
from app.domain.deadline import Extension, Pause, TimeLimit, due

CALENDAR = load_shipped()

receipts = st.datetimes(datetime(2024, 12, 1), datetime(2028, 3, 1)).map(  # noqa: DTZ001 (zone added here)
    lambda moment: moment.replace(tzinfo=ZONE, microsecond=0)
)
in_days = st.builds(TimeLimit, st.sampled_from(["working_day", "calendar_day"]), st.integers(1, 90))
in_hours = st.builds(TimeLimit, st.sampled_from(["working_hour", "hour"]), st.integers(1, 90))
limits = st.one_of(st.just(TimeLimit("same_day", 0)), in_days, in_hours)
office_limits = limits.filter(lambda limit: limit.unit != "hour")
additions = st.lists(
    st.builds(
        Extension,
        condition=st.just("phải xác minh"),
        amount=st.integers(1, 40),
        unit=st.sampled_from(["working_day", "calendar_day", "working_hour"]),
        mode=st.just("add"),
    ),
    max_size=3,
)


@st.composite
def pauses_after(draw: st.DrawFn, moment: datetime) -> list[Pause]:
    """Up to three pauses apart from each other, from some hours before the receipt on."""
    found: list[Pause] = []
    edge = moment - timedelta(hours=10)
    for _ in range(draw(st.integers(0, 3))):
        start = edge + timedelta(minutes=draw(st.integers(0, 20_000)))
        edge = start + timedelta(minutes=draw(st.integers(0, 20_000)))
        found.append(Pause(start, edge))
    return found


@given(limits, receipts, additions)
def test_nothing_is_promised_before_it_came_in(limit: TimeLimit, received: datetime, added: list[Extension]) -> None:
    found = due(limit, received=received, calendar=CALENDAR, extensions=added)
    assert found.at >= received
    assert list(found.counted_days) == sorted(set(found.counted_days))
    assert all(received.date() <= day <= found.at.date() for day in found.counted_days)


@given(office_limits, receipts, additions)
def test_the_promised_time_is_one_when_the_office_is_open(
    limit: TimeLimit, received: datetime, added: list[Extension]
) -> None:
    found = due(limit, received=received, calendar=CALENDAR, extensions=added).at
    assert any(session.opens < found.time() <= session.closes for session in CALENDAR.sessions(found.date()))


@given(in_days, receipts)
def test_days_are_due_at_closing_time_and_as_many_are_counted_as_asked(limit: TimeLimit, received: datetime) -> None:
    found = due(limit, received=received, calendar=CALENDAR)
    assert found.at == CALENDAR.closes_at(found.at.date())
    assert len(found.counted_days) == limit.amount
    assert received.date() < found.counted_days[0]
    if limit.unit == "working_day":
        assert all(CALENDAR.is_working_day(day) for day in found.counted_days)
        assert CALENDAR.working_days_between(received.date(), found.at.date()) == limit.amount


@given(st.one_of(in_days, in_hours), receipts, st.integers(1, 30))
def test_a_longer_limit_is_never_due_earlier(limit: TimeLimit, received: datetime, more: int) -> None:
    assert limit.amount is not None
    longer = TimeLimit(limit.unit, limit.amount + more)
    assert due(limit, received=received, calendar=CALENDAR).at <= due(longer, received=received, calendar=CALENDAR).at


@given(limits, receipts, st.timedeltas(timedelta(0), timedelta(days=40)), additions)
def test_who_comes_later_is_never_served_earlier(
    limit: TimeLimit, received: datetime, later: timedelta, added: list[Extension]
) -> None:
    first = due(limit, received=received, calendar=CALENDAR, extensions=added)
    second = due(limit, received=received + later, calendar=CALENDAR, extensions=added)
    assert first.at <= second.at


@given(st.data(), limits, receipts)
def test_a_pause_never_brings_the_day_forward(data: st.DataObject, limit: TimeLimit, received: datetime) -> None:
    pauses = data.draw(pauses_after(received))
    paused = due(limit, received=received, calendar=CALENDAR, pauses=pauses)
    assert paused.at >= due(limit, received=received, calendar=CALENDAR).at
    assert paused == due(limit, received=received, calendar=CALENDAR, pauses=list(reversed(pauses)))


@given(in_days, receipts, st.timedeltas(timedelta(0), timedelta(days=60)))
def test_a_restart_is_as_if_the_papers_came_in_then(limit: TimeLimit, received: datetime, later: timedelta) -> None:
    again = due(limit, received=received, calendar=CALENDAR, restart=received + later)
    assert again.at == due(limit, received=received + later, calendar=CALENDAR).at


def test_ten_thousand_promises_take_less_than_a_second() -> None:
    opening = datetime(2026, 1, 5, 8, 0, tzinfo=ZONE)
    calendar = load_shipped()
    started = time.perf_counter()
    found = {
        due(
            TimeLimit("working_day", 1 + number % 10),
            received=opening + timedelta(minutes=40 * number),
            calendar=calendar,
        ).at.date()
        for number in range(10_000)
    }
    took = time.perf_counter() - started
    assert max(found) >= date(2026, 10, 1)
    assert took < 8, f"{took:.2f} s"
