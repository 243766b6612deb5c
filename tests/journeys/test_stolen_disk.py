"""ACCEPTANCE 28: somebody carries the disk away and looks for a citizen in everything the program ever wrote."""

from __future__ import annotations

import base64
import json
import shutil
import unicodedata
from pathlib import Path

import pytest

from app.logs import set_up_logs, shut_down_logs
from app.services.intake import Intake
from tests.journeys.province import Province, make_province
from tests.journeys.terminal import PASSWORD, Terminal, birth
from tests.printing import papers
from tests.storage.test_secrecy import disguises, found_in

NAME = "Tráng Thị Xuyến Chi"
SECRETS = {
    "name": NAME,
    "number": "012199004321",
    "place": "Bản Hoàng Liên Sơn 2",
    "phone": "0987650123",
    "note": "con gái út đang ốm nặng",
}


@pytest.fixture
def province(tmp_path: Path, password_file: Path) -> Province:
    return make_province(tmp_path / "disk", password_file)


@pytest.mark.expects_log_warnings
def test_acceptance_28_a_stolen_disk_names_no_citizen_anywhere(
    province: Province, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk, desk = province.root, province.desk
    for name in ("TMPDIR", "MOTCUA_STATE_DIR"):
        (disk / name).mkdir()
        monkeypatch.setenv(name, str(disk / name))
    set_up_logs(desk.data_dir / "logs")
    try:
        _a_day(province, tmp_path)
        with monkeypatch.context() as broken:
            broken.setattr(Intake, "accept_together", _falls_over)
            said = desk.said("accept", "-", stdin=json.dumps(_draft()).encode())
        assert said.code == 70
        assert NAME not in said.out + said.err, "nor on the screen of whoever helps"
    finally:
        shut_down_logs()
    shutil.copytree(desk.data_dir, disk / "copied-by-hand")
    desk.json("backup", "--to", disk / "quay-1.saoluu")
    province.hub.json("backup", "--to", disk / "tinh.saoluu")
    Terminal(disk / "restored", desk.password_file, now=desk.now).json("restore", disk / "quay-1.saoluu")
    written = [one for one in disk.rglob("*") if one.is_file()]
    kinds = {one.suffix for one in written}
    assert {".db", ".goi", ".json", ".saoluu"} <= kinds, kinds
    assert any("link" in one.parts and one.suffix == ".goi" for one in written), "a bundle waits for the line"
    assert any("logs" in one.parts and one.stat().st_size for one in written), "the crash was written down"
    for what, secret in SECRETS.items():
        assert found_in(disk, secret) == [], what
    _the_search_finds(disk)


def _draft() -> dict[str, object]:
    draft = birth(NAME, summary=SECRETS["note"])
    draft["applicant"] |= {
        "id_number": SECRETS["number"], "address": SECRETS["place"], "phone": SECRETS["phone"],
    }  # fmt: skip
    return draft


def _a_day(province: Province, elsewhere: Path) -> None:
    """Take in, note, attach, print, write a stick, try the link, be read at the province, hear its answer."""
    desk = province.desk
    code = desk.accept(_draft())["code"]
    desk.json("act", "note", code, "--note", SECRETS["note"])
    scan = elsewhere / "scan.pdf"
    scan.write_bytes(papers.scan(f"{NAME} {SECRETS['number']}"))
    desk.json("attach", code, scan, "--component", "0")
    desk.json("print", "receipt", code, "--to", elsewhere / "slip.pdf")
    assert desk.said("sync", "--address", "http://127.0.0.1:1", "--patience", "1").code == 4
    province.hub.takes(province.export(desk))
    desk.json("import", province.hub.answer(province.root / "back", desk))
    province.neighbour.json("import", province.hub.answer(province.root / "next-door", province.neighbour))


def _falls_over(*_arguments: object, **_named: object) -> None:
    raise RuntimeError(f"{NAME} {SECRETS['number']} {SECRETS['note']}")


def _the_search_finds(disk: Path) -> None:
    """The positive control: the search of above sees each of these forms in a file between the others."""
    forms = {
        "utf-8": NAME.encode(),
        "utf-16-le": NAME.encode("utf-16-le"),
        "nfd": unicodedata.normalize("NFD", NAME).encode(),
        "folded": b"trang thi xuyen chi",
        "base64": base64.b64encode(b"ab" + NAME.encode() + b"cd"),
    }
    for form, data in forms.items():
        planted = disk / f"planted-{form}"
        planted.write_bytes(bytes(4096) + data + bytes(4096))
        assert found_in(disk, NAME) == [planted.name], form
        planted.unlink()
    assert len(set(disguises(NAME))) >= 12
    assert found_in(disk, PASSWORD) == []
