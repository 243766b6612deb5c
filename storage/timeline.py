"""A dossier's life as a list: who recorded what, when, on which desk."""

from __future__ import annotations

from sqlalchemy import Connection, select

from app.domain.ordering import in_causal_order, wall_ms_of
from app.readings import TimelineEntry
from storage.change_log import ChangeLog
from storage.codec import moment, read_event, recorded_of
from storage.evidence import of_change
from storage.tables import OfficerRow, OpenedRow, table_of

_officer, _opened = table_of(OfficerRow), table_of(OpenedRow)


def timeline(connection: Connection, log: ChangeLog, dossier_id: bytes) -> tuple[TimelineEntry, ...]:
    """Return what happened to a dossier, oldest first.

    officer: name, or the start of an unknown id. station: unit code and K, ``H35.12-1``.
    """
    changes = in_causal_order(log.of_aggregate(dossier_id))
    officers = _officer_names(connection, {change.actor for change in changes})
    names = _station_names(connection, {log.enter(change.station).id for change in changes})
    entries = []
    for change in changes:
        event, station = read_event(change), log.enter(change.station)
        if isinstance(event, str):
            continue
        entries.append(
            TimelineEntry(
                recorded=recorded_of(change, event),
                recorded_at=moment(wall_ms_of(change.hlc) // 1000),
                officer=officers.get(change.actor, change.actor.hex()[:8]),
                station=names.get(station.id, change.station.hex()[:8]),
                evidence=of_change(station, change.seq),
            )
        )
    return tuple(entries)


def _officer_names(connection: Connection, actors: set[bytes]) -> dict[bytes, str]:
    asked = select(_officer.c.id, _officer.c.name).where(_officer.c.id.in_(actors))
    return {row.id: row.name for row in connection.execute(asked)}


def _station_names(connection: Connection, numbers: set[int]) -> dict[int, str]:
    asked = select(_opened.c.station, _opened.c.unit_code, _opened.c.station_number).where(
        _opened.c.station.in_(numbers)
    )
    return {row.station: f"{row.unit_code}-{row.station_number}" for row in connection.execute(asked)}
