"""The way to the portal: what waits, what was told, tries again later. No body is kept: each is made anew from the log.

A message is noted as told only when the portal said so; sent again after a lost answer it has the same id, in
the body's envelope and as ``Idempotency-Key``, so that it counts once.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

import httpx
import msgspec

from app.domain.errors import NationalPortalSilent
from app.i18n import N_, _
from app.logs import logger
from sync.hub.national.codes import NationalCodes
from sync.hub.national.messages import Composed, Cursor, Message, Told, changed_since, compose
from sync.hub.program import Hub

TIMEOUT = httpx.Timeout(60, connect=20)
TRIES = 4
"""So often one message is tried in one run before the rest waits for the next run."""

_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 2.0, 120.0
_DOCUMENT = "national"
_MOST_ANSWER = 64 * 1024
_TAKEN = "00"
_TOO_SLOW, _NO_WAY = N_("it took too long"), N_("no connection")
_NO_ANSWER = N_("what came is no answer of the portal")


class _Waiting(msgspec.Struct, array_like=True):
    tries: int = 0
    said: str = ""


class _Book(msgspec.Struct, array_like=True):
    cursor: Cursor
    waiting: dict[bytes, _Waiting]
    last_sent_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Left:
    """A dossier that still waits. said: why, in the portal's words or ours; empty: not tried yet."""

    code: str
    tries: int
    said: str


@dataclass(frozen=True, slots=True)
class Delivered:
    """What one run came to. sent: messages the portal took."""

    sent: int
    dossiers: int
    left: tuple[Left, ...]


class _Rejected(Exception):
    """The portal read the message and does not want it; the text is its reason."""


class _Silent(Exception):
    """No answer, or one that is not the portal's (a captive page, a broken gateway): worth another try."""


class NationalOutbox:
    """Everything between the log and the portal. sleep: how a pause is made."""

    def __init__(self, hub: Hub, codes: NationalCodes, *, sleep: Callable[[float], None] = time.sleep) -> None:
        self._hub, self._codes, self._sleep = hub, codes, sleep

    def collect(self) -> int:
        """Let everything changed since the last run wait; returns how many dossiers wait now."""
        book = self._book()
        changed, cursor = changed_since(self._hub, book.cursor)
        for dossier_id in changed:
            book.waiting.setdefault(dossier_id, _Waiting())
        self._keep(msgspec.structs.replace(book, cursor=cursor))
        return len(book.waiting)

    def add(self, dossiers: Iterable[bytes]) -> None:
        """Let these wait too, whether anything changed since the last run or not."""
        book = self._book()
        for dossier_id in dossiers:
            book.waiting.setdefault(dossier_id, _Waiting())
        self._keep(book)

    def compose(self, dossier_id: bytes) -> Composed:
        """Return what would be sent of a dossier now."""
        return compose(self._hub, dossier_id, self._codes, told=self._told(dossier_id))

    def waiting(self) -> tuple[bytes, ...]:
        """Return the dossiers that wait, in the order they came."""
        return tuple(self._book().waiting)

    def deliver(self, client: httpx.Client, url: str) -> Delivered:
        """Send what waits, dossier by dossier; what the checks or the portal refuse stays and the rest goes on.

        Raises NationalPortalSilent after ``TRIES`` tries without an answer; everything not taken waits.
        """
        book = self._book()
        sent = done = 0
        for dossier_id in tuple(book.waiting):
            composed = self.compose(dossier_id)
            if not composed.may_be_sent:
                stopping = [one.sentence() for one in composed.problems if one.stops]
                self._left(book, dossier_id, "; ".join(stopping))
                continue
            try:
                for message in composed.messages:
                    self._send(client, url, message)
                    sent += 1
            except _Rejected as refusal:
                self._left(book, dossier_id, str(refusal))
                continue
            except _Silent as failed:
                self._left(book, dossier_id, str(failed))
                logger("national").info("portal_silent", waiting=len(book.waiting))
                raise NationalPortalSilent(problem=str(failed), waiting=len(book.waiting)) from failed
            del book.waiting[dossier_id]
            done += 1
            book.last_sent_at = self._hub.clock.now()
            self._keep(book)
        logger("national").info("delivered", messages=sent, dossiers=done, waiting=len(book.waiting))
        return Delivered(sent, done, self.left())

    def left(self) -> tuple[Left, ...]:
        """Return what still waits, and why."""
        queries = self._hub.store.queries
        waiting = self._book().waiting.items()
        return tuple(Left(queries.dossier(one).code, about.tries, about.said) for one, about in waiting)

    # ── one message ──

    def _send(self, client: httpx.Client, url: str, message: Message) -> None:
        for attempt in range(1, TRIES + 1):
            try:
                _post(client, url, message)
            except _Silent:
                if attempt == TRIES:
                    raise
                longest = min(_FIRST_PAUSE_S * 2**attempt, _LONGEST_PAUSE_S)
                self._sleep(longest * (0.5 + random.random() / 2))  # noqa: S311 - spreads load, guards nothing
                continue
            self._hub.store.book.keep_document(_told_kind(message.dossier_id), msgspec.msgpack.encode(message.told))
            return

    def _told(self, dossier_id: bytes) -> Told:
        kept = self._hub.store.book.document(_told_kind(dossier_id))
        return Told() if kept is None else msgspec.msgpack.decode(kept, type=Told)

    # ── the book ──

    def _left(self, book: _Book, dossier_id: bytes, said: str) -> None:
        about = book.waiting[dossier_id]
        book.waiting[dossier_id] = _Waiting(about.tries + 1, said[:500])
        self._keep(book)

    def _book(self) -> _Book:
        kept = self._hub.store.book.document(_DOCUMENT)
        book = _Book({}, {}) if kept is None else msgspec.msgpack.decode(kept, type=_Book)
        known = self._hub.store.book.owners(list(book.waiting))  # a dossier may have been erased by order meanwhile
        book.waiting = {one: about for one, about in book.waiting.items() if one in known}
        return book

    def _keep(self, book: _Book) -> None:
        self._hub.store.book.keep_document(_DOCUMENT, msgspec.msgpack.encode(book))


def _told_kind(dossier_id: bytes) -> str:
    return f"{_DOCUMENT}:{dossier_id.hex()}"


class _Answer(msgspec.Struct):
    error_code: str
    message: str = ""


def _post(client: httpx.Client, url: str, message: Message) -> None:
    body = msgspec.json.encode({**message.body, "MessageId": message.id})
    headers = {"Content-Type": "application/json; charset=utf-8", "Idempotency-Key": message.id}
    try:
        answer = client.post(url, content=body, headers=headers, timeout=TIMEOUT, follow_redirects=False)
    except httpx.HTTPError as failed:
        raise _Silent(_(_TOO_SLOW if isinstance(failed, httpx.TimeoutException) else _NO_WAY)) from failed
    if answer.status_code in (408, 425, 429) or not 200 <= answer.status_code < 500:
        raise _Silent(f"HTTP {answer.status_code}")
    if answer.status_code >= 300:
        raise _Rejected(f"HTTP {answer.status_code}")
    try:
        said = msgspec.json.decode(answer.content[:_MOST_ANSWER], type=_Answer)
    except (msgspec.MsgspecError, UnicodeDecodeError) as failed:
        raise _Silent(_(_NO_ANSWER)) from failed
    if said.error_code != _TAKEN:
        raise _Rejected(said.message or said.error_code)
