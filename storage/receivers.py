"""Whose a dossier or an officer is, and which changes of a station made nothing."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import BindParameter, Connection, bindparam, select, union_all

from storage.change_log import ChangeLog
from storage.engine import Database
from storage.prepared import Question
from storage.projections import Projector
from storage.tables import DossierRow, OfficerRow, StationRow, UnprojectedRow, table_of

_dossier, _officer, _station, _unprojected = map(table_of, (DossierRow, OfficerRow, StationRow, UnprojectedRow))
_asked: BindParameter[bytes] = bindparam("asked", expanding=True)
_received = (
    select(_dossier.c.id, _station.c.key)
    .join(_station, _station.c.id == _dossier.c.received_by)
    .where(_dossier.c.id.in_(_asked))
)
_enrolled = (
    select(_officer.c.id, _station.c.key)
    .join(_station, _station.c.id == _officer.c.station)
    .where(_officer.c.id.in_(_asked))
)
_owned = Question(union_all(_received, _enrolled))


def owners(connection: Connection, aggregate_ids: Sequence[bytes]) -> dict[bytes, bytes]:
    """Return aggregate id → station id: who received a dossier, who enrolled an officer, of those known here."""
    return {bytes(id_): bytes(key) for id_, key in _owned.ask_each(connection, "asked", aggregate_ids)}


def unprojected(database: Database, station: bytes) -> tuple[tuple[int, str], ...]:
    """Return ``(seq, reason)`` of a station's changes that are stored and made nothing of, in order."""
    asked = select(_unprojected.c.seq, _unprojected.c.reason).join(_station, _station.c.id == _unprojected.c.station)
    with database.reading() as connection:
        rows = connection.execute(asked.where(_station.c.key == station).order_by(_unprojected.c.seq)).all()
    return tuple((row.seq, row.reason) for row in rows)


def read_again(database: Database, station: bytes, seq: int) -> str | None:
    """Fold the aggregate of a change anew; return why it still makes nothing, None if it does now.

    Raises LookupError for a change that is not held.
    """
    with database.writing() as connection:
        log = ChangeLog(connection)
        log.hold(station)
        held = log.station(station)
        change = next((found for found, _hash in log.in_range(held, seq, seq)), None) if held else None
        if change is None:
            raise LookupError(f"change {seq} is not held")
        projector = Projector(connection, log)
        projector.refold(change.aggregate_id)
        projector.flush()
    return next((reason for at, reason in unprojected(database, station) if at == seq), None)
