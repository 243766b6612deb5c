"""What one visit brings, as JSON: a draft, a list of drafts, or a parent with its children (liên thông)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.domain.draft import Draft
from app.domain.errors import BadInput, UnknownField
from app.i18n import N_
from app.services import strict_json
from app.services.drafts import read_draft

MOST_TOGETHER = 20


@dataclass(frozen=True, slots=True)
class Together:
    """The drafts in order. is_linked: the first is the parent of the others; is_single: it came as one draft."""

    drafts: tuple[Draft, ...]
    is_linked: bool = False
    is_single: bool = False


def read_together(document: bytes, *, today: date) -> Together:
    """Read a draft, ``[draft, …]`` or ``{"parent": draft, "children": [draft, …]}``.

    Raises what ``read_draft`` raises, the field with its place in the list (``children[0].applicant.name``).
    """
    raw = strict_json.parse(document, what="draft")
    if isinstance(raw, list):
        return Together(_drafts(raw, "drafts", today))
    if not isinstance(raw, dict) or "parent" not in raw:
        return Together((_draft(raw, "", today),), is_single=True)
    for key in raw:
        if key not in ("parent", "children"):
            raise UnknownField(field=key)
    children = raw.get("children")
    if not isinstance(children, list):
        raise BadInput(field="children", problem=N_("is of the wrong kind"))
    return Together((_draft(raw["parent"], "parent.", today), *_drafts(children, "children", today)), is_linked=True)


def _drafts(raw: list[object], name: str, today: date) -> tuple[Draft, ...]:
    if not raw:
        raise BadInput(field=name, problem=N_("must not be empty"))
    if len(raw) > MOST_TOGETHER:
        raise BadInput(field=name, problem=N_("has too many lines"))
    return tuple(_draft(one, f"{name}[{place}].", today) for place, one in enumerate(raw))


def _draft(raw: object, where: str, today: date) -> Draft:
    """Read one draft; its refusals say which of them it was."""
    if not isinstance(raw, Mapping):
        raise BadInput(field=where.rstrip(".") or "draft", problem=N_("is of the wrong kind"))
    try:
        return read_draft(raw, today=today)
    except BadInput as refusal:
        raise BadInput(field=f"{where}{refusal.details['field']}", problem=refusal.details["problem"]) from refusal
    except UnknownField as refusal:
        raise UnknownField(field=f"{where}{refusal.details['field']}") from refusal
