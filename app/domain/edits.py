"""Corrections that stations made without knowing of each other, field by field (SYNC §2.5, classes B and C).

Each field keeps the writers that nobody has written over. Of several, a descriptive field shows the one with the
higher clock; an identity or legal field keeps the first in the province's order and proposes the others.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from app.domain.conflict import PROPOSAL, SOFT, Contradiction, Version
from app.domain.dossier import Dossier
from app.domain.life_events import DossierCorrected

LEGAL_FIELDS = frozenset(
    {
        "procedure",
        *(f"applicant.{name}" for name in ("kind", "name", "id_kind", "id_number", "birth_date", "sex")),
        *(f"representative.{name}" for name in ("name", "id_kind", "id_number", "birth_date")),
    }
)
"""Class C: who it is, and what they ask for. Every other field is descriptive (class B)."""

_WITH_RETURN = ("return_to", "return_point")
_WITH_PROCEDURE = ("procedure", "limit", "due", "fees", "papers")


@dataclass(frozen=True, slots=True)
class Writer:
    """Who gave a field its value. place, past: in the aggregate's order; clock: effective; event: where it stands."""

    place: int
    past: int
    clock: tuple[int, bytes, int]
    station: bytes
    seq: int
    event: DossierCorrected
    has_turn: bool


@dataclass(slots=True)
class Edits:
    """The writers of every field that was ever corrected."""

    _heads: dict[str, list[Writer]] = field(default_factory=dict)
    _known: dict[tuple[bytes, int], Writer] = field(default_factory=dict)

    def take(self, dossier: Dossier, writer: Writer) -> Dossier:
        """Take in a correction; each of its fields then has the value of the writer that stands."""
        self._known[writer.station, writer.seq] = writer
        for name in dict.fromkeys(one.field for one in writer.event.corrections):
            dossier = self._write(dossier, name, writer)
        return dossier

    def resolve(self, dossier: Dossier, name: str, kept: tuple[bytes, int], *, place: int, past: int) -> Dossier:
        """Take in a decision: the kept value is written anew by whoever decided, over all they had seen."""
        chosen = self._known.get(kept)
        if chosen is None or name not in self._heads or _text(chosen, name) is None:
            return dossier
        return self._write(dossier, name, replace(chosen, place=place, past=past))

    def contradictions(self) -> tuple[Contradiction, ...]:
        """Return the fields of which several values stand, by name."""
        found = []
        for name, heads in sorted(self._heads.items()):
            shown = _standing(name, heads)
            others = {_text(one, name): one for one in heads if _text(one, name) != _text(shown, name)}
            if others:
                versions = tuple(_version(one, name) for one in sorted(others.values(), key=lambda one: one.clock))
                kind = PROPOSAL if name in LEGAL_FIELDS else SOFT
                found.append(Contradiction(name, kind, _version(shown, name), versions))
        return tuple(found)

    @property
    def is_provisional(self) -> bool:
        """Tell whether the province's order can still change which value stands."""
        return any(not one.has_turn for heads in self._heads.values() if len(heads) > 1 for one in heads)

    def _write(self, dossier: Dossier, name: str, writer: Writer) -> Dossier:
        heads = [one for one in self._heads.get(name, ()) if not writer.past >> one.place & 1]
        self._heads[name] = [*heads, writer]
        return _with_value(dossier, name, _standing(name, self._heads[name]).event)


def _standing(name: str, heads: list[Writer]) -> Writer:
    if name in LEGAL_FIELDS:
        return min(heads, key=lambda one: one.place)
    return max(heads, key=lambda one: one.clock)


def _text(writer: Writer, name: str) -> str | None:
    return next((one.new for one in writer.event.corrections if one.field == name), None)


def _version(writer: Writer, name: str) -> Version:
    return Version(writer.station, writer.seq, _text(writer, name) or "", writer.event.at)


def _with_value(dossier: Dossier, name: str, event: DossierCorrected) -> Dossier:
    """Return the dossier with one field as a correction gave it; one that gives no value moves nothing."""
    whole, _dot, part = name.partition(".")
    if whole in ("applicant", "representative") and part:
        source: Any = getattr(event, whole)
        there: Any = getattr(dossier, whole)
        if source is None or not hasattr(source, part):
            return dossier
        new = source if there is None else replace(there, **{part: getattr(source, part)})
        return replace(dossier, **{whole: new})
    known = (name,) if name in DossierCorrected.__dataclass_fields__ else ()
    names = {"procedure": _WITH_PROCEDURE, "return_to": _WITH_RETURN}.get(name, known)
    values = {each: value for each in names if (value := getattr(event, each, None)) is not None}
    values = {each: value for each, value in values.items() if each in Dossier.__dataclass_fields__}
    if "due" in values and not dossier.is_promised_anew:
        values["original_due_at"] = values["due"].at
    return replace(dossier, **values) if name not in ("at", "corrections") else dossier
