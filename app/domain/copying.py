"""A frozen value with some fields changed, made in an eighth of the time of ``dataclasses.replace``.

A dossier has some sixty fields, and each of its events makes a new one: at the province that was a third of all work.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable
from dataclasses import fields
from functools import cache
from itertools import repeat
from operator import attrgetter, call
from typing import Any, TypeVar, cast

_T = TypeVar("_T")


def replace(value: _T, /, **changes: Any) -> _T:
    """Return a copy with these fields changed. Raises TypeError for a name that is no field.

    Only for dataclasses whose fields are all set as they are given: no ``__post_init__``, no ``init=False``.
    """
    read, setters, places = _plan(cast("Hashable", type(value)))
    values = list(read(value))
    for name, new in changes.items():
        if name not in places:
            raise TypeError(f"{type(value).__name__} has no field {name}")
        values[places[name]] = new
    made = object.__new__(type(value))
    deque(map(call, setters, repeat(made), values), maxlen=0)  # the loop, without Python's
    return made


@cache
def _plan(
    type_: Hashable,
) -> tuple[Callable[[object], tuple[Any, ...]], tuple[Callable[[object, Any], None], ...], dict[str, int]]:
    names = tuple(field.name for field in fields(cast("Any", type_)))
    # The slots' own descriptors: a frozen class refuses setattr, and object.__setattr__ looks each name up again.
    setters = tuple(getattr(type_, name).__set__ for name in names)
    return attrgetter(*names), setters, {name: place for place, name in enumerate(names)}
