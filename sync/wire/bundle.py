"""Packing a bundle (gói đồng bộ, ``*.goi``): what one place has to say to another, signed, sealed, in frames.

It streams: one segment is in memory at a time. Decisions and acknowledgements stand before the
changes, and each part carries its own signature, so that whatever arrives whole counts even if the
rest is lost on the way; the end frame only says that nothing is missing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

import msgspec

from app.bundles import ScanPart
from app.domain.ordering import StationId
from sync.wire.frames import Frame, FrameType, frame
from sync.wire.header import FORMAT, MAGIC, BundleEnd, BundleHeader
from sync.wire.parts import RosterFrame
from sync.wire.scan_parts import pack_part
from sync.wire.sealed import seal_stream
from sync.wire.segment import Segment
from sync.wire.signing import Purpose, Signed, StationKeys, signed
from sync.wire.travel import Luggage


@dataclass(frozen=True, slots=True)
class Packed:
    """What went into a bundle. ranges: ``(station, first, last)``, adjoining segments as one."""

    segments: int
    changes: int
    ranges: tuple[tuple[StationId, int, int], ...]
    scan_parts: int = 0


def pack(
    out: BinaryIO,
    header: BundleHeader,
    *,
    sender: StationKeys,
    recipients: Sequence[str],
    segments: Iterable[Segment] = (),
    roster: Iterable[RosterFrame] = (),
    acknowledgements: Iterable[Signed] = (),
    contents: Iterable[bytes] = (),
    scans: Iterable[ScanPart] = (),
    progress: Callable[[int], None] | None = None,
    metered: Callable[[int], None] | None = None,
) -> Packed:
    """Write a bundle, streaming. progress hears the count of changes written so far, metered the bytes of each frame.

    recipients: ``age1…`` keys that may open it.
    contents: payloads of published pieces. Errors of ``out`` come through as they are.
    """
    counted = _Counted(progress)
    watched, watched_scans = counted.watch(segments), counted.watch_scans(scans)
    frames = _frames(header, sender, roster, acknowledgements, contents, watched, watched_scans)
    seal_stream(_with_end(frames, sender, counted, metered), out, recipients=recipients)
    return Packed(counted.segments, counted.changes, tuple(counted.ranges), counted.scan_parts)


def _frames(
    header: BundleHeader,
    sender: StationKeys,
    roster: Iterable[RosterFrame],
    acknowledgements: Iterable[Signed],
    contents: Iterable[bytes],
    segments: Iterable[Segment],
    scans: Iterable[ScanPart],
) -> Iterator[Frame]:
    yield frame(FrameType.MAGIC, MAGIC + bytes([FORMAT]))
    content = msgspec.msgpack.encode(header)
    yield frame(FrameType.HEADER, signed(sender, Purpose.BUNDLE, content).to_bytes())
    for part in roster:
        yield frame(FrameType.ROSTER, msgspec.msgpack.encode((part.role, part.metadata)))
    for acknowledgement in acknowledgements:
        yield frame(FrameType.ACKNOWLEDGEMENT, acknowledgement.to_bytes())
    for payload in contents:
        yield frame(FrameType.CONTENT, payload)
    luggage = Luggage()
    for segment in segments:
        yield frame(FrameType.SEGMENT, segment.statement.to_bytes())
        if segment.holds:
            yield frame(FrameType.TRAVELLING, luggage.pack(segment.holds))
        else:
            yield frame(FrameType.DATA, segment.packed)
    for scan in scans:
        yield frame(FrameType.BLOB, pack_part(scan))


def _with_end(
    frames: Iterable[Frame], sender: StationKeys, counted: _Counted, metered: Callable[[int], None] | None
) -> Iterator[bytes]:
    digest, written = hashlib.sha256(), 0
    for each in frames:
        raw = each.raw
        digest.update(raw)
        written += 1
        if metered:
            metered(len(raw))
        yield raw
    end = BundleEnd(written, counted.segments, counted.changes, digest.digest())
    yield frame(FrameType.END, signed(sender, Purpose.BUNDLE_END, msgspec.msgpack.encode(end)).to_bytes()).raw


class _Counted:
    """Counts the segments that stream through, and tells who waits."""

    def __init__(self, progress: Callable[[int], None] | None) -> None:
        self._progress = progress
        self.segments = 0
        self.changes = 0
        self.scan_parts = 0
        self.ranges: list[tuple[StationId, int, int]] = []

    def watch(self, segments: Iterable[Segment]) -> Iterator[Segment]:
        for segment in segments:
            yield segment
            self._note(segment)
            if self._progress:
                self._progress(self.changes)

    def watch_scans(self, scans: Iterable[ScanPart]) -> Iterator[ScanPart]:
        for part in scans:
            yield part
            self.scan_parts += 1

    def _note(self, segment: Segment) -> None:
        self.segments += 1
        self.changes += segment.changes
        header = segment.header
        if self.ranges and self.ranges[-1][0] == header.station and self.ranges[-1][2] + 1 == header.first:
            self.ranges[-1] = (header.station, self.ranges[-1][1], header.last)
        else:
            self.ranges.append((header.station, header.first, header.last))
