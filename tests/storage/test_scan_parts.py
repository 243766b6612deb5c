"""Scans on their way: parts sealed on disk, whole or dropped, never kept twice."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.errors import DiskFull, ScanNotHere
from app.domain.scan_events import ScanAdded
from storage.attachments import FOLDER
from storage.desk import OpenDesk
from tests.storage.made_up import MONDAY, ElsewhereLog, make_desk, opened, paths_in, receipt

PIECE = 100_000
PAGES = b"%PDF-1.4 " + bytes(number % 253 for number in range(2 * PIECE + 50))
PARTS = [PAGES[start : start + PIECE] for start in range(0, len(PAGES), PIECE)]
SHA256 = hashlib.sha256(PAGES).hexdigest()
ELSEWHERE = b"\x0b" * 16


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[OpenDesk]:
    """A desk that holds the record of a scan made at another one, and not its pages."""
    desk = make_desk(tmp_path)
    log = ElsewhereLog(ELSEWHERE)
    log.add(b"d" * 16, receipt(2001))
    log.add(b"d" * 16, ScanAdded(MONDAY, SHA256, len(PAGES), 1, component=0))
    desk.book.merge(log.changes, head=log.head())
    yield desk
    desk.close()


def parts_on_disk(tmp_path: Path) -> list[Path]:
    return sorted((paths_in(tmp_path).data_dir / FOLDER / "parts").glob("*/*"))


def test_parts_make_the_scan_in_any_order_each_once(desk: OpenDesk, tmp_path: Path) -> None:
    parts = desk.scan_parts
    assert parts.lacking(limit=9) == {SHA256: ()}
    assert parts.scanned_at(SHA256) == {ELSEWHERE}
    for number in (2, 0, 0):
        parts.keep_part(SHA256, number, PARTS[number])
        assert parts.join(SHA256, 3) is None
    assert parts.lacking(limit=9) == {SHA256: (0, 2)}
    assert parts.lacking(limit=9, scanned_at=[b"\x01" * 16]) == {}
    assert not any(b"%PDF" in part.read_bytes() for part in parts_on_disk(tmp_path))
    with pytest.raises(ScanNotHere):
        desk.attachments.read("0" * 64)
    parts.keep_part(SHA256, 1, PARTS[1])
    assert (parts.join(SHA256, 3) or b"").startswith(b"%PDF-")
    assert (desk.attachments.read(SHA256), parts.size(SHA256)) == (PAGES, len(PAGES))
    assert (parts.lacking(limit=9), parts_on_disk(tmp_path)) == ({}, [])
    assert list(parts.parts(SHA256, part_bytes=PIECE)) == PARTS


def test_a_part_the_disk_forgot_is_dropped_with_the_others_and_wanted_again(desk: OpenDesk, tmp_path: Path) -> None:
    for number, data in enumerate(PARTS):
        desk.scan_parts.keep_part(SHA256, number, data)
    bent = parts_on_disk(tmp_path)[1]
    whole = bent.read_bytes()
    bent.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    assert desk.scan_parts.join(SHA256, 3) == b""
    assert not desk.attachments.holds(SHA256)
    assert desk.scan_parts.lacking(limit=9) == {SHA256: ()}


def test_parts_of_another_scan_do_not_pass_for_it(desk: OpenDesk) -> None:
    desk.scan_parts.keep_part(SHA256, 0, b"%PDF-1.4 another")
    assert desk.scan_parts.join(SHA256, 1) == b""
    assert desk.scan_parts.lacking(limit=9) == {SHA256: ()}


def test_a_scan_whose_size_was_never_noted_can_be_sent(desk: OpenDesk) -> None:
    """The program died between the file, which is durable, and the note of its size."""
    for number, data in enumerate(PARTS):
        desk.scan_parts.keep_part(SHA256, number, data)
    assert desk.scan_parts.join(SHA256, len(PARTS))
    with desk.database.writing() as connection:
        connection.exec_driver_sql("UPDATE blob SET size = 0")
    assert desk.scan_parts.size(SHA256) == len(PAGES)
    assert desk.scan_parts.size("0" * 64) == 0


def test_parts_outlive_a_restart_and_those_nobody_names_do_not(desk: OpenDesk, tmp_path: Path) -> None:
    desk.scan_parts.keep_part(SHA256, 0, PARTS[0])
    desk.scan_parts.keep_part("ab" * 32, 0, b"nobody names it")
    desk.close()
    with opened(tmp_path) as again:
        assert again.scan_parts.lacking(limit=9) == {SHA256: (0,)}
        for number in (1, 2):
            again.scan_parts.keep_part(SHA256, number, PARTS[number])
        assert again.scan_parts.join(SHA256, 3)
        assert again.attachments.read(SHA256) == PAGES
        assert parts_on_disk(tmp_path) == []


def test_a_full_disk_is_named_and_leaves_no_half_part(
    desk: OpenDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("storage.scan_parts.os.fsync", full)
    with pytest.raises(DiskFull):
        desk.scan_parts.keep_part(SHA256, 0, PARTS[0])
    assert desk.scan_parts.lacking(limit=9) == {SHA256: ()}
    monkeypatch.undo()
    desk.scan_parts.keep_part(SHA256, 0, PARTS[0])
    assert desk.scan_parts.lacking(limit=9) == {SHA256: (0,)}
    assert [part.name for part in parts_on_disk(tmp_path)] == ["0"]
