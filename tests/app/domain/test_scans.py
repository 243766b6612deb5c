"""What is owed: which papers should be scanned, which scans wait for a signature, by the rules of the day."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.dossier import Dossier, born
from app.domain.errors import AlreadyScanned, BadInput, NoSuchScan, ReasonNeeded
from app.domain.events import KIND_OF, DossierCompleted, DossierEvent, Recorded
from app.domain.evolving import evolve
from app.domain.facts import ReceivedPaper
from app.domain.life_events import DossierWithdrawn
from app.domain.rules import Rules
from app.domain.scan_events import ScanAdded, ScanRemoved
from app.domain.scans import (
    add_scan,
    kept_scans,
    needs_scan,
    owes_result_scan,
    papers_to_scan,
    remove_scan,
    scans_to_sign,
    sign_scan,
)
from tests.storage.made_up import MONDAY, receipt

HERE = b"station-at-home!"
RULES = Rules("2025-07-01", "thử")
PAPERS = (
    ReceivedPaper(0, "Tờ khai", 1),
    ReceivedPaper(1, "Giấy chứng sinh", 0, 1),
    ReceivedPaper(2, "Căn cước", 1, shown_only=True),
    ReceivedPaper(3, "Giấy ủy quyền", waived_because="cha mẹ tự đi"),
)


def after(dossier: Dossier, *events: DossierEvent) -> Dossier:
    for event in events:
        number = len(dossier.scans) + 10
        folded = evolve(
            dossier, Recorded(event, KIND_OF[type(event)], HERE, number, number, b"officer"), dossier_id=b"d"
        )
        assert folded is not None
        dossier = folded
    return dossier


@pytest.fixture
def dossier() -> Dossier:
    return born(replace(receipt(), papers=PAPERS), dossier_id=b"d", station=HERE)


def scanned(dossier: Dossier, letter: str, component: int | None = None, *, is_result: bool = False) -> Dossier:
    happened = add_scan(
        dossier, at=MONDAY, sha256=letter * 64, size=9, pages=1, component=component, is_result=is_result
    )
    return after(dossier, happened)


def owed(dossier: Dossier, rules: Rules = RULES) -> list[int]:
    return [paper.component for paper in papers_to_scan(dossier, rules)]


def test_papers_kept_in_the_file_are_owed_and_shown_or_waived_ones_are_not(dossier: Dossier) -> None:
    assert owed(dossier) == [0, 1]
    assert owed(scanned(dossier, "a", 0)) == [1]
    assert owed(scanned(dossier, "a")) == [], "one scan of the whole file stands for all"
    assert owed(dossier, replace(RULES, scan_fields=("Đất đai",))) == []
    assert owed(dossier, replace(RULES, scan_fields=("Hộ tịch",))) == [0, 1]


def test_a_granted_result_is_owed_and_papers_that_went_back_are_not(dossier: Dossier) -> None:
    done = after(scanned(dossier, "a"), DossierCompleted(MONDAY, number="1"))
    assert owes_result_scan(done, RULES) and needs_scan(done, RULES)
    assert not needs_scan(done, replace(RULES, scan_results=False))
    assert not needs_scan(scanned(done, "b", is_result=True), RULES)
    assert not needs_scan(after(dossier, DossierWithdrawn(MONDAY, "đổi ý")), RULES)


def test_a_signed_form_takes_the_place_of_its_scan(dossier: Dossier) -> None:
    one = scanned(scanned(dossier, "a", 0), "b", 1)
    assert [scan.sha256[0] for scan in scans_to_sign(one, RULES)] == ["a", "b"]
    assert scans_to_sign(one, replace(RULES, sign_scans=False)) == ()
    signed = after(one, *sign_scan(one, at=MONDAY, sha256="a" * 64, signed="c" * 64, size=12, pages=1))
    assert [(scan.sha256[0], scan.component) for scan in kept_scans(signed)] == [("b", 1), ("c", 0)]
    assert [scan.sha256[0] for scan in scans_to_sign(signed, RULES)] == ["b"]
    assert signed.scans[0].signed_as == "c" * 64, "the place stays known"
    assert owed(signed) == []


def test_one_scan_of_two_papers_is_signed_for_both(dossier: Dossier) -> None:
    one = scanned(scanned(dossier, "a", 0), "a", 1)
    signed = after(one, *sign_scan(one, at=MONDAY, sha256="a" * 64, signed="c" * 64, size=12, pages=1))
    assert [(scan.sha256[0], scan.component) for scan in kept_scans(signed)] == [("c", 0), ("c", 1)]
    assert owed(signed) == []


def test_what_is_taken_away_is_owed_again_and_its_place_stays_known(dossier: Dossier) -> None:
    one = scanned(dossier, "a", 0)
    gone = after(one, remove_scan(one, at=MONDAY, sha256="a" * 64, reason="mờ"))
    assert (owed(gone), gone.scans[0].removed_because) == ([0, 1], "mờ")
    assert owed(scanned(gone, "a", 0)) == [1], "it may come again"


def test_what_makes_no_sense_is_refused(dossier: Dossier) -> None:
    one = scanned(dossier, "a", 0)
    with pytest.raises(AlreadyScanned):
        scanned(one, "a", 0)
    with pytest.raises(BadInput):
        scanned(one, "b", 7)
    with pytest.raises(BadInput):
        scanned(one, "b", is_result=True)
    with pytest.raises(ReasonNeeded):
        remove_scan(one, at=MONDAY, sha256="a" * 64, reason=None)
    for digest in ("b" * 64, "aaa", "", "A" * 65):
        with pytest.raises(NoSuchScan):
            remove_scan(one, at=MONDAY, sha256=digest, reason="mờ")


def test_facts_of_other_desks_are_folded_never_refused(dossier: Dossier) -> None:
    odd = after(dossier, ScanRemoved(MONDAY, "f" * 64, "chưa từng có"), ScanAdded(MONDAY, "e" * 64, 1, 1, component=99))
    assert [scan.component for scan in kept_scans(odd)] == [99]
