"""Reading a bundle: open, cut into frames, believe, hand on; nothing from outside crashes it or fills memory.

The order of belief: the age layer, the frame's length, the sender's signature on the header, then each
part's own author. A part that is not believed is reported and the next one is read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import BinaryIO

import pyrage

from app.domain.errors import BundleDamaged, Forged, NotABundle, NotForUs, PracticeAndReal, Refusal
from app.domain.ordering import StationId
from app.i18n import _
from sync.wire.acknowledgement import read_acknowledgement
from sync.wire.contents import read_piece
from sync.wire.enrolment import EnrolmentRequest, read_request
from sync.wire.folded_reading import Remembered
from sync.wire.frames import Frame, FrameReader, FrameType
from sync.wire.header import BundleHeader, check_magic, read_bundle_header, read_end, read_roster_frame
from sync.wire.parts import BundleReport, Opened, Outcome, Part, RefusedSegment, RosterFrame, Trust
from sync.wire.reasons import SENTENCES, NotAccepted, Reason
from sync.wire.scan_parts import read_part
from sync.wire.sealed import NotSealedForUs, open_stream
from sync.wire.segment import open_segment, read_header
from sync.wire.signing import Purpose, Signed, believed, read_signed
from sync.wire.travel import is_travelling

_MAX_LISTED = 1_000


def read(
    stream: BinaryIO,
    take: Callable[[Part], None],
    *,
    name: str,
    identities: Sequence[pyrage.x25519.Identity],
    trust: Trust,
    practice: bool,
) -> BundleReport:
    """Read a bundle part by part; ``take`` gets each as soon as it is verified, ``Opened`` first.

    What ``take`` raises stops the reading and comes through, and so do read errors of ``stream``
    (OSError). name: the file's, for messages. Raises NotABundle, NotForUs, PracticeAndReal, Forged
    (a stranger, or a false signature) and BundleDamaged (broken before any part) before ``take``
    hears anything. Later damage does not raise: the good parts were taken and the report is «partial».
    """
    reading = _Reading(take, trust=trust, practice=practice)
    watched = _Watched(stream)
    try:
        open_stream(watched, reading.feed, identities=identities)
        reading.finish()
    except NotSealedForUs as error:
        raise NotForUs(name=name) from error
    except NotAccepted as error:
        if reading.header is None and error.reason is not Reason.NEEDS_NEWER_PROGRAM:
            raise _refusal(error, name) from error
        reading.stopped_by = error.reason
    return reading.report(sha256=watched.digest.hexdigest(), size=watched.size)


def _refusal(error: NotAccepted, name: str) -> Refusal:
    sentence = _(SENTENCES[error.reason])
    match error.reason:
        case Reason.NOT_A_BUNDLE:
            return NotABundle(name=name)
        case Reason.UNKNOWN_STATION | Reason.SIGNATURE | Reason.WEAK_KEY:
            return Forged(name=name, reason=sentence, code=error.reason.value)
        case _:
            return BundleDamaged(name=name, reason=sentence, code=error.reason.value)


class _Reading:
    """What is known between two frames."""

    def __init__(self, take: Callable[[Part], None], *, trust: Trust, practice: bool) -> None:
        self._take = take
        self._trust = trust
        self._practice = practice
        self._cutter = FrameReader()
        self._digest = hashlib.sha256()
        self._frames = 0
        self._sender_key = b""
        self._enrolment: EnrolmentRequest | None = None
        self._announced: Signed | None = None
        self._remembered = Remembered()
        self._ended = False
        self._segments = 0
        self._changes = 0
        self._scan_parts = 0
        self._refused: list[RefusedSegment] = []
        self.header: BundleHeader | None = None
        self.stopped_by: Reason | None = None

    # ── frame by frame ───────────────────────────────────────────────────────────────────────

    def feed(self, piece: bytes) -> None:
        """Take the next opened bytes. Raises NotAccepted where the stream makes no more sense."""
        for each in self._cutter.feed(piece):
            if self._ended:
                raise NotAccepted(Reason.FRAME_ORDER, "after the end")
            if each.type == FrameType.END:
                self._end(each)
                continue
            self._digest.update(each.raw)
            self._frames += 1
            self._dispatch(each)

    def finish(self) -> None:
        """Hear that the stream is over. Raises NotAccepted (truncated) where something is missing."""
        if not self._ended or not self._cutter.is_between_frames:
            raise NotAccepted(Reason.TRUNCATED)

    def _dispatch(self, each: Frame) -> None:
        if self._frames == 1:
            return check_magic(each)
        if self.header is None:
            return self._open(each)
        if self._announced is not None and each.type not in (FrameType.DATA, FrameType.TRAVELLING):
            raise NotAccepted(Reason.FRAME_ORDER, "a segment without its data")
        match each.type:
            case FrameType.ROSTER:
                self._take(RosterFrame(*read_roster_frame(each.payload)))
            case FrameType.ACKNOWLEDGEMENT:
                self._acknowledgement(each.payload)
            case FrameType.CONTENT:
                self._content(each.payload)
            case FrameType.SEGMENT:
                self._announced = read_signed(each.payload)
            case FrameType.DATA | FrameType.TRAVELLING:
                self._segment(each.payload, travels=each.type == FrameType.TRAVELLING)
            case FrameType.BLOB:
                self._scan_part(each.payload)
            case _ if not each.is_optional:
                raise NotAccepted(Reason.UNKNOWN_FRAME, str(each.type))
        return None

    def _open(self, each: Frame) -> None:
        if each.type != FrameType.HEADER:
            raise NotAccepted(Reason.FRAME_ORDER, "no header")
        pair = read_signed(each.payload)
        header = read_bundle_header(pair.content)
        self._sender_key = self._key_of_sender(header)
        believed(pair, Purpose.BUNDLE, self._sender_key)
        if header.practice != self._practice:
            raise PracticeAndReal
        self.header = header
        self._take(Opened(header, self._enrolment))

    def _key_of_sender(self, header: BundleHeader) -> bytes:
        """Return the key on the roster, else the one of the request the bundle carries."""
        if key := self._trust.signing_key(header.sender):
            return key
        if header.enrolment is None:
            raise NotAccepted(Reason.UNKNOWN_STATION)
        request = read_request(header.enrolment)
        if request.station_id != header.sender or request.practice != header.practice:
            raise NotAccepted(Reason.UNKNOWN_STATION, "another station's request")
        self._enrolment = request
        return request.signing

    def _segment(self, data: bytes, *, travels: bool) -> None:
        announced, self._announced = self._announced, None
        if announced is None:
            raise NotAccepted(Reason.FRAME_ORDER, "data without its segment")
        try:
            station = read_header(announced).station
            if travels != is_travelling(data):
                raise NotAccepted(Reason.UNREADABLE, "a segment's data")
            opened = open_segment(announced, data, signing_key=self._key_of(station), before=self._remembered)
        except NotAccepted as error:
            return self._refuse(error.reason, announced, data)
        self._segments += 1
        self._changes += len(opened.changes)
        return self._take(opened)

    def _key_of(self, station: StationId) -> bytes:
        if self._enrolment is not None and station == self._enrolment.station_id:
            return self._sender_key
        if key := self._trust.signing_key(station):
            return key
        raise NotAccepted(Reason.UNKNOWN_STATION)

    def _content(self, payload: bytes) -> None:
        try:
            piece = read_piece(payload)
        except NotAccepted as error:
            return self._refuse(error.reason, None, b"")
        return self._take(piece)

    def _acknowledgement(self, payload: bytes) -> None:
        hub = self._trust.hub
        key = self._trust.signing_key(hub) if hub else None
        try:
            if key is None:
                raise NotAccepted(Reason.UNKNOWN_STATION)
            acknowledgement = read_acknowledgement(read_signed(payload), signing_key=key)
        except NotAccepted as error:
            return self._refuse(error.reason, None, b"")
        return self._take(acknowledgement)

    def _scan_part(self, payload: bytes) -> None:
        try:
            part = read_part(payload)
        except NotAccepted as error:
            return self._refuse(error.reason, None, b"")
        self._scan_parts += 1
        return self._take(part)

    def _refuse(self, reason: Reason, announced: Signed | None, data: bytes) -> None:
        refused = RefusedSegment(reason)
        if announced is not None:
            try:
                claimed = read_header(announced)
                refused = RefusedSegment(reason, claimed.station, claimed.first, claimed.last)
            except NotAccepted:
                pass  # nothing in it names a station
        if len(self._refused) < _MAX_LISTED:
            self._refused.append(refused)
        # What leans on a refused part is of no use alone, and comes again with the next bundle.
        kept = None if reason is Reason.AFTER_REFUSED else announced
        self._take(replace(refused, statement=kept, data=data))

    def _end(self, each: Frame) -> None:
        if self.header is None or self._announced is not None:
            raise NotAccepted(Reason.FRAME_ORDER, "early end")
        end = read_end(believed(read_signed(each.payload), Purpose.BUNDLE_END, self._sender_key))
        if (end.frames, end.sha256) != (self._frames, self._digest.digest()):
            raise NotAccepted(Reason.END_DIFFERS)
        self._ended = True

    # ── the sum ──────────────────────────────────────────────────────────────────────────────

    def report(self, *, sha256: str, size: int) -> BundleReport:
        """Return what the reading came to."""
        return BundleReport(
            outcome=self._outcome(),
            reason=self.stopped_by,
            header=self.header,
            provisional=self._enrolment is not None,
            segments=self._segments,
            changes=self._changes,
            refused=tuple(self._refused),
            sha256=sha256,
            size=size,
            scan_parts=self._scan_parts,
        )

    def _outcome(self) -> Outcome:
        newer = Reason.NEEDS_NEWER_PROGRAM
        if self.stopped_by is newer or any(refused.reason is newer for refused in self._refused):
            return Outcome.NEEDS_NEWER_PROGRAM
        return Outcome.PARTIAL if self.stopped_by else Outcome.WHOLE


class _Watched:
    """The file as it is read: its hash and size, so that a second pass is not needed."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.digest = hashlib.sha256()
        self.size = 0

    def read(self, size: int) -> bytes:
        piece = self._stream.read(size)
        self.digest.update(piece)
        self.size += len(piece)
        return piece
