"""Autosaved drafts: in the vault like everything else, offered again after a crash."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, delete, select

from storage.codec import moment, seconds
from storage.engine import Database
from storage.tables import DraftRow, table_of
from storage.upsert import upsert

_draft = table_of(DraftRow)
_keep = upsert(DraftRow)
_drop = delete(_draft).where(_draft.c.slot == bindparam("of"))
_newest_first = select(_draft).order_by(_draft.c.at.desc(), _draft.c.slot)


class StoredDrafts:
    """See :class:`app.ports.Drafts`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, slot: str, text: str, *, at: datetime) -> None:
        """Save the draft of a slot, replacing the last one."""
        with self._database.writing() as connection:
            connection.execute(_keep, {"slot": slot, "text": text, "at": seconds(at)})

    def kept(self) -> tuple[tuple[str, str, datetime], ...]:
        """Return ``(slot, text, at)`` of all drafts, newest first."""
        with self._database.reading() as connection:
            return tuple((row.slot, row.text, moment(row.at)) for row in connection.execute(_newest_first))

    def drop(self, slot: str) -> None:
        """Forget a draft the officer threw away."""
        with self._database.writing() as connection:
            connection.execute(_drop, {"of": slot})
