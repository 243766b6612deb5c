"""Reading and writing the draft that acceptance takes: strict JSON, refused by the name of the field.

A key nobody knows is refused rather than dropped: nothing an officer typed may vanish silently.
The same shape is what the window autosaves.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, NoReturn

import msgspec

from app.domain.citizen import APPLICANT_KINDS, ID_KINDS, PRIORITIES, Applicant, Assistance, Representative, Witness
from app.domain.draft import CHANNELS, RETURN_PLACES, Draft, ExtensionChoice, PaperEntry
from app.domain.errors import BadInput
from app.domain.money import GROUNDS, CopyItem, Exemption, FeeInputs
from app.domain.numbering import find_code
from app.i18n import N_
from app.services import field_checks as check
from app.services import strict_json
from app.services.field_checks import LONG, SHORT

_MOST_LINES = 500


class _Shape(msgspec.Struct, forbid_unknown_fields=True):
    """What every level shares: an unknown key is refused."""


class _Applicant(_Shape):
    kind: str
    name: str
    id_kind: str | None = None
    id_number: str | None = None
    birth_date: str | None = None
    sex: str | None = None
    address: str | None = None
    phone: str | None = None
    email: str | None = None
    ethnicity: str | None = None


class _Representative(_Shape):
    name: str
    id_kind: str | None = None
    id_number: str | None = None
    birth_date: str | None = None
    address: str | None = None
    phone: str | None = None
    relation: str | None = None


class _Paper(_Shape):
    component: int
    original: int = 0
    copy: int = 0
    not_applicable: bool = False
    why: str | None = None
    note: str | None = None


class _CopyItem(_Shape):
    pages: int
    copies: int = 1


class _FeeInputs(_Shape):
    items: list[_CopyItem] | None = None
    copies: int | None = None
    cases: int | None = None
    documents: int | None = None


class _Exemption(_Shape):
    ground: str
    proof: str | None = None


class _Extension(_Shape):
    index: int
    amount: int | None = None


class _Witness(_Shape):
    name: str
    id_number: str | None = None


class _Assistance(_Shape):
    writer: str | None = None
    interpreter: str | None = None
    language: str | None = None
    witnesses: list[_Witness] | None = None
    fingerprint: bool = False


class _Draft(_Shape):
    procedure: str
    applicant: _Applicant
    papers: list[_Paper]
    received_at: str | None = None
    channel: str | None = None
    representative: _Representative | None = None
    summary: str | None = None
    sets: int | None = None
    priority: list[str] | None = None
    same_day: bool | None = None
    competent_agency: str | None = None
    return_place: str | None = None
    return_to: str | None = None
    fee_inputs: _FeeInputs | None = None
    exemption: _Exemption | None = None
    limit: str | None = None
    limit_basis: str | None = None
    extensions: list[int | _Extension] | None = None
    late_entry: bool | None = None
    paper_number: str | None = None
    external_code: str | None = None
    version: str | None = None
    submitted_at: str | None = None
    assistance: _Assistance | None = None
    slip_wanted: bool | None = None
    pad_code: str | None = None
    trip: str | None = None
    visit: str | None = None
    duplicate_reason: str | None = None
    begun_by: str | None = None


def read_draft(document: Mapping[str, object] | bytes, *, today: date) -> Draft:
    """Read a draft from JSON bytes (UTF-8, at most 1 MiB) or from the object they hold.

    today: births lie no later. Texts come back clean. Raises UnknownField, BadInput, each naming
    the field (``applicant.birth_date``, ``papers[0].original``).
    """
    raw = strict_json.parse(document, what="draft") if isinstance(document, bytes) else document
    shape = strict_json.shaped(raw, _Draft, what="draft")
    return Draft(
        procedure=check.text(shape.procedure, "procedure") or _empty("procedure"),
        applicant=_applicant(shape.applicant, today),
        papers=_papers(shape.papers),
        received_at=check.moment(shape.received_at, "received_at"),
        channel=check.choice(shape.channel or "direct", "channel", CHANNELS),
        representative=_representative(shape.representative, today),
        summary=check.text(shape.summary, "summary", most=LONG),
        sets=None if shape.sets is None else check.count(shape.sets, "sets", least=1),
        priority=_priority(shape.priority or []),
        same_day=shape.same_day,
        competent_agency=check.text(shape.competent_agency, "competent_agency"),
        return_place=check.choice(shape.return_place or "desk", "return_place", RETURN_PLACES),
        return_to=_return_to(shape),
        fee_inputs=_fee_inputs(shape.fee_inputs),
        exemption=_exemption(shape.exemption),
        limit=check.text(shape.limit, "limit", most=SHORT),
        limit_basis=check.text(shape.limit_basis, "limit_basis", most=LONG),
        extensions=_extensions(shape.extensions or []),
        late_entry=bool(shape.late_entry),
        paper_number=check.text(shape.paper_number, "paper_number", most=SHORT),
        external_code=check.text(shape.external_code, "external_code", most=SHORT),
        version=check.day(shape.version, "version"),
        submitted_at=check.moment(shape.submitted_at, "submitted_at"),
        assistance=_assistance(shape.assistance),
        slip_wanted=shape.slip_wanted is not False,
        pad_code=_pad_code(shape.pad_code),
        trip=check.text(shape.trip, "trip", most=SHORT),
        visit=_visit(shape.visit),
        duplicate_reason=check.text(shape.duplicate_reason, "duplicate_reason", most=LONG),
        begun_by=check.text(shape.begun_by, "begun_by", most=SHORT),
    )


def write_draft(draft: Draft) -> dict[str, object]:
    """Return the JSON object of a draft; reading it back gives the same draft."""
    written: dict[str, object] = msgspec.to_builtins(draft)
    return written


# ── parts ────────────────────────────────────────────────────────────────────────────────────


def _applicant(shape: _Applicant, today: date) -> Applicant:
    kind = check.choice(shape.kind, "applicant.kind", APPLICANT_KINDS)
    id_kind = check.choice(shape.id_kind or "none", "applicant.id_kind", ID_KINDS)
    of_a_person = kind in ("person", "household")
    return Applicant(
        kind=kind,
        name=check.name(shape.name, "applicant.name"),
        id_kind=id_kind,
        id_number=check.id_number(shape.id_number, "applicant.id_number", kind=id_kind, of_a_person=of_a_person),
        birth_date=check.birth_date(shape.birth_date, "applicant.birth_date", today=today),
        sex=check.sex(shape.sex, "applicant.sex"),
        address=check.text(shape.address, "applicant.address"),
        phone=check.phone(shape.phone, "applicant.phone"),
        email=check.email(shape.email, "applicant.email"),
        ethnicity=check.text(shape.ethnicity, "applicant.ethnicity"),
    )


def _representative(shape: _Representative | None, today: date) -> Representative | None:
    if shape is None:
        return None
    id_kind = check.choice(shape.id_kind or "none", "representative.id_kind", ID_KINDS)
    return Representative(
        name=check.name(shape.name, "representative.name"),
        id_kind=id_kind,
        id_number=check.id_number(shape.id_number, "representative.id_number", kind=id_kind, of_a_person=True),
        birth_date=check.birth_date(shape.birth_date, "representative.birth_date", today=today),
        address=check.text(shape.address, "representative.address"),
        phone=check.phone(shape.phone, "representative.phone"),
        relation=check.text(shape.relation, "representative.relation"),
    )


def _papers(shapes: list[_Paper]) -> tuple[PaperEntry, ...]:
    _bound(shapes, "papers")
    seen: set[int] = set()
    entries: list[PaperEntry] = []
    for position, shape in enumerate(shapes):
        line = f"papers[{position}]"
        if shape.component in seen:
            raise BadInput(field=f"{line}.component", problem=N_("stands there twice"))
        seen.add(shape.component)
        entry = PaperEntry(
            component=check.count(shape.component, f"{line}.component"),
            original=check.count(shape.original, f"{line}.original"),
            copy=check.count(shape.copy, f"{line}.copy"),
            not_applicable=shape.not_applicable,
            why=check.text(shape.why, f"{line}.why", most=LONG),
            note=check.text(shape.note, f"{line}.note", most=LONG),
        )
        entries.append(entry)
    return tuple(entries)


def _return_to(shape: _Draft) -> str | None:
    to = check.text(shape.return_to, "return_to")
    if to is not None and shape.return_place != "other_desk":
        raise BadInput(field="return_to", problem=N_("is for a result that another desk gives out (other_desk)"))
    return to


def _priority(values: list[str]) -> tuple[str, ...]:
    """Return the grounds in the order given, each once: naming one twice says nothing new."""
    _bound(values, "priority")
    checked = (check.choice(value, f"priority[{position}]", PRIORITIES) for position, value in enumerate(values))
    return tuple(dict.fromkeys(checked))


def _fee_inputs(shape: _FeeInputs | None) -> FeeInputs:
    if shape is None:
        return FeeInputs()
    items = shape.items or []
    _bound(items, "fee_inputs.items")
    return FeeInputs(
        items=tuple(
            CopyItem(
                pages=check.count(item.pages, f"fee_inputs.items[{position}].pages", least=1),
                copies=check.count(item.copies, f"fee_inputs.items[{position}].copies"),
            )
            for position, item in enumerate(items)
        ),
        copies=_count_or_none(shape.copies, "fee_inputs.copies"),
        cases=_count_or_none(shape.cases, "fee_inputs.cases"),
        documents=_count_or_none(shape.documents, "fee_inputs.documents"),
    )


def _count_or_none(value: int | None, field: str) -> int | None:
    return None if value is None else check.count(value, field)


def _exemption(shape: _Exemption | None) -> Exemption | None:
    if shape is None:
        return None
    ground = check.choice(shape.ground, "exemption.ground", GROUNDS)
    return Exemption(ground=ground, proof=check.text(shape.proof, "exemption.proof", most=LONG) or "")


def _assistance(shape: _Assistance | None) -> Assistance | None:
    """Read who helped at the counter; None if nobody did."""
    if shape is None:
        return None
    witnesses = shape.witnesses or []
    _bound(witnesses, "assistance.witnesses")
    read = Assistance(
        writer=check.text(shape.writer, "assistance.writer"),
        interpreter=check.text(shape.interpreter, "assistance.interpreter"),
        language=check.text(shape.language, "assistance.language", most=SHORT),
        witnesses=tuple(
            Witness(
                check.name(one.name, f"assistance.witnesses[{position}].name"),
                check.text(one.id_number, f"assistance.witnesses[{position}].id_number", most=SHORT),
            )
            for position, one in enumerate(witnesses)
        ),
        fingerprint=shape.fingerprint,
    )
    return None if read == Assistance() else read


def _extensions(shapes: list[int | _Extension]) -> tuple[ExtensionChoice, ...]:
    """Read the extensions chosen, as positions or with an amount where the law leaves it open."""
    _bound(shapes, "extensions")
    choices: list[ExtensionChoice] = []
    for position, shape in enumerate(shapes):
        line = f"extensions[{position}]"
        index, amount = (shape, None) if isinstance(shape, int) else (shape.index, shape.amount)
        if any(index == choice.index for choice in choices):
            raise BadInput(field=line, problem=N_("stands there twice"))
        least = None if amount is None else check.count(amount, f"{line}.amount", least=1)
        choices.append(ExtensionChoice(check.count(index, line), least))
    return tuple(choices)


def _pad_code(typed: str | None) -> str | None:
    """Read the code of a sheet of the pad, as its QR gives it."""
    written = check.text(typed, "pad_code", most=SHORT)
    if written is None:
        return None
    code = find_code(written)
    if code is None or str(code) != written.upper():
        raise BadInput(field="pad_code", problem=N_("is not a dossier code such as H35.12-261123-1007"))
    return str(code)


def _visit(typed: str | None) -> str | None:
    written = check.text(typed, "visit", most=SHORT)
    if written is not None and re.fullmatch(r"[0-9a-f]{32}", written) is None:
        raise BadInput(field="visit", problem=N_("must be 32 digits 0-9, a-f"))
    return written


def _bound(lines: list[Any], field: str) -> None:
    if len(lines) > _MOST_LINES:
        raise BadInput(field=field, problem=N_("has too many lines"))


def _empty(field: str) -> NoReturn:
    raise BadInput(field=field, problem=N_("must not be empty"))
