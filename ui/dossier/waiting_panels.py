"""The citizen's turn: which papers are asked for, and which came; the new promise is said before it is confirmed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from app.domain.errors import LeaveNeeded, Refusal
from app.domain.facts import OUTSIDE_THE_LIST, ReceivedPaper
from app.domain.life_events import WantedPaper
from app.domain.rules import RESTART, RESUME
from app.i18n import _
from ui.dossier.act_panel import ActPanel, value_of
from ui.dossier.offered import ShownAct
from ui.dossier.paper_ticks import PaperRow, PaperTicks
from ui.dossier.wishes import ReceivedWish, RequestWish
from ui.widgets.key_button import KeyButton
from ui.widgets.labels import text_label


class RequestPanel(ActPanel):
    """The papers of the version received to tick, one line for any other, why, and whom to call.

    Where a rule says no, a leader's leave is asked for and the same request confirmed again. leaders: who may give it.
    """

    wide = True

    def __init__(
        self,
        act: ShownAct,
        papers: Sequence[PaperRow],
        phone: str,
        parent: QWidget | None = None,
        *,
        leaders: Sequence[str] = (),
    ) -> None:
        self._papers, self._phone, self._leaders = tuple(papers), phone, tuple(leaders)
        super().__init__(act, parent, finish=_("Ask for these papers"))

    def build(self) -> None:
        self.body.addWidget(text_label(_("What lacks or has to be mended"), "label", "text_2"))
        self.ticks = PaperTicks(_("What lacks or has to be mended"), self._papers, self)
        self.ticks.changed.connect(self.edited)
        self.body.addWidget(self.ticks)
        self.other = self.line(_("Another paper"))
        self.ticks.left.connect(lambda: self.keyboard_to(self.other.editor))
        self.phone = self.line(_("Phone for questions"), value=self._phone)
        self.beside(self.other, self.phone)
        self.reason = self.text(_("Reason"))
        self.leader = self.person(_("Leader who allows it"), self._leaders)
        self.why_leave = self.line(_("Why it is allowed"))
        self.beside(self.leader, self.why_leave)
        for field in (self.leader, self.why_leave):
            field.hide()

    def first(self) -> QWidget:
        return self.ticks.list if self._papers else self.other.editor

    def open_for(self, refusal: Refusal) -> None:
        """Ask for the leader and the reason; the request itself stays as it is."""
        if not isinstance(refusal, LeaveNeeded):
            return
        for field in (self.leader, self.why_leave):
            field.show()
        self.keyboard_to(self.leader.editor)

    def is_whole(self, sentence: str) -> bool:
        """Say where papers or reason lack, go there, and tell whether both are there."""
        lacking = []
        if not self.ticks.ticked() and not self.other.text().strip():
            self.show_trouble(_("Tick at least one paper, or name another one."))
            lacking.append(self.first())
        if not self.reason.text().strip():
            self.reason.set_error(sentence)
            lacking.append(self.reason.editor)
        if lacking:
            self.keyboard_to(lacking[0])
        return not lacking

    def wish(self) -> RequestWish:
        wanted = [WantedPaper(row.name, row.component, row.original, row.copy) for row in self.ticks.ticked()]
        if other := " ".join(self.other.text().split()):
            wanted.append(WantedPaper(other, None, 1))
        asks_leave = self.leader.isVisible()
        return RequestWish(
            tuple(wanted),
            self.reason.text(),
            self.phone.text(),
            self.leader.text() if asks_leave else "",
            self.why_leave.text() if asks_leave else "",
            self.leader.secret() if asks_leave else None,
        )


class ReceivedPanel(ActPanel):
    """What was asked for, to tick as it comes; whether the limit starts again or goes on, and the new promise."""

    wide = True

    def __init__(self, act: ShownAct, asked: Sequence[PaperRow], rule: str, parent: QWidget | None = None) -> None:
        self._asked, self._rule = tuple(asked), rule
        #: What was not ticked when the officer was asked whether it is needed no more.
        self.warned_of: tuple[str, ...] = ()
        super().__init__(act, parent)

    def build(self) -> None:
        self.body.addWidget(text_label(_("Tick what the citizen brought"), "label", "text_2"))
        self.ticks = PaperTicks(_("Tick what the citizen brought"), self._asked, self)
        self.ticks.changed.connect(self.edited)
        self.body.addWidget(self.ticks)
        self.all = KeyButton(_("Everything is there"), self, icon="check", key="Alt+A", size="small")
        self.all.clicked.connect(self.ticks.tick_all)
        self.body.addWidget(self.all)
        words = {RESTART: _("starts again from zero"), RESUME: _("goes on, the time it stood does not count")}
        other = RESUME if self._rule == RESTART else RESTART
        _field, self.mode = self.choice(
            _("The time limit"),
            (
                (self._rule, _("{mode} (as the rules say)").format(mode=words[self._rule])),
                (other, _("{mode} (another law)").format(mode=words[other])),
            ),
        )
        self.basis = self.line(_("By which law"), help_text=_("Article and law of the field that says so"))
        self.basis.hide()
        self.ticks.left.connect(lambda: self.keyboard_to(self.mode))
        self.mode.currentIndexChanged.connect(lambda _index: self.basis.setVisible(self.chosen_mode() != self._rule))

    def chosen_mode(self) -> str:
        """Return restart or resume."""
        return value_of(self.mode)

    def first(self) -> QWidget:
        return self.ticks.list

    def wish(self) -> ReceivedWish:
        came = tuple(
            ReceivedPaper(
                OUTSIDE_THE_LIST if row.component is None else row.component, row.name, row.original, row.copy
            )
            for row in self.ticks.ticked()
        )
        is_other = self.chosen_mode() != self._rule
        return ReceivedWish(
            came,
            self.chosen_mode() if is_other else "",
            self.basis.text() if is_other else "",
            tuple(row.name for row in self.ticks.unticked()),
        )
