"""The composition root of a province's hub: folder → vault → store → enrolment, ingest, outbox.

The private keys lie sealed under the vault, in the encrypted database or beside the server's, and the operator's
password opens the vault; ``hub-card.json`` beside them is public.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import uuid_utils

from app.bundles import EnrolledStation, ProvinceCard, PublishedList, StationList, TrustPapers
from app.clock import Clock, FixedClock, SystemClock
from app.domain.errors import AlreadyInitialised, ClockNotYours, NoHubHere
from app.domain.merge_events import hand_of, province_log
from app.files import fault_of, write_whole
from app.services.desk_place import HUB_CARD, ROSTER
from app.services.published_desk import CONTENT, PUBLISHED
from app.services.scan_traffic import ScanTraffic
from storage import lock, vault, vault_file
from storage.receivers import unprojected
from storage.spool import StoredSpool
from storage.store import Store
from storage.unit_of_work import LogUnit, ToldBy
from storage.vault_file import Cost, SlotOwner
from sync.hub import stores
from sync.hub.lives import LIVES, Lives, look_at_anchors, read_lives
from sync.hub.places import HubPaths as HubPaths  # where callers look for it
from sync.hub.stores import Server
from sync.wire.hub_card import issue_card
from sync.wire.parcels import WireBundles
from sync.wire.roster import sign_roster
from sync.wire.signing import StationKeys
from sync.wire.trust_papers import roster_document
from sync.wire.tuf_files import RootKey

LOGIN = "hub"
ROOT_VALID = timedelta(days=10 * 365)
ROSTER_VALID = timedelta(days=400)
"""About thirteen months; past it desks show a banner and work on."""
RENEW_BEFORE = timedelta(days=100)
"""So long before its date a list is signed anew with the next answer: a stick may take its time."""


class RosterInHand:
    """The roster in force, read again only where its bytes changed: verifying it takes longer than a small bundle."""

    def __init__(self, store: Store, bundles: WireBundles, card: bytes) -> None:
        self._store, self._bundles, self._card = store, bundles, card
        self._data: bytes | None = None
        self._list: StationList | None = None
        self._communes: dict[bytes, str] = {}
        self._lives: tuple[bytes | None, Lives] | None = None

    def stations(self) -> StationList | None:
        """Return the roster, None without one. Raises RosterNotTrusted."""
        kept = self._store.book.documents_of(ROSTER, LIVES)
        self.hear_lives(kept.get(LIVES))
        return self.read(kept.get(ROSTER))

    def hear_lives(self, data: bytes | None) -> None:
        """Take the lives of the hub from their kept bytes: another process may have begun one."""
        if self._lives is None or self._lives[0] != data:
            self._lives = (data, read_lives(data))

    def lives(self) -> Lives:
        """Return the lives of the hub, as read last."""
        if self._lives is None:
            self.hear_lives(self._store.book.document(LIVES))
        return self._lives[1] if self._lives else Lives()

    def read(self, data: bytes | None) -> StationList | None:
        """Take the roster from its kept bytes, None without one. Raises RosterNotTrusted."""
        if data != self._data:
            self._list = self._bundles.stations(TrustPapers(self._card, data))
            communes = {one.commune for one in self._list.stations.values()} if self._list else ()
            self._communes = {hand_of(province_log(self._store.station, commune)): commune for commune in communes}
            self._data = data
        return self._list

    def in_hand(self) -> Mapping[bytes, EnrolledStation]:
        """Return the stations of the roster that was read last."""
        return self._list.stations if self._list else {}

    def commune_of(self, station: bytes) -> str | None:
        """Return the commune of an enrolled station, or that of a log the hub writes for one.

        Who is not known yet is looked up in the newest roster.
        """
        known = self._known(station)
        if known is None:
            self.stations()
            known = self._known(station)
        return known

    def _known(self, station: bytes) -> str | None:
        found = self._list.stations.get(station) if self._list else None
        return found.commune if found else self._communes.get(hand_of(station))


@dataclass(frozen=True, slots=True)
class Hub:
    """An open hub."""

    paths: HubPaths
    clock: Clock
    store: Store
    bundles: WireBundles
    card: ProvinceCard
    roster: RosterInHand
    key: bytes = field(repr=False)

    def papers(self) -> TrustPapers:
        """Return the card, the roster and the published list, as desks get them."""
        kept = self.store.book.documents_of(ROSTER, PUBLISHED, LIVES)
        self.roster.hear_lives(kept.get(LIVES))
        return TrustPapers(self.card.data, kept.get(ROSTER), kept.get(PUBLISHED))

    def published(self) -> PublishedList | None:
        """Return what was published so far, None for nothing. Raises PublishedNotTrusted."""
        return self.bundles.published(self.papers())

    def content(self, sha256: str) -> bytes:
        """Return a published content. Raises LookupError."""
        found = self.store.book.document(CONTENT + sha256)
        if found is None:
            raise LookupError(sha256)
        return found

    def stations(self, papers: TrustPapers | None = None) -> StationList:
        """Return the roster in force, or that of these papers. Raises RosterNotTrusted, NoHubHere."""
        found = self.roster.stations() if papers is None else self.roster.read(papers.roster)
        if found is None:
            raise NoHubHere(folder=self.paths.folder)
        return found

    def scans(self) -> ScanTraffic:
        """Return what becomes of scans here."""
        return ScanTraffic(self.store.scan_parts, self.store.book)

    def log_of(self, commune: str) -> bytes:
        """Return the station id of the log this hub writes for a commune in its present life."""
        return province_log(self.store.station, commune, self.lives().numbers[-1])

    def logs_of(self, commune: str) -> tuple[bytes, ...]:
        """Return the logs this hub wrote for a commune in all its lives, the present one last."""
        return tuple(province_log(self.store.station, commune, life) for life in self.lives().numbers)

    def lives(self) -> Lives:
        """Return the lives of this hub, as read last."""
        return self.roster.lives()

    def has_forgotten(self) -> bool:
        """Tell whether a copy of this hub was ever put back, so that it may lack what desks believe it to hold."""
        return len(self.lives().numbers) > 1

    def logs_in(self, commune: str) -> tuple[bytes, ...]:
        """Return the logs that speak of a commune: its stations', by the roster read last, and this hub's own."""
        named = self.roster.in_hand().items()
        return (*(station for station, one in named if one.commune == commune), *self.logs_of(commune))

    def unit(self, commune: str, *, beside: Sequence[str] = ()) -> LogUnit:
        """Return a unit of work in the hub's log of a commune. beside: others whose dossiers it is about too.

        Which life the hub is in is read when it begins, and no other life begins while it lasts: a worker that has not
        heard of a copy put back must not write on in the log that is over.
        """

        def log(lives: bytes | None) -> bytes:
            self.roster.hear_lives(lives)
            return self.log_of(commune)

        return self.store.units_as(ToldBy(LIVES, log), actor=self.store.station, commune=commune, beside=beside)

    def unprojected(self, station: bytes) -> tuple[tuple[int, str], ...]:
        """Return the changes of a station that are stored and made nothing of: ``(seq, reason)``."""
        return unprojected(self.store.database, station)

    def root_key(self) -> RootKey:
        """Return the key that signs rosters."""
        seed = self._secret(stores.ROOT_KEY)
        if seed is None:
            raise NoHubHere(folder=self.paths.folder)
        return RootKey(seed)

    def roots(self) -> tuple[bytes, ...]:
        """Return the roots that followed the card's, in order: who holds only the card walks them."""
        kept = self._secret(stores.ROOTS)
        return () if kept is None else msgspec.msgpack.decode(kept, type=tuple[bytes, ...])

    def receiving(self) -> tuple[str, ...]:
        """Return the present and the next receiving key, once they were changed; none before."""
        return tuple(StationKeys.from_bytes(one).public.receiving for one in self.later_keys()[:2])

    def later_keys(self) -> tuple[bytes, ...]:
        """Return the hub's receiving pairs that came after the first: present, next, then the older ones."""
        return _later_keys(self.paths, self.key, self.store)

    def keep_secrets(self, named: Mapping[str, bytes]) -> None:
        """Keep secrets by their names in ``sync.hub.stores``, all or none. Raises DiskFull, CannotWrite."""
        stores.keep_secrets(self.paths, self.key, self.store, named)

    def _secret(self, name: str) -> bytes | None:
        return stores.secret(self.paths, self.key, self.store, name)


def _later_keys(paths: HubPaths, key: bytes, store: Store) -> tuple[bytes, ...]:
    kept = stores.secret(paths, key, store, stores.HUB_KEYS)
    return () if kept is None else msgspec.msgpack.decode(kept, type=tuple[bytes, ...])


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
    server: Server | None = None,
) -> NewHub:
    """Make keys, store and an empty roster; the vault file comes last. ``now`` sets a practice hub's clock.

    server: the PostgreSQL database to use, an encrypted file otherwise.
    Raises AlreadyInitialised, PasswordTooShort, ClockNotYours, DiskFull, CannotWrite, DeskInUse, DatabaseRefused.
    """
    clock = _clock(now, practice=practice)
    if vault_file.exists(paths.vault_file):
        raise AlreadyInitialised(folder=paths.folder)
    owner = SlotOwner(secrets.token_bytes(16), LOGIN, province)
    opened, code, sealed = vault.prepare(paths.vault_file, owner, password, cost=cost)
    _make_folder(paths.folder)
    held = lock.hold(paths.lock_file)
    try:
        keys, root = StationKeys.generate(), RootKey.generate()
        secret = {"keys": keys.to_bytes(), "root": root.to_bytes()}
        stores.create(paths, opened.key, server, station=keys.station_id, province=province, **secret)
        card = _first_papers(paths, opened.key, keys, root, province=province, practice=practice, clock=clock)
        write_whole(paths.card_file, card.data)
        vault.keep(paths.vault_file, sealed)
    finally:
        held.release()
    return NewHub(card, paths.card_file, code)


@contextmanager
def open_hub(
    paths: HubPaths, password: str, *, write: bool, now: datetime | None = None, beside_others: bool = False
) -> Iterator[Hub]:
    """Open a hub with the operator's password. ``now`` sets the clock, in practice hubs only.

    beside_others: for a worker or the web process; on a server's database they write side by side without the lock.
    Raises NoHubHere, WrongPassword, DeskInUse, DatabaseDamaged, DatabaseGone, ClockNotYours.
    """
    with open_with_key(paths, unlock(paths, password), write=write, now=now, beside_others=beside_others) as hub:
        yield hub


def unlock(paths: HubPaths, password: str) -> bytes:
    """Return the hub's key for the operator's password. Raises NoHubHere, WrongPassword."""
    if not vault_file.exists(paths.vault_file):
        raise NoHubHere(folder=paths.folder)
    return vault.unlock(paths.vault_file, LOGIN, password).key


@contextmanager
def open_with_key(
    paths: HubPaths, key: bytes, *, write: bool, now: datetime | None = None, beside_others: bool = False
) -> Iterator[Hub]:
    """Open a hub with its key, for a process whose parent has asked for the password; see :func:`open_hub`."""
    needs_lock = write and not (beside_others and paths.server() is not None)
    held = lock.hold(paths.lock_file) if needs_lock else None
    try:
        clock: Clock = SystemClock() if now is None else FixedClock(now)
        store = stores.open_store(paths, key, write=write, clock=clock)
        try:
            hub = _wired(paths, key, store, clock)
            if write:
                look_at_anchors(hub)
            yield hub
        finally:
            store.close()
    finally:
        if held is not None:
            held.release()


def _wired(paths: HubPaths, key: bytes, store: Store, clock: Clock) -> Hub:
    bundles = WireBundles(store.keys(), older=_later_keys(paths, key, store))
    kept = store.book.document(HUB_CARD)
    if kept is None:
        raise NoHubHere(folder=paths.folder)
    card = bundles.card(kept, name=paths.card_file.name)
    if isinstance(clock, FixedClock) and not card.practice:
        raise ClockNotYours
    roster = RosterInHand(store, bundles, kept)
    store.database.commune_of = roster.commune_of
    return Hub(paths, clock, store, bundles, card, roster, key)


def _first_papers(
    paths: HubPaths, key: bytes, keys: StationKeys, root: RootKey, *, province: str, practice: bool, clock: Clock
) -> ProvinceCard:
    now = clock.now()
    root_file = root.root(version=1, expires=now + ROOT_VALID)
    card = issue_card(province=province, practice=practice, keys=keys.public, root=root_file).to_bytes()
    roster = sign_roster((), key=root, version=1, expires=now + ROSTER_VALID)
    store = stores.open_store(paths, key, write=True, clock=clock)
    try:
        StoredSpool(store.database).prepare()
        store.book.keep_document(HUB_CARD, card)
        if paths.server() is None:
            store.book.keep_document(stores.ROOT_KEY, root.to_bytes())
        store.book.keep_document(ROSTER, roster_document(roster))
        return WireBundles(keys.to_bytes()).card(card, name=paths.card_file.name)
    finally:
        store.close()


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
