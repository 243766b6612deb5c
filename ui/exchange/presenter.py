"""The exchange at work: finds the stick, writes or looks and reads, says how far it is and what came of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeVar

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QFileDialog

from app.bundles import ExchangeStopped
from app.bundles import Progress as Heard
from app.domain.errors import NoProvinceCard, Refusal
from app.i18n import N_, _, ngettext
from app.services.exchange import Exported
from app.services.incoming import Imported
from ui.exchange.drives import Drive, bytes_words, removable_drives
from ui.exchange.link_presenter import LinkPresenter
from ui.exchange.link_runner import LinkRunner
from ui.exchange.model import WAITING, Fraction, file_line, look_words, may_take, read
from ui.exchange.parts import place_words
from ui.exchange.view import ExchangePage
from ui.speech import sentence
from ui.tasks import Progress, Stopped
from ui.widgets.progress import amount_words

if TYPE_CHECKING:
    from ui.program import Program
    from ui.tasks import Tasks

Answer = TypeVar("Answer")
Purpose = Literal["write", "read", "request"]
HUB_CARD = "hub-card.json"
_TELL_EVERY_S = 0.05
_ASK = {
    "write": (
        N_("Which stick is the bundle to go to?"),
        N_("No stick is in. Put one in and look again, or choose a folder."),
    ),
    "read": (N_("Which stick is to be read?"), N_("No stick is in. Put one in and look again, or choose a folder.")),
    "request": (
        N_("Which stick is the enrolment request to go to?"),
        N_("No stick is in. Put one in and look again, or choose a folder."),
    ),
}


def exchange_page(
    program: Program,
    tasks: Tasks,
    drives: Callable[[], tuple[Drive, ...]] = removable_drives,
    runner: LinkRunner | None = None,
) -> tuple[ExchangePage, ExchangePresenter]:
    """Return the page at work. drives: what sticks there are, for tests. runner: the network that runs already."""
    page = ExchangePage()
    return page, ExchangePresenter(page, program, tasks, drives, runner or LinkRunner(program, tasks, page))


class ExchangePresenter(QObject):
    """Owned by its page."""

    def __init__(
        self,
        view: ExchangePage,
        program: Program,
        tasks: Tasks,
        drives: Callable[[], tuple[Drive, ...]],
        runner: LinkRunner,
    ) -> None:
        super().__init__(view)
        self._view, self._program, self._tasks, self._drives = view, program, tasks, drives
        self._purpose: Purpose = "write"
        self._token: Progress | None = None
        self._looked_at: tuple[Path, ...] = ()
        view.write_wanted.connect(lambda: self._look_for_sticks("write"))
        view.read_wanted.connect(lambda: self._look_for_sticks("read"))
        view.take_in_wanted.connect(self._take_in)
        view.stop_wanted.connect(self._stop)
        view.refresh_wanted.connect(self.refresh)
        view.drives.drive_chosen.connect(lambda drive: self._go(drive.folder, drive))
        view.drives.look_again.connect(lambda: self._look_for_sticks(self._purpose))
        view.drives.folder_wanted.connect(self._ask_folder)
        view.trust.card_wanted.connect(self._ask_card)
        view.trust.request_wanted.connect(lambda: self._look_for_sticks("request"))
        self.link = LinkPresenter(view, program, tasks, runner)

    def refresh(self) -> None:
        """Read how everything stands again; not while an act runs, whose bar must not stutter."""
        self.link.show()
        if self._token is None:
            program = self._program
            self._tasks.read(lambda: read(program), done=self._view.show_exchange, owner=self._view, latest="exchange")

    # ── the stick ────────────────────────────────────────────────────────────────────────────

    def _look_for_sticks(self, purpose: Purpose) -> None:
        if self._token is not None:
            return
        self._purpose = purpose
        self._view.outcome.hide()
        self._view.files.hide()
        self._tasks.device(
            lambda _progress: self._drives(), done=self._sticks_seen, failed=self._failed, owner=self._view
        )

    def _sticks_seen(self, drives: tuple[Drive, ...]) -> None:
        """Go straight to the only stick; ask where there are several or none."""
        if len(drives) == 1:
            self._go(drives[0].folder, drives[0])
            return
        several, none = _ASK[self._purpose]
        self._view.drives.show_drives(_(several) if drives else _(none), drives)
        self._view.fit_primary()

    def _ask_folder(self) -> None:
        asked = QFileDialog(self._view, _("Choose a folder"))
        asked.setFileMode(QFileDialog.FileMode.Directory)
        asked.setOption(QFileDialog.Option.ShowDirsOnly)
        asked.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        asked.fileSelected.connect(lambda folder: self._go(Path(folder), None))
        asked.open()

    def _go(self, folder: Path, drive: Drive | None) -> None:
        place = place_words(folder, drive)
        match self._purpose:
            case "write":
                self.write(folder, place)
            case "read":
                self.look(folder, place)
            case "request":
                self.request(folder)

    # ── out ──────────────────────────────────────────────────────────────────────────────────

    def write(self, folder: Path, place: str) -> None:
        """Write one bundle of everything the province has not confirmed."""
        exchange = self._program.exchange
        self._view.show_progress(
            _("Writing to the stick"), place, writing=True, stop=_("Stop, nothing half written stays")
        )
        self._token = self._tasks.device(
            lambda progress: _stoppable(
                progress, lambda heard: exchange.export(folder, progress=heard, cancelled=_asked(progress))
            ),
            progress=self._view.advance,
            done=self._written,
            failed=self._failed,
            owner=self._view,
        )

    def _written(self, made: Exported) -> None:
        self._end()
        changes = ngettext("{n} change", "{n} changes", made.changes).format(n=made.changes)
        dossiers = ngettext("{n} dossier", "{n} dossiers", made.dossiers).format(n=made.dossiers)
        words = (
            _("{name}: {changes}, {dossiers}, {size}; written, read back and compared byte by byte.").format(
                name=made.path.name, changes=changes, dossiers=dossiers, size=bytes_words(made.bytes)
            )
            if made.changes or made.scans
            else _("{name}: nothing new, only a sign of life; read back and compared.").format(name=made.path.name)
        )
        if made.scans:
            words += " " + ngettext("{n} scan goes along.", "{n} scans go along.", made.scans).format(n=made.scans)
        if len(made.paths) > 1:
            words += " " + _("It takes {n} files; each can be read by itself.").format(n=len(made.paths))
        self._view.show_outcome("good", _("The stick may be pulled."), words)
        if self._view.isVisible():
            self._view.write.setFocus()
        else:
            self._view.news.emit(_("The stick may be pulled."), words)

    def request(self, folder: Path) -> None:
        """Write this computer's enrolment request."""
        exchange = self._program.exchange
        self._view.drives.hide()
        self._tasks.device(
            lambda _progress: exchange.request_enrolment(folder),
            done=self._requested,
            failed=self._failed,
            owner=self._view,
        )

    def _requested(self, made: tuple[Path, tuple[str, ...]]) -> None:
        words = _("{name}. Read the eight words at the right to the province by telephone when it opens the file.")
        self._view.show_outcome("good", _("The request is written."), words.format(name=made[0].name))

    # ── in ───────────────────────────────────────────────────────────────────────────────────

    def look(self, folder: Path, place: str) -> None:
        """Look what a stick holds; nothing is stored."""
        exchange = self._program.exchange
        paths = (folder,)
        self._view.show_progress(_("Looking at the stick"), place, writing=False, stop=_("Stop"))

        def work(progress: Progress) -> tuple[tuple[Path, ...], tuple[Imported, ...]]:
            card = folder / HUB_CARD
            chosen = (*paths, card) if card.is_file() else paths
            found = _stoppable(
                progress, lambda heard: exchange.inspect(chosen, progress=heard), files=_files_in(chosen), looking=True
            )
            return chosen, found

        self._token = self._tasks.device(
            work,
            progress=self._view.advance,
            done=lambda found: self._looked(found[0], found[1], place),
            failed=self._failed,
            owner=self._view,
        )

    def _looked(self, paths: tuple[Path, ...], found: tuple[Imported, ...], place: str) -> None:
        self._end()
        if not found:
            words = _("There is no bundle and no card on {place}. Bundles end in .goi and lie right in the folder.")
            self._view.show_outcome("information", "", words.format(place=place))
            return
        self._looked_at = paths
        lines = [file_line(one, looked=True) for one in found]
        self._view.files.show_files(look_words(found).format(place=place), lines, may_take=may_take(found))
        self._view.fit_primary()

    def _take_in(self) -> None:
        """Read what was looked at into this computer."""
        if self._token is not None or not self._looked_at:
            return
        exchange, paths = self._program.exchange, self._looked_at
        self._view.show_progress(_("Reading from the stick"), "", writing=False, stop=_("Stop, keep what was read"))

        def work(progress: Progress) -> tuple[Imported, ...]:
            return _stoppable(
                progress,
                lambda heard: exchange.import_paths(paths, progress=heard, cancelled=_asked(progress)),
                files=_files_in(paths),
            )

        self._token = self._tasks.device(
            work, progress=self._view.advance, done=self._taken_in, failed=self._failed, owner=self._view
        )

    def _taken_in(self, found: tuple[Imported, ...]) -> None:
        self._end()
        self._looked_at = ()
        bad = [one for one in found if one.exit_code]
        waiting = sum(one.outcome in WAITING for one in found)
        confirmed = sum(one.acknowledged for one in found)
        if bad:
            words = ngettext(
                "{n} file was not taken in whole; the reason stands beside it. What was good is kept.",
                "{n} files were not taken in whole; the reason stands beside each. What was good is kept.",
                len(bad),
            ).format(n=len(bad))
            self._view.show_outcome("error", "", words)
        elif waiting:
            words = ngettext(
                "{n} file is kept and waits; what it waits for stands beside it.",
                "{n} files are kept and wait; what they wait for stands beside them.",
                waiting,
            ).format(n=waiting)
            self._view.show_outcome("caution", "", words)
        elif confirmed:
            words = ngettext(
                "The province confirmed {n} change.",
                "The province confirmed {n} changes.",
                confirmed,
            ).format(n=confirmed)
            self._view.show_outcome("good", _("Taken in."), words)
        else:
            self._view.show_outcome("good", _("Taken in."), _("The stick may be pulled."))
        self._view.files.show_files(_("What came of each file:"), [file_line(one) for one in found], may_take=False)
        self._view.fit_primary()

    # ── trust ────────────────────────────────────────────────────────────────────────────────

    def _ask_card(self) -> None:
        asked = QFileDialog(self._view, _("The province's card"), "", "hub-card.json (*.json);; (*)")
        asked.setFileMode(QFileDialog.FileMode.ExistingFile)
        asked.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        asked.fileSelected.connect(lambda path: self.take_card(Path(path)))
        asked.open()

    def take_card(self, path: Path) -> None:
        """Take the province's card from a file."""
        exchange = self._program.exchange
        self._tasks.device(
            lambda _progress: exchange.import_paths([path]),
            done=self._card_taken,
            failed=self._failed,
            owner=self._view,
        )

    def _card_taken(self, found: tuple[Imported, ...]) -> None:
        one = found[0]
        if one.exit_code:
            self._view.show_outcome("error", "", one.reason)
            return
        words = _("Compare the eight words at the right with the province by telephone before the first bundle.")
        self._view.show_outcome("good", _("The province's card is taken."), words)
        self._tasks.data_changed.emit()

    def take_enrolment(self, text: str) -> None:
        """Take the province's answer to this computer's enrolment, as its code was scanned."""
        exchange = self._program.exchange
        self._tasks.write(
            lambda: exchange.take_enrolment(text), done=self._enrolled, failed=self._failed, owner=self._view
        )

    def _enrolled(self, _none: None) -> None:
        self._view.show_enrolled()
        self._tasks.data_changed.emit()

    # ── ending ───────────────────────────────────────────────────────────────────────────────

    def _stop(self) -> None:
        if self._token is not None:
            self._token.stop()
            self._view.progress.stop.setEnabled(False)

    def _end(self) -> None:
        """The act is over: acts may begin again, every page and pill reads what is true now."""
        self._token = None
        self._view.show_idle()
        self._tasks.data_changed.emit()

    def _failed(self, refusal: Refusal) -> None:
        self._end()
        self._view.drives.hide()
        kind: Literal["information", "error"] = "information" if isinstance(refusal, Stopped) else "error"
        self._view.show_outcome(kind, "", sentence(refusal))
        if isinstance(refusal, NoProvinceCard):
            self._view.trust.card_button.setFocus()


def _asked(progress: Progress) -> Callable[[], bool]:
    return lambda: progress.stop_asked


class _NothingLeft(Stopped):
    """Stopped between two parts."""

    message = N_(
        "Stopped. Nothing half written stays on the stick, what was read in is kept, and all work is safe on this "
        "computer."
    )


def _stoppable(progress: Progress, act: Callable[[Heard], Answer], *, files: int = 1, looking: bool = False) -> Answer:
    """Run an act of the exchange: its reports reach the bar a few times a second, its stop becomes a refusal.

    files: how many are read one after the other. looking: the act itself cannot be asked to stop.
    """
    fraction, told = Fraction(files), 0.0

    def heard(stage: str, done: int, total: int) -> None:
        nonlocal told
        stage_before = fraction.stage
        fraction.heard(stage, done, total)
        now = time.monotonic()
        if progress.stop_asked:
            if looking:
                raise ExchangeStopped
            return
        if now - told < _TELL_EVERY_S and fraction.stage == stage_before:
            return
        told = now
        in_bytes = stage in ("write", "check", "read") and done <= total
        progress.advance(fraction.done, amount_words(done, total) if in_bytes else "", fraction.stage)

    try:
        return act(heard)
    except ExchangeStopped as stopped:
        raise _NothingLeft from stopped


def _files_in(paths: tuple[Path, ...]) -> int:
    """Return how many files will be read, as far as the stick says."""
    try:
        return max(1, sum(len(list(path.glob("*.goi"))) if path.is_dir() else 1 for path in paths))
    except OSError:
        return 1
