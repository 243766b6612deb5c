"""``CapNhatTienDoHoSoMC``: one row for each handling step of a dossier.

The national list knows fewer arrows than the desk has acts: a request for papers right after acceptance goes
through «đang xử lý». Where an arrow lacks, the step between is told too, at the same moment.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from app.domain.dossier import Dossier
from app.domain.events import DossierForwarded, DossierReceived, Recorded
from app.domain.evolving import evolve
from app.readings import TimelineEntry
from sync.hub.national.codes import NOT_SENT, NationalCodes
from sync.hub.national.dossier_message import Row, moment, national_code


def progress_rows(dossier: Dossier, story: Sequence[TimelineEntry], codes: NationalCodes) -> list[Row]:
    """Return the rows, oldest first. story: what happened, oldest first."""
    rows: list[Row] = []
    now: Dossier | None = None
    state, started = NOT_SENT, dossier.received_at
    for entry in story:
        recorded = entry.recorded
        before, now = now, evolve(now, recorded, dossier_id=dossier.id)
        words = codes.steps.get(recorded.kind)
        if now is None or words is None:
            continue
        refused_by_custody = before is not None and len(now.marks) > len(before.marks)
        if refused_by_custody:
            continue  # stored, listed, and no step of this dossier
        at = _moment_of(recorded)
        way = codes.way(state, now.state.code) or (now.state.code,)
        rows += [_row(dossier, now, entry, words, told=told, at=at, started=started) for told in way]
        state, started = now.state.code, at
    return rows


def _row(
    dossier: Dossier, now: Dossier, entry: TimelineEntry, words: str, *, told: int, at: datetime, started: datetime
) -> Row:
    event = entry.recorded.event
    division = event.to.name if isinstance(event, DossierForwarded) and event.to.kind == "division" else ""
    return {
        "MaHoSo": national_code(dossier),
        "NguoiXuLy": now.custodian.holder or entry.officer,
        "ChucDanh": "",
        "ThoiDiemXuLy": moment(at),
        "PhongBanXuLy": division,
        "NoiDungXuLy": words,
        "TrangThai": str(told),
        "NgayBatDau": moment(started),
        "NgayKetThucTheoQuyDinh": moment(now.step_until or now.due.at),
    }


def _moment_of(recorded: Recorded) -> datetime:
    event = recorded.event
    if isinstance(event, DossierReceived):
        return event.received_at
    at = getattr(event, "at", None)
    if not isinstance(at, datetime):
        raise TypeError(recorded.kind)
    return at
