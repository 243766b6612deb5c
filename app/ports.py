"""What the program asks of the world, as small Protocols; the middle floor provides them.

``storage`` provides UnitOfWork, Queries, Drafts and ExchangeBook; ``printing`` provides Forms;
``ui`` plugs them together (``ui/program.py``), ``sync.hub`` does so for the province.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from types import TracebackType
from typing import Protocol, Self

from app.domain.dossier import Dossier
from app.domain.events import DossierEvent, Event
from app.domain.guidance_events import GuidanceGiven
from app.domain.money_book import DaySheet, Slip
from app.domain.ordering import Change
from app.domain.person import PersonLinks
from app.domain.procedure import LocalOverride
from app.domain.queue import Ticket
from app.domain.responsibility import Roster
from app.domain.vietqr import BankAccount
from app.readings import (
    Ancestor,
    Arrivals,
    AuditFilter,
    AuditRow,
    Desk,
    DeskCounts,
    DossierFilter,
    DossierLine,
    ExchangeRecord,
    GivenGuidance,
    ListedDossier,
    Officer,
    Position,
    Ratings,
    RegisterRow,
    ShiftPaper,
    SyncState,
    TimelineEntry,
    Trip,
)

# ── writing ──────────────────────────────────────────────────────────────────────────────────


class MoneyBook(Protocol):
    """The slips and cash days of this desk, as they stand; each call sees one consistent state."""

    def slip(self, number: str, year: int) -> Slip | None:
        """Return the slip of this number in the series of a year, None if there is none."""

    def slips(self, since: date, until: date) -> tuple[Slip, ...]:
        """Return the slips numbered from one day to another, both included, in the order of their numbers."""

    def without_receipt(self) -> tuple[Slip, ...]:
        """Return the slips of any day that still want something of the e-receipt software, oldest first.

        Those are: waiting, failed, claimed transfers, and voided ones whose receipt must be cancelled.
        """

    def slip_of_receipt(self, receipt: str) -> Slip | None:
        """Return the slip, voided or not, that a receipt of this name was given to."""

    def day(self, day: date) -> DaySheet:
        """Return a day's money: slips, voids, exemptions, closings."""

    def is_closed(self, day: date) -> bool:
        """Tell whether the cash of a day was counted and signed (chốt ca)."""


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

    def reserved_serials(self, day: date) -> tuple[int, ...]:
        """Return the serials this station set aside for the sheets of a pad of the day, ascending."""

    def used_codes(self, codes: tuple[str, ...]) -> frozenset[str]:
        """Return those of the codes that a dossier has."""

    def trips(self) -> tuple[Trip, ...]:
        """Return the mobile trips of every station held here, newest first."""

    @property
    def money(self) -> MoneyBook:
        """Return the money of this desk as it stands inside this transaction."""

    def overrides(self) -> tuple[LocalOverride, ...]:
        """Return the local overrides in force or proposed, oldest first."""

    def roster(self) -> Roster:
        """Return who answers for what in this commune, and who is away."""

    def queue(self, day: date) -> tuple[Ticket, ...]:
        """Return the tickets of a day in the waiting hall of this commune, as they were taken."""

    def person_links(self) -> PersonLinks:
        """Return which records of persons officers merged."""

    def keep_blob(self, blob: Blob) -> None:
        """Keep the key of a stored scan in the same transaction as the event that names it."""

    def forget_draft(self, slot: str) -> None:
        """Drop an autosaved draft in the same transaction as what came of it."""


NewUnit = Callable[[bytes], UnitOfWork]
"""Make a unit of work for the officer with this 16-byte id."""


@dataclass(frozen=True, slots=True)
class Blob:
    """A stored scan: its digest (hex, of the plain bytes), its size, and the key it lies sealed under."""

    sha256: str
    size: int
    key: bytes = field(repr=False)


class Attachments(Protocol):
    """The store of scans: by digest, each once, encrypted."""

    def put(self, data: bytes) -> Blob:
        """Store the bytes durably; record the event afterwards. Raises DiskFull, CannotWrite."""

    def read(self, sha256: str) -> bytes:
        """Return the bytes. Raises ScanNotHere, ScanDamaged."""

    def holds(self, sha256: str) -> bool:
        """Return whether the bytes are on this computer."""

    def forget(self, digests: Iterable[str]) -> None:
        """Delete the bytes that no dossier names any more."""


class ScanParts(Protocol):
    """Scans in parts, as bundles carry them. Digests are SHA-256 in hex."""

    def lacking(self, *, limit: int, scanned_at: Collection[bytes] | None = None) -> dict[str, tuple[int, ...]]:
        """Return scans that a dossier names and that are not here whole, newest dossiers first; the parts held.

        scanned_at: only those of these stations.
        """

    def is_named(self, sha256: str) -> bool:
        """Return whether a dossier held here names the scan."""

    def scanned_at(self, sha256: str) -> frozenset[bytes]:
        """Return the stations whose dossiers name the scan."""

    def size(self, sha256: str) -> int:
        """Return the bytes of a scan that is here whole, 0 of any other."""

    def parts(self, sha256: str, *, part_bytes: int) -> Iterator[bytes]:
        """Yield a scan's parts, streaming. Raises ScanNotHere, ScanDamaged."""

    def keep_part(self, sha256: str, part: int, data: bytes) -> None:
        """Keep a part durably, encrypted. Raises DiskFull, CannotWrite."""

    def held_bytes(self) -> int:
        """Return how many bytes of parts wait for their others."""

    def join(self, sha256: str, parts: int) -> bytes | None:
        """Store the scan once all its parts are here, and return its first bytes; None while some lack.

        Parts that make up anything else are dropped: then b"". Raises DiskFull, CannotWrite.
        """


# ── reading ──────────────────────────────────────────────────────────────────────────────────


class Queries(Protocol):
    """Reads only; safe on any thread; each call sees one consistent state."""

    def held_by(self, station: bytes) -> tuple[bytes, ...]:
        """Return the dossiers whose paper file this station holds and that were not given back yet."""

    def numbers_used(self, unit_code: str) -> frozenset[int]:
        """Return the station numbers K that any station held here has, or any dossier's code of this unit."""

    @property
    def money(self) -> MoneyBook:
        """Return the money of this desk."""

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
        """Return a page of a list. order: ``due`` (soonest first), ``first`` (of those with
        priority, by when their work is aimed to be done) or ``recent`` (newest receipt first).

        after: ``(sort value, position)`` of the last row seen; for ``due`` the value is due_at in
        epoch seconds, for ``first`` first_by, for ``recent`` it equals position. None: from the start.
        """

    def page_at(self, filter: DossierFilter, *, order: str, offset: int, limit: int) -> tuple[DossierLine, ...]:
        """Return rows by their place in the list, for a scroll bar that jumps."""

    def count(self, filter: DossierFilter) -> int:
        """Return how many dossiers a filter holds."""

    def ratings(self, since: datetime, until: datetime) -> Ratings:
        """Return how results returned from since on and before until were rated, with the anonymous ratings."""

    def counts(self, now: datetime) -> DeskCounts:
        """Return the tiles of today's desk."""

    def to_review(self, *, limit: int) -> tuple[Dossier, ...]:
        """Return the dossiers on which something has to be looked at, newest receipt first."""

    def arrivals(self, since: datetime, until: datetime) -> Arrivals:
        """Return how what was solved from since on and before until stands to its day, here and at the province."""

    def doubles(self, *, limit: int) -> tuple[tuple[Dossier, Dossier], ...]:
        """Return pairs, the earlier first, that may be one request: one number, one procedure, within three days."""

    def timeline(self, dossier_id: bytes) -> tuple[TimelineEntry, ...]:
        """Return what happened to a dossier, oldest first."""

    def audit(self, asked: AuditFilter) -> tuple[AuditRow, ...]:
        """Return rows of the log for an auditor, newest first."""

    def open_same(self, id_number: str, procedure: str) -> tuple[DossierLine, ...]:
        """Return the newest few open dossiers of a citizen number's person and of a procedure (a possible double)."""

    def earlier(self, id_number: str, *, limit: int) -> tuple[DossierLine, ...]:
        """Return dossiers of the person of a citizen number, under the numbers merged with it too, newest first."""

    def books(self, since: datetime, until: datetime) -> tuple[str, ...]:
        """Return the books of the register with entries received in a time, both ends included, by year and number."""

    def book_page(
        self, book: str, since: datetime, until: datetime, *, after: tuple[int, int] | None, limit: int
    ) -> tuple[tuple[tuple[int, int], Dossier], ...]:
        """Return dossiers of a book in order of entry, each with its key. after: the key of the last one seen."""

    def overrides(self) -> tuple[LocalOverride, ...]:
        """Return the local overrides in force or proposed, oldest first."""

    def roster(self) -> Roster:
        """Return who answers for what in this commune, and who is away."""

    def queue(self, day: date) -> tuple[Ticket, ...]:
        """Return the tickets of a day in the waiting hall of this commune, as they were taken."""

    def person_links(self) -> PersonLinks:
        """Return which records of persons officers merged."""

    def of_persons(self, keys: Sequence[str], *, limit: int) -> tuple[DossierLine, ...]:
        """Return the dossiers of these records of persons, newest first."""

    def persons_named(self, name: str, birth_date: str | None, *, limit: int) -> tuple[str, ...]:
        """Return keys of records with this folded name; with a birth date only those that have it or have none."""

    def persons_alike(self, *, limit: int) -> tuple[tuple[str, ...], ...]:
        """Return groups of records with the same folded name and the same known birth date, by name."""

    def paid_between(self, since: datetime, until: datetime) -> tuple[bytes, ...]:
        """Return the dossiers for which this desk took money in that span, ``until`` excluded."""

    def recent_procedures(self, *, limit: int) -> tuple[str, ...]:
        """Return ids of the procedures this desk received lately, most used first."""

    def of_visit(self, visit: bytes) -> tuple[Dossier, ...]:
        """Return the dossiers of one visit, in the order they came in."""

    def children_of(self, code: str) -> tuple[Dossier, ...]:
        """Return the dossiers taken in under a parent (liên thông), in the order they came in."""

    def guidance(self, since: datetime, until: datetime) -> tuple[GivenGuidance, ...]:
        """Return what was given instead of an acceptance, from since on and before until, oldest first."""

    def paper_copies(self, form: str, about: str) -> int:
        """Return how many copies of a paper that belongs to no dossier were made, as in ``PaperPutOut``, 0 if none."""

    def reserved_serials(self, day: date) -> tuple[int, ...]:
        """Return the serials this station set aside for the sheets of a pad of the day, ascending."""

    def used_codes(self, codes: tuple[str, ...]) -> frozenset[str]:
        """Return those of the codes that a dossier has."""

    def trips(self) -> tuple[Trip, ...]:
        """Return the mobile trips of every station held here, newest first."""

    def positions(self) -> tuple[Position, ...]:
        """Return how far each station's log is held here."""

    def conflicts(self) -> int:
        """Return how many dossiers bear contradictions of facts."""

    def sync_state(self) -> SyncState:
        """Return what is saved, written, acknowledged."""

    def last_hlc(self) -> int:
        """Return the newest clock value in this station's own log, 0 if empty."""


class Accounts(Protocol):
    """The slots of the vault: who can open this desk with a password."""

    def logins(self) -> tuple[str, ...]:
        """Return the logins that have a slot."""

    def add(self, login: str, name: str, password: str, *, officer_id: bytes | None = None) -> bytes:
        """Give one more officer a slot; return the officer's id. Raises PasswordTooShort, AlreadyInitialised."""

    def drop(self, login: str) -> None:
        """Take the slot of a login away; nothing if there is none."""

    def change_password(self, login: str, password: str) -> None:
        """Let this password open the slot, and the old one no more. Raises PasswordTooShort, UnknownOfficer."""

    def renew_recovery_code(self) -> str:
        """Return a new recovery code; the old one opens nothing any more."""

    def confirm(self, login: str, password: str) -> None:
        """Check that the officer of a login typed this password; slow on purpose. Raises WrongPassword."""


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

    def first_dropped(self, log_range: LogRange) -> int | None:
        """Return the first change of a range whose body was dropped here, None where all are whole."""

    def dossiers_in(self, ranges: Sequence[LogRange]) -> int:
        """Return how many dossiers the ranges touch."""

    def logs_relaying(self, aggregate_ids: Sequence[bytes]) -> dict[bytes, frozenset[bytes]]:
        """Return the logs in which the province passed each of these dossiers on; none for the others."""

    def owners(self, aggregate_ids: Sequence[bytes]) -> dict[bytes, bytes]:
        """Return the station that received each dossier, or enrolled each officer, of those known here."""

    def merge(self, changes: Iterable[Change], *, head: bytes, seal: SegmentSeal | None = None) -> MergeResult:
        """Append a verified run of one station's next changes in one transaction and project them.

        The run must start right after what is held; ``head`` is the chain hash after its last
        change, checked again here; the seal is kept with them, or a crash in between would leave
        changes that can never be passed on. Raises Forged if the chain does not meet it.
        """

    def wrote(
        self,
        *,
        name: str,
        sha256: str,
        size: int,
        ranges: Sequence[LogRange],
        dossiers: int,
        at: datetime,
        by_link: bool = False,
    ) -> None:
        """Note a bundle that was written and read back, or that the other end has; it is no longer unsent."""

    def read(self, *, name: str, sha256: str, size: int, new: int, outcome: str, at: datetime) -> None:
        """Note a bundle that was read in."""

    def was_read(self, sha256: str) -> bool:
        """Return whether a bundle of these bytes was read in fully before."""

    def acknowledge(self, positions: Sequence[Position], *, at: datetime, sha256: str, may_lower: bool = False) -> int:
        """Take the province's word: up to these positions it holds all. Returns how many changes that adds.

        may_lower: it is the newest word, so a lower position means that the province lost what it had confirmed.

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

    def mark_aside(self, segment: SetAside, reason: str) -> None:
        """Give a segment that was set aside another reason: a person has decided."""

    def repack(self, segment: SetAside, data: bytes) -> None:
        """Keep other bytes of a segment that was set aside: without the bodies that an order of erasure takes."""

    def erased_among(self, aggregate_ids: Sequence[bytes]) -> frozenset[bytes]:
        """Return those of the records that an order of erasure names."""

    def emptied(self, changes: Sequence[Change]) -> list[Change]:
        """Return changes as they may stand here: without the bodies that an order of erasure takes."""

    def take_back(self, segment: SetAside) -> None:
        """Forget a parked segment that has been merged now."""

    def unwind(self, station: bytes, agreed: int, *, heir: bytes | None, actor: bytes, at: datetime) -> int:
        """Take a log back to the last change that both of its histories share; return how many changes left it.

        heir: the station that issues them anew, in the same transaction; None where they are another desk's.
        """

    def reissued(self, station: bytes) -> dict[int, bytes]:
        """Return which changes of a station its successors issued anew: seq → chain hash there."""

    def note_hub_time(self, at: datetime) -> None:
        """Hear what time it is at the province: a moment that has certainly passed."""

    def lineage(self, station: bytes) -> tuple[Ancestor, ...]:
        """Return the older keys a station goes on for, newest first."""

    def history(self, *, limit: int) -> tuple[ExchangeRecord, ...]:
        """Return the exchange history, newest first."""

    def keep_document(self, kind: str, data: bytes) -> None:
        """Keep a small document of the trust (``hub_card``, ``roster``), replacing the last of its kind."""

    def keep_documents(self, documents: Mapping[str, bytes]) -> None:
        """Keep several documents, all or none of them."""

    def document(self, kind: str) -> bytes | None:
        """Return a kept document."""

    def change_document(self, kind: str, change: Callable[[bytes | None], bytes | None]) -> None:
        """Replace a kept document by what ``change`` makes of it, nobody coming between; None leaves it as it is."""

    def documents(self, beginning: str) -> dict[str, bytes]:
        """Return the kept documents whose kind begins so, by the rest of their kind."""


# ── scans ────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class ReadScan:
    """A file that may be kept as a scan: the PDF bytes to store, its pages, and what was seen.

    signatures: embedded digital signatures, oldest first. dpi: of a photo turned into a page, None for a PDF.
    """

    pdf: bytes
    pages: int
    signatures: tuple[SignatureSeen, ...] = ()
    dpi: int | None = None


@dataclass(frozen=True, slots=True)
class SignatureSeen:
    """One signature of a PDF. is_intact: the bytes it covers are unchanged; covers_all: nothing was added after it.

    at: as the signer's computer said. Whom the signer's certificate is from is told, not judged: there is no
    trust list offline.
    """

    signer: str
    issuer: str
    at: datetime | None
    is_intact: bool
    covers_all: bool


class ScanReader(Protocol):
    """Tells what a file is by its content, never by its name, and makes a page of a photo."""

    def read(self, data: bytes, *, grey: bool) -> ReadScan:
        """Return what to store. Raises ScanRefused: no scan, locked, broken, holding something that acts."""

    def signatures(self, pdf: bytes) -> tuple[SignatureSeen, ...]:
        """Return the signatures of a PDF, oldest first, each checked against the bytes."""


@dataclass(frozen=True, slots=True)
class Token:
    """Where the signing key is. module: the PKCS#11 driver; label: the token's; certificate: its label, if several."""

    module: str
    label: str
    certificate: str | None = None


class Signing(Protocol):
    """PDF → signed PDF, without a network."""

    def sign(self, pdf: bytes, token: Token, *, pin: str, agency: str, at: datetime) -> bytes:
        """Add a PAdES-B signature with the visible stamp that NĐ 30/2020 asks for; what was there stays as it was.

        Raises PinWrong, PinLocked, NoToken, TokenGone, NoSigningKey, SigningNotInstalled, ScanRefused.
        """


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
    """The papers that list many dossiers, and the pad. Raises MissingGlyphs; nothing comes out then."""

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


# ── the hub's spool ──────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Spooled:
    """A bundle handed to the hub. state: queued | done | partial | quarantined | refused.

    outcome: as of an import (``imported``, ``known``, ``parked`` …) or the name of the refusal, empty while it waits.
    answer: file name of the bundle written in return, below the hub's outbox; empty if there is none.
    """

    sha256: str
    name: str
    size: int
    state: str
    came_at: datetime
    outcome: str = ""
    new_changes: int = 0
    answer: str = ""
