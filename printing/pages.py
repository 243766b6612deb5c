"""Strips into pages: what does not fit goes on to the next page, nothing is clipped."""

from __future__ import annotations

from collections.abc import Sequence

from printing.layout import Mark, Strip, moved

Page = tuple[Mark, ...]


def paginate(strips: Sequence[Strip], *, first: float, later: float) -> list[Page]:
    """Stack strips into pages of these heights (points); groups that belong together move together.

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
    """Pages being filled: placed strips with their top edge."""

    def __init__(self, first: float, later: float) -> None:
        self._later = later
        self._limit = first
        self._done: list[tuple[list[tuple[Strip, float]], float]] = []
        self._placed: list[tuple[Strip, float]] = []
        self._y = 0.0

    def add(self, group: Sequence[Strip]) -> None:
        """Place a group, on a new page if it does not fit here but would there."""
        if self._placed and self._y + _height(group) > self._limit:
            self._turn(group[0])
        for strip in group:
            if self._placed and self._y + strip.before + strip.height > self._limit + 0.01:
                self._turn(strip)
            self._y += strip.before if self._placed else 0.0
            self._placed.append((strip, self._y))
            self._y += strip.height

    def _turn(self, strip: Strip) -> None:
        self._done.append((self._placed, self._limit))
        self._placed, self._y, self._limit = [], 0.0, self._later
        if strip.carried is not None:
            self._placed.append((strip.carried, 0.0))
            self._y = strip.carried.height

    def finished(self) -> list[Page]:
        """Return the pages' marks, relative to the top-left corner of their frames."""
        self._done.append((self._placed, self._limit))
        spare = max(self._limit - self._y, 0.0)
        pages: list[Page] = []
        for number, (placed, _limit) in enumerate(self._done, 1):
            is_last = number == len(self._done)
            marks = [
                moved(mark, 0, top + (spare if strip.sink and is_last else 0.0))
                for strip, top in placed
                for mark in strip.marks
            ]
            if placed:
                marks += [moved(mark, 0, placed[-1][1]) for mark in placed[-1][0].closing]
            pages.append(tuple(marks))
        return pages


def _height(group: Sequence[Strip]) -> float:
    return sum(strip.before + strip.height for strip in group)
