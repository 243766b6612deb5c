"""Work for another commune: the province passes the changes of that one dossier on, and nothing else of the desk's log.

Like all events: frozen, past tense, fields only ever added.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class RelayedChange:
    """A change as its author recorded it, and its turn in the province's order (``Turn``: turn_hlc, log, run, came_ms).

    body: empty for a relay itself, of which only the place counts.
    """

    station: bytes
    seq: int
    hlc: int
    actor: bytes
    kind: str
    version: int
    deps: tuple[tuple[bytes, int], ...]
    body: bytes
    turn_hlc: int
    log: bytes
    run: int
    came_ms: int
    flags: int = 0


@dataclass(frozen=True, slots=True)
class DossierRelayed:
    """The province passed a dossier on to a commune that holds its file, or that it comes from (chuyển hồ sơ liên xã).

    From then on that commune's stations may speak of it. The province vouches for the changes: it verified them.
    """

    at: datetime
    changes: tuple[RelayedChange, ...]
