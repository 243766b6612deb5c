"""Taking a dossier in (tiếp nhận hồ sơ): from what was typed to a numbered, promised dossier."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from app.clock import Clock
from app.domain.calendar import Calendar
from app.domain.deadline import TimeLimit, due
from app.domain.dossier import Dossier
from app.domain.draft import NO_TRIP, Draft
from app.domain.duplicate_events import DuplicateOverridden
from app.domain.errors import BadInput, DuplicateUnexplained, NotAFreeSheet, NotInterlinked
from app.domain.events import DossierReceived, OverrideProposed
from app.domain.facts import ProcedureRef, ReceivedPaper
from app.domain.money import Fee, compute_fees, exemption_applies
from app.domain.notices import Notice
from app.domain.numbering import make_code, next_serial, parse_code
from app.domain.personal_number import check_personal_number
from app.domain.places import point_in
from app.domain.priority import is_short
from app.domain.procedure import Procedure, RequiredPaper
from app.domain.rules import RuleBook, Rules
from app.domain.text import fold
from app.i18n import N_
from app.ports import NewUnit, Queries, UnitOfWork
from app.readings import Desk, Officer, Trip
from app.services.catalogue import Catalogue
from app.services.checklist import check_papers, missing, received_so_far
from app.services.processing import time_of_act
from app.services.promise import Promise, promise
from app.services.trips import named_among, trip_for
from app.services.villages import Villages
from app.wording import km_text


@dataclass(frozen=True, slots=True)
class Prepared:
    """A draft that would be accepted: everything but its number. missing: papers that still lack (``weigh`` only).

    trip: the mobile trip it comes in on. doubles: codes of the same procedure open for the same citizen.
    aim_at: by when the desk means to be done, earlier than promised; may_aim_at: by when it could.
    """

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
    trip: Trip | None = None
    doubles: tuple[str, ...] = ()
    aim_at: datetime | None = None
    may_aim_at: datetime | None = None
    return_point: str | None = None


@dataclass(frozen=True, slots=True)
class Accepted:
    """An accepted dossier and what the officer should know about it."""

    dossier: Dossier
    notices: tuple[Notice, ...]


@dataclass(frozen=True, slots=True)
class Intake:
    """The intake desk. new_id mints the dossier's 16-byte UUIDv7.

    same_day_within: up to how many working days a limit may be for the same day to be proposed to who has priority.
    reception: of a second point of reception, as papers name it; empty at the seat.
    """

    new_unit: NewUnit
    queries: Queries
    catalogue: Catalogue
    calendar: Calendar
    clock: Clock
    desk: Desk
    form_version: str
    new_id: Callable[[], bytes]
    rules: RuleBook
    same_day_within: int = 3
    villages: Villages | None = None
    reception: str = ""

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
        doubles = self._open_doubles(draft, procedure)
        notices = (
            *promised.notices,
            *_about_number(draft, now.date()),
            *_about_doubles(doubles),
            *_about_exemption(draft, procedure),
            *_about_representative(draft, procedure, rules),
            *_about_rules(rules),
            *_about_acceptance(received_at, accept_due_at),
            *self._about_distance(draft),
        )
        lacking = missing(procedure, draft.papers)
        trip = self._trip(draft, received_at.date())
        may_aim_at = self._may_aim_at(draft, promised, received_at, now)
        return Prepared(
            draft, procedure, papers, promised, fees, received_at, notices, lacking, rules.id, accept_due_at, trip,
            doubles, self._aim_at(draft, promised, may_aim_at), may_aim_at,
            point_in(draft.return_to, self.catalogue.communes()),
        )  # fmt: skip

    def _may_aim_at(self, draft: Draft, promised: Promise, received_at: datetime, now: datetime) -> datetime | None:
        """Return the end of the day's work for somebody who has priority, if that is before the promise."""
        if not draft.priority or received_at.date() != now.date():
            return None
        tonight = due(TimeLimit("same_day", 0), received=received_at, calendar=self.calendar).at
        return tonight if tonight < promised.due.at else None

    def _aim_at(self, draft: Draft, promised: Promise, may_aim_at: datetime | None) -> datetime | None:
        wanted = draft.same_day
        if wanted is None:
            is_ours = draft.competent_agency is None
            wanted = is_ours and is_short(promised.limit.limit, working_days=self.same_day_within)
        return may_aim_at if wanted else None

    def _about_distance(self, draft: Draft) -> tuple[Notice, ...]:
        """Say that somebody lives far, where nobody has chosen it and the commune's table of villages shows it."""
        if self.villages is None or "lives_far" in draft.priority or draft.applicant.kind == "organisation":
            return ()
        far = self.villages.far(draft.applicant.address)
        if far is None:
            return ()
        message = N_("{place} is {km} km from here: somebody who lives far may have priority (lives_far).")
        return (Notice("may_live_far", message, (("place", far.name), ("km", km_text(far.km)))),)

    def _trip(self, draft: Draft, day: date) -> Trip | None:
        """Return the trip named, else the one this desk is on that day. Raises UnknownTrip."""
        if draft.trip == NO_TRIP:
            return None
        trips = self.queries.trips()
        return trip_for(trips, self.desk, day) if draft.trip is None else named_among(trips, draft.trip)

    def _accept_due(self, draft: Draft, rules: Rules, received_at: datetime) -> datetime | None:
        """Return by when what came online had to be accepted (8 working hours by the rules). Raises BadInput."""
        submitted = draft.submitted_at
        if submitted is None:
            return None
        if submitted > received_at:
            raise BadInput(field="submitted_at", problem=N_("lies after the acceptance"))
        return due(TimeLimit("working_hour", rules.accept_hours), received=submitted, calendar=self.calendar).at

    def accept(
        self, draft: Draft, *, officer: Officer, draft_slot: str | None = None, must_explain: bool = False
    ) -> Accepted:
        """Accept a complete dossier and give it its number, in one transaction (NĐ 118/2025/NĐ-CP).

        Raises PapersMissing, UnknownProcedure, TimeLimitUnknown, LateEntryNeeded, TimeInFuture,
        NumbersExhausted, NotAFreeSheet, UnknownTrip. draft_slot: the autosaved draft that ends with it.
        must_explain: as in ``accept_together``.
        """
        drafts = (draft,)
        return self.accept_together(drafts, officer=officer, draft_slot=draft_slot, must_explain=must_explain)[0]

    def accept_together(
        self,
        drafts: Sequence[Draft],
        *,
        officer: Officer,
        linked: bool = False,
        draft_slot: str | None = None,
        must_explain: bool = False,
    ) -> tuple[Accepted, ...]:
        """Accept what one visit brings: all of it or, if one draft is refused, nothing; a single transaction.

        Several share a visit. linked: the first is the parent of the others (liên thông); each child has its own
        procedure, clock and agency. must_explain: a warning of the same procedure, open for the same citizen, must
        be answered with a reason, which is recorded; else one that was given is. Raises what ``accept`` raises,
        NotInterlinked, DuplicateUnexplained, BadInput (no draft).
        """
        if not drafts:
            raise BadInput(field="drafts", problem=N_("must not be empty"))
        ready = [self.prepare(draft) for draft in drafts]
        if linked and not ready[0].procedure.interlinked:
            raise NotInterlinked(procedure=ready[0].procedure.short_name)
        for one in ready:
            if must_explain and one.doubles and not one.draft.duplicate_reason:
                raise DuplicateUnexplained(codes=one.doubles)
        visit = _visit_of(drafts) or (self.new_id() if len(drafts) > 1 else None)
        accepted: list[Accepted] = []
        with self.new_unit(officer.id) as unit:
            for one in ready:
                parent = accepted[0].dossier.code if linked and accepted else None
                dossier = self._take_in(one, unit, officer, visit=visit, parent=parent)
                accepted.append(Accepted(dossier, one.notices))
            if draft_slot is not None:
                unit.forget_draft(draft_slot)
        return tuple(accepted)

    def _take_in(
        self, ready: Prepared, unit: UnitOfWork, officer: Officer, *, visit: bytes | None, parent: str | None
    ) -> Dossier:
        happened = replace(self._receipt(ready, unit, officer), visit=visit, parent=parent)
        proposed = ready.promise.override
        if proposed is not None and proposed not in unit.overrides():
            unit.record("catalogue", self.new_id(), OverrideProposed(at=self.clock.now(), override=proposed))
        return unit.record_dossier(self.new_id(), happened, *self._overridden(ready))

    def _overridden(self, ready: Prepared) -> tuple[DuplicateOverridden, ...]:
        """Return the word of the officer who knew of an open double; none where there was nothing to override."""
        reason = ready.draft.duplicate_reason
        if not ready.doubles or not reason:
            return ()
        at = self.clock.now().replace(microsecond=0)
        return (DuplicateOverridden(at=at, open_codes=ready.doubles, reason=reason),)

    def _receipt(self, ready: Prepared, unit: UnitOfWork, officer: Officer) -> DossierReceived:
        day, sheet = ready.received_at.date(), ready.draft.pad_code
        return receipt_of(
            ready,
            code=self._take_number(unit, day) if sheet is None else self._take_sheet(unit, ready.draft, sheet, day),
            entry=unit.highest_series("register", day.year) + 1,
            desk=self.desk,
            officer=officer,
            form_version=self.form_version,
            entered_at=self.clock.now(),
            reception=self.reception,
        )

    def _take_number(self, unit: UnitOfWork, day: date) -> str:
        station = self.desk.station_number
        used = unit.highest_serial(self.desk.unit_code, day, station)
        serial = next_serial(station, used, unit.raised_floor(day), day=day)
        return make_code(self.desk.unit_code, day, serial)

    def _take_sheet(self, unit: UnitOfWork, draft: Draft, sheet: str, day: date) -> str:
        """Return the code of the pad's sheet the dossier was written on by hand. Raises NotAFreeSheet, BadInput."""
        if not draft.late_entry or draft.received_at is None:
            raise BadInput(field="received_at", problem=N_("write when the sheet of the pad was filled in"))
        code = parse_code(sheet)
        if code.unit != self.desk.unit_code or code.station != self.desk.station_number:
            raise NotAFreeSheet(code=sheet, problem=N_("it is a number of another desk"))
        if code.day != day:
            raise NotAFreeSheet(code=sheet, problem=N_("it is a number of another day"))
        if int(code.serial) not in unit.reserved_serials(day):
            raise NotAFreeSheet(code=sheet, problem=N_("no pad was made with it"))
        if unit.used_codes((sheet,)):
            raise NotAFreeSheet(code=sheet, problem=N_("it has been typed in already"))
        return sheet

    def _open_doubles(self, draft: Draft, procedure: Procedure) -> tuple[str, ...]:
        """Return the codes of dossiers of this procedure that are open for this citizen, newest first."""
        number = draft.applicant.id_number
        return tuple(one.code for one in self.queries.open_same(number, procedure.id)) if number else ()


def _about_number(draft: Draft, today: date) -> tuple[Notice, ...]:
    """Say what looks odd about the citizen's number against birth and sex."""
    who = draft.applicant
    if not who.id_number or who.id_kind not in ("cccd", "can_cuoc"):
        return ()
    return tuple(check_personal_number(who.id_number, who.birth_date, who.sex, today))


def _about_doubles(codes: Sequence[str]) -> tuple[Notice, ...]:
    message = N_("The same procedure is already open for this citizen: dossier {code}.")
    return tuple(Notice("possible_duplicate", message, (("code", code),)) for code in codes)


def receipt_of(
    ready: Prepared,
    *,
    code: str,
    entry: int,
    desk: Desk,
    officer: Officer,
    form_version: str,
    entered_at: datetime,
    reception: str = "",
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
        return_to=draft.return_to,
        return_point=ready.return_point,
        reception=reception or None,
        fees=ready.fees,
        exemption=draft.exemption,
        entered_at=entered_at if draft.late_entry else None,
        late_entry=draft.late_entry,
        paper_number=draft.paper_number or draft.pad_code,
        external_code=draft.external_code,
        rules=ready.rules,
        trip=ready.trip.id if ready.trip else None,
        submitted_at=draft.submitted_at,
        accept_due_at=ready.accept_due_at,
        assistance=draft.assistance,
        slip_wanted=draft.slip_wanted or ready.promise.limit.limit.unit != "same_day",
        begun_by=draft.begun_by if draft.begun_by != officer.name else None,
        aim_at=ready.aim_at,
    )


def _visit_of(drafts: Sequence[Draft]) -> bytes | None:
    """Return the visit the first draft names: later dossiers of a person join the ones before."""
    named = next((draft.visit for draft in drafts if draft.visit), None)
    return bytes.fromhex(named) if named else None


_UNPROVEN = Notice(
    "exemption_without_proof", N_("No paper is noted that proves the exemption. Look at it and note which one it is.")
)


def _about_exemption(draft: Draft, procedure: Procedure) -> tuple[Notice, ...]:
    """Say when the stated ground exempts nothing here: the citizen pays all the same."""
    if draft.exemption is None:
        return ()
    if exemption_applies(procedure.fees, draft.exemption):
        return () if draft.exemption.proof.strip() else (_UNPROVEN,)
    return (Notice("exemption_without_effect", N_("The stated ground exempts from no fee of this procedure.")),)


def _about_representative(draft: Draft, procedure: Procedure, rules: Rules) -> tuple[Notice, ...]:
    """Say when an authorisation must be certified: close kin need none in civil-status matters."""
    acting = draft.representative
    if acting is None or procedure.field not in rules.kin_fields or draft.applicant.kind != "person":
        return ()
    if _is_kin(acting.relation or "", rules):
        return ()
    message = N_("The authorisation must be certified: only close kin hand in for somebody else without it.")
    return (Notice("authorisation_to_certify", message),)


def _is_kin(relation: str, rules: Rules) -> bool:
    """Tell whether a relation names kin and nothing that makes it another: «con gái» does, «con dâu» does not."""
    words, nearer = fold(relation).split(), {fold(one) for one in rules.kin_nearer}
    known = (fold(one).split() for one in rules.kin)
    return any(words[: len(kin)] == kin and nearer.issuperset(words[len(kin) :]) for kin in known)


def _about_rules(rules: Rules) -> tuple[Notice, ...]:
    """Say when the rules of the day are not confirmed yet: a law in force whose guidance has not come."""
    if rules.confirmed:
        return ()
    message = N_("The rules in force since {day} are not confirmed yet ({source}). Ask the province where it matters.")
    return (Notice("rules_unconfirmed", message, (("day", rules.id), ("source", rules.source))),)


def _about_acceptance(received_at: datetime, accept_due_at: datetime | None) -> tuple[Notice, ...]:
    """Say when a dossier from the net is accepted too late (NĐ 118/2025/NĐ-CP, the accepting clock)."""
    if accept_due_at is None or received_at <= accept_due_at:
        return ()
    message = N_("It came in online and should have been accepted by {due}.")
    return (Notice("accepted_late", message, (("due", f"{accept_due_at:%H:%M %d/%m/%Y}"),)),)
