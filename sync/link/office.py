"""The place behind the link, as the server asks it. Needs no web server to be imported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from sync.link.spool import Allowance, Parcel


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What waits for a station. tag: changes whenever the contents would."""

    path: Path
    tag: str


class Office(Protocol):
    """The place behind the link: a hub, or a desk that serves its mates. Methods may block; they run in threads."""

    def health(self) -> Mapping[str, object]:
        """Return at least ``ok``: whether what comes is also read. Nothing of it may be personal."""

    def admit(self, station: bytes) -> Allowance | None:
        """Return what a station may leave here, None where it may not come at all."""

    def have(self, station: bytes, /) -> Mapping[bytes, int] | None:
        """Return up to where we hold each log, for a caller that may know; None says nothing."""

    def take(self, parcel: Parcel) -> None:
        """Take a whole file: move it away, read it later. Raises EnvironmentFault: it is offered again."""

    def outgoing(
        self, station: bytes, *, have: Mapping[bytes, int], wait_s: float, keep: str | None
    ) -> Outgoing | None:
        """Return what waits for a station.

        have: up to where it holds each log, as it says. wait_s: how long to wait until what it left is read.
        keep: the tag of a file it has half of; that one, if it is still here.
        """
