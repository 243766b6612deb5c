"""What stations said against each other, in words for the province's pages: desks and acts, never a citizen.

The province decides by dossier code, desk, time and kind of act; what a citizen is called or where he lives is
written so that two versions can be told apart by telephone and nobody can be known by them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.conflict_words import field_of
from app.conflict_words import kind_words as kind_words  # the pages look for all words here
from app.domain.states import STATE_WORDS, State
from app.i18n import N_, _
from app.readings import TimelineEntry
from app.services.conflicts import Beside, ReviewLine, Side

_OWNERS = {
    "leader": N_("the commune's leader, with the province"),
    "receiver": N_("the receiving officer"),
}
_ENDINGS = {
    "granted": N_("Granted"),
    "refused": N_("Dossier refused"),
    "stopped": N_("Stopped"),
    "withdrawn": N_("Withdrawn"),
}
_ACTS = {
    "dossier.received": N_("Accepted"),
    "dossier.forwarded": N_("Handed on to another desk"),
    "dossier.completed": N_("Result ready, to be returned"),
    "dossier.handed_over": N_("Result returned"),
    "dossier.corrected": N_("Corrected"),
    "dossier.taken_over": N_("Taken over by force"),
    "dossier.file_taken_in": N_("File taken in"),
    "dossier.refused": N_("Dossier refused"),
    "dossier.stopped": N_("Stopped at the citizen's request"),
    "dossier.withdrawn": N_("Withdrawn by the citizen"),
    "dossier.papers_requested": N_("More papers asked for"),
    "dossier.papers_completed": N_("The papers are there"),
    "dossier.duty_suspended": N_("Awaiting a payment"),
    "dossier.duty_fulfilled": N_("The payment is proved"),
    "dossier.extended": N_("Promised anew with an apology"),
    "dossier.result_faulted": N_("Result to be made again"),
    "dossier.act_undone": N_("The last step was taken back"),
    "dossier.note_added": N_("Note"),
    "dossier.fee_collected": N_("Fee collected"),
}
_NUMBERED = ("dossier.completed", "dossier.refused", "dossier.stopped", "dossier.papers_requested")
"""Acts with a paper of the office; no other number is shown."""
_OPEN_FIELDS = ("procedure", "return_place", "priority")
"""Fields whose values say nothing of a person."""


@dataclass(frozen=True, slots=True)
class ToldAct:
    """One act of a version. station: hex. number: of its paper, empty for none."""

    at: datetime
    station: str
    officer: str
    words: str
    number: str


@dataclass(frozen=True, slots=True)
class ToldSide:
    """One version in words. station: hex, what a decision names."""

    station: str
    value: str
    stands: bool
    acts: tuple[ToldAct, ...]


def act_words(kind: str) -> str:
    """Return what an act is called; its own name for one that has no word here."""
    return _(_ACTS.get(kind, kind))


def owner_words(line: ReviewLine) -> str:
    """Return who decides."""
    return _(_OWNERS[line.item.owner])


def told_sides(beside: Beside) -> tuple[ToldSide, ...]:
    """Return the versions in words."""
    return tuple(
        ToldSide(side.station.hex(), _value(beside, side), side.stands, tuple(map(_act, side.acts)))
        for side in beside.sides
    )


def may_be_decided(line: ReviewLine) -> bool:
    """Tell whether one of the versions can be kept; the others are only looked at."""
    return line.item.kind in ("custody", "proposal", "soft")


def may_be_merged(line: ReviewLine) -> bool:
    """Tell whether two dossiers may be one request; which of them stays, a person says."""
    return line.item.kind == "possible_duplicate" and line.other is not None


def may_be_dismissed(line: ReviewLine) -> bool:
    """Tell whether looking at it is enough: two endings of one dossier need a decision."""
    return line.item.kind != "custody"


def hinted(text: str) -> str:
    """Return a personal value so far that two can be told apart: «•••••••••123», «G. A. P.»."""
    words = text.split()
    if not words:
        return _("nothing")
    if any(letter.isdigit() for letter in text):
        kept = "".join(words)
        return "•" * max(len(kept) - 3, 0) + kept[-3:] if len(kept) > 6 else "•" * len(kept)
    return " ".join(f"{word[0]}." for word in words[:8])


def _value(beside: Beside, side: Side) -> str:
    kind = beside.line.item.kind
    if kind in ("proposal", "soft"):
        return side.value if field_of(beside.line) in _OPEN_FIELDS else hinted(side.value)
    if kind == "custody":
        known = _ENDINGS.get(side.value)
        return _(known) if known else _(STATE_WORDS[State(side.value)])
    return side.value if beside.line.other else ""


def _act(entry: TimelineEntry) -> ToldAct:
    kind = entry.recorded.kind
    number = getattr(entry.recorded.event, "number", None) if kind in _NUMBERED else None
    words = act_words(kind)
    return ToldAct(
        entry.recorded_at,
        entry.recorded.station.hex(),
        entry.officer,
        words,
        number if isinstance(number, str) else "",
    )
