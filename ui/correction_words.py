"""How the values of the fields that can be corrected read on screen."""

from __future__ import annotations

from collections.abc import Mapping

from app.i18n import _
from ui.value_words import ID_KINDS, KINDS, RETURN_WORDS, SEXES

_VALUES: dict[str, Mapping[str, str]] = {
    "applicant.id_kind": ID_KINDS,
    "representative.id_kind": ID_KINDS,
    "applicant.sex": SEXES,
    "applicant.kind": KINDS,
    "return_place": RETURN_WORDS,
}


def value_words(field: str, text: str) -> str:
    """Return a value as people write it: «Nam», «05/06/1990»; nothing there is said."""
    if not text:
        return _("nothing")
    if field.endswith("birth_date"):
        return "/".join(reversed(text.split("-")))
    known = _VALUES.get(field)
    return _(known[text]) if known and text in known else text


def choices_of(field: str) -> tuple[tuple[str, str], ...]:
    """Return (value, words) where a field has only certain values; empty where anything may be typed."""
    return tuple((value, _(words)) for value, words in _VALUES.get(field, {}).items() if value)


def typed_value(field: str, text: str) -> str:
    """Return what was typed as the dossier keeps it: «05/06/1990» as 1990-06-05."""
    cleaned = " ".join(text.split())
    if field.endswith("birth_date"):
        parts = [part.strip() for part in cleaned.replace(".", "/").split("/")]
        return "-".join(part.zfill(2) for part in reversed(parts)) if len(parts) > 1 else cleaned
    return cleaned
