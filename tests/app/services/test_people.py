"""One person across dossiers: by number, or name, date and village; merged by an officer, taken apart again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.clock import FixedClock
from app.domain.citizen import Applicant
from app.domain.dossier import Dossier
from app.domain.errors import BadInput, ReasonNeeded, UnknownPerson
from app.domain.person import PersonLinks, links_of, person_key
from app.domain.person_events import PersonsMerged
from storage import rebuild
from tests.ui.made_desk import NOW, accept_copy, make_desk
from ui.program import Program

LONG = {
    "kind": "person",
    "name": "Pờ Xè Lòng",
    "id_kind": "can_cuoc",
    "id_number": "012060004321",
    "birth_date": "1960-03-02",
    "address": "Bản Căng Há, xã Sin Suối Hồ, Lai Châu",
    "phone": "0912345678",
}
OLD_CARD = LONG | {"id_kind": "cmnd", "id_number": "045123456", "name": "Pờ Xè Loòng", "phone": "0987654321"}
NO_CARD = LONG | {"id_kind": "none", "id_number": None, "name": "PỜ XÈ LÒNG"}


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Program]:
    monkeypatch.setenv("MOTCUA_STATE_DIR", str(tmp_path / "state"))
    program = make_desk(tmp_path / "desk").open()
    yield program
    program.close()


def take_in(desk: Program, applicant: dict[str, Any]) -> Dossier:
    assert isinstance(desk.clock.machine, FixedClock)
    desk.clock.machine.advance(timedelta(minutes=1))  # newest first needs two moments
    return accept_copy(desk, applicant=applicant)


def test_the_same_number_is_the_same_person_whatever_the_spelling(desk: Program) -> None:
    first, second = take_in(desk, LONG), take_in(desk, LONG | {"name": "Pờ Xè  Loòng"})
    person = desk.people.of(first)
    assert person.key == desk.people.of(second).key
    assert person.names == ("Pờ Xè Loòng", "Pờ Xè Lòng"), "newest spelling first"
    assert len(person.dossiers) == 2


def test_without_number_name_date_and_village_are_the_person(desk: Program) -> None:
    first = take_in(desk, NO_CARD)
    assert desk.people.of(take_in(desk, NO_CARD | {"name": "Pờ Xè Lòng"})).key == desk.people.of(first).key
    cousin = take_in(desk, NO_CARD | {"address": "Bản Sin Suối Hồ, xã Sin Suối Hồ"})
    assert desk.people.of(cousin).key != desk.people.of(first).key


def test_alike_records_are_proposed_and_merged_only_by_an_officer(desk: Program) -> None:
    known, unknown = take_in(desk, LONG), take_in(desk, NO_CARD)
    kept = desk.people.of(known)
    assert [one.key for one in desk.people.candidates(kept.key)] == [person_key(unknown.applicant)]
    assert len(desk.people.all_candidates()) == 1
    assert len(kept.dossiers) == 1, "nothing is merged by the program"
    with pytest.raises(ReasonNeeded):
        desk.people.merge(kept.key, person_key(unknown.applicant), reason=" ", officer=desk.officer)
    other = person_key(unknown.applicant)
    one = desk.people.merge(kept.key, other, reason="đối chiếu sổ hộ khẩu", officer=desk.officer)
    assert (len(one.dossiers), len(one.keys)) == (2, 2)
    assert desk.people.all_candidates() == ()
    assert desk.people.of(unknown).key == kept.key
    assert rebuild.verify(desk.storage.database).projections_equal


def test_earlier_dossiers_are_found_under_the_old_number_too(desk: Program) -> None:
    old, new = take_in(desk, OLD_CARD), take_in(desk, LONG)
    applicant = new.applicant
    assert [line.id for line in desk.people.earlier(applicant, limit=5)] == [new.id]
    desk.people.merge(
        person_key(applicant), person_key(old.applicant), reason="thẻ mới ghi số cũ", officer=desk.officer
    )  # fmt: skip
    assert {line.id for line in desk.people.earlier(applicant, limit=5)} == {old.id, new.id}
    for number in ("012060004321", "045123456"):
        assert len(desk.queries.earlier(number, limit=5)) == 2, "intake asks by either number"
        assert len(desk.queries.open_same(number, "2.000635")) == 2
    person = desk.people.of(new)
    assert {paper.number for paper in person.papers} == {"012060004321", "045123456"}
    assert set(person.phones) == {"0912345678", "0987654321"}


def test_a_wrong_merge_is_taken_apart_again(desk: Program) -> None:
    known, unknown = take_in(desk, LONG), take_in(desk, NO_CARD)
    merged = person_key(unknown.applicant)
    desk.people.merge(person_key(known.applicant), merged, reason="trùng tên", officer=desk.officer)
    with pytest.raises(BadInput):
        desk.people.merge(merged, person_key(known.applicant), reason="lần nữa", officer=desk.officer)
    desk.people.split(merged, reason="hai anh em họ", officer=desk.officer)
    assert len(desk.people.of(known).dossiers) == len(desk.people.of(unknown).dossiers) == 1
    with pytest.raises(BadInput):
        desk.people.split(merged, reason="lần nữa", officer=desk.officer)
    assert rebuild.verify(desk.storage.database).projections_equal


def test_a_correction_of_the_number_moves_the_dossier_to_the_right_person(desk: Program) -> None:
    dossier = take_in(desk, LONG)
    desk.corrections.correct(
        dossier.id,
        changes={"applicant.id_number": "012060004329"},
        reason="gõ nhầm số",
        second_officer="Vàng Thị Hoa",
        officer=desk.officer,
    )
    corrected = desk.queries.dossier(dossier.id)
    assert corrected.applicant.id_number == "012060004329"
    assert desk.people.of(corrected).dossiers[0].id == dossier.id
    with pytest.raises(UnknownPerson):
        desk.people.of(dossier)


def test_people_are_found_by_name_and_by_number(desk: Program) -> None:
    take_in(desk, LONG)
    take_in(desk, NO_CARD)
    assert len(desk.people.find("po xe long")) == 2
    (found,) = desk.people.find("012060004321")
    assert found.name == "Pờ Xè Lòng"
    with pytest.raises(UnknownPerson):
        desk.people.person("0" * 16)


def test_merges_of_two_laptops_never_close_a_circle() -> None:
    links = links_of([PersonsMerged(NOW, "a", "b", "x"), PersonsMerged(NOW, "b", "a", "x")])
    assert links == PersonLinks({"b": "a"})
    three = links_of([PersonsMerged(NOW, "a", "b", "x"), PersonsMerged(NOW, "c", "b", "x")])
    assert three.together("b") == ("c", "a", "b")


def test_the_key_of_a_person_says_nothing_of_them() -> None:
    key = person_key(Applicant("person", "Pờ Xè Lòng", "cccd", "012060004321"))
    assert len(key) == 16
    assert "012060004321" not in key


def test_two_people_are_offered_no_more_until_a_third_record_comes(desk: Program) -> None:
    one, other = take_in(desk, LONG), take_in(desk, OLD_CARD | {"name": "Pờ Xè Lòng"})
    first, second = desk.people.of(one), desk.people.of(other)
    assert len(desk.people.pairs_alike()) == 1
    with pytest.raises(ReasonNeeded):
        desk.people.keep_apart(first.key, second.key, reason=" ", officer=desk.officer)
    desk.people.keep_apart(first.key, second.key, reason="Hai thẻ khác nhau", officer=desk.officer)
    assert desk.people.pairs_alike() == ()
    take_in(desk, NO_CARD)
    assert len(desk.people.pairs_alike()) in (1, 2), "the new record is asked about"
    assert desk.people.merge(first.key, second.key, reason="Nhầm: một người", officer=desk.officer).key == first.key
