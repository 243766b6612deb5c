"""The one path on which bodies leave the log (SYNC §2.2, §2.9): their digests stay, so every chain still verifies.

The rules that refuse every change of a row are taken away and put back inside the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, bindparam, update

from app import canon
from app.domain.ordering import Change
from storage.change_log import ChangeLog
from storage.prepared import Prepared
from storage.tables import ChangeRow, table_of
from storage.ways import ways_of

_change = table_of(ChangeRow)
_clear = Prepared(
    update(_change)
    .where(_change.c.station == bindparam("of"), _change.c.seq == bindparam("at"))
    .values(body=bindparam("left"))
)


def drop_bodies(connection: Connection, log: ChangeLog, changes: Iterable[Change]) -> int:
    """Put its digest in the place of each body; return how many bytes that freed. Dropped ones stay what they are."""
    rows, freed = [], 0
    for change in changes:
        if not canon.is_dropped(change.body):
            left = canon.dropped(change.body)
            rows.append({"of": log.enter(change.station).id, "at": change.seq, "left": left})
            freed += max(len(change.body) - len(left), 0)
    if rows:
        with ways_of(connection).rewriting_log(connection):
            _clear.run(connection, rows)
    return freed
