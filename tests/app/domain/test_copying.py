"""The quick copy and the quick making are the slow ones: same values, same refusals, the old value untouched."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from app.domain.copying import made, replace
from app.domain.dossier import UndoPoint, undo_point
from app.domain.events import Recorded
from app.domain.evolving import evolve
from tests.storage.made_up import receipt


def test_a_copy_is_what_the_standard_library_makes_of_it() -> None:
    happened = Recorded(receipt(), "dossier.received", b"s" * 16, 1, 1, b"a" * 16)
    dossier = evolve(None, happened, dossier_id=b"d" * 16)
    assert dossier is not None
    changes: dict[str, Any] = {"code": "H35.99.12-261123-1002", "visit": b"v" * 16, "undo": None}
    assert replace(dossier, **changes) == dataclasses.replace(dossier, **changes)
    assert dossier.code.endswith("1001")
    with pytest.raises(TypeError, match="colour"):
        replace(dossier, colour="red")


def test_what_is_made_is_what_the_constructor_makes() -> None:
    happened = Recorded(receipt(), "dossier.received", b"s" * 16, 1, 1, b"a" * 16)
    dossier = evolve(None, happened, dossier_id=b"d" * 16)
    assert dossier is not None
    quick = undo_point(dossier, station=b"s" * 16, seq=2, act="complete", at=dossier.last_at)
    fields = {field.name: getattr(quick, field.name) for field in dataclasses.fields(UndoPoint)}
    assert quick == UndoPoint(**fields)
    needed = {field.name: fields[field.name] for field in dataclasses.fields(UndoPoint)
              if field.default is dataclasses.MISSING}  # fmt: skip
    assert made(UndoPoint, **needed) == UndoPoint(**needed), "what is not given stands at its default"


def test_what_lacks_a_field_or_has_a_strange_one_is_not_made() -> None:
    with pytest.raises(TypeError, match="UndoPoint"):
        made(UndoPoint, station=b"s" * 16)
    with pytest.raises(TypeError, match="colour"):
        made(UndoPoint, colour="red")
