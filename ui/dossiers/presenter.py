"""All dossiers: asks the database for what the box and the chips say, and words the dossier beside the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from app.domain.dossier import Dossier
from app.domain.money import format_amount
from app.i18n import _, ngettext
from app.readings import DossierLine, TimelineEntry
from app.services.return_desks import own_points
from ui.dossier_words import (
    ACTS,
    Today,
    birth_words,
    due_words,
    long_standing,
    masked,
    moment_words,
    next_act,
    short_name,
    standing_of,
)
from ui.dossiers.model import MOST_FOUND, Answer, Asked, answer, cells, columns
from ui.dossiers.pane import LastAct, PaneShown
from ui.dossiers.view import DossiersPage
from ui.happened import happened
from ui.widgets.cells import Cell
from ui.widgets.table_model import Deliver, PagedModel, PageRequest

if TYPE_CHECKING:
    from ui.program import Program
    from ui.tasks import Tasks

ROWS_A_READ = 50
"""So many rows come at once: their cells are made on the GUI thread, within a few milliseconds."""

PANE_MS = 60
"""The pane is filled when the choice has rested so long: holding an arrow key down asks nothing."""


class DossiersPresenter(QObject):
    """Owned by its page."""

    def __init__(self, view: DossiersPage, program: Program, tasks: Tasks) -> None:
        super().__init__(view)
        self._view, self._program, self._tasks = view, program, tasks
        self._order = "recent"
        self._answer: Answer | None = None
        self._model: PagedModel[DossierLine] = PagedModel(
            columns(), self._cells, self._fetch, self, key=self._key, page=ROWS_A_READ, keep=20
        )
        self._model.loaded.connect(self._rows_came)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(PANE_MS)
        self._rest.timeout.connect(self._fill_pane)
        view.show_rows(self._model)
        view.table.set_sort(self._order, descending=True)
        view.asked.connect(self.ask)
        view.refresh_wanted.connect(self.ask)
        view.sort_wanted.connect(self._sort)
        view.row_chosen.connect(self._chosen)
        view.act_wanted.connect(self._act)

    # ── the list ─────────────────────────────────────────────────────────────────────────────

    def ask(self) -> None:
        """Look for what the box and the chips say; of questions in a row only the newest is answered."""
        points = own_points(self._program.desk)
        asked = Asked(self._view.words(), self._view.chosen_chips(), self._order, self._view.chosen_trip(), points)
        queries, today = self._program.queries, Today(self._program.clock.now(), self._program.calendar)
        tries = self._program.print_tries
        self._tasks.read(
            lambda: answer(queries, asked, today, tries.by_dossier()), done=self._show, owner=self._view, latest="list"
        )

    def _show(self, found: Answer) -> None:
        is_same = self._answer is not None and self._answer.asked == found.asked
        row = self._view.table.currentIndex().row() if is_same else 0
        self._answer = found
        self._view.show_note(_count_words(found))
        self._view.show_return_here(found.return_here)
        self._view.show_empty(_empty_words(found))
        if is_same:
            self._model.refresh(found.total)
        else:
            self._model.reset(found.total)
        self._view.table.choose(min(max(row, 0), found.total - 1))
        if not found.total:
            self._view.pane.show_dossier(None)

    def _fetch(self, request: PageRequest, deliver: Deliver[DossierLine]) -> None:
        found = self._answer
        if found is None:
            return
        if found.found is not None:
            deliver(found.found[request.offset : request.offset + request.limit])
            return
        queries, after = self._program.queries, request.after
        if isinstance(after, tuple):
            self._tasks.read(
                lambda: queries.page(found.filter, order=found.asked.order, after=after, limit=request.limit),
                done=deliver, owner=self._view,
            )  # fmt: skip
            return
        self._tasks.read(
            lambda: queries.page_at(
                found.filter, order=found.asked.order, offset=request.offset, limit=request.limit
            ),
            done=deliver, owner=self._view,
        )  # fmt: skip

    def _cells(self, line: DossierLine) -> tuple[Cell, ...]:
        found = self._answer
        assert found is not None  # noqa: S101 (rows come only after an answer)
        return cells(line, found.today, found.asked.words, failed=found.failed.get(line.id, 0))

    def _key(self, line: DossierLine) -> tuple[int, int]:
        """Return the paging key of a row in the order shown."""
        return (int(line.due_at.timestamp()) if self._order == "due" else line.position, line.position)

    def _sort(self, order: str) -> None:
        self._order = order
        self._view.table.set_sort(order, descending=order == "recent")
        self.ask()

    # ── the pane ─────────────────────────────────────────────────────────────────────────────

    def _rows_came(self, first: int, last: int) -> None:
        if first <= self._view.table.currentIndex().row() <= last:
            self._chosen(self._view.table.current_row())

    def _chosen(self, row: object) -> None:
        """Show at once what the row itself says; the rest follows when the choice rests."""
        if isinstance(row, DossierLine) and self._answer is not None:
            self._view.pane.show_dossier(from_line(row, self._answer.today))
            self._rest.start()

    def _fill_pane(self) -> None:
        line = self._view.table.current_row()
        if not isinstance(line, DossierLine):
            return
        program, desk = self._program, self._program.desk
        today = Today(program.clock.now(), program.calendar)

        def read() -> PaneShown:
            dossier, entries = program.queries.dossier(line.id), program.queries.timeline(line.id)
            acts = program.processing.allowed(dossier)
            return from_dossier(line, dossier, entries, acts, today, own=f"{desk.unit_code}-{desk.station_number}")

        self._tasks.read(read, done=self._view.pane.show_dossier, owner=self._view, latest="pane")

    def _act(self, row: object, act: str) -> None:
        if not isinstance(row, DossierLine):
            return
        if act == "hand-over":
            self._view.handover_requested.emit(row.id)
        else:
            self._view.dossier_requested.emit(row.id, act)


def from_line(line: DossierLine, today: Today) -> PaneShown:
    """Return what the pane can say from the row alone."""
    chip = standing_of(line, today)
    about = ", ".join(part for part in (_born(line.birth_date), line.address or "") if part)
    facts = ((_("Procedure"), short_name(line.procedure_name)), (_("Due"), due_words(line, today)))
    return PaneShown(chip.token, chip.word, line.code.partition("-")[2], line.applicant, about, facts)


def from_dossier(
    line: DossierLine, dossier: Dossier, entries: tuple[TimelineEntry, ...], acts: tuple[str, ...], today: Today, *,
    own: str,
) -> PaneShown:  # fmt: skip
    """Return everything the pane says. own: how this desk is named in the log."""
    chip = long_standing(dossier.state, dossier.due.at, today, marked=line.marked)
    applicant = dossier.applicant
    born = birth_words(applicant)
    about = ", ".join(
        part
        for part in (_("born {year}").format(year=born) if born else "", masked(applicant.id_number or ""),
                     applicant.address or "")
        if part
    )  # fmt: skip
    facts = (
        (_("Procedure"), short_name(dossier.procedure.name)),
        (_("Due"), moment_words(dossier.due.at)),
        (_("Is with"), dossier.custodian.holder or ""),
        (_("Fees"), fee_words(dossier)),
        (_("Papers"), str(len(dossier.papers))),
    )
    last = tuple(
        LastAct(said.icon, said.act, f"{said.at:%d/%m %H:%M} · {entry.officer}")
        for entry in reversed(entries[-3:])
        for said in (happened(entry.recorded.event),)
        if said is not None
    )
    del own
    return PaneShown(
        chip.token, chip.word, line.code.partition("-")[2], dossier.applicant.name, about, facts, last,
        _acts(line, acts),
    )  # fmt: skip


def fee_words(dossier: Dossier) -> str:
    """Return what is owed and paid: «8.000 đ, đã thu», «còn thu 8.000 đ»."""
    owed = dossier.total
    if owed is None:
        return _("no tariff yet, {amount} collected").format(amount=format_amount(dossier.paid))
    if not owed:
        return _("none")
    if dossier.paid >= owed:
        return _("{amount}, collected").format(amount=format_amount(owed))
    return _("{amount} still to collect").format(amount=format_amount(owed - dossier.paid))


def _acts(line: DossierLine, allowed: tuple[str, ...]) -> tuple[tuple[str, str, str], ...]:
    likely = next_act(line)
    offered = [(likely, _(ACTS[likely]), "Ctrl+1")] if likely in allowed else []
    return (*offered, ("print", _("Print again") if not line.needs_print else _(ACTS["print"]), "Ctrl+P"))


def _born(birth_date: str | None) -> str:
    return _("born {year}").format(year=birth_date[:4]) if birth_date else ""


def _count_words(found: Answer) -> str:
    total, shown = f"{found.of_all:,}".replace(",", "."), f"{found.total:,}".replace(",", ".")
    if not found.asked.words and not found.asked.chips and found.asked.trip is None:
        return ngettext("{n} dossier", "{n} dossiers", found.total).format(n=shown)
    if found.found is not None and found.total >= MOST_FOUND:
        return _("the newest {n} that match, of {total}").format(n=shown, total=total)
    words = ngettext("{n} dossier matches, of {total}", "{n} dossiers match, of {total}", found.total)
    return words.format(n=shown, total=total)


def _empty_words(found: Answer) -> str:
    if found.total:
        return ""
    if not found.of_all:
        return _("There is no dossier yet.")
    return _("Nothing found. Try the last digits of the code, or the name without marks.")


def dossiers_page(program: Program, tasks: Tasks) -> DossiersPage:
    """Return the page with its presenter, ready for ``MainWindow.add_page("dossiers", …)``."""
    page = DossiersPage()
    DossiersPresenter(page, program, tasks)
    return page
