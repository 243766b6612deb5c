"""``python dev.py screenshots``, second half: the province's pages in headless Chromium, over a practice hub.

The hub and its desks are made up like the desk of the window's pictures; the pages are those of ``hub serve``.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from fastapi import FastAPI
from selenium import webdriver
from selenium.webdriver.common.by import By

from app.calendars import SHIPPED as CALENDARS
from app.domain.events import DossierCompleted, OfficerEnrolled
from app.domain.life_events import DossierRefused, DossierTakenOver
from app.i18n import use_language
from app.services.catalogue import load_catalogue
from sync.hub.decisions import conflicts
from sync.hub.program import Hub, HubPaths, open_hub
from sync.hub.publishing import Publishing
from sync.hub.quarantine import Quarantine
from sync.hub.users import Users
from sync.hub.web.app import add_pages
from sync.hub.web.pages import COOKIE, Pages
from tests.storage.made_up import MONDAY, id_of, receipt
from tests.sync.hub.served import served
from tests.sync.hub.strangers import PASSWORD, Stranger, Town, changed
from ui.cli import run

PICTURES = Path(__file__).parent / "pictures"
NOW = MONDAY + timedelta(hours=1, minutes=27)
SIZE = (1366, 768)
_FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    f"--disable-component-update --disable-sync --hide-scrollbars --window-size={SIZE[0]},{SIZE[1]}"
)
_CUT = load_catalogue().commune("Mường Mô").code
_DESKS = (("Sin Suối Hồ", 1, 60, 3), ("Phong Thổ", 1, 45, 5), ("Dào San", 1, 30, 7), ("Khổng Lào", 1, 25, 9))


def practice_hub(folder: Path) -> Town:
    """Make a province: four desks with three weeks of work, two that contradict each other, one that waits."""
    os.environ["MOTCUA_STATE_DIR"] = str(folder / "state")
    town = Town.made(folder / "hub")
    words = folder / "password.txt"
    words.write_text(PASSWORD, encoding="utf-8")
    for place, (commune, number, dossiers, seed) in enumerate(_DESKS):
        _a_desk(folder, words, commune, number, dossiers, seed, is_late=place == 3)
    _two_that_contradict(town, folder)
    waiting = Stranger(3, load_catalogue().commune("Dào San").code)
    town.takes(waiting.bundle(folder / "w.goi", town.card, [], enrolment=waiting.request()))
    return town


def _a_desk(folder: Path, words: Path, commune: str, number: int, dossiers: int, seed: int, *, is_late: bool) -> None:
    """Let one desk work three weeks and send a stick; the late one sent its last eight days ago."""
    desk, stick = folder / f"desk-{seed}", folder / f"stick-{seed}"
    stick.mkdir()
    sent = MONDAY - timedelta(days=8 if is_late else 0, hours=0 if is_late else 1)
    now, last = sent.isoformat(), (sent - timedelta(days=1)).date().isoformat()
    before = ["--password-file", str(words), "--now", now, "--data-dir", str(desk)]
    at_hub = ["--password-file", str(words), "--now", now, "hub"]
    hub = ["--hub-dir", str(folder / "hub")]
    code = load_catalogue().commune(commune).code
    card = ["--hub-card", str(folder / "hub" / "hub-card.json")]
    _run([*before, "init", "--commune", code, "--station", str(number), "--login", "do", "--name", "Giàng A Dơ",
          "--practice", *card])  # fmt: skip
    asked = ["--dossiers", str(dossiers), "--seed", str(seed), "--from", "2026-10-26", "--to", last]
    _run([*before, "demo", *asked])
    _run([*before, "request-enrolment", "--to", str(stick)])
    _run([*at_hub, "enroll", *map(str, stick.glob("*.json")), "--yes", *hub])
    _run([*before, "export", "--to", str(stick)])
    _run([*at_hub, "ingest", str(stick), *hub])


def _two_that_contradict(town: Town, folder: Path) -> None:
    commune = load_catalogue().commune("Mường Mô").code
    mai, pao = Stranger(1, commune), Stranger(2, commune)
    town.enrol(changed(mai.entry(), name="Máy quầy"), changed(pao.entry(), name="Máy lưu động"))
    dossier, at = id_of("mai 1001"), MONDAY - timedelta(days=2)
    procedure = next(one for one in load_catalogue().all() if one.code == "1.001193")
    said = receipt(1001, at=at)
    named = replace(said.procedure, id=procedure.id, name=procedure.name, field=procedure.field)
    mai.log.add(dossier, replace(said, commune=commune, procedure=named))
    seen = ((mai.station, 1),)
    mai.log.add(dossier, DossierCompleted(at + timedelta(hours=5), number="12/KS"), deps=seen)
    pao.log.add(dossier, DossierTakenOver(at + timedelta(hours=2), "Vàng A Páo", "máy kia hỏng"), deps=seen)
    refused = DossierRefused(at + timedelta(hours=3), "không đủ điều kiện", "Điều 5", "03/TC")
    pao.log.add(dossier, refused, deps=((pao.station, 1),))
    for one, login, name in ((mai, "mai", "Lò Thị Mai"), (pao, "pao", "Vàng A Páo")):
        one.log.add(id_of(login), OfficerEnrolled(at, login, name))
        one.log.changes = [
            replace(change, actor=id_of(login), hlc=change.hlc - (_ago(2 * 24 - 3 * change.seq) << 16))
            for change in one.log.changes
        ]
    stray = replace(receipt(1002, at=at), commune="03388")
    pao.log.add(id_of("mai 1002"), stray)
    held = len(mai.log.changes)
    mai.log.add(id_of("mai 1003"), replace(receipt(1003, at=at), commune=commune, procedure=named))
    mai.log.add(id_of("mai 1004"), replace(receipt(1004, at=at), commune=commune, procedure=named))
    holds = [(mai.station, held + 2, mai.log.head())]  # a stick that was pulled too early
    town.takes(mai.bundle(folder / "m.goi", town.card, mai.segments(1, held), vector=holds))
    town.takes(pao.bundle(folder / "p.goi", town.card, [*pao.segments(1, 3), *pao.segments(4)]))


def _ago(hours: int) -> int:
    return hours * 3_600_000


def _run(words: Sequence[str]) -> None:
    with contextlib.redirect_stdout(io.StringIO()):
        status = run(list(words))
    if status:
        raise RuntimeError(f"exit {status}: {words}")


@contextmanager
def _browser(profile: Path) -> Iterator[webdriver.Chrome]:
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        del os.environ[name]
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or ""
    for flag in (*_FLAGS.split(), f"--user-data-dir={profile}"):
        options.add_argument(flag)
    running = webdriver.Chrome(options=options, service=webdriver.ChromeService(shutil.which("chromedriver") or ""))
    try:
        yield running
    finally:
        running.quit()


def _take(browser: webdriver.Chrome, address: str, name: str) -> None:
    browser.get(address)
    _keep(browser, name)


def _keep(browser: webdriver.Chrome, name: str) -> None:
    # The window's frame counts in its size: what is looked at is 768 high all the same.
    chrome = browser.get_window_size()["height"] - browser.execute_script("return window.innerHeight")
    browser.set_window_size(SIZE[0], SIZE[1] + chrome)
    browser.save_screenshot(str(PICTURES / f"hub-{name}.png"))
    sys.stdout.write(f"hub-{name}.png\n")


def _pages(hub: Hub, browser: webdriver.Chrome, folder: Path) -> None:
    Users(hub).add("lan", "Nguyễn Thị Lan", "operator", PASSWORD)
    calendar = json.loads((CALENDARS / "2026.json").read_bytes())
    calendar["days_off"].append({"date": "2026-12-24", "reason": "Nghỉ phòng chống thiên tai", "kind": "holiday"})
    publishing = Publishing(hub)
    told = publishing.review_data(json.dumps(calendar).encode(), "lich-2026.json", effective=NOW.date())
    publishing.publish([told])
    fees = {"format": "motcua-fees-1", "decision": "Nghị quyết 12/2026/NQ-HĐND",
            "rows": [{"procedure": "2.000635", "amount": 5000}]}  # fmt: skip
    file = folder / "bieu-phi.json"
    file.write_text(json.dumps(fees), encoding="utf-8")
    app, pages = FastAPI(), Pages(hub, lambda: nullcontext(hub), secure=False)
    add_pages(app, pages)
    stations = hub.stations().stations.values()
    first = min(stations, key=lambda one: (one.commune != _CUT, one.number))
    usual = load_catalogue().commune("Phong Thổ").code
    kept, double = Quarantine(hub).lines()[0].key, conflicts(hub).doubles()[0].dossier.id.hex()
    with served(app) as address:
        _take(browser, f"{address}/dang-nhap", "sign-in")
        browser.add_cookie({"name": COOKIE, "value": pages.sessions.begin("lan", NOW)})
        for path, name in (
            ("/", "communes"), (f"/xa/{usual}", "commune"), ("/linh-vuc", "fields"), ("/dung-han", "on-time"),
            ("/can-xem", "kept"), (f"/can-xem/{kept}", "kept-part"), (f"/mau-thuan/{double}", "double"),
            ("/mau-thuan", "conflicts"), (f"/mau-thuan/{id_of('mai 1001').hex()}", "conflict"), ("/tram", "desks"),
            (f"/tram/{first.station.hex()}", "desk"), (f"/tram/{first.station.hex()}/thu-hoi", "revoke"),
            ("/cong-bo", "publishing"), ("/suc-khoe", "health"),
        ):  # fmt: skip
            _take(browser, address + path, name)
        browser.get(f"{address}/cong-bo")
        browser.find_element(By.NAME, "file").send_keys(str(file))
        browser.find_element(By.CSS_SELECTOR, "form.strip button").click()
        _keep(browser, "review")


def main() -> None:
    """Make every picture of the province's pages."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        town = practice_hub(folder)
        use_language("vi")
        with (
            open_hub(HubPaths(town.folder), PASSWORD, write=True, now=NOW) as hub,
            _browser(folder / "profile") as browser,
        ):
            _pages(hub, browser, folder)


if __name__ == "__main__":
    main()
