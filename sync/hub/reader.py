"""Opening bundles apart from the hub (RULINGS): a child process reads, with limits, and hands over what it believes.

What a stranger sealed is decrypted, unpacked and parsed where neither the database nor the network is at hand. The
child gets the hub's keys with each request, may use only so much memory, and is ended when it says nothing for too
long. What comes back is typed data, never an object that Python would run.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import sys
import threading
from collections.abc import Callable, Sequence
from functools import partial
from multiprocessing.connection import Connection
from operator import attrgetter
from pathlib import Path
from typing import Any

import msgspec

from app import bundles as port
from app.domain import errors
from app.domain.errors import BundleDamaged, ReaderNotStarted, Refusal
from app.domain.ordering import Change
from app.i18n import N_, _, language, use_language
from app.ports import SegmentSeal
from sync.wire.parcels import WireBundles
from sync.wire.travel import alone

SILENT_SECONDS = 120
_START_SECONDS = 120
MOST_MEMORY = 1 << 30
"""Bytes of address space; the largest honest segment needs a twentieth of it."""
_AHEAD = 4
"""So many parts the child may be ahead: it reads on while the hub writes, and cannot fill the hub's memory."""
_TOO_LONG = N_("reading it took too long")
_ENDED = N_("reading it needed more memory or time than any bundle of ours does")


_Deps = tuple[tuple[bytes, int], ...]
_Row = tuple[int, int, bytes, str, bytes, str, int, _Deps, bytes, int]
"""A change but for its station: seq, hlc, actor, aggregate_type, aggregate_id, kind, version, deps, body, flags."""


class _Segment(msgspec.Struct, array_like=True, frozen=True):
    seal: SegmentSeal
    previous: bytes
    head: bytes
    rows: list[_Row]


class _Refusal(msgspec.Struct, array_like=True, frozen=True):
    name: str
    details: dict[str, Any]


class _Request(msgspec.Struct, array_like=True, frozen=True):
    path: str
    keys: bytes
    older: tuple[bytes, ...]
    card: bytes | None
    roster: bytes | None
    published: bytes | None
    practice: bool
    language: str


_row_of = attrgetter(
    "seq", "hlc", "actor", "aggregate_type", "aggregate_id", "kind", "version", "deps", "body", "flags"
)
_encode = msgspec.msgpack.Encoder().encode
_SEGMENT, _DONE, _REFUSED, _BROKEN = b"s", b"d", b"r", b"b"
_PLAIN: dict[bytes, type] = {
    b"o": port.Opened,
    b"l": port.StationList,
    b"p": port.PublishedList,
    b"c": port.PublishedContent,
    b"n": port.BaselineNamed,
    b"a": port.Answer,
    b"i": port.ScanPart,
    b"x": port.Refused,
}
_TAGS = {type_: tag for tag, type_ in _PLAIN.items()}
_decoders: dict[bytes, msgspec.msgpack.Decoder[Any]] = {
    tag: msgspec.msgpack.Decoder(type_) for tag, type_ in _PLAIN.items()
}
_read_segment = msgspec.msgpack.Decoder(_Segment).decode
_read_done = msgspec.msgpack.Decoder(port.ReadBundle).decode
_read_refusal = msgspec.msgpack.Decoder(_Refusal).decode
_read_request = msgspec.msgpack.Decoder(_Request).decode


class ReadApart(WireBundles):
    """Bundles as ever, but for reading them."""

    def __init__(self, keys: bytes, reader: Reader, *, older: Sequence[bytes] = ()) -> None:
        super().__init__(keys, older=older)
        self._secret, self._former, self._reader = keys, tuple(older), reader

    def read(
        self,
        path: Path,
        take: Callable[[port.Part], None],
        *,
        papers: port.TrustPapers,
        practice: bool,
        progress: port.Progress | None = None,
    ) -> port.ReadBundle:
        """Read a bundle part by part in the child; see the port. Raises BundleDamaged where the child gave up."""
        asked = _Request(
            str(path),
            self._secret,
            self._former,
            papers.card,
            papers.roster,
            papers.published,
            practice,
            language(),
        )
        return self._reader.read(asked, take, name=path.name)


class Reader:
    """The child process, started when first needed and again after it was ended."""

    def __init__(self, *, silent_seconds: float = SILENT_SECONDS, most_memory: int = MOST_MEMORY) -> None:
        self._silent_seconds, self._most_memory = silent_seconds, most_memory
        self._child: multiprocessing.process.BaseProcess | None = None
        self._pipe: Connection | None = None
        self._one_at_a_time = threading.Lock()

    def read(self, asked: _Request, take: Callable[[port.Part], None], *, name: str) -> port.ReadBundle:
        """Have one file read. Raises ReaderNotStarted, which is no fault of the file."""
        with self._one_at_a_time:
            pipe = self._started()
            try:
                pipe.send_bytes(_encode(asked))
                told = self._hear(pipe, take, name)
            except (EOFError, BrokenPipeError, ConnectionResetError) as ended:
                self.close()
                raise BundleDamaged(name=name, reason=_(_ENDED)) from ended
            except BaseException:
                self.close()
                raise
        if isinstance(told, Refusal):
            raise told
        return told

    def close(self) -> None:
        """End the child."""
        if self._pipe is not None:
            self._pipe.close()
        if self._child is not None:
            self._child.kill()
            self._child.join()
            self._child.close()
        self._child = self._pipe = None

    def _started(self) -> Connection:
        if self._pipe is None:
            context = multiprocessing.get_context("spawn")
            ours, theirs = context.Pipe()
            child = context.Process(target=_serve, args=(theirs, self._most_memory), daemon=True)
            try:
                child.start()
            except OSError as failed:
                ours.close()
                raise ReaderNotStarted from failed
            finally:
                theirs.close()
            self._pipe, self._child = ours, child
            self._wait_until_it_runs(ours)
        return self._pipe

    def _wait_until_it_runs(self, pipe: Connection) -> None:
        """Hear the child's first word: one that never ran says nothing about any bundle. Raises ReaderNotStarted."""
        try:
            if pipe.poll(_START_SECONDS):
                pipe.recv_bytes()
                return
        except (EOFError, ConnectionResetError):
            pass
        self.close()
        raise ReaderNotStarted

    def _hear(self, pipe: Connection, take: Callable[[port.Part], None], name: str) -> port.ReadBundle | Refusal:
        while True:
            if not pipe.poll(self._silent_seconds):
                self.close()
                raise BundleDamaged(name=name, reason=_(_TOO_LONG))
            message = pipe.recv_bytes()
            tag, told = message[:1], message[1:]
            if tag == _DONE:
                return _read_done(told)
            if tag == _REFUSED:
                return _refusal(_read_refusal(told))
            if tag == _BROKEN:
                raise EOFError
            take(_arrived(_read_segment(told)) if tag == _SEGMENT else _decoders[tag].decode(told))
            pipe.send_bytes(b"+")


def _arrived(segment: _Segment) -> port.Arrived:
    station = segment.seal.station
    changes = tuple(Change(station, *row) for row in segment.rows)
    return port.Arrived(segment.seal, segment.previous, segment.head, changes, partial(alone, changes))


def _refusal(told: _Refusal) -> Refusal:
    kind = getattr(errors, told.name, None)
    if not (isinstance(kind, type) and issubclass(kind, Refusal)):
        return BundleDamaged(name="", reason=_(_ENDED))
    return kind(**told.details)


# ── in the child ─────────────────────────────────────────────────────────────────────────────


def _serve(pipe: Connection, most_memory: int) -> None:
    """Say that it runs, then read what is asked until nobody asks any more."""
    pipe.send_bytes(b"+")
    _limit(most_memory)
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError, KeyboardInterrupt):
        while True:
            _answer(pipe, _read_request(pipe.recv_bytes()))


def _limit(most_memory: int) -> None:
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (most_memory, most_memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a dump would hold the keys


def _answer(pipe: Connection, asked: _Request) -> None:
    use_language(asked.language)
    sent = heard = 0

    def tell(part: port.Part) -> None:
        nonlocal sent, heard
        while sent - heard >= _AHEAD:
            pipe.recv_bytes()
            heard += 1
        pipe.send_bytes(_packed(part))
        sent += 1

    try:
        papers = port.TrustPapers(asked.card, asked.roster, asked.published)
        bundles = WireBundles(asked.keys, older=asked.older)
        read = bundles.read(Path(asked.path), tell, papers=papers, practice=asked.practice)
        last = _DONE + _encode(read)
    except Refusal as refusal:
        last = _REFUSED + _encode(_Refusal(type(refusal).__name__, _plain(refusal.details)))
    except MemoryError:
        last = _BROKEN
    while heard < sent:
        pipe.recv_bytes()
        heard += 1
    pipe.send_bytes(last)


def _packed(part: port.Part) -> bytes:
    if not isinstance(part, port.Arrived):
        return _TAGS[type(part)] + _encode(part)
    rows = list(map(_row_of, part.changes))
    return _SEGMENT + _encode(_Segment(part.seal, part.previous, part.head, rows))


def _plain(details: Any) -> dict[str, Any]:
    return {name: value if isinstance(value, str | int | None) else str(value) for name, value in dict(details).items()}
