"""The page of fees as values: slips in rows, the sum line, the drawer of the day; every word chosen here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from app.domain.amount_words import amount_in_words
from app.domain.errors import AmountOutOfRange, BadInput
from app.domain.money import format_amount
from app.domain.money_book import DaySheet, Slip, items_of, receipt_name
from app.i18n import N_, _, ngettext
from ui.day_words import weekday_words
from ui.widgets.cells import Cell, CodeCell, Column, NameCell, StateCell, TextCell

if TYPE_CHECKING:
    from app.readings import Officer
    from ui.program import Program

DAY, QUEUE = "day", "queue"
METHODS = {"cash": N_("cash"), "transfer": N_("bank transfer")}
_STATES = {
    "waiting": ("due_soon", N_("Awaits e-receipt")),
    "failed": ("overdue", N_("E-receipt failed")),
    "claimed": ("paused", N_("Transfer not matched")),
    "issued": ("on_time", N_("E-receipt {receipt}")),
    "paper": ("on_time", N_("Paper {receipt}")),
    "to_cancel": ("overdue", N_("Cancel {receipt}")),
}


@dataclass(frozen=True, slots=True)
class ShownFees:
    """The whole page. section: DAY or QUEUE. facts: label and value of the drawer, the first one large.

    closed: how the day was closed, empty if it was not; must_close_again: money moved since. colleagues: who can
    count along or, leading, give leave.
    """

    section: str
    day: date
    is_today: bool
    sheet: DaySheet
    rows: tuple[Slip, ...]
    waiting: int
    title: str
    sum_line: str
    facts: tuple[tuple[str, str], ...]
    closed: str
    must_close_again: bool
    paper_receipts: bool
    colleagues: tuple[Officer, ...] = ()


def read(program: Program, section: str, day: date) -> ShownFees:
    """Read everything the page says; for the store thread."""
    money = program.queries.money
    sheet, waiting = money.day(day), money.without_receipt()
    rows = sheet.collected if section == DAY else waiting
    is_today = day == program.clock.now().date()
    return ShownFees(
        section=section,
        day=day,
        is_today=is_today,
        sheet=sheet,
        rows=rows,
        waiting=len(waiting),
        title=_("Today") if is_today else weekday_words(day),
        sum_line=sum_line(rows, section),
        facts=facts(sheet),
        closed=closed_words(sheet),
        must_close_again=sheet.moved_since,
        paper_receipts=program.rules.on(day).paper_receipts,
        colleagues=program.vouching.colleagues(program.officer),
    )


def sum_line(rows: Sequence[Slip], section: str) -> str:
    """Return what the rows come to."""
    counting = [slip for slip in rows if slip.voided is None]
    slips = ngettext("{n} slip", "{n} slips", len(counting)).format(n=len(counting))
    words = _("{slips} · {amount}").format(slips=slips, amount=format_amount(sum(slip.amount for slip in counting)))
    voided = len(rows) - len(counting)
    if not voided:
        return words
    gone = (
        ngettext("{n} voided", "{n} voided", voided)
        if section == DAY
        else ngettext("{n} receipt to cancel", "{n} receipts to cancel", voided)
    )
    return f"{words} · {gone.format(n=voided)}"


def facts(sheet: DaySheet) -> tuple[tuple[str, str], ...]:
    """Return the drawer of a day: what must be in it, and what explains it."""
    gone = sum(slip.amount for slip in sheet.voided)
    return (
        (_("Cash that must be in the drawer"), format_amount(sheet.in_drawer)),
        (
            _("By transfer, {amount} not matched").format(amount=format_amount(sheet.claimed))
            if sheet.claimed
            else _("By bank transfer"),
            format_amount(sheet.expected("transfer")),
        ),
        (
            _("Voided, {n}; {amount} out of the fund").format(
                n=len(sheet.voided), amount=format_amount(sheet.from_fund)
            )
            if sheet.from_fund
            else _("Voided, {n}").format(n=len(sheet.voided)),
            format_amount(gone) if sheet.voided else "",
        ),
        (_("Dossiers exempt"), str(len(sheet.exempted)) if sheet.exempted else ""),
    )


def closed_words(sheet: DaySheet) -> str:
    """Return how the day was closed."""
    closed = sheet.closed
    if closed is None:
        return ""
    if not closed.difference:
        words = _("Closed at {at} by {name}: {amount} counted, nothing missing.")
    elif closed.difference < 0:
        words = _("Closed at {at} by {name}: {amount} counted, {difference} too little.")
    else:
        words = _("Closed at {at} by {name}: {amount} counted, {difference} too much.")
    return words.format(
        at=f"{closed.at:%H:%M %d/%m}",
        name=closed.by,
        amount=format_amount(closed.counted),
        difference=format_amount(abs(closed.difference)),
    )


# ── rows ─────────────────────────────────────────────────────────────────────────────────────


def columns(section: str) -> tuple[Column, ...]:
    """Return the columns of the list."""
    return (
        Column(_("Slip"), 72),
        Column(_("Time") if section == DAY else _("Day"), 58 if section == DAY else 74, drop=2),
        Column(_("Dossier code"), 100, drop=1),
        Column(_("Citizen")),
        Column(_("Amount"), 96, right=True),
        Column(_("Paid by"), 108, drop=2),
        Column(_("Receipt"), 188),
    )


def cells(slip: Slip, section: str) -> tuple[Cell, ...]:
    """Return one row."""
    first, more = slip.parts[0], len(slip.parts) - 1
    others = ngettext("and {n} dossier", "and {n} dossiers", more).format(n=more) if more else ""
    return (
        TextCell(slip.number, strong=True),
        TextCell(f"{slip.at:%H:%M}" if section == DAY else f"{slip.at:%d/%m/%y}"),
        CodeCell("", first.code.partition("-")[2] or first.code),
        NameCell(first.citizen, others),
        TextCell(format_amount(slip.amount), strong=slip.voided is None, muted=slip.voided is not None, right=True),
        TextCell(_(METHODS.get(slip.method, slip.method))),
        state_cell(slip),
    )


def state_cell(slip: Slip) -> Cell:
    """Return how the slip's legal receipt stands; a voided slip says why, so that no gap needs explaining."""
    if slip.voided is not None and slip.receipt_state == "void":
        return TextCell(_("Voided: {reason}").format(reason=slip.voided.reason), muted=True)
    token, words = _STATES[slip.receipt_state]
    short = f"{slip.receipt.symbol} {slip.receipt.receipt_number}" if slip.receipt else receipt_name(slip)
    return StateCell(token, _(words).format(receipt=short))


def slip_story(slip: Slip) -> tuple[str, ...]:
    """Return the chosen slip in a few lines: dossiers, what for, who took it, what became of it."""
    lines = []
    if len(slip.parts) > 1:
        lines = [
            f"{part.code.partition('-')[2] or part.code} · {part.citizen} · {format_amount(part.amount)}"
            for part in slip.parts
        ]
    lines += [f"{item.name}: {format_amount(item.amount)}" for item in items_of(slip)]
    if slip.by:
        lines.append(_("Taken by {name} at {at}").format(name=slip.by, at=f"{slip.at:%H:%M %d/%m/%Y}"))
    if slip.replaces:
        lines.append(_("Stands in for slip {number}").format(number=slip.replaces))
    if slip.failed and slip.receipt is None:
        lines.append(_("E-receipt failed: {reason}").format(reason=slip.failed.reason))
    if slip.confirmed:
        lines.append(_("On the bank statement of {day}").format(day=_day(slip.confirmed.credited_on)))
    if slip.voided:
        gone = slip.voided
        words = _("Voided at {at} by {name}: {reason}")
        lines.append(words.format(at=f"{gone.at:%H:%M %d/%m/%Y}", name=gone.by, reason=gone.reason))
        if gone.replaced_by:
            lines.append(_("Replaced by slip {number}").format(number=gone.replaced_by))
    return tuple(lines)


def _day(iso: str) -> str:
    return f"{date.fromisoformat(iso):%d/%m/%Y}"


# ── what is asked of the officer ─────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Asked:
    """One field of a form. choices: (value, words) where one is chosen from a list; people: a person, these offered."""

    name: str
    label: str
    help_text: str = ""
    value: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    people: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """What an act asks before it is done. remark: says of one field, while it is typed, what it comes to.

    is_grave: it takes something away.
    """

    slug: str
    title: str
    consequence: str
    finish: str
    icon: str
    fields: tuple[Asked, ...] = ()
    remarked: str = ""
    remark: Callable[[str], tuple[str, bool]] | None = None
    is_grave: bool = False


def amount_of(typed: str, field: str = "amount") -> int:
    """Return an amount typed as «16.000» or «16000 đ». Raises BadInput."""
    digits = "".join(typed.replace(".", "").split()).removesuffix("đ")
    if not digits.isascii() or not digits.isdigit() or len(digits) > 15:
        raise BadInput(field=field, problem=N_("is not an amount in digits"))
    return int(digits)


def difference_words(expected: int) -> Callable[[str], tuple[str, bool]]:
    """Return what says of a counted amount how it differs, and whether that is a trouble."""

    def remark(typed: str) -> tuple[str, bool]:
        if not typed.strip():
            return "", False
        try:
            counted = amount_of(typed)
            words = amount_in_words(counted)
        except (BadInput, AmountOutOfRange):
            return _("Write the amount in digits, for example 16.000."), True
        if counted == expected:
            return _("{words}. Nothing is missing.").format(words=words), False
        said = (
            _("{words}. {amount} too little: say why.")
            if counted < expected
            else _("{words}. {amount} too much: say why.")
        )
        return said.format(words=words, amount=format_amount(abs(counted - expected))), True

    return remark


def words_of_amount(typed: str) -> tuple[str, bool]:
    """Return an amount as typed in words, and whether it is none."""
    if not typed.strip():
        return "", False
    try:
        return f"{amount_in_words(amount_of(typed))}.", False
    except (BadInput, AmountOutOfRange):
        return _("Write the amount in digits, for example 16.000."), True
