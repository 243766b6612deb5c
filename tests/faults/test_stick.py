"""A real stick: an exFAT image, filled, write-protected, pulled (SYNC §6, cases 4, 6, 7; ACCEPTANCE 19).

Where this machine cannot mount exFAT the same stories run on ext4, which fills and is pulled all the same.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.bundles import WRITE
from app.domain.errors import CannotWrite, DiskFull, DriveGone, EnvironmentFault
from sync.wire import media
from tests.faults.laptops import Laptop, make_laptop, province_answers, province_takes, round_trip
from tests.sync.hub.strangers import Town

_MB = 1 << 20
_MAKES = {"exfat": ("mkfs.exfat",), "ext4": ("mkfs.ext4", "-q", "-F", "-m", "0")}


@dataclass
class Stick:
    """An image on a loop device. kind: exfat | ext4."""

    image: Path
    folder: Path
    kind: str = ""
    device: str = ""
    daemon: subprocess.Popen[bytes] | None = None

    def made(self) -> bool:
        """Make the image and put it in; False where this machine cannot."""
        with self.image.open("wb") as image:
            image.truncate(8 * _MB)
        self.folder.mkdir()
        exfat = all(map(shutil.which, ("mkfs.exfat", "mount.exfat-fuse"))) and Path("/dev/fuse").exists()
        for kind in ("exfat", "ext4") if exfat else ("ext4",):
            self.kind = kind
            if _done(*_MAKES[kind], self.image) and self.put_in():
                return True
            self.pull()
        return False

    def put_in(self, *, read_only: bool = False) -> bool:
        looped = subprocess.run(["losetup", "-f", "--show", self.image], capture_output=True, text=True, check=False)
        self.device = looped.stdout.strip()
        how = ["-o", "ro"] if read_only else []
        if not self.device:
            return False
        if self.kind == "ext4":
            return _done("mount", *how, self.device, self.folder)
        # In the foreground: pulling the stick is then a matter of ending a process of our own.
        self.daemon = subprocess.Popen(
            ["mount.exfat-fuse", "-d", *how, self.device, self.folder],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + 10
        while not os.path.ismount(self.folder):
            if self.daemon.poll() is not None or time.monotonic() > deadline:
                return False
            time.sleep(0.02)
        return True

    def pull(self) -> None:
        """Pull it out, whatever is being done with it."""
        if self.daemon is not None:
            self.daemon.kill()
            self.daemon.wait(10)
            self.daemon = None
        _done("umount", "-l", self.folder)
        if self.device:
            _done("losetup", "-d", self.device)
            self.device = ""

    def take_out(self) -> None:
        """Take it out as one should: everything is on it afterwards."""
        _done("sync", "-f", self.folder)
        _done("umount", self.folder)
        if self.daemon is not None:
            self.daemon.wait(10)
            self.daemon = None
        self.pull()

    def fill(self, *, leave: int) -> None:
        """Fill it with a film, but for so many bytes."""
        free = shutil.disk_usage(self.folder).free - leave
        with (self.folder / "phim cưới.mkv").open("wb", buffering=0) as film:
            while free > 0:
                free -= film.write(bytes(min(free, 256 * 1024)))


def _done(*words: str | Path) -> bool:
    return subprocess.run(words, capture_output=True, check=False).returncode == 0


@pytest.fixture
def stick(tmp_path: Path) -> Iterator[Stick]:
    made = Stick(tmp_path / "stick.img", tmp_path / "stick")
    try:
        if os.name == "nt" or os.geteuid() != 0 or not made.made():
            pytest.skip("needs root to mount a stick of a file")
        yield made
    finally:
        made.pull()


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return Town.made(tmp_path / "hub")


@pytest.fixture
def laptop(town: Town, tmp_path: Path) -> Laptop:
    made = make_laptop(tmp_path / "laptop", town)
    round_trip(town, tmp_path, made)
    made.accept("Giàng A Chống", "Lò Thị Mỷ")
    return made


def _unsent(laptop: Laptop) -> int:
    with laptop.open(write=False) as desk:
        assert desk.storage.verify().ok
        return desk.queries.sync_state().unsent


def _export(laptop: Laptop, stick: Stick, when_writing: Callable[[], object]) -> None:
    """Export, and let something happen to the stick once the first bytes are on it."""
    happened: list[object] = []

    def watch(stage: str, done: int, _total: int) -> None:
        if stage == WRITE and done and not happened:
            happened.append(when_writing())

    with laptop.open() as desk:
        desk.exchange.export(stick.folder, progress=watch)


def test_case_04_a_stick_pulled_while_it_is_written_costs_nothing_and_is_written_again(
    laptop: Laptop, town: Town, stick: Stick, tmp_path: Path
) -> None:
    waiting = _unsent(laptop)
    with pytest.raises((DriveGone, CannotWrite)):
        _export(laptop, stick, stick.pull)
    assert _unsent(laptop) == waiting > 0
    assert stick.put_in()
    assert not list(stick.folder.glob("*.goi")), "what has the name of a bundle is whole"
    with laptop.open() as desk:
        desk.exchange.export(stick.folder)
    assert not list(stick.folder.glob("*.part")), "what the pulled stick kept was written over"
    stick.take_out()
    assert stick.put_in(), "at the province"
    (line,) = province_takes(town, *stick.folder.glob("*.goi"))
    assert (line.outcome, line.parked, line.quarantined) == ("imported", 0, 0)
    answer = province_answers(town, stick.folder, laptop)
    stick.take_out()
    assert stick.put_in(), "at home again"
    (heard,) = laptop.reads(answer)
    assert heard.acknowledged > 0
    assert _unsent(laptop) == 0


def test_case_07_a_stick_that_fills_up_half_way_is_cleaned_and_nothing_counts_as_sent(
    laptop: Laptop, stick: Stick, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting, others, film = _unsent(laptop), stick.folder / "danh sách.txt", stick.folder / "phim cưới.mkv"
    others.write_text("giữ lại", encoding="utf-8")
    stick.fill(leave=0)
    with pytest.raises(DiskFull):
        laptop.export(stick.folder)  # seen before a byte is written
    with monkeypatch.context() as lying:
        lying.setattr(media, "check_room", lambda _folder, _needed: None)  # another program took the room meanwhile
        with pytest.raises(DiskFull):
            laptop.export(stick.folder)
    assert {one.name for one in stick.folder.iterdir()} - {"lost+found"} == {others.name, film.name}
    assert _unsent(laptop) == waiting > 0
    film.unlink()
    laptop.export(stick.folder)
    assert others.read_text(encoding="utf-8") == "giữ lại"
    assert _unsent(laptop) == 0


def test_case_06_a_write_protected_stick_is_named_and_can_still_be_read(
    laptop: Laptop, town: Town, stick: Stick
) -> None:
    bundle = laptop.export(stick.folder)
    stick.take_out()
    assert stick.put_in(read_only=True)
    laptop.accept("Pờ Xè Lòng")
    waiting = _unsent(laptop)
    with pytest.raises(EnvironmentFault) as told, laptop.open() as desk:
        desk.exchange.export(stick.folder)
    assert isinstance(told.value, CannotWrite)
    assert _unsent(laptop) == waiting > 0
    (line,) = province_takes(town, bundle)
    assert line.outcome == "imported"
