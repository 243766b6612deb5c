"""How a dossier stands beyond its chip: what it waits for, what was promised anew, corrected, made again."""

from __future__ import annotations

from datetime import datetime

from app.domain.dossier import Dossier
from app.domain.states import ENDED_STATES, OPEN_STATES, RUNNING_STATES, State
from app.i18n import _, ngettext
from ui.dossier_words import moment_words
from ui.happened import FAULTS, SYSTEMS


def standing_lines(dossier: Dossier, now: datetime, apology_by: datetime | None) -> tuple[str, ...]:
    """Return the sentences, the most pressing first. apology_by: until when an apology is due, None = not yet."""
    said = (
        _waiting(dossier),
        _apology(dossier, now, apology_by),
        _aimed(dossier),
        _places(dossier),
        _extended(dossier),
        _late(dossier, now),
        _ended(dossier),
        _faulted(dossier),
        _corrected(dossier),
        *(
            _("Code on {system}: {code}.").format(
                system=_(SYSTEMS.get(linked.system, SYSTEMS["other"])), code=linked.code
            )
            for linked in dossier.codes
        ),
    )
    return tuple(words for words in said if words)


def _waiting(dossier: Dossier) -> str:
    since = dossier.standing_since
    if since is None:
        return ""
    if dossier.state is State.AWAITING_PAYMENT:
        return _("Awaiting the payment since {at}; the time stands still.").format(at=moment_words(since))
    if dossier.state is State.AWAITING_PAPERS and dossier.requests:
        lacking = "; ".join(paper.name for paper in dossier.requests[-1].wanted)
        return _("Awaiting papers since {at}. Lacking: {papers}.").format(at=moment_words(since), papers=lacking)
    return ""


def _apology(dossier: Dossier, now: datetime, apology_by: datetime | None) -> str:
    if apology_by is None or dossier.state not in RUNNING_STATES:
        return ""
    if now > dossier.due.at:
        return _("The promise is missed: apologise and promise a new day.")
    return _("If it cannot be solved by {at}, apologise and promise a new day now.").format(
        at=moment_words(dossier.due.at)
    )


def _places(dossier: Dossier) -> str:
    taken = _("Taken in at: {place}.").format(place=dossier.reception) if dossier.reception else ""
    back = _("The result is returned at: {place}.").format(place=dossier.other_desk) if dossier.other_desk else ""
    return " ".join(words for words in (taken, back) if words)


def _aimed(dossier: Dossier) -> str:
    aim = dossier.first_by
    if aim is None or aim >= dossier.due.at or dossier.state not in RUNNING_STATES:
        return ""
    return _("Priority: to be done by {at}; the slip promises {due}.").format(
        at=moment_words(aim), due=moment_words(dossier.due.at)
    )


def _extended(dossier: Dossier) -> str:
    if dossier.extension is None or dossier.state not in OPEN_STATES:
        return ""
    return _("Promised anew for {at}, no. {number}; the first promise was {first}.").format(
        at=moment_words(dossier.due.at),
        number=dossier.extension.number,
        first=moment_words(dossier.original_due_at),
    )


def _late(dossier: Dossier, now: datetime) -> str:
    """Say it where the chip does not: under a new promise, and once the dossier is solved."""
    chip_says_so = dossier.state in RUNNING_STATES and dossier.extension is None
    if chip_says_so or not dossier.late_at(now):
        return ""
    return _("Late: the first promise was {at}.").format(at=moment_words(dossier.original_due_at))


def _ended(dossier: Dossier) -> str:
    ending = dossier.ending
    if ending is None:
        return ""
    words = {
        "refused": _("Refused on {at}: {reason}."),
        "stopped": _("Stopped at the citizen's request on {at}: {reason}."),
        "withdrawn": _("Withdrawn by the citizen on {at}: {reason}."),
    }[ending.kind]
    said = words.format(at=moment_words(ending.at), reason=ending.reason.rstrip("."))
    if dossier.state in ENDED_STATES and dossier.returned is None:
        return said + " " + _("The papers still go back.")
    return said


def _faulted(dossier: Dossier) -> str:
    if not dossier.faults or dossier.state not in OPEN_STATES:
        return ""
    fault = dossier.faults[-1]
    return _("The result was {fault} and is made again: {remedy}.").format(
        fault=_(FAULTS.get(fault.kind, FAULTS["wrong"])), remedy=fault.remedy.rstrip(".")
    )


def _corrected(dossier: Dossier) -> str:
    if not dossier.corrections:
        return ""
    count = len(dossier.corrections)
    words = ngettext("Corrected {n} time, last on {at}.", "Corrected {n} times, last on {at}.", count)
    said = words.format(n=count, at=moment_words(dossier.corrections[-1].at))
    if dossier.replaces_print is None:
        return said
    return said + " " + _("The slip printed on {at} is to be replaced.").format(at=moment_words(dossier.replaces_print))
