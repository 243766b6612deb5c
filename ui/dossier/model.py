"""One dossier as the page shows it: every word chosen, nothing left to decide for the widgets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from app.domain.dossier import Dossier
from app.domain.facts import ReceivedPaper
from app.domain.money import Fee, format_amount
from app.domain.owing import offered_papers
from app.domain.queue import Ticket
from app.domain.review import review_items
from app.domain.states import ENDED_STATES, RUNNING_STATES, State
from app.dossier_fields import field_words
from app.i18n import N_, _, ngettext
from app.readings import DossierLine, TimelineEntry
from app.services.print_tries import FailedPrint
from ui.correction_words import value_words
from ui.dossier.offered import ShownAct, offered
from ui.dossier.standing_lines import standing_lines
from ui.dossier_words import (
    ACTS,
    EVIDENCE,
    FORMS,
    Standing,
    Today,
    birth_words,
    long_standing,
    moment_words,
    short_name,
    tags,
)
from ui.happened import happened
from ui.paper_words import failed_words
from ui.person_words import waited_words
from ui.place_words import station_words
from ui.widgets import timeline as drawn

if TYPE_CHECKING:
    from app.readings import Desk
    from app.services.processing import Processing

_MARKS = {
    "not_custodian": N_("{act} was recorded by a desk that did not hold the file."),
    "illegal_transition": N_("{act} was recorded when the dossier could no longer take it."),
    "late": N_("{act} was recorded after the dossier had been closed elsewhere."),
    "double_result": N_("{act}: two desks solved it alike; void one of the two papers."),
    "double_claim": N_("{act}: two desks worked on it; the first at the province counts."),
}


@dataclass(frozen=True, slots=True)
class ShownFee:
    """One line of the fees card; extra is muted («miễn», «chưa có biểu»)."""

    name: str
    extra: str
    amount: str


@dataclass(frozen=True, slots=True)
class ShownPaper:
    """One line of the papers: name, kind and count, what was noted. received: how it came, empty if it did not."""

    name: str
    kind: str
    note: str
    received: str


@dataclass(frozen=True, slots=True)
class ShownDossier:
    """The whole page."""

    id: bytes
    code: str
    name: str
    chips: tuple[Standing, ...]
    procedure: str
    about: str
    entries: tuple[drawn.TimelineEntry, ...]
    history: str
    papers: tuple[ShownPaper, ...]
    fees: tuple[ShownFee, ...]
    fee_state: Standing
    payments: tuple[str, ...]
    prints: tuple[tuple[str, str], ...]
    failed_prints: tuple[tuple[str, str], ...]
    print_state: str
    standing: tuple[str, ...]
    acts: tuple[ShownAct, ...]
    others: tuple[ShownAct, ...]
    may_undo: str
    why: str
    warnings: tuple[str, ...]
    forms: tuple[tuple[str, str, str], ...]
    owed: int | None
    field: str
    to_review: bool = False
    alike: tuple[str, ...] = ()


def shown(
    dossier: Dossier,
    line: DossierLine,
    entries: tuple[TimelineEntry, ...],
    *,
    processing: Processing,
    desk: Desk,
    today: Today,
    apology_by: datetime | None = None,
    undo: str | None = None,
    has_newer: bool = False,
    failed: Sequence[FailedPrint] = (),
    ticket: Ticket | None = None,
    alike: Sequence[Dossier] = (),
) -> ShownDossier:
    """Word a dossier; pure, safe on any thread.

    apology_by: until when an apology must be out if the promise cannot be kept; undo: the act to be taken back;
    has_newer: a later version of the procedure is in force, which the dossier may be moved to; failed: its papers
    that did not come out of the printer; ticket: the number in the hall whose turn brought it; alike: others that may
    be the same request.
    """
    allowed = processing.allowed(dossier)
    if has_newer and line.custody_here:
        allowed = (*allowed, "new-version")
    evidence = Standing(line.evidence, _(EVIDENCE.get(line.evidence, "")))
    chip = long_standing(dossier.state, dossier.due.at, today, marked=bool(dossier.marks))
    due_now = apology_by is not None and _apology_presses(dossier, today, apology_by)
    acts, others = offered(dossier, line, allowed, apology_due=due_now)
    return ShownDossier(
        id=dossier.id,
        code=dossier.code,
        name=dossier.applicant.name,
        chips=(chip, evidence),
        procedure=short_name(dossier.procedure.name),
        about=_about(dossier),
        entries=(*_entries(entries, desk, today), *(_in_the_hall(ticket, today) if ticket else ())),
        history=_history(dossier, today),
        papers=tuple(_paper(paper) for paper in dossier.papers),
        fees=tuple(_fee(fee) for fee in dossier.fees if fee.amount or fee.state != "known"),
        fee_state=_fee_state(dossier),
        payments=tuple(
            _("Slip {number}, {at}: {amount}").format(
                number=paid.number, at=moment_words(paid.at), amount=format_amount(paid.amount)
            )
            for paid in dossier.payments
        ),
        prints=tuple(_print(made.form, made.copy, made.mode, moment_words(made.at)) for made in dossier.prints),
        failed_prints=tuple(_failed(one) for one in failed),
        print_state=_("failed") if failed else _("to print") if line.needs_print else _("nothing left to print"),
        standing=standing_lines(dossier, today.now, apology_by if due_now else None),
        acts=acts,
        others=others,
        may_undo=_(ACTS[undo]) if undo else "",
        why=_why(dossier, line, allowed),
        warnings=_warnings(dossier),
        forms=_forms(dossier),
        owed=None if dossier.total is None else dossier.total - dossier.paid,
        field=dossier.procedure.field,
        to_review=bool(review_items(dossier) or alike),
        alike=tuple(
            _("It may be the same request as dossier {code}, received {at}.").format(
                code=other.code, at=moment_words(other.received_at)
            )
            for other in alike
        ),
    )


def _failed(one: FailedPrint) -> tuple[str, str]:
    """Return a paper that did not come out: how often, why, which; and when it was tried last."""
    said = _("{failed} · {paper}")
    return said.format(paper=_(FORMS[one.form]), failed=failed_words(one)), moment_words(one.at)


def _apology_presses(dossier: Dossier, today: Today, apology_by: datetime) -> bool:
    """Tell whether the day of the apology has come; a limit that began today is still to be kept, as on the desk."""
    if dossier.state not in RUNNING_STATES or dossier.extension is not None:
        return False
    if dossier.due.at < today.now:
        return True
    return apology_by.date() <= today.day and (dossier.day_zero or dossier.received_at).date() < today.day


def _about(dossier: Dossier) -> str:
    applicant = dossier.applicant
    parts = (
        dossier.code,
        birth_words(applicant),
        applicant.id_number or "",
        applicant.address or "",
        applicant.phone or "",
        *tags(dossier.priority),
        _("from an old register") if dossier.imported else "",
    )
    return " · ".join(part for part in parts if part)


def _history(dossier: Dossier, today: Today) -> str:
    if dossier.state not in (State.ACCEPTED, State.PROCESSING) or not dossier.due.counted_days:
        return _("newest first")
    counted = dossier.due.counted_days
    done = sum(1 for day in counted if day <= today.day)
    words = ngettext(
        "newest first; {done} of {n} day counted", "newest first; {done} of {n} days counted", len(counted)
    )
    return words.format(done=done, n=len(counted))


def _entries(entries: tuple[TimelineEntry, ...], desk: Desk, today: Today) -> list[drawn.TimelineEntry]:
    rows = []
    for entry in reversed(entries):
        said = happened(entry.recorded.event, None if desk.practice else entry.recorded_at)
        if said is None:
            continue
        day = f"{said.at:%d/%m}" if said.at.year == today.day.year else f"{said.at:%d/%m/%Y}"
        rows.append(
            drawn.TimelineEntry(
                day=_("Today") if said.at.date() == today.day else day,
                time=f"{said.at:%H:%M}",
                act=said.act,
                detail=said.detail,
                who=" · ".join(part for part in (entry.officer, station_words(entry.station, desk)) if part),
                icon=said.icon,
                tone=said.tone,
            )
        )
    return rows


def _in_the_hall(ticket: Ticket, today: Today) -> tuple[drawn.TimelineEntry, ...]:
    """Return the turn in the waiting hall that came before everything else: which number, how long it waited."""
    called = ticket.called_at or ticket.taken_at
    day = f"{called:%d/%m}" if called.year == today.day.year else f"{called:%d/%m/%Y}"
    said = drawn.TimelineEntry(
        day=_("Today") if called.date() == today.day else day,
        time=f"{called:%H:%M}",
        act=_("Called from the hall, number {number}").format(number=ticket.number),
        detail=waited_words(ticket),
        who=_("Desk {number}").format(number=ticket.desk) if ticket.desk else "",
        icon="clock",
    )
    return (said,)


def _paper(paper: ReceivedPaper) -> ShownPaper:
    counts = [(_("Original"), paper.original), (_("Copy"), paper.copy)]
    kind = ", ".join(f"{word} · {count}" for word, count in counts if count)
    if paper.shown_only:
        kind = _("Shown")
    note = _("not needed: {why}").format(why=paper.waived_because) if paper.waived_because else paper.note or ""
    came = bool(paper.original or paper.copy)
    received = (_("seen, given back") if paper.shown_only else _("in the file")) if came else ""
    return ShownPaper(paper.name, kind, note, received)


def _fee(fee: Fee) -> ShownFee:
    if fee.state == "exempt":
        return ShownFee(fee.name, _("exempt"), format_amount(0))
    if fee.amount is None:
        return ShownFee(fee.name, _("no tariff yet"), "")
    times = f"× {fee.quantity}" if fee.quantity > 1 else ""
    return ShownFee(fee.name, times, format_amount(fee.amount))


def _fee_state(dossier: Dossier) -> Standing:
    owed = dossier.total
    if owed is None:
        return Standing("due_soon", _("no tariff yet"))
    if not owed:
        return Standing("done", _("nothing to collect"))
    if dossier.paid >= owed:
        return Standing("done", _("collected in full"))
    return Standing("due_soon", _("{amount} to collect").format(amount=format_amount(owed - dossier.paid)))


def _print(form: str, copy: int, mode: str, at: str) -> tuple[str, str]:
    words = _(FORMS.get(form, form))
    if copy > 1:
        words = _("Reprint {n}: {form}").format(n=copy - 1, form=words)
    return (words if mode == "printed" else _("{form} (file)").format(form=words), at)


def _why(dossier: Dossier, line: DossierLine, allowed: tuple[str, ...]) -> str:
    """Say why the act an officer would look for is not there."""
    if dossier.returned is not None:
        words = (
            _("The papers were given back on {at}. The dossier is finished.")
            if dossier.state in ENDED_STATES
            else _("The result was returned on {at}. The dossier is finished.")
        )
        return words.format(at=moment_words(dossier.returned.at))
    if not line.custody_here:
        return _("The file is with {holder}; only there can the next step be recorded.").format(
            holder=line.holder or ""
        )
    if dossier.state in RUNNING_STATES and "hand-over" not in allowed:
        return _("The result can be returned once it is recorded.")
    return ""


def _warnings(dossier: Dossier) -> tuple[str, ...]:
    """Return what desks said against each other and nobody has decided or dismissed."""
    warnings = []
    if dossier.conflict is not None:
        warnings.append(_("Two desks solved it differently. Nobody's result counts until somebody decides."))
    if dossier.merged_into is not None:
        warnings.append(_("It is the same request as another dossier and was merged into it."))
    for one in dossier.contradictions:
        words = _("{field}: another desk wrote “{value}”. Look again which one is right.")
        value = "; ".join(value_words(one.field, other.value) for other in one.others)
        warnings.append(words.format(field=field_words(one.field), value=value))
    return (*warnings, *(_warning(mark) for mark in dossier.marks if mark not in dossier.dismissed))


def _warning(mark: str) -> str:
    kind, _colon, place = mark.partition(":")
    act = place.partition(":")[0]
    words = _(_MARKS.get(kind, _MARKS["illegal_transition"]))
    return words.format(act=_(ACTS.get(act, act)))


def _forms(dossier: Dossier) -> tuple[tuple[str, str, str], ...]:
    """Return what can be printed: slug, name, and what will stand on it."""
    return tuple((slug, _(FORMS[slug]), _mark_words(dossier, slug)) for slug in offered_papers(dossier))


def _mark_words(dossier: Dossier, form: str) -> str:
    if form == "receipt" and dossier.replaces_print is not None:
        day = f"{dossier.replaces_print:%d/%m/%Y}"
        return _("This copy is marked “THAY PHIẾU ĐÃ IN NGÀY {day}”.").format(day=day)
    copy = dossier.next_copy(form)
    if copy == 1:
        return _("First print, without a mark.")
    return _("This copy is marked “IN LẠI LẦN {n}”.").format(n=copy - 1)
