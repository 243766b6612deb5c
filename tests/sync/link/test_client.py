"""The calling end on a bad line: goes on after every cut, believes no captive portal, is told the truth of how far."""

from __future__ import annotations

import hashlib
import os
import ssl
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Route

from app.bundles import ExchangeStopped
from app.domain.errors import BadInput, CertificateNotPinned, NoLink, NotAdmitted, NotTheOtherEnd
from app.link import SEND, WAIT, LinkProgress
from sync.link.address import Address
from sync.link.pace import LARGEST, SMALLEST, START, PartSize, Patience
from tests.sync.link.ends import BreakingProxy, Served, caller, listening, new_proofs, served


@pytest.fixture
def end(tmp_path: Path) -> Iterator[Served]:
    with served(tmp_path / "end") as made:
        yield made


def a_file(folder: Path, size: int) -> tuple[Path, str]:
    file = folder / "a.goi"
    file.write_bytes(os.urandom(size))
    return file, hashlib.sha256(file.read_bytes()).hexdigest()


# ── case 60 ──────────────────────────────────────────────────────────────────────────────────


def test_case_60_a_line_that_breaks_every_20_kb_and_loses_a_third_still_finishes(end: Served, tmp_path: Path) -> None:
    file, sha256 = a_file(tmp_path, 250_000)
    with BreakingProxy(end.port, cut_every=20_000, loss=0.3) as line, caller(line.url) as link:
        link.send(file, sha256=sha256)
        wasted = line.up - file.stat().st_size
    assert [data for _station, data in end.office.taken] == [file.read_bytes()]
    assert line.cuts >= 10 and line.lost >= 2
    # A part, and the words around it: signing in, announcing, one head a part.
    assert wasted <= (line.cuts + line.lost) * START + 4096
    assert wasted / line.cuts <= START, "not more than a part a cut"


def test_acceptance_21_a_line_cut_a_hundred_times_at_random_bytes_gives_the_same_file_once(
    end: Served, tmp_path: Path
) -> None:
    seed = int(os.environ.get("MOTCUA_TEST_SEED") or time.time_ns() % 1_000_000)
    print(f"MOTCUA_TEST_SEED={seed} cuts at the same bytes again")
    file, sha256 = a_file(tmp_path, 900_000)
    with (
        BreakingProxy(end.port, cut_every=(3_000, 20_000), loss=0.05, seed=seed) as line,
        caller(line.url, scale=0.001) as link,
    ):
        link.send(file, sha256=sha256)
    assert line.cuts >= 100
    assert [data for _station, data in end.office.taken] == [file.read_bytes()]


def test_a_fetch_that_breaks_goes_on_by_ranges_and_wastes_nothing(end: Served, tmp_path: Path) -> None:
    contents = os.urandom(120_000)
    end.office.gives("abcdef0123456789", contents)
    with BreakingProxy(end.port, cut_every=15_000) as line, caller(line.url) as link:
        found = link.fetch(tmp_path, have={}, known="", wait_s=0)
        assert found is not None and found[0].read_bytes() == contents
        assert line.down < len(contents) + line.cuts * 1_000 + 2_000
        assert link.fetch(tmp_path, have={}, known=found[1], wait_s=0) is None


def test_an_answer_that_changes_half_way_is_fetched_whole(end: Served, tmp_path: Path) -> None:
    end.office.gives("abcdef0123456789", os.urandom(60_000))
    with (
        BreakingProxy(end.port, cut_every=30_000) as line,
        caller(line.url, patience_s=0.0) as link,
        pytest.raises(NoLink),
    ):
        link.fetch(tmp_path, have={}, known="", wait_s=0)
    half = next(tmp_path.glob("*.half"))
    assert 0 < half.stat().st_size < 60_000
    end.office.waiting.clear()
    newer = os.urandom(50_000)
    end.office.gives("fedcba9876543210", newer)
    with caller(end.url) as link:
        found = link.fetch(tmp_path, have={}, known="", wait_s=0)
    assert found is not None and found[0].read_bytes() == newer
    assert list(tmp_path.glob("*.half")) == [found[0]]


def test_a_restart_sends_only_what_is_missing(end: Served, tmp_path: Path) -> None:
    file, sha256 = a_file(tmp_path, 200_000)
    proofs, seen = new_proofs(), [0]

    def told(progress: LinkProgress) -> None:
        seen[0] = progress.done

    with (
        caller(end.url, proofs=proofs, told=told, stop=lambda: seen[0] >= 100_000) as link,
        pytest.raises(ExchangeStopped),
    ):
        link.send(file, sha256=sha256)
    begun: list[int] = []
    with caller(end.url, proofs=proofs, told=lambda progress: begun.append(progress.done)) as link:
        link.send(file, sha256=sha256)
    assert min(one for one in begun if one) >= 100_000
    assert [data for _station, data in end.office.taken] == [file.read_bytes()]


# ── cases 61, 62 ─────────────────────────────────────────────────────────────────────────────


def test_case_61_a_captive_portal_that_says_yes_to_everything_is_no_network(tmp_path: Path) -> None:
    file, sha256 = a_file(tmp_path, 1_000)
    page = Route("/{path:path}", lambda _request: HTMLResponse("<h1>Chào mừng</h1>"), methods=["GET", "POST", "PATCH"])
    with listening(Starlette(routes=[page])) as port, caller(f"http://127.0.0.1:{port}", patience_s=0.05) as link:
        with pytest.raises(NoLink) as said:
            link.send(file, sha256=sha256)
        assert "sign-in page" in str(said.value)


def test_case_61_a_portal_that_comes_up_half_way_leaves_no_page_where_a_bundle_should_be(tmp_path: Path) -> None:
    def page(_request: object) -> HTMLResponse:
        return HTMLResponse("<h1>Chào mừng</h1>", headers={"ETag": '"abcdef0123456789"'})

    with (
        listening(Starlette(routes=[Route("/{path:path}", page)])) as port,
        caller(f"http://127.0.0.1:{port}", patience_s=0.05) as link,
    ):
        link._token = "from before"
        with pytest.raises(NoLink):
            link.fetch(tmp_path, have={}, known="", wait_s=0)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("what", [b"201 Created", b"204 No Content", b"200 OK"])
def test_case_62_an_answer_lost_after_the_other_end_took_it_is_no_second_file(
    end: Served, tmp_path: Path, what: bytes
) -> None:
    file, sha256 = a_file(tmp_path, 9_000)
    with BreakingProxy(end.port) as line, caller(line.url) as link:
        line.drop_answer_when = what
        link.send(file, sha256=sha256)
        assert line.cuts == 1
    assert [data for _station, data in end.office.taken] == [file.read_bytes()]


# ── who answers ──────────────────────────────────────────────────────────────────────────────


def test_another_end_than_the_one_looked_for_gets_nothing(end: Served, tmp_path: Path) -> None:
    file, sha256 = a_file(tmp_path, 1_000)
    with caller(end.url, expected=lambda station: station == b"the hub") as link, pytest.raises(NotTheOtherEnd):
        link.send(file, sha256=sha256)
    assert end.office.taken == []


def test_who_may_not_come_is_told_so_and_does_not_try_for_ever(end: Served) -> None:
    end.office.allowance = None
    with caller(end.url) as link, pytest.raises(NotAdmitted):
        link.meet()


def test_a_restarted_server_asks_who_we_are_and_the_upload_goes_on(end: Served, tmp_path: Path) -> None:
    file, sha256 = a_file(tmp_path, 100_000)
    with caller(end.url) as link:
        link.meet()
        end.server._gate._tokens.clear()
        link.send(file, sha256=sha256)
    assert len(end.office.taken) == 1


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, str]:
    """A certificate that nobody signed but itself, its key, its SHA-256."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(tz=UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .sign(key, hashes.SHA256())
    )
    folder = tmp_path_factory.mktemp("tls")
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return folder / "cert.pem", folder / "key.pem", made.fingerprint(hashes.SHA256()).hex()


def test_only_the_certificate_agreed_on_is_spoken_to(end: Served, certificate: tuple[Path, Path, str]) -> None:
    cert, key, pin = certificate
    with listening(Starlette(routes=end.server.routes()), ssl_certfile=str(cert), ssl_keyfile=str(key)) as port:
        url = f"https://127.0.0.1:{port}"
        with_colons = ":".join(pin[at : at + 2].upper() for at in range(0, 64, 2))
        assert _meets(Address(url, "none", with_colons))
        with pytest.raises(CertificateNotPinned):
            _meets(Address(url, "none", "ab" * 32))
        for trusted in ("", str(cert)):  # nobody this computer trusts signed it; it names another address
            with pytest.raises(CertificateNotPinned):
                _meets(Address(url, "none", trusted), patience_s=3600.0)


def _meets(address: Address, *, patience_s: float = 0.0) -> bytes:
    from app.clock import SystemClock
    from sync.link.client import LinkClient

    with LinkClient(
        address, new_proofs(), expected=lambda _station: True, clock=SystemClock(), patience_s=patience_s
    ) as link:
        return link.meet().station


def test_the_provinces_own_ca_may_stand_in_a_file(certificate: tuple[Path, Path, str]) -> None:
    assert isinstance(Address("https://x", "none", str(certificate[0])).open(), object)
    with pytest.raises(ssl.SSLError):
        ssl.create_default_context(cafile=str(certificate[1]))


@pytest.mark.parametrize("url", ["", "http://", "ftp://x", "http://x/y/z", "http://[", "một hai"])
def test_what_is_no_address_is_refused_by_name(url: str) -> None:
    with pytest.raises(BadInput):
        Address(url).checked()


def test_an_address_is_completed_as_people_type_it() -> None:
    assert Address(" 192.168.1.5:8441/ ").checked().url == "http://192.168.1.5:8441"


def test_the_proxy_of_the_environment_is_used_and_can_be_left_out(end: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy that does not exist makes the difference plain."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    with pytest.raises(NoLink):
        _meets(Address(end.url))
    assert _meets(Address(end.url, "none"))


# ── patience ─────────────────────────────────────────────────────────────────────────────────


def test_what_is_told_never_goes_back_and_ends_at_the_whole(end: Served, tmp_path: Path) -> None:
    file, sha256 = a_file(tmp_path, 150_000)
    told: list[LinkProgress] = []
    with BreakingProxy(end.port, cut_every=40_000) as line, caller(line.url, told=told.append) as link:
        link.send(file, sha256=sha256)
    done = [one.done for one in told if one.stage == SEND]
    assert done == sorted(done) and done[-1] == 150_000
    assert any(one.stage == WAIT and one.cuts for one in told)
    assert told[-1].parts >= 5


def test_stop_is_heard_while_waiting_for_the_next_try(tmp_path: Path) -> None:
    file, sha256 = a_file(tmp_path, 1_000)
    stop = threading.Event()
    with caller("http://127.0.0.1:1", patience_s=None, scale=1.0, stop=stop.is_set) as link:
        threading.Timer(0.3, stop.set).start()
        with pytest.raises(ExchangeStopped):
            link.send(file, sha256=sha256)


def test_parts_grow_on_a_quick_line_and_halve_on_a_bad_one() -> None:
    part = PartSize()
    for _part in range(3):
        part.took(1.0)
    assert part.bytes == 2 * START
    part.failed()
    part.failed()
    part.failed()
    assert part.bytes == SMALLEST
    for _part in range(60):
        part.took(1.0)
    assert part.bytes == LARGEST
    part.took(1.0)
    part.took(60.0)
    assert part.bytes == LARGEST


def test_waits_double_up_to_a_quarter_of_an_hour_and_start_anew_after_something_got_through() -> None:
    patience = Patience(lambda: 1.0)
    waits = [patience.wait_s() for _try in range(12)]
    assert waits[:4] == [2, 4, 8, 16] and waits[-1] == 900
    patience.moved()
    assert patience.wait_s() == 2
    assert Patience(lambda: 0.0).wait_s() == 0
