"""The composition root of a province's hub: folder → vault → store → enrolment, ingest, outbox.

The keys lie in the store, the store is encrypted under the vault, and the operator's password opens the
vault; ``hub-card.json`` beside them is public.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import uuid_utils

from app.bundles import ProvinceCard, PublishedList, StationList, TrustPapers
from app.clock import Clock, FixedClock, SystemClock
from app.domain.errors import AlreadyInitialised, ClockNotYours, NoHubHere
from app.domain.merge_events import province_log
from app.files import fault_of, write_whole
from app.paths import desk_paths
from app.services.desk_place import HUB_CARD, ROSTER
from app.services.published_desk import CONTENT, PUBLISHED
from app.services.scan_traffic import ScanTraffic
from storage import lock, vault, vault_file
from storage.receivers import unprojected
from storage.store import Store, create_store, open_store, put_aside
from storage.unit_of_work import LogUnit
from storage.vault_file import Cost, SlotOwner
from sync.wire.hub_card import issue_card
from sync.wire.parcels import WireBundles
from sync.wire.roster import sign_roster
from sync.wire.signing import StationKeys
from sync.wire.trust_papers import roster_document
from sync.wire.tuf_files import RootKey

LOGIN = "hub"
ROOT_KEY, ROOTS, HUB_KEYS = "root_key", "roots", "hub_keys"
"""Kinds of documents: the key that signs rosters, the roots after the first, receiving keys after the first."""
ROOT_VALID = timedelta(days=10 * 365)
ROSTER_VALID = timedelta(days=400)
"""About thirteen months; past it desks show a banner and work on."""


@dataclass(frozen=True, slots=True)
class HubPaths:
    """The files of one hub."""

    folder: Path

    @property
    def vault_file(self) -> Path:
        """The wrapped data key; a hub exists where this file does."""
        return self.folder / "vault.json"

    @property
    def database(self) -> Path:
        """The encrypted database."""
        return self.folder / "hub.db"

    @property
    def lock_file(self) -> Path:
        """Held while a command may write."""
        return self.folder / "hub.lock"

    @property
    def card_file(self) -> Path:
        """The public card, for every desk."""
        return self.folder / "hub-card.json"

    @property
    def spool(self) -> Path:
        """Where bundles are copied before they are read: a stick may be pulled."""
        return self.folder / "spool"


@dataclass(frozen=True, slots=True)
class Hub:
    """An open hub."""

    paths: HubPaths
    clock: Clock
    store: Store
    bundles: WireBundles
    card: ProvinceCard

    def papers(self) -> TrustPapers:
        """Return the card, the roster and the published list, as desks get them."""
        return TrustPapers(self.card.data, *map(self.store.book.document, (ROSTER, PUBLISHED)))

    def published(self) -> PublishedList | None:
        """Return what was published so far, None for nothing. Raises PublishedNotTrusted."""
        return self.bundles.published(self.papers())

    def content(self, sha256: str) -> bytes:
        """Return a published content. Raises LookupError."""
        found = self.store.book.document(CONTENT + sha256)
        if found is None:
            raise LookupError(sha256)
        return found

    def stations(self) -> StationList:
        """Return the roster in force. Raises RosterNotTrusted, NoHubHere."""
        found = self.bundles.stations(self.papers())
        if found is None:
            raise NoHubHere(folder=self.paths.folder)
        return found

    def scans(self) -> ScanTraffic:
        """Return what becomes of scans here."""
        return ScanTraffic(self.store.scan_parts, self.store.book)

    def log_of(self, commune: str) -> bytes:
        """Return the station id of the log this hub writes for a commune."""
        return province_log(self.store.station, commune)

    def unit(self, commune: str) -> LogUnit:
        """Return a unit of work in the hub's log of a commune."""
        return self.store.units_as(self.log_of(commune), actor=self.store.station)

    def unprojected(self, station: bytes) -> tuple[tuple[int, str], ...]:
        """Return the changes of a station that are stored and made nothing of: ``(seq, reason)``."""
        return unprojected(self.store.database, station)

    def root_key(self) -> RootKey:
        """Return the key that signs rosters."""
        seed = self.store.book.document(ROOT_KEY)
        if seed is None:
            raise NoHubHere(folder=self.paths.folder)
        return RootKey(seed)

    def roots(self) -> tuple[bytes, ...]:
        """Return the roots that followed the card's, in order: who holds only the card walks them."""
        kept = self.store.book.document(ROOTS)
        return () if kept is None else msgspec.msgpack.decode(kept, type=tuple[bytes, ...])

    def receiving(self) -> tuple[str, ...]:
        """Return the present and the next receiving key, once they were changed; none before."""
        kept = hub_keys(self.store)
        return tuple(one.public.receiving for one in kept[:2])


def hub_keys(store: Store) -> tuple[StationKeys, ...]:
    """Return the hub's receiving pairs that came after the first: present, next, then the older ones."""
    kept = store.book.document(HUB_KEYS)
    return () if kept is None else tuple(map(StationKeys.from_bytes, msgspec.msgpack.decode(kept, type=list[bytes])))


@dataclass(frozen=True, slots=True)
class NewHub:
    """What making a hub gives: its card, and the recovery code to lock away."""

    card: ProvinceCard
    card_file: Path
    recovery_code: str


def new_id() -> bytes:
    """Mint a 16-byte UUIDv7."""
    return uuid_utils.uuid7().bytes


def create_hub(
    paths: HubPaths,
    *,
    province: str,
    practice: bool,
    password: str,
    now: datetime | None = None,
    cost: Cost | None = None,
) -> NewHub:
    """Make keys, store and an empty roster; the vault file comes last. ``now`` sets a practice hub's clock.

    Raises AlreadyInitialised, PasswordTooShort, ClockNotYours, DiskFull, CannotWrite, DeskInUse.
    """
    clock = _clock(now, practice=practice)
    if vault_file.exists(paths.vault_file):
        raise AlreadyInitialised(folder=paths.folder)
    owner = SlotOwner(secrets.token_bytes(16), LOGIN, province)
    opened, code, sealed = vault.prepare(paths.vault_file, owner, password, cost=cost)
    _make_folder(paths.folder)
    held = lock.hold(paths.lock_file)
    try:
        put_aside(paths.database)
        keys, root = StationKeys.generate(), RootKey.generate()
        create_store(paths.database, opened.key, station=keys.station_id, keys=keys.to_bytes(), commune_name=province)
        card = _first_papers(paths, opened.key, keys, root, province=province, practice=practice, clock=clock)
        write_whole(paths.card_file, card.data)
        vault.keep(paths.vault_file, sealed)
    finally:
        held.release()
    return NewHub(card, paths.card_file, code)


@contextmanager
def open_hub(paths: HubPaths, password: str, *, write: bool, now: datetime | None = None) -> Iterator[Hub]:
    """Open a hub with the operator's password. ``now`` sets the clock, in practice hubs only.

    Raises NoHubHere, WrongPassword, DeskInUse, DatabaseDamaged, ClockNotYours.
    """
    if not vault_file.exists(paths.vault_file):
        raise NoHubHere(folder=paths.folder)
    opened = vault.unlock(paths.vault_file, LOGIN, password)
    held = lock.hold(paths.lock_file) if write else None
    try:
        clock: Clock = SystemClock() if now is None else FixedClock(now)
        store = _store(paths, opened.key, write=write, clock=clock)
        try:
            yield _wired(paths, store, clock)
        finally:
            store.close()
    finally:
        if held is not None:
            held.release()


def _wired(paths: HubPaths, store: Store, clock: Clock) -> Hub:
    bundles = WireBundles(store.keys(), older=[one.to_bytes() for one in hub_keys(store)])
    kept = store.book.document(HUB_CARD)
    if kept is None:
        raise NoHubHere(folder=paths.folder)
    card = bundles.card(kept, name=paths.card_file.name)
    if isinstance(clock, FixedClock) and not card.practice:
        raise ClockNotYours
    return Hub(paths, clock, store, bundles, card)


def _first_papers(
    paths: HubPaths, key: bytes, keys: StationKeys, root: RootKey, *, province: str, practice: bool, clock: Clock
) -> ProvinceCard:
    now = clock.now()
    root_file = root.root(version=1, expires=now + ROOT_VALID)
    card = issue_card(province=province, practice=practice, keys=keys.public, root=root_file).to_bytes()
    roster = sign_roster((), key=root, version=1, expires=now + ROSTER_VALID)
    store = _store(paths, key, write=True, clock=clock)
    try:
        store.book.keep_document(HUB_CARD, card)
        store.book.keep_document(ROOT_KEY, root.to_bytes())
        store.book.keep_document(ROSTER, roster_document(roster))
        return WireBundles(keys.to_bytes()).card(card, name=paths.card_file.name)
    finally:
        store.close()


def _store(paths: HubPaths, key: bytes, *, write: bool, clock: Clock) -> Store:
    return open_store(paths.database, key, write=write, clock=clock, anchor_file=desk_paths().anchor_file)


def _clock(now: datetime | None, *, practice: bool) -> Clock:
    if now is None:
        return SystemClock()
    if not practice:
        raise ClockNotYours
    return FixedClock(now)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as failed:
        raise fault_of(failed, folder.name) from failed
