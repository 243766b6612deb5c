"""Keeping a desk's database small (dọn sổ trên máy): see ``app.compaction``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.clock import Clock
from app.compaction import Compactions, Weighed
from app.logs import logger
from app.ports import ExchangeBook
from app.services import checkpoint

DAYS = 90
"""A dossier closed for so long is folded, where the office settled nothing else."""


@dataclass(frozen=True, slots=True)
class Upkeep:
    """days: how long a dossier has been closed before its single acts may be dropped here."""

    store: Compactions
    book: ExchangeBook
    clock: Clock
    days: int = DAYS

    def weigh(self, days: int | None = None) -> Weighed:
        """Return what could be dropped now; changes nothing."""
        now = self.clock.now()
        return self.store.weigh(closed_before=self._before(now, days), settled=checkpoint.settled(self.book, now=now))

    def fold_some(self, days: int | None = None) -> Weighed:
        """Drop some hundred dossiers' acts: never what the province has not held for a month; zeros where none is left.

        Between two calls everything is whole, so whoever does it may stop there.
        """
        now = self.clock.now()
        settled = checkpoint.settled(self.book, now=now)
        done = self.store.fold_some(closed_before=self._before(now, days), settled=settled, at=now)
        logger("upkeep").info("compacted", dossiers=done.dossiers, changes=done.changes, bytes=done.bytes)
        return done

    def compact(self, days: int | None = None, *, progress: Callable[[Weighed], None] | None = None) -> Weighed:
        """Drop all of it, some hundred dossiers at a time. progress: told what is done so far."""
        done = Weighed()
        while (some := self.fold_some(days)).dossiers:
            done += some
            if progress:
                progress(done)
        return done

    def _before(self, now: datetime, days: int | None) -> datetime:
        return now - timedelta(days=self.days if days is None else days)
