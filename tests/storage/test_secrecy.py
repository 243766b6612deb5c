"""Nothing a thief copies from the folder says whose dossiers lie there."""

from __future__ import annotations

import base64
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from app.domain.events import NoteAdded
from app.domain.scan_events import ScanAdded
from app.domain.text import fold
from storage.desk import OpenDesk
from tests.storage.made_up import MONDAY, accept, make_desk, officer_of, paths_in, receipt

NAME = "Tráng Thị Xuyến Chi"
NUMBER = "012199004321"
PLACE = "Bản Hoàng Liên Sơn 2"
NOTE = "con gái út đang ốm nặng"


def busy_desk(folder: Path) -> OpenDesk:
    desk = make_desk(folder)
    dossier_id = accept(desk, receipt(1001, NAME, id_number=NUMBER, address=PLACE))
    for number in range(40):
        accept(desk, receipt(1002 + number, NAME, id_number=NUMBER, address=PLACE))
    with desk.units(officer_of(desk)) as unit:
        unit.record_dossier(dossier_id, NoteAdded(MONDAY, NOTE))
    desk.drafts.keep("intake", f'{{"name": "{NAME}"}}', at=MONDAY)
    desk.rebuild()
    return desk


def disguises(secret: str) -> Iterator[bytes]:
    """Yield the forms a text may lie in: plain, UTF-16, decomposed, folded, and base64 at any offset."""
    for text in {secret, unicodedata.normalize("NFD", secret), fold(secret), secret.casefold()}:
        yield text.encode("utf-8")
        yield text.encode("utf-16-le")
        for offset in range(3):
            encoded = base64.b64encode(b"x" * offset + text.encode("utf-8"))
            yield encoded[4 if offset else 0 : -4]


def found_in(folder: Path, secret: str) -> list[str]:
    forms = set(disguises(secret))
    files = [file for file in folder.rglob("*") if file.is_file()]
    assert files
    return [file.name for file in files if any(form in file.read_bytes() for form in forms)]


def test_no_file_holds_a_citizens_name_number_place_or_note_in_any_disguise(tmp_path: Path) -> None:
    desk = busy_desk(tmp_path)
    for secret in (NAME, NUMBER, PLACE, NOTE):
        assert found_in(tmp_path, secret) == [], "while the desk is open, WAL and all"
    desk.close()
    for secret in (NAME, NUMBER, PLACE, NOTE):
        assert found_in(tmp_path, secret) == []


def test_the_search_above_would_find_them_in_an_open_copy(tmp_path: Path) -> None:
    desk = busy_desk(tmp_path)
    plain = tmp_path / "plain"
    plain.mkdir()
    with desk.database.reading() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.rollback()
        raw.execute("PRAGMA query_only=OFF")
        raw.execute(f"ATTACH DATABASE '{plain / 'copy.db'}' AS plain KEY ''")
        for table in ("change", "dossier", "dossier_body", "draft", "dossier_search_data"):
            raw.execute(f"CREATE TABLE plain.{table} AS SELECT * FROM main.{table}")
        raw.execute("DETACH DATABASE plain")
    desk.close()
    for secret in (NAME, NUMBER, PLACE, NOTE):
        assert found_in(plain, secret) == ["copy.db"]
        (plain / "note.txt").write_bytes(base64.b64encode(b"ab" + secret.encode() + b"cd"))
        assert "note.txt" in found_in(plain, secret)


def test_only_the_owner_of_the_account_may_read_the_database(tmp_path: Path) -> None:
    make_desk(tmp_path).close()
    assert paths_in(tmp_path).database.stat().st_mode & 0o077 == 0


def test_a_name_in_a_scan_lies_nowhere_in_the_clear(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    dossier_id = accept(desk, receipt(1001, "Giàng A Chống"))
    scan = b"%PDF-1.4\n" + "".join(f"({secret})\n" for secret in (NAME, NUMBER, PLACE, NOTE)).encode() * 2_000
    blob = desk.attachments.put(scan)
    with desk.units(officer_of(desk)) as unit:
        unit.keep_blob(blob)
        unit.record_dossier(dossier_id, ScanAdded(MONDAY, blob.sha256, blob.size, 1))
    for secret in (NAME, NUMBER, PLACE, NOTE):
        assert found_in(tmp_path, secret) == [], "while the desk is open"
    (tmp_path / "opened.pdf").write_bytes(desk.attachments.read(blob.sha256))
    desk.close()
    for secret in (NAME, NUMBER, PLACE, NOTE):
        assert found_in(tmp_path, secret) == ["opened.pdf"], "the positive control, and nothing else"
