"""What can happen to a dossier between acceptance and return, beside the straight way.

Like all events: frozen, past tense, fields only ever added. ``at`` is the time of the act (+07:00,
whole seconds). ``number`` is the paper's own number, ``K-NNNN`` of the station's series of the year.
An event that moves the clock carries the new due time it was given: a replay reckons nothing anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.domain.citizen import Applicant, Representative
from app.domain.deadline import Due
from app.domain.facts import ProcedureRef, PromisedLimit, ReceivedPaper
from app.domain.money import Fee
from app.domain.vouching import Vouched


@dataclass(frozen=True, slots=True)
class WantedPaper:
    """A paper the citizen still has to bring, or to mend. component: None for one outside the catalogue's list."""

    name: str
    component: int | None = None
    original: int = 0
    copy: int = 0
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Leave:
    """A leader lets the desk go beyond a rule (lãnh đạo cho phép): who, why, and how the name was compared."""

    leader: str
    why: str
    vouched: Vouched | None = None


@dataclass(frozen=True, slots=True)
class PapersRequested:
    """The citizen must supplement (yêu cầu bổ sung, Mẫu 02): the clock stands. NĐ 61/2018 art. 17, 19(4).

    by: who asks, as printed. leave: needed for a second request, or one after the days allowed.
    """

    at: datetime
    number: str
    wanted: tuple[WantedPaper, ...]
    reason: str
    by: str
    phone: str | None = None
    leave: Leave | None = None


@dataclass(frozen=True, slots=True)
class PapersCompleted:
    """All that was asked is there (đã bổ sung đủ). mode: restart (limit from zero) | resume (the rest of it).

    basis: the law behind a mode that is not the rule's own. papers: what came, added to the dossier.
    """

    at: datetime
    due: Due
    mode: str = "restart"
    basis: str | None = None
    papers: tuple[ReceivedPaper, ...] = ()


@dataclass(frozen=True, slots=True)
class DutySuspended:
    """The citizen must first pay a tax or fee elsewhere (thực hiện nghĩa vụ tài chính): the clock stands."""

    at: datetime
    reason: str
    agency: str | None = None
    amount: int | None = None


@dataclass(frozen=True, slots=True)
class DutyFulfilled:
    """Proof of payment is there (đã hoàn thành nghĩa vụ tài chính): the clock goes on."""

    at: datetime
    due: Due
    proof: str


@dataclass(frozen=True, slots=True)
class DossierExtended:
    """An apology with a new day, once (xin lỗi và hẹn lại, Mẫu 04). NĐ 61/2018 art. 19(9).

    The first promise stays for statistics. signer: the head of the solving agency.
    """

    at: datetime
    due: Due
    reason: str
    number: str
    signer: str | None = None


@dataclass(frozen=True, slots=True)
class DossierRefused:
    """Not eligible (từ chối giải quyết, Mẫu 03): in writing, with the reason. NĐ 61/2018 art. 19(8)."""

    at: datetime
    reason: str
    legal_basis: str
    number: str
    signer: str | None = None


@dataclass(frozen=True, slots=True)
class DossierStopped:
    """Stopped at the applicant's written request (dừng giải quyết, Mẫu 05 of TT 03/2025).

    request: their letter, or how it was said. refund: what becomes of fees paid.
    """

    at: datetime
    reason: str
    number: str
    request: str | None = None
    refund: str | None = None
    signer: str | None = None


@dataclass(frozen=True, slots=True)
class DossierWithdrawn:
    """The applicant took the dossier back (rút hồ sơ)."""

    at: datetime
    reason: str
    request: str | None = None


@dataclass(frozen=True, slots=True)
class FileTakenIn:
    """Who received the file signed for it (nhận bàn giao): the other half of a hand-over. Mẫu 06."""

    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class DossierTakenOver:
    """Custody by force: the holder's laptop is dead, the officer away (tiếp quản). SYNC §2.5."""

    at: datetime
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class ResultAnnounced:
    """The citizen was told that the result is ready (báo nhận kết quả). how: phone | sms | email | messenger | told."""

    at: datetime
    how: str
    to: str | None = None


@dataclass(frozen=True, slots=True)
class ResultFaulted:
    """The result was wrong, lost or damaged (kết quả sai, mất, hỏng); the agency makes it good. NĐ 61/2018 art. 21.

    kind: wrong | lost | damaged. remedy: what is done about it, with the apology.
    """

    at: datetime
    kind: str
    what: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Correction:
    """One field set right: the value it had and the one it has now, as text."""

    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class DossierCorrected:
    """Something on the dossier was wrong (đính chính). second_officer: who looked too, where the rules ask for it.

    vouched: how that name was compared. The new values stand whole beside the list of corrections; None =
    that part stays. The code and the time of receipt never change.
    """

    at: datetime
    corrections: tuple[Correction, ...]
    reason: str
    second_officer: str | None = None
    applicant: Applicant | None = None
    representative: Representative | None = None
    procedure: ProcedureRef | None = None
    papers: tuple[ReceivedPaper, ...] | None = None
    limit: PromisedLimit | None = None
    due: Due | None = None
    fees: tuple[Fee, ...] | None = None
    summary: str | None = None
    return_place: str | None = None
    return_to: str | None = None
    return_point: str | None = None
    priority: tuple[str, ...] | None = None
    vouched: Vouched | None = None


@dataclass(frozen=True, slots=True)
class DueMoved:
    """The promise moved for all at once, because the calendar changed (lịch nghỉ thay đổi). why: the notice."""

    at: datetime
    due: Due
    why: str


@dataclass(frozen=True, slots=True)
class CodeLinked:
    """The dossier has a code elsewhere (mã trên hệ thống khác). system: national | ministry | province | other."""

    at: datetime
    system: str
    code: str


@dataclass(frozen=True, slots=True)
class ActUndone:
    """The last act was taken back within a minute, before anything was printed, sent or paid (hoàn tác).

    undone: its sequence number in the log of the same station.
    """

    at: datetime
    undone: int
