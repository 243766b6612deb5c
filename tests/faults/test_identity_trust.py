"""Theft, forged papers and new keys (SYNC §2.8, cases 41–44, 48–51; ACCEPTANCE 20 and 29)."""

from __future__ import annotations

import csv
import io
import shutil
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from openpyxl import load_workbook

from app.bundles import TrustPapers
from app.domain.errors import NotForUs, PublishedNotTrusted, RosterNotTrusted
from app.domain.publication import Publication
from app.services.desk_place import ROSTER
from sync.hub.enrolment import Enrolments
from sync.hub.exposed import as_csv, as_xlsx, exposed
from sync.hub.outbox import write_answers
from sync.hub.quarantine import Quarantine
from sync.hub.rotating import rotate_receiving, rotate_root
from sync.hub.stores import ROOT_KEY, ROOTS
from sync.wire.parts import RosterFrame
from sync.wire.published import LIST, SNAPSHOT, sign_published
from sync.wire.roster import sign_roster
from sync.wire.signing import StationKeys
from sync.wire.trust_papers import LearningTrust, published, roster_document, trusted
from sync.wire.tuf_files import RootKey
from tests.faults.laptops import (
    Laptop,
    dossiers_of,
    hub_at,
    make_laptop,
    province_answers,
    province_takes,
    round_trip,
)
from tests.storage.made_up import MONDAY
from tests.sync.hub.strangers import Town


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return Town.made(tmp_path / "hub")


@pytest.fixture
def laptop(town: Town, tmp_path: Path) -> Laptop:
    made = make_laptop(tmp_path / "laptop", town)
    made.accept("Giàng A Chống")
    round_trip(town, tmp_path, made)
    return made


@pytest.fixture
def neighbour(laptop: Laptop, town: Town, tmp_path: Path) -> Laptop:
    made = make_laptop(tmp_path / "neighbour", town, number=2)
    made.accept("Lò Thị Mỷ")
    round_trip(town, tmp_path, made)
    round_trip(town, tmp_path, laptop)
    return made


def _revoke(town: Town, station: bytes, after: int | None = None) -> int:
    with hub_at(town) as hub:
        return Enrolments(hub).revoke(station.hex(), after=after, reason="mất cắp").after


# ── 48, 49: theft ────────────────────────────────────────────────────────────────────────────


def test_case_48_a_revoked_laptop_counts_up_to_its_cut_and_no_further(
    laptop: Laptop, town: Town, tmp_path: Path
) -> None:
    laptop.accept("Vàng A Páo")
    with laptop.open() as desk:
        before_the_theft = desk.book.position(desk.desk.station).seq
    laptop.accept("Sùng Thị Dở")
    station = laptop.station()
    last_stick = laptop.export(tmp_path / "last")
    assert _revoke(town, station, before_the_theft) == before_the_theft
    (line,) = province_takes(town, last_stick)
    assert (line.outcome, line.exit_code, line.new_changes) == ("quarantined", 5, 1)
    with hub_at(town) as hub:
        assert hub.store.book.position(station).seq == before_the_theft
        assert [row.partition(" ")[2] for row in dossiers_of(hub)] == ["Giàng A Chống", "Vàng A Páo"]
        (aside,) = hub.store.book.set_asides(station)
        assert aside.reason == "revoked", "kept for a person: there may be honest work in it"
        assert hub.store.verify().ok
    (again,) = province_takes(town, last_stick)
    assert again.new_changes == 0


def test_case_48_what_counts_counts_too_where_the_part_over_the_cut_came_first(
    laptop: Laptop, town: Town, tmp_path: Path
) -> None:
    shutil.copytree(town.folder, tmp_path / "yesterday")
    laptop.accept("Vàng A Páo")
    first = laptop.export(tmp_path / "first")
    province_takes(town, first)
    laptop.reads(province_answers(town, tmp_path / "answer", laptop))
    shutil.rmtree(town.folder)
    shutil.copytree(
        tmp_path / "yesterday", town.folder
    )  # the province forgot the first stick: a second one comes first
    laptop.accept("Sùng A Một")
    with laptop.open() as desk:
        before_the_theft = desk.book.position(desk.desk.station).seq
    laptop.accept("Sùng Thị Dở")
    second = laptop.export(tmp_path / "second")
    _revoke(town, laptop.station(), before_the_theft)
    assert [province_takes(town, stick)[0].outcome for stick in (second, first)] == ["quarantined", "imported"]
    with hub_at(town) as hub:
        names = [row.partition(" ")[2] for row in dossiers_of(hub)]
        assert names == ["Giàng A Chống", "Vàng A Páo", "Sùng A Một"]
        assert hub.store.verify().ok


def test_case_48_the_neighbour_hears_of_what_counts_too(
    laptop: Laptop, neighbour: Laptop, town: Town, tmp_path: Path
) -> None:
    laptop.accept("Vàng A Páo")
    with laptop.open() as desk:
        before_the_theft = desk.book.position(desk.desk.station).seq
    laptop.accept("Sùng Thị Dở")
    last_stick = laptop.export(tmp_path / "last")
    _revoke(town, laptop.station(), before_the_theft)
    province_takes(town, last_stick)
    neighbour.reads(province_answers(town, tmp_path / "answer", neighbour))
    with hub_at(town) as hub:
        assert neighbour.dossiers() == dossiers_of(hub)
        assert len(dossiers_of(hub)) == 3
    with neighbour.open() as desk:
        assert [aside.reason for aside in desk.book.set_asides()] == ["revoked"]
        assert desk.storage.verify().ok


def test_case_48_honest_work_over_the_cut_that_a_person_took_counts_at_every_desk(
    laptop: Laptop, neighbour: Laptop, town: Town, tmp_path: Path
) -> None:
    laptop.accept("Vàng A Páo")
    last_stick = laptop.export(tmp_path / "last")
    _revoke(town, laptop.station())
    province_takes(town, last_stick)
    neighbour.reads(province_answers(town, tmp_path / "cut", neighbour))
    with hub_at(town) as hub:
        (kept,) = Quarantine(hub).lines()
        assert Quarantine(hub).retry(kept.key, despite_cut=True)
        assert not Quarantine(hub).lines()
    neighbour.reads(province_answers(town, tmp_path / "taken", neighbour))
    with hub_at(town) as hub:
        assert len(dossiers_of(hub)) == 3 and neighbour.dossiers() == dossiers_of(hub)
    laptop.accept("Sùng Thị Dở")
    (line,) = province_takes(town, laptop.export(tmp_path / "later"))
    assert line.outcome == "quarantined", "what came later stays cut off"


def test_case_48_a_lower_cut_later_does_not_raise_an_earlier_one(laptop: Laptop, town: Town) -> None:
    station = laptop.station()
    assert [_revoke(town, station, 1), _revoke(town, station)] == [1, 1]


def test_a_laptop_is_cut_off_under_every_key_it_went_on_with(laptop: Laptop, town: Town, tmp_path: Path) -> None:
    named = laptop.station()
    with laptop.open() as desk:
        desk.identity.rekey(officer=desk.officer)
    round_trip(town, tmp_path, laptop)
    laptop.accept("Vàng A Páo")
    _revoke(town, named)
    (line,) = province_takes(town, laptop.export(tmp_path / "stolen"))
    assert (line.outcome, line.new_changes) == ("quarantined", 0)
    with hub_at(town) as hub:
        assert [answer.station_id for answer in write_answers(hub, _folder(tmp_path, "answers"))] == []


def test_case_49_a_revocation_that_comes_by_stick_after_weeks_ends_the_sealing_for_that_laptop(
    laptop: Laptop, neighbour: Laptop, town: Town, tmp_path: Path
) -> None:
    with neighbour.open() as desk:
        stolen = StationReader(laptop)
        assert stolen.can_open(desk.exchange.export(_folder(tmp_path, "before")).path)
    _revoke(town, laptop.station())
    neighbour.now = MONDAY + timedelta(weeks=5)
    held = neighbour.dossiers()
    neighbour.reads(province_answers(town, tmp_path / "by-stick", neighbour, now=neighbour.now))
    assert neighbour.dossiers() == held, "what was taken in before stays"
    with neighbour.open() as desk:
        assert not stolen.can_open(desk.exchange.export(_folder(tmp_path, "after")).path)


def test_acceptance_29_the_province_lists_whose_data_lay_on_the_stolen_laptop(
    laptop: Laptop, neighbour: Laptop, town: Town, tmp_path: Path
) -> None:
    round_trip(town, tmp_path, laptop)  # now it has said that it holds the neighbour's work
    neighbour.accept("Tẩn A Sơn")
    province_takes(town, neighbour.export(tmp_path / "later"))
    with hub_at(town) as hub:
        found = exposed(hub, laptop.station().hex()[:8])
    assert [(row.applicant, row.is_certain) for row in found.rows if row.is_certain] == [
        ("Giàng A Chống", True), ("Lò Thị Mỷ", True),
    ]  # fmt: skip
    assert [row.applicant for row in found.rows if not row.is_certain] == ["Tẩn A Sơn"]
    rows = list(csv.reader(io.StringIO(as_csv(found).decode("utf-8-sig"))))
    assert len(rows) == 4 and rows[0][0] == "Mã hồ sơ"
    sheet = load_workbook(io.BytesIO(as_xlsx(found))).active
    assert sheet is not None and sheet.max_row == 4


def test_case_50_a_thief_cannot_bring_back_the_list_that_still_names_the_stolen_laptop(
    laptop: Laptop, neighbour: Laptop, town: Town, tmp_path: Path
) -> None:
    old_answer = province_answers(town, tmp_path / "old", neighbour)
    _revoke(town, laptop.station())
    neighbour.reads(province_answers(town, tmp_path / "new", neighbour))
    neighbour.reads(old_answer)
    with neighbour.open() as desk:
        stations = desk.exchange.bundles.stations(desk.exchange.papers())
        assert stations is not None and stations.stations[laptop.station()].revoked_after is not None


def test_an_answer_after_a_quiet_year_brings_a_list_that_is_good_for_another(
    laptop: Laptop, town: Town, tmp_path: Path
) -> None:
    laptop.now = MONDAY + timedelta(days=390)
    province_takes(town, laptop.export(tmp_path / "after-a-year"), now=laptop.now)
    laptop.reads(province_answers(town, tmp_path / "answer", laptop, now=laptop.now))
    with laptop.open() as desk:
        stations = desk.exchange.bundles.stations(desk.exchange.papers())
        assert stations is not None and stations.expires > laptop.now + timedelta(days=300)


# ── 51: new keys of the province ─────────────────────────────────────────────────────────────


def test_case_51_a_laptop_that_was_off_walks_two_new_roots_in_order(laptop: Laptop, town: Town, tmp_path: Path) -> None:
    with hub_at(town) as hub:
        assert [rotate_root(hub).root_version, rotate_root(hub).root_version] == [2, 3]
    (line,) = laptop.reads(province_answers(town, tmp_path / "answer", laptop))
    assert line.outcome in ("imported", "known")
    with laptop.open() as desk:
        roster = trusted(desk.exchange.papers()).roster
        assert roster is not None and roster.root_version == 3
    laptop.accept("Vàng A Páo")
    taken, _heard = round_trip(town, tmp_path, laptop)
    assert taken.outcome == "imported"


def test_a_change_of_the_root_key_that_was_cut_short_is_gone_on_with(
    laptop: Laptop, town: Town, tmp_path: Path
) -> None:
    """The program died when the new root was kept and nothing was signed with it yet."""
    with hub_at(town) as hub:
        half_done = RootKey.generate()
        following = hub.root_key().next_root(half_done, version=2, expires=MONDAY + timedelta(days=400))
        hub.keep_secrets({ROOTS: msgspec.msgpack.encode((following,)), ROOT_KEY: half_done.to_bytes()})
    with hub_at(town) as hub:
        assert rotate_root(hub).root_version == 3
    (line,) = laptop.reads(province_answers(town, tmp_path / "answer", laptop))
    assert line.outcome in ("imported", "known")
    with laptop.open() as desk:
        roster = trusted(desk.exchange.papers()).roster
        assert roster is not None and roster.root_version == 3


def test_case_51_a_root_key_that_was_replaced_signs_no_list_any_more(
    laptop: Laptop, town: Town, tmp_path: Path
) -> None:
    with hub_at(town) as hub:
        stolen_key = hub.root_key()
        rotate_root(hub)
        held = trusted(hub.papers()).roster
        assert held is not None
        forged = sign_roster(held.stations.values(), key=stolen_key, version=99, expires=MONDAY + timedelta(days=400))
    laptop.reads(province_answers(town, tmp_path / "honest", laptop))
    with hub_at(town) as hub:
        hub.store.book.keep_document(ROSTER, roster_document(forged))
    laptop.reads(province_answers(town, tmp_path / "forged", laptop))
    with laptop.open() as desk:
        roster = trusted(desk.exchange.papers()).roster
        assert roster is not None and (roster.version, roster.root_version) == (held.version, 2)


def test_a_replaced_root_key_publishes_nothing_any_more_and_what_is_kept_stays_readable(town: Town) -> None:
    fees = Publication("fees", 1, "2026-11-23", "Biểu phí", "ab" * 32, 1)
    with hub_at(town) as hub:
        replaced, before = hub.root_key(), hub.papers()
        kept = sign_published([(fees, 9)], key=replaced, version=1, expires=MONDAY + timedelta(days=400))
        forged = sign_published([(fees, 9)], key=replaced, version=9, expires=MONDAY + timedelta(days=400))
        rotate_root(hub)
        after = TrustPapers(before.card, hub.papers().roster, kept.to_bytes())
        own = StationKeys.generate().public
    held = published(after)
    assert held is not None and held.publications == (fees,)
    trust = LearningTrust(after, own)
    trust.learn(RosterFrame(SNAPSHOT, forged.snapshot))
    with pytest.raises(PublishedNotTrusted):
        trust.learn(RosterFrame(LIST, forged.targets))


def test_a_root_left_out_of_the_chain_is_not_believed(laptop: Laptop, town: Town) -> None:
    with hub_at(town) as hub:
        rotate_root(hub)
        rotate_root(hub)
        papers, roots = hub.papers(), hub.roots()
        held = trusted(papers).roster
        assert held is not None
        with pytest.raises(RosterNotTrusted):
            trusted(TrustPapers(papers.card, roster_document(held.metadata, roots=roots[1:])))


def test_the_province_changes_its_receiving_key_and_late_sticks_still_open(
    laptop: Laptop, town: Town, tmp_path: Path
) -> None:
    laptop.accept("Vàng A Páo")
    late = laptop.export(tmp_path / "late")
    with hub_at(town) as hub:
        first, second = rotate_receiving(hub), rotate_receiving(hub)
    assert first.receiving[1] == second.receiving[0], "the next key became the present one"
    (line,) = province_takes(town, late)
    assert line.outcome == "imported"
    laptop.reads(province_answers(town, tmp_path / "answer", laptop))
    laptop.accept("Sùng Thị Dở")
    with laptop.open() as desk:
        assert trusted(desk.exchange.papers()).hub_receiving == second.receiving
    (line,) = province_takes(town, laptop.export(tmp_path / "fresh"))
    assert line.outcome == "imported"


def _folder(root: Path, name: str) -> Path:
    (root / name).mkdir(exist_ok=True)
    return root / name


class StationReader:
    """Somebody with the keys of a laptop, a thief for one."""

    def __init__(self, laptop: Laptop) -> None:
        with laptop.open(write=False) as desk:
            self._bundles, self._papers = desk.exchange.bundles, desk.exchange.papers()

    def can_open(self, bundle: Path) -> bool:
        try:
            self._bundles.read(bundle, lambda _part: None, papers=self._papers, practice=True)
        except NotForUs:
            return False
        return True
