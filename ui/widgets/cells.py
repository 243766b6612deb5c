"""What a cell of a table shows, as values: models build them, one delegate paints them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class TextCell:
    """Plain text; ``strong`` is 600, ``muted`` the secondary colour. ``marks``: (start, length) of matched letters."""

    text: str
    strong: bool = False
    muted: bool = False
    right: bool = False
    marks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class StateCell:
    """A state chip: token name and word."""

    state: str
    word: str

    @property
    def text(self) -> str:
        """Return what a screen reader says."""
        return self.word


@dataclass(frozen=True, slots=True)
class NameCell:
    """A person: the name 600, a muted note (year of birth) and priority tags."""

    name: str
    note: str = ""
    tags: tuple[str, ...] = ()
    marks: tuple[tuple[int, int], ...] = ()

    @property
    def text(self) -> str:
        """Return what a screen reader says."""
        return ", ".join(part for part in (self.name, self.note, *self.tags) if part)


@dataclass(frozen=True, slots=True)
class CodeCell:
    """A dossier code: the unit prefix muted, the rest plain. An empty prefix drops it."""

    prefix: str
    code: str

    @property
    def text(self) -> str:
        """Return the whole code."""
        return self.prefix + self.code


@dataclass(frozen=True, slots=True)
class EvidenceCell:
    """Evidence of sync: token name (``saved`` … ``returned``) and word, without a pill."""

    evidence: str
    word: str

    @property
    def text(self) -> str:
        """Return what a screen reader says."""
        return self.word


@dataclass(frozen=True, slots=True)
class ActCell:
    """The next act of the row: quiet text, a primary button in the chosen row. Empty label = nothing to do."""

    label: str

    @property
    def text(self) -> str:
        """Return what a screen reader says."""
        return self.label


Cell = TextCell | StateCell | NameCell | CodeCell | EvidenceCell | ActCell


def split_code(code: str) -> CodeCell:
    """Return a dossier code with its unit prefix apart: ``H35.12-261123-1008`` → ``H35.12-`` and ``261123-1008``."""
    prefix, dash, rest = code.partition("-")
    return CodeCell(prefix + dash, rest) if rest else CodeCell("", code)


@dataclass(frozen=True, slots=True)
class Column:
    """A column. width: px at 100 %, 0 stretches. drop: 1 goes first when text is large, 0 never goes.

    least: what it may shrink to where the table is too narrow for all; 0 keeps its width.
    """

    title: str
    width: int = 0
    right: bool = False
    drop: int = 0
    least: int = 0
    sort: str = ""
    kind: Literal["", "act"] = ""
