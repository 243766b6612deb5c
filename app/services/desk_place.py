"""A desk as the reader of bundles asks it: whom it believes, what it takes, what it keeps of an answer."""

from __future__ import annotations

from dataclasses import replace

import msgspec

from app.bundles import Answer, Arrived, Bundles, Opened, StationList, TrustPapers
from app.clock import Clock, local
from app.domain.errors import Forged, NotForUs
from app.domain.ordering import GENESIS
from app.i18n import N_, _
from app.ports import ExchangeBook
from app.readings import Desk, Position
from app.services.merging import OWN_LOG, REVOKED, SCOPE, SENTENCES
from app.services.scope import is_in_scope

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
    """See :class:`app.services.incoming.Place`."""

    def __init__(self, book: ExchangeBook, bundles: Bundles, clock: Clock, desk: Desk) -> None:
        self._book, self._bundles, self._clock, self._desk = book, bundles, clock, desk
        self._stations = bundles.stations(self.papers())

    @property
    def station(self) -> bytes:
        """This desk's station."""
        return self._desk.station

    @property
    def practice(self) -> bool:
        """Whether the desk holds practice data."""
        return self._desk.practice

    def papers(self) -> TrustPapers:
        """Return the papers held now."""
        return TrustPapers(self._book.document(HUB_CARD), self._book.document(ROSTER))

    def welcome(self, opened: Opened) -> None:
        """Take what the province wrote for this desk, and what enrolled desks of the commune wrote."""
        if opened.sender == self._hub():
            if opened.addressee != self._desk.station:
                raise NotForUs(name=self._desk.commune_name)
            return
        if opened.enrolment is not None:
            raise Forged(name=opened.commune, reason=_(_STRANGER), code="unknown_station")
        if self._commune_of(opened.sender) != self._desk.commune:
            raise Forged(name=opened.commune, reason=_(_ELSEWHERE), code=SCOPE)

    def learn(self, stations: StationList) -> None:
        """Keep a newer roster."""
        if self._stations is None or stations.version > self._stations.version:
            self._book.keep_document(ROSTER, stations.data)
            self._stations = stations

    def objection(self, segment: Arrived) -> str | None:
        """Take only work of this commune's desks, and never a change of our own that we do not have."""
        station = segment.seal.station
        if station == self._desk.station:
            return OWN_LOG if segment.range.last > self._held() else None
        if station == self._hub():
            return None
        if self._commune_of(station) != self._desk.commune:
            return SCOPE
        cut = self._stations.stations[station].revoked_after if self._stations else None
        if cut is not None and segment.range.last > cut:
            return REVOKED
        return None if is_in_scope(segment, self._book, self._commune_of) else SCOPE

    def hear(self, answer: Answer, *, sha256: str) -> int:
        """Turn rows to «Tỉnh đã nhận», and back where the province's newest word is that it holds less than before.

        It was restored from a backup then (SYNC §2.12), and gets what it lacks with the next bundle.

        Raises Forged where the province holds more of this desk than it has itself: an older copy was put
        back, and what was recorded since may stand under numbers already used.
        """
        if any(one.station == self.station and one.seq > self._held() for one in answer.have):
            raise Forged(name=self._desk.commune_name, reason=_(SENTENCES[OWN_LOG]), code=OWN_LOG)
        last = read_answer(self._book)
        if last is None or answer.at >= last.at:
            self._book.keep_document(ANSWER, msgspec.msgpack.encode(answer))
        is_newest = last is None or answer.at > last.at
        have = answer.have if any(one.station == self.station for one in answer.have) else (*answer.have, self._none())
        return self._book.acknowledge(have, at=self._clock.now(), sha256=sha256, may_lower=is_newest)

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

    def _commune_of(self, station: bytes) -> str | None:
        entry = self._stations.stations.get(station) if self._stations else None
        return entry.commune if entry else None
