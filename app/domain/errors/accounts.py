"""Refusals about accounts: officers of the desk, users of the pages."""

from __future__ import annotations

from app.domain.errors.base import DomainError
from app.i18n import N_


class NotALeader(DomainError):
    """Only a leader manages the accounts of others (chỉ người phụ trách)."""

    message = N_("{name} may not change accounts. Nothing was changed; ask the leader of this desk.")


class OwnWord(DomainError):
    """Nobody is the second officer, or the leader, of their own act (hai người khác nhau)."""

    message = N_("{name} is doing this already; a second person must be named. Nothing was saved.")


class LeadsNot(DomainError):
    """An officer of the desk who does not lead gives no leave (không phải người phụ trách)."""

    message = N_("{name} does not lead this desk and cannot allow it. Nothing was saved; name the leader.")


class LoginTaken(DomainError):
    """A login names one person for ever, also after they left."""

    message = N_("The login “{login}” belongs or belonged to somebody here. Nothing was saved; choose another one.")


class OfficerLeft(DomainError):
    """The account is disabled; what its owner did stays theirs (tài khoản đã thôi dùng)."""

    message = N_("The account of {name} was disabled on {day}. Nothing was opened; a leader can open it again.")


class OfficerNotDisabled(DomainError):
    """Only an account that was disabled can be opened again."""

    message = N_("The account of {name} is not disabled. Nothing was changed; set a new password instead.")


class OwnAccount(DomainError):
    """Nobody disables themselves: somebody must be left to open the desk."""

    message = N_("You cannot disable your own account. Nothing was changed; another leader does it.")


class LastOfficer(DomainError):
    """The desk must keep one officer who can open it, and one who leads."""

    message = N_("{name} is the only one who can do this here. Nothing was changed; name another officer first.")
