"""What commands print: one JSON document, or a few plain lines for people."""

from __future__ import annotations

import dataclasses
import json
import re
import sys
from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum
from pathlib import Path

from app.clock import local
from app.domain.errors import Refusal
from app.domain.notices import Notice
from app.files import fault_of
from app.i18n import _
from ui.speech import sentence


def plain(value: object) -> object:
    """Turn domain values into JSON ones: times with +07:00, ids as hex, dataclasses as objects."""
    match value:
        case Notice():
            return {"code": value.code, "message": notice_sentence(value)}
        case datetime():
            return local(value).isoformat()
        case date():
            return value.isoformat()
        case bytes():
            return value.hex()
        case Enum():
            return value.value
        case Path():
            return str(value)
        case Mapping():
            return {str(key): plain(item) for key, item in value.items()}
        case list() | tuple() | set() | frozenset():
            return [plain(item) for item in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    return value


def notice_sentence(notice: Notice) -> str:
    """Return a notice in the language in use."""
    return notice.worded(_(notice.message))


_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""What a terminal obeys instead of showing: escapes, and marks that turn the reading order."""


def harmless(text: str) -> str:
    """Return text with every character that a terminal would obey written as its code, which JSON reads back."""
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def show(document: Mapping[str, object] | list[object], *, as_json: bool, lines: list[str]) -> None:
    """Print the JSON document, or the lines for people."""
    text = json.dumps(plain(document), ensure_ascii=False, indent=1) if as_json else "\n".join(lines)
    try:
        sys.stdout.write(harmless(text) + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as failed:
        raise fault_of(failed, _("the output")) from failed


def show_refusal(refusal: Refusal, *, as_json: bool) -> None:
    """Say on stderr what was refused and why, without a traceback."""
    if as_json:
        document = {"error": type(refusal).__name__, "message": sentence(refusal), "details": plain(refusal.details)}
        sys.stderr.write(harmless(json.dumps(document, ensure_ascii=False)) + "\n")
    else:
        sys.stderr.write(harmless(sentence(refusal)) + "\n")


def show_problem(name: str, message: str, *, as_json: bool) -> None:
    """Say on stderr what went wrong where no refusal names it: wrong usage, a bug."""
    text = json.dumps({"error": name, "message": message, "details": {}}, ensure_ascii=False) if as_json else message
    sys.stderr.write(harmless(text) + "\n")
