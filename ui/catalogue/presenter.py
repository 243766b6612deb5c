"""The catalogue page: reads a tab in one go, words it, and carries out what the officer decided about the office."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from app.domain.errors import CannotRead, Refusal
from app.i18n import N_, _, ngettext
from app.services.promises import Affected
from app.services.published_desk import InUse
from app.services.responsibilities import LateStep, MatrixRow
from ui.catalogue.details import detail_of, roles_of, usual_unit
from ui.catalogue.model import (
    CALENDAR,
    LATE,
    PUBLISHED,
    AssignWish,
    AwayWish,
    BackWish,
    CatalogueRow,
    CatalogueShown,
    CatalogueWish,
    DecisionWish,
    MoveWish,
    StepWish,
    cells,
    columns,
    note_of,
    rows_of,
)
from ui.catalogue.panels import AssignPanel, AwayPanel, DecisionPanel, MovePanel, StepPanel
from ui.catalogue.view import CataloguePage
from ui.catalogue.words import day_words, typed_amount, typed_day
from ui.speech import sentence
from ui.widgets.table_model import TableModel

if TYPE_CHECKING:
    from ui.program import Program
    from ui.tasks import Tasks

MOST_CALENDAR = 256 * 1024 + 1
_EMPTY = {
    CALENDAR: N_("Every open dossier keeps its due date by the calendar in use."),
    PUBLISHED: N_("The province has published nothing yet. It comes with its answers, by stick or by link."),
    LATE: N_("Nobody is over their step."),
}


class CataloguePresenter(QObject):
    """Owned by its page."""

    def __init__(self, view: CataloguePage, program: Program, tasks: Tasks) -> None:
        super().__init__(view)
        self._view, self._program, self._tasks = view, program, tasks
        self._shown: CatalogueShown | None = None
        self._row: CatalogueRow | None = None
        self._tab = ""
        self._model: TableModel[CatalogueRow] = TableModel((), lambda _row: (), self)
        view.refresh_wanted.connect(self.refresh)
        view.asked.connect(self._asked)
        view.row_chosen.connect(self._choose)
        view.act_wanted.connect(self._begin)
        view.confirmed.connect(self._carry_out)

    # ── reading ──

    def refresh(self) -> None:
        """Read the open tab again."""
        tab = self._view.tab()
        self._tasks.read(lambda: self._read(tab), done=self._show, owner=self._view, latest="catalogue")

    def _read(self, tab: str) -> CatalogueShown:
        """Read on the store thread, what this tab needs and no more."""
        program = self._program
        return CatalogueShown(
            tab,
            program.responsibilities.matrix(),
            program.queries.overrides(),
            program.promises.affected() if tab == CALENDAR else (),
            program.responsibilities.over_step() if tab == LATE else (),
            program.published.in_use() if tab == PUBLISHED else (),
            program.published.is_stale(),
        )

    def _asked(self) -> None:
        if self._shown is None or self._shown.tab != self._view.tab():
            self.refresh()
        else:
            self._list(self._shown)

    def _show(self, shown: CatalogueShown) -> None:
        if shown.tab != self._view.tab():
            return
        self._shown = shown
        self._view.show_note(note_of(shown))
        self._list(shown)

    def _list(self, shown: CatalogueShown) -> None:
        rows = rows_of(shown, self._view.words())
        if shown.tab != self._tab:
            self._tab = shown.tab
            self._model = TableModel(columns(shown.tab), lambda row: cells(shown.tab, row), self)
            self._view.show_rows(self._model)
        chosen = _key(self._row)
        self._model.set_rows(rows)
        self._view.show_empty("" if rows else self._empty_words(shown))
        place = next((number for number, row in enumerate(rows) if _key(row) == chosen), 0)
        self._view.table.choose(place)
        self._choose(rows[place] if rows else None)

    def _empty_words(self, shown: CatalogueShown) -> str:
        if self._view.words():
            return _("Nothing here has these words.")
        return _(_EMPTY.get(shown.tab, N_("Nothing here has these words.")))

    def _choose(self, row: CatalogueRow | None) -> None:
        self._row = row
        if self._shown is not None:
            self._view.show_detail(detail_of(self._shown, row, self._program.calendar))

    # ── what the officer begins ──

    def _begin(self, act: str) -> None:
        row, shown = self._row, self._shown
        today = day_words(self._program.clock.now().date())
        match act, row:
            case "open", LateStep(dossier_id=found):
                self._view.dossier_requested.emit(found, "")
            case "decide", MatrixRow():
                people = self._known(shown)[0] if shown is not None else ()
                self._view.show_panel(DecisionPanel(row.procedure, today=today, people=people, parent=self._view))
            case "step", MatrixRow() if shown is not None:
                people, units = self._known(shown)
                roles = roles_of(row)
                self._view.show_panel(
                    StepPanel(row.procedure, roles=roles, people=people, units=units, today=today, parent=self._view)
                )
            case (("assign" | "field"), MatrixRow()) if shown is not None:
                people, units = self._known(shown)
                whole = act == "field"
                panel = AssignPanel(
                    row.procedure,
                    whole_field=whole,
                    unit=usual_unit(row),
                    people=people,
                    units=units,
                    today=today,
                    parent=self._view,
                )
                self._view.show_panel(panel)
            case "away", MatrixRow() if shown is not None:
                officer = row.assignments[0].officer if row.assignments else ""
                people, _units = self._known(shown)
                self._view.show_panel(AwayPanel(officer, people=people, today=today, parent=self._view))
            case "back", MatrixRow() if row.standing is not None and row.standing.instead_of:
                self._carry_out(BackWish(row.standing.instead_of))
            case "move", _ if shown is not None and shown.affected:
                self._view.show_panel(MovePanel(len(shown.affected), self._view))
            case "import", _:
                self._ask_file()
            case _:
                return

    def _known(self, shown: CatalogueShown) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return officers and units that were named before; the units of the catalogue's steps too."""
        roster = shown.matrix.roster
        actors = dict.fromkeys(step.actor for row in shown.matrix.rows for step in row.procedure.steps)
        return roster.names(), tuple(dict.fromkeys((*roster.units(), *actors)))

    def _ask_file(self) -> None:
        asked = QFileDialog(self._view, _("Choose the calendar file"))
        asked.setFileMode(QFileDialog.FileMode.ExistingFile)
        asked.setNameFilter(_("Calendar files (*.json)"))
        asked.fileSelected.connect(lambda path: self.take_in(Path(path)))
        asked.finished.connect(asked.deleteLater)
        asked.open()

    # ── what is carried out ──

    def take_in(self, file: Path) -> None:
        """Count by this calendar from now on, and list whose promise it would change."""
        program = self._program

        def work() -> int:
            try:
                with file.open("rb") as stream:
                    data = stream.read(MOST_CALENDAR)
            except OSError as failed:
                raise CannotRead(place=file.name) from failed
            return program.office_calendar.take_in(data).year.year

        def done(year: int) -> None:
            self._view.news.emit(
                _("Calendar {year} is in use").format(year=year), _("The list shows whom it concerns.")
            )
            self._view.open_tab(CALENDAR)
            self.refresh()

        self._tasks.write(work, done=done, owner=self._view)

    def _carry_out(self, wish: CatalogueWish) -> None:
        if self._view.panel is not None:
            self._view.panel.set_busy()
        row = self._row if isinstance(self._row, MatrixRow) else None

        def done(words: tuple[str, str]) -> None:
            self._view.close_panel()
            self._view.news.emit(*words)

        self._tasks.write(self._work(wish, row), done=done, failed=self._refused, owner=self._view)

    def _work(self, wish: CatalogueWish, row: MatrixRow | None) -> Callable[[], tuple[str, str]]:
        """Return what runs on the store thread, and the words of what came of it."""
        match wish:
            case AssignWish() if row is not None:
                return lambda: self._assign(wish, row)
            case StepWish() if row is not None:
                return lambda: self._assign_step(wish, row)
            case AwayWish():
                return lambda: self._away(wish)
            case BackWish(person=person):
                return lambda: self._back(person)
            case DecisionWish() if row is not None:
                return lambda: self._decide(wish, row)
            case MoveWish(why=why):
                listed = self._shown.affected if self._shown is not None else ()
                return lambda: self._move(listed, why)
        raise AssertionError(wish)

    def _assign(self, wish: AssignWish, row: MatrixRow) -> tuple[str, str]:
        program, today = self._program, self._program.clock.now().date()
        since = typed_day(wish.since, "since", otherwise=today)
        office, row_id, field = program.responsibilities, row.procedure.id, row.procedure.field
        person, unit, deputy, decision = wish.person, wish.unit, wish.deputy, wish.decision
        if wish.whole_field:
            count = office.assign_field(
                field, unit=unit, person=person, deputy=deputy, decision=decision, since=since, officer=program.officer
            )
            words = ngettext("{n} procedure assigned", "{n} procedures assigned", count).format(n=count)
        else:
            office.assign(
                row_id, unit=unit, person=person, deputy=deputy, decision=decision, since=since, officer=program.officer
            )
            words = _("Assigned")
        return words, _("{name} from {day}").format(name=wish.person.strip(), day=day_words(since))

    def _assign_step(self, wish: StepWish, row: MatrixRow) -> tuple[str, str]:
        program, today = self._program, self._program.clock.now().date()
        since = typed_day(wish.since, "since", otherwise=today)
        office, by = program.responsibilities, program.officer
        unit, deputy, decision = wish.unit, wish.deputy, wish.decision
        if wish.everywhere:
            office.assign_role(
                wish.role, unit=unit, person=wish.person, deputy=deputy, decision=decision, since=since, officer=by
            )
        else:
            office.assign(
                row.procedure.id, unit=unit, person=wish.person, deputy=deputy, decision=decision, since=since,
                role=wish.role, officer=by,
            )  # fmt: skip
        return _("Step assigned"), _("{name} from {day}").format(name=wish.person.strip(), day=day_words(since))

    def _away(self, wish: AwayWish) -> tuple[str, str]:
        program, today = self._program, self._program.clock.now().date()
        since = typed_day(wish.since, "since", otherwise=today)
        until = typed_day(wish.until, "until", otherwise=since)
        noted = program.responsibilities.away(
            wish.person, since=since, until=until, deputy=wish.deputy, reason=wish.reason, officer=program.officer
        )
        return _("Absence noted"), f"{noted.officer}: {day_words(since)} – {day_words(until)}"

    def _back(self, person: str) -> tuple[str, str]:
        self._program.responsibilities.back(person, officer=self._program.officer)
        return _("Back at work"), person

    def _decide(self, wish: DecisionWish, row: MatrixRow) -> tuple[str, str]:
        program, today = self._program, self._program.clock.now().date()
        amounts = {place: typed_amount(typed, f"fee {place}") for place, typed in wish.fees.items()}
        decided = program.decisions.decide(
            row.procedure.id,
            decision=wish.decision,
            since=typed_day(wish.since, "since", otherwise=today),
            limit=wish.limit or None,
            fees={place: amount for place, amount in amounts.items() if amount is not None},
            responsible=wish.responsible or None,
            steps=wish.steps,
            officer=program.officer,
        )
        return _("Decision recorded"), decided.short_name

    def _move(self, listed: tuple[Affected, ...], why: str) -> tuple[str, str]:
        """Move what the officer saw, and nothing that came in since."""
        program = self._program
        moved = program.promises.move(listed, why=why.strip(), officer=program.officer)
        words = ngettext("{n} due date moved", "{n} due dates moved", moved).format(n=moved)
        return words, _("Tell the citizens; it stands in each dossier.")

    def _refused(self, refusal: Refusal) -> None:
        if self._view.panel is None:
            self._tasks.refused.emit(refusal)
            return
        field = str(refusal.details.get("field", ""))
        self._view.panel.show_trouble(sentence(refusal), {"amount": "limit", "step": "step limit"}.get(field, field))


def _key(row: CatalogueRow | None) -> object:
    match row:
        case None:
            return None
        case MatrixRow():
            return row.procedure.id
        case InUse(publication=one):
            return one.kind, one.version
        case _:
            return row.dossier_id


def catalogue_page(program: Program, tasks: Tasks) -> CataloguePage:
    """Return the page with its presenter, ready for ``MainWindow.add_page("catalogue", …)``."""
    page = CataloguePage()
    CataloguePresenter(page, program, tasks)
    return page
