"""The quick copy is the slow one: same values, same refusals, nothing of the old value touched."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from app.domain.copying import replace
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
