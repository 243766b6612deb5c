"""Charts as SVG, reckoned here and drawn by the template: bars that print in black and white too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sync.hub.picture import Week

WIDTH, HEIGHT, FOOT, LEFT = 720, 180, 22, 40


@dataclass(frozen=True, slots=True)
class Bar:
    """One week's bar: how tall the on-time part is, in pixels. word: what stands above it."""

    x: int
    width: int
    y: int
    height: int
    share: float | None
    word: str
    label: str
    title: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart ready to draw. lines: the heights of whole per cents to compare by, with their words."""

    width: int
    height: int
    left: int
    floor: int
    bars: tuple[Bar, ...]
    lines: tuple[tuple[int, str], ...]


_LEAST = 0.80
"""The axis begins here: the shares that matter lie above, and a full axis would show a flat wall."""


def on_time_chart(weeks: Sequence[Week]) -> Chart:
    """Return the on-time rate by week. A share below the axis' beginning is a bar of two pixels with its word."""
    floor = HEIGHT - FOOT
    step = (WIDTH - LEFT) // max(len(weeks), 1)
    bars = []
    for number, week in enumerate(weeks):
        height = 0 if week.share is None else max(_rise(week.share, floor), 2)
        bars.append(
            Bar(
                x=LEFT + number * step + 6,
                width=step - 12,
                y=floor - height,
                height=height,
                share=week.share,
                word=percent(week.share),
                label=f"{week.monday:%d/%m}",
                title=f"{week.monday:%d/%m/%Y}: {week.solved - week.late}/{week.solved}",
            )
        )
    marks = tuple(
        (floor - round((at - _LEAST) / (1 - _LEAST) * (floor - 24)), percent(at)) for at in (1.0, 0.95, 0.9, _LEAST)
    )
    return Chart(WIDTH, HEIGHT, LEFT, floor, tuple(bars), marks)


def _rise(share: float, floor: int) -> int:
    return round((share - _LEAST) / (1 - _LEAST) * (floor - 24))


def percent(share: float | None) -> str:
    """Return a share as the province writes it: «98,8 %», «–» where there is nothing to divide by.

    Never rounded up to 100: one late dossier among ten thousand is not none.
    """
    if share is None:
        return "–"
    tenths = int(share * 1000 + 1e-6)
    return f"{tenths // 10} %" if tenths % 10 == 0 else f"{tenths // 10},{tenths % 10} %"
