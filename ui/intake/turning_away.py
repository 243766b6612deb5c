"""Where the papers cannot be accepted: what was told is recorded with a number, and the form is set aside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.domain.errors import BadInput, ReasonNeeded, Refusal
from app.i18n import _, ngettext
from app.readings import GivenGuidance
from ui.speech import sentence

if TYPE_CHECKING:
    from ui.intake.presenter import IntakePresenter
    from ui.tasks import Tasks


class TurningAway(QObject):
    """Answers the guidance panel. Nothing typed is lost: the form waits aside until the citizen is back."""

    def __init__(self, intake: IntakePresenter, tasks: Tasks) -> None:
        super().__init__(intake)
        self._intake, self._tasks = intake, tasks
        intake.page.turn_away_requested.connect(self.open)
        self._panel = intake.page.guidance
        self._panel.given.connect(self._give)
        self._panel.closed.connect(self.close)

    def open(self) -> None:
        """Ask for the reason; person and procedure must be named first."""
        intake = self._intake
        draft = intake.reading.draft
        if draft is None or not draft.applicant.name:
            intake.page.show_refusal(_("Name the person and the procedure first: the paper carries both."))
            return
        lacking = len(intake.lacking())
        if lacking:
            words = ngettext(
                "The supplement request will name the {n} paper that lacks.",
                "The supplement request will name the {n} papers that lack.",
                lacking,
            ).format(n=lacking)
        else:
            words = _("No paper lacks: write down the reason.")
        intake.page.foot.turn_away.hide()
        self._panel.open(words)

    def close(self) -> None:
        """Put the panel away; the form stays as it was."""
        self._panel.hide()
        self._intake.consider()
        self._intake.page.go_waiting(self._intake.filled.applicant.name, self._intake.filled.procedure)

    def _give(self, kind: str, reason: str, legal_basis: str) -> None:
        intake = self._intake
        draft = intake.reading.draft
        if draft is None or intake.acceptance.is_busy:
            return
        guidance, officer = intake.program.guidance, intake.program.officer
        self._tasks.write(
            lambda: guidance.give(draft, kind=kind, reason=reason, legal_basis=legal_basis, officer=officer),
            done=self._given,
            failed=self._refused,
            owner=intake.page,
        )

    def _given(self, guidance: GivenGuidance) -> None:
        intake, given = self._intake, guidance.given
        self._panel.hide()
        intake.set_aside()
        intake.page.go_first()
        words = _("Supplement request {number}") if given.kind == "supplement" else _("Refusal {number}")
        told = _("Recorded for {name}; no dossier code was taken.").format(name=given.applicant.name)
        if intake.printing.is_ready:
            intake.printing.print_guidance(guidance)
        else:
            told += " " + _("No printer: write the paper by hand with this number.")
        intake.page.news.emit(words.format(number=given.number), told)

    def _refused(self, refusal: Refusal) -> None:
        name = str(refusal.details.get("field", ""))
        if isinstance(refusal, ReasonNeeded | BadInput) and name in ("reason", "legal_basis"):
            words = _("Must be written down.") if isinstance(refusal, ReasonNeeded) else sentence(refusal)
            self._panel.show_problem(name, words)
            return
        self._intake.page.show_refusal(sentence(refusal))
