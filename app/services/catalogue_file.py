"""The shipped lists, read strictly: procedures and communes. A file that does not fit is damaged, never half used.

The JSON is the province's reference copy (``app/data/README.md`` says from where). It is decoded
into the small structs below, which are its shape and nothing else, and leaves this module as
domain values.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, TypeVar

import msgspec

from app.domain.commune import Commune, FormerUnit
from app.domain.deadline import Extension, TimeLimit
from app.domain.errors import CatalogueDamaged
from app.domain.money import FeeCap, FeeItem, PageTier
from app.domain.procedure import VERSION_FROM, Procedure, ProcedureStep, RequiredPaper
from app.json_places import place_of

DATA = Path(__file__).parent.parent / "data"
PROCEDURES = DATA / "procedures.json"
COMMUNES = DATA / "lai-chau-communes.json"

_T = TypeVar("_T")
_CODE = re.compile(r"[1-6]\.[0-9]{6}")

Unit = Literal["same_day", "working_hour", "working_day", "calendar_day", "hour"]
Confidence = Literal["confirmed", "memory-high", "memory-medium", "uncertain"]


class _Row(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    """What every row shares: a key nobody knows means another format."""


class _Extension(_Row):
    condition: str
    amount: int | None
    unit: Unit
    mode: Literal["add", "replace"]
    confidence: Confidence
    applies: Literal["mountainous", "online"] | None = None


class _Cutoff(_Row):
    local_time: Annotated[str, msgspec.Meta(pattern="^([01][0-9]|2[0-3]):[0-5][0-9]$")]
    effect: Literal["result_next_working_day"]


class _Limit(_Row):
    amount: int | None
    unit: Unit
    cutoff: _Cutoff | None
    extensions: list[_Extension]
    note: str | None


class _Tier(_Row):
    from_page: int
    to_page: int | None
    amount: int


class _Cap(_Row):
    amount: int
    per: Literal["copy", "dossier"]


class _Fee(_Row):
    name: str
    kind: Literal["phi", "le_phi"]
    amount: int | None
    currency: Literal["VND"]
    per: Literal["dossier", "case", "copy", "page", "document", "facility"]
    formula: str | None
    exemptions: list[str]
    set_by: Literal["central", "province"]
    note: str | None
    tiers: list[_Tier] = []
    cap: _Cap | None = None


class _Component(_Row):
    name: str
    original: int
    copy: int
    required: bool
    condition: str | None
    submission: Literal["nop", "xuat_trinh"]
    form: str | None


class _Authority(_Row):
    receives: str
    processes: str
    decides: str


class _Result(_Row):
    name: str
    code: str | None


class _Step(_Row):
    order: int
    step: str
    actor: str


class _Procedure(_Row):
    id: str
    code: str | None
    name: str
    field: str
    portal_field: str | None
    decision: str | None
    status: Literal["in_force", "legacy"]
    authority: _Authority
    time_limit: _Limit
    fees: list[_Fee]
    components: list[_Component]
    sets: int
    results: list[_Result]
    legal_bases: list[str]
    channels: list[Literal["truc_tiep", "truc_tuyen", "buu_chinh"]]
    mobile_available: bool
    mobile_basis: str | None
    mobile_procedure_code: str | None
    mobile_variant_of: str | None
    border_area: bool
    border_procedure_code: str | None
    interlinked: bool
    workflow: str
    steps: list[_Step]
    volume: Literal["high", "medium", "low", "rare"]
    note: str | None
    source: msgspec.Raw
    confidence: Confidence
    field_confidence: dict[str, Confidence]
    effective_from: str = VERSION_FROM


class _Meta(msgspec.Struct):
    compiled: str


class _ProcedureFile(msgspec.Struct):
    schema_version: str
    meta: _Meta
    procedures: list[_Procedure]


class _RawProcedureFile(msgspec.Struct):
    schema_version: str
    meta: _Meta
    procedures: list[msgspec.Raw]


class _FormerUnit(msgspec.Struct):
    name: str
    former_district: str
    partly_merged: bool
    spelling_variants: list[str]


class _Commune(msgspec.Struct):
    code: str
    name: str
    kind: Literal["xa", "phuong"]
    border_china: bool
    former_units: list[_FormerUnit]


class _CommuneFile(msgspec.Struct):
    units: list[_Commune]


@dataclass(frozen=True, slots=True)
class ProcedureList:
    """A list of procedures as one file holds it. compiled: ISO date it was put together."""

    compiled: str
    procedures: tuple[Procedure, ...]


@cache
def shipped_procedures() -> ProcedureList:
    """Return the procedures this program ships; read once. Raises CatalogueDamaged."""
    return read_procedures(_bytes_of(PROCEDURES), name=PROCEDURES.name)


@cache
def shipped_communes() -> tuple[Commune, ...]:
    """Return the communes of the province in the order of its list; read once. Raises CatalogueDamaged."""
    return read_communes(_bytes_of(COMMUNES), name=COMMUNES.name)


def read_procedures(data: bytes, *, name: str) -> ProcedureList:
    """Read a list of procedures. name: of the file, for the message. Raises CatalogueDamaged."""
    file = _decoded(data, _ProcedureFile, name)
    procedures = tuple(_procedure(row, name) for row in file.procedures)
    versions = {(row.id, row.version) for row in procedures}
    if not procedures or len(versions) != len(procedures):
        raise CatalogueDamaged(name=name)
    return ProcedureList(file.meta.compiled, procedures)


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One row of a list, by itself. place: its position from 1. says_when: it names its own first day.

    procedure: None where it does not read; at_fault then names the entry.
    """

    place: int
    id: str
    procedure: Procedure | None
    says_when: bool = False
    at_fault: str = ""


def read_each(data: bytes, *, name: str) -> tuple[ReadRow, ...]:
    """Read a list row by row, so that every bad row can be told. Raises CatalogueDamaged where it is no list at all."""
    rows = _decoded(data, _RawProcedureFile, name).procedures
    return tuple(_read_row(place, bytes(raw), name) for place, raw in enumerate(rows, start=1))


def _read_row(place: int, raw: bytes, name: str) -> ReadRow:
    loose = msgspec.json.decode(raw)
    told = loose if isinstance(loose, dict) else {}
    called = str(told.get("code") or told.get("id") or "")[:40]
    try:
        row = msgspec.json.decode(raw, type=_Procedure)
        return ReadRow(place, called, _procedure(row, name), "effective_from" in told)
    except msgspec.ValidationError as error:
        return ReadRow(place, called, None, at_fault=place_of(error))
    except CatalogueDamaged:
        return ReadRow(place, called, None, at_fault="id, code, effective_from")


def read_communes(data: bytes, *, name: str) -> tuple[Commune, ...]:
    """Read the list of communes. name: of the file, for the message. Raises CatalogueDamaged."""
    units = _decoded(data, _CommuneFile, name).units
    if not units or len({unit.code for unit in units}) != len(units):
        raise CatalogueDamaged(name=name)
    return tuple(_commune(unit, position) for position, unit in enumerate(units, start=1))


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CatalogueDamaged(name=path.name) from error


def _decoded(data: bytes, shape: type[_T], name: str) -> _T:
    try:
        return msgspec.json.decode(data, type=shape)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise CatalogueDamaged(name=name) from error


# ── rows → domain ────────────────────────────────────────────────────────────────────────────


def _procedure(row: _Procedure, name: str) -> Procedure:
    _check_key(row, name)
    return Procedure(
        id=row.id,
        code=row.code,
        name=row.name,
        field=row.field,
        decision=row.decision,
        status=row.status,
        receives=row.authority.receives,
        processes=row.authority.processes,
        decides=row.authority.decides,
        limit=_limit(row.time_limit),
        extensions=tuple(_extension(extension) for extension in row.time_limit.extensions),
        fees=tuple(_fee(fee) for fee in row.fees),
        papers=tuple(_paper(component) for component in row.components),
        sets=row.sets,
        results=tuple(result.name for result in row.results),
        channels=tuple(row.channels),
        steps=tuple(ProcedureStep(step.step, step.actor) for step in sorted(row.steps, key=lambda step: step.order)),
        volume=row.volume,
        border_area=row.border_area,
        mobile_available=row.mobile_available,
        interlinked=row.interlinked,
        note=row.note,
        limit_note=row.time_limit.note,
        confidence=row.confidence,
        version=row.effective_from,
    )


def _check_key(row: _Procedure, name: str) -> None:
    """Refuse a row that could be found under no or a wrong key: what types alone do not tell."""
    if row.code is not None and not _CODE.fullmatch(row.code):
        raise CatalogueDamaged(name=name)
    try:
        date.fromisoformat(row.effective_from)
    except ValueError as error:
        raise CatalogueDamaged(name=name) from error


def _paper(row: _Component) -> RequiredPaper:
    return RequiredPaper(
        name=row.name,
        original=row.original,
        copy=row.copy,
        required=row.required,
        condition=row.condition,
        shown_only=row.submission == "xuat_trinh",
        form=row.form,
    )


def _commune(row: _Commune, position: int) -> Commune:
    former = tuple(
        FormerUnit(unit.name, unit.former_district, unit.partly_merged, tuple(unit.spelling_variants))
        for unit in row.former_units
    )
    return Commune(row.code, row.name, row.kind, position, row.border_china, former)


def _fee(row: _Fee) -> FeeItem:
    return FeeItem(
        name=row.name,
        kind=row.kind,
        amount=row.amount,
        per=row.per,
        formula=row.formula,
        tiers=tuple(PageTier(tier.from_page, tier.to_page, tier.amount) for tier in row.tiers),
        cap=None if row.cap is None else FeeCap(row.cap.amount, row.cap.per),
        exemptions=tuple(row.exemptions),
        set_by=row.set_by,
        note=row.note,
    )


def _limit(row: _Limit) -> TimeLimit:
    if row.cutoff is None:  # only a same-day limit looks at a cutoff
        return TimeLimit(row.unit, row.amount)
    return TimeLimit(row.unit, row.amount, cutoff=row.cutoff.local_time)


def _extension(row: _Extension) -> Extension:
    return Extension(row.condition, row.amount, row.unit, row.mode, row.applies)
