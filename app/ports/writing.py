"""What one act writes, all of it in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from types import TracebackType
from typing import Protocol, Self

from app.domain.dossier import Dossier
from app.domain.events import DossierEvent, Event
from app.domain.person import PersonLinks
from app.domain.procedure import LocalOverride
from app.domain.queue import Ticket
from app.domain.responsibility import Roster
from app.ports.money import MoneyBook
from app.ports.scans import Blob
from app.readings import (
    Trip,
)


class UnitOfWork(Protocol):
    """One transaction: BEGIN IMMEDIATE … COMMIT, one fsync. An exception inside rolls all of it back."""

    def __enter__(self) -> Self:
        """Begin; other writers wait."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Commit, or roll back if an exception is on its way."""

    def dossier(self, dossier_id: bytes) -> Dossier:
        """Return the dossier as it stands inside this transaction. Raises UnknownDossier."""

    def record_dossier(self, dossier_id: bytes, *events: DossierEvent) -> Dossier:
        """Append the events to the log, project them, return the dossier they make."""

    def record(self, aggregate_type: str, aggregate_id: bytes, event: Event) -> None:
        """Append one event of another aggregate (station, officer, catalogue) and project it."""

    def highest_serial(self, unit: str, day: date, station_number: int) -> int | None:
        """Return the highest serial used in this station's block of the day, None if none."""

    def raised_floor(self, day: date) -> int | None:
        """Return the serial this station was last raised to for the day, None if never."""

    def highest_series(self, form: str, year: int) -> int:
        """Return the last number of this station's own series of a form in a year, 0 if none.

        form: ``register`` (the entry of DossierReceived) or ``fee-slip`` (the number of FeeCollected).
        """

    def reserved_serials(self, day: date) -> tuple[int, ...]:
        """Return the serials this station set aside for the sheets of a pad of the day, ascending."""

    def used_codes(self, codes: tuple[str, ...]) -> frozenset[str]:
        """Return those of the codes that a dossier has."""

    def trips(self) -> tuple[Trip, ...]:
        """Return the mobile trips of every station held here, newest first."""

    @property
    def money(self) -> MoneyBook:
        """Return the money of this desk as it stands inside this transaction."""

    def overrides(self) -> tuple[LocalOverride, ...]:
        """Return the local overrides in force or proposed, oldest first."""

    def roster(self) -> Roster:
        """Return who answers for what in this commune, and who is away."""

    def queue(self, day: date) -> tuple[Ticket, ...]:
        """Return the tickets of a day in the waiting hall of this commune, as they were taken."""

    def person_links(self) -> PersonLinks:
        """Return which records of persons officers merged."""

    def keep_blob(self, blob: Blob) -> None:
        """Keep the key of a stored scan in the same transaction as the event that names it."""

    def forget_draft(self, slot: str) -> None:
        """Drop an autosaved draft in the same transaction as what came of it."""


NewUnit = Callable[[bytes], UnitOfWork]
"""Make a unit of work for the officer with this 16-byte id."""
