"""Things to look at, at work: reads the list, shows both versions, records what an officer decided."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.domain.errors import ReasonNeeded, Refusal
from app.i18n import _, ngettext
from app.services.conflicts import ReviewLine
from ui.conflicts.model import MERGE, ShownReview, cells, columns, read_review
from ui.conflicts.view import ConflictsPage
from ui.speech import sentence
from ui.widgets.table_model import TableModel

if TYPE_CHECKING:
    from app.domain.dossier import Dossier
    from ui.program import Program
    from ui.tasks import Tasks


class ConflictsPresenter(QObject):
    """Owned by its page."""

    def __init__(self, view: ConflictsPage, program: Program, tasks: Tasks) -> None:
        super().__init__(view)
        self._view, self._program, self._tasks = view, program, tasks
        self._line: ReviewLine | None = None
        self._model: TableModel[ReviewLine] = TableModel(columns(), lambda one: cells(one, program.clock.now()), self)
        view.show_rows(self._model)
        view.refresh_wanted.connect(self.refresh)
        view.look_wanted.connect(self._look)
        view.decide_wanted.connect(self._decide)
        view.dismiss_wanted.connect(self._dismiss)

    def refresh(self) -> None:
        """Read the list again, and the line that is open."""
        conflicts = self._program.conflicts
        self._tasks.read(conflicts.lines, done=self._show, owner=self._view, latest="conflicts")
        if self._view.is_reviewing():
            self._read_line()

    def open(self, dossier_id: bytes) -> None:
        """Show what has to be looked at on one dossier, the most pressing of it; the long list is not waited for."""
        conflicts, queries = self._program.conflicts, self._program.queries
        self._tasks.read(
            lambda: conflicts.lines_of(queries.dossier(dossier_id)), done=self._show_first, owner=self._view
        )

    def _show(self, lines: tuple[ReviewLine, ...]) -> None:
        at = max(self._view.table.currentIndex().row(), 0)
        self._model.set_rows(lines)
        count = ngettext("{n} thing, the soonest due first", "{n} things, the soonest due first", len(lines))
        self._view.show_count(len(lines), count.format(n=len(lines)) if lines else "")
        self._view.table.choose(min(at, len(lines) - 1))

    def _show_first(self, lines: list[ReviewLine]) -> None:
        if lines:
            self._look(lines[0])
        elif self._view.is_reviewing():
            self._view.show_list()  # what stood there is another dossier's

    def _look(self, row: object) -> None:
        if isinstance(row, ReviewLine):
            self._line = row
            self._read_line()

    def _read_line(self) -> None:
        line, program = self._line, self._program
        if line is None:
            return
        conflicts, desk, now = program.conflicts, program.desk, program.clock.now()
        self._tasks.read(
            lambda: read_review(conflicts, line, desk, now), done=self._show_review, owner=self._view, latest="conflict"
        )

    def _show_review(self, review: ShownReview | None) -> None:
        if review is None:
            self._view.show_list()  # somebody settled it meanwhile
        else:
            self._view.show_review(review, self._program.officer.name)

    # ── the decision ─────────────────────────────────────────────────────────────────────────

    def _decide(self, key: bytes, why: str, by: str) -> None:
        review, conflicts, officer = self._view.review, self._program.conflicts, self._program.officer
        if review is None:
            return
        if review.act == MERGE:
            gone = next(side.key for side in review.sides if side.key != key)
            self._write(lambda: conflicts.merge(gone, into=key, why=why, officer=officer), _("Merged"))
            return
        self._write(
            lambda: conflicts.resolve(
                review.dossier, keep=key.hex(), why=why, officer=officer, item=review.item, by=by or None
            ),
            _("Decided"),
        )

    def _dismiss(self, why: str) -> None:
        review, conflicts, officer = self._view.review, self._program.conflicts, self._program.officer
        if review is not None:
            self._write(
                lambda: conflicts.dismiss(review.dossier, item=review.item, why=why, officer=officer), _("Looked at")
            )

    def _write(self, act: Callable[[], Dossier], words: str) -> None:
        def done(dossier: Dossier) -> None:
            self._line = None
            self._view.show_list()
            self._view.news.emit(words, f"{dossier.code} · {dossier.applicant.name}")

        self._tasks.write(act, done=done, failed=self._refused, owner=self._view)

    def _refused(self, refusal: Refusal) -> None:
        if isinstance(refusal, ReasonNeeded):
            self._view.show_no_reason()
            return
        self._view.show_trouble(sentence(refusal))


def conflicts_page(program: Program, tasks: Tasks) -> tuple[ConflictsPage, ConflictsPresenter]:
    """Return the page and its presenter, ready for ``MainWindow.add_page("conflicts", …)``."""
    page = ConflictsPage()
    return page, ConflictsPresenter(page, program, tasks)
