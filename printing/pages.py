"""Strips into pages: what does not fit goes on to the next page, nothing is clipped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from printing.layout import Mark, Strip, moved

Page = tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a page takes its strips: the corner of the area on the sheet and its height, in points."""

    left: float
    top: float
    height: float


def paginate(strips: Sequence[Strip], *, first: Frame, later: Frame) -> list[Page]:
    """Stack strips into pages; groups that belong together move together.

    A group higher than a page is cut between its strips. Strips that sink end at the last page's foot.
    """
    return list(flow(strips, first=first, later=later))


def flow(strips: Iterable[Strip], *, first: Frame, later: Frame) -> Iterator[Page]:
    """Yield the same pages as soon as each is full, so that a book of thousands of rows is never held whole."""
    pages = _Pages(first, later)
    group: list[Strip] = []
    for strip in strips:
        group.append(strip)
        if strip.keep:
            continue
        yield from pages.add(group)
        group = []
    yield from pages.add(group)
    yield pages.last()


class _Pages:
    """The page being filled: placed strips with their top edge inside the frame."""

    def __init__(self, first: Frame, later: Frame) -> None:
        self._later = later
        self._frame = first
        self._placed: list[tuple[Strip, float]] = []
        self._y = 0.0

    def add(self, group: Sequence[Strip]) -> Iterator[Page]:
        """Place a group, on a new page if it does not fit here but would there; yield the pages it filled."""
        if group and self._placed and self._y + _height(group) > self._frame.height + 0.01:
            yield self._turn(group[0])
        for strip in group:
            if self._placed and self._y + strip.before + strip.height > self._frame.height + 0.01:
                yield self._turn(strip)
            self._y += strip.before if self._placed else 0.0
            self._placed.append((strip, self._y))
            self._y += strip.height

    def _turn(self, strip: Strip) -> Page:
        frame, placed = self._frame, self._placed
        marks = _placed_marks(placed, frame)
        marks += [moved(mark, frame.left, frame.top + placed[-1][1]) for mark in placed[-1][0].closing]
        self._placed, self._y, self._frame = [], 0.0, self._later
        if strip.carried is not None:
            self._placed.append((strip.carried, 0.0))
            self._y = strip.carried.height
        return tuple(marks)

    def last(self) -> Page:
        """Return the marks of the page at hand, where strips may sink to the foot."""
        spare = max(self._frame.height - self._y, 0.0)
        return tuple(_placed_marks(self._placed, self._frame, spare))


def _placed_marks(placed: Sequence[tuple[Strip, float]], frame: Frame, spare: float = 0.0) -> list[Mark]:
    marks: list[Mark] = []
    for strip, top in placed:
        down = frame.top + top + (spare if strip.sink else 0.0)
        marks += [moved(mark, frame.left, down) for mark in strip.marks]
    return marks


def _height(group: Sequence[Strip]) -> float:
    return sum(strip.before + strip.height for strip in group)
