"""A chain holds without its bodies, so whoever carries a segment could empty it: nobody but its author may."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from app import canon
from app.i18n import _
from app.services.merging import AT_PROVINCE, SENTENCES
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
