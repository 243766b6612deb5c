"""The computers of the commune, the last copy, what should be looked at: told only, nothing is done from here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from app.clock import local
from app.domain.errors import Refusal
from app.domain.ordering import wall_ms_of
from app.i18n import _, ngettext
from app.ports import LogRange
from app.services.backup_note import last_backup
from app.services.standing import standing
from ui.dossier_words import moment_words
from ui.speech import sentence
from ui.upkeep_words import lost_line, to_heed
from ui.widgets.cells import Cell, Column, NameCell, StateCell, TextCell
from ui.widgets.detail_pane import Detail, Section

if TYPE_CHECKING:
    from app.bundles import EnrolledStation
    from app.services.standing import Standing
    from ui.program import Program

BACKUP_EVERY = timedelta(days=7)
"""From then on the list says that a copy is due."""


@dataclass(frozen=True, slots=True)
class ComputerRow:
    """One line. state: token of the look and word; sections: for the pane beside it."""

    key: str
    label: str
    state: tuple[str, str]
    words: str
    sections: tuple[Section, ...]


def read_computers(program: Program) -> tuple[ComputerRow, ...]:
    """Read everything; on the store thread."""
    trouble = []
    try:
        stations = program.exchange.of_commune()
        words, enrolled = program.exchange.hub_words(), program.exchange.is_enrolled()
    except Refusal as refused:  # a damaged card or roster: the other lines still tell the truth
        trouble, stations, words, enrolled = [sentence(refused)], (), (), False
    found = standing(program.queries, program.book, program.catalogue, program.calendar, program.clock, words=words)
    own = next((one for one in stations if one.station == program.desk.station), None)
    others = [one for one in stations if one.station != program.desk.station]
    return (
        _own(program, found, own, is_enrolled=enrolled),
        *(_other(program, one) for one in others),
        _backup(program, found.now),
        _diagnostics(program, found, trouble),
    )


def _own(program: Program, found: Standing, entry: EnrolledStation | None, *, is_enrolled: bool) -> ComputerRow:
    state = ("on_time", _("enrolled")) if is_enrolled else ("due_soon", _("not enrolled yet"))
    if entry is not None and entry.revoked_after is not None:
        state = ("overdue", _("cut off"))
    last, n = found.sync.last_acknowledgement_at, found.sync.unacknowledged_dossiers
    said = _("The province last confirmed {at}").format(at=moment_words(last)) if last else _("Never confirmed yet")
    wait = ngettext("{n} dossier not confirmed", "{n} dossiers not confirmed", n).format(n=n)
    label = _("Desk {number}, this computer").format(number=program.desk.station_number)
    sections = (
        Section(_("Contact with the province"), (said, wait)),
        Section(_("Known as"), (program.desk.unit_code, program.desk.station.hex()[:8])),
    )
    return ComputerRow("own", label, state, f"{said}; {wait}", sections)


def _other(program: Program, one: EnrolledStation) -> ComputerRow:
    state = ("on_time", _("enrolled")) if one.revoked_after is None else ("overdue", _("cut off"))
    seq = program.book.position(one.station).seq
    held = next(iter(program.book.changes(LogRange(one.station, seq, seq))), None) if seq else None
    words = _("Nothing of it has come here yet")
    if held is not None:
        at = local(datetime.fromtimestamp(wall_ms_of(held.hlc) / 1000, UTC))
        words = _("Newest work of it held here: {at}").format(at=moment_words(at))
    lines = [words]
    if one.revoked_at is not None:
        lines.append(_("Cut off by the province on {at}").format(at=moment_words(local(one.revoked_at))))
    about = _("Its work comes here by sticks, over the office's network, or with the province's answers.")
    sections = (
        Section(_("Last contact, as this computer knows it"), (*lines, about)),
        Section(_("Known as"), (one.name, one.unit_code, one.station.hex()[:8])),
    )
    return ComputerRow(one.station.hex(), _("Desk {number}").format(number=one.number), state, words, sections)


def _backup(program: Program, now: datetime) -> ComputerRow:
    note = last_backup(program.paths, program.desk.station)
    how = Section(_("How to make one"), (_("On the command line: motcua backup --to and the file on another disk."),))
    if note is None:
        words = _("No copy was made from this computer yet")
        return ComputerRow("backup", _("Backup"), ("due_soon", _("due")), words, (how,))
    is_fresh = now - note.at < BACKUP_EVERY
    changes = ngettext("{n} change", "{n} changes", note.changes).format(n=note.changes)
    words = _("Last made {at}, {changes}").format(at=moment_words(note.at), changes=changes)
    state = ("on_time", _("made")) if is_fresh else ("due_soon", _("due"))
    rule = _("Make one every week; it lies on a disk that is not in this computer.")
    return ComputerRow("backup", _("Backup"), state, words, (Section(_("Last copy"), (words, rule)), how))


def _diagnostics(program: Program, found: Standing, trouble: list[str]) -> ComputerRow:
    lost = {one.station: one for one in (*program.storage.missing(), *program.identity.lost())}.values()
    said = [
        *trouble,
        *map(sentence, program.troubles),
        *to_heed(found),
        *(lost_line(one.station, one.first, one.last) for one in lost),
    ]
    n = len(said)
    many = ngettext("{n} thing to look at", "{n} things to look at", n).format(n=n)
    words = (_("Nothing stands out"), *said)[n] if n < 2 else many
    checks = (
        _("motcua verify: checks the chain of the log and all tables."),
        _("motcua self-check: goes the whole way once on a trial desk."),
    )
    told = (Section(_("To look at"), tuple(said), alert=True),) if said else ()
    sections = (
        *told,
        Section(_("Checks on the command line"), checks),
        Section(_("Log for support, without names"), (str(program.paths.logs_dir),)),
    )
    state = ("due_soon", _("look")) if said else ("on_time", _("in order"))
    return ComputerRow("diagnostics", _("Diagnostics"), state, words, sections)


def columns() -> tuple[Column, ...]:
    """Return the columns of the list."""
    return (Column(_("State"), 150), Column(_("What"), 210), Column(_("Now")))


def cells(row: ComputerRow) -> tuple[Cell, ...]:
    """Return the cells of a line."""
    return (StateCell(*row.state), NameCell(row.label), TextCell(row.words))


def note_of(rows: tuple[ComputerRow, ...]) -> str:
    """Return what the head of the page says."""
    n = sum(row.state[0] != "on_time" for row in rows)
    return ngettext("{n} line to look at", "{n} lines to look at", n).format(n=n) if n else _("all in order")


def detail_of(row: ComputerRow | None) -> Detail | None:
    """Return the pane of a line."""
    return None if row is None else Detail(row.label, "", row.state, row.sections)
