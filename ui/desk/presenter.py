"""Today's desk: reads counts, list and draft in one go, words them, and passes on what the officer chose to do."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from textwrap import shorten
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.i18n import _, ngettext
from app.readings import DossierLine
from ui.day_words import weekday_words
from ui.desk.model import (
    FIRST,
    OVERDUE,
    PAPERS,
    RETURN,
    TODAY,
    DraftOffer,
    TodaysDesk,
    TodaysList,
    cells,
    columns,
    first_today,
    newest_draft,
    read_list,
    to_apologise,
)
from ui.desk.view import DeskPage
from ui.dossier_words import Today, next_act
from ui.widgets.table_model import Deliver, PagedModel, PageRequest

if TYPE_CHECKING:
    from ui.program import Program
    from ui.tasks import Tasks

_MOST_LETTERS = 80
"""Of a procedure's name in the offer of a draft: some have 919, and the list of the day stands under it."""


class DeskPresenter(QObject):
    """Owned by its page."""

    def __init__(self, view: DeskPage, program: Program, tasks: Tasks) -> None:
        super().__init__(view)
        self._view, self._program, self._tasks = view, program, tasks
        self._today = Today(program.clock.now(), program.calendar)
        self._tile = self._shown_tile = ""
        self._listed = TodaysList()
        self._failed: Mapping[bytes, int] = {}
        self._draft: DraftOffer | None = None
        self._model: PagedModel[DossierLine] = PagedModel(
            columns(), lambda line: cells(line, self._today, failed=self._failed.get(line.id, 0)), self._fetch, self
        )
        view.show_rows(self._model)
        view.refresh_wanted.connect(self.refresh)
        view.filter_chosen.connect(self._filter)
        view.act_wanted.connect(self._act)
        view.look_wanted.connect(self._look)
        view.draft_wanted.connect(self._resume)
        view.draft_unwanted.connect(self._discard)

    def refresh(self) -> None:
        """Read everything shown again."""
        self._tasks.read(self._read, done=self._show, owner=self._view, latest="desk")
        queries, conflicts = self._program.queries, self._program.conflicts
        self._tasks.read(  # of possible doubles the recent ones only: to go through 100,000 dossiers would take seconds
            lambda: queries.conflicts() + conflicts.recent_doubles(),
            done=self._view.show_to_review,
            owner=self._view,
            latest="desk-review",
        )

    def _read(self) -> TodaysDesk:
        """Read on the store thread, all of it against one moment."""
        program, tile = self._program, self._tile
        today = Today(program.clock.now(), program.calendar)
        counts = program.queries.counts(today.now)
        draft = newest_draft(program.drafts.kept(), program.catalogue, today)
        apologies = program.queries.count(to_apologise(today))
        first = program.queries.count(first_today(today))
        return TodaysDesk(
            today,
            tile,
            counts,
            apologies,
            first,
            read_list(program.queries, tile, today),
            draft,
            program.print_tries.by_dossier(),
        )

    def _fetch(self, request: PageRequest, deliver: Deliver[DossierLine]) -> None:
        listed, queries = self._listed, self._program.queries
        self._tasks.read(
            lambda: listed.rows(queries, offset=request.offset, limit=request.limit), done=deliver, owner=self._view
        )

    def _show(self, found: TodaysDesk) -> None:
        self._today, self._draft, self._failed = found.today, found.draft, found.failed
        view, counts = self._view, found.counts
        view.show_date(date_words(found.today))
        view.show_draft(*draft_words(found.draft, found.today))
        view.show_tiles(
            {
                OVERDUE: (counts.overdue, self._oldest(found)),
                TODAY: (counts.due_today, _closing(found.today)),
                PAPERS: (counts.awaiting_papers, _("time stopped") if counts.awaiting_papers else _("none")),
                RETURN: (counts.awaiting_return, _("citizens may come") if counts.awaiting_return else _("none")),
            }
        )
        view.show_to_print(counts.to_print)
        view.show_to_apologise(found.to_apologise)
        view.show_first(found.first)
        if found.tile == self._tile:
            self._show_list(found)

    def _show_list(self, found: TodaysDesk) -> None:
        total = found.listed.total
        self._listed = found.listed
        note = _list_note(found)
        self._view.show_list(_("To do"), note, empty="" if total else _empty_words(found.tile))
        row = self._view.table.currentIndex().row() if found.tile == self._shown_tile else 0
        self._shown_tile = found.tile
        self._model.refresh(total)
        self._view.table.choose(min(max(row, 0), total - 1))

    def _oldest(self, found: TodaysDesk) -> str:
        oldest = found.counts.oldest_overdue_at
        if oldest is None:
            return _("none")
        days = found.today.calendar.working_days_between(oldest.date(), found.today.day)
        words = ngettext("{n} working day at most", "{n} working days at most", days)
        return words.format(n=days) if days else _("since today")

    # ── the officer ──────────────────────────────────────────────────────────────────────────

    def _filter(self, tile: str) -> None:
        self._tile = tile
        self.refresh()

    def _act(self, line: DossierLine) -> None:
        act = next_act(line)
        if act == "hand-over":
            self._view.handover_requested.emit(line.id)
        else:
            self._view.dossier_requested.emit(line.id, act)

    def _look(self, line: DossierLine) -> None:
        self._view.dossier_requested.emit(line.id, "")

    def _resume(self) -> None:
        if self._draft is not None:
            self._view.draft_requested.emit(self._draft.slot)

    def _discard(self) -> None:
        """Throw the draft away without asking, and offer it back."""
        draft = self._draft
        if draft is None:
            return
        drafts = self._program.drafts

        def gone(_nothing: None) -> None:
            self._view.undo_offered.emit(_("Draft discarded"), _of_whom(draft), give_back)

        def give_back() -> None:
            self._tasks.write(lambda: drafts.keep(draft.slot, draft.text, at=draft.at), owner=self._view)

        self._tasks.write(lambda: drafts.drop(draft.slot), done=gone, owner=self._view)


def date_words(today: Today) -> str:
    """Return the date and what is special: «Thứ Hai, 23/11/2026. Mai 24/11 nghỉ Ngày Văn hóa Việt Nam»."""
    calendar, tomorrow = today.calendar, today.day + timedelta(days=1)
    parts = [f"{weekday_words(today.day)}."]
    off_today, off = calendar.reason_off(today.day), calendar.reason_off(tomorrow)
    if off_today:
        parts.append(_("Off today: {reason}.").format(reason=off_today))
    if off:
        parts.append(_("Tomorrow, {day}, is off: {reason}.").format(day=f"{tomorrow:%d/%m}", reason=off))
    elif tomorrow.weekday() >= 5 and calendar.is_working_day(tomorrow):
        parts.append(_("Tomorrow, {day}, is worked to make up.").format(day=f"{tomorrow:%d/%m}"))
    return " ".join(parts)


def draft_words(draft: DraftOffer | None, today: Today) -> tuple[str, str]:
    """Return the strong words and the rest of the offer; empty without a draft."""
    if draft is None:
        return "", ""
    at = f"{draft.at:%H:%M}" if draft.at.date() == today.day else f"{draft.at:%H:%M %d/%m}"
    parts = [_of_whom(draft), _("Everything that was typed is there.")]
    return _("Unfinished dossier of {time}:").format(time=at), " ".join(part for part in parts if part)


def _of_whom(draft: DraftOffer) -> str:
    procedure = shorten(draft.procedure, _MOST_LETTERS, placeholder="…")
    parts = [procedure, _("applicant {name}").format(name=draft.applicant) if draft.applicant else ""]
    said = ", ".join(part for part in parts if part)
    return f"{said[:1].upper()}{said[1:]}." if said else ""


def _list_note(found: TodaysDesk) -> str:
    total = found.listed.total
    if found.first and found.tile in ("", FIRST):
        words = ngettext(
            "{n} dossier, people with priority first",
            "{n} dossiers, people with priority first, then soonest due",
            total,
        )
    else:
        words = ngettext("{n} dossier, soonest due first", "{n} dossiers, soonest due first", total)
    return words.format(n=total)


def _closing(today: Today) -> str:
    if not today.calendar.is_working_day(today.day):
        return _("the office is closed today")
    return _("before {time}").format(time=f"{today.calendar.closes_at(today.day):%H:%M}")


def _empty_words(tile: str) -> str:
    words = {
        OVERDUE: _("Nothing is overdue."),
        TODAY: _("Nothing is due today."),
        PAPERS: _("Nobody has papers to bring."),
        RETURN: _("No result waits to be returned."),
        "print": _("Every slip is printed."),
        "apology": _("No promise needs an apology."),
        FIRST: _("Nobody with priority waits for today."),
    }
    return words.get(tile, _("Nothing to do yet. Take in the first dossier."))


def desk_page(program: Program, tasks: Tasks) -> DeskPage:
    """Return the page with its presenter, ready for ``MainWindow.add_page("desk", …)``."""
    page = DeskPage()
    DeskPresenter(page, program, tasks)
    return page
