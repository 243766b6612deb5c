"""The link as services see it (đường mạng): one other end, met, sent to and fetched from; what it tells meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

CONNECT, SEND, FETCH, WAIT = "connect", "send", "fetch", "wait"
"""Gọi đầu kia · gửi · nhận · chờ để thử lại (mạng đứt)."""


@dataclass(frozen=True, slots=True)
class LinkProgress:
    """How far it is. done: bytes the other end confirmed it holds for good (SEND), or that are here for good (FETCH).

    parts: how many were confirmed; cuts: how often the line broke; retry_in_s: until the next try, in WAIT.
    """

    stage: str
    done: int = 0
    total: int = 0
    parts: int = 0
    cuts: int = 0
    retry_in_s: float = 0.0


Told = Callable[[LinkProgress], None]
Stop = Callable[[], bool]
"""Asked between parts and while waiting; True stops."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """Who answered. clock_offset_s: its clock minus ours. have: up to where it holds each log, where it says so."""

    station: bytes
    clock_offset_s: float
    have: Mapping[bytes, int] | None


class Link(Protocol):
    """A way to one other end. Every method goes on after a cut where it was, until told to stop or out of patience.

    All raise NoLink (out of patience), NotAdmitted, NotTheOtherEnd, CertificateNotPinned, ExchangeStopped.
    """

    def meet(self) -> Meeting:
        """Find out who is there and prove who we are."""

    def send(self, file: Path, *, sha256: str) -> None:
        """Bring a whole file there. The same file again, even after a restart, sends only what is missing."""

    def fetch(self, folder: Path, *, have: Mapping[bytes, int], known: str, wait_s: int) -> tuple[Path, str] | None:
        """Bring what waits for us there into the folder: the file and its tag; None where that is the tag known.

        have: up to where we hold each log. wait_s: how long the other end may finish reading what we sent first.
        Raises DiskFull, CannotWrite.
        """
