"""What comes out of the printer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from app.domain.dossier import Dossier
from app.domain.guidance_events import GuidanceGiven
from app.domain.money_book import DaySheet
from app.domain.vietqr import BankAccount
from app.readings import (
    ListedDossier,
    RegisterRow,
    ShiftPaper,
)


@dataclass(frozen=True, slots=True)
class Paper:
    """A finished paper: PDF bytes (byte-identical for equal input) and its page count."""

    pdf: bytes
    pages: int


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The issuing agency as it stands at the head of a form.

    superior: «ỦY BAN NHÂN DÂN XÃ …» lines; agency: «TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG»;
    place: commune name before the date; symbol: «TTPVHCC» after the number; phone: of the desk.
    reception: its second point of reception, for papers that belong to no dossier.
    refusal_signer: who signs a refusal, ``director`` of the centre or the ``officer``. form_version: of papers
    given before there is a dossier.
    bank: where citizens may transfer fees to; None = no VietQR symbol.
    """

    superior: tuple[str, ...]
    agency: tuple[str, ...]
    place: str
    symbol: str
    phone: str | None = None
    reception: str | None = None
    practice: bool = False
    refusal_signer: str = "director"
    form_version: str = "TT03-2025-draft"
    bank: BankAccount | None = None


class Forms(Protocol):
    """Domain objects → PDF. Raises MissingGlyphs before drawing anything."""

    def receipt(
        self,
        dossier: Dossier,
        head: Letterhead,
        *,
        copy: int,
        paper: str,
        draft: bool = False,
        companions: Sequence[Dossier] = (),
    ) -> Paper:
        """Form 01, both liên, one page per liên on A5, A4 or the 80 mm roll. copy 2 is marked «IN LẠI LẦN 1».

        A copy after a correction says instead which print it replaces. companions: the other dossiers of
        the same visit, listed on one slip.
        """

    def fee_slip(
        self,
        dossier: Dossier,
        head: Letterhead,
        *,
        number: str,
        copy: int,
        paper: str,
        draft: bool = False,
        others: Sequence[Dossier] = (),
    ) -> Paper:
        """The provisional fee slip of one payment of the dossier; others: the further dossiers on the same slip."""

    def act_paper(
        self, form: str, dossier: Dossier, head: Letterhead, *, copy: int, paper: str, draft: bool = False
    ) -> Paper:
        """The paper of an act: supplement, refusal, apology, stop, control, handover; A5 or A4.

        Raises PaperNotDue if the act is not on the dossier.
        """

    def guidance(self, given: GuidanceGiven, head: Letterhead, *, copy: int, paper: str, draft: bool = False) -> Paper:
        """Form 02 or 03 for a citizen whose papers were not accepted: no dossier, so no code on it."""

    def day_sheet(self, sheet: DaySheet, head: Letterhead, *, draft: bool = False) -> Paper:
        """The day's list of money taken, «Bảng kê thu tiền trong ngày», A4. draft: before the day is closed."""


class ListForms(Protocol):
    """The papers that list many dossiers, and the pad.

    A row's letter that cannot be drawn becomes «□», and a line under the table says in which rows. Raises MissingGlyphs
    for such a letter in what stands above and below it; nothing comes out then.
    """

    def register(self, rows: Iterable[RegisterRow], head: Letterhead, *, day: date, draft: bool = False) -> Paper:
        """Form 07, A4 landscape: rows in order of book and entry, each book on pages of its own. Streams."""

    def register_sheet(self, rows: Iterable[RegisterRow]) -> bytes:
        """The same columns as an XLSX workbook, one sheet a book."""

    def register_columns(self, row: RegisterRow) -> tuple[str | int, ...]:
        """The thirteen cells of a row, as both show them."""

    def to_sign(self, rows: Sequence[ListedDossier], head: Letterhead, *, day: date, officer: str) -> Paper:
        """«Danh sách trình ký»: what goes to the leader to be signed."""

    def handover(
        self, rows: Sequence[ListedDossier], head: Letterhead, *, at: datetime, giver: str, receiver: str
    ) -> Paper:
        """«Phiếu bàn giao hồ sơ» for several dossiers at once; both sign."""

    def trip(self, rows: Sequence[ListedDossier], head: Letterhead, *, trip: str, day: date, officer: str) -> Paper:
        """«Danh sách trả kết quả» of a mobile trip: each citizen signs or presses a finger. trip: its name."""

    def shift(self, sheet: ShiftPaper, head: Letterhead) -> Paper:
        """«Phiếu bàn giao ca»."""

    def pad(self, codes: Sequence[str], head: Letterhead, *, day: date, paper: str, draft: bool = False) -> Paper:
        """Blank form 01 for each reserved code, both liên, to be filled in by pen when the power is cut."""
