"""Parts of a bundle as the wire has them → as services take them, and answers the other way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

from app import bundles as port
from app.clock import local
from app.domain.errors import PublishedNotTrusted, RosterNotTrusted
from app.i18n import _
from app.ports import LogRange, SegmentSeal, SetAside
from app.readings import Position
from sync.wire import parts
from sync.wire.acknowledgement import Acknowledgement, Have, Quarantined, Range, acknowledge
from sync.wire.contents import Assembling, ContentPiece
from sync.wire.enrolment import EnrolmentRequest
from sync.wire.header import BundleHeader
from sync.wire.reasons import SENTENCES, NotAccepted
from sync.wire.scan_parts import as_wanted, wanted_scans
from sync.wire.segment import OpenedSegment
from sync.wire.signing import Signed, StationKeys
from sync.wire.travel import alone

_LISTED = 4096


class PartTranslator:
    """Hands the parts of a reading on as services know them."""

    def __init__(
        self,
        take: Callable[[port.Part], None],
        learn: Callable[[parts.RosterFrame], port.StationList | port.PublishedList | port.BaselineNamed | None],
    ) -> None:
        self._take = take
        self._learn = learn
        self._assembling = Assembling()

    def take(self, part: parts.Part) -> None:
        """Translate one part and hand it on."""
        match part:
            case parts.Opened(header=header, enrolment=enrolment):
                self._take(_opened(header, enrolment))
            case parts.RosterFrame():
                self._roster(part)
            case ContentPiece():
                self._content(part)
            case Acknowledgement():
                self._take(_answer(part))
            case OpenedSegment():
                self._take(arrived(part))
            case parts.RefusedSegment():
                self._take(_refused(part))
            case port.ScanPart():
                self._take(part)

    def _roster(self, frame: parts.RosterFrame) -> None:
        try:
            learnt = self._learn(frame)
        except (RosterNotTrusted, PublishedNotTrusted) as refusal:
            code = "roster" if isinstance(refusal, RosterNotTrusted) else "published"
            self._take(port.Refused(code, refusal.worded(_(refusal.message))))
            return
        if learnt is not None:
            self._take(learnt)

    def _content(self, piece: ContentPiece) -> None:
        try:
            data = self._assembling.take(piece)
        except NotAccepted as error:
            self._take(port.Refused(error.reason.value, _(SENTENCES[error.reason])))
            return
        if data is not None:
            self._take(port.PublishedContent(piece.sha256.hex(), data))


def enrolment_of(request: EnrolmentRequest, signed: bytes) -> port.Enrolment:
    """Return a verified request as services read it."""
    said = request.succeeds
    return port.Enrolment(
        request.station_id,
        request.commune,
        request.number,
        request.unit_code,
        request.name,
        request.practice,
        request.words,
        signed,
        None if said is None else said.previous,
        "" if said is None else said.reason,
    )


def arrived(opened: OpenedSegment) -> port.Arrived:
    """Return a verified segment as services take it."""
    header = opened.header
    seal = SegmentSeal(header.station, header.first, header.last, opened.statement.content, opened.statement.signature)
    return port.Arrived(seal, header.previous_hash, header.head_hash, opened.changes, partial(alone, opened.changes))


def answer_statement(keys: StationKeys, answer: port.Answer) -> Signed:
    """Return the province's answer with its signature; very long lists are cut, their rest comes next time."""
    statement = Acknowledgement(
        hub=keys.station_id,
        practice=answer.practice,
        hub_time_ms=int(answer.at.timestamp() * 1000),
        have=tuple(Have(one.station, one.seq, one.head) for one in answer.have[:_LISTED]),
        parked=tuple(Range(one.station, one.first, one.last) for one in answer.parked[:_LISTED]),
        quarantined=tuple(Quarantined(*one) for one in answer.quarantined[:_LISTED]),
        roster_version=answer.roster_version,
        catalogue_version=answer.catalogue_version,
        wanted=as_wanted(answer.wanted),
    )
    return acknowledge(keys, statement)


def _opened(header: BundleHeader, enrolment: EnrolmentRequest | None) -> port.Opened:
    return port.Opened(
        sender=header.sender,
        addressee=header.addressee,
        purpose=header.purpose,
        commune=header.commune,
        made_at=_moment(header.made_at_ms),
        vector=tuple(Position(*entry) for entry in header.vector),
        enrolment=enrolment_of(enrolment, header.enrolment or b"") if enrolment else None,
        wanted=wanted_scans(header.wanted),
        bundle=header.bundle,
    )


def _answer(said: Acknowledgement) -> port.Answer:
    return port.Answer(
        practice=said.practice,
        at=_moment(said.hub_time_ms),
        have=tuple(Position(one.station, one.seq, one.head) for one in said.have),
        parked=tuple(LogRange(one.station, one.first, one.last) for one in said.parked),
        quarantined=tuple((one.station, one.seq, one.reason) for one in said.quarantined),
        roster_version=said.roster_version,
        catalogue_version=said.catalogue_version,
        wanted=wanted_scans(said.wanted),
    )


def _refused(part: parts.RefusedSegment) -> port.Refused:
    reason, sentence = part.reason.value, _(SENTENCES[part.reason])
    if part.station is None or part.statement is None or not 0 < part.first <= part.last:
        return port.Refused(reason, sentence)
    seal = SegmentSeal(part.station, part.first, part.last, part.statement.content, part.statement.signature)
    return port.Refused(reason, sentence, SetAside(part.station, part.first, part.last, reason, seal, part.data))


def _moment(ms: int) -> datetime:
    """Return a sender's wall clock; one that no calendar knows counts as the epoch."""
    try:
        return local(datetime.fromtimestamp(ms / 1000, UTC))
    except (OverflowError, OSError, ValueError):
        return local(datetime.fromtimestamp(0, UTC))
