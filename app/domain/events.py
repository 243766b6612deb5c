"""What happened, in the past tense: the only thing the program records.

Each event is a frozen value that goes into the change log in canonical bytes. Kinds and fields
are only ever added: an old program must be able to keep what it does not understand, a new one
to read what the old one wrote. ``at`` is the time of the act at the desk (+07:00, whole
seconds); when it was typed in is the change's own clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.domain.baseline_events import DossierBaseline
from app.domain.catalogue_events import OverrideDecided
from app.domain.citizen import Applicant, Assistance, Representative
from app.domain.deadline import Due
from app.domain.duplicate_events import DuplicateOverridden
from app.domain.erasure_events import PersonErased
from app.domain.facts import ProcedureRef, PromisedLimit, ReceivedPaper, Receiver
from app.domain.guidance_events import GuidanceGiven
from app.domain.life_events import (
    ActUndone,
    CodeLinked,
    DossierCorrected,
    DossierExtended,
    DossierRefused,
    DossierStopped,
    DossierTakenOver,
    DossierWithdrawn,
    DueMoved,
    DutyFulfilled,
    DutySuspended,
    FileTakenIn,
    PapersCompleted,
    PapersRequested,
    ResultAnnounced,
    ResultFaulted,
)
from app.domain.merge_events import ChangesOrdered, ConflictResolved, DossierAbsorbed, DossierMerged, ReviewDismissed
from app.domain.money import Exemption, Fee
from app.domain.money_events import (
    DayClosed,
    FeeVoided,
    PaidItem,
    PaperReceiptWritten,
    ReceiptFailed,
    ReceiptIssued,
    TransferConfirmed,
)
from app.domain.officer_events import (
    OfficerDisabled,
    OfficerReinstated,
    OfficerRoleGiven,
    PasswordReset,
    RecoveryCodeRenewed,
)
from app.domain.old_book_events import EntryImported
from app.domain.pad_events import PadReserved
from app.domain.paper_events import PaperPutOut
from app.domain.person_events import PersonsApart, PersonsMerged, PersonSplit
from app.domain.procedure import LocalOverride
from app.domain.queue_events import TicketCalled, TicketDone, TicketHeld, TicketMissed, TicketTaken
from app.domain.rating_events import RatingGiven
from app.domain.relay_events import DossierRelayed
from app.domain.responsibility_events import OfficerAway, OfficerBack, ResponsibleAssigned, ResponsibleEnded
from app.domain.scan_events import ScanAdded, ScanRemoved
from app.domain.station_events import (
    ChangesAdopted,
    ClockConfirmed,
    DossierInherited,
    StationEvent,
    StationRekeyed,
    StationSucceeded,
)
from app.domain.trip_events import TripClosed, TripOpened
from app.domain.version_events import VersionMoved


@dataclass(frozen=True, slots=True)
class DossierReceived:
    """A dossier was accepted (tiếp nhận hồ sơ). NĐ 118/2025/NĐ-CP; form 01 of TT 03/2025/TT-VPCP.

    book, entry: «Quyển số», «Số thứ tự» of the register. commune: the receiving agency.
    entered_at: when typed in, only if later than received. officer_name: as printed on the slip.
    rules: the set of rules in force that day. trip: the mobile trip it came in on. visit: what several
    dossiers of one visit share; parent: code of the dossier it belongs to (liên thông). submitted_at,
    accept_due_at: when it came in online, and by when it had to be accepted. slip_wanted: False where a
    same-day result needs no slip. begun_by: who began the draft, where another officer finished it.
    return_to: which other desk gives the result out, as printed; return_point: that place as ``places.point_in`` reads
    it. reception: name and address of the point of reception, where it is not the commune's seat.
    aim_at: by when the desk means to be done for somebody who has priority; no promise, the due time stays the law's.
    """

    code: str
    procedure: ProcedureRef
    applicant: Applicant
    received_at: datetime
    due: Due
    limit: PromisedLimit
    commune: str
    officer_name: str
    form_version: str
    book: str
    entry: int
    channel: str = "direct"
    representative: Representative | None = None
    summary: str | None = None
    papers: tuple[ReceivedPaper, ...] = ()
    sets: int = 1
    priority: tuple[str, ...] = ()
    competent_agency: str | None = None
    return_place: str = "desk"
    fees: tuple[Fee, ...] = ()
    exemption: Exemption | None = None
    entered_at: datetime | None = None
    late_entry: bool = False
    paper_number: str | None = None
    external_code: str | None = None
    rules: str = ""
    trip: bytes | None = None
    visit: bytes | None = None
    parent: str | None = None
    submitted_at: datetime | None = None
    accept_due_at: datetime | None = None
    assistance: Assistance | None = None
    slip_wanted: bool = True
    begun_by: str | None = None
    aim_at: datetime | None = None
    return_to: str | None = None
    return_point: str | None = None
    reception: str | None = None


@dataclass(frozen=True, slots=True)
class DossierForwarded:
    """The dossier went to whoever solves it (chuyển hồ sơ); custody goes with the paper.

    by: who gave it, as the control sheet prints. step: the step it goes to, until: by when that step is due.
    """

    at: datetime
    to: Receiver
    note: str | None = None
    by: str | None = None
    step: str | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class DossierCompleted:
    """The result is there (có kết quả giải quyết). result: granted here; refused comes with its own act."""

    at: datetime
    result: str = "granted"
    number: str | None = None
    signer: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class DossierHandedOver:
    """The result was returned to the citizen (trả kết quả).

    receiver_kind: applicant | authorised | post. signature: signed | fingerprint (điểm chỉ) | none.
    read_aloud: the result was read to someone who cannot read. lost_slip: the citizen had no slip;
    identity_document: which paper was compared then, empty where it was not named (None: not asked).
    by: who handed it out, as printed.
    """

    at: datetime
    receiver_kind: str = "applicant"
    receiver_name: str | None = None
    receiver_id: str | None = None
    signature: str = "signed"
    read_aloud: bool = False
    lost_slip: bool = False
    rating: int | None = None
    note: str | None = None
    identity_document: str | None = None
    by: str | None = None


@dataclass(frozen=True, slots=True)
class NoteAdded:
    """A note on the dossier (ghi chú); any station may add one."""

    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class SlipPrinted:
    """A paper was made. mode: exported (a PDF file) | printed (the spooler took it).

    copy: 1, 2, 3 … number: of the fee slip, since a dossier may have several; each is counted by itself.
    """

    at: datetime
    form: str
    copy: int
    mode: str
    sha256: str
    pages: int
    paper: str = "a5"
    number: str | None = None


@dataclass(frozen=True, slots=True)
class FeeCollected:
    """Money was taken and a provisional fee slip numbered (phiếu thu tiền tạm, không thay thế biên lai).

    number: ``K-NNNN`` of the station's own series of the year. amount: đồng. method: cash | transfer: claimed by
    the citizen until TransferConfirmed. paper_receipt: symbol/number written in the paper book, until 31/12/2026
    (NĐ 254/2026 art. 44). total: of the whole slip where it is for several dossiers, and dossiers: which, in
    the order they print. items: what the amount was for. by: who took it. replaces: the voided slip it stands in for.
    """

    at: datetime
    number: str
    amount: int
    method: str = "cash"
    paper_receipt: str | None = None
    total: int | None = None
    dossiers: tuple[bytes, ...] = ()
    items: tuple[PaidItem, ...] = ()
    by: str | None = None
    replaces: str | None = None


@dataclass(frozen=True, slots=True)
class StationOpened:
    """A desk came into being (mở quầy): the first change of every station's log."""

    at: datetime
    commune: str
    station_number: int
    unit_code: str
    practice: bool = False


@dataclass(frozen=True, slots=True)
class OfficerEnrolled:
    """An officer got an account on this desk (cán bộ); the aggregate id is the officer's."""

    at: datetime
    login: str
    name: str
    role: str = "receiver"


@dataclass(frozen=True, slots=True)
class NextNumberRaised:
    """Numbers up to this one are used on paper (đã dùng trên giấy). day: ISO date; serial: the next free one."""

    at: datetime
    day: str
    serial: int
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class OverrideProposed:
    """A local override was typed in, for the province to confirm (đề nghị điều chỉnh tại địa phương)."""

    at: datetime
    override: LocalOverride


DossierEvent = (
    DossierReceived
    | DossierForwarded
    | DossierCompleted
    | DossierHandedOver
    | NoteAdded
    | SlipPrinted
    | FeeCollected
    | ActUndone
    | CodeLinked
    | DossierCorrected
    | DossierExtended
    | DossierRefused
    | DossierStopped
    | DossierTakenOver
    | DossierWithdrawn
    | DueMoved
    | DutyFulfilled
    | DutySuspended
    | FileTakenIn
    | PapersCompleted
    | PapersRequested
    | ResultAnnounced
    | ResultFaulted
    | FeeVoided
    | EntryImported
    | ScanAdded
    | ScanRemoved
    | PaperReceiptWritten
    | ReceiptFailed
    | ReceiptIssued
    | TransferConfirmed
    | VersionMoved
    | DossierBaseline
    | DuplicateOverridden
    | DossierInherited
    | ConflictResolved
    | ReviewDismissed
    | DossierMerged
    | DossierAbsorbed
    | DossierRelayed
)
IntakeEvent = GuidanceGiven | PadReserved | TripOpened | TripClosed
OfficeEvent = (
    ResponsibleAssigned
    | ResponsibleEnded
    | OfficerAway
    | OfficerBack
    | OverrideDecided
    | PersonsMerged
    | PersonSplit
    | PersonsApart
)  # fmt: skip
AccountEvent = OfficerDisabled | OfficerReinstated | OfficerRoleGiven | PasswordReset | RecoveryCodeRenewed
HallEvent = TicketTaken | TicketCalled | TicketHeld | TicketDone | TicketMissed
Event = (
    DossierEvent
    | StationOpened
    | OfficerEnrolled
    | NextNumberRaised
    | OverrideProposed
    | IntakeEvent
    | OfficeEvent
    | DayClosed
    | RatingGiven
    | PaperPutOut
    | AccountEvent
    | HallEvent
    | StationEvent
    | ChangesOrdered
    | PersonErased
)

KINDS: dict[str, tuple[type[Event], int]] = {
    "dossier.received": (DossierReceived, 1),
    "dossier.forwarded": (DossierForwarded, 1),
    "dossier.completed": (DossierCompleted, 1),
    "dossier.handed_over": (DossierHandedOver, 1),
    "dossier.note_added": (NoteAdded, 1),
    "dossier.slip_printed": (SlipPrinted, 1),
    "dossier.fee_collected": (FeeCollected, 1),
    "dossier.act_undone": (ActUndone, 1),
    "dossier.code_linked": (CodeLinked, 1),
    "dossier.corrected": (DossierCorrected, 1),
    "dossier.extended": (DossierExtended, 1),
    "dossier.refused": (DossierRefused, 1),
    "dossier.stopped": (DossierStopped, 1),
    "dossier.taken_over": (DossierTakenOver, 1),
    "dossier.withdrawn": (DossierWithdrawn, 1),
    "dossier.due_moved": (DueMoved, 1),
    "dossier.duty_fulfilled": (DutyFulfilled, 1),
    "dossier.duty_suspended": (DutySuspended, 1),
    "dossier.file_taken_in": (FileTakenIn, 1),
    "dossier.papers_completed": (PapersCompleted, 1),
    "dossier.papers_requested": (PapersRequested, 1),
    "dossier.result_announced": (ResultAnnounced, 1),
    "dossier.result_faulted": (ResultFaulted, 1),
    "dossier.scan_added": (ScanAdded, 1),
    "dossier.scan_removed": (ScanRemoved, 1),
    "dossier.entry_imported": (EntryImported, 1),
    "station.opened": (StationOpened, 1),
    "station.next_number_raised": (NextNumberRaised, 1),
    "officer.enrolled": (OfficerEnrolled, 1),
    "catalogue.override_proposed": (OverrideProposed, 1),
    "guidance.given": (GuidanceGiven, 1),
    "station.pad_reserved": (PadReserved, 1),
    "trip.opened": (TripOpened, 1),
    "trip.closed": (TripClosed, 1),
    "catalogue.override_decided": (OverrideDecided, 1),
    "responsibility.assigned": (ResponsibleAssigned, 1),
    "responsibility.ended": (ResponsibleEnded, 1),
    "responsibility.officer_away": (OfficerAway, 1),
    "responsibility.officer_back": (OfficerBack, 1),
    "person.merged": (PersonsMerged, 1),
    "person.split": (PersonSplit, 1),
    "dossier.fee_voided": (FeeVoided, 1),
    "dossier.paper_receipt_written": (PaperReceiptWritten, 1),
    "dossier.receipt_failed": (ReceiptFailed, 1),
    "dossier.receipt_issued": (ReceiptIssued, 1),
    "dossier.transfer_confirmed": (TransferConfirmed, 1),
    "station.day_closed": (DayClosed, 1),
    "rating.given": (RatingGiven, 1),
    "dossier.version_moved": (VersionMoved, 1),
    "dossier.baseline": (DossierBaseline, 1),
    "dossier.duplicate_overridden": (DuplicateOverridden, 1),
    "paper.put_out": (PaperPutOut, 1),
    "officer.disabled": (OfficerDisabled, 1),
    "officer.reinstated": (OfficerReinstated, 1),
    "officer.role_given": (OfficerRoleGiven, 1),
    "officer.password_reset": (PasswordReset, 1),
    "officer.recovery_code_renewed": (RecoveryCodeRenewed, 1),
    "person.apart": (PersonsApart, 1),
    "queue.taken": (TicketTaken, 1),
    "queue.called": (TicketCalled, 1),
    "queue.held": (TicketHeld, 1),
    "queue.done": (TicketDone, 1),
    "queue.missed": (TicketMissed, 1),
    "station.succeeded": (StationSucceeded, 1),
    "station.rekeyed": (StationRekeyed, 1),
    "station.changes_adopted": (ChangesAdopted, 1),
    "station.clock_confirmed": (ClockConfirmed, 1),
    "dossier.inherited": (DossierInherited, 1),
    "province.changes_ordered": (ChangesOrdered, 1),
    "province.dossier_relayed": (DossierRelayed, 1),
    "province.person_erased": (PersonErased, 1),
    "dossier.conflict_resolved": (ConflictResolved, 1),
    "dossier.review_dismissed": (ReviewDismissed, 1),
    "dossier.merged": (DossierMerged, 1),
    "dossier.absorbed": (DossierAbsorbed, 1),
}
"""Kind in the log ↔ event class and the schema version it is written with."""

KIND_OF: dict[type[Event], str] = {cls: kind for kind, (cls, _version) in KINDS.items()}


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event with its place in the log: who recorded it, where, as which change."""

    event: Event
    kind: str
    station: bytes
    seq: int
    hlc: int
    actor: bytes
    flags: int = 0
