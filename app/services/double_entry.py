"""Typing a dossier into another system too (nhập hệ thống khác): its fields in the order of that system's screen.

Which fields, and in what order, is data: a system that changes its screen changes a file.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from app.domain.dossier import Dossier
from app.domain.errors import CatalogueDamaged

SHIPPED = Path(__file__).parents[1] / "data" / "double_entry.json"
_CHANNELS = {"direct": "Trực tiếp", "online": "Trực tuyến", "post": "Bưu chính công ích"}
_KINDS = {"person": "Cá nhân", "household": "Hộ gia đình", "organisation": "Tổ chức", "foreigner": "Người nước ngoài"}
_RETURNS = {"desk": "Trả tại bộ phận một cửa", "post": "Trả qua bưu chính", "other_desk": "Trả tại nơi khác"}
"""The words of the other system's lists: they stay Vietnamese whatever this program speaks."""


@dataclass(frozen=True, slots=True)
class EntryField:
    """A field of the other system's screen: its name there, its label, and what to type."""

    name: str
    label: str
    value: str


_SOURCES: dict[str, Callable[[Dossier], str]] = {
    "code": lambda dossier: dossier.code,
    "procedure.code": lambda dossier: dossier.procedure.code,
    "procedure.name": lambda dossier: dossier.procedure.name,
    "procedure.field": lambda dossier: dossier.procedure.field,
    "channel": lambda dossier: _CHANNELS.get(dossier.channel, ""),
    "applicant.name": lambda dossier: dossier.applicant.name,
    "applicant.kind": lambda dossier: _KINDS.get(dossier.applicant.kind, ""),
    "applicant.id_number": lambda dossier: dossier.applicant.id_number or "",
    "applicant.birth_date": lambda dossier: "/".join(reversed((dossier.applicant.birth_date or "").split("-"))),
    "applicant.address": lambda dossier: dossier.applicant.address or "",
    "applicant.phone": lambda dossier: dossier.applicant.phone or "",
    "applicant.email": lambda dossier: dossier.applicant.email or "",
    "representative.name": lambda dossier: dossier.representative.name if dossier.representative else "",
    "representative.id_number": lambda dossier: (dossier.representative and dossier.representative.id_number) or "",
    "summary": lambda dossier: dossier.summary or "",
    "received_at": lambda dossier: f"{dossier.received_at:%d/%m/%Y %H:%M}",
    "due_at": lambda dossier: f"{dossier.due.at:%d/%m/%Y %H:%M}",
    "return_place": lambda dossier: dossier.other_desk or _RETURNS.get(dossier.return_place, ""),
    "papers": lambda dossier: "; ".join(paper.name for paper in dossier.papers if paper.waived_because is None),
    "fees": lambda dossier: "" if dossier.total is None else str(dossier.total),
}


class _Field(msgspec.Struct, forbid_unknown_fields=True):
    name: str
    label: str
    source: str = msgspec.field(name="from")


class _System(msgspec.Struct, forbid_unknown_fields=True):
    system: Literal["national", "ministry", "province", "other"]
    name: str
    fields: Annotated[list[_Field], msgspec.Meta(min_length=1)]


class _File(msgspec.Struct, forbid_unknown_fields=True):
    format: Literal["motcua-double-entry-1"]
    systems: Annotated[list[_System], msgspec.Meta(min_length=1)]


@cache
def load_orders(path: Path = SHIPPED) -> dict[str, tuple[tuple[str, str, str], ...]]:
    """Return system → (name, label, source) in the order of its screen; read once. Raises CatalogueDamaged."""
    try:
        file = msgspec.json.decode(path.read_bytes(), type=_File)
    except (OSError, msgspec.MsgspecError) as failed:
        raise CatalogueDamaged(name=path.name) from failed
    if any(field.source not in _SOURCES for system in file.systems for field in system.fields):
        raise CatalogueDamaged(name=path.name)
    return {
        system.system: tuple((field.name, field.label, field.source) for field in system.fields)
        for system in file.systems
    }


def entry_fields(
    dossier: Dossier, system: str = "national", *, orders: dict[str, tuple[tuple[str, str, str], ...]] | None = None
) -> tuple[EntryField, ...]:
    """Return what to type into a system, in the order of its screen; what the dossier does not have is left out."""
    known = load_orders() if orders is None else orders
    fields = (EntryField(name, label, _SOURCES[source](dossier)) for name, label, source in known.get(system, ()))
    return tuple(field for field in fields if field.value)
