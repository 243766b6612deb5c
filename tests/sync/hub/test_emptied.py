"""A chain holds without its bodies, so whoever carries a segment could empty it; its author folds away what is held."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from app import canon
from app.i18n import _
from app.services.merging import AT_PROVINCE, SENTENCES
from sync.hub.restored import restored
from sync.wire.segment import read_header, seal
from tests.storage.made_up import id_of, receipt
from tests.sync.hub.strangers import Stranger, Town


def test_a_segment_that_its_carrier_emptied_is_not_taken_and_the_whole_one_is(tmp_path: Path) -> None:
    town, mai, carrier = Town.made(tmp_path / "hub"), Stranger(1), Stranger(2)
    town.enrol(mai.entry(), carrier.entry())
    mai.log.add(id_of("a"), receipt(1001))
    (whole,) = mai.segments()
    emptied = [replace(change, body=canon.dropped(change.body)) for change in mai.log.changes]
    (empty,) = seal(emptied, previous=bytes(32), keys=mai.keys)
    assert read_header(whole.statement).head_hash == read_header(empty.statement).head_hash, (
        "the chain cannot tell them apart"
    )

    line = town.takes(carrier.bundle(tmp_path / "empty.goi", town.card, [empty]))
    assert (line.new_changes, line.quarantined) == (0, 0)
    assert _(SENTENCES[AT_PROVINCE]) in line.reason
    assert town.takes(mai.bundle(tmp_path / "whole.goi", town.card, [whole])).new_changes == 1
    with town.open() as hub:
        assert hub.store.queries.dossier(id_of("a")).code.endswith("1001")
        assert hub.store.verify().ok


def test_what_is_held_whole_stays_whole_whoever_brings_it_emptied(tmp_path: Path) -> None:
    town, mai = Town.made(tmp_path / "hub"), Stranger(1)
    town.enrol(mai.entry())
    mai.log.add(id_of("a"), receipt(1001))
    town.takes(mai.bundle(tmp_path / "whole.goi", town.card, mai.segments()))
    emptied = [replace(change, body=canon.dropped(change.body)) for change in mai.log.changes]
    town.takes(mai.bundle(tmp_path / "empty.goi", town.card, seal(emptied, previous=bytes(32), keys=mai.keys)))
    with town.open() as hub:
        assert hub.store.queries.dossier(id_of("a")).code.endswith("1001")


def test_not_even_its_author_sends_emptied_what_the_province_never_held(either: Town, tmp_path: Path) -> None:
    town, mai = either, Stranger(1)
    town.enrol(mai.entry())
    mai.log.add(id_of("a"), receipt(1001))
    emptied = [replace(change, body=canon.dropped(change.body)) for change in mai.log.changes]
    line = town.takes(mai.bundle(tmp_path / "a.goi", town.card, seal(emptied, previous=bytes(32), keys=mai.keys)))
    assert (line.outcome, line.new_changes) == ("quarantined", 0)
    with town.open() as hub:
        assert hub.store.verify().ok
    assert town.takes(mai.bundle(tmp_path / "b.goi", town.card, mai.segments())).new_changes == 1, "whole, it counts"


def test_a_hub_put_back_from_a_copy_takes_what_its_author_has_folded_away_since(either: Town, tmp_path: Path) -> None:
    town, mai = either, Stranger(1)
    town.enrol(mai.entry())
    with town.open() as hub:
        restored(hub)
    mai.log.add(id_of("a"), receipt(1001))
    emptied = [replace(change, body=canon.dropped(change.body)) for change in mai.log.changes]
    parts = seal(emptied, previous=bytes(32), keys=mai.keys)
    assert town.takes(mai.bundle(tmp_path / "a.goi", town.card, parts)).new_changes == 1
