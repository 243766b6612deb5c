"""The log as bundles see it: out, in, confirmed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.errors import Forged, ParkedTooMuch
from app.domain.events import NoteAdded
from app.domain.ordering import GENESIS
from app.ports import LogRange, SegmentSeal, SetAside
from app.readings import DossierFilter, Position
from storage import segments
from storage.desk import OpenDesk
from storage.receivers import unprojected
from tests.storage.made_up import MONDAY, STATION, ElsewhereLog, accept, id_of, officer_of, receipt


def two_dossiers_away() -> ElsewhereLog:
    away = ElsewhereLog()
    away.add(id_of("a"), receipt(2001))
    away.add(id_of("b"), receipt(2002))
    away.add(id_of("a"), NoteAdded(MONDAY, "ghi chú"), deps=[(away.station, 1)])
    return away


def wrote(desk: OpenDesk, ranges: tuple[LogRange, ...], name: str = "b.goi") -> None:
    desk.book.wrote(name=name, sha256="ab" * 32, size=99, ranges=ranges, dossiers=1, at=MONDAY)


def test_a_run_of_another_station_goes_in_and_out_as_it_was(desk: OpenDesk) -> None:
    away = two_dossiers_away()
    result = away.merge_into(desk)
    assert (result.new, result.known, result.dossiers) == (3, 0, 2)
    assert unprojected(desk.database, away.station) == ()
    assert desk.book.position(away.station) == Position(away.station, 3, away.head())
    assert list(desk.book.changes(LogRange(away.station, 1, 3))) == away.changes
    assert desk.book.hash_at(away.station, 2) == away.head(2)
    assert desk.queries.count(DossierFilter()) == 2


def test_the_same_run_twice_changes_nothing(desk: OpenDesk) -> None:
    away = two_dossiers_away()
    away.merge_into(desk, 1, 2)
    before = desk.queries.positions()
    again = away.merge_into(desk, 1, 2)
    assert (again.new, again.known) == (0, 2)
    assert desk.queries.positions() == before
    overlap = away.merge_into(desk, 2, 3)
    assert (overlap.new, overlap.known) == (1, 1)
    assert desk.verify().ok


def test_an_unknown_station_stands_at_the_genesis(desk: OpenDesk) -> None:
    assert desk.book.position(b"nobody-knows-her") == Position(b"nobody-knows-her", 0, GENESIS)
    assert desk.book.hash_at(b"nobody-knows-her", 0) == GENESIS
    assert desk.book.merge([], head=GENESIS).new == 0


def test_a_run_that_does_not_meet_its_head_leaves_nothing(desk: OpenDesk) -> None:
    away = two_dossiers_away()
    changed = [*away.changes[:2], replace(away.changes[2], hlc=away.changes[2].hlc + 1)]
    with pytest.raises(Forged):
        desk.book.merge(changed, head=away.head())
    assert desk.book.position(away.station).seq == 0
    assert desk.queries.count(DossierFilter()) == 0


def test_another_history_of_what_is_held_is_a_fork(desk: OpenDesk) -> None:
    away = two_dossiers_away()
    away.merge_into(desk, 1, 2)
    forked = [replace(away.changes[1], hlc=away.changes[1].hlc + 1), away.changes[2]]
    with pytest.raises(Forged):
        desk.book.merge(forked, head=away.head())
    assert desk.book.position(away.station).seq == 2


def test_a_run_and_its_seal_go_in_together_or_not_at_all(desk: OpenDesk) -> None:
    away = two_dossiers_away()
    sealed = SegmentSeal(away.station, 1, 3, b"header", b"signature")
    with pytest.raises(Forged):
        desk.book.merge(away.changes, head=bytes(32), seal=sealed)
    assert desk.book.seals(LogRange(away.station, 1, 3)) == ()
    desk.book.merge(away.changes, head=away.head(), seal=sealed)
    assert desk.book.seals(LogRange(away.station, 1, 3)) == (sealed,)


def test_numbers_no_database_could_hold_are_refused(desk: OpenDesk) -> None:
    away = ElsewhereLog()
    away.add(id_of("a"), receipt(2001), hlc=1 << 63)
    with pytest.raises(Forged):
        away.merge_into(desk)


def test_the_pill_follows_a_dossier_from_saved_to_received(desk: OpenDesk) -> None:
    dossier_id = accept(desk, receipt(1001))
    other = accept(desk, receipt(1002))
    assert desk.queries.line(dossier_id).evidence == "saved"
    ranges = desk.book.unacknowledged()
    assert ranges == (LogRange(STATION, 1, 4),)
    assert desk.book.dossiers_in(ranges) == 2
    wrote(desk, (LogRange(STATION, 1, 3),))
    assert (desk.queries.line(dossier_id).evidence, desk.queries.line(other).evidence) == ("written", "saved")
    state = desk.queries.sync_state()
    assert (state.changes, state.unsent, state.unacknowledged, state.unsent_dossiers) == (4, 1, 4, 1)
    third = Position(STATION, 3, desk.book.hash_at(STATION, 3))
    assert desk.book.acknowledge([third], at=MONDAY, sha256="cd") == 3
    assert desk.book.acknowledge([third], at=MONDAY, sha256="cd") == 0
    assert (desk.queries.line(dossier_id).evidence, desk.queries.line(other).evidence) == ("received", "saved")
    state = desk.queries.sync_state()
    assert (state.acknowledged, state.unacknowledged, state.acknowledged_dossiers) == (3, 1, 1)
    assert state.last_acknowledgement_at == MONDAY
    assert state.oldest_unacknowledged_at == MONDAY
    with desk.units(officer_of(desk)) as unit:
        unit.record_dossier(dossier_id, NoteAdded(MONDAY, "sau khi tỉnh nhận"))
    assert desk.queries.line(dossier_id).evidence == "saved"
    assert desk.book.unacknowledged() == (LogRange(STATION, 4, 5),)


@pytest.mark.parametrize("evidence", ["saved", "written", "received", "returned"])
@pytest.mark.parametrize("order", ["due", "recent"])
def test_lists_can_be_narrowed_by_evidence(desk: OpenDesk, evidence: str, order: str) -> None:
    for number in range(6):
        accept(desk, receipt(1001 + number, at=MONDAY + timedelta(minutes=number)))
    wrote(desk, (LogRange(STATION, 1, 6),))
    desk.book.acknowledge([Position(STATION, 4, desk.book.hash_at(STATION, 4))], at=MONDAY, sha256="x")
    asked = DossierFilter(evidence=evidence)
    rows = desk.queries.page(asked, order=order, after=None, limit=9)
    assert len(rows) == desk.queries.count(asked) == {"saved": 2, "written": 2, "received": 2, "returned": 0}[evidence]
    assert {row.evidence for row in rows} <= {evidence}


def test_a_range_after_a_gap_proves_nothing_of_the_gap(desk: OpenDesk) -> None:
    accept(desk, receipt(1001))
    wrote(desk, (LogRange(STATION, 3, 3),))
    assert desk.queries.sync_state().unsent == 3


def test_an_acknowledgement_of_another_history_is_refused_whole(desk: OpenDesk) -> None:
    away = two_dossiers_away()
    away.merge_into(desk)
    positions = [Position(away.station, 3, away.head()), Position(STATION, 2, bytes(32))]
    with pytest.raises(Forged):
        desk.book.acknowledge(positions, at=MONDAY, sha256="x")
    assert desk.queries.sync_state().acknowledged == 0


def test_a_longer_log_at_the_province_confirms_nothing_of_ours(desk: OpenDesk) -> None:
    """Its beginning may be another history: this laptop may have been put back to an older copy."""
    positions = [Position(STATION, 99, b"x" * 32), Position(b"nobody-knows-her", 5, b"y" * 32)]
    assert desk.book.acknowledge(positions, at=MONDAY, sha256="x") == 0
    assert desk.queries.sync_state().unacknowledged == 2


def test_the_history_is_newest_first_and_says_what_is_confirmed(desk: OpenDesk) -> None:
    wrote(desk, (LogRange(STATION, 1, 1),), "one.goi")
    wrote(desk, (LogRange(STATION, 1, 2),), "two.goi")
    desk.book.read(name="in.goi", sha256="ef" * 32, size=7, new=0, outcome="known", at=MONDAY + timedelta(minutes=1))
    desk.book.read(name="bad.goi", sha256="00" * 32, size=7, new=0, outcome="quarantined", at=MONDAY)
    desk.book.acknowledge([Position(STATION, 1, desk.book.hash_at(STATION, 1))], at=MONDAY, sha256="ef")
    history = desk.book.history(limit=9)
    assert [(one.kind, one.name, one.acknowledged) for one in history[1:]] == [
        ("read", "bad.goi", True),
        ("read", "in.goi", True),
        ("written", "two.goi", False),
        ("written", "one.goi", True),
    ]
    assert history[3].changes == 2 and history[0].kind == "acknowledged"
    assert desk.book.was_read("ef" * 32) and not desk.book.was_read("00" * 32) and not desk.book.was_read("ab" * 32)


def test_documents_of_the_trust_are_kept_and_replaced(desk: OpenDesk) -> None:
    assert desk.book.document("hub_card") is None
    desk.book.keep_document("hub_card", b"one")
    desk.book.keep_document("hub_card", b"two")
    assert desk.book.document("hub_card") == b"two"


def seal(first: int, last: int, signature: bytes = b"s") -> SegmentSeal:
    return SegmentSeal(STATION, first, last, b"header", signature)


def test_seals_come_back_in_order_without_those_inside_another(desk: OpenDesk) -> None:
    for serial in range(1001, 1015):
        accept(desk, receipt(serial))
    assert desk.book.position(STATION).seq >= 16
    for one in (seal(1, 10), seal(11, 15), seal(1, 5), seal(11, 15), seal(16, 16)):
        desk.book.keep_seal(one)
    assert desk.book.seals(LogRange(STATION, 1, 15)) == (seal(1, 10), seal(11, 15))
    assert desk.book.seals(LogRange(STATION, 12, 16)) == (seal(11, 15), seal(16, 16))
    assert desk.book.seals(LogRange(b"nobody-knows-her", 1, 9)) == ()


def test_a_seal_over_changes_that_are_not_all_here_is_not_kept(desk: OpenDesk) -> None:
    held = desk.book.position(STATION).seq
    desk.book.keep_seal(seal(1, held + 1))
    assert desk.book.seals(LogRange(STATION, 1, held + 1)) == ()


def test_what_waits_is_kept_once_and_taken_back(desk: OpenDesk) -> None:
    parked = SetAside(b"station-elsewher", 5, 9, "gap", replace(seal(5, 9), station=b"station-elsewher"), b"data")
    later = replace(parked, first=10, last=12, seal=replace(parked.seal, first=10, last=12))
    for one in (parked, later, parked):
        desk.book.set_aside(one)
    assert desk.book.set_asides() == (replace(parked, data=b""), replace(later, data=b""))
    assert desk.book.data_of(replace(parked, data=b"")) == b"data"
    assert desk.book.set_asides(STATION) == ()
    desk.book.take_back(parked)
    assert desk.book.set_asides(b"station-elsewher") == (replace(later, data=b""),)
    with pytest.raises(LookupError):
        desk.book.data_of(parked)


def test_too_much_waiting_is_refused_and_the_oldest_kept(desk: OpenDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segments, "PARKED_AT_MOST", 10)
    first = SetAside(STATION, 5, 6, "gap", seal(5, 6), b"12345678")
    desk.book.set_aside(first)
    with pytest.raises(ParkedTooMuch):
        desk.book.set_aside(replace(first, first=7, last=8, seal=seal(7, 8)))
    assert desk.book.set_asides() == (replace(first, data=b""),)


def test_strangers_share_one_room_however_many_keys_they_make(desk: OpenDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segments, "STRANGERS_AT_MOST", 20)
    for name in (b"stranger one....", b"stranger two...."):
        desk.book.set_aside(replace(SetAside(name, 1, 2, "provisional", seal(1, 2), b"12345678")))
    with pytest.raises(ParkedTooMuch):
        desk.book.set_aside(SetAside(b"stranger three..", 1, 2, "provisional", seal(1, 2), b"12345678"))
    desk.book.set_aside(SetAside(STATION, 5, 6, "gap", seal(5, 6), b"12345678"))
    assert len(desk.book.set_asides()) == 3, "an enrolled desk's room is its own"


def test_many_stations_meet_in_one_store(desk: OpenDesk) -> None:
    """What the hub does: a log of its own and those of every station."""
    for number in range(20):
        away = ElsewhereLog(b"station-%08d" % number)
        away.add(id_of(f"{number}"), receipt(1001 + number, at=MONDAY + timedelta(days=number)))
        away.merge_into(desk)
    assert len(desk.queries.positions()) == 21
    assert desk.queries.count(DossierFilter()) == 20
    assert desk.queries.sync_state().unacknowledged_dossiers == 20
    assert desk.verify().ok
