"""From a wish to the act of a service, and to the words that say it was done. Nothing here is slow: acts run later."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from app.domain.dossier import Dossier
from app.domain.errors import BadInput
from app.domain.facts import Receiver
from app.domain.life_events import Leave
from app.domain.text import clean, clean_multiline
from app.i18n import N_, _
from ui.dossier.wishes import (
    AnswersWish,
    CorrectWish,
    ForwardWish,
    NoteWish,
    ReceivedWish,
    RequestWish,
    ResultWish,
    Wish,
)

if TYPE_CHECKING:
    from app.readings import Officer
    from ui.program import Program


@dataclass(frozen=True, slots=True)
class Deed:
    """What to do off the GUI thread, and what to say once it is done."""

    act: Callable[[], Dossier]
    said: str


def deed(wish: Wish, program: Program, dossier_id: bytes) -> Deed:
    """Return the deed of a wish; money and papers have ways of their own. Raises BadInput for what is seen at once."""
    officer = program.officer
    match wish:
        case ForwardWish():
            to, note = Receiver(wish.kind, _needed("to", wish.name), wish.station), _text(wish.note)
            return Deed(
                lambda: program.processing.forward(dossier_id, to=to, officer=officer, note=note), _("Passed on")
            )
        case ResultWish():
            number, signer, note = _text(wish.number), _text(wish.signer), _text(wish.note)
            return Deed(
                lambda: program.processing.complete(
                    dossier_id, officer=officer, number=number, signer=signer, note=note
                ),
                _("Result recorded"),
            )
        case NoteWish():
            text = _needed("note", clean_multiline(wish.text))
            return Deed(lambda: program.processing.note(dossier_id, text=text, officer=officer), _("Note added"))
        case RequestWish():
            return _request(wish, program, dossier_id)
        case ReceivedWish():
            mode, basis = wish.mode or None, _text(wish.basis)
            return Deed(
                lambda: program.waiting.papers_received(
                    dossier_id, officer=officer, papers=wish.papers, mode=mode, basis=basis
                ),
                _("Papers taken in"),
            )
        case CorrectWish():
            changes, reason, second = dict(wish.changes), _text(wish.reason), _text(wish.second_officer)
            if not changes:
                raise BadInput(field="new", problem=N_("type the right value first"))
            return Deed(
                lambda: program.corrections.correct(
                    dossier_id, changes, reason=reason, officer=officer, second_officer=second, password=wish.password
                ),
                _("Corrected"),
            )
        case AnswersWish():
            return _answered(wish, program, dossier_id)
    raise TypeError(type(wish).__name__)  # money and print have ways of their own


def _request(wish: RequestWish, program: Program, dossier_id: bytes) -> Deed:
    officer, reason, phone = program.officer, _text(wish.reason), _text(wish.phone)
    leader, why = clean(wish.leader), clean(wish.why_leave)
    if bool(leader) != bool(why):
        raise BadInput(field="leave", problem=N_("needs both the leader's name and the reason"))
    leave = Leave(leader, why) if leader else None
    return Deed(
        lambda: program.waiting.request_papers(
            dossier_id,
            wanted=wish.wanted,
            reason=reason,
            officer=officer,
            phone=phone,
            leave=leave,
            password=wish.password,
        ),
        _("Papers asked for"),
    )


def _answered(wish: AnswersWish, program: Program, dossier_id: bytes) -> Deed:
    act, said = _ANSWERED[wish.slug]
    answers = {name: _text(text) for name, text in wish.answers}
    if wish.slug == "extend":
        answers["to"] = new_day(answers["to"] or "", today=program.clock.now().date())
    officer = program.officer
    return Deed(lambda: act(program, dossier_id, officer, answers), _(said))


_Answers = dict[str, str | None]
_Act = Callable[["Program", bytes, "Officer", _Answers], Dossier]


def _suspend(program: Program, dossier_id: bytes, officer: Officer, said: _Answers) -> Dossier:
    amount = amount_of(said["amount"]) if said["amount"] else None
    return program.waiting.suspend(
        dossier_id, reason=said["reason"], agency=said["agency"], amount=amount, officer=officer
    )


def _link(program: Program, dossier_id: bytes, officer: Officer, said: _Answers) -> Dossier:
    return program.processing.link_code(
        dossier_id, system=said["system"] or "", code=said["code"] or "", officer=officer
    )


_ANSWERED: dict[str, tuple[_Act, str]] = {
    "take-in": (
        lambda program, of, officer, said: program.processing.take_in(of, officer=officer, by=said["by"]),
        N_("File signed for"),
    ),
    "take-over": (
        lambda program, of, officer, said: program.processing.take_over(of, reason=said["reason"], officer=officer),
        N_("File taken over"),
    ),
    "new-version": (
        lambda program, of, officer, said: program.versions.move(of, reason=said["reason"], officer=officer),
        N_("Goes by the new version"),
    ),
    "suspend": (_suspend, N_("Awaiting a payment")),
    "resume": (
        lambda program, of, officer, said: program.waiting.resume(of, proof=said["proof"], officer=officer),
        N_("The time goes on"),
    ),
    "extend": (
        lambda program, of, officer, said: program.promises.extend(
            of, to=said["to"] or "", reason=said["reason"], signer=said["signer"], officer=officer
        ),
        N_("New day promised"),
    ),
    "refuse": (
        lambda program, of, officer, said: program.endings.refuse(
            of, reason=said["reason"], legal_basis=said["legal_basis"], signer=said["signer"], officer=officer
        ),
        N_("Refused"),
    ),
    "stop": (
        lambda program, of, officer, said: program.endings.stop(
            of,
            reason=said["reason"],
            request=said["request"],
            refund=said["refund"],
            signer=said["signer"],
            officer=officer,
        ),
        N_("Stopped"),
    ),
    "withdraw": (
        lambda program, of, officer, said: program.endings.withdraw(
            of, reason=said["reason"], request=said["request"], officer=officer
        ),
        N_("Withdrawn"),
    ),
    "announce": (
        lambda program, of, officer, said: program.processing.announce(
            of, how=said["how"] or "", to=said["to"], officer=officer
        ),
        N_("Citizen told"),
    ),
    "fault": (
        lambda program, of, officer, said: program.processing.fault(
            of, kind=said["kind"] or "", what=said["what"], remedy=said["remedy"], officer=officer
        ),
        N_("In work again"),
    ),
    "link-code": (_link, N_("Code kept")),
}


def new_day(typed: str, *, today: date) -> str:
    """Return what was typed for a new promise as the service reads it: «5» → 5wd, «1/12/2026» or «1/12» → ISO.

    A day without a year is the next such day. Raises BadInput.
    """
    text = typed.strip().removesuffix("wd").strip()
    if text.isascii() and text.isdigit() and len(text) <= 3:
        return f"{int(text)}wd"
    parts = [part.strip() for part in text.replace(".", "/").replace("-", "/").split("/")]
    if not 2 <= len(parts) <= 3 or not all(part.isascii() and part.isdigit() for part in parts):
        raise BadInput(field="to", problem=N_("write working days or a date, for example 5 or 30/11/2026"))
    if len(parts) == 3 and len(parts[0]) == 4:
        parts.reverse()
    try:
        day = date(int(parts[2]) if len(parts) == 3 else today.year, int(parts[1]), int(parts[0]))
        if len(parts) == 2 and day < today:
            day = day.replace(year=today.year + 1)
    except ValueError as failed:
        raise BadInput(field="to", problem=N_("there is no such day")) from failed
    return day.isoformat()


def amount_of(typed: str | None) -> int:
    """Return an amount as typed, in đồng. Raises BadInput."""
    digits = (typed or "").replace(".", "").replace(" ", "").removesuffix("đ")
    if not digits.isascii() or not digits.isdigit():
        raise BadInput(field="amount", problem=N_("is not an amount in digits"))
    return int(digits)


def _text(typed: str) -> str | None:
    return (clean_multiline(typed) if "\n" in typed else clean(typed)) or None


def _needed(field: str, text: str) -> str:
    cleaned = text if "\n" in text else clean(text)
    if not cleaned:
        raise BadInput(field=field, problem=N_("must not be empty"))
    return cleaned
