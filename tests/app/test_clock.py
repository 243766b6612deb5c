from datetime import UTC, datetime, timedelta

import pytest

from app.clock import ZONE, FixedClock, SystemClock, local


def test_a_computer_in_another_zone_still_tells_the_time_of_vietnam() -> None:
    assert local(datetime(2026, 11, 23, 1, 15, tzinfo=UTC)).isoformat() == "2026-11-23T08:15:00+07:00"
    assert SystemClock().now().utcoffset() == timedelta(hours=7)
    assert abs(SystemClock().now() - datetime.now(UTC)) < timedelta(seconds=5)


def test_a_fixed_clock_stands_until_it_is_moved() -> None:
    clock = FixedClock(datetime(2026, 11, 23, 1, 15, tzinfo=UTC))
    assert clock.now() == clock.now() == datetime(2026, 11, 23, 8, 15, tzinfo=ZONE)
    clock.advance(timedelta(minutes=5))
    assert clock.now().isoformat() == "2026-11-23T08:20:00+07:00"
    clock.set(datetime(2020, 1, 1, tzinfo=ZONE))
    assert clock.now().year == 2020


def test_a_time_without_offset_is_a_bug_not_a_guess() -> None:
    with pytest.raises(ValueError, match="without offset"):
        FixedClock(datetime(2026, 11, 23, 8, 15))  # noqa: DTZ001
