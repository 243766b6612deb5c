"""What desks said against each other, in words: the part that the desk and the province's pages say alike."""

from __future__ import annotations

from app.dossier_fields import field_words
from app.i18n import N_, _
from app.services.conflicts import ReviewLine

_KINDS = {
    "custody": N_("Two desks ended it differently"),
    "proposal": N_("Two values for “{field}”: the first stands, the other is proposed"),
    "soft": N_("Two values for “{field}”: the later one is shown"),
    "double_result": N_("Two desks solved it alike; void one of the two papers"),
    "double_claim": N_("Two desks worked on it; the first at the province counts"),
    "late": N_("Recorded after the dossier was closed elsewhere"),
    "not_custodian": N_("Recorded by a desk that did not hold the file"),
    "illegal_transition": N_("Recorded when the dossier could no longer take it"),
    "possible_duplicate": N_("Perhaps the same request as {code}"),
}


def kind_words(line: ReviewLine) -> str:
    """Return what is wrong, in a sentence."""
    field, code = field_of(line), line.other.code if line.other else ""
    words = _(_KINDS.get(line.item.kind, _KINDS["illegal_transition"]))
    return words.format(field=field_words(field) if field else "", code=code)


def field_of(line: ReviewLine) -> str:
    """Return the name of the field that two versions differ in, empty where it is not about a field."""
    about, _colon, rest = line.item.item.partition(":")
    return rest.partition(":")[0] if about == "field" else ""
