"""How long the province's pages take over a hub of 100,000 dossiers: 38 communes with a desk each, in practice data."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import httpx
import uuid_utils
from fastapi import FastAPI

from app.domain.events import DossierCompleted
from app.domain.facts import ProcedureRef
from app.services.catalogue import load_catalogue
from sync.hub.users import Users
from sync.hub.web.app import add_pages
from sync.hub.web.pages import COOKIE, Pages
from tests.bench.figure import Figure, median_ms
from tests.storage.made_up import MONDAY, receipt
from tests.sync.hub.served import served
from tests.sync.hub.strangers import Stranger, Town, changed

DOSSIERS, COMMUNES = 100_000, 38
_CACHE = Path(__file__).parents[2] / "build" / "bench"
_PAGES = ("/", "/xa/{commune}", "/linh-vuc", "/dung-han", "/can-xem", "/mau-thuan", "/tram", "/cong-bo", "/suc-khoe")


def pages() -> Iterator[Figure]:
    """Each page, whole, over HTTP on this machine."""
    town = _town(DOSSIERS)
    with town.open() as hub:
        assert hub.store.queries.sync_state().changes >= DOSSIERS
        Users(hub).add("lan", "Nguyễn Thị Lan", "operator", "mat-khau-cua-lan")
        app, made = FastAPI(), Pages(hub, lambda: nullcontext(hub), secure=False)
        add_pages(app, made)
        commune = next(iter(hub.stations().stations.values())).commune
        cookies = {COOKIE: made.sessions.begin("lan", MONDAY)}
        with served(app) as address, httpx.Client(base_url=address, cookies=cookies, timeout=120) as browser:
            for page in _PAGES:
                path = page.format(commune=commune)
                assert browser.get(path).status_code == 200, path
                took = median_ms(partial(browser.get, path), times=3)
                yield Figure(f"page {page} of a province of {DOSSIERS:,} dossiers", took, "ms", 1000)


def _town(dossiers: int) -> Town:
    """Return a hub that took in so many dossiers; made once, then kept in the build folder."""
    folder = _CACHE / f"hub-{dossiers}"
    if (folder / "complete").exists():
        return Town(folder)
    shutil.rmtree(folder, ignore_errors=True)
    town = Town.made(folder)
    catalogue = load_catalogue()
    communes = list(dict.fromkeys(one.code for one in catalogue.communes()))[:COMMUNES]
    rows = list(catalogue.all())[:60]
    procedures = [ProcedureRef(one.id, one.code or "", one.name, one.field, one.version) for one in rows]
    strangers = [Stranger(1, commune) for commune in communes]
    town.enrol(*(changed(one.entry(), unit_code=f"H35.99.{one.commune}") for one in strangers))
    each = dossiers // len(strangers) + 1
    for number, one in enumerate(strangers):
        _work(one, procedures, each, number * each)
        taken = town.takes(one.bundle(folder / "a.goi", town.card, one.segments()))
        assert taken.quarantined == 0, taken
        one.log.changes.clear()
    (folder / "complete").touch()
    return town


def _work(station: Stranger, procedures: list[ProcedureRef], count: int, first: int) -> None:
    """Three months of a desk: nine of ten dossiers are solved, one of fifty late."""
    for n in range(count):
        at = MONDAY - timedelta(minutes=130_000 * (count - n) // count)
        number = f"0120{first + n:08d}"
        said = receipt(1001 + first + n, id_number=number, at=at, procedure=procedures[n % len(procedures)], due_days=3)
        happened, dossier = replace(said, commune=station.commune), uuid_utils.uuid7().bytes
        received = station.log.add(dossier, happened)
        if n % 10 or n < count // 2:
            solved = at + timedelta(days=4 if n % 50 == 1 else 2)
            if solved < MONDAY:
                deps = ((station.station, received.seq),)
                station.log.add(dossier, DossierCompleted(solved, number=str(n)), deps=deps)
