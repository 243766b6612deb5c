"""A dossier taken over whole from the province's snapshot (mốc khởi đầu), in the place of its history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class BaselineHead:
    """Where the log of a dossier stood at one station. is_tip: nobody had built on it."""

    station: bytes
    seq: int
    is_tip: bool


@dataclass(frozen=True, slots=True)
class SeriesHeld:
    """The last number of a station's series of a form in a year that a dropped change had taken; never given again."""

    station: bytes
    form: str
    year: int
    highest: int


@dataclass(frozen=True, slots=True)
class NumberHeld:
    """The highest serial of a day that a dropped change had taken of a station's block. day: ``YYMMDD``."""

    unit: str
    day: str
    station_number: int
    highest: int


@dataclass(frozen=True, slots=True)
class DossierBaseline:
    """A finished dossier, folded; its single changes lie at the province.

    body: the dossier as tables keep it. heads: of its log, so that what happens later follows on. received_by:
    the station that took it in. series: numbers its dropped changes had taken (compaction, SYNC §2.9).
    at: when this desk folded it, None where it came so from the province.
    """

    code: str
    body: bytes
    heads: tuple[BaselineHead, ...]
    received_by: bytes
    series: tuple[SeriesHeld, ...] = ()
    at: datetime | None = None
