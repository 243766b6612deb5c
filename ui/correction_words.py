"""How the fields that can be corrected are called on screen, and how their values read."""

from __future__ import annotations

from collections.abc import Mapping

from app.i18n import N_, _
from ui.value_words import ID_KINDS, KINDS, RETURN_WORDS, SEXES

FIELD_WORDS = {
    "applicant.name": N_("Applicant: name"),
    "applicant.birth_date": N_("Applicant: date of birth"),
    "applicant.id_number": N_("Applicant: number of the identity paper"),
    "applicant.id_kind": N_("Applicant: kind of identity paper"),
    "applicant.sex": N_("Applicant: sex"),
    "applicant.address": N_("Applicant: address"),
    "applicant.phone": N_("Applicant: phone"),
    "applicant.email": N_("Applicant: e-mail"),
    "applicant.ethnicity": N_("Applicant: ethnicity"),
    "applicant.kind": N_("Applicant: kind"),
    "procedure": N_("Procedure"),
    "summary": N_("Summary"),
    "return_place": N_("Place of return"),
    "return_to": N_("Which other desk returns it"),
    "priority": N_("Priority"),
    "representative.name": N_("Representative: name"),
    "representative.id_kind": N_("Representative: kind of identity paper"),
    "representative.id_number": N_("Representative: number of the identity paper"),
    "representative.birth_date": N_("Representative: date of birth"),
    "representative.address": N_("Representative: address"),
    "representative.phone": N_("Representative: phone"),
    "representative.relation": N_("Representative: relation to the applicant"),
}
_VALUES: dict[str, Mapping[str, str]] = {
    "applicant.id_kind": ID_KINDS,
    "representative.id_kind": ID_KINDS,
    "applicant.sex": SEXES,
    "applicant.kind": KINDS,
    "return_place": RETURN_WORDS,
}


def field_words(field: str) -> str:
    """Return the name of a field; one that a newer program knows keeps its own."""
    return _(FIELD_WORDS.get(field, field))


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
