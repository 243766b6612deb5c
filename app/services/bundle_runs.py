"""Which runs of changes a bundle carries: others' work under the seals it came with, our own sealed once.

A run that was sealed stays as it was sealed, so the same changes are the same bytes in every bundle
and two bundles meet at the same borders.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from app.bundles import FreshRun, KeptRun
from app.ports import ExchangeBook, LogRange, SegmentSeal


def count(ranges: Iterable[LogRange]) -> int:
    """Return how many changes the ranges hold."""
    return sum(one.last - one.first + 1 for one in ranges)


def runs(
    book: ExchangeBook, own: bytes | Collection[bytes], ranges: Iterable[LogRange]
) -> Iterator[KeptRun | FreshRun]:
    """Yield the runs that cover the ranges, in order, one open at a time. own: the log, or logs, the writer signs.

    A run may begin before its range where a seal does. Others' changes without a seal are left out from there
    on: nobody could believe them.
    """
    signed = {own} if isinstance(own, bytes) else own
    for asked in ranges:
        held = book.position(asked.station).seq
        seals = [seal for seal in book.seals(asked) if seal.last <= held]
        yield from _cover(book, asked, seals, is_own=asked.station in signed)


def whole_part(book: ExchangeBook, asked: LogRange, *, is_own: bool) -> LogRange | None:
    """Return the beginning of a range that can be given whole, None where nothing of it can.

    A seal covers its run as it was written, so the range ends before the run that holds the first dropped body. Logs
    that this computer writes for itself alone have no seals, and go to nobody.
    """
    seals = book.seals(asked)
    if not is_own and not (seals and seals[0].first <= asked.first):
        return None  # never sealed, or held from a snapshot on: whoever lacks the beginning gets it from the province
    at = book.first_dropped(asked)
    if at is None:
        return asked
    border = min((seal.first for seal in seals if seal.first <= at <= seal.last), default=at)
    return LogRange(asked.station, asked.first, border - 1) if border > asked.first else None


def _cover(
    book: ExchangeBook, asked: LogRange, seals: list[SegmentSeal], *, is_own: bool
) -> Iterator[KeptRun | FreshRun]:
    at = asked.first
    while at <= asked.last:
        here = [seal for seal in seals if seal.first <= at <= seal.last]
        if here:
            seal = max(here, key=lambda one: one.last)
            yield KeptRun(seal, book.changes(LogRange(asked.station, seal.first, seal.last)))
            at = seal.last + 1
        elif is_own:
            end = min((seal.first - 1 for seal in seals if seal.first > at), default=asked.last)
            changes = book.changes(LogRange(asked.station, at, end))
            yield FreshRun(book.hash_at(asked.station, at - 1), changes, asked.station)
            at = end + 1
        else:
            return
