"""Which panel opens for an act, with what is known already in it; and what an act would bring, said beforehand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.domain.dossier import Dossier
from app.domain.errors import Refusal
from app.domain.rules import RESUME
from app.i18n import _
from app.services.corrections import as_texts
from app.services.double_entry import entry_fields
from app.wording import because_text
from ui.dossier.asking import AnswersPanel, asked_of
from ui.dossier.correct_panel import CorrectPanel, Found
from ui.dossier.deeds import new_day
from ui.dossier.double_entry_panel import DoubleEntryPanel
from ui.dossier.offered import ShownAct
from ui.dossier.paper_ticks import PaperRow
from ui.dossier.waiting_panels import ReceivedPanel, RequestPanel
from ui.dossier.wishes import AnswersWish, ForwardWish, ReceivedWish, Wish
from ui.dossier_words import short_name
from ui.speech import sentence
from ui.value_words import default_counts, due_words

if TYPE_CHECKING:
    from app.domain.deadline import Due
    from app.readings import Officer
    from ui.dossier.act_panel import ActPanel
    from ui.program import Program

_MOST_FOUND = 4


def panel_of(
    act: ShownAct, dossier: Dossier, program: Program, *, signer: str, colleagues: Sequence[Officer] = ()
) -> ActPanel:
    """Return the panel of an act of the dossier's life. signer: who signed last here; colleagues: at work here too."""
    match act.slug:
        case "request-papers":
            leaders = [one.name for one in colleagues if one.leads]
            phone = program.settings.desk_phone or ""
            return RequestPanel(act, _components(dossier, program), phone, leaders=leaders)
        case "papers-received":
            return ReceivedPanel(act, _wanted(dossier), program.waiting.mode_after_papers(dossier))
        case "correct":
            need_two = program.corrections.need_two(dossier)
            return CorrectPanel(
                act,
                as_texts(dossier),
                need_two,
                lambda words: _procedures(program, words),
                procedure=f"{short_name(dossier.procedure.name)} · {dossier.procedure.code}",
                colleagues=[one.name for one in colleagues],
            )
        case "double-entry":
            national = [linked.code for linked in dossier.codes if linked.system == "national"]
            return DoubleEntryPanel(act, entry_fields(dossier), national[-1] if national else "")
        case _:
            return AnswersPanel(act, asked_of(act.slug, dossier, officer=program.officer.name, signer=signer))


def _components(dossier: Dossier, program: Program) -> tuple[PaperRow, ...]:
    """Return the papers of the version the dossier was received under; none where this catalogue has it no more."""
    ref = dossier.procedure
    try:
        procedure = program.catalogue.version_of(ref.id, ref.version, on=dossier.received_at.date())
    except Refusal:
        return ()
    return tuple(
        PaperRow(paper.name, position, *default_counts(paper)) for position, paper in enumerate(procedure.papers)
    )


def _wanted(dossier: Dossier) -> tuple[PaperRow, ...]:
    if not dossier.requests:
        return ()
    return tuple(
        PaperRow(paper.name, paper.component, paper.original or (0 if paper.copy else 1), paper.copy)
        for paper in dossier.requests[-1].wanted
    )


def _procedures(program: Program, words: str) -> Sequence[Found]:
    found = program.catalogue.search(words, on=program.clock.now().date(), limit=_MOST_FOUND)
    return tuple((one.code or one.id, f"{one.short_name} · {one.code or one.id}") for one in found)


def outcome(wish: Wish, slug: str, dossier: Dossier, program: Program) -> tuple[str, str]:
    """Return what an act would bring as its fields stand: «hẹn trả mới: …» and why; empty where it moves no clock."""
    match wish:
        case ForwardWish() if wish.station is not None:
            strong = _("The file leaves this desk: only {name} can act on it then.").format(name=wish.name)
            return strong, _("It travels with the next bundle or over the network; the promise stays.")
        case ReceivedWish():
            mode = wish.mode or program.waiting.mode_after_papers(dossier)
            strong, why = _promised(program.waiting.new_promise(dossier, mode=mode))
            if wish.lacking:
                strong += " " + _("Still lacking: {papers}.").format(papers="; ".join(wish.lacking))
            return strong, why
        case AnswersWish() if slug == "new-version":
            return _moved_to(dossier, program)
        case AnswersWish() if slug == "resume":
            return _promised(program.waiting.new_promise(dossier, mode=RESUME))
        case AnswersWish() if slug == "extend" and wish.text("to").strip():
            try:
                asked = new_day(wish.text("to"), today=program.clock.now().date())
                return _promised(program.promises.extended_to(dossier, asked))
            except Refusal as refusal:
                return "", sentence(refusal)
        case _:
            return "", ""


def _moved_to(dossier: Dossier, program: Program) -> tuple[str, str]:
    """Say what the new version brings: its first day, the new promise, what its list of papers still lacks."""
    found = program.versions.newer(dossier)
    if found is None:
        return "", ""
    strong = _("Version of {day}.").format(day=f"{found.procedure.effective_from:%d/%m/%Y}")
    if found.event.due is not None:
        strong += " " + _("New promise: {at}.").format(at=due_words(found.event.due.at))
    if found.lacking:
        strong += " " + _("Still lacking: {papers}.").format(papers="; ".join(found.lacking))
    return strong, because_text(found.event.due) if found.event.due is not None else ""


def _promised(due: Due) -> tuple[str, str]:
    return _("New promise: {at}.").format(at=due_words(due.at)), because_text(due)
