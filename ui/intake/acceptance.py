"""F9: check, accept in one transaction, then print; a failed print never undoes what was saved."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.domain.dossier import Dossier
from app.domain.errors import (
    BadExtension,
    BadInput,
    DuplicateUnexplained,
    LateEntryNeeded,
    NotAFreeSheet,
    PapersMissing,
    Refusal,
    TimeInFuture,
    TimeLimitUnknown,
    UnknownProcedure,
)
from app.domain.owing import owed_papers
from app.i18n import _, ngettext
from app.services.intake import Accepted
from ui.intake.filled import SLOT, Filled
from ui.intake.words import problem_words
from ui.speech import sentence
from ui.value_words import due_words

if TYPE_CHECKING:
    from ui.intake.presenter import IntakePresenter
    from ui.tasks import Tasks


class Acceptance(QObject):
    """Answers the finishing bar. is_busy: a dossier is being saved, keys wait."""

    def __init__(self, intake: IntakePresenter, tasks: Tasks) -> None:
        super().__init__(intake)
        self._intake, self._tasks = intake, tasks
        self.is_busy = False
        self._keeps_person = False
        intake.page.accept_requested.connect(self.accept)
        intake.page.duplicate.explained.connect(lambda: self.accept(self._keeps_person))
        intake.page.duplicate.closed.connect(self._leave_duplicate)
        intake.printing.failed.connect(self._not_printed)

    def accept(self, keep_person: bool) -> None:
        """Accept what stands in the form; keep_person: go on with another dossier of the same citizen."""
        intake = self._intake
        if keep_person and not intake.filled.visit and not self.is_busy:
            intake.change(replace(intake.filled, visit=intake.program.intake.new_id().hex()))
        draft = intake.reading.draft
        if self.is_busy or self.shows_what_lacks() or draft is None:
            return
        drafts = intake.linked.drafts(replace(draft, begun_by=intake.filled.begun_by or None))
        if intake.page.duplicate.isVisible():
            reason = intake.page.duplicate.answer()
            if not reason:
                return
            drafts = tuple(replace(one, duplicate_reason=reason) for one in drafts)
        self._keeps_person = keep_person = keep_person or (self._keeps_person and intake.page.duplicate.isVisible())
        self.is_busy = True
        intake.stop_saving()
        intake.page.show_busy(True)
        desk, officer = intake.program.intake, intake.program.officer
        self._tasks.write(
            lambda: desk.accept_together(
                drafts, officer=officer, linked=len(drafts) > 1, draft_slot=SLOT, must_explain=True
            ),
            done=lambda accepted: self._accepted(accepted, keep_person=keep_person),
            failed=self._refused,
            owner=intake.page,
        )

    def shows_what_lacks(self) -> bool:
        """Say what keeps the form from being accepted, with the keyboard on it; False: nothing does."""
        return self._shows_problems() or self._shows_missing()

    def _shows_problems(self) -> bool:
        """Say at its field what does not read; the keyboard goes to the first."""
        display, page = self._intake.display, self._intake.page
        problems = display.problems()
        if not problems:
            return False
        display.touch_all()
        first = next((name for name in page.book.names() if name in problems), "")
        if first:
            page.unfold_for(first)
            page.book.go(first)
        else:
            page.show_refusal("; ".join(_(problem) for problem in problems.values()))
        return True

    def _shows_missing(self) -> bool:
        """Name the papers that lack; the keyboard goes to the first, or to the reason it still needs."""
        intake = self._intake
        lacking, procedure = intake.lacking(), intake.procedure
        if not lacking or procedure is None:
            return False
        positions = [place for place, paper in enumerate(procedure.papers) if paper in lacking]
        intake.display.show_missing_marks(shown=True)
        papers = intake.page.papers
        papers.mark_missing(positions)
        unexplained = {entry.component for entry in intake.filled.papers if entry.not_applicable}
        if positions[0] in unexplained:
            papers.ask_reason(positions[0])
        else:
            papers.go_to(positions[0])
        return True

    # ── after the commit ─────────────────────────────────────────────────────────────────────

    def _accepted(self, accepted: tuple[Accepted, ...], *, keep_person: bool) -> None:
        intake, dossier = self._intake, accepted[0].dossier
        self._free()
        intake.page.show_discarded("")
        before = intake.filled
        intake.start_with(before.keeping_person() if keep_person else Filled())
        intake.page.show_other("", unfold=False)
        intake.save_now()
        if keep_person:
            intake.page.book.go("procedure")
        else:
            intake.page.go_first()
        self._tell(dossier, children=len(accepted) - 1)
        shares_slip = len(accepted) > 1 or (before.one_slip and bool(before.visit))
        waits_for_rest = shares_slip and keep_person
        if intake.printing.is_ready and (shares_slip or _owes_slip(dossier)) and not waits_for_rest:
            intake.printing.print_slip(dossier, whole_visit=shares_slip)

    def _tell(self, dossier: Dossier, *, children: int) -> None:
        words = _("Accepted {code}").format(code=dossier.code)
        if children:
            more = ngettext("and {n} child dossier", "and {n} child dossiers", children)
            words = f"{words} {more.format(n=children)}"
        due = _("Result on {due}.").format(due=due_words(dossier.due.at))
        waits = _owes_slip(dossier) and not self._intake.printing.is_ready
        later = " " + _("No printer: the slip waits in “To print”.") if waits else ""
        self._intake.page.news.emit(words, due + later)

    def _leave_duplicate(self) -> None:
        """The officer looks again first: nothing was saved, the form stays."""
        self._keeps_person = False
        self._intake.page.duplicate.hide()
        self._intake.page.go_waiting(self._intake.filled.applicant.name, self._intake.filled.procedure)

    def _not_printed(self, refusal: Refusal) -> None:
        self._intake.page.trouble.emit(sentence(refusal))

    # ── refused ──────────────────────────────────────────────────────────────────────────────

    def _free(self) -> None:
        self.is_busy = False
        self._intake.page.show_busy(False)

    def _refused(self, refusal: Refusal) -> None:
        """Nothing was saved as a dossier; the form stays and its draft is kept on."""
        self._free()
        intake = self._intake
        intake.save_now()
        name = _field_of(refusal)
        if isinstance(refusal, DuplicateUnexplained):
            intake.page.duplicate.open(tuple(refusal.details["codes"]))  # type: ignore[arg-type]
            return
        if isinstance(refusal, PapersMissing) and self._shows_missing():
            return
        if name and intake.page.book.show_problem(name, _at_field(refusal)):
            intake.page.unfold_for(name)
            intake.page.book.go(name)
            return
        intake.page.show_refusal(sentence(refusal))


def _owes_slip(dossier: Dossier) -> bool:
    """Return whether the citizen still gets a printed slip: not if it was written by hand or is not wanted."""
    return "receipt" in owed_papers(dossier)


def _field_of(refusal: Refusal) -> str:
    """Return the field of the page that a refusal is about; empty if it is about the whole."""
    match refusal:
        case BadInput():
            return str(refusal.details.get("field", ""))
        case TimeLimitUnknown():
            return "limit"
        case NotAFreeSheet():
            return "pad_code"
        case LateEntryNeeded() | TimeInFuture():
            return "received_at"
        case UnknownProcedure() | BadExtension():
            return "procedure"
        case _:
            return ""


def _at_field(refusal: Refusal) -> str:
    if isinstance(refusal, BadInput):
        return problem_words(str(refusal.details.get("problem", "")))
    return sentence(refusal)
