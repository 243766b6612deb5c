"""Who stands at the desk: the applicant (người nộp hồ sơ) and who acts for them (người được ủy quyền)."""

from __future__ import annotations

from dataclasses import dataclass

APPLICANT_KINDS = ("person", "household", "organisation", "foreigner")
ID_KINDS = ("cccd", "can_cuoc", "cmnd", "passport", "birth_certificate", "border_pass", "other", "none")
SEXES = ("male", "female")
PRIORITIES = ("elderly", "disabled", "cannot_read", "lives_far", "pregnant_or_infant", "merit")


@dataclass(frozen=True, slots=True)
class Applicant:
    """The citizen, household or organisation a dossier belongs to (chủ hồ sơ).

    Only ``kind`` and ``name`` are mandatory. birth_date is partial ISO: ``1950``, ``1950-06``,
    ``1950-06-05``; days are never invented. Texts are NFC, as the officer spelled them.
    """

    kind: str
    name: str
    id_kind: str = "none"
    id_number: str | None = None
    birth_date: str | None = None
    sex: str | None = None
    address: str | None = None
    phone: str | None = None
    email: str | None = None
    ethnicity: str | None = None


@dataclass(frozen=True, slots=True)
class Representative:
    """Who hands the dossier in for somebody else (người nộp thay, người được ủy quyền).

    relation: kinship or basis in the officer's words; close kin need no certified
    authorisation in civil-status matters.
    """

    name: str
    id_kind: str = "none"
    id_number: str | None = None
    birth_date: str | None = None
    address: str | None = None
    phone: str | None = None
    relation: str | None = None


@dataclass(frozen=True, slots=True)
class Witness:
    """Someone who saw it (người làm chứng): for those who can neither read nor sign. NĐ 23/2015 art. 36(3)."""

    name: str
    id_number: str | None = None


@dataclass(frozen=True, slots=True)
class Assistance:
    """Help at the counter (giúp người yếu thế), as it prints beside the signature.

    writer: who wrote the declaration for the applicant (người viết hộ). interpreter: who translated, from which
    language. witnesses: two where the law asks for them. fingerprint: sealed with a finger instead of a signature.
    """

    writer: str | None = None
    interpreter: str | None = None
    language: str | None = None
    witnesses: tuple[Witness, ...] = ()
    fingerprint: bool = False
