"""Two pairs of eyes: a second officer or a leader is somebody of this desk, or a name marked as written by hand.

A desk with one account must still be able to work, and the chairman has none: a name that nobody here has is
kept with its mark. What the record proves stands in SECURITY.md.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.errors import BadInput, LeadsNot, OwnWord
from app.domain.responsibility import same_name
from app.domain.text import fold
from app.domain.vouching import ACCOUNT, PASSWORD, TYPED, Vouched
from app.i18n import N_
from app.ports import Accounts, Queries
from app.readings import Officer
from app.services import field_checks as check
from app.services.officers import refuse_left


@dataclass(frozen=True, slots=True)
class Vouching:
    """Compares a second name with the officers of this desk."""

    queries: Queries
    accounts: Accounts

    def colleagues(self, by: Officer, *, leading: bool = False) -> tuple[Officer, ...]:
        """Return who can stand beside the acting officer. leading: only those who may give leave."""
        at_work = (one for one in self.queries.officers() if one.left_at is None and one.id != by.id)
        return tuple(one for one in at_work if not leading or one.leads)

    def second(self, typed: str | None, *, by: Officer, password: str | None = None) -> tuple[str, Vouched] | None:
        """Return the name to keep and how it was compared; None where none was typed. Login or name may be typed.

        password: of the one named, typed by them. Raises OwnWord, OfficerLeft, WrongPassword, BadInput.
        """
        return self._named(typed, "second_officer", by=by, password=password, leading=False)

    def leader(self, typed: str | None, *, by: Officer, password: str | None = None) -> tuple[str, Vouched] | None:
        """Return as ``second`` who gives leave. Raises LeadsNot for an officer of the desk who does not lead."""
        return self._named(typed, "leader", by=by, password=password, leading=True)

    # ── inside ──

    def _named(
        self, typed: str | None, field: str, *, by: Officer, password: str | None, leading: bool
    ) -> tuple[str, Vouched] | None:
        name = check.text(typed, field)
        if name is None:
            return None
        found = self._found(name, by)
        if found is None:
            if password:
                raise BadInput(field=field, problem=N_("has no account here, so there is no password to compare"))
            return name, Vouched(TYPED)
        refuse_left(found)
        if leading and not found.leads:
            raise LeadsNot(name=found.name)
        if password:
            self.accounts.confirm(found.login, password)
        return found.name, Vouched(PASSWORD if password else ACCOUNT, found.id)

    def _found(self, name: str, by: Officer) -> Officer | None:
        """Return whose login or name it is, somebody at work before one who left. Raises OwnWord."""
        meant = [one for one in self.queries.officers() if same_name(name, one.login) or same_name(name, one.name)]
        others = sorted((one for one in meant if one.id != by.id), key=lambda one: one.left_at is not None)
        if others:
            return others[0]
        # Without accents too: «nguyen thi mai» beside Nguyễn Thị Mai is nobody else.
        if fold(name) in (fold(by.login), fold(by.name)):
            raise OwnWord(name=by.name)
        return None
