"""A desk as the reader of bundles asks it: whom it believes, what it takes, what it keeps of an answer."""

from __future__ import annotations

from dataclasses import replace

import msgspec

from app.baselines import Baselines
from app.bundles import (
    Answer,
    Arrived,
    BaselineNamed,
    Bundles,
    Opened,
    PublishedContent,
    PublishedList,
    StationList,
    TrustPapers,
)
from app.clock import Clock, local
from app.domain.errors import Forged, NotForUs
from app.domain.merge_events import is_province_log
from app.domain.ordering import GENESIS
from app.domain.station_events import FORKED, RESTORED
from app.i18n import N_, _, ngettext
from app.logs import logger
from app.ports import ExchangeBook
from app.readings import Desk, Position
from app.services import checkpoint
from app.services.doubt import RETIRED, Doubt
from app.services.merging import (
    AT_PROVINCE,
    OWN_LOG,
    PROVINCES,
    REVOKED,
    SCOPE,
    SENTENCES,
    last_agreed,
)
from app.services.published_desk import PUBLISHED, PublishedKeeper
from app.services.scope import Held, lacks_bodies, oversteps, speaks_for_province
from app.services.starting import Starting, only_of

HUB_CARD, ROSTER, ANSWER = "hub_card", "roster", "answer"
"""Kinds of the documents kept in the exchange book."""

_STRANGER = N_("it comes from a computer that the province has not enrolled")
_ELSEWHERE = N_("it comes from another commune")


def read_answer(book: ExchangeBook) -> Answer | None:
    """Return what the province said last, None before its first answer."""
    kept = book.document(ANSWER)
    if kept is None:
        return None
    answer = msgspec.msgpack.decode(kept, type=Answer)
    return replace(answer, at=local(answer.at))


class DeskPlace:
    """See :class:`app.services.incoming.Place`. has_heard: whether the province spoke in what was read.

    held: what objections go by, where that is more than the book: a look counts what it looked at before.
    """

    def __init__(
        self,
        book: ExchangeBook,
        bundles: Bundles,
        clock: Clock,
        desk: Desk,
        baselines: Baselines | None = None,
        *,
        held: Held | None = None,
    ) -> None:
        self._known: Held = held or book
        self._baselines, self._starting = baselines, Starting(())
        self._book, self._bundles, self._clock, self._desk = book, bundles, clock, desk
        self._stations = bundles.stations(TrustPapers(book.document(HUB_CARD), book.document(ROSTER)))
        self._published = PublishedKeeper(book, bundles, lambda: book.document(HUB_CARD), ROSTER)
        self._older = frozenset(one.station for one in book.lineage(desk.station))
        self._from_province = self.has_heard = False
        self._forgotten = 0

    @property
    def station(self) -> bytes:
        """This desk's station."""
        return self._desk.station

    @property
    def practice(self) -> bool:
        """Whether the desk holds practice data."""
        return self._desk.practice

    def papers(self) -> TrustPapers:
        """Return the papers held now; in a look, with the roster believed so far."""
        roster = self._stations.data if self._stations else None
        return TrustPapers(self._book.document(HUB_CARD), roster, self._book.document(PUBLISHED))

    def welcome(self, opened: Opened) -> None:
        """Take what the province wrote for this desk, and what enrolled desks of the commune wrote.

        What was written for, or by, an older key of this desk is its own.
        """
        self._from_province = opened.sender == self._hub()
        if self._from_province:
            if opened.addressee not in (self._desk.station, *self._older):
                raise NotForUs(name=self._desk.commune_name)
            return
        if opened.sender in self._older:
            return
        if opened.enrolment is not None:
            raise Forged(name=opened.commune, reason=_(_STRANGER), code="unknown_station")
        if self._commune_of(opened.sender) != self._desk.commune:
            raise Forged(name=opened.commune, reason=_(_ELSEWHERE), code=SCOPE)

    def learn(self, stations: StationList) -> bool:
        """Keep a newer roster. One that names an heir of this desk's key says that a copy from before was put back."""
        is_newer = self.believe(stations)
        if is_newer:
            self._book.keep_document(ROSTER, stations.data)
        if any(one.replaces == self.station for one in stations.stations.values()):
            self._retire(RESTORED, self._held())
        return is_newer

    def believe(self, stations: StationList) -> bool:
        """Go by a roster from here on if it is newer, and return whether it is; stores nothing."""
        is_newer = self._stations is None or stations.version > self._stations.version
        if is_newer:
            self._stations = stations
        return is_newer

    def would_publish(self, part: PublishedList) -> bool:
        """Tell whether a list is newer than the one in use; stores nothing."""
        return self._published.is_newer(part)

    def publish(self, part: PublishedList | PublishedContent | BaselineNamed) -> bool:
        """Keep it; it counts once all of it is here."""
        match part:
            case PublishedList():
                return self._published.hear(part)
            case BaselineNamed(pieces=pieces):
                self._starting = Starting(pieces)
                return False
            case PublishedContent():
                lacked = self._published.keep(part)
                if self._starting.take(part):
                    self._start()
                return lacked

    def _start(self) -> None:
        """Begin from the province's snapshot; one that speaks of other communes' desks is not used."""
        pieces = tuple(map(self._bundles.baseline_piece, self._starting.contents()))
        if self._baselines is None or not only_of(pieces, self._may_stand_here):
            return
        self._baselines.begin_from(pieces)

    def _may_stand_here(self, station: bytes) -> bool:
        """Tell whether a snapshot may bring a log: that of another desk of the commune, or of the province."""
        entry = self._stations.stations.get(station) if self._stations else None
        is_desk = entry is not None and entry.commune == self._desk.commune
        return station != self.station and (is_desk or self._is_province(station))

    def objection(self, segment: Arrived) -> str | None:
        """Take only work of this commune's desks, and never a change of our own that we do not have."""
        station = segment.seal.station
        if station == self._desk.station:
            return OWN_LOG if segment.range.last > self._held() else None
        if not self._from_province and lacks_bodies(segment, self._known):
            return AT_PROVINCE
        if self._is_province(station):
            return None
        if speaks_for_province(segment):
            return PROVINCES
        if self._commune_of(station) != self._desk.commune:
            return SCOPE
        reason = oversteps(
            segment,
            self._known,
            self._stations.stations if self._stations else {},
            vouches=self._vouches,
            commune_of=self._commune_of,
            writes_for=self._writes_for,
        )
        cut = self.cut(station)
        return reason or (REVOKED if cut is not None and segment.range.last > cut else None)

    def cut(self, station: bytes) -> int | None:
        """Return the last change of a station that counts, None for one in good standing."""
        entry = self._stations.stations.get(station) if self._stations else None
        return entry.revoked_after if entry else None

    def settle_fork(self, segment: Arrived) -> bool:
        """Give way to the province's history of a station; return whether the segment can be taken now.

        What this desk recorded on the losing side under an older key of its own is issued anew under the present one.
        """
        station, agreed = segment.seal.station, self.gives_way(segment)
        if agreed is None:
            return False
        heir = self._desk.station if station in self._older else None
        gone = self._book.unwind(station, agreed, heir=heir, actor=self._desk.station, at=self._clock.now())
        if self._is_province(station):
            self._forgotten += gone
        logger("exchange").info("fork_settled", station=station, agreed=agreed, reissued=heir is not None)
        return True

    def told(self) -> tuple[str, ...]:
        """Say what the province has forgotten: it was put back from a copy and wrote on before it knew (SYNC §2.12)."""
        if not self._forgotten:
            return ()
        said = ngettext(
            "the province was put back from an older copy and has forgotten {n} act of its own; this desk goes by it. "
            "Where a paper of the province says more than this screen, ask the province to record it again",
            "the province was put back from an older copy and has forgotten {n} acts of its own; this desk goes by it. "
            "Where a paper of the province says more than this screen, ask the province to record it again",
            self._forgotten,
        )
        return (said.format(n=self._forgotten),)

    def gives_way(self, segment: Arrived) -> int | None:
        """Return the last change after which the province's history of a station replaces ours; None: ours stays."""
        if not self._from_province or segment.seal.station == self._desk.station:
            return None
        return last_agreed(segment, self._book)

    def hear(self, answer: Answer, *, sha256: str) -> int:
        """Turn rows to «Tỉnh đã nhận», and back where the province's newest word is that it holds less than before.

        It was restored from a backup then (SYNC §2.12), and gets what it lacks with the next bundle.

        Raises Forged where the province holds more of this desk than it has itself, or another history: an older copy
        was put back, and what was recorded since may stand under numbers already used. Then the key is retired: the
        next start goes on under a new one. A colleague's bundle brings no answer: the province's word on another
        commune, carried here, would say that it holds nothing of this desk.
        """
        if not self._from_province:
            return 0
        self._book.note_hub_time(answer.at)
        self.has_heard = True
        for one in answer.have:
            if one.station == self.station and one.seq > self._held():
                self._retire(RESTORED, one.seq)
                raise Forged(name=self._desk.commune_name, reason=_(SENTENCES[OWN_LOG]), code=OWN_LOG)
            if one.station == self.station and self._book.hash_at(one.station, one.seq) != one.head:
                self._retire(FORKED, one.seq)
        last = read_answer(self._book)
        if last is None or answer.at >= last.at:
            self._book.keep_document(ANSWER, msgspec.msgpack.encode(answer))
        is_newest = last is None or answer.at > last.at
        have = tuple(one for one in answer.have if self._counts(one))
        if not any(one.station == self.station for one in have):
            have = (*have, self._none())
        confirmed = self._book.acknowledge(
            have,
            at=self._clock.now(),
            sha256=sha256,
            may_lower=is_newest,
            named={one.station for one in answer.have},
        )
        if is_newest:
            checkpoint.note(self._book, have, at=answer.at)
        return confirmed

    def _counts(self, said: Position) -> bool:
        may_differ = said.station in self._older or self._is_province(said.station)
        return not may_differ or self._is_ours(said)

    def _is_ours(self, said: Position) -> bool:
        """Return whether what is said of an older key, or of the province's own log, is our history of it.

        A hub put back from a copy may hold less of its own log than we do, and gets it back from us. Where it wrote the
        log anew, the new entries themselves say so. Below our snapshot there is nothing to compare: it counts.
        """
        if said.seq > self._book.position(said.station).seq:
            return True
        try:
            return self._book.hash_at(said.station, said.seq) == said.head
        except LookupError:
            return True

    def _retire(self, reason: str, known_to: int) -> None:
        self._book.keep_document(RETIRED, Doubt(self.station, reason, known_to).to_bytes())

    def finished(self, opened: Opened) -> None:
        """Nothing more to note of a sender."""

    def _none(self) -> Position:
        """Return what an answer that does not name this station says of it."""
        return Position(self.station, 0, GENESIS)

    def _held(self) -> int:
        return self._book.position(self._desk.station).seq

    def _hub(self) -> bytes | None:
        card = self._book.document(HUB_CARD)
        return None if card is None else self._bundles.card(card, name="hub-card.json").hub

    def _is_province(self, station: bytes) -> bool:
        """Tell whether the province speaks: as itself, or in the log it writes for this commune."""
        hub = self._hub()
        return hub is not None and (station == hub or is_province_log(station, hub, self._desk.commune))

    def _vouches(self, statement: bytes, older: bytes, heir: bytes) -> bool:
        return self._bundles.vouches(statement, older=older, heir=heir, papers=self.papers())

    def _writes_for(self, log: bytes, commune: str) -> bool:
        hub = self._hub()
        return hub is not None and is_province_log(log, hub, commune)

    def _commune_of(self, station: bytes) -> str | None:
        if station in self._older:
            return self._desk.commune
        entry = self._stations.stations.get(station) if self._stations else None
        return entry.commune if entry else None
