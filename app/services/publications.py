"""What a published file says (công bố của tỉnh): told row by row before it is signed, laid over the lists when read.

A file is published whole or not at all. The desk reads the same files with the same functions; what a
newer program wrote and this one cannot read is left aside, and the rest holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Any, Literal

import msgspec

from app.calendars import read_calendar
from app.domain.deadline import parse_limit
from app.domain.errors import BadInput, CalendarRefused, CatalogueDamaged, PublicationRefused, UnknownProcedure
from app.domain.money import FeeItem, format_amount
from app.domain.procedure import LocalOverride, Procedure
from app.domain.publication import CALENDAR, CATALOGUE, FEES, FORMS, OVERRIDES, RULES, Publication
from app.domain.rules import Rules
from app.i18n import N_, _
from app.json_places import place_of
from app.services.catalogue import Listed, ProcedureRows
from app.services.catalogue_file import read_each
from app.services.decisions import MOST_FEE
from app.services.rule_book import read_rules
from app.wording import limit_text

MOST_BYTES = 4 * 1024 * 1024
"""More than this is no list of a province."""

MOST_TOLD = 20
"""So many rows are told; who repairs those publishes again and is told the next."""

_BAD_ENTRY = N_("this entry is missing, unknown or of another kind: {entry}")
_UNKNOWN = N_("the catalogue has no such procedure")
_FORMATS = {
    "motcua-overrides-1": OVERRIDES,
    "motcua-fees-1": FEES,
    "motcua-calendar-1": CALENDAR,
    "motcua-rules-1": RULES,
}
_Short = Annotated[str, msgspec.Meta(min_length=1, max_length=300)]


class _OverrideRow(msgspec.Struct, forbid_unknown_fields=True):
    procedure: _Short
    limit: _Short | None = None
    responsible: _Short | None = None
    decision: _Short | None = None


class _FeeRow(msgspec.Struct, forbid_unknown_fields=True):
    procedure: _Short
    amount: Annotated[int, msgspec.Meta(ge=0, le=MOST_FEE)]
    fee: _Short | None = None


class _Table(msgspec.Struct, forbid_unknown_fields=True):
    format: Literal["motcua-overrides-1", "motcua-fees-1"]
    decision: _Short
    rows: Annotated[list[msgspec.Raw], msgspec.Meta(min_length=1)]


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong with one row. place: from 1, 0 for the file as a whole. entry: fills the sentence."""

    place: int
    name: str
    problem: str
    entry: str = ""

    def sentence(self) -> str:
        """Return it in words."""
        problem = _(self.problem).format(entry=self.entry)
        if not self.place:
            return f"{self.name}: {problem}" if self.name else problem
        return _("row {place} ({name}): {problem}").format(place=self.place, name=self.name, problem=problem)


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A file that may be published. title, changes: for the person who signs; rows: how many it brings."""

    kind: str
    effective_from: str
    title: str
    rows: int
    changes: tuple[str, ...]
    data: bytes


@dataclass(frozen=True, slots=True)
class InForce:
    """What a review compares with. year_status: of a calendar year in use, None for none.

    forms_of: reads form wordings and returns the versions they name. Raises WordingsDamaged.
    """

    today: date
    listed: Listed
    rules: Sequence[Rules]
    year_status: Callable[[int], str | None]
    forms_of: Callable[[bytes], Sequence[str]]


def kind_of(data: bytes, *, name: str) -> str:
    """Return which kind of publication a file is. Raises PublicationRefused."""
    if len(data) > MOST_BYTES:
        raise _refused(name, [RowProblem(0, "", N_("it is too large"))])
    try:
        told = msgspec.json.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as failed:
        raise _refused(name, [RowProblem(0, "JSON", N_("it is damaged, or no file that can be published"))]) from failed
    if isinstance(told, dict):
        if "procedures" in told:
            return CATALOGUE
        if "versions" in told:
            return FORMS
        if (format_ := str(told.get("format"))) in _FORMATS:
            return _FORMATS[format_]
    raise _refused(name, [RowProblem(0, "", N_("it is damaged, or no file that can be published"))])


def review(kind: str, data: bytes, *, name: str, effective: date, held: InForce) -> Reviewed:
    """Return what a file would publish. Raises PublicationRefused with a sentence for every bad row."""
    match kind:
        case "catalogue":
            return _review_rows(data, name, effective, held)
        case "overrides" | "fees":
            return _review_table(kind, data, name, effective, held.listed)
        case "calendar":
            return _review_calendar(data, name, effective, held.year_status)
        case "rules":
            return _review_rules(data, name, effective, held.rules)
        case _:
            return _review_forms(data, name, effective, held.forms_of)


# ── procedures ───────────────────────────────────────────────────────────────────────────────


def _review_rows(data: bytes, name: str, effective: date, held: InForce) -> Reviewed:
    known = {(row.id, row.version): row for row in held.listed.rows.in_file_order}
    in_force = {id_: version for id_, version in sorted(known) if version <= held.today.isoformat()}
    problems, fresh = [], {}
    for row in _each(data, name):
        read = row.procedure
        if read is None:
            problems.append(RowProblem(row.place, row.id, _BAD_ENTRY, row.at_fault))
            continue
        procedure = read if row.says_when else _dated(read, effective)
        key = (procedure.id, procedure.version)
        if key in fresh:
            problems.append(RowProblem(row.place, row.id, N_("stands there twice")))
        elif not row.says_when and procedure.version < in_force.get(procedure.id, ""):
            # Nobody would ever go by it: a slip of the year in the first day.
            words = N_("the version of {entry} is in force with other content; a change needs a later first day")
            problems.append(RowProblem(row.place, row.id, words, in_force[procedure.id]))
        elif known.get(key, procedure) != procedure:
            words = N_("the version of {entry} is in force with other content; a change needs a later first day")
            problems.append(RowProblem(row.place, row.id, words, procedure.version))
        elif key not in known:
            fresh[key] = procedure
    if not problems and not fresh:
        problems.append(RowProblem(0, "", N_("it changes nothing")))
    _stop_at(name, problems)
    first = min(version for _id, version in fresh)
    lines = tuple(f"{one.code or one.id} {one.short_name} · {one.version}" for one in fresh.values())
    return Reviewed(CATALOGUE, first, _title_of_rows(list(fresh.values())), len(fresh), lines, data)


def _each(data: bytes, name: str) -> Sequence[Any]:
    try:
        return read_each(data, name=name)
    except CatalogueDamaged as failed:
        raise _refused(name, [RowProblem(0, "", N_("it is damaged, or no file that can be published"))]) from failed


def _dated(row: Procedure, effective: date) -> Procedure:
    return replace(row, version=effective.isoformat())


def _shortened(text: str, most: int) -> str:
    """Return a text of at most so many letters, cut between two words."""
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0].rstrip(" ,;.") + "…"


def _title_of_rows(rows: Sequence[Procedure]) -> str:
    more = f" (+{len(rows) - 1})" if len(rows) > 1 else ""
    return f"{_shortened(rows[0].short_name, 120)}{more}"


# ── local decisions and fees ─────────────────────────────────────────────────────────────────


def _review_table(kind: str, data: bytes, name: str, effective: date, listed: Listed) -> Reviewed:
    try:
        overrides, problems = _overrides(data, effective.isoformat(), listed.rows)
    except msgspec.MsgspecError as failed:
        entry = place_of(failed) if isinstance(failed, msgspec.ValidationError) else "JSON"
        raise _refused(name, [RowProblem(0, "", _BAD_ENTRY, entry)]) from failed
    _stop_at(name, problems)
    decision = overrides[0].decision or ""
    count = len({one.procedure for one in overrides})
    lines = tuple(
        _decided(one, listed.rows.in_force(one.procedure, date.fromisoformat(one.effective_from))) for one in overrides
    )
    return Reviewed(kind, effective.isoformat(), decision, count, tuple(dict.fromkeys(lines)), data)


def _decided(said: LocalOverride, row: Procedure) -> str:
    """Return what one decision makes of a procedure: the limit, who answers, each fee that changes."""
    told = [limit_text(said.limit)] if said.limit else []
    told += [said.responsible] if said.responsible else []
    for new, old in zip(said.fees or (), row.fees, strict=False):
        if new.amount is not None and new.amount != old.amount:
            before = f"{format_amount(old.amount)} → " if old.amount is not None else ""
            told.append(f"{new.name}: {before}{format_amount(new.amount)}")
    return f"{row.short_name}: {'; '.join(told)}" if told else row.short_name


def _overrides(data: bytes, effective: str, rows: ProcedureRows) -> tuple[tuple[LocalOverride, ...], list[RowProblem]]:
    """Return a table's overrides and its bad rows. Raises msgspec.MsgspecError where it is no table."""
    table = msgspec.json.decode(data, type=_Table)
    row_type: Any = _FeeRow if table.format == "motcua-fees-1" else _OverrideRow
    made: list[LocalOverride] = []
    problems: list[RowProblem] = []
    prices: dict[str, dict[str | None, int]] = {}
    for place, raw in enumerate(table.rows, start=1):
        called = _called(bytes(raw))
        try:
            row = msgspec.json.decode(bytes(raw), type=row_type)
            procedure = rows.in_force(row.procedure, date.fromisoformat(effective))
            if isinstance(row, _FeeRow):
                _check_price(row, procedure, prices.setdefault(procedure.id, {}))
            else:
                made.append(_override(row, procedure, table.decision, effective))
        except msgspec.ValidationError as error:
            problems.append(RowProblem(place, called, _BAD_ENTRY, place_of(error)))
        except UnknownProcedure:
            problems.append(RowProblem(place, called, _UNKNOWN))
        except BadInput as refusal:
            problems.append(RowProblem(place, called, str(refusal.details["problem"])))
    made += [
        one for id_, of_it in prices.items() for one in _priced_versions(id_, of_it, table.decision, effective, rows)
    ]
    return tuple(made), problems


def _called(raw: bytes) -> str:
    told = msgspec.json.decode(raw)
    return str(told.get("procedure", ""))[:40] if isinstance(told, dict) else ""


def _override(row: _OverrideRow, procedure: Procedure, decision: str, effective: str) -> LocalOverride:
    if row.limit is None and row.responsible is None:
        raise BadInput(field="limit", problem=N_("say what the decision changes: the limit, a fee, who answers"))
    limit = None if row.limit is None else replace(parse_limit(row.limit), cutoff=procedure.limit.cutoff)
    return LocalOverride(
        procedure=procedure.id,
        limit=limit,
        responsible=row.responsible,
        decision=row.decision or decision,
        effective_from=effective,
    )


def _check_price(row: _FeeRow, procedure: Procedure, prices: dict[str | None, int]) -> None:
    names = [item.name for item in procedure.fees]
    if not names:
        raise BadInput(field="fee", problem=N_("the procedure has no fee"))
    if row.fee is None and len(names) > 1:
        raise BadInput(field="fee", problem=N_("the procedure has several fees; name the one that is meant"))
    if row.fee is not None and row.fee not in names:
        raise BadInput(field="fee", problem=N_("the procedure has no fee of this name"))
    if (row.fee or names[0]) in prices:
        raise BadInput(field="fee", problem=N_("stands there twice"))
    prices[row.fee or names[0]] = row.amount


def _priced_versions(
    procedure: str, prices: dict[str | None, int], decision: str, effective: str, rows: ProcedureRows
) -> list[LocalOverride]:
    """Price the version in force on the day, and each later one anew: its list of fees may be another."""
    first = rows.in_force(procedure, date.fromisoformat(effective))
    later = [row for row in rows.versions_of(procedure) if row.version > effective]
    return [
        LocalOverride(procedure, fees=_priced(row.fees, prices), decision=decision, effective_from=since)
        for row, since in ((first, effective), *((row, row.version) for row in later))
        if any(item.name in prices for item in row.fees)
    ]


def _priced(items: tuple[FeeItem, ...], prices: dict[str | None, int]) -> tuple[FeeItem, ...]:
    return tuple(replace(item, amount=prices.get(item.name, item.amount)) for item in items)


# ── calendars, rules, forms ──────────────────────────────────────────────────────────────────


def _review_calendar(data: bytes, name: str, effective: date, year_status: Callable[[int], str | None]) -> Reviewed:
    try:
        year = read_calendar(data)
    except CalendarRefused as refusal:
        where, problem = (str(refusal.details[key]) for key in ("where", "problem"))
        raise _refused(name, [RowProblem(0, where, problem)]) from refusal
    if year_status(year.year) == "confirmed" and year.status != "confirmed":
        problem = N_("it is provisional, and the calendar in use is confirmed by a notice")
        raise _refused(name, [RowProblem(0, str(year.year), problem)])
    lines = tuple(f"{day:%d/%m/%Y} {off.reason}" for day, off in sorted(year.days_off.items()))
    return Reviewed(
        CALENDAR, effective.isoformat(), f"{year.year} · {_shortened(year.source, 160)}", len(lines), lines, data
    )


def _review_rules(data: bytes, name: str, effective: date, held: Sequence[Rules]) -> Reviewed:
    try:
        book = read_rules(data, name=name, before=held)
    except CatalogueDamaged as failed:
        raise _refused(name, [RowProblem(0, "sets", N_("a set of rules cannot be read"))]) from failed
    problems = []
    known = {one.id for one in held}
    for place, one in enumerate(book, start=1):
        if one.id in known:
            problems.append(RowProblem(place, one.id, N_("a set of this day is in force; sets are never changed")))
        elif one.id < effective.isoformat():
            problems.append(RowProblem(place, one.id, N_("it would begin before the publication takes effect")))
        elif _scans(one) != _scans(held[-1]):
            problems.append(RowProblem(place, one.id, N_("what must be scanned and signed comes with a new program")))
    _stop_at(name, problems)
    lines = tuple(f"{one.id} {one.source}" for one in book)
    return Reviewed(RULES, min(one.id for one in book), _shortened(book[0].source, 160), len(book), lines, data)


def _scans(rules: Rules) -> tuple[object, ...]:
    """Return what the tables of a desk are reckoned with: a desk that lacked the file would fold otherwise."""
    return rules.scan_fields, rules.scan_results, rules.sign_scans


def _review_forms(data: bytes, name: str, effective: date, forms_of: Callable[[bytes], Sequence[str]]) -> Reviewed:
    versions = forms_of(data)
    if not versions:
        raise _refused(name, [RowProblem(0, "versions", N_("it changes nothing"))])
    return Reviewed(
        FORMS, effective.isoformat(), _shortened(", ".join(versions), 200), len(versions), tuple(versions), data
    )


# ── laid over ────────────────────────────────────────────────────────────────────────────────


def laid_over(listed: Listed, published: Iterable[tuple[Publication, bytes]], *, version: int) -> Listed:
    """Return the lists with everything published laid over them, also what takes effect later.

    version: of the published list. Rows and decisions carry their first day, so nothing waits for a restart.
    """
    published = sorted(published, key=lambda one: one[0].since)
    known = {(row.id, row.version): row for row in listed.rows.in_file_order}
    for said, data in published:
        if said.kind == CATALOGUE:
            for row in read_each(data, name=said.title):
                if row.procedure is not None:
                    dated = row.procedure if row.says_when else replace(row.procedure, version=said.effective_from)
                    known.setdefault((dated.id, dated.version), dated)
    rows = listed.rows if len(known) == len(listed.rows.in_file_order) else ProcedureRows(tuple(known.values()))
    decided: list[LocalOverride] = []
    for said, data in published:
        if said.kind in (OVERRIDES, FEES):
            decided += _overrides(data, said.effective_from, rows)[0]
    name = f"{listed.version}+{version}" if version else listed.version
    return Listed(name, rows, (*listed.province, *decided))


def _stop_at(name: str, problems: Sequence[RowProblem]) -> None:
    if problems:
        raise _refused(name, problems)


def _refused(name: str, problems: Sequence[RowProblem]) -> PublicationRefused:
    told = [one.sentence() for one in problems[:MOST_TOLD]]
    if len(problems) > MOST_TOLD:
        told.append(_("and {n} more").format(n=len(problems) - MOST_TOLD))
    return PublicationRefused(name=name, problems="; ".join(told), rows=told)
