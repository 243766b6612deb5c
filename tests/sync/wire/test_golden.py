"""Bundles of every format, written once and never again, open in every later program.

The files were made with the fixed keys of ``makers``, with segments by rows, by columns and folded, and are
not made anew: ``python -m tests.sync.wire.test_golden NAME`` writes a new one beside them when the format changes.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.ordering import ADOPTED, GENESIS
from sync.wire import columns, folded, rows
from sync.wire.acknowledgement import Acknowledgement, Have, acknowledge
from sync.wire.parts import Outcome, RosterFrame
from sync.wire.segment import OpenedSegment, chain_head, seal
from tests.sync.wire.makers import (
    DAY_MS,
    HUB,
    NEIGHBOUR,
    SIN_SUOI_HO,
    Desk,
    a_bundle,
    some_changes,
)

GOLDEN = Path(__file__).parents[2] / "golden"


@pytest.mark.parametrize(
    ("name", "codec", "sha256"),
    [
        ("bundle-v1.goi", rows.CODEC, "14d1cf27438466a726669b2d6eebe77d878656749f7dc3770f30e7f4d6fa9a6f"),
        ("bundle-v1-columns.goi", columns.CODEC, "c16da5e7ee793631e49725cd461eb00771ffcab1b2c2e28594c131b4290147f6"),
        ("bundle-v2-folded.goi", folded.CODEC, "4a6c9a20b9ca680b6825ff65ee4c0f98d5d6f8b38d5a9d772a15ec67cad5ba64"),
    ],
)
def test_bundles_of_every_release_open_to_the_recorded_hashes(name: str, codec: int, sha256: str) -> None:
    hub = Desk()
    report = hub.read((GOLDEN / name).read_bytes())
    assert report.outcome is Outcome.WHOLE
    assert report.sha256 == sha256
    assert (report.segments, report.changes, report.refused) == (3, 60, ())
    headers = [part.header for part in hub.parts if isinstance(part, OpenedSegment)]
    assert {header.codec for header in headers} == {codec}
    heads = [header.head_hash.hex() for header in headers]
    assert heads == [
        "d6b4c250aa27470d71711e2843eaa0dcf4090507a526c45749c7fe7daf898d3c",
        "24b6b6e6c6ceb0fdf031f8d2fd5770d3bd35f6ef3c8c94fc898c71a4ef3f6bcd",
        "a0ae13f857a1564229a15b71ef30410b7e304de5139ea26023c20e759cf28c90",
    ]
    assert hub.opened.header.program == "0.1.0"
    assert hub.parts[1] == RosterFrame("targets", b'{"signed":{}}')
    said = hub.parts[2]
    assert isinstance(said, Acknowledgement)
    assert said.have[0].seq == 40
    first = hub.changes[0]
    assert (first.seq, first.kind, first.actor, first.flags) == (1, "dossier.received", b"\x07" * 16, 0)
    assert hub.changes[-1].flags == ADOPTED


def _make() -> bytes:

    own = some_changes(SIN_SUOI_HO, 40)
    theirs = some_changes(NEIGHBOUR, 20)
    theirs[-1] = replace(theirs[-1], flags=ADOPTED)
    said = Acknowledgement(
        hub=HUB.station_id,
        practice=False,
        hub_time_ms=DAY_MS,
        have=(Have(SIN_SUOI_HO.station_id, 40, chain_head(GENESIS, own)),),
    )
    return a_bundle(
        [
            *seal(own, previous=GENESIS, keys=SIN_SUOI_HO, max_changes=25),
            *seal(theirs, previous=GENESIS, keys=NEIGHBOUR),
        ],
        roster=[RosterFrame("targets", b'{"signed":{}}')],
        acknowledgements=[acknowledge(HUB, said)],
    )


if __name__ == "__main__":
    with (GOLDEN / sys.argv[1]).open("xb") as new:
        new.write(_make())
