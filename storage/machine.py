"""Which computer this is: so that a database copied to another one is not taken for the same desk (SYNC §2.8).

The operating system's id of the machine, and a random id in the state folder. A disk copied whole brings both along;
then the province finds the fork (:mod:`storage.adopting`).
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import sys
import uuid
from pathlib import Path

import msgspec

_LINUX = (Path("/etc/machine-id"), Path("/var/lib/dbus/machine-id"))


class Machine(msgspec.Struct, array_like=True, frozen=True):
    """A computer as a database remembers it: hashes only. folder: where the data lay."""

    system: bytes
    account: bytes
    folder: bytes

    def to_bytes(self) -> bytes:
        """Return the bytes to keep."""
        return msgspec.msgpack.encode(self)

    def is_same_as(self, kept: Machine) -> bool:
        """Return whether this is the computer that was remembered.

        Another account on one computer may open the same folder; another folder of one account may hold a moved desk.
        """
        return self.system == kept.system and (self.account == kept.account or self.folder == kept.folder)


def this_machine(state_dir: Path, data_dir: Path) -> Machine:
    """Return this computer. The state folder gets its id on the first call, if it can be written."""
    parts = (_system_id(), _account_id(state_dir / "machine"), str(data_dir).encode())
    return Machine(*(hashlib.sha256(b"machine-v1" + part).digest()[:16] for part in parts))


def read_machine(data: bytes) -> Machine | None:
    """Return a remembered computer; None where the bytes say nothing."""
    try:
        return msgspec.msgpack.decode(data, type=Machine)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None


class TakenNumbers:
    """Which desk numbers K this computer has taken, outside the data: a second restore must not take one again."""

    def __init__(self, state_dir: Path) -> None:
        self._file = state_dir / "numbers"

    def of(self, unit_code: str) -> frozenset[int]:
        """Return the numbers taken of a unit code."""
        try:
            lines = self._file.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError):
            return frozenset()
        pairs = (line.rsplit(" ", 1) for line in lines if line.startswith(f"{unit_code} "))
        return frozenset(int(number) for _unit, number in pairs if number.isascii() and number.isdigit())

    def note(self, unit_code: str, number: int) -> None:
        """Note a number, down to the disk. A file that cannot be written stops nothing."""
        with contextlib.suppress(OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with self._file.open("a", encoding="utf-8") as stream:
                stream.write(f"{unit_code} {number}\n")
                stream.flush()
                os.fsync(stream.fileno())


def new_account_id() -> bytes:
    """Return a fresh random id."""
    return secrets.token_hex(16).encode()


def _account_id(file: Path) -> bytes:
    with contextlib.suppress(OSError):
        if kept := file.read_bytes():
            return kept
    made = new_account_id()
    with contextlib.suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(made)
    return made


def _system_id() -> bytes:
    if sys.platform == "win32":
        import winreg

        place = (winreg.HKEY_LOCAL_MACHINE, r"SOFTWARE\Microsoft\Cryptography")
        with contextlib.suppress(OSError), winreg.OpenKey(*place) as key:
            return str(winreg.QueryValueEx(key, "MachineGuid")[0]).encode()
    for file in _LINUX:
        with contextlib.suppress(OSError):
            return file.read_bytes().strip()
    return f"{uuid.getnode():012x}".encode()
