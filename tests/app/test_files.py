"""Files are read with a bound of our own; what a device or a pipe says of its size is none."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from app.calendars import load_calendar
from app.domain.errors import (
    BadInput,
    CalendarRefused,
    CannotRead,
    CannotWrite,
    DiskFull,
    DriveGone,
    OldBookUnreadable,
)
from app.files import read_at_most, read_secret, write_fault
from app.services.old_book_files import read_table
from app.services.receipt_files import read_answers

ENDLESS = Path("/dev/zero")
pytestmark = pytest.mark.skipif(not ENDLESS.exists(), reason="Windows has no file without an end")


def test_a_file_without_an_end_is_read_to_a_byte_over_the_limit_and_refused(tmp_path: Path) -> None:
    assert len(read_at_most(ENDLESS, 1000)) == 1001
    with pytest.raises(OldBookUnreadable):
        read_table(ENDLESS)
    with pytest.raises(BadInput):
        read_answers(ENDLESS)
    (tmp_path / "2026.json").symlink_to(ENDLESS)
    with pytest.raises(CalendarRefused):
        load_calendar(tmp_path)


def test_a_secret_is_one_line_and_never_a_whole_disk(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_bytes("\ufeffđồi chè xanh\r\n".encode())
    assert read_secret(file) == "đồi chè xanh"
    assert len(read_secret(ENDLESS)) <= 64 * 1024 + 1
    with pytest.raises(CannotRead):
        read_secret(tmp_path / "none")


def test_a_place_that_is_full_or_gone_is_named_and_not_the_file(tmp_path: Path) -> None:
    """«x.pdf has no room left» tells nobody which stick to clear."""
    file = tmp_path / "x.pdf"
    for number, fault, place in (
        (errno.ENOSPC, DiskFull, str(tmp_path)),
        (errno.EIO, DriveGone, str(tmp_path)),
        (errno.EROFS, CannotWrite, file.name),
    ):
        told = write_fault(OSError(number, ""), file)
        assert (type(told), told.details) == (fault, {"place": place})
