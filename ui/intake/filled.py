"""What stands in the form, exactly as typed: kept as the draft, and read into the domain's draft when it can be.

Half a number or half a date is a normal state of a form. So the typed values are kept apart from ``Draft``: nothing
typed is ever dropped, and what does not read yet is named by its field.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

import msgspec

from app.domain.calendar import ZONE
from app.domain.draft import Draft, ExtensionChoice, PaperEntry
from app.domain.errors import BadInput, Refusal
from app.domain.money import CopyItem
from app.i18n import N_
from app.services.drafts import read_draft

SLOT = "intake"
"""The name of the autosaved draft."""

ASIDE = "intake.aside"
"""The name of an entry that waits beside the one being typed."""

NO_PROCEDURE = N_("choose a procedure from the list")
BAD_MOMENT = N_("write it as 14:30 22/11/2026")
_STAND_IN = "x"
_MOST_PROBLEMS = 40
_CLOCK = re.compile(r"(?<!\d)(\d{1,2})\s*[:hg]\s*(\d{2})(?!\d)")
_DAY = re.compile(r"(?<!\d)(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}))?(?!\d)")


@dataclass(frozen=True, slots=True)
class Who:
    """The applicant as typed. id_kind empty: told by the number itself."""

    kind: str = "person"
    name: str = ""
    id_kind: str = ""
    id_number: str = ""
    birth_date: str = ""
    sex: str = ""
    ethnicity: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Proxy:
    """Who hands it in for somebody else (người nộp thay, người được ủy quyền), as typed."""

    name: str = ""
    id_number: str = ""
    birth_date: str = ""
    address: str = ""
    phone: str = ""
    relation: str = ""


@dataclass(frozen=True, slots=True)
class Helped:
    """Who helped the applicant at the counter (người viết hộ, phiên dịch, làm chứng), as typed."""

    writer: str = ""
    interpreter: str = ""
    language: str = ""
    witness_1: str = ""
    witness_1_number: str = ""
    witness_2: str = ""
    witness_2_number: str = ""
    fingerprint: bool = False


@dataclass(frozen=True, slots=True)
class Filled:
    """The whole form. scanned_at: ISO time of the card scan, empty without one; received_at, submitted_at: as typed.

    visit: what the dossiers of this person share once there are several; one_slip: they get one slip together, with
    the last of them; is_at_once: no slip for a result given at once; pad_code: of the sheet it was written on.
    above: forms filled already that go with it (liên thông), the parent first.
    same_day: whether the work is to be done today for somebody with priority; None: as the program proposes.
    far_place: the place of the table of villages for which «lives far» was proposed; whoever takes it off is not asked
    again.
    begun_by: name of the officer who began the draft; another may finish it.
    """

    applicant: Who = Who()
    representative: Proxy | None = None
    scanned_at: str = ""
    procedure: str = ""
    summary: str = ""
    limit: str = ""
    limit_basis: str = ""
    extensions: tuple[ExtensionChoice, ...] = ()
    papers: tuple[PaperEntry, ...] = ()
    priority: tuple[str, ...] = ()
    same_day: bool | None = None
    items: tuple[CopyItem, ...] = ()
    copies: int | None = None
    cases: int | None = None
    documents: int | None = None
    ground: str = ""
    proof: str = ""
    channel: str = "direct"
    return_place: str = "desk"
    return_to: str = ""
    sets: str = ""
    late_entry: bool = False
    received_at: str = ""
    paper_number: str = ""
    external_code: str = ""
    competent_agency: str = ""
    pad_code: str = ""
    visit: str = ""
    submitted_at: str = ""
    is_at_once: bool = False
    one_slip: bool = False
    assistance: Helped = Helped()
    above: tuple[Filled, ...] = ()
    begun_by: str = ""
    far_place: str = ""

    def is_empty(self) -> bool:
        """Tell whether nothing was typed or chosen that would be missed."""
        return replace(self, applicant=replace(self.applicant, kind="person"), begun_by="") == Filled()

    def seen_from(self, far_place: str) -> Filled:
        """Return the form with «lives far» proposed for a place, or taken off again where the address names none."""
        if far_place == self.far_place:
            return self
        others = tuple(one for one in self.priority if one != "lives_far")
        return replace(self, far_place=far_place, priority=(*others, "lives_far") if far_place else others)

    def keeping_person(self) -> Filled:
        """Return the form for one more dossier of the same person (thêm hồ sơ cho người này)."""
        return Filled(
            applicant=self.applicant,
            representative=self.representative,
            scanned_at=self.scanned_at,
            priority=self.priority,
            far_place=self.far_place,
            channel=self.channel,
            return_place=self.return_place,
            return_to=self.return_to,
            submitted_at=self.submitted_at,
            visit=self.visit,
            one_slip=self.one_slip,
            assistance=self.assistance,
        )

    def with_procedure(self, procedure: str) -> Filled:
        """Return the form for another procedure: what hung on the old one goes, the person stays."""
        return replace(
            self.keeping_person(),
            procedure=procedure,
            summary=self.summary,
            late_entry=self.late_entry,
            received_at=self.received_at,
            paper_number=self.paper_number,
            pad_code=self.pad_code,
            begun_by=self.begun_by,
            external_code=self.external_code,
            ground=self.ground,
            proof=self.proof,
            above=self.above,
        )


@dataclass(frozen=True, slots=True)
class Reading:
    """What can be read of a form. draft: what reads, None without a procedure; problems: field → msgid."""

    draft: Draft | None
    problems: Mapping[str, str] = field(default_factory=dict)


def put(filled: Filled, path: str, value: str) -> Filled:
    """Return the form with another text in a field, named as in the draft (``applicant.name``, ``summary``)."""
    part, _dot, name = path.rpartition(".")
    change: Any = {name: value}
    match part:
        case "applicant":
            return replace(filled, applicant=replace(filled.applicant, **change))
        case "assistance":
            return replace(filled, assistance=replace(filled.assistance, **change))
        case "representative":
            return replace(filled, representative=replace(filled.representative or Proxy(), **change))
        case _:
            return replace(filled, **change)


def id_kind_of(who: Who) -> str:
    """Return the kind of paper a number comes from: the one chosen, else what its form says."""
    if who.id_kind:
        return who.id_kind
    return _told_by_number(who.id_number, who.kind)


def _told_by_number(number: str, kind: str) -> str:
    bare = re.sub(r"[ .\-]", "", number)
    if not bare:
        return "none"
    if kind == "foreigner":
        return "passport"
    if kind == "organisation":
        return "other"
    if bare.isdigit():
        return {12: "cccd", 9: "cmnd"}.get(len(bare), "none")
    return "passport" if re.fullmatch(r"[A-Za-z]\d{6,8}", bare) else "other"


# ── to the domain ────────────────────────────────────────────────────────────────────────────


def read(filled: Filled, *, now: datetime) -> Reading:
    """Read what can be read; a field that cannot is left out of the draft and named with its problem."""
    document = _document(filled)
    problems: dict[str, str] = {}
    if not filled.procedure:
        problems["procedure"] = NO_PROCEDURE
        document["procedure"] = _STAND_IN
    if filled.late_entry:
        moment = typed_moment(filled.received_at, now=now)
        document["received_at"] = moment.isoformat() if moment else None
        if moment is None:
            problems["received_at"] = BAD_MOMENT
    if filled.channel == "online" and filled.submitted_at:
        submitted = typed_moment(filled.submitted_at, now=now)
        document["submitted_at"] = submitted.isoformat() if submitted else None
        if submitted is None:
            problems["submitted_at"] = BAD_MOMENT
    for _attempt in range(_MOST_PROBLEMS):
        try:
            draft = read_draft(document, today=now.date())
        except BadInput as refusal:
            where = str(refusal.details["field"])
            problems[where] = str(refusal.details["problem"])
            _leave_out(document, where)
        except Refusal:  # a key of a newer program: nothing of the form reads
            break
        else:
            nameless = "applicant.name" in problems
            draft = replace(draft, applicant=replace(draft.applicant, name="")) if nameless else draft
            return Reading(draft if filled.procedure else None, problems)
    return Reading(None, problems)


def typed_moment(text: str, *, now: datetime) -> datetime | None:
    """Read «14:30 22/11/2026», «14h30 22/11», «14:30» (today's); None if it does not read."""
    clock, day = _CLOCK.search(text), _DAY.search(text)
    if clock is None:
        return None
    try:
        year = int(day[3] or now.year) if day else now.year
        on = date(year, int(day[2]), int(day[1])) if day else now.date()
        return datetime(on.year, on.month, on.day, int(clock[1]), int(clock[2]), tzinfo=ZONE)
    except ValueError:
        return None


def _document(filled: Filled) -> dict[str, Any]:
    """Return the JSON object that ``read_draft`` takes; empty fields are left out."""
    who = filled.applicant
    is_body = who.kind == "organisation"
    applicant = {
        "kind": who.kind,
        "name": who.name,
        "id_kind": id_kind_of(who),
        "id_number": who.id_number,
        "birth_date": "" if is_body else who.birth_date,
        "sex": "" if is_body else who.sex,
        "ethnicity": "" if is_body else who.ethnicity,
        "address": who.address,
        "phone": who.phone,
        "email": who.email,
    }
    proxy = filled.representative
    return {
        "procedure": filled.procedure,
        "applicant": {name: value for name, value in applicant.items() if value or name == "name"},
        "representative": None if proxy is None or proxy == Proxy() else _proxy(proxy),
        "papers": [msgspec.to_builtins(entry) for entry in filled.papers if _says_something(entry)],
        "channel": filled.channel,
        "return_place": filled.return_place,
        "return_to": (filled.return_to or None) if filled.return_place == "other_desk" else None,
        "summary": filled.summary or None,
        "sets": int(filled.sets) if filled.sets.isdigit() else None,
        "priority": list(filled.priority),
        "same_day": filled.same_day if filled.priority else None,
        "fee_inputs": _fee_inputs(filled),
        "exemption": {"ground": filled.ground, "proof": filled.proof} if filled.ground else None,
        "limit": filled.limit or None,
        "limit_basis": filled.limit_basis or None,
        "extensions": [msgspec.to_builtins(choice) for choice in filled.extensions],
        "late_entry": filled.late_entry,
        "paper_number": (filled.paper_number or None) if filled.late_entry else None,
        "external_code": filled.external_code or None,
        "competent_agency": filled.competent_agency or None,
        "pad_code": (filled.pad_code or None) if filled.late_entry else None,
        "visit": filled.visit or None,
        "slip_wanted": not filled.is_at_once,
        "assistance": _assistance(filled.assistance),
    }


def _proxy(proxy: Proxy) -> dict[str, object]:
    known = {
        "name": proxy.name,
        "id_kind": _told_by_number(proxy.id_number, "person"),
        "id_number": proxy.id_number,
        "birth_date": proxy.birth_date,
        "address": proxy.address,
        "phone": proxy.phone,
        "relation": proxy.relation,
    }
    return {name: value for name, value in known.items() if value or name == "name"}


def _assistance(helped: Helped) -> dict[str, object] | None:
    """Return who helped; a witness counts from the name on."""
    if helped == Helped():
        return None
    witnesses = ((helped.witness_1, helped.witness_1_number), (helped.witness_2, helped.witness_2_number))
    return {
        "writer": helped.writer or None,
        "interpreter": helped.interpreter or None,
        "language": helped.language or None,
        "witnesses": [{"name": name, "id_number": number or None} for name, number in witnesses if name.strip()],
        "fingerprint": helped.fingerprint,
    }


def _fee_inputs(filled: Filled) -> dict[str, object]:
    """Return the counts; a paper to certify of which nothing is wanted is no paper."""
    items = [{"pages": item.pages, "copies": item.copies} for item in filled.items]
    return {"items": items or None, "copies": filled.copies, "cases": filled.cases, "documents": filled.documents}


def _says_something(entry: PaperEntry) -> bool:
    """Tell whether a line counts; «not applicable» does not until it says why."""
    return bool(entry.original or entry.copy or (entry.not_applicable and (entry.why or "").strip()))


def _leave_out(document: dict[str, Any], where: str) -> None:
    """Take a value that does not read out of the document; what must be there gets a stand-in."""
    if where in ("applicant.name", "representative.name"):
        document[where.partition(".")[0]]["name"] = _STAND_IN
        return
    here: Any = document
    steps = [int(step) if step.isdigit() else step for step in re.findall(r"[^.\[\]]+", where)]
    for step in steps[:-1]:
        here = here[step]
        if isinstance(here, list):
            here.clear()
            return
    here.pop(steps[-1], None)


# ── to the draft that survives a power cut ───────────────────────────────────────────────────


def to_text(filled: Filled) -> str:
    """Return the form as the text that is autosaved."""
    return msgspec.json.encode(filled).decode()


def from_text(text: str) -> Filled | None:
    """Return the form of an autosaved text; None if this program cannot read it."""
    try:
        return msgspec.json.decode(text.encode(), type=Filled)
    except msgspec.MsgspecError:
        return None
