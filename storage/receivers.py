"""What the province asks of its store beside the ports: who received dossiers, which changes made nothing."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from storage.engine import Database
from storage.tables import DossierRow, StationRow, UnprojectedRow, table_of

_dossier, _station, _unprojected = map(table_of, (DossierRow, StationRow, UnprojectedRow))
_AT_ONCE = 500


def receivers(database: Database, dossier_ids: Sequence[bytes]) -> dict[bytes, bytes]:
    """Return dossier id → station id for the dossiers that are known here."""
    asked = select(_dossier.c.id, _station.c.key).join(_station, _station.c.id == _dossier.c.received_by)
    found: dict[bytes, bytes] = {}
    with database.reading() as connection:
        for start in range(0, len(dossier_ids), _AT_ONCE):
            here = asked.where(_dossier.c.id.in_(dossier_ids[start : start + _AT_ONCE]))
            found.update((row.id, row.key) for row in connection.execute(here))
    return found


def unprojected(database: Database, station: bytes) -> tuple[tuple[int, str], ...]:
    """Return ``(seq, reason)`` of a station's changes that are stored and made nothing of, in order."""
    asked = select(_unprojected.c.seq, _unprojected.c.reason).join(_station, _station.c.id == _unprojected.c.station)
    with database.reading() as connection:
        rows = connection.execute(asked.where(_station.c.key == station).order_by(_unprojected.c.seq)).all()
    return tuple((row.seq, row.reason) for row in rows)
