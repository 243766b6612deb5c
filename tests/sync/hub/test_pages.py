"""The province's pages: who may look, what they count, and what a person decides about what was kept apart."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from openpyxl import load_workbook

from app.i18n import use_language
from sync.hub.outbox import acknowledgement
from sync.hub.picture import Picture, Week
from sync.hub.program import Hub, HubPaths, open_hub
from sync.hub.quarantine import Quarantine
from sync.hub.stores import Server
from sync.hub.users import Users
from sync.hub.web.charts import on_time_chart, percent
from sync.hub.web.sessions import Sessions
from tests import postgres
from tests.journeys.province import make_desk, make_hub
from tests.journeys.terminal import PASSWORD
from tests.postgres import Cluster
from tests.storage.made_up import MONDAY, id_of, receipt
from tests.sync.hub.served import pages_over, served
from tests.sync.hub.strangers import AWAY, HOME, Stranger, Town, changed
from ui.apart_words import province_lines, reason_words

LAN = "mat-khau-cua-lan"


@pytest.fixture(scope="module", params=["file", "server"])
def province(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hub that has taken in three weeks of one desk of Sin Suối Hồ."""
    root = tmp_path_factory.mktemp("province")
    server = None
    if request.param == "server":
        cluster: Cluster = request.getfixturevalue("cluster")
        server = Server(cluster.new_database(), postgres.PASSWORD)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MOTCUA_STATE_DIR", str(root / "state"))
        word = root / "word"
        word.write_text(PASSWORD)
        hub = make_hub(root / "hub", word, server=server)
        desk = make_desk(root / "desk", word, card=hub.card)
        desk.json("demo", "--dossiers", "40", "--seed", "7", "--from", "2026-11-02", "--to", "2026-11-20")
        for folder in ("asked", "stick"):
            (root / folder).mkdir()
        desk.json("request-enrolment", "--to", root / "asked")
        hub.json("enroll", next((root / "asked").iterdir()), "--yes")
        hub.takes(Path(desk.json("export", "--to", root / "stick")["path"]))
    return root


@pytest.fixture(scope="module")
def hub(province: Path) -> Iterator[Hub]:
    with open_hub(HubPaths(province / "hub"), PASSWORD, write=True, now=MONDAY) as opened:
        users = Users(opened)
        users.add("lan", "Nguyễn Thị Lan", "operator", LAN)
        users.add("dung", "Lê Văn Dũng", "viewer", LAN)
        yield opened


@contextmanager
def _signed_in(hub: Hub, *logins: str | None) -> Iterator[list[httpx.Client]]:
    """A browser for each login, at the same server; None: at the door."""
    use_language("en")
    with served(pages_over(hub)) as address, ExitStack() as stack:
        yield [stack.enter_context(_browser(address, login)) for login in logins]


@contextmanager
def _browser(address: str, login: str | None) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, follow_redirects=True, trust_env=False) as browser:
        if login:
            answer = browser.post("/dang-nhap", data={"login": login, "password": LAN}, follow_redirects=False)
            assert (answer.status_code, answer.headers["location"]) == (303, "/")
        yield browser


def _form(page: str) -> str:
    found = re.search(r'name="form" value="([^"]+)"', page)
    assert found
    return found[1]


@pytest.mark.parametrize("page", ["/", "/linh-vuc", "/dung-han", "/can-xem", "/tram", "/xa/03394", "/xuat.xlsx"])
def test_nobody_reads_a_page_without_signing_in(hub: Hub, page: str) -> None:
    with _signed_in(hub, None) as (stranger,):
        answer = stranger.get(page, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"], answer.text) == (303, "/dang-nhap", "")


@pytest.mark.parametrize("page", ["/", "/linh-vuc", "/dung-han", "/can-xem", "/tram", "/xa/03394"])
def test_no_page_names_a_citizen_or_asks_for_anything_from_elsewhere(hub: Hub, page: str) -> None:
    with _signed_in(hub, "lan") as (lan,):
        answer = lan.get(page)
    assert answer.status_code == 200
    lines = hub.store.queries.page_at(_everything(), order="recent", offset=0, limit=40)
    assert not [line.applicant for line in lines if line.applicant in answer.text]
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', answer.text)
    assert "default-src 'self'" in answer.headers["content-security-policy"]


def _everything():
    from app.readings import DossierFilter

    return DossierFilter()


def test_a_wrong_password_waits_longer_each_time_and_the_right_one_then_opens(hub: Hub) -> None:
    with _signed_in(hub, None) as (browser,):
        for _try in range(5):
            assert browser.post("/dang-nhap", data={"login": "lan", "password": "sai"}).status_code == 403
        assert browser.post("/dang-nhap", data={"login": "lan", "password": LAN}).status_code == 429
    sessions, now = Sessions(), MONDAY
    for _try in range(8):
        sessions.failed("lan", now)
    assert sessions.wait_before("lan", now) == timedelta(seconds=16)
    assert sessions.wait_before("lan", now + timedelta(seconds=17)) == timedelta(0)
    assert sessions.wait_before("dung", now) == timedelta(0)


def test_a_session_ends_after_eight_hours_and_for_who_is_disabled(hub: Hub) -> None:
    sessions = Sessions()
    token = sessions.begin("lan", MONDAY)
    assert sessions.of(token, MONDAY + timedelta(hours=7, minutes=59)) is not None
    assert sessions.of(token, MONDAY + timedelta(hours=8)) is None
    with _signed_in(hub, "dung") as (dung,):
        assert dung.get("/").status_code == 200
        Users(hub).disable("dung")
        assert dung.get("/", follow_redirects=False).status_code == 303
    Users(hub).add("dung", "Lê Văn Dũng", "viewer", LAN)


def test_the_first_page_counts_what_the_hub_holds(hub: Hub) -> None:
    (line,) = Picture(hub, MONDAY).communes()
    counts = hub.store.queries.counts(MONDAY)
    assert (line.name, line.stations, line.overdue, line.today) == (
        "Xã Sin Suối Hồ",
        1,
        counts.overdue,
        counts.due_today,
    )
    assert line.solved > 0 and 0 < line.on_time <= line.solved
    with _signed_in(hub, "lan") as (lan,):
        page = lan.get("/").text
    assert "Xã Sin Suối Hồ" in page and "23/11/2026 08:15" in page


def test_fields_add_up_to_the_commune(hub: Hub) -> None:
    picture = Picture(hub, MONDAY)
    (line,) = picture.communes()
    fields = picture.fields(line.code)
    assert sum(one.running for one in fields) == line.running
    assert sum(one.overdue for one in fields) == line.overdue
    some = next(one for one in fields if one.running)
    assert len(picture.open_lines(line.code, field=some.field)) == some.running


def test_weeks_are_judged_by_the_dossiers_themselves(hub: Hub) -> None:
    picture = Picture(hub, MONDAY)
    dossiers = [hub.store.queries.dossier(line.id) for line in hub.store.queries.page_at(
        _everything(), order="recent", offset=0, limit=100
    )]  # fmt: skip
    ended = [one for one in dossiers if one.ended_at is not None and one.ended_at < MONDAY]
    weeks = picture.weeks()
    assert sum(week.solved for week in weeks) == len(ended)
    assert sum(week.late for week in weeks) == sum(one.is_late for one in ended)
    first = min(one.ended_at for one in ended if one.ended_at)
    assert next(week for week in weeks if week.solved).monday <= first.date()


def test_a_commune_silent_for_a_week_stands_out_with_what_it_has_probably_not_sent(hub: Hub) -> None:
    later = Picture(hub, MONDAY + timedelta(days=8)).communes()
    assert [(one.is_quiet, one.silent_days) for one in later] == [(True, 8)]
    assert later[0].unsent > 0
    assert [one.is_quiet for one in Picture(hub, MONDAY).communes()] == [False]


def test_the_workbook_holds_the_same_figures(hub: Hub) -> None:
    with _signed_in(hub, "lan") as (lan,):
        answer = lan.get("/xuat.xlsx")
    book = load_workbook(io.BytesIO(answer.content))
    (line,) = Picture(hub, MONDAY).communes()
    assert [cell.value for cell in book.worksheets[0][2]][:2] == [line.name, line.stations]
    assert [cell.value for cell in book.worksheets[0][2]][5:8] == [line.running, line.overdue, line.today]
    assert len(book.worksheets) == 4


def test_shares_are_never_rounded_up_to_none_late() -> None:
    assert [percent(share) for share in (None, 1.0, 0.99996, 0.988, 0.5)] == ["–", "100 %", "99,9 %", "98,8 %", "50 %"]


def test_a_chart_draws_a_low_week_too() -> None:
    weeks = (Week(MONDAY.date(), 10, 9), Week(MONDAY.date() + timedelta(weeks=1), 0, 0))
    chart = on_time_chart(weeks)
    assert (chart.bars[0].share, chart.bars[0].word, chart.bars[0].height > 2) == (0.1, "10 %", False)
    assert (chart.bars[1].share, chart.bars[1].height) == (None, 0)


# ── what was kept apart ──


@pytest.fixture
def town(either: Town) -> Town:
    return either


def _strayed(town: Town, folder: Path) -> Stranger:
    """A station that wrote a dossier of a commune that was not its own, as the roster said then."""
    stranger = Stranger(2, AWAY)
    town.enrol(stranger.entry())
    stranger.log.add(id_of("mai 1001"), receipt(1001))
    town.takes(stranger.bundle(folder / "a.goi", town.card, stranger.segments()))
    return stranger


def test_what_the_roster_had_wrong_goes_in_after_it_was_mended(town: Town, tmp_path: Path) -> None:
    stranger = _strayed(town, tmp_path)
    with town.open() as hub:
        (line,) = Quarantine(hub).lines()
        assert (line.reason, line.whole) == ("scope", True)
        assert not Quarantine(hub).retry(line.key)
        assert [one.key for one in Quarantine(hub).lines()] == [line.key]
    town.enrol(changed(stranger.entry(), commune=HOME))
    with town.open() as hub:
        assert Quarantine(hub).retry(line.key)
        assert Quarantine(hub).lines() == ()
        assert hub.store.queries.dossier(id_of("mai 1001")).code


def test_an_operator_sends_back_and_a_viewer_may_not(town: Town, tmp_path: Path) -> None:
    _strayed(town, tmp_path)
    with town.open() as hub:
        for login, role in (("lan", "operator"), ("dung", "viewer")):
            Users(hub).add(login, login, role, LAN)
        (line,) = Quarantine(hub).lines()
        with _signed_in(hub, "lan", "dung") as (lan, dung):
            page = lan.get("/can-xem").text
            asked = {"key": line.key, "act": "reject", "form": _form(page)}
            assert "<button" not in dung.get("/can-xem").text.partition("<table>")[2]
            assert dung.post("/can-xem", data=asked).status_code == 403
            assert lan.post("/can-xem", data=asked | {"form": "of another page"}).status_code == 403
            assert len(Quarantine(hub).lines()) == 1
            assert lan.post("/can-xem", data=asked).status_code == 200
            assert Quarantine(hub).lines() == ()
            assert [one.reason for one in hub.store.book.set_asides()] == ["rejected"]
            told = acknowledgement(hub, AWAY)
            (line_told,) = province_lines(told)
            assert reason_words("rejected") not in line_told, "a sentence, not the code"
            assert f"{told.quarantined[0][0].hex()[:8]}" in line_told
            assert lan.post("/can-xem", data=asked).status_code == 409
