"""Which papers a dossier still owes (giấy còn phải in): every act that the law answers with a paper."""

from __future__ import annotations

from app.domain.dossier import Dossier
from app.domain.states import OPEN_STATES, State

_RECEIPT_STATES = frozenset({*OPEN_STATES, State.COMPLETED})


def owed_papers(dossier: Dossier) -> tuple[str, ...]:
    """Return the forms that no printer took yet, the most pressing first.

    receipt: unless written by hand on the pad, or not wanted for a result of the same day; again once
    a correction made the printed one wrong. supplement, apology, refusal, stop: as soon as their act happened.
    return: of a result returned to somebody who lost the slip.
    """
    owed = [form for form in _by_acts(dossier) if not dossier.is_printed(form)]
    if _owes_receipt(dossier):
        owed.insert(0, "receipt")
    return tuple(owed)


def offered_papers(dossier: Dossier) -> tuple[str, ...]:
    """Return the forms that can be made of the dossier as it stands: what it owes first, then the others."""
    ending = dossier.ending
    kind = ending.kind if ending is not None and ending.number is not None else ""
    makes_sense = {
        "receipt": dossier.imported is None,
        "fee-slip": bool(dossier.payments),
        "supplement": bool(dossier.requests),
        "apology": dossier.extension is not None,
        "refusal": kind == "refused",
        "stop": kind == "stopped",
        "handover": bool(dossier.handings),
        "return": dossier.returned is not None,
        "control": True,
    }
    owed = owed_papers(dossier)
    return (*owed, *(form for form, can_be in makes_sense.items() if can_be and form not in owed))


def _owes_receipt(dossier: Dossier) -> bool:
    if dossier.state not in _RECEIPT_STATES:
        return False
    if dossier.replaces_print is not None:
        return True
    return dossier.slip_wanted and dossier.paper_number is None and not dossier.is_printed("receipt")


def _by_acts(dossier: Dossier) -> list[str]:
    forms = []
    if dossier.state is State.AWAITING_PAPERS:
        forms.append("supplement")
    if dossier.extension is not None and dossier.state in OPEN_STATES:
        forms.append("apology")
    ending = dossier.ending
    if ending is not None and ending.number is not None and dossier.returned is None:
        forms.append("refusal" if ending.kind == "refused" else "stop")
    if dossier.returned is not None and dossier.returned.identity_document is not None:
        forms.append("return")  # the slip is lost: there is nothing else to sign on
    return forms
