"""Taking a dossier in (tiếp nhận hồ sơ): from what was typed to a numbered, promised dossier."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from app.clock import Clock
from app.domain.calendar import Calendar
from app.domain.deadline import TimeLimit, due
from app.domain.dossier import Dossier
from app.domain.draft import Draft
from app.domain.errors import BadInput
from app.domain.events import DossierReceived, OverrideProposed
from app.domain.facts import ProcedureRef, ReceivedPaper
from app.domain.money import Fee, compute_fees, exemption_applies
from app.domain.notices import Notice
from app.domain.numbering import make_code, next_serial
from app.domain.personal_number import check_personal_number
from app.domain.procedure import Procedure, RequiredPaper
from app.domain.rules import RuleBook, Rules
from app.domain.text import fold
from app.i18n import N_
from app.ports import NewUnit, Queries, UnitOfWork
from app.readings import Desk, Officer
from app.services.catalogue import Catalogue
from app.services.checklist import check_papers, missing, received_so_far
from app.services.processing import time_of_act
from app.services.promise import Promise, promise


@dataclass(frozen=True, slots=True)
class Prepared:
    """A draft that would be accepted: everything but its number. missing: papers that still lack (``weigh`` only)."""

    draft: Draft
    procedure: Procedure
    papers: tuple[ReceivedPaper, ...]
    promise: Promise
    fees: tuple[Fee, ...]
    received_at: datetime
    notices: tuple[Notice, ...]
    missing: tuple[RequiredPaper, ...] = ()
    rules: str = ""
    accept_due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Accepted:
    """An accepted dossier and what the officer should know about it."""

    dossier: Dossier
    notices: tuple[Notice, ...]


@dataclass(frozen=True, slots=True)
class Intake:
    """The intake desk. new_id mints the dossier's 16-byte UUIDv7."""

    new_unit: NewUnit
    queries: Queries
    catalogue: Catalogue
    calendar: Calendar
    clock: Clock
    desk: Desk
    form_version: str
    new_id: Callable[[], bytes]
    rules: RuleBook

    def prepare(self, draft: Draft) -> Prepared:
        """Check a draft and work out what would be promised; reads only. Raises what ``accept`` raises."""
        weighed = self.weigh(draft)
        check_papers(weighed.procedure, draft.papers)
        return weighed

    def weigh(self, draft: Draft) -> Prepared:
        """Work out what a draft would promise as it stands, with papers still lacking; reads only.

        Raises what ``accept`` raises, except PapersMissing.
        """
        now = self.clock.now()
        received_at = time_of_act(self.clock, draft.received_at, late=draft.late_entry)
        rows = self.catalogue.with_overrides(self.queries.overrides())
        procedure = rows.for_draft(draft, on=received_at.date())
        papers = received_so_far(procedure, draft.papers)
        promised = promise(
            procedure,
            draft,
            received_at=received_at,
            calendar=self.calendar,
            commune=self.catalogue.commune(self.desk.commune),
        )
        fees = compute_fees(procedure.fees, draft.fee_inputs, draft.exemption)
        rules = self.rules.on(received_at.date())
        accept_due_at = self._accept_due(draft, rules, received_at)
        notices = (
            *promised.notices,
            *self._about_applicant(draft, procedure, now.date()),
            *_about_exemption(draft, procedure),
            *_about_representative(draft, procedure, rules),
            *_about_acceptance(received_at, accept_due_at),
        )
        lacking = missing(procedure, draft.papers)
        return Prepared(
            draft, procedure, papers, promised, fees, received_at, notices, lacking, rules.id, accept_due_at
        )

    def _accept_due(self, draft: Draft, rules: Rules, received_at: datetime) -> datetime | None:
        """Return by when what came online had to be accepted (8 working hours by the rules). Raises BadInput."""
        submitted = draft.submitted_at
        if submitted is None:
            return None
        if submitted > received_at:
            raise BadInput(field="submitted_at", problem=N_("lies after the acceptance"))
        return due(TimeLimit("working_hour", rules.accept_hours), received=submitted, calendar=self.calendar).at

    def accept(self, draft: Draft, *, officer: Officer, draft_slot: str | None = None) -> Accepted:
        """Accept a complete dossier and give it its number, in one transaction (NĐ 118/2025/NĐ-CP).

        Raises PapersMissing, UnknownProcedure, TimeLimitUnknown, LateEntryNeeded, TimeInFuture,
        NumbersExhausted. draft_slot: the autosaved draft that ends with it.
        """
        ready = self.prepare(draft)
        dossier_id = self.new_id()
        with self.new_unit(officer.id) as unit:
            happened = self._receipt(ready, unit, officer)
            proposed = ready.promise.override
            if proposed is not None and proposed not in unit.overrides():
                proposal = OverrideProposed(at=self.clock.now(), override=proposed)
                unit.record("catalogue", self.new_id(), proposal)
            dossier = unit.record_dossier(dossier_id, happened)
            if draft_slot is not None:
                unit.forget_draft(draft_slot)
        return Accepted(dossier, ready.notices)

    def _receipt(self, ready: Prepared, unit: UnitOfWork, officer: Officer) -> DossierReceived:
        day = ready.received_at.date()
        return receipt_of(
            ready,
            code=self._take_number(unit, day),
            entry=unit.highest_series("register", day.year) + 1,
            desk=self.desk,
            officer=officer,
            form_version=self.form_version,
            entered_at=self.clock.now(),
        )

    def _take_number(self, unit: UnitOfWork, day: date) -> str:
        station = self.desk.station_number
        used = unit.highest_serial(self.desk.unit_code, day, station)
        serial = next_serial(station, used, unit.raised_floor(day), day=day)
        return make_code(self.desk.unit_code, day, serial)

    def _about_applicant(self, draft: Draft, procedure: Procedure, today: date) -> tuple[Notice, ...]:
        """Say what looks odd about the citizen: number against birth and sex, the same request still open."""
        number = draft.applicant.id_number
        if not number:
            return ()
        notices: list[Notice] = []
        if draft.applicant.id_kind in ("cccd", "can_cuoc"):
            notices += check_personal_number(number, draft.applicant.birth_date, draft.applicant.sex, today)
        for same in self.queries.open_same(number, procedure.id):
            message = N_("The same procedure is already open for this citizen: dossier {code}.")
            notices.append(Notice("possible_duplicate", message, (("code", same.code),)))
        return tuple(notices)


def receipt_of(
    ready: Prepared, *, code: str, entry: int, desk: Desk, officer: Officer, form_version: str, entered_at: datetime
) -> DossierReceived:
    """Return the event of acceptance. entry: number in the register; entered_at counts for late entries only."""
    draft, procedure = ready.draft, ready.procedure
    return DossierReceived(
        code=code,
        procedure=ProcedureRef(procedure.id, procedure.code or "", procedure.name, procedure.field, procedure.version),
        applicant=draft.applicant,
        received_at=ready.received_at,
        due=ready.promise.due,
        limit=ready.promise.limit,
        commune=desk.commune,
        officer_name=officer.name,
        form_version=form_version,
        book=f"{desk.station_number:02d}/{ready.received_at.year}",
        entry=entry,
        channel=draft.channel,
        representative=draft.representative,
        summary=draft.summary,
        papers=ready.papers,
        sets=draft.sets or procedure.sets,
        priority=draft.priority,
        competent_agency=draft.competent_agency,
        return_place=draft.return_place,
        fees=ready.fees,
        exemption=draft.exemption,
        entered_at=entered_at if draft.late_entry else None,
        late_entry=draft.late_entry,
        paper_number=draft.paper_number,
        external_code=draft.external_code,
        rules=ready.rules,
        submitted_at=draft.submitted_at,
        accept_due_at=ready.accept_due_at,
        assistance=draft.assistance,
        slip_wanted=draft.slip_wanted or ready.promise.limit.limit.unit != "same_day",
    )


def _about_exemption(draft: Draft, procedure: Procedure) -> tuple[Notice, ...]:
    """Say when the stated ground exempts nothing here: the citizen pays all the same."""
    if draft.exemption is None or exemption_applies(procedure.fees, draft.exemption):
        return ()
    return (Notice("exemption_without_effect", N_("The stated ground exempts from no fee of this procedure.")),)


def _about_representative(draft: Draft, procedure: Procedure, rules: Rules) -> tuple[Notice, ...]:
    """Say when an authorisation must be certified: close kin need none in civil-status matters."""
    acting = draft.representative
    if acting is None or procedure.field not in rules.kin_fields or draft.applicant.kind != "person":
        return ()
    relation = fold(acting.relation or "")
    is_kin = any(re.search(rf"\b{re.escape(fold(one))}\b", relation) for one in rules.kin)
    if is_kin:
        return ()
    message = N_("The authorisation must be certified: only close kin hand in for somebody else without it.")
    return (Notice("authorisation_to_certify", message),)


def _about_acceptance(received_at: datetime, accept_due_at: datetime | None) -> tuple[Notice, ...]:
    """Say when a dossier from the net is accepted too late (NĐ 118/2025/NĐ-CP, the accepting clock)."""
    if accept_due_at is None or received_at <= accept_due_at:
        return ()
    message = N_("It came in online and should have been accepted by {due}.")
    return (Notice("accepted_late", message, (("due", f"{accept_due_at:%H:%M %d/%m/%Y}"),)),)
