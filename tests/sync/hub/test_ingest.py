"""What a hub does with bundles of stations that err, lie, fork or were stolen."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from app.bundles import ExchangeStopped
from app.domain.events import NoteAdded
from app.i18n import use_language
from app.services.incoming import Imported
from sync.hub.ingest import ingest
from sync.hub.outbox import acknowledgement, write_answers
from sync.hub.status import standing
from sync.wire.segment import Segment
from sync.wire.signing import Purpose, Signed
from tests.storage.made_up import MONDAY, id_of, receipt
from tests.sync.hub.strangers import AWAY, HOME, Stranger, Town, changed


@pytest.fixture
def mai(town: Town) -> Stranger:
    """An enrolled station of Sin Suối Hồ with three dossiers."""
    made = Stranger(1)
    town.enrol(made.entry())
    for serial in (1001, 1002, 1003):
        made.log.add(id_of(f"mai {serial}"), receipt(serial))
    return made


def _held(town: Town, stranger: Stranger) -> int:
    with town.open() as hub:
        return hub.store.book.position(stranger.station).seq


def _dossiers(town: Town) -> int:
    with town.open() as hub:
        return standing(hub).dossiers


def _counts(line: Imported) -> tuple[str, int, int]:
    return line.outcome, line.new_changes, line.quarantined


def test_a_damaged_bundle_is_called_by_the_name_on_the_stick(town: Town, mai: Stranger, tmp_path: Path) -> None:
    """An administrator with twenty bundles on a stick must know which one to ask for again."""
    use_language("vi")
    whole = mai.bundle(tmp_path / "03394-1-261123-0a1b2c3d.goi", town.card, mai.segments())
    whole.write_bytes(whole.read_bytes()[:300])
    with town.open() as hub:
        (line,) = ingest(hub, [whole])
    assert (line.outcome, line.error) == ("refused", "BundleDamaged")
    assert line.reason.startswith("Gói 03394-1-261123-0a1b2c3d.goi bị hỏng")
    assert line.reason.endswith("Máy này không thay đổi gì; hãy nhờ ghi lại gói.")
    assert not list((town.folder / "reading").iterdir())


# ── scope ────────────────────────────────────────────────────────────────────────────────────


def test_case_42_a_dossier_of_another_commune_is_kept_apart_and_nothing_stored(town: Town, tmp_path: Path) -> None:
    use_language("vi")
    liar = Stranger(1)
    town.enrol(liar.entry())
    liar.log.add(id_of("x"), replace(receipt(1001), commune=AWAY))
    line = town.takes(liar.bundle(tmp_path / "a.goi", town.card, liar.segments()))
    assert _counts(line) == ("quarantined", 0, 1)
    assert line.exit_code == 5
    assert "xã khác" in line.reason
    assert (_held(town, liar), _dossiers(town)) == (0, 0)
    with town.open() as hub:
        assert acknowledgement(hub, HOME).quarantined == ((liar.station, 1, "scope"),)


def test_case_42_a_note_on_another_communes_dossier_is_kept_apart(town: Town, mai: Stranger, tmp_path: Path) -> None:
    town.takes(mai.bundle(tmp_path / "a.goi", town.card, mai.segments()))
    meddler = Stranger(1, AWAY)
    town.enrol(meddler.entry())
    meddler.log.add(id_of("mai 1001"), NoteAdded(MONDAY, "không phải việc của tôi"))
    line = town.takes(meddler.bundle(tmp_path / "b.goi", town.card, meddler.segments()))
    assert _counts(line) == ("quarantined", 0, 1)
    assert _held(town, meddler) == 0


def test_a_bundle_that_claims_another_commune_is_refused_whole(town: Town, mai: Stranger, tmp_path: Path) -> None:
    line = town.takes(mai.bundle(tmp_path / "a.goi", town.card, mai.segments(), commune=AWAY))
    assert (line.outcome, line.error, line.exit_code) == ("refused", "Forged", 5)
    assert _held(town, mai) == 0


def test_a_bundle_meant_for_another_station_is_refused(town: Town, mai: Stranger, tmp_path: Path) -> None:
    line = town.takes(mai.bundle(tmp_path / "a.goi", town.card, mai.segments(), to=b"some other place"))
    assert (line.outcome, line.error) == ("refused", "NotForUs")


def test_a_stranger_without_a_request_is_refused(town: Town, tmp_path: Path) -> None:
    stranger = Stranger(1)
    stranger.log.add(id_of("x"), receipt(1001))
    line = town.takes(stranger.bundle(tmp_path / "a.goi", town.card, stranger.segments()))
    assert (line.outcome, line.error) == ("refused", "Forged")


# ── signatures and history ───────────────────────────────────────────────────────────────────


def _forged(segment: Segment) -> Segment:
    broken = bytes([segment.statement.signature[0] ^ 1]) + segment.statement.signature[1:]
    return replace(segment, statement=Signed(segment.statement.content, broken))


def test_a_forged_segment_is_kept_out_and_the_neighbours_flow(town: Town, mai: Stranger, tmp_path: Path) -> None:
    neighbour = Stranger(2)
    town.enrol(neighbour.entry())
    neighbour.log.add(id_of("n"), receipt(2001))
    segments = [_forged(neighbour.segments()[0]), *mai.segments()]
    line = town.takes(mai.bundle(tmp_path / "a.goi", town.card, segments))
    assert _counts(line) == ("quarantined", 3, 1)
    assert (_held(town, mai), _held(town, neighbour)) == (3, 0)
    # Read again from an honest stick, the neighbour's work comes in.
    line = town.takes(neighbour.bundle(tmp_path / "b.goi", town.card, neighbour.segments()))
    assert _counts(line) == ("imported", 1, 0)


def test_two_histories_of_one_station_are_a_fork_and_the_first_stands(
    town: Town, mai: Stranger, tmp_path: Path
) -> None:
    town.takes(mai.bundle(tmp_path / "a.goi", town.card, mai.segments()))
    clone = Stranger(1, keys=mai.keys)
    for serial in (1001, 1007, 1008, 1009):
        clone.log.add(id_of(f"mai {serial}"), receipt(serial))
    line = town.takes(clone.bundle(tmp_path / "b.goi", town.card, clone.segments()))
    assert _counts(line) == ("quarantined", 0, 4)
    with town.open() as hub:
        assert [aside.reason for aside in hub.store.book.set_asides()] == ["fork"]
        assert hub.store.book.position(mai.station).head == mai.log.head()


def test_a_stolen_laptop_counts_up_to_the_cut_and_not_above(town: Town, mai: Stranger, tmp_path: Path) -> None:
    town.enrol(changed(mai.entry(), revoked_after=2, revoked_at=MONDAY, revoked_because="mất máy"))
    line = town.takes(mai.bundle(tmp_path / "a.goi", town.card, mai.segments(at_most=1)))
    assert _counts(line) == ("quarantined", 2, 1)
    assert _held(town, mai) == 2
    with town.open() as hub:
        assert write_answers(hub, tmp_path) == ()


def test_a_segment_for_a_newer_program_waits_and_the_others_flow(town: Town, mai: Stranger, tmp_path: Path) -> None:
    neighbour = Stranger(2)
    town.enrol(neighbour.entry())
    neighbour.log.add(id_of("n"), receipt(2001))
    (segment,) = neighbour.segments()
    content = msgspec.msgpack.encode(msgspec.structs.replace(segment.header, min_reader=99))
    newer = replace(segment, statement=Signed(content, neighbour.keys.sign(Purpose.SEGMENT, content)))
    line = town.takes(mai.bundle(tmp_path / "a.goi", town.card, [newer, *mai.segments()]))
    assert (line.outcome, line.new_changes, line.parked, line.exit_code) == ("needs_newer_program", 3, 1, 0)
    assert _held(town, mai) == 3
    with town.open() as hub:
        assert [aside.reason for aside in hub.store.book.set_asides(neighbour.station)] == ["needs_newer_program"]


def test_an_unreadable_body_is_stored_told_back_and_stops_nothing(town: Town, mai: Stranger, tmp_path: Path) -> None:
    mai.log.add(id_of("mai 1001"), NoteAdded(MONDAY, "x"), body=b"\xc1 broken")
    mai.log.add(id_of("mai 1004"), receipt(1004))
    line = town.takes(mai.bundle(tmp_path / "a.goi", town.card, mai.segments()))
    assert _counts(line) == ("imported", 5, 0)
    assert _dossiers(town) == 4
    with town.open() as hub:
        assert acknowledgement(hub, HOME).quarantined == ((mai.station, 4, "unreadable"),)
        assert acknowledgement(hub, HOME).have[0].seq == 5


@pytest.mark.parametrize("name", ["../../../x", "C:\\x", "\u202exe.goi", "a\nb"])
def test_case_40_what_a_bundle_says_becomes_no_path(town: Town, mai: Stranger, tmp_path: Path, name: str) -> None:
    before = {file for file in tmp_path.rglob("*") if town.folder not in file.parents}
    bundle = mai.bundle(tmp_path / "a.goi", town.card, mai.segments(), commune=name)
    line = town.takes(bundle)
    assert (line.outcome, line.error) == ("refused", "Forged"), "a commune the roster does not give its sender"
    mai.log.add(id_of("q"), receipt(1011, name=f"Giàng {name}"))
    assert town.takes(mai.bundle(tmp_path / "b.goi", town.card, mai.segments())).outcome == "imported"
    after = {file for file in tmp_path.rglob("*") if town.folder not in file.parents}
    assert {file.name for file in after - before} == {"a.goi", "b.goi"}
    assert not list((town.folder / "reading").iterdir())


def test_case_40_a_file_name_that_turns_letters_round_is_only_a_name(town: Town, mai: Stranger, tmp_path: Path) -> None:
    line = town.takes(mai.bundle(tmp_path / "anh\u202egpj.goi", town.card, mai.segments()))
    assert (line.outcome, line.new_changes) == ("imported", 3)


# ── crashes, replays, the hub's own sticks ───────────────────────────────────────────────────


@pytest.mark.parametrize("parts", [1, 2, 3, 5])
def test_stopped_anywhere_a_second_reading_finishes_it(town: Town, mai: Stranger, tmp_path: Path, parts: int) -> None:
    for serial in range(1004, 1011):
        mai.log.add(id_of(f"mai {serial}"), receipt(serial))
    bundle = mai.bundle(tmp_path / "a.goi", town.card, mai.segments(at_most=2))
    seen = iter(range(100))
    with town.open() as hub, pytest.raises(ExchangeStopped):
        ingest(hub, [bundle], cancelled=lambda: next(seen) >= parts)
    before = _held(town, mai)
    assert before < 10
    line = town.takes(bundle)
    assert (line.new_changes, line.known) == (10 - before, before)
    assert _dossiers(town) == 10
    assert not list((town.folder / "reading").iterdir())


def test_case_13_an_old_bundle_after_a_newer_one_changes_nothing(town: Town, mai: Stranger, tmp_path: Path) -> None:
    old = mai.bundle(tmp_path / "old.goi", town.card, mai.segments(1, 2))
    town.takes(mai.bundle(tmp_path / "new.goi", town.card, mai.segments()))
    line = town.takes(old)
    assert (line.outcome, line.new_changes, line.known) == ("known", 0, 2)
    assert _held(town, mai) == 3


def test_the_hubs_own_answers_on_the_stick_are_no_news(town: Town, mai: Stranger, tmp_path: Path) -> None:
    town.takes(mai.bundle(tmp_path / "a.goi", town.card, mai.segments()))
    with town.open() as hub:
        (answer,) = write_answers(hub, tmp_path)
    line = town.takes(answer.path)
    assert (line.outcome, line.exit_code) == ("known", 0)


def test_an_answer_brings_what_the_recipient_lacked_when_it_last_wrote(
    town: Town, mai: Stranger, tmp_path: Path
) -> None:
    neighbour = Stranger(2)
    town.enrol(neighbour.entry())
    neighbour.log.add(id_of("n"), receipt(2001))
    town.takes(mai.bundle(tmp_path / "a.goi", town.card, mai.segments(at_most=1)))
    seen = [(mai.station, 2, mai.log.head(2))]
    town.takes(neighbour.bundle(tmp_path / "b.goi", town.card, neighbour.segments(), vector=seen))
    with town.open() as hub:
        answers = {one.station_id: one for one in write_answers(hub, tmp_path)}
    assert answers[neighbour.station].changes == 1 + 2, "and the two entries of the order"
    assert answers[mai.station].changes == 1 + 2
