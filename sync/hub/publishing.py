"""Publishing (công bố): files are read strictly, told row by row, signed once; answers carry them to whom they lack."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from app.calendars import load_shipped, read_calendar
from app.domain.calendar import Calendar
from app.domain.errors import PublicationRefused, WordingsDamaged
from app.domain.publication import CALENDAR, KIND_WORDS, RULES, Publication
from app.domain.rules import RuleBook, Rules
from app.i18n import N_, _
from app.logs import logger
from app.services.catalogue import Listed, load_catalogue
from app.services.publications import MOST_BYTES, InForce, Reviewed, kind_of, laid_over, review
from app.services.published_desk import CONTENT, PUBLISHED, published_log
from app.services.rule_book import load_rules, read_rules
from printing.wordings import read_wordings
from sync.hub.ledger import Ledger
from sync.hub.program import RENEW_BEFORE, Hub
from sync.wire.published import sign_published

PUBLISHED_VALID = timedelta(days=400)
"""As long as the roster; past it desks show it and work on."""

_FORGOTTEN = "published_forgotten"
"""The kind of the document that says up to which version lists may have been signed that nobody here remembers."""

_ANOTHER_KIND = N_("it is a file of the kind “{kind}”")


@dataclass(frozen=True, slots=True)
class PublishedNow:
    """What one publishing came to. version: of the whole list."""

    version: int
    publications: tuple[Publication, ...]


@dataclass(frozen=True, slots=True)
class Publishing:
    """The province's desk of publishing."""

    hub: Hub

    def publications(self) -> tuple[Publication, ...]:
        """Return everything published so far, oldest first."""
        held = self.hub.published()
        return held.publications if held else ()

    def catalogue(self) -> Listed:
        """Return the lists as every desk has them that holds all that was published."""
        held = self.hub.published()
        return laid_over(load_catalogue().shelf.listed, self._contents(), version=held.version if held else 0)

    def calendar(self) -> Calendar:
        """Return the calendar with every year that was published."""
        calendar = load_shipped()
        for one, data in self._contents():
            if one.kind == CALENDAR:
                calendar = calendar.with_year(read_calendar(data))
        return calendar

    def rules(self) -> RuleBook:
        """Return the rule sets with every one that was published."""
        return RuleBook(_rules(self._contents()))

    def review(self, paths: Sequence[Path], *, effective: date, kind: str | None = None) -> tuple[Reviewed, ...]:
        """Read files and return what they would publish; signs nothing. kind: what the files must be, None: any.

        Several are read as if published one after the other. Raises PublicationRefused, CannotRead.
        """
        reviewed: list[Reviewed] = []
        for path in paths:
            data = self.hub.bundles.read_small(path, limit=MOST_BYTES)
            reviewed.append(self.review_data(data, path.name, effective=effective, kind=kind, before=reviewed))
        return tuple(reviewed)

    def review_data(
        self, data: bytes, name: str, *, effective: date, kind: str | None = None, before: Sequence[Reviewed] = ()
    ) -> Reviewed:
        """Return what one file's bytes would publish after those ``before``. Raises PublicationRefused."""
        found = kind_of(data, name=name)
        if kind is not None and kind != found:
            words = _(_ANOTHER_KIND).format(kind=_(KIND_WORDS[found]))
            raise PublicationRefused(name=name, problems=words, rows=[words])
        return review(found, data, name=name, effective=effective, held=self._in_force(before))

    def publish(self, reviewed: Sequence[Reviewed]) -> PublishedNow:
        """Keep the contents and sign the list anew with them in it."""
        book, version = self.hub.store.book, self._highest() + 1
        listed = list(self.publications())
        fresh = []
        for one in reviewed:
            number = 1 + max((other.version for other in listed if other.kind == one.kind), default=0)
            sha256 = hashlib.sha256(one.data).hexdigest()
            fresh.append(Publication(one.kind, number, one.effective_from, one.title, sha256, version))
            listed.append(fresh[-1])
            book.keep_document(CONTENT + sha256, one.data)
        self._sign(listed, version)
        logger("hub").info("published", version=version, count=len(fresh))
        return PublishedNow(version, tuple(fresh))

    def sign_anew(self) -> None:
        """Sign the same list with the root key in force: desks believe a fresh one by no other key."""
        if listed := self.publications():
            self._sign(listed, self._highest() + 1)

    def renew(self) -> None:
        """Sign the list anew in good time before it passes its date."""
        held = self.hub.published()
        if held is not None and held.expires - self.hub.clock.now() <= RENEW_BEFORE:
            self.sign_anew()

    def leap(self, versions: int, *, at_least: int = 0) -> None:
        """Let the next list be so many versions on: a hub put back from a backup has forgotten which it signed."""
        self.hub.store.book.keep_document(_FORGOTTEN, str(max(self._highest() + versions, at_least)).encode())

    def _sign(self, listed: Sequence[Publication], version: int) -> None:
        hub = self.hub
        sized = [(one, len(hub.content(one.sha256))) for one in listed]
        papers = sign_published(sized, key=hub.root_key(), version=version, expires=hub.clock.now() + PUBLISHED_VALID)
        hub.store.book.keep_document(PUBLISHED, papers.to_bytes())

    def lacking(self, station: bytes) -> tuple[bytes | None, tuple[bytes, ...]]:
        """Return the signed list and the contents a station did not hold when it last wrote; nothing if it has all."""
        held = self.hub.published()
        if held is None:
            return None, ()
        there = self._held_by(station)
        if there >= held.version:
            return None, ()
        lacking = dict.fromkeys(one.sha256 for one in held.publications if one.since > there)
        return held.data, tuple(self.hub.content(sha256) for sha256 in lacking)

    def reach(self) -> tuple[tuple[bytes, int], ...]:
        """Return each station in good standing with the version of the list it held when it last wrote."""
        stations = self.hub.stations().stations.values()
        ordered = sorted(stations, key=lambda one: (one.commune, one.number))
        return tuple((one.station, self._held_by(one.station)) for one in ordered if one.revoked_after is None)

    def _held_by(self, station: bytes) -> int:
        contact = Ledger(self.hub.store.book, self.hub.bundles).contacts().get(station)
        name = published_log(self.hub.store.station)
        return contact.seqs.get(name, 0) if contact else 0

    def _highest(self) -> int:
        """Return the highest version anybody has seen: a hub put back from a backup must not sign it a second time."""
        held = self.hub.published()
        seen = [self._held_by(station) for station in self.hub.stations().stations]
        forgotten = int(self.hub.store.book.document(_FORGOTTEN) or 0)
        return max([held.version if held else 0, forgotten, *seen])

    def _contents(self) -> list[tuple[Publication, bytes]]:
        return [(one, self.hub.content(one.sha256)) for one in self.publications()]

    def _in_force(self, before: Sequence[Reviewed]) -> InForce:
        held = self.hub.published()
        coming = 1 + (held.version if held else 0)
        contents = self._contents()
        contents += [
            (Publication(one.kind, 9_000 + place, one.effective_from, one.title, "", coming), one.data)
            for place, one in enumerate(before)
        ]
        listed = laid_over(load_catalogue().shelf.listed, contents, version=0)
        today = self.hub.clock.now().date()
        return InForce(today, listed, _rules(contents), lambda year: _year_status(contents, year), _forms_of)


def _rules(contents: Sequence[tuple[Publication, bytes]]) -> tuple[Rules, ...]:
    sets = load_rules().sets
    for one, data in contents:
        if one.kind == RULES:
            sets = (*sets, *read_rules(data, name=one.title, before=sets))
    return sets


def _year_status(contents: Sequence[tuple[Publication, bytes]], year: int) -> str | None:
    years = dict(load_shipped().years)
    for one, data in contents:
        if one.kind == CALENDAR:
            found = read_calendar(data)
            years[found.year] = found
    return years[year].status if year in years else None


def _forms_of(data: bytes) -> tuple[str, ...]:
    try:
        return tuple(read_wordings(data, name="forms").versions)
    except WordingsDamaged as damaged:
        problem = str(damaged.details["problem"])
        raise PublicationRefused(name="forms", problems=problem, rows=[problem]) from damaged
