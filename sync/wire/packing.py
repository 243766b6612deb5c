"""One bundle on its way out: sealed as it streams, read back as its readers will read it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from app import bundles as port
from app.domain.errors import BundleDamaged
from app.i18n import _
from app.logs import logger
from app.ports import SegmentSeal
from sync.wire.bundle import Packed, pack
from sync.wire.header import BundleHeader
from sync.wire.parcel_parts import answer_statement
from sync.wire.reading import read
from sync.wire.roster import Trusted
from sync.wire.segment import Segment, reseal, seal
from sync.wire.signing import Signed, StationKeys
from sync.wire.trust_papers import roster_frames, trusted

PROGRAM = "motcua 0.1.0"


class Packing:
    """Packs a letter once and verifies it once. seals: those made for it; packed: what went in."""

    def __init__(
        self,
        keys: StationKeys,
        letter: port.Letter,
        runs: Iterable[port.KeptRun | port.FreshRun],
        *,
        papers: port.TrustPapers,
        progress: port.Progress | None,
    ) -> None:
        self._keys, self._letter, self._runs, self._papers, self._progress = keys, letter, runs, papers, progress
        self.seals: list[SegmentSeal] = []
        self.packed = Packed(0, 0, ())

    def pack(self, out: BinaryIO) -> None:
        """Write the bundle, streaming."""
        answer = self._letter.answer
        self.packed = pack(
            out,
            self._header(),
            sender=self._keys,
            recipients=self._recipients(trusted(self._papers)),
            segments=self._segments(),
            roster=roster_frames(self._papers) if answer else (),
            acknowledgements=(answer_statement(self._keys, answer),) if answer else (),
            progress=self._tell,
        )

    def verify(self, stream: BinaryIO) -> None:
        """Read the bundle back whole. Raises BundleDamaged where it is not what was meant."""
        name = self._letter.commune
        report = read(
            stream,
            lambda _part: None,
            name=name,
            identities=[self._keys.identity],
            trust=trusted(self._papers, own=self._keys.public),
            practice=self._letter.practice,
        )
        found = (report.reason, report.segments, report.changes, len(report.refused))
        if found != (None, self.packed.segments, self.packed.changes, 0):
            raise BundleDamaged(name=name, reason=_("what was read back differs from what was meant"), code="read_back")

    def _tell(self, changes: int) -> None:
        if self._progress:
            self._progress(port.SEAL, changes, max(self._letter.changes, changes))

    def _segments(self) -> Iterator[Segment]:
        left_out: set[bytes] = set()
        for run in self._runs:
            match run:
                case port.KeptRun(seal=kept, changes=changes) if kept.station not in left_out:
                    try:
                        yield reseal(Signed(kept.header, kept.signature), changes)
                    except ValueError:
                        # Another station's odd packing must not keep our own work here; it can bring its own.
                        if kept.station == self._keys.station_id:
                            raise
                        logger("exchange").warning("run_left_out", station=kept.station, first=kept.first)
                        left_out.add(kept.station)
                case port.FreshRun(previous=previous, changes=changes, station=station):
                    for segment in seal(changes, previous=previous, keys=self._keys, station=station):
                        self.seals.append(_seal_of(segment))
                        yield segment

    def _header(self) -> BundleHeader:
        letter = self._letter
        return BundleHeader(
            bundle=letter.bundle,
            sender=self._keys.station_id,
            addressee=letter.to,
            purpose=letter.purpose,
            commune=letter.commune,
            practice=letter.practice,
            made_at_ms=int(letter.made_at.timestamp() * 1000),
            program=PROGRAM,
            changes=letter.changes,
            vector=tuple((one.station, one.seq, one.head) for one in letter.vector if one.seq > 0),
            enrolment=letter.enrolment,
        )

    def _recipients(self, trust: Trusted) -> list[str]:
        """Return whom it is sealed for: the addressee, the readers, and the sender, who must read it back."""
        stations = trust.roster.stations if trust.roster else {}
        receiving = {self._keys.public.receiving}
        for station in (self._letter.to, *self._letter.readers):
            if trust.card and station == trust.card.hub_id:
                receiving.add(trust.card.receiving)
            elif station in stations:
                receiving.add(stations[station].receiving)
        return sorted(receiving)


def _seal_of(segment: Segment) -> SegmentSeal:
    header, statement = segment.header, segment.statement
    return SegmentSeal(header.station, header.first, header.last, statement.content, statement.signature)
