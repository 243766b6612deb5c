"""What is said of the officers of a desk after their enrolment: who leads, who left, whose password was set anew.

No password and no key is ever in the log; these say who did what to whose account, for whoever checks later.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class OfficerDisabled:
    """An officer left or must not work here now (cho thôi tài khoản). What they did stays theirs."""

    at: datetime
    officer: bytes
    reason: str


@dataclass(frozen=True, slots=True)
class OfficerReinstated:
    """An officer is back with an account of the same id (mở lại tài khoản)."""

    at: datetime
    officer: bytes


@dataclass(frozen=True, slots=True)
class OfficerRoleGiven:
    """An officer's role from now on: one of :data:`app.domain.officers.ROLES`."""

    at: datetime
    officer: bytes
    role: str


@dataclass(frozen=True, slots=True)
class PasswordReset:
    """A password was set anew (đặt lại mật khẩu). how: leader | own | recovery_code."""

    at: datetime
    officer: bytes
    how: str


@dataclass(frozen=True, slots=True)
class RecoveryCodeRenewed:
    """A new recovery code was made (mã khôi phục mới); the printed one before opens nothing any more."""

    at: datetime
    officer: bytes
