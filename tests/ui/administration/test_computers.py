"""F12, Alt+5: which computers the commune has, when each was last heard of, the last copy, what stands out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.i18n import use_language
from app.services.backup_note import BackupNote, last_backup, note_backup
from app.services.desk_place import ROSTER
from sync.wire.enrolment import read_request
from sync.wire.roster import enrol
from sync.wire.signing import StationKeys
from tests.storage.made_up import MONDAY, id_of, receipt
from tests.sync.hub.strangers import Addressee, Stranger, Town, changed
from tests.ui.practice_desk import PracticeDesk, Tray, practice_desk
from ui.administration.presenter import administration_page
from ui.administration.view import AdministrationPage
from ui.slip_printing import SlipPrinting


@pytest.fixture
def desk(tmp_path: Path, qtbot: QtBot) -> Iterator[PracticeDesk]:
    use_language("vi")
    with practice_desk(tmp_path / "desk", qtbot, dossiers=0) as made:
        yield made


def opened(desk: PracticeDesk) -> AdministrationPage:
    page = administration_page(desk.program, desk.tasks, SlipPrinting(desk.program, desk.tasks, Tray()))
    desk.show(page)
    desk.press(page, Qt.Key.Key_5, Qt.KeyboardModifier.AltModifier)
    return page


def told(desk: PracticeDesk, page: AdministrationPage) -> dict[str, tuple[str, str]]:
    return {label: (state, now) for state, label, now in desk.rows(page.table)}


def _enrolled(desk: PracticeDesk, town: Town, *others: Stranger, cut_off: Stranger) -> None:
    program = desk.program
    program.exchange.take_card(town.paths.card_file.read_bytes(), name="hub-card.json")
    mine = read_request(program.exchange.bundles.read_request(program.exchange._request(), name="").data)
    revoked = changed(cut_off.entry(), revoked_after=0, revoked_at=MONDAY)
    town.enrol(
        enrol(mine, now=MONDAY, valid_to=MONDAY + timedelta(days=400)), *(one.entry() for one in others), revoked
    )
    with town.open() as hub:
        program.book.keep_document(ROSTER, hub.store.book.document(ROSTER) or b"")


def test_the_computers_of_the_commune_and_when_each_was_last_heard_of(desk: PracticeDesk, tmp_path: Path) -> None:
    program, town = desk.program, Town.made(tmp_path / "hub")
    second, third, stolen = (Stranger(number, commune=program.desk.commune) for number in (2, 3, 4))
    away = Stranger(5, commune="03000")
    _enrolled(desk, town, second, third, away, cut_off=stolen)
    second.log.add(id_of("s"), replace(receipt(2001), commune=program.desk.commune))
    to_us = Addressee(program.desk.station, StationKeys.from_bytes(program.storage.keys()).public.receiving)
    seal = second.bundle(tmp_path / "n.goi", to_us, second.segments())
    (line,) = program.exchange.import_paths([seal])
    said = told(desk, opened(desk))
    assert [label for label in said if label.startswith("Quầy")] == [
        f"Quầy {program.desk.station_number}, máy này", "Quầy 2", "Quầy 3", "Quầy 4",
    ], "a desk of another commune is none of ours"  # fmt: skip
    assert said["Quầy 3"] == ("đã ghi danh", "Chưa có việc nào của máy ấy về đây")
    assert said["Quầy 4"][0] == "đã thu hồi"
    assert line.new_changes == 1
    assert f"{MONDAY:%d/%m/%Y %H:%M}" in said["Quầy 2"][1]


def test_a_copy_is_told_with_its_day_and_asked_for_after_a_week(desk: PracticeDesk) -> None:
    program = desk.program
    page = opened(desk)
    assert told(desk, page)["Sao lưu"] == ("cần làm", "Chưa có bản sao lưu nào ghi từ máy này")
    now = program.clock.now()
    for days, state in ((1, "đã có"), (8, "cần làm")):
        note_backup(program.paths, program.desk.station, BackupNote(now - timedelta(days=days), 57))
        page.refresh()
        desk.settle()
        found, words = told(desk, page)["Sao lưu"]
        assert (found, f"{now - timedelta(days=days):%d/%m/%Y %H:%M}" in words, "57" in words) == (state, True, True)


def test_a_note_that_cannot_be_read_is_no_copy(desk: PracticeDesk) -> None:
    paths, station = desk.program.paths, desk.program.desk.station
    for torn in (b"", b"{", b'{"at":"2026-11-23T08:00:00","changes":1}', b"\xff\xfe"):
        (paths.state_dir / f"backup-{station.hex()}.json").write_bytes(torn)
        assert last_backup(paths, station) is None


def test_what_stands_out_is_told_in_words(desk: PracticeDesk) -> None:
    page = opened(desk)
    state, words = told(desk, page)["Chẩn đoán"]
    assert state in ("bình thường", "cần xem") and words
    rows = desk.rows(page.table)
    page.table.choose([row[1] for row in rows].index("Chẩn đoán"))
    desk.settle()
    said = " ".join(label.text() for label in page.pane.findChildren(type(page.pane.title)))
    assert "motcua verify" in said
