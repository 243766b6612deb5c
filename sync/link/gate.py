"""Who is calling: a challenge signed by the station's key gives a token for an hour. Kept in memory only.

A restart forgets all tokens; callers are asked once more and go on.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping

from sync.link.protocol import Admission, Caller, Challenge, Proofs, caller_statement, server_statement

TOKEN_S = 3600
_CHALLENGE_S = 120
_MOST = 10_000
"""Challenges and tokens at once; the oldest give way, their callers ask again."""


class Gate:
    """The door of one end. clock: seconds that only rise."""

    def __init__(self, proofs: Proofs, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._proofs, self._clock, self._lock = proofs, clock, threading.Lock()
        self._challenges: OrderedDict[bytes, float] = OrderedDict()
        self._tokens: OrderedDict[str, tuple[bytes, float]] = OrderedDict()

    def challenge(self, *, wall_s: float) -> Challenge:
        """Return something nobody has signed before."""
        asked = secrets.token_bytes(16)
        with self._lock:
            self._challenges[asked] = self._clock() + _CHALLENGE_S
            while len(self._challenges) > _MOST:
                self._challenges.popitem(last=False)
        return Challenge(self._proofs.station.hex(), self._proofs.signing_key.hex(), asked.hex(), wall_s)

    def who_signed(self, caller: Caller) -> bytes | None:
        """Return the station that answered a challenge, None where the signature is not right. Each serves once."""
        asked, key = bytes.fromhex(caller.challenge), bytes.fromhex(caller.key)
        with self._lock:
            until = self._challenges.pop(asked, 0.0)
        if until < self._clock():
            return None
        station = self._proofs.station_of(key)
        statement = caller_statement(
            server=self._proofs.station, caller=station, challenge=asked, nonce=bytes.fromhex(caller.nonce)
        )
        return station if self._proofs.holds(key, statement, bytes.fromhex(caller.signature)) else None

    def admit(self, station: bytes, caller: Caller, *, have: Mapping[bytes, int] | None) -> Admission:
        """Give a token, and prove who we are."""
        token = secrets.token_urlsafe(24)
        with self._lock:
            self._tokens[token] = (station, self._clock() + TOKEN_S)
            while len(self._tokens) > _MOST:
                self._tokens.popitem(last=False)
        challenge, nonce = bytes.fromhex(caller.challenge), bytes.fromhex(caller.nonce)
        statement = server_statement(server=self._proofs.station, caller=station, challenge=challenge, nonce=nonce)
        held = None if have is None else {one.hex(): seq for one, seq in have.items()}
        return Admission(token, TOKEN_S, self._proofs.sign(statement).hex(), held)

    def station_of(self, authorization: str | None) -> bytes | None:
        """Return whose token this is, None where it is nobody's or too old."""
        kind, _blank, token = (authorization or "").partition(" ")
        if kind.lower() != "bearer":
            return None
        with self._lock:
            station, until = self._tokens.get(token, (None, 0.0))
        return station if until >= self._clock() else None
