"""Interlinked dossiers of one visit (liên thông): the parent is filled in first, then each child; F9 takes all in.

What is filled already waits inside the form (``Filled.above``), so that it survives a power cut with the draft.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.domain.draft import Draft
from app.i18n import _
from app.services.together import MOST_TOGETHER
from ui.dossier_words import short_name
from ui.intake.filled import Filled, read, to_text
from ui.intake.shown import money_of
from ui.speech import sentence

if TYPE_CHECKING:
    from ui.intake.presenter import IntakePresenter


_LONGEST = 30
"""Letters of the parent's name that fit on one line beside what the button says."""


class LinkedDossiers(QObject):
    """Answers «one more child» and «back to the one before»."""

    def __init__(self, intake: IntakePresenter) -> None:
        super().__init__(intake)
        self._intake = intake
        intake.page.child_requested.connect(self.add)
        intake.page.linked_back_requested.connect(self.back)

    @property
    def above(self) -> tuple[Filled, ...]:
        """Return the forms filled already, the parent first."""
        return self._intake.filled.above

    def is_offered(self) -> bool:
        """Tell whether a child may be added: under an interlinked procedure, or beside another child."""
        procedure = self._intake.procedure
        return bool(self.above) or (procedure is not None and procedure.interlinked)

    def add(self) -> None:
        """Put the form aside as the parent, or a finished child, and begin a child of the same person."""
        intake = self._intake
        if intake.acceptance.is_busy or intake.acceptance.shows_what_lacks() or intake.reading.draft is None:
            return
        if intake.refusal is not None:
            intake.page.show_refusal(sentence(intake.refusal))
            return
        if len(self.above) + 2 > MOST_TOGETHER:
            intake.page.show_refusal(_("One visit takes {n} dossiers at most.").format(n=MOST_TOGETHER))
            return
        filled = intake.filled
        child = replace(
            filled.keeping_person(),
            late_entry=filled.late_entry,
            received_at=filled.received_at,
            above=(*filled.above, replace(filled, above=())),
        )
        self._show(child)

    def back(self) -> None:
        """Go back to the form before; the child at hand is thrown away and offered back."""
        if not self.above or self._intake.acceptance.is_busy:
            return
        *before, last = self.above
        self._intake.offer_back(to_text(self._intake.filled))
        self._show(replace(last, above=tuple(before)))

    def _show(self, filled: Filled) -> None:
        intake = self._intake
        intake.start_with(filled)
        intake.save_now()
        intake.page.show_other("", unfold=False)
        intake.page.book.go("procedure")

    def drafts(self, last: Draft) -> tuple[Draft, ...]:
        """Return all drafts of the visit, the parent first and the form at hand last."""
        now = self._intake.now()
        readings = (read(one, now=now).draft for one in self.above)
        return (*(draft for draft in readings if draft is not None), last)

    def words(self) -> tuple[str, str]:
        """Return what the page says above the form: which dossiers are filled in, which one is at hand."""
        if not self.above:
            return "", ""
        strong = _("Interlinked, child {n}").format(n=len(self.above))
        return strong, _("under “{name}”").format(name=self._parent_name())

    def _parent_name(self) -> str:
        filled = self.above[0]
        procedure = self._intake.known(filled.procedure)
        name = short_name(procedure.short_name) if procedure else filled.procedure
        return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1].rstrip(' ,')}…"

    def owed(self) -> int | None:
        """Return what the forms filled already come to, in đồng; None while any amount is unknown."""
        amounts = [self._owed_for(one) for one in self.above]
        known = [amount for amount in amounts if amount is not None]
        return sum(known) if len(known) == len(amounts) else None

    def _owed_for(self, filled: Filled) -> int | None:
        procedure, draft = self._intake.known(filled.procedure), read(filled, now=self._intake.now()).draft
        if procedure is None or draft is None:
            return None
        return money_of(procedure, filled, draft.fee_inputs, draft.exemption).owed
