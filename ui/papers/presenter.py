"""Books, numbers and lists at work: shows each paper before it is printed, prints and counts it, keeps the numbers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QStandardPaths
from PySide6.QtWidgets import QFileDialog

from app.domain.errors import BadInput, Refusal
from app.files import write_whole
from app.i18n import _, ngettext
from app.readings import DossierLine, PadSheet
from app.services.desk_papers import DeskPaper
from ui.papers import model
from ui.papers.model import GUIDANCE, HANDOVER, NUMBER, PAD, REGISTER, TO_SIGN, Found, Make, Row, Typed
from ui.papers.view import PapersPage
from ui.speech import sentence

if TYPE_CHECKING:
    from ui.printer import PrinterInfo
    from ui.program import Program
    from ui.slip_printing import SlipPrinting
    from ui.tasks import Tasks


class PapersPresenter(QObject):
    """Owned by its page. What is typed in a section and what is ticked stays while the window is open."""

    def __init__(self, view: PapersPage, program: Program, tasks: Tasks, printing: SlipPrinting) -> None:
        super().__init__(view)
        self._view, self._program, self._tasks, self._printing = view, program, tasks, printing
        self._section = REGISTER
        self._typed: dict[str, Typed] = {}
        self._marked: dict[str, set[bytes]] = {TO_SIGN: set(), HANDOVER: set()}
        self._make: Make | None = None
        view.ask_save = lambda name: _ask_save(view, name)
        view.section_wanted.connect(self.open)
        view.typed.connect(self._was_typed)
        view.toggled.connect(self._toggle)
        view.chosen.connect(self._consider)
        view.finish_wanted.connect(self._finish)
        view.again_wanted.connect(self._print_pad_again)
        view.file_wanted.connect(self._to_file)
        view.refresh_wanted.connect(self.refresh)
        self.open(REGISTER)

    def _today(self) -> date:
        return self._program.clock.now().date()

    def open(self, section: str) -> None:
        """Open a section as it was left, at first with the usual days."""
        self._section = section
        self._view.show_section(section, self._typed.setdefault(section, self._usual(section)))
        self.refresh()

    def _usual(self, section: str) -> Typed:
        today = self._today()
        usual = {
            "first": f"{today.replace(day=1):%d/%m/%Y}",
            "last": f"{today:%d/%m/%Y}",
            "day": f"{today:%d/%m/%Y}",
            "count": "20",
        }
        return Typed(tuple((name, usual.get(name, "")) for name in model.section_of(section).fields))

    # ── reading ──────────────────────────────────────────────────────────────────────────────

    def refresh(self) -> None:
        """Read the section again."""
        program, section = self._program, self._section
        try:
            first, last = model.days_of(self._view.values(), today=self._today())
        except BadInput:
            return  # told at the field; the list waits for days that read
        self._tasks.read(
            lambda: model.read(program, section, first, last), done=self._found, owner=self._view, latest="papers"
        )

    def _found(self, found: Found) -> None:
        if found.section != self._section:
            return
        rows = [Row(item, isinstance(item, DossierLine) and self._is_listed(item)) for item in found.items]
        self._view.show_rows(rows, _nothing(found.section))
        self._consider()

    def _is_listed(self, line: DossierLine) -> bool:
        """To sign goes all that is not left out; handed over is only what was put on the list."""
        is_marked = line.id in self._marked.get(self._section, ())
        return not is_marked if self._section == TO_SIGN else is_marked

    def _toggle(self, row: object) -> None:
        if isinstance(row, Row) and isinstance(row.item, DossierLine):
            self._marked[self._section] ^= {row.item.id}
            rows = [Row(one.item, isinstance(one.item, DossierLine) and self._is_listed(one.item))
                    for one in self._view.rows()]  # fmt: skip
            self._view.show_rows(rows, _nothing(self._section))
            self._consider()

    def _was_typed(self) -> None:
        self._typed[self._section] = self._view.values()
        if self._section in (GUIDANCE, PAD):
            self.refresh()
        self._consider()

    # ── what comes of it ─────────────────────────────────────────────────────────────────────

    def _consider(self) -> None:
        """Work out what the section would make now, and show it."""
        view, typed = self._view, self._view.values()
        self._make = None
        try:
            if self._section in (PAD, NUMBER):
                self._consider_numbers(typed)
                return
            model.days_of(typed, today=self._today())
            self._make = model.paper_of(
                self._program, self._section, typed, listed=self._listed(), chosen=self._chosen()
            )
            is_shown = model.is_previewed(self._section, typed, today=self._today())
        except BadInput as wrong:
            view.show_problem(str(wrong.details["field"]), _problem(wrong))
            view.show_ready(ready=False)
            view.preview.show_source(None)
            return
        view.show_problem("", "")
        view.show_ready(ready=self._make is not None)
        view.show_remark("" if is_shown else _("More than a month: no preview, but it prints and saves whole."))
        view.preview.show_source(_pdf_of(self._make) if self._make is not None and is_shown else None)

    def _consider_numbers(self, typed: Typed) -> None:
        view, today = self._view, self._today()
        day = model.day_in(typed["day"], "day", today=today)
        view.show_problem("", "")
        if self._section == PAD:
            unused = self._unused()
            view.show_ready(ready=True, unused=bool(unused))
            words = ngettext("{n} unused sheet for {day}.", "{n} unused sheets for {day}.", len(unused))
            view.show_remark(words.format(n=len(unused), day=f"{day:%d/%m/%Y}") if unused else "")
            view.preview.show_source(_pdf_of(model.pad_of(self._program, unused[:1], day)) if unused else None)
            return
        view.show_ready(ready=bool(typed["used"].strip() and typed["reason"].strip()))
        if not typed["used"].strip():
            view.show_remark("")
            return
        serial = model.next_after(typed["used"], station_number=self._program.desk.station_number)
        words = _("The next dossier of {day} takes number {serial}.")
        view.show_remark(words.format(day=f"{day:%d/%m/%Y}", serial=serial))

    def _listed(self) -> list[DossierLine]:
        return [row.item for row in self._view.rows() if row.is_listed and isinstance(row.item, DossierLine)]

    def _unused(self) -> list[str]:
        items = (row.item for row in self._view.rows())
        return [item.code for item in items if isinstance(item, PadSheet) and not item.used]

    def _chosen(self) -> object:
        row = self._view.table.current_row()
        return row.item if isinstance(row, Row) else None

    # ── acts ─────────────────────────────────────────────────────────────────────────────────

    def _finish(self) -> None:
        try:
            if self._section == PAD:
                self._reserve()
            elif self._section == NUMBER:
                self._raise()
            elif self._make is not None:
                self._print(self._make)
        except BadInput as wrong:
            self._refused(wrong)

    def _reserve(self) -> None:
        typed, numbers, officer = self._view.values(), self._program.numbers, self._program.officer
        day, count = model.day_in(typed["day"], "day", today=self._today()), model.count_in(typed["count"])
        self._tasks.write(
            lambda: numbers.reserve_pad(day, count, officer=officer),
            done=lambda codes: self._print(model.pad_of(self._program, codes, day)),
            failed=self._refused,
            owner=self._view,
        )

    def _print_pad_again(self) -> None:
        day = model.day_in(self._view.values()["day"], "day", today=self._today())
        unused = self._unused()
        if unused:
            self._print(model.pad_of(self._program, unused, day))

    def _raise(self) -> None:
        typed, numbers, officer = self._view.values(), self._program.numbers, self._program.officer
        day = model.day_in(typed["day"], "day", today=self._today())
        serial = model.next_after(typed["used"], station_number=self._program.desk.station_number)
        reason = typed["reason"].strip()

        def raised(number: int) -> None:
            self._typed[NUMBER] = self._usual(NUMBER)
            self._view.show_section(NUMBER, self._typed[NUMBER])
            words = _("The next dossier of {day} takes number {serial}.")
            said = words.format(day=f"{day:%d/%m/%Y}", serial=number)
            self._view.show_outcome("good", _("Noted."), f"{said} {_('Type the paper ones in as late entries.')}")
            self.refresh()

        self._tasks.write(
            lambda: numbers.raise_next(day, serial=serial, reason=reason, officer=officer),
            done=raised, failed=self._refused, owner=self._view,
        )  # fmt: skip

    def _print(self, make: Make) -> None:
        """Print where a printer is, else save as a file: the same way as every other paper."""

        def came(printers: tuple[PrinterInfo, ...]) -> None:
            usual = self._printing.usual("other", printers)
            to = "" if usual else self._view.ask_save(self._file_name("pdf"))
            if usual or to:
                self._put_out(make, printer=usual, to=Path(to) if to else None)

        self._printing.ask_printers(came, owner=self._view)

    def _put_out(self, make: Make, *, printer: str, to: Path | None) -> None:
        said = _("Printed") if to is None else _("Saved as a file")

        def is_out(paper: DeskPaper) -> None:
            self._view.news.emit(said, model.name_of(paper) + ".")
            self.refresh()

        self._printing.put_out_counted(
            make, printer=printer, to=to, done=is_out, failed=self._refused, owner=self._view
        )

    def _to_file(self, kind: str) -> None:
        make = self._make
        chosen = self._view.ask_save(self._file_name(kind)) if make is not None else ""
        if not chosen or make is None:
            return
        if kind == "pdf":
            self._put_out(make, printer="", to=Path(chosen))
            return
        lists = self._program.lists
        first, last = model.register_days(self._view.values(), today=self._today())
        self._tasks.device(
            lambda _progress: write_whole(Path(chosen), lists.register_sheet(first, last)),
            done=lambda _none: self._view.news.emit(_("Saved as a file"), Path(chosen).name),
            failed=self._refused,
            owner=self._view,
        )

    def _file_name(self, kind: str) -> str:
        return f"{_FILES[self._section]}-{self._today():%Y%m%d}.{kind}"

    def _refused(self, refusal: Refusal) -> None:
        """Say it at its field where the section has it; else above."""
        name = _FIELD_OF.get(str(refusal.details.get("field", "")), str(refusal.details.get("field", "")))
        if isinstance(refusal, BadInput) and self._view.show_problem(name, _problem(refusal)):
            return
        self._view.show_outcome("error", "", sentence(refusal))


_FILES = {
    "register": "so-theo-doi",
    "to-sign": "danh-sach-trinh-ky",
    "handover-list": "phieu-ban-giao",
    "shift": "ban-giao-ca",
    "guidance": "phieu-huong-dan",
    "pad": "tap-phieu-mat-dien",
    "number": "so-ho-so",
    "trip": "tra-ket-qua-luu-dong",
}
_FIELD_OF = {"serial": "used"}


def _nothing(section: str) -> str:
    match section:
        case "guidance":
            return _("Nobody was sent home with a paper in these days.")
        case "pad":
            return _("No sheet is set aside for that day yet.")
        case "trip":
            return _("No result of a trip waits to be carried out.")
        case _:
            return _("No dossier lies here in this state.")


def _pdf_of(make: Make) -> Callable[[], bytes]:
    return lambda: make().made.pdf


def _problem(refusal: BadInput) -> str:
    words = _(str(refusal.details["problem"]))
    return f"{words[:1].upper()}{words[1:]}."


def _ask_save(view: PapersPage, name: str) -> str:
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    kinds = "PDF (*.pdf)" if name.endswith(".pdf") else "XLSX (*.xlsx)"
    chosen, _filter = QFileDialog.getSaveFileName(view, _("Save as a file"), str(Path(folder) / name), kinds)
    return chosen


def papers_page(program: Program, tasks: Tasks, printing: SlipPrinting) -> PapersPage:
    """Return the page with its presenter, ready for ``MainWindow.add_page("papers", …)``."""
    page = PapersPage()
    PapersPresenter(page, program, tasks, printing)
    return page
