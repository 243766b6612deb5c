"""The intake page at work: keeps what is typed, works out the promise as it is typed, and accepts on F9.

The kept draft is the truth between pages: it is written within half a second of a key and read again whenever the
page is opened, so that a power cut, another page or another officer all find the same thing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from app.domain.draft import ExtensionChoice, PaperEntry
from app.domain.errors import Refusal, UnknownProcedure
from app.domain.money import CopyItem
from app.domain.procedure import Procedure, RequiredPaper
from app.i18n import _
from app.services.checklist import missing
from app.services.intake import Prepared
from app.services.return_desks import known_desks
from ui.intake.acceptance import Acceptance
from ui.intake.display import Display
from ui.intake.filled import ASIDE, SLOT, Filled, Helped, Proxy, Reading, from_text, put, read, to_text, typed_moment
from ui.intake.linked import LinkedDossiers
from ui.intake.person import PersonDesk
from ui.intake.procedure_field import Offer
from ui.intake.receipt_printer import ReceiptPrinter
from ui.intake.shown import entry_ticked, offer_of, other_words
from ui.intake.turning_away import TurningAway
from ui.intake.view import IntakePage
from ui.widgets.checklist import Tick

if TYPE_CHECKING:
    from ui.program import Program
    from ui.slip_printing import SlipPrinting
    from ui.tasks import Tasks

AUTOSAVE_MS = 400
WEIGH_MS = 40
_MOST_OFFERS = 20
_MOST_RECENT = 12


class IntakePresenter(QObject):
    """Makes the page, belongs to it and answers it."""

    def __init__(self, program: Program, tasks: Tasks, printing: SlipPrinting) -> None:
        super().__init__()
        self.program, self._tasks = program, tasks
        self.catalogue = program.catalogue
        self._recent: tuple[str, ...] = ()
        self._thrown_away = ""
        self._has_read_drafts = False
        self.filled = Filled()
        self.reading = Reading(None)
        self.procedure: Procedure | None = None
        self.prepared: Prepared | None = None
        self.refusal: Refusal | None = None
        self.page = IntakePage(self._search)
        self.setParent(self.page)
        self.display = Display(self.page, program)
        self.person = PersonDesk(self, tasks)
        self.printing = ReceiptPrinter(printing, self)
        self.linked = LinkedDossiers(self)
        self.acceptance = Acceptance(self, tasks)
        self.turning_away = TurningAway(self, tasks)
        self._autosave = self._timer(AUTOSAVE_MS, self._save)
        self._weigh_soon = self._timer(WEIGH_MS, self._weigh)
        self._connect()
        self.show_all()

    def _timer(self, ms: int, answer: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(ms)
        timer.timeout.connect(answer)
        return timer

    def _connect(self) -> None:
        page = self.page
        page.book.edited.connect(self._edited)
        page.book.left.connect(self.display.touch)
        page.opened.connect(self._opened)
        page.card_read.connect(self.person.card_scanned)
        page.draft_chosen.connect(self.resume)
        page.data_aged.connect(self._read_around)
        page.procedure.field.chosen.connect(self.choose_procedure)
        page.procedure.extension_changed.connect(self._extension_changed)
        page.papers.ticked.connect(self._ticked)
        page.papers.counted.connect(self._counted_paper)
        page.papers.reasoned.connect(self._reasoned)
        page.priority.toggled.connect(self._prioritised)
        page.same_day.chip.clicked.connect(lambda on: self.change(replace(self.filled, same_day=on)))
        page.other.rare.toggled.connect(self._prioritised)
        page.other.late_changed.connect(lambda on: self.change(replace(self.filled, late_entry=on)))
        page.other.help_wanted.connect(lambda on: self.open_help(shown=on))
        page.other.at_once_changed.connect(lambda on: self.change(replace(self.filled, is_at_once=on)))
        page.other.one_slip_changed.connect(lambda on: self.change(replace(self.filled, one_slip=on)))
        page.assistance.sealed.connect(self._sealed)
        page.other.discard_wanted.connect(self._discard)
        page.restore_button.clicked.connect(self._restore)
        page.money.counted.connect(self._counted)
        page.money.item_wanted.connect(self._one_more_item)
        self.printing.ready_changed.connect(lambda ready: page.foot.show_print(ready=ready))

    # ── the state ────────────────────────────────────────────────────────────────────────────

    def now(self) -> datetime:
        """Return the time at the desk."""
        return self.program.clock.now()

    def change(self, filled: Filled) -> None:
        """Take another state of the form: keep it soon, weigh it at once, show what follows from it."""
        self.filled = filled
        self.page.show_refusal("")
        if not self._autosave.isActive():  # not restarted: typing without pause is kept too
            self._autosave.start()
        self.consider()

    def consider(self) -> None:
        """Work out and show anew what the form comes to."""
        self.reading = read(self.filled, now=self.now())
        self._propose_lives_far()
        self._show_again()
        self._weigh_soon.start()

    def _propose_lives_far(self) -> None:
        """Choose «lives far» for whom the commune's table of villages shows it; the officer takes it off again."""
        who = self.filled.applicant
        far = self.program.villages.far(who.address) if who.kind != "organisation" else None
        seen = self.filled.seen_from(far.name if far else "")
        if seen is not self.filled:
            self.filled = seen
            self.reading = read(self.filled, now=self.now())
            self.page.priority.show_chosen(seen.priority)

    def lacking(self) -> tuple[RequiredPaper, ...]:
        """Return the required papers that are neither there nor waived."""
        if self.procedure is None or self.reading.draft is None:
            return ()
        return missing(self.procedure, self.reading.draft.papers)

    def show_all(self) -> None:
        """Show the whole form anew (after a draft, a card, a finished dossier)."""
        self.procedure = self.known(self.filled.procedure)
        if self.procedure is None and self.filled.procedure:
            self.filled = self.filled.with_procedure("")
        self.display.show_form(self.filled, self.procedure)
        self.person.look_up()
        self.consider()

    def start_with(self, filled: Filled) -> None:
        """Put another form on the page; nothing in it has been left or refused yet."""
        self.filled, self.prepared, self.refusal = filled, None, None
        self.page.duplicate.hide()
        self.display.forget()
        self.show_all()

    # ── reading and keeping ──────────────────────────────────────────────────────────────────

    def resume(self, text: str) -> None:
        """Go on with a kept draft: its text, or the slot it is kept in."""
        if text == SLOT:  # opening the page has read it already
            return
        if text == ASIDE:
            drafts = self.program.drafts
            self._tasks.read(lambda: drafts.kept(), done=self._found_aside, owner=self.page, latest="aside")
            return
        kept = from_text(text)
        if kept is None:
            self.page.trouble.emit(_("The draft was written by another version and cannot be shown. It is still kept."))
            return
        self._autosave.stop()
        self.start_with(kept)

    def _opened(self) -> None:
        self.printing.look()
        self._tasks.device(lambda _progress: warm_up(), owner=self.page)
        self._read_around()
        if self._autosave.isActive():
            self._autosave.stop()
            self._save()
        drafts = self.program.drafts
        self._tasks.read(lambda: drafts.kept(), done=self._found_drafts, owner=self.page, latest="kept")
        self.page.go_waiting(self.filled.applicant.name, self.filled.procedure)

    def _found_drafts(self, kept: tuple[tuple[str, str, datetime], ...]) -> None:
        """Show the kept draft where it is not what the page shows: written before a crash, or discarded elsewhere."""
        text, at = next(((text, at) for slot, text, at in kept if slot == SLOT), ("", self.now()))
        is_first, self._has_read_drafts = not self._has_read_drafts, True
        if self.acceptance.is_busy or text == ("" if self.filled.is_empty() else to_text(self.filled)):
            return
        if self._autosave.isActive():  # a card was scanned or a key pressed before the answer came
            if is_first and text:
                self._set_aside(text, at)
            return
        if text:
            self.resume(text)
            self.page.show_saved(_("Draft saved {time}").format(time=f"{at:%H:%M:%S}"))
        else:
            self.start_with(Filled())
            self.page.show_saved("")
        self.page.go_waiting(self.filled.applicant.name, self.filled.procedure)

    def _set_aside(self, text: str, at: datetime) -> None:
        """Keep an unfinished entry beside the one that has just begun, and offer it."""
        self._thrown_away = text
        drafts = self.program.drafts
        self._tasks.read(lambda: drafts.keep(ASIDE, text, at=at), done=lambda _none: None, owner=self.page)
        self.page.show_discarded(_("An unfinished entry of {time} was set aside.").format(time=f"{at:%H:%M}"))

    def _found_aside(self, kept: tuple[tuple[str, str, datetime], ...]) -> None:
        text = next((text for slot, text, _at in kept if slot == ASIDE), "")
        if text:
            self._thrown_away = text
            self._restore()

    def set_aside(self) -> None:
        """Empty the form and keep what stood in it beside, to be got back with one key."""
        self._set_aside(to_text(self.filled), self.now())
        self.start_with(Filled())
        self.page.show_other("", unfold=False)
        self.save_now()

    def begin_sheet(self, code: str) -> None:
        """Begin the late entry of a sheet of the pad, written by hand while there was no current."""
        if not self.filled.is_empty():
            self.set_aside()
        self.change(replace(Filled(), late_entry=True, pad_code=code))
        self.show_all()
        self.page.show_other(other_words(self.filled), unfold=True)
        self.page.book.go("received_at")

    def save_now(self) -> None:
        """Keep the draft without waiting for the next pause."""
        self._autosave.stop()
        self._save()

    def stop_saving(self) -> None:
        """Keep nothing more of this form: it is being accepted, and the draft ends with it."""
        self._autosave.stop()

    def _save(self) -> None:
        if not self._has_read_drafts:  # never over a draft that nobody has looked at yet
            self._autosave.start()
            return
        drafts, at = self.program.drafts, self.now()
        if self.filled.is_empty():
            self._tasks.read(lambda: drafts.drop(SLOT), done=lambda _none: self.page.show_saved(""), owner=self.page)
            return
        if not self.filled.begun_by:  # who finishes it may be somebody else; the dossier then says so
            self.filled = replace(self.filled, begun_by=self.program.officer.name)
        text = to_text(self.filled)
        words = _("Draft saved {time}").format(time=f"{at:%H:%M:%S}")
        # Tasks.read, not write: keeping a draft changes no list, so no page has to be read again
        self._tasks.read(
            lambda: drafts.keep(SLOT, text, at=at), done=lambda _none: self.page.show_saved(words), owner=self.page
        )

    def _read_around(self) -> None:
        """Read what hangs on work elsewhere: the overrides of the province, what this desk did lately."""
        queries = self.program.queries

        def shown(found: tuple[tuple[object, ...], tuple[str, ...], tuple[str, ...]]) -> None:
            overrides, self._recent, desks = found
            self.page.other.return_desks.know(desks)
            self.catalogue = self.program.catalogue.with_overrides(overrides)  # type: ignore[arg-type]

        self._tasks.read(
            lambda: (queries.overrides(), queries.recent_procedures(limit=_MOST_RECENT), self._return_desks()),
            done=shown, owner=self.page, latest="around",
        )  # fmt: skip

    def _return_desks(self) -> tuple[str, ...]:
        """Return the desks a result can be given out at; on the store thread."""
        desk = self.program.desk
        numbers = [one.number for one in self.program.exchange.other_desks() if one.commune == desk.commune]
        return known_desks(self.program.catalogue.communes(), desk, numbers)

    # ── the promise ──────────────────────────────────────────────────────────────────────────

    def _weigh(self) -> None:
        draft = self.reading.draft
        if draft is None:
            self.prepared = self.refusal = None
            self.display.show_no_promise()
            self._show_again()
            return
        intake = self.program.intake
        self._tasks.read(
            lambda: intake.weigh(draft), done=self._weighed, failed=self._not_weighed, owner=self.page, latest="weigh"
        )

    def _weighed(self, prepared: Prepared) -> None:
        if self.reading.draft is None:  # the form changed meanwhile
            return
        self.prepared, self.refusal = prepared, None
        self.display.show_promise(prepared)
        self.person.show_notices(prepared)
        self._show_again()

    def _not_weighed(self, refusal: Refusal) -> None:
        self.prepared, self.refusal = None, refusal
        self.display.show_refused_promise(refusal)
        self._show_again()

    def _show_again(self) -> None:
        self.page.show_linked(*self.linked.words())
        self.page.foot.show_linked(offered=self.linked.is_offered())
        above = self.linked.owed() if self.linked.above else 0
        self.display.show_state(self.filled, self.reading, self.procedure, self.lacking(), self.refusal, above=above)

    # ── the officer: person and procedure ────────────────────────────────────────────────────

    def _edited(self, name: str, value: str) -> None:
        filled = put(self.filled, name, value)
        if name == "applicant.id_number" and self.filled.scanned_at:
            filled = put(filled, "applicant.id_kind", "")  # no longer what the card said
        self.change(filled)
        if name == "applicant.kind":
            self.page.person.show_kind(value)
        elif name == "applicant.id_number":
            self.person.look_up()
        elif name == "channel" and self.procedure is not None:
            self.display.show_extensions(self.filled, self.procedure)

    def _search(self, words: str) -> tuple[Offer, ...]:
        found = self.catalogue.search(words, on=self.day(), recent=self._recent, limit=_MOST_OFFERS)
        return tuple(offer_of(procedure) for procedure in found)

    def day(self) -> date:
        """Return the day of receipt: today, or the true day of a late entry."""
        moment = typed_moment(self.filled.received_at, now=self.now()) if self.filled.late_entry else None
        return (moment or self.now()).date()

    def known(self, procedure: str) -> Procedure | None:
        """Return a procedure by its id as it is in force on the day of receipt; None for one that is not."""
        if not procedure:
            return None
        try:
            return self.catalogue.procedure(procedure, on=self.day())
        except UnknownProcedure:
            return None

    def choose_procedure(self, procedure: str) -> None:
        """Take the procedure chosen from the list and go on to the next field."""
        self.page.show_discarded("")
        if procedure != self.filled.procedure:
            self.filled = self.filled.with_procedure(procedure)
            self.prepared = self.refusal = None
            self.display.show_missing_marks(shown=False)
            self.show_all()
            self.change(self.filled)
        self.page.go_after_procedure()

    def _extension_changed(self, index: int, chosen: bool, amount: int) -> None:
        others = [choice for choice in self.filled.extensions if choice.index != index]
        if chosen:
            others.append(ExtensionChoice(index, amount or None))
        self.change(replace(self.filled, extensions=tuple(sorted(others, key=lambda choice: choice.index))))

    def open_proxy(self, *, shown: bool) -> None:
        """Open the block of who hands it in, or take it away with what it holds."""
        proxy = (self.filled.representative or Proxy()) if shown else None
        self.page.show_proxy(shown=shown)
        self.change(replace(self.filled, representative=proxy))
        if not shown:
            self.display.show_fields(self.filled)

    def open_help(self, *, shown: bool) -> None:
        """Open the fields of who helped, or take them away with what they hold."""
        self.page.show_help(shown=shown)
        if shown:
            self.page.book.go("assistance.writer")
            return
        self.change(replace(self.filled, assistance=Helped()))
        self.page.assistance.show_sealed(False)
        self.display.show_fields(self.filled)

    def _sealed(self, on: bool) -> None:
        self.change(replace(self.filled, assistance=replace(self.filled.assistance, fingerprint=on)))

    # ── the officer: papers, priority, money ─────────────────────────────────────────────────

    def _entry(self, component: int) -> PaperEntry | None:
        return next((entry for entry in self.filled.papers if entry.component == component), None)

    def _put_entry(self, component: int, entry: PaperEntry | None) -> None:
        others = [one for one in self.filled.papers if one.component != component]
        if entry is not None:
            others.append(entry)
        self.change(replace(self.filled, papers=tuple(sorted(others, key=lambda one: one.component))))
        if self.procedure is not None:
            self.display.show_paper(self.procedure, component, entry)

    def _ticked(self, component: int, tick: Tick) -> None:
        if self.procedure is not None:
            self._put_entry(component, entry_ticked(self.procedure, component, tick, self._entry(component)))

    def _counted_paper(self, component: int, original: int, copy: int) -> None:
        entry = PaperEntry(component, original=original, copy=copy) if original or copy else None
        self._put_entry(component, entry)

    def _reasoned(self, component: int, why: str) -> None:
        self._put_entry(component, PaperEntry(component, not_applicable=True, why=why))

    def _prioritised(self, priority: str, on: bool) -> None:
        others = tuple(one for one in self.filled.priority if one != priority)
        self.change(replace(self.filled, priority=(*others, priority) if on else others))
        if priority == "cannot_read" and (on or self.filled.assistance == Helped()):
            self.page.show_help(shown=on)

    def _counted(self, name: str, value: int) -> None:
        kind, _dot, rest = name.partition(".")
        if kind != "items":
            self.change(put(self.filled, kind, value))  # type: ignore[arg-type]
            return
        place, _dot, part = rest.partition(".")
        items = list(self.filled.items) or [CopyItem(pages=1)]
        old = items[int(place)]
        items[int(place)] = CopyItem(value, old.copies) if part == "pages" else CopyItem(old.pages, value)
        self.change(replace(self.filled, items=tuple(items)))

    def _one_more_item(self) -> None:
        items = self.filled.items or (CopyItem(pages=1),)
        self.change(replace(self.filled, items=(*items, CopyItem(pages=1))))

    # ── throwing away ────────────────────────────────────────────────────────────────────────

    def offer_back(self, text: str) -> None:
        """Offer to get back a form that is being thrown away."""
        self._thrown_away = text
        self.page.show_discarded(_("The entry was thrown away."))

    def _discard(self) -> None:
        """Empty the form without asking, and offer it back."""
        if self.filled.is_empty():
            return
        self.offer_back(to_text(self.filled))
        self.start_with(Filled())
        self.save_now()
        self.page.go_first()

    def _restore(self) -> None:
        text, self._thrown_away = self._thrown_away, "" if self.filled.is_empty() else to_text(self.filled)
        self.page.show_discarded(_("The entry was thrown away.") if self._thrown_away else "")
        self.resume(text)
        self.save_now()
        drafts = self.program.drafts
        self._tasks.read(lambda: drafts.drop(ASIDE), done=lambda _none: None, owner=self.page)
        self.page.go_first()


def intake_page(program: Program, tasks: Tasks, printing: SlipPrinting) -> IntakePage:
    """Return the intake page at work; its presenter lives as long as the page."""
    return IntakePresenter(program, tasks, printing).page


def warm_up() -> None:
    """Load what lays out papers before the first one is asked for: it costs most of a second on an old laptop."""
    from printing import form_01_receipt  # noqa: F401 (wanted for its loading)
