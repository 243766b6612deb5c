"""Setting right what was taken down wrong (đính chính): old and new value, the reason, a second officer.

The code and the time of receipt never change: the old slip still finds the dossier. What follows from
a correction (the promise, the fees) is worked out again here and recorded with it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from app.clock import Clock
from app.domain import acts
from app.domain.calendar import Calendar
from app.domain.citizen import Applicant, Representative
from app.domain.dossier import Dossier
from app.domain.draft import Draft, PaperEntry
from app.domain.errors import NothingToCorrect, SecondOfficerNeeded
from app.domain.facts import ProcedureRef
from app.domain.life_events import Correction, DossierCorrected
from app.domain.money import FeeInputs
from app.domain.places import point_in
from app.domain.rules import RuleBook
from app.domain.running import reckoned
from app.i18n import N_
from app.ports import NewUnit
from app.readings import Desk, Officer
from app.services.drafts import read_draft
from app.services.intake import Intake, Prepared
from app.services.processing import time_of_act
from app.services.vouching import Vouching

_T = TypeVar("_T")

APPLICANT = (
    "name", "id_kind", "id_number", "birth_date", "sex", "address", "phone", "email", "ethnicity", "kind",
)  # fmt: skip
REPRESENTATIVE = ("name", "id_kind", "id_number", "birth_date", "address", "phone", "relation")
FIELDS = (
    *(f"applicant.{name}" for name in APPLICANT),
    *(f"representative.{name}" for name in REPRESENTATIVE),
    "procedure",
    "summary",
    "return_place",
    "return_to",
    "priority",
)
"""What can be corrected, as the command line names it."""


@dataclass(frozen=True, slots=True)
class Corrections:
    """The correcting desk."""

    new_unit: NewUnit
    intake: Intake
    clock: Clock
    desk: Desk
    calendar: Calendar
    rules: RuleBook
    vouching: Vouching

    def correct(
        self,
        dossier_id: bytes,
        changes: Mapping[str, str],
        *,
        reason: str | None,
        officer: Officer,
        second_officer: str | None = None,
        password: str | None = None,
        papers: Sequence[PaperEntry] | None = None,
        fee_inputs: FeeInputs | None = None,
        at: datetime | None = None,
        late: bool = False,
    ) -> Dossier:
        """Correct fields by name (``FIELDS``); an empty text clears one. papers: the checklist of another procedure.

        second_officer: login or name of who looked too; password: theirs, if they typed it here.
        Raises ReasonNeeded, NothingToCorrect, SecondOfficerNeeded, OwnWord, OfficerLeft, WrongPassword,
        UnknownProcedure, BadInput, StepNotAllowed.
        """
        when = time_of_act(self.clock, at, late=late)
        name, vouched = self.vouching.second(second_officer, by=officer, password=password) or (None, None)
        with self.new_unit(officer.id) as unit:
            dossier = unit.dossier(dossier_id)
            acts.check(dossier, "correct", station=self.desk.station, at=when)
            happened = self._correction(dossier, changes, papers, fee_inputs, when)
            why = acts.needed(reason, "reason")
            self._check_second(dossier, happened, is_alone=name is None)
            return unit.record_dossier(dossier_id, replace(happened, reason=why, second_officer=name, vouched=vouched))

    def foresee(self, dossier: Dossier, changes: Mapping[str, str]) -> DossierCorrected:
        """Return what a correction would record, for the screen: the new promise and fees. Reads only.

        Raises NothingToCorrect, UnknownProcedure, BadInput.
        """
        return self._correction(dossier, changes, None, None, self.clock.now().replace(microsecond=0))

    def need_two(self, dossier: Dossier) -> tuple[str, ...]:
        """Return the fields of this dossier that only two officers may correct."""
        rules = self.rules.of(dossier.rules, dossier.received_at.date())
        return tuple(field for field in FIELDS if rules.needs_second_officer(dossier.procedure.field, (field,)))

    def _check_second(self, dossier: Dossier, happened: DossierCorrected, *, is_alone: bool) -> None:
        rules = self.rules.of(dossier.rules, dossier.received_at.date())
        corrected = [one.field for one in happened.corrections]
        if is_alone and rules.needs_second_officer(dossier.procedure.field, corrected):
            raise SecondOfficerNeeded(fields=", ".join(corrected))

    def _correction(
        self,
        dossier: Dossier,
        changes: Mapping[str, str],
        papers: Sequence[PaperEntry] | None,
        fee_inputs: FeeInputs | None,
        at: datetime,
    ) -> DossierCorrected:
        before = as_texts(dossier)
        for field in changes:
            if field not in FIELDS:
                raise NothingToCorrect(field=field, problem=N_("it cannot be corrected"))
        changed = {field: text for field, text in changes.items() if before[field] != text}
        if not changed:
            raise NothingToCorrect(field=", ".join(changes) or "field", problem=N_("the new value is the old one"))
        texts = {**before, **changed}
        if texts["return_place"] != "other_desk" and "return_to" not in changed:
            texts["return_to"] = ""  # goes with the place of return it belonged to
        draft = self._draft(dossier, texts)
        corrections = tuple(Correction(field, before[field], text) for field, text in changed.items())
        happened = DossierCorrected(
            at=at,
            corrections=corrections,
            reason="",
            applicant=_if(draft.applicant, dossier.applicant),
            representative=_if(draft.representative, dossier.representative),
            summary=_if(draft.summary or "", dossier.summary or ""),
            return_place=_if(draft.return_place, dossier.return_place),
            return_to=_if(draft.return_to or "", dossier.return_to or ""),
            return_point=self._point(draft, dossier),
            priority=_if(draft.priority, dossier.priority),
        )
        if "procedure" in changed:
            return self._with_procedure(dossier, draft, happened, papers, fee_inputs)
        return happened

    def _point(self, draft: Draft, dossier: Dossier) -> str | None:
        """Return the point of the corrected place of return; the empty text takes the old one away."""
        if (draft.return_to or "") == (dossier.return_to or ""):
            return None
        return point_in(draft.return_to, self.intake.catalogue.communes()) or ""

    def _with_procedure(
        self,
        dossier: Dossier,
        draft: Draft,
        happened: DossierCorrected,
        papers: Sequence[PaperEntry] | None,
        fee_inputs: FeeInputs | None,
    ) -> DossierCorrected:
        """Another procedure brings its own checklist, limit and fees; the clock began at the receipt all the same."""
        whole = replace(draft, papers=tuple(papers or ()), fee_inputs=fee_inputs or FeeInputs())
        weighed: Prepared = self.intake.weigh(whole)
        procedure, promised = weighed.procedure, weighed.promise
        due = reckoned(replace(dossier, limit=promised.limit), calendar=self.calendar)
        kept = dossier.papers if papers is None else weighed.papers
        return replace(
            happened,
            procedure=ProcedureRef(
                procedure.id, procedure.code or "", procedure.name, procedure.field, procedure.version
            ),
            limit=promised.limit,
            due=due,
            fees=weighed.fees,
            papers=kept,
        )

    def _draft(self, dossier: Dossier, texts: Mapping[str, str]) -> Draft:
        """Read the corrected texts as strictly as the intake reads what is typed."""
        applicant = {name: texts[f"applicant.{name}"] or None for name in APPLICANT}
        acting = {name: texts[f"representative.{name}"] or None for name in REPRESENTATIVE}
        return read_draft(
            {
                "procedure": texts["procedure"],
                "applicant": applicant,
                "representative": acting if any(value for name, value in acting.items() if name != "id_kind") else None,
                "papers": [],
                "summary": texts["summary"] or None,
                "return_place": texts["return_place"],
                "return_to": texts["return_to"] or None,
                "priority": [one.strip() for one in texts["priority"].split(",") if one.strip()],
                "received_at": dossier.received_at.isoformat(),
                "channel": dossier.channel,
                "late_entry": True,
            },
            today=self.clock.now().date(),
        )


def as_texts(dossier: Dossier) -> dict[str, str]:
    """Return every field that can be corrected as text; empty where there is nothing."""
    applicant: Applicant = dossier.applicant
    acting: Representative | None = dossier.representative
    return {
        **{f"applicant.{name}": str(getattr(applicant, name) or "") for name in APPLICANT},
        **{f"representative.{name}": str(getattr(acting, name, None) or "") for name in REPRESENTATIVE},
        "procedure": dossier.procedure.code or dossier.procedure.id,
        "summary": dossier.summary or "",
        "return_place": dossier.return_place,
        "return_to": dossier.return_to or "",
        "priority": ",".join(dossier.priority),
    }


def _if(new: _T, old: _T) -> _T | None:
    return None if new == old else new
