"""The yellow lines of the open desk: what they say, and what their buttons do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QLineEdit, QWidget

from app.domain.errors import Refusal
from app.i18n import _, ngettext
from app.services.heed import CLOCK, IDENTITY, RESTART, REVOKED, ROSTER, Heed, heed
from ui.shell.notices import NoticeLine
from ui.speech import sentence

if TYPE_CHECKING:
    from ui.program import Program
    from ui.shell.window import MainWindow
    from ui.tasks import Tasks


class Heeding(QObject):
    """Keeps the lines true; ``refresh`` whenever anything changed."""

    def __init__(self, window: MainWindow, program: Program, tasks: Tasks) -> None:
        super().__init__(window)
        self._window, self._program, self._tasks = window, program, tasks

    def refresh(self) -> None:
        """Look again."""
        program = self._program

        def look() -> Heed:
            return heed(program.watch, program.identity, program.exchange, program.book, program.desk, program.clock)

        self._tasks.read(look, done=self._show, owner=self._window, latest="heed")

    def _show(self, found: Heed) -> None:
        self._window.notices.show_lines([] if found.is_calm else list(self._lines(found)))

    def _lines(self, found: Heed) -> list[NoticeLine]:
        lines: list[NoticeLine] = []
        if found.revoked:
            words = _("Call the province before you go on. What is recorded here now is kept apart there.")
            lines.append(NoticeLine(REVOKED, _("The province has cut this computer off."), words))
        if found.must_restart:
            words = _("Close the program and open it again: it goes on under a new key, and nothing is lost.")
            lines.append(NoticeLine(RESTART, _("Two histories of this desk exist."), words))
        if found.clock != "ok":
            lines.append(self._clock(found))
        if found.renewed is not None or found.to_inherit:
            lines.append(self._identity(found))
        if found.stale_since is not None:
            words = _("It was valid until {day}. Work goes on; read in the province's next answer.")
            until = words.format(day=f"{found.stale_since:%d/%m/%Y}")
            lines.append(NoticeLine(ROSTER, _("The province's list of computers is past its date."), until))
        return lines

    def _clock(self, found: Heed) -> NoticeLine:
        if not found.doubtful:
            words = _("It says {machine}. The desk works with {now}, as an officer confirmed; set the clock right.")
            told = words.format(machine=_moment(found.machine), now=_moment(found.now))
            return NoticeLine(CLOCK, _("The computer's clock is wrong."), told)
        words = _("It says {machine}. Nothing is promised until you set it right, or type today's date here.")
        return NoticeLine(
            CLOCK,
            _("The computer's clock cannot be right."),
            words.format(machine=_moment(found.machine)),
            ((_("Work with this date"), "Ctrl+N", self.confirm_date),),
            self._date_field,
        )

    def _identity(self, found: Heed) -> NoticeLine:
        acts: list[tuple[str, str, Callable[[], object]]] = []
        if found.to_inherit:
            words = ngettext("Take over {n} dossier", "Take over {n} dossiers", found.to_inherit)
            acts.append((words.format(n=found.to_inherit), "Ctrl+H", self.inherit))
        acts.append((_("Exchange"), "F7", partial(self._window.open_page, "exchange")))
        told = "" if found.renewed is None else " ".join([sentence(found.renewed), *lost_words(found.renewed)])
        rest = _("Dossiers are still with the other computer. Take them over only if it is out of use.")
        return NoticeLine(IDENTITY, "", told or rest, tuple(acts))

    def _date_field(self, parent: QWidget) -> QWidget:
        field = QLineEdit(parent)
        field.setPlaceholderText(_("day/month/year"))
        field.setAccessibleName(_("Today's date"))
        field.setFixedWidth(130)
        field.returnPressed.connect(self.confirm_date)
        return field

    # ── acts ──

    def confirm_date(self) -> None:
        """Take the date that was typed; what is no date stays to be corrected."""
        field = self._window.notices.extras[CLOCK]
        day = _typed(field.text()) if isinstance(field, QLineEdit) else None
        if day is None:
            field.setFocus()
            self._window.toast.show_trouble(_("Type today's date as day/month/year, such as 28/11/2026."))
            return
        program = self._program
        self._tasks.write(
            lambda: program.watch.confirm(day, None, officer=program.officer),
            done=self._confirmed,
            failed=self._tasks.refused.emit,
            owner=self._window,
        )

    def _confirmed(self, now: datetime) -> None:
        self._window.toast.show_news(_("The desk works with {now}.").format(now=_moment(now)))
        self._tasks.data_changed.emit()

    def inherit(self) -> None:
        """Ask whether the other computer is out of use, then take its dossiers over."""
        from ui.widgets.modal import Confirmation

        asked = Confirmation.ask(
            self._window,
            title=_("Take over the dossiers of the other computer?"),
            lost=_("If somebody still works on it, two desks will act on one dossier and a person must decide."),
            kept=_("Take them over only if that computer is out of use and its papers lie here."),
            act=_("Take over"),
        )
        asked.confirmed.connect(self._inherit)

    def _inherit(self) -> None:
        program = self._program
        self._tasks.write(
            lambda: program.identity.inherit(officer=program.officer),
            done=self._inherited,
            failed=self._tasks.refused.emit,
            owner=self._window,
        )

    def _inherited(self, count: int) -> None:
        words = ngettext("{n} dossier was taken over.", "{n} dossiers were taken over.", count)
        self._window.toast.show_news(words.format(n=count))
        self._tasks.data_changed.emit()


def lost_words(renewed: Refusal) -> list[str]:
    """Say how much is missing and how it comes back; nothing where nothing is."""
    lost = renewed.details.get("lost")
    if not isinstance(lost, int) or not lost:
        return []
    words = ngettext(
        "{n} change made after the copy is missing; the province's answer or an older stick brings it back.",
        "{n} changes made after the copy are missing; the province's answer or older sticks bring them back.",
        lost,
    )
    return [words.format(n=lost)]


def _typed(text: str) -> date | None:
    try:
        return datetime.strptime(text.strip().replace("-", "/").replace(".", "/"), "%d/%m/%Y").date()  # noqa: DTZ007
    except ValueError:
        return None


def _moment(moment: datetime) -> str:
    return f"{moment:%H:%M %d/%m/%Y}"
