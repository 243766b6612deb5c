"""The tokens of the look (tokens.json) as values: every colour and size of the window is asked for here by name."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, cast

TOKENS_FILE = Path(__file__).parent / "tokens.json"
Mode = Literal["light", "dark"]
SCALES = (1.0, 1.25, 1.5, 2.0)

#: Gaps grow with the root of the text scale, everything people read or hit grows with it fully.
_GAPS = frozenset({"gap", "page_margin_x", "page_margin_y"})
#: Widths and icons that have their own steps or stay.
_FIXED = frozenset({"icon", "icon_small", "state_mark", "scrollbar", "progress"})


@dataclass(frozen=True, slots=True)
class TypeStyle:
    """One step of the type scale: size and line in pixels, weight 400 or 600."""

    px: int
    line: int
    weight: int


@dataclass(frozen=True, slots=True)
class StateColours:
    """Text, ground and edge of a state or of an evidence of sync."""

    fg: str
    bg: str
    line: str


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens for one mode, text scale and density. All sizes come out in device-independent pixels."""

    mode: Mode = "light"
    scale: float = 1.0
    compact: bool = False

    def colour(self, role: str) -> str:
        """Return the colour of a role as ``#RRGGBB``. Raises KeyError for a role that tokens.json lacks."""
        return _colours(self.mode)[role]

    def state(self, name: str) -> StateColours:
        """Return the colours of a dossier state (``on_time``, ``overdue`` …) or an evidence (``saved`` …)."""
        return _states(self.mode)[name]

    def type(self, name: str) -> TypeStyle:
        """Return a step of the type scale, scaled."""
        return _scaled_type(name, self.scale)

    def size(self, name: str) -> int:
        """Return a named size; the compact set applies to it when the window is low."""
        value = _sizes(self.compact)[name]
        if name in _GAPS:
            return round(value * math.sqrt(self.scale))
        if name in _FIXED:
            return value if name in ("scrollbar", "progress") else self.icon(value)
        return round(value * self.scale)

    def space(self, step: int) -> int:
        """Return step 1…8 of the spacing scale (4 … 40), times the root of the text scale."""
        return round(_numbers("space")[str(step)] * math.sqrt(self.scale))

    def radius(self, name: str) -> int:
        """Return a corner radius; pills grow with the text so that they stay half their height."""
        value = _numbers("radius")[name]
        return round(value * self.scale) if "chip" in name else value

    def border(self, name: str) -> int:
        """Return a line width."""
        return _numbers("border")[name]

    def icon(self, px: int) -> int:
        """Return the size of an icon of ``px`` at this text scale: stepped 20, 24, 32 rather than blurred between."""
        factor = 1.0 if self.scale < 1.25 else 1.2 if self.scale < 2.0 else 1.6
        return round(px * factor)


@cache
def _scaled_type(name: str, scale: float) -> TypeStyle:
    style = _types()[name]
    return TypeStyle(round(style.px * scale), round(style.line * scale), style.weight)


def state_icon(name: str) -> str:
    """Return the icon that always stands beside the word of a state or an evidence."""
    return _words()[name][1]


def is_low(client_height: int) -> bool:
    """Tell whether a window of this height takes the compact set."""
    return client_height < _compact_below()


@cache
def _document() -> Mapping[str, object]:
    return cast("Mapping[str, object]", json.loads(TOKENS_FILE.read_text(encoding="utf-8")))


def _part(*path: str) -> Mapping[str, object]:
    found: object = _document()
    for key in path:
        found = cast("Mapping[str, object]", found)[key]
    return cast("Mapping[str, object]", found)


@cache
def _colours(mode: Mode) -> Mapping[str, str]:
    return {role: str(value) for role, value in _part(mode, "color").items()}


@cache
def _states(mode: Mode) -> Mapping[str, StateColours]:
    found: dict[str, StateColours] = {}
    for group in ("state", "evidence"):
        for name in _part(mode, group):
            spec = _part(mode, group, name)
            found[name] = StateColours(str(spec["fg"]), str(spec["bg"]), str(spec["line"]))
    return found


@cache
def _types() -> Mapping[str, TypeStyle]:
    styles = {}
    for name in _part("type"):
        spec = cast("Mapping[str, int]", _part("type", name))
        styles[name] = TypeStyle(spec["px"], spec["line"], spec["weight"])
    cell = styles["cell"]
    styles["cell_strong"] = TypeStyle(cell.px, cell.line, 600)  # names and acts in tables; LOOK.md, 6
    return styles


@cache
def _sizes(compact: bool) -> Mapping[str, int]:
    sizes = dict(_numbers("size"))
    if compact:
        sizes.update({name: value for name, value in _numbers("size_compact").items() if name in sizes})
    return sizes


@cache
def _numbers(group: str) -> Mapping[str, int]:
    return {name: value for name, value in _part(group).items() if isinstance(value, int)}


@cache
def _words() -> Mapping[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    for group in ("state_words", "evidence_words"):
        for name in _part(group):
            spec = _part(group, name)
            found[name] = (str(spec["vi"]), str(spec["icon"]))
    return found


@cache
def _compact_below() -> int:
    return _numbers("size_compact")["when_client_height_below"]
