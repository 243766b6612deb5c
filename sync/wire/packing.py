"""One bundle on its way out: sealed as it streams, read back as its readers will read it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO, Generic, TypeVar

from app import bundles as port
from app.domain.errors import BundleDamaged
from app.i18n import _
from app.ports import SegmentSeal
from sync.wire.baseline import BASELINE, baseline_payload
from sync.wire.bundle import Packed, pack
from sync.wire.contents import content_payloads
from sync.wire.header import BundleHeader
from sync.wire.parcel_parts import answer_statement
from sync.wire.parts import RosterFrame
from sync.wire.reading import read
from sync.wire.roster import Trusted
from sync.wire.scan_parts import as_wanted
from sync.wire.segment import Segment, reseal, seal
from sync.wire.signing import PublicKeys, Signed, StationKeys
from sync.wire.trust_papers import published_frames, roster_frames, trusted

PROGRAM = "motcua 0.1.0"
_T = TypeVar("_T")
_AROUND = 4 * 1024
"""Room for the seal's head, the end and the head of a frame."""


class Cargo:
    """What one or several bundles carry: segments first, then parts of scans, each taken where it fits.

    seals: those made for them.
    """

    def __init__(
        self, keys: StationKeys, runs: Iterable[port.KeptRun | port.FreshRun], scans: Iterable[port.ScanPart] = ()
    ) -> None:
        self._keys = keys
        self.seals: list[SegmentSeal] = []
        self.segments = _Ahead(self._sealed(runs))
        self.scans = _Ahead(scans)

    @property
    def is_empty(self) -> bool:
        """Whether all of it went into bundles."""
        return self.segments.is_empty and self.scans.is_empty

    def _sealed(self, runs: Iterable[port.KeptRun | port.FreshRun]) -> Iterator[Segment]:
        for run in runs:
            match run:
                case port.KeptRun(seal=kept, changes=changes):
                    yield reseal(Signed(kept.header, kept.signature), changes)
                case port.FreshRun(previous=previous, changes=changes, station=station):
                    for segment in seal(changes, previous=previous, keys=self._keys, station=station):
                        self.seals.append(seal_of(segment))
                        yield segment


class _Ahead(Generic[_T]):
    """Items in order, the next one known before it is taken."""

    def __init__(self, items: Iterable[_T]) -> None:
        self._items = iter(items)
        self._next = next(self._items, None)

    @property
    def is_empty(self) -> bool:
        return self._next is None

    def while_fitting(self, fits: Callable[[_T], bool]) -> Iterator[_T]:
        while self._next is not None and fits(self._next):
            yield self._next
            self._next = next(self._items, None)


class Packing:
    """Packs a letter once and verifies it once. packed: what went in.

    limit: bytes of the file; it takes at least one item of the cargo, and then what fits.
    """

    def __init__(
        self,
        keys: StationKeys,
        letter: port.Letter,
        cargo: Cargo,
        *,
        papers: port.TrustPapers,
        limit: int,
        progress: port.Progress | None,
        elders: tuple[PublicKeys, ...] = (),
    ) -> None:
        self._keys, self._letter, self._cargo, self._papers = keys, letter, cargo, papers
        self._limit, self._progress, self._elders = limit, progress, elders
        self._bytes = self._items = 0
        self.packed = Packed(0, 0, ())

    def pack(self, out: BinaryIO) -> None:
        """Write the bundle, streaming."""
        answer = self._letter.answer
        self.packed = pack(
            out,
            self._header(),
            sender=self._keys,
            recipients=self._recipients(trusted(self._papers)),
            segments=self._cargo.segments.while_fitting(lambda one: self._fits(one.header.raw_length)),
            roster=[
                *(roster_frames(self._papers) if answer else ()),
                *published_frames(self._letter.published),
                *self._baseline(),
            ],
            contents=(
                payload
                for content in (*self._letter.contents, *self._letter.baseline)
                for payload in content_payloads(content)
            ),
            acknowledgements=(answer_statement(self._keys, answer),) if answer else (),
            scans=self._cargo.scans.while_fitting(self._scan_fits),
            progress=self._tell,
            metered=self._meter,
        )

    def _baseline(self) -> list[RosterFrame]:
        letter = self._letter
        if not letter.baseline:
            return []
        statement = baseline_payload(self._keys, letter.baseline, addressee=letter.to, practice=letter.practice)
        return [RosterFrame(BASELINE, statement)]

    def _meter(self, size: int) -> None:
        self._bytes += size

    def _scan_fits(self, part: port.ScanPart) -> bool:
        return self._cargo.segments.is_empty and self._fits(len(part.data))

    def _fits(self, size: int) -> bool:
        """Tell whether one more item goes in. The seal adds a little to each 64 KiB."""
        so_far = self._bytes + self._bytes // 2048 + _AROUND
        self._items += 1
        return self._items == 1 or so_far + size <= self._limit

    def verify(self, stream: BinaryIO) -> None:
        """Read the bundle back whole. Raises BundleDamaged where it is not what was meant."""
        name = self._letter.commune
        report = read(
            stream,
            lambda _part: None,
            name=name,
            identities=[self._keys.identity],
            trust=trusted(self._papers, own=self._keys.public, elders=self._elders),
            practice=self._letter.practice,
        )
        found = (report.reason, report.segments, report.changes, report.scan_parts, len(report.refused))
        if found != (None, self.packed.segments, self.packed.changes, self.packed.scan_parts, 0):
            raise BundleDamaged(name=name, reason=_("what was read back differs from what was meant"), code="read_back")

    def _tell(self, changes: int) -> None:
        if self._progress:
            self._progress(port.SEAL, changes, max(self._letter.changes, changes))

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
            wanted=as_wanted(letter.wanted),
        )

    def _recipients(self, trust: Trusted) -> list[str]:
        """Return whom it is sealed for: the addressee, the readers, and the sender, who must read it back."""
        stations = trust.roster.stations if trust.roster else {}
        receiving = {self._keys.public.receiving}
        for station in (self._letter.to, *self._letter.readers):
            if trust.card and station == trust.card.hub_id:
                receiving.update(trust.hub_receiving)
            elif station in stations:
                receiving.add(stations[station].receiving)
        return sorted(receiving)


def seal_of(segment: Segment) -> SegmentSeal:
    """Return what is kept of a segment."""
    header, statement = segment.header, segment.statement
    return SegmentSeal(header.station, header.first, header.last, statement.content, statement.signature)
