"""A frozen value made, or with some fields changed, in a fraction of the time its constructor takes.

A dossier has some seventy fields, and each of its events makes a new one: at the province that was a third of all
work. So the dossier has no slots: its copy is the copy of one dictionary, an eighth of the time slots take.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Hashable
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar, cast

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_T = TypeVar("_T", bound="DataclassInstance")


def replace(value: _T, /, **changes: Any) -> _T:
    """Return a copy with these fields changed. Raises TypeError for a name that is no field.

    Quick for dataclasses without slots whose fields are all set as they are given: no ``__post_init__``.
    """
    kind = type(value)
    if not hasattr(value, "__dict__"):
        return dataclasses.replace(value, **changes)
    if not changes.keys() <= _names(cast("Hashable", kind)):
        raise TypeError(f"{kind.__name__} has not all of the fields {', '.join(changes)}")
    made = object.__new__(kind)
    vars(made).update(vars(value), **changes)
    return made


def made(kind: type[_T], /, **fields: Any) -> _T:
    """Return a value of these fields, the others as their defaults. Raises TypeError for missing and strange names.

    For dataclasses without slots: a frozen one's constructor sets field after field past its own lock.
    """
    if not _needed(cast("Hashable", kind)) <= fields.keys() <= _names(cast("Hashable", kind)):
        raise TypeError(f"{kind.__name__} is not made of {', '.join(fields)}")
    value = object.__new__(kind)
    vars(value).update(_defaults(cast("Hashable", kind)), **fields)
    return value


@cache
def _needed(type_: Hashable) -> frozenset[str]:
    return _names(type_) - _defaults(type_).keys()


@cache
def _defaults(type_: Hashable) -> dict[str, Any]:
    """Return the plain defaults; a field with a factory has to be given."""
    fields = dataclasses.fields(cast("Any", type_))
    return {field.name: field.default for field in fields if field.default is not dataclasses.MISSING}


@cache
def _names(type_: Hashable) -> frozenset[str]:
    return frozenset(field.name for field in dataclasses.fields(cast("Any", type_)))
