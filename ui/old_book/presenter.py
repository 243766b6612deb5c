"""Taking over an old register: reads the file beside the GUI thread, looks at every row, then takes them over."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from app.domain.errors import Refusal
from app.domain.old_text import to_unicode
from app.i18n import _
from app.services.old_book_files import read_table, sheets_of
from app.services.old_books import Preview, guess_mapping
from ui.old_book.model import (
    CHECK,
    FILE,
    MAP,
    RESULT,
    SAMPLE,
    Look,
    Opened,
    columns_shown,
    conversion_words,
    counts_words,
    guess_of,
    look_cells,
    look_columns,
    result_words,
    sample_cells,
    span_words,
    to_look_at,
)
from ui.old_book.view import OldBookPage
from ui.speech import sentence
from ui.widgets.table_model import TableModel

if TYPE_CHECKING:
    from ui.program import Program
    from ui.tasks import Progress, Tasks


class OldBookPresenter(QObject):
    """Owned by its page."""

    def __init__(self, view: OldBookPage, program: Program, tasks: Tasks) -> None:
        super().__init__(view)
        self._view, self._program, self._tasks = view, program, tasks
        self._opened: Opened | None = None
        self._preview: Preview | None = None
        self._running: Progress | None = None
        view.file_wanted.connect(self._ask_file)
        view.file_named.connect(self.read_file)
        view.sheet_chosen.connect(self._read_sheet)
        view.mapping_changed.connect(self._changed)
        view.go_on.connect(self._go_on)
        view.go_back.connect(lambda: view.show_step(view.step - 1))
        view.stop_wanted.connect(self._stop)

    # ── the file ──

    def _ask_file(self) -> None:
        asked = QFileDialog(self._view, _("Choose the old register"))
        asked.setFileMode(QFileDialog.FileMode.ExistingFile)
        asked.setNameFilter(_("Tables (*.xlsx *.xlsm *.csv *.txt)"))
        asked.fileSelected.connect(self.read_file)
        asked.finished.connect(asked.deleteLater)
        asked.open()

    def read_file(self, path: str, sheet: str = "") -> None:
        """Read a file, its first sheet if none is named."""
        if not path:
            self._view.path_field.set_error(_("Choose a file first."))
            return
        self._view.path_field.clear_error()
        self._view.show_busy()
        self._tasks.device(
            lambda _progress: _open(Path(path), sheet), done=self._read, failed=self._refused, owner=self._view
        )

    def _read_sheet(self, sheet: str) -> None:
        if self._opened is not None:
            self.read_file(str(self._opened.path), sheet)

    def _read(self, opened: Opened) -> None:
        self._opened, self._preview = opened, None
        rows = len(opened.table.rows)
        words = _("{rows} rows, {columns} columns").format(rows=rows, columns=len(opened.table.header))
        self._view.show_step(FILE)
        self._view.show_file(str(opened.path), opened.sheets, opened.sheet, words)
        self._view.on_button.setFocus()

    # ── the columns ──

    def _offer(self, opened: Opened) -> None:
        self._view.show_step(MAP)
        header = [to_unicode(cell, opened.guessed) for cell in opened.table.header]
        self._view.offer_columns(header, guess_mapping(opened.table.header), opened.guessed)
        self._sample()

    def _changed(self) -> None:
        if self._view.step == MAP:
            self._sample()
        elif self._view.step == CHECK and self._preview is not None:
            self._view.show_wanted(len(self._wanted(self._preview).entries))

    def _sample(self) -> None:
        opened = self._opened
        if opened is None:
            return
        mapping, encoding = self._view.mapping(), self._view.encoding()
        self._view.rename_columns([to_unicode(cell, encoding) for cell in opened.table.header])
        model: TableModel[tuple[int, tuple[str, ...]]] = TableModel(
            columns_shown(mapping), lambda row: sample_cells(row, mapping, encoding), self._view
        )
        model.set_rows(opened.table.rows[:SAMPLE])
        self._view.show_sample(model, *conversion_words(opened, encoding))

    # ── the check ──

    def _check(self, opened: Opened) -> None:
        books, mapping, encoding = self._program.old_books, self._view.mapping(), self._view.encoding()
        self._view.show_busy()
        self._tasks.device(
            lambda _progress: books.preview(opened.table, mapping=mapping, encoding=encoding),
            done=self._checked, failed=self._refused, owner=self._view,
        )  # fmt: skip

    def _checked(self, seen: Preview) -> None:
        self._preview = seen
        self._view.show_step(CHECK)
        self._view.leave_out.setChecked(bool(seen.suspected))
        model: TableModel[Look] = TableModel(look_columns(), look_cells, self._view)
        model.set_rows(to_look_at(seen))
        self._view.show_check(
            counts_words(seen), span_words(seen), model, len(self._wanted(seen).entries), doubles=bool(seen.suspected)
        )

    def _wanted(self, seen: Preview) -> Preview:
        return seen.without_suspected() if self._view.leave_out.isChecked() else seen

    # ── the import ──

    def _take_over(self, seen: Preview) -> None:
        wanted, books, officer = self._wanted(seen), self._program.old_books, self._program.officer
        self._view.show_running(len(wanted.entries))

        def work(progress: Progress) -> int:
            def tell(done: int, total: int) -> None:
                if not progress.stop_asked:
                    progress.advance(done / total, f"{done} / {total}")

            return books.import_rows(wanted, officer, progress=tell, cancelled=lambda: progress.stop_asked)

        self._running = self._tasks.device(
            work,
            progress=lambda fraction, amount, _stage: self._view.progress.advance(fraction, amount=amount),
            done=lambda done: self._finished(done, len(wanted.entries)),
            failed=self._broken,
            owner=self._view,
        )

    def _stop(self) -> None:
        if self._running is not None:
            self._view.progress.stop.setEnabled(False)
            self._running.stop()

    def _finished(self, done: int, wanted: int) -> None:
        self._running = None
        strong, text = result_words(done, wanted)
        self._view.show_outcome(strong, text, good=done == wanted)
        self._view.news.emit(strong, "")
        self._tasks.data_changed.emit()

    def _broken(self, refusal: Refusal) -> None:
        """The import failed half way: what is in stays in, the next try knows it."""
        self._running = None
        text = _("What came in before is kept; open the same file again to go on.")
        self._view.show_outcome(sentence(refusal), text, good=False)
        self._tasks.data_changed.emit()

    # ── between steps ──

    def _go_on(self) -> None:
        opened, step = self._opened, self._view.step
        if step == FILE and (opened is None or str(opened.path) != self._view.path.text().strip()):
            self.read_file(self._view.path.text().strip())
        elif step == FILE and opened is not None:
            self._offer(opened)
        elif step == MAP and opened is not None:
            self._check(opened)
        elif step == CHECK and self._preview is not None:
            self._take_over(self._preview)
        elif step == RESULT:
            self._opened = self._preview = None
            self._view.show_file("", (), "", "")
            self._view.show_step(FILE)

    def _refused(self, refusal: Refusal) -> None:
        self._view.show_refusal(sentence(refusal))


def _open(path: Path, sheet: str) -> Opened:
    """Read a file; off the GUI thread."""
    sheets = sheets_of(path)
    table = read_table(path, sheet=sheet)
    return Opened(path, sheets, sheet or sheets[0], table, guess_of(table))


def old_book_page(program: Program, tasks: Tasks) -> OldBookPage:
    """Return the page with its presenter, ready for ``MainWindow.add_page("old-book", …)``."""
    page = OldBookPage()
    OldBookPresenter(page, program, tasks)
    return page
