"""One person across dossiers (hồ sơ của một người): a key that every laptop reckons alike, and merges by officers.

The key follows from what stands on the dossier, so that no laptop has to ask another one; it is a
hash, so that it says nothing of the person. Whether two keys are one person only an officer says.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field

from app.domain.citizen import Applicant
from app.domain.person_events import PersonsApart, PersonsMerged, PersonSplit
from app.domain.text import fold

PersonEvent = PersonsMerged | PersonSplit | PersonsApart


def person_key(applicant: Applicant) -> str:
    """Return the key of an applicant's record, 16 hex digits.

    With a number it is the number's; without one the folded name, the date of birth and the first part
    of the address stand in. A cousin of the same name in another village is another record.
    """
    if applicant.id_number:
        return number_key(applicant.id_number)
    return _key("name", applicant.kind, fold(applicant.name), applicant.birth_date or "", address_head(applicant))


def number_key(id_number: str) -> str:
    """Return the key of the record of a citizen number, or of any other paper's number."""
    return _key("number", "".join(id_number.split()).upper())


def address_head(applicant: Applicant) -> str:
    """Return the folded first part of the address: the village."""
    return fold((applicant.address or "").partition(",")[0])


def _key(*parts: str) -> str:
    return hashlib.blake2b("\x00".join(parts).encode(), digest_size=8, person=b"motcua.person").hexdigest()


@dataclass(frozen=True, slots=True)
class PersonLinks:
    """Which records officers merged: record → the one it was merged into; apart: pairs that are two people."""

    into: dict[str, str] = field(default_factory=dict)
    apart: frozenset[frozenset[str]] = frozenset()

    def head(self, key: str) -> str:
        """Return the record that stands for all that were merged with this one."""
        seen = {key}
        while (following := self.into.get(key)) is not None and following not in seen:
            key = following
            seen.add(key)
        return key

    def together(self, key: str) -> tuple[str, ...]:
        """Return all records of the same person, the one that stands for them first."""
        head = self.head(key)
        return (head, *sorted(one for one, stands in self._heads().items() if one != head and stands == head))

    def _heads(self) -> dict[str, str]:
        """Return the head of every record named in a merge; each step is walked once, however long a chain is."""
        found: dict[str, str] = {}
        for key in self.into:
            at, path = key, {key}
            while (following := self.into.get(at)) is not None and following not in path and following not in found:
                at = following
                path.add(at)
            found.update(dict.fromkeys(path, found.get(following or at, at)))
        return found

    def are_apart(self, one: str, other: str) -> bool:
        """Return whether an officer said that these two records are two people."""
        pairs = ((left, right) for left in self.together(one) for right in self.together(other))
        return any(frozenset(pair) in self.apart for pair in pairs)


def links_of(events: Iterable[PersonEvent]) -> PersonLinks:
    """Fold what officers said, oldest first. A merge that would close a circle makes nothing; a later merge counts."""
    into: dict[str, str] = {}
    apart: set[frozenset[str]] = set()
    for event in events:
        match event:
            case PersonsMerged(kept=kept, merged=merged):
                if PersonLinks(into).head(kept) != PersonLinks(into).head(merged):
                    into[PersonLinks(into).head(merged)] = PersonLinks(into).head(kept)
            case PersonSplit(merged=merged):
                into.pop(merged, None)
            case PersonsApart(one=one, other=other):
                apart.add(frozenset((one, other)))
    return PersonLinks(into, frozenset(apart))
