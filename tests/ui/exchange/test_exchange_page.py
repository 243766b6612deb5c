"""A stick goes to the province and comes back: counted truly, read back before it may be pulled, refused in words."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.bundles import Cancelled
from app.bundles import Progress as Heard
from app.services.exchange import Exchange, Exported
from sync.hub.enrolment import Enrolments
from sync.hub.ingest import ingest
from sync.hub.outbox import write_answers
from sync.hub.places import HubPaths
from sync.hub.program import create_hub, open_hub
from tests.ui.made_desk import CHEAP, NOW, PASSWORD, accept_copy, make_desk
from ui.exchange.code_sheet import CodeSheet
from ui.exchange.drives import Drive, _says_removable, bytes_words
from ui.exchange.model import Fraction
from ui.exchange.presenter import ExchangePresenter, exchange_page
from ui.exchange.view import ExchangePage
from ui.program import Program
from ui.shell.window import MainWindow
from ui.tasks import Tasks

WAIT = 15_000


@dataclass
class Province:
    """A practice hub in a folder, and its ways with a stick."""

    paths: HubPaths

    def reads(self, stick: Path) -> list[str]:
        with open_hub(self.paths, PASSWORD, write=True, now=NOW) as hub:
            return [line.outcome for line in ingest(hub, [stick])]

    def enrols_who_asked(self) -> None:
        with open_hub(self.paths, PASSWORD, write=True, now=NOW) as hub:
            desk = Enrolments(hub)
            desk.enrol(desk.waiting())

    def answers(self, stick: Path) -> None:
        with open_hub(self.paths, PASSWORD, write=True, now=NOW) as hub:
            write_answers(hub, stick)


@dataclass
class Desk:
    """The page at work on a real desk, its sticks, and the province it belongs to."""

    program: Program
    tasks: Tasks
    window: MainWindow
    page: ExchangePage
    presenter: ExchangePresenter
    stick: Path
    sticks: list[Drive]
    province: Province

    def counts(self) -> list[str]:
        return [label.text() for label in self.page.ladder.numbers]

    def take_card(self) -> None:
        card = self.province.paths.card_file
        self.program.exchange.take_card(card.read_bytes(), name=card.name)


@pytest.fixture(scope="module")
def made_province(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hub") / "hub"
    create_hub(HubPaths(folder), province="Lai Châu", practice=True, password=PASSWORD, now=NOW, cost=CHEAP)
    return folder


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path, made_province: Path) -> Iterator[Desk]:
    bugs: list[BaseException] = []
    shutil.copytree(made_province, tmp_path / "hub")
    program = make_desk(tmp_path / "desk").open()
    tasks = Tasks(lambda bug: bugs.append(bug) or "LOI-1")  # type: ignore[func-returns-value]
    stick = tmp_path / "KINGSTON"
    stick.mkdir()
    sticks = [Drive(stick, "KINGSTON (E:)", 5_800_000_000)]
    page, presenter = exchange_page(program, tasks, lambda: tuple(sticks))
    window = MainWindow(now=lambda: NOW)
    window.add_page("exchange", page, icon="exchange", key="F7")
    tasks.data_changed.connect(window.refresh_visible)
    qtbot.addWidget(window)
    window.show()
    window.open_page("exchange")
    made = Desk(program, tasks, window, page, presenter, stick, sticks, Province(HubPaths(tmp_path / "hub")))
    yield made
    qtbot.waitUntil(tasks.idle, timeout=WAIT)
    tasks.close()
    program.close()
    assert not bugs, bugs


def settle(qtbot: QtBot, desk: Desk) -> None:
    qtbot.waitUntil(desk.tasks.idle, timeout=WAIT)


def press(qtbot: QtBot, desk: Desk, key: Qt.Key) -> None:
    qtbot.keyClick(desk.window, key, Qt.KeyboardModifier.AltModifier)


def written(qtbot: QtBot, desk: Desk) -> None:
    desk.page.write.click()
    qtbot.waitUntil(lambda: desk.page.outcome.strong.text() == "Có thể rút USB.", timeout=WAIT)
    settle(qtbot, desk)


# ── before the province's card ───────────────────────────────────────────────────────────────


def test_without_the_provinces_card_the_page_explains_and_writing_is_refused(qtbot: QtBot, desk: Desk) -> None:
    accept_copy(desk.program)
    settle(qtbot, desk)
    assert "hub-card.json" in desk.page.trust.card_words.text()
    desk.page.write.click()
    qtbot.waitUntil(desk.page.outcome.isVisible, timeout=WAIT)
    assert "Hãy đọc tệp thẻ trước" in desk.page.outcome.text.text()
    assert list(desk.stick.iterdir()) == []
    assert desk.page.write.isEnabled(), "everything can be tried again"


def test_the_card_is_read_and_its_words_stand_to_be_compared(qtbot: QtBot, desk: Desk) -> None:
    desk.presenter.take_card(desk.province.paths.card_file)
    qtbot.waitUntil(lambda: len(desk.page.trust.hub.words()) == 8, timeout=WAIT)
    assert desk.page.outcome.strong.text() == "Đã nhận thẻ của tỉnh."
    assert not desk.page.trust.card_button.isVisible()
    assert len(desk.page.trust.own.words()) == 8
    assert desk.page.trust.request.isVisible(), "this computer is not enrolled yet"


def test_a_file_that_is_no_card_is_refused_in_words(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    wrong = tmp_path / "anh.json"
    wrong.write_text("{}", encoding="utf-8")
    desk.presenter.take_card(wrong)
    qtbot.waitUntil(desk.page.outcome.isVisible, timeout=WAIT)
    assert "anh.json" in desk.page.outcome.text.text()
    assert desk.program.exchange.hub_words() == ()


def test_the_enrolment_request_goes_to_the_stick(qtbot: QtBot, desk: Desk) -> None:
    desk.page.trust.request.click()
    qtbot.waitUntil(lambda: desk.page.outcome.strong.text() == "Đã ghi đề nghị.", timeout=WAIT)
    assert [file.suffix for file in desk.stick.iterdir()] == [".json"]


def test_keys_stay_with_the_code_until_escape_takes_it_away(qtbot: QtBot, desk: Desk) -> None:
    settle(qtbot, desk)
    press(qtbot, desk, Qt.Key.Key_Q)
    sheet = desk.window.findChild(CodeSheet)
    assert sheet is not None and sheet.isVisible()
    qtbot.keyClick(sheet.done, Qt.Key.Key_G, Qt.KeyboardModifier.AltModifier)
    qtbot.keyClick(sheet.done, Qt.Key.Key_Tab)
    settle(qtbot, desk)
    assert not desk.page.outcome.isVisible(), "nothing under the veil is begun"
    assert sheet.done.hasFocus()
    qtbot.keyClick(sheet.done, Qt.Key.Key_Escape)
    assert not sheet.isVisible()


# ── out ──────────────────────────────────────────────────────────────────────────────────────


def test_alt_g_writes_to_the_only_stick_and_says_when_it_may_be_pulled(qtbot: QtBot, desk: Desk) -> None:
    desk.take_card()
    for _count in range(3):
        accept_copy(desk.program)
    desk.page.refresh()
    qtbot.waitUntil(lambda: desk.counts()[:3] == ["3", "0", "0"], timeout=WAIT)
    fractions: list[float] = []
    show = desk.page.progress.bar.set_fraction

    def noted(fraction: float) -> None:
        fractions.append(fraction)
        show(fraction)

    desk.page.progress.bar.set_fraction = noted  # type: ignore[method-assign]
    press(qtbot, desk, Qt.Key.Key_G)
    qtbot.waitUntil(lambda: desk.page.outcome.strong.text() == "Có thể rút USB.", timeout=WAIT)
    assert fractions == sorted(fractions) and fractions[-1] == 1.0
    (bundle,) = desk.stick.glob("*.goi")
    assert desk.page.outcome.text.text().startswith(f"{bundle.name}: ")
    assert "3 hồ sơ" in desk.page.outcome.text.text()
    qtbot.waitUntil(lambda: desk.counts()[:3] == ["0", "3", "0"], timeout=WAIT)
    settle(qtbot, desk)
    model = desk.page.history.table_model()
    assert model is not None and bundle.name in str(model.cells(0)[2].text)  # type: ignore[index]


def test_nothing_new_is_only_a_sign_of_life(qtbot: QtBot, desk: Desk) -> None:
    desk.take_card()
    written(qtbot, desk)
    desk.province.reads(desk.stick)
    desk.province.enrols_who_asked()
    shutil.rmtree(desk.stick)
    desk.stick.mkdir()
    desk.province.answers(desk.stick)
    desk.program.exchange.import_paths([desk.stick])
    shutil.rmtree(desk.stick)
    desk.stick.mkdir()
    written(qtbot, desk)
    assert "chỉ báo máy còn hoạt động" in desk.page.outcome.text.text()


def test_scans_alone_are_no_mere_sign_of_life_and_a_set_is_called_one(qtbot: QtBot, desk: Desk) -> None:
    files = tuple(desk.stick / name for name in ("a.goi", "b.goi"))
    desk.presenter._written(Exported(files[0], "0" * 64, 900_000, 0, 0, (), paths=files, scans=3))
    told = desk.page.outcome.text.text()
    assert told.startswith("a.goi")
    assert "3" in told
    assert "2" in told


def test_with_several_sticks_the_officer_chooses_and_with_none_is_told(qtbot: QtBot, desk: Desk) -> None:
    desk.take_card()
    other = desk.stick.with_name("SANDISK")
    other.mkdir()
    desk.sticks.append(Drive(other, "SANDISK (F:)", 900_000_000, read_only=True))
    desk.page.write.click()
    qtbot.waitUntil(desk.page.drives.isVisible, timeout=WAIT)
    labels = [button.label() for button in desk.page.drives.buttons]
    assert labels[:2] == ["KINGSTON (E:), còn trống 5,8 GB", "SANDISK (F:), đang khoá ghi"]
    desk.sticks.clear()
    press(qtbot, desk, Qt.Key.Key_L)
    qtbot.waitUntil(lambda: desk.page.drives.words.text().startswith("Không thấy USB."), timeout=WAIT)
    assert desk.page.leave()
    assert not desk.page.drives.isVisible()


def test_a_stick_that_was_pulled_out_costs_nothing_and_says_what_to_do(qtbot: QtBot, desk: Desk) -> None:
    desk.take_card()
    accept_copy(desk.program)
    desk.stick.rmdir()
    desk.page.write.click()
    qtbot.waitUntil(desk.page.outcome.isVisible, timeout=WAIT)
    assert desk.page.outcome.property("kind") == "error"
    assert desk.page.outcome.text.text()
    settle(qtbot, desk)
    assert desk.program.queries.sync_state().unsent_dossiers == 1, "nothing counts as sent"


def test_escape_stops_the_writing_and_leaves_no_half_bundle(
    qtbot: QtBot, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.take_card()
    accept_copy(desk.program)
    begun, may_go_on = threading.Event(), threading.Event()
    export = Exchange.export

    def held_up(self: Exchange, folder: Path, *, progress: Heard | None, cancelled: Cancelled | None) -> Exported:
        begun.set()
        may_go_on.wait(10)
        return export(self, folder, progress=progress, cancelled=cancelled)

    monkeypatch.setattr(Exchange, "export", held_up)
    desk.page.write.click()
    qtbot.waitUntil(begun.is_set, timeout=WAIT)
    assert desk.page.progress.isVisible()
    assert not desk.page.write.isEnabled()
    assert desk.page.progress.stop.label() == "Dừng, không để lại gói dở"
    qtbot.keyClick(desk.window, Qt.Key.Key_Escape)
    may_go_on.set()
    qtbot.waitUntil(desk.page.outcome.isVisible, timeout=WAIT)
    assert desk.page.outcome.text.text().startswith("Đã dừng. Không có gói dở trên USB")
    assert list(desk.stick.iterdir()) == []
    assert desk.program.queries.sync_state().unsent_dossiers == 1


# ── in ───────────────────────────────────────────────────────────────────────────────────────


def test_the_whole_way_to_the_province_and_back(qtbot: QtBot, desk: Desk) -> None:
    desk.take_card()
    accept_copy(desk.program)
    written(qtbot, desk)
    assert desk.province.reads(desk.stick) == ["provisional"]
    desk.province.enrols_who_asked()
    desk.province.answers(desk.stick)
    press(qtbot, desk, Qt.Key.Key_O)
    qtbot.waitUntil(desk.page.files.isVisible, timeout=WAIT)
    words = {line.word for line in desk.page.files.lines()}
    assert words == {"chưa đọc", "đã có"}, "the answer is new, our own bundle is known"
    assert desk.program.queries.sync_state().unacknowledged_dossiers == 1, "looking stores nothing"
    qtbot.keyClick(desk.window, Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: desk.page.outcome.strong.text() == "Đã nhập.", timeout=WAIT)
    assert "Tỉnh đã xác nhận" in desk.page.outcome.text.text()
    qtbot.waitUntil(lambda: desk.counts() == ["0", "0", "1", "0"], timeout=WAIT)
    settle(qtbot, desk)
    assert "Đã ghi danh" in desk.page.trust.own_words.text()
    assert not desk.page.trust.request.isVisible()
    assert "hôm nay" in desk.page.headline.text()


def test_reading_the_same_stick_twice_changes_nothing_and_says_so(qtbot: QtBot, desk: Desk) -> None:
    desk.take_card()
    accept_copy(desk.program)
    written(qtbot, desk)
    desk.page.read.click()
    qtbot.waitUntil(desk.page.files.isVisible, timeout=WAIT)
    assert desk.page.files.words.text() == "KINGSTON (E:), còn trống 5,8 GB không có gì mới:"
    assert not desk.page.files.take.isVisible()


def test_a_damaged_bundle_is_named_and_nothing_of_it_is_taken(qtbot: QtBot, desk: Desk) -> None:
    desk.take_card()
    accept_copy(desk.program)
    written(qtbot, desk)
    desk.province.reads(desk.stick)
    desk.province.enrols_who_asked()
    shutil.rmtree(desk.stick)
    desk.stick.mkdir()
    desk.province.answers(desk.stick)
    (answer,) = desk.stick.glob("*.goi")
    data = bytearray(answer.read_bytes())
    data[len(data) // 2] ^= 0xFF
    answer.write_bytes(bytes(data))
    desk.page.read.click()
    qtbot.waitUntil(desk.page.files.isVisible, timeout=WAIT)
    (line,) = desk.page.files.lines()
    assert line.evidence == "returned"
    assert line.detail
    assert desk.page.files.words.text() == "Không nhập được gì từ KINGSTON (E:), còn trống 5,8 GB:"
    assert desk.program.queries.sync_state().acknowledged == 0


def test_an_empty_stick_says_what_was_looked_for(qtbot: QtBot, desk: Desk) -> None:
    desk.take_card()
    desk.page.read.click()
    qtbot.waitUntil(desk.page.outcome.isVisible, timeout=WAIT)
    assert desk.page.outcome.text.text().startswith("KINGSTON (E:), còn trống 5,8 GB không có gói nào")


def test_the_card_on_the_stick_is_offered_with_the_bundles(qtbot: QtBot, desk: Desk) -> None:
    shutil.copy(desk.province.paths.card_file, desk.stick / "hub-card.json")
    desk.page.read.click()
    qtbot.waitUntil(desk.page.files.isVisible, timeout=WAIT)
    assert [line.name for line in desk.page.files.lines()] == ["hub-card.json"]
    desk.page.act()
    qtbot.waitUntil(lambda: len(desk.page.trust.hub.words()) == 8, timeout=WAIT)


# ── small things ─────────────────────────────────────────────────────────────────────────────


def test_the_bar_never_goes_back_and_is_full_only_when_the_stick_may_be_pulled() -> None:
    fraction = Fraction()
    heard = [
        ("collect", 5, 5),
        ("seal", 1, 4),
        ("write", 900, 800),
        ("seal", 4, 4),
        ("check", 0, 900),
        ("check", 900, 900),
    ]
    seen = []
    for stage, done, total in heard:
        fraction.heard(stage, done, total)
        seen.append(fraction.done)
    assert seen == sorted(seen)
    assert seen[-1] < 1.0
    fraction.heard("done", 1, 1)
    assert (fraction.done, fraction.stage) == (1.0, 5)


def test_several_files_share_the_bar() -> None:
    fraction = Fraction(2)
    seen = []
    for done in (0, 50, 100, 0, 50):
        fraction.heard("read", done, 100)
        seen.append(round(fraction.done, 2))
    assert seen == [0.0, 0.25, 0.5, 0.5, 0.75]


def test_a_partition_is_removable_when_its_disk_is(tmp_path: Path) -> None:
    for disk, flag in (("sda", "0"), ("sdb", "1")):
        partition = tmp_path / "devices" / disk / f"{disk}1"
        partition.mkdir(parents=True)
        (partition.parent / "removable").write_text(f"{flag}\n", encoding="ascii")
        (tmp_path / f"{disk}1").symlink_to(partition)
    assert _says_removable("sdb1", tmp_path)
    assert not _says_removable("sda1", tmp_path)
    assert not _says_removable("gone", tmp_path)


def test_sizes_are_written_with_a_comma() -> None:
    assert [bytes_words(count) for count in (5_800_000_000, 3_100_000, 40_000)] == ["5,8 GB", "3,1 MB", "40 KB"]


def test_every_control_of_the_page_is_named_with_its_key(qtbot: QtBot, desk: Desk) -> None:
    page = desk.page
    settle(qtbot, desk)
    assert page.write.accessibleName() == "Ghi ra USB, Alt G"
    assert page.read.accessibleName() == "Đọc từ USB, Alt O"
    assert page.ladder.numbers[0].accessibleName().startswith("Mới lưu: ")
