"""How the fields of a dossier are called, at the desk and on the province's pages alike."""

from __future__ import annotations

from app.i18n import N_, _

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


def field_words(field: str) -> str:
    """Return the name of a field; one that a newer program knows keeps its own."""
    return _(FIELD_WORDS.get(field, field))
