"""Sticks: a file with its name is whole and was read back; anything else is a sentence."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import resource
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import BinaryIO

import pytest

from app.domain.errors import BundleDamaged, CannotRead, CannotWrite, DiskFull, DriveGone, EnvironmentFault
from app.files import write_whole
from sync.wire.bundle import pack
from sync.wire.media import (
    WriteCancelled,
    Written,
    bundle_stem,
    bundles_in,
    estimated_size,
    opened,
    read_small,
    write_bundle,
)
from sync.wire.parts import Outcome
from sync.wire.reading import read
from tests.sync.wire.makers import HUB, SIN_SUOI_HO, Believes, a_header, segments_of

STEM = bundle_stem(commune="03478", number=1, day=date(2026, 11, 23))


def pack_work(out: BinaryIO) -> None:
    both = [HUB.public.receiving, SIN_SUOI_HO.public.receiving]
    pack(out, a_header(), sender=SIN_SUOI_HO, recipients=both, segments=segments_of(SIN_SUOI_HO, 300, per_segment=100))


def check_work(stream: BinaryIO) -> None:
    report = read(
        stream, lambda part: None, name="x", identities=[SIN_SUOI_HO.identity], trust=Believes(), practice=False
    )
    if report.outcome is not Outcome.WHOLE:
        raise BundleDamaged(name="x", reason=str(report.reason))


def write(folder: Path, **changes: object) -> Written:
    how: dict = {"pack": pack_work, "verify": check_work, "estimate": 1000, **changes}
    return write_bundle(folder, STEM, **how)


def test_a_bundle_is_written_read_back_and_named(tmp_path: Path) -> None:
    stages: list[tuple[str, int, int]] = []
    written = write(tmp_path, progress=lambda *step: stages.append(step))
    data = written.path.read_bytes()
    assert written.sha256 == hashlib.sha256(data).hexdigest()
    assert written.path.name == f"03478-1-261123-{written.sha256[:8]}.goi"
    assert written.size == len(data)
    assert [path.name for path in tmp_path.iterdir()] == [written.path.name]
    assert {stage for stage, _, _ in stages} == {"write", "check"}
    assert stages[-1] == ("check", len(data), len(data))
    assert all(done <= total for _, done, total in stages)
    assert written.path.name.isascii()


def test_the_estimate_covers_real_work(tmp_path: Path) -> None:
    assert write(tmp_path).size < estimated_size(300)


def test_a_stick_without_room_is_refused_before_a_byte_is_written(tmp_path: Path) -> None:
    with pytest.raises(DiskFull):
        write(tmp_path, estimate=1 << 60)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("code", "refusal"),
    [
        (errno.ENOSPC, DiskFull),
        (errno.EFBIG, DiskFull),
        (errno.EROFS, CannotWrite),
        (errno.EACCES, CannotWrite),
        (errno.EIO, DriveGone),
        (errno.ENODEV, DriveGone),
        (errno.ENOENT, DriveGone),
    ],
)
def test_what_the_world_says_half_way_gets_its_name(tmp_path: Path, code: int, refusal: type[EnvironmentFault]) -> None:
    def fails(out: BinaryIO) -> None:
        out.write(b"half a bundle")
        raise OSError(code, os.strerror(code))

    with pytest.raises(refusal):
        write(tmp_path, pack=fails)
    assert list(tmp_path.iterdir()) == []
    assert write(tmp_path).path.exists()


def test_a_medium_that_really_fills_up(tmp_path: Path) -> None:
    held = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, held[1]))
    try:
        with pytest.raises(DiskFull):
            write(tmp_path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, held)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_gone_or_none(tmp_path: Path) -> None:
    with pytest.raises(DriveGone):
        write(tmp_path / "stick")
    file = tmp_path / "file"
    file.write_bytes(b"")
    with pytest.raises(CannotWrite):
        write(file)


def test_a_stick_that_forgets_is_not_a_stick(tmp_path: Path) -> None:
    def forgetful(out: BinaryIO) -> None:
        pack_work(out)
        out.flush()
        with (tmp_path / f"{STEM}.goi.part").open("r+b") as behind:
            behind.seek(100)
            behind.write(bytes(50))

    with pytest.raises(DriveGone):
        write(tmp_path, pack=forgetful)
    assert bundles_in(tmp_path) == []


def test_what_does_not_open_again_is_not_written(tmp_path: Path) -> None:
    def refuses(stream: BinaryIO) -> None:
        stream.read()
        raise BundleDamaged(name="x", reason="y")

    with pytest.raises(BundleDamaged):
        write(tmp_path, verify=refuses)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("after", [0, 1, 2])
def test_the_officer_may_stop(tmp_path: Path, after: int) -> None:
    asked = iter(range(1_000))
    with pytest.raises(WriteCancelled):
        write(tmp_path, cancelled=lambda: next(asked) >= after)
    assert list(tmp_path.iterdir()) == []


def test_a_part_left_by_a_power_cut_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / f"{STEM}.goi.part").write_bytes(b"left over" * 10_000)
    written = write(tmp_path)
    assert bundles_in(tmp_path) == [written.path]
    assert [path.name for path in tmp_path.iterdir()] == [written.path.name]


def test_a_link_of_that_name_on_the_stick_leads_nowhere(tmp_path: Path) -> None:
    stick, desk = tmp_path / "stick", tmp_path / "desk.db"
    stick.mkdir()
    desk.write_bytes(b"years of work")
    (stick / f"{STEM}.goi.part").symlink_to(desk)
    written = write(stick)
    (stick / "request.json.part").symlink_to(desk)
    write_whole(stick / "request.json", b"{}")
    assert desk.read_bytes() == b"years of work"
    assert written.path.is_file() and not written.path.is_symlink()


def test_case_73_a_stick_carries_photos_folders_links_and_unfinished_files(tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    for name in ("b.goi", "A.GOI", "c.goi.part", "d.jpg", "autorun.inf", "goi"):
        (stick / name).write_bytes(b"x")
    (stick / "folder.goi").mkdir()
    (tmp_path / "secret").write_bytes(b"x")
    (stick / "link.goi").symlink_to(tmp_path / "secret")
    assert [path.name for path in bundles_in(stick)] == ["A.GOI", "b.goi"]
    with pytest.raises(CannotRead):
        bundles_in(tmp_path / "gone")


def test_reading_is_bounded_and_only_of_files(tmp_path: Path) -> None:
    card = tmp_path / "hub-card.json"
    card.write_bytes(b"x" * 1000)
    assert len(read_small(card, limit=100)) == 101
    with pytest.raises(CannotRead):
        read_small(tmp_path / "gone", limit=100)
    with pytest.raises(CannotRead):
        read_small(tmp_path, limit=100)
    os.mkfifo(tmp_path / "pipe.goi")
    with pytest.raises(CannotRead):
        read_small(tmp_path / "pipe.goi", limit=100)


def _pulled(code: int) -> Callable[[], None]:
    def fails() -> None:
        raise OSError(code, os.strerror(code))

    return fails


@pytest.mark.parametrize(
    ("code", "refusal"), [(errno.EIO, DriveGone), (errno.ENODEV, DriveGone), (errno.EBADF, CannotRead)]
)
def test_a_stick_pulled_while_it_is_read(tmp_path: Path, code: int, refusal: type[EnvironmentFault]) -> None:
    file = tmp_path / "a.goi"
    file.write_bytes(b"x")
    with pytest.raises(refusal), opened(file) as stream:
        assert isinstance(stream, io.BufferedReader)
        _pulled(code)()
