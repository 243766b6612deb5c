"""A refusal in the officer's words: its sentence translated now, its details put in as people write them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from enum import Enum

from app.domain.errors import NAMES, Refusal
from app.i18n import _
from ui.field_words import key_words


def sentence(refusal: Refusal) -> str:
    """Return the sentence of a refusal in the language in use.

    A detail that is itself a marked sentence («the disk is full») is translated too; dates, times and lists are
    written as the vi_VN locale says. A detail that is missing leaves its name, never an exception.
    """
    details = {name: _detail(name, value) for name, value in refusal.details.items()}
    return _(refusal.message).format_map(_Details(details))


def _detail(name: str, value: object) -> str:
    if not isinstance(value, str):
        return worded(value)
    if name in NAMES:
        return value  # a folder called «new» is no word of ours
    return key_words(value) if name == "field" else worded(value)


def worded(value: object) -> str:
    """Return one detail as people write it."""
    match value:
        case Refusal():
            return sentence(value)
        case str():
            return _(value)
        case Enum():
            return worded(value.value)
        case datetime():
            return f"{value:%H:%M %d/%m/%Y}"
        case date():
            return f"{value:%d/%m/%Y}"
        case time():
            return f"{value:%H:%M}"
        case bool() | float():
            return str(value)
        case int():
            return f"{value:,}".replace(",", ".") if abs(value) >= 10_000 else str(value)  # years stay whole
        case Mapping():
            return ", ".join(f"{worded(key)}: {worded(part)}" for key, part in value.items())
        case list() | tuple() | set() | frozenset():
            return ", ".join(worded(part) for part in value)
        case _:
            return str(value)


class _Details(dict[str, str]):
    """A refusal with a gap is still better than a window that stops over it."""

    def __missing__(self, name: str) -> str:
        return name
