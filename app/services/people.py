"""Persons across dossiers (hồ sơ của một người): found, shown, and merged by an officer, never by the program."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from app.clock import Clock
from app.domain.acts import needed
from app.domain.citizen import Applicant
from app.domain.dossier import Dossier
from app.domain.errors import BadInput, UnknownPerson
from app.domain.person import PersonLinks, person_key
from app.domain.person_events import PersonsApart, PersonsMerged, PersonSplit
from app.i18n import N_
from app.ports import NewUnit, Queries
from app.readings import Desk, DossierFilter, DossierLine, Officer
from app.services import field_checks as check
from app.services.decisions import office_aggregate

_MOST_DOSSIERS = 500
_MOST_RECORDS = 50


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper of a person as it stood on a dossier."""

    kind: str
    number: str


@dataclass(frozen=True, slots=True)
class Person:
    """One person as their dossiers tell, the newest spelling first. keys: the records merged into this one."""

    key: str
    keys: tuple[str, ...]
    names: tuple[str, ...]
    birth_dates: tuple[str, ...]
    papers: tuple[Paper, ...]
    phones: tuple[str, ...]
    addresses: tuple[str, ...]
    dossiers: tuple[DossierLine, ...]

    @property
    def name(self) -> str:
        """Return the name on the newest dossier; empty where a forged one has none."""
        return self.names[0] if self.names else ""


@dataclass(frozen=True, slots=True)
class People:
    """One record a person, whatever was written on the dossiers."""

    new_unit: NewUnit
    queries: Queries
    clock: Clock
    desk: Desk

    def of(self, dossier: Dossier) -> Person:
        """Return the person whose dossier this is. Raises UnknownPerson where the dossier is not held here."""
        return self.person(person_key(dossier.applicant))

    def person(self, key: str) -> Person:
        """Return a person by the key of any of their records. Raises UnknownPerson."""
        return self._seen(self.queries.person_links().together(key))

    def record(self, key: str) -> Person:
        """Return one record by itself, whatever it was merged with. Raises UnknownPerson."""
        return self._seen((key,))

    def merged(self) -> tuple[tuple[Person, Person], ...]:
        """Return every merge in force: the record that stands for the person, and the record merged into it."""
        links = self.queries.person_links()
        held = {key for key in links.into if self.queries.of_persons((key,), limit=1)}
        pairs = [(links.head(key), key) for key in sorted(held)]
        return tuple((self.person(head), self.record(key)) for head, key in pairs if head != key)

    def _seen(self, keys: tuple[str, ...]) -> Person:
        """Return the person that these records' dossiers tell of. Raises UnknownPerson."""
        lines = self.queries.of_persons(keys, limit=_MOST_DOSSIERS)
        if not lines:
            raise UnknownPerson(person=keys[0])
        seen = [self.queries.dossier(line.id).applicant for line in lines]
        return Person(
            key=keys[0],
            keys=keys,
            names=_once(one.name for one in seen),
            birth_dates=_once(one.birth_date for one in seen),
            papers=tuple(dict.fromkeys(Paper(one.id_kind, one.id_number) for one in seen if one.id_number)),
            phones=_once(one.phone for one in seen),
            addresses=_once(one.address for one in seen),
            dossiers=lines,
        )

    def find(self, text: str, *, limit: int = 20) -> tuple[Person, ...]:
        """Return persons by name, number or phone, in the order of their newest dossiers."""
        lines = self.queries.find(text, filter=DossierFilter(), limit=_MOST_DOSSIERS)
        links, heads = self.queries.person_links(), dict[str, None]()
        for line in lines:
            heads[links.head(person_key(self.queries.dossier(line.id).applicant))] = None
            if len(heads) >= limit:
                break
        return tuple(self.person(key) for key in heads)

    def earlier(self, applicant: Applicant, *, limit: int) -> tuple[DossierLine, ...]:
        """Return the dossiers of this applicant under any number and spelling that officers merged, newest first."""
        keys = self.queries.person_links().together(person_key(applicant))
        return self.queries.of_persons(keys, limit=limit)

    def candidates(self, key: str) -> tuple[Person, ...]:
        """Return who may be the same person: the same folded name, and no birth date that says otherwise."""
        person = self.person(key)
        birth = person.birth_dates[0] if person.birth_dates else None
        links = self.queries.person_links()
        heads = {
            links.head(one)
            for name in person.names
            for one in self.queries.persons_named(name, birth, limit=_MOST_RECORDS)
        }
        return tuple(self.person(one) for one in sorted(heads - {person.key}))

    def all_candidates(self, *, limit: int = 50) -> tuple[tuple[Person, ...], ...]:
        """Return groups of records with the same folded name and birth date that nobody merged or need not be."""
        links = self.queries.person_links()
        groups = [dict.fromkeys(links.head(key) for key in keys) for keys in self.queries.persons_alike(limit=limit)]
        return tuple(tuple(self.person(key) for key in heads) for heads in groups if len(heads) > 1)

    def pairs_alike(self, *, limit: int = 50) -> tuple[tuple[Person, Person], ...]:
        """Return two records at a time that may be one person and of which nobody said that they are two."""
        links = self.queries.person_links()
        pairs = [(group[0], other) for group in self.all_candidates(limit=limit) for other in group[1:]]
        return tuple((one, other) for one, other in pairs if not links.are_apart(one.key, other.key))

    def keep_apart(self, one: str, other: str, *, reason: str | None, officer: Officer) -> None:
        """Say that two records are two people: they are offered no more.

        Raises UnknownPerson, ReasonNeeded, BadInput (they are one already).
        """
        why = needed(check.text(reason, "reason"), "reason")
        for key in (one, other):
            self.person(key)
        with self.new_unit(officer.id) as work:
            if work.person_links().head(one) == work.person_links().head(other):
                raise BadInput(field="person", problem=N_("both records are one person already"))
            work.record("person", self._aggregate(), PersonsApart(self._now(), one, other, why))

    def merge(self, kept: str, merged: str, *, reason: str | None, officer: Officer) -> Person:
        """Let two records be one person. Raises UnknownPerson, ReasonNeeded, BadInput (they are one already)."""
        why = needed(check.text(reason, "reason"), "reason")
        for key in (kept, merged):
            self.person(key)
        with self.new_unit(officer.id) as work:
            links = work.person_links()
            if links.head(kept) == links.head(merged):
                raise BadInput(field="person", problem=N_("both records are one person already"))
            event = PersonsMerged(self._now(), links.head(kept), links.head(merged), why)
            work.record("person", self._aggregate(), event)
        return self.person(kept)

    def split(self, merged: str, *, reason: str | None, officer: Officer) -> PersonLinks:
        """Take a merged record out again. Raises ReasonNeeded, BadInput (it was not merged)."""
        why = needed(check.text(reason, "reason"), "reason")
        with self.new_unit(officer.id) as work:
            if merged not in work.person_links().into:
                raise BadInput(field="person", problem=N_("this record was not merged with another one"))
            work.record("person", self._aggregate(), PersonSplit(self._now(), merged, why))
            return work.person_links()

    def _now(self) -> datetime:
        return self.clock.now().replace(microsecond=0)

    def _aggregate(self) -> bytes:
        return office_aggregate("person", self.desk.station)


def _once(texts: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))
