"""The province's copy: written, put back into an empty folder by the operator's password, and refused where damaged."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.journeys.province import Hub, Province, accept, make_province
from tests.journeys.terminal import PASSWORD, Terminal


@pytest.fixture(scope="module")
def _first(tmp_path_factory: pytest.TempPathFactory, password_file: Path) -> Province:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MOTCUA_STATE_DIR", str(tmp_path_factory.mktemp("province-state")))
        return make_province(tmp_path_factory.mktemp("province"), password_file)


@pytest.fixture
def province(_first: Province, tmp_path: Path) -> Province:
    return _first.copied_to(tmp_path / "province")


def _kept(province: Province, tmp_path: Path) -> Path:
    accept(province.desk, "Giàng A Chống")
    province.hub.takes(province.export(province.desk))
    made = province.hub.json("backup", "--to", tmp_path / "tinh.saoluu")
    assert made["changes"] == province.hub.json("status")["changes"] > 0
    return Path(made["path"])


def test_a_hub_whose_computer_is_gone_stands_again_from_its_copy(province: Province, tmp_path: Path) -> None:
    copy = _kept(province, tmp_path)
    new = Hub(tmp_path / "moi", province.hub.terminal)

    assert {"hub.db", "vault.json", "hub-card.json"} <= set(new.json("restore", copy)["files"])

    assert new.json("verify")["ok"]
    before, after = province.hub.json("status"), new.json("status")
    assert (after["hub_id"], after["dossiers"]) == (before["hub_id"], before["dossiers"])
    assert new.json("restored")["stations"] == len(before["stations"])
    assert new.said("restore", copy).error["error"] == "AlreadyInitialised"


def test_nothing_is_unpacked_without_the_password_or_from_a_damaged_copy(province: Province, tmp_path: Path) -> None:
    copy = _kept(province, tmp_path)
    wrong = tmp_path / "wrong"
    wrong.write_text(PASSWORD[::-1], encoding="utf-8")
    stranger = Terminal(province.desk.data_dir, wrong, now=province.hub.terminal.now)
    new = Hub(tmp_path / "moi", province.hub.terminal)

    assert Hub(new.folder, stranger).said("restore", copy).error["error"] == "WrongPassword"
    assert Hub(new.folder, stranger).said("restore", tmp_path / "none").code == 4
    whole = copy.read_bytes()
    copy.write_bytes(whole[: len(whole) // 3] + bytes([whole[len(whole) // 3] ^ 1]) + whole[len(whole) // 3 + 1 :])
    assert new.said("restore", copy).code == 5

    assert not new.folder.exists() or list(new.folder.iterdir()) == []


def test_a_copy_is_unpacked_beside_a_hub_that_holds_the_vault(province: Province, tmp_path: Path) -> None:
    copy = _kept(province, tmp_path)
    files = province.hub.json("restore", copy, "--to", tmp_path / "beside")["files"]
    assert all((tmp_path / "beside" / name).is_file() for name in files)
