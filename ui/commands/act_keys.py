"""What each action of ``motcua act`` may be told: a shape per action, read strictly; an unknown key is refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

import msgspec

from app.domain.errors import BadInput
from app.i18n import N_, _
from app.services import field_checks as check
from app.services import strict_json
from app.services.field_checks import LONG, NAME


class Keys(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """What every action may be told; each action below adds its own."""

    at: str | None = None
    late: bool = False


class Forward(Keys, frozen=True, kw_only=True):
    """To whom; kind officer | division | agency | station. until: by when that step is due.

    Without ``to``: whoever answers for the next step, by the matrix.
    """

    to: str | None = None
    to_kind: str = "officer"
    station: str | None = None
    note: str | None = None
    step: str | None = None
    until: str | None = None


class TakeIn(Keys, frozen=True, kw_only=True):
    """by: who signed for the file, the officer if left out."""

    by: str | None = None


class OnePaper(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """A paper by its position in the catalogue's list, or by name."""

    component: int | None = None
    name: str | None = None
    original: int = 0
    copy: int = 0
    note: str | None = None


class RequestPapers(Keys, frozen=True, kw_only=True):
    """leader, leave: who allowed a second or late request, and why. leader_password_file: they confirm it here."""

    papers: list[int | OnePaper]
    reason: str | None = None
    phone: str | None = None
    leader: str | None = None
    leave: str | None = None
    leader_password_file: str | None = None


class PapersReceived(Keys, frozen=True, kw_only=True):
    """mode restart | resume, only where the law of the field says otherwise than the rule; basis: that law."""

    papers: list[int | OnePaper] = []
    mode: str | None = None
    basis: str | None = None


class Suspend(Keys, frozen=True, kw_only=True):
    """What has to be paid where."""

    reason: str | None = None
    agency: str | None = None
    amount: int | None = None


class Resume(Keys, frozen=True, kw_only=True):
    """proof: the paper that shows the payment; ``reason`` says the same."""

    proof: str | None = None
    reason: str | None = None


class Extend(Keys, frozen=True, kw_only=True):
    """to: ``5wd`` more working days, or the new date."""

    to: str
    reason: str | None = None
    signer: str | None = None


class Refuse(Keys, frozen=True, kw_only=True):
    """Reason and legal basis are needed."""

    reason: str | None = None
    legal_basis: str | None = None
    signer: str | None = None


class Stop(Keys, frozen=True, kw_only=True):
    """request: the applicant's letter. refund: what becomes of what was paid."""

    reason: str | None = None
    request: str | None = None
    refund: str | None = None
    signer: str | None = None


class Withdraw(Keys, frozen=True, kw_only=True):
    """request: the applicant's letter, if there is one."""

    reason: str | None = None
    request: str | None = None


class Complete(Keys, frozen=True, kw_only=True):
    """result: the number of the result."""

    result: str | None = None
    signer: str | None = None
    note: str | None = None


class Announce(Keys, frozen=True, kw_only=True):
    """how: told | phone | sms | messenger | email."""

    how: str = "phone"
    to: str | None = None


class HandOver(Keys, frozen=True, kw_only=True):
    """Who received it and how it was sealed. identity_document: which paper was compared where the slip is lost."""

    receiver_kind: str = "applicant"
    receiver_name: str | None = None
    receiver_id: str | None = None
    signature: str = "signed"
    read_aloud: bool = False
    lost_slip: bool = False
    identity_checked: bool = False
    identity_document: str | None = None
    rating: int | None = None
    anonymous: bool = False
    note: str | None = None


class Fault(Keys, frozen=True, kw_only=True):
    """kind: wrong | lost | damaged."""

    kind: str
    reason: str | None = None
    remedy: str | None = None


class Correct(Keys, frozen=True, kw_only=True):
    """changes: field → new value. papers: the checklist where another procedure is meant.

    second_officer: login or name; second_password_file: they confirm it here.
    """

    changes: dict[str, str]
    reason: str | None = None
    second_officer: str | None = None
    second_password_file: str | None = None
    papers: list[OnePaper] | None = None
    copies: int | None = None


class NewVersion(Keys, frozen=True, kw_only=True):
    """Why the dossier goes by the version of its procedure in force now."""

    reason: str | None = None


class TakeOver(Keys, frozen=True, kw_only=True):
    """Why custody is taken without a hand-over."""

    reason: str | None = None


class LinkCode(Keys, frozen=True, kw_only=True):
    """system: national | ministry | province | other."""

    code: str
    system: str = "national"


class Note(Keys, frozen=True, kw_only=True):
    """A note."""

    note: str


class Undo(Keys, frozen=True, kw_only=True):
    """Nothing to say."""


KEYS: dict[str, type[Keys]] = {
    "forward": Forward,
    "take-in": TakeIn,
    "request-papers": RequestPapers,
    "papers-received": PapersReceived,
    "suspend": Suspend,
    "resume": Resume,
    "extend": Extend,
    "refuse": Refuse,
    "stop": Stop,
    "withdraw": Withdraw,
    "complete": Complete,
    "announce": Announce,
    "hand-over": HandOver,
    "fault": Fault,
    "correct": Correct,
    "new-version": NewVersion,
    "take-over": TakeOver,
    "link-code": LinkCode,
    "note": Note,
    "undo": Undo,
}
"""Action → the keys of ``--data`` it takes."""

_LONG_KEYS = ("note", "reason", "proof", "remedy", "legal_basis", "leave", "refund", "request", "basis")
K = TypeVar("K", bound=Keys)


def read_keys(kind: type[K], flags: Mapping[str, object], document: bytes) -> K:
    """Read the keys of an action strictly; a flag goes before the same key of the document.

    Raises UnknownField, BadInput.
    """
    given = strict_json.parse(document, what="data")
    if not isinstance(given, dict):
        raise BadInput(field="data", problem=N_("is not a JSON object"))
    keys = strict_json.shaped({**given, **flags}, kind, what="data")
    return msgspec.structs.replace(keys, **_cleaned(keys))


def _cleaned(keys: Keys) -> dict[str, str | None]:
    """Return the texts among the keys, cleaned and bounded; what must be there must not be empty."""
    cleaned = {}
    for field in msgspec.structs.fields(keys):
        value = getattr(keys, field.name)
        if isinstance(value, str):
            cleaned[field.name] = check.text(value, field.name, most=LONG if field.name in _LONG_KEYS else NAME)
            if field.required and not cleaned[field.name]:
                raise BadInput(field=field.name, problem=N_("must not be empty"))
    return cleaned


def keys_help() -> str:
    """Return the keys of all actions in one line, for ``--help``."""
    parts = []
    for action, kind in KEYS.items():
        own = [field.name for field in msgspec.structs.fields(kind) if field.name not in ("at", "late")]
        if own:
            parts.append(f"{action}: {', '.join(own)}.")
    return " ".join([*parts, _("All of them: at, late.")])
