"""What the program asks of the world, as small Protocols; the middle floor provides them.

``storage`` provides UnitOfWork, Queries, Drafts and ExchangeBook; ``printing`` provides Forms;
``ui`` plugs them together (``ui/program.py``), ``sync.hub`` does so for the province.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import TracebackType
from typing import Protocol, Self

from app.domain.dossier import Dossier
from app.domain.events import DossierEvent, Event
from app.domain.ordering import Change
from app.domain.procedure import LocalOverride
from app.readings import (
    Desk,
    DeskCounts,
    DossierFilter,
    DossierLine,
    ExchangeRecord,
    ListedDossier,
    Officer,
    Position,
    RegisterRow,
    ShiftPaper,
    SyncState,
    TimelineEntry,
)

# ── writing ──────────────────────────────────────────────────────────────────────────────────


class UnitOfWork(Protocol):
    """One transaction: BEGIN IMMEDIATE … COMMIT, one fsync. An exception inside rolls all of it back."""

    def __enter__(self) -> Self:
        """Begin; other writers wait."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Commit, or roll back if an exception is on its way."""

    def dossier(self, dossier_id: bytes) -> Dossier:
        """Return the dossier as it stands inside this transaction. Raises UnknownDossier."""

    def record_dossier(self, dossier_id: bytes, *events: DossierEvent) -> Dossier:
        """Append the events to the log, project them, return the dossier they make."""

    def record(self, aggregate_type: str, aggregate_id: bytes, event: Event) -> None:
        """Append one event of another aggregate (station, officer, catalogue) and project it."""

    def highest_serial(self, unit: str, day: date, station_number: int) -> int | None:
        """Return the highest serial used in this station's block of the day, None if none."""

    def raised_floor(self, day: date) -> int | None:
        """Return the serial this station was last raised to for the day, None if never."""

    def highest_series(self, form: str, year: int) -> int:
        """Return the last number of this station's own series of a form in a year, 0 if none.

        form: ``register`` (the entry of DossierReceived) or ``fee-slip`` (the number of FeeCollected).
        """

    def overrides(self) -> tuple[LocalOverride, ...]:
        """Return the local overrides in force or proposed, oldest first."""

    def forget_draft(self, slot: str) -> None:
        """Drop an autosaved draft in the same transaction as what came of it."""


NewUnit = Callable[[bytes], UnitOfWork]
"""Make a unit of work for the officer with this 16-byte id."""

# ── reading ──────────────────────────────────────────────────────────────────────────────────


class Queries(Protocol):
    """Reads only; safe on any thread; each call sees one consistent state."""

    def desk(self) -> Desk:
        """Return this laptop's desk."""

    def officers(self) -> tuple[Officer, ...]:
        """Return the officers of this desk, in order of enrolment."""

    def dossier(self, dossier_id: bytes) -> Dossier:
        """Return one dossier whole. Raises UnknownDossier."""

    def dossier_id(self, text: str) -> bytes:
        """Return the dossier of a code or of its unique ending. Raises UnknownDossier, AmbiguousDossier."""

    def line(self, dossier_id: bytes) -> DossierLine:
        """Return one dossier as a list row, with its evidence of sync."""

    def find(self, text: str, *, filter: DossierFilter, limit: int) -> tuple[DossierLine, ...]:
        """Search by code, name, number, phone, place, procedure; newest first, exact accents first.

        Folded words match by prefix (two letters or more); with no hit, one-letter typos are tried.
        """

    def page(
        self, filter: DossierFilter, *, order: str, after: tuple[int, int] | None, limit: int
    ) -> tuple[DossierLine, ...]:
        """Return a page of a list. order: ``due`` (soonest first) or ``recent`` (newest receipt first).

        after: ``(sort value, position)`` of the last row seen; for ``due`` the value is due_at in
        epoch seconds, for ``recent`` it equals position. None: from the start.
        """

    def page_at(self, filter: DossierFilter, *, order: str, offset: int, limit: int) -> tuple[DossierLine, ...]:
        """Return rows by their place in the list, for a scroll bar that jumps."""

    def count(self, filter: DossierFilter) -> int:
        """Return how many dossiers a filter holds."""

    def counts(self, now: datetime) -> DeskCounts:
        """Return the tiles of today's desk."""

    def timeline(self, dossier_id: bytes) -> tuple[TimelineEntry, ...]:
        """Return what happened to a dossier, oldest first."""

    def open_same(self, id_number: str, procedure: str) -> tuple[DossierLine, ...]:
        """Return the newest few open dossiers of the same citizen number and procedure (a possible double)."""

    def earlier(self, id_number: str, *, limit: int) -> tuple[DossierLine, ...]:
        """Return dossiers of a citizen number, newest first."""

    def books(self, since: datetime, until: datetime) -> tuple[str, ...]:
        """Return the books of the register with entries received in a time, both ends included, by year and number."""

    def book_page(
        self, book: str, since: datetime, until: datetime, *, after: tuple[int, int] | None, limit: int
    ) -> tuple[tuple[tuple[int, int], Dossier], ...]:
        """Return dossiers of a book in order of entry, each with its key. after: the key of the last one seen."""

    def overrides(self) -> tuple[LocalOverride, ...]:
        """Return the local overrides in force or proposed, oldest first."""

    def recent_procedures(self, *, limit: int) -> tuple[str, ...]:
        """Return ids of the procedures this desk received lately, most used first."""

    def positions(self) -> tuple[Position, ...]:
        """Return how far each station's log is held here."""

    def sync_state(self) -> SyncState:
        """Return what is saved, written, acknowledged."""

    def last_hlc(self) -> int:
        """Return the newest clock value in this station's own log, 0 if empty."""


class Drafts(Protocol):
    """Autosaved drafts inside the vault; texts are opaque JSON of the page that wrote them."""

    def keep(self, slot: str, text: str, *, at: datetime) -> None:
        """Save the draft of a slot, replacing the last one."""

    def kept(self) -> tuple[tuple[str, str, datetime], ...]:
        """Return ``(slot, text, at)`` of all drafts, newest first."""

    def drop(self, slot: str) -> None:
        """Forget a draft the officer threw away."""


@dataclass(frozen=True, slots=True)
class LogRange:
    """Consecutive changes of one station, first and last sequence number included."""

    station: bytes
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class MergeResult:
    """What came of a batch: changes new here, known already, unprojected ``(seq, reason)``; dossiers touched."""

    new: int
    known: int
    unprojected: tuple[tuple[int, str], ...] = ()
    dossiers: int = 0


@dataclass(frozen=True, slots=True)
class SegmentSeal:
    """The signed header of a segment, kept as evidence and to send another desk's work on verbatim."""

    station: bytes
    first: int
    last: int
    header: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class SetAside:
    """A segment that could not be taken yet or at all: parked for a gap, or quarantined with a reason code.

    data: its bytes; left out in lists, which may stand for many megabytes.
    """

    station: bytes
    first: int
    last: int
    reason: str
    seal: SegmentSeal
    data: bytes = b""


class ExchangeBook(Protocol):
    """The log as bundles see it, and the bookkeeping of exports and acknowledgements (not in the log)."""

    def position(self, station: bytes) -> Position:
        """Return how far a station's log is held; seq 0 and the genesis head if unknown."""

    def hash_at(self, station: bytes, seq: int) -> bytes:
        """Return the chain hash after a change; the genesis head for seq 0."""

    def unacknowledged(self) -> tuple[LogRange, ...]:
        """Return every range of any station held here that the province has not confirmed."""

    def changes(self, log_range: LogRange) -> Iterator[Change]:
        """Yield the changes of a range in order, streaming."""

    def dossiers_in(self, ranges: Sequence[LogRange]) -> int:
        """Return how many dossiers the ranges touch."""

    def owners(self, aggregate_ids: Sequence[bytes]) -> dict[bytes, bytes]:
        """Return the station that received each dossier, or enrolled each officer, of those known here."""

    def merge(self, changes: Iterable[Change], *, head: bytes, seal: SegmentSeal | None = None) -> MergeResult:
        """Append a verified run of one station's next changes in one transaction and project them.

        The run must start right after what is held; ``head`` is the chain hash after its last
        change, checked again here; the seal is kept with them, or a crash in between would leave
        changes that can never be passed on. Raises Forged if the chain does not meet it.
        """

    def wrote(
        self, *, name: str, sha256: str, size: int, ranges: Sequence[LogRange], dossiers: int, at: datetime
    ) -> None:
        """Note a bundle that was written and read back; its changes are no longer unsent."""

    def read(self, *, name: str, sha256: str, size: int, new: int, outcome: str, at: datetime) -> None:
        """Note a bundle that was read in."""

    def was_read(self, sha256: str) -> bool:
        """Return whether a bundle of these bytes was read in fully before."""

    def acknowledge(self, positions: Sequence[Position], *, at: datetime, sha256: str) -> int:
        """Take the province's word: up to these positions it holds all. Returns how many changes that adds.

        A position whose head differs from ours is a fork: raises Forged.
        """

    def keep_seal(self, seal: SegmentSeal) -> None:
        """Keep the signature of a segment that was written or taken in; a known one changes nothing."""

    def seals(self, log_range: LogRange) -> tuple[SegmentSeal, ...]:
        """Return the kept seals that touch a range, in order, without overlaps."""

    def set_aside(self, segment: SetAside) -> None:
        """Park (reason ``gap``) or quarantine a segment; the same one again changes nothing.

        At most 64 MiB are parked a station: the newest is then refused with CannotWrite's sibling
        ``ParkedTooMuch`` and asked for again later.
        """

    def set_asides(self, station: bytes | None = None) -> tuple[SetAside, ...]:
        """Return what is parked or quarantined, of one station or of all, oldest first; without the data."""

    def data_of(self, segment: SetAside) -> bytes:
        """Return the data of a segment that was set aside."""

    def take_back(self, segment: SetAside) -> None:
        """Forget a parked segment that has been merged now."""

    def history(self, *, limit: int) -> tuple[ExchangeRecord, ...]:
        """Return the exchange history, newest first."""

    def keep_document(self, kind: str, data: bytes) -> None:
        """Keep a small document of the trust (``hub_card``, ``roster``), replacing the last of its kind."""

    def document(self, kind: str) -> bytes | None:
        """Return a kept document."""


# ── paper ────────────────────────────────────────────────────────────────────────────────────


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
    """

    superior: tuple[str, ...]
    agency: tuple[str, ...]
    place: str
    symbol: str
    phone: str | None = None
    practice: bool = False


class Forms(Protocol):
    """Domain objects → PDF. Raises MissingGlyphs before drawing anything."""

    def receipt(self, dossier: Dossier, head: Letterhead, *, copy: int, paper: str, draft: bool = False) -> Paper:
        """Form 01, both liên, one page per liên on A5 or A4. copy 2 is marked «IN LẠI LẦN 1»."""

    def fee_slip(
        self, dossier: Dossier, head: Letterhead, *, number: str, copy: int, paper: str, draft: bool = False
    ) -> Paper:
        """The provisional fee slip of one payment of the dossier."""


class ListForms(Protocol):
    """The papers that list many dossiers, and the pad. Raises MissingGlyphs; nothing comes out then."""

    def register(self, rows: Iterable[RegisterRow], head: Letterhead, *, day: date) -> Paper:
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

    def pad(self, codes: Sequence[str], head: Letterhead, *, day: date, paper: str) -> Paper:
        """Blank form 01 for each reserved code, both liên, to be filled in by pen when the power is cut."""
