"""Why bytes from outside were not taken: one stable code for each cause.

The codes travel in acknowledgements and stand in the quarantine list, so they are never renamed.
"""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """What was wrong with a segment, a frame or a statement."""

    # what the whole file is
    NOT_A_BUNDLE = "not_a_bundle"
    TOO_MANY_RECIPIENTS = "too_many_recipients"
    TRUNCATED = "truncated"
    DAMAGED = "damaged"
    NEEDS_NEWER_PROGRAM = "needs_newer_program"
    # frames
    FRAME_LENGTH = "frame_length"
    FRAME_ORDER = "frame_order"
    UNKNOWN_FRAME = "unknown_frame"
    UNREADABLE = "unreadable"
    END_DIFFERS = "end_differs"
    # who says it
    UNKNOWN_STATION = "unknown_station"
    WEAK_KEY = "weak_key"
    SIGNATURE = "signature"
    # a segment
    SEGMENT_LIMITS = "segment_limits"
    UNKNOWN_CODEC = "unknown_codec"
    COMPRESSION = "compression"
    RAW_LENGTH = "raw_length"
    ROWS = "rows"
    CHAIN = "chain"


class NotAccepted(Exception):
    """Bytes that are not believed. Caught inside this package or by whoever takes segments in."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else str(reason))
        self.reason = reason
        self.detail = detail
