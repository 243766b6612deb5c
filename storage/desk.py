"""A desk's data on this computer: making it on the first day, opening it on every other."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from app.clock import Clock
from app.domain.errors import AlreadyInitialised, DeskInUse, NotInitialised
from app.domain.events import OfficerEnrolled, StationOpened
from app.domain.station_events import COPIED, RESTORED
from app.files import fault_of
from app.paths import Paths
from app.services.doubt import RETIRED, Doubt, read_doubt
from storage import anchor, lock, vault, vault_file
from storage.engine import Database
from storage.machine import Machine, read_machine
from storage.store import Store, create_store, open_database, put_aside
from storage.vault import Vault
from storage.vault_file import SlotOwner

MACHINE = "machine"
"""The kind of the document that says which computer the database lives on."""


@dataclass(frozen=True, slots=True)
class NewDesk:
    """What the first start asks. station, keys: the station's id and private keys, made by the caller."""

    commune: str
    commune_name: str
    station_number: int
    unit_code: str
    practice: bool
    station: bytes
    keys: bytes


class OpenDesk(Store):
    """An open desk: a store, its open vault, and the lock of whoever writes."""

    def __init__(
        self,
        database: Database,
        *,
        vault: Vault,
        held: FileLock | None,
        clock: Clock,
        anchor_file: Path,
        aliases: Mapping[str, tuple[str, ...]],
    ) -> None:
        super().__init__(database, clock=clock, anchor_file=anchor_file, aliases=aliases)
        self.vault = vault
        self._held = held

    def doubt(self, machine: Machine) -> Doubt | None:
        """Return why this database may not go on under its key, None where nothing speaks against it (SYNC §2.8)."""
        known_to = self.noted[0] if self.noted else 0
        retired = read_doubt(self.book.document(RETIRED) or b"")
        if retired is not None and retired.station == self.station:
            return Doubt(self.station, retired.reason, max(known_to, retired.known_to))
        if self.anchor in (anchor.BEHIND, anchor.FORKED):
            return Doubt(self.station, RESTORED, known_to)
        kept = read_machine(self.book.document(MACHINE) or b"")
        if kept is not None and not machine.is_same_as(kept):
            return Doubt(self.station, COPIED, known_to)
        return None

    def remember(self, machine: Machine) -> None:
        """Remember this computer as the one the database lives on."""
        if self.book.document(MACHINE) != machine.to_bytes():
            self.book.keep_document(MACHINE, machine.to_bytes())

    @property
    def owner(self) -> SlotOwner | None:
        """Return the officer who opened the desk; None after the recovery code."""
        return self.vault.owner

    def close(self) -> None:
        """Close the database and let the next window in."""
        super().close()
        if self._held is not None:
            self._held.release()


def exists(paths: Paths) -> bool:
    """Return whether there is a desk in the data folder."""
    return vault_file.exists(paths.vault_file)


def create_desk(
    paths: Paths,
    asked: NewDesk,
    *,
    login: str,
    name: str,
    password: str,
    clock: Clock,
    aliases: Mapping[str, tuple[str, ...]] | None = None,
    cost: vault_file.Cost | None = None,
) -> tuple[OpenDesk, str]:
    """Make a desk, enrol its first officer, return it open for writing, and the recovery code to print.

    The vault file comes last and at once: a crash before it leaves no desk, only a file put aside.
    Raises AlreadyInitialised, PasswordTooShort, DiskFull, CannotWrite, DeskInUse.
    """
    if exists(paths):
        raise AlreadyInitialised(folder=paths.data_dir)
    owner = SlotOwner(secrets.token_bytes(16), login, name)
    opened, code, sealed = vault.prepare(paths.vault_file, owner, password, cost=cost)
    _make_folder(paths.data_dir)
    held = lock.hold(paths.lock_file)
    try:
        put_aside(paths.database)
        create_store(
            paths.database, opened.key, station=asked.station, keys=asked.keys, commune_name=asked.commune_name
        )
        desk = _opened(paths, opened, held, clock=clock, aliases=aliases)
        _first_changes(desk, asked, owner, clock)
        vault.keep(paths.vault_file, sealed)
    except BaseException:
        held.release()
        raise
    return desk, code


def open_desk(
    paths: Paths,
    login: str,
    password: str,
    *,
    write: bool,
    clock: Clock,
    aliases: Mapping[str, tuple[str, ...]] | None = None,
) -> OpenDesk:
    """Open the desk with an officer's password; readers need no lock and may read beside a writer.

    Raises NotInitialised, WrongPassword, UnknownOfficer, DeskInUse, DatabaseDamaged, CannotWrite.
    """
    if not exists(paths):
        raise NotInitialised(folder=paths.data_dir)
    return open_unlocked(
        paths, vault.unlock(paths.vault_file, login, password), write=write, clock=clock, aliases=aliases
    )


def open_unlocked(
    paths: Paths, opened: Vault, *, write: bool, clock: Clock, aliases: Mapping[str, tuple[str, ...]] | None = None
) -> OpenDesk:
    """Open the desk with a vault that is open already (after the recovery code, or a screen lock)."""
    if not write:
        return _opened_to_read(paths, opened, clock=clock, aliases=aliases)
    held = lock.hold(paths.lock_file)
    try:
        return _opened(paths, opened, held, clock=clock, aliases=aliases)
    except BaseException:
        held.release()
        raise


def _opened_to_read(
    paths: Paths, opened: Vault, *, clock: Clock, aliases: Mapping[str, tuple[str, ...]] | None
) -> OpenDesk:
    """Open for reading; tables of an older program are first brought up to date, unless another window is at work."""
    try:
        return _opened(paths, opened, None, clock=clock, aliases=aliases)
    except DeskInUse:
        held = lock.hold(paths.lock_file)
        try:
            open_database(paths.database, opened.key, write=True).close()
        finally:
            held.release()
    return _opened(paths, opened, None, clock=clock, aliases=aliases)


def enrol_officer(
    desk: OpenDesk, *, login: str, name: str, password: str, role: str, by: bytes, clock: Clock
) -> SlotOwner:
    """Give an officer an account: a slot of the vault, then the event. Raises PasswordTooShort, AlreadyInitialised.

    The slot comes first: a slot without its event only shows a name, an event without slot locks out.
    """
    owner = desk.vault.add_officer(login, name, password)
    with desk.units(by) as unit:
        unit.record("officer", owner.id, OfficerEnrolled(at=clock.now(), login=login, name=name, role=role))
    return owner


def _opened(
    paths: Paths, opened: Vault, held: FileLock | None, *, clock: Clock, aliases: Mapping[str, tuple[str, ...]] | None
) -> OpenDesk:
    database = open_database(paths.database, opened.key, write=held is not None)
    try:
        return OpenDesk(
            database, vault=opened, held=held, clock=clock, anchor_file=paths.anchor_file, aliases=aliases or {}
        )
    except BaseException:
        database.close()
        raise


def _first_changes(desk: OpenDesk, asked: NewDesk, owner: SlotOwner, clock: Clock) -> None:
    now = clock.now()
    opening = StationOpened(now, asked.commune, asked.station_number, asked.unit_code, asked.practice)
    with desk.units(owner.id) as unit:
        unit.record("station", asked.station, opening)
        unit.record("officer", owner.id, OfficerEnrolled(at=now, login=owner.login, name=owner.name))


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as failed:
        raise fault_of(failed, folder.name) from failed
