"""What an event of a dossier was, in the officer's words: for the timeline and the pane beside the list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from app.domain.events import (
    DossierCompleted,
    DossierForwarded,
    DossierHandedOver,
    DossierReceived,
    Event,
    FeeCollected,
    NoteAdded,
    SlipPrinted,
)
from app.domain.money import format_amount
from app.i18n import N_, _
from app.wording import because_text
from ui.dossier_words import FORMS, moment_words

LATE_SECONDS = 300
_CHANNELS = {
    "direct": N_("Taken in at the desk"),
    "online": N_("Taken in online"),
    "post": N_("Taken in by post"),
}
_SIGNATURES = {"signed": N_("signed"), "fingerprint": N_("fingerprint"), "none": N_("no signature")}
_METHODS = {"cash": N_("cash"), "transfer": N_("bank transfer")}


@dataclass(frozen=True, slots=True)
class Happened:
    """One act: when it happened, what, the details, its icon and tone."""

    at: datetime
    act: str
    detail: str
    icon: str
    tone: Literal["plain", "supplement", "danger"] = "plain"


def happened(event: Event, recorded_at: datetime | None = None) -> Happened | None:
    """Return an event in words; None for one that is no act on a dossier.

    recorded_at: when it was typed in, told where it is much later; practice data pass none.
    """
    said = _said(event)
    if said is None:
        return None
    at, act, icon, details = said
    if recorded_at is not None and (recorded_at - at).total_seconds() > LATE_SECONDS:
        details = [*details, _("Entered later, at {at}.").format(at=moment_words(recorded_at))]
    return Happened(at, act, " ".join(detail for detail in details if detail), icon)


def _said(event: Event) -> tuple[datetime, str, str, list[str]] | None:
    match event:
        case DossierReceived():
            due = _("Due {at}.").format(at=moment_words(event.due.at))
            act = _(_CHANNELS.get(event.channel, _CHANNELS["direct"]))
            return event.received_at, act, "intake", [due, because_text(event.due)]
        case DossierForwarded():
            act = _("Passed on to {name}").format(name=event.to.name)
            return event.at, act, "arrow-right", [event.note or ""]
        case DossierCompleted():
            return event.at, _("Result ready, to be returned"), "check", [_result(event), event.note or ""]
        case DossierHandedOver():
            return event.at, _("Result returned"), "handover", [_receiver(event), event.note or ""]
        case NoteAdded():
            return event.at, _("Note"), "pencil", [event.text]
        case SlipPrinted():
            return event.at, print_words(event.form, event.copy, event.mode), "printer", []
        case FeeCollected():
            act = _("{amount} collected").format(amount=format_amount(event.amount))
            return event.at, act, "money", [_slip(event)]
        case _:
            return None


def print_words(form: str, copy: int, mode: str) -> str:
    """Return «In giấy tiếp nhận, in lại lần 1»; a file says so."""
    name = _(FORMS.get(form, form))
    words = _("Printed: {form}") if mode == "printed" else _("Saved as a file: {form}")
    again = _(", reprint {n}").format(n=copy - 1) if copy > 1 else ""
    return words.format(form=name) + again


def _result(event: DossierCompleted) -> str:
    parts = [
        _("No. {number}").format(number=event.number) if event.number else "",
        _("signed by {name}").format(name=event.signer) if event.signer else "",
    ]
    said = ", ".join(part for part in parts if part)
    return f"{said[:1].upper()}{said[1:]}." if said else ""


def _receiver(event: DossierHandedOver) -> str:
    by = _(_SIGNATURES.get(event.signature, event.signature))
    whom = _("To {name}").format(name=event.receiver_name) if event.receiver_name else _("By post")
    return f"{whom}, {by}."


def _slip(event: FeeCollected) -> str:
    words = _("Provisional slip {number}, {method}.")
    return words.format(number=event.number, method=_(_METHODS.get(event.method, event.method)))
