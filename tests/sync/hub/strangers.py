"""Stations that exist only as keys: they sign, seal and send what a test makes them say."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import uuid_utils

from app.services.desk_place import ROSTER
from app.services.incoming import Imported
from storage.vault_file import Cost
from sync.hub.ingest import ingest
from sync.hub.places import HubPaths
from sync.hub.program import Hub, create_hub, open_hub
from sync.hub.stores import Server
from sync.wire.bundle import pack
from sync.wire.enrolment import read_request, request_enrolment
from sync.wire.header import BundleHeader
from sync.wire.hub_card import HubCard, read_card
from sync.wire.roster import StationEntry, enrol, sign_roster
from sync.wire.segment import Segment, seal
from sync.wire.signing import Signed, StationKeys
from sync.wire.trust_papers import roster_document, trusted
from tests.storage.made_up import MONDAY, ElsewhereLog

PASSWORD = "tiep nhan 2026"
HOME, AWAY = "03388", "03394"
CHEAP = Cost(memory_kib=64, passes=1, lanes=1)


@dataclass(frozen=True)
class Addressee:
    """Whom a bundle is for: a hub's card is one, and so is a desk."""

    hub_id: bytes
    receiving: str


@dataclass
class Stranger:
    """A station with its own log. number: its K."""

    number: int
    commune: str = HOME
    keys: StationKeys = field(default_factory=StationKeys.generate)

    def __post_init__(self) -> None:
        self.log = ElsewhereLog(self.keys.station_id)

    @property
    def station(self) -> bytes:
        return self.keys.station_id

    def request(self) -> bytes:
        return request_enrolment(
            self.keys,
            commune=self.commune,
            number=self.number,
            unit_code=f"H35.99.{self.commune[-2:]}",
            name=f"máy {self.number}",
            practice=True,
            now=MONDAY,
        )

    def entry(self) -> StationEntry:
        return enrol(read_request(self.request()), now=MONDAY, valid_to=MONDAY + timedelta(days=400))

    def segments(self, first: int = 1, last: int | None = None, *, at_most: int = 2_000) -> list[Segment]:
        """Seal a run of the log, in pieces of at most so many changes."""
        changes = self.log.changes[first - 1 : last]
        return list(seal(changes, previous=self.log.head(first - 1), keys=self.keys, max_changes=at_most))

    def bundle(
        self,
        path: Path,
        card: HubCard | Addressee,
        segments: Iterable[Segment],
        *,
        commune: str | None = None,
        to: bytes | None = None,
        enrolment: bytes | None = None,
        vector: Sequence[tuple[bytes, int, bytes]] = (),
        made_at: datetime = MONDAY,
        answers: Sequence[Signed] = (),
    ) -> Path:
        header = BundleHeader(
            bundle=uuid_utils.uuid7().bytes,
            sender=self.station,
            addressee=to or card.hub_id,
            purpose="changes",
            commune=commune or self.commune,
            practice=True,
            made_at_ms=int(made_at.timestamp() * 1000),
            program="test",
            vector=tuple(vector),
            enrolment=enrolment,
        )
        with path.open("wb") as out:
            pack(
                out,
                header,
                sender=self.keys,
                recipients=[card.receiving],
                segments=segments,
                acknowledgements=answers,
            )
        return path


@dataclass
class Town:
    """A practice hub in a folder, with strangers of which some are enrolled."""

    folder: Path

    @classmethod
    def made(cls, folder: Path, *, server: Server | None = None) -> Town:
        create_hub(
            HubPaths(folder),
            province="Lai Châu",
            practice=True,
            password=PASSWORD,
            now=MONDAY,
            cost=CHEAP,
            server=server,
        )
        return cls(folder)

    @property
    def paths(self) -> HubPaths:
        return HubPaths(self.folder)

    def copied_to(self, folder: Path) -> Town:
        shutil.copytree(self.folder, folder)
        return Town(folder)

    @property
    def card(self) -> HubCard:
        return read_card(HubPaths(self.folder).card_file.read_bytes(), name="hub-card.json")

    @contextmanager
    def open(self, *, beside_others: bool = False) -> Iterator[Hub]:
        with open_hub(self.paths, PASSWORD, write=True, now=MONDAY, beside_others=beside_others) as hub:
            yield hub

    def enrol(self, *entries: StationEntry) -> None:
        """Sign these entries into the roster, whatever they say."""
        with self.open() as hub:
            held = trusted(hub.papers()).roster
            assert held is not None
            stations = dict(held.stations) | {one.station_id: one for one in entries}
            targets = sign_roster(
                stations.values(),
                key=hub.root_key(),
                version=held.version + 1,
                expires=MONDAY + timedelta(days=400),
            )
            hub.store.book.keep_document(ROSTER, roster_document(targets))

    def takes(self, path: Path) -> Imported:
        with self.open() as hub:
            (line,) = ingest(hub, [path])
        return line


def changed(entry: StationEntry, **fields: object) -> StationEntry:
    return msgspec.structs.replace(entry, **fields)
