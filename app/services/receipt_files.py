"""Files between this desk and the e-receipt software: the queue out, answers back, as JSON or as a workbook.

A workbook is the queue with empty columns at its right, which the software or an officer fills in; the
same file is then read back. What a file says is read strictly: unknown columns are refused by name.
"""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from app.domain.errors import BadInput, CannotRead, DomainError, UnknownField
from app.domain.money_book import receipt_name
from app.domain.text import clean, lawful_in_xml
from app.files import read_at_most
from app.i18n import N_
from app.services import strict_json
from app.services.field_checks import LONG, SHORT

if TYPE_CHECKING:
    from app.readings import Desk
    from app.services.receipts import QueuedReceipt

QUEUE_FORMAT, ANSWER_FORMAT = "motcua-receipt-queue-1", "motcua-receipt-answers-1"
MOST_ROWS = 20_000
_MOST_BYTES = 8 << 20
_MOST_UNPACKED = 128 << 20
_BROKEN = (
    OSError, ValueError, LookupError, TypeError, AttributeError, EOFError, RuntimeError, SyntaxError,
    zipfile.BadZipFile, zlib.error,
)  # fmt: skip
"""What openpyxl lets through of a spoilt file: whatever its XML or archive met (ParseError is a SyntaxError)."""
_RECEIPT = "Biên lai thu phí, lệ phí"
_KINDS = {"phi": "Phí", "le_phi": "Lệ phí"}
_ANSWER_COLUMNS = {
    "Trạng thái (issued/failed)": "state",
    "Ký hiệu mẫu": "template",
    "Ký hiệu biên lai": "symbol",
    "Số biên lai": "number",
    "Ngày lập": "date",
    "Lý do không lập được": "reason",
}
_QUEUE_COLUMNS = (
    "Số phiếu thu",
    "Năm",
    "Tên biên lai",
    "Thời gian thu",
    "Người nộp",
    "Địa chỉ",
    "Tên loại phí, lệ phí",
    "Số tiền",
    "Bằng chữ",
    "Hình thức",
    "Đơn vị thu",
    "Mã số thuế",
    "Mã hồ sơ",
    "Người thu",
    "Thay cho phiếu",
    "Biên lai bị thay",
    "Ghi chú",
)


@dataclass(frozen=True, slots=True)
class Answer:
    """One row of an answer file, as it stands there. state: issued | failed, empty while there is no answer.

    problem: why the row cannot be read at all.
    """

    row: int
    slip: str
    year: int = 0
    state: str = ""
    template: str = ""
    symbol: str = ""
    number: str = ""
    date: str = ""
    reason: str = ""
    problem: DomainError | None = None


# ── out ──────────────────────────────────────────────────────────────────────────────────────


def as_json(rows: Iterable[QueuedReceipt], *, desk: Desk, now: datetime) -> bytes:
    """Return the queue as JSON."""
    document = {
        "format": QUEUE_FORMAT,
        "made_at": now.replace(microsecond=0).isoformat(),
        "commune": desk.commune,
        "station": desk.station_number,
        "rows": [as_document(row) for row in rows],
    }
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def as_document(row: QueuedReceipt) -> dict[str, object]:
    """Return one slip with the fields of NĐ 254/2026 art. 23(2); null: for the e-receipt software to fill in."""
    slip = row.slip
    issued = slip.receipt
    return {
        "slip": slip.number,
        "year": slip.year,
        "state": row.state,
        "receipt_name": _RECEIPT,
        "collected_at": slip.at.isoformat(),
        "method": slip.method,
        "amount": slip.amount,
        "amount_words": row.amount_words,
        "currency": "VND",
        "items": [{"name": item.name, "kind": item.kind, "amount": item.amount} for item in row.items],
        "payer": {"name": row.payer, "address": row.payer_address or None},
        "collector": {"name": row.collector.name, "tax_code": row.collector.tax_code or None},
        "collected_by": slip.by,
        "dossiers": list(row.codes),
        "template": issued.template if issued else None,
        "symbol": issued.symbol if issued else None,
        "number": issued.receipt_number if issued else None,
        "date": issued.issued_on if issued else None,
        "paper_receipt": slip.paper_receipt,
        "failure": slip.failed.reason if slip.failed else None,
        "voided": slip.voided.reason if slip.voided else None,
        "replaces": row.replaces,
        "replaced_receipt": row.replaced_receipt,
        "missing": list(row.missing),
    }


def as_xlsx(rows: Iterable[QueuedReceipt], *, now: datetime) -> bytes:
    """Return the queue as a workbook of one sheet."""
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook()
    book.properties.created = book.properties.modified = now.replace(tzinfo=None, microsecond=0)
    sheet = book.active
    assert sheet is not None  # noqa: S101 (a new workbook has one)
    sheet.title = "Chờ biên lai"
    for place, row in enumerate([(*_QUEUE_COLUMNS, *_ANSWER_COLUMNS), *map(_cells, rows)], 1):
        for column, value in enumerate(row, 1):
            cell = sheet.cell(place, column, lawful_in_xml(value) if isinstance(value, str) else value)
            if isinstance(value, str):
                cell.data_type = "s"  # a name that begins with «=» is a name, not a formula
            if place == 1:
                cell.font = Font(bold=True)
    for column in sheet.iter_cols(1, len(_QUEUE_COLUMNS) + len(_ANSWER_COLUMNS), 1, 1):
        sheet.column_dimensions[column[0].column_letter].width = max(12, len(str(column[0].value)) + 2)
    sheet.freeze_panes = "B2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cells(row: QueuedReceipt) -> tuple[str | int, ...]:
    slip, issued = row.slip, row.slip.receipt
    items = "; ".join(f"{_KINDS.get(item.kind, item.kind)}: {item.name} ({item.amount})" for item in row.items)
    remark = [
        f"đã hủy phiếu: {slip.voided.reason}; cần hủy biên lai {receipt_name(slip)}" if slip.voided else "",
        "chuyển khoản chưa đối chiếu" if slip.is_claimed else "",
        f"biên lai giấy {slip.paper_receipt}" if slip.paper_receipt and not slip.voided else "",
        f"lần trước không lập được: {slip.failed.reason}" if slip.failed else "",
        f"thiếu: {', '.join(row.missing)}" if row.missing else "",
    ]
    return (
        slip.number,
        slip.year,
        _RECEIPT,
        f"{slip.at:%d/%m/%Y %H:%M}",
        row.payer,
        row.payer_address,
        items,
        slip.amount,
        row.amount_words,
        "chuyển khoản" if slip.method == "transfer" else "tiền mặt",
        row.collector.name,
        row.collector.tax_code,
        ", ".join(row.codes),
        slip.by or "",
        row.replaces or "",
        row.replaced_receipt or "",
        "; ".join(part for part in remark if part),
        "issued" if issued else "",
        issued.template if issued else "",
        issued.symbol if issued else "",
        issued.receipt_number if issued else "",
        issued.issued_on if issued else "",
        "",
    )


# ── back ─────────────────────────────────────────────────────────────────────────────────────


class _Row(msgspec.Struct, forbid_unknown_fields=True):
    slip: str
    year: int
    state: str
    template: str | None = None
    symbol: str | None = None
    number: str | None = None
    date: str | None = None
    reason: str | None = None


def read_answers(path: Path) -> tuple[Answer, ...]:
    """Read an answer file, row by row. Raises CannotRead, BadInput, UnknownField for a file that is none."""
    try:
        data = read_at_most(path, _MOST_BYTES)
    except OSError as failed:
        raise CannotRead(place=path.name) from failed
    if len(data) > _MOST_BYTES:
        raise BadInput(field=path.name, problem=N_("is too large: at most 8 MiB"))
    if path.suffix.lower() == ".xlsx":
        return _from_xlsx(data, path.name)
    return _from_json(data, path.name)


def day_of(text: str) -> date:
    """Return an ISO date, or one written 23/11/2026. Raises BadInput."""
    for pattern in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text, pattern).date()  # noqa: DTZ007 (a day has no zone)
        except ValueError:
            continue
    raise BadInput(field="date", problem=N_("must be a date such as 2026-11-23"))


def _from_json(data: bytes, name: str) -> tuple[Answer, ...]:
    document = strict_json.parse(data, what=name)
    if not isinstance(document, dict) or document.get("format") != ANSWER_FORMAT:
        raise BadInput(field=name, problem=N_("is not a file of e-receipt answers"))
    for key in document.keys() - {"format", "answers"}:
        raise UnknownField(field=str(key)[:SHORT])
    rows = document.get("answers")
    if not isinstance(rows, list):
        raise BadInput(field="answers", problem=N_("is needed"))
    _check_count(len(rows))
    return tuple(_answer(place, raw) for place, raw in enumerate(rows, 1))


def _answer(place: int, raw: object) -> Answer:
    """Give one row its shape; one that has none keeps its reason and stops no other."""
    named = str(raw.get("slip", ""))[:SHORT] if isinstance(raw, dict) else ""
    try:
        read = strict_json.shaped(raw, _Row, what=f"answers[{place}]")
        for field in ("slip", "state", "template", "symbol", "number", "date"):
            _short(getattr(read, field), field)
        if len(read.reason or "") > LONG:
            raise BadInput(field="reason", problem=N_("is too long: at most 2,000 characters"))
        return Answer(
            place,
            _tidy(read.slip),
            read.year,
            _tidy(read.state).lower(),
            _tidy(read.template).upper(),
            _tidy(read.symbol).upper(),
            _tidy(read.number),
            _tidy(read.date),
            _tidy(read.reason),
        )
    except DomainError as refused:
        return Answer(place, named, problem=refused)


def _short(text: str | None, field: str) -> None:
    if text is not None and len(text) > SHORT:
        raise BadInput(field=field, problem=N_("is too long: at most 60 characters"))


def _tidy(text: str | None) -> str:
    return clean(text or "", field="answers")


def _from_xlsx(data: bytes, name: str) -> tuple[Answer, ...]:
    """Read the filled-in queue: the columns of the slip and of the answer count, the rest is what we wrote."""
    rows = _sheet(data, name)
    head = [str(value or "").strip() for value in rows[0]] if rows else []
    known = {"Số phiếu thu": "slip", "Năm": "year", **_ANSWER_COLUMNS}
    for column in known:
        if column not in head:
            raise BadInput(field=column, problem=N_("is a column this file needs"))
    for column in head:
        if column and column not in known and column not in _QUEUE_COLUMNS:
            raise BadInput(field=column[:SHORT], problem=N_("is a column this file does not have"))
    _check_count(len(rows) - 1)
    answers = []
    for place, row in enumerate(rows[1:], 2):
        values = {known[column]: value for column, value in zip(head, row, strict=False) if column in known}
        if any(value not in (None, "") for value in values.values()):
            answers.append(_answer(place, _plain(values)))
    return tuple(answers)


def _plain(values: dict[str, Any]) -> dict[str, object]:
    """Return cells as JSON would have them: a number typed into a text column is its digits, a date its ISO form."""
    plain: dict[str, object] = {}
    for name, value in values.items():
        match value:
            case None | "":
                plain[name] = "" if name in ("slip", "state") else None
            case bool():
                plain[name] = value
            case int() | float() if float(value).is_integer():
                plain[name] = int(value) if name == "year" else str(int(value))
            case datetime() | date():
                plain[name] = value.date().isoformat() if isinstance(value, datetime) else value.isoformat()
            case str() if name == "year" and value.strip().isdecimal() and len(value.strip()) == 4:
                plain[name] = int(value)
            case _:
                plain[name] = value
    return plain


def _sheet(data: bytes, name: str) -> Sequence[Sequence[Any]]:
    """Return the cells of the first sheet. Raises BadInput for what is no workbook, or one that swells."""
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(part.file_size for part in packed.infolist()) > _MOST_UNPACKED:
                raise BadInput(field=name, problem=N_("is too large"))
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        rows = list(sheet.iter_rows(max_row=MOST_ROWS + 2, max_col=40, values_only=True))
        book.close()
    except _BROKEN as broken:
        raise BadInput(field=name, problem=N_("is not readable as a workbook (XLSX)")) from broken
    return rows


def _check_count(rows: int) -> None:
    if rows > MOST_ROWS:
        raise BadInput(field="rows", problem=N_("is too large"))
