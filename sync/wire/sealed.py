"""The age layer: sealed for a few recipients, opened as a stream with flat memory.

age itself checks every 64 KiB before it hands them out, so what arrives is what was sealed, though
perhaps not all of it. Its header is bounded here first: ten thousand recipients in it cost the
library half a minute.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import BinaryIO, Protocol

import pyrage

from sync.wire.reasons import NotAccepted, Reason

MAX_HEADER = 64 * 1024
MAX_RECIPIENTS = 32
_MAX_STANZAS = MAX_RECIPIENTS + 2  # age adds a stanza of noise of its own
_INTRO = b"age-encryption.org/v1\n"


class Readable(Protocol):
    """All that reading needs of a file."""

    def read(self, size: int, /) -> bytes:
        """Return up to ``size`` bytes, none at the end."""


class NotSealedForUs(Exception):
    """None of our identities opens the file: meant for others, or its key part is damaged."""


def seal_stream(pieces: Iterable[bytes], out: BinaryIO, *, recipients: Sequence[str]) -> None:
    """Write the pieces sealed for the recipients (``age1…``). Errors of either side come through as they are."""
    if not 1 <= len(recipients) <= MAX_RECIPIENTS:
        raise ValueError(f"a bundle is sealed for 1 to {MAX_RECIPIENTS} recipients")
    keys = [pyrage.x25519.Recipient.from_str(text) for text in recipients]
    source, sink = _Source(iter(pieces)), _Sink(out.write)
    try:
        pyrage.encrypt_io(source, sink, keys)
    except (pyrage.EncryptError, OSError) as error:
        raise source.failure or sink.failure or error from None
    _raise_swallowed(sink)


def open_stream(
    stream: Readable, take: Callable[[bytes], object], *, identities: Sequence[pyrage.x25519.Identity]
) -> None:
    """Hand the opened bytes to ``take``, piece by piece, in order.

    Raises NotSealedForUs; NotAccepted: not_a_bundle, truncated, too_many_recipients before anything
    is handed out, damaged after the last good piece. Errors of ``stream`` and ``take`` come through as they are.
    """
    source = _Rejoined(_age_header(stream), stream)
    sink = _Sink(take)
    try:
        pyrage.decrypt_io(source, sink, list(identities))
    except (pyrage.DecryptError, OSError) as error:
        if own := source.failure or sink.failure:
            raise own from None
        if "No matching keys" in str(error):
            raise NotSealedForUs from error
        raise NotAccepted(Reason.DAMAGED, "age") from error
    _raise_swallowed(sink)


def _raise_swallowed(sink: _Sink) -> None:
    """Raise what the library lost: an error while its last buffer is flushed does not reach us otherwise."""
    if sink.failure is not None:
        raise sink.failure


def _age_header(stream: Readable) -> bytes:
    """Read as far as the header's end, bounded, and count what it holds."""
    held = stream.read(len(_INTRO))
    if held != _INTRO:
        short = held and _INTRO.startswith(held)
        raise NotAccepted(Reason.TRUNCATED if short else Reason.NOT_A_BUNDLE)
    while True:
        footer = held.find(b"\n--- ")
        if footer >= 0 and b"\n" in held[footer + 1 :]:
            break
        if len(held) >= MAX_HEADER:
            raise NotAccepted(Reason.TOO_MANY_RECIPIENTS, "header")
        piece = stream.read(min(1024, MAX_HEADER - len(held)))
        if not piece:
            raise NotAccepted(Reason.TRUNCATED, "header")
        held += piece
    if held.count(b"\n-> ", 0, footer) > _MAX_STANZAS:
        raise NotAccepted(Reason.TOO_MANY_RECIPIENTS)
    return held


class _Source:
    """A file-like over an iterator of pieces; keeps the error, which the library would turn into text."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._held = b""
        self.failure: BaseException | None = None

    def read(self, size: int) -> bytes:
        try:
            while not self._held:
                self._held = next(self._pieces)
        except StopIteration:
            return b""
        except BaseException as error:
            self.failure = error
            raise
        piece, self._held = self._held[:size], self._held[size:]
        return piece


class _Rejoined:
    """The header that was read ahead, then the rest of the stream."""

    def __init__(self, head: bytes, stream: Readable) -> None:
        self._head = head
        self._stream = stream
        self.failure: BaseException | None = None

    def read(self, size: int) -> bytes:
        if self._head:
            piece, self._head = self._head[:size], self._head[size:]
            return piece
        try:
            return self._stream.read(size)
        except BaseException as error:
            self.failure = error
            raise


class _Sink:
    """A file-like that hands on what is written to it, and keeps the error."""

    def __init__(self, take: Callable[[bytes], object]) -> None:
        self._take = take
        self.failure: BaseException | None = None

    def write(self, piece: bytes) -> int:
        if self.failure is not None:
            # The library's buffer writes what it still holds when it is dropped, after an error too.
            raise self.failure
        try:
            self._take(piece)
        except BaseException as error:
            self.failure = error
            raise
        return len(piece)

    def flush(self) -> None:
        pass
