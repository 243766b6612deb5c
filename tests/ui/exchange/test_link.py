"""Sending over the network from the page: true progress, left alone in the background, refused in words."""

from __future__ import annotations

import shutil
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.domain.errors import NoLink
from app.i18n import use_language
from app.link import CONNECT, FETCH, SEND, WAIT, LinkProgress
from app.paths import desk_paths
from app.services.link_rounds import LinkStanding
from app.settings import Settings, read_settings, write_settings
from sync.hub.enrolment import Enrolments
from sync.hub.program import HubPaths, create_hub, open_hub
from sync.hub.web.app import make_app, open_site
from tests.sync.link.ends import BreakingProxy, listening
from tests.ui.made_desk import CHEAP, NOW, PASSWORD, MadeDesk, accept_copy, make_desk
from ui.exchange.link_model import mate_words, resting, running
from ui.exchange.presenter import ExchangePresenter, exchange_page
from ui.exchange.view import ExchangePage
from ui.link import rounds
from ui.program import Program
from ui.shell.window import MainWindow
from ui.tasks import Tasks

WAIT_MS = 20_000


@dataclass
class Desk:
    """The page at work on an enrolled desk, and the hub's port."""

    program: Program
    tasks: Tasks
    window: MainWindow
    page: ExchangePage
    presenter: ExchangePresenter
    port: int

    def counts(self) -> list[str]:
        return [label.text() for label in self.page.ladder.numbers]

    def set(self, **changed: object) -> None:
        place = self.program.paths.settings_file
        write_settings(place, replace(read_settings(place), hub_proxy="none", **changed))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A practice hub and a desk it has enrolled."""
    root = tmp_path_factory.mktemp("link")
    create_hub(HubPaths(root / "hub"), province="Lai Châu", practice=True, password=PASSWORD, now=NOW, cost=CHEAP)
    program = make_desk(root / "desk").open()
    card = HubPaths(root / "hub").card_file
    program.exchange.take_card(card.read_bytes(), name=card.name)
    request, _words = program.exchange.request_enrolment(root)
    with open_hub(HubPaths(root / "hub"), PASSWORD, write=True, now=NOW) as hub:
        desk = Enrolments(hub)
        desk.enrol([desk.find(str(request))])
    program.close()
    return root


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path, made: Path) -> Iterator[Desk]:
    use_language("vi")
    bugs: list[BaseException] = []
    shutil.copytree(made, tmp_path / "made")
    with ExitStack() as stack:
        site = stack.enter_context(open_site(HubPaths(tmp_path / "made" / "hub"), PASSWORD, now=NOW))
        port = stack.enter_context(listening(make_app(site)))
        program = MadeDesk(desk_paths(tmp_path / "made" / "desk"), "").open()
        tasks = Tasks(lambda bug: bugs.append(bug) or "LOI-1")  # type: ignore[func-returns-value]
        page, presenter = exchange_page(program, tasks, lambda: ())
        window = MainWindow(now=lambda: NOW)
        window.add_page("exchange", page, icon="exchange", key="F7")
        tasks.data_changed.connect(window.refresh_visible)
        qtbot.addWidget(window)
        window.show()
        window.open_page("exchange")
        yield Desk(program, tasks, window, page, presenter, port)
        presenter.link.stop()
        qtbot.waitUntil(tasks.idle, timeout=WAIT_MS)
        tasks.close()
        program.close()
    assert not bugs, bugs


def press(qtbot: QtBot, desk: Desk, key: Qt.Key) -> None:
    qtbot.keyClick(desk.window, key, Qt.KeyboardModifier.AltModifier)


def test_alt_m_sends_and_the_province_confirms(qtbot: QtBot, desk: Desk) -> None:
    desk.set(hub_address=f"http://127.0.0.1:{desk.port}")
    accept_copy(desk.program)
    desk.page.refresh()
    qtbot.waitUntil(lambda: desk.counts()[:3] == ["1", "0", "0"], timeout=WAIT_MS)
    press(qtbot, desk, Qt.Key.Key_M)
    qtbot.waitUntil(lambda: desk.counts()[:3] == ["0", "0", "1"], timeout=WAIT_MS)
    qtbot.waitUntil(desk.page.outcome.isVisible, timeout=WAIT_MS)
    assert desk.page.outcome.property("kind") == "good"
    assert "Tỉnh đã xác nhận" in desk.page.outcome.text.text()
    qtbot.waitUntil(lambda: not desk.page.link.stop.isVisible(), timeout=WAIT_MS)
    assert desk.page.send.isEnabled()
    press(qtbot, desk, Qt.Key.Key_M)
    qtbot.waitUntil(lambda: not desk.presenter.link.runner.is_running(), timeout=WAIT_MS)
    assert desk.page.outcome.property("kind") == "good"


@pytest.mark.parametrize("begins", ["write", "send", "settings"])
def test_the_keyboard_waits_on_stop_while_it_sends_and_comes_back_to_send(
    qtbot: QtBot, desk: Desk, begins: str
) -> None:
    desk.set(hub_address=f"http://127.0.0.1:{desk.port}")
    accept_copy(desk.program)
    qtbot.waitUntil(desk.tasks.idle, timeout=WAIT_MS)
    page = desk.page
    {"write": page.write, "send": page.send, "settings": page.link.settings}[begins].setFocus()
    press(qtbot, desk, Qt.Key.Key_M)
    qtbot.waitUntil(page.link.stop.isVisible, timeout=WAIT_MS)
    assert desk.window.focusWidget() is page.link.stop
    qtbot.waitUntil(lambda: page.send.isEnabled() and not page.link.stop.isVisible(), timeout=WAIT_MS)
    qtbot.waitUntil(desk.tasks.idle, timeout=WAIT_MS)
    assert desk.window.focusWidget() is page.send


@pytest.mark.parametrize("written", ["zz", "a" * 63, "khong-co.pem", "a\0b", "."])
def test_what_is_no_certificate_is_not_kept(qtbot: QtBot, desk: Desk, written: str) -> None:
    press(qtbot, desk, Qt.Key.Key_T)
    form = desk.page.link_form
    form.address.set_text(f"127.0.0.1:{desk.port}")
    form.certificate.set_text(written)
    form.keep.click()
    qtbot.waitUntil(form.certificate.note.isVisible, timeout=WAIT_MS)
    assert form.certificate.error().startswith("phải là 64 chữ")
    assert form.isVisible() and form.certificate.editor.hasFocus()
    assert read_settings(desk.program.paths.settings_file).hub_certificate == ""
    form.certificate.set_text(":".join(["Ab"] * 32))
    form.keep.click()
    qtbot.waitUntil(lambda: not form.isVisible(), timeout=WAIT_MS)
    assert read_settings(desk.program.paths.settings_file).hub_certificate == ":".join(["Ab"] * 32)


def test_without_an_address_the_settings_open_and_what_is_typed_is_kept(qtbot: QtBot, desk: Desk) -> None:
    press(qtbot, desk, Qt.Key.Key_M)
    form = desk.page.link_form
    assert form.isVisible() and form.address.editor.hasFocus()
    form.address.set_text("ftp://sai")
    form.keep.click()
    assert form.isVisible() and form.address.note.isVisible()
    form.address.set_text("127.0.0.1:8440")
    form.every_box.setCurrentIndex(2)
    form.keep.click()
    qtbot.waitUntil(lambda: not form.isVisible(), timeout=WAIT_MS)
    settings = read_settings(desk.program.paths.settings_file)
    assert (settings.hub_address, settings.hub_every_minutes) == ("127.0.0.1:8440", 30)
    press(qtbot, desk, Qt.Key.Key_T)
    assert form.isVisible() and form.address.text() == "127.0.0.1:8440"
    assert desk.page.leave() and not form.isVisible()


def test_a_round_goes_on_in_the_background_and_can_be_stopped(qtbot: QtBot, desk: Desk) -> None:
    accept_copy(desk.program)
    desk.set(hub_address="http://127.0.0.1:1")
    press(qtbot, desk, Qt.Key.Key_M)
    qtbot.waitUntil(desk.page.link.stop.isVisible, timeout=WAIT_MS)
    assert desk.page.write.isEnabled(), "a stick can be written meanwhile"
    qtbot.waitUntil(lambda: desk.tasks.idle(), timeout=WAIT_MS)
    press(qtbot, desk, Qt.Key.Key_X)
    qtbot.waitUntil(lambda: not desk.presenter.link.runner.is_running(), timeout=WAIT_MS)
    assert desk.program.queries.sync_state().unsent_dossiers == 1
    assert desk.page.outcome.property("kind") == "information"


def test_it_goes_by_itself_when_set_and_says_nothing_about_it(
    qtbot: QtBot, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.exchange.link_runner._FIRST_MS", 50)
    accept_copy(desk.program)
    desk.set(hub_address=f"http://127.0.0.1:{desk.port}", hub_every_minutes=15)
    desk.presenter.link.runner.settings_changed()
    qtbot.waitUntil(lambda: desk.counts()[:3] == ["0", "0", "1"], timeout=WAIT_MS)
    assert not desk.page.outcome.isVisible(), "nobody asked"


def test_closing_the_window_does_not_wait_for_a_line_that_stands_still(qtbot: QtBot, desk: Desk) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent.settimeout(WAIT_MS / 1000)
        desk.set(hub_address=f"http://127.0.0.1:{silent.getsockname()[1]}")
        accept_copy(desk.program)
        press(qtbot, desk, Qt.Key.Key_M)
        line, _where = silent.accept()
        with line:
            began = time.monotonic()
            desk.presenter.link.stop()
            desk.tasks.close()
            assert time.monotonic() - began < 5


def test_a_thin_line_shows_what_the_other_end_surely_has(qtbot: QtBot, desk: Desk) -> None:
    for _count in range(3):
        accept_copy(desk.program)
    with BreakingProxy(desk.port, bytes_per_s=20_000) as line:
        desk.set(hub_address=line.url)
        told: list[LinkProgress] = []
        desk.presenter.link.runner._told.connect(told.append)
        press(qtbot, desk, Qt.Key.Key_M)
        qtbot.waitUntil(lambda: desk.counts()[:3] == ["0", "0", "3"], timeout=WAIT_MS)
        qtbot.waitUntil(lambda: not desk.presenter.link.runner.is_running(), timeout=WAIT_MS)
    stages = [one.stage for one in told]
    assert stages[0] == CONNECT and SEND in stages and stages[-1] == FETCH
    sent = [one for one in told if one.stage == SEND]
    assert sent[-1].done == sent[-1].total > 0 and sent[-1].parts == 1


def test_beginning_anew_after_a_cut_is_no_progress(qtbot: QtBot, desk: Desk) -> None:
    runner = desk.presenter.link.runner
    with socket.create_server(("127.0.0.1", 0)) as silent:
        desk.set(hub_address=f"http://127.0.0.1:{silent.getsockname()[1]}")
        runner.send()
        qtbot.waitUntil(runner.is_running, timeout=WAIT_MS)
        runner._moved_at -= 1900
        for stage in (SEND, WAIT, SEND, WAIT, SEND):
            runner._take_progress(LinkProgress(stage, 0, 64_000, cuts=3))
        assert runner.quiet_s() >= 1900, "half an hour in vain: a stick is offered"
        runner._take_progress(LinkProgress(SEND, 16_000, 64_000, parts=1, cuts=3))
        assert runner.quiet_s() < 60
        runner.stop()


def test_a_round_after_others_in_vain_knows_for_how_long_nothing_got_through(qtbot: QtBot, desk: Desk) -> None:
    runner, kept = desk.presenter.link.runner, rounds(desk.program)
    kept.folder.mkdir(parents=True, exist_ok=True)
    failed = LinkStanding(trouble="NoLink", details={"reason": "x"}, moved_at=NOW - timedelta(minutes=31))
    (kept.folder / "province.json").write_bytes(msgspec.json.encode(failed))
    with socket.create_server(("127.0.0.1", 0)) as silent:
        desk.set(hub_address=f"http://127.0.0.1:{silent.getsockname()[1]}")
        runner.send()
        qtbot.waitUntil(runner.is_running, timeout=WAIT_MS)
        assert runner.quiet_s() >= 31 * 60
        runner._take_progress(LinkProgress(SEND, 16_000, 64_000, parts=1))
        assert runner.quiet_s() < 60
        runner.stop()
        qtbot.waitUntil(lambda: not runner.is_running(), timeout=WAIT_MS)
        runner.send()
        assert runner.quiet_s() < 60, "a part got through in the round before, which failed all the same"
        runner.stop()


# ── the words ────────────────────────────────────────────────────────────────────────────────


def test_half_an_hour_in_vain_offers_a_stick() -> None:
    use_language("en")
    shown = running(LinkProgress(WAIT, cuts=9, retry_in_s=700.0), 1900.0)
    assert shown.offers_stick and shown.kind == "caution" and "take a stick" in shown.text
    assert not running(LinkProgress(WAIT, cuts=1, retry_in_s=2.0), 60.0).offers_stick
    failed = LinkStanding(
        trouble="NoLink",
        details={"reason": "x"},
        last_failure_at=NOW,
        moved_at=NOW - timedelta(minutes=31),
    )
    assert isinstance(failed.refusal(), NoLink)
    assert resting(failed, Settings(hub_address="http://x"), NOW).offers_stick
    assert not resting(
        msgspec.structs.replace(failed, moved_at=NOW), Settings(hub_address="http://x"), NOW
    ).offers_stick


def test_what_is_confirmed_is_said_of_what_and_in_how_many_parts() -> None:
    use_language("en")
    shown = running(LinkProgress(SEND, 32_000, 64_000, parts=2, cuts=1), 0.0)
    assert shown.fraction == 0.5
    assert shown.text == "The other end surely has 32 KB of 64 KB, in 2 parts. The network broke off 1 time."


def test_a_clock_far_off_is_told_after_a_round() -> None:
    use_language("en")
    standing = LinkStanding(last_success_at=NOW, clock_offset_s=-900.0)
    assert "15 minutes ahead" in resting(standing, Settings(hub_address="http://x"), NOW).text


def test_settings_that_cannot_be_read_are_told_and_no_timer_trips_over_them(qtbot: QtBot, desk: Desk) -> None:
    desk.program.paths.settings_file.write_text("{rubbish", encoding="utf-8")
    press(qtbot, desk, Qt.Key.Key_M)
    qtbot.waitUntil(desk.page.outcome.isVisible, timeout=WAIT_MS)
    assert "settings.toml" in desk.page.outcome.text.text()
    runner = desk.presenter.link.runner
    runner._round_by_itself()
    runner._mate_round()
    assert not runner.is_running()
    assert "settings.toml" in runner.trouble
    desk.program.paths.settings_file.unlink()


# ── the desk beside ──────────────────────────────────────────────────────────────────────────


def _beside(desk: Desk, **standing: object) -> str:
    desk.set(lan_address="10.0.0.5")
    folder = rounds(desk.program).folder
    folder.mkdir(exist_ok=True)
    (folder / "mate.json").write_bytes(msgspec.json.encode(LinkStanding(**standing)))  # type: ignore[arg-type]
    return mate_words(desk.program, (), "")


@pytest.mark.parametrize(
    ("trouble", "details", "says", "promises"),
    [
        ("NoLink", {"reason": ""}, "chưa trả lời", True),
        ("NotTheOtherEnd", {}, "không phải máy của cơ quan này theo danh sách của tỉnh", False),
        ("NotAdmitted", {}, "nên không cho vào", False),
        ("DiskFull", {"place": "link"}, "đã hết chỗ", False),
    ],
)
def test_what_only_a_person_can_mend_with_the_desk_beside_is_not_said_to_mend_itself(
    desk: Desk, trouble: str, details: dict[str, str], says: str, promises: bool
) -> None:
    words = _beside(desk, last_success_at=NOW, last_failure_at=NOW, trouble=trouble, details=details)
    assert says in words
    assert ("tự thử lại" in words) == promises
    assert "Đã khớp" not in words


def test_clocks_that_differ_in_one_office_are_told(desk: Desk) -> None:
    words = _beside(desk, last_success_at=NOW, clock_offset_s=-600.0)
    assert "Đã khớp với máy ở 10.0.0.5" in words
    assert "lệch nhau 10 phút" in words
    assert "lệch nhau" not in _beside(desk, last_success_at=NOW, clock_offset_s=30.0)


def test_without_a_network_no_desk_is_told_to_call_itself(desk: Desk) -> None:
    assert "127.0.0.1" not in mate_words(desk.program, ("127.0.0.1:8441",), "")
    assert "ở máy kia gõ: 10.0.0.4:8441." in mate_words(desk.program, ("10.0.0.4:8441",), "")


def test_another_address_for_the_desk_beside_takes_over_nothing_of_the_old_one(qtbot: QtBot, desk: Desk) -> None:
    assert "Đã khớp" in _beside(desk, last_success_at=NOW)
    press(qtbot, desk, Qt.Key.Key_T)
    form = desk.page.link_form
    qtbot.waitUntil(form.isVisible, timeout=WAIT_MS)
    form.mate.set_text("127.0.0.1:9")
    press(qtbot, desk, Qt.Key.Key_S)
    settings_file = desk.program.paths.settings_file
    qtbot.waitUntil(lambda: read_settings(settings_file).lan_address == "127.0.0.1:9", timeout=WAIT_MS)
    qtbot.waitUntil(lambda: "Đã khớp" not in mate_words(desk.program, (), ""), timeout=WAIT_MS)
