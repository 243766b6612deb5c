"""Sticks at the window: two laptops of one commune meet through the province; the same stick read twice."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from app.clock import FixedClock
from app.paths import desk_paths
from sync.wire.trust_papers import trusted
from tests.journeys.province import Province, accept, make_province
from tests.journeys.terminal import MORNING, PASSWORD
from tests.journeys.window import Counter, counter, list_rows, unlock
from tests.storage.made_up import id_of, receipt
from tests.sync.hub.strangers import Addressee, Stranger

HAMLET = (
    "Giàng A Chống", "Lò Thị Mỷ", "Vàng A Páo", "Chẻo Sử Mẩy", "Pờ Xè Lòng", "Tẩn A Sài", "Lý Thị Pà", "Phàn Văn Quẩy",
    "Đặng Thị Bích Nguyệt", "Sùng A Chứ", "Hảng Thị Dợ", "Ma A Lử",
)  # fmt: skip


@pytest.fixture(scope="module")
def _first_province(tmp_path_factory: pytest.TempPathFactory, password_file: Path) -> Province:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MOTCUA_STATE_DIR", str(tmp_path_factory.mktemp("province-state")))
        return make_province(tmp_path_factory.mktemp("province"), password_file)


@pytest.fixture
def province(_first_province: Province, tmp_path: Path) -> Province:
    return _first_province.copied_to(tmp_path / "province")


def _sent(province: Province, stick: Path) -> None:
    """Carry a stick to the province: it takes in what is there and answers desk 1 on the same stick."""
    bundles = sorted(stick.glob("*.goi"))
    assert all(province.hub.takes(bundle)["outcome"] in ("imported", "known") for bundle in bundles)
    for bundle in bundles:
        bundle.unlink()
    province.hub.answer(stick, province.desk)


def _read_stick(made: Counter) -> str:
    """Read the stick by keys and return what the page says of its files before and after."""
    made.press("F7", "Alt+O")
    if made.desk.exchange.files.take.isVisible():
        made.press("F9")
    return "; ".join(f"{line.word}, {line.detail}" for line in made.desk.exchange.files.lines())


@pytest.mark.slow
def test_twelve_intakes_in_a_hamlet_are_on_the_other_laptop_after_one_round_of_the_stick(
    qapp: object, province: Province
) -> None:
    here = accept(province.desk, "Thào Thị Sua")
    there = accept(province.neighbour, *HAMLET)
    assert [code.rpartition("-")[2] for code in there] == [f"2{number:03}" for number in range(1, 13)]
    with counter(desk_paths(province.desk.data_dir), clock=FixedClock(datetime.fromisoformat(MORNING))) as made:
        unlock(made, PASSWORD)
        made.press("F7", "Alt+G")
        with made.away():
            assert province.export(province.neighbour).parent == made.stick, "both laptops write to one stick"
            _sent(province, made.stick)
        said = _read_stick(made)
        made.shot("hamlet")
        assert "thay đổi mới" in said, said
        made.press("F3")
        made.shot("hamlet-list")
        rows = list_rows(made)
        assert sorted(row[4] for row in rows) == sorted(code.partition("-")[2] for code in (*there, *here))
        assert {name for row in rows for name in HAMLET if name in row[2]} == set(HAMLET)
        assert {row[-1] for row in rows} == {"Tỉnh đã nhận"}
    back = province.root / "to-neighbour"
    (answer,) = province.neighbour.json("import", province.hub.answer(back, province.neighbour))
    assert answer["outcome"] == "imported"
    assert [line["code"] for line in province.neighbour.json("find", "thao thi sua")] == here


@pytest.mark.slow
def test_the_same_stick_again_is_known_and_changes_nothing(qapp: object, province: Province) -> None:
    accept(province.desk, *HAMLET[:2])
    with counter(desk_paths(province.desk.data_dir), clock=FixedClock(datetime.fromisoformat(MORNING))) as made:
        unlock(made, PASSWORD)
        made.press("F7", "Alt+G")
        with made.away():
            _sent(province, made.stick)
        assert _read_stick(made).startswith("đã nhập")
        before = json.dumps([line.code for line in made.lines()])
        again = _read_stick(made)
        made.shot("again")
        assert again.startswith("đã có"), again
        assert not made.desk.exchange.files.take.isVisible(), "there is nothing to take in"
        assert json.dumps([line.code for line in made.lines()]) == before
        assert made.start.window.sync_pill.strong == "Tỉnh đã nhận hết"


@pytest.mark.slow
def test_what_is_good_in_a_bad_bundle_can_be_taken_in(qapp: object, province: Province) -> None:
    commune = province.desk.json("status")["commune"]
    known, unknown = Stranger(4, commune=commune), Stranger(5, commune=commune)
    for stranger in (known, unknown):
        stranger.log.add(
            id_of(f"quầy {stranger.number}"), replace(receipt(stranger.number * 1000 + 1), commune=commune)
        )
    asked = province.stick("requests") / "quay-4.json"
    asked.write_bytes(known.request())
    province.hub.json("enroll", asked, "--yes")
    with counter(desk_paths(province.desk.data_dir), clock=FixedClock(datetime.fromisoformat(MORNING))) as made:
        unlock(made, PASSWORD)
        with made.away():
            province.hub.answer(made.stick, province.desk)
        _read_stick(made)
        known.bundle(made.stick / "lan-lon.goi", _addressee(made), [*unknown.segments(), *known.segments()])
        made.press("F7", "Alt+O")
        assert made.desk.exchange.files.take.isVisible()
        made.press("F9")
        assert [line.code.rpartition("-")[2] for line in made.lines()] == ["4001"]
        told = made.desk.exchange.headline.text()
        assert told.startswith("1 hồ sơ chưa được ghi ra hay gửi đi từ máy này."), "the other desk has it too"


@pytest.mark.slow
def test_a_bundle_that_waits_is_not_called_taken_in(qapp: object, province: Province) -> None:
    commune = province.desk.json("status")["commune"]
    neighbour = Stranger(4, commune=commune)
    for number in (1, 2):
        neighbour.log.add(id_of(f"hồ sơ {number}"), replace(receipt(4000 + number), commune=commune, entry=number))
    asked = province.stick("requests") / "quay-4.json"
    asked.write_bytes(neighbour.request())
    province.hub.json("enroll", asked, "--yes")
    with counter(desk_paths(province.desk.data_dir), clock=FixedClock(datetime.fromisoformat(MORNING))) as made:
        unlock(made, PASSWORD)
        with made.away():
            province.hub.answer(made.stick, province.desk)
        _read_stick(made)
        neighbour.bundle(made.stick / "goi-sau.goi", _addressee(made), neighbour.segments(2, 2))
        assert "hãy mang gói chứa phần này đến" in _read_stick(made)
        made.shot("waits")
        assert made.desk.exchange.outcome.property("kind") == "caution"
        assert made.desk.exchange.outcome.strong.text() != "Đã nhập."
        reason = made.desk.exchange.trust.aside
        assert reason.visibleRegion().boundingRect().size() == reason.size(), "the reason can be read without scrolling"


def _addressee(made: Counter) -> Addressee:
    """Return this desk as whoever a bundle of the commune is sealed for."""
    program = made.desk.program
    roster = trusted(program.exchange.papers()).roster
    assert roster is not None
    return Addressee(program.desk.station, roster.stations[program.desk.station].receiving)


@pytest.mark.slow
def test_a_revocation_is_taken_in_although_every_change_beside_it_is_known(qapp: object, province: Province) -> None:
    accept(province.neighbour, HAMLET[0])
    assert province.hub.takes(province.export(province.neighbour))["outcome"] == "imported"
    with counter(desk_paths(province.desk.data_dir), clock=FixedClock(datetime.fromisoformat(MORNING))) as made:
        unlock(made, PASSWORD)
        with made.away():
            _sent(province, made.stick)
        assert _read_stick(made).startswith("đã nhập")
        with made.away():
            station = province.neighbour.json("status")["station_id"]
            province.hub.json("revoke", station, "--reason", "mất cắp")
            _sent(province, made.stick)
        _read_stick(made)
        exchange = made.desk.program.exchange
        stations = exchange.bundles.stations(exchange.papers())
        assert stations is not None
        assert stations.stations[bytes.fromhex(station)].revoked_after is not None
        with made.away():
            for answer in made.stick.glob("*.goi"):
                answer.unlink()
            accept(province.neighbour, HAMLET[1])
            province.export(province.neighbour)
        made.press("F7", "Alt+O")
        (line,) = made.desk.exchange.files.lines()
        assert (line.word, line.is_new) == ("sẽ để riêng", False), "what will be set aside is not promised as new"
