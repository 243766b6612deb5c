"""``python dev.py screenshots``: the pictures of the README anew, offscreen, of a practice desk on a fixed morning."""

from __future__ import annotations

import contextlib
import io
import os
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEventLoop, QSize
from PySide6.QtGui import QImage
from PySide6.QtPdf import QPdfDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.clock import ZONE, FixedClock
from app.paths import Paths, desk_paths
from app.readings import DossierFilter
from app.services.practice import fill
from app.settings import Settings
from ui.cli import run
from ui.door_plate import keep_plate, plate_of
from ui.first_start import FirstStart, start_desk
from ui.printer import PrinterInfo
from ui.program import Program, open_program
from ui.widgets.preview import PdfPage
from ui.window_start import WindowStart, application_for

PICTURES = Path(__file__).parents[1] / "tests" / "pictures"
MORNING = datetime(2026, 11, 23, 9, 42, tzinfo=ZONE)
PASSWORD = "ban-tap-huan-1"  # noqa: S105 (practice data only)
CARD = "012090000123||Giàng A Chống|05061990|Nam|Bản Sin Suối Hồ, Sin Suối Hồ, Phong Thổ, Lai Châu|25062021"


class PicturePrinter:
    """A printer that is ready and takes every paper; the picture needs no real one."""

    def available(self) -> tuple[PrinterInfo, ...]:
        """Return one printer."""
        return (PrinterInfo("Máy in A5", "", is_default=True, is_ready=True, sizes=()),)

    def send(self, pdf: bytes, printer: str, title: str) -> None:
        """Take the paper."""


@dataclass(frozen=True, slots=True)
class Studio:
    """A window to photograph."""

    start: WindowStart
    folder: Path

    def settle(self, *, quiet_ms: int = 350) -> None:
        """Wait until nothing is under way and timers of typing have run out."""
        calm_since = time.monotonic()
        while (time.monotonic() - calm_since) * 1000 < quiet_ms:
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
            if not self.start.tasks.idle() or any(page.is_awaited() for page in self._papers()):
                calm_since = time.monotonic()

    def _papers(self) -> list[PdfPage]:
        return [page for page in self.start.window.findChildren(PdfPage) if page.isVisible()]

    def enter(self) -> None:
        """Wait until the desk is in front."""
        while self.start.window.is_covered():
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)

    def take(self, name: str, widget: QWidget | None = None) -> None:
        """Save what the window shows."""
        self.settle()
        PICTURES.mkdir(parents=True, exist_ok=True)
        (widget or self.start.window).grab().save(str(PICTURES / f"{name}.png"))
        sys.stdout.write(f"{name}.png\n")


def practice_desk(folder: Path) -> Paths:
    """Make a practice desk of Sin Suối Hồ with three weeks behind it, the older part confirmed by the province."""
    paths = replace(desk_paths(folder / "desk"), state_dir=folder / "state", logs_dir=folder / "logs")
    start_desk(
        paths, FirstStart("Sin Suối Hồ", 1, "do", "Giàng A Dơ", None, None, True), password=PASSWORD, now=MORNING
    )
    program = open_program(paths, login="do", password=lambda: PASSWORD, write=True, now=MORNING)
    try:
        fill(program.practice_tools(), dossiers=130, seed=5, since=date(2026, 11, 2), until=date(2026, 11, 20))
    finally:
        program.close()
    _exchange(paths, folder)
    program = open_program(paths, login="do", password=lambda: PASSWORD, write=True, now=MORNING)
    try:
        fill(program.practice_tools(), dossiers=9, seed=8, since=date(2026, 11, 23), until=date(2026, 11, 23))
        keep_plate(paths, plate_of(program.desk, program.catalogue.commune(program.desk.commune).full_name))
    finally:
        program.close()
    return paths


def _exchange(paths: Paths, folder: Path) -> None:
    """Let a practice province confirm what is there so far, by the commands an administrator uses."""
    words, stick = folder / "password.txt", folder / "stick"
    words.write_text(PASSWORD, encoding="utf-8")
    stick.mkdir()
    before = ["--password-file", str(words), "--now", MORNING.isoformat()]
    hub, desk = [*before, "hub"], [*before, "--data-dir", str(paths.data_dir)]
    at_hub = ["--hub-dir", str(folder / "hub")]
    _run([*hub, "init", *at_hub, "--province", "Lai Châu", "--practice"])
    _run([*desk, "import", str(folder / "hub" / "hub-card.json")])
    _run([*desk, "request-enrolment", "--to", str(stick)])
    _run([*hub, "enroll", *at_hub, *map(str, stick.glob("*.json")), "--yes"])
    _run([*desk, "export", "--to", str(stick)])
    _run([*hub, "ingest", *at_hub, str(stick)])
    _run([*hub, "outbox", *at_hub, "--to", str(stick)])
    _run([*desk, "import", str(stick)])


def _run(words: list[str]) -> None:
    with contextlib.redirect_stdout(io.StringIO()):
        status = run(words)
    if status:
        raise RuntimeError(f"exit {status}: {words}")


def _in_window(paths: Paths, folder: Path) -> Studio:
    start = WindowStart(paths, Settings(theme="light"), login="do", clock=FixedClock(MORNING))
    start.printer = PicturePrinter()
    start.window.resize(QSize(1366, 768))
    start.start()
    return Studio(start, folder)


def _pages(studio: Studio) -> None:
    start = studio.start
    studio.settle()
    QTest.keyClicks(start.window.focusWidget() or start.window, "ban-tap-huan")
    studio.take("unlock")
    start._unlocked(start._open("do", PASSWORD))
    studio.enter()
    window, desk = start.window, start.desk
    if desk is None:
        raise RuntimeError("the desk did not open")
    while window.is_covered():  # its pages are built one by one; the desk greets the officer when all are there
        studio.settle()
    studio.take("desk")
    desk.card_scanned(CARD)
    studio.settle()
    desk.intake.choose_procedure("1.001193")
    _tick_required(desk.intake, studio)
    studio.take("intake")
    window.open_page("dossiers")
    studio.take("dossiers")
    done = desk.program.queries.page(DossierFilter(), order="recent", after=None, limit=60)
    story = max(done, key=lambda line: len(desk.program.queries.timeline(line.id)))
    desk.open_dossier(story.id)
    studio.take("dossier")
    ready = desk.program.queries.page(_ready(), order="due", after=None, limit=1)
    desk.open_handover(ready[0].id)
    studio.take("handover")
    for page in ("fees", "exchange", "catalogue", "trips", "papers", "queue", "administration"):
        window.open_page(page)
        if page == "fees":
            for _day in range(3):  # back to Friday: this morning nobody has paid yet
                studio.settle()
                desk.fees.before.click()
        studio.take(page)
    program = desk.program
    _slip(program, next(one.id for one in done if not program.queries.dossier(one.id).requests))


def _ready() -> DossierFilter:
    from app.domain.states import State

    return DossierFilter(states=(State.COMPLETED,))


def _tick_required(intake: object, studio: Studio) -> None:
    """Tick what the citizen brought, as the space bar would."""
    from ui.intake.presenter import IntakePresenter
    from ui.widgets.checklist import Tick

    if not isinstance(intake, IntakePresenter) or intake.procedure is None:
        raise RuntimeError("no procedure was chosen")
    for position, paper in enumerate(intake.procedure.papers):
        if paper.required:
            intake._ticked(position, Tick.PRESENT)
    studio.settle()


def _slip(program: Program, dossier_id: bytes) -> None:
    """Save the citizen's half of the slip as a picture."""
    slip = program.slips.make("receipt", dossier_id)
    with tempfile.NamedTemporaryFile(suffix=".pdf", delete=False) as file:
        file.write(slip.made.pdf)
    document = QPdfDocument()
    document.load(file.name)
    size = document.pagePointSize(1)
    image = document.render(1, QSize(620, round(620 * size.height() / size.width())))
    paper = QImage(image.size(), QImage.Format.Format_RGB32)
    paper.fill(0xFFFFFFFF)
    from PySide6.QtGui import QPainter

    painter = QPainter(paper)
    painter.drawImage(0, 0, image)
    painter.end()
    paper.save(str(PICTURES / "slip.png"))
    document.close()
    Path(file.name).unlink()


def _wizard(folder: Path) -> None:
    paths = replace(desk_paths(folder / "empty"), state_dir=folder / "state", logs_dir=folder / "logs")
    studio = _in_window(paths, folder)
    studio.take("wizard")
    studio.start.window.close()


def main() -> None:
    """Make every picture."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    application = application_for(Settings(theme="light"))
    application.setQuitOnLastWindowClosed(False)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _wizard(folder)
        studio = _in_window(practice_desk(folder), folder)
        _pages(studio)
        studio.start.window.close()


if __name__ == "__main__":
    main()
