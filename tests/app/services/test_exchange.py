"""A desk's exchange from within: what the progress bar hears, what stopping leaves, whose word a desk takes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from app.bundles import CHECK, COLLECT, DONE, SEAL, STAGES, WRITE, ExchangeStopped, Letter
from app.domain.events import DossierReceived
from app.domain.ordering import GENESIS
from app.domain.station_events import StationSucceeded
from app.i18n import _, use_language
from app.paths import desk_paths
from app.readings import Position
from app.services.desk_place import HUB_CARD, ROSTER
from app.services.incoming import Imported
from app.services.merging import SENTENCES
from sync.hub.ingest import ingest
from sync.hub.outbox import ANSWER, acknowledgement, answer_one
from sync.hub.program import new_id
from sync.hub.status import standing
from sync.wire.compression import compress
from sync.wire.enrolment import read_request
from sync.wire.parcel_parts import answer_statement
from sync.wire.roster import StationEntry, enrol
from sync.wire.rows import array_head, pack_row
from sync.wire.segment import Segment, seal
from sync.wire.signing import Purpose, Signed, StationKeys
from sync.wire.succession import state_succession
from tests.storage.made_up import MONDAY, accept, id_of, receipt
from tests.sync.hub.strangers import AWAY, CHEAP, HOME, PASSWORD, Addressee, Stranger, Town, changed
from ui.exchange.model import file_line
from ui.first_start import FirstStart, start_desk
from ui.program import Program, open_program


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return Town.made(tmp_path / "hub")


@pytest.fixture
def program(town: Town, tmp_path: Path) -> Iterator[Program]:
    """A practice desk of Sin Suối Hồ with the card, enrolled, holding two dossiers."""
    paths = desk_paths(tmp_path / "desk")
    wanted = FirstStart(HOME, 1, "hoa", "Vàng Thị Hoa", None, town.folder / "hub-card.json", True)
    start_desk(paths, wanted, password=PASSWORD, now=MONDAY, cost=CHEAP)
    opened = open_program(paths, login=None, password=lambda: PASSWORD, write=True, now=MONDAY)
    request = opened.exchange.bundles.read_request(opened.exchange._request(), name="")
    town.enrol(_entry(request.data))
    with town.open() as hub:
        opened.book.keep_document(ROSTER, hub.store.book.document(ROSTER) or b"")
    for serial in (1001, 1002):
        accept(opened.storage, receipt(serial))
    yield opened
    opened.close()


def _entry(request: bytes) -> StationEntry:
    return enrol(read_request(request), now=MONDAY, valid_to=MONDAY + timedelta(days=400))


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


# ── progress, stopping ───────────────────────────────────────────────────────────────────────


def test_the_bar_hears_every_stage_in_order_and_ends_full(program: Program, stick: Path) -> None:
    heard: list[tuple[str, int, int]] = []
    program.exchange.export(stick, progress=lambda *said: heard.append(said))
    first_seen = list(dict.fromkeys(stage for stage, _done, _total in heard))
    assert sorted(first_seen, key=STAGES.index) == [COLLECT, SEAL, WRITE, CHECK, DONE]
    assert first_seen[0] == COLLECT and first_seen[-2:] == [CHECK, DONE]
    for stage in (SEAL, CHECK, DONE):
        _stage, done, total = [one for one in heard if one[0] == stage][-1]
        assert done == total
    assert all(0 <= done <= total for _stage, done, total in heard)


@pytest.mark.parametrize("pieces", [0, 1])
def test_a_stopped_export_leaves_no_file_and_nothing_counts_as_sent(program: Program, stick: Path, pieces: int) -> None:
    asked = iter(range(1000))
    with pytest.raises(ExchangeStopped):
        program.exchange.export(stick, cancelled=lambda: next(asked) >= pieces)
    assert list(stick.iterdir()) == []
    state = program.queries.sync_state()
    assert state.unsent == state.changes > 0


def test_a_bundle_claims_to_hold_no_change_that_was_recorded_while_it_was_written(
    program: Program, town: Town, stick: Path
) -> None:
    """What it claims to hold and does not bring, the province would name as missing."""

    def at_the_counter(stage: str, _done: int, _total: int) -> None:
        if stage == COLLECT:
            accept(program.storage, receipt(1003))

    made = program.exchange.export(stick, progress=at_the_counter)
    with town.open() as hub:
        ingest(hub, [made.path])
        (station,) = standing(hub).stations
        assert (station.have, station.gaps) == (made.changes, ())


def test_a_run_once_sealed_travels_in_the_same_bytes_again(program: Program, stick: Path) -> None:
    program.exchange.export(stick)
    (first,) = program.book.unacknowledged()
    seals = program.book.seals(first)
    accept(program.storage, receipt(1003))
    written = program.exchange.export(stick)
    (whole,) = program.book.unacknowledged()
    assert written.changes == whole.last
    assert program.book.seals(whole)[: len(seals)] == seals
    assert [one.first for one in program.book.seals(whole)] == [1, first.last + 1]


# ── whose word a desk takes ──────────────────────────────────────────────────────────────────


def _answer(town: Town, program: Program, stick: Path, **changes: object) -> Path:
    """Let the hub write this desk an answer, or one that says something else than it would."""
    desk = program.desk
    with town.open() as hub:
        said = replace(acknowledgement(hub, HOME), **changes)  # type: ignore[arg-type]
        letter = Letter(
            bundle=new_id(),
            to=desk.station,
            readers=(),
            purpose=ANSWER,
            commune=HOME,
            number=desk.station_number,
            day=MONDAY.date(),
            made_at=MONDAY,
            practice=True,
            changes=0,
            vector=(),
            answer=said,
        )
        return hub.bundles.write(stick, letter, (), papers=hub.papers()).path


def _to_us(program: Program) -> Addressee:
    return Addressee(program.desk.station, StationKeys.from_bytes(program.storage.keys()).public.receiving)


def test_an_answer_with_another_history_confirms_nothing(program: Program, town: Town, stick: Path) -> None:
    use_language("vi")
    program.exchange.export(stick)
    false = Position(program.desk.station, 2, b"x" * 32)
    (line,) = program.exchange.import_paths([_answer(town, program, stick, have=(false,))])
    assert (line.outcome, line.error, line.exit_code) == ("refused", "Forged", 5)
    assert "một quầy có hai lịch sử khác nhau" in line.reason
    assert program.queries.sync_state().acknowledged == 0


def test_a_desk_put_back_to_an_older_copy_is_told_so_and_nothing_counts_as_received(
    program: Program, town: Town, stick: Path
) -> None:
    held = program.book.position(program.desk.station)
    beyond = Position(program.desk.station, held.seq + 3, b"x" * 32)
    (line,) = program.exchange.import_paths([_answer(town, program, stick, have=(beyond,))])
    assert (line.outcome, line.error, line.exit_code) == ("refused", "Forged", 5)
    assert program.queries.sync_state().acknowledged == 0


def test_an_old_answer_read_late_takes_nothing_back(program: Program, town: Town, stick: Path) -> None:
    early = _answer(town, program, stick)
    town.takes(program.exchange.export(stick).path)
    late = _answer(town, program, stick)
    (line,) = program.exchange.import_paths([late])
    assert line.acknowledged == program.queries.sync_state().changes
    (line,) = program.exchange.import_paths([early])
    assert (line.acknowledged, line.exit_code) == (0, 0)
    state = program.queries.sync_state()
    assert (state.unacknowledged, state.unacknowledged_dossiers) == (0, 0)


def test_the_provinces_word_on_another_commune_takes_nothing_back(program: Program, town: Town, stick: Path) -> None:
    neighbour = Stranger(2)
    town.enrol(neighbour.entry())
    town.takes(program.exchange.export(stick).path)
    program.exchange.import_paths([_answer(town, program, stick)])
    confirmed = program.queries.sync_state().acknowledged
    with town.open() as hub:
        elsewhere = replace(acknowledgement(hub, AWAY), at=MONDAY + timedelta(hours=1))
        said = answer_statement(StationKeys.from_bytes(hub.store.keys()), elsewhere)
    carried = neighbour.bundle(stick / "n.goi", _to_us(program), (), answers=[said])
    (line,) = program.exchange.import_paths([carried])
    assert (line.error, line.acknowledged) == ("", 0)
    assert program.queries.sync_state().acknowledged == confirmed > 0


def test_an_older_roster_does_not_come_back(program: Program, town: Town, stick: Path) -> None:
    early = _answer(town, program, stick)
    town.enrol(Stranger(2).entry())
    program.exchange.import_paths([_answer(town, program, stick)])
    held = program.exchange.bundles.stations(program.exchange.papers())
    assert held is not None and held.version == 3
    program.exchange.import_paths([early])
    after = program.exchange.bundles.stations(program.exchange.papers())
    assert after is not None and after.version == 3


def test_a_neighbour_nobody_enrolled_is_not_believed(program: Program, stick: Path) -> None:
    stranger = Stranger(2)
    stranger.log.add(id_of("s"), receipt(2001))
    to_us = _to_us(program)
    bundle = stranger.bundle(stick / "s.goi", to_us, stranger.segments(), enrolment=stranger.request())
    (line,) = program.exchange.import_paths([bundle])
    assert (line.outcome, line.error) == ("refused", "Forged")
    assert program.book.position(stranger.station).seq == 0


def test_a_neighbour_who_packs_oddly_is_passed_on_with_our_own_work(
    program: Program, town: Town, stick: Path, tmp_path: Path
) -> None:
    odd = Stranger(2)
    town.enrol(odd.entry())
    program.exchange.import_paths([_answer(town, program, tmp_path)])
    odd.log.add(id_of("o"), receipt(2001))
    odd.log.add(id_of("p"), receipt(2002))
    segments = [_packed_oddly(odd), *odd.segments(2)]
    (line,) = program.exchange.import_paths([odd.bundle(tmp_path / "odd.goi", _to_us(program), segments)])
    assert (line.outcome, line.new_changes) == ("imported", 2)
    written = program.exchange.export(stick)
    assert {one.station for one in written.ranges} == {program.desk.station, odd.station}
    assert town.takes(written.path).outcome == "imported"
    assert program.exchange.import_paths([_answer(town, program, tmp_path)])[0].outcome == "imported"
    assert program.queries.sync_state().unsent == 0


def _packed_oddly(author: Stranger) -> Segment:
    """Sign a segment whose last number takes three bytes instead of one: a true signature over bytes nobody makes."""
    first = author.log.changes[0]
    row = pack_row(first)
    raw = array_head(1) + row[:-1] + b"\xcd\x00\x00"
    (usual,) = author.segments(1, 1)
    content = msgspec.msgpack.encode(msgspec.structs.replace(usual.header, codec=0, raw_length=len(raw)))
    return Segment(Signed(content, author.keys.sign(Purpose.SEGMENT, content)), compress(raw), usual.header)


def test_changes_of_our_own_that_we_do_not_have_are_kept_apart(program: Program, town: Town, stick: Path) -> None:
    """A restored laptop meets its own later work: it must not go on numbering over it."""
    neighbour = Stranger(2)
    town.enrol(neighbour.entry())
    with town.open() as hub:
        program.book.keep_document(ROSTER, hub.store.book.document(ROSTER) or b"")
    (held,) = program.book.unacknowledged()
    ahead = Stranger(1, keys=StationKeys.from_bytes(program.storage.keys()))
    ahead.log.changes = list(program.book.changes(held))
    ahead.log.add(id_of("later"), receipt(1009))
    later = seal(ahead.log.changes[held.last :], previous=ahead.log.head(held.last), keys=ahead.keys)
    path = neighbour.bundle(stick / "n.goi", _to_us(program), later)
    (line,) = program.exchange.import_paths([path])
    assert (line.outcome, line.new_changes, line.exit_code) == ("quarantined", 0, 5)
    assert program.book.position(program.desk.station).seq == held.last


# ── looking before reading ───────────────────────────────────────────────────────────────────


def _told(line: Imported) -> tuple[str, int, int, int, str, tuple[str, ...]]:
    outcome = {"new": "imported"}.get(line.outcome, line.outcome)
    return outcome, line.new_changes, line.known, line.quarantined, line.reason, line.brought


def _numbered(serial: int) -> DossierReceived:
    """A receipt with a number of the unit that strangers of this commune are enrolled for."""
    return replace(receipt(serial), code=f"H35.99.{HOME[-2:]}-{MONDAY:%y%m%d}-{serial}")


@pytest.mark.parametrize(("serial", "commune", "reason"), [(4005, HOME, "numbers"), (2001, AWAY, "scope")])
def test_a_look_tells_what_would_be_set_aside_and_why(
    program: Program, town: Town, stick: Path, tmp_path: Path, serial: int, commune: str, reason: str
) -> None:
    use_language("vi")
    neighbour = Stranger(2)
    town.enrol(neighbour.entry(), Stranger(4).entry())
    program.exchange.import_paths([_answer(town, program, tmp_path)])
    neighbour.log.add(id_of("own"), _numbered(2009))
    neighbour.log.add(id_of("strange"), replace(_numbered(serial), commune=commune))
    neighbour.bundle(stick / "n.goi", _to_us(program), [*neighbour.segments(1, 1), *neighbour.segments(2)])
    (looked,) = program.exchange.inspect([stick])
    assert (looked.outcome, looked.new_changes, looked.quarantined) == ("quarantined", 1, 1)
    assert _(SENTENCES[reason]) in looked.reason
    assert file_line(looked, looked=True).word == "sẽ để riêng một phần"
    assert program.book.position(neighbour.station).seq == 0, "looking stores nothing"
    (taken,) = program.exchange.import_paths([stick])
    assert _told(looked) == _told(taken)


def test_a_look_at_a_desks_work_under_its_new_key_believes_what_came_just_before(
    program: Program, town: Town, stick: Path, tmp_path: Path
) -> None:
    older, heir = Stranger(2), Stranger(3)
    town.enrol(older.entry(), heir.entry())
    program.exchange.import_paths([_answer(town, program, tmp_path)])
    word = state_succession(older.keys, heir.keys.public, last=0, head=GENESIS, reason="restored", number=2)
    heir.log.add(heir.station, StationSucceeded(MONDAY, older.station, 0, GENESIS, "restored", word, 0))
    heir.log.add(id_of("s"), _numbered(2005))
    heir.bundle(stick / "h.goi", _to_us(program), [*heir.segments(1, 1), *heir.segments(2)])
    (looked,) = program.exchange.inspect([stick])
    (taken,) = program.exchange.import_paths([stick])
    assert _told(looked) == _told(taken) == ("imported", 2, 0, 0, "", ())


def test_a_stick_with_a_revocation_says_so_before_and_after(
    program: Program, town: Town, stick: Path, tmp_path: Path
) -> None:
    """What the desk next door wrote is here already: only the roster is new."""
    neighbour = Stranger(2)
    town.enrol(neighbour.entry())
    program.exchange.import_paths([_answer(town, program, tmp_path)])
    for number in (1, 2, 3):
        neighbour.log.add(id_of(f"n{number}"), receipt(2000 + number))
    to_us = _to_us(program)
    program.exchange.import_paths([neighbour.bundle(tmp_path / "n.goi", to_us, neighbour.segments(1, 1))])
    town.enrol(changed(neighbour.entry(), revoked_after=2))
    roster = _answer(town, program, stick)
    held = neighbour.bundle(stick / f"{roster.stem}-2.goi", to_us, neighbour.segments())
    looked = program.exchange.inspect([roster, held])
    taken = program.exchange.import_paths([roster, held])
    assert [_told(one) for one in looked] == [_told(one) for one in taken]
    assert taken[0].brought == ("roster",)
    assert (taken[1].outcome, taken[1].new_changes) == ("quarantined", 1), "it counts up to the cut"
    assert program.exchange.inspect([roster])[0].outcome == "known"


def test_a_newer_roster_is_no_known_bundle_where_its_changes_are_known(
    program: Program, town: Town, stick: Path, tmp_path: Path
) -> None:
    use_language("vi")
    neighbour = Stranger(2)
    town.enrol(neighbour.entry())
    program.exchange.import_paths([_answer(town, program, tmp_path)])
    neighbour.log.add(id_of("n"), receipt(2001))
    work = neighbour.bundle(tmp_path / "n.goi", _to_us(program), neighbour.segments())
    town.takes(neighbour.bundle(tmp_path / "p.goi", town.card, neighbour.segments()))
    program.exchange.import_paths([work])
    town.enrol(changed(neighbour.entry(), revoked_after=1))
    with town.open() as hub:
        path = answer_one(hub, stick, hub.stations().stations[program.desk.station]).path
    (looked,) = program.exchange.inspect([path])
    (taken,) = program.exchange.import_paths([path])
    assert (looked.outcome, taken.outcome, taken.known) == ("new", "imported", 1)
    assert looked.brought == taken.brought == ("roster",)
    assert "danh sách máy" in file_line(taken).detail


def test_the_card_stays_the_first_one(program: Program, tmp_path: Path) -> None:
    other = Town.made(tmp_path / "other")
    before = program.book.document(HUB_CARD)
    (line,) = program.exchange.import_paths([other.folder / "hub-card.json"])
    assert (line.error, line.exit_code) == ("AnotherProvince", 5)
    assert program.book.document(HUB_CARD) == before
    assert len(program.exchange.hub_words()) == len(program.exchange.enrolment_words()) == 8
