"""What the palette finds for a few letters: dossiers, the citizens behind them, procedures, commands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.domain.text import begins_words, fold
from app.i18n import N_, _, ngettext
from app.readings import DossierFilter, DossierLine
from ui.dossier_words import Today, matched, short_name, standing_of
from ui.shell.search_palette import Deliver, Hit, HitGroup

if TYPE_CHECKING:
    from app.domain.procedure import Procedure
    from ui.program import Program
    from ui.tasks import Tasks

LOOKED_AT = 60
_MOST = {HitGroup.DOSSIERS: 4, HitGroup.CITIZENS: 2, HitGroup.PROCEDURES: 2, HitGroup.COMMANDS: 2}
_ROWS = 8


@dataclass(frozen=True, slots=True)
class OpenDossier:
    """Target: open this dossier."""

    dossier_id: bytes


@dataclass(frozen=True, slots=True)
class ShowCitizen:
    """Target: list the dossiers of this citizen."""

    name: str


@dataclass(frozen=True, slots=True)
class TakeIn:
    """Target: begin an intake of this procedure."""

    procedure_id: str


@dataclass(frozen=True, slots=True)
class RunCommand:
    """Target: do what the slug says: ``page:<slug>``, ``lock``, ``export``, ``import``."""

    slug: str


@dataclass(frozen=True, slots=True)
class Command:
    """Something the window does, with the words an officer may type for it."""

    slug: str
    words: str
    key: str = ""


COMMANDS = (
    Command("page:intake", N_("Take in a dossier"), "F2"),
    Command("page:dossiers", N_("All dossiers"), "F3"),
    Command("page:handover", N_("Return results"), "F4"),
    Command("page:fees", N_("Fees and charges"), "F5"),
    Command("page:reports", N_("Reports"), "F6"),
    Command("page:exchange", N_("Exchange with the province"), "F7"),
    Command("page:catalogue", N_("Catalogue of procedures"), "F8"),
    Command("page:administration", N_("Administration"), "F12"),
    Command("page:queue", N_("Queue of the waiting hall"), "Ctrl+G"),
    Command("page:conflicts", N_("What desks said against each other"), "Ctrl+R"),
    Command("page:old-book", N_("Take over an old register")),
    Command("page:trips", N_("Mobile trips"), "Ctrl+T"),
    Command("page:papers", N_("Register, lists, pad, numbers"), "Ctrl+B"),
    Command("page:desk", N_("Today's desk"), "Esc"),
    Command("export", N_("Write to a USB stick"), "F7"),
    Command("import", N_("Read from a USB stick"), "F7"),
    Command("lock", N_("Lock the screen"), "Ctrl+L"),
)
"""Every command the window may have; the shell passes those it really has."""


class SearchPresenter:
    """``ask`` is the source of the palette: ``window.set_search_source(SearchPresenter(…).ask)``."""

    def __init__(self, program: Program, tasks: Tasks, owner: QObject, commands: Sequence[Command] = COMMANDS) -> None:
        self._program, self._tasks, self._owner = program, tasks, owner
        self._commands = tuple(commands)

    def ask(self, words: str, deliver: Deliver) -> None:
        """Look on the store thread; of questions typed in a row only the newest is answered."""
        self._tasks.read(
            lambda: self.look(words), done=deliver, failed=lambda _refusal: deliver(()), owner=self._owner,
            latest="search",
        )  # fmt: skip

    def look(self, words: str) -> tuple[Hit, ...]:
        """Return the hits for the words, dossiers first; safe on any thread."""
        program = self._program
        now = program.clock.now()
        lines = program.queries.find(words, filter=DossierFilter(), limit=LOOKED_AT)
        recent = program.queries.recent_procedures(limit=20)
        procedures = program.catalogue.search(words, on=now.date(), recent=recent, limit=_MOST[HitGroup.PROCEDURES])
        today = Today(now, program.calendar)
        groups = [
            [_dossier(line, words, today) for line in lines],
            _citizens(lines, words),
            [_procedure(procedure, words) for procedure in procedures],
            self._commands_for(words),
        ]
        return _fitted(groups)

    def _commands_for(self, words: str) -> list[Hit]:
        typed = fold(words)
        hits = []
        for command in self._commands:
            shown = _(command.words)
            folded = fold(shown)
            if typed and (folded.startswith(typed) or f" {typed}" in folded):
                target = RunCommand(command.slug)
                hits.append(Hit(HitGroup.COMMANDS, shown, "", command.key, target, matched(shown, words)))
        return hits


def _fitted(groups: list[list[Hit]]) -> tuple[Hit, ...]:
    """Return at most eight hits: every group its share, what is left over to the first that has more."""
    shares = [min(len(group), _MOST[group[0].group]) if group else 0 for group in groups]
    for place, group in enumerate(groups):
        shares[place] += max(0, min(len(group) - shares[place], _ROWS - sum(shares)))
    return tuple(hit for group, share in zip(groups, shares, strict=True) for hit in group[:share])


def _dossier(line: DossierLine, words: str, today: Today) -> Hit:
    code = line.code.partition("-")[2] or line.code
    detail = " · ".join((standing_of(line, today).word, code, short_name(line.procedure_name)))
    return Hit(
        HitGroup.DOSSIERS, line.applicant, detail, target=OpenDossier(line.id), marks=matched(line.applicant, words)
    )


def _citizens(lines: Sequence[DossierLine], words: str) -> list[Hit]:
    """Return the people among the found dossiers whose own name is what was typed, most dossiers first."""
    people: dict[tuple[str, str], list[DossierLine]] = {}
    for line in lines:
        if begins_words(words, line.applicant):
            people.setdefault((fold(line.applicant), line.birth_date or ""), []).append(line)
    ranked = sorted(people.values(), key=len, reverse=True)
    return [_citizen(theirs, words) for theirs in ranked]


def _citizen(theirs: Sequence[DossierLine], words: str) -> Hit:
    first = theirs[0]
    born = _("born {year}").format(year=first.birth_date[:4]) if first.birth_date else ""
    count = ngettext("{n} dossier", "{n} dossiers", len(theirs)).format(n=len(theirs))
    detail = ", ".join(part for part in (born, first.address or "", count) if part)
    target = ShowCitizen(first.applicant)
    return Hit(HitGroup.CITIZENS, first.applicant, detail, target=target, marks=matched(first.applicant, words))


def _procedure(procedure: Procedure, words: str) -> Hit:
    name = procedure.short_name
    detail = " · ".join(part for part in (procedure.field, procedure.code or "") if part)
    return Hit(HitGroup.PROCEDURES, name, detail, target=TakeIn(procedure.id), marks=matched(name, words))
