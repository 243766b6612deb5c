"""What was done at the province's pages, by whom (sổ việc của trang tỉnh): kept in the store, beside the log.

A station's log names its officers; the hub signs with one key, so who sat at the page has to be noted here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import msgspec

from app.clock import local
from app.i18n import N_
from app.logs import logger
from sync.hub.program import Hub
from sync.hub.users import User

ACTS = {
    "enrolled": N_("enrolled a desk"),
    "revoked": N_("cut a desk off"),
    "listed": N_("took out the list of citizens on a computer"),
    "published": N_("published"),
    "retried": N_("tried again what was kept apart"),
    "forced": N_("took in what was kept apart, against the rule"),
    "rejected": N_("sent back what was kept apart"),
    "decided": N_("decided a contradiction"),
    "merged": N_("merged two dossiers of one request"),
    "dismissed": N_("looked at a contradiction, nothing to do"),
}
_JOURNAL = "web_journal"
_MOST = 2_000
"""Older acts give way; those on dossiers, stations and publications stand signed in their own papers for good."""


class _Kept(msgspec.Struct, array_like=True, frozen=True):
    at: datetime
    login: str
    name: str
    act: str
    subject: str


@dataclass(frozen=True, slots=True)
class JournalLine:
    """One act. subject: a code, a station, a title; never a citizen."""

    at: datetime
    login: str
    name: str
    act: str
    subject: str


class Journal:
    """The list, a small document of the hub's store."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    def note(self, user: User, act: str, subject: str) -> None:
        """Note an act that was done."""
        line = _Kept(self._hub.clock.now().replace(microsecond=0), user.login, user.name, act, subject[:200])
        kept = [*self._kept(), line][-_MOST:]
        self._hub.store.book.keep_document(_JOURNAL, msgspec.msgpack.encode(kept))
        logger("hub").info("page_act", login=user.login, act=act)

    def newest(self, *, limit: int) -> tuple[JournalLine, ...]:
        """Return the newest acts first, moments in +07:00."""
        kept = self._kept()[-limit:]
        return tuple(JournalLine(local(one.at), one.login, one.name, one.act, one.subject) for one in reversed(kept))

    def _kept(self) -> list[_Kept]:
        data = self._hub.store.book.document(_JOURNAL)
        return [] if data is None else msgspec.msgpack.decode(data, type=list[_Kept])
