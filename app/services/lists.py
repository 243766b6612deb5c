"""Papers over many dossiers: the register by book and year, the list to sign, one hand-over slip for several."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from app.clock import ZONE, Clock
from app.domain.dossier import Dossier
from app.domain.errors import BadInput
from app.domain.owing import owed_papers
from app.domain.states import RUNNING_STATES, State
from app.i18n import N_
from app.ports import Letterhead, ListForms, Paper, Queries
from app.readings import DossierFilter, ListedDossier, Officer, RegisterRow, ShiftPaper, Trip
from app.services.shift_sheet import ShiftSheet
from app.services.walking import each_line

_PAGE = 200


@dataclass(frozen=True, slots=True)
class Lists:
    """Makes the lists. Reads only; what comes out is counted by ``DeskPapers``."""

    queries: Queries
    forms: ListForms
    clock: Clock
    letterhead: Letterhead

    # ── the register ──

    def register_rows(self, first: date, last: date) -> Iterator[RegisterRow]:
        """Yield what was received from the first to the last day, by book and entry. Raises BadInput."""
        if last < first:
            raise BadInput(field="to", problem=N_("is before the first day"))
        return self._entries(datetime.combine(first, time.min, ZONE), datetime.combine(last, time.max, ZONE))

    def _entries(self, since: datetime, until: datetime) -> Iterator[RegisterRow]:
        for book in self.queries.books(since, until):
            after: tuple[int, int] | None = None
            while page := self.queries.book_page(book, since, until, after=after, limit=_PAGE):
                yield from (register_row(dossier) for _key, dossier in page)
                after = page[-1][0]

    def register(self, first: date, last: date, *, draft: bool = False) -> Paper:
        """Return Mẫu 07 of these days as PDF. draft: marked so. Raises BadInput, MissingGlyphs."""
        rows, today = self.register_rows(first, last), self.clock.now().date()
        return self.forms.register(rows, self.letterhead, day=today, draft=draft)

    def register_sheet(self, first: date, last: date) -> bytes:
        """Return the same rows as an XLSX workbook. Raises BadInput."""
        return self.forms.register_sheet(self.register_rows(first, last))

    # ── from hand to hand ──

    def to_sign(self, dossier_ids: Sequence[bytes], *, officer: Officer, only_first: bool = False) -> Paper:
        """Return «Danh sách trình ký» of the chosen dossiers; of all in work here where none is chosen.

        People with priority stand first; only_first: nobody else.
        Raises BadInput if there is none, or one is no longer in work; UnknownDossier.
        """
        dossiers = self._chosen(dossier_ids) if dossier_ids else self._in_work()
        if not dossiers:
            raise BadInput(field="dossiers", problem=N_("there is no dossier in work"))
        for dossier in dossiers:
            if dossier.state not in RUNNING_STATES:
                raise BadInput(field="dossiers", problem=N_("one of them is no longer in work"))
        dossiers = [one for one in dossiers if one.priority or not only_first]
        if not dossiers:
            raise BadInput(field="priority", problem=N_("holds for none of the dossiers in work"))
        rows = [listed(dossier) for dossier in sorted(dossiers, key=lambda one: not one.priority)]
        return self.forms.to_sign(rows, self.letterhead, day=self.clock.now().date(), officer=officer.name)

    def handover(self, dossier_ids: Sequence[bytes], *, officer: Officer, receiver: str = "") -> Paper:
        """Return «Phiếu bàn giao hồ sơ» of several dossiers, as each lies now. Raises BadInput, UnknownDossier.

        receiver: left out, the holder whom all of them went to.
        """
        dossiers = self._chosen(dossier_ids)
        if not dossiers:
            raise BadInput(field="dossiers", problem=N_("name at least one dossier"))
        holders = {dossier.custodian.holder or "" for dossier in dossiers}
        named = receiver or (holders.pop() if len(holders) == 1 else "")
        taker = "" if named == officer.name else named
        rows = [listed(dossier) for dossier in dossiers]
        now = self.clock.now()
        return self.forms.handover(rows, self.letterhead, at=now, giver=officer.name, receiver=taker)

    def trip(self, trip: Trip, dossiers: Sequence[Dossier], *, officer: Officer) -> Paper:
        """Return «Danh sách trả kết quả» of a mobile trip: these results are carried out. Raises BadInput."""
        if not dossiers:
            raise BadInput(field="trip", problem=N_("no result of this trip waits to be carried out"))
        rows = [listed(dossier) for dossier in dossiers]
        name = f"{trip.place} ({trip.number})"
        return self.forms.trip(rows, self.letterhead, trip=name, day=self.clock.now().date(), officer=officer.name)

    def shift(self, sheet: ShiftSheet, *, officer: Officer, next_officer: str | None = None) -> Paper:
        """Return «Phiếu bàn giao ca» of what one shift leaves to the next."""
        open_ones = [self.queries.dossier(line.id) for held in sheet.held for line in held.dossiers]
        waiting = [self.queries.dossier(line.id) for line in sheet.to_print]
        paper = ShiftPaper(
            at=sheet.at,
            officer=officer.name,
            open=tuple(listed(dossier) for dossier in open_ones),
            cash_expected=sheet.cash,
            unprinted=tuple((dossier.code, owed_papers(dossier)) for dossier in waiting),
            drafts=len(sheet.drafts),
            next_officer=next_officer,
        )
        return self.forms.shift(paper, self.letterhead)

    def pad(self, codes: Sequence[str], *, day: date, paper: str, draft: bool = False) -> Paper:
        """Return blank Mẫu 01 for each of these reserved codes. draft: marked so. Raises BadInput."""
        if not codes:
            raise BadInput(field="count", problem=N_("no unused sheet is reserved for that day"))
        return self.forms.pad(codes, self.letterhead, day=day, paper=paper, draft=draft)

    def _chosen(self, dossier_ids: Sequence[bytes]) -> list[Dossier]:
        return [self.queries.dossier(one) for one in dict.fromkeys(dossier_ids)]

    def _in_work(self) -> list[Dossier]:
        filter = DossierFilter(states=(State.PROCESSING,))
        return [self.queries.dossier(line.id) for line in each_line(self.queries, filter) if line.custody_here]


def listed(dossier: Dossier) -> ListedDossier:
    """Return a dossier as a line of a list."""
    kept = [paper for paper in dossier.papers if not paper.shown_only and (paper.original or paper.copy)]
    return ListedDossier(
        code=dossier.code,
        applicant=dossier.applicant.name,
        procedure=dossier.procedure.name,
        due_at=dossier.due.at,
        birth_date=dossier.applicant.birth_date,
        address=dossier.applicant.address,
        papers=f"{len(kept):02d} loại, {dossier.sets:02d} bộ" if kept else "",
        result=dossier.result.number if dossier.result else None,
        holder=dossier.custodian.holder,
        first=bool(dossier.priority),
    )


def register_row(dossier: Dossier) -> RegisterRow:
    """Return a dossier as an entry of the register."""
    returned = dossier.returned
    return RegisterRow(
        book=dossier.book,
        entry=dossier.entry,
        code=dossier.code,
        procedure=dossier.procedure.name,
        sets=dossier.sets,
        applicant=dossier.applicant.name,
        received_at=dossier.received_at,
        due_at=dossier.due.at,
        address=dossier.applicant.address,
        phone=dossier.applicant.phone,
        agency=dossier.competent_agency,
        returned_at=returned.at if returned else None,
        return_place=dossier.return_place,
        return_to=dossier.other_desk,
        receiver=(returned.receiver_name or dossier.applicant.name) if returned else None,
        signature=returned.signature if returned else "",
        notes=tuple(_notes(dossier)),
    )


def _notes(dossier: Dossier) -> Iterator[str]:
    if dossier.late_entry:
        yield f"late_entry:{dossier.paper_number}" if dossier.paper_number else "late_entry"
    if dossier.trip is not None:
        yield "trip"
    if dossier.corrections:
        yield "corrected"
    if dossier.extension is not None:
        yield "extended"
    if dossier.ending is not None:
        yield dossier.ending.kind
    if dossier.returned is not None and dossier.returned.lost_slip:
        yield "lost_slip"
    if dossier.external_code:
        yield f"external:{dossier.external_code}"
    if dossier.parent:
        yield f"parent:{dossier.parent}"
