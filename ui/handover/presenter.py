"""The return desk at work: finds, compares the card, takes the money, hands over; every act off the GUI thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.domain.dossier import Dossier, Payment
from app.domain.errors import Refusal, UnknownDossier
from app.domain.identity_card import CardReading
from app.domain.money import format_amount
from app.domain.owing import owed_papers
from app.i18n import N_, _
from app.readings import DossierLine
from ui.handover.model import (
    APPLICANT,
    AUTHORISED,
    FINGERPRINT,
    LATER,
    PEOPLE,
    POST,
    Compared,
    ReturnForm,
    ShownReturn,
    compare,
    find,
    is_representative,
    shown,
    waiting,
)
from ui.handover.view import WAITING_SHOWN, HandoverPage
from ui.speech import sentence
from ui.take_back import TakeBack, done_and_undoable

if TYPE_CHECKING:
    from ui.printer import PrinterInfo
    from ui.program import Program
    from ui.slip_printing import SlipPrinting
    from ui.tasks import Tasks

FEE_SLIP, RETURN = "fee-slip", "return"
_NO_PRINTER = {
    FEE_SLIP: N_("The money is recorded; no printer was found for the slip. Print it later from the dossier."),
    RETURN: N_("The return is recorded; no printer was found for the slip to sign. Print it later from the dossier."),
}


class HandoverPresenter(QObject):
    """Owned by its page. ``open`` shows the return of a dossier."""

    def __init__(self, view: HandoverPage, program: Program, tasks: Tasks, printing: SlipPrinting) -> None:
        super().__init__(view)
        self._view, self._program, self._tasks, self._printing = view, program, tasks, printing
        self._shown: ShownReturn | None = None
        self._card: CardReading | None = None
        self._compared: Compared | None = None
        self._busy = False
        self._take_back = TakeBack(program, tasks, view, view.news.emit)
        view.find_wanted.connect(self._find)
        view.match_chosen.connect(self._chosen)
        view.card_read.connect(self._card_read)
        view.return_requested.connect(self._return)
        view.refresh_wanted.connect(self.refresh)
        view.left_alone.connect(self._forget)
        view.steps.edited.connect(self._edited)
        view.steps.collect_requested.connect(self._collect)
        view.steps.card_dropped.connect(self._drop_card)

    def open(self, dossier_id: bytes, found_by: str = "") -> None:
        """Show the return of a dossier."""
        program = self._program

        def read() -> ShownReturn:
            dossier = program.queries.dossier(dossier_id)
            rules = program.rules.of(dossier.rules, dossier.received_at.date())
            return shown(dossier, station=program.desk.station, levels=rules.ratings)

        self._tasks.read(read, done=lambda found: self._show(found, found_by), owner=self._view, latest="return")

    def refresh(self) -> None:
        """Read who waits, and the dossier shown, again."""
        queries = self._program.queries
        self._tasks.read(
            lambda: waiting(queries, limit=WAITING_SHOWN),
            done=self._view.show_waiting,
            owner=self._view,
            latest="waiting",
        )
        if self._shown is not None and not self._busy:
            self.open(self._shown.dossier.id, self._view.steps.found_by.word())

    # ── finding ──────────────────────────────────────────────────────────────────────────────

    def _find(self, words: str, scanned: bool) -> None:
        queries, now = self._program.queries, self._program.clock.now()
        found_by = _("Slip scanned {time}").format(time=f"{now:%H:%M}") if scanned else ""
        self._tasks.read(
            lambda: find(queries, words),
            done=lambda found: self._found(words, found, found_by),
            failed=lambda refusal: self._view.show_find_trouble(sentence(refusal)),
            owner=self._view,
            latest="find",
        )

    def _found(self, words: str, found: tuple[DossierLine, ...], found_by: str) -> None:
        if not found:
            self._view.show_find_trouble(sentence(UnknownDossier(code=words)))
        elif len(found) == 1:
            self.open(found[0].id, found_by)
        else:
            self._view.show_matches(found)

    def _chosen(self, line: DossierLine) -> None:
        self.open(line.id)

    def _show(self, found: ShownReturn, found_by: str) -> None:
        if self._shown is None or self._shown.dossier.id != found.dossier.id:
            self._card = self._compared = None
        self._shown = found
        self._view.show_return(found, found_by)
        self._edited()

    def _forget(self) -> None:
        self._shown = self._card = self._compared = None

    # ── the card ─────────────────────────────────────────────────────────────────────────────

    def _card_read(self, card: CardReading) -> None:
        """Compare with the applicant; for an authorised person fill in who came."""
        if self._shown is None:
            self._find(card.id_number, scanned=False)
            return
        now, steps, dossier = self._program.clock.now(), self._view.steps, self._shown.dossier
        self._card = card
        if is_representative(card, dossier) or dossier.applicant.kind not in PEOPLE:
            steps.choose_receiver(AUTHORISED)
        if steps.form().receiver == AUTHORISED:
            steps.show_proxy(card.name, card.id_number)
            words = _("Card of {name}, scanned at {time}.").format(name=card.name, time=f"{now:%H:%M}")
            self._compared = Compared(True, words)
        else:
            self._compared = compare(card, dossier.applicant, at=now)
        steps.show_card(self._compared)
        self._edited()

    def _drop_card(self) -> None:
        self._card = self._compared = None
        self._view.steps.show_card(None)
        self._edited()

    # ── judging ──────────────────────────────────────────────────────────────────────────────

    def _edited(self) -> None:
        found, form = self._shown, self._view.steps.form()
        if found is None:
            return
        lacking = {step for step, _words in self._lacks(form, found)}
        rated = form.rating is not None or form.rating_skipped
        self._view.steps.show_done((2 not in lacking, 3 not in lacking, 4 not in lacking, rated))
        if self._view.problem.isVisible():
            self._view.show_problem("")

    def _lacks(self, form: ReturnForm, found: ShownReturn) -> list[tuple[int, str]]:
        """Return what still lacks, as step and sentence, in the order of the steps."""
        is_differing = self._compared is not None and not self._compared.ok and form.receiver == APPLICANT
        is_matched = self._compared is not None and self._compared.ok
        checks = (
            (
                1,
                form.lost_slip and not (form.identity_checked or form.document or is_matched),
                _("The slip is lost: scan the receiver's card, or tick that the identity papers were compared."),
            ),
            (
                2,
                is_differing,
                _("The card is not the applicant's. Choose “Authorised person”, or forget the card."),
            ),
            (2, form.receiver == AUTHORISED and not form.name, _("Type the name of the person who came.")),
            (
                3,
                bool(found.money.owed) and form.money != LATER,
                _("{amount} is still owed. Collect it, or choose “Not this time”.").format(
                    amount=format_amount(found.money.owed or 0)
                ),
            ),
            (
                4,
                form.signature == FINGERPRINT and form.receiver != POST and not form.read_aloud,
                _("Read the result aloud to the receiver, then tick it."),
            ),
        )
        return [(step, words) for step, is_lacking, words in checks if is_lacking]

    # ── acting ───────────────────────────────────────────────────────────────────────────────

    def _collect(self) -> None:
        found, program, steps = self._shown, self._program, self._view.steps
        if found is None or not found.money.owed or self._busy:
            return
        self._set_busy(True)
        dossier_id, amount, method = found.dossier.id, found.money.owed, steps.form().money
        self._tasks.write(
            lambda: program.fees.collect(dossier_id, amount=amount, officer=program.officer, method=method),
            done=self._collected,
            failed=self._refused,
            owner=self._view,
        )

    def _collected(self, collected: tuple[Dossier, Payment]) -> None:
        dossier, payment = collected
        self._set_busy(False)
        self.open(dossier.id, self._view.steps.found_by.word())
        amount = format_amount(payment.amount)
        self._view.news.emit(
            _("Collected {amount}.").format(amount=amount), _("Slip {number}").format(number=payment.number)
        )
        self._printing.ask_printers(lambda printers: self._print(FEE_SLIP, dossier.id, printers), owner=self._view)

    def _print(self, form: str, dossier_id: bytes, printers: tuple[PrinterInfo, ...]) -> None:
        name = self._printing.usual(form, printers)
        if not name:
            self._view.trouble.emit(_(_NO_PRINTER[form]))
            return
        self._printing.print(
            form,
            dossier_id,
            printer=name,
            done=lambda _dossier: None,
            failed=lambda refusal: self._view.trouble.emit(sentence(refusal)),
            owner=self._view,
        )

    def _return(self) -> None:
        found, program = self._shown, self._program
        if found is None or self._busy or found.why_not:
            return
        form = self._view.steps.form()
        lacking = self._lacks(form, found)
        if lacking:
            self._view.show_problem(lacking[0][1], lacking[0][0])
            return
        self._set_busy(True)
        happened = form.happened(program.clock.now(), self._card)
        dossier_id = found.dossier.id
        self._tasks.write(
            done_and_undoable(
                program,
                lambda: program.handover.hand_over(
                    dossier_id, happened, officer=program.officer, anonymous=form.anonymous
                ),
            ),
            done=lambda told: self._returned(*told, words=found.done_words),
            failed=self._refused,
            owner=self._view,
        )

    def _returned(self, dossier: Dossier, may_undo: bool, *, words: str) -> None:
        self._set_busy(False)
        self._forget()
        self._view.show_nothing()
        self._view.line.setFocus()
        whose = f"{dossier.applicant.name}, {dossier.code}"
        if may_undo:
            self._view.undo_offered.emit(f"{words}.", whose, lambda: self._take_back.undo(dossier.id))
        else:
            self._view.news.emit(f"{words}.", whose)
        if "return" in owed_papers(dossier):
            self._printing.ask_printers(lambda printers: self._print(RETURN, dossier.id, printers), owner=self._view)
        self.refresh()

    def _refused(self, refusal: Refusal) -> None:
        self._set_busy(False)
        self._view.show_problem(sentence(refusal))

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        self._view.show_busy(busy=busy)
        self._view.steps.show_collecting(under_way=busy)
