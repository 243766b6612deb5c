"""Where a hub's things are: its folder, and the database that may be a server's."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

from app.domain.errors import DatabaseDamaged
from app.files import read_secret, write_whole

PASSWORD_FILE = "MOTCUA_DATABASE_PASSWORD_FILE"  # noqa: S105 - a name, no password
"""Names a file with the database's password; it goes before the one that was sealed when the hub was made."""


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
        """The encrypted database of a hub in a file."""
        return self.folder / "hub.db"

    @property
    def logs(self) -> Path:
        """Where commands note which files they took in, and why they refused one; nobody's name stands there."""
        return self.folder / "logs"

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
        """Where bundles wait to be read, each under its SHA-256."""
        return self.folder / "spool"

    @property
    def reading(self) -> Path:
        """Where bundles are copied that are read at once: a stick may be pulled."""
        return self.folder / "reading"

    @property
    def outbox(self) -> Path:
        """Answers that the workers wrote, a folder a station."""
        return self.folder / "outbox"

    @property
    def server_file(self) -> Path:
        """Where the database is, if it is a server's: never with a password."""
        return self.folder / "database.json"

    @property
    def sealed_file(self) -> Path:
        """The private keys of a hub whose database is not encrypted, sealed under the vault."""
        return self.folder / "secrets.sealed"

    def server(self) -> str | None:
        """Return the address of the database server, None for a hub in a file. Raises DatabaseDamaged."""
        try:
            return str(json.loads(self.server_file.read_bytes())["address"])
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError) as broken:
            raise DatabaseDamaged(reason=self.server_file.name) from broken

    def keep_server(self, address: str) -> None:
        """Note where the database is. Raises DiskFull, CannotWrite."""
        write_whole(self.server_file, json.dumps({"format": 1, "address": address}, indent=1).encode())


def read_password(file: Path | None) -> str | None:
    """Return the database's password from a file, or from the one the environment names. Raises CannotRead."""
    named = file or (Path(os.environ[PASSWORD_FILE]) if os.environ.get(PASSWORD_FILE) else None)
    if named is None:
        return None
    return read_secret(named)
