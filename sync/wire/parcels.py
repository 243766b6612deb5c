"""The wire as services see it: :class:`app.bundles.Bundles` over bundles, readings, rosters and media."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, cast

from app import bundles as port
from app.baselines import BaselinePiece
from app.domain.errors import Forged, NotAnEnrolmentRequest
from app.domain.ordering import Change
from app.files import fault_of, new_file
from app.i18n import _
from app.ports import LogRange, SegmentSeal, SetAside
from sync.wire import media
from sync.wire.baseline import piece_bytes, read_piece
from sync.wire.enrolment import from_file, read_request, request_enrolment, station_words, to_file
from sync.wire.hub_card import card_words, read_card
from sync.wire.packing import Cargo, Packing, seal_of
from sync.wire.parcel_parts import PartTranslator, arrived, enrolment_of
from sync.wire.qr_text import request_text
from sync.wire.reading import read
from sync.wire.reasons import SENTENCES, NotAccepted
from sync.wire.segment import open_segment, seal
from sync.wire.signing import PublicKeys, Signed, StationKeys
from sync.wire.succession import read_succession, state_succession
from sync.wire.travel import alone
from sync.wire.trust_papers import LearningTrust, published, published_list, slip_of_text, station_list, trusted

_PIECE = 256 * 1024


class WireBundles:
    """Bundles under one pair of keys. keys: as ``StationKeys.to_bytes`` gave them to the vault.

    older: keys that are retired: what was sealed for them still opens, what they signed is still believed.
    """

    def __init__(self, keys: bytes, *, older: Sequence[bytes] = ()) -> None:
        self._keys = StationKeys.from_bytes(keys)
        self._older = tuple(map(StationKeys.from_bytes, older))

    @property
    def station(self) -> bytes:
        """The station these keys belong to."""
        return self._keys.station_id

    # ── trust ──

    def words(self, *, commune: str, number: int) -> tuple[str, ...]:
        """Return the eight words of this station's own keys."""
        return station_words(self._keys.public, commune=commune, number=number)

    def card(self, data: bytes, *, name: str) -> port.ProvinceCard:
        """Read a province's card. Raises NotAProvinceCard."""
        card = read_card(data, name=name)
        return port.ProvinceCard(card.hub_id, card.province, card.practice, card_words(card), data)

    def stations(self, papers: port.TrustPapers) -> port.StationList | None:
        """Return the roster of kept papers, None without one. Raises RosterNotTrusted."""
        roster = trusted(papers).roster
        return None if roster is None or papers.roster is None else station_list(roster, papers.roster)

    def published(self, papers: port.TrustPapers) -> port.PublishedList | None:
        """Return the published list of kept papers, None without one. Raises PublishedNotTrusted."""
        found = published(papers)
        return None if found is None else published_list(found)

    def request(
        self,
        *,
        commune: str,
        number: int,
        unit_code: str,
        name: str,
        practice: bool,
        now: datetime,
        succession: bytes = b"",
    ) -> bytes:
        """Return this station's signed enrolment request; see the port."""
        return request_enrolment(
            self._keys,
            commune=commune,
            number=number,
            unit_code=unit_code,
            name=name,
            practice=practice,
            now=now,
            succession=succession,
        )

    def new_identity(self, *, last: int, head: bytes, reason: str, number: int) -> port.NewIdentity:
        """Make new keys that go on where this station's log ends; see the port."""
        new = StationKeys.generate()
        statement = state_succession(self._keys, new.public, last=last, head=head, reason=reason, number=number)
        return port.NewIdentity(new.station_id, new.to_bytes(), statement)

    def packed(self, changes: Sequence[Change]) -> bytes:
        """Return changes as they are set aside: packed to stand alone."""
        return alone(changes)

    def vouches(self, statement: bytes, *, older: bytes, heir: bytes, papers: port.TrustPapers) -> bool:
        """Tell whether an older station's key signed that heir goes on for it; see the port."""
        key = trusted(papers, own=self._keys.public, elders=self._elders()).signing_key(older)
        if key is None:
            return True
        try:
            said = read_succession(statement, signing_key=key)
        except NotAccepted:
            return False
        return (said.previous, said.station_id) == (older, heir)

    def seal_run(self, run: port.FreshRun) -> tuple[SegmentSeal, ...]:
        """Seal changes of this station without sending them; see the port."""
        return tuple(seal_of(each) for each in seal(run.changes, previous=run.previous, keys=self._keys))

    def request_file(self, request: bytes) -> bytes:
        """Return the JSON file of a signed request."""
        return to_file(request)

    def request_text(self, request: bytes) -> str:
        """Return a signed enrolment request as the text of a QR code."""
        return request_text(request)

    def enrolled_by(self, text: str, *, papers: port.TrustPapers) -> bytes:
        """Return the station that a scanned answer of the province enrols. Raises NotAnEnrolmentAnswer."""
        return slip_of_text(text, papers).entry.station_id

    def read_request(self, data: bytes, *, name: str) -> port.Enrolment:
        """Read a request as file or as signed bytes. Raises NotAnEnrolmentRequest."""
        if data.lstrip()[:1] == b"{":
            return enrolment_of(*from_file(data, name=name))
        try:
            return enrolment_of(read_request(data), data)
        except NotAccepted as error:
            raise NotAnEnrolmentRequest(name=name) from error

    # ── outwards ──

    def write(
        self,
        folder: Path,
        letter: port.Letter,
        runs: Iterable[port.KeptRun | port.FreshRun],
        *,
        papers: port.TrustPapers,
        progress: port.Progress | None = None,
        cancelled: port.Cancelled | None = None,
    ) -> port.WrittenBundle:
        """Write one bundle, streaming; see the port."""
        cargo = Cargo(self._keys, runs)
        return self._write(folder, letter, cargo, papers, sys.maxsize, progress, cancelled)

    def write_set(
        self,
        folder: Path,
        letter: port.Letter,
        runs: Iterable[port.KeptRun | port.FreshRun],
        *,
        papers: port.TrustPapers,
        scans: Iterable[port.ScanPart] = (),
        limit: int = port.FILE_LIMIT,
        progress: port.Progress | None = None,
        cancelled: port.Cancelled | None = None,
    ) -> Iterator[port.WrittenBundle]:
        """Write one bundle or several; see the port."""
        cargo = Cargo(self._keys, runs, scans)
        yield self._write(folder, letter, cargo, papers, limit, progress, cancelled)
        while not cargo.is_empty:
            yield self._write(folder, letter, cargo, papers, limit, progress, cancelled)

    def _write(
        self,
        folder: Path,
        letter: port.Letter,
        cargo: Cargo,
        papers: port.TrustPapers,
        limit: int,
        progress: port.Progress | None,
        cancelled: port.Cancelled | None,
    ) -> port.WrittenBundle:
        packing = Packing(
            self._keys, letter, cargo, papers=papers, limit=limit, progress=progress, elders=self._elders()
        )
        try:
            written = media.write_bundle(
                folder,
                media.bundle_stem(commune=letter.commune, number=letter.number, day=letter.day),
                pack=packing.pack,
                verify=packing.verify,
                estimate=min(media.estimated_size(letter.changes) + letter.scan_bytes, limit),
                progress=progress,
                cancelled=cancelled,
            )
        except media.WriteCancelled as stopped:
            raise port.ExchangeStopped from stopped
        packed, seals = packing.packed, tuple(cargo.seals)
        cargo.seals.clear()
        ranges = tuple(LogRange(*each) for each in packed.ranges)
        return port.WrittenBundle(
            written.path, written.sha256, written.size, packed.changes, ranges, seals, packed.scan_parts
        )

    # ── inwards ──

    def listed(self, folder: Path) -> list[Path]:
        """Return the bundles right in a folder, by name. Raises CannotRead, DriveGone."""
        return media.bundles_in(folder)

    def fingerprint(self, path: Path) -> tuple[str, int]:
        """Return SHA-256 (hex) and size of a file. Raises CannotRead, DriveGone."""
        digest, size = hashlib.sha256(), 0
        with media.opened(path) as stream:
            while piece := stream.read(_PIECE):
                digest.update(piece)
                size += len(piece)
        return digest.hexdigest(), size

    def read_small(self, path: Path, *, limit: int) -> bytes:
        """Return a small file, at most a byte over the limit. Raises CannotRead, DriveGone."""
        return media.read_small(path, limit=limit)

    def copy(self, path: Path, to: Path) -> tuple[str, int]:
        """Copy a file and sync it; return SHA-256 (hex) and size; see the port."""
        digest, size = hashlib.sha256(), 0
        with media.opened(path) as stream:
            media.check_room(to.parent, os.fstat(stream.fileno()).st_size)
            pieces = iter(lambda: stream.read(_PIECE), b"")
            with _writing(to) as out:
                for piece in pieces:
                    out(piece)
                    digest.update(piece)
                    size += len(piece)
        return digest.hexdigest(), size

    def read(
        self,
        path: Path,
        take: Callable[[port.Part], None],
        *,
        papers: port.TrustPapers,
        practice: bool,
        progress: port.Progress | None = None,
    ) -> port.ReadBundle:
        """Read a bundle part by part, bounded; see the port."""
        trust = LearningTrust(papers, self._keys.public, self._elders())
        with media.opened(path) as stream:
            report = read(
                cast("BinaryIO", _Watched(stream, progress)),
                PartTranslator(take, trust.learn).take,
                name=path.name,
                identities=[one.identity for one in (self._keys, *self._older)],
                trust=trust,
                practice=practice,
            )
        sentence = _(SENTENCES[report.reason]) if report.reason else ""
        return port.ReadBundle(report.outcome.value, sentence, report.sha256, report.size)

    def baseline_content(self, piece: BaselinePiece) -> bytes:
        """Return a piece of a snapshot as a content."""
        return piece_bytes(piece)

    def baseline_piece(self, content: bytes) -> BaselinePiece:
        """Read a content as a piece of a snapshot. Raises Forged."""
        try:
            return read_piece(content)
        except NotAccepted as error:
            raise Forged(name="snapshot", reason=_(SENTENCES[error.reason]), code=error.reason.value) from error

    def reopen(self, aside: SetAside, *, papers: port.TrustPapers) -> port.Arrived | None:
        """Verify again what was set aside; None where it is still not believed or readable."""
        key = trusted(papers, own=self._keys.public, elders=self._elders()).signing_key(aside.station)
        if key is None:
            return None
        try:
            statement = Signed(aside.seal.header, aside.seal.signature)
            return arrived(open_segment(statement, aside.data, signing_key=key))
        except NotAccepted:
            return None

    def _elders(self) -> tuple[PublicKeys, ...]:
        return tuple(one.public for one in self._older)


class _Watched:
    """A file as it is read, telling how far it is."""

    def __init__(self, stream: BinaryIO, progress: port.Progress | None) -> None:
        self._stream, self._progress = stream, progress
        self._size = os.fstat(stream.fileno()).st_size
        self._done = 0

    def read(self, size: int) -> bytes:
        piece = self._stream.read(size)
        self._done += len(piece)
        if self._progress:
            self._progress(port.READ, self._done, max(self._size, self._done))
        return piece


@contextmanager
def _writing(to: Path) -> Iterator[Callable[[bytes], object]]:
    """Write a file durably; its own errors become faults and leave no part. Raises DiskFull, CannotWrite, DriveGone."""
    try:
        with new_file(to) as out:
            yield out.write
            out.flush()
            os.fsync(out.fileno())
    except OSError as error:
        to.unlink(missing_ok=True)
        raise fault_of(error, to.parent.name) from error
