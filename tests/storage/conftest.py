"""A desk in a temporary folder: real SQLCipher, cheap Argon2."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.desk import OpenDesk
from tests.storage.made_up import make_desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[OpenDesk]:
    made = make_desk(tmp_path)
    yield made
    made.close()
