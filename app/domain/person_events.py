"""Persons across dossiers (một người, nhiều hồ sơ): only an officer says that two records are one.

Keys are those of :func:`app.domain.person.person_key`; they name a person without saying anything of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class PersonsMerged:
    """Two records are the same person (gộp). kept, merged: their keys; reason: what showed it."""

    at: datetime
    kept: str
    merged: str
    reason: str


@dataclass(frozen=True, slots=True)
class PersonSplit:
    """A merged record stands by itself again (tách): the merge was wrong."""

    at: datetime
    merged: str
    reason: str


@dataclass(frozen=True, slots=True)
class PersonsApart:
    """Two records that look alike are two people (không phải một người): nobody is asked about them again."""

    at: datetime
    one: str
    other: str
    reason: str
