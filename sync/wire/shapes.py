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
_MAX_DEPTH = 8


class NoShape(Exception):
    """Bytes that are no msgpack, or not in its shortest form: they travel as they are."""


def take_apart(body: bytes) -> tuple[tuple[bytes, ...], list[str], list[bytes]]:
    """Return the literal bytes before each value, which field each value is (keys joined by dots), the values.

    Bodies with the same literals have the same fields. Raises NoShape.
    """
    literals: list[bytes] = []
    paths: list[str] = []
    values: list[bytes] = []
    try:
        if _is_filled_map(body):
            _walk(body, "", b"", literals, paths, values)
        else:
            _any_one(body)
            literals, paths, values = [b""], [""], [body]
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise NoShape from error
    if b"".join(map(add, literals, values)) != body:
        raise NoShape
    return tuple(literals), paths, values


def _walk(body: bytes, path: str, before: bytes, literals: list[bytes], paths: list[str], values: list[bytes]) -> None:
    if path.count(".") >= _MAX_DEPTH:
        raise NoShape
    fields = _fields_of(body)
    before += _map_head(len(fields))
    for key, raw in fields.items():
        value = bytes(raw)
        here = before + _key(key)
        if _is_filled_map(value):
            _walk(value, f"{path}{key}.", here, literals, paths, values)
        else:
            literals.append(here)
            paths.append(path + key)
            values.append(value)
        before = b""


def _is_filled_map(value: bytes) -> bool:
    return value[:1] > b"\x80" and (value[0] < 0x90 or value[0] == 0xDE)


def _map_head(count: int) -> bytes:
    return bytes([0x80 | count]) if count < 16 else b"\xde" + count.to_bytes(2, "big")


@lru_cache(maxsize=4096)
def _key(key: str) -> bytes:
    return msgspec.msgpack.encode(key)
