"""Puts the state of intake on the page: fields, steps, papers, money, the promise and the paper."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.domain.amount_words import amount_in_words
from app.domain.draft import PaperEntry
from app.domain.errors import Refusal, TimeLimitUnknown, UnknownCommune
from app.domain.money import format_amount
from app.domain.priority import certain_age, former_place, is_elderly
from app.domain.procedure import Procedure, RequiredPaper
from app.i18n import _, ngettext
from app.services.agencies import known_agencies
from app.services.intake import Prepared
from app.services.preview import previewed
from app.wording import because_text, km_text
from ui.intake.filled import Filled, Helped, Proxy, Reading
from ui.intake.shown import (
    Money,
    extension_lines,
    lacking_names,
    money_of,
    offer_of,
    other_words,
    paper_line,
    papers_note,
)
from ui.intake.view import IntakePage
from ui.intake.words import notice_words, problem_words, same_day_words
from ui.speech import sentence
from ui.value_words import due_words
from ui.widgets.day_boxes import day_boxes

if TYPE_CHECKING:
    from ui.program import Program

_SECOND_COPY = 1
"""Page of liên 2, which the citizen takes home."""

_SHOWN_ELSEWHERE = {"possible_duplicate", "calendar_unconfirmed", "may_live_far"}
_OF_PROMISE = {"channel_not_listed", "exemption_without_effect"}
_ALIASES = {
    "exemption.proof": "proof",
    "exemption.ground": "ground",
    "assistance.witnesses[0].name": "assistance.witness_1",
    "assistance.witnesses[0].id_number": "assistance.witness_1_number",
    "assistance.witnesses[1].name": "assistance.witness_2",
    "assistance.witnesses[1].id_number": "assistance.witness_2_number",
}


class Display:
    """Knows the page and what was left or refused; decides nothing about the dossier."""

    def __init__(self, page: IntakePage, program: Program) -> None:
        self._page, self._program = page, program
        self._touched: set[str] = set()
        self._all_touched = False
        self._marks = False
        self._problems: dict[str, str] = {}
        self._procedure: Procedure | None = None

    # ── the form ─────────────────────────────────────────────────────────────────────────────

    def forget(self) -> None:
        """Start anew: no field was left, no paper was called missing."""
        self._touched.clear()
        self._all_touched = self._marks = False
        self._page.book.clear_problems()
        self._page.show_refusal("")

    def touch(self, name: str) -> None:
        """A field was left: from now on what is wrong with it is said."""
        self._touched.add(name)
        self._show_problem(name)

    def touch_all(self) -> None:
        """F9 was pressed: say all that is wrong."""
        self._all_touched = True
        for name in self._page.book.names():
            self._show_problem(name)

    def problems(self) -> dict[str, str]:
        """Return what is wrong, by field of the page."""
        return self._problems

    def show_form(self, filled: Filled, procedure: Procedure | None) -> None:
        """Show every field of a form."""
        page = self._page
        self._procedure = procedure
        self.show_fields(filled)
        page.person.show_kind(filled.applicant.kind)
        page.show_proxy(shown=filled.representative is not None)
        page.procedure.show_procedure(offer_of(procedure) if procedure else None)
        page.priority.show_chosen(filled.priority)
        page.other.rare.show_chosen(filled.priority)
        page.other.show_late(filled.late_entry)
        page.show_help(shown=filled.assistance != Helped() or "cannot_read" in filled.priority)
        page.assistance.show_sealed(filled.assistance.fingerprint)
        entries = {entry.component: entry for entry in filled.papers}
        count = len(procedure.papers) if procedure else 0
        page.papers.show_papers(
            [paper_line(procedure, place, entries.get(place)) for place in range(count)] if procedure else ()
        )
        if procedure is None:
            page.procedure.show_extensions(())
        else:
            self.show_extensions(filled, procedure)

    def show_fields(self, filled: Filled) -> None:
        """Show the texts and choices of a form."""
        book = self._page.book
        for name in book.names():
            part, _dot, attribute = name.rpartition(".")
            whole: object = filled
            if part == "applicant":
                whole = filled.applicant
            elif part == "representative":
                whole = filled.representative or Proxy()
            elif part == "assistance":
                whole = filled.assistance
            if name not in ("procedure", "limit"):
                book.show(name, str(getattr(whole, attribute)))

    def show_extensions(self, filled: Filled, procedure: Procedure) -> None:
        """Show the extensions of the procedure."""
        try:
            mountainous = self._program.catalogue.commune(self._program.desk.commune).mountainous
        except UnknownCommune:
            mountainous = False
        self._page.procedure.show_extensions(extension_lines(procedure, filled, mountainous=mountainous))

    def show_paper(self, procedure: Procedure, component: int, entry: PaperEntry | None) -> None:
        """Show one paper after an act of the officer."""
        self._page.papers.change_paper(paper_line(procedure, component, entry))

    # ── what follows from it ─────────────────────────────────────────────────────────────────

    def show_state(
        self,
        filled: Filled,
        reading: Reading,
        procedure: Procedure | None,
        lacking: Sequence[RequiredPaper],
        refusal: Refusal | None,
        *,
        above: int | None,
    ) -> None:
        """Show what the form comes to: problems, finished steps, money, the finishing bar.

        above: đồng that the interlinked dossiers filled already come to, None while an amount is unknown.
        """
        page = self._page
        self._problems = {_ALIASES.get(name, name): problem for name, problem in reading.problems.items()}
        for name in page.book.names():
            self._show_problem(name)
        asks_limit = procedure is not None and procedure.limit.amount is None and procedure.limit.unit != "same_day"
        page.procedure.show_limit(filled.limit, asked=asks_limit)
        page.money.show_exemption(chosen=bool(filled.ground))
        page.show_other(other_words(filled))
        far = self._far_words(filled)
        page.same_day.show_reason(far)
        page.show_priority_hint(self._priority_hint(filled, reading, is_told=bool(far)))
        page.other.show_online(filled.channel == "online")
        page.other.show_returned_elsewhere(filled.return_place == "other_desk")
        self._offer_agencies(procedure)
        same_day = procedure is not None and procedure.limit.unit == "same_day"
        page.other.show_one_slip(filled.one_slip)
        page.other.show_at_once(offered=same_day, chosen=filled.is_at_once)
        money = self._show_money(filled, reading, procedure)
        if procedure is not None and self._marks:
            page.papers.mark_missing([place for place, paper in enumerate(procedure.papers) if paper in lacking])
        self._show_steps(filled, procedure, lacking, refusal)
        owed = None if above is None or money.owed is None else above + money.owed
        self._show_foot(filled, lacking, refusal, owed)

    def _offer_agencies(self, procedure: Procedure | None) -> None:
        communes, own = self._program.catalogue.communes(), self._program.desk.commune
        processes = procedure.processes if procedure is not None else ""
        self._page.other.agencies.know(known_agencies(communes, own, processes))

    def _far_words(self, filled: Filled) -> str:
        """Return how far the applicant's village is by the commune's table; empty where it is near or not on it."""
        if filled.applicant.kind == "organisation":
            return ""
        far = self._program.villages.far(filled.applicant.address)
        if far is None:
            return ""
        return _("{place} is {km} km from here.").format(place=far.name, km=km_text(far.km))

    def _priority_hint(self, filled: Filled, reading: Reading, *, is_told: bool) -> str:
        """Return what speaks for a priority that nobody has chosen yet; only the officer chooses.

        is_told: how far they live is said already.
        """
        if reading.draft is None or filled.applicant.kind == "organisation":
            return ""
        who, today = reading.draft.applicant, self._program.clock.now().date()
        if "elderly" not in filled.priority and is_elderly(who.birth_date, today):
            return _("{age} years old").format(age=certain_age(who.birth_date, today))
        if is_told or "lives_far" in filled.priority:
            return ""
        try:
            commune = self._program.catalogue.commune(self._program.desk.commune)
        except UnknownCommune:
            return ""
        former = former_place(who.address, [unit.name for unit in commune.former_units], seat=commune.name)
        return _("formerly {place}").format(place=former) if former else ""

    def show_missing_marks(self, *, shown: bool) -> None:
        """Call missing papers missing, from now on or no longer."""
        self._marks = shown

    def _show_problem(self, name: str) -> None:
        is_said = self._all_touched or name in self._touched
        problem = self._problems.get(name, "") if is_said else ""
        if problem and name == "applicant.name" and not self._all_touched:
            problem = ""  # an empty name is no mistake while the form is being filled
        self._page.book.show_problem(name, problem_words(problem) if problem else "")

    def _show_money(self, filled: Filled, reading: Reading, procedure: Procedure | None) -> Money:
        draft = reading.draft
        if procedure is None or draft is None:
            self._page.money.show_lines((), nothing=_("The fees appear when a procedure is chosen."), may_add=False)
            return Money()
        money = money_of(procedure, filled, draft.fee_inputs, draft.exemption)
        self._page.money.show_lines(money.lines, nothing=_("No fee for this procedure."), may_add=money.may_add)
        return money

    def _show_steps(
        self, filled: Filled, procedure: Procedure | None, lacking: Sequence[RequiredPaper], refusal: Refusal | None
    ) -> None:
        known = procedure is not None
        has_person = bool(filled.applicant.name.strip()) and not any(
            name.startswith(("applicant.", "representative.")) for name in self._problems
        )
        has_promise = known and refusal is None and not {"limit", "limit_basis"} & self._problems.keys()
        papers = known and not lacking
        note = papers_note(procedure, len(lacking)) if procedure else ""
        self._page.show_steps((has_person, has_promise, papers, known, known and papers), note)

    def _show_foot(
        self, filled: Filled, lacking: Sequence[RequiredPaper], refusal: Refusal | None, owed: int | None
    ) -> None:
        foot = self._page.foot
        waits = lacking_names(filled, self._problems)
        if waits:
            foot.show_words(_("Still to fill in:"), ", ".join(waits), ready=False)
        elif lacking:
            words = ngettext("{n} paper still lacks", "{n} papers still lack", len(lacking)).format(n=len(lacking))
            foot.show_words(words, ", ".join(paper.name for paper in lacking), ready=False, lacking=True)
        elif isinstance(refusal, TimeLimitUnknown):
            foot.show_words(_("The time limit is not stated"), _("and where it comes from"), ready=False, lacking=True)
        elif refusal is not None:
            foot.show_words(_("Cannot be accepted yet"), sentence(refusal), ready=False, lacking=True)
        elif owed is None:
            foot.show_words(_("No tariff entered yet"), _("by the province's resolution"), ready=True)
        elif owed == 0:
            foot.show_words(_("Nothing to pay"), "", ready=True)
        else:
            words = _("To pay: {amount}").format(amount=format_amount(owed))
            foot.show_words(words, _in_words(owed), ready=True)

    # ── the promise and the paper ────────────────────────────────────────────────────────────

    def show_no_promise(self) -> None:
        """There is no procedure yet."""
        self._page.promise.clear()
        self._page.show_trip("")
        self._page.show_promised("")
        self._page.same_day.show(words="", chosen=False)
        self._page.preview.show_source(None)
        self._page.procedure.show_notices(())

    def show_refused_promise(self, refusal: Refusal) -> None:
        """Say why no date can be promised."""
        self._page.promise.show_due("—", sentence(refusal))
        self._page.same_day.show(words="", chosen=False)
        self._page.show_promised("")
        self._page.preview.show_source(None)

    def show_promise(self, prepared: Prepared) -> None:
        """Show date, reason, days, and the paper as it would be printed."""
        self._page.same_day.show(words=same_day_words(prepared), chosen=prepared.aim_at is not None)
        trip = prepared.trip
        self._page.show_trip(_("Trip {number}").format(number=trip.number) if trip else "")
        due, year = prepared.promise.due, prepared.promise.due.at.year
        confirmed = due.calendar_confirmed
        self._page.show_promised(_("Result on {due}.").format(due=due_words(due.at)).rstrip("."))
        self._page.promise.show_due(
            due_words(due.at),
            because_text(due),
            day_boxes(prepared.received_at.date(), due.at.date(), due.counted_days),
            calendar=_("Calendar {year} confirmed").format(year=year),
            provisional="" if confirmed else _("Calendar {year} not confirmed").format(year=year),
        )
        self._page.procedure.show_notices([notice_words(one) for one in prepared.notices if one.code in _OF_PROMISE])
        self._show_paper(prepared)

    def person_notices(self, prepared: Prepared) -> dict[str, str]:
        """Return what looks odd about the person, by code."""
        left_out = _SHOWN_ELSEWHERE | _OF_PROMISE
        return {one.code: notice_words(one) for one in prepared.notices if one.code not in left_out}

    def _show_paper(self, prepared: Prepared) -> None:
        program, paper = self._program, self._program.settings.receipt_paper
        dossier = previewed(
            prepared,
            desk=program.desk,
            officer=program.officer,
            form_version=program.settings.form_version,
            reception=program.intake.reception,
        )
        forms, head = program.slips.forms, program.slips.letterhead
        kind = _("copy 2, {size}").format(size=paper.upper())
        self._page.preview.show_source(
            lambda: forms.receipt(dossier, head, copy=1, paper=paper, draft=True).pdf, kind=kind, page=_SECOND_COPY
        )


def _in_words(amount: int) -> str:
    words = amount_in_words(amount)
    return words[:1].lower() + words[1:]
