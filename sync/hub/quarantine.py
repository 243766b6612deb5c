"""What the province keeps apart (cần xem lại): parts it may not take, and rows it can make nothing of.

Everything else of a bundle flows on; these wait for a person, who tries again or sends back. Nothing is thrown away.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.bundles import Arrived
from app.domain.errors import NothingKeptApart
from app.i18n import _
from app.logs import logger
from app.ports import SetAside
from app.services.merging import NOBODYS_WORK, REJECTED, REVOKED, ROW_SENTENCES, SENTENCES, Merging, whole_of
from storage.receivers import read_again
from sync.hub.enrolment import Enrolments
from sync.hub.ingest import HubPlace
from sync.hub.program import Hub


@dataclass(frozen=True, slots=True)
class KeptApart:
    """One line of the list. key: for :meth:`Quarantine.retry`. whole: a part of a bundle, else one row."""

    key: str
    station: bytes
    first: int
    last: int
    reason: str
    sentence: str
    whole: bool

    @property
    def may_be_forced(self) -> bool:
        """Tell whether a person may take it in against the rule: honest work of a desk that was cut off."""
        return self.reason == REVOKED


class Quarantine:
    """The province's tray."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    def lines(self) -> tuple[KeptApart, ...]:
        """Return what waits for a person, parts first, each with its reason in a sentence."""
        parts = [
            KeptApart(_key(one), one.station, one.first, one.last, one.reason, _sentence(one.reason), whole=True)
            for one in self._hub.store.book.set_asides()
            if one.reason not in NOBODYS_WORK
        ]
        rows = [
            KeptApart(f"{station.hex()}-{seq}", station, seq, seq, reason, _sentence(reason), whole=False)
            for station in sorted(self._hub.stations().stations)
            for seq, reason in self._hub.unprojected(station)
        ]
        return (*parts, *rows)

    def line(self, key: str) -> KeptApart:
        """Return one line. Raises NothingKeptApart."""
        for one in self.lines():
            if one.key == key:
                return one
        raise NothingKeptApart

    def retry(self, key: str, *, despite_cut: bool = False) -> bool:
        """Try again; return whether it went in. despite_cut: take what a cut-off desk wrote after its cut.

        The cut then stands behind it, for the other desks go by the list alone. Raises NothingKeptApart.
        """
        if key.count("-") == 1:
            return self._retry_row(key)
        aside = self.part(key)
        whole = whole_of(aside, self._hub.store.book)
        segment = self._hub.bundles.reopen(whole, papers=self._hub.papers())
        taken = segment is not None and self._take(segment, despite_cut=despite_cut)
        if taken:
            enrolments = Enrolments(self._hub)
            if despite_cut and aside.reason == REVOKED:
                enrolments.count_up_to(aside.station, aside.last)
            self._hub.store.book.take_back(aside)
            enrolments.take_what_waited()
        logger("hub").info("quarantine_retried", cause=aside.reason, taken=taken)
        return taken

    def reject(self, key: str) -> None:
        """Send a part back: the desk hears that it counts for nothing. The bytes stay. Raises NothingKeptApart."""
        aside = self.part(key)
        self._hub.store.book.mark_aside(aside, REJECTED)
        logger("hub").info("quarantine_rejected", cause=aside.reason)

    def part(self, key: str) -> SetAside:
        """Return a part that waits, by its key, without its data. Raises NothingKeptApart."""
        for one in self._hub.store.book.set_asides():
            if _key(one) == key and one.reason not in NOBODYS_WORK:
                return one
        raise NothingKeptApart

    def _take(self, segment: Arrived, *, despite_cut: bool) -> bool:
        place, book = HubPlace(self._hub), self._hub.store.book

        def objection(asked: Arrived) -> str | None:
            reason = place.objection(asked)
            return None if despite_cut and reason == REVOKED else reason

        merging = Merging(book, self._hub.bundles, objection=objection)
        merging.take(segment)
        return not (merging.tally.quarantined or merging.tally.parked)

    def _retry_row(self, key: str) -> bool:
        station, _dash, seq = key.partition("-")
        try:
            return read_again(self._hub.store.database, bytes.fromhex(station), int(seq)) is None
        except (ValueError, LookupError) as unknown:
            raise NothingKeptApart from unknown


def _key(aside: SetAside) -> str:
    return f"{aside.station.hex()}-{aside.first}-{aside.last}-{aside.seal.signature[:8].hex()}"


def _sentence(reason: str) -> str:
    return _(ROW_SENTENCES.get(reason) or SENTENCES.get(reason, reason))
