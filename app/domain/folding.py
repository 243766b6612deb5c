"""The merge: what the changes of one dossier make, whoever recorded them and in whatever order they came (SYNC §2.5).

One pure function for desk and hub. State = f(changes + the turns the province gave them). A dossier that each
author saw whole is folded act by act (``evolving``). Where two stations worked without knowing of each other, the
acts of custody are woven into branches, corrections are merged by field, everything else is a union of facts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import cast

from app.domain.conflict import Branch, Conflict
from app.domain.dossier import Dossier
from app.domain.edits import Edits, Writer
from app.domain.events import DossierCompleted, DossierForwarded, DossierReceived, Recorded
from app.domain.evolving import ACT_OF, evolve, mark_of, noted_correction
from app.domain.life_events import (
    ActUndone,
    DossierCorrected,
    DossierRefused,
    DossierStopped,
    DossierTakenOver,
    DossierWithdrawn,
    FileTakenIn,
)
from app.domain.merge_events import CUSTODY, ConflictResolved, hand_of
from app.domain.old_book_events import EntryImported
from app.domain.ordering import Change, Turn, effective_hlc, is_chain, pasts
from app.domain.states import OPEN_STATES

MOST_BRANCHES = 8
"""A commune has no more stations; whoever forges more of them is marked."""
MOST_WOVEN = 4_000
"""No honest dossier has a tenth of it; a longer one is folded in its order alone."""

_SOLVING = (DossierCompleted, DossierRefused, DossierStopped, DossierWithdrawn)
_ONLY_CUSTODY = (DossierTakenOver, FileTakenIn, DossierForwarded)


@dataclass(frozen=True, slots=True)
class Happened:
    """One change of a dossier in causal order, its event, and its turn. recorded: None where it cannot be read."""

    change: Change
    recorded: Recorded | None
    turn: Turn | None


def fold(history: Sequence[Happened], *, dossier_id: bytes, begun: Dossier | None = None) -> Dossier | None:
    """Return what the history makes; None before any birth.

    history: all changes held of one dossier, as :func:`app.domain.ordering.in_causal_order` gives them. begun: what it
    had come to before them, where it was taken over folded (``DossierBaseline``); every author had seen that.
    """
    if is_chain([one.change for one in history]) or len(history) > MOST_WOVEN:
        dossier = begun
        for one in history:
            if one.recorded is not None:
                dossier = evolve(dossier, one.recorded, dossier_id=dossier_id)
        return dossier
    return _Weave(history, dossier_id, begun).dossier()


@dataclass(slots=True)
class _Line:
    """A branch of custody while it is woven. acts: places of its acts; dossier: with all facts up to now.

    discarded_by: the place of the decision against it.
    """

    acts: list[int]
    dossier: Dossier
    discarded_by: int | None = None

    @property
    def tip(self) -> int | None:
        return self.acts[-1] if self.acts else None


@dataclass(slots=True)
class _Weave:
    """The woven fold of one dossier."""

    history: Sequence[Happened]
    dossier_id: bytes
    begun: Dossier | None
    past: list[int] = field(default_factory=list)
    known: dict[int, Recorded] = field(default_factory=dict)
    lines: list[_Line] = field(default_factory=list)
    marks: dict[int, str] = field(default_factory=dict)
    birth: int = -1

    def dossier(self) -> Dossier | None:
        """Weave it, and return what stands."""
        self.past = pasts([one.change for one in self.history])
        self.known = {place: one.recorded for place, one in enumerate(self.history) if one.recorded is not None}
        if self.begun is not None:
            self.lines = [_Line([], self.begun)]
        for place, recorded in self.known.items():
            self._take(place, recorded)
        return self._whole() if self.lines else None

    # ── weaving ──

    def _take(self, place: int, recorded: Recorded) -> None:
        event = recorded.event
        if not self.lines:
            if isinstance(event, DossierReceived | EntryImported):
                self.birth, self.lines = place, [_Line([], self._evolved(None, recorded))]
        elif isinstance(event, ConflictResolved):
            if event.field == CUSTODY:
                self._decide(place, event)
        elif isinstance(event, DossierCorrected):
            return  # merged by field once it is known which branch stands
        elif type(event) in ACT_OF or isinstance(event, ActUndone):
            self._act(place, recorded)
        else:
            for line in self.lines:
                line.dossier = self._evolved(line.dossier, recorded)

    def _act(self, place: int, recorded: Recorded) -> None:
        """Put an act where its author stood: at the end of a branch, or beside it where they had not seen its end."""
        seen = self.past[place]
        ends = [line for line in self.lines if line.tip is None or seen >> line.tip & 1]
        if ends:
            line = min(ends, key=lambda one: (one.discarded_by is not None, not _holds(one, recorded)))
            after = self._evolved(line.dossier, recorded)
            if after.marks:
                self.marks[place] = after.marks[-1]
            else:
                line.dossier = after
                line.acts.append(place)
            return
        self._fork(place, recorded)

    def _fork(self, place: int, recorded: Recorded) -> None:
        seen = self.past[place]
        line, kept = max(
            ((line, _shared(line.acts, seen)) for line in self.lines), key=lambda found: found[1]
        )  # the first of the longest
        before = self._folded({*line.acts[:kept]}, upto=place)
        after = self._evolved(before, recorded)
        if after.marks:
            self.marks[place] = after.marks[-1]
        elif len(self.lines) >= MOST_BRANCHES:
            self.marks[place] = mark_of("not_custodian", _slug(recorded), recorded.station, recorded.seq)
        else:
            self.lines.append(_Line([*line.acts[:kept], place], after))

    def _decide(self, place: int, event: ConflictResolved) -> None:
        """Discard what whoever decided had seen beside the branch they kept; the first decision counts."""
        named = (event.station, event.seq)
        kept = next((n for n, one in enumerate(self.history) if (one.change.station, one.change.seq) == named), None)
        if any(kept in line.acts and line.discarded_by is not None for line in self.lines):
            change = self.history[place].change
            self.marks[place] = mark_of("late", "resolve", change.station, change.seq)
            return
        keeping = [line for line in self.lines if kept in line.acts and line.discarded_by is None]
        losing = [line for line in self.lines if line.discarded_by is None and line not in keeping[:1]]
        for line in losing:
            if keeping and self._was_seen(line, keeping[0], place):
                line.discarded_by = place

    def _was_seen(self, line: _Line, kept: _Line, place: int) -> bool:
        own = _own(line, kept)
        return own is None or bool(self.past[place] >> own & 1)

    def _folded(self, acts: set[int], *, upto: int) -> Dossier:
        """Fold the facts and some acts anew, in their order."""
        dossier = self._born()
        for place in range(self.birth + 1, upto):
            recorded = self.known.get(place)
            if recorded is None or isinstance(recorded.event, DossierCorrected | ConflictResolved):
                continue
            is_act = type(recorded.event) in ACT_OF or isinstance(recorded.event, ActUndone)
            if place in acts or not is_act:
                dossier = self._evolved(dossier, recorded)
        return dossier

    def _born(self) -> Dossier:
        """Return what all branches begin with."""
        return self.begun or self._evolved(None, self.known[self.birth])

    def _evolved(self, dossier: Dossier | None, recorded: Recorded) -> Dossier:
        return cast("Dossier", evolve(dossier, recorded, dossier_id=self.dossier_id))

    # ── what stands ──

    def _whole(self) -> Dossier:
        for line in self.lines:
            self._mark_what_came_after_a_decision(line)
        standing = [line for line in self.lines if line.discarded_by is None]
        standing = self._without_late_claims(standing)
        standing.sort(key=lambda line: self._first_own(line, standing))
        official = standing[0]
        conflict: Conflict | None = None
        if len({_ending(line.dossier) for line in standing}) > 1:
            shared = min(_common(official.acts, line.acts) for line in standing[1:])
            conflict = Conflict(tuple(self._branch(line, standing) for line in standing))
            acts = {*official.acts[:shared]}
        else:
            acts = {*official.acts}
            for line in standing[1:]:
                self._mark_double(line, standing)
        edited, edits = self._with_edits(acts)
        return replace(
            edited,
            marks=tuple(self.marks[place] for place in sorted(self.marks)),
            conflict=conflict,
            contradictions=edits.contradictions(),
            provisional=edits.is_provisional or self._is_provisional(standing),
        )

    def _with_edits(self, acts: set[int]) -> tuple[Dossier, Edits]:
        """Fold the facts, the acts that stand, and every correction by field; one that missed the end is late."""
        edits, ends = Edits(), self._ends(acts)
        dossier = self._born()
        for place in range(self.birth + 1, len(self.history)):
            recorded = self.known.get(place)
            if recorded is None:
                continue
            event = recorded.event
            if isinstance(event, DossierCorrected):
                if all(self._knew(place, end) for end in ends):
                    edited = edits.take(dossier, self._writer(place, event))
                    dossier = replace(noted_correction(edited, event), last_at=max(dossier.last_at, event.at))
                else:
                    self._mark(place, "late")
            elif isinstance(event, ConflictResolved):
                if event.field != CUSTODY:
                    kept = (event.station, event.seq)
                    dossier = edits.resolve(dossier, event.field, kept, place=place, past=self.past[place])
            elif place in acts or not (type(event) in ACT_OF or isinstance(event, ActUndone)):
                dossier = self._evolved(dossier, recorded)
        return dossier, edits

    def _writer(self, place: int, event: DossierCorrected) -> Writer:
        one = self.history[place]
        change = one.change
        clock = (effective_hlc(change, one.turn), change.station, change.seq)
        return Writer(place, self.past[place], clock, change.station, change.seq, event, one.turn is not None)

    def _ends(self, acts: set[int]) -> list[int]:
        """Return the acts of the branch that stands by which the dossier was solved."""
        return [place for place in acts if isinstance(self.known[place].event, _SOLVING)]

    def _knew(self, one: int, other: int) -> bool:
        """Tell whether one of two changes had seen the other."""
        early, late = sorted((one, other))
        return bool(self.past[late] >> early & 1)

    def _without_late_claims(self, standing: list[_Line]) -> list[_Line]:
        """Leave out a bare take-over of a file that had been solved elsewhere: it came late."""
        ended = [line for line in standing if line.dossier.state not in OPEN_STATES]
        if not ended:
            return standing
        late = [line for line in standing if line not in ended and self._only_claims(line, standing)]
        for line in late:
            for place in line.acts[_shared_with(line, standing) :]:
                self._mark(place, "late")
        return [line for line in standing if line not in late]

    def _only_claims(self, line: _Line, standing: list[_Line]) -> bool:
        own = line.acts[_shared_with(line, standing) :]
        return all(isinstance(self.known[place].event, _ONLY_CUSTODY) for place in own)

    def _mark_what_came_after_a_decision(self, line: _Line) -> None:
        """An act on a branch that was decided against, by somebody who had not heard of it, is late."""
        if line.discarded_by is None:
            return
        known = self.past[line.discarded_by]
        for place in line.acts:
            if not known >> place & 1:
                self._mark(place, "late")

    def _mark_double(self, line: _Line, standing: list[_Line]) -> None:
        is_over = line.dossier.state not in OPEN_STATES
        self._mark(line.acts[-1] if line.acts else self.birth, "double_result" if is_over else "double_claim")

    def _mark(self, place: int, kind: str) -> None:
        if place < 0:
            return  # what was taken over folded is nobody's act
        recorded = self.known[place]
        self.marks[place] = mark_of(kind, _slug(recorded), recorded.station, recorded.seq)

    def _first_own(self, line: _Line, standing: list[_Line]) -> int:
        """Return the place of the first act that is this branch's alone: the province's order decides between them."""
        own = line.acts[_shared_with(line, standing) :]
        return own[0] if own else -1

    def _is_provisional(self, standing: list[_Line]) -> bool:
        firsts = [self._first_own(line, standing) for line in standing] if len(standing) > 1 else []
        return any(place >= 0 and self.history[place].turn is None for place in firsts)

    def _branch(self, line: _Line, standing: list[_Line]) -> Branch:
        own = line.acts[_shared_with(line, standing) :]
        acts = tuple((self.history[place].change.station, self.history[place].change.seq) for place in own)
        dossier = line.dossier
        number = (dossier.result and dossier.result.number) or (dossier.ending and dossier.ending.number)
        holder = dossier.custodian.holder
        return Branch(*acts[0], _ending(dossier), holder, dossier.last_at, acts, number or None)


def _holds(line: _Line, recorded: Recorded) -> bool:
    return hand_of(line.dossier.custodian.station) == hand_of(recorded.station)


def _ending(dossier: Dossier) -> str:
    """Return how a branch ended (``granted``, ``refused``, ``stopped``, ``withdrawn``), or the state it is in."""
    if dossier.ending is not None:
        return dossier.ending.kind
    return dossier.result.result if dossier.result is not None else dossier.state.value


def _slug(recorded: Recorded) -> str:
    return "undo" if isinstance(recorded.event, ActUndone) else ACT_OF[type(recorded.event)]  # type: ignore[index]


def _shared(acts: Sequence[int], seen: int) -> int:
    """Return how many of the first acts of a branch somebody had seen."""
    return next((n for n, place in enumerate(acts) if not seen >> place & 1), len(acts))


def _common(one: Sequence[int], other: Sequence[int]) -> int:
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _shared_with(line: _Line, standing: Sequence[_Line]) -> int:
    """Return how many first acts a branch shares with the others; none of its own where it is alone."""
    return max((_common(line.acts, other.acts) for other in standing if other is not line), default=len(line.acts))


def _own(line: _Line, other: _Line) -> int | None:
    """Return the first act of a branch that the other does not have."""
    shared = _common(line.acts, other.acts)
    return line.acts[shared] if shared < len(line.acts) else None
