"""Who recorded what, when, on which desk: of one dossier, or over the whole log."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select

from app.domain.events import KIND_OF, Event
from app.domain.merge_events import ChangesOrdered
from app.domain.ordering import Change, in_causal_order, wall_ms_of
from app.readings import PROVINCE, AuditFilter, AuditRow, TimelineEntry
from storage.change_log import ChangeLog
from storage.codec import moment, read_event, recorded_of
from storage.evidence import RECEIVED, of_change
from storage.relays import with_relayed
from storage.tables import ChangeRow, DossierRow, OfficerRow, OpenedRow, table_of

_officer, _opened, _change, _dossier = map(table_of, (OfficerRow, OpenedRow, ChangeRow, DossierRow))


def timeline(connection: Connection, log: ChangeLog, dossier_id: bytes) -> tuple[TimelineEntry, ...]:
    """Return what happened to a dossier, oldest first.

    officer: name, or the start of an unknown id. station: unit code and K, ``H35.12-1``, or PROVINCE; whoever acted
    there has no account here, so officer is the name the act itself holds, or empty.
    """
    whole, _turns = with_relayed(log.of_aggregate(dossier_id))
    return _entries(connection, log, in_causal_order(whole))


def audit(connection: Connection, log: ChangeLog, asked: AuditFilter) -> tuple[AuditRow, ...]:
    """Return what the log holds of this kind, officer and time, newest first; reads as much of it as it must."""
    found = select(_change)
    if asked.since:
        found = found.where(_change.c.hlc >= int(asked.since.timestamp() * 1000) << 16)
    if asked.kinds:
        found = found.where(_change.c.kind.in_(asked.kinds))
    if asked.officer:
        found = found.where(_change.c.actor == asked.officer)
    rows = connection.execute(found.order_by(_change.c.hlc.desc(), _change.c.station, _change.c.seq).limit(asked.limit))
    changes = [log.change_of(row) for row in rows]
    codes = _codes(connection, {change.aggregate_id for change in changes})
    entries = _entries(connection, log, changes)
    return tuple(AuditRow(entry, codes.get(place, "")) for entry, place in zip(entries, _places(changes), strict=True))


def _places(changes: Sequence[Change]) -> list[bytes]:
    return [change.aggregate_id for change in changes if not isinstance(read_event(change), str)]


def _codes(connection: Connection, ids: set[bytes]) -> dict[bytes, str]:
    asked = select(_dossier.c.id, _dossier.c.code).where(_dossier.c.id.in_(ids))
    return {row.id: row.code for row in connection.execute(asked)}


def _entries(connection: Connection, log: ChangeLog, changes: Sequence[Change]) -> tuple[TimelineEntry, ...]:
    officers = _officer_names(connection, {change.actor for change in changes})
    known = {key: log.station(key) for key in {change.station for change in changes}}
    names = _station_names(connection, {station.id for station in known.values() if station})
    provinces = _logs_of_province(connection, set(known))
    entries = []
    for change in changes:
        event, station = read_event(change), known[change.station]
        if isinstance(event, str):
            continue
        if change.station in provinces:
            officer, place = _named_in(event), PROVINCE
        else:
            officer = officers.get(change.actor, change.actor.hex()[:8])
            place = (names.get(station.id) if station else None) or change.station.hex()[:8]
        entries.append(
            TimelineEntry(
                recorded=recorded_of(change, event),
                recorded_at=moment(wall_ms_of(change.hlc) // 1000),
                officer=officer,
                station=place,
                evidence=of_change(station, change.seq) if station else RECEIVED,  # passed on by the province
            )
        )
    return tuple(entries)


def _logs_of_province(connection: Connection, stations: set[bytes]) -> set[bytes]:
    """Return those logs that the province writes: it alone puts changes in order, on an aggregate named as the log."""
    kept = select(_change.c.aggregate_id).where(
        _change.c.aggregate_id.in_(stations), _change.c.kind == KIND_OF[ChangesOrdered]
    )
    return {bytes(row.aggregate_id) for row in connection.execute(kept)}


def _named_in(event: Event) -> str:
    return str(getattr(event, "by", None) or getattr(event, "signer", None) or "")


def _officer_names(connection: Connection, actors: set[bytes]) -> dict[bytes, str]:
    asked = select(_officer.c.id, _officer.c.name).where(_officer.c.id.in_(actors))
    return {row.id: row.name for row in connection.execute(asked)}


def _station_names(connection: Connection, numbers: set[int]) -> dict[int, str]:
    asked = select(_opened.c.station, _opened.c.unit_code, _opened.c.station_number).where(
        _opened.c.station.in_(numbers)
    )
    return {row.station: f"{row.unit_code}-{row.station_number}" for row in connection.execute(asked)}
