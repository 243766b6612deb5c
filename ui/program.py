"""The composition root of the desk: folders → settings → vault → log → services, one frozen ``Program``."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import TYPE_CHECKING

import uuid_utils

from app.calendars import load_calendar, shelf_of
from app.clock import ZONE, Clock, DeskClock, FixedClock, SystemClock
from app.domain.calendar import Calendar
from app.domain.errors import (
    ClockNotYours,
    DatabaseDamaged,
    DeskToBeRenewed,
    NotInitialised,
    Refusal,
    UnknownOfficer,
    WordingsDamaged,
)
from app.domain.ordering import wall_ms_of
from app.domain.rules import RuleBook
from app.domain.text import place_aliases
from app.domain.vietqr import BankAccount
from app.paths import Paths
from app.ports import Drafts, ExchangeBook, Letterhead, Queries
from app.readings import Desk, Officer
from app.services.cash_day import CashDay
from app.services.catalogue import Catalogue, load_catalogue
from app.services.clock_watch import ClockWatch
from app.services.conflicts import Conflicts
from app.services.corrections import Corrections
from app.services.decisions import Decisions
from app.services.desk_papers import DeskPapers
from app.services.desk_place import read_answer
from app.services.endings import Endings
from app.services.exchange import Exchange
from app.services.fees import Fees
from app.services.guidance import Guidance
from app.services.handover import Handover
from app.services.identity import Identity, older_keys, renewal
from app.services.intake import Intake
from app.services.lists import Lists
from app.services.numbers import Numbers
from app.services.office_calendar import OfficeCalendar
from app.services.officers import Officers, refuse_left
from app.services.old_books import OldBooks
from app.services.people import People
from app.services.print_tries import PrintTries
from app.services.processing import Processing
from app.services.promises import Promises
from app.services.published_desk import PublishedDesk
from app.services.queue import Queue
from app.services.receipts import Collector, Receipts
from app.services.responsibilities import Responsibilities
from app.services.rule_book import load_rules
from app.services.scan_traffic import ScanTraffic
from app.services.scans import Scans
from app.services.shift_sheet import ShiftSheets
from app.services.slips import Slips
from app.services.standing import BUILD_DAY
from app.services.steps import load_steps
from app.services.trips import Trips
from app.services.undoing import Undoing
from app.services.upkeep import Upkeep
from app.services.version_moves import VersionMoves
from app.services.villages import Villages
from app.services.vouching import Vouching
from app.services.waiting import Waiting
from app.settings import Settings, read_settings
from printing.forms import PdfForms
from printing.list_forms import PdfListForms
from printing.scanning import PdfScans
from printing.signing import TokenSigning
from printing.wordings import read_wordings, shipped, wordings_of
from storage import desk as desks
from storage import vault, vault_file
from storage.accounts import StoredAccounts
from storage.batch import Batch
from storage.desk import OpenDesk
from storage.machine import TakenNumbers, this_machine
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
    unsure_forms: papers whose layout nobody could compare with the official annex, by number.
    """

    paths: Paths
    settings: Settings
    clock: DeskClock
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
    desk_papers: DeskPapers
    print_tries: PrintTries
    troubles: tuple[Refusal, ...]
    unsure_forms: tuple[str, ...]
    scans: Scans
    lists: Lists
    numbers: Numbers
    guidance: Guidance
    trips: Trips
    exchange: Exchange
    identity: Identity
    watch: ClockWatch
    responsibilities: Responsibilities
    decisions: Decisions
    office_calendar: OfficeCalendar
    published: PublishedDesk
    versions: VersionMoves
    people: People
    conflicts: Conflicts
    shift_sheets: ShiftSheets
    officers: Officers
    queue: Queue
    vouching: Vouching
    villages: Villages
    storage: OpenDesk
    upkeep: Upkeep

    @property
    def officer(self) -> Officer:
        """Return who is at work now."""
        return self.shift.officer

    def close(self) -> None:
        """Close the database and give the desk free for the next window."""
        self.storage.close()

    def reopened_by(self, login: str, password: str) -> Program:
        """Check an officer's password at the screen lock; return this same open desk with that officer at work.

        Raises WrongPassword, UnknownOfficer, OfficerLeft, DatabaseDamaged.
        """
        opened = vault.unlock(self.paths.vault_file, login, password)
        if not hmac.compare_digest(opened.key, self.storage.vault.key):
            raise DatabaseDamaged(reason=self.paths.vault_file.name)  # the vault file of another desk
        officer = self.officers.named(login)
        refuse_left(officer)
        self.shift.officer = officer
        return self

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
            waiting=Waiting(batch.new_unit, clock, self.desk, self.calendar, self.rules, self.vouching),
            promises=Promises(batch.new_unit, self.queries, clock, self.desk, self.calendar, self.rules),
            endings=Endings(batch.new_unit, clock, self.desk),
            handover=Handover(batch.new_unit, clock, self.desk, self.rules, new_id),
            fees=Fees(batch.new_unit, clock, self.desk, self.rules, self.vouching),
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
        reception=reception_of(settings) or None,
        practice=desk.practice,
        refusal_signer=settings.refusal_signer,
        form_version=settings.form_version,
        bank=BankAccount(settings.bank_bin, settings.bank_account, settings.bank_holder)
        if settings.bank_bin and settings.bank_account
        else None,
    )


def reception_of(settings: Settings) -> str:
    """Return a second point of reception as papers name it, «Điểm tiếp nhận số 2 (Bản Nậm Xe)»; empty at the seat."""
    name, address = settings.reception_name, settings.reception_address
    return f"{name} ({address})" if name and address else name or address


def desk_forms(paths: Paths, published: Sequence[bytes] = ()) -> tuple[PdfForms, tuple[Refusal, ...]]:
    """Return the forms in the province's wordings; a damaged file of them is left aside and told."""
    try:
        told = [read_wordings(data, name="forms") for data in published]
        return PdfForms(wordings_of(paths.wordings_file, published=told)), ()
    except WordingsDamaged as damaged:
        return PdfForms(shipped()), (damaged,)


def collector(desk: Desk, catalogue: Catalogue, settings: Settings) -> Collector:
    """Return who collects the desk's fees: the commune, as the settings word it."""
    name = catalogue.commune(desk.commune).full_name
    worded = f"Ủy ban nhân dân {name[:1].lower()}{name[1:]}"
    return Collector(settings.collector_name or worded, settings.collector_tax_code)


def clock_watch(storage: OpenDesk, desk: Desk, clock: DeskClock) -> ClockWatch:
    """Return the watch on the clock; it has looked once. Practice may play before this release was made."""
    if not desk.practice:
        storage.floor.raise_to(datetime.combine(BUILD_DAY, time(), ZONE))
    answer = read_answer(storage.book)
    if answer is not None:
        storage.floor.raise_to(answer.at)
    queries = storage.queries
    watch = ClockWatch(clock, storage.floor, lambda: wall_ms_of(queries.last_hlc()), storage.book, desk, storage.units)
    watch.begin()
    return watch


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
    desk_clock = DeskClock(clock)
    storage = desks.open_desk(paths, chosen, password(), write=write, clock=desk_clock, aliases=place_spellings())
    try:
        program = _under_a_sure_key(wire(paths, storage, chosen, desk_clock, may_write=write), chosen, write=write)
        if write:
            program.officers.drop_left_slots()
        return program
    except BaseException:
        storage.close()
        raise


def _under_a_sure_key(program: Program, login: str, *, write: bool) -> Program:
    """Retire a key that may not go on, and go on at once under another (SYNC §2.8). Raises NoNumberLeft."""
    storage, paths, clock = program.storage, program.paths, program.watch.clock
    machine = this_machine(paths.state_dir, paths.data_dir)
    doubt = storage.doubt(machine)
    if doubt is not None and not write:
        return replace(program, troubles=(*program.troubles, DeskToBeRenewed(commune=program.desk.commune_name)))
    if doubt is not None:
        program.identity.succeed(doubt, officer=program.officer)
        program = wire(paths, storage, login, clock)
    if write:
        storage.remember(machine)
    renewed = renewal(program.identity, program.exchange)
    return program if renewed is None else replace(program, troubles=(*program.troubles, renewed))


def wire(paths: Paths, storage: OpenDesk, login: str, clock: DeskClock, *, may_write: bool = True) -> Program:
    """Plug services to an open desk. may_write: whether it is open for more than reading."""
    desk, settings = storage.queries.desk(), read_settings(paths.settings_file)
    if isinstance(clock.machine, FixedClock) and not desk.practice:
        raise ClockNotYours
    accounts = StoredAccounts(storage.vault)
    officers = Officers(storage.units, storage.queries, accounts, clock)
    vouching = Vouching(storage.queries, accounts)
    officer = officers.named(login)
    refuse_left(officer)
    catalogue = load_catalogue().on_own_shelf()
    calendar = load_calendar(paths.calendars, saturday_desk=settings.saturday_desk)
    units, queries = storage.units, storage.queries
    bundles = WireBundles(storage.keys(), older=older_keys(storage.book))
    watch = clock_watch(storage, desk, clock)
    exchange = Exchange(storage.book, queries, bundles, clock, desk, new_id)
    office_calendar = OfficeCalendar(paths.calendars, shelf_of(calendar))
    published = PublishedDesk(
        exchange.published(), catalogue.shelf, office_calendar, storage.book, clock, may_write=may_write
    )
    published.refresh()
    rules = published.rules(load_rules())
    head = letterhead(desk, catalogue, settings)
    villages = Villages(paths.villages_file, catalogue.commune(desk.commune).name, settings.far_from_km)
    intake = Intake(
        units,
        queries,
        catalogue,
        calendar,
        clock,
        desk,
        settings.form_version,
        new_id,
        rules,
        settings.same_day_within,
        villages,
        reception_of(settings),
    )
    forms, troubles = desk_forms(paths, published.wordings())
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
        waiting=Waiting(units, clock, desk, calendar, rules, vouching),
        promises=Promises(units, queries, clock, desk, calendar, rules),
        endings=Endings(units, clock, desk),
        corrections=Corrections(units, intake, clock, desk, calendar, rules, vouching),
        undoing=Undoing(units, queries, clock, desk),
        handover=Handover(units, clock, desk, rules, new_id),
        fees=Fees(units, clock, desk, rules, vouching),
        receipts=Receipts(units, queries, clock, desk, collector(desk, catalogue, settings)),
        cash_day=CashDay(units, queries, forms, clock, desk, head, vouching),
        slips=Slips(units, queries, forms, clock, head),
        desk_papers=DeskPapers(units, queries, forms, clock, desk, head),
        print_tries=PrintTries(storage.book, queries, clock),
        lists=Lists(queries, PdfListForms(), clock, head),
        old_books=OldBooks(units, queries, clock, desk),
        troubles=troubles,
        unsure_forms=forms.wordings.unsure_forms(settings.form_version),
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
        exchange=replace(
            exchange,
            arrived=published.refresh,
            baselines=storage.baselines,
            scans=ScanTraffic(storage.scan_parts, storage.book),
        ),
        identity=Identity(storage, storage.book, queries, bundles, clock, desk, units, TakenNumbers(paths.state_dir)),
        watch=watch,
        responsibilities=Responsibilities(units, queries, clock, desk, catalogue, calendar, load_steps()),
        decisions=Decisions(units, queries, clock, desk, catalogue),
        office_calendar=office_calendar,
        published=published,
        versions=VersionMoves(units, queries, catalogue, clock, desk, calendar),
        people=People(units, queries, clock, desk),
        conflicts=Conflicts(lambda _dossier, officer: units(officer), queries, clock, lambda _dossier: desk.station),
        shift_sheets=ShiftSheets(queries, storage.drafts, clock, desk),
        officers=officers,
        vouching=vouching,
        queue=Queue(units, queries, clock, desk, new_id, settings.queue_priority),
        villages=villages,
        storage=storage,
        upkeep=Upkeep(storage.compaction, storage.book, clock, settings.compact_after_days),
    )
