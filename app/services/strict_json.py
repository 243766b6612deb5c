"""JSON from people and scripts, read strictly: what is unknown, doubled or of the wrong kind is refused by name.

A key nobody knows is refused rather than dropped: nothing an officer typed may vanish silently.
"""

from __future__ import annotations

import json
import re
from typing import NoReturn, TypeVar

import msgspec

from app.domain.errors import BadInput, UnknownField
from app.i18n import N_
from app.services.field_checks import UNSEEN

MOST_BYTES = 1 << 20
_T = TypeVar("_T")

_UNKNOWN = re.compile(r"Object contains unknown field `(?P<name>.*?)`(?: - at `\$\.?(?P<path>.*)`)?", re.DOTALL)
_ABSENT = re.compile(r"Object missing required field `(?P<name>\w+)`(?: - at `\$\.?(?P<path>.*)`)?")
_WRONG = re.compile(r".* - at `\$\.?(?P<path>.*)`", re.DOTALL)


def parse(data: bytes, *, what: str) -> object:
    """Parse JSON bytes; a byte order mark is forgiven, keys that stand there twice are not. Raises BadInput."""
    if len(data) > MOST_BYTES:
        raise BadInput(field=what, problem=N_("is too large: at most 1 MiB"))
    try:
        return json.loads(data.decode("utf-8-sig"), object_pairs_hook=_once_each, parse_constant=_no_json)
    except (ValueError, RecursionError) as error:
        raise BadInput(field=what, problem=N_("is not readable as JSON")) from error


def shaped(raw: object, kind: type[_T], *, what: str) -> _T:
    """Give parsed JSON its shape. Raises UnknownField, BadInput, each naming the field (``papers[0].original``)."""
    try:
        return msgspec.convert(raw, kind, strict=True)
    except msgspec.ValidationError as error:
        _refuse(str(error), what)
    except UnicodeEncodeError as error:  # half a character (a lone surrogate) as a key or value
        raise BadInput(field=what, problem=UNSEEN) from error


def _once_each(pairs: list[tuple[str, object]]) -> dict[str, object]:
    read: dict[str, object] = {}
    for key, value in pairs:
        if key in read:
            raise BadInput(field=_shown(key), problem=N_("stands there twice"))
        read[key] = value
    return read


def _no_json(constant: str) -> NoReturn:
    raise ValueError(constant)  # NaN and Infinity are no JSON


def _refuse(said: str, what: str) -> NoReturn:
    """Turn msgspec's sentence into ours, which an officer can read; the field is all we take from it."""
    if unknown := _UNKNOWN.fullmatch(said):
        raise UnknownField(field=_joined(unknown["path"], unknown["name"]))
    if absent := _ABSENT.fullmatch(said):
        raise BadInput(field=_joined(absent["path"], absent["name"]), problem=N_("is needed"))
    wrong = _WRONG.fullmatch(said)
    raise BadInput(field=wrong["path"] if wrong else what, problem=N_("is of the wrong kind"))


def _joined(path: str | None, name: str) -> str:
    return f"{path}.{_shown(name)}" if path else _shown(name)


def _shown(key: str) -> str:
    """Return a key as a message can show it: short and printable."""
    return "".join(letter if letter.isprintable() else "?" for letter in key[:80])
