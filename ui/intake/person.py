"""The person in front: the scanned card, earlier dossiers, the same request still open."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.domain.identity_card import CardReading
from app.domain.numbering import split_code
from app.domain.partial_date import show_partial
from app.readings import DossierLine
from app.services.intake import Prepared
from ui.dossier_words import Today, standing_of
from ui.intake.filled import Filled, Proxy, Who
from ui.intake.person_section import EarlierLine
from ui.intake.words import notice_words

if TYPE_CHECKING:
    from ui.intake.presenter import IntakePresenter
    from ui.tasks import Tasks

_MOST_EARLIER = 50
_SHORTEST_NUMBER = 6
_Earlier = tuple[tuple[DossierLine, ...], tuple[DossierLine, ...]]


class PersonDesk(QObject):
    """Answers what concerns step 1."""

    def __init__(self, intake: IntakePresenter, tasks: Tasks) -> None:
        super().__init__(intake)
        self._intake, self._tasks = intake, tasks
        self._pending: CardReading | None = None
        self._card_words: dict[str, str] = {}
        self._earlier: _Earlier = ((), ())
        person = intake.page.person
        person.card_for.connect(self._card_is_for)
        person.earlier_wanted.connect(self._show_list)
        person.dossier_wanted.connect(intake.page.dossier_wanted)
        person.proxy_closed.connect(lambda: intake.open_proxy(shown=False))
        intake.page.proxy_requested.connect(self._open_proxy)

    # ── the card ─────────────────────────────────────────────────────────────────────────────

    def card_scanned(self, reading: CardReading) -> None:
        """Fill the fields by a card; a second person's card is asked about, never put over the first."""
        who, proxy = self._intake.filled.applicant, self._intake.filled.representative
        if (proxy is not None and not proxy.name) or who.kind == "organisation":
            self._take("representative", reading)
        elif (who.name or who.id_number) and _bare(who.id_number) != reading.id_number:
            self._pending = reading
            self._intake.page.person.show_other_card(reading.name)
        else:
            self._take("applicant", reading)

    def _card_is_for(self, part: str) -> None:
        reading, self._pending = self._pending, None
        self._intake.page.person.show_other_card("")
        if reading is not None and part:
            self._take(part, reading)

    def _take(self, part: str, reading: CardReading) -> None:
        intake = self._intake
        filled = intake.filled
        if part == "representative":
            filled = replace(filled, representative=_proxy_of(reading, filled.representative or Proxy()))
        else:
            is_other = _bare(filled.applicant.id_number) not in ("", reading.id_number)
            before = Who(kind=filled.applicant.kind) if is_other else filled.applicant
            filled = replace(filled, applicant=_who_of(reading, before), scanned_at=intake.now().isoformat())
            filled = replace(filled, visit="") if is_other else filled
            self._card_words = {one.code: notice_words(one) for one in reading.warnings}
        intake.change(filled)
        intake.show_all()
        self.show_card(filled)
        intake.page.go_waiting(filled.applicant.name, filled.procedure)

    def show_card(self, filled: Filled) -> None:
        """Show the chip of the card, and what looks odd."""
        if not filled.scanned_at:
            self._card_words = {}
        self._intake.page.person.show_scan(filled.scanned_at[11:16], tuple(self._card_words.values()))

    def show_notices(self, prepared: Prepared) -> None:
        """Show what the card said and what the check of the number says, each once."""
        said = {**self._card_words, **self._intake.display.person_notices(prepared)}
        self._intake.page.person.show_warnings(tuple(said.values()))

    # ── earlier dossiers ─────────────────────────────────────────────────────────────────────

    def look_up(self) -> None:
        """Look for earlier dossiers of the number that stands in the form."""
        self.show_card(self._intake.filled)
        number, procedure = _bare(self._intake.filled.applicant.id_number), self._intake.filled.procedure
        queries = self._intake.program.queries
        if len(number) < _SHORTEST_NUMBER:
            self._found(((), ()), known=False)
            return
        self._tasks.read(
            lambda: (
                queries.earlier(number, limit=_MOST_EARLIER),
                queries.open_same(number, procedure) if procedure else (),
            ),
            done=self._found,
            owner=self._intake.page,
            latest="earlier",
        )

    def _found(self, found: _Earlier, *, known: bool = True) -> None:
        self._earlier = found
        lines, same = found
        codes = [split_code(line.code)[1] for line in same]
        self._intake.page.person.show_earlier(len(lines), codes, has_same=bool(same), known=known)

    def _show_list(self) -> None:
        section = self._intake.page.person
        if section.earlier.isVisible():
            section.show_earlier_list(())
            return
        lines, same = self._earlier
        today = Today(self._intake.now(), self._intake.program.calendar)
        open_ids = {line.id for line in same}
        section.show_earlier_list(
            [
                EarlierLine(
                    line.id, split_code(line.code)[1], _short(line.procedure_name), standing_of(line, today).word,
                    f"{line.received_at:%d/%m/%Y}", line.id in open_ids,
                )
                for line in lines
            ]
        )  # fmt: skip

    def _open_proxy(self) -> None:
        self._intake.open_proxy(shown=True)
        self._intake.page.book.go("representative.name")


def _short(procedure: str) -> str:
    """Return a procedure's name as lists show it."""
    shown = procedure.removeprefix("Thủ tục ")
    return shown[:1].upper() + shown[1:]


def _bare(number: str) -> str:
    return re.sub(r"[ .\-]", "", number)


def _who_of(reading: CardReading, before: Who) -> Who:
    """Return the applicant by the card; what a card does not hold stays as typed."""
    return replace(
        before,
        kind=before.kind if before.kind in ("person", "household") else "person",
        name=reading.name,
        id_kind=reading.kind,
        id_number=reading.id_number,
        birth_date=show_partial(reading.birth_date) if reading.birth_date else before.birth_date,
        sex=reading.sex or before.sex,
        address=reading.address or before.address,
    )


def _proxy_of(reading: CardReading, before: Proxy) -> Proxy:
    return replace(
        before,
        name=reading.name,
        id_number=reading.id_number,
        birth_date=show_partial(reading.birth_date) if reading.birth_date else before.birth_date,
        address=reading.address or before.address,
    )
