"""What a typed value may be: each check returns the clean value or refuses it with the field's name.

Fields are named as in the draft's JSON (``applicant.birth_date``), so that a script finds the line
and the window the widget.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from unicodedata import category

from app.domain.calendar import ZONE
from app.domain.citizen import SEXES
from app.domain.errors import BadInput
from app.domain.partial_date import parse_partial
from app.domain.text import clean, clean_multiline
from app.i18n import N_

SHORT = 60
"""Numbers, phones, codes."""
NAME = 300
"""Names, addresses, agencies; 80-character organisations fit well."""
LONG = 2000
"""Summaries, reasons, notes."""

UNSEEN = N_("contains characters that cannot be seen; type it again")

_TOO_LONG = {
    SHORT: N_("is too long: at most 60 characters"),
    NAME: N_("is too long: at most 300 characters"),
    LONG: N_("is too long: at most 2,000 characters"),
}
_MOST = 9999
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}.*", re.DOTALL)


def text(value: str | None, field: str, *, most: int = NAME) -> str | None:
    """Return a text cleaned (NFC, no control characters), None if nothing is left. Raises BadInput.

    Long texts keep their lines; everything else is one line.
    """
    if value is None:
        return None
    if len(value) > most * 4:  # bounded before the work, not after
        raise BadInput(field=field, problem=_TOO_LONG[most])
    cleaned = clean_multiline(value, field=field) if most == LONG else clean(value, field=field)
    if len(cleaned) > most:
        raise BadInput(field=field, problem=_TOO_LONG[most])
    return cleaned or None


def name(value: str, field: str) -> str:
    """Return a name cleaned; it must have a letter and no control character inside. Raises BadInput."""
    if any(category(letter) == "Cc" for letter in value.strip()):
        raise BadInput(field=field, problem=UNSEEN)
    cleaned = text(value, field)
    if cleaned is None:
        raise BadInput(field=field, problem=N_("must not be empty"))
    if not any(letter.isalpha() for letter in cleaned):
        raise BadInput(field=field, problem=N_("has no letter in it"))
    return cleaned


def choice(value: str, field: str, allowed: Sequence[str]) -> str:
    """Return a value of an enumeration. Raises BadInput, with what is allowed in its details."""
    if value not in allowed:
        raise BadInput(field=field, problem=N_("is not one of the choices"), allowed=list(allowed))
    return value


def sex(value: str | None, field: str) -> str | None:
    """Return ``male``, ``female`` or None."""
    return None if value is None else choice(value, field, SEXES)


def count(value: int, field: str, *, least: int = 0) -> int:
    """Return a whole number between ``least`` and a bound no desk reaches. Raises BadInput."""
    if value < least:
        problem = N_("must not be negative") if least == 0 else N_("must be at least one")
        raise BadInput(field=field, problem=problem)
    if value > _MOST:
        raise BadInput(field=field, problem=N_("is too large"))
    return value


def id_number(value: str | None, field: str, *, kind: str, of_a_person: bool) -> str | None:
    """Return the number of a paper without the spaces it is printed with.

    Căn cước and CCCD have 12 digits, CMND 9 (12 on its last issues); a person's bare number is one
    of these. Other papers keep what stands on them. Raises BadInput.
    """
    cleaned = text(value, field, most=SHORT)
    if cleaned is None:
        return None
    bare = re.sub(r"[ .\-]", "", cleaned)
    if kind in ("cccd", "can_cuoc"):
        if not re.fullmatch(r"[0-9]{12}", bare):
            raise BadInput(field=field, problem=N_("must have 12 digits"))
        return bare
    if kind == "cmnd" or (kind == "none" and of_a_person and bare.isdigit()):
        if not re.fullmatch(r"[0-9]{9}|[0-9]{12}", bare):
            raise BadInput(field=field, problem=N_("must have 9 or 12 digits"))
        return bare
    return cleaned


def birth_date(value: str | None, field: str, *, today: date) -> str | None:
    """Return a partial ISO date: ``1950``, ``1950-06``, ``1950-06-05``; none later than today. Raises BadInput."""
    cleaned = text(value, field, most=SHORT)
    return None if cleaned is None else parse_partial(cleaned, today=today, field=field)


def moment(value: str | None, field: str) -> datetime | None:
    """Return an ISO date and time in +07:00, whole seconds; without an offset it is meant as +07:00."""
    if value is None:
        return None
    try:
        if not _MOMENT.fullmatch(value):
            raise ValueError(value)
        read = datetime.fromisoformat(value)
        aware = read.replace(tzinfo=ZONE) if read.tzinfo is None else read.astimezone(ZONE)
    except (ValueError, OverflowError) as error:
        raise BadInput(field=field, problem=N_("must be a date and time such as 2026-11-23T08:15:00+07:00")) from error
    return aware.replace(microsecond=0)


def day(value: str | None, field: str) -> str | None:
    """Return an ISO date as text, None if there is none. Raises BadInput."""
    if value is None:
        return None
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError as error:
        raise BadInput(field=field, problem=N_("must be a date such as 2026-11-23")) from error


def phone(value: str | None, field: str) -> str | None:
    """Return a telephone number as typed, if it has 6 to 15 digits. Raises BadInput."""
    cleaned = text(value, field, most=SHORT)
    if cleaned is None:
        return None
    digits = re.sub(r"[ .()/+\-]", "", cleaned)
    if not re.fullmatch(r"[0-9]{6,15}", digits):
        raise BadInput(field=field, problem=N_("is not a telephone number"))
    return cleaned


def email(value: str | None, field: str) -> str | None:
    """Return an e-mail address, checked loosely: something, one @, something. Raises BadInput."""
    cleaned = text(value, field)
    if cleaned is not None and not re.fullmatch(r"[^@\s]+@[^@\s]+", cleaned):
        raise BadInput(field=field, problem=N_("is not an e-mail address"))
    return cleaned
