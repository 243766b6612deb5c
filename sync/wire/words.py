"""Eight everyday words that two people compare by telephone, so that nobody swaps a key on the way.

Two hundred and fifty-six common one-syllable words, all different even without their marks, stand in
``app/data/words.txt``; the order is part of the format and never changes. Eight of them are 64 bits.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import resources

HOW_MANY = 8


def words_to_compare(*parts: bytes) -> tuple[str, ...]:
    """Return the eight words (tám từ đối chiếu) over the SHA-256 of the parts, each with its length."""
    framed = b"".join(len(part).to_bytes(4, "big") + part for part in (b"words-v1", *parts))
    return tuple(all_words()[byte] for byte in hashlib.sha256(framed).digest()[:HOW_MANY])


@cache
def all_words() -> tuple[str, ...]:
    """Return the list, in its order for ever."""
    return tuple((resources.files("app") / "data" / "words.txt").read_text(encoding="utf-8").split())
