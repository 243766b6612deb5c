"""How a second officer or a leader is written on the screen: the name, and how it was compared."""

from __future__ import annotations

from app.domain.vouching import PASSWORD, TYPED, Vouched
from app.i18n import N_, _

_MARKS = {
    TYPED: N_("{name} (written by hand, not compared)"),
    PASSWORD: N_("{name} (confirmed with their password)"),
}


def marked(name: str, vouched: Vouched | None) -> str:
    """Return a name with its mark; an officer of this desk, and whoever an older record names, stands without one."""
    mark = _MARKS.get(vouched.how) if vouched else None
    return _(mark).format(name=name) if mark else name
