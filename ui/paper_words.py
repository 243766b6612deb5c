"""The names of papers that belong to no dossier, as screens and the audit say them."""

from __future__ import annotations

from app.i18n import N_

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
