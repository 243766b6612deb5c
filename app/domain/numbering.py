"""Numbers on paper: dossier codes, this station's block of the day, series of slips, procedure codes.

Dossier code (mã số hồ sơ): ``<unit>-YYMMDD-<serial>``, TT 01/2018/TT-VPCP art. 19, unit codes of
QĐ 20/2020/QĐ-TTg or the older QCVN 102:2016. Station K (1…8) takes the serials K001…K999 of a day,
so two laptops without a network never meet. A number used is used: never lowered, never reused.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from app.domain.errors import BadInput, NumberCannotBeLowered, NumbersExhausted
from app.i18n import N_

STATIONS = range(1, 9)
"""The station numbers K; serials below 1001 and from 9000 belong to the central system."""

_UNIT = r"(?:[A-Z]\d{2}(?:\.\d{2,3}){0,4}|\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2})"
_CODE = rf"(?P<unit>{_UNIT})-(?P<day>\d{{2}}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))-(?P<serial>\d{{6,7}}|\d{{4}})"
_whole_code = re.compile(_CODE, re.ASCII)
_code_inside = re.compile(rf"(?<![\w.-]){_CODE}(?![\w-])", re.ASCII)
_whole_unit = re.compile(_UNIT, re.ASCII)
_national = re.compile(r"\d\.\d{6}(?=\.|$)", re.ASCII)


@dataclass(frozen=True, slots=True)
class DossierCode:
    """A dossier code taken apart. serial keeps its digits: 4, or 6–7 from a ministry's system."""

    unit: str
    day: date
    serial: str

    def __str__(self) -> str:
        """Return the code as printed."""
        return f"{self.unit}-{self.day:%y%m%d}-{self.serial}"

    @property
    def station(self) -> int | None:
        """Return K of the station whose block holds this serial; None for the central system's numbers."""
        k, within = divmod(int(self.serial), 1000)
        return k if len(self.serial) == 4 and k in STATIONS and within else None


def parse_code(text: str) -> DossierCode:
    """Read a whole dossier code; blanks around it do not matter. Raises BadInput, also for a 31 November."""
    match = _whole_code.fullmatch(text.strip().upper())
    code = _taken_apart(match) if match else None
    if code is None:
        raise BadInput(field="code", problem=N_("is not a dossier code such as H35.12-261123-1007"))
    return code


def find_code(text: str) -> DossierCode | None:
    """Return the first dossier code inside a scanned text, such as the QR of a slip; None if there is none."""
    return next((code for match in _code_inside.finditer(text.upper()) if (code := _taken_apart(match))), None)


def make_code(unit: str, day: date, serial: int) -> str:
    """Return the code of a dossier received on this day (+07:00). Raises BadInput for a bad unit code."""
    return f"{check_unit_code(unit)}-{day:%y%m%d}-{serial:04d}"


def check_unit_code(unit: str) -> str:
    """Return the unit code (mã định danh) if it has the grammar of one. Raises BadInput."""
    if _whole_unit.fullmatch(unit) is None:
        raise BadInput(field="unit_code", problem=N_("is not a unit code such as H35.12 or 000.00.12.H35"))
    return unit


def split_code(code: str) -> tuple[str, str]:
    """Return a code in two parts for lists: ``H35.12-`` (dim), ``261123-1007`` (what people say aloud)."""
    unit, dash, rest = code.partition("-")
    return (unit + dash, rest) if rest else ("", code)


def block_of(station_number: int) -> range:
    """Return the serials of station K: K001…K999. Raises BadInput for a K outside 1…8."""
    if station_number not in STATIONS:
        raise BadInput(field="station", problem=N_("must be a number from 1 to 8"))
    return range(station_number * 1000 + 1, station_number * 1000 + 1000)


def next_serial(station_number: int, used_max: int | None, raised_floor: int | None, *, day: date) -> int:
    """Return the next free serial of the station's block on this day.

    used_max: highest serial of the block in use; raised_floor: the next free one as raised by hand; one of another
    block, from the time before this computer took a new number, counts nothing.
    Raises NumbersExhausted; a full block never spills into the neighbour's.
    """
    block = block_of(station_number)
    raised = raised_floor if raised_floor is not None and block.start <= raised_floor <= block.stop else 0
    free = max(block.start, (used_max or 0) + 1, raised)
    if free not in block:
        raise NumbersExhausted(day=day)
    return free


def another_number(used: Collection[int], last: int) -> int | None:
    """Return the K a station takes that may not go on with its own; None where all eight are used.

    Laptops are numbered from 1 upwards, so the other end is looked at first: 1 goes to 8, 2 to 7. Two laptops of a
    commune that are restored on one day, far from each other, do not meet there.
    """
    return next((k for k in (9 - last, *reversed(STATIONS)) if k in STATIONS and k not in used), None)


def raise_to(station_number: int, current_next: int, asked: int) -> int:
    """Return the new next serial («37 on paper» at station 1: 1038). Raises NumberCannotBeLowered, BadInput."""
    if asked not in block_of(station_number):
        raise BadInput(field="serial", problem=N_("is outside the block of numbers of this desk"))
    if asked < current_next:
        raise NumberCannotBeLowered(next=current_next, asked=asked)
    return asked


def series_number(station_number: int, position: int) -> str:
    """Return the number of a fee slip or other paper, ``1-0001``: per form, year and station, from 1 on 1 January."""
    if station_number not in STATIONS:
        raise BadInput(field="station", problem=N_("must be a number from 1 to 8"))
    return f"{station_number}-{position:04d}"


def national_part(procedure_code: str) -> str:
    """Return the national part of a procedure code: ``1.001193.000.00.00.H35`` → ``1.001193``."""
    trimmed = procedure_code.strip()
    match = _national.match(trimmed)
    return match[0] if match else trimmed


def procedure_code_equal(one: str, other: str) -> bool:
    """Tell whether two notations name the same procedure; local suffixes do not count."""
    return national_part(one) == national_part(other)


def _taken_apart(match: re.Match[str]) -> DossierCode | None:
    digits = match["day"]
    try:
        day = date(2000 + int(digits[:2]), int(digits[2:4]), int(digits[4:]))
    except ValueError:
        return None
    return DossierCode(match["unit"], day, match["serial"])
