"""The catalogue of procedures (danh mục thủ tục hành chính) and the communes, as the desk asks for them.

National rows are never touched: what the province or the commune decided differently is laid over
them when they are read. A dossier keeps the version it was received under.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from app.domain.commune import Commune
from app.domain.draft import Draft
from app.domain.errors import BadInput, ProcedureNotReceivedHere, UnknownCommune, UnknownProcedure
from app.domain.numbering import national_part
from app.domain.procedure import LocalOverride, Procedure
from app.domain.text import fold
from app.i18n import N_
from app.services.catalogue_file import shipped_communes, shipped_procedures
from app.services.procedure_search import ProcedureIndex

THIS_DESK = "Trung tâm Phục vụ hành chính công"
"""What the catalogue calls the desk; a row whose ``receives`` lacks it belongs to another agency."""


@cache
def load_catalogue() -> Catalogue:
    """Return the catalogue this program ships; read once. Raises CatalogueDamaged."""
    shipped = shipped_procedures()
    listed = Listed(shipped.compiled, ProcedureRows(shipped.procedures))
    return Catalogue(CatalogueShelf(listed), shipped_communes())


class ProcedureRows:
    """All rows, one per id and version, with the ways to find them; never empty, never changed."""

    def __init__(self, rows: Sequence[Procedure]) -> None:
        self.in_file_order = tuple(rows)
        self._versions: dict[str, list[Procedure]] = {}
        for row in sorted(rows, key=lambda row: row.version):
            self._versions.setdefault(row.id, []).append(row)
        self._id_of_code = {row.code: row.id for row in rows if row.code is not None}
        self.index = ProcedureIndex([versions[-1] for versions in self._versions.values()])

    def versions_of(self, text: str) -> list[Procedure]:
        """Return the versions of an id or code, oldest first. Raises UnknownProcedure."""
        asked = text.strip()
        versions = self._versions.get(asked) or self._versions.get(self._id_of_code.get(national_part(asked), ""))
        if not versions:
            raise UnknownProcedure(procedure=text)
        return versions

    def in_force(self, text: str, on: date) -> Procedure:
        """Return the version of that day; before the first one the first stands in. Raises UnknownProcedure."""
        versions = self.versions_of(text)
        begun = [row for row in versions if row.effective_from <= on]
        return begun[-1] if begun else versions[0]

    def all_in_force(self, on: date) -> list[Procedure]:
        """Return the version of that day of every procedure, in file order."""
        return [self.in_force(procedure_id, on) for procedure_id in dict.fromkeys(row.id for row in self.in_file_order)]


@dataclass(frozen=True, slots=True)
class Listed:
    """What a desk goes by: the rows, and what the province decided differently for all of it.

    version: ISO date the shipped list was put together, ``+n`` after it for the n-th published list.
    """

    version: str
    rows: ProcedureRows
    province: tuple[LocalOverride, ...] = ()


class CatalogueShelf:
    """What is listed at an open desk. Putting a new list on it is one step: whoever asks sees the old or the new."""

    def __init__(self, listed: Listed) -> None:
        self.listed = listed


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Procedures in all their versions, communes, and the local overrides laid over them."""

    shelf: CatalogueShelf
    units: tuple[Commune, ...]
    overrides: tuple[LocalOverride, ...] = ()

    @property
    def version(self) -> str:
        """Return what this catalogue is called, see :class:`Listed`."""
        return self.shelf.listed.version

    @property
    def rows(self) -> ProcedureRows:
        """Return the rows as listed now."""
        return self.shelf.listed.rows

    def with_rows(self, rows: ProcedureRows) -> Catalogue:
        """Return a catalogue of these rows instead, on a shelf of its own."""
        return replace(self, shelf=CatalogueShelf(replace(self.shelf.listed, rows=rows)))

    def on_own_shelf(self) -> Catalogue:
        """Return this catalogue on a shelf of its own: what one desk lists is not what another does."""
        return replace(self, shelf=CatalogueShelf(self.shelf.listed))

    # ── procedures ───────────────────────────────────────────────────────────────────────────

    def all(self) -> tuple[Procedure, ...]:
        """Return every row in file order: all versions, legacy ones too, without overrides."""
        return self.rows.in_file_order

    def procedure(self, text: str, *, on: date) -> Procedure:
        """Return the procedure of an id or code in its version of that day, with the overrides of that day.

        Both notations are equal (``1.001193``, ``1.001193.000.00.00.H35``). Before the first
        version the first one stands in: the list knows nothing older. Raises UnknownProcedure.
        """
        return self._laid_over(self.rows.in_force(text, on), on)

    def version_of(self, text: str, version: str, *, on: date | None = None) -> Procedure:
        """Return one version (ISO date) of a procedure, as dossiers received under it need it.

        on: also lay over the overrides of that day. Raises UnknownProcedure, BadInput.
        """
        for row in self.rows.versions_of(text):
            if row.version == version:
                return row if on is None else self._laid_over(row, on)
        raise BadInput(field="version", problem=N_("the catalogue has no version of this procedure from that day"))

    def for_draft(self, draft: Draft, *, on: date) -> Procedure:
        """Return the procedure a draft asks for, if this desk may accept it on that day.

        Raises UnknownProcedure, ProcedureNotReceivedHere, BadInput.
        """
        if draft.version is None:
            procedure = self.procedure(draft.procedure, on=on)
        else:
            procedure = self.version_of(draft.procedure, draft.version, on=on)
        reason = why_not_here(procedure)
        if reason is not None:
            raise ProcedureNotReceivedHere(procedure=procedure.short_name, reason=reason)
        return procedure

    def offered(self, on: date) -> tuple[Procedure, ...]:
        """Return what the lists show that day: the version in force of every procedure that is not legacy.

        Some of them cannot be accepted here; :func:`why_not_here` says why.
        """
        return tuple(self._laid_over(row, on) for row in self.rows.all_in_force(on) if row.status != "legacy")

    def search(self, text: str, *, on: date, recent: Sequence[str] = (), limit: int = 20) -> tuple[Procedure, ...]:
        """Return the procedures a few typed letters may mean, best first; legacy ones never.

        recent: ids this desk received lately, most used first; they come before the rest.
        """
        found: list[Procedure] = []
        for procedure_id in self.rows.index.find(text, recent=recent):
            if len(found) >= limit:
                break
            row = self.rows.in_force(procedure_id, on)
            if row.status != "legacy":
                found.append(self._laid_over(row, on))
        return tuple(found)

    def to_check(self) -> tuple[Procedure, ...]:
        """Return the rows nobody has confirmed yet (cần đối chiếu), for the catalogue page."""
        return tuple(row for row in self.all() if row.confidence != "confirmed")

    # ── local overrides ──────────────────────────────────────────────────────────────────────

    def with_overrides(self, overrides: Sequence[LocalOverride]) -> Catalogue:
        """Return this catalogue with these local overrides laid over it instead of the ones it had.

        Proposed ones wait for the province's word and change nothing here.
        """
        return replace(self, overrides=tuple(overrides))

    def proposed(self, procedure_id: str) -> tuple[LocalOverride, ...]:
        """Return what officers proposed for a procedure, oldest first: the screen may offer it again."""
        return tuple(one for one in self.overrides if one.procedure == procedure_id and one.proposed)

    def _laid_over(self, row: Procedure, on: date) -> Procedure:
        # The sort is stable: of two decisions from one day the province's, which stands last, holds.
        everybody = (*self.overrides, *self.shelf.listed.province)
        decided = (one for one in everybody if one.procedure == row.id and not one.proposed)
        for override in sorted(decided, key=lambda one: one.effective_from):
            if date.fromisoformat(override.effective_from) <= on:
                row = _with_override(row, override)
        return row

    # ── communes ─────────────────────────────────────────────────────────────────────────────

    def communes(self) -> tuple[Commune, ...]:
        """Return the communes and wards of the province, in the order of its list."""
        return self.units

    def commune(self, code_or_name: str) -> Commune:
        """Return a commune by its code or its name of today, with or without accents and kind.

        A former name is not enough: it may lie in two communes of today. Raises UnknownCommune.
        """
        asked = fold(code_or_name)
        for unit in self.units:
            if asked in (unit.code, fold(unit.name), fold(unit.full_name)):
                return unit
        raise UnknownCommune(commune=code_or_name)


def why_not_here(procedure: Procedure) -> str | None:
    """Return why this desk cannot accept a procedure, as a msgid; None if it can."""
    if procedure.status == "legacy":
        return N_("it is an old procedure that is no longer offered")
    if THIS_DESK not in procedure.receives:
        by_police = "Công an" in procedure.receives
        return N_("the commune police receive it") if by_police else N_("another agency receives it")
    if procedure.code is None:
        return N_("the province has not given it a code yet")
    return None


def _with_override(row: Procedure, override: LocalOverride) -> Procedure:
    """Lay one decided override over a row. A limit set by decision replaces the conditional ones too."""
    decided = {one.step: one.limit for one in override.steps}
    return replace(
        row,
        limit=row.limit if override.limit is None else override.limit,
        fees=row.fees if override.fees is None else override.fees,
        responsible=override.responsible or row.responsible,
        local_decision=override.decision or row.local_decision,
        steps=tuple(replace(step, limit=decided.get(step.step, step.limit)) for step in row.steps),
    )
