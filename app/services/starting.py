"""Starting from the province's snapshot (mốc khởi đầu): its pieces gathered while one answer is read."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.baselines import BaselinePiece
from app.bundles import PublishedContent


class Starting:
    """The pieces that the province named, by hash; what else comes is none of it."""

    def __init__(self, pieces: Sequence[str]) -> None:
        self._named = tuple(pieces)
        self._held: dict[str, bytes] = {}

    def take(self, content: PublishedContent) -> bool:
        """Take a piece; return whether it was the last that lacked."""
        if content.sha256 not in self._named or content.sha256 in self._held:
            return False
        self._held[content.sha256] = content.data
        return len(self._held) == len(set(self._named))

    def contents(self) -> tuple[bytes, ...]:
        """Return the pieces in their order."""
        return tuple(self._held[sha256] for sha256 in self._named)


def only_of(pieces: Sequence[BaselinePiece], may_stand: Callable[[bytes], bool]) -> bool:
    """Return whether a snapshot speaks of logs that may stand here and of nothing beyond what it says it reaches."""
    if not pieces:
        return False
    reach = {one.station: one.seq for one in pieces[0].logs}
    is_one = all(piece.logs == pieces[0].logs for piece in pieces)
    kept = (one.change for piece in pieces for one in piece.changes)
    return is_one and all(map(may_stand, reach)) and all(0 < one.seq <= reach.get(one.station, 0) for one in kept)
