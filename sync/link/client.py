"""The calling end: sends a file in parts that survive, fetches one by ranges, goes on after every cut.

One connection, HTTP/1.1. What answers without our mark is a captive portal or a proxy's page: as good as no network.
"""

from __future__ import annotations

import base64
import hashlib
import os
import random
import secrets
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, TypeVar

import httpx
import msgspec

from app.bundles import ExchangeStopped
from app.clock import Clock
from app.domain.errors import CertificateNotPinned, NoLink, NotAdmitted, NotTheOtherEnd
from app.files import fault_of
from app.i18n import N_, _
from app.link import CONNECT, FETCH, SEND, WAIT, LinkProgress, Meeting, Stop, Told
from app.logs import logger
from sync.link.address import Address
from sync.link.pace import PartSize, Patience
from sync.link.protocol import (
    BUNDLES,
    CHALLENGE,
    HAVE,
    KEY,
    MARK,
    OFFSET_TYPE,
    OUTBOX,
    TOKEN,
    TUS,
    Admission,
    Caller,
    Challenge,
    Proofs,
    caller_statement,
    pack_have,
    server_statement,
)

Answer = TypeVar("Answer")
_CUT = N_("the line breaks")
_PORTAL = N_("a sign-in page of the network answers instead")
_BUSY = N_("the other end is busy or its disk is full")
_DAMAGED = N_("what is sent arrives damaged")
_PROXY = N_("the proxy refuses")
_LARGEST_FETCH_BYTES = 4 << 30
_BRIEFLY_S = 0.2


class _Broken(Exception):
    """This try came to nothing; the next may. reason: for the officer."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class LinkClient:
    """See :class:`app.link.Link`. Use as a context; not for several threads at once.

    expected: whether a station may be at the other end. patience_s: give up when nothing got through for so long,
    None never. chance, pause, clock_s: for tests.
    """

    def __init__(
        self,
        address: Address,
        proofs: Proofs,
        *,
        expected: Callable[[bytes], bool],
        clock: Clock,
        told: Told = lambda _progress: None,
        stop: Stop = lambda: False,
        patience_s: float | None = None,
        chance: Callable[[], float] = random.random,
        pause: Callable[[float], None] = time.sleep,
        clock_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._http, self._proofs, self._expected, self._clock = address.open(), proofs, expected, clock
        self._told, self._stop, self._patience_s = told, stop, patience_s
        self._pause, self._clock_s = pause, clock_s
        self._patience, self._part = Patience(chance), PartSize()
        self._token, self._meeting = "", Meeting(b"", 0.0, None)
        self._moved_at, self._cuts, self._parts = clock_s(), 0, 0

    def __enter__(self) -> LinkClient:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    @property
    def cuts(self) -> int:
        """How often the line broke so far."""
        return self._cuts

    # ── the three acts ───────────────────────────────────────────────────────────────────────

    def meet(self) -> Meeting:
        """Find out who is there and prove who we are; see the port."""
        self._tell(CONNECT)
        self._until_done(lambda: None)
        return self._meeting

    def send(self, file: Path, *, sha256: str) -> None:
        """Bring a whole file there; see the port."""
        size = file.stat().st_size
        self._tell(SEND, 0, size)
        with file.open("rb") as stream:
            self._until_done(lambda: self._send_parts(stream, size, sha256))

    def fetch(self, folder: Path, *, have: Mapping[bytes, int], known: str, wait_s: int) -> tuple[Path, str] | None:
        """Bring what waits for us; see the port."""
        self._tell(FETCH)
        return self._until_done(lambda: self._fetch_once(folder, have, known, wait_s))

    # ── going on after a cut ─────────────────────────────────────────────────────────────────

    def _until_done(self, act: Callable[[], Answer]) -> Answer:
        while True:
            try:
                if not self._token:
                    self._sign_in()
                done = act()
                if self._stop():  # whoever said stop has gone on: nothing of ours may touch the desk any more
                    raise ExchangeStopped
                return done
            except httpx.ProxyError as failed:
                self._wait_out(_Broken(_PROXY), failed)
            except httpx.TransportError as failed:
                if _is_distrusted(failed):  # no cut: it would be the same at the next try
                    raise CertificateNotPinned from failed
                self._wait_out(_Broken(_CUT), failed)
            except _Broken as failed:
                self._wait_out(failed, failed)

    def _wait_out(self, broken: _Broken, failed: Exception) -> None:
        """Wait a chance time before the next try. Raises NoLink, ExchangeStopped."""
        self._cuts += 1
        self._part.failed()
        wait_s = self._patience.wait_s()
        logger("link").info("link_broke", error=type(failed).__name__, cuts=self._cuts)
        quiet_s = self._clock_s() - self._moved_at
        if self._patience_s is not None and quiet_s + wait_s > self._patience_s:
            raise NoLink(reason=_(broken.reason)) from failed
        until = self._clock_s() + wait_s
        self._tell(WAIT, retry_in_s=wait_s)
        while True:
            if self._stop():
                raise ExchangeStopped
            left = until - self._clock_s()
            if left <= 0:
                return
            self._pause(min(left, _BRIEFLY_S))

    def _moved(self) -> None:
        self._moved_at = self._clock_s()
        self._patience.moved()

    def _tell(self, stage: str, done: int = 0, total: int = 0, *, retry_in_s: float = 0.0) -> None:
        if self._stop():
            raise ExchangeStopped
        self._told(LinkProgress(stage, done, total, self._parts, self._cuts, retry_in_s))

    # ── who is there ─────────────────────────────────────────────────────────────────────────

    def _sign_in(self) -> None:
        """Prove who we are, hear who is there. Raises NotAdmitted, NotTheOtherEnd."""
        asked_at = self._clock.now()
        challenge = _read(self._ask("POST", CHALLENGE), Challenge)
        offset_s = challenge.time - asked_at.timestamp()
        server, key = bytes.fromhex(challenge.station), bytes.fromhex(challenge.key)
        if self._proofs.station_of(key) != server or not self._expected(server):
            raise NotTheOtherEnd
        said, nonce = bytes.fromhex(challenge.challenge), secrets.token_bytes(16)
        me = self._proofs.station
        signature = self._proofs.sign(caller_statement(server=server, caller=me, challenge=said, nonce=nonce))
        caller = Caller(self._proofs.signing_key.hex(), challenge.challenge, nonce.hex(), signature.hex())
        admission = _read(self._ask("POST", TOKEN, content=msgspec.json.encode(caller)), Admission)
        statement = server_statement(server=server, caller=me, challenge=said, nonce=nonce)
        if not self._proofs.holds(key, statement, bytes.fromhex(admission.proof)):
            raise NotTheOtherEnd
        have = None if admission.have is None else {bytes.fromhex(one): seq for one, seq in admission.have.items()}
        # No progress yet: an end that lets us in and then takes nothing must not be tried for ever.
        self._token, self._meeting = admission.token, Meeting(server, offset_s, have)

    def _ask(
        self, method: str, path: str, *, content: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> httpx.Response:
        return self._checked(self._http.request(method, path, content=content, headers=self._with_token(headers)))

    def _with_token(self, headers: Mapping[str, str] | None) -> dict[str, str]:
        said = {"Authorization": f"Bearer {self._token}"} if self._token else {}
        return {**said, **(headers or {})}

    def _checked(self, response: httpx.Response) -> httpx.Response:
        """Return an answer that is ours; what only another try can mend is raised as broken."""
        if MARK not in response.headers:
            raise _Broken(_PORTAL)
        match response.status_code:
            case 401:
                self._token = ""
                raise _Broken(_BUSY)
            case 403:
                raise NotAdmitted
            case 408 | 429 | 503 | 507:
                raise _Broken(_BUSY)
            case status if status >= 500:
                raise _Broken(_BUSY)
        return response

    # ── out ──────────────────────────────────────────────────────────────────────────────────

    def _send_parts(self, stream: BinaryIO, size: int, sha256: str) -> None:
        """Announce the file, then send from where the other end has it; the same file again goes on there."""
        announced = self._ask(
            "POST", BUNDLES, headers={"Tus-Resumable": TUS, "Upload-Length": str(size), KEY: f"sha256:{sha256}"}
        )
        place = announced.headers.get("Location", "")
        if announced.status_code not in (200, 201) or not place.startswith(BUNDLES + "/"):
            raise _Broken(_BUSY)
        offset = _offset(announced)
        self._tell(SEND, offset, size)
        while offset < size:
            offset = self._send_part(place, stream, offset)
            self._tell(SEND, offset, size)

    def _send_part(self, place: str, stream: BinaryIO, offset: int) -> int:
        """Send one part; return how much the other end holds then."""
        stream.seek(offset)
        part = stream.read(self._part.bytes)
        digest = base64.b64encode(hashlib.sha256(part).digest()).decode()
        began = self._clock_s()
        answer = self._ask(
            "PATCH",
            place,
            content=part,
            headers={
                "Tus-Resumable": TUS,
                "Upload-Offset": str(offset),
                "Upload-Checksum": f"sha256 {digest}",
                "Content-Type": OFFSET_TYPE,
            },
        )
        match answer.status_code:
            case 204:
                self._part.took(self._clock_s() - began)
                self._parts += 1
                self._moved()
                return _offset(answer)
            case 409:  # what we think is there is not what is there: ask
                return _offset(self._ask("HEAD", place, headers={"Tus-Resumable": TUS}))
            case 460:
                raise _Broken(_DAMAGED)
            case _:  # the half upload is gone: announce it anew
                raise _Broken(_BUSY)

    # ── in ───────────────────────────────────────────────────────────────────────────────────

    def _fetch_once(self, folder: Path, have: Mapping[bytes, int], known: str, wait_s: int) -> tuple[Path, str] | None:
        """Go on with the half that is here, if the other end still has the whole of it."""
        half = _Half.found(folder)
        headers = {HAVE: pack_have(have)}
        if known:
            headers["If-None-Match"] = f'"{known}"'
        if wait_s:
            headers["Prefer"] = f"wait={wait_s}"
        if half.size:
            headers |= {"Range": f"bytes={half.size}-", "If-Range": f'"{half.tag}"'}
        place = f"{OUTBOX}/{self._proofs.station.hex()}"
        with self._http.stream("GET", place, headers=self._with_token(headers)) as answer:
            self._checked(answer)
            tag = answer.headers.get("ETag", "").strip('"')
            match answer.status_code:
                case 204 | 304:
                    return None
                case 206 if tag == half.tag and answer.headers.get("Content-Range", "").startswith(
                    f"bytes {half.size}-"
                ):
                    pass
                case 200 if tag:
                    half = half.begun_anew(folder, tag)
                case _:
                    half.forgotten(folder)
                    raise _Broken(_BUSY)
            total = half.size + int(answer.headers.get("Content-Length", "0"))
            if total > _LARGEST_FETCH_BYTES:
                raise _Broken(_BUSY)
            self._take(answer, half, total)
        return half.path, half.tag

    def _take(self, answer: httpx.Response, half: _Half, total: int) -> None:
        done = half.size
        self._tell(FETCH, done, total)
        try:
            with half.path.open("ab", buffering=0) as out:
                for piece in answer.iter_raw():  # as it comes: what is gathered first is lost at a cut
                    out.write(piece)
                    done += len(piece)
                    self._moved()
                    self._tell(FETCH, done, total)
                os.fsync(out.fileno())
        except OSError as failed:
            raise fault_of(failed, half.path.parent.name) from failed
        if done < total:
            raise _Broken(_CUT)


@dataclass(frozen=True, slots=True)
class _Half:
    """What is here of an answer. Its tag stands in its name, so that a restart goes on with it."""

    path: Path
    tag: str
    size: int

    @classmethod
    def found(cls, folder: Path) -> _Half:
        for path in folder.glob("*.half"):
            if _is_tag(path.stem):
                return cls(path, path.stem, path.stat().st_size)
        return cls(folder / "none.half", "", 0)

    def begun_anew(self, folder: Path, tag: str) -> _Half:
        if not _is_tag(tag):  # it becomes a file's name
            raise _Broken(_BUSY)
        self.forgotten(folder)
        return _Half(folder / f"{tag}.half", tag, 0)

    def forgotten(self, folder: Path) -> None:
        for path in folder.glob("*.half"):
            path.unlink(missing_ok=True)


def _is_distrusted(failed: BaseException | None) -> bool:
    while failed is not None and not isinstance(failed, ssl.SSLCertVerificationError):
        failed = failed.__cause__ or failed.__context__
    return failed is not None


def _is_tag(text: str) -> bool:
    return 8 <= len(text) <= 64 and text.isascii() and text.isalnum()


def _offset(answer: httpx.Response) -> int:
    text = answer.headers.get("Upload-Offset", "")
    if answer.status_code >= 300 or not text.isdecimal():
        raise _Broken(_BUSY)
    return int(text)


def _read(answer: httpx.Response, kind: type[Answer]) -> Answer:
    if answer.status_code != 200:
        raise _Broken(_BUSY)
    try:
        return msgspec.json.decode(answer.content, type=kind)
    except msgspec.MsgspecError as error:
        raise _Broken(_PORTAL) from error
