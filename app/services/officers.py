"""The officers of a desk: accounts given, disabled, opened again, passwords set anew (tài khoản cán bộ).

An account is a slot of the vault and a word in the log. Where both change, the slot of an officer who comes is
made first and the slot of one who leaves is taken last: a crash in between leaves nobody in who must not be,
and nobody out who cannot be let in again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from app.clock import Clock
from app.domain.acts import needed
from app.domain.errors import (
    BadInput,
    LastOfficer,
    LoginTaken,
    NotALeader,
    OfficerLeft,
    OfficerNotDisabled,
    OwnAccount,
    UnknownOfficer,
)
from app.domain.events import OfficerEnrolled
from app.domain.officer_events import (
    OfficerDisabled,
    OfficerReinstated,
    OfficerRoleGiven,
    PasswordReset,
    RecoveryCodeRenewed,
)
from app.domain.officers import LEADER, RECEIVER, ROLES, OfficerEvent
from app.i18n import N_
from app.ports import Accounts, NewUnit, Queries
from app.readings import Officer
from app.services import field_checks as check

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{0,31}")


@dataclass(frozen=True, slots=True)
class Officers:
    """The accounts of this desk. Only a leader changes those of others."""

    new_unit: NewUnit
    queries: Queries
    accounts: Accounts
    clock: Clock

    def list(self) -> tuple[Officer, ...]:
        """Return all who ever had an account here, those who left too, in order of enrolment."""
        return self.queries.officers()

    def named(self, login: str) -> Officer:
        """Return the officer of a login. Raises UnknownOfficer."""
        for one in self.queries.officers():
            if one.login == login:
                return one
        raise UnknownOfficer(login=login)

    def add(self, *, login: str, name: str, password: str, by: Officer, role: str = RECEIVER) -> Officer:
        """Give a new officer an account. Raises NotALeader, LoginTaken, PasswordTooShort, BadInput."""
        self._must_lead(by)
        asked, called = login.strip(), check.name(name, "name")
        if not _LOGIN.fullmatch(asked):
            raise BadInput(field="login", problem=N_("takes small letters, figures, dot and hyphen, 32 at most"))
        _check_role(role)
        if any(one.login == asked for one in self.queries.officers()):
            raise LoginTaken(login=asked)  # of one who left too: a login names one person for ever
        new = self.accounts.add(asked, called, password)
        with self.new_unit(by.id) as unit:
            unit.record("officer", new, OfficerEnrolled(at=self._now(), login=asked, name=called, role=role))
        return self.named(asked)

    def disable(self, login: str, *, reason: str | None, by: Officer) -> Officer:
        """Disable an account: the password opens nothing from now on; what was done stays theirs.

        Raises NotALeader, OwnAccount, LastOfficer, ReasonNeeded, UnknownOfficer.
        """
        self._must_lead(by)
        why, gone = needed(check.text(reason, "reason"), "reason"), self.named(login)
        if gone.id == by.id:
            raise OwnAccount
        if gone.left_at is not None:
            return gone
        if not any(one.left_at is None and one.id != gone.id for one in self.queries.officers()):
            raise LastOfficer(name=gone.name)
        self._say(gone, OfficerDisabled(self._now(), gone.id, why), by)
        self.accounts.drop(gone.login)
        return self.named(login)

    def reinstate(self, login: str, *, password: str, by: Officer) -> Officer:
        """Open a disabled account again, under the same id. Raises NotALeader, OfficerNotDisabled, PasswordTooShort."""
        self._must_lead(by)
        back = self.named(login)
        if back.left_at is None:
            raise OfficerNotDisabled(name=back.name)
        self.accounts.drop(back.login)  # left over by a crash while they were being disabled
        self.accounts.add(back.login, back.name, password, officer_id=back.id)
        self._say(back, OfficerReinstated(self._now(), back.id), by)
        return self.named(login)

    def give_role(self, login: str, role: str, *, by: Officer) -> Officer:
        """Say what an officer is from now on. Raises NotALeader, BadInput, LastOfficer, UnknownOfficer."""
        self._must_lead(by)
        _check_role(role)
        meant = self.named(login)
        others = (one for one in self.queries.officers() if one.id != meant.id and one.left_at is None)
        if meant.role == LEADER and role != LEADER and not any(one.role == LEADER for one in others):
            raise LastOfficer(name=meant.name)
        self._say(meant, OfficerRoleGiven(self._now(), meant.id, role), by)
        return self.named(login)

    def reset(self, login: str, *, password: str, by: Officer, how: str = "") -> Officer:
        """Set a password anew: one's own, another's as a leader, or with the recovery code (``how``).

        Raises NotALeader, OfficerLeft, PasswordTooShort, UnknownOfficer.
        """
        meant = self.named(login)
        if meant.id != by.id:
            self._must_lead(by)
        refuse_left(meant)
        self.accounts.change_password(meant.login, password)
        said = how or ("own" if meant.id == by.id else "leader")
        self._say(meant, PasswordReset(self._now(), meant.id, said), by)
        return meant

    def renew_recovery_code(self, *, by: Officer) -> str:
        """Return a new recovery code to print; the sheet in the safe opens nothing any more. Raises NotALeader."""
        self._must_lead(by)
        code = self.accounts.renew_recovery_code()
        self._say(by, RecoveryCodeRenewed(self._now(), by.id), by)
        return code

    def note_recovered(self, officer: Officer) -> None:
        """Keep that this officer's password was set with the recovery code."""
        self._say(officer, PasswordReset(self._now(), officer.id, "recovery_code"), officer)

    def drop_left_slots(self) -> None:
        """Take away slots of disabled officers that a crash left in the vault."""
        left = {one.login for one in self.queries.officers() if one.left_at is not None}
        for login in left & set(self.accounts.logins()):
            self.accounts.drop(login)

    def _say(self, officer: Officer, event: OfficerEvent, by: Officer) -> None:
        with self.new_unit(by.id) as unit:
            unit.record("officer", officer.id, event)

    def _must_lead(self, by: Officer) -> None:
        if not any(one.id == by.id and one.leads for one in self.queries.officers()):
            raise NotALeader(name=by.name)

    def _now(self) -> datetime:
        return self.clock.now().replace(microsecond=0)


def refuse_left(officer: Officer) -> None:
    """Raise OfficerLeft for a disabled account."""
    if officer.left_at is not None:
        raise OfficerLeft(name=officer.name, day=f"{officer.left_at:%d/%m/%Y}")


def _check_role(role: str) -> None:
    if role not in ROLES:
        raise BadInput(field="role", problem=N_("is receiver or leader"))
