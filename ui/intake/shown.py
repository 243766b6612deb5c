"""From what is typed and known to what the page shows: plain functions, no widget, no database."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from app.domain.draft import PaperEntry
from app.domain.errors import BadInput
from app.domain.money import Exemption, Fee, FeeInputs, FeeItem, compute_fees, format_amount, total
from app.domain.procedure import Procedure
from app.i18n import _
from app.services.catalogue import why_not_here
from ui.intake.filled import Filled
from ui.intake.money_section import Count, MoneyLine
from ui.intake.papers_section import PaperLine
from ui.intake.procedure_field import Offer
from ui.intake.procedure_section import ExtensionLine
from ui.intake.words import (
    CHANNEL_WORDS,
    GROUND_WORDS,
    RARE_PRIORITY_KEYS,
    extension_words,
    money_words,
    paper_words,
    procedure_words,
)
from ui.value_words import RETURN_WORDS, default_counts
from ui.widgets.checklist import CheckItem, Tick


def offer_of(procedure: Procedure) -> Offer:
    """Return a procedure as the list and the field show it."""
    reason = why_not_here(procedure)
    refusal = _(reason)[:1].upper() + _(reason)[1:] if reason else ""
    return Offer(procedure.id, procedure.code or "", procedure.short_name, procedure_words(procedure), refusal)


# ── papers ───────────────────────────────────────────────────────────────────────────────────


def paper_line(
    procedure: Procedure, component: int, entry: PaperEntry | None, *, missing: Collection[int] = ()
) -> PaperLine:
    """Return one paper of a procedure with what the officer said of it."""
    paper = procedure.papers[component]
    original, copy = (entry.original, entry.copy) if entry else (0, 0)
    item = CheckItem(
        position=component,
        name=paper.name,
        detail=paper_words(paper, original, copy),
        required=paper.required,
        tick=_tick(entry),
        missing=component in missing,
        may_waive=paper.required and paper.condition is not None,
    )
    is_rare = not paper.required and paper.condition is not None
    return PaperLine(item, paper.condition or "", original, copy, (entry.why or "") if entry else "", is_rare)


def _tick(entry: PaperEntry | None) -> Tick:
    if entry is None:
        return Tick.ABSENT
    if entry.not_applicable:
        return Tick.NOT_APPLICABLE
    return Tick.PRESENT if entry.original + entry.copy else Tick.ABSENT


def entry_ticked(procedure: Procedure, component: int, tick: Tick, before: PaperEntry | None) -> PaperEntry | None:
    """Return the line of a paper after a tick; None takes it away."""
    match tick:
        case Tick.PRESENT:
            original, copy = default_counts(procedure.papers[component])
            return PaperEntry(component, original=original, copy=copy)
        case Tick.NOT_APPLICABLE:
            return PaperEntry(component, not_applicable=True, why=before.why if before else None)
        case Tick.ABSENT:
            return None


def papers_note(procedure: Procedure, missing: int) -> str:
    """Return the note of the step: «đủ 3/3», «mới có 2/3»; only papers that are needed are counted."""
    needed = sum(paper.required for paper in procedure.papers)
    if not needed:
        return ""
    words = _("{have} of {needed} so far") if missing else _("all {have} of {needed}")
    return words.format(have=needed - missing, needed=needed)


# ── procedure ────────────────────────────────────────────────────────────────────────────────


def extension_lines(procedure: Procedure, filled: Filled, *, mountainous: bool) -> tuple[ExtensionLine, ...]:
    """Return the extensions of a procedure; those that hold by themselves are ticked and cannot be changed."""
    holds = {"mountainous": mountainous, "online": filled.channel == "online"}
    chosen = {choice.index: choice for choice in filled.extensions}
    return tuple(
        ExtensionLine(
            index=index,
            condition=extension.condition,
            effect=extension_words(extension),
            asks_amount=extension.amount is None,
            automatic=holds.get(extension.applies or "", False),
            chosen=index in chosen,
            amount=chosen[index].amount if index in chosen else None,
        )
        for index, extension in enumerate(procedure.extensions)
    )


# ── money ────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Money:
    """The fee lines and their sum. owed: None while an amount is unknown; may_add: originals are counted singly."""

    lines: tuple[MoneyLine, ...] = ()
    owed: int | None = 0
    may_add: bool = False


def money_of(procedure: Procedure, filled: Filled, inputs: FeeInputs, exemption: Exemption | None) -> Money:
    """Return the fees as they stand; what is not asked for keeps its line, so that it can be asked for."""
    try:
        fees = compute_fees(procedure.fees, inputs, exemption)
    except BadInput:  # «another ground» without its paper yet: nothing is exempt until it is named
        fees = compute_fees(procedure.fees, inputs, None)
    waiting = list(fees)
    lines: list[MoneyLine] = []
    for item in procedure.fees:
        fee = waiting.pop(0) if waiting and (waiting[0].name, waiting[0].kind) == (item.name, item.kind) else None
        lines += _lines_of(item, fee, filled, exemption)
    return Money(tuple(lines), total(fees), any(item.per == "page" for item in procedure.fees))


def _lines_of(item: FeeItem, fee: Fee | None, filled: Filled, exemption: Exemption | None) -> list[MoneyLine]:
    note = ""
    if fee is not None and fee.state == "exempt" and exemption is not None:
        note = _("exempt: {ground}").format(ground=_(GROUND_WORDS[exemption.ground]).lower())
    price = "" if item.amount is None or item.tiers else f"× {format_amount(item.amount)}"
    amount = money_words(fee.amount if fee is not None else 0)
    if item.per != "page":
        counts = _counts(item, filled)
        return [MoneyLine(item.name, note, counts, price if counts else "", amount)]
    first = MoneyLine(item.name, note, _item_counts(filled, 0), "", amount)
    more = (
        MoneyLine(_("Original no. {n}").format(n=place + 1), "", _item_counts(filled, place))
        for place in range(1, len(filled.items))
    )
    return [first, *more]


def _counts(item: FeeItem, filled: Filled) -> tuple[Count, ...]:
    match item.per:
        case "copy":
            usual = 0 if item.is_only_on_request else 1
            return (Count("copies", "", usual if filled.copies is None else filled.copies),)
        case "case":
            return (Count("cases", "", 1 if filled.cases is None else filled.cases),)
        case "document":
            return (Count("documents", "", 1 if filled.documents is None else filled.documents),)
        case _:
            return ()


def _item_counts(filled: Filled, place: int) -> tuple[Count, ...]:
    known = filled.items[place] if place < len(filled.items) else None
    return (
        Count(f"items.{place}.pages", _("pages"), known.pages if known else 1, least=1),
        Count(f"items.{place}.copies", _("copies"), known.copies if known else 1),
    )


# ── the rest ─────────────────────────────────────────────────────────────────────────────────


def other_words(filled: Filled) -> str:
    """Return what of the folded step differs from the usual, short; empty if nothing does."""
    parts = [_(words) for name, words, _key in RARE_PRIORITY_KEYS if name in filled.priority]
    if filled.late_entry:
        parts.append(_("entered late"))
    if filled.one_slip:
        parts.append(_("one slip"))
    if filled.is_at_once:
        parts.append(_("no slip"))
    if filled.channel != "direct":
        parts.append(_(CHANNEL_WORDS[filled.channel]))
    if filled.return_place != "desk":
        parts.append(filled.return_to or _(RETURN_WORDS[filled.return_place]))
    if filled.sets:
        parts.append(_("{n} sets").format(n=filled.sets))
    parts += [value for value in (filled.external_code, filled.competent_agency) if value]
    return ", ".join(parts[:1]) + (f" +{len(parts) - 1}" if len(parts) > 1 else "")


def lacking_names(filled: Filled, problems: Collection[str]) -> Sequence[str]:
    """Return in words what the form still waits for before its papers: name, procedure, a wrong field."""
    parts = []
    if not filled.applicant.name.strip():
        parts.append(_("full name"))
    if not filled.procedure:
        parts.append(_("procedure"))
    if set(problems) - {"applicant.name", "procedure"}:
        parts.append(_("a field that does not read"))
    return parts
