"""What the fields of drafts and acts are called, for sentences; the key itself stands behind, for whoever typed it."""

from __future__ import annotations

from app.dossier_fields import FIELD_WORDS
from app.i18n import N_, _

_WORDS = {
    "address": N_("address"),
    "amount": N_("amount"),
    "applicant": N_("applicant"),
    "at": N_("time"),
    "birth_date": N_("date of birth"),
    "date": N_("day"),
    "day": N_("day"),
    "deputy": N_("deputy"),
    "exemption": N_("exemption"),
    "form": N_("paper"),
    "id_number": N_("personal number"),
    "identity_checked": N_("identity papers compared"),
    "leader": N_("leader who agreed"),
    "legal_basis": N_("legal basis"),
    "limit": N_("time limit"),
    "login": N_("login"),
    "name": N_("name"),
    "number": N_("number"),
    "officer": N_("officer"),
    "paper_receipt": N_("number of the paper receipt"),
    "papers": N_("papers"),
    "phone": N_("phone"),
    "procedure": N_("procedure"),
    "reason": N_("reason"),
    "received_at": N_("time of receipt"),
    "receiver_kind": N_("who receives"),
    "receiver_name": N_("name of the receiver"),
    "relation": N_("relation to the applicant"),
    "remedy": N_("what is done about it"),
    "representative": N_("representative"),
    "result": N_("number of the result"),
    "second_officer": N_("second officer"),
    "serial": N_("next number"),
    "signature": N_("signature"),
    "to": N_("to whom"),
}


def key_words(key: str) -> str:
    """Return a field's name with its key, «lý do (reason)»; an unknown key stays as it is."""
    words = FIELD_WORDS.get(key) or _WORDS.get(key)
    return f"{_(words)} ({key})" if words else key
