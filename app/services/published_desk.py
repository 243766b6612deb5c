"""What the province published, kept at a desk and laid over its lists (công bố của tỉnh tại quầy).

A list counts once every content it names is here: half a stick changes nothing. What has come in shows on the
shelves that catalogue and calendar share at once; rules and form wordings are read when the program starts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import msgspec

from app.bundles import Bundles, PublishedContent, PublishedList, TrustPapers
from app.calendars import read_calendar
from app.clock import Clock
from app.domain.calendar import CalendarYear
from app.domain.errors import CalendarRefused, CatalogueDamaged, EnvironmentFault
from app.domain.publication import CALENDAR, CATALOGUE, FEES, FORMS, OVERRIDES, RULES, Publication
from app.domain.rules import RuleBook
from app.logs import logger
from app.ports import ExchangeBook
from app.readings import Position
from app.services.catalogue import CatalogueShelf, Listed
from app.services.catalogue_file import read_each
from app.services.office_calendar import OfficeCalendar
from app.services.publications import laid_over
from app.services.rule_book import read_rules

PUBLISHED, PUBLISHED_NEXT = "published", "published_next"
CONTENT = "content:"
LAID_CALENDARS = "laid_calendars"
"""Kinds of the documents kept in the exchange book."""


def published_log(hub: bytes) -> bytes:
    """Return the 16-byte name under which a desk's vector says how far it holds what a hub published."""
    return hashlib.blake2b(hub, digest_size=16, person=b"motcua.publish").digest()


class PublishedKeeper:
    """The documents: the list in use, the one on its way in, the contents."""

    def __init__(self, book: ExchangeBook, bundles: Bundles, card: Callable[[], bytes | None], roster: str) -> None:
        self._book, self._bundles, self._card, self._roster = book, bundles, card, roster

    def held(self) -> PublishedList | None:
        """Return the list in use, None before the first. Raises PublishedNotTrusted."""
        return self._read(PUBLISHED)

    def is_newer(self, found: PublishedList) -> bool:
        """Tell whether a list is newer than the one in use. Raises PublishedNotTrusted."""
        held = self.held()
        return held is None or found.version > held.version

    def hear(self, found: PublishedList) -> bool:
        """Take a verified list; it waits for its contents. Returns whether it is newer than the one held."""
        if not self.is_newer(found):
            return False
        self._book.keep_document(PUBLISHED_NEXT, found.data)
        self._promote(found)
        return True

    def keep(self, content: PublishedContent) -> bool:
        """Keep a content that the list on its way in names, any other is nobody's; return whether it lacked."""
        coming = self._read(PUBLISHED_NEXT)
        if coming is None or content.sha256 not in {one.sha256 for one in coming.publications}:
            return False
        lacked = self.content(content.sha256) is None
        self._book.keep_document(CONTENT + content.sha256, content.data)
        self._promote(coming)
        return lacked

    def content(self, sha256: str) -> bytes | None:
        """Return a kept content."""
        return self._book.document(CONTENT + sha256)

    def contents(self) -> tuple[tuple[Publication, bytes], ...]:
        """Return everything of the list in use with its content, oldest first."""
        held = self.held()
        found = ((one, self.content(one.sha256)) for one in (held.publications if held else ()))
        return tuple((one, data) for one, data in found if data is not None)

    def position(self, hub: bytes) -> Position | None:
        """Return how far this desk holds what the province published, for its vector; None: nothing yet."""
        held = self.held()
        return None if held is None else Position(published_log(hub), held.version, held.head)

    def _promote(self, coming: PublishedList) -> None:
        if all(self.content(one.sha256) is not None for one in coming.publications):
            self._book.keep_document(PUBLISHED, coming.data)
            logger("exchange").info("published_in_use", version=coming.version, count=len(coming.publications))

    def _read(self, kind: str) -> PublishedList | None:
        document = self._book.document(kind)
        if document is None:
            return None
        return self._bundles.published(TrustPapers(self._card(), self._book.document(self._roster), document))


@dataclass(frozen=True, slots=True)
class InUse:
    """One publication as the desk shows it. state: in_force | coming | replaced."""

    publication: Publication
    state: str


class PublishedDesk:
    """Lays what is held over the shelves of an open desk. shipped: the lists of the program itself."""

    def __init__(
        self,
        keeper: PublishedKeeper,
        shelf: CatalogueShelf,
        calendar: OfficeCalendar,
        book: ExchangeBook,
        clock: Clock,
        *,
        may_write: bool,
    ) -> None:
        self._keeper, self._shelf, self._calendar, self._book, self._clock = keeper, shelf, calendar, book, clock
        self._may_write = may_write
        self._shipped: Listed = shelf.listed
        self._laid = 0

    @property
    def version(self) -> int:
        """Return the version of the list in use, 0 before the first."""
        held = self._keeper.held()
        return held.version if held else 0

    def is_stale(self) -> bool:
        """Return whether the list is past its date: it goes on being used, and the page says so."""
        held = self._keeper.held()
        return held is not None and self._clock.now() >= held.expires

    def refresh(self) -> bool:
        """Put what is held and not yet laid on the shelves; returns whether anything changed.

        A content this program cannot read is left aside with a line in the log; the others hold.
        """
        held = self._keeper.held()
        changed = self._lay_calendars(self._clock.now().date())
        if held is None or held.version == self._laid:
            return changed
        readable = [one for one in self._keeper.contents() if _reads(*one, shipped=self._shipped)]
        self._shelf.listed = laid_over(self._shipped, readable, version=held.version)
        self._laid = held.version
        return True

    def in_use(self) -> tuple[InUse, ...]:
        """Return what was published, newest first, with how it stands today."""
        held, today = self._keeper.held(), self._clock.now().date()
        listed = held.publications if held else ()
        return tuple(InUse(one, _state(one, listed, today)) for one in reversed(listed))

    def rules(self, shipped: RuleBook) -> RuleBook:
        """Return the rule sets of the program with the published ones after them."""
        sets = shipped.sets
        for one, data in self._keeper.contents():
            if one.kind == RULES:
                try:
                    fresh = read_rules(data, name=one.title, before=sets)
                except CatalogueDamaged:
                    logger("exchange").warning("published_left_aside", kind=one.kind, version=one.version)
                    continue
                sets = (*sets, *(rules for rules in fresh if rules.id not in {known.id for known in sets}))
        return RuleBook(tuple(sorted(sets, key=lambda rules: rules.id)))

    def wordings(self) -> tuple[bytes, ...]:
        """Return the form wordings that have taken effect, oldest first."""
        today = self._clock.now().date()
        return tuple(data for one, data in self._keeper.contents() if one.kind == FORMS and one.is_in_force(today))

    def _lay_calendars(self, today: date) -> bool:
        """Let each published year that has begun to hold go the way of a calendar an officer brings; each once."""
        laid, changed = self._laid_before(), False
        for one, data in self._keeper.contents():
            if one.kind != CALENDAR or not one.is_in_force(today) or one.sha256 in laid:
                continue
            laid.append(one.sha256)
            changed = self._lay(one, data) or changed
            if self._may_write:
                self._book.keep_document(LAID_CALENDARS, msgspec.msgpack.encode(laid))
        return changed

    def _lay(self, one: Publication, data: bytes) -> bool:
        try:
            if self._may_write:
                self._calendar.take_in(data)
            else:  # another program of this desk writes: count by it here, and let that one keep it
                year: CalendarYear = self._calendar.look(data).year
                self._calendar.shelf[year.year] = year
        except (CalendarRefused, EnvironmentFault):
            logger("exchange").warning("published_left_aside", kind=one.kind, version=one.version)
            return False
        return True

    def _laid_before(self) -> list[str]:
        kept = self._book.document(LAID_CALENDARS)
        laid = [] if kept is None else msgspec.msgpack.decode(kept, type=list[str])
        # A folder that was emptied or came from another computer gets its years again.
        return [sha for sha in laid if (data := self._keeper.content(sha)) is None or self._is_there(data)]

    def _is_there(self, data: bytes) -> bool:
        return (self._calendar.folder / f"{read_calendar(data).year}.json").exists()


def _reads(one: Publication, data: bytes, *, shipped: Listed) -> bool:
    if one.kind not in (CATALOGUE, OVERRIDES, FEES):
        return False
    try:
        read_each(data, name=one.title) if one.kind == CATALOGUE else laid_over(shipped, [(one, data)], version=0)
    except (CatalogueDamaged, msgspec.MsgspecError, ValueError):
        logger("exchange").warning("published_left_aside", kind=one.kind, version=one.version)
        return False
    return True


def _state(one: Publication, listed: Sequence[Publication], today: date) -> str:
    """Say how a publication stands; only a calendar of the same year or newer words replace one whole."""
    if not one.is_in_force(today):
        return "coming"
    same = (other for other in listed if other.kind == one.kind and other.version > one.version)
    replaces = one.kind in (CALENDAR, FORMS)
    replaced = replaces and any(other.is_in_force(today) and _subject(other) == _subject(one) for other in same)
    return "replaced" if replaced else "in_force"


def _subject(one: Publication) -> str:
    return one.title.partition(" · ")[0] if one.kind == CALENDAR else one.title
