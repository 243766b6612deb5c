"""Strips into pages: what does not fit goes on to the next page, nothing is clipped."""

from __future__ import annotations

from collections.abc import Sequence
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
    pages = _Pages(first, later)
    group: list[Strip] = []
    for place, strip in enumerate(strips):
        group.append(strip)
        if strip.keep and place < len(strips) - 1:
            continue
        pages.add(group)
        group = []
    return pages.finished()


class _Pages:
    """Pages being filled: placed strips with their top edge inside the frame."""

    def __init__(self, first: Frame, later: Frame) -> None:
        self._later = later
        self._frame = first
        self._done: list[tuple[list[tuple[Strip, float]], Frame]] = []
        self._placed: list[tuple[Strip, float]] = []
        self._y = 0.0

    def add(self, group: Sequence[Strip]) -> None:
        """Place a group, on a new page if it does not fit here but would there."""
        if self._placed and self._y + _height(group) > self._frame.height + 0.01:
            self._turn(group[0])
        for strip in group:
            if self._placed and self._y + strip.before + strip.height > self._frame.height + 0.01:
                self._turn(strip)
            self._y += strip.before if self._placed else 0.0
            self._placed.append((strip, self._y))
            self._y += strip.height

    def _turn(self, strip: Strip) -> None:
        self._done.append((self._placed, self._frame))
        self._placed, self._y, self._frame = [], 0.0, self._later
        if strip.carried is not None:
            self._placed.append((strip.carried, 0.0))
            self._y = strip.carried.height

    def finished(self) -> list[Page]:
        """Return the marks of each page at their place on the sheet."""
        self._done.append((self._placed, self._frame))
        spare = max(self._frame.height - self._y, 0.0)
        pages: list[Page] = []
        for number, (placed, frame) in enumerate(self._done, 1):
            marks: list[Mark] = []
            for strip, top in placed:
                down = frame.top + top + (spare if strip.sink and number == len(self._done) else 0.0)
                marks += [moved(mark, frame.left, down) for mark in strip.marks]
            if placed and number < len(self._done):
                marks += [moved(mark, frame.left, frame.top + placed[-1][1]) for mark in placed[-1][0].closing]
            pages.append(tuple(marks))
        return pages


def _height(group: Sequence[Strip]) -> float:
    return sum(strip.before + strip.height for strip in group)
