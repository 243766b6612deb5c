"""The commune's table of villages with their distance from this desk (khoảng cách từ bản đến trụ sở).

A CSV file in the desk's folder: a second point of reception has other distances than the seat, so it is no fact of
the shared log. The program comes without distances; none of its sources has them.
"""

from __future__ import annotations

import csv
import io
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.domain.errors import BadInput, CannotRead
from app.domain.text import clean, fold
from app.domain.village import Village, place_in
from app.files import write_whole
from app.i18n import N_

HEAD = ("ban", "km", "xa_cu")
_HEADS = {
    "name": ("ban", "ten", "thon", "to", "name", "village"),
    "km": ("km", "khoang cach", "so km", "cach tru so km", "cach tru so"),
    "former": ("xa cu", "xa truoc day", "former", "former commune"),
}
_FURTHEST_KM = 500
_MOST_ROWS, _MOST_BYTES, _MOST_LETTERS = 2_000, 1 << 20, 100


@dataclass(slots=True)
class Villages:
    """The table. place: its file. seat: today's name of the commune. far_from_km: from there on somebody lives far."""

    place: Path
    seat: str
    far_from_km: float
    _read: tuple[int, tuple[Village, ...]] | None = None
    _asked: tuple[str | None, tuple[Village, ...], Village | None] | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def list(self) -> tuple[Village, ...]:
        """Return the villages, by former commune and name; none without a table. Raises CannotRead, BadInput."""
        with self._lock:
            try:
                changed = self.place.stat().st_mtime_ns
            except FileNotFoundError:
                return ()
            except OSError as failed:
                raise CannotRead(place=self.place.name) from failed
            if self._read is None or self._read[0] != changed:
                self._read = (changed, read_table(self.place))
            return self._read[1]

    def far(self, address: str | None) -> Village | None:
        """Return the place an address names if it lies far from here; None too where the table cannot be read."""
        try:
            villages = self.list()
        except (CannotRead, BadInput):
            return None  # a broken table must not stop an intake; the list of villages says what is wrong with it
        found = self._named(address, villages)
        return found if found is not None and found.km >= self.far_from_km else None

    def _named(self, address: str | None, villages: tuple[Village, ...]) -> Village | None:
        """Look once for each address: a form asks at every key, in three places."""
        asked = self._asked
        if asked is None or asked[0] != address or asked[1] is not villages:
            asked = self._asked = (address, villages, place_in(address, villages, seat=self.seat))
        return asked[2]

    def put(self, name: str, km: str, former: str | None = None) -> Village:
        """Add a village or change its distance. km: as typed, «23» or «23,5». Raises BadInput, CannotWrite."""
        village = _village(name, km, former or "", "")
        self._write([*(one for one in self.list() if one.key != village.key), village])
        return village

    def remove(self, name: str, former: str | None = None) -> Village:
        """Take a village off the table. Raises BadInput if it is not on it, or on it twice and former is left out."""
        named = [one for one in self.list() if fold(one.name) == fold(name)]
        if former is not None:
            named = [one for one in named if fold(one.former or "") == fold(former)]
        if not named:
            raise BadInput(field="name", problem=N_("is not on the table of villages"))
        if len(named) > 1:
            raise BadInput(field="former", problem=N_("say which: two villages bear this name"))
        self._write([one for one in self.list() if one.key != named[0].key])
        return named[0]

    def take_over(self, file: Path) -> tuple[Village, ...]:
        """Put the villages of a CSV file in the place of the table. Raises CannotRead, BadInput: the table stays."""
        villages = read_table(file)
        self._write(villages)
        return self.list()

    def _write(self, villages: Sequence[Village]) -> None:
        text = io.StringIO()
        rows = csv.writer(text, lineterminator="\n")
        rows.writerow(HEAD)
        for one in _sorted(villages):
            rows.writerow((one.name, f"{one.km:g}", one.former or ""))
        write_whole(self.place, text.getvalue().encode())
        self._read = None


def read_table(file: Path) -> tuple[Village, ...]:
    """Read a CSV file with the columns «Bản; Km; Xã cũ», separated by commas, semicolons or tabs.

    Raises CannotRead, BadInput with the line that is wrong.
    """
    lines = _text(file).splitlines()
    if not lines:
        raise BadInput(field="file", problem=N_("has no rows"))
    mark = max(",;\t", key=lines[0].count)
    rows = list(csv.reader(lines, delimiter=mark))
    places = _columns(rows[0])
    if len(rows) > _MOST_ROWS:
        raise BadInput(field="file", problem=N_("has too many lines"))
    found: dict[tuple[str, str], Village] = {}
    for number, row in enumerate(rows[1:], 2):
        if not any(cell.strip() for cell in row):
            continue
        name, km, former = (row[place] if place is not None and place < len(row) else "" for place in places)
        village = _village(name, km, former, f"[{number}]")
        if village.key in found:
            raise BadInput(field=f"name[{number}]", problem=N_("stands there twice"))
        found[village.key] = village
    if not found:
        raise BadInput(field="file", problem=N_("has no rows"))
    return _sorted(tuple(found.values()))


def _text(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            data = opened.read(_MOST_BYTES + 1)
    except OSError as failed:
        raise CannotRead(place=file.name) from failed
    if len(data) > _MOST_BYTES:
        raise BadInput(field="file", problem=N_("is too long"))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as failed:
        raise BadInput(field="file", problem=N_("is not UTF-8: save it as «CSV UTF-8»")) from failed


def _columns(head: Sequence[str]) -> tuple[int | None, int | None, int | None]:
    """Return where name, kilometres and former commune stand. Raises BadInput."""
    titles = [fold(title.replace("_", " ").replace("(", " ").replace(")", " ")) for title in head]
    places = {
        name: next((place for place, title in enumerate(titles) if title in known or title.startswith(known[1])), None)
        for name, known in _HEADS.items()
    }
    if places["name"] is None or places["km"] is None:
        raise BadInput(field="file", problem=N_("needs the columns «Bản» and «Km» in its first line"))
    return places["name"], places["km"], places["former"]


def _village(name: str, km: str, former: str, line: str) -> Village:
    return Village(
        _words(name, f"name{line}") or _refuse(f"name{line}"), _km(km, f"km{line}"), _words(former, f"former{line}")
    )


def _words(text: str, name: str) -> str | None:
    cleaned = clean(text, field=name).strip()
    if len(cleaned) > _MOST_LETTERS:
        raise BadInput(field=name, problem=N_("is too long"))
    return cleaned or None


def _refuse(name: str) -> str:
    raise BadInput(field=name, problem=N_("must not be empty"))


def _km(text: str, name: str) -> float:
    typed = text.strip().lower().removesuffix("km").strip().replace(",", ".")
    try:
        km = float(typed)
    except ValueError:
        km = -1
    if not typed or not 0 <= km <= _FURTHEST_KM:
        raise BadInput(field=name, problem=N_("must be a number of kilometres from 0 to 500"))
    return round(km, 1)


def _sorted(villages: Sequence[Village]) -> tuple[Village, ...]:
    return tuple(sorted(villages, key=lambda one: (fold(one.former or ""), fold(one.name))))
