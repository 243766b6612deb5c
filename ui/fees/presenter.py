"""The fee desk at work: reads the day or the queue, asks what an act needs, does it, says what came of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QStandardPaths
from PySide6.QtWidgets import QFileDialog

from app.domain.errors import BadInput, NothingOwed, Refusal
from app.domain.money import format_amount
from app.domain.money_book import DaySheet, Slip
from app.i18n import N_, _, ngettext
from app.services.desk_papers import DAY_SHEET
from ui.fees.model import DAY, Asked, Form, ShownFees, amount_of, difference_words, read, words_of_amount
from ui.fees.parts import FormPanel
from ui.fees.view import FeesPage
from ui.speech import sentence
from ui.widgets.inline_panel import PanelKind

if TYPE_CHECKING:
    from app.services.receipts import Answered
    from ui.printer import PrinterInfo
    from ui.program import Program
    from ui.slip_printing import SlipPrinting
    from ui.tasks import Tasks

_METHODS = (("cash", N_("cash")), ("transfer", N_("bank transfer")))


class FeesPresenter(QObject):
    """Owned by its page."""

    def __init__(self, view: FeesPage, program: Program, tasks: Tasks, printing: SlipPrinting) -> None:
        super().__init__(view)
        self._view, self._program, self._tasks, self._printing = view, program, tasks, printing
        self._section, self._days_back = DAY, 0
        self._found: ShownFees | None = None
        self._slip: Slip | None = None
        self._together: tuple[tuple[bytes, ...], int, str, str | None] | None = None
        view.ask_save = lambda name: _ask_save(view, name)
        view.ask_open = lambda: _ask_open(view)
        view.refresh_wanted.connect(self.refresh)
        view.section_wanted.connect(self._show_section)
        view.other_day_wanted.connect(self._show_other_day)
        view.act_chosen.connect(self._chosen)
        view.confirmed.connect(self._confirmed)

    def day(self) -> date:
        """Return the day shown."""
        return self._program.clock.now().date() - timedelta(days=self._days_back)

    def refresh(self) -> None:
        """Read the page again."""
        program, section, day = self._program, self._section, self.day()
        self._tasks.read(lambda: read(program, section, day), done=self._show, owner=self._view, latest="fees")

    def _show(self, found: ShownFees) -> None:
        self._found = found
        self._view.show_fees(found)

    def _show_section(self, section: str) -> None:
        self._section = section
        self.refresh()

    def _show_other_day(self, step: int) -> None:
        self._days_back = max(0, self._days_back - step)
        self._view.close_panel()
        self._show_section(DAY)

    # ── forms ────────────────────────────────────────────────────────────────────────────────

    def _chosen(self, act: str) -> None:
        found, slip = self._found, self._view.current()
        if found is None:
            return
        self._slip = slip
        match act:
            case "collect":
                self._view.show_panel(self._collect_form(found))
            case "close":
                self._view.show_panel(close_form(found.sheet, [one.name for one in found.colleagues]))
            case "sheet":
                self._print_sheet(found.day)
            case "export":
                self._export()
            case "import":
                self._import()
            case "print" if slip is not None:
                self._print_slip(slip)
            case "void" if slip is not None:
                self._view.show_panel(void_form(slip, found))
            case "confirm" if slip is not None:
                self._view.show_panel(confirm_form(slip))
            case "paper" if slip is not None:
                self._view.show_panel(paper_form(slip))

    def _collect_form(self, found: ShownFees) -> Form:
        fields = [
            Asked("codes", _("Dossier codes"), _("The last digits, one after the other: 1031 1032")),
            Asked("method", _("Paid by"), choices=tuple((value, _(words)) for value, words in _METHODS)),
        ]
        if found.paper_receipts:
            fields.append(Asked("receipt", _("Number in the paper receipt book"), _("Not required")))
        return Form(
            "collect",
            _("Several dossiers on one slip"),
            _("One slip takes all that these dossiers still owe."),
            _("Reckon"),
            "plus",
            tuple(fields),
        )

    # ── acts ─────────────────────────────────────────────────────────────────────────────────

    def _confirmed(self) -> None:
        panel = self._view.panel
        if panel is None:
            return
        panel.show_trouble("")
        panel.set_busy()
        try:
            self._do(panel)
        except Refusal as refusal:
            panel.show_trouble(sentence(refusal))

    def _do(self, panel: FormPanel) -> None:
        """Start the act off the GUI thread. Raises BadInput for what can be seen at once."""
        fees, officer, slip = self._program.fees, self._program.officer, self._slip
        match panel.form.slug:
            case "collect":
                self._reckon(panel)
            case "together":
                self._collect(panel)
            case "close":
                self._close(panel)
            case "void" if slip is not None:
                self._void(slip, panel)
            case "confirm" if slip is not None:
                credited, entry = _date(panel.value("date")), panel.value("reference")
                self._write(
                    lambda: fees.confirm_transfer(
                        slip.number, officer=officer, credited_on=credited, reference=entry, year=slip.year
                    ),
                    lambda _new: self._news(_("Transfer matched"), slip.number, slip.amount),
                )
            case "paper" if slip is not None:
                written = panel.value("receipt")
                self._write(
                    lambda: fees.write_paper_receipt(slip.number, written=written, officer=officer, year=slip.year),
                    lambda _new: self._news(_("Paper receipt noted"), slip.number, slip.amount),
                )

    def _void(self, slip: Slip, panel: FormPanel) -> None:
        """Void the slip, or put its amount right where another amount was typed."""
        fees, officer = self._program.fees, self._program.officer
        reason, leader, typed = panel.value("reason"), panel.value("leader"), panel.value("amount").strip()
        password = panel.secret("leader")
        if not typed:
            self._write(
                lambda: fees.void(
                    slip.number, reason=reason, officer=officer, leader=leader, password=password, year=slip.year
                ),
                lambda _gone: self._news(_("Slip voided"), slip.number, slip.amount),
            )
            return
        amount = amount_of(typed)
        self._write(
            lambda: fees.correct(
                slip.number,
                amount=amount,
                reason=reason,
                officer=officer,
                leader=leader,
                password=password,
                year=slip.year,
            ),
            lambda new: self._news(_("New slip in place of {old}").format(old=slip.number), new.number, new.amount),
        )

    def _reckon(self, panel: FormPanel) -> None:
        """Look what the dossiers owe and ask once more, with names and the sum in sight."""
        codes = panel.value("codes").replace(",", " ").replace(";", " ").split()
        if not codes:
            raise BadInput(field=_("Dossier codes"), problem=N_("must not be empty"))
        method = panel.value("method")
        receipt = panel.value("receipt").strip() or None if "receipt" in panel.fields else None
        queries = self._program.queries

        def look() -> tuple[list[tuple[bytes, str, int]], int]:
            owing = []
            for code in dict.fromkeys(codes):
                dossier = queries.dossier(queries.dossier_id(code))
                if dossier.owed is None:
                    raise BadInput(field=dossier.code, problem=N_("has a fee without tariff"))
                if not dossier.owed:
                    raise NothingOwed(code=dossier.code)
                owing.append((dossier.id, f"{dossier.code.partition('-')[2]} {dossier.applicant.name}", dossier.owed))
            return owing, sum(owed for _id, _name, owed in owing)

        def ask(answer: tuple[list[tuple[bytes, str, int]], int]) -> None:
            owing, amount = answer
            self._together = (tuple(one for one, _name, _owed in owing), amount, method, receipt)
            lines = "\n".join(f"{name}: {format_amount(owed)}" for _id, name, owed in owing)
            self._view.show_panel(
                Form(
                    "together",
                    _("Take {amount}").format(amount=format_amount(amount)),
                    f"{lines}\n{words_of_amount(str(amount))[0]}",
                    _("Collected"),
                    "money",
                )
            )

        self._tasks.read(look, done=ask, failed=self._tell, owner=self._view)

    def _collect(self, panel: FormPanel) -> None:
        if self._together is None:
            return
        ids, amount, method, receipt = self._together
        fees, officer = self._program.fees, self._program.officer
        del panel

        def taken(slip: Slip) -> None:
            self._news(_("Collected"), slip.number, slip.amount)
            self._print_slip(slip)

        if len(ids) == 1:
            money = self._program.queries.money

            def alone() -> Slip:
                _saved, paid = fees.collect(
                    ids[0], amount=amount, officer=officer, method=method, paper_receipt=receipt
                )
                slip = money.slip(paid.number, paid.at.year)
                if slip is None:
                    raise BadInput(field="slip", problem=N_("is needed"))
                return slip

            self._write(alone, taken)
            return
        self._write(
            lambda: fees.collect_together(ids, amount=amount, officer=officer, method=method, paper_receipt=receipt),
            taken,
        )

    def _close(self, panel: FormPanel) -> None:
        found = self._found
        if found is None:
            return
        counted, explained = amount_of(panel.value("counted"), "counted"), panel.value("explained")
        because = panel.value("because") if "because" in panel.fields else None
        along, password = panel.value("counted_with"), panel.secret("counted_with")
        drawer, officer, day = self._program.cash_day, self._program.officer, found.day

        def closed(sheet: DaySheet) -> None:
            words = _("{day}: {amount} counted. Print the list and let it be signed: Alt+K.")
            counted_words = format_amount(sheet.closed.counted if sheet.closed else counted)
            self._view.show_outcome(
                "good", _("The cash day is closed."), words.format(day=f"{day:%d/%m/%Y}", amount=counted_words)
            )

        self._write(
            lambda: drawer.close(
                day,
                counted=counted,
                explained=explained,
                because=because,
                counted_with=along,
                password=password,
                officer=officer,
            ),
            closed,
        )

    def _write(self, act: Callable[[], object], done: Callable[..., None]) -> None:
        panel = self._view.panel

        def finished(answer: object) -> None:
            if self._view.panel is panel:
                self._view.close_panel()
            done(answer)
            self.refresh()

        self._tasks.write(act, done=finished, failed=self._tell, owner=self._view)

    def _tell(self, refusal: Refusal) -> None:
        """Say what was refused where it was asked for, above the list when that form has been left."""
        if self._view.panel is not None:
            self._view.panel.show_trouble(sentence(refusal))
        else:
            self._view.show_outcome("error", "", sentence(refusal))

    def _news(self, said: str, number: str, amount: int) -> None:
        self._view.news.emit(said, f"{number}, {format_amount(amount)}.")

    # ── paper and files ──────────────────────────────────────────────────────────────────────

    def _print_slip(self, slip: Slip) -> None:
        dossier = slip.parts[0].dossier

        def came(printers: tuple[PrinterInfo, ...]) -> None:
            usual = self._printing.usual("fee-slip", printers)
            if usual:
                self._printing.print(
                    "fee-slip", dossier, printer=usual, number=slip.number, failed=self._tell, owner=self._view,
                    done=lambda _dossier: self._news(_("Printed"), slip.number, slip.amount),
                )  # fmt: skip
                return
            chosen = self._view.ask_save(f"phieu-thu-{slip.number}.pdf")
            if chosen:
                self._printing.export(
                    "fee-slip", dossier, to=Path(chosen), number=slip.number, failed=self._tell, owner=self._view,
                    done=lambda _dossier: self._news(_("Saved as a file"), slip.number, slip.amount),
                )  # fmt: skip

        self._printing.ask_printers(came, owner=self._view)

    def _print_sheet(self, day: date) -> None:
        drawer, papers = self._program.cash_day, self._program.desk_papers

        def came(printers: tuple[PrinterInfo, ...]) -> None:
            usual = self._printing.usual("other", printers)
            to = "" if usual else self._view.ask_save(f"bang-ke-thu-tien-{day:%Y%m%d}.pdf")
            if not usual and not to:
                return
            said = _("Printed") if usual else _("Saved as a file")
            told = _("The day's list, {day}.").format(day=f"{day:%d/%m/%Y}")
            self._printing.put_out_counted(
                lambda: papers.counted(DAY_SHEET, day.isoformat(), drawer.sheet(day)), printer=usual,
                to=Path(to) if to else None,
                done=lambda _paper: self._view.news.emit(said, told),
                failed=self._tell, owner=self._view,
            )  # fmt: skip

        self._printing.ask_printers(came, owner=self._view)

    def _export(self) -> None:
        chosen = self._view.ask_save(f"cho-bien-lai-{self.day():%Y%m%d}.xlsx")
        if not chosen:
            return
        receipts = self._program.receipts

        def written(count: int) -> None:
            words = ngettext("{n} slip written to {name}.", "{n} slips written to {name}.", count)
            self._view.show_outcome("good", "", words.format(n=count, name=Path(chosen).name))

        self._tasks.device(
            lambda _progress: receipts.export(Path(chosen), receipts.queue()),
            done=written,
            failed=self._tell,
            owner=self._view,
        )

    def _import(self) -> None:
        chosen = self._view.ask_open()
        if not chosen:
            return
        receipts, officer = self._program.receipts, self._program.officer

        def came(answered: tuple[Answered, ...]) -> None:
            self._view.show_outcome(*answered_words(answered))
            self.refresh()

        self._tasks.write(
            lambda: receipts.import_answers(Path(chosen), officer=officer),
            done=came,
            failed=self._tell,
            owner=self._view,
        )


# ── words ────────────────────────────────────────────────────────────────────────────────────


def void_form(slip: Slip, found: ShownFees) -> Form:
    """Return what voiding asks: the reason, another amount, a leader once the day is closed."""
    fields = [
        Asked("reason", _("Why")),
        Asked("amount", _("Right amount, đồng"), _("Only to put the amount right: a new slip stands in for this one.")),
    ]
    closed = slip.at.date() != found.day or bool(found.sheet.closings)
    leaders = tuple(one.name for one in found.colleagues if one.leads)
    help_text = _("The day is closed: name who lets it happen.") if closed else _("Only once the day is closed.")
    fields.append(Asked("leader", _("Leader who allows it"), help_text, people=leaders))
    words = _("{amount} count no more; the number stays on the list with its reason.")
    if slip.receipt_state in ("issued", "paper"):
        words += " " + _("Its receipt must be cancelled where it was made.")
    return Form(
        "void",
        _("Void slip {number}").format(number=slip.number),
        words.format(amount=format_amount(slip.amount)),
        _("Void"),
        "ban",
        tuple(fields),
        "amount",
        words_of_amount,
        is_grave=True,
    )


def confirm_form(slip: Slip) -> Form:
    """Return what matching a transfer asks."""
    fields = (
        Asked("date", _("Day on the statement"), _("For example 23/11/2026; empty means today.")),
        Asked("reference", _("Entry of the statement"), _("Not required")),
    )
    words = _("The bank statement shows {amount} for this slip; then its e-receipt can be issued.")
    title = _("Transfer of slip {number}").format(number=slip.number)
    return Form(
        "confirm", title, words.format(amount=format_amount(slip.amount)), _("On the statement"), "check", fields
    )


def paper_form(slip: Slip) -> Form:
    """Return what noting a paper receipt asks."""
    fields = (Asked("receipt", _("Symbol and number"), _("As in the paper book: AA-26P/0001234")),)
    words = _("For money collected until 31/12/2026, with a receipt written in the commune's paper book.")
    return Form(
        "paper", _("Paper receipt of slip {number}").format(number=slip.number), words, _("Note it"), "pencil", fields
    )


def close_form(sheet: DaySheet, colleagues: Sequence[str] = ()) -> Form:
    """Return what closing the day asks: what was counted, why it differs, who counted along, why once more."""
    expected = sheet.in_drawer
    fields = [
        Asked("counted", _("Cash counted, đồng")),
        Asked("explained", _("Why it differs"), _("Only if something is missing or too much.")),
        Asked("counted_with", _("Counted along by"), _("Not required"), people=tuple(colleagues)),
    ]
    words = _("The drawer must hold {amount}. Count it, then write what is there.")
    if sheet.closings:
        fields.append(Asked("because", _("Why it is closed once more")))
        words += " " + _("The day was closed before; both closings are kept.")
    return Form(
        "close",
        _("Close the cash day {day}").format(day=f"{sheet.day:%d/%m/%Y}"),
        words.format(amount=format_amount(expected)),
        _("Close the day"),
        "lock",
        tuple(fields),
        "counted",
        difference_words(expected),
    )


def answered_words(answered: tuple[Answered, ...]) -> tuple[PanelKind, str, str]:
    """Return what came of an answer file: kind of panel, strong words, the rest; every bad row is named."""
    count = {outcome: sum(one.outcome == outcome for one in answered) for outcome in ("applied", "known", "refused")}
    taken = ngettext("{n} answer taken in", "{n} answers taken in", count["applied"]).format(n=count["applied"])
    known = ngettext("{n} known already", "{n} known already", count["known"]).format(n=count["known"])
    if not count["refused"]:
        return ("good" if count["applied"] else "information", f"{taken}, {known}.", "")
    bad = "\n".join(
        _("Row {row}, slip {slip}: {why}").format(row=one.row, slip=one.slip, why=sentence(one.refusal))
        for one in answered
        if one.refusal is not None
    )
    refused = ngettext("{n} row was not taken", "{n} rows were not taken", count["refused"]).format(n=count["refused"])
    return ("error", f"{taken}, {known}, {refused}.", bad)


def _date(typed: str) -> date | None:
    from app.services.receipt_files import day_of

    return day_of(typed.strip()) if typed.strip() else None


def _ask_save(view: FeesPage, name: str) -> str:
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    suffix = Path(name).suffix
    kinds = "PDF (*.pdf)" if suffix == ".pdf" else "XLSX (*.xlsx);;JSON (*.json)"
    chosen, _filter = QFileDialog.getSaveFileName(view, _("Save as a file"), str(Path(folder) / name), kinds)
    return chosen


def _ask_open(view: FeesPage) -> str:
    chosen, _filter = QFileDialog.getOpenFileName(
        view, _("Answers of the e-receipt software"), "", "XLSX, JSON (*.xlsx *.json)"
    )
    return chosen


def fees_page(program: Program, tasks: Tasks, printing: SlipPrinting) -> FeesPage:
    """Return the page with its presenter, ready for ``MainWindow.add_page("fees", …)``."""
    page = FeesPage()
    FeesPresenter(page, program, tasks, printing)
    return page
