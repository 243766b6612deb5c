"""The code tables of the national interface, as data: shipped, and the province's own laid over them."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from pathlib import Path

import msgspec

from app.domain.errors import CannotRead, CatalogueDamaged, NationalCodesDamaged
from app.i18n import N_
from app.json_places import UNFIT, place_of
from app.services.catalogue_file import DATA

SHIPPED = DATA / "national_codes.json"
OWN_FILE = "national-codes.json"
"""In the hub's folder: the same shape, only what differs."""

NOT_SENT = 0
"""Where every dossier begins in the list of arrows: the portal has not heard of it."""

_FILED_ONLINE = 1
"""No dossier of a desk was ever in it, so no way leads through it, however short."""


_NO_JSON = N_("is not readable as JSON")


class _Table(msgspec.Struct, forbid_unknown_fields=True):
    codes: dict[str, str]
    source: str = ""
    confirmed: bool = False


class _File(msgspec.Struct, forbid_unknown_fields=True):
    format: str
    source: str = ""
    arrows: dict[str, list[int]] = {}
    states: dict[str, str] = {}
    tables: dict[str, _Table] = {}
    steps: dict[str, str] = {}


@dataclass(frozen=True, slots=True)
class NationalCodes:
    """The tables. unconfirmed: tables nobody compared with an official list."""

    arrows: dict[int, tuple[int, ...]]
    tables: dict[str, dict[str, str]]
    steps: dict[str, str]
    unconfirmed: tuple[str, ...]

    def of(self, table: str, value: str) -> str:
        """Return a code, the empty text where the table has none."""
        return self.tables.get(table, {}).get(value, "")

    def way(self, before: int, after: int) -> tuple[int, ...] | None:
        """Return the states to tell one after the other, without the first; None where the list knows no way.

        The same state again is told once: something else of the dossier changed.
        """
        if before == after:
            return (after,)
        paths: deque[tuple[int, ...]] = deque([(before,)])
        seen = {before}
        while paths:
            path = paths.popleft()
            for following in self.arrows.get(path[-1], ()):
                if following == after:
                    return (*path[1:], after)
                if following not in seen and following != _FILED_ONLINE:
                    seen.add(following)
                    paths.append((*path, following))
        return None


def load_codes(folder: Path | None = None) -> NationalCodes:
    """Return the tables in use. folder: of the hub. Raises CatalogueDamaged, NationalCodesDamaged."""
    try:
        shipped = msgspec.json.decode(SHIPPED.read_bytes(), type=_File)
    except (OSError, msgspec.MsgspecError) as failed:
        raise CatalogueDamaged(name=SHIPPED.name) from failed
    own = _own(folder / OWN_FILE) if folder is not None else None
    arrows, steps, tables = dict(shipped.arrows), dict(shipped.steps), dict(shipped.tables)
    if own is not None:
        arrows |= own.arrows
        steps |= own.steps
        for name, table in own.tables.items():
            known = tables.get(name)
            table.codes = {**(known.codes if known else {}), **table.codes}
            tables[name] = table
    return NationalCodes(
        {int(state): tuple(after) for state, after in arrows.items()},
        {name: table.codes for name, table in tables.items()},
        steps,
        tuple(sorted(name for name, table in tables.items() if not table.confirmed)),
    )


def _own(path: Path) -> _File | None:
    if not path.exists():
        return None
    try:
        own = msgspec.json.decode(path.read_bytes(), type=_File)
    except OSError as failed:
        raise CannotRead(place=path.name) from failed
    except msgspec.ValidationError as failed:
        raise NationalCodesDamaged(name=path.name, place=place_of(failed), problem=UNFIT) from failed
    except ValueError as failed:  # msgspec's DecodeError is one, and so is text that is no UTF-8
        raise NationalCodesDamaged(name=path.name, place="JSON", problem=_NO_JSON) from failed
    if odd := [state for state in own.arrows if not state.isdecimal()]:
        raise NationalCodesDamaged(name=path.name, place=f"arrows.{odd[0]}"[:80], problem=UNFIT)
    return own
