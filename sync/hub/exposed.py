"""Whose data lay on a laptop (ACCEPTANCE 29): the list to be informed after a theft.

A laptop held its own work, and of its commune's other desks what reached it, also dossiers of other communes that the
province passed on to them: certainly what it said it held in its last bundle; perhaps what an answer or a stick
brought later. Both are listed, and told apart.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from openpyxl import Workbook

from app.domain.errors import UnknownStation
from app.ports import LogRange
from sync.hub.cells import plain_cell
from sync.hub.ledger import Ledger
from sync.hub.program import Hub

_HEAD = (
    "Mã hồ sơ",
    "Người nộp",
    "Số định danh",
    "Ngày sinh",
    "Điện thoại",
    "Địa chỉ",
    "Thủ tục",
    "Ngày tiếp nhận",
    "Có trên máy",
)
_SURE, _PERHAPS = "chắc chắn", "có thể"


@dataclass(frozen=True, slots=True)
class Exposed:
    """One dossier that lay, or may have lain, on the laptop."""

    code: str
    applicant: str
    id_number: str | None
    birth_date: str | None
    phone: str | None
    address: str | None
    procedure: str
    received_at: datetime
    is_certain: bool


@dataclass(frozen=True, slots=True)
class ExposedList:
    """What lay on one laptop. held_at: when it last said what it held, None if it never did."""

    station_id: bytes
    commune: str
    station: int
    held_at: datetime | None
    rows: tuple[Exposed, ...]


def exposed(hub: Hub, asked: str) -> ExposedList:
    """Put the list together, oldest receipt first. Raises UnknownStation."""
    named = hub.stations().stations.values()
    found = [one for one in named if one.station.hex().startswith(asked.lower())]
    if len(found) != 1 or len(asked) < 4:
        raise UnknownStation(station=asked)
    laptop = found[0]
    contact = Ledger(hub.store.book, hub.bundles).contacts().get(laptop.station)
    held = contact.seqs if contact else {}
    certain: set[bytes] = set()
    perhaps: set[bytes] = set()
    mates = (one.station for one in named if one.commune == laptop.commune)
    for log in (*mates, *hub.logs_of(laptop.commune)):  # the province's bring other communes' dossiers
        have = hub.store.book.position(log).seq
        upto = have if log == laptop.station else min(held.get(log, 0), have)
        certain |= _dossiers(hub, LogRange(log, 1, upto))
        perhaps |= _dossiers(hub, LogRange(log, upto + 1, have))
    rows = [*_rows(hub, certain, is_certain=True), *_rows(hub, perhaps - certain, is_certain=False)]
    at = None if contact is None else contact.heard_at
    ordered = tuple(sorted(rows, key=lambda row: (row.received_at, row.code)))
    return ExposedList(laptop.station, laptop.commune, laptop.number, at, ordered)


def _dossiers(hub: Hub, log_range: LogRange) -> set[bytes]:
    if log_range.first > log_range.last:
        return set()
    return {one.aggregate_id for one in hub.store.book.changes(log_range) if one.aggregate_type == "dossier"}


def _rows(hub: Hub, dossier_ids: Iterable[bytes], *, is_certain: bool) -> list[Exposed]:
    known = (hub.store.queries.dossier(one) for one in dossier_ids if one in hub.store.book.owners([one]))
    return [
        Exposed(
            one.code,
            one.applicant.name,
            one.applicant.id_number,
            one.applicant.birth_date,
            one.applicant.phone,
            one.applicant.address,
            one.procedure.name,
            one.received_at,
            is_certain,
        )
        for one in known
    ]


def as_csv(found: ExposedList) -> bytes:
    """Return the list as CSV that a spreadsheet opens in Vietnamese."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows([_HEAD, *map(_cells, found.rows)])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def as_xlsx(found: ExposedList) -> bytes:
    """Return the list as a workbook."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Hồ sơ trên máy"
    for row in (_HEAD, *map(_cells, found.rows)):
        sheet.append(row)
    sheet.freeze_panes = "A2"
    for letter, width in zip("ABCDEFGHI", (24, 28, 16, 12, 14, 44, 48, 18, 14), strict=True):
        sheet.column_dimensions[letter].width = width
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cells(row: Exposed) -> tuple[str, ...]:
    words = (
        row.code,
        row.applicant,
        row.id_number or "",
        row.birth_date or "",
        row.phone or "",
        row.address or "",
        row.procedure,
        f"{row.received_at:%H:%M %d/%m/%Y}",
        _SURE if row.is_certain else _PERHAPS,
    )
    return tuple(map(plain_cell, words))
