"""What an officer typed before a dossier exists (bản nháp): the input of acceptance."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from app.domain.citizen import Applicant, Assistance, Representative
from app.domain.money import Exemption, FeeInputs

CHANNELS = ("direct", "online", "post")
RETURN_PLACES = ("desk", "post", "other_desk")
NO_TRIP = "none"


@dataclass(frozen=True, slots=True)
class PaperEntry:
    """One ticked line of the checklist. component: position in the catalogue version used.

    not_applicable with why satisfies a required paper whose condition names a waiver or substitute.
    """

    component: int
    original: int = 0
    copy: int = 0
    not_applicable: bool = False
    why: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class ExtensionChoice:
    """An extension the officer says applies: its position in the catalogue; amount where the law leaves it open."""

    index: int
    amount: int | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A dossier as typed. Only procedure, applicant (kind, name) and papers are needed to accept.

    limit: ``3wd``, ``10cd``, ``8wh``, ``12h``, ``same_day``; with limit_basis where the catalogue
    knows none. version: catalogue version (ISO date); None is the one in force at receipt.
    submitted_at: when it came in online. slip_wanted: False for a result of the same day without a slip.
    pad_code: the code of the pad's sheet it was written on. trip: number of the mobile trip, ``none`` for none
    although one is under way. visit: 32 hex digits that the dossiers of one visit share. duplicate_reason: why it is
    taken in although the same procedure is open for this citizen. begun_by: the name of who began it.
    return_to: which other desk gives the result out. same_day: the work is done today already for somebody who has
    priority, though the law gives longer; None: as the program proposes.
    """

    procedure: str
    applicant: Applicant
    papers: tuple[PaperEntry, ...] = ()
    received_at: datetime | None = None
    channel: str = "direct"
    representative: Representative | None = None
    summary: str | None = None
    sets: int | None = None
    priority: tuple[str, ...] = ()
    competent_agency: str | None = None
    return_place: str = "desk"
    return_to: str | None = None
    fee_inputs: FeeInputs = field(default_factory=FeeInputs)
    exemption: Exemption | None = None
    limit: str | None = None
    limit_basis: str | None = None
    extensions: tuple[ExtensionChoice, ...] = ()
    late_entry: bool = False
    paper_number: str | None = None
    external_code: str | None = None
    version: str | None = None
    submitted_at: datetime | None = None
    assistance: Assistance | None = None
    slip_wanted: bool = True
    pad_code: str | None = None
    trip: str | None = None
    visit: str | None = None
    duplicate_reason: str | None = None
    begun_by: str | None = None
    same_day: bool | None = None
