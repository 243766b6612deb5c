"""What no printer took (in hỏng): kept beside the paper that is still to print, with when, why and how often.

This desk's own bookkeeping, in the vault but not in the change log: a jam is nobody else's business, and a
paper that came out takes it away again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import msgspec

from app.clock import Clock, local
from app.domain.errors import EnvironmentFault, UnknownDossier
from app.domain.owing import owed_papers
from app.ports import ExchangeBook, Queries
from app.readings import DossierFilter
from app.services.walking import each_line

TRIES = "print_tries"
"""Kind of the document kept in the book."""
_ID_LETTERS = 32
_MOST = 500
"""More papers than a desk prints in two days; the oldest go first."""


@dataclass(frozen=True, slots=True)
class FailedPrint:
    """A paper that did not come out. about: id of its dossier, or what a paper of the desk is of.

    reason: English, to be worded; tries: how often, since it last came out. at: of the last try.
    """

    form: str
    about: str
    number: str | None
    at: datetime
    reason: str
    tries: int = 1

    @property
    def dossier(self) -> bytes:
        """Return the id of its dossier, empty bytes for a paper of the desk."""
        return bytes.fromhex(self.about) if len(self.about) == _ID_LETTERS else b""


@dataclass(frozen=True, slots=True)
class PaperToPrint:
    """One paper of «Cần in». state: ``to_print`` (never tried) or ``failed``. code, applicant: of its dossier."""

    form: str
    code: str
    applicant: str
    state: str
    failed: FailedPrint | None = None


@dataclass(frozen=True, slots=True)
class PrintTries:
    """The book of papers that did not come out."""

    book: ExchangeBook
    queries: Queries
    clock: Clock

    def failed(self, form: str, about: str, number: str | None, refusal: EnvironmentFault) -> FailedPrint:
        """Note one more try that failed."""
        reason = refusal.details.get("reason")
        now = self.clock.now().replace(microsecond=0)
        noted = FailedPrint(form, about, number, now, reason if isinstance(reason, str) else str(refusal))

        def add(kept: bytes | None) -> bytes:
            nonlocal noted
            tried = _read(kept)
            before = tried.pop(_key(noted), None)
            if before is not None:
                noted = replace(noted, tries=before.tries + 1)
            tried[_key(noted)] = noted
            return _written(list(tried.values())[-_MOST:])

        self.book.change_document(TRIES, add)
        return noted

    def came_out(self, form: str, about: str, number: str | None) -> None:
        """Forget what failed before of a paper that was printed now; writes only where something had."""
        key = (form, about, number)
        if key not in _read(self.book.document(TRIES)):
            return

        def drop(kept: bytes | None) -> bytes:
            return _written(one for one in _read(kept).values() if _key(one) != key)

        self.book.change_document(TRIES, drop)

    def all(self) -> tuple[FailedPrint, ...]:
        """Return what failed and has not come out since, oldest first."""
        return tuple(_read(self.book.document(TRIES)).values())

    def of(self, dossier_id: bytes) -> tuple[FailedPrint, ...]:
        """Return what failed of one dossier."""
        return tuple(one for one in self.all() if one.about == dossier_id.hex())

    def by_dossier(self) -> Mapping[bytes, int]:
        """Return how often papers of each dossier failed, for lists."""
        counted: dict[bytes, int] = {}
        for one in self.all():
            if one.dossier:
                counted[one.dossier] = counted.get(one.dossier, 0) + one.tries
        return counted

    def to_print(self) -> tuple[PaperToPrint, ...]:
        """Return «Cần in» paper by paper: what dossiers owe, soonest due first, then whatever else failed."""
        tried = {_key(one): one for one in self.all()}
        listed = []
        for line in each_line(self.queries, DossierFilter(needs_print=True)):
            dossier = self.queries.dossier(line.id)
            for form in owed_papers(dossier):
                failed = tried.pop((form, line.id.hex(), dossier.slip_number(form)), None)
                state = "failed" if failed else "to_print"
                listed.append(PaperToPrint(form, line.code, line.applicant, state, failed))
        return (*listed, *(self._other(one) for one in tried.values()))

    def _other(self, failed: FailedPrint) -> PaperToPrint:
        """Return a paper nobody must print, a fee slip or a list, that somebody tried to."""
        try:
            dossier = self.queries.dossier(failed.dossier) if failed.dossier else None
        except UnknownDossier:  # guidance: it has an id, and no dossier
            dossier = None
        code, applicant = (dossier.code, dossier.applicant.name) if dossier else ("", "")
        return PaperToPrint(failed.form, code, applicant, "failed", failed)


def _key(one: FailedPrint) -> tuple[str, str, str | None]:
    return one.form, one.about, one.number


def _read(kept: bytes | None) -> dict[tuple[str, str, str | None], FailedPrint]:
    if not kept:
        return {}
    rows = msgspec.msgpack.decode(kept, type=list[FailedPrint])
    return {_key(one): replace(one, at=local(one.at)) for one in rows}


def _written(tried: Iterable[FailedPrint]) -> bytes:
    return msgspec.msgpack.encode(list(tried))
