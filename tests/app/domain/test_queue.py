"""Who is next in the hall, and who wins when two desks call one number."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from app.clock import ZONE
from app.domain.queue import (
    CALLED,
    DONE,
    HELD,
    QueueEvent,
    Said,
    Ticket,
    board_of,
    in_order,
    lost_by,
    next_for,
    number_of,
    tickets_of,
)
from app.domain.queue_events import TicketCalled, TicketDone, TicketHeld, TicketMissed, TicketTaken

NINE = datetime(2026, 11, 23, 9, tzinfo=ZONE)
ONE, TWO, THREE = b"1" * 16, b"2" * 16, b"3" * 16


def at(minutes: int) -> datetime:
    return NINE + timedelta(minutes=minutes)


def taken(number: str, minutes: int, station: bytes = ONE, priority: tuple[str, ...] = ()) -> Said:
    return Said(number.encode(), station, TicketTaken(at(minutes), number, priority))


def call(number: str, minutes: int, station: bytes, desk: int) -> Said:
    return Said(number.encode(), station, TicketCalled(at(minutes), desk))


def numbers(tickets: tuple[Ticket, ...]) -> list[str]:
    return [one.number for one in tickets]


def test_numbers_of_two_desks_never_meet() -> None:
    assert number_of(1, 12) == "A012"
    assert number_of(2, 12) == "B012"
    assert len({number_of(station, 1) for station in range(1, 10)}) == 9


def test_priority_goes_first_in_turn_or_not_at_all() -> None:
    hall = tickets_of(
        [
            taken("A001", 0),
            taken("A002", 1),
            taken("A003", 2, priority=("elderly",)),
            taken("A004", 3, priority=("disabled",)),
        ]
    )
    assert numbers(in_order(hall, "first")) == ["A003", "A004", "A001", "A002"]
    assert numbers(in_order(hall, "in_turn")) == ["A003", "A001", "A004", "A002"]
    assert numbers(in_order(hall, "none")) == ["A001", "A002", "A003", "A004"]
    assert numbers(in_order(hall, "in_turn", last=hall[2])) == ["A001", "A003", "A002", "A004"]


def test_a_desk_serves_its_own_and_a_helper_takes_a_later_one() -> None:
    hall = tickets_of([taken("A001", 0), taken("A002", 1), taken("A003", 2)])
    own, helper = next_for(hall, ONE, "first"), next_for(hall, TWO, "first")
    assert own is not None
    assert helper is not None
    assert (own.number, helper.number) == ("A001", "A002"), "the same second, two people"
    third = tickets_of([*(Said(one.id, ONE, TicketTaken(one.taken_at, one.number)) for one in hall)])
    assert next_for(third[:1], TWO, "first") is None, "the last one is left to the desk that gave it out"
    mixed = tickets_of([taken("A001", 0), taken("B001", 1, TWO), taken("A002", 2)])
    mine = next_for(mixed, TWO, "first")
    assert mine is not None
    assert mine.number == "B001", "whoever has waiters of its own helps nobody"


def test_two_helpers_take_two_people() -> None:
    said = [taken(f"A00{n}", n) for n in range(1, 6)]
    said += [taken("B001", 0, TWO), call("B001", 1, TWO, 2), taken("C001", 0, THREE), call("C001", 1, THREE, 3)]
    hall = tickets_of(said)
    chosen = [next_for(hall, station, "first") for station in (ONE, TWO, THREE)]
    assert [one.number for one in chosen if one] == ["A001", "A002", "A003"]


def test_the_first_call_holds_and_the_second_is_told() -> None:
    (ticket,) = tickets_of([taken("A001", 0), call("A001", 5, TWO, 2), call("A001", 6, ONE, 1)])
    assert (ticket.state, ticket.server, ticket.desk) == (CALLED, TWO, 2)
    ((lost_ticket, lost),) = lost_by((ticket,), ONE)
    assert (lost_ticket.number, lost.holder) == ("A001", 2)
    assert lost_by((ticket,), TWO) == ()


def test_what_the_loser_says_of_the_ticket_changes_nothing() -> None:
    said = [taken("A001", 0), call("A001", 5, TWO, 2), call("A001", 6, ONE, 1)]
    for event in (TicketDone(at(7)), TicketHeld(at(7)), TicketMissed(at(7))):
        (ticket,) = tickets_of([*said, Said(b"A001", ONE, event)])
        assert ticket.state == CALLED
    (done,) = tickets_of([*said, Said(b"A001", TWO, TicketDone(at(8)))])
    assert done.state == DONE


def test_held_and_missed_numbers_may_be_called_by_any_desk() -> None:
    said = [taken("A001", 0), call("A001", 5, ONE, 1), Said(b"A001", ONE, TicketHeld(at(6), "photo"))]
    (held,) = tickets_of(said)
    assert (held.state, held.reason) == (HELD, "photo")
    (again,) = tickets_of([*said, call("A001", 9, TWO, 2)])
    assert (again.state, again.desk, again.reason, again.lost) == (CALLED, 2, None, ())


def test_a_call_told_before_its_ticket_still_counts() -> None:
    said = [call("A001", 5, TWO, 2), taken("A001", 0)]
    assert tickets_of(said)[0].state == CALLED


def test_the_screen_shows_the_last_four_called_newest_first() -> None:
    said = [taken(f"A00{n}", 0) for n in range(1, 7)]
    said += [call(f"A00{n}", n, ONE, 1) for n in range(1, 6)]
    assert numbers(board_of(tickets_of(said))) == ["A005", "A004", "A003", "A002"]
    said.append(Said(b"A002", ONE, TicketCalled(at(30), 1, again=True)))
    assert numbers(board_of(tickets_of(said))) == ["A002", "A005", "A004", "A003"], "called again is called last"


def test_whatever_is_said_no_ticket_has_two_desks() -> None:
    dice = random.Random(3)
    for _life in range(60):
        said = [taken(f"A{n:03d}", n) for n in range(1, 5)]
        for minute in range(10, 60):
            ticket, station = dice.choice(said[:4]).ticket, dice.choice((ONE, TWO, THREE))
            choices: list[QueueEvent] = [
                TicketCalled(at(minute), station[0] - 48),
                TicketHeld(at(minute)),
                TicketDone(at(minute)),
            ]
            event = dice.choice(choices)
            said.append(Said(ticket, station, event))
        hall = tickets_of(said)
        for one in hall:
            assert one.state in (CALLED, HELD, DONE) or one.server is None
            assert one.state != CALLED or one.server is not None
            assert all(lost.station != one.server or one.called_at is not None for lost in one.lost)
        assert tickets_of(said) == hall
