"""The SQL of lists: filters, orders and pages over the dossier's list columns.

A list is the merge of one index walk per state: each state's rows already lie in order in
``(state, due_at)`` or ``(state)``, so a page costs what it shows, not what the table holds.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, func, literal_column, or_, select, union_all
from sqlalchemy import tuple_ as pair

from app.domain.states import State
from app.readings import DossierFilter
from storage.codec import seconds
from storage.tables import DossierRow, HeadRow, StationRow, table_of
from storage.upsert import larger

dossier = table_of(DossierRow)
_head, _station = table_of(HeadRow), table_of(StationRow)

_NOT_SHOWN = (
    "code_tail",
    "id_number",
    "procedure_id",
    "visit",
    "parent",
    "folded",
    "book",
    "entry",
    "rated",
    "return_point",
    "returned_at",
    "solved_at",
    "solved_late",
    "began_at",
)
LINE = [column for column in dossier.c if column.name not in _NOT_SHOWN]

_sent = larger(_station.c.written_to, _station.c.acknowledged_to)
# The plus keeps the planner from starting at a hundred thousand heads: the few stations come first.
_of_dossiers = (
    select(_head.c.aggregate_id)
    .select_from(_station.join(_head, _head.c.station == literal_column("+station.id")))
    .where(_head.c.is_dossier)
)
UNACKNOWLEDGED = _of_dossiers.where(_head.c.seq > _station.c.acknowledged_to)
UNSENT = _of_dossiers.where(_head.c.seq > _sent)
"""Dossiers with a change the province has not confirmed, or that never left this computer."""


def conditions(filter: DossierFilter, *, own: int | None, walking: bool = False) -> list[ColumnElement[bool]]:
    """Return what a filter asks beside the states. own: this desk's station, for what waits to be printed here.

    walking: rows are met one by one in order, so evidence is looked up per row.
    """
    asked: list[ColumnElement[bool]] = []
    if filter.due_from is not None:
        asked.append(dossier.c.due_at >= seconds(filter.due_from))
    if filter.due_until is not None:
        asked.append(dossier.c.due_at <= seconds(filter.due_until))
    if filter.began_until is not None:
        asked.append(dossier.c.began_at <= seconds(filter.began_until))
    for column, wanted in ((dossier.c.extended, filter.extended), (dossier.c.entered, filter.entered)):
        if wanted is not None:
            asked.append(column if wanted else ~column)
    asked += _of_priority(filter)
    if filter.needs_print is not None:
        here = and_(dossier.c.needs_print, dossier.c.received_by == own)
        asked.append(here if filter.needs_print else ~here)
    if filter.trip is not None:
        asked.append(dossier.c.trip == filter.trip)
    if filter.return_points:
        asked.append(dossier.c.return_point.in_(filter.return_points))
    for wanted, column in ((filter.needs_scan, dossier.c.needs_scan), (filter.needs_sign, dossier.c.needs_sign)):
        if wanted is not None:
            waits = and_(column, dossier.c.received_by == own)
            asked.append(waits if wanted else ~waits)
    if filter.evidence is not None:
        asked.append(_evidence_met(filter.evidence) if walking else _evidence_is(filter.evidence))
    return asked


def _of_priority(filter: DossierFilter) -> list[ColumnElement[bool]]:
    first_by, asked = dossier.c.first_by, list[ColumnElement[bool]]()
    if filter.priority is not None:
        asked.append(first_by.is_not(None) if filter.priority else first_by.is_(None))
    if filter.first_from is not None:
        asked.append(first_by >= seconds(filter.first_from))
    if filter.first_until is not None:
        asked.append(first_by <= seconds(filter.first_until))
    return asked


def _evidence_is(evidence: str) -> ColumnElement[bool]:
    match evidence:
        case "saved":
            return dossier.c.id.in_(UNSENT)
        case "written":
            return dossier.c.id.in_(UNACKNOWLEDGED) & dossier.c.id.not_in(UNSENT)
        case "unconfirmed":
            return dossier.c.id.in_(UNACKNOWLEDGED)
        case "received":
            return dossier.c.id.not_in(UNACKNOWLEDGED)
        case _:
            return dossier.c.id.is_(None)


def _evidence_met(evidence: str) -> ColumnElement[bool]:
    """Return the same for one dossier at a time: cheap where most rows meet it."""
    of_this = _head.c.aggregate_id == dossier.c.id
    unsent, unacknowledged = UNSENT.where(of_this).exists(), UNACKNOWLEDGED.where(of_this).exists()
    match evidence:
        case "saved":
            return unsent
        case "written":
            return unacknowledged & ~unsent
        case _:
            return _evidence_is(evidence)


def states_of(filter: DossierFilter) -> tuple[int, ...]:
    """Return the national codes a filter holds; all if it names none."""
    return tuple(state.code for state in (filter.states or tuple(State)))


def count_of(filter: DossierFilter, *, own: int | None) -> Select[int]:
    """Return the statement that counts a filter."""
    counted = select(func.count()).select_from(dossier).where(*conditions(filter, own=own))
    return counted.where(dossier.c.state.in_(states_of(filter))) if filter.states else counted


def positions(
    filter: DossierFilter,
    *,
    order: str,
    own: int | None,
    after: tuple[int, int] | None = None,
    limit: int,
    offset: int = 0,
    few_unsent: bool = False,
) -> Select[int, int] | CompoundSelect[int, int]:
    """Return ``(due_at, position)`` of a page, in its order: ``due``, ``first`` (by ``first_by``) or ``recent``.

    few_unsent: the filter asks for evidence that only a few dossiers have.
    """
    by_due = order != "recent"
    ordered = dossier.c.first_by if order == "first" else dossier.c.due_at
    value = ordered.label("due_at") if by_due else dossier.c.position.label("due_at")
    is_driven = drives(filter) or few_unsent
    asked = conditions(filter, own=own, walking=not is_driven)
    if after is not None:
        asked.append(pair(ordered, dossier.c.position) > after if by_due else dossier.c.position < after[1])
    if is_driven:
        # Few rows: start from them and sort, instead of walking whole states in search of them.
        kept = literal_column("+dossier.state").in_(states_of(filter))
        found = select(value, dossier.c.position).where(kept, *asked)
        return found.order_by(*_sorted(value, dossier.c.position, by_due=by_due)).limit(limit).offset(offset)
    walks = [select(value, dossier.c.position).where(dossier.c.state == state, *asked) for state in states_of(filter)]
    if len(walks) == 1:
        columns = walks[0].selected_columns
        return walks[0].order_by(*_sorted(columns[0], columns[1], by_due=by_due)).limit(limit).offset(offset)
    merged = union_all(*walks)
    first, second = merged.selected_columns[0], merged.selected_columns[1]
    return merged.order_by(*_sorted(first, second, by_due=by_due)).limit(limit).offset(offset)


def drives(filter: DossierFilter) -> bool:
    """Return whether a filter names few rows by an index of their own: to print, one trip, returned here."""
    return filter.needs_print is True or filter.trip is not None or bool(filter.return_points)


def asks_for_unsafe(filter: DossierFilter) -> bool:
    """Return whether a filter asks for dossiers that the province has not confirmed."""
    return filter.evidence in ("saved", "written")


FEW = 2_000
MANY_UNACKNOWLEDGED = UNACKNOWLEDGED.offset(FEW).limit(1)
"""A row if more than a few dossiers wait for the province's word."""


def _sorted(due: ColumnElement[int], position: ColumnElement[int], *, by_due: bool) -> list[ColumnElement[int]]:
    return [due.asc(), position.asc()] if by_due else [position.desc()]


def ending_with(tail: str) -> ColumnElement[bool]:
    """Return the condition for codes with this ending (given backwards, see ``codec.tail_of``)."""
    return and_(dossier.c.code_tail >= tail, dossier.c.code_tail < tail + "\x7f")


def of_procedure(procedure: ColumnElement[str]) -> ColumnElement[bool]:
    """Return the condition for a procedure named by our id or the national code."""
    return or_(dossier.c.procedure_id == procedure, dossier.c.procedure_code == procedure)
