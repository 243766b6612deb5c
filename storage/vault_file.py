"""The vault's file: its slots as ``vault.json`` and its copy hold them. Opens nothing and knows no cipher.

Apart from ``storage.vault``, so that the unlock page names the officers before a library of ciphers is imported.
"""

from __future__ import annotations

import binascii
import hashlib
import json
import os
from base64 import b64decode, b64encode
from dataclasses import dataclass
from pathlib import Path

from app.domain.errors import CannotRead, DatabaseDamaged, NotInitialised
from app.files import fault_of, write_whole

_MOST_MEMORY_KIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Cost:
    """What one guess costs (Argon2id): memory in KiB, passes over it, lanes."""

    memory_kib: int = 64 * 1024
    passes: int = 3
    lanes: int = 4


@dataclass(frozen=True, slots=True)
class SlotOwner:
    """An officer as the unlock page shows one; id is the officer's id in the log."""

    id: bytes
    login: str
    name: str


@dataclass(frozen=True, slots=True)
class Slot:
    """One wrapping of the data key; kind: ``officer`` or ``recovery``."""

    id: bytes
    kind: str
    login: str
    name: str
    cost: Cost
    salt: bytes
    nonce: bytes
    wrapped: bytes


def exists(path: Path) -> bool:
    """Return whether there is a vault here, be it only its second copy."""
    return path.exists() or _copy_of(path).exists()


def officers(path: Path) -> tuple[SlotOwner, ...]:
    """Return whose names the unlock page offers; needs no password. Raises NotInitialised."""
    return tuple(owner_of(slot) for slot in read_slots(path) if slot.kind == "officer")


def owner_of(slot: Slot) -> SlotOwner:
    """Return whose slot it is."""
    return SlotOwner(slot.id, slot.login, slot.name)


def read_slots(path: Path) -> list[Slot]:
    """Return the slots of the file, or of its second copy if the first is missing or damaged.

    Raises NotInitialised, CannotRead, DatabaseDamaged.
    """
    if not exists(path):
        raise NotInitialised(folder=path.parent)
    broken: Exception | None = None
    for file in (path, _copy_of(path)):
        try:
            return _from_json(file.read_bytes())
        except FileNotFoundError:
            continue
        except (OSError, ValueError, KeyError, TypeError, RecursionError, binascii.Error) as failed:
            broken = failed
    if isinstance(broken, OSError):
        raise CannotRead(place=path.name) from broken
    raise DatabaseDamaged(reason=path.name) from broken


def put(path: Path, data: bytes) -> None:
    """Write the file and its copy, down to the disk. Raises DiskFull, CannotWrite."""
    write_whole(path, data)
    write_whole(_copy_of(path), data)
    if os.name == "nt":
        return  # NTFS journals the rename; a folder cannot be synced there
    try:
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as failed:
        raise fault_of(failed, path.parent.name) from failed


def as_json(slots: list[Slot]) -> bytes:
    """Return the bytes of the file, with the sum that guards them."""
    rows = [
        {
            "id": slot.id.hex(),
            "kind": slot.kind,
            "login": slot.login,
            "name": slot.name,
            "kdf": {
                "name": "argon2id",
                "memory_kib": slot.cost.memory_kib,
                "passes": slot.cost.passes,
                "lanes": slot.cost.lanes,
            },
            "salt": b64encode(slot.salt).decode(),
            "nonce": b64encode(slot.nonce).decode(),
            "wrapped": b64encode(slot.wrapped).decode(),
        }
        for slot in slots
    ]
    document = {"format": 1, "cipher": "chacha20-poly1305", "slots": rows, "sum": _sum_of(rows)}
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def _copy_of(path: Path) -> Path:
    return path.with_name(path.name + ".copy")


def _cost(kdf: dict[str, int]) -> Cost:
    """Return a cost as the file states it. Raises ValueError where it would hang or exhaust the computer."""
    cost = Cost(kdf["memory_kib"], kdf["passes"], kdf["lanes"])
    if not (8 <= cost.memory_kib <= _MOST_MEMORY_KIB and 1 <= cost.passes <= 16 and 1 <= cost.lanes <= 16):
        raise ValueError("a cost no vault of ours has")
    return cost


def _sum_of(rows: object) -> str:
    """Return what tells a spoilt file from a wrong password: one flipped bit in a slot opens nothing either."""
    return hashlib.sha256(json.dumps(rows, sort_keys=True).encode("ascii")).hexdigest()


def _from_json(data: bytes) -> list[Slot]:
    document = json.loads(data)
    if document["format"] != 1:
        raise ValueError("a vault of a newer program")
    if document["sum"] != _sum_of(document["slots"]):
        raise ValueError("a vault with other bytes than were written")
    return [
        Slot(
            bytes.fromhex(row["id"]),
            row["kind"],
            row["login"],
            row["name"],
            _cost(row["kdf"]),
            b64decode(row["salt"], validate=True),
            b64decode(row["nonce"], validate=True),
            b64decode(row["wrapped"], validate=True),
        )
        for row in document["slots"]
    ]
