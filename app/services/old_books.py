"""Old registers (sổ cũ): looked at first, then taken over row by row; their numbers stay as they are."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from app.clock import Clock
from app.domain.errors import BadInput, OldBookColumnsMissing
from app.domain.old_book_events import EntryImported
from app.domain.old_text import ENCODINGS, guess_encoding, to_unicode
from app.domain.text import clean, fold
from app.i18n import N_
from app.ports import NewUnit, Queries
from app.readings import Desk, DossierFilter, Officer
from app.services.old_book_files import Table
from app.services.walking import each_line

BATCH = 500
_LONGEST = 2000
_GUESS_BY_ROWS = 300
COLUMNS: dict[str, tuple[str, ...]] = {
    "code": ("ma ho so", "so ho so", "ma so ho so", "so bien nhan", "so phieu"),
    "entry": ("stt", "so thu tu", "tt"),
    "book": ("quyen so", "so quyen", "quyen"),
    "procedure": ("ten thu tuc hanh chinh", "ten tthc", "thu tuc", "ten ho so", "noi dung", "loai ho so"),
    "field": ("linh vuc",),
    "applicant": (
        "ten to chuc ca nhan",
        "ten ca nhan to chuc",
        "ho va ten",
        "ho ten",
        "nguoi nop",
        "chu ho so",
        "to chuc ca nhan",
    ),
    "address": (
        "dia chi so dien thoai",
        "dia chi",
    ),
    "phone": ("so dien thoai", "dien thoai", "sdt"),
    "received": ("ngay nhan ho so", "ngay tiep nhan", "ngay nhan", "nhan ho so", "ngay nop"),
    "due": ("ngay hen tra", "hen tra ket qua", "hen tra", "ngay hen"),
    "returned": ("ngay tra ket qua", "ngay tra", "tra ket qua"),
    "note": ("ghi chu",),
}
"""Column of the register (Mẫu 07, TT 03/2025/TT-VPCP) → folded words it may be headed with, the surest first."""

_NEEDED = ("applicant", "received")
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
Mapped = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Fault:
    """A row that is not taken over, and why. row: its number in the file."""

    row: int
    problem: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do. known: rows already here. suspected: row numbers that look like another dossier.

    encoding: what the text is read as; guessed: what it looks like.
    """

    entries: tuple[tuple[bytes, EntryImported], ...]
    faults: tuple[Fault, ...]
    known: int
    suspected: tuple[int, ...]
    mapping: Mapped
    encoding: str
    guessed: str
    rows: int

    def without_suspected(self) -> Preview:
        """Return the same preview with the rows left out that look like another dossier."""
        suspected = set(self.suspected)
        entries = tuple(one for one in self.entries if one[1].row not in suspected)
        return replace(self, entries=entries)


def guess_mapping(header: Iterable[str]) -> dict[str, int]:
    """Return column → place for every column that a header names; a place serves once."""
    cells = [fold(to_unicode(cell, guess_encoding([cell]))) for cell in header]
    found: dict[str, int] = {}
    for matches in (str.__eq__, str.startswith):
        for column, headings in COLUMNS.items():
            places = (at for one in headings for at, cell in enumerate(cells) if matches(cell, one))
            at = next((at for at in places if at not in found.values()), None)
            if column not in found and at is not None:
                found[column] = at
    return found


@dataclass(frozen=True, slots=True)
class OldBooks:
    """Takes over the rows of old registers."""

    new_unit: NewUnit
    queries: Queries
    clock: Clock
    desk: Desk

    def preview(self, table: Table, *, mapping: Mapped | None = None, encoding: str | None = None) -> Preview:
        """Look at every row; reads only. Raises OldBookColumnsMissing, BadInput."""
        places = dict(guess_mapping(table.header) if mapping is None else mapping)
        _check_mapping(places, len(table.header))
        guessed = guess_encoding(cell for _row, cells in table.rows[:_GUESS_BY_ROWS] for cell in cells)
        read_as = encoding or guessed
        if read_as not in ENCODINGS:
            raise BadInput(field="text", problem=N_("is none of unicode, tcvn3, vni"))
        ids, people = self._here()
        entries: dict[bytes, EntryImported] = {}
        faults: list[Fault] = []
        suspected: list[int] = []
        known = 0
        for row, cells in table.rows:
            values = {column: to_unicode(cells[at], read_as) for column, at in places.items() if at < len(cells)}
            try:
                entry = self._entry(row, values, table.source)
            except BadInput as bad:
                faults.append(Fault(row, str(bad.details["problem"])))
                continue
            dossier_id = id_of(entry)
            if dossier_id in ids or dossier_id in entries:
                known += 1
                continue
            who = (fold(entry.applicant_name), entry.received_on)
            if who in people:
                suspected.append(row)
            people.add(who)
            entries[dossier_id] = entry
        return Preview(
            tuple(entries.items()), tuple(faults), known, tuple(suspected), places, read_as, guessed, len(table.rows)
        )

    def import_rows(
        self,
        preview: Preview,
        officer: Officer,
        *,
        progress: Callable[[int, int], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> int:
        """Take the rows over, ``BATCH`` a transaction; return how many. Cancelled, what is in stays in.

        Safe to repeat: the next preview knows the rows that came in.
        """
        done = 0
        for start in range(0, len(preview.entries), BATCH):
            if cancelled and cancelled():
                break
            batch = preview.entries[start : start + BATCH]
            with self.new_unit(officer.id) as unit:
                for dossier_id, entry in batch:
                    unit.record_dossier(dossier_id, entry)
            done += len(batch)
            if progress:
                progress(done, len(preview.entries))
        return done

    def _here(self) -> tuple[set[bytes], set[tuple[str, str]]]:
        """Return the ids of all dossiers here, and who came on which day."""
        ids: set[bytes] = set()
        people: set[tuple[str, str]] = set()
        for line in each_line(self.queries, DossierFilter(), order="recent"):
            ids.add(line.id)
            people.add((fold(line.applicant), line.received_at.date().isoformat()))
        return ids, people

    def _entry(self, row: int, values: Mapping[str, str], source: str) -> EntryImported:
        """Return the event of a row. Raises BadInput."""
        now = self.clock.now()
        text = {column: clean(value, field=column)[:_LONGEST] for column, value in values.items()}
        name = text.get("applicant", "")
        if not any(letter.isalpha() for letter in name):
            raise BadInput(field="applicant", problem=N_("The name is missing."))
        received = _day(text.get("received", ""), now)
        if received is None:
            raise BadInput(field="received", problem=N_("The day of receipt is missing."))
        due, returned = _day(text.get("due", ""), None), _day(text.get("returned", ""), now)
        if (due or received) < received or (returned or received) < received:
            raise BadInput(field="due", problem=N_("The day of promise or return lies before the receipt."))
        entry = text.get("entry", "")
        return EntryImported(
            at=now,
            code=text.get("code") or entry or str(row),
            applicant_name=name,
            received_on=received.isoformat(),
            commune=self.desk.commune,
            source=source,
            row=row,
            address=text.get("address") or None,
            phone=text.get("phone") or None,
            procedure=text.get("procedure", ""),
            field=text.get("field", ""),
            due_on=due.isoformat() if due else None,
            returned_on=returned.isoformat() if returned else None,
            book=text.get("book", ""),
            entry=int(entry) if entry.isascii() and entry.isdigit() and len(entry) < 10 else 0,
            note=text.get("note") or None,
        )


def id_of(entry: EntryImported) -> bytes:
    """Return the dossier's id: the same row of the same book is the same dossier, whatever file it comes in."""
    parts = (entry.commune, entry.book, str(entry.entry), entry.code, entry.received_on, entry.applicant_name)
    return hashlib.sha256("\x1f".join(parts).encode()).digest()[:16]


def _check_mapping(places: Mapped, width: int) -> None:
    for column, at in places.items():
        if column not in COLUMNS:
            raise BadInput(field=column, problem=N_("is no column of the register"))
        if not 0 <= at < width:
            raise BadInput(field=column, problem=N_("names a column that the file does not have"))
    lacking = [column for column in _NEEDED if column not in places]
    if lacking:
        raise OldBookColumnsMissing(columns=", ".join(lacking))


def _day(text: str, until: datetime | None) -> date | None:
    """Read dd/mm/yyyy or an ISO day, with or without a time; None for nothing. Raises BadInput."""
    if not text:
        return None
    found = _DAY.search(text)
    try:
        day = date(int(found[3]), int(found[2]), int(found[1])) if found else date.fromisoformat(text[:10])
    except ValueError as bad:
        raise BadInput(field="day", problem=N_("A day cannot be read; write it as dd/mm/yyyy.")) from bad
    if day.year < 1945 or (until is not None and day > until.date()):
        raise BadInput(field="day", problem=N_("A day lies in the future or before 1945."))
    return day
