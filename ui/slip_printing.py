"""Getting a paper out: made, sent to the spooler, and only then recorded as printed. One way for every page.

A printer that fails counts no paper, only the try; a paper that came out is counted even when its page was left.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast, get_args

import shiboken6
from PySide6.QtCore import QObject

from app.domain.dossier import Dossier
from app.domain.errors import EnvironmentFault, Refusal
from app.files import write_whole
from app.ports import Paper
from app.readings import GivenGuidance
from app.services.desk_papers import DeskPaper
from app.services.slips import Slip
from app.settings import Printable
from ui.printer import PrinterInfo
from ui.tasks import Failed, Tasks

if TYPE_CHECKING:
    from ui.program import Program

Done = Callable[[Dossier], None]
Paperwork = tuple[str, str, str | None]
"""A paper that is on its way to the printer: form, what it is of, its number."""


class Printer(Protocol):
    """What ``ui.printer.DeskPrinter`` does."""

    def available(self) -> tuple[PrinterInfo, ...]:
        """Return the printers, the default one first."""

    def send(self, pdf: bytes, printer: str, title: str) -> None:
        """Return when the spooler took the paper. Raises PrinterFailed."""


class SlipPrinting:
    """Prints and exports the papers of dossiers, off the GUI thread."""

    def __init__(self, program: Program, tasks: Tasks, printer: Printer) -> None:
        self._program, self._tasks, self._printer = program, tasks, printer

    def ask_printers(self, done: Callable[[tuple[PrinterInfo, ...]], None], *, owner: QObject) -> None:
        """Look which printers there are now."""
        self._tasks.device(lambda _progress: self._printer.available(), done=done, owner=owner)

    def usual(self, form: str, printers: Sequence[PrinterInfo]) -> str:
        """Return the printer for a form: the one of the settings, else the default one; empty if there is none."""
        kind = form if form in get_args(Printable) else "other"
        wanted = self._program.settings.printers.get(cast("Printable", kind), "")
        names = [info.name for info in printers]
        return wanted if wanted in names else names[0] if names else ""

    def print(
        self,
        form: str,
        dossier_id: bytes,
        *,
        printer: str,
        done: Done,
        failed: Failed,
        owner: QObject,
        number: str | None = None,
        whole_visit: bool = False,
    ) -> None:
        """Print the next copy of a form; ``done`` gets the dossier with the print recorded.

        number: of a fee slip. whole_visit: one receipt for everything that came in on its visit.
        """
        program, tried = self._program, list[Paperwork]()

        def sent(slip: Slip) -> None:
            officer = program.officer

            def record() -> Dossier:
                for one, _copy in ((slip.dossier_id, slip.copy), *slip.companions):
                    program.print_tries.came_out(slip.form, one.hex(), slip.number)
                return program.slips.printed(slip, officer=officer)

            self._tasks.write(record, done=done, owner=owner)

        def send() -> Slip:
            slip = self._made_for_visit(dossier_id) if whole_visit else self._made(form, dossier_id, number)
            tried.append((slip.form, slip.dossier_id.hex(), slip.number))
            self._printer.send(slip.made.pdf, printer, f"motcua {form}")
            return slip

        # no owner: what the spooler took is recorded even when the page has gone
        self._tasks.device(
            lambda _progress: send(), done=sent, failed=self._noted(tried, _while_alive(owner, failed)), owner=None
        )

    def export(
        self, form: str, dossier_id: bytes, *, to: Path, done: Done, failed: Failed, owner: QObject,
        number: str | None = None,
    ) -> None:  # fmt: skip
        """Write the next copy of a form to a PDF file. number: of a fee slip."""

        def written(slip: Slip) -> None:
            officer = self._program.officer
            self._tasks.write(lambda: self._program.slips.exported(slip, officer=officer), done=done, owner=owner)

        def write() -> Slip:
            slip = self._made(form, dossier_id, number)
            write_whole(to, slip.made.pdf)
            return slip

        self._tasks.device(lambda _progress: write(), done=written, failed=_while_alive(owner, failed), owner=None)

    def print_guidance(self, guidance: GivenGuidance, *, printer: str, failed: Failed, owner: QObject) -> None:
        """Print what was told to a citizen whose papers were not accepted; the record of it stands already."""
        papers, paper = self._program.desk_papers, self._program.settings.other_paper
        self.put_out_counted(
            lambda: papers.guidance(guidance, paper=paper), printer=printer, to=None, done=lambda _copy: None,
            failed=failed, owner=owner,
        )  # fmt: skip

    def put_out(
        self, make: Callable[[], Paper], *, printer: str, to: Path | None, title: str, done: Callable[[], None],
        failed: Failed, owner: QObject,
    ) -> None:  # fmt: skip
        """Print a paper that belongs to no dossier, or write it to a file where one is named; it is not counted."""

        def out() -> None:
            made = make()
            if to is not None:
                write_whole(to, made.pdf)
            else:
                self._printer.send(made.pdf, printer, title)

        self._tasks.device(lambda _progress: out(), done=lambda _none: done(), failed=failed, owner=owner)

    def put_out_counted(
        self, make: Callable[[], DeskPaper], *, printer: str, to: Path | None, done: Callable[[DeskPaper], None],
        failed: Failed, owner: QObject,
    ) -> None:  # fmt: skip
        """Print a paper of the desk, or write it to a file where one is named; counted once it is out."""
        papers, officer, tries = self._program.desk_papers, self._program.officer, self._program.print_tries
        tried = list[Paperwork]()

        def count(paper: DeskPaper) -> None:
            if to is None:
                tries.came_out(paper.form, paper.about, None)
                papers.printed(paper, officer=officer)
            else:
                papers.exported(paper, officer=officer)

        def out() -> DeskPaper:
            paper = make()
            if to is None:
                tried.append((paper.form, paper.about, None))
            if to is not None:
                write_whole(to, paper.made.pdf)
            else:
                self._printer.send(paper.made.pdf, printer, f"motcua {paper.form}")
            return paper

        def is_out(paper: DeskPaper) -> None:
            self._tasks.write(lambda: count(paper), done=lambda _none: done(paper), failed=failed, owner=owner)

        # no owner: what the spooler took is recorded even when the page has gone
        self._tasks.device(
            lambda _progress: out(), done=is_out, failed=self._noted(tried, _while_alive(owner, failed)), owner=None
        )

    def _noted(self, tried: Sequence[Paperwork], failed: Failed) -> Failed:
        """Return what notes a paper that got as far as the printer and did not come out, and then tells the page."""

        def note(refusal: Refusal) -> None:
            if tried and isinstance(refusal, EnvironmentFault):
                form, about, number = tried[-1]
                tries = self._program.print_tries
                self._tasks.write(
                    lambda: tries.failed(form, about, number, refusal), done=lambda _noted: None, owner=None
                )
            failed(refusal)

        return note

    def _made_for_visit(self, dossier_id: bytes) -> Slip:
        return self._program.slips.make_for_visit(dossier_id, paper=self._program.settings.receipt_paper)

    def _made(self, form: str, dossier_id: bytes, number: str | None = None) -> Slip:
        settings = self._program.settings
        papers = {"receipt": settings.receipt_paper, "fee-slip": settings.fee_slip_paper}
        return self._program.slips.make(form, dossier_id, paper=papers.get(form, settings.other_paper), number=number)


def _while_alive(owner: QObject, failed: Failed) -> Failed:
    def tell(refusal: Refusal) -> None:
        if shiboken6.isValid(owner):
            failed(refusal)

    return tell
