"""The window of the desk: it shows pages and answers the keys that mean the same everywhere. It knows no service."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMainWindow, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from app.i18n import _
from ui.shell.page import KeyHint, Page
from ui.theme.apply import change_look, next_scale
from ui.theme.look import look
from ui.theme.tokens import is_low
from ui.widgets.labels import text_label

if TYPE_CHECKING:
    from ui.shell.search_palette import Ask

HOME = "desk"
_STRIP_COSTS = 56
"""Pixels of height: the practice strip, and the slack the intake form has left at 768."""


class TopBar(QFrame):
    """Search at the left, pills at the right."""


class PracticeStrip(QFrame):
    """Says that nothing here is real."""


class PageArea(QStackedWidget):
    """Holds the pages, each in a frame that scrolls where large text needs more room than the window has."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # an explicit minimum, so that a page that needs more scrolls instead of widening the window
        self.setMinimumSize(1, 1)

    def add(self, page: Page) -> None:
        """Take a page in."""
        frame = QScrollArea(self)
        frame.setWidgetResizable(True)
        frame.setFrameShape(QFrame.Shape.NoFrame)
        frame.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        frame.setWidget(page)
        frame.viewport().setAutoFillBackground(False)
        self.addWidget(frame)

    def show_page(self, page: Page) -> bool:
        """Bring a page to the front; tell whether another was shown before."""
        for number in range(self.count()):
            frame = self.widget(number)
            if isinstance(frame, QScrollArea) and frame.widget() is page:
                changed = self.currentWidget() is not frame
                self.setCurrentWidget(frame)
                return changed
        return False

    def shown(self) -> Page | None:
        """Return the page in front."""
        frame = self.currentWidget()
        page = frame.widget() if isinstance(frame, QScrollArea) else None
        return page if isinstance(page, Page) else None


class Cover(QStackedWidget):
    """Holds what takes the whole window: unlock, first start."""


class MainWindow(QMainWindow):
    """Register pages with ``add_page``, open them with ``open_page``; the rest of the shell is its public parts.

    ``toast``, ``sync_pill``, ``print_pill``, ``status``, ``search`` are for the composition root and presenters.
    bare: nothing is made yet but the frame for a cover; ``furnish`` before anything else is asked of the window.
    """

    lock_requested = Signal()
    undo_requested = Signal()
    found = Signal(object)
    scale_changed = Signal(float)
    page_changed = Signal(str)
    closing = Signal()

    def __init__(self, *, now: Callable[[], datetime], parent: QWidget | None = None, bare: bool = False) -> None:
        super().__init__(parent)
        self._now = now
        self._furnished = False
        self.setWindowTitle("Một Cửa")
        self._pages: dict[str, Page] = {}
        self._promised: dict[str, Callable[[], Page]] = {}
        self._under: dict[str, str] = {}
        self._shortcuts: list[QShortcut] = []
        self._cover = Cover(self)
        self._workspace = QWidget(self)
        self._cover.addWidget(self._workspace)
        self.setCentralWidget(self._cover)
        self.resize(1366, 768)
        if not bare:
            self.furnish()

    def furnish(self) -> None:
        """Make what stands behind the cover, once: the first picture does not wait for it."""
        if self._furnished:
            return
        from ui.shell.help_pane import HelpPane
        from ui.shell.notices import Notices
        from ui.shell.rail import Rail
        from ui.shell.search_palette import SearchPalette
        from ui.shell.status_line import StatusLine
        from ui.shell.undo_key import UndoKey
        from ui.widgets.toast import ToastStrip

        self.rail = Rail(self)
        self.pages = PageArea(self)
        self.toast = ToastStrip(self)
        self.notices = Notices(self)
        self.status = StatusLine(self._now, self)
        self.status.setMinimumWidth(1)
        self._build_top()
        self._build_practice()
        self._build()
        self.palette_frame = SearchPalette(self.search, self._workspace)
        self.help = HelpPane(self.pages)
        self._furnished = True
        self._connect()
        self._bind_keys()
        self._undo_key = UndoKey(self._can_undo, self)

    def _build_top(self) -> None:
        from ui.shell.search_palette import SearchField
        from ui.shell.sync_pill import PrinterState, PrintPill, SyncNews, SyncPill

        self.top = TopBar(self)
        self.search = SearchField(self.top)
        self.print_pill = PrintPill(self.top)
        self.sync_pill = SyncPill(self.top)
        row = QHBoxLayout(self.top)
        row.setContentsMargins(20, 0, 20, 0)
        row.setSpacing(10)
        row.addWidget(self.search, 4)
        row.addStretch(1)
        row.addWidget(self.print_pill)
        row.addWidget(self.sync_pill)
        self.print_pill.show_printer("", PrinterState.UNKNOWN)
        self.sync_pill.show_news(SyncNews())

    def _build_practice(self) -> None:
        self.practice = PracticeStrip(self)
        row = QHBoxLayout(self.practice)
        row.setContentsMargins(20, 0, 20, 0)
        label = text_label(_("PRACTICE COPY, no real citizens"), "caption", "due_soon")
        label.setProperty("strong", "true")
        row.addWidget(label)
        row.addStretch(1)
        self.practice.hide()

    def _build(self) -> None:
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (self.top, self.practice, self.notices):
            column.addWidget(widget)
        column.addWidget(self.pages, 1)
        column.addWidget(self.toast)
        column.addWidget(self.status)
        row = QHBoxLayout(self._workspace)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addLayout(column, 1)
        self._fit()

    def _connect(self) -> None:
        self.rail.page_chosen.connect(self.open_page)
        self.toast.undo_requested.connect(self.undo_requested)
        self.status.lock_requested.connect(self.lock_requested)
        self.sync_pill.clicked.connect(lambda: self.open_page("exchange"))
        self.search.textEdited.connect(self._search_typed)
        self.search.arrow_pressed.connect(self.palette_frame.move_choice)
        self.search.entered.connect(self._search_entered)
        self.palette_frame.chosen.connect(self._found)

    def _bind_keys(self) -> None:
        for key, answer in (
            ("Ctrl+K", self.focus_search),
            ("Ctrl+L", self.lock_requested.emit),
            ("Ctrl+Z", self._undo),
            ("Ctrl+P", lambda: self._on_page(lambda page: page.print_page())),
            ("F9", lambda: self._on_page(lambda page: page.act())),
            ("F11", lambda: self._on_page(lambda page: page.enlarge())),
            ("F1", self._turn_help),
            ("Esc", self._escape),
            ("Ctrl++", lambda: self._scale(+1)),
            ("Ctrl+=", lambda: self._scale(+1)),
            ("Ctrl+-", lambda: self._scale(-1)),
        ):
            self._bind(key, answer)

    def _undo(self) -> None:
        """Take back what the strip of news offers, else what the page does."""
        if self.toast.can_undo():
            self.toast.ask_undo()
        else:
            self._on_page(lambda page: page.undo())

    def _can_undo(self) -> bool:
        page = self.pages.shown()
        return self.toast.can_undo() or (page is not None and page.can_undo())

    def _bind(self, key: str, answer: Callable[[], None]) -> None:
        shortcut = QShortcut(key, self._workspace)
        shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
        shortcut.setAutoRepeat(False)
        shortcut.activated.connect(answer)
        self._shortcuts.append(shortcut)

    # ── pages ────────────────────────────────────────────────────────────────────────────────

    def add_page(
        self, slug: str, page: Page, *, icon: str = "", key: str = "", at_foot: bool = False, under: str = ""
    ) -> None:
        """Register a page. With icon and key it stands on the rail; ``under`` lights its parent there instead."""
        self.promise_page(slug, page.title, lambda: page, icon=icon, key=key, at_foot=at_foot, under=under)
        self.page(slug)

    def promise_page(
        self,
        slug: str,
        title: str,
        make: Callable[[], Page],
        *,
        icon: str = "",
        key: str = "",
        at_foot: bool = False,
        under: str = "",
    ) -> None:
        """Register a page that is made when it is first wanted; its key and its place on the rail are there at once."""
        self._promised[slug] = make
        if under:
            self._under[slug] = under
        elif icon:
            self.rail.add_item(slug, title, icon, key, at_foot=at_foot)
        if key and key != "Esc":
            self._bind(key, lambda: self.open_page(slug))

    def open_page(self, slug: str) -> None:
        """Show a page and put the keyboard where it says; an unknown one is ignored."""
        page = self.page(slug)
        if page is None:
            return
        self.palette_frame.close_palette()
        self.help.hide()
        changed = self.pages.show_page(page)
        self.rail.set_chosen(self._under.get(slug, slug))
        self.status.set_keys(page.keys())
        page.activated()
        if changed:
            self.page_changed.emit(slug)

    def page(self, slug: str) -> Page | None:
        """Return a registered page; one that was only promised is made now."""
        make = self._promised.pop(slug, None)
        if make is not None:
            self._pages[slug] = page = make()
            self.pages.add(page)
            page.keys_changed.connect(lambda: self._keys_changed(slug))
        return self._pages.get(slug)

    def has_page(self, slug: str) -> bool:
        """Tell whether a page is registered, made or only promised."""
        return slug in self._pages or slug in self._promised

    def current_slug(self) -> str:
        """Return which page is open."""
        shown = self.pages.shown()
        return next((slug for slug, page in self._pages.items() if page is shown), "")

    def refresh_visible(self) -> None:
        """Let the open page read again (connected to ``Tasks.data_changed``)."""
        self._on_page(lambda page: page.refresh())

    # ── who and where ────────────────────────────────────────────────────────────────────────

    def set_desk(self, commune: str, *, practice: bool) -> None:
        """Show whose desk this is («Xã Sin Suối Hồ»); practice says so in a strip and by the rail's colour."""
        self.rail.set_commune(commune, practice=practice)
        self.practice.setVisible(practice)
        self._look_at_height()

    def set_officer(self, words: str) -> None:
        """Show who works here."""
        self.status.set_officer(words)

    def set_search_source(self, ask: Ask | None) -> None:
        """Set who answers the search palette."""
        self.palette_frame.set_source(ask)

    def show_cover(self, cover: QWidget) -> None:
        """Give the whole window to unlock or first start; the keys of the desk rest meanwhile."""
        if self._furnished:
            self.palette_frame.close_palette()
        if self._cover.indexOf(cover) < 0:
            self._cover.addWidget(cover)
        self._cover.setCurrentWidget(cover)
        cover.setFocus()

    def uncover(self) -> None:
        """Give the window back to the desk."""
        shown = self._cover.currentWidget()
        self._cover.setCurrentWidget(self._workspace)
        if shown is not self._workspace:
            self._on_page(lambda page: page.activated())

    def is_covered(self) -> bool:
        """Tell whether unlock or first start has the window."""
        return self._cover.currentWidget() is not self._workspace

    # ── keys ─────────────────────────────────────────────────────────────────────────────────

    def focus_search(self) -> None:
        """Put the keyboard in the search field (Ctrl+K)."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _turn_help(self) -> None:
        """Show the keys of the open page, or take them away again (F1)."""
        page = self.pages.shown()
        if page is None or self.help.isVisible():
            self.help.hide()
            return
        from ui.shell.help_pane import keys_everywhere

        pages = [KeyHint((item.key,), item.text()) for item in self.rail.items.values()]
        here = [*page.keys(), *(hint for hint in pages if hint.keys != ("Esc",))]
        self.help.show_help(page.title, ((_("On this page"), here), (_("Everywhere"), keys_everywhere())))

    def _on_page(self, answer: Callable[[Page], object]) -> None:
        page = self.pages.shown()
        if page is not None and not self.is_covered():
            answer(page)

    def _escape(self) -> None:
        if self.help.isVisible():
            self.help.hide()
            return
        if self.search.hasFocus():
            self._leave_search()
            return
        page = self.pages.shown()
        if page is not None and not page.leave():
            self.open_page(self._under.get(self.current_slug(), HOME))

    def _search_typed(self, words: str) -> None:
        page = self.pages.shown()
        if page is not None and page.filter_by(words):
            self.palette_frame.close_palette()
            return
        self.palette_frame.words_typed()

    def _search_entered(self) -> None:
        if self.palette_frame.isVisible():
            self.palette_frame.open_choice()
        else:
            self._on_page(lambda page: page.activated())

    def _leave_search(self) -> None:
        had_words = bool(self.search.text())
        self.palette_frame.close_palette()
        self.search.clear()
        page = self.pages.shown()
        if had_words and page is not None:
            page.filter_by("")
        self._on_page(lambda page: page.activated())

    def _found(self, hit: object) -> None:
        self.search.clear()
        self.found.emit(hit)

    def _scale(self, step: int) -> None:
        wanted = next_scale(step)
        if wanted != look().scale:
            change_look(scale=wanted)
            self.scale_changed.emit(wanted)

    def _keys_changed(self, slug: str) -> None:
        if slug == self.current_slug():
            self.status.set_keys(self._pages[slug].keys())

    # ── size ─────────────────────────────────────────────────────────────────────────────────

    def _fit(self) -> None:
        t = look()
        self.top.setFixedHeight(t.size("top_bar"))
        self.search.setMinimumWidth(240)
        self.search.setMaximumWidth(round(440 * min(t.scale, 1.25)))
        self.practice.setFixedHeight(t.size("chip"))
        self.rail.fit()
        self.status.fit()
        for page in self._pages.values():
            page.fit_margins()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and getattr(self, "_furnished", False):
            self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take the compact set when the window is low, and leave it when it is not."""
        super().resizeEvent(event)
        self._look_at_height()
        if self._furnished:
            self.help.place()

    def _look_at_height(self) -> None:
        if self._is_low() != look().compact:
            # after this resize: restyling inside it would lay out a window that is half resized
            QTimer.singleShot(0, self, self._fit_density)

    def _is_low(self) -> bool:
        """In practice a window is low earlier: the strip must not cost the form its last row."""
        strip = self._furnished and not self.practice.isHidden()
        return is_low(self.height() - (_STRIP_COSTS if strip else 0))

    def _fit_density(self) -> None:
        change_look(compact=self._is_low())

    def closeEvent(self, event: QCloseEvent) -> None:
        self.closing.emit()
        super().closeEvent(event)
