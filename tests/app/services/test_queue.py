"""The hall with two real desks: numbers, the next one, and two desks that call one number before they meet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from app.clock import FixedClock
from app.domain.dossier import Dossier
from app.domain.errors import BadInput, NobodyWaits, NotYourTicket, UnknownTicket
from app.domain.queue import CALLED, DONE, HELD, MISSED
from app.paths import Paths, desk_paths
from app.ports import LogRange
from app.services.catalogue import load_catalogue
from storage.desk import NewDesk, create_desk
from sync.wire.signing import StationKeys
from tests.ui.made_desk import CHEAP, NOW, PASSWORD, accept_copy
from ui.person_words import waited_words
from ui.program import Program, open_program


def _desk(folder: Path, number: int) -> Program:
    paths: Paths = desk_paths(folder)
    keys, commune = StationKeys.generate(), load_catalogue().commune("Sin Suối Hồ")
    asked = NewDesk(
        commune.code, commune.name, number, commune.practice_unit_code, True, keys.station_id, keys.to_bytes()
    )
    made, _code = create_desk(
        paths, asked, login="do", name=f"Cán bộ {number}", password=PASSWORD, clock=FixedClock(NOW), cost=CHEAP
    )
    made.close()
    return open_program(paths, login="do", password=lambda: PASSWORD, write=True, now=NOW)


@pytest.fixture
def desks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Program, Program]]:
    monkeypatch.setenv("MOTCUA_STATE_DIR", str(tmp_path / "state"))
    made = _desk(tmp_path / "one", 1), _desk(tmp_path / "two", 2)
    yield made
    for one in made:
        one.close()


def meet(*desks: Program) -> None:
    """Let every desk take in what the others wrote, as a link or a stick would."""
    for giver in desks:
        end = giver.book.position(giver.desk.station)
        for taker in desks:
            held = taker.book.position(giver.desk.station).seq
            if taker is not giver and held < end.seq:
                changes = giver.book.changes(LogRange(giver.desk.station, held + 1, end.seq))
                taker.book.merge(changes, head=end.head)


def later(*desks: Program, seconds: int = 60) -> None:
    for desk in desks:
        machine = desk.clock.machine
        assert isinstance(machine, FixedClock)
        machine.advance(timedelta(seconds=seconds))


def test_a_morning_at_one_desk(desks: tuple[Program, Program]) -> None:
    desk, _other = desks
    queue, who = desk.queue, desk.officer
    with pytest.raises(NobodyWaits):
        queue.next(officer=who)
    first = queue.take(officer=who)
    later(desk)
    old = queue.take(officer=who, priority=("elderly",))
    assert (first.number, old.number) == ("A001", "A002")
    assert (queue.ahead(first), queue.ahead(old)) == (1, 0)
    assert queue.next(officer=who).number == "A002"
    later(desk)
    assert queue.recall(officer=who).again_at is not None
    assert queue.hold(officer=who, reason="Đi photo").state == HELD
    called = queue.next(officer=who)
    assert (called.number, called.state, called.desk) == ("A001", CALLED, 1)
    later(desk)
    taken_in = accept_copy(desk)
    assert queue.done(officer=who).dossiers == (taken_in.id,), "what was taken in meanwhile hangs on the number"
    assert queue.call("a002", officer=who).number == "A002"
    assert queue.no_show(officer=who).state == MISSED
    with pytest.raises(NotYourTicket):
        queue.call("A001", officer=who)
    with pytest.raises(UnknownTicket):
        queue.call("A099", officer=who)
    with pytest.raises(BadInput):
        queue.take(officer=who, priority=("rich",))
    assert [one.number for one in queue.hall().board] == ["A002", "A001"]
    before = queue.hall()
    desk.storage.rebuild()
    assert queue.hall() == before
    assert desk.storage.verify().ok


def test_the_next_call_ends_with_who_sat_there(desks: tuple[Program, Program]) -> None:
    desk, _other = desks
    for _person in range(2):
        desk.queue.take(officer=desk.officer)
    first = desk.queue.next(officer=desk.officer)
    desk.queue.next(officer=desk.officer)
    assert desk.queue.hall().numbered(first.number).state == DONE
    with pytest.raises(NobodyWaits):
        desk.queue.next(officer=desk.officer)
    current = desk.queue.hall().current
    assert current is not None
    assert current.number == "A002", "nobody next: who sits here stays"


def test_two_desks_in_the_same_second_give_and_call_different_numbers(desks: tuple[Program, Program]) -> None:
    one, two = desks
    numbers = [desk.queue.take(officer=desk.officer).number for desk in desks for _person in range(2)]
    assert len(set(numbers)) == 4
    meet(one, two)
    called = [desk.queue.next(officer=desk.officer).number for desk in desks]
    assert called == ["A001", "B001"]
    meet(one, two)
    assert one.queue.hall().lost == two.queue.hall().lost == ()
    assert [ticket.number for ticket in one.queue.hall().board] == [t.number for t in two.queue.hall().board]


def test_a_desk_without_waiters_helps_and_still_calls_somebody_else(desks: tuple[Program, Program]) -> None:
    one, two = desks
    for _person in range(3):
        one.queue.take(officer=one.officer)
    meet(one, two)
    called = [desk.queue.next(officer=desk.officer).number for desk in desks]
    assert called == ["A001", "A002"]
    meet(one, two)
    assert one.queue.next(officer=one.officer).number == "A003"


def test_both_called_one_number_before_they_met_the_first_holds_and_the_other_is_told(
    desks: tuple[Program, Program],
) -> None:
    one, two = desks
    one.queue.take(officer=one.officer)
    meet(one, two)
    two.queue.call("A001", officer=two.officer)  # the desks cannot hear each other now
    later(one, two)
    one.queue.next(officer=one.officer)
    meet(one, two)
    halls = [desk.queue.hall() for desk in desks]
    assert halls[0].tickets == halls[1].tickets, "both laptops see the same"
    (ticket,) = halls[0].tickets
    assert (ticket.state, ticket.desk) == (CALLED, 2)
    assert [told.number for told in halls[0].lost] == ["A001"]
    assert halls[1].lost == ()
    assert halls[0].current is None, "nobody sits at the desk that came second"
    for desk in desks:
        desk.storage.rebuild()
    assert [desk.queue.hall() for desk in desks] == halls
    two.queue.done(officer=two.officer)
    meet(one, two)
    assert one.queue.hall().numbered("A001").state == DONE


def test_a_dossier_knows_its_number_and_how_long_it_waited(desks: tuple[Program, Program]) -> None:
    one, _two = desks
    before = accept_copy(one)
    assert one.queue.of(before) is None, "nobody was called for it"
    one.queue.take(officer=one.officer)
    later(one, seconds=14 * 60)
    called = one.queue.next(officer=one.officer)
    later(one)
    dossier = _accept_now(one)
    sitting = one.queue.of(dossier)
    assert sitting is not None and sitting.number == called.number, "still at the desk"
    later(one)
    one.queue.done(officer=one.officer)
    linked = one.queue.of(dossier)
    assert linked is not None and (linked.number, linked.dossiers) == (called.number, (dossier.id,))
    assert "14" in waited_words(linked) and "09:40" in waited_words(linked)
    assert one.queue.of(before) is None
    later(one)
    assert one.queue.of(_accept_now(one)) is None, "came in after that turn was over"


def _accept_now(desk: Program) -> Dossier:
    return accept_copy(desk, received_at=desk.clock.now().isoformat())
