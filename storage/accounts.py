"""The accounts of a desk as its services ask for them: the slots of its open vault."""

from __future__ import annotations

import hmac

from app.domain.errors import DatabaseDamaged
from storage import vault, vault_file
from storage.vault import Vault


class StoredAccounts:
    """See :class:`app.ports.Accounts`."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def logins(self) -> tuple[str, ...]:
        """Return the logins that have a slot."""
        return tuple(owner.login for owner in vault_file.officers(self._vault.path))

    def add(self, login: str, name: str, password: str, *, officer_id: bytes | None = None) -> bytes:
        """Give one more officer a slot; return the officer's id."""
        return self._vault.add_officer(login, name, password, officer_id=officer_id).id

    def drop(self, login: str) -> None:
        """Take the slot of a login away."""
        self._vault.drop_officer(login)

    def change_password(self, login: str, password: str) -> None:
        """Let this password open the slot, and the old one no more."""
        self._vault.change_password(login, password)

    def renew_recovery_code(self) -> str:
        """Return a new recovery code; the old one opens nothing any more."""
        return self._vault.renew_recovery_code()

    def confirm(self, login: str, password: str) -> None:
        """Open the slot of a login and forget it again."""
        opened = vault.unlock(self._vault.path, login, password)
        if not hmac.compare_digest(opened.key, self._vault.key):
            raise DatabaseDamaged(reason=self._vault.path.name)  # the vault file of another desk
