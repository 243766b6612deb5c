"""What was kept apart, here and at the province, in sentences: for the exchange page and ``status``."""

from __future__ import annotations

from app.bundles import Answer
from app.i18n import _
from app.services.merging import REJECTED, ROW_SENTENCES, SENTENCES


def reason_words(code: str) -> str:
    """Return why something was kept apart; a code of a newer province stays a code."""
    from sync.wire.reasons import SENTENCES as WIRE_SENTENCES
    from sync.wire.reasons import Reason

    wire = {str(reason): words for reason, words in WIRE_SENTENCES.items() if isinstance(reason, Reason)}
    known = {**wire, **ROW_SENTENCES, **SENTENCES}
    return _(known[code]) if code in known else code


def province_lines(answer: Answer | None) -> tuple[str, ...]:
    """Return what the province took not in or sent back, by its last answer; what it sent back comes first."""
    asides = answer.quarantined if answer is not None else ()
    lines = []
    for station, seq, reason in sorted(asides, key=lambda one: one[2] != REJECTED):
        if reason == REJECTED:
            words = _(
                "The province sent back the changes of desk {desk} from {seq} on: somebody there looked at them and"
                " they count for nothing. Everything is kept here; ask the province why before you enter it again."
            )
        else:
            words = _("The province set aside change {seq} of desk {desk}: {reason}")
        lines.append(words.format(seq=seq, desk=station.hex()[:8], reason=reason_words(reason)))
    return tuple(lines)
