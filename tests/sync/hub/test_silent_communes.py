"""ACCEPTANCE 30: which communes were not heard of for a week, and how many dossiers are due there."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
from openpyxl import load_workbook

from app.i18n import use_language
from sync.hub.ingest import ingest
from sync.hub.picture import Picture
from sync.hub.program import HubPaths, open_hub
from sync.hub.users import Users
from tests.storage.made_up import MONDAY, id_of, receipt
from tests.sync.hub.served import pages_over, served
from tests.sync.hub.strangers import AWAY, HOME, PASSWORD, Stranger, Town

WORD = "mat-khau-cua-lan"
TODAY = MONDAY + timedelta(days=9)


def _two_communes(town: Town, folder: Path) -> None:
    """One commune spoke nine days ago and one yesterday; both have dossiers that are late by now or due today."""
    for commune, heard, due_days in ((HOME, MONDAY, (1, 1, 9)), (AWAY, TODAY - timedelta(days=1), (9,))):
        desk = Stranger(1, commune)
        town.enrol(desk.entry())
        for number, days in enumerate(due_days):
            happened = receipt(1001 + number, due_days=days)
            code = happened.code.replace("H35.99.12", f"H35.99.{commune[-2:]}")
            desk.log.add(id_of(f"{commune}-{number}"), replace(happened, commune=commune, code=code))
        bundle = desk.bundle(folder / f"{commune}.goi", town.card, desk.segments(), made_at=heard)
        with open_hub(HubPaths(town.folder), PASSWORD, write=True, now=heard) as hub:
            (line,) = ingest(hub, [bundle])
            assert line.outcome == "imported"


def test_acceptance_30_who_was_silent_for_a_week_and_what_is_due_there_on_one_screen_and_in_one_export(
    tmp_path: Path,
) -> None:
    use_language("en")
    town = Town.made(tmp_path / "hub")
    _two_communes(town, tmp_path)
    with open_hub(HubPaths(town.folder), PASSWORD, write=True, now=TODAY) as hub:
        Users(hub).add("lan", "Nguyễn Thị Lan", "viewer", WORD)
        lines = {one.code: one for one in Picture(hub, TODAY).communes()}
        assert [(one, lines[one].is_quiet, lines[one].silent_days) for one in (HOME, AWAY)] == [
            (HOME, True, 9), (AWAY, False, 1),
        ]  # fmt: skip
        quiet = lines[HOME]
        assert (quiet.running, quiet.overdue, quiet.today) == (3, 2, 1)
        with served(pages_over(hub)) as address, httpx.Client(base_url=address, trust_env=False) as lan:
            lan.post("/dang-nhap", data={"login": "lan", "password": WORD})
            screen, export = lan.get("/?im_lang=1"), lan.get("/xuat.xlsx")
        assert screen.status_code == 200
        names = {one.code: one.name for one in lines.values()}
        assert names[HOME] in screen.text
        assert f"/xa/{AWAY}" not in screen.text, "who spoke yesterday is not on it"
        sheet = load_workbook(io.BytesIO(export.content)).worksheets[0]
        rows = {row[0].value: [cell.value for cell in row] for row in sheet.iter_rows(min_row=2)}
        assert rows[names[HOME]][3] == 9, "days of silence"
        assert rows[names[HOME]][5:8] == [3, 2, 1], "what is being solved, late and due today"
        assert rows[names[AWAY]][3] == 1
