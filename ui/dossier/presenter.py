"""One dossier: reads it whole, opens the form of the act chosen, does the act, says what was done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QStandardPaths
from PySide6.QtWidgets import QFileDialog

from app.domain.dossier import Dossier
from app.domain.errors import BadInput, Refusal
from app.domain.facts import Receiver
from app.domain.money import format_amount
from app.domain.text import clean, clean_multiline
from app.i18n import N_, _
from ui.dossier.model import (
    CONSEQUENCES,
    CollectWish,
    ForwardWish,
    NoteWish,
    PrintWish,
    ResultWish,
    ShownAct,
    ShownDossier,
    Wish,
    shown,
)
from ui.dossier.panels import (
    ActPanel,
    CollectPanel,
    ForwardPanel,
    NotePanel,
    PrintPanel,
    ResultPanel,
)
from ui.dossier.scanning import ScansPresenter
from ui.dossier.view import DossierPage
from ui.dossier_words import ACT_ICONS, ACTS, Today
from ui.speech import sentence

if TYPE_CHECKING:
    from ui.printer import PrinterInfo
    from ui.program import Program
    from ui.slip_printing import SlipPrinting
    from ui.tasks import Tasks

_OFFICE = "Văn phòng HĐND và UBND"
_OF_COMMUNES = (_OFFICE, "Phòng Kinh tế", "Phòng Văn hóa - Xã hội")
_OF_WARDS = (_OFFICE, "Phòng Kinh tế, Hạ tầng và Đô thị", "Phòng Văn hóa - Xã hội")
"""The divisions of a commune and of a ward (NĐ 150/2025/NĐ-CP): names, as they stand on paper."""


class DossierPresenter(QObject):
    """Owned by its page. ``open`` shows a dossier."""

    def __init__(self, view: DossierPage, program: Program, tasks: Tasks, printing: SlipPrinting) -> None:
        super().__init__(view)
        self._view, self._program, self._tasks, self._printing = view, program, tasks, printing
        self._id: bytes | None = None
        self._begin = self._form_wanted = ""
        self._shown: ShownDossier | None = None
        self._went_to: dict[str, tuple[str, str]] = {}
        self._signer = ""
        view.ask_file = lambda name: _ask_file(view, name)
        view.refresh_wanted.connect(self.refresh)
        view.act_chosen.connect(self._chosen)
        view.confirmed.connect(self._confirmed)

    def open(self, dossier_id: bytes, act: str = "") -> None:
        """Show this dossier, and begin an act when it is legal."""
        if dossier_id != self._id:
            self._view.close_panel()
            self._shown = None
        self._id, self._begin = dossier_id, act
        self.refresh()

    def refresh(self) -> None:
        """Read the dossier again."""
        dossier_id, program = self._id, self._program
        if dossier_id is None:
            return

        def read() -> ShownDossier:
            today = Today(program.clock.now(), program.calendar)
            queries = program.queries
            dossier, line, story = queries.dossier(dossier_id), queries.line(dossier_id), queries.timeline(dossier_id)
            return shown(dossier, line, story, processing=program.processing, desk=program.desk, today=today)

        self._tasks.read(read, done=self._show, owner=self._view, latest="dossier")

    def _show(self, found: ShownDossier) -> None:
        is_first = self._shown is None
        self._shown = found
        self._view.show_dossier(found)
        act, self._begin = self._begin, ""
        if act:
            self._chosen(act)
        elif is_first and self._view.panel is None and self._view.isVisible():
            self._view.focus_first()

    # ── forms ────────────────────────────────────────────────────────────────────────────────

    def _chosen(self, slug: str) -> None:
        found = self._shown
        if found is None:
            return
        legal = {act.slug: act for act in found.acts} | {one: _act(one) for one in ("note", "print")}
        if slug not in legal:
            return
        if slug == "hand-over":
            self._view.handover_requested.emit(found.id)
            return
        self._view.show_panel(self._form(legal[slug], found))

    def _form(self, act: ShownAct, found: ShownDossier) -> ActPanel:
        match act.slug:
            case "forward":
                last = self._went_to.get(found.field, ("division", self._divisions()[0]))
                return ForwardPanel(act, self._divisions(), last)
            case "complete":
                return ResultPanel(act, self._signer)
            case "collect":
                return CollectPanel(act, found.owed)
            case "print":
                return self._print_form(act, found)
            case _:
                return NotePanel(act)

    def _divisions(self) -> tuple[str, ...]:
        commune = self._program.catalogue.commune(self._program.desk.commune)
        return _OF_WARDS if commune.full_name.startswith("Phường") else _OF_COMMUNES

    def _print_form(self, act: ShownAct, found: ShownDossier) -> PrintPanel:
        panel = PrintPanel(replace(act, words=_("Print a paper")), found.forms)
        panel.choose_form(self._form_wanted)
        self._form_wanted = ""
        panel.file_wanted.connect(lambda: self._save_file(panel))

        def came(printers: tuple[PrinterInfo, ...]) -> None:
            usual = self._printing.usual(panel.wish().form, printers)
            panel.show_printers([(one.name, one.description, one.is_ready) for one in printers], usual)

        self._printing.ask_printers(came, owner=panel)
        return panel

    # ── acts ─────────────────────────────────────────────────────────────────────────────────

    def _confirmed(self) -> None:
        panel, found = self._view.panel, self._shown
        if panel is None or found is None:
            return
        panel.show_trouble("")
        panel.set_busy(True)
        try:
            self._do(panel.wish(), found, panel)
        except Refusal as refusal:
            panel.show_trouble(sentence(refusal))

    def _do(self, wish: Wish, found: ShownDossier, panel: ActPanel) -> None:
        """Start the act off the GUI thread. Raises BadInput for what can be seen at once."""
        program, officer, dossier_id = self._program, self._program.officer, found.id
        match wish:
            case ForwardWish():
                name = _needed("to", wish.name)
                to, note = Receiver(wish.kind, name), clean(wish.note) or None
                self._went_to[found.field] = (wish.kind, name)
                self._write(
                    lambda: program.processing.forward(dossier_id, to=to, officer=officer, note=note), panel,
                    _("Passed on"), found,
                )  # fmt: skip
            case ResultWish():
                number, signer, note = (clean(text) or None for text in (wish.number, wish.signer, wish.note))
                self._signer = signer or self._signer
                self._write(
                    lambda: program.processing.complete(
                        dossier_id, officer=officer, number=number, signer=signer, note=note
                    ),
                    panel, _("Result recorded"), found,
                )  # fmt: skip
            case NoteWish():
                text = _needed("note", clean_multiline(wish.text))
                self._write(
                    lambda: program.processing.note(dossier_id, text=text, officer=officer),
                    panel,
                    _("Note added"),
                    found,
                )
            case CollectWish():
                self._collect(wish, panel, found)
            case PrintWish():
                self._printing.print(
                    wish.form, dossier_id, printer=wish.printer,
                    done=lambda _dossier: self._done(_("Printed"), found, panel),
                    failed=lambda refusal: self._tell(panel, refusal), owner=self._view,
                )  # fmt: skip

    def _write(self, act: Callable[[], Dossier], panel: ActPanel, said: str, found: ShownDossier) -> None:
        self._tasks.write(
            act,
            done=lambda _dossier: self._done(said, found, panel),
            failed=lambda refusal: self._tell(panel, refusal),
            owner=self._view,
        )

    def _tell(self, panel: ActPanel, refusal: Refusal) -> None:
        """Say what was refused where it was asked for; in the strip of news when that form has been left."""
        if self._view.panel is panel:
            panel.show_trouble(sentence(refusal))
        else:
            self._tasks.refused.emit(refusal)

    def _done(self, said: str, found: ShownDossier, panel: ActPanel) -> None:
        if self._view.panel is panel:
            self._view.close_panel()
        self._view.news.emit(said, f"{found.name}, {found.code}.")
        self.refresh()

    def _collect(self, wish: CollectWish, panel: ActPanel, found: ShownDossier) -> None:
        """Take the money, then offer the slip: its number exists from the moment the money is booked."""
        amount, officer, fees = _amount(wish.amount), self._program.officer, self._program.fees
        receipt = clean(wish.paper_receipt) or None

        def taken(_saved: object) -> None:
            self._done(_("{amount} collected").format(amount=format_amount(amount)), found, panel)
            self._begin = "print"
            self._form_wanted = "fee-slip"
            self.refresh()

        self._tasks.write(
            lambda: fees.collect(found.id, amount=amount, officer=officer, method=wish.method, paper_receipt=receipt),
            done=taken, failed=lambda refusal: self._tell(panel, refusal), owner=self._view,
        )  # fmt: skip

    def _save_file(self, panel: PrintPanel) -> None:
        found = self._shown
        if found is None:
            return
        form = panel.wish().form
        chosen = self._view.ask_file(f"{found.code}-{form}.pdf")
        if not chosen:
            return
        panel.set_busy(True)
        self._printing.export(
            form, found.id, to=Path(chosen), done=lambda _dossier: self._done(_("Saved as a file"), found, panel),
            failed=lambda refusal: self._tell(panel, refusal), owner=self._view,
        )  # fmt: skip


def _act(slug: str) -> ShownAct:
    return ShownAct(slug, _(ACTS[slug]), ACT_ICONS[slug], _(CONSEQUENCES[slug]))


def _needed(field: str, text: str) -> str:
    cleaned = text if "\n" in text else clean(text)
    if not cleaned:
        raise BadInput(field=field, problem=N_("must not be empty"))
    return cleaned


def _amount(typed: str) -> int:
    digits = typed.replace(".", "").replace(" ", "").removesuffix("đ")
    if not digits.isascii() or not digits.isdigit():
        raise BadInput(field="amount", problem=N_("is not an amount in digits"))
    return int(digits)


def _ask_file(view: DossierPage, name: str) -> str:
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    chosen, _filter = QFileDialog.getSaveFileName(
        view, _("Save as a PDF file"), str(Path(folder) / name), "PDF (*.pdf)"
    )
    return chosen


def dossier_page(program: Program, tasks: Tasks, printing: SlipPrinting) -> tuple[DossierPage, DossierPresenter]:
    """Return the page for ``MainWindow.add_page("dossier", …, under="dossiers")`` and the presenter that opens one."""
    page = DossierPage()
    page.dossier_shown.connect(ScansPresenter(page, page.scans, program, tasks).show)
    return page, DossierPresenter(page, program, tasks, printing)
