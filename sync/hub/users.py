"""Who may look at the province's pages (người dùng trang tỉnh), and what each may do there."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import msgspec
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.domain.errors import BadInput, PasswordTooShort, UnknownUser
from app.i18n import N_
from app.logs import logger
from storage.vault import LEAST_PASSWORD
from sync.hub.program import Hub

Role = Literal["viewer", "operator"]
ROLES: tuple[Role, ...] = ("viewer", "operator")
"""viewer: reads. operator: enrols, cuts off, decides about what was kept apart, publishes."""

_USERS = "web_users"
_hasher = PasswordHasher()
_NOBODY = _hasher.hash(secrets.token_hex(16))


class _Kept(msgspec.Struct, array_like=True, frozen=True):
    """How a user is kept: the password only as Argon2id. set_at: when it was set."""

    login: str
    name: str
    role: Role
    password: str
    disabled: bool = False
    set_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who may sign in."""

    login: str
    name: str
    role: Role
    disabled: bool = False

    @property
    def may_act(self) -> bool:
        """Tell whether this user may do more than read."""
        return self.role == "operator" and not self.disabled


class Users:
    """The list, a small document of the hub's store."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    def all(self) -> tuple[User, ...]:
        """Return everybody, by login."""
        return tuple(User(one.login, one.name, one.role, one.disabled) for one in self._kept())

    def add(self, login: str, name: str, role: str, password: str) -> User:
        """Add somebody, or give one who is there a new name, role and password. Raises BadInput, PasswordTooShort."""
        login = login.strip().lower()
        if not login or not login.isascii() or not login.isalnum():
            raise BadInput(field="login", problem=N_("letters without marks and digits only"))
        if role not in ROLES:
            raise BadInput(field="role", problem=N_("must be viewer or operator"))
        if len(password) < LEAST_PASSWORD:
            raise PasswordTooShort(least=LEAST_PASSWORD)
        kept = _Kept(login, name.strip() or login, role, _hasher.hash(password), set_at=self._hub.clock.now())
        self._keep([*(one for one in self._kept() if one.login != login), kept])
        logger("hub").info("user_kept", role=role)
        return User(kept.login, kept.name, kept.role)

    def disable(self, login: str) -> User:
        """Let somebody sign in no more. Raises UnknownUser."""
        kept = self._kept()
        if login not in {one.login for one in kept}:
            raise UnknownUser(login=login)
        self._keep([msgspec.structs.replace(one, disabled=True) if one.login == login else one for one in kept])
        return next(one for one in self.all() if one.login == login)

    def user(self, login: str, *, signed_in_at: datetime) -> User | None:
        """Return somebody who may sign in now; None where the password was set anew since he signed in."""
        kept = next((one for one in self._kept() if one.login == login and not one.disabled), None)
        if kept is None or (kept.set_at is not None and kept.set_at > signed_in_at):
            return None
        return User(kept.login, kept.name, kept.role)

    def sign_in(self, login: str, password: str) -> User | None:
        """Return who signs in; None for a wrong name or password, which take equally long."""
        kept = next((one for one in self._kept() if one.login == login.strip().lower() and not one.disabled), None)
        try:
            _hasher.verify(kept.password if kept else _NOBODY, password)
        except (VerificationError, InvalidHashError):
            return None
        return None if kept is None else User(kept.login, kept.name, kept.role)

    def _kept(self) -> list[_Kept]:
        data = self._hub.store.book.document(_USERS)
        return [] if data is None else msgspec.msgpack.decode(data, type=list[_Kept])

    def _keep(self, users: Iterable[_Kept]) -> None:
        ordered = sorted(users, key=lambda one: one.login)
        self._hub.store.book.keep_document(_USERS, msgspec.msgpack.encode(ordered))
