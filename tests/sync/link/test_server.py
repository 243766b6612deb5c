"""The receiving end as SYNC §6 asks it: doubles, wrong offsets, damaged parts, floods, a full disk, a stock client."""

from __future__ import annotations

import base64
import hashlib
import os
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest

from app.clock import ZONE, FixedClock, SystemClock
from sync.link.gate import Gate
from sync.link.protocol import Caller, pack_have, read_have
from sync.link.server import LinkServer
from sync.link.spool import Allowance, NoRoom, Parcel, Spool
from tests.sync.link.ends import MadeUpOffice, Served, caller, new_proofs, served

DATA = bytes(range(256)) * 200
SHA = hashlib.sha256(DATA).hexdigest()
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=ZONE)


@pytest.fixture
def end(tmp_path: Path) -> Iterator[Served]:
    with served(tmp_path / "end") as made:
        yield made


@pytest.fixture
def http(end: Served) -> Iterator[httpx.Client]:
    """A caller with a token that says by hand what it wants."""
    with httpx.Client(base_url=end.url, headers={"Tus-Resumable": "1.0.0"}, trust_env=False) as client:
        client.headers["Authorization"] = f"Bearer {a_token(end)}"
        yield client


def a_token(end: Served) -> str:
    with caller(end.url) as link:
        link.meet()
        return link._token


def announce(http: httpx.Client, data: bytes = DATA) -> httpx.Response:
    key = f"sha256:{hashlib.sha256(data).hexdigest()}"
    return http.post("/v1/bundles", headers={"Upload-Length": str(len(data)), "Idempotency-Key": key})


def patch(http: httpx.Client, place: str, offset: int, part: bytes, *, checksum: bytes | None = None) -> httpx.Response:
    digest = base64.b64encode(checksum or hashlib.sha256(part).digest()).decode()
    headers = {
        "Upload-Offset": str(offset),
        "Upload-Checksum": f"sha256 {digest}",
        "Content-Type": "application/offset+octet-stream",
    }
    return http.patch(place, content=part, headers=headers)


def offset(http: httpx.Client, place: str) -> int:
    return int(http.head(place).headers["Upload-Offset"])


# ── cases 58, 59, 62 ─────────────────────────────────────────────────────────────────────────


def test_case_58_a_double_post_and_two_uploads_at_once_make_one_file(end: Served, http: httpx.Client) -> None:
    first, second = announce(http), announce(http)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.headers["Location"] == second.headers["Location"]
    place, answers = first.headers["Location"], []
    threads = [threading.Thread(target=lambda: answers.append(patch(http, place, 0, DATA))) for _two in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.status_code for answer in answers) == [204, 409]
    assert [data for _station, data in end.office.taken] == [DATA]


def test_case_59_a_replayed_part_a_wrong_offset_and_a_wrong_checksum_change_nothing(http: httpx.Client) -> None:
    place = announce(http).headers["Location"]
    assert patch(http, place, 0, DATA[:1000]).status_code == 204
    assert patch(http, place, 0, DATA[:1000]).status_code == 409
    wrong = patch(http, place, 2000, DATA[2000:3000])
    assert (wrong.status_code, wrong.headers["Upload-Offset"]) == (409, "1000")
    assert patch(http, place, 1000, DATA[1000:2000], checksum=bytes(32)).status_code == 460
    assert offset(http, place) == 1000
    assert patch(http, place, 1000, DATA[1000:]).status_code == 204


def test_case_62_the_same_file_again_after_it_was_taken_is_a_no_op(end: Served, http: httpx.Client) -> None:
    place = announce(http).headers["Location"]
    patch(http, place, 0, DATA)
    again = announce(http)
    assert (again.status_code, again.headers["Upload-Offset"]) == (200, str(len(DATA)))
    assert patch(http, place, len(DATA), b"").status_code == 409
    assert len(end.office.taken) == 1


def test_a_file_that_is_not_the_one_announced_is_dropped_and_may_come_anew(end: Served, http: httpx.Client) -> None:
    place = announce(http).headers["Location"]
    assert patch(http, place, 0, DATA[::-1]).status_code == 460
    assert http.head(place).status_code == 404
    assert end.office.taken == []
    assert patch(http, announce(http).headers["Location"], 0, DATA).status_code == 204


def test_a_whole_file_that_could_not_be_handed_over_is_offered_again(tmp_path: Path) -> None:
    offered: list[str] = []

    def not_now(parcel: Parcel) -> None:
        offered.append(parcel.sha256)
        raise OSError("the disk hiccups")

    spool = Spool(tmp_path / "spool", not_now, now=lambda: MONDAY)
    upload, _new = spool.open(b"s" * 16, length=len(DATA), sha256=SHA, allowance=Allowance("a", 4, 1 << 20))
    spool.append(upload, [DATA])
    with pytest.raises(OSError, match="hiccups"):
        spool.finish(upload)
    taken: list[str] = []
    Spool(tmp_path / "spool", lambda parcel: taken.append(parcel.sha256), now=lambda: MONDAY)
    assert taken == offered == [SHA]


# ── case 65 and the disk ─────────────────────────────────────────────────────────────────────


def test_case_65_a_flood_of_half_uploads_leaves_a_handful_of_files(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool", lambda _parcel: None, now=lambda: MONDAY, free_bytes=lambda _folder: 1 << 40)
    allowance = Allowance("strangers", 8, 1 << 20)
    for number in range(150):
        station = number.to_bytes(16, "big")
        spool.open(station, length=1000, sha256=hashlib.sha256(station).hexdigest(), allowance=allowance)
    assert len(list((tmp_path / "spool").glob("*.part"))) == 8


def test_case_65_one_desk_cannot_push_out_another_one(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool", lambda _parcel: None, now=lambda: MONDAY)
    honest, _new = spool.open(b"h" * 16, length=1000, sha256=SHA, allowance=Allowance("honest", 4, 1 << 20))
    for number in range(50):
        sha256 = hashlib.sha256(bytes([number])).hexdigest()
        spool.open(b"f" * 16, length=1000, sha256=sha256, allowance=Allowance("flood", 4, 1 << 20))
    assert spool.find(honest.id, b"h" * 16) is not None


def test_case_65_a_half_upload_is_kept_for_fourteen_days(tmp_path: Path) -> None:
    folder = tmp_path / "spool"
    now = datetime.now(tz=ZONE)
    allowance = Allowance("a", 4, 1 << 20)
    spool = Spool(folder, lambda _parcel: None, now=lambda: now)
    upload, _new = spool.open(b"s" * 16, length=1000, sha256=SHA, allowance=allowance)
    Spool(folder, lambda _parcel: None, now=lambda: now + timedelta(days=13))
    assert spool.find(upload.id, b"s" * 16) == upload
    Spool(folder, lambda _parcel: None, now=lambda: now + timedelta(days=15))
    assert [one.name for one in folder.iterdir()] == ["done"]


def test_case_65_a_caller_that_falls_silent_is_let_go(
    end: Served, http: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sync.link.server.SILENCE_S", 0.3)
    place = announce(http).headers["Location"]

    def slowly() -> Iterator[bytes]:
        yield DATA[:10]
        threading.Event().wait(1.0)
        yield DATA[10:20]

    headers = {"Upload-Offset": "0", "Content-Type": "application/offset+octet-stream", "Content-Length": "20"}
    try:
        status = http.patch(place, content=slowly(), headers=headers).status_code
    except httpx.TransportError:
        status = 408  # the door was shut before the answer could be read
    assert status == 408
    assert offset(http, place) == 10, "what came without a checksum counts, as tus asks"


def test_a_full_disk_says_507_and_the_half_upload_stays(end: Served, http: httpx.Client) -> None:
    place = announce(http).headers["Location"]
    patch(http, place, 0, DATA[:1000])
    end.server.spool._free_bytes = lambda _folder: 0
    assert announce(http, b"something else").status_code == 507
    assert offset(http, place) == 1000
    with pytest.raises(NoRoom):
        end.server.spool.open(b"s" * 16, length=1, sha256=None, allowance=Allowance("a", 1, 10))


def test_more_than_a_station_may_leave_is_refused_at_once(end: Served, http: httpx.Client) -> None:
    end.office.allowance = Allowance("small", 1, 100)
    answer = announce(http)
    assert (answer.status_code, answer.headers["Tus-Max-Size"]) == (413, "100")


# ── who is there ─────────────────────────────────────────────────────────────────────────────


def test_nobody_gets_in_without_a_token_and_nobody_sees_the_upload_of_another(end: Served, http: httpx.Client) -> None:
    place = announce(http).headers["Location"]
    other = {"Authorization": f"Bearer {a_token(end)}"}
    assert http.head(place, headers=other).status_code == 404
    for wrong in ({"Authorization": "Bearer wrong"}, {"Authorization": "Basic x"}):
        assert http.head(place, headers=wrong).status_code == 401
        assert http.get("/v1/outbox/" + "00" * 16, headers=wrong).status_code == 401
    assert http.get("/v1/outbox/" + "00" * 16).status_code == 403
    assert http.head("/v1/bundles/..%2f..%2fetc", headers=other).status_code == 404


def test_a_signature_serves_once_and_not_for_another_end() -> None:
    ours, theirs, asking = new_proofs(), new_proofs(), new_proofs()
    gate = Gate(ours)

    def signed(server: bytes, challenge: str) -> Caller:
        from sync.link.protocol import caller_statement

        said = caller_statement(
            server=server, caller=asking.station, challenge=bytes.fromhex(challenge), nonce=b"n" * 16
        )
        return Caller(asking.signing_key.hex(), challenge, (b"n" * 16).hex(), asking.sign(said).hex())

    asked = gate.challenge(wall_s=0).challenge
    answer = signed(ours.station, asked)
    assert gate.who_signed(answer) == asking.station
    assert gate.who_signed(answer) is None
    asked = gate.challenge(wall_s=0).challenge
    assert gate.who_signed(signed(theirs.station, asked)) is None, "made for another end"


def test_a_token_is_good_for_an_hour() -> None:
    at = [0.0]
    gate, asking = Gate(new_proofs(), clock=lambda: at[0]), new_proofs()
    token = gate.admit(asking.station, Caller("00", "00" * 16, "00" * 16, "00"), have=None).token
    assert gate.station_of(f"Bearer {token}") == asking.station
    at[0] = 3601.0
    assert gate.station_of(f"Bearer {token}") is None


# ── tus as others speak it ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("checked", [False, True])
def test_a_stock_tus_client_uploads(end: Served, tmp_path: Path, checked: bool) -> None:
    """tuspy knows nothing of us: a token in its headers is all it is given."""
    from tusclient.client import TusClient

    file = tmp_path / "some.goi"
    file.write_bytes(os.urandom(300_000))
    client = TusClient(f"{end.url}/v1/bundles", headers={"Authorization": f"Bearer {a_token(end)}"})
    with file.open("rb") as stream:
        uploader = client.uploader(file_stream=stream, chunk_size=70_000, upload_checksum=checked)
        uploader.upload()
    assert uploader.offset == 300_000
    assert [data for _station, data in end.office.taken] == [file.read_bytes()]


def test_a_stock_tus_client_goes_on_where_another_one_stopped(end: Served, tmp_path: Path) -> None:
    from tusclient.client import TusClient

    file = tmp_path / "some.goi"
    file.write_bytes(os.urandom(200_000))
    client = TusClient(f"{end.url}/v1/bundles", headers={"Authorization": f"Bearer {a_token(end)}"})
    with file.open("rb") as stream:
        begun = client.uploader(file_stream=stream, chunk_size=50_000)
        begun.upload_chunk()
        rest = client.uploader(file_stream=stream, chunk_size=50_000, url=begun.url)
        assert rest.offset == 50_000
        rest.upload()
    assert [data for _station, data in end.office.taken] == [file.read_bytes()]


def test_what_the_server_can_is_said_as_tus_asks(http: httpx.Client) -> None:
    said = http.options("/v1/bundles").headers
    assert said["Tus-Extension"] == "creation,checksum,expiration"
    assert {"sha256", "sha1"} == set(said["Tus-Checksum-Algorithm"].split(","))
    newer = http.post("/v1/bundles", headers={"Tus-Resumable": "2.0.0", "Upload-Length": "3"})
    assert (newer.status_code, newer.headers["Tus-Version"]) == (412, "1.0.0")
    assert http.post("/v1/bundles", headers={"Upload-Length": "minus one"}).status_code == 400


# ── the outbox ───────────────────────────────────────────────────────────────────────────────


def test_nothing_new_costs_under_300_bytes(end: Served) -> None:
    proofs = new_proofs()
    end.office.gives("abcdef0123456789", os.urandom(5000))
    with caller(end.url, proofs=proofs) as link:
        link.meet()
        answer = link._http.get(
            f"/v1/outbox/{proofs.station.hex()}",
            headers=link._with_token({"If-None-Match": '"abcdef0123456789"'}),
        )
    assert answer.status_code == 304
    wire = (
        f"HTTP/1.1 304 \r\n{''.join(f'{name}: {value}' + chr(13) + chr(10) for name, value in answer.headers.items())}"
    )
    assert len(wire) + 2 < 300


def test_a_clock_that_stands_for_a_real_one_is_told(tmp_path: Path) -> None:
    with (
        served(tmp_path / "end", clock=FixedClock(SystemClock().now() + timedelta(hours=2))) as end,
        caller(end.url) as link,
    ):
        assert 7190 < link.meet().clock_offset_s < 7210


@pytest.mark.expects_log_warnings
def test_an_office_that_cannot_work_now_is_no_refusal(tmp_path: Path) -> None:
    from app.domain.errors import DeskInUse

    class Busy(MadeUpOffice):
        def admit(self, station: bytes) -> Allowance | None:
            raise DeskInUse

    with (
        served(tmp_path / "end", office=Busy(tmp_path)) as end,
        httpx.Client(base_url=end.url, trust_env=False) as http,
    ):
        asking = new_proofs()
        asked = http.post("/v1/challenge").json()
        from sync.link.protocol import caller_statement

        said = caller_statement(
            server=end.proofs.station,
            caller=asking.station,
            challenge=bytes.fromhex(asked["challenge"]),
            nonce=b"n" * 16,
        )
        answer = http.post(
            "/v1/token",
            json={
                "key": asking.signing_key.hex(),
                "challenge": asked["challenge"],
                "nonce": (b"n" * 16).hex(),
                "signature": asking.sign(said).hex(),
            },
        )
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
        assert isinstance(end.server, LinkServer)


@pytest.mark.parametrize("seq", [-1, 2**63])
def test_a_position_no_log_has_is_none(seq: int) -> None:
    assert read_have(pack_have({bytes(16): 7})) == {bytes(16): 7}
    assert read_have(pack_have({bytes(16): seq})) == {}
