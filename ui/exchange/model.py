"""The exchange page as values: four counts of evidence, trust, history, what is set aside; every word chosen here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.bundles import READ, STAGES, Answer
from app.domain.errors import Refusal
from app.i18n import N_, _, ngettext
from app.ports import SetAside
from app.readings import ExchangeRecord
from app.services.incoming import (
    KNOWN,
    NEW_PUBLISHED,
    NEW_ROSTER,
    PARKED,
    REFUSED,
    Imported,
)
from app.services.merging import NEEDS_NEWER_PROGRAM, PROVISIONAL
from app.services.standing import Standing, standing
from ui.apart_words import province_lines, reason_words
from ui.exchange.drives import bytes_words
from ui.exchange.news import ago
from ui.speech import sentence
from ui.widgets.cells import Cell, EvidenceCell, TextCell

if TYPE_CHECKING:
    from ui.program import Program

HISTORY_SHOWN = 100
STAGE_WORDS = {
    "collect": N_("Collect"),
    "seal": N_("Encrypt and sign"),
    "write": N_("Write to the stick"),
    "check": N_("Read back, compare every byte"),
    "done": N_("The stick may be pulled"),
}
_WORK = {
    "written": N_("Written to a stick"),
    "sent": N_("Sent over the network"),
    "read": N_("Read in"),
    "acknowledged": N_("The province confirmed"),
}
_OUTCOMES = {
    "new": ("saved", N_("not read yet")),
    "imported": ("received", N_("taken in")),
    "known": ("received", N_("known already")),
    "parked": ("due_soon", N_("waits for an earlier batch")),
    "provisional": ("due_soon", N_("waits until the desk is enrolled")),
    "needs_newer_program": ("due_soon", N_("needs a newer program")),
    "partial": ("returned", N_("damaged, the whole part was taken in")),
    "quarantined": ("returned", N_("set aside")),
    "refused": ("returned", N_("refused")),
}
_BROUGHT = {
    NEW_ROSTER: N_("the province's newer list of computers (enrolled and cut off)"),
    NEW_PUBLISHED: N_("newer publications of the province"),
}
WAITING = frozenset({PARKED, PROVISIONAL, NEEDS_NEWER_PROGRAM})
"""Kept whole, but nothing of it counts yet."""


@dataclass(frozen=True, slots=True)
class Count:
    """One of the four: how many, and what it means now."""

    number: int
    sense: str


@dataclass(frozen=True, slots=True)
class FileLine:
    """What one file is or came to, in words. evidence: a token of the look."""

    name: str
    evidence: str
    word: str
    detail: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class ShownExchange:
    """The whole page."""

    headline: str
    counts: tuple[Count, Count, Count, Count]
    hub_words: tuple[str, ...]
    own_words: tuple[str, ...]
    enrolled: bool
    conflicts: int
    aside: tuple[str, ...]
    history: tuple[ExchangeRecord, ...]
    trouble: str
    request_qr: str = ""


def read(program: Program) -> ShownExchange:
    """Read everything the page says; for the store thread."""
    exchange, trouble = program.exchange, ""
    words: tuple[str, ...] = ()
    enrolled = False
    try:
        words, enrolled = exchange.hub_words(), exchange.is_enrolled()
    except Refusal as refused:  # a damaged card or roster: the rest of the page still tells the truth
        trouble = sentence(refused)
    found = standing(program.queries, program.book, program.catalogue, program.calendar, program.clock, words=words)
    asides, answer = program.book.set_asides(), exchange.last_answer()
    lines = aside_lines(asides, answer)
    return ShownExchange(
        headline=headline(found),
        counts=counts(found, len(lines)),
        hub_words=words,
        own_words=exchange.enrolment_words(),
        enrolled=enrolled,
        conflicts=found.sync.conflicts,
        aside=lines,
        history=program.book.history(limit=HISTORY_SHOWN),
        trouble=trouble,
        request_qr="" if enrolled else exchange.request_text(),
    )


def headline(found: Standing) -> str:
    """Return the sentence beside the title."""
    sync = found.sync
    unsent = ngettext(
        "{n} dossier has not left this computer yet.",
        "{n} dossiers have not left this computer yet.",
        sync.unsent_dossiers,
    ).format(n=sync.unsent_dossiers)
    if not sync.unsent_dossiers:
        unsent = _("No dossier waits to leave this computer.")
    if sync.last_acknowledgement_at is None:
        return f"{unsent} {_('The province has never confirmed anything yet; everything is safe here.')}"
    confirmed = _("The province last confirmed {when}; everything is safe here.")
    return f"{unsent} {confirmed.format(when=ago(sync.last_acknowledgement_at, found.now))}"


def counts(found: Standing, aside: int) -> tuple[Count, Count, Count, Count]:
    """Return the four counts. The first three are dossiers and add up to all of them."""
    sync = found.sync
    oldest, last = sync.oldest_unacknowledged_at, sync.last_acknowledgement_at
    waiting = sync.unacknowledged_dossiers - sync.unsent_dossiers
    since = (
        _("dossiers, oldest since {day}").format(day=f"{oldest:%d/%m}")
        if oldest and sync.unsent_dossiers
        else _("dossiers")
    )
    until = _("dossiers, up to {at}").format(at=f"{last:%d/%m %H:%M}") if last else _("dossiers")
    return (
        Count(sync.unsent_dossiers, since),
        Count(waiting, _("dossiers, waiting for the province")),
        Count(sync.acknowledged_dossiers, until),
        Count(aside, _("parts, reason below") if aside else _("nothing set aside")),
    )


def aside_lines(asides: Sequence[SetAside], answer: Answer | None) -> tuple[str, ...]:
    """Say what is set aside here, and what the province set aside of ours, each with its reason."""
    lines = [
        _("Changes {first} to {last} of desk {desk}: {reason}").format(
            first=one.first, last=one.last, desk=one.station.hex()[:8], reason=reason_words(one.reason)
        )
        for one in asides
    ]
    return (*lines, *province_lines(answer))


# ── files ────────────────────────────────────────────────────────────────────────────────────


def may_take(found: Sequence[Imported]) -> bool:
    """Tell whether reading these in would change anything; of a bad bundle, what is good in it comes in."""
    return any(one.outcome not in (KNOWN, REFUSED) for one in found)


def look_words(found: Sequence[Imported]) -> str:
    """Return the sentence over what was looked at; it still wants its place."""
    if may_take(found):
        return _("{place} holds:")
    if all(one.outcome == KNOWN for one in found):
        return _("{place} holds nothing new:")
    return _("Nothing on {place} can be taken in:")


def file_line(one: Imported, *, looked: bool = False) -> FileLine:
    """Return what a file on the stick is, or what reading it came to. looked: it was only looked at so far."""
    evidence, word = _OUTCOMES.get(one.outcome, ("saved", one.outcome))
    if looked:
        word = _looked_word(one) or word
    parts = [_(_BROUGHT[brought]) for brought in one.brought]
    if one.new_changes:
        new = ngettext("{n} new change", "{n} new changes", one.new_changes).format(n=one.new_changes)
        parts.append(new)
    if one.acknowledged:
        words = ngettext("the province confirmed {n} change", "the province confirmed {n} changes", one.acknowledged)
        parts.append(words.format(n=one.acknowledged))
    if one.known and not one.new_changes:
        parts.append(ngettext("{n} change known already", "{n} changes known already", one.known).format(n=one.known))
    if one.scans:
        parts.append(ngettext("{n} scan came", "{n} scans came", one.scans).format(n=one.scans))
    if one.quarantined:
        parts.append(_apart_words(one.quarantined, looked=looked))
    if one.conflicts:
        parts.append(
            ngettext("{n} dossier in conflict", "{n} dossiers in conflict", one.conflicts).format(n=one.conflicts)
        )
    if one.reason:
        parts.append(one.reason)
    return FileLine(one.path.name, evidence, _(word), "; ".join(parts), one.outcome == "new")


def _looked_word(one: Imported) -> str:
    """Return what would come of a file that was only looked at, where taking it in has another word for it."""
    match one.outcome:
        case "partial":
            return N_("damaged, the whole part can be taken in")
        case "quarantined":
            return N_("part would be set aside") if one.new_changes or one.brought else N_("would be set aside")
        case _:
            return ""


def _apart_words(n: int, *, looked: bool) -> str:
    if looked:
        return ngettext("{n} change would be set aside", "{n} changes would be set aside", n).format(n=n)
    return ngettext("{n} change set aside", "{n} changes set aside", n).format(n=n)


# ── history ──────────────────────────────────────────────────────────────────────────────────


def history_cells(record: ExchangeRecord) -> Sequence[Cell]:
    """Return one line of the history."""
    return (
        TextCell(f"{record.at:%d/%m %H:%M}"),
        TextCell(_(_WORK.get(record.kind, record.kind)), strong=True),
        TextCell(_content(record)),
        _evidence(record),
    )


def _content(record: ExchangeRecord) -> str:
    changes = ngettext("{n} change", "{n} changes", record.changes).format(n=record.changes)
    dossiers = ngettext("{n} dossier", "{n} dossiers", record.dossiers).format(n=record.dossiers)
    match record.kind:
        case "written" | "sent" if not record.changes:
            return _("{name}, nothing new, only a sign of life").format(name=record.name)
        case "written" | "sent":
            return f"{changes}, {dossiers}, {bytes_words(record.bytes)}, {record.name}"
        case "read":
            new = ngettext("{n} new change", "{n} new changes", record.changes).format(n=record.changes)
            return f"{new}, {record.name}"
        case _:
            return changes


def _evidence(record: ExchangeRecord) -> Cell:
    if record.kind == "read":
        evidence, word = _OUTCOMES.get(record.outcome, ("saved", record.outcome))
        return EvidenceCell(evidence, _(word))
    if record.kind == "acknowledged" or record.acknowledged:
        return EvidenceCell("received", _("Province received"))
    return EvidenceCell("written", _("Sent") if record.kind == "sent" else _("Written out"))


# ── progress ─────────────────────────────────────────────────────────────────────────────────

_SHARE = {"collect": (0.0, 0.02), "seal": (0.02, 0.60), "check": (0.62, 0.37), "read": (0.0, 1.0)}


class Fraction:
    """How far an act is, of stages that are counted in different things; it never goes back.

    Sealing streams into the write and knows its end, the write only guesses it: so sealing moves the bar.
    files: how many are read one after the other.
    """

    def __init__(self, files: int = 1) -> None:
        self.done, self.stage = 0.0, 0
        self._files, self._file, self._read = files, 0, 0

    def heard(self, stage: str, done: int, total: int) -> None:
        """Take one report of the wire."""
        begins, share = _SHARE.get(stage, (self.done, 0.0))
        part = min(1.0, done / total) if total else 1.0
        if stage == READ:
            self._file += done < self._read
            self._read = done
            part = (min(self._file, self._files - 1) + part) / self._files
        here = begins + share * part
        self.done = 1.0 if stage == "done" else max(self.done, min(here, 0.99))
        place = STAGES.index(stage) if stage in STAGES else 0
        self.stage = len(STAGES) if stage == "done" else max(self.stage, place)
