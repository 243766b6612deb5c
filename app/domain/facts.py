"""The small values that events are made of: which procedure, which papers, which limit, to whom."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.deadline import Extension, TimeLimit


@dataclass(frozen=True, slots=True)
class ProcedureRef:
    """The procedure as it was when the dossier came in, enough to print without the catalogue."""

    id: str
    code: str
    name: str
    field: str
    version: str


OUTSIDE_THE_LIST = -1
"""The component of a paper that the catalogue's list does not name."""


@dataclass(frozen=True, slots=True)
class ReceivedPaper:
    """One line of the checklist. component: position in the catalogue version used, or ``OUTSIDE_THE_LIST``.

    shown_only: presented, given back (xuất trình). waived_because: why a required paper was not
    needed; it prints on the control sheet.
    """

    component: int
    name: str
    original: int = 0
    copy: int = 0
    shown_only: bool = False
    waived_because: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class PromisedLimit:
    """The limit the promise rests on. basis: only where the officer stated it; extensions: conditions used.

    extended: the same extensions whole, so that a restart can be reckoned without the catalogue of that day.
    """

    limit: TimeLimit
    basis: str | None = None
    extensions: tuple[str, ...] = ()
    extended: tuple[Extension, ...] = ()


@dataclass(frozen=True, slots=True)
class Receiver:
    """To whom a dossier goes: kind officer | division | station | agency."""

    kind: str
    name: str
    station: bytes | None = None
