"""One dossier: reads it whole, opens the form of the act chosen, does the act, says what was done."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QStandardPaths
from PySide6.QtWidgets import QFileDialog

from app.domain.dossier import Dossier
from app.domain.errors import Refusal
from app.domain.facts import Receiver
from app.domain.money import format_amount
from app.domain.states import RUNNING_STATES
from app.domain.text import clean
from app.i18n import _
from app.readings import Officer
from ui.dossier.act_panel import ActPanel
from ui.dossier.asking import AnswersPanel
from ui.dossier.deeds import Deed, amount_of, deed
from ui.dossier.elsewhere import elsewhere
from ui.dossier.model import ShownDossier, shown
from ui.dossier.offered import ShownAct, shown_act
from ui.dossier.opening import outcome, panel_of
from ui.dossier.panels import (
    CollectPanel,
    ForwardPanel,
    NotePanel,
    PrintPanel,
    ResultPanel,
)
from ui.dossier.scanning import ScansPresenter
from ui.dossier.view import DossierPage
from ui.dossier.waiting_panels import ReceivedPanel, RequestPanel
from ui.dossier.wishes import AnswersWish, CollectWish, CorrectWish, ForwardWish, PrintWish, ResultWish, Wish
from ui.dossier_words import Today
from ui.speech import sentence
from ui.take_back import TakeBack, done_and_undoable
from ui.value_words import due_words

if TYPE_CHECKING:
    from app.domain.life_events import DossierCorrected
    from ui.printer import PrinterInfo
    from ui.program import Program
    from ui.slip_printing import SlipPrinting
    from ui.tasks import Tasks

_OFFICE = "Văn phòng HĐND và UBND"
_OF_COMMUNES = (_OFFICE, "Phòng Kinh tế", "Phòng Văn hóa - Xã hội")
_OF_WARDS = (_OFFICE, "Phòng Kinh tế, Hạ tầng và Đô thị", "Phòng Văn hóa - Xã hội")
"""The divisions of a commune and of a ward (NĐ 150/2025/NĐ-CP): names, as they stand on paper."""


Found = tuple[ShownDossier, Dossier, tuple[Receiver, ...], Receiver | None, tuple[Officer, ...]]
"""The page, its dossier, where it can travel to, who else works at this desk."""


class DossierPresenter(QObject):
    """Owned by its page. ``open`` shows a dossier."""

    def __init__(self, view: DossierPage, program: Program, tasks: Tasks, printing: SlipPrinting) -> None:
        super().__init__(view)
        self._view, self._program, self._tasks, self._printing = view, program, tasks, printing
        self._id: bytes | None = None
        self._begin = self._form_wanted = ""
        self._shown: ShownDossier | None = None
        self._dossier: Dossier | None = None
        self._take_back = TakeBack(program, tasks, view, view.news.emit)
        self._went_to: dict[str, tuple[str, str]] = {}
        self._elsewhere: tuple[Receiver, ...] = ()
        self._colleagues: tuple[Officer, ...] = ()
        self._proposed: Receiver | None = None
        self._signer = ""
        view.ask_file = lambda name: _ask_file(view, name)
        view.refresh_wanted.connect(self.refresh)
        view.act_chosen.connect(self._chosen)
        view.undo_wanted.connect(self._undo)
        view.confirmed.connect(self._confirmed)

    def open(self, dossier_id: bytes, act: str = "") -> None:
        """Show this dossier, and begin an act when it is legal."""
        if dossier_id != self._id:
            self._view.close_panel()
            self._shown = self._dossier = None
        self._id, self._begin = dossier_id, act
        self.refresh()

    def refresh(self) -> None:
        """Read the dossier again."""
        dossier_id, program = self._id, self._program
        if dossier_id is None:
            return

        def read() -> Found:
            today = Today(program.clock.now(), program.calendar)
            queries = program.queries
            dossier, line, story = queries.dossier(dossier_id), queries.line(dossier_id), queries.timeline(dossier_id)
            may_apologise = dossier.state in RUNNING_STATES and dossier.extension is None
            words = shown(
                dossier,
                line,
                story,
                processing=program.processing,
                desk=program.desk,
                today=today,
                apology_by=program.promises.apology_due(dossier) if may_apologise else None,
                undo=program.undoing.possible(dossier),
                has_newer=program.versions.newer(dossier) is not None,
                failed=program.print_tries.of(dossier_id),
                ticket=program.queue.of(dossier),
                alike=program.conflicts.others_of(dossier),
            )
            may_go = any(act.slug == "forward" for act in (*words.acts, *words.others))
            receivers, suggested = elsewhere(program, dossier) if may_go else ((), None)
            return words, dossier, receivers, suggested, program.vouching.colleagues(program.officer)

        self._tasks.read(read, done=self._show, owner=self._view, latest="dossier")

    def _show(self, found: Found) -> None:
        is_first = self._shown is None
        self._shown, self._dossier, self._elsewhere, self._proposed, self._colleagues = found
        self._view.show_dossier(self._shown)
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
        always = (shown_act(one) for one in ("note", "print"))
        legal = {act.slug: act for act in (*always, *found.acts, *found.others)}
        if slug not in legal:
            return
        if slug == "hand-over":
            self._view.handover_requested.emit(found.id)
            return
        panel = self._form(legal[slug], found)
        panel.edited.connect(partial(self._edited, panel))
        self._view.show_panel(panel)
        self._edited(panel)

    def _form(self, act: ShownAct, found: ShownDossier) -> ActPanel:
        match act.slug:
            case "forward":
                last = self._went_to.get(found.field, ("division", self._divisions()[0]))
                return ForwardPanel(act, self._divisions(), last, elsewhere=self._elsewhere, proposed=self._proposed)
            case "complete":
                return ResultPanel(act, self._signer)
            case "collect":
                return CollectPanel(act, found.owed)
            case "print":
                return self._print_form(act, found)
            case "note":
                return NotePanel(act)
            case _:
                assert self._dossier is not None  # noqa: S101 (an act is chosen on a dossier shown)
                return panel_of(act, self._dossier, self._program, signer=self._signer, colleagues=self._colleagues)

    def _edited(self, panel: ActPanel) -> None:
        """Say what the act would bring as its fields stand now."""
        if self._dossier is None or self._view.panel is not panel:
            return
        wish = panel.wish()
        if isinstance(wish, CorrectWish):
            self._foresee(panel, wish, self._dossier)
        else:
            panel.show_outcome(*outcome(wish, panel.slug, self._dossier, self._program))

    def _foresee(self, panel: ActPanel, wish: CorrectWish, dossier: Dossier) -> None:
        """Work out the promise under another procedure; everything else leaves the clock alone."""
        changes, corrections = dict(wish.changes), self._program.corrections
        if "procedure" not in changes:
            panel.show_outcome("")
            return

        def came(happened: DossierCorrected) -> None:
            if happened.due is not None:
                panel.show_outcome(
                    _("New promise: {at}.").format(at=due_words(happened.due.at)),
                    _("The fees are worked out anew; the papers stay as they are."),
                )

        self._tasks.read(
            lambda: corrections.foresee(dossier, changes), done=came,
            failed=lambda refusal: panel.show_outcome("", sentence(refusal)), owner=panel, latest="outcome",
        )  # fmt: skip

    def _divisions(self) -> tuple[str, ...]:
        commune = self._program.catalogue.commune(self._program.desk.commune)
        return _OF_WARDS if commune.full_name.startswith("Phường") else _OF_COMMUNES

    def _print_form(self, act: ShownAct, found: ShownDossier) -> PrintPanel:
        panel = PrintPanel(replace(act, words=_("Print a paper")), found.forms)
        panel.choose_form(self._form_wanted)
        self._form_wanted = ""
        panel.file_wanted.connect(lambda: self._save_file(panel))

        def came(printers: tuple[PrinterInfo, ...]) -> None:
            usual = self._printing.usual
            listed = [(one.name, one.description, one.is_ready) for one in printers]
            panel.show_printers(listed, usual(panel.wish().form, printers))
            panel.form_chosen.connect(lambda form: panel.choose_printer(usual(form, printers)))

        self._printing.ask_printers(came, owner=panel)
        return panel

    # ── acts ─────────────────────────────────────────────────────────────────────────────────

    def _confirmed(self) -> None:
        panel, found = self._view.panel, self._shown
        if panel is None or found is None:
            return
        panel.show_trouble("")
        if not self._is_whole(panel):
            return
        panel.set_busy(True)
        try:
            self._do(panel.wish(), found, panel)
        except Refusal as refusal:
            self._tell(panel, refusal)

    def _is_whole(self, panel: ActPanel) -> bool:
        """Ask for answers that lack, and once more where not every paper came."""
        if isinstance(panel, AnswersPanel) and (lacking := panel.lacking()):
            panel.show_lacking(lacking, _("This must be written down."))
            return False
        if isinstance(panel, RequestPanel) and not panel.is_whole(_("This must be written down.")):
            return False
        if isinstance(panel, ReceivedPanel):
            lacks = panel.wish().lacking
            if lacks and panel.warned_of != lacks:
                panel.warned_of = lacks
                panel.show_trouble(_("Not ticked: {papers}. Press F9 again if they are needed no more.").format(
                    papers="; ".join(lacks)
                ))  # fmt: skip
                return False
        return True

    def _do(self, wish: Wish, found: ShownDossier, panel: ActPanel) -> None:
        """Start the act off the GUI thread. Raises BadInput for what can be seen at once."""
        match wish:
            case CollectWish():
                self._collect(wish, panel, found)
                return
            case PrintWish():
                self._printing.print(
                    wish.form, found.id, printer=wish.printer,
                    done=lambda _dossier: self._done(_("Printed"), found, panel),
                    failed=lambda refusal: self._tell(panel, refusal), owner=self._view,
                )  # fmt: skip
                return
        self._write(deed(wish, self._program, found.id), panel, found)
        match wish:
            case ForwardWish() if wish.station is None:
                self._went_to[found.field] = (wish.kind, clean(wish.name))
            case ResultWish():
                self._signer = clean(wish.signer) or self._signer
            case AnswersWish():
                self._signer = clean(wish.text("signer")) or self._signer
            case _:
                pass

    def _write(self, what: Deed, panel: ActPanel, found: ShownDossier) -> None:
        before = self._dossier.due.at if self._dossier is not None else None

        def written(told: tuple[Dossier, bool]) -> None:
            dossier, may_undo = told
            moved = "" if dossier.due.at == before else _("New promise: {at}.").format(at=due_words(dossier.due.at))
            self._done(what.said, found, panel, moved=moved, may_undo=may_undo)

        self._tasks.write(
            done_and_undoable(self._program, what.act),
            done=written,
            failed=lambda refusal: self._tell(panel, refusal),
            owner=self._view,
        )

    def _tell(self, panel: ActPanel, refusal: Refusal) -> None:
        """Say what was refused where it was asked for; in the strip of news when that form has been left."""
        if self._view.panel is panel:
            panel.show_trouble(sentence(refusal))
            panel.open_for(refusal)
        else:
            self._tasks.refused.emit(refusal)

    def _done(
        self, said: str, found: ShownDossier, panel: ActPanel, *, moved: str = "", may_undo: bool = False
    ) -> None:
        if self._view.panel is panel:
            self._view.close_panel()
        words = f"{found.name}, {found.code}. {moved}".strip()
        if may_undo:
            self._view.undo_offered.emit(said, words, lambda: self._take_back.undo(found.id))
        else:
            self._view.news.emit(said, words)
        self.refresh()

    def _undo(self) -> None:
        """Take back the last act, while the page offers it."""
        if self._shown is not None and self._shown.may_undo:
            self._view.close_panel()
            self._take_back.undo(self._shown.id)

    def _collect(self, wish: CollectWish, panel: ActPanel, found: ShownDossier) -> None:
        """Take the money, then offer the slip: its number exists from the moment the money is booked."""
        amount, officer, fees = amount_of(wish.amount), self._program.officer, self._program.fees
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
