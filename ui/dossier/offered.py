"""Which acts the page offers: the likely ones as buttons, the rest in one list, each with what comes of it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.domain.dossier import Dossier
from app.domain.owing import owed_papers
from app.domain.states import ENDED_STATES, State
from app.i18n import N_, _
from app.readings import DossierLine
from ui.dossier_words import ACT_ICONS, ACTS, FORMS

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
    "new-version": N_("The dossier goes by the list of papers and the limit in force now. Its fees stay."),
    "take-over": N_("The file is held here from now on; the desk that held it can change it no more."),
    "link-code": N_("The dossier is found by this code too."),
    "double-entry": N_("Copies the fields one by one in the order of the other system's screen, then keeps its code."),
    "collect": N_("A provisional slip gets the next number. It does not replace the legal receipt."),
    "print": N_("The paper counts as printed once the printer took it."),
    "note": N_("The note stays in the record; every desk may read it."),
}
_PAPERS_BACK = N_("The citizen signs for the papers; the dossier stays as it ended.")
_REFUSAL_OUT = N_("The written refusal goes to the citizen; the dossier is finished.")

_LIKELY = {
    State.ACCEPTED: ("forward", "complete", "request-papers"),
    State.PROCESSING: ("complete", "forward", "request-papers"),
    State.AWAITING_PAPERS: ("papers-received", "refuse", "stop"),
    State.AWAITING_PAYMENT: ("resume", "stop", "withdraw"),
    State.COMPLETED: ("hand-over", "announce"),
    State.WITHDRAWN: ("hand-over",),
    State.STOPPED: ("hand-over",),
}
MOST_LIKELY = 3
"""So many acts are buttons, money owed aside; the rest stands in the list of other acts."""


@dataclass(frozen=True, slots=True)
class ShownAct:
    """A legal act: slug, words, icon, what comes of it."""

    slug: str
    words: str
    icon: str
    consequence: str


def shown_act(slug: str) -> ShownAct:
    """Return an act in its usual words."""
    return ShownAct(slug, _(ACTS[slug]), ACT_ICONS[slug], _(CONSEQUENCES[slug]))


def offered(
    dossier: Dossier, line: DossierLine, allowed: tuple[str, ...], *, apology_due: bool
) -> tuple[tuple[ShownAct, ...], tuple[ShownAct, ...]]:
    """Return the likely acts, likeliest first, and all other legal ones in the order of the table of acts.

    A note has its own place; money is likely while a known amount is owed; apology_due: so is an extension.
    """
    likely = [act for act in _likely(dossier, apology_due=apology_due) if act in allowed]
    if line.needs_print and line.custody_here:
        likely.insert(0, "print")
    likely = likely[:MOST_LIKELY]
    owed = dossier.total
    may_collect = line.custody_here and dossier.returned is None and dossier.state not in ENDED_STATES
    if may_collect and owed is not None and dossier.paid < owed:
        likely.append("collect")
    unknown = ("collect",) if may_collect and owed is None else ()
    others = [act for act in (*allowed, *unknown, "double-entry") if act not in (*likely, "note")]
    return tuple(_worded(act, dossier) for act in likely), tuple(_worded(act, dossier) for act in others)


def _likely(dossier: Dossier, *, apology_due: bool) -> tuple[str, ...]:
    likely = _LIKELY.get(dossier.state, ())
    return (likely[0], "extend", *likely[1:]) if apology_due and likely else likely


def _worded(slug: str, dossier: Dossier) -> ShownAct:
    """Return an act as it is called for this dossier: what is handed out depends on how it ended."""
    act = shown_act(slug)
    if slug == "print":
        owed = owed_papers(dossier)
        return replace(act, words=_("Print: {form}").format(form=_(FORMS.get(owed[0], owed[0])))) if owed else act
    if slug != "hand-over":
        return act
    if dossier.state in ENDED_STATES:
        return replace(act, words=_("Give the papers back"), consequence=_(_PAPERS_BACK))
    if dossier.result is not None and dossier.result.result == "refused":
        return replace(act, words=_("Hand out the refusal"), consequence=_(_REFUSAL_OUT))
    return act
