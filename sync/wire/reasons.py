"""Why bytes from outside were not taken: one stable code for each cause.

The codes travel in acknowledgements and stand in the quarantine list, so they are never renamed.
"""

from __future__ import annotations

from enum import StrEnum

from app.i18n import N_


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
    AFTER_REFUSED = "after_refused"


SENTENCES: dict[Reason, str] = {
    Reason.NOT_A_BUNDLE: N_("it is no bundle"),
    Reason.TOO_MANY_RECIPIENTS: N_("its seal names too many recipients"),
    Reason.TRUNCATED: N_("its end is missing"),
    Reason.DAMAGED: N_("some of its bytes were changed or lost"),
    Reason.NEEDS_NEWER_PROGRAM: N_("it comes from a newer version of the program"),
    Reason.FRAME_LENGTH: N_("a part has an impossible length"),
    Reason.FRAME_ORDER: N_("its parts are out of order"),
    Reason.UNKNOWN_FRAME: N_("it has a part of an unknown kind"),
    Reason.UNREADABLE: N_("a part cannot be read"),
    Reason.END_DIFFERS: N_("its contents differ from what its sender counted"),
    Reason.UNKNOWN_STATION: N_("it comes from a computer that the province has not enrolled"),
    Reason.WEAK_KEY: N_("its key protects nothing"),
    Reason.SIGNATURE: N_("a signature does not hold"),
    Reason.SEGMENT_LIMITS: N_("a part is too large"),
    Reason.UNKNOWN_CODEC: N_("a part is packed in an unknown way"),
    Reason.COMPRESSION: N_("a part cannot be unpacked"),
    Reason.RAW_LENGTH: N_("a part unpacks to another length than it states"),
    Reason.ROWS: N_("the records in a part cannot be read"),
    Reason.CHAIN: N_("the records are not the ones that were signed"),
    Reason.AFTER_REFUSED: N_("it follows a part that could not be taken"),
}
"""Each cause in words, as the end of a sentence."""


class NotAccepted(Exception):
    """Bytes that are not believed. Caught inside this package or by whoever takes segments in."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else str(reason))
        self.reason = reason
        self.detail = detail
