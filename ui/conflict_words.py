"""What has to be looked at, in words: for the command line and the window."""

from __future__ import annotations

from app.conflict_words import field_of
from app.domain.states import STATE_WORDS, State
from app.i18n import N_, _
from app.services.conflicts import Beside, ReviewLine, Side
from ui import correction_words
from ui.dossier_words import moment_words
from ui.happened import happened
from ui.place_words import place_words

_OWNERS = {"leader": N_("the leader decides"), "receiver": N_("the receiving officer decides")}
_ENDINGS = {
    "granted": N_("Solved with a result"),
    "refused": N_("Solved by a refusal"),
    "stopped": N_("Stopped at the citizen's request"),
    "withdrawn": N_("Withdrawn by the citizen"),
}


def owner_words(line: ReviewLine) -> str:
    """Return who decides and by when."""
    return _("{owner}, by {day}").format(owner=_(_OWNERS[line.item.owner]), day=moment_words(line.item.due))


def value_words(beside: Beside, side: Side) -> str:
    """Return what a version says: how a branch ended, or the value of a field."""
    kind = beside.line.item.kind
    if kind in ("proposal", "soft"):
        return correction_words.value_words(field_of(beside.line), side.value)
    if kind != "custody":
        return side.value if beside.line.other else ""
    if side.value in _ENDINGS:
        return _(_ENDINGS[side.value])
    return _(STATE_WORDS[State(side.value)])


def side_lines(beside: Beside, side: Side) -> list[str]:
    """Return a version in lines: what it says, then who recorded what, when, on which desk."""
    lines = [words] if (words := value_words(beside, side)) else []
    for entry in side.acts:
        told = happened(entry.recorded.event)
        act = f"{told.act}. {told.detail}".strip() if told else entry.recorded.kind
        who = "  ".join(part for part in (place_words(entry.station), entry.officer) if part)
        lines.append(f"{moment_words(entry.recorded_at)}  {who}  {act}")
    return lines
