"""Scans on disk: once each, sealed, whole or not at all, gone when nobody names them."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from app.domain.errors import DiskFull, ScanDamaged, ScanNotHere
from app.domain.scan_events import ScanAdded, ScanRemoved
from storage.attachments import CHUNK, FOLDER
from storage.desk import OpenDesk
from tests.storage.made_up import MONDAY, ElsewhereLog, accept, make_desk, officer_of, opened, paths_in, receipt

PAGES = b"%PDF-1.4 Ly Thi May " * 20_000
"""Longer than a few chunks, and no multiple of one."""


def attach(desk: OpenDesk, dossier_id: bytes, data: bytes) -> str:
    blob = desk.attachments.put(data)
    with desk.units(officer_of(desk)) as unit:
        unit.keep_blob(blob)
        unit.record_dossier(dossier_id, ScanAdded(MONDAY, blob.sha256, blob.size, 1, component=0))
    return blob.sha256


def blobs(folder: Path) -> list[Path]:
    return sorted(file for file in (paths_in(folder).data_dir / FOLDER).glob("??/??/*"))


@pytest.mark.parametrize("size", [1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK])
def test_what_is_stored_comes_back_byte_for_byte(desk: OpenDesk, size: int) -> None:
    data = bytes(number % 251 for number in range(size))
    sha256 = attach(desk, accept(desk, receipt()), data)
    assert sha256 == hashlib.sha256(data).hexdigest()
    assert desk.attachments.read(sha256) == data


def test_the_same_scan_on_three_dossiers_is_stored_once(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    dossiers = [accept(desk, receipt(1001 + number)) for number in range(3)]
    (sha256,) = {attach(desk, dossier, PAGES) for dossier in dossiers}
    (blob,) = blobs(tmp_path)
    assert (blob.name, blob.parent.name, blob.parent.parent.name) == (sha256, sha256[2:4], sha256[:2])
    for gone in dossiers[:2]:
        with desk.units(officer_of(desk)) as unit:
            unit.record_dossier(gone, ScanRemoved(MONDAY, sha256, "quét nhầm"))
        desk.attachments.forget((sha256,))
    assert desk.attachments.read(sha256) == PAGES, "the third dossier still names it"
    with desk.units(officer_of(desk)) as unit:
        unit.record_dossier(dossiers[2], ScanRemoved(MONDAY, sha256, "quét nhầm"))
    desk.attachments.forget((sha256,))
    assert blobs(tmp_path) == []
    with pytest.raises(ScanNotHere):
        desk.attachments.read(sha256)
    desk.close()


def test_a_bent_cut_or_swapped_blob_is_told_and_healed_by_scanning_again(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    dossier = accept(desk, receipt())
    sha256 = attach(desk, dossier, PAGES)
    (blob,) = blobs(tmp_path)
    whole = blob.read_bytes()
    sealed = CHUNK + 16
    first, second = whole[14 : 14 + sealed], whole[14 + sealed : 14 + 2 * sealed]
    for spoilt in (
        whole[:-1],
        whole[:100] + bytes([whole[100] ^ 1]) + whole[101:],
        whole[: 14 + 2 * sealed],
        whole[:14] + second + first + whole[14 + 2 * sealed :],
        b"",
    ):
        blob.write_bytes(spoilt)
        with pytest.raises(ScanDamaged):
            desk.attachments.read(sha256)
        checked = desk.verify()
        assert (checked.ok, checked.scans_damaged, checked.scans_missing) == (False, (sha256,), ())
    attach(desk, accept(desk, receipt(1002)), PAGES)
    assert desk.attachments.read(sha256) == PAGES
    assert desk.verify().ok
    blob.unlink()
    checked = desk.verify()
    assert (checked.ok, checked.scans_missing, checked.projections_equal) == (False, (sha256,), True)
    desk.close()


def test_scans_of_another_desk_are_not_missed_here(desk: OpenDesk) -> None:
    elsewhere = ElsewhereLog()
    born = elsewhere.add(b"dossier-far-away", receipt(2001))
    added = ScanAdded(MONDAY, "ab" * 32, 10, 1)
    elsewhere.add(b"dossier-far-away", added, deps=[(born.station, born.seq)])
    elsewhere.merge_into(desk)
    assert desk.queries.dossier(b"dossier-far-away").scans[0].sha256 == "ab" * 32
    assert desk.verify().ok
    with pytest.raises(ScanNotHere):
        desk.attachments.read("ab" * 32)


def test_an_orphan_of_a_crash_is_gone_at_the_next_start(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    kept = attach(desk, accept(desk, receipt()), PAGES)
    orphan = desk.attachments.put(b"nobody recorded this").sha256
    (paths_in(tmp_path).data_dir / FOLDER / "ab" / "cd").mkdir(parents=True)
    (paths_in(tmp_path).data_dir / FOLDER / "ab" / "cd" / ("abcd" + "0" * 60 + ".part")).write_bytes(b"half")
    desk.database.close()  # the power went: nothing was tidied up
    desk._held.release()  # type: ignore[union-attr]
    assert len(blobs(tmp_path)) == 3
    with opened(tmp_path, write=False):
        assert len(blobs(tmp_path)) == 3, "a reader beside a writer touches nothing"
    with opened(tmp_path) as again:
        assert [blob.name for blob in blobs(tmp_path)] == [kept]
        assert again.attachments.read(kept) == PAGES
        assert not again.attachments.holds(orphan)
        assert again.verify().ok


def test_what_a_refused_act_stored_goes_when_the_desk_closes(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    kept = attach(desk, accept(desk, receipt()), PAGES)
    desk.attachments.put(b"the act was refused after this")
    desk.close()
    assert [blob.name for blob in blobs(tmp_path)] == [kept]
    assert sorted(file.name for file in (paths_in(tmp_path).data_dir / FOLDER).iterdir()) == [kept[:2]]


def test_a_full_disk_leaves_no_half_scan(tmp_path: Path) -> None:
    if shutil.which("mount") is None or not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("needs root to mount a small disk")
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(tmp_path)], check=False).returncode:
        pytest.skip("needs root to mount a small disk")
    try:
        desk = make_desk(tmp_path)
        accept(desk, receipt())
        before = desk.queries.sync_state().changes
        with pytest.raises(DiskFull):
            desk.attachments.put(os.urandom(5 << 20))
        assert blobs(tmp_path) == []
        assert desk.queries.sync_state().changes == before
        assert desk.verify().ok
        desk.close()
    finally:
        subprocess.run(["umount", str(tmp_path)], check=True)


def test_lists_and_rebuild_agree_on_what_is_to_be_scanned_and_signed(desk: OpenDesk) -> None:
    from app.readings import DossierFilter

    dossiers = [accept(desk, receipt(1001 + number)) for number in range(3)]
    sha256 = attach(desk, dossiers[0], PAGES)

    def listed(**asked: bool) -> set[bytes]:
        found = desk.queries.page(DossierFilter(**asked), order="due", after=None, limit=50)  # type: ignore[arg-type]
        assert desk.queries.count(DossierFilter(**asked)) == len(found)  # type: ignore[arg-type]
        return {line.id for line in found}

    def both() -> tuple[set[bytes], set[bytes]]:
        return listed(needs_scan=True), listed(needs_sign=True)

    assert both() == (set(dossiers[1:]), {dossiers[0]})
    assert (desk.queries.counts(MONDAY).to_scan, desk.queries.counts(MONDAY).to_sign) == (2, 1)
    with desk.units(officer_of(desk)) as unit:
        unit.record_dossier(dossiers[0], ScanRemoved(MONDAY, sha256, "mờ"))
    assert both() == (set(dossiers), set())
    desk.rebuild()
    assert both() == (set(dossiers), set())
    assert desk.verify().projections_equal
