"""The words of the intake page that are chosen by a value: kinds, channels, grounds, times, money."""

from __future__ import annotations

from app.domain.deadline import Extension
from app.domain.draft import CHANNELS
from app.domain.money import GROUNDS, format_amount
from app.domain.notices import Notice
from app.domain.procedure import Procedure, RequiredPaper
from app.i18n import N_, _
from app.services.intake import Prepared
from app.wording import amount_text, limit_text
from ui.value_words import default_counts, due_words

CHANNEL_WORDS = dict(zip(CHANNELS, (N_("In person"), N_("Online"), N_("By post")), strict=True))
GROUND_WORDS = {
    "": N_("No exemption"),
    **dict(
        zip(
            GROUNDS,
            (
                N_("Family of people with merit"),
                N_("Poor household"),
                N_("Person with a disability"),
                N_("Registered within the lawful time"),
                N_("Another ground"),
            ),
            strict=True,
        )
    ),
}
NAME_LABELS = {
    "person": N_("Full name"),
    "household": N_("Head of the household"),
    "organisation": N_("Name of the organisation"),
    "foreigner": N_("Full name"),
}
NUMBER_LABELS = {
    "person": N_("Personal number"),
    "household": N_("Personal number"),
    "organisation": N_("Registration number"),
    "foreigner": N_("Passport number"),
}
PRIORITY_KEYS = (
    ("elderly", N_("Elderly"), "Alt+C"),
    ("disabled", N_("Disabled"), "Alt+T"),
    ("cannot_read", N_("Cannot read"), "Alt+B"),
    ("lives_far", N_("Lives far"), "Alt+X"),
)
RARE_PRIORITY_KEYS = (
    ("pregnant_or_infant", N_("Pregnant or with infant"), "Alt+P"),
    ("merit", N_("Person with merit"), "Alt+O"),
)


def extension_words(extension: Extension) -> str:
    """Return what an extension does: «cộng 3 ngày làm việc», «thành 8 ngày»; empty amount: agreed in writing."""
    if extension.amount is None:
        return _("as agreed in writing")
    amount = amount_text(extension.unit, extension.amount)
    words = _("plus {amount}") if extension.mode == "add" else _("{amount} in all")
    return words.format(amount=amount)


def procedure_words(procedure: Procedure) -> str:
    """Return field and limit: «Hộ tịch · trong ngày»."""
    return f"{procedure.field} · {limit_text(procedure.limit)}"


def paper_words(paper: RequiredPaper, original: int, copy: int) -> str:
    """Return kind and count of a paper: «Bản chính · 1», «Xuất trình»."""
    if not original and not copy:
        original, copy = default_counts(paper)
    if paper.shown_only:
        return _("Shown") if original + copy <= 1 else f"{_('Shown')} · {original + copy}"
    parts = [(_("Original"), original), (_("Copy"), copy)]
    return ", ".join(f"{word} · {count}" for word, count in parts if count)


def money_words(amount: int | None) -> str:
    """Return an amount, or that there is no tariff for it yet."""
    return _("no tariff yet") if amount is None else format_amount(amount)


def notice_words(notice: Notice) -> str:
    """Return a notice in the language in use."""
    return notice.worded(_(notice.message))


def problem_words(problem: str) -> str:
    """Return what is wrong with a field as a sentence under it: «Phải có 12 chữ số»."""
    words = _(problem)
    return f"{words[:1].upper()}{words[1:]}{'' if words.endswith('.') else '.'}"


def same_day_words(prepared: Prepared) -> str:
    """Return what it means to do the work today, or not to; empty where it cannot be done before the promise."""
    by = prepared.may_aim_at
    if by is None:
        return ""
    due = due_words(prepared.promise.due.at)
    if prepared.aim_at is None:
        return _("Not before the others: the work is due on {due} as for everybody.").format(due=due)
    words = _("First on today's list, to be done by {by}. The slip still promises {due}, as the law has it.")
    return words.format(by=f"{by:%H:%M %d/%m}", due=due)
