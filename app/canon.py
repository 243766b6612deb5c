"""Canonical bytes of events, shared by the log and the wire.

The audit chain holds for ever, so the same fact must give the same bytes on every machine and in
every release. A body is a msgpack map keyed by field name, in field order, without the fields that
hold their default: adding a field with a default leaves every old body as it was. No floats (money
is whole đồng), text in NFC, moments in whole seconds. Bodies are kept as authored; a reader
compares and hashes the bytes it got and never encodes them again.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable, Hashable
from dataclasses import MISSING, Field, fields, is_dataclass, replace
from datetime import date, datetime, timedelta, timezone
from enum import Enum
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar, cast, get_args, get_type_hints

import msgspec

from app.domain.ordering import Change

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

VIETNAM = timezone(timedelta(hours=7))
"""Decoded moments are in this zone, so that printing one shows the wall clock of the desk."""

_T = TypeVar("_T")
_ABSENT = object()
_AS_THEY_ARE = frozenset({int, bool, bytes, type(None)})
_to_bytes = msgspec.msgpack.Encoder().encode
_LONG_NUMBER, _LARGEST = b"\xcf", (1 << 63) - 1
DROPPED, DROPPED_LENGTH = b"\xc1", 33
"""Begins what stands in the place of a dropped body: a byte that msgpack never uses, then the body's digest."""


class UnreadableBody(ValueError):
    """Bytes that are no event of the asked type: damaged, or of a newer program."""


class NotCanonical(ValueError):
    """A value that would not have the same bytes everywhere. A bug of the author, not of the data."""


# ── the chain ────────────────────────────────────────────────────────────────────────────────


def change_hash(previous: bytes, change: Change) -> bytes:
    """Return the 32-byte hash that chains this change to the one before it (``GENESIS`` for the first)."""
    return change_hash_from_digest(previous, change, body_digest(change.body))


def is_dropped(body: bytes) -> bool:
    """Return whether a body was dropped: only its digest stands in its place (SYNC §2.9)."""
    return len(body) == DROPPED_LENGTH and body.startswith(DROPPED)


def dropped(body: bytes) -> bytes:
    """Return what stands in the place of a body that is dropped; a dropped one stays what it is."""
    return body if is_dropped(body) else DROPPED + hashlib.sha256(body).digest()


def is_same_change(one: Change, other: Change) -> bool:
    """Return whether two are the same change, be it that the body of either was dropped."""
    return one == other or replace(one, body=dropped(one.body)) == replace(other, body=dropped(other.body))


def body_digest(body: bytes) -> bytes:
    """Return the digest of a body that enters the chain; it is the same after the body was dropped."""
    return body[1:] if is_dropped(body) else hashlib.sha256(body).digest()


def change_hash_from_digest(previous: bytes, change: Change, body_digest: bytes) -> bytes:
    """Return the same for a change whose body was dropped: its 32-byte SHA-256 stands in for it.

    Flags are the author's too; they enter the hash only where there are any.
    """
    row: tuple[object, ...] = (
        change.station,
        change.seq,
        change.hlc,
        change.actor,
        change.aggregate_type,
        change.aggregate_id,
        change.kind,
        change.version,
        change.deps,
        body_digest,
    )
    if change.flags:
        row += (change.flags,)
    return hashlib.sha256(b"ev1" + previous + _to_bytes(row)).digest()


# ── bodies ───────────────────────────────────────────────────────────────────────────────────


def encode(event: DataclassInstance) -> bytes:
    """Return the canonical body of a frozen dataclass.

    Enums become their values, tuples arrays, dates ISO strings, aware moments whole seconds (the
    fraction is cut), nested dataclasses maps. Raises TypeError for floats, naive times and any other
    type, NotCanonical for text that is not NFC or a body that would not read back to the same bytes.
    """
    body = _to_bytes(_map_of(event))
    if _to_bytes(_map_of(_read(body, type(event)))) != body:
        raise NotCanonical(f"{type(event).__name__} does not read back as it was written")
    return body


def decode(body: bytes, type_: type[_T]) -> _T:
    """Read a body as this dataclass; unknown fields are skipped (they come from a newer program).

    Moments come back in +07:00. Raises UnreadableBody, also for values that no table of any machine
    could hold alike: a moment without its zone or outside the calendar, a number beyond 63 bits.
    """
    event = _read(body, type_)
    try:
        _localise(event)
    except OverflowError as error:
        raise UnreadableBody(f"{type_.__name__}: {error}") from error
    # Only a number that long has this head byte, so other bodies need no second look.
    if _LONG_NUMBER in body and _has_overlong(event):
        raise UnreadableBody(f"{type_.__name__}: a number beyond 63 bits")
    return event


def _read(body: bytes, type_: type[_T]) -> _T:
    try:
        return cast("_T", _decoder(cast("Hashable", type_)).decode(body))
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, OverflowError) as error:
        raise UnreadableBody(f"{type_.__name__}: {error}") from error


def _map_of(event: Any) -> dict[str, object]:
    kind: Any = type(event)
    names_and_defaults, values_of = _plan(kind)
    plain: dict[str, object] = {}
    for (name, default), value in zip(names_and_defaults, values_of(event), strict=True):
        # True == 1 and an enum of text equals its text: only the same type is the default.
        if value is default or (type(value) is type(default) and value == default):
            continue
        plain[name] = value if type(value) in _AS_THEY_ARE else _plain(value)
    return plain


def _plain(value: Any) -> object:
    kind = type(value)
    if kind is str:
        return _nfc(value)
    if kind in _AS_THEY_ARE:
        return value
    if kind is tuple:
        return [_plain(item) for item in value]
    if kind is datetime:
        return _whole_seconds(value)
    if kind is date:
        return value
    if isinstance(value, Enum):
        return _plain(value.value)
    if is_dataclass(kind):
        return _map_of(value)
    raise TypeError(f"{kind.__name__} has no canonical bytes")


def _nfc(text: str) -> str:
    if not text.isascii() and not unicodedata.is_normalized("NFC", text):
        raise NotCanonical("text must be NFC when authored")
    return text


def _whole_seconds(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise TypeError("a moment without its zone has no canonical bytes")
    return moment.replace(microsecond=0) if moment.microsecond else moment


@cache
def _plan(type_: Hashable) -> tuple[tuple[tuple[str, object], ...], Callable[[object], tuple[object, ...]]]:
    """Return field names in order, each with the default that is left out, and how to read them all at once."""
    described = fields(cast("type[DataclassInstance]", type_))
    names = [field.name for field in described]
    # attrgetter gives a bare value for one name and a tuple for several: the first name twice makes it always a tuple.
    read = attrgetter(*names, names[0]) if names else (lambda _event: (None,))
    return tuple((field.name, _default(field)) for field in described), lambda event: read(event)[:-1]


def _default(field: Field[Any]) -> object:
    if field.default is not MISSING:
        return field.default
    if field.default_factory is not MISSING:
        return field.default_factory()
    return _ABSENT


@cache
def _decoder(type_: Hashable) -> msgspec.msgpack.Decoder[Any]:
    return msgspec.msgpack.Decoder(cast("type[Any]", type_), strict=True)


# ── moments come back in +07:00 ──────────────────────────────────────────────────────────────


def _localise(event: object) -> None:
    """Put the moments of a freshly read event, which nobody else holds yet, into +07:00."""
    kind: Any = type(event)
    for name in _fields_with_moments(kind):
        value = getattr(event, name)
        local = _local(value)
        if local is not value:
            object.__setattr__(event, name, local)


def _local(value: object) -> object:
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise UnreadableBody("a moment without its zone")
        return value.astimezone(VIETNAM)
    if isinstance(value, tuple):
        return tuple(_local(item) for item in value)
    if is_dataclass(value):
        _localise(value)
    return value


@cache
def _fields_with_moments(type_: Hashable) -> tuple[str, ...]:
    described = cast("type[DataclassInstance]", type_)
    hints = get_type_hints(described)
    return tuple(field.name for field in fields(described) if _mentions_moment(hints[field.name]))


def _has_overlong(value: object) -> bool:
    if isinstance(value, int):
        return value > _LARGEST
    if isinstance(value, tuple):
        return any(map(_has_overlong, value))
    if is_dataclass(value):
        return any(_has_overlong(getattr(value, field.name)) for field in fields(value))
    return False


def _mentions_moment(hint: object) -> bool:
    if hint is datetime:
        return True
    if isinstance(hint, type) and is_dataclass(hint):
        return bool(_fields_with_moments(hint))
    return any(_mentions_moment(part) for part in get_args(hint))
