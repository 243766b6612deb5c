"""A province's operator at her browser: headless Chromium over the real server."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support import expected_conditions as expected
from selenium.webdriver.support.ui import WebDriverWait

from app.domain.life_events import DossierWithdrawn
from app.i18n import use_language
from sync.hub.users import Users
from tests.storage.made_up import MONDAY, id_of, receipt
from tests.sync.hub.served import pages_over, served
from tests.sync.hub.strangers import AWAY, HOME, Stranger, Town

LAN = "mat-khau-cua-lan"
WAIT_S = 20
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --window-size=1366,768"
)


@pytest.fixture
def browser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[webdriver.Chrome]:
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    assert chromium and driver, "chromium and chromium-driver are missing: dev.py test installs them"
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for flag in (*FLAGS.split(), f"--user-data-dir={tmp_path / 'profile'}"):
        options.add_argument(flag)
    running = webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))
    yield running
    running.quit()


def _arrives(browser: webdriver.Chrome, address: str) -> None:
    """A form's answer may come after the click has returned."""
    WebDriverWait(browser, WAIT_S).until(expected.url_to_be(address))


def test_an_operator_signs_in_looks_at_a_commune_sends_back_and_signs_out(
    browser: webdriver.Chrome, tmp_path: Path
) -> None:
    town, honest, stray = Town.made(tmp_path / "hub"), Stranger(1, HOME), Stranger(2, AWAY)
    town.enrol(honest.entry(), stray.entry())
    for one, dossier in ((honest, "mai 1001"), (stray, "mai 1002")):
        one.log.add(id_of(dossier), receipt(int(dossier[-4:])))
        town.takes(one.bundle(tmp_path / f"{dossier[-1]}.goi", town.card, one.segments()))
    use_language("vi")
    with town.open() as hub:
        Users(hub).add("lan", "Nguyễn Thị Lan", "operator", LAN)
        with served(pages_over(hub)) as address:
            browser.get(address + "/tram")
            assert browser.current_url == address + "/dang-nhap"
            browser.find_element(By.NAME, "login").send_keys("lan")
            browser.find_element(By.NAME, "password").send_keys(LAN)
            browser.find_element(By.CSS_SELECTOR, "input[type=submit]").click()
            _arrives(browser, address + "/")
            browser.find_element(By.LINK_TEXT, "Phường Đoàn Kết").click()
            assert browser.find_element(By.TAG_NAME, "h1").text == "Phường Đoàn Kết"
            assert receipt(1001).code in browser.find_element(By.TAG_NAME, "body").text
            assert browser.find_elements(By.TAG_NAME, "svg")
            width = browser.execute_script("return document.documentElement.scrollWidth")
            assert width <= 1366, "the page has to be pushed sideways"
            browser.get(address + "/can-xem")
            button = browser.find_element(By.CSS_SELECTOR, "button[value=reject]")
            button.click()
            WebDriverWait(browser, WAIT_S).until(expected.staleness_of(button))
            assert not browser.find_elements(By.CSS_SELECTOR, "button[value=reject]")
            browser.find_element(By.CSS_SELECTOR, ".who button").click()
            _arrives(browser, address + "/dang-nhap")
            browser.get(address + "/")
            assert browser.current_url == address + "/dang-nhap"
        assert [one.reason for one in hub.store.book.set_asides()] == ["rejected"]
    quiet = [entry for entry in browser.get_log("browser") if "favicon" not in entry["message"]]
    assert quiet == []


def test_an_operator_merges_two_dossiers_of_one_request(browser: webdriver.Chrome, tmp_path: Path) -> None:
    town, ids = Town.made(tmp_path / "hub"), (id_of("double home"), id_of("double away"))
    for number, (commune, dossier) in enumerate(zip((HOME, AWAY), ids, strict=True), start=1):
        desk = Stranger(number, commune)
        town.enrol(desk.entry())
        code = f"H35.99.{commune[-2:]}-261123-100{number}"
        first = desk.log.add(dossier, replace(receipt(1001), commune=commune, code=code))
        gone = DossierWithdrawn(MONDAY + timedelta(minutes=5), "nộp nhầm nơi", "đơn")
        desk.log.add(dossier, gone, deps=((desk.station, first.seq),))
        town.takes(desk.bundle(tmp_path / f"{number}.goi", town.card, desk.segments()))
    use_language("vi")
    with town.open() as hub:
        Users(hub).add("lan", "Nguyễn Thị Lan", "operator", LAN)
        with served(pages_over(hub)) as address:
            browser.get(address + "/mau-thuan")
            browser.find_element(By.NAME, "login").send_keys("lan")
            browser.find_element(By.NAME, "password").send_keys(LAN)
            browser.find_element(By.CSS_SELECTOR, "input[type=submit]").click()
            _arrives(browser, address + "/")
            browser.get(address + "/mau-thuan")
            codes = [hub.store.queries.dossier(one).code for one in ids]
            browser.find_element(By.CSS_SELECTOR, "td.code a").click()
            width = browser.execute_script("return document.documentElement.scrollWidth")
            assert width <= 1366, "the page has to be pushed sideways"
            form = f"form[action='/mau-thuan/{ids[1].hex()}/gop']"
            button = browser.find_element(By.CSS_SELECTOR, f"{form} button")
            assert codes[0] in button.text and codes[1] in button.text
            button.click()
            assert hub.store.queries.dossier(ids[1]).merged_into is None, "without a reason the form stays"
            browser.find_element(By.CSS_SELECTOR, f"{form} input[name=why]").send_keys("nộp hai nơi")
            if "MOTCUA_PICTURES" in os.environ:
                browser.save_screenshot(str(Path(os.environ["MOTCUA_PICTURES"]) / "hub-merge.png"))
            browser.find_element(By.CSS_SELECTOR, f"{form} button").click()
            _arrives(browser, f"{address}/mau-thuan/{ids[0].hex()}")
            assert browser.find_elements(By.CSS_SELECTOR, "p.good")
        assert hub.store.queries.dossier(ids[1]).merged_into == ids[0]
