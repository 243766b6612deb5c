"""What a part that is kept apart says, row by row (từng dòng của phần để riêng): which kind, of which dossier, when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from app import canon
from app.canon import UnreadableBody
from app.clock import ZONE
from app.domain.events import DossierReceived
from app.domain.ordering import Change
from app.ports import LogRange
from app.services.merging import whole_of
from sync.hub.program import Hub
from sync.hub.quarantine import KeptApart, Quarantine

_RECEIVED = "dossier.received"
MOST_ROWS = 500


@dataclass(frozen=True, slots=True)
class KeptRow:
    """One row. at: by its desk's clock. code: of the dossier it belongs to, None where nobody can say."""

    seq: int
    kind: str
    at: datetime | None
    code: str | None


def rows_of(hub: Hub, line: KeptApart) -> tuple[KeptRow, ...]:
    """Return the first rows of a part, or the one row of a row. Empty where the part cannot be read at all."""
    return _told(hub, _changes_in(hub, line))


def codes_of(hub: Hub, line: KeptApart) -> tuple[str, ...]:
    """Return the codes of the dossiers a line belongs to, each once, as they come; those that are known."""
    return tuple(dict.fromkeys(row.code for row in rows_of(hub, line) if row.code))


def _changes_in(hub: Hub, line: KeptApart) -> list[Change]:
    if not line.whole:
        return list(hub.store.book.changes(LogRange(line.station, line.first, line.last)))
    aside = Quarantine(hub).part(line.key)
    segment = hub.bundles.reopen(whole_of(aside, hub.store.book), papers=hub.papers())
    return [] if segment is None else list(segment.changes)[:MOST_ROWS]


def _told(hub: Hub, changes: Iterable[Change]) -> tuple[KeptRow, ...]:
    rows, codes = [], dict[bytes, str | None]()
    for one in changes:
        if one.aggregate_id not in codes or one.kind == _RECEIVED:
            codes[one.aggregate_id] = _code(hub, one)
        rows.append(KeptRow(one.seq, one.kind, _moment(one.hlc), codes[one.aggregate_id]))
    return tuple(rows)


def _code(hub: Hub, change: Change) -> str | None:
    """Return the code: as the dossier stands here, else as the receipt itself says."""
    if change.aggregate_type == "dossier" and hub.store.knows(change.aggregate_id):
        return hub.store.queries.dossier(change.aggregate_id).code
    if change.kind != _RECEIVED:
        return None
    try:
        return canon.decode(change.body, DossierReceived).code
    except UnreadableBody:
        return None


def _moment(hlc: int) -> datetime | None:
    """Return the moment of a clock value; None for one that no calendar holds."""
    try:
        return datetime.fromtimestamp((hlc >> 16) / 1000, ZONE)
    except (ValueError, OverflowError, OSError):
        return None
