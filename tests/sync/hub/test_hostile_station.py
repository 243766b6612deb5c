"""An enrolled station with true keys that wants what is not its own: nothing of the others' work moves."""

from __future__ import annotations

import random
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from app import canon
from app.bundles import Arrived, TrustPapers
from app.domain.baseline_events import BaselineHead, DossierBaseline
from app.domain.events import DossierReceived, NoteAdded, OfficerEnrolled
from app.domain.old_book_events import EntryImported
from app.domain.ordering import ADOPTED
from app.domain.states import State
from app.domain.station_events import REKEYED, DossierInherited, StationRekeyed
from app.ports import SetAside
from storage.codec import body_of
from sync.hub.outbox import acknowledgement, write_answers
from sync.wire import rows
from sync.wire.compression import compress
from sync.wire.frames import MAX_PAYLOAD
from sync.wire.parcels import WireBundles
from sync.wire.segment import Segment
from sync.wire.signing import Purpose, Signed
from sync.wire.succession import state_succession
from tests.storage.made_up import MONDAY, id_of, receipt
from tests.sync.hub.strangers import AWAY, HOME, Stranger, Town, changed


@pytest.fixture
def town(either: Town) -> Town:
    """Both: what a liar may not do must not depend on the database."""
    return either


@pytest.fixture
def mai(town: Town, tmp_path: Path) -> Stranger:
    """An honest station whose dossier the province holds."""
    made = Stranger(1)
    town.enrol(made.entry())
    made.log.add(b"officer mai.....", OfficerEnrolled(MONDAY, "mai", "Lò Thị Mai"))
    made.log.add(id_of("mai 1001"), receipt(1001))
    town.takes(made.bundle(tmp_path / "mai.goi", town.card, made.segments()))
    return made


def _thief(town: Town, commune: str) -> Stranger:
    thief = Stranger(2, commune)
    town.enrol(thief.entry())
    return thief


@pytest.mark.parametrize("commune", [HOME, AWAY])
def test_a_second_birth_under_an_early_clock_takes_nobodys_dossier(
    town: Town, mai: Stranger, tmp_path: Path, commune: str
) -> None:
    thief = _thief(town, commune)
    stolen = replace(receipt(1001), commune=commune, officer_name="Kẻ trộm")
    thief.log.add(id_of("mai 1001"), stolen, hlc=1)
    line = town.takes(thief.bundle(tmp_path / "a.goi", town.card, thief.segments()))
    assert (line.outcome, line.new_changes, line.quarantined) == ("quarantined", 0, 1)
    with town.open() as hub:
        held = hub.store.queries.dossier(id_of("mai 1001"))
        assert (held.custodian.station, held.officer_name, held.commune) == (mai.station, "Lò Thị Mai", HOME)


def test_another_communes_officer_keeps_the_name(town: Town, mai: Stranger, tmp_path: Path) -> None:
    thief = _thief(town, AWAY)
    thief.log.add(b"officer mai.....", OfficerEnrolled(MONDAY, "mai", "Kẻ trộm"), hlc=(1 << 62))
    line = town.takes(thief.bundle(tmp_path / "a.goi", town.card, thief.segments()))
    assert (line.outcome, line.quarantined) == ("quarantined", 1)
    with town.open() as hub:
        assert hub.store.book.owners([b"officer mai....."]) == {b"officer mai.....": mai.station}


def test_a_clock_of_zero_keeps_its_own_segment_apart_and_stops_nobody(
    town: Town, mai: Stranger, tmp_path: Path
) -> None:
    liar = _thief(town, HOME)
    liar.log.add(id_of("x"), receipt(2001), hlc=0)
    mai.log.add(id_of("mai 1002"), receipt(1002))
    segments = [*liar.segments(), *mai.segments(3)]
    for _reading in range(3):
        line = town.takes(liar.bundle(tmp_path / "a.goi", town.card, segments))
        assert (line.outcome, line.quarantined) == ("quarantined", 1)
    with town.open() as hub:
        assert hub.store.book.position(mai.station).seq == 3
        assert [aside.reason for aside in hub.store.book.set_asides()] == ["rows"]


def test_a_lie_that_was_parked_does_not_stop_the_hub_when_its_turn_comes(
    town: Town, mai: Stranger, tmp_path: Path
) -> None:
    liar = _thief(town, HOME)
    liar.log.add(id_of("x"), receipt(2001))
    liar.log.add(id_of("y"), receipt(2002), hlc=0)
    late, early = liar.segments(2), liar.segments(1, 1)
    assert town.takes(liar.bundle(tmp_path / "a.goi", town.card, late)).outcome == "parked"
    line = town.takes(liar.bundle(tmp_path / "b.goi", town.card, early))
    assert (line.outcome, line.new_changes, line.quarantined) == ("quarantined", 1, 1)
    assert town.takes(mai.bundle(tmp_path / "c.goi", town.card, mai.segments())).outcome == "known"
    with town.open() as hub:
        assert [aside.reason for aside in hub.store.book.set_asides()] == ["rows"]


def test_what_strangers_left_is_not_opened_at_every_reading(
    town: Town, mai: Stranger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    strangers = [Stranger(number) for number in (2, 3, 4)]
    for one in strangers:
        one.log.add(id_of(f"{one.number}"), receipt(one.number * 1000 + 1))
        asked = one.bundle(tmp_path / "s.goi", town.card, one.segments(), enrolment=one.request())
        assert town.takes(asked).outcome == "provisional"
    mai.log.add(id_of("mai 1002"), receipt(1002))
    opened: list[bytes] = []
    really = WireBundles.reopen

    def watched(self: WireBundles, aside: SetAside, *, papers: TrustPapers) -> Arrived | None:
        opened.append(aside.station)
        return really(self, aside, papers=papers)

    monkeypatch.setattr(WireBundles, "reopen", watched)
    assert town.takes(mai.bundle(tmp_path / "m.goi", town.card, mai.segments(3))).new_changes == 1
    assert opened == []
    town.enrol(strangers[0].entry())
    mai.log.add(id_of("mai 1003"), receipt(1003))
    assert town.takes(mai.bundle(tmp_path / "n.goi", town.card, mai.segments(4))).new_changes == 2
    assert opened == [strangers[0].station]


def test_a_hundred_thousand_marks_on_one_letter_cost_no_minutes(town: Town, mai: Stranger, tmp_path: Path) -> None:
    liar = _thief(town, HOME)
    heaped = "a" + "\u0301" * 100_000 + "\u0323" * 100_000
    liar.log.add(id_of("x"), receipt(2001), body=_spoilt(receipt(2001), summary=heaped))
    start = time.perf_counter()
    line = town.takes(liar.bundle(tmp_path / "a.goi", town.card, liar.segments()))
    assert (line.outcome, line.new_changes) == ("imported", 1)
    assert time.perf_counter() - start < 10  # some hundred milliseconds on a quiet machine; minutes without a bound


def _spoilt(happened: DossierReceived, **fields: object) -> bytes:
    return msgspec.msgpack.encode(msgspec.msgpack.decode(canon.encode(happened)) | fields)


@pytest.mark.parametrize(
    "fields",
    [
        {"received_at": datetime(9999, 12, 31, 23, 0, tzinfo=UTC)},
        {"received_at": "2026-11-23T08:00:00"},
        {"entry": 2**64 - 1},
        {"applicant": "not a map"},
        {"papers": [[[]]]},
    ],
)
def test_a_body_that_no_program_writes_is_stored_told_back_and_stops_nobody(
    town: Town, mai: Stranger, tmp_path: Path, fields: dict[str, object]
) -> None:
    liar = _thief(town, HOME)
    liar.log.add(id_of("x"), receipt(2001), body=_spoilt(receipt(2001), **fields))
    liar.log.add(id_of("y"), receipt(2002))
    line = town.takes(liar.bundle(tmp_path / "a.goi", town.card, liar.segments()))
    assert (line.outcome, line.new_changes) == ("imported", 2)
    with town.open() as hub:
        assert (liar.station, 1, "unreadable") in acknowledgement(hub, HOME).quarantined
        assert hub.store.queries.dossier(id_of("y")).state is State.ACCEPTED
        assert hub.store.verify().ok


def test_a_part_packed_better_than_we_can_stops_nobodys_answer(town: Town, mai: Stranger, tmp_path: Path) -> None:
    """What the province takes in it must be able to pass on, in a frame of its own packing."""
    thief, chance = _thief(town, HOME), random.Random(7)
    words = [bytes(chance.choices(b"abcdefghijklmnopqrstuvwxyz", k=chance.randint(3, 9))) for _ in range(3_000)]
    for place in range(400):
        told = chance.randbytes(1_500) + b" ".join(chance.choices(words, k=440))
        thief.log.add(id_of(f"{place}"), NoteAdded(MONDAY, ""), kind="dossier.of_the_future", body=told)
    raw = rows.join([rows.pack_row(change) for change in thief.log.changes])
    assert len(compress(raw)) > MAX_PAYLOAD > len(compress(raw, level=22))
    (honest,) = thief.segments()[:1]
    header = msgspec.structs.replace(
        honest.header, last=400, head_hash=thief.log.head(400), raw_length=len(raw), codec=rows.CODEC
    )
    content = msgspec.msgpack.encode(header)
    statement = Signed(content, thief.keys.sign(Purpose.SEGMENT, content))
    part = Segment(statement, compress(raw, level=22), header)
    line = town.takes(thief.bundle(tmp_path / "a.goi", town.card, [part]))
    assert (line.outcome, line.new_changes) == ("quarantined", 0)
    with town.open() as hub:
        assert [answer.station_id for answer in write_answers(hub, tmp_path)].count(mai.station) == 1


def test_nobody_sends_a_folded_dossier_in_the_place_of_anothers(town: Town, mai: Stranger, tmp_path: Path) -> None:
    with town.open() as hub:
        held = hub.store.queries.dossier(id_of("mai 1001"))
    thief = _thief(town, HOME)
    stolen = replace(held, officer_name="Kẻ trộm", custodian=replace(held.custodian, station=thief.station))
    heads = (BaselineHead(mai.station, 2, True),)
    lie = DossierBaseline(held.code, body_of(stolen), heads, mai.station)
    thief.log.add(id_of("mai 1001"), lie, deps=((mai.station, 2),))
    line = town.takes(thief.bundle(tmp_path / "a.goi", town.card, thief.segments()))
    assert (line.outcome, line.new_changes, line.quarantined) == ("quarantined", 0, 1)
    with town.open() as hub:
        assert hub.store.queries.dossier(id_of("mai 1001")) == held


@pytest.mark.parametrize("flags", [0, ADOPTED])
def test_nobody_inherits_without_the_word_of_the_older_key(
    town: Town, mai: Stranger, tmp_path: Path, flags: int
) -> None:
    thief = _thief(town, HOME)
    own_word = state_succession(thief.keys, thief.keys.public, last=2, head=mai.log.head(), reason=REKEYED, number=2)
    claim = StationRekeyed(MONDAY, mai.station, 2, mai.log.head(), own_word)
    inherited = DossierInherited(MONDAY, mai.station)
    thief.log.add(thief.station, claim, flags=flags)
    thief.log.add(id_of("mai 1001"), inherited, deps=((mai.station, 2),))
    line = town.takes(thief.bundle(tmp_path / "a.goi", town.card, thief.segments(1, 1)))
    assert line.quarantined == (0 if flags else 1)
    town.takes(thief.bundle(tmp_path / "b.goi", town.card, thief.segments(2)))
    with town.open() as hub:
        assert "not_heir" in [one.reason for one in hub.store.book.set_asides()]
        assert hub.store.queries.dossier(id_of("mai 1001")).custodian.station == mai.station


def test_who_goes_on_by_the_older_keys_word_inherits(town: Town, mai: Stranger, tmp_path: Path) -> None:
    heir = Stranger(1)
    town.enrol(changed(mai.entry(), revoked_after=2), changed(heir.entry(), replaces=mai.station))
    word = state_succession(mai.keys, heir.keys.public, last=2, head=mai.log.head(), reason=REKEYED, number=1)
    heir.log.add(heir.station, StationRekeyed(MONDAY, mai.station, 2, mai.log.head(), word))
    heir.log.add(id_of("mai 1001"), DossierInherited(MONDAY, mai.station), deps=((mai.station, 2),))
    line = town.takes(heir.bundle(tmp_path / "a.goi", town.card, heir.segments()))
    assert (line.outcome, line.new_changes) == ("imported", 2)
    with town.open() as hub:
        assert hub.store.queries.dossier(id_of("mai 1001")).custodian.station == heir.station


def test_a_colleagues_officer_keeps_the_name(town: Town, mai: Stranger, tmp_path: Path) -> None:
    thief = _thief(town, HOME)
    thief.log.add(b"officer mai.....", OfficerEnrolled(MONDAY, "mai", "Kẻ trộm"), hlc=(1 << 62))
    line = town.takes(thief.bundle(tmp_path / "a.goi", town.card, thief.segments()))
    assert (line.outcome, line.quarantined) == ("quarantined", 1)
    with town.open() as hub:
        assert hub.store.book.owners([b"officer mai....."]) == {b"officer mai.....": mai.station}


def test_case_75_nobody_gives_out_the_numbers_of_another_desk(town: Town, mai: Stranger, tmp_path: Path) -> None:
    thief, unit = _thief(town, HOME), mai.entry().unit_code
    thief.log.add(id_of("x"), replace(receipt(), code=f"{unit}-261123-2001"))
    thief.log.add(id_of("y"), replace(receipt(), code=f"{unit}-261123-1999"))
    line = town.takes(thief.bundle(tmp_path / "a.goi", town.card, thief.segments(at_most=1)))
    assert (line.new_changes, line.quarantined) == (1, 1)
    mai.log.add(id_of("mai 1002"), replace(receipt(), code=f"{unit}-261123-1999"))
    assert town.takes(mai.bundle(tmp_path / "b.goi", town.card, mai.segments(3))).new_changes == 1
    with town.open() as hub:
        assert [one.reason for one in hub.store.book.set_asides()] == ["numbers"]
        assert hub.store.queries.dossier_id(f"{unit}-261123-1999") == id_of("mai 1002")


def test_a_row_of_an_old_book_takes_nobodys_dossier(town: Town, mai: Stranger, tmp_path: Path) -> None:
    thief = _thief(town, HOME)
    row = EntryImported(MONDAY, "12", "Kẻ trộm", "2026-01-05", HOME, "0" * 16, 1)
    thief.log.add(id_of("mai 1001"), row, hlc=1)
    line = town.takes(thief.bundle(tmp_path / "a.goi", town.card, thief.segments()))
    assert (line.outcome, line.quarantined) == ("quarantined", 1)
