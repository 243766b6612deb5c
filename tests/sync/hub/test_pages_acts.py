"""What an operator does at the province's pages, and who may not: conflicts, cutting off, the list after a theft."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from openpyxl import load_workbook

from app.domain.events import DossierCompleted
from app.domain.facts import ProcedureRef
from app.domain.life_events import Correction, DossierCorrected, DossierRefused, DossierTakenOver, DossierWithdrawn
from app.domain.states import State
from app.i18n import use_language
from sync.hub.decisions import conflicts
from sync.hub.journal import Journal
from sync.hub.picture import Picture
from sync.hub.program import Hub, open_hub
from sync.hub.quarantine import Quarantine
from sync.hub.relaying import settle_order
from sync.hub.users import Users
from sync.hub.web.app import add_pages
from sync.hub.web.conflict_words import hinted
from sync.hub.web.health_pages import health_of
from sync.hub.web.pages import COOKIE, Pages, commune_name
from sync.hub.web.workbook import workbook
from tests.storage.made_up import MONDAY, id_of, receipt
from tests.sync.hub.served import pages_over, served
from tests.sync.hub.strangers import AWAY, HOME, PASSWORD, Stranger, Town, changed

LAN = "mat-khau-cua-lan"
NAME, NUMBER, STREET = "Giàng A Chống", "012090000123", "Bản Sin Suối Hồ, xã Sin Suối Hồ"
HOSTILE = "<script>alert(1)</script>\N{RIGHT-TO-LEFT OVERRIDE}txt.exe"


@pytest.fixture
def town(either: Town) -> Town:
    return either


@pytest.fixture
def pair(town: Town, tmp_path: Path) -> tuple[Stranger, Stranger]:
    """Two desks of a commune that ended one dossier differently, and wrote down two phones and two numbers for it."""
    mai, pao = Stranger(1), Stranger(2)
    town.enrol(changed(mai.entry(), name="Máy quầy"), changed(pao.entry(), name="Máy xe"))
    dossier, at = id_of("mai 1001"), MONDAY + timedelta(minutes=5)
    mai.log.add(dossier, receipt(1001))
    seen = ((mai.station, 1),)
    mai.log.add(dossier, _corrected("applicant.id_number", NUMBER, "012090000222"), deps=seen)
    mai.log.add(dossier, DossierCompleted(at, number="12/KS"), deps=((mai.station, 2),))
    pao.log.add(dossier, _corrected("applicant.id_number", NUMBER, "012090000333"), deps=seen)
    pao.log.add(dossier, DossierTakenOver(at, "Vàng A Páo", "máy kia hỏng"), deps=((pao.station, 1),))
    pao.log.add(dossier, DossierRefused(at, "không đủ", "Điều 5", "03/TC"), deps=((pao.station, 2),))
    for one in (mai, pao):
        town.takes(one.bundle(tmp_path / f"{one.number}.goi", town.card, one.segments()))
    return mai, pao


def _corrected(field: str, old: str, new: str) -> DossierCorrected:
    applicant = replace(receipt(1001).applicant, id_number=new)
    return DossierCorrected(MONDAY, (Correction(field, old, new),), "nghe nhầm", "Lò Văn Pản", applicant)


@contextmanager
def browsers(hub: Hub) -> Iterator[tuple[httpx.Client, httpx.Client]]:
    """Lan, an operator, and Dũng, who only reads."""
    use_language("en")
    Users(hub).add("lan", "Nguyễn Thị Lan", "operator", LAN)
    Users(hub).add("dung", "Lê Văn Dũng", "viewer", LAN)
    app, pages = FastAPI(), Pages(hub, lambda: nullcontext(hub), secure=False)
    add_pages(app, pages)
    with served(app) as address, ExitStack() as stack:
        made = []
        for login in ("lan", "dung"):
            cookies = {COOKIE: pages.sessions.begin(login, MONDAY)}
            client = httpx.Client(base_url=address, cookies=cookies, follow_redirects=True, trust_env=False, timeout=30)
            made.append(stack.enter_context(client))
        yield made[0], made[1]


def form_word(browser: httpx.Client, page: str = "/cong-bo") -> str:
    """The word that this session's forms carry."""
    found = re.search(r'name="form" value="([^"]+)"', browser.get(page).text)
    return found[1] if found else ""


def test_the_province_sees_both_versions_and_decides_with_its_name(town: Town, pair: tuple[Stranger, Stranger]) -> None:
    dossier = id_of("mai 1001").hex()
    with town.open() as hub, browsers(hub) as (lan, _dung):
        listed = lan.get("/mau-thuan").text
        assert "Two desks ended it differently" in listed and "H35.99.12-261123-1001" in listed
        assert "the commune&#39;s leader, with the province" in listed and "24/11/2026" in listed
        assert "Two desks" not in lan.get(f"/mau-thuan?xa={AWAY}").text
        page = lan.get(f"/mau-thuan/{dossier}").text
        assert "Máy quầy" in page and "Máy xe" in page and "12/KS" in page and "Dossier refused" in page
        assert "•••••••••222" in page and "•••••••••333" in page, "two numbers, told apart"
        asked = {"item": "custody", "keep": pair[0].station.hex(), "form": form_word(lan)}
        assert lan.post(f"/mau-thuan/{dossier}/quyet-dinh", data=asked | {"why": "  "}).status_code == 409
        assert hub.store.queries.dossier(bytes.fromhex(dossier)).conflict is not None
        done = lan.post(f"/mau-thuan/{dossier}/quyet-dinh", data=asked | {"why": "theo sổ gốc"})
        assert done.status_code == 200 and "ended it differently" not in done.text
        decided = hub.store.queries.dossier(bytes.fromhex(dossier))
        assert (decided.conflict, decided.state) == (None, State.COMPLETED)
        told = hub.store.queries.timeline(decided.id)[-1].recorded.event
        assert (getattr(told, "by", ""), getattr(told, "why", "")) == ("Nguyễn Thị Lan", "theo sổ gốc")
        assert hub.store.unordered() == (), "the decision has its place and goes out with the next answers"
        again = lan.post(f"/mau-thuan/{dossier}/quyet-dinh", data=asked | {"why": "theo sổ gốc"})
        assert again.status_code == 409
        assert [(one.name, one.act) for one in Journal(hub).newest(limit=9)] == [("Nguyễn Thị Lan", "decided")]


def test_looking_is_enough_for_a_field_but_not_for_two_endings(town: Town, pair: tuple[Stranger, Stranger]) -> None:
    dossier = id_of("mai 1001")
    with town.open() as hub, browsers(hub) as (lan, _dung):
        (item,) = [one.line.item.item for one in conflicts(hub).of(dossier) if one.line.item.kind == "proposal"]
        form = {"why": "đã gọi xã", "form": form_word(lan)}
        assert lan.post(f"/mau-thuan/{dossier.hex()}/bo-qua", data=form | {"item": "custody"}).status_code == 409
        assert lan.post(f"/mau-thuan/{dossier.hex()}/bo-qua", data=form | {"item": item}).status_code == 200
        assert [one.line.item.kind for one in conflicts(hub).of(dossier)] == ["custody"]


@pytest.fixture
def doubles(town: Town, tmp_path: Path) -> tuple[bytes, bytes]:
    """One request at two communes: the first returned already, the second withdrawn; and who took them in."""
    ids = id_of("double home"), id_of("double away")
    for number, (commune, dossier) in enumerate(zip((HOME, AWAY), ids, strict=True), start=1):
        desk = Stranger(number + 2, commune)
        town.enrol(changed(desk.entry(), name=f"Máy {number}"))
        unit = f"H35.99.{commune[-2:]}"
        taken = replace(receipt(1001), commune=commune, code=f"{unit}-261123-{desk.number}001")
        first = desk.log.add(dossier, taken)
        gone = DossierWithdrawn(MONDAY + timedelta(minutes=5), "nộp nhầm nơi", "đơn")
        desk.log.add(dossier, gone, deps=((desk.station, first.seq),))
        town.takes(desk.bundle(tmp_path / f"d{number}.goi", town.card, desk.segments()))
    return ids


def test_two_dossiers_of_one_request_are_merged_by_a_person_each_commune_hearing_of_its_own(
    town: Town, doubles: tuple[bytes, bytes]
) -> None:
    stays, gone = doubles
    with town.open() as hub, browsers(hub) as (lan, dung):
        codes = [hub.store.queries.dossier(one).code for one in doubles]
        assert "Perhaps the same request as" in lan.get("/mau-thuan").text
        page = lan.get(f"/mau-thuan/{gone.hex()}").text
        assert f"{codes[0]} stays, {codes[1]} is merged into it" in page and "keep them apart" in page
        assert NAME not in page and NUMBER not in page
        assert "stands now" not in page, "of two dossiers nobody has said yet which one stays"
        assert "stays," not in dung.get(f"/mau-thuan/{gone.hex()}").text, "who only reads is offered nothing"
        assert hub.store.queries.dossier(gone).merged_into is None, "nothing was merged silently"
        asked = {"into": stays.hex(), "form": form_word(lan)}
        assert lan.post(f"/mau-thuan/{gone.hex()}/gop", data=asked | {"why": " "}).status_code == 409
        assert lan.post(f"/mau-thuan/{gone.hex()}/gop", data=asked | {"into": "zz", "why": "x"}).status_code == 409
        done = lan.post(f"/mau-thuan/{gone.hex()}/gop", data=asked | {"why": "một yêu cầu nộp hai nơi"})
        assert done.status_code == 200 and "Perhaps the same" not in done.text
        assert hub.store.queries.dossier(gone).merged_into == stays
        assert hub.store.queries.dossier(stays).absorbed == (codes[1],)
        logs = {one: hub.store.queries.timeline(one)[-1].recorded.station for one in doubles}
        assert logs == {stays: hub.log_of(HOME), gone: hub.log_of(AWAY)}, "no commune hears of the other's citizen"
        assert hub.store.unordered() == ()
        assert [(one.act, one.subject) for one in Journal(hub).newest(limit=9)] == [("merged", codes[1])]
        assert hub.store.verify().ok


def test_every_page_counts_the_same_dossiers_as_contradicting_and_pairs_beside_them(
    town: Town, pair: tuple[Stranger, Stranger], doubles: tuple[bytes, bytes]
) -> None:
    with town.open() as hub, browsers(hub) as (lan, _dung):
        kinds = [one.item.kind for one in conflicts(hub).lines()]
        assert (len(kinds), kinds.count("possible_duplicate")) == (3, 1), "one dossier is contradicted twice"
        assert f'<a href="/mau-thuan?xa={HOME}">1</a>' in lan.get("/").text
        page = lan.get("/mau-thuan").text
        assert "All (1)" in page and f"{commune_name(HOME)} (1)" in page
        assert f"{commune_name(AWAY)}</a>" in page, "it has a pair to look at and no contradiction"
        assert "1 dossier contradicted" in page and "1 pair that is perhaps one request" in page
        away = lan.get(f"/mau-thuan?xa={AWAY}").text
        assert "ended it differently" not in away and "1 pair that is perhaps one request" in away


def test_two_requests_that_look_alike_are_kept_apart(town: Town, doubles: tuple[bytes, bytes]) -> None:
    _stays, other = doubles
    with town.open() as hub, browsers(hub) as (lan, _dung):
        (item,) = [one.line.item.item for one in conflicts(hub).of(other)]
        form = {"item": item, "why": "hai việc khác nhau", "form": form_word(lan)}
        assert lan.post(f"/mau-thuan/{other.hex()}/bo-qua", data=form).status_code == 200
        assert conflicts(hub).lines() == ()
        assert "Perhaps the same" not in lan.get("/mau-thuan").text


def test_a_stolen_desk_is_cut_off_after_a_second_look_and_its_citizens_are_listed(
    town: Town, pair: tuple[Stranger, Stranger]
) -> None:
    mai, _pao = pair
    address = f"/tram/{mai.station.hex()}"
    with town.open() as hub, browsers(hub) as (lan, dung):
        assert "Máy quầy" in lan.get("/tram").text
        assert "23/11/2026 08:15" in lan.get(address).text
        sure = lan.get(f"{address}/thu-hoi")
        assert "3 changes of this desk" in sure.text
        assert hub.stations().stations[mai.station].revoked_after is None, "a look changes nothing"
        assert dung.get(f"{address}/thu-hoi").status_code == 403
        assert lan.post(f"{address}/thu-hoi", data={"form": form_word(lan)}).status_code == 409
        done = lan.post(f"{address}/thu-hoi", data={"form": form_word(lan), "why": "mất cắp ở bến xe"})
        assert "mất cắp ở bến xe" in done.text and hub.stations().stations[mai.station].revoked_after == 3
        listed = lan.post(f"{address}/danh-sach", data={"form": form_word(lan), "kind": "xlsx"})
        row = [cell.value for cell in load_workbook(io.BytesIO(listed.content)).active[2]]
        assert row[:2] == ["H35.99.12-261123-1001", NAME]
        assert NAME in lan.post(f"{address}/danh-sach", data={"form": form_word(lan), "kind": "csv"}).text
        assert lan.post(f"{address}/danh-sach", data={"form": form_word(lan), "kind": "exe"}).status_code == 409
        assert [one.act for one in Journal(hub).newest(limit=9)] == ["listed", "listed", "revoked"]
        health = lan.get("/suc-khoe").text
        assert "took out the list of citizens on a computer" in health and "mất cắp" in health
        assert dung.get("/suc-khoe").status_code == 403


def test_two_computers_with_one_key_are_shown_at_the_desk(town: Town, tmp_path: Path) -> None:
    mai = Stranger(1)
    town.enrol(mai.entry())
    mai.log.add(id_of("mai 1001"), receipt(1001))
    town.takes(mai.bundle(tmp_path / "a.goi", town.card, mai.segments()))
    twin = Stranger(1, keys=mai.keys)
    twin.log.add(id_of("mai 1002"), receipt(1002))
    town.takes(twin.bundle(tmp_path / "b.goi", town.card, twin.segments()))
    with town.open() as hub, browsers(hub) as (lan, _dung):
        assert "one key on two computers" in lan.get("/tram").text
        assert "1 changes of the second one are not recorded anew" in lan.get(f"/tram/{mai.station.hex()}").text
        tray = lan.get("/can-xem").text
        assert "H35.99.12-261123-1002" in tray, "the receipt itself says its code"
        key = re.search(r'href="/can-xem/([^"]+)"', tray)
        assert key
        rows = lan.get(f"/can-xem/{key[1]}").text
        assert "Accepted" in rows and "H35.99.12-261123-1002" in rows
        assert lan.get("/can-xem/ff-1").status_code == 404


def test_a_desk_that_is_silent_or_has_something_kept_apart_is_not_called_in_order(town: Town, tmp_path: Path) -> None:
    fine, stray, silent = Stranger(1), Stranger(2, AWAY), Stranger(3)
    town.enrol(fine.entry(), stray.entry(), silent.entry())
    stray.log.add(id_of("mai 1001"), receipt(1001))
    for one in (fine, stray):
        town.takes(one.bundle(tmp_path / f"{one.number}.goi", town.card, one.segments()))
    with town.open() as hub, browsers(hub) as (lan, _dung):
        rows = lan.get("/tram").text.split("<tr>")
        said = [next(row for row in rows if one.station.hex() in row) for one in (fine, stray, silent)]
        assert ["in order" in row for row in said] == [True, False, False]
        assert "to be looked at" in said[1] and "long not heard of" in said[2]


POSTS = {
    "/can-xem": {"key": "ff-1", "act": "reject"},
    "/mau-thuan/{dossier}/quyet-dinh": {"item": "custody", "keep": "{station}", "why": "x"},
    "/mau-thuan/{dossier}/bo-qua": {"item": "custody", "why": "x"},
    "/mau-thuan/{dossier}/gop": {"into": "{dossier}", "why": "x"},
    "/tram/ghi-danh": {"station": "{station}"},
    "/tram/{station}/thu-hoi": {"why": "x"},
    "/tram/{station}/danh-sach": {"kind": "csv"},
    "/cong-bo/ky": {"word": "x"},
    "/cong-bo": {},
}


@pytest.mark.parametrize("either", ["file"], indirect=True)  # what is refused reaches no database
def test_every_form_refuses_who_only_reads_and_a_word_of_another_page(
    town: Town, pair: tuple[Stranger, Stranger]
) -> None:
    named = {"dossier": id_of("mai 1001").hex(), "station": pair[0].station.hex()}
    with town.open() as hub, browsers(hub) as (lan, dung):
        paths = pages_over(hub).openapi()["paths"]
        routed = {path for path, methods in paths.items() if "post" in methods} - {"/dang-nhap", "/dang-xuat"}
        assert routed == set(POSTS), "a form without its line in this test"
        before = (hub.stations().version, hub.store.queries.sync_state().changes)
        lans, dungs = form_word(lan), form_word(dung, "/") or "none"
        for path, fields in POSTS.items():
            filled = {key: value.format(**named) for key, value in fields.items()}
            for browser, word in ((dung, dungs), (dung, lans), (lan, "of another page"), (lan, dungs)):
                answer = browser.post(path.format(**named), data=filled | {"form": word}, follow_redirects=False)
                assert answer.status_code == 403, path
                assert NAME not in answer.text
            gone = lan.post(path.format(**named), content=b"x" * 20_000_000, follow_redirects=False)
            assert gone.status_code == 413, path
            half = lan.post(path.format(**named), data={}, follow_redirects=False)
            assert half.status_code in (400, 403), path
        assert (hub.stations().version, hub.store.queries.sync_state().changes) == before
        assert Journal(hub).newest(limit=9) == ()


PAGES = (
    "/", "/xa/03388", "/linh-vuc", "/dung-han", "/can-xem", "/can-xem/{key}", "/mau-thuan", "/mau-thuan/{dossier}",
    "/tram", "/tram/{station}", "/tram/{station}/thu-hoi", "/cong-bo", "/suc-khoe",
)  # fmt: skip


def test_no_page_believes_a_hostile_name_or_tells_a_citizens(
    town: Town, pair: tuple[Stranger, Stranger], tmp_path: Path
) -> None:
    thief, away = Stranger(3), Stranger(4, AWAY)
    town.enrol(changed(thief.entry(), name=HOSTILE), changed(away.entry(), name=HOSTILE))
    procedure = ProcedureRef("la", "1.0", HOSTILE, HOSTILE, "2025-07-01")
    said = replace(receipt(2001, HOSTILE, procedure=procedure), officer_name=HOSTILE, code=HOSTILE)
    for one in (thief, away):
        one.log.add(id_of(f"x{one.number}"), said, kind=None)
        one.log.add(id_of(f"x{one.number}"), said, kind=f"dossier.{HOSTILE}"[:40])
        town.takes(one.bundle(tmp_path / f"{one.number}.goi", town.card, one.segments()))
    with town.open() as hub, browsers(hub) as (lan, _dung):
        settle_order(hub)
        keys = re.findall(r'href="/can-xem/([^"]+)"', lan.get("/can-xem").text)
        assert keys
        hostile = 0
        for key in keys:
            named = {"dossier": id_of("mai 1001").hex(), "station": thief.station.hex(), "key": key}
            for path in PAGES:
                answer = lan.get(path.format(**named))
                assert answer.status_code == 200, path
                assert "<script" not in answer.text and "\N{RIGHT-TO-LEFT OVERRIDE}" not in answer.text, path
                hostile += "&lt;script&gt;" in answer.text
                for personal in (NAME, NUMBER, "012090000222", "0912345678", STREET):
                    assert personal not in answer.text, path
        assert hostile, "the hostile text was on the pages that were looked at"
        book = load_workbook(io.BytesIO(workbook(Picture(hub, MONDAY + timedelta(days=30)))))
        assert any(HOSTILE in str(cell.value) for sheet in book for row in sheet for cell in row)


def test_values_of_a_citizen_are_told_apart_and_not_told() -> None:
    assert [hinted(text) for text in ("012090000222", "Giàng A Páo", "1990-06-05", "123", "")] == [
        "•••••••••222",
        "G. A. P.",
        "•••••••-05",
        "•••",
        "nothing",
    ]


def test_operators_see_what_waits_to_be_read(town: Town) -> None:
    inbox = town.folder / "link" / "inbox"
    inbox.mkdir(parents=True)
    for number in (1, 2):
        (inbox / f"{number}.goi").write_bytes(b"x" * 10)
    os.utime(inbox / "1.goi", (MONDAY.timestamp(), MONDAY.timestamp()))
    with town.open() as hub:
        found = health_of(hub)
    assert (found.inbox.files, found.inbox.bytes, found.inbox.oldest) == (2, 20, MONDAY)
    assert (found.half.files, found.half.oldest) == (0, None)
    assert found.database_bytes > 0 and found.free_bytes > 0
    assert found.roster_expires > MONDAY


def test_who_tries_again_in_vain_or_gives_no_reason_is_told_so_in_words(town: Town, tmp_path: Path) -> None:
    stray, asking = Stranger(2, AWAY), Stranger(3)
    town.enrol(stray.entry())
    stray.log.add(id_of("mai 1001"), receipt(1001))
    town.takes(stray.bundle(tmp_path / "a.goi", town.card, stray.segments()))
    town.takes(asking.bundle(tmp_path / "b.goi", town.card, [], enrolment=asking.request()))
    with town.open() as hub, browsers(hub) as (lan, _dung):
        use_language("vi")
        form = form_word(lan)
        (line,) = Quarantine(hub).lines()
        rows = lan.get(f"/can-xem/{line.key}").text
        assert "Đã tiếp nhận" in rows and "dossier." not in rows
        for act in ("retry", "force"):
            answer = lan.post("/can-xem", data={"key": line.key, "act": act, "form": form})
            assert answer.status_code == 409 and "vẫn để riêng" in answer.text
        assert Journal(hub).newest(limit=9) == (), "nothing was done, so nothing is noted"
        place = f"/tram/{stray.station.hex()}/thu-hoi"
        answer = lan.post(place, data={"why": "  ", "form": form})
        assert "«lý do»" in answer.text and "reason" not in answer.text.partition("<h1>")[2]
        answer = lan.post("/tram/ghi-danh", data={"station": asking.station.hex(), "form": form})
        assert f"{commune_name(HOME)}, quầy 3" in answer.text


def test_a_new_password_ends_the_sessions_of_the_old_one(town: Town) -> None:
    noon = MONDAY + timedelta(hours=4)
    with open_hub(town.paths, PASSWORD, write=True, now=noon) as hub:
        Users(hub).add("lan", "Nguyễn Thị Lan", "operator", LAN)
        app, pages = FastAPI(), Pages(hub, lambda: nullcontext(hub), secure=False)
        add_pages(app, pages)
        with served(app) as address:
            for signed_in_at, status in ((MONDAY, 303), (noon, 200)):
                cookies = {COOKIE: pages.sessions.begin("lan", signed_in_at)}
                assert httpx.get(address, cookies=cookies, trust_env=False).status_code == status
