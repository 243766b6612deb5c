"""What the return page shows and asks, as values; comparing a card with the dossier, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from app.domain.acts import allowed_acts
from app.domain.citizen import Applicant
from app.domain.dossier import Dossier
from app.domain.errors import AmbiguousDossier, UnknownDossier
from app.domain.events import DossierHandedOver
from app.domain.identity_card import CardReading
from app.domain.money import format_amount
from app.domain.states import ENDED_STATES, STATE_WORDS, State
from app.domain.text import fold
from app.i18n import _
from app.ports import Queries
from app.readings import DossierFilter, DossierLine
from ui.dossier_words import ACTS, birth_words, moment_words, short_name

MOST_MATCHES = 6
APPLICANT, AUTHORISED, POST = "applicant", "authorised", "post"
SIGNED, FINGERPRINT, NONE = "signed", "fingerprint", "none"
READY = (State.COMPLETED, *ENDED_STATES)
"""States from which something is handed out: a result, a refusal, or the papers of what ended."""
PEOPLE = ("person", "foreigner")
"""Kinds of applicants that a card can belong to; for a household or an organisation somebody comes in its name."""

CARD_ON_PAPER = "Thẻ căn cước số"
"""As the paper names a scanned card; papers are not translated."""
CASH, TRANSFER, LATER = "cash", "transfer", "later"


@dataclass(frozen=True, slots=True)
class ReturnForm:
    """What the officer entered. money: how the fee came, or ``later``; rating 5 … 1, None = not asked or skipped.

    anonymous: the rating is kept apart from the dossier. document: the identity paper compared, for a lost slip.
    """

    receiver: str = APPLICANT
    name: str = ""
    number: str = ""
    lost_slip: bool = False
    identity_checked: bool = False
    document: str = ""
    signature: str = SIGNED
    read_aloud: bool = False
    money: str = CASH
    rating: int | None = None
    rating_skipped: bool = False
    anonymous: bool = False

    def happened(self, at: datetime, card: CardReading | None) -> DossierHandedOver:
        """Return the event; its time is set by the service."""
        return DossierHandedOver(
            at=at,
            receiver_kind=self.receiver,
            receiver_name=self.name or None if self.receiver == AUTHORISED else None,
            receiver_id=(self.number or None if self.receiver == AUTHORISED else card and card.id_number) or None,
            signature=NONE if self.receiver == POST else self.signature,
            read_aloud=self.read_aloud and self.receiver != POST,
            lost_slip=self.lost_slip,
            identity_document=(self.document or _card_words(card)) if self.lost_slip else None,
            rating=self.rating,
        )


def _card_words(card: CardReading | None) -> str | None:
    return f"{CARD_ON_PAPER} {card.id_number}" if card is not None else None


@dataclass(frozen=True, slots=True)
class Money:
    """Step 3 in words. owed: đồng still to take, 0 = nothing, None = the amount is not known."""

    lines: tuple[tuple[str, str], ...]
    owed: int | None
    words: str


@dataclass(frozen=True, slots=True)
class ShownReturn:
    """A dossier at the return desk. why_not is empty when its result can be handed over here and now.

    done_words: what is done, on the finishing button: the result, the refusal or the papers were handed out.
    """

    dossier: Dossier
    procedure: str
    about: str
    why_not: str
    done_words: str
    money: Money
    signing: str
    cannot_read: bool
    levels: int
    given: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """The dossiers whose result waits for its citizen: people with priority first, then soonest promised."""

    total: int
    lines: tuple[DossierLine, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """A scanned card against the dossier: ok only if nothing differs and something identifies."""

    ok: bool
    sentence: str


def find(queries: Queries, text: str) -> tuple[DossierLine, ...]:
    """Return the dossiers a code, its last digits or a name may mean, those ready to be returned first."""
    try:
        return (queries.line(queries.dossier_id(text)),)
    except AmbiguousDossier as several:
        codes = str(several.details.get("codes", "")).split(", ")
        found: Sequence[DossierLine] = [queries.line(queries.dossier_id(code)) for code in codes if code]
    except UnknownDossier:
        found = queries.find(text, filter=DossierFilter(), limit=3 * MOST_MATCHES)
    return tuple(sorted(found, key=lambda line: line.state not in READY)[:MOST_MATCHES])


def waiting(queries: Queries, *, limit: int) -> Waiting:
    """Return who still has to come."""
    ready = DossierFilter(states=(State.COMPLETED,))
    first = queries.page(replace(ready, priority=True), order="due", after=None, limit=limit)
    others = replace(ready, priority=False)
    lines = (
        *first,
        *(queries.page(others, order="due", after=None, limit=limit - len(first)) if len(first) < limit else ()),
    )
    return Waiting(queries.count(ready), lines)


def shown(dossier: Dossier, *, station: bytes, levels: int) -> ShownReturn:
    """Put the page together. levels: of the rating, by the rules of the dossier."""
    about = [short_name(dossier.procedure.name), _("received {at}").format(at=moment_words(dossier.received_at))]
    if dossier.other_desk:
        about.append(_("to be returned at {place}").format(place=dossier.other_desk))
    return ShownReturn(
        dossier=dossier,
        procedure=short_name(dossier.procedure.name),
        about=" · ".join(about),
        why_not=_why_not(dossier, station),
        done_words=done_words(dossier),
        money=money(dossier),
        signing=_("Book {book}, number {entry}").format(book=dossier.book, entry=dossier.entry),
        cannot_read="cannot_read" in dossier.priority,
        levels=levels,
        given=_given(dossier),
    )


def money(dossier: Dossier) -> Money:
    """Say what is owed, what was paid, and on which slip."""
    lines = tuple(
        (
            fee.name,
            _("not set yet")
            if fee.amount is None
            else _("exempt")
            if fee.state == "exempt"
            else format_amount(fee.amount),
        )
        for fee in dossier.fees
    )
    slips = ", ".join(payment.number for payment in dossier.payments)
    if dossier.total is None:
        words = _("The province's council has not set this fee yet: nothing is collected here.")
        return Money(lines, None, words)
    owed = max(0, dossier.total - dossier.paid)
    if owed:
        return Money(lines, owed, _("Still owed: {amount}").format(amount=format_amount(owed)))
    if slips:
        paid = _("Paid: {amount}, slip {slips}").format(amount=format_amount(dossier.paid), slips=slips)
        return Money(lines, 0, paid)
    return Money(lines, 0, _("Nothing to pay."))


def _why_not(dossier: Dossier, station: bytes) -> str:
    """Say why the result cannot be handed over now, and what is possible."""
    if dossier.returned is not None:
        to = dossier.returned.receiver_name or _("the post")
        words = (
            _("These papers were given back at {at} to {to}. Nothing more is to be done.")
            if dossier.state in ENDED_STATES
            else _("This result was returned at {at} to {to}. Nothing more is to be done.")
        )
        return words.format(at=moment_words(dossier.returned.at), to=to)
    acts = allowed_acts(dossier, station=station)
    possible = ", ".join(_(ACTS[act]) for act in acts if act in ACTS)
    if dossier.state not in READY:
        words = _("The result is not here yet: the dossier is “{state}”, promised for {due}. Possible now: {acts}.")
        return words.format(state=_(STATE_WORDS[dossier.state]), due=moment_words(dossier.due.at), acts=possible)
    if "hand-over" not in acts:
        words = _("Another desk holds the paper file ({holder}); only that desk can return the result.")
        return words.format(holder=dossier.custodian.holder or dossier.custodian.station.hex()[:8])
    return ""


def done_words(dossier: Dossier) -> str:
    """Return what the return of this dossier is called once it is done."""
    if dossier.state in ENDED_STATES:
        return _("Papers given back")
    return _("Refusal handed out") if _is_refused(dossier) else _("Result returned")


def _is_refused(dossier: Dossier) -> bool:
    return dossier.result is not None and dossier.result.result != "granted"


def _given(dossier: Dossier) -> tuple[tuple[str, str], ...]:
    """Return what the citizen takes home, each with its number or kind."""
    slips = [(_("Provisional fee slip"), payment.number) for payment in dossier.payments]
    if dossier.state in ENDED_STATES:
        number = (dossier.ending and dossier.ending.number) or ""
        notice = [(_("Notice of the stop"), number)] if dossier.state is State.STOPPED else []
        return (*notice, *_papers_back(dossier), *slips)
    name = _("Written refusal") if _is_refused(dossier) else _("Result of the procedure")
    number = (dossier.result.number if dossier.result is not None else None) or ""
    back = _papers_back(dossier) if _is_refused(dossier) else ()
    return ((name, number), *back, *slips)


def _papers_back(dossier: Dossier) -> tuple[tuple[str, str], ...]:
    """Return the papers of the file with their counts; what was only shown has gone home already."""
    kept = (paper for paper in dossier.papers if paper.original + paper.copy and not paper.shown_only)
    return tuple((paper.name, f"× {paper.original + paper.copy}") for paper in kept)


# ── the card ─────────────────────────────────────────────────────────────────────────────────


def compare(card: CardReading, applicant: Applicant, *, at: datetime) -> Compared:
    """Compare a scanned card with the applicant by name, date of birth and number, in words."""
    differs: list[str] = []
    agrees: list[str] = []
    for what, on_card, in_dossier, same in _facts(card, applicant):
        if not in_dossier:
            continue
        if same:
            agrees.append(what)
        else:
            told = _("{what}: “{card}” on the card, “{dossier}” in the dossier")
            differs.append(told.format(what=what, card=on_card, dossier=in_dossier))
    time = f"{at:%H:%M}"
    if differs:
        return Compared(
            False,
            _("The card scanned at {time} differs. {differences}.").format(time=time, differences="; ".join(differs)),
        )
    return Compared(
        True,
        _("The card scanned at {time} agrees with the applicant: {what}.").format(time=time, what=", ".join(agrees)),
    )


def is_representative(card: CardReading, dossier: Dossier) -> bool:
    """Tell whether the card is that of the person who handed the dossier in for the applicant."""
    who = dossier.representative
    return who is not None and who.id_number in (card.id_number, card.old_id_number) and who.id_number is not None


def _facts(card: CardReading, applicant: Applicant) -> tuple[tuple[str, str, str, bool], ...]:
    birth, known = card.birth_date or "", applicant.birth_date or ""
    number = applicant.id_number or ""
    numbers = (card.id_number, card.old_id_number, card.cancelled_id_number)
    return (
        (_("name"), card.name, applicant.name, fold(card.name) == fold(applicant.name)),
        (
            _("date of birth"),
            birth_words(replace(applicant, birth_date=card.birth_date)),
            birth_words(applicant),
            bool(birth) and (birth.startswith(known) or known.startswith(birth)),
        ),
        (_("number"), _hidden(card.id_number), _hidden(number), number in numbers),
    )


def _hidden(number: str) -> str:
    """Return the last four digits: the counter's screen can be seen by others."""
    return f"…{number[-4:]}" if number else ""
