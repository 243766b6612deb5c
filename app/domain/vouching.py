"""How far a second name beside an act can be believed: a colleague who checked, a leader who allowed it."""

from __future__ import annotations

from dataclasses import dataclass

TYPED, ACCOUNT, PASSWORD = "typed", "account", "password"
"""``typed``: written by hand, compared with nothing (ghi tay, chưa đối chiếu); ``account``: an officer of this desk,
named by another; ``password``: that officer typed the password at this computer."""


@dataclass(frozen=True, slots=True)
class Vouched:
    """How a name came into an act. officer: whose account, empty for a typed name.

    A record without it is older than the comparison: such a name was free text.
    """

    how: str = TYPED
    officer: bytes = b""

    @property
    def is_typed(self) -> bool:
        """Tell whether nobody compared the name with the officers of the desk."""
        return self.how == TYPED
