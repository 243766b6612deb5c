"""What the page of things to look at shows: rows of the list, versions side by side. Plain values, no widget."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from app.conflict_words import kind_words
from app.domain.dossier import Dossier
from app.domain.states import STATE_WORDS
from app.i18n import N_, _
from app.services.conflicts import Beside, Conflicts, ReviewLine, Side
from ui.conflict_words import value_words
from ui.dossier_words import birth_words, moment_words, short_name
from ui.happened import happened
from ui.place_words import station_words
from ui.widgets.cells import ActCell, Cell, Column, NameCell, StateCell, TextCell, split_code

if TYPE_CHECKING:
    from app.readings import Desk, TimelineEntry

DECIDE, MERGE, LOOKED = "decide", "merge", "looked"
"""What F9 does on a line: say which version stands, merge two dossiers, note that somebody looked."""

_ACTS = {"custody": DECIDE, "proposal": DECIDE, "soft": DECIDE, "possible_duplicate": MERGE}
_OWNERS = {"leader": N_("leader"), "receiver": N_("receiving officer")}
_HEADINGS = {
    DECIDE: N_("Say which version stands. The other one stays readable in the story of the dossier."),
    MERGE: N_("Say which dossier stays. The other one ends, and its code finds the one that stays."),
    LOOKED: N_("Look whether something has to be put right, then note it here."),
}


@dataclass(frozen=True, slots=True)
class ShownSide:
    """One version: what it says, where it is from, whether it stands now, what was recorded. key: for the decision."""

    key: bytes
    value: str
    place: str
    stands: bool
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownReview:
    """One thing to look at, whole. act: DECIDE, MERGE or LOOKED. may_dismiss: nothing may have to be done."""

    dossier: bytes
    item: str
    code: str
    applicant: str
    what: str
    about: str
    heading: str
    provisional: bool
    act: str
    may_dismiss: bool
    sides: tuple[ShownSide, ...]


def columns() -> tuple[Column, ...]:
    """Return the columns of the list."""
    return (
        Column(_("Decide by"), 132),
        Column(_("What was found")),
        Column(_("Applicant"), 200, least=130),
        Column(_("Dossier code"), 168, drop=2),
        Column(_("Who decides"), 150, drop=1),
        Column("", 190, kind="act", least=170),
    )


def cells(one: ReviewLine, now: datetime) -> tuple[Cell, ...]:
    """Return the cells of a line."""
    due = one.item.due
    token = "overdue" if due < now else "due_soon" if due.date() == now.date() else "on_time"
    day = _("today") if due.date() == now.date() else f"{due:%d/%m/%Y}"
    tags = (_("for now"),) if one.dossier.provisional else ()
    return (
        StateCell(token, day),
        TextCell(kind_words(one)),
        NameCell(one.dossier.applicant.name, tags=tags),
        split_code(one.dossier.code),
        TextCell(_(_OWNERS[one.item.owner]), muted=True),
        ActCell(_("Look at both") if one.item.kind in _ACTS else _("Look at it")),
    )


def read_review(conflicts: Conflicts, line: ReviewLine, desk: Desk, now: datetime) -> ShownReview | None:
    """Read one thing to look at, for the store thread; None when it is settled meanwhile."""
    found = [one for one in conflicts.of(line.dossier.id) if one.line.item.item == line.item.item]
    return shown_review(found[0], desk, now) if found else None


def shown_review(beside: Beside, desk: Desk, now: datetime) -> ShownReview:
    """Word both versions."""
    line = beside.line
    act = _ACTS.get(line.item.kind, LOOKED)
    owner = _("Decided by the {who}, by {day}.").format(
        who=_(_OWNERS[line.item.owner]), day=moment_words(line.item.due)
    )
    late = _("That day has passed.") if line.item.due < now else ""
    if line.other is not None:
        sides = tuple(_whole(one, desk) for one in (line.other, line.dossier))
    else:
        sides = tuple(_side(beside, side, desk) for side in beside.sides)
    return ShownReview(
        dossier=line.dossier.id,
        item=line.item.item,
        code=line.dossier.code,
        applicant=line.dossier.applicant.name,
        what=kind_words(line),
        about=" ".join(part for part in (owner, late) if part),
        heading=_(_HEADINGS[act]),
        provisional=line.dossier.provisional,
        act=act,
        may_dismiss=line.item.kind != "custody",
        sides=sides,
    )


def _side(beside: Beside, side: Side, desk: Desk) -> ShownSide:
    value = value_words(beside, side)
    place = station_words(side.acts[0].station if side.acts else side.station.hex()[:8], desk)
    return ShownSide(side.station, value, place, side.stands, tuple(_act(one, desk) for one in side.acts))


def _act(entry: TimelineEntry, desk: Desk) -> str:
    told = happened(entry.recorded.event)
    words = f"{told.act}. {told.detail}".strip() if told else entry.recorded.kind
    place = station_words(entry.station, desk)
    who = " · ".join(part for part in (moment_words(entry.recorded_at), entry.officer, place) if part)
    return f"{who}\n{words}"


def _whole(dossier: Dossier, desk: Desk) -> ShownSide:
    """Return a dossier that may be the same request as another one."""
    applicant = dossier.applicant
    here = dossier.custodian.station == desk.station
    lines = (
        applicant.name,
        " · ".join(part for part in (birth_words(applicant), applicant.id_number or "") if part),
        short_name(dossier.procedure.name),
        _("Received {at}").format(at=moment_words(dossier.received_at)),
        _(STATE_WORDS[dossier.state]),
        _("The file lies here.") if here else _("The file lies at {holder}.").format(holder=dossier.custodian.holder),
    )
    return ShownSide(dossier.id, dossier.code, "", False, tuple(line for line in lines if line))  # fmt: skip
