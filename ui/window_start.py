"""Opening the window: it is on the screen before the database is touched, then wizard → unlock → desk."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from app.clock import Clock, FixedClock, SystemClock
from app.logs import report_bug, set_up_logs
from app.paths import Paths
from app.settings import Settings, read_settings
from ui.application import DeskApplication, make_application
from ui.door_plate import keep_plate, plate_of
from ui.garbage import pass_over_what_is_there
from ui.memory import be_lean
from ui.shell.window import MainWindow
from ui.tasks import Tasks

if TYPE_CHECKING:
    from ui.desk_window import DeskWindow
    from ui.exchange.drives import Drive
    from ui.program import Program
    from ui.slip_printing import Printer


IMPORT_AHEAD_MS = 400
"""After the first picture is on the screen."""

be_lean()


def _import_pages() -> None:
    """Import the ORM and everything behind the cover."""
    import ui.desk_window
    import ui.program  # noqa: F401


class WindowStart(QObject):
    """One window from start to exit. ``desk`` is there once an officer has unlocked.

    printer, drives: the world outside, for tests to put another in its place before ``start``; None = the real one.
    """

    def __init__(self, paths: Paths, settings: Settings, *, login: str | None, clock: Clock) -> None:
        super().__init__()
        self.paths, self.settings, self.clock = paths, settings, clock
        self._login = login
        self._page: QWidget | None = None
        self.tasks = Tasks(lambda bug: report_bug(bug, paths.logs_dir), self)
        self.window = MainWindow(now=clock.now, bare=True)
        self.window.closing.connect(self.close)
        self.window.lock_requested.connect(self._lock)
        self.desk: DeskWindow | None = None
        self.printer: Printer | None = None
        self.drives: Callable[[], tuple[Drive, ...]] | None = None

    def start(self) -> None:
        """Show the window with what comes first: the first start, or the unlock page."""
        if self.paths.vault_file.exists():
            self._show_unlock()
        else:
            self._first_start()
        self.window.show()
        QTimer.singleShot(IMPORT_AHEAD_MS, self, self._import_ahead)

    def _import_ahead(self) -> None:
        """Import the ORM and the pages while the password is typed, so that the desk opens the sooner."""
        if self.desk is None and not self.tasks.is_closed():
            self.tasks.device(lambda _progress: _import_pages(), done=lambda _none: self._furnish(), owner=self.window)

    def _furnish(self) -> None:
        """Make what the window shows once everything is imported."""
        pass_over_what_is_there()
        self.window.furnish()

    def _show_unlock(self) -> None:
        from ui.unlock.page import UnlockPage

        page = UnlockPage(self.paths, self.tasks, now=self.clock.now, chosen=self._login, open_desk=self._open)
        page.opened.connect(self._unlocked)
        page.practice_requested.connect(self._to_practice)
        self._cover_with(page)

    def _first_start(self, *, only_practice: bool = False) -> None:
        from ui.wizard.page import WizardPage

        page = WizardPage(
            self.paths, self.tasks, now=self._set_clock(), only_practice=only_practice, printer=self._printer()
        )
        page.finished.connect(lambda login, password: self._started(page.practice, login, password))
        page.existing_requested.connect(self._to_practice)
        self._cover_with(page)

    def _to_practice(self) -> None:
        """Go to the practice copy of this computer: unlock it, or make it first."""
        if not self.paths.practice.vault_file.exists():
            self._first_start(only_practice=True)
            return
        self.paths, self._login = self.paths.practice, None
        self._show_unlock()

    def _cover_with(self, page: QWidget) -> None:
        """Show a page over the whole window; the one before it is gone with what was typed in it."""
        before, self._page = self._page, page
        self.window.show_cover(page)
        if before is not None:
            before.deleteLater()

    def _set_clock(self) -> datetime | None:
        return self.clock.now() if isinstance(self.clock, FixedClock) else None

    def _open(self, login: str, password: str) -> Program:
        """Open the desk for writing; off the GUI thread, where ORM and pages are imported for the first time."""
        _import_pages()
        from ui.program import open_program

        program = open_program(self.paths, login=login, password=lambda: password, write=True, now=self._set_clock())
        keep_plate(self.paths, plate_of(program.desk, program.catalogue.commune(program.desk.commune).full_name))
        return program

    def _started(self, practice: bool, login: str, password: str) -> None:
        """Open the desk that the first start has just made."""
        if practice:
            self.paths = self.paths.practice
        self.tasks.device(
            lambda _progress: self._open(login, password),
            done=self._unlocked,
            failed=self.tasks.refused.emit,
            owner=self.window,
        )

    def _printer(self) -> Printer:
        from ui.printer import DeskPrinter

        return self.printer or DeskPrinter()

    def _unlocked(self, program: Program) -> None:
        from ui.desk_window import DeskWindow
        from ui.exchange.drives import removable_drives

        if self.desk is not None:
            self._enter()
            return
        self._furnish()
        self.desk = DeskWindow(self.window, program, self.tasks, self._printer(), self.drives or removable_drives)
        self.desk.ready.connect(self._enter)

    def _enter(self) -> None:
        """Give the window to the officer who has unlocked."""
        if self.desk is not None:
            self.desk.greet()
            self.window.uncover()

    def _lock(self) -> None:
        """Cover the window; pages and drafts stay as they are, the desk stays open behind it."""
        from ui.unlock.page import UnlockPage

        if self.desk is None or self.window.is_covered():
            return
        program = self.desk.program
        page = UnlockPage(
            self.paths,
            self.tasks,
            now=self.clock.now,
            chosen=program.officer.login,
            open_desk=program.reopened_by,
            offer_practice=False,
        )
        page.opened.connect(self._unlocked)
        self._cover_with(page)

    def close(self) -> None:
        """Let work under way end, then close the database."""
        if self.desk is not None:
            self.desk.stop()
        self.tasks.close()
        if self.desk is not None:
            self.desk.program.close()
            self.desk = None


def open_window(paths: Paths, *, login: str | None, now: datetime | None) -> int:
    """Open the window and run until it is closed; returns the exit status."""
    settings = read_settings(paths.settings_file)
    app = application_for(settings)
    clock: Clock = SystemClock() if now is None else FixedClock(now)
    start = WindowStart(paths, settings, login=login, clock=clock)
    QTimer.singleShot(0, start.start)
    QTimer.singleShot(IMPORT_AHEAD_MS, start, lambda: set_up_logs(paths.logs_dir))  # a bug before that sets them up too
    return app.exec()


def application_for(settings: Settings) -> DeskApplication:
    """Return the application in the language, colours and size of the settings."""
    mode = None if settings.theme == "system" else settings.theme
    return make_application([Path(sys.argv[0]).name], language=settings.language, mode=mode, scale=settings.text_scale)
