"""Bundles are opened in a child process: what it may use, and what becomes of a bundle that it cannot read."""

from __future__ import annotations

import multiprocessing.spawn
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.bundles import Part
from app.domain.errors import BundleDamaged, NotABundle, ReaderNotStarted
from sync.hub.reader import ReadApart, Reader
from tests.storage.made_up import id_of, receipt
from tests.sync.hub.strangers import Stranger, Town


@pytest.fixture
def bundle(town: Town, tmp_path: Path) -> Path:
    mai = Stranger(1)
    town.enrol(mai.entry())
    mai.log.add(id_of("mai"), receipt(1001))
    return mai.bundle(tmp_path / "a.goi", town.card, mai.segments())


@contextmanager
def _closing(reader: Reader) -> Iterator[Reader]:
    try:
        yield reader
    finally:
        reader.close()


def _read(town: Town, reader: Reader, path: Path) -> list[Part]:
    parts: list[Part] = []
    with town.open() as hub:
        apart = ReadApart(hub.store.keys(), reader)
        apart.read(path, parts.append, papers=hub.papers(), practice=True)
        here: list[Part] = []
        hub.bundles.read(path, here.append, papers=hub.papers(), practice=True)
    assert parts == here
    return parts


def test_the_child_hands_over_just_what_reading_here_gives(town: Town, bundle: Path, tmp_path: Path) -> None:
    with _closing(Reader()) as reader:
        assert len(_read(town, reader, bundle)) == 2
        no_bundle = tmp_path / "b.goi"
        no_bundle.write_bytes(b"not a bundle")
        with pytest.raises(NotABundle):
            _read(town, reader, no_bundle)
        assert len(_read(town, reader, bundle)) == 2, "a refusal ends no child"


def test_a_child_that_is_silent_for_too_long_is_ended(town: Town, bundle: Path) -> None:
    with _closing(Reader(silent_seconds=0.001)) as reader, pytest.raises(BundleDamaged, match="too long"):
        _read(town, reader, bundle)


def test_a_child_that_wants_more_memory_than_it_may_is_ended_and_the_hub_goes_on(town: Town, bundle: Path) -> None:
    with _closing(Reader(most_memory=1 << 20)) as reader, pytest.raises(BundleDamaged, match="memory"):
        _read(town, reader, bundle)
    with _closing(Reader()) as reader:
        assert len(_read(town, reader, bundle)) == 2


@pytest.mark.skipif(os.name == "nt", reason="Windows runs no shell script")
def test_a_child_that_never_ran_blames_no_bundle(
    town: Town, bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ends_at_once = tmp_path / "python"
    its_helper = f'case "$*" in *resource_tracker*) exec "{sys.executable}" "$@";; esac'
    ends_at_once.write_text(f"#!/bin/sh\n{its_helper}\nexit 1\n", encoding="utf-8")
    ends_at_once.chmod(0o700)
    with _closing(Reader()) as reader:
        with monkeypatch.context() as guarded:
            guarded.setattr(multiprocessing.spawn, "get_executable", lambda: os.fsencode(ends_at_once))
            with pytest.raises(ReaderNotStarted, match="no bundle is at fault"):
                _read(town, reader, bundle)
        assert len(_read(town, reader, bundle)) == 2, "it is started anew at the next file"
