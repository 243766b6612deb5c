"""Where a JSON file does not fit its kind, out of the parser's English; what is wrong, our own sentences say."""

from __future__ import annotations

import re

import msgspec

from app.i18n import N_

UNFIT = N_("this entry is missing, unknown or of another kind")
_PLACE = re.compile(r"at `\$\.?([^`]*)`")
_FIELD = re.compile(r"field `([^`]*)`")


def place_of(error: msgspec.ValidationError) -> str:
    """Return the place of an entry, such as ``days[3].date``, the field's name with it; «JSON» for the whole file."""
    said = str(error)
    parts = [found[1] for pattern in (_PLACE, _FIELD) if (found := pattern.search(said)) and found[1]]
    return ".".join(parts) or "JSON"
