"""One dossier as the page shows it: every word chosen, nothing left to decide for the widgets; and what is wished."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.domain.dossier import Dossier
from app.domain.facts import ReceivedPaper
from app.domain.money import Fee, format_amount
from app.domain.owing import offered_papers
from app.domain.states import OPEN_STATES, State
from app.i18n import N_, _, ngettext
from app.readings import DossierLine, TimelineEntry
from ui.dossier_words import (
    ACT_ICONS,
    ACTS,
    EVIDENCE,
    FORMS,
    Standing,
    Today,
    birth_words,
    long_standing,
    moment_words,
    next_act,
    short_name,
    tags,
)
from ui.happened import happened
from ui.widgets import timeline as drawn

if TYPE_CHECKING:
    from app.readings import Desk
    from app.services.processing import Processing

CONSEQUENCES = {
    "forward": N_("The paper file goes to whoever solves it. The promised day stays."),
    "take-in": N_("The control sheet shows who signed for the file, and when."),
    "request-papers": N_("The time stands still until the papers are there. A request is printed."),
    "papers-received": N_("The time runs again; the new day is shown before you confirm."),
    "suspend": N_("The time stands still until the payment is proved."),
    "resume": N_("The time goes on; the days it stood do not count."),
    "extend": N_("Only once. The first promise stays for the statistics; an apology is printed."),
    "complete": N_("The dossier then waits for the citizen to fetch the result."),
    "refuse": N_("Ends the dossier with a written refusal that the citizen fetches."),
    "stop": N_("Ends the dossier at the citizen's written request; the papers go back."),
    "withdraw": N_("Ends the dossier; the papers go back to the citizen."),
    "announce": N_("Noted on the dossier; nothing else changes."),
    "hand-over": N_("The result goes to the citizen; the dossier is finished."),
    "fault": N_("The dossier is in work again; the agency makes it good and apologises."),
    "correct": N_("Old and new value are kept; the slip is printed anew with a mark."),
    "take-over": N_("The file is held here from now on; the desk that held it can change it no more."),
    "link-code": N_("The dossier is found by this code too."),
    "collect": N_("A provisional slip gets the next number. It does not replace the legal receipt."),
    "print": N_("The paper counts as printed once the printer took it."),
    "note": N_("The note stays in the record; every desk may read it."),
}
WITH_A_FORM = ("forward", "complete", "hand-over", "collect", "print", "note")
_MARKS = {
    "not_custodian": N_("{act} was recorded by a desk that did not hold the file."),
    "illegal_transition": N_("{act} was recorded when the dossier could no longer take it."),
}


@dataclass(frozen=True, slots=True)
class ForwardWish:
    """To whom it goes. kind: division | officer | agency."""

    kind: str
    name: str
    note: str


@dataclass(frozen=True, slots=True)
class ResultWish:
    """The result: its number and who signed it."""

    number: str
    signer: str
    note: str


@dataclass(frozen=True, slots=True)
class NoteWish:
    """A note."""

    text: str


@dataclass(frozen=True, slots=True)
class CollectWish:
    """Money: as typed, how it came, and the number in the paper receipt book."""

    amount: str
    method: str
    paper_receipt: str


@dataclass(frozen=True, slots=True)
class PrintWish:
    """Which form; to which printer, or to a file when empty."""

    form: str
    printer: str


Wish = ForwardWish | ResultWish | NoteWish | CollectWish | PrintWish


@dataclass(frozen=True, slots=True)
class ShownAct:
    """A legal act: slug, words, icon, what comes of it."""

    slug: str
    words: str
    icon: str
    consequence: str


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
    print_state: str
    acts: tuple[ShownAct, ...]
    why: str
    warnings: tuple[str, ...]
    forms: tuple[tuple[str, str, str], ...]
    owed: int | None
    field: str


def shown(
    dossier: Dossier, line: DossierLine, entries: tuple[TimelineEntry, ...], *, processing: Processing, desk: Desk,
    today: Today,
) -> ShownDossier:  # fmt: skip
    """Word a dossier; pure, safe on any thread."""
    allowed = processing.allowed(dossier)
    evidence = Standing(line.evidence, _(EVIDENCE.get(line.evidence, "")))
    chip = long_standing(dossier.state, dossier.due.at, today, marked=bool(dossier.marks))
    return ShownDossier(
        id=dossier.id,
        code=dossier.code,
        name=dossier.applicant.name,
        chips=(chip, evidence),
        procedure=short_name(dossier.procedure.name),
        about=_about(dossier),
        entries=tuple(_entries(entries, desk, today)),
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
        print_state=_("to print") if line.needs_print else _("nothing left to print"),
        acts=_acts(dossier, line, allowed),
        why=_why(dossier, line, allowed),
        warnings=tuple(_warning(mark) for mark in dossier.marks),
        forms=_forms(dossier),
        owed=None if dossier.total is None else dossier.total - dossier.paid,
        field=dossier.procedure.field,
    )


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
                who=f"{entry.officer} · {station_words(entry.station, desk)}",
                icon=said.icon,
                tone=said.tone,
            )
        )
    return rows


def station_words(station: str, desk: Desk) -> str:
    """Return where something was recorded: «Quầy 1» of this office, with the unit's code of another."""
    unit, _dash, number = station.rpartition("-")
    words = _("Desk {n}").format(n=number)
    return words if unit == desk.unit_code else f"{words}, {unit}"


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


def _acts(dossier: Dossier, line: DossierLine, allowed: tuple[str, ...]) -> tuple[ShownAct, ...]:
    """Return the legal acts, the likeliest first; a note has its own place, money is an act while it is owed."""
    likely = next_act(line)
    slugs = [act for act in allowed if act != "note" and act in WITH_A_FORM]
    slugs.sort(key=lambda act: act != likely)
    owed = dossier.total
    if (owed is None or dossier.paid < owed) and line.custody_here and dossier.state is not State.RETURNED:
        slugs.append("collect")
    if likely == "print":
        slugs.insert(0, "print")
    return tuple(ShownAct(slug, _(ACTS[slug]), ACT_ICONS[slug], _(CONSEQUENCES[slug])) for slug in slugs)


def _why(dossier: Dossier, line: DossierLine, allowed: tuple[str, ...]) -> str:
    """Say why the act an officer would look for is not there."""
    if dossier.state is State.RETURNED and dossier.returned is not None:
        returned = dossier.returned
        words = _("The result was returned on {at}. The dossier is finished.")
        return words.format(at=moment_words(returned.at))
    if not line.custody_here:
        return _("The file is with {holder}; only there can the next step be recorded.").format(
            holder=line.holder or ""
        )
    if dossier.state in OPEN_STATES and "hand-over" not in allowed:
        return _("The result can be returned once it is recorded.")
    return ""


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
