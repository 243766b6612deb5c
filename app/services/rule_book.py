"""Reading the rules of the desk (``app/data/rules.json``): each set says only what it changes of the one before."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from app.domain.errors import CatalogueDamaged
from app.domain.rules import RuleBook, Rules

SHIPPED = Path(__file__).parent.parent / "data" / "rules.json"
_Day = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$")]
_Few = Annotated[int, msgspec.Meta(ge=0, le=99)]


class _Set(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    id: _Day
    source: str
    confirmed: bool = True
    after_papers: Literal["restart", "resume"] | msgspec.UnsetType = msgspec.UNSET
    resume_fields: tuple[str, ...] | msgspec.UnsetType = msgspec.UNSET
    supplement_days: _Few | msgspec.UnsetType = msgspec.UNSET
    supplements: _Few | msgspec.UnsetType = msgspec.UNSET
    extensions: Annotated[int, msgspec.Meta(ge=0, le=1)] | msgspec.UnsetType = msgspec.UNSET
    apology_days: _Few | msgspec.UnsetType = msgspec.UNSET
    accept_hours: _Few | msgspec.UnsetType = msgspec.UNSET
    paper_receipts: bool | msgspec.UnsetType = msgspec.UNSET
    ratings: Annotated[int, msgspec.Meta(ge=2, le=5)] | msgspec.UnsetType = msgspec.UNSET
    second_officer_fields: tuple[str, ...] | msgspec.UnsetType = msgspec.UNSET
    second_officer_corrections: tuple[str, ...] | msgspec.UnsetType = msgspec.UNSET
    kin_fields: tuple[str, ...] | msgspec.UnsetType = msgspec.UNSET
    kin: tuple[str, ...] | msgspec.UnsetType = msgspec.UNSET
    kin_nearer: tuple[str, ...] | msgspec.UnsetType = msgspec.UNSET
    scan_fields: tuple[str, ...] | msgspec.UnsetType = msgspec.UNSET
    scan_results: bool | msgspec.UnsetType = msgspec.UNSET
    sign_scans: bool | msgspec.UnsetType = msgspec.UNSET


class _File(msgspec.Struct, forbid_unknown_fields=True):
    format: Literal["motcua-rules-1"]
    sets: Annotated[list[_Set], msgspec.Meta(min_length=1)]


@cache
def load_rules(path: Path = SHIPPED) -> RuleBook:
    """Return all sets, oldest first; read once. Raises CatalogueDamaged."""
    try:
        data = path.read_bytes()
    except OSError as failed:
        raise CatalogueDamaged(name=path.name) from failed
    return RuleBook(read_rules(data, name=path.name))


def read_rules(data: bytes, *, name: str, before: Sequence[Rules] = ()) -> tuple[Rules, ...]:
    """Return the sets of a file, oldest first. before: the sets it goes on from. Raises CatalogueDamaged."""
    try:
        file = msgspec.json.decode(data, type=_File)
        told: dict[str, object] = {} if not before else {name: getattr(before[-1], name) for name in _TOLD}
        sets: list[Rules] = []
        for one in sorted(file.sets, key=lambda one: one.id):
            said = {name: value for name in _TOLD if (value := getattr(one, name)) is not msgspec.UNSET}
            told |= said
            sets.append(Rules(**told))  # type: ignore[arg-type]
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as failed:
        raise CatalogueDamaged(name=name) from failed
    return tuple(sets)


_TOLD = _Set.__struct_fields__
