"""The composition root of the desk: folders → settings → vault → log → services, one frozen ``Program``."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

import uuid_utils

from app.calendars import load_calendar, shelf_of
from app.clock import Clock, FixedClock, SystemClock
from app.domain.calendar import Calendar
from app.domain.errors import ClockNotYours, DatabaseDamaged, NotInitialised, Refusal, UnknownOfficer, WordingsDamaged
from app.domain.rules import RuleBook
from app.domain.text import place_aliases
from app.domain.vietqr import BankAccount
from app.paths import Paths
from app.ports import Drafts, ExchangeBook, Letterhead, Queries
from app.readings import Desk, Officer
from app.services.cash_day import CashDay
from app.services.catalogue import Catalogue, load_catalogue
from app.services.conflicts import Conflicts
from app.services.corrections import Corrections
from app.services.decisions import Decisions
from app.services.endings import Endings
from app.services.exchange import Exchange
from app.services.fees import Fees
from app.services.guidance import Guidance
from app.services.handover import Handover
from app.services.intake import Intake
from app.services.lists import Lists
from app.services.numbers import Numbers
from app.services.office_calendar import OfficeCalendar
from app.services.old_books import OldBooks
from app.services.people import People
from app.services.processing import Processing
from app.services.promises import Promises
from app.services.receipts import Collector, Receipts
from app.services.responsibilities import Responsibilities
from app.services.rule_book import load_rules
from app.services.scans import Scans
from app.services.shift_sheet import ShiftSheets
from app.services.slips import Slips
from app.services.steps import load_steps
from app.services.trips import Trips
from app.services.undoing import Undoing
from app.services.waiting import Waiting
from app.settings import Settings, read_settings
from printing.forms import PdfForms
from printing.list_forms import PdfListForms
from printing.scanning import PdfScans
from printing.signing import TokenSigning
from printing.wordings import shipped, wordings_of
from storage import desk as desks
from storage import vault, vault_file
from storage.batch import Batch
from storage.desk import OpenDesk
from sync.wire.parcels import WireBundles

if TYPE_CHECKING:
    from app.services.practice import PracticeTools


class Shift:
    """Who works at the open desk now; the one thing that changes while it is open (screen lock, new officer)."""

    def __init__(self, officer: Officer) -> None:
        self.officer = officer


@dataclass(frozen=True, slots=True)
class Program:
    """One open desk with everything it can do. Close it once; reads work on any thread.

    troubles: what was left aside at the start, each with its sentence; the desk works without it.
    """

    paths: Paths
    settings: Settings
    clock: Clock
    desk: Desk
    shift: Shift
    catalogue: Catalogue
    calendar: Calendar
    queries: Queries
    drafts: Drafts
    book: ExchangeBook
    intake: Intake
    rules: RuleBook
    processing: Processing
    waiting: Waiting
    promises: Promises
    endings: Endings
    corrections: Corrections
    undoing: Undoing
    old_books: OldBooks
    handover: Handover
    fees: Fees
    receipts: Receipts
    cash_day: CashDay
    slips: Slips
    troubles: tuple[Refusal, ...]
    scans: Scans
    lists: Lists
    numbers: Numbers
    guidance: Guidance
    trips: Trips
    exchange: Exchange
    responsibilities: Responsibilities
    decisions: Decisions
    office_calendar: OfficeCalendar
    people: People
    conflicts: Conflicts
    shift_sheets: ShiftSheets
    storage: OpenDesk

    @property
    def officer(self) -> Officer:
        """Return who is at work now."""
        return self.shift.officer

    def close(self) -> None:
        """Close the database and give the desk free for the next window."""
        self.storage.close()

    def reopened_by(self, login: str, password: str) -> Program:
        """Check an officer's password at the screen lock; return this same open desk with that officer at work.

        Raises WrongPassword, UnknownOfficer, DatabaseDamaged.
        """
        opened = vault.unlock(self.paths.vault_file, login, password)
        if not hmac.compare_digest(opened.key, self.storage.vault.key):
            raise DatabaseDamaged(reason=self.paths.vault_file.name)  # the vault file of another desk
        for officer in self.queries.officers():
            if officer.login == login:
                self.shift.officer = officer
                return self
        raise UnknownOfficer(login=login)

    def practice_tools(self) -> PracticeTools:
        """Return the services around a clock that practice data may move, and their common transaction."""
        from app.services.practice import PracticeTools

        clock = FixedClock(self.clock.now())
        batch = Batch(self.storage.units_at(clock), self.officer.id)
        intake = replace(self.intake, new_unit=batch.new_unit, clock=clock)
        return PracticeTools(
            new_unit=batch.new_unit,
            batch=batch.together,
            intake=intake,
            processing=Processing(batch.new_unit, clock, self.desk),
            waiting=Waiting(batch.new_unit, clock, self.desk, self.calendar, self.rules),
            promises=Promises(batch.new_unit, self.queries, clock, self.desk, self.calendar, self.rules),
            endings=Endings(batch.new_unit, clock, self.desk),
            handover=Handover(batch.new_unit, clock, self.desk, self.rules, new_id),
            fees=Fees(batch.new_unit, clock, self.desk, self.rules),
            clock=clock,
            calendar=self.calendar,
            catalogue=self.catalogue,
            officer=self.officer,
            commune_name=self.catalogue.commune(self.desk.commune).name,
        )


def place_spellings() -> dict[str, tuple[str, ...]]:
    """Return the other spellings of the province's places, for the search box."""
    units = (former for commune in load_catalogue().communes() for former in commune.former_units)
    return place_aliases({former.name: list(former.spellings) for former in units if former.spellings})


def new_id() -> bytes:
    """Mint a 16-byte UUIDv7."""
    return uuid_utils.uuid7().bytes


def letterhead(desk: Desk, catalogue: Catalogue, settings: Settings) -> Letterhead:
    """Return the head of this desk's papers; the province may word it in the settings."""
    commune = catalogue.commune(desk.commune)
    return Letterhead(
        superior=settings.superior_head or ("ỦY BAN NHÂN DÂN", commune.full_name.upper()),
        agency=settings.agency_head or ("TRUNG TÂM PHỤC VỤ", "HÀNH CHÍNH CÔNG"),
        place=commune.name,
        symbol=settings.agency_symbol,
        phone=settings.desk_phone or None,
        practice=desk.practice,
        refusal_signer=settings.refusal_signer,
        form_version=settings.form_version,
        bank=BankAccount(settings.bank_bin, settings.bank_account, settings.bank_holder)
        if settings.bank_bin and settings.bank_account
        else None,
    )


def desk_forms(paths: Paths) -> tuple[PdfForms, tuple[Refusal, ...]]:
    """Return the forms in the province's wordings; a damaged file of them is left aside and told."""
    try:
        return PdfForms(wordings_of(paths.wordings_file)), ()
    except WordingsDamaged as damaged:
        return PdfForms(shipped()), (damaged,)


def collector(desk: Desk, catalogue: Catalogue, settings: Settings) -> Collector:
    """Return who collects the desk's fees: the commune, as the settings word it."""
    name = catalogue.commune(desk.commune).full_name
    worded = f"Ủy ban nhân dân {name[:1].lower()}{name[1:]}"
    return Collector(settings.collector_name or worded, settings.collector_tax_code)


def login_on(paths: Paths, login: str | None) -> str:
    """Return the login to open with: the one given, or the only one. Raises NotInitialised, UnknownOfficer."""
    if not desks.exists(paths):
        raise NotInitialised(folder=paths.data_dir)
    known = [owner.login for owner in vault_file.officers(paths.vault_file)]
    if login is None and len(known) == 1:
        return known[0]
    if login not in known:
        raise UnknownOfficer(login=login or "")
    return login


def open_program(
    paths: Paths, *, login: str | None, password: Callable[[], str], write: bool, now: datetime | None = None
) -> Program:
    """Unlock the desk and wire it. ``now`` sets the clock, in practice data only (ClockNotYours)."""
    chosen = login_on(paths, login)
    clock: Clock = SystemClock() if now is None else FixedClock(now)
    storage = desks.open_desk(paths, chosen, password(), write=write, clock=clock, aliases=place_spellings())
    try:
        return wire(paths, storage, chosen, clock)
    except BaseException:
        storage.close()
        raise


def wire(paths: Paths, storage: OpenDesk, login: str, clock: Clock) -> Program:
    """Plug services to an open desk."""
    desk, settings = storage.queries.desk(), read_settings(paths.settings_file)
    if isinstance(clock, FixedClock) and not desk.practice:
        raise ClockNotYours
    officer = next(one for one in storage.queries.officers() if one.login == login)
    catalogue, calendar = load_catalogue(), load_calendar(paths.calendars, saturday_desk=settings.saturday_desk)
    units, queries, rules = storage.units, storage.queries, load_rules()
    head = letterhead(desk, catalogue, settings)
    intake = Intake(units, queries, catalogue, calendar, clock, desk, settings.form_version, new_id, rules)
    forms, troubles = desk_forms(paths)
    return Program(
        paths=paths,
        settings=settings,
        clock=clock,
        desk=desk,
        shift=Shift(officer),
        catalogue=catalogue,
        calendar=calendar,
        rules=rules,
        queries=queries,
        drafts=storage.drafts,
        book=storage.book,
        intake=intake,
        processing=Processing(units, clock, desk),
        waiting=Waiting(units, clock, desk, calendar, rules),
        promises=Promises(units, queries, clock, desk, calendar, rules),
        endings=Endings(units, clock, desk),
        corrections=Corrections(units, intake, clock, desk, calendar, rules),
        undoing=Undoing(units, queries, clock, desk),
        handover=Handover(units, clock, desk, rules, new_id),
        fees=Fees(units, clock, desk, rules),
        receipts=Receipts(units, queries, clock, desk, collector(desk, catalogue, settings)),
        cash_day=CashDay(units, queries, forms, clock, desk, head),
        slips=Slips(units, queries, forms, clock, head),
        lists=Lists(queries, PdfListForms(), clock, head),
        old_books=OldBooks(units, queries, clock, desk),
        troubles=troubles,
        scans=Scans(
            units,
            queries,
            storage.attachments,
            PdfScans(),
            TokenSigning(),
            clock,
            rules,
            grey=settings.scan_colour == "grey",
            agency=" ".join((*head.agency, *head.superior[-1:])),
        ),
        numbers=Numbers(units, queries, clock, desk),
        guidance=Guidance(units, queries, catalogue, clock, desk, new_id),
        trips=Trips(units, queries, clock, desk, new_id),
        exchange=Exchange(storage.book, queries, WireBundles(storage.keys()), clock, desk, new_id),
        responsibilities=Responsibilities(units, queries, clock, desk, catalogue, calendar, load_steps()),
        decisions=Decisions(units, queries, clock, desk, catalogue),
        office_calendar=OfficeCalendar(paths.calendars, shelf_of(calendar)),
        people=People(units, queries, clock, desk),
        conflicts=Conflicts(lambda _dossier, officer: units(officer), queries, clock, lambda _dossier: desk.station),
        shift_sheets=ShiftSheets(queries, storage.drafts, clock, desk),
        storage=storage,
    )
