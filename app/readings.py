"""The rows that screens and the command line read: frozen, made in storage, never written back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from app.domain.events import Recorded
from app.domain.guidance_events import GuidanceGiven
from app.domain.states import State

EVIDENCE = ("saved", "written", "received", "returned")
"""Where the newest change of a dossier is known to be: Mới lưu, Đã ghi ra USB/đã gửi, Tỉnh đã nhận, Tỉnh trả lại."""


@dataclass(frozen=True, slots=True)
class Desk:
    """This laptop's desk (quầy). station_number is K, 1…8; commune is the code in the communes file."""

    station: bytes
    station_number: int
    commune: str
    commune_name: str
    unit_code: str
    practice: bool


@dataclass(frozen=True, slots=True)
class Officer:
    """Who is at work: id as in the log's ``actor``.

    leads: may manage the accounts of the desk. left_at, left_because: since when and why the account is disabled.
    """

    id: bytes
    login: str
    name: str
    role: str = "receiver"
    leads: bool = False
    left_at: datetime | None = None
    left_because: str | None = None


@dataclass(frozen=True, slots=True)
class DossierLine:
    """One row of a list. position: the paging key, newest receipt highest. evidence: one of EVIDENCE.

    marked: acts of other stations contradict each other here (xung đột); a person must decide.
    first_by: as on the dossier; None without priority.
    """

    id: bytes
    position: int
    code: str
    applicant: str
    birth_date: str | None
    address: str | None
    procedure_code: str
    procedure_name: str
    state: State
    received_at: datetime
    due_at: datetime
    priority: tuple[str, ...]
    holder: str | None
    custody_here: bool
    needs_print: bool
    evidence: str
    marked: bool = False
    trip: bytes | None = None
    needs_scan: bool = False
    needs_sign: bool = False
    first_by: datetime | None = None


@dataclass(frozen=True, slots=True)
class DossierFilter:
    """Which dossiers a list shows. due_from/until are compared with the promised time.

    evidence: one of EVIDENCE, or ``unconfirmed`` for whatever the province has not received yet.
    extended: promised anew with an apology. entered: in the national system too (its code is known).
    trip: id of a mobile trip. priority: of somebody who has priority; first_from/until: by when the work for them is
    aimed to be done, and so of them only. return_points: the result is given out there, taken in elsewhere
    (``places.point_in``).
    """

    states: tuple[State, ...] = ()
    due_from: datetime | None = None
    due_until: datetime | None = None
    needs_print: bool | None = None
    evidence: str | None = None
    began_until: datetime | None = None
    extended: bool | None = None
    entered: bool | None = None
    trip: bytes | None = None
    needs_scan: bool | None = None
    needs_sign: bool | None = None
    priority: bool | None = None
    first_from: datetime | None = None
    first_until: datetime | None = None
    return_points: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ratings:
    """How citizens rated the service. counts: ``(level, how many)``, best first; anonymous ones are counted in."""

    counts: tuple[tuple[int, int], ...]
    anonymous: int
    unrated: int


@dataclass(frozen=True, slots=True)
class GivenGuidance:
    """A paper given instead of an acceptance, with the id of its aggregate."""

    id: bytes
    given: GuidanceGiven


@dataclass(frozen=True, slots=True)
class Trip:
    """A mobile trip (đợt lưu động) of any station. first, last: the days it takes. closed_at: None while under way."""

    id: bytes
    station: bytes
    number: str
    opened_at: datetime
    place: str
    first: date
    last: date
    team: tuple[str, ...] = ()
    purpose: str | None = None
    closed_at: datetime | None = None
    note: str | None = None

    def takes_in(self, day: date) -> bool:
        """Return whether what is received on this day belongs to the trip."""
        return self.closed_at is None and self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class PadSheet:
    """A sheet of the pad for power cuts. used: a dossier has its code by now."""

    code: str
    used: bool


PROVINCE = "province"
"""Where the province recorded something itself, in place of a unit's code and desk."""


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One act in a dossier's life, with who recorded it where."""

    recorded: Recorded
    recorded_at: datetime
    officer: str
    station: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Arrivals:
    """How many dossiers were solved, in time or late by the author's clock, and how that reached the province.

    on_time_arrived_late: of those in time, how many reached the province after their day (đúng hạn tại xã, đến tỉnh
    muộn); they are not late. not_arrived: the province has not put them in order yet.
    """

    on_time: int
    late: int
    on_time_arrived_late: int
    not_arrived: int


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which part of the log an auditor looks at. kinds: as in the log, none for all; officer: 16-byte id."""

    kinds: tuple[str, ...] = ()
    officer: bytes | None = None
    since: datetime | None = None
    limit: int = 1000


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One change as an auditor reads it. code: of the dossier, empty for what belongs to none."""

    entry: TimelineEntry
    code: str


@dataclass(frozen=True, slots=True)
class DeskCounts:
    """The tiles of today's desk; open ones only, each dossier counted in at most one of the first two."""

    overdue: int
    due_today: int
    awaiting_papers: int
    awaiting_return: int
    to_print: int
    oldest_overdue_at: datetime | None
    to_scan: int = 0
    to_sign: int = 0


@dataclass(frozen=True, slots=True)
class Position:
    """How far a station's log is held here: contiguous sequence number and head hash."""

    station: bytes
    seq: int
    head: bytes


@dataclass(frozen=True, slots=True)
class SyncState:
    """What the pill and ``status`` say; changes and dossiers are counted apart.

    unsent: in no verified written bundle. unacknowledged: not confirmed by the province.
    """

    changes: int
    acknowledged: int
    unsent: int
    unacknowledged: int
    unacknowledged_dossiers: int
    unsent_dossiers: int
    acknowledged_dossiers: int
    oldest_unacknowledged_at: datetime | None
    last_acknowledgement_at: datetime | None
    conflicts: int


@dataclass(frozen=True, slots=True)
class Ancestor:
    """An older key of a desk (định danh cũ). number: local, None where nothing of it is held. seq: held now.

    reason, at: of the change to the next key. last, known_to: see ``app.domain.station_events.StationSucceeded``.
    """

    station: bytes
    number: int | None
    seq: int
    reason: str
    at: datetime
    last: int
    known_to: int


@dataclass(frozen=True, slots=True)
class ExchangeRecord:
    """One line of the exchange history. kind: written | read | acknowledged; outcome as CLI.md names it."""

    at: datetime
    kind: str
    name: str
    sha256: str
    bytes: int
    changes: int
    dossiers: int
    outcome: str
    acknowledged: bool


# ── rows of the papers that list many dossiers ───────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One entry of the register (Sổ theo dõi hồ sơ, Mẫu 07).

    signature: how the receiver signed, as in ``DossierHandedOver``; empty until then.
    notes: codes, after a colon what belongs to them: late_entry[:paper number], trip, corrected, refused,
    stopped, withdrawn, extended, external:CODE, parent:CODE.
    """

    book: str
    entry: int
    code: str
    procedure: str
    sets: int
    applicant: str
    received_at: datetime
    due_at: datetime
    address: str | None = None
    phone: str | None = None
    agency: str | None = None
    returned_at: datetime | None = None
    return_place: str = "desk"
    return_to: str | None = None
    receiver: str | None = None
    signature: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ListedDossier:
    """One line of a list: to sign, hand-over slip, trip list, shift hand-over.

    papers: how many papers and sets, in words of the slip. result: number of the result paper.
    holder: with whom the file lies. first: the applicant has priority.
    """

    code: str
    applicant: str
    procedure: str
    due_at: datetime | None = None
    birth_date: str | None = None
    address: str | None = None
    papers: str = ""
    result: str | None = None
    holder: str | None = None
    note: str = ""
    first: bool = False


@dataclass(frozen=True, slots=True)
class ShiftPaper:
    """What the paper of a shift hand-over (Phiếu bàn giao ca) says.

    cash_expected: đồng that must lie in the drawer. unprinted: ``(code, forms)`` still to print, forms as
    in ``owed_papers``. drafts: how many unfinished dossiers wait.
    """

    at: datetime
    officer: str
    open: tuple[ListedDossier, ...]
    cash_expected: int
    unprinted: tuple[tuple[str, tuple[str, ...]], ...] = ()
    drafts: int = 0
    next_officer: str | None = None
