"""The names of papers that belong to no dossier, as screens and the audit say them."""

from __future__ import annotations

from app.i18n import N_, ngettext
from app.services.print_tries import FailedPrint
from ui.dossier_words import tags
from ui.speech import worded

DESK_PAPER_WORDS = {
    "guide-supplement": N_("Supplement request before acceptance"),
    "guide-refusal": N_("Refusal before acceptance"),
    "register": N_("Register of dossiers"),
    "to-sign": N_("List to sign"),
    "handover-list": N_("Hand-over list"),
    "trip": N_("Trip list"),
    "shift": N_("Shift hand-over sheet"),
    "pad": N_("Pad for power cuts"),
    "day-sheet": N_("Day's list of money"),
}


def failed_words(failed: FailedPrint) -> str:
    """Return how often a paper did not come out, and why: «in hỏng 2 lần: hết giấy»."""
    said = ngettext("{n} print failed: {why}", "{n} prints failed: {why}", failed.tries)
    return said.format(n=failed.tries, why=worded(failed.reason))


def row_tags(priority: tuple[str, ...], failed: int) -> tuple[str, ...]:
    """Return the tags of a row: first that its paper did not come out, and how often, then its priorities."""
    if not failed:
        return tags(priority)
    return (ngettext("{n} failed print", "{n} failed prints", failed).format(n=failed), *tags(priority))
