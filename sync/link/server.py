"""The receiving end: tus 1.0 (core, creation, checksum, expiration) into a spool, and the outbox by ranges.

It knows nothing of what it carries: an :class:`Office` says who may come, takes whole files, gives what waits.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from weakref import WeakValueDictionary

import msgspec
from anyio import CapacityLimiter, to_thread
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from app.clock import Clock
from app.domain.errors import EnvironmentFault
from app.logs import logger
from sync.link.gate import Gate
from sync.link.office import Office
from sync.link.protocol import (
    BAD_CHECKSUM,
    BUNDLES,
    CHALLENGE,
    HAVE,
    HEALTH,
    KEY,
    LARGEST_PART,
    MARK,
    OFFSET_TYPE,
    OUTBOX,
    TOKEN,
    TUS,
    Caller,
    Proofs,
    read_have,
)
from sync.link.spool import NoRoom, Spool, TooMuch, Upload, WrongFile

SILENCE_S = 60.0
"""A body that brings nothing for so long is given up: its half upload stays."""

MOST_WAIT_S = 30
MOST_WAITING = 64
"""Callers that wait for an answer have threads of their own: uploads never wait behind them."""

_LARGEST_ANSWER = 4096
_HASHES = {"sha256": hashlib.sha256, "sha1": hashlib.sha1}  # tus demands SHA-1 of every server; ours send SHA-256
_CHOSEN_KEY = re.compile(r"sha256:([0-9a-f]{64})")
_NUMBER = re.compile(r"[0-9]{1,15}")


class _Refused(Exception):
    """The answer is this status."""

    def __init__(self, status: int, **headers: str) -> None:
        super().__init__(status)
        self.status, self.headers = status, headers


class LinkServer:
    """The endpoint. Routes for any Starlette or FastAPI application."""

    def __init__(self, office: Office, proofs: Proofs, spool: Path, *, clock: Clock, gate: Gate | None = None) -> None:
        self.spool = Spool(spool, office.take, now=clock.now)
        self._office, self._clock, self._gate = office, clock, gate or Gate(proofs)
        self._waiting: CapacityLimiter | None = None
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def routes(self) -> list[Route]:
        """Return the routes of ``/v1``."""
        one = BUNDLES + "/{name}"
        return [
            Route(HEALTH, self._answer(self._health), methods=["GET"]),
            Route(CHALLENGE, self._answer(self._challenge), methods=["POST"]),
            Route(TOKEN, self._answer(self._token), methods=["POST"]),
            Route(BUNDLES, self._answer(self._create), methods=["POST"]),
            Route(BUNDLES, self._answer(self._options), methods=["OPTIONS"]),
            Route(one, self._answer(self._options), methods=["OPTIONS"]),
            Route(one, self._answer(self._head), methods=["HEAD"]),
            Route(one, self._answer(self._patch), methods=["PATCH"]),
            Route(OUTBOX + "/{station}", self._answer(self._outbox), methods=["GET"]),
        ]

    def _answer(self, handler: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            try:
                made = await handler(request)
            except _Refused as refused:
                made = Response(status_code=refused.status, headers=refused.headers)
            except ClientDisconnect:
                made = Response(status_code=400)
            except NoRoom:
                made = Response(status_code=507, headers={"Retry-After": "900"})
            except EnvironmentFault as fault:
                logger("link").warning("office_failed", error=type(fault).__name__)
                made = Response(status_code=503, headers={"Retry-After": "60"})
            made.headers.setdefault("Cache-Control", "no-store")
            made.headers[MARK] = "1"
            made.headers["Tus-Resumable"] = TUS
            return made

        return answer

    # ── who is there ─────────────────────────────────────────────────────────────────────────

    async def _health(self, _request: Request) -> Response:
        health = await run_in_threadpool(self._office.health)
        answer = _json({**health, "time": self._clock.now().isoformat()})
        answer.status_code = 200 if health["ok"] else 503
        return answer

    async def _challenge(self, _request: Request) -> Response:
        return _json(self._gate.challenge(wall_s=self._clock.now().timestamp()))

    async def _token(self, request: Request) -> Response:
        try:
            caller = msgspec.json.decode(await _whole_body(request, limit=_LARGEST_ANSWER), type=Caller)
        except msgspec.MsgspecError as error:
            raise _Refused(400) from error
        station = self._gate.who_signed(caller)
        if station is None:
            raise _Refused(401)
        if await run_in_threadpool(self._office.admit, station) is None:
            raise _Refused(403)
        have = await run_in_threadpool(self._office.have, station)
        return _json(self._gate.admit(station, caller, have=have))

    def _station(self, request: Request) -> bytes:
        station = self._gate.station_of(request.headers.get("Authorization"))
        if station is None:
            raise _Refused(401, **{"WWW-Authenticate": "Bearer"})
        return station

    # ── in ───────────────────────────────────────────────────────────────────────────────────

    async def _options(self, _request: Request) -> Response:
        return Response(
            status_code=204,
            headers={
                "Tus-Version": TUS,
                "Tus-Extension": "creation,checksum,expiration",
                "Tus-Checksum-Algorithm": ",".join(_HASHES),
            },
        )

    async def _create(self, request: Request) -> Response:
        station = self._tus(request)
        length, key = _number(request, "Upload-Length"), request.headers.get(KEY)
        chosen = _CHOSEN_KEY.fullmatch(key) if key else None
        if length < 1 or (key and not chosen):
            raise _Refused(400)
        allowance = await run_in_threadpool(self._office.admit, station)
        if allowance is None:
            raise _Refused(403)
        sha256 = chosen.group(1) if chosen else None
        try:
            upload, is_new = await run_in_threadpool(
                lambda: self.spool.open(station, length=length, sha256=sha256, allowance=allowance)
            )
        except TooMuch as error:
            raise _Refused(413, **{"Tus-Max-Size": str(allowance.most_bytes)}) from error
        await self._settle(upload)
        headers = {"Location": f"{BUNDLES}/{upload.id}", **self._standing(upload)}
        return Response(status_code=201 if is_new else 200, headers=headers)

    async def _head(self, request: Request) -> Response:
        upload = await self._found(request)
        await self._settle(upload)
        return Response(status_code=200, headers={"Upload-Length": str(upload.length), **self._standing(upload)})

    async def _patch(self, request: Request) -> Response:
        if request.headers.get("Content-Type") != OFFSET_TYPE:
            raise _Refused(415)
        upload, claimed = await self._found(request), _number(request, "Upload-Offset")
        checksum = _checksum(request.headers.get("Upload-Checksum"))
        async with self._locks.setdefault(upload.id, asyncio.Lock()):
            upload = await self._found(request)  # another request may have ended it while we waited
            if claimed != self.spool.offset(upload) or upload.done:
                raise _Refused(409, **self._standing(upload))
            try:
                if checksum is None:
                    await self._take_as_it_comes(request, upload)
                else:
                    await self._take_checked(request, upload, *checksum)
                await self._settle(upload)
            except TooMuch as error:
                raise _Refused(413) from error
            except WrongFile as error:
                raise _Refused(BAD_CHECKSUM) from error
        return Response(status_code=204, headers=self._standing(await self._found(request)))

    async def _take_checked(self, request: Request, upload: Upload, name: str, digest: bytes) -> None:
        body = await _whole_body(request, limit=LARGEST_PART)
        if _HASHES[name](body).digest() != digest:
            raise _Refused(BAD_CHECKSUM, **self._standing(upload))
        await run_in_threadpool(self.spool.append, upload, [body])

    async def _take_as_it_comes(self, request: Request, upload: Upload) -> None:
        """Without a checksum what came before a cut counts too, as tus asks."""
        held = bytearray()
        try:
            async for piece in _pieces(request):
                held += piece
                if len(held) >= LARGEST_PART:
                    await run_in_threadpool(self.spool.append, upload, [bytes(held)])
                    held.clear()
        finally:
            if held:
                await asyncio.shield(run_in_threadpool(self.spool.append, upload, [bytes(held)]))

    async def _settle(self, upload: Upload) -> None:
        """Hand a whole upload over; also one whose handing over failed before."""
        if not upload.done and self.spool.offset(upload) == upload.length:
            await run_in_threadpool(self.spool.finish, upload)

    def _tus(self, request: Request) -> bytes:
        """Return the caller of a tus request. Refuses another version of tus."""
        station = self._station(request)
        if request.headers.get("Tus-Resumable") != TUS:
            raise _Refused(412, **{"Tus-Version": TUS})
        return station

    async def _found(self, request: Request) -> Upload:
        found = self.spool.find(request.path_params["name"], self._tus(request))
        if found is None:
            raise _Refused(404)
        return found

    def _standing(self, upload: Upload) -> dict[str, str]:
        expires = _http_date(self.spool.expires_at(upload))
        return {"Upload-Offset": str(self.spool.offset(upload)), "Upload-Expires": expires}

    # ── out ──────────────────────────────────────────────────────────────────────────────────

    async def _outbox(self, request: Request) -> Response:
        station = self._station(request)
        if request.path_params["station"] != station.hex():
            raise _Refused(403)
        if await run_in_threadpool(self._office.admit, station) is None:
            raise _Refused(403)
        keep = (request.headers.get("If-Range") or "").strip('"') or None
        have, wait_s = read_have(request.headers.get(HAVE)), _wait_s(request.headers.get("Prefer"))
        if self._waiting is None:
            self._waiting = CapacityLimiter(MOST_WAITING)
        found = await to_thread.run_sync(
            lambda: self._office.outgoing(station, have=have, wait_s=wait_s, keep=keep), limiter=self._waiting
        )
        if found is None:
            return Response(status_code=204)
        tag = f'"{found.tag}"'
        if tag in (request.headers.get("If-None-Match") or ""):
            return Response(status_code=304, headers={"ETag": tag})
        return FileResponse(found.path, media_type="application/octet-stream", headers={"ETag": tag})


def _json(document: object) -> Response:
    return Response(msgspec.json.encode(document), media_type="application/json")


def _number(request: Request, header: str) -> int:
    text = request.headers.get(header, "")
    if not _NUMBER.fullmatch(text):
        raise _Refused(400)
    return int(text)


def _checksum(value: str | None) -> tuple[str, bytes] | None:
    if value is None:
        return None
    name, _blank, digest = value.partition(" ")
    try:
        raw = base64.b64decode(digest, validate=True)
    except ValueError as error:
        raise _Refused(400) from error
    if name not in _HASHES:
        raise _Refused(400)
    return name, raw


def _wait_s(prefer: str | None) -> int:
    found = re.fullmatch(r"wait=([0-9]{1,4})", prefer or "")
    return min(int(found.group(1)), MOST_WAIT_S) if found else 0


def _http_date(at: datetime) -> str:
    return format_datetime(at.astimezone(UTC), usegmt=True)


async def _pieces(request: Request) -> AsyncIterator[bytes]:
    """Yield the body as it comes. A caller that falls silent is let go."""
    stream = request.stream().__aiter__()
    while True:
        try:
            piece = await asyncio.wait_for(anext(stream), SILENCE_S)
        except StopAsyncIteration:
            return
        except TimeoutError as error:
            raise _Refused(408, Connection="close") from error
        if piece:
            yield piece


async def _whole_body(request: Request, *, limit: int) -> bytes:
    body = bytearray()
    async for piece in _pieces(request):
        body += piece
        if len(body) > limit:
            raise _Refused(413)
    return bytes(body)
