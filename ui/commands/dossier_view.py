"""One dossier whole, as JSON and as lines."""

from __future__ import annotations

import dataclasses

from app.domain.dossier import Dossier
from app.domain.duplicate_events import DuplicateOverridden
from app.domain.events import Event, NoteAdded
from app.domain.queue import Ticket
from app.domain.scans import kept_scans
from app.domain.states import STATE_WORDS
from app.i18n import _
from app.readings import DossierLine, TimelineEntry
from app.wording import because_text
from ui.commands.output import plain
from ui.commands.scans import scan_line
from ui.dossier_words import PRIORITIES
from ui.happened import happened
from ui.person_words import waited_words


def as_document(
    dossier: Dossier, timeline: tuple[TimelineEntry, ...], line: DossierLine, ticket: Ticket | None = None
) -> dict[str, object]:
    """Return the JSON of ``show``: every field, the timeline, custody, evidence of sync, the number in the hall."""
    whole = {f.name: plain(getattr(dossier, f.name)) for f in dataclasses.fields(dossier)}
    whole["state_code"] = dossier.state.code
    whole["due_at"] = plain(dossier.due.at)
    whole["because"] = because_text(dossier.due)
    whole["total"] = dossier.total
    whole["timeline"] = [plain(_entry(entry)) for entry in timeline]
    if ticket is not None:
        whole["queue"] = plain({"number": ticket.number, "taken_at": ticket.taken_at, "called_at": ticket.called_at})
    whole["sync"] = {"evidence": line.evidence, "changes": len(timeline)}
    return whole


def _entry(entry: TimelineEntry) -> dict[str, object]:
    event = entry.recorded.event
    happened = getattr(event, "at", None) or getattr(event, "received_at", entry.recorded_at)
    return {
        "at": happened,
        "recorded_at": entry.recorded_at,
        "kind": entry.recorded.kind,
        "officer": entry.officer,
        "station": entry.station,
        "note": _note(event),
        "evidence": entry.evidence,
    }


def _note(event: Event) -> str | None:
    match event:
        case NoteAdded():
            return event.text
        case DuplicateOverridden():
            return event.reason
        case _:
            return getattr(event, "note", None)


def as_lines(dossier: Dossier, timeline: tuple[TimelineEntry, ...], ticket: Ticket | None = None) -> list[str]:
    """Return a few lines for people."""
    lines = [
        f"{dossier.code}  {_(STATE_WORDS[dossier.state])}",
        f"{dossier.applicant.name}  {dossier.procedure.name}",
        because_text(dossier.due),
    ]
    if dossier.reception:
        lines.append(_("Taken in at: {place}").format(place=dossier.reception))
    if dossier.other_desk:
        lines.append(_("Result returned at: {place}").format(place=dossier.other_desk))
    if dossier.priority:
        kinds = ", ".join(_(PRIORITIES[one]) if one in PRIORITIES else one for one in dossier.priority)
        lines.append(_("Priority: {kinds}").format(kinds=kinds))
    if ticket is not None:
        lines.append(
            _("Number {number} in the hall, {waited}").format(number=ticket.number, waited=waited_words(ticket))
        )
    if dossier.aim_at is not None and dossier.priority:
        lines.append(_("Priority: to be done by {at}.").format(at=f"{dossier.aim_at:%H:%M %d/%m/%Y}"))
    lines += [scan_line(scan) for scan in kept_scans(dossier)]
    return lines + [line for entry in timeline if (line := _line(entry))]


def _line(entry: TimelineEntry) -> str | None:
    said = happened(entry.recorded.event, entry.recorded_at)
    if said is None:
        return None
    return "  ".join(part for part in (f"  {said.at:%H:%M %d/%m/%Y}", said.act, said.detail, entry.officer) if part)
