"""Over the network instead of a stick: a laptop and the province, two laptops of one office on a switch."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app.paths import desk_paths
from app.settings import Settings, write_settings
from sync.hub.program import HubPaths
from sync.hub.web.app import Site, make_app, open_site
from tests.journeys.province import NOW, Province, accept, found, make_desk, make_hub, make_province
from tests.journeys.terminal import PASSWORD, Terminal
from tests.sync.link.ends import BreakingProxy, listening
from ui.exchange.link_runner import LinkRunner
from ui.lan_office import lan_served
from ui.link import province_link, rounds
from ui.program import Program, open_program
from ui.tasks import Tasks


@pytest.fixture(scope="module")
def _first_province(tmp_path_factory: pytest.TempPathFactory, password_file: Path) -> Province:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MOTCUA_STATE_DIR", str(tmp_path_factory.mktemp("province-state")))
        return make_province(tmp_path_factory.mktemp("province"), password_file)


@pytest.fixture
def province(_first_province: Province, tmp_path: Path) -> Province:
    return _first_province.copied_to(tmp_path / "province")


@contextmanager
def web(province: Province) -> Iterator[tuple[Site, int]]:
    """The hub's web process, here in this one."""
    with open_site(HubPaths(province.hub.folder), PASSWORD, now=NOW) as site, listening(make_app(site)) as port:
        yield site, port


def sync(desk: Terminal, url: str, *more: str) -> Any:
    return desk.json("sync", "--address", url, "--patience", "20", *more)


@pytest.fixture
def straight(monkeypatch: pytest.MonkeyPatch) -> None:
    """No proxy of this machine between the two."""
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(autouse=True)
def _direct(straight: None) -> None:
    """Every test here."""


# ── the province ─────────────────────────────────────────────────────────────────────────────


def test_a_days_work_goes_to_the_province_and_is_confirmed_in_one_round(province: Province) -> None:
    codes = accept(province.desk, "Giàng A Chống", "Lò Thị Mỷ")
    with web(province) as (_site, port):
        done = sync(province.desk, f"http://127.0.0.1:{port}")
        assert done["sent"]["changes"] > 0
        status = province.desk.json("status")
        assert (status["unsent"], status["unacknowledged"]) == (0, 0)
        assert status["link"]["last_success_at"] and not status["link"]["trouble"]
        again = sync(province.desk, f"http://127.0.0.1:{port}")
        assert (again["sent"], again["received"]) == (None, [])
        # The operator's own commands find their turn beside the running server.
        assert province.hub.json("show", codes[0])["code"] == codes[0]
        assert province.hub.said("ingest", province.stick()).code == 0
    assert not list((province.desk.data_dir / "link").glob("*.goi"))


def test_case_60_a_day_over_a_line_that_breaks_every_20_kb_with_a_third_lost(province: Province) -> None:
    accept(province.desk, "Giàng A Chống", "Lò Thị Mỷ", "Pờ Xè Lòng")
    with web(province) as (_site, port), BreakingProxy(port, cut_every=6_000, loss=0.3) as line:
        sync(province.desk, line.url)
        assert line.cuts + line.lost >= 1
    assert province.desk.json("status")["unacknowledged"] == 0
    assert province.hub.json("status")["dossiers"] == 3


def test_acceptance_21_three_weeks_over_64_kbit_with_a_hundred_cuts_end_as_one_clean_run(
    province: Province, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The cuts fall at random bytes of the whole round: signing in, the bundle, the answer. No record is new twice.

    Parts of one kilobyte and cuts to match, so that a hundred of them fit into half a minute of such a line.
    """
    monkeypatch.setattr("sync.link.pace.SMALLEST", 1024)
    for wait in ("FIRST_WAIT_S", "LONGEST_WAIT_S"):
        monkeypatch.setattr(f"sync.link.pace.{wait}", 0.02)
    seed = int(os.environ.get("MOTCUA_TEST_SEED") or 21)
    province.desk.json("demo", "--dossiers", "270", "--seed", "21", "--from", "2026-11-02", "--to", "2026-11-20")
    clean = province.copied_to(tmp_path / "clean")
    with web(clean) as (_site, port):
        sync(clean.desk, f"http://127.0.0.1:{port}")
    with (
        web(province) as (_site, port),
        BreakingProxy(port, cut_every=(800, 2_700), loss=0.05, bytes_per_s=8_000, seed=seed) as line,
    ):
        sync(province.desk, line.url, "--patience", "300")
    assert line.cuts >= 100
    for one in (province, clean):
        hub, desk = one.hub.json("status"), one.desk.json("status")
        assert (hub["dossiers"], hub["changes"]) == (270, desk["changes"]), "each record once"
        assert (desk["unsent"], desk["unacknowledged"], hub["stations"][0]["quarantined"]) == (0, 0, [])
    codes = found(clean.desk, "H35")
    assert len(codes) == 20
    for code in codes:
        assert province.hub.json("show", code) == clean.hub.json("show", code)
        assert province.desk.json("show", code) == clean.desk.json("show", code)


def test_case_62_the_answer_is_lost_after_the_hub_took_it_and_the_next_round_is_a_no_op(province: Province) -> None:
    accept(province.desk, "Giàng A Chống")
    with web(province) as (_site, port), BreakingProxy(port) as line:
        line.drop_answer_when = b"204 No Content"
        sync(province.desk, line.url)
    assert province.desk.json("status")["unacknowledged"] == 0
    assert province.hub.json("status")["dossiers"] == 1
    assert province.hub.json("status")["changes"] == province.desk.json("status")["changes"]


def test_work_that_never_arrived_does_not_count_as_sent_and_goes_on_after_a_restart(province: Province) -> None:
    accept(province.desk, "Giàng A Chống")
    said = province.desk.said("sync", "--address", "http://127.0.0.1:1", "--patience", "1")
    assert (said.code, json.loads(said.err.splitlines()[-1])["error"]) == (4, "NoLink")
    status = province.desk.json("status")
    assert status["unsent"] > 0, "a bundle in a folder is not sent"
    assert status["link"]["trouble"] == "NoLink"
    (waiting,) = (province.desk.data_dir / "link").glob("*.goi")
    accept(province.desk, "Lò Thị Mỷ")
    with web(province) as (_site, port):
        done = sync(province.desk, f"http://127.0.0.1:{port}")
        assert waiting.stem.endswith(done["sent"]["sha256"][:8])
        assert province.desk.json("status")["unacknowledged"] > 0, "the second dossier came after that bundle"
        sync(province.desk, f"http://127.0.0.1:{port}")
    assert province.desk.json("status")["unacknowledged"] == 0
    assert province.hub.json("status")["dossiers"] == 2


def test_what_a_stick_brought_meanwhile_is_not_sent_again(province: Province) -> None:
    accept(province.desk, "Giàng A Chống")
    assert province.desk.said("sync", "--address", "http://127.0.0.1:1", "--patience", "1").code == 4
    province.hub.takes(province.export(province.desk))
    province.desk.json("import", province.hub.answer(province.root / "back", province.desk))
    accept(province.desk, "Lò Thị Mỷ")
    with web(province) as (_site, port):
        done = sync(province.desk, f"http://127.0.0.1:{port}")
    status = province.desk.json("status")
    assert done["sent"]["changes"] < status["changes"], "only the second dossier"
    assert status["unacknowledged"] == 0


def test_a_laptop_that_nobody_enrolled_leaves_its_request_and_flows_once_it_is(
    province: Province, password_file: Path
) -> None:
    newcomer = make_desk(province.root / "desk-3", password_file, station=3, card=province.hub.card)
    accept(newcomer, "Giàng A Chống")
    with web(province) as (_site, port):
        url = f"http://127.0.0.1:{port}"
        assert sync(newcomer, url)["received"] == []
        (waiting,) = [one for one in province.hub.json("status")["stations"] if not one["enrolled"]]
        province.hub.json("enroll", waiting["station_id"], "--yes")
        sync(newcomer, url)
    assert newcomer.json("status")["unacknowledged"] == 0


def test_two_laptops_meet_through_the_province(province: Province) -> None:
    accept(province.desk, "Giàng A Chống")
    with web(province) as (_site, port):
        url = f"http://127.0.0.1:{port}"
        sync(province.desk, url)
        sync(province.neighbour, url)
    assert len(found(province.neighbour, "giang a chong")) == 1


def test_case_58_two_laptops_of_one_commune_send_at_once(province: Province) -> None:
    accept(province.desk, "Giàng A Chống")
    accept(province.neighbour, "Lò Thị Mỷ")
    with web(province) as (_site, port), ThreadPoolExecutor(2) as both:
        settings = Settings(hub_address=f"http://127.0.0.1:{port}", hub_proxy="none")

        def send(desk: Program) -> int:
            with province_link(desk, settings, patience_s=60) as link:
                return sum(one.acknowledged for one in rounds(desk).with_province(link).received)

        programs = [opened(desk) for desk in (province.desk, province.neighbour)]
        try:
            assert all(confirmed > 0 for confirmed in both.map(send, programs))
        finally:
            for program in programs:
                program.close()
    assert province.hub.json("status")["dossiers"] == 2


def test_another_hub_at_the_address_gets_nothing(province: Province, password_file: Path) -> None:
    accept(province.desk, "Giàng A Chống")
    other = make_hub(province.root / "other", password_file)
    with open_site(HubPaths(other.folder), PASSWORD, now=NOW) as site, listening(make_app(site)) as port:
        said = province.desk.said("sync", "--address", f"http://127.0.0.1:{port}")
    assert (said.code, json.loads(said.err)["error"]) == (5, "NotTheOtherEnd")
    assert other.json("status")["changes"] == 0


def test_without_an_address_or_a_card_it_says_what_to_do(
    province: Province, tmp_path: Path, password_file: Path
) -> None:
    assert province.desk.refused("sync")["error"] == "NoAddress"
    bare = make_desk(tmp_path / "bare", password_file)
    assert bare.refused("sync", "--address", "http://127.0.0.1:1")["error"] == "NoProvinceCard"
    assert province.desk.refused("sync", "--address", "ftp://x")["error"] == "BadInput"


def test_hub_serve_as_its_service_runs_it(province: Province) -> None:
    """A process of its own, stopped as a service manager stops it."""
    accept(province.desk, "Giàng A Chống")
    with _served_apart(province) as port:
        sync(province.desk, f"http://127.0.0.1:{port}")
    assert province.hub.json("status")["dossiers"] == 1


def _document(running: subprocess.Popen[bytes]) -> Any:
    """Return the JSON document that a command prints before it goes on."""
    lines: list[bytes] = []
    while not lines or lines[-1].rstrip() != b"}":
        assert running.stdout is not None
        lines.append(running.stdout.readline())
        assert lines[-1], b"".join(lines)
    return json.loads(b"".join(lines))


@contextmanager
def _served_apart(province: Province) -> Iterator[int]:
    port = free_port()
    words = province.hub.terminal.words("hub", "serve", "--hub-dir", province.hub.folder, "--port", str(port))
    running = subprocess.Popen([sys.executable, "-m", "ui", *words], stdout=subprocess.PIPE)
    try:
        assert _document(running)["url"].endswith(str(port))
        yield port
    finally:
        running.send_signal(signal.SIGTERM)
        running.wait(20)
        if running.stdout is not None:
            running.stdout.close()


# ── a day's figures ──────────────────────────────────────────────────────────────────────────


def test_nothing_new_costs_little_more_than_saying_who_we_are(province: Province) -> None:
    accept(province.desk, "Giàng A Chống")
    with web(province) as (_site, port), BreakingProxy(port) as line:
        sync(province.desk, line.url)
        before = line.up + line.down
        sync(province.desk, line.url)
        assert line.up + line.down - before < 3_500


# ── two laptops of one office ────────────────────────────────────────────────────────────────


def opened(desk: Terminal) -> Program:
    """A desk as its window holds it."""
    return open_program(desk_paths(desk.data_dir), login=None, password=lambda: PASSWORD, write=True, now=NOW)


def lan_round(desk: Terminal, port: int) -> Any:
    return sync(desk, f"127.0.0.1:{port}", "--mate")


def test_acceptance_12_two_desks_on_the_switch_give_out_and_call_different_numbers_at_once(province: Province) -> None:
    home = opened(province.desk)
    try:
        with lan_served(home, port=0, host="127.0.0.1") as port, ThreadPoolExecutor(1) as here:
            mine = here.submit(lambda: [home.queue.take(officer=home.officer).number for _person in range(2)])
            theirs = [province.neighbour.json("queue", "take")["number"] for _person in range(2)]
            assert len({*mine.result(), *theirs}) == 4
            lan_round(province.neighbour, port)
            called = here.submit(lambda: home.queue.next(officer=home.officer).number)
            called_there = province.neighbour.json("queue", "next")["number"]
            assert called.result() != called_there
            lan_round(province.neighbour, port)
            assert home.queue.hall().lost == ()
            board = province.neighbour.json("queue", "board")["board"]
            assert [one.number for one in home.queue.hall().board] == [one["number"] for one in board]
    finally:
        home.close()


def test_acceptance_13_back_from_the_hamlet_both_laptops_agree_within_a_minute(province: Province) -> None:
    at_home = accept(province.desk, "Giàng A Chống", "Giàng A Páo")
    names = [f"Lò Thị {given}" for given in "An Bích Chi Dín Én Gấm Hoa Inh Kía Lả Mỷ Nụ".split()]
    on_trip = accept(province.neighbour, *names)
    assert [code[-4:] for code in on_trip] == [str(number) for number in range(2001, 2013)], "out of its own block"
    home = opened(province.desk)
    try:
        with lan_served(home, port=0, host="127.0.0.1") as port:
            began = time.monotonic()
            done = lan_round(province.neighbour, port)
            assert done["sent"]["changes"] > 0
            while home.queries.sync_state().changes < province.neighbour.json("status")["changes"]:
                assert time.monotonic() - began < 60
            assert time.monotonic() - began < 60
            again = lan_round(province.neighbour, port)
            assert (again["sent"], again["received"]) == (None, [])
    finally:
        home.close()
    for desk in (province.desk, province.neighbour):
        assert sorted(found(desk, "lo thi")) == sorted(on_trip)
        assert found(desk, "giang a chong") == at_home[:1]
        verified = desk.json("verify")
        assert verified["ok"] and verified["projections_equal"]
        assert desk.json("status")["unsent"] > 0, "a mate is not the province"


def test_acceptance_13_two_windows_on_a_switch_agree_by_themselves(
    province: Province, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody presses anything: one window answers, the other one calls, both show what the other took in."""
    monkeypatch.setattr("ui.lan_office.EVERYWHERE", "127.0.0.1")
    monkeypatch.setattr("ui.exchange.link_runner._FIRST_MS", 50)
    accept(province.desk, "Giàng A Chống")
    accept(province.neighbour, "Lò Thị Mỷ")
    port = free_port()
    with (
        at_work(province.desk, lan_serve=True, lan_port=port) as home,
        at_work(province.neighbour, lan_address=f"127.0.0.1:{port}") as away,
    ):
        all_of_them = _changes(home) + _changes(away)
        qtbot.waitUntil(lambda: _changes(home) == _changes(away) == all_of_them, timeout=60_000)
    assert len(found(province.desk, "lo thi my")) == len(found(province.neighbour, "giang a chong")) == 1


def _changes(program: Program) -> int:
    return program.queries.sync_state().changes


@contextmanager
def at_work(desk: Terminal, **settings: Any) -> Iterator[Program]:
    """A desk open in a window, as far as the network is concerned."""
    bugs: list[BaseException] = []
    program = opened(desk)
    write_settings(program.paths.settings_file, Settings(**settings))
    tasks = Tasks(lambda bug: bugs.append(bug) or "LOI-1")  # type: ignore[func-returns-value]
    runner = LinkRunner(program, tasks, tasks)
    try:
        yield program
    finally:
        runner.stop()
        tasks.close()
        program.close()
    assert not bugs, bugs


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def test_a_stick_and_a_mate_at_the_same_moment_take_turns(province: Province) -> None:
    """Both bring the same changes; read at once they would be taken for two histories of one desk."""
    accept(province.neighbour, "Lò Thị Mỷ", "Giàng A Chống")
    bundle = province.export(province.neighbour)
    home = opened(province.desk)
    try:
        with ThreadPoolExecutor(4) as hands:
            lines = [line for (line,) in hands.map(lambda _hand: home.exchange.import_paths([bundle]), range(4))]
    finally:
        home.close()
    assert sorted(line.outcome for line in lines) == ["imported", "known", "known", "known"]
    assert sum(line.quarantined for line in lines) == 0


def test_what_the_province_confirmed_already_still_reaches_a_mate_that_lacks_it(province: Province) -> None:
    codes = accept(province.desk, "Giàng A Chống")
    province.hub.takes(province.export(province.desk))
    province.desk.json("import", province.hub.answer(province.root / "back", province.desk))
    assert province.desk.json("status")["unacknowledged"] == 0
    home = opened(province.desk)
    try:
        with lan_served(home, port=0, host="127.0.0.1") as port:
            lan_round(province.neighbour, port)
    finally:
        home.close()
    assert found(province.neighbour, "giang a chong") == codes


def test_a_laptop_of_another_commune_is_not_let_in_and_does_not_believe_us(province: Province) -> None:
    home = opened(province.desk)
    try:
        with lan_served(home, port=0, host="127.0.0.1") as port:
            said = province.elsewhere.said("sync", "--mate", "--address", f"127.0.0.1:{port}")
            assert (said.code, json.loads(said.err)["error"]) == (5, "NotTheOtherEnd")
    finally:
        home.close()


def test_lan_serve_runs_by_itself_and_a_taken_port_is_told(province: Province) -> None:
    accept(province.desk, "Giàng A Chống")
    words = province.desk.words("lan", "serve", "--port", "0", "--host", "127.0.0.1")
    running = subprocess.Popen(
        [sys.executable, "-m", "ui", *words],
        stdout=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a shell's background job ignores it
    )
    try:
        port = _document(running)["port"]
        lan_round(province.neighbour, port)
        taken = province.neighbour.said("lan", "serve", "--port", str(port), "--host", "127.0.0.1")
        assert (taken.code, json.loads(taken.err)["error"]) == (4, "PortTaken")
    finally:
        running.send_signal(signal.SIGINT)
        assert running.wait(20) == 0
        if running.stdout is not None:
            running.stdout.close()
    assert len(found(province.neighbour, "giang a chong")) == 1
