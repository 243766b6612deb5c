"""A body taken apart into what it has in common with its kind and what is its own.

A body is a msgpack map, often with maps inside. Its *shape* is the literal bytes around its values
(map heads and keys); put together in turn they give the body back byte for byte, whatever wrote it.
"""

from __future__ import annotations

from functools import lru_cache
from operator import add

import msgspec
from msgspec import Raw

_fields_of = msgspec.msgpack.Decoder(dict[str, Raw]).decode
_any_one = msgspec.msgpack.Decoder(Raw).decode
_MAX_DEPTH = 9
_FILLED_MAPS = frozenset((*range(0x81, 0x90), 0xDE))
_Form = tuple[tuple[bytes, ...], tuple[str, ...]]


class NoShape(Exception):
    """Bytes that are no msgpack, or not in its shortest form: they travel as they are."""


def take_apart(body: bytes) -> tuple[tuple[bytes, ...], tuple[str, ...], list[bytes]]:
    """Return the literal bytes before each value, which field each value is (keys joined by dots), the values.

    Bodies with the same literals have the same fields. Raises NoShape.
    """
    try:
        if body[:1] and body[0] in _FILLED_MAPS:
            (literals, paths), values = _parts(body, _MAX_DEPTH)
        else:
            _any_one(body)
            literals, paths, values = (b"",), ("",), [body]
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise NoShape from error
    if b"".join(map(add, literals, values)) != body:
        raise NoShape
    return literals, paths, values


def _parts(body: bytes, depth: int) -> tuple[_Form, list[bytes]]:
    if depth == 0:
        raise NoShape
    fields = _fields_of(body)
    values = list(map(bytes, fields.values()))
    inner = [(place, *_parts(value, depth - 1)) for place, value in enumerate(values) if value[0] in _FILLED_MAPS]
    if not inner:
        return _form(tuple(fields), ()), values
    form = _form(tuple(fields), tuple((place, within) for place, within, _values in inner))
    for place, _within, its_values in reversed(inner):
        values[place : place + 1] = its_values
    return form, values


@lru_cache(maxsize=4096)
def _form(keys: tuple[str, ...], inner: tuple[tuple[int, _Form], ...]) -> _Form:
    """Return literals and paths of a map with these keys. inner: the forms of its values that are maps, by place."""
    literals: list[bytes] = []
    paths: list[str] = []
    within = dict(inner)
    before = _map_head(len(keys))
    for place, key in enumerate(keys):
        here = before + msgspec.msgpack.encode(key)
        its_literals, its_paths = within.get(place, ((b"",), ("",)))
        literals += (here + its_literals[0], *its_literals[1:])
        paths += (f"{key}.{its_path}" for its_path in its_paths) if place in within else (key,)
        before = b""
    return tuple(literals), tuple(paths)


def _map_head(count: int) -> bytes:
    return bytes([0x80 | count]) if count < 16 else b"\xde" + count.to_bytes(2, "big")
