"""The signed papers a place keeps (card, roster) as ``parts.Trust``, and how a newer roster is learnt on the way.

A kept roster is ``(newer roots, targets)``: enough to verify it again from the card at every start.
"""

from __future__ import annotations

import contextlib
from functools import lru_cache

import msgspec

from app import bundles as port
from app.bundles import EnrolledStation, StationList, TrustPapers
from app.clock import local
from app.domain.errors import NotAnEnrolmentAnswer, PublishedNotTrusted, RosterNotTrusted
from app.domain.ordering import StationId
from app.i18n import N_, _
from sync.wire.baseline import BASELINE, read_statement
from sync.wire.entry_slip import EntrySlip, read_slip
from sync.wire.hub_card import read_card
from sync.wire.parts import RosterFrame
from sync.wire.published import LIST, SNAPSHOT, PublishedList, PublishedPapers, papers_of, read_published
from sync.wire.qr_text import read_entry_text
from sync.wire.reasons import NotAccepted, Reason
from sync.wire.roster import Roster, Trusted, read_roster
from sync.wire.signing import PublicKeys
from sync.wire.tuf_files import MAX_BYTES

_decode = msgspec.msgpack.Decoder(tuple[tuple[bytes, ...], bytes]).decode
_MOST_ROOTS = 32
_NOT_OURS = N_("it is meant for another computer")
_TWO_LISTS = N_("there are two lists of one version")
_OLD_ROOT = N_("it is signed with a key of the province that was replaced")
_UNREADABLE = N_("it is damaged, or the province did not sign it")


def roster_document(targets: bytes, *, roots: tuple[bytes, ...] = ()) -> bytes:
    """Return a roster as :class:`TrustPapers` keeps it."""
    return msgspec.msgpack.encode((roots, targets))


def roster_frames(papers: TrustPapers) -> list[RosterFrame]:
    """Return the kept roster as it travels."""
    if papers.roster is None:
        return []
    roots, targets = _parts(papers.roster)
    return [*(RosterFrame("root", root) for root in roots), RosterFrame("targets", targets)]


def trusted(papers: TrustPapers, *, own: PublicKeys | None = None, elders: tuple[PublicKeys, ...] = ()) -> Trusted:
    """Return whom these papers believe. own: this station's keys, which believes itself before it is enrolled.

    elders: its retired keys.

    Raises NotAProvinceCard, RosterNotTrusted.
    """
    known = _trusted(papers)
    return Trusted(known.card, known.roster, own, elders)


def station_list(roster: Roster, document: bytes) -> StationList:
    """Return a verified roster as services read it."""
    stations = {
        station: EnrolledStation(
            station,
            entry.commune,
            entry.number,
            entry.unit_code,
            entry.name,
            entry.practice,
            entry.revoked_after,
            None if entry.revoked_at is None else local(entry.revoked_at),
            entry.replaces or None,
        )
        for station, entry in roster.stations.items()
    }
    return StationList(roster.version, local(roster.expires), stations, document)


def published(papers: TrustPapers) -> PublishedList | None:
    """Return the published list of kept papers, verified; None without one. Raises PublishedNotTrusted."""
    return None if papers.card is None or papers.published is None else _published(papers)


@lru_cache(maxsize=8)
def _published(papers: TrustPapers) -> PublishedList:
    """A kept list was believed when it came, by the root of that day; a root replaced since does not undo that."""
    assert papers.card is not None and papers.published is not None  # noqa: S101 (published() asked)
    roots = _parts(papers.roster)[0] if papers.roster else ()
    card, kept = read_card(papers.card, name="hub-card.json"), papers_of(papers.published)
    for known in range(len(roots), 0, -1):
        with contextlib.suppress(PublishedNotTrusted):
            return read_published(kept, card=card, roots=roots[:known])
    return read_published(kept, card=card)


def published_list(found: PublishedList) -> port.PublishedList:
    """Return a verified list as services read it."""
    return port.PublishedList(
        found.version, found.head, local(found.expires), found.publications, found.papers.to_bytes()
    )


def published_frames(document: bytes | None) -> list[RosterFrame]:
    """Return a kept list as it travels, the snapshot first; nothing for none."""
    if document is None:
        return []
    papers = papers_of(document)
    return [RosterFrame(SNAPSHOT, papers.snapshot), RosterFrame(LIST, papers.targets)]


def slip_of_text(text: str, papers: TrustPapers) -> EntrySlip:
    """Return the enrolment slip of a scanned text. Raises NotAnEnrolmentAnswer, NotAProvinceCard."""
    roots = _parts(papers.roster)[0] if papers.roster else ()
    try:
        if papers.card is None:
            raise ValueError("nobody to believe yet")
        return read_slip(read_entry_text(text), card=read_card(papers.card, name="hub-card.json"), roots=roots)
    except (ValueError, NotAccepted) as error:
        raise NotAnEnrolmentAnswer from error


@lru_cache(maxsize=8)
def _trusted(papers: TrustPapers) -> Trusted:
    if papers.card is None:
        return Trusted(None)
    card = read_card(papers.card, name="hub-card.json")
    if papers.roster is None:
        return Trusted(card)
    roots, targets = _parts(papers.roster)
    return Trusted(card, read_roster(targets, card=card, roots=roots))


def _parts(document: bytes) -> tuple[tuple[bytes, ...], bytes]:
    try:
        return _decode(document)
    except msgspec.MsgspecError as error:
        raise RosterNotTrusted(reason=_(_UNREADABLE)) from error


class LearningTrust:
    """Trust that grows while a bundle is read: a newer roster in it counts for the parts after it."""

    def __init__(self, papers: TrustPapers, own: PublicKeys, elders: tuple[PublicKeys, ...] = ()) -> None:
        self._own, self._elders = own, elders
        self._trusted = trusted(papers, own=own, elders=elders)
        self._roots: list[bytes] = []
        self._chain: tuple[bytes, ...] = _parts(papers.roster)[0] if papers.roster else ()
        self._published = published(papers)
        self._snapshot = b""

    @property
    def hub(self) -> StationId | None:
        """The province's own station."""
        return self._trusted.hub

    def signing_key(self, station: StationId) -> bytes | None:
        """Return the key of an enrolled station, of the province or our own; None for strangers."""
        return self._trusted.signing_key(station)

    def learn(self, frame: RosterFrame) -> StationList | port.PublishedList | port.BaselineNamed | None:
        """Take a part of a roster or published list; return the list once it is whole and not older than the held one.

        Raises RosterNotTrusted, PublishedNotTrusted.
        """
        if frame.role == BASELINE:
            return self._learn_baseline(frame)
        if frame.role in (SNAPSHOT, LIST):
            return self._learn_published(frame)
        if frame.role == "root":
            self._roots.append(frame.metadata)
            if len(self._roots) > _MOST_ROOTS or sum(map(len, self._roots)) > MAX_BYTES:
                self._roots.clear()
                raise RosterNotTrusted(reason=_(_UNREADABLE))
            return None
        if frame.role != "targets" or self._trusted.card is None:
            return None
        roots, self._roots = tuple(self._roots), []
        roster = read_roster(frame.metadata, card=self._trusted.card, roots=roots)
        held = self._trusted.roster
        if held is not None and roster.version < held.version:
            return None  # an old bundle read again
        if held is not None and roster.root_version < held.root_version:
            raise RosterNotTrusted(reason=_(_OLD_ROOT))  # a root key that was replaced signs nothing any more
        self._trusted = Trusted(self._trusted.card, roster, self._own, self._elders)
        self._chain = roots
        return station_list(roster, roster_document(frame.metadata, roots=roots))

    def _learn_baseline(self, frame: RosterFrame) -> port.BaselineNamed:
        key = self.signing_key(self.hub) if self.hub else None
        try:
            if key is None:
                raise NotAccepted(Reason.UNKNOWN_STATION)
            statement = read_statement(frame.metadata, signing_key=key)
        except NotAccepted as error:
            raise PublishedNotTrusted(reason=_(_UNREADABLE)) from error
        if statement.addressee != self._own.station_id:
            raise PublishedNotTrusted(reason=_(_NOT_OURS))
        return port.BaselineNamed(tuple(sha256.hex() for sha256 in statement.pieces))

    def _learn_published(self, frame: RosterFrame) -> port.PublishedList | None:
        if frame.role == SNAPSHOT:
            self._snapshot = frame.metadata
            return None
        snapshot, self._snapshot = self._snapshot, b""
        if self._trusted.card is None:
            return None
        found = read_published(PublishedPapers(snapshot, frame.metadata), card=self._trusted.card, roots=self._chain)
        held = self._published
        if held is not None and found.version < held.version:
            return None  # an old bundle read again, or a thief who would like last year's fees
        if held is not None and found.version == held.version and found.head != held.head:
            raise PublishedNotTrusted(reason=_(_TWO_LISTS))
        self._published = found
        return published_list(found)
