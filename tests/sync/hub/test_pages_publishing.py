"""Publishing from the browser: told row by row before it is signed, refused in sentences, never by who only reads."""

from __future__ import annotations

import json
import random
import re

import httpx
import pytest

from app.calendars import SHIPPED as CALENDARS
from sync.hub.journal import Journal
from sync.hub.publishing import Publishing
from tests.sync.hub.strangers import Stranger, Town
from tests.sync.hub.test_pages_acts import HOSTILE, browsers, form_word

FEES = {
    "format": "motcua-fees-1",
    "decision": "Nghị quyết 12/2026/NQ-HĐND",
    "rows": [{"procedure": "2.000635", "amount": 5000}],
}


@pytest.fixture
def town(either: Town) -> Town:
    either.enrol(Stranger(1).entry())
    return either


def _sent(browser: httpx.Client, content: bytes, **fields: str) -> httpx.Response:
    data = {"form": form_word(browser), "kind": "", "effective": "2026-12-01", **fields}
    return browser.post("/cong-bo", data=data, files={"file": (fields.get("name", "tệp.json"), content)})


def _calendar(reason: str = "Nghỉ phòng chống thiên tai") -> bytes:
    year = json.loads((CALENDARS / "2026.json").read_bytes())
    year["days_off"].append({"date": "2026-11-25", "reason": reason, "kind": "holiday"})
    return json.dumps(year).encode()


def _sign(page: str) -> str:
    found = re.search(r'name="word" value="([^"]+)"', page)
    assert found, page
    return found[1]


def test_a_calendar_is_looked_through_and_only_then_signed(town: Town) -> None:
    with town.open() as hub, browsers(hub) as (lan, dung):
        looked = _sent(lan, _calendar())
        assert looked.status_code == 200
        assert "25/11/2026 Nghỉ phòng chống thiên tai" in looked.text and "01/12/2026" in looked.text
        assert Publishing(hub).publications() == (), "a look signs nothing"
        asked = {"form": form_word(lan), "word": _sign(looked.text)}
        done = lan.post("/cong-bo/ky", data=asked)
        assert (done.status_code, done.url.path) == (200, "/cong-bo")
        (one,) = Publishing(hub).publications()
        assert (one.kind, one.version, one.effective_from) == ("calendar", 1, "2026-12-01")
        assert one.title.endswith("…") and one.title[:-1] + " " in f"2026 · {json.loads(_calendar())['source']}", (
            "a whole word"
        )
        assert "0 of 1 desks hold the newest list." in done.text
        assert lan.post("/cong-bo/ky", data=asked).status_code == 409, "once only"
        assert "Look through" not in dung.get("/cong-bo").text and one.title in dung.get("/cong-bo").text
        (act,) = Journal(hub).newest(limit=5)
        assert (act.name, act.act) == ("Nguyễn Thị Lan", "published")


def test_what_is_signed_is_the_file_that_was_looked_through_last(town: Town) -> None:
    with town.open() as hub, browsers(hub) as (lan, _dung):
        first = _sign(_sent(lan, _calendar()).text)
        looked = _sent(lan, json.dumps(FEES).encode()).text
        assert "5.000 đ" in looked, "each row says what it changes"
        second = _sign(looked)
        assert lan.post("/cong-bo/ky", data={"form": form_word(lan), "word": first}).status_code == 409
        lan.post("/cong-bo/ky", data={"form": form_word(lan), "word": second})
        assert [one.kind for one in Publishing(hub).publications()] == ["fees"]


def test_a_bad_table_is_refused_row_by_row(town: Town) -> None:
    rows = [{"procedure": "9.999999", "amount": 1}, {"procedure": "2.000635", "amount": -1}]
    with town.open() as hub, browsers(hub) as (lan, _dung):
        answer = _sent(lan, json.dumps(FEES | {"rows": rows}).encode())
        assert answer.status_code == 422
        assert "row 1 (9.999999): the catalogue has no such procedure" in answer.text and "row 2" in answer.text
        for fields in ({"kind": "rules"}, {"kind": "x"}, {"effective": "mai"}, {"effective": "2026-11-22"}):
            assert _sent(lan, json.dumps(FEES).encode(), **fields).status_code == 422, fields
        assert _sent(lan, b"").status_code == 422
        assert Publishing(hub).publications() == ()


@pytest.mark.parametrize("either", ["file"], indirect=True)  # nothing of it reaches the database
def test_no_file_makes_a_traceback_or_writes_into_the_page(town: Town) -> None:
    chance, calendar, fees = random.Random(4), _calendar(HOSTILE), json.dumps(FEES).encode()
    files = [
        calendar, b"\xff\xfe\x00", b"[" * 100_000, b"[]", b"null", b'{"format": []}', b'{"format": {}, "rows": 1}',
        b'{"procedures": 7}', b'{"procedures": [null, 1, {}]}', b'{"versions": []}', b'{"versions": {"x": []}}',
        b'{"format": "motcua-fees-1", "decision": "x", "rows": [[], 1, null]}',
        b'{"format": "motcua-overrides-1", "decision": "x", "rows": [{"procedure": "2.000635", "limit": "x"}]}',
        b'{"format": "motcua-calendar-1", "year": 99999999999}', b'{"format": "motcua-rules-1", "sets": [{}]}',
        b'{"format": "motcua-rules-1"}', f'{{"format": "{HOSTILE}"}}'.encode(),
        json.dumps(FEES | {"decision": HOSTILE, "rows": [{"procedure": HOSTILE, "amount": 1}] * 29}).encode(),
    ]  # fmt: skip
    for whole in (calendar, fees):
        for _turn in range(12):
            at = chance.randrange(len(whole))
            files.append(whole[:at] + chance.choice((b"", b"null", b"-1", b'"', b"}")) + whole[at + 1 :])
    with town.open() as hub, browsers(hub) as (lan, _dung):
        for content in files:
            answer = _sent(lan, content)
            assert answer.status_code in (200, 422), content[:80]
            assert "<script" not in answer.text and "\N{RIGHT-TO-LEFT OVERRIDE}" not in answer.text
        assert Publishing(hub).publications() == ()


def test_more_than_two_megabytes_are_not_read(town: Town) -> None:
    with town.open() as hub, browsers(hub) as (lan, _dung):
        answer = _sent(lan, b" " * (2 << 20) + b"{}")
        assert (answer.status_code, "too large" in answer.text) == (422, True)
        assert _sent(lan, b" " * (3 << 20)).status_code == 413
        unsaid = lan.post("/cong-bo", content=iter([b"x" * 1000]), headers={"content-type": "multipart/form-data"})
        assert unsaid.status_code == 413
