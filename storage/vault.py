"""Who may open the database: one random data key, wrapped once per officer and once for the recovery code.

The key that encrypts the database never leaves memory; ``vault.json`` holds it only wrapped
(ChaCha20-Poly1305 under an Argon2id key, the slot's id as associated data). A second copy of the file
lies beside it, because losing the file is losing the data. Wrong passwords slow the next try
down; nothing is ever erased or locked for good.
"""

from __future__ import annotations

import secrets
import unicodedata
from dataclasses import dataclass, field, replace
from pathlib import Path

from argon2.exceptions import HashingError
from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from app.domain.errors import (
    AlreadyInitialised,
    DatabaseDamaged,
    PasswordTooShort,
    TooLittleMemory,
    UnknownOfficer,
)
from storage import tries
from storage.vault_file import Cost, Slot, SlotOwner, as_json, exists, owner_of, put, read_slots

LEAST_PASSWORD = 10
KEY_BYTES = 32
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O, U to misread on paper."""
_RECOVERY_LETTERS = 25
_LACKS = ("Memory allocation error", "Threading failure")
"""What Argon2 says when the computer, not the file, is at fault."""


@dataclass(frozen=True, slots=True)
class Vault:
    """An open vault. key: the raw 32 bytes of the database; owner: None after the recovery code."""

    path: Path
    key: bytes = field(repr=False)
    owner: SlotOwner | None

    def add_officer(self, login: str, name: str, password: str, *, officer_id: bytes | None = None) -> SlotOwner:
        """Give one more officer a slot. Raises PasswordTooShort, AlreadyInitialised if the login is taken."""
        slots = read_slots(self.path)
        if any(slot.kind == "officer" and slot.login == login for slot in slots):
            raise AlreadyInitialised(folder=login)
        owner = SlotOwner(officer_id or secrets.token_bytes(16), login, name)
        put(self.path, as_json([*slots, _officer_slot(owner, password, self.key, _cost_of(slots))]))
        return owner

    def drop_officer(self, login: str) -> None:
        """Take an officer's slot away: their password opens nothing any more. Nothing if there is no such slot."""
        slots = read_slots(self.path)
        kept = [slot for slot in slots if slot.kind != "officer" or slot.login != login]
        if len(kept) < len(slots):
            put(self.path, as_json(kept))

    def change_password(self, login: str, password: str) -> None:
        """Wrap the key anew for this officer; the old password opens nothing any more."""
        slots = read_slots(self.path)
        old = _slot_of(slots, login)
        new = _officer_slot(owner_of(old), password, self.key, _cost_of(slots))
        put(self.path, as_json([new if slot is old else slot for slot in slots]))

    def renew_recovery_code(self) -> str:
        """Return a new recovery code to print; the old one opens nothing any more."""
        slots = read_slots(self.path)
        code, slot = _recovery_slot(self.key, _cost_of(slots))
        put(self.path, as_json([*(kept for kept in slots if kept.kind != "recovery"), slot]))
        return code


def prepare(path: Path, owner: SlotOwner, password: str, *, cost: Cost | None = None) -> tuple[Vault, str, bytes]:
    """Make a vault in memory: the open vault, its recovery code, and the bytes :func:`keep` puts in place.

    Raises PasswordTooShort.
    """
    key, cost = secrets.token_bytes(KEY_BYTES), cost or Cost()
    first = _officer_slot(owner, password, key, cost)
    code, recovery = _recovery_slot(key, cost)
    return Vault(path, key, owner), code, as_json([first, recovery])


def create(
    path: Path, login: str, name: str, password: str, *, officer_id: bytes | None = None, cost: Cost | None = None
) -> tuple[Vault, str]:
    """Make a vault file with its first officer; return it open, and the recovery code to print.

    Raises AlreadyInitialised, PasswordTooShort, DiskFull, CannotWrite.
    """
    owner = SlotOwner(officer_id or secrets.token_bytes(16), login, name)
    vault, code, data = prepare(path, owner, password, cost=cost)
    keep(path, data)
    return vault, code


def keep(path: Path, data: bytes) -> None:
    """Put a new vault file in place; never over an old one. Raises AlreadyInitialised."""
    if exists(path):
        raise AlreadyInitialised(folder=path.parent)
    put(path, data)


def unlock(path: Path, login: str, password: str, *, now: float | None = None) -> Vault:
    """Open the vault with an officer's password. now: epoch seconds, for tests.

    Raises WrongPassword (with the seconds to wait), UnknownOfficer, NotInitialised, DatabaseDamaged.
    """
    slot = _slot_of(read_slots(path), login)
    key = _guarded(path, slot, password, now)
    return Vault(path, key, owner_of(slot))


def unlock_with_recovery(path: Path, code: str, *, now: float | None = None) -> Vault:
    """Open the vault with the printed recovery code; blanks, hyphens and look-alike letters do not matter."""
    for slot in read_slots(path):
        if slot.kind == "recovery":
            return Vault(path, _guarded(path, slot, _plain_code(code), now), None)
    raise UnknownOfficer(login="recovery")


def _guarded(path: Path, slot: Slot, secret: str, now: float | None) -> bytes:
    book = path.with_name("vault.tries")
    tries.refuse_if_waiting(book, slot.id.hex(), now)
    key = _unwrap(slot, secret)
    if key is None:
        tries.refuse_wrong(book, slot.id.hex(), now)
    tries.forget(book, slot.id.hex())
    return key


# ── slots ────────────────────────────────────────────────────────────────────────────────────


def _officer_slot(owner: SlotOwner, password: str, key: bytes, cost: Cost) -> Slot:
    if len(password) < LEAST_PASSWORD:
        raise PasswordTooShort(least=LEAST_PASSWORD)
    empty = Slot(owner.id, "officer", owner.login, owner.name, cost, b"", b"", b"")
    return _wrap(empty, password, key)


def _recovery_slot(key: bytes, cost: Cost) -> tuple[str, Slot]:
    letters = "".join(secrets.choice(_ALPHABET) for _ in range(_RECOVERY_LETTERS))
    slot = _wrap(Slot(secrets.token_bytes(16), "recovery", "", "", cost, b"", b"", b""), letters, key)
    return "-".join(letters[at : at + 5] for at in range(0, _RECOVERY_LETTERS, 5)), slot


def _wrap(slot: Slot, secret: str, key: bytes) -> Slot:
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    sealed = ChaCha20Poly1305(_stretch(secret, salt, slot.cost)).encrypt(nonce, key, _bound_to(slot))
    return replace(slot, salt=salt, nonce=nonce, wrapped=sealed)


def _unwrap(slot: Slot, secret: str) -> bytes | None:
    try:
        return ChaCha20Poly1305(_stretch(secret, slot.salt, slot.cost)).decrypt(
            slot.nonce, slot.wrapped, _bound_to(slot)
        )
    except InvalidTag:
        return None
    except (HashingError, ValueError) as broken:
        raise DatabaseDamaged(reason="vault.json") from broken


def _stretch(secret: str, salt: bytes, cost: Cost) -> bytes:
    try:
        return hash_secret_raw(
            # One keyboard types a marked letter whole, another its mark apart: the same password either way.
            unicodedata.normalize("NFC", secret).encode("utf-8", "surrogatepass"),
            salt,
            time_cost=cost.passes,
            memory_cost=cost.memory_kib,
            parallelism=cost.lanes,
            hash_len=KEY_BYTES,
            type=Type.ID,
        )
    except HashingError as failed:
        if any(lack in str(failed) for lack in _LACKS):
            raise TooLittleMemory() from failed
        raise


def _bound_to(slot: Slot) -> bytes:
    """Return what ties a wrapped key to its slot: moved to another one, it must not open."""
    return b"motcua-vault-1" + slot.kind.encode() + slot.id


def _plain_code(code: str) -> str:
    letters = "".join(letter for letter in code.upper() if letter.isalnum())
    return letters.translate(str.maketrans("OIL", "011"))


def _slot_of(slots: list[Slot], login: str) -> Slot:
    for slot in slots:
        if slot.kind == "officer" and slot.login == login:
            return slot
    raise UnknownOfficer(login=login)


def _cost_of(slots: list[Slot]) -> Cost:
    return slots[0].cost
