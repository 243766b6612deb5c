"""The network on the exchange page: the line kept true, the officer's wish to send, the settings kept."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from app.domain.errors import BadInput, NoAddress, NoProvinceCard, Refusal
from app.i18n import _, ngettext
from app.services.incoming import IMPORTED
from app.services.link_rounds import Round
from app.settings import write_settings
from sync.link.address import Address
from ui.exchange.link_model import ShownLink, mate_words, shown_link
from ui.exchange.link_parts import LinkWishes
from ui.exchange.view import ExchangePage
from ui.link import rounds
from ui.speech import sentence
from ui.tasks import Stopped
from ui.widgets.inline_panel import PanelKind

if TYPE_CHECKING:
    from app.link import LinkProgress
    from ui.exchange.link_runner import LinkRunner
    from ui.program import Program
    from ui.tasks import Tasks

_LOOK_MS = 1_000


class LinkPresenter(QObject):
    """Owned by the exchange page."""

    def __init__(self, view: ExchangePage, program: Program, tasks: Tasks, runner: LinkRunner) -> None:
        super().__init__(view)
        self._view, self._program, self._tasks = view, program, tasks
        self.runner = runner
        self.runner.changed.connect(self.show)
        self.runner.finished.connect(self._finished)
        self.runner.failed.connect(self._failed)
        view.send_wanted.connect(self._send)
        view.link.stop_wanted.connect(self.runner.cancel)
        view.settings_wanted.connect(self._ask_settings)
        view.link_form.kept.connect(self._keep)
        self._late = QTimer(self)  # half an hour of silence is told although nothing happens
        self._late.setInterval(_LOOK_MS * 30)
        self._late.timeout.connect(self.show)

    def show(self) -> None:
        """Show how the network stands; read off the GUI thread unless it is known here."""
        if self._tasks.is_closed():
            return
        runner, program = self.runner, self._program
        progress, serving_at, trouble, quiet_s = (
            runner.progress,
            runner.serving_at,
            runner.trouble,
            runner.quiet_s(),
        )
        if runner.is_running() != self._late.isActive():
            self._late.start() if runner.is_running() else self._late.stop()

        def look() -> tuple[ShownLink, str]:
            return _look(program, progress, quiet_s, serving_at, trouble)

        self._tasks.read(look, done=self._shown, owner=self._view, latest="link")

    def stop(self) -> None:
        """End everything: the window is closing."""
        self._late.stop()
        self.runner.stop()

    def _shown(self, found: tuple[ShownLink, str]) -> None:
        self._view.show_sending(*found)

    # ── sending ──────────────────────────────────────────────────────────────────────────────

    def _send(self) -> None:
        if self.runner.is_running():
            self.runner.send()  # a round that began by itself becomes hers
            return
        self._view.outcome.hide()
        try:
            has_address = bool(self.runner.settings().hub_address)
        except Refusal as refused:
            self._failed(refused)
            return
        if has_address:
            self._view.send.setFocus()  # from there it goes to what stops the round, and comes back
            self.runner.send()
        else:
            self._ask_settings()

    def _finished(self, done: Round) -> None:
        """Say what a round came to that the officer asked for."""
        confirmed = sum(one.acknowledged for one in done.received)
        new = sum(one.new_changes for one in done.received)
        bad = [one for one in done.received if one.exit_code]
        said = []
        if confirmed:
            words = ngettext("The province confirmed {n} change.", "The province confirmed {n} changes.", confirmed)
            said.append(words.format(n=confirmed))
        elif done.sent is not None and done.sent.changes:
            said.append(_("The province has it and confirms it with its next answer."))
        if new:
            said.append(ngettext("{n} new change came.", "{n} new changes came.", new).format(n=new))
        said += [one.reason for one in done.received if one.reason and (one.exit_code or one.outcome == IMPORTED)]
        strong = _("Sent over the network.") if done.sent is not None else _("Nothing new to send.")
        self._tell("error" if bad else "good", strong, " ".join(said))

    def _failed(self, refusal: Refusal) -> None:
        kind: PanelKind = "information" if isinstance(refusal, Stopped) else "error"
        self._tell(kind, "", sentence(refusal))
        if isinstance(refusal, NoProvinceCard):
            self._view.trust.card_button.setFocus()
        if isinstance(refusal, NoAddress):
            self._ask_settings()

    def _tell(self, kind: PanelKind, strong: str, text: str) -> None:
        self._view.show_outcome(kind, strong, text)
        if not self._view.isVisible():
            self._view.news.emit(strong, text)

    # ── settings ─────────────────────────────────────────────────────────────────────────────

    def _ask_settings(self) -> None:
        try:
            set_now = self.runner.settings()
        except Refusal as refused:
            self._view.show_outcome("error", "", sentence(refused))
            return
        self._view.drives.hide()
        self._view.files.hide()
        self._view.link_form.show_wishes(
            LinkWishes(
                set_now.hub_address,
                set_now.hub_every_minutes,
                set_now.hub_proxy,
                set_now.hub_certificate,
                set_now.lan_address,
                set_now.lan_serve,
            )
        )
        self._view.fit_primary()

    def _keep(self) -> None:
        form, wishes = self._view.link_form, self._view.link_form.wishes()
        for field, address in ((form.address, wishes.address), (form.mate, wishes.mate)):
            try:
                if address:
                    Address(address).checked()
            except BadInput as wrong:
                field.set_error(_(str(wrong.details["problem"])))
                field.setFocus()
                return
        try:
            before = self.runner.settings()
            changed = replace(
                before,
                hub_address=wishes.address,
                hub_every_minutes=wishes.every_minutes,
                hub_proxy=wishes.proxy,
                hub_certificate=wishes.certificate,
                lan_address=wishes.mate,
                lan_serve=wishes.serve,
            )
        except Refusal as refused:
            self._failed(refused)
            return
        program = self._program
        where = Address(wishes.address, certificate=wishes.certificate)

        def keep(_progress: object) -> None:
            where.with_certificate()
            write_settings(program.paths.settings_file, changed)
            if changed.lan_address != before.lan_address:
                rounds(program).forget_mate()

        self._tasks.device(keep, done=self._kept, failed=self._not_kept, owner=self._view)

    def _not_kept(self, refusal: Refusal) -> None:
        if isinstance(refusal, BadInput) and refusal.details.get("field") == "certificate":
            certificate = self._view.link_form.certificate
            certificate.set_error(_(str(refusal.details["problem"])))
            certificate.setFocus()
            return
        self._failed(refusal)

    def _kept(self, _nothing: None) -> None:
        self._view.leave()
        self._view.send.setFocus()
        self.runner.settings_changed()
        self.show()


def _look(
    program: Program, progress: LinkProgress | None, quiet_s: float, serving_at: tuple[str, ...], trouble: str
) -> tuple[ShownLink, str]:
    return shown_link(program, progress, quiet_s), mate_words(program, serving_at, trouble)
