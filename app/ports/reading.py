"""What is read: the tables, the accounts of the vault, the drafts kept in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from app.domain.dossier import Dossier
from app.domain.person import PersonLinks
from app.domain.procedure import LocalOverride
from app.domain.queue import Ticket
from app.domain.responsibility import Roster
from app.ports.money import MoneyBook
from app.readings import (
    Arrivals,
    AuditFilter,
    AuditRow,
    Desk,
    DeskCounts,
    DossierFilter,
    DossierLine,
    GivenGuidance,
    Officer,
    Position,
    Ratings,
    SyncState,
    TimelineEntry,
    Trip,
)


class Queries(Protocol):
    """Reads only; safe on any thread; each call sees one consistent state."""

    def held_by(self, station: bytes) -> tuple[bytes, ...]:
        """Return the dossiers whose paper file this station holds and that were not given back yet."""

    def numbers_used(self, unit_code: str) -> frozenset[int]:
        """Return the station numbers K that any station held here has, or any dossier's code of this unit."""

    @property
    def money(self) -> MoneyBook:
        """Return the money of this desk."""

    def desk(self) -> Desk:
        """Return this laptop's desk."""

    def officers(self) -> tuple[Officer, ...]:
        """Return the officers of this desk, in order of enrolment."""

    def dossier(self, dossier_id: bytes) -> Dossier:
        """Return one dossier whole. Raises UnknownDossier."""

    def dossier_id(self, text: str) -> bytes:
        """Return the dossier of a code or of its unique ending. Raises UnknownDossier, AmbiguousDossier."""

    def line(self, dossier_id: bytes) -> DossierLine:
        """Return one dossier as a list row, with its evidence of sync."""

    def find(self, text: str, *, filter: DossierFilter, limit: int) -> tuple[DossierLine, ...]:
        """Search by code, name, number, phone, place, procedure; newest first, exact accents first.

        Folded words match by prefix (two letters or more); with no hit, one-letter typos are tried.
        """

    def page(
        self, filter: DossierFilter, *, order: str, after: tuple[int, int] | None, limit: int
    ) -> tuple[DossierLine, ...]:
        """Return a page of a list. order: ``due`` (soonest first), ``first`` (of those with
        priority, by when their work is aimed to be done) or ``recent`` (newest receipt first).

        after: ``(sort value, position)`` of the last row seen; for ``due`` the value is due_at in
        epoch seconds, for ``first`` first_by, for ``recent`` it equals position. None: from the start.
        """

    def page_at(self, filter: DossierFilter, *, order: str, offset: int, limit: int) -> tuple[DossierLine, ...]:
        """Return rows by their place in the list, for a scroll bar that jumps."""

    def count(self, filter: DossierFilter) -> int:
        """Return how many dossiers a filter holds."""

    def ratings(self, since: datetime, until: datetime) -> Ratings:
        """Return how results returned from since on and before until were rated, with the anonymous ratings."""

    def counts(self, now: datetime) -> DeskCounts:
        """Return the tiles of today's desk."""

    def to_review(self, *, limit: int) -> tuple[Dossier, ...]:
        """Return the dossiers on which something has to be looked at, newest receipt first."""

    def arrivals(self, since: datetime, until: datetime) -> Arrivals:
        """Return how what was solved from since on and before until stands to its day, here and at the province."""

    def doubles(self, *, limit: int, since: datetime | None = None) -> tuple[tuple[Dossier, Dossier], ...]:
        """Return pairs, the earlier first, that may be one request: one number, one procedure, within three days.

        since: only pairs of about that day or later, which is quick; without it every receipt is gone through.
        """

    def doubles_of(self, dossier_id: bytes) -> tuple[tuple[Dossier, Dossier], ...]:
        """Return the pairs that one dossier is in; quick, however many dossiers there are."""

    def timeline(self, dossier_id: bytes) -> tuple[TimelineEntry, ...]:
        """Return what happened to a dossier, oldest first."""

    def audit(self, asked: AuditFilter) -> tuple[AuditRow, ...]:
        """Return rows of the log for an auditor, newest first."""

    def open_same(self, id_number: str, procedure: str) -> tuple[DossierLine, ...]:
        """Return the newest few open dossiers of a citizen number's person and of a procedure (a possible double)."""

    def earlier(self, id_number: str, *, limit: int) -> tuple[DossierLine, ...]:
        """Return dossiers of the person of a citizen number, under the numbers merged with it too, newest first."""

    def books(self, since: datetime, until: datetime) -> tuple[str, ...]:
        """Return the books of the register with entries received in a time, both ends included, by year and number."""

    def book_page(
        self, book: str, since: datetime, until: datetime, *, after: tuple[int, int] | None, limit: int
    ) -> tuple[tuple[tuple[int, int], Dossier], ...]:
        """Return dossiers of a book in order of entry, each with its key. after: the key of the last one seen."""

    def overrides(self) -> tuple[LocalOverride, ...]:
        """Return the local overrides in force or proposed, oldest first."""

    def roster(self) -> Roster:
        """Return who answers for what in this commune, and who is away."""

    def queue(self, day: date) -> tuple[Ticket, ...]:
        """Return the tickets of a day in the waiting hall of this commune, as they were taken."""

    def person_links(self) -> PersonLinks:
        """Return which records of persons officers merged."""

    def of_persons(self, keys: Sequence[str], *, limit: int) -> tuple[DossierLine, ...]:
        """Return the dossiers of these records of persons, newest first."""

    def persons_named(self, name: str, birth_date: str | None, *, limit: int) -> tuple[str, ...]:
        """Return keys of records with this folded name; with a birth date only those that have it or have none."""

    def persons_alike(self, *, limit: int) -> tuple[tuple[str, ...], ...]:
        """Return groups of records with the same folded name and the same known birth date, by name."""

    def paid_between(self, since: datetime, until: datetime) -> tuple[bytes, ...]:
        """Return the dossiers for which this desk took money in that span, ``until`` excluded."""

    def recent_procedures(self, *, limit: int) -> tuple[str, ...]:
        """Return ids of the procedures this desk received lately, most used first."""

    def of_visit(self, visit: bytes) -> tuple[Dossier, ...]:
        """Return the dossiers of one visit, in the order they came in."""

    def children_of(self, code: str) -> tuple[Dossier, ...]:
        """Return the dossiers taken in under a parent (liên thông), in the order they came in."""

    def guidance(self, since: datetime, until: datetime) -> tuple[GivenGuidance, ...]:
        """Return what was given instead of an acceptance, from since on and before until, oldest first."""

    def paper_copies(self, form: str, about: str) -> int:
        """Return how many copies of a paper that belongs to no dossier were made, as in ``PaperPutOut``, 0 if none."""

    def reserved_serials(self, day: date) -> tuple[int, ...]:
        """Return the serials this station set aside for the sheets of a pad of the day, ascending."""

    def used_codes(self, codes: tuple[str, ...]) -> frozenset[str]:
        """Return those of the codes that a dossier has."""

    def trips(self) -> tuple[Trip, ...]:
        """Return the mobile trips of every station held here, newest first."""

    def positions(self) -> tuple[Position, ...]:
        """Return how far each station's log is held here."""

    def conflicts(self) -> int:
        """Return how many dossiers bear contradictions of facts."""

    def sync_state(self) -> SyncState:
        """Return what is saved, written, acknowledged."""

    def last_hlc(self) -> int:
        """Return the newest clock value in this station's own log, 0 if empty."""


class Accounts(Protocol):
    """The slots of the vault: who can open this desk with a password."""

    def logins(self) -> tuple[str, ...]:
        """Return the logins that have a slot."""

    def add(self, login: str, name: str, password: str, *, officer_id: bytes | None = None) -> bytes:
        """Give one more officer a slot; return the officer's id. Raises PasswordTooShort, AlreadyInitialised."""

    def drop(self, login: str) -> None:
        """Take the slot of a login away; nothing if there is none."""

    def change_password(self, login: str, password: str) -> None:
        """Let this password open the slot, and the old one no more. Raises PasswordTooShort, UnknownOfficer."""

    def renew_recovery_code(self) -> str:
        """Return a new recovery code; the old one opens nothing any more."""

    def confirm(self, login: str, password: str) -> None:
        """Check that the officer of a login typed this password; slow on purpose. Raises WrongPassword."""


class Drafts(Protocol):
    """Autosaved drafts inside the vault; texts are opaque JSON of the page that wrote them."""

    def keep(self, slot: str, text: str, *, at: datetime) -> None:
        """Save the draft of a slot, replacing the last one."""

    def kept(self) -> tuple[tuple[str, str, datetime], ...]:
        """Return ``(slot, text, at)`` of all drafts, newest first."""

    def drop(self, slot: str) -> None:
        """Forget a draft the officer threw away."""
