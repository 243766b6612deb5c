"""Who is signed in: kept in memory, so that a restart signs everybody out and nothing lies on a disk."""

from __future__ import annotations

import secrets
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta

LASTS = timedelta(hours=8)
_FREE_TRIES = 5
_MEMORY = timedelta(minutes=15)
_LONGEST_WAIT = timedelta(minutes=5)
_MOST_TRIED = 10_000


@dataclass(frozen=True, slots=True)
class Session:
    """One sign-in. form: the word every form carries, so that no other site can send it."""

    login: str
    form: str
    until: datetime


class Sessions:
    """The sessions of this process. Times come in as arguments."""

    def __init__(self) -> None:
        self._held: dict[str, Session] = {}
        self._tries: dict[str, tuple[int, datetime]] = {}
        self._lock = threading.Lock()

    def begin(self, login: str, now: datetime) -> str:
        """Sign somebody in; return the word of the cookie."""
        token = secrets.token_urlsafe(32)
        with self._lock:
            self._held = {key: one for key, one in self._held.items() if one.until > now}
            self._held[token] = Session(login, secrets.token_urlsafe(24), now + LASTS)
            self._tries.pop(login, None)
        return token

    def of(self, token: str | None, now: datetime) -> Session | None:
        """Return the session of a cookie, None when it is over."""
        held = self._held.get(token or "")
        return held if held is not None and held.until > now else None

    def end(self, token: str | None) -> None:
        """Sign out."""
        with self._lock:
            self._held.pop(token or "", None)

    def wait_before(self, login: str, now: datetime) -> timedelta:
        """Return how long somebody has to wait before the next try: nothing at first, then twice as long each time."""
        count, last = self._tries.get(login, (0, now))
        if count < _FREE_TRIES or now - last > _MEMORY:
            return timedelta(0)
        wait = min(timedelta(seconds=2 ** (count - _FREE_TRIES + 1)), _LONGEST_WAIT)
        return max(last + wait - now, timedelta(0))

    def failed(self, login: str, now: datetime) -> None:
        """Note a wrong password."""
        with self._lock:
            if len(self._tries) >= _MOST_TRIED:
                self._tries = {key: one for key, one in self._tries.items() if now - one[1] < _MEMORY}
            count, last = self._tries.get(login, (0, now))
            self._tries[login] = (1 if now - last > _MEMORY else count + 1, now)
