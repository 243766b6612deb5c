"""The unlock page at work: reads who may open the desk, tries the password away from the GUI thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QTimer, Signal

from app.domain.errors import PasswordTooShort, Refusal, TriedTooSoon, WrongPassword
from app.i18n import _
from app.paths import Paths
from ui.day_words import weekday_words
from ui.door_plate import DoorPlate, read_plate
from ui.practice_door import PRACTICE_LOGIN, PRACTICE_PASSWORD
from ui.speech import sentence
from ui.tasks import Tasks
from ui.unlock.officer_cards import OfficerChoice
from ui.unlock.view import UnlockView

OpenDesk = Callable[[str, str], object]
_CLOCK_MS = 10_000
LISTS_AFTER_MS = 250
"""Reading the lists costs more than all the rest of the page, and nobody waits for them to type a password."""


@dataclass(frozen=True, slots=True)
class Door:
    """What can be known of a desk before it is open."""

    officers: tuple[OfficerChoice, ...]
    plate: DoorPlate | None


@dataclass(frozen=True, slots=True)
class Lists:
    """How old the lists of this computer are. catalogue_version: ISO date."""

    catalogue_version: str
    calendar_confirmed: bool


class UnlockPage(UnlockView):
    """``opened`` carries what ``open_desk(login, password)`` returned. chosen: the login preselected.

    ``practice_requested`` asks for the practice copy; offered only where this is not it, and not by a screen lock.
    """

    opened = Signal(object)

    def __init__(
        self,
        paths: Paths,
        tasks: Tasks,
        *,
        now: Callable[[], datetime],
        chosen: str | None,
        open_desk: OpenDesk,
        offer_practice: bool = True,
    ) -> None:
        super().__init__()
        self._paths, self._tasks, self._now = paths, tasks, now
        self._chosen, self._open_desk = chosen, open_desk
        self._offer_practice = offer_practice
        self._door: Door | None = None
        self._lists: Lists | None = None
        self.unlock_requested.connect(self._unlock)
        self.recovery_requested.connect(self._recover)
        self.show_practice(offered=False)
        self._clock = QTimer(self)
        self._clock.setInterval(_CLOCK_MS)
        self._clock.timeout.connect(self._show_facts)
        self._clock.start()
        tasks.device(lambda _progress: _look(paths), done=self._arrived, failed=self._failed, owner=self)
        QTimer.singleShot(LISTS_AFTER_MS, self, self._read_lists)

    def _arrived(self, door: Door) -> None:
        self._door = door
        self.show_officers(door.officers, self._chosen)
        practice = door.plate is not None and door.plate.practice
        known = any(officer.login == PRACTICE_LOGIN for officer in door.officers)
        hint = _("Practice copy: the password is {password}.").format(password=PRACTICE_PASSWORD)
        self.show_practice(offered=self._offer_practice and not practice, hint=hint if practice and known else "")
        if door.plate is not None:
            office = _("Practice copy, no real citizens") if practice else _("Public service centre")
            self.door.show_place(door.plate.commune, office)
        self._show_facts()

    def _read_lists(self) -> None:
        if self._tasks.is_closed():
            return
        year = self._now().year
        self._tasks.device(lambda _progress: _lists(year), done=self._lists_read, failed=self._failed, owner=self)

    def _lists_read(self, lists: Lists) -> None:
        self._lists = lists
        self._show_facts()

    def _show_facts(self) -> None:
        door, lists, now = self._door, self._lists, self._now()
        facts: list[tuple[str, str]] = []
        if door is not None and door.plate is not None:
            facts.append((_("This computer"), _("Desk {number}").format(number=door.plate.station_number)))
        facts.append((_("Computer's clock"), f"{now:%H:%M}, {weekday_words(now.date())}"))
        if lists is not None:
            version = datetime.fromisoformat(lists.catalogue_version)
            facts.append((_("List of procedures"), _("of {day}").format(day=f"{version:%d/%m/%Y}")))
            confirmed = _("confirmed by the province") if lists.calendar_confirmed else _("not confirmed yet")
            facts.append((_("Working calendar"), f"{now.year}, {confirmed}"))
        self.door.show_facts(facts)

    # ── password ─────────────────────────────────────────────────────────────────────────────

    def _unlock(self, login: str, password: str) -> None:
        if not password:
            self.show_error("password", _("Type the password."))
            return
        self._try(lambda: self._open_desk(login, password))

    def _recover(self, login: str, code: str, password: str) -> None:
        if not code.strip():
            self.show_error("code", _("Type the recovery code that was printed at the first start."))
            return
        self._try(lambda: self._renewed(login, code, password))

    def _renewed(self, login: str, code: str, password: str) -> object:
        """Open the vault with the code, give the officer the new password, open the desk with it."""
        from storage import vault
        from ui.program import Program

        if len(password) < vault.LEAST_PASSWORD:
            raise PasswordTooShort(least=vault.LEAST_PASSWORD)
        vault.unlock_with_recovery(self._paths.vault_file, code).change_password(login, password)
        opened = self._open_desk(login, password)
        if isinstance(opened, Program):
            opened.officers.note_recovered(opened.officer)
        return opened

    def _try(self, attempt: Callable[[], object]) -> None:
        self.show_opening()
        self._tasks.device(lambda _progress: attempt(), done=self._let_in, failed=self._failed, owner=self)

    def _let_in(self, opened: object) -> None:
        self.password.clear()
        self.again.clear()
        self.code.set_text("")
        self.show_ready()
        self.opened.emit(opened)

    def _failed(self, refusal: Refusal) -> None:
        match refusal:
            case TriedTooSoon():
                self.show_error("password", sentence(refusal))
            case WrongPassword():
                wait = refusal.details.get("wait_s")
                self.show_wrong(wait if isinstance(wait, int) else 1)
            case PasswordTooShort():
                self.show_error("password", sentence(refusal))
            case _:
                self.show_trouble(sentence(refusal))


def _look(paths: Paths) -> Door:
    """Read what the page cannot do without; off the GUI thread."""
    from storage import vault_file

    return Door(
        officers=tuple(OfficerChoice(owner.login, owner.name) for owner in vault_file.officers(paths.vault_file)),
        plate=read_plate(paths),
    )


def _lists(year: int) -> Lists:
    """Read the lists; off the GUI thread. The desk needs them too and finds them read."""
    from app.calendars import load_shipped
    from app.services.catalogue import load_catalogue

    return Lists(load_catalogue().version, load_shipped().is_confirmed(year))
