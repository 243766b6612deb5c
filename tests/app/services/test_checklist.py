"""Which papers a citizen must bring, told with the catalogue the program ships."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.draft import PaperEntry
from app.domain.errors import BadInput, PapersMissing
from app.domain.procedure import Procedure
from app.services.catalogue import load_catalogue, why_not_here
from app.services.checklist import check_papers, missing

TODAY = date(2026, 11, 23)
ACCEPTABLE = [row for row in load_catalogue().offered(TODAY) if why_not_here(row) is None]


def procedure(code: str) -> Procedure:
    return load_catalogue().procedure(code, on=TODAY)


@pytest.fixture
def birth() -> Procedure:
    return procedure("1.001193")


def brought(*components: int) -> list[PaperEntry]:
    return [PaperEntry(component, original=1) for component in components]


def least_papers(row: Procedure) -> list[PaperEntry]:
    return brought(*(number for number, paper in enumerate(row.papers) if paper.required))


def test_a_birth_with_form_certificate_and_identity_card_is_complete(birth: Procedure) -> None:
    papers = check_papers(birth, brought(0, 1, 5))
    assert [paper.component for paper in papers] == [0, 1, 5]
    assert [paper.shown_only for paper in papers] == [False, False, True], "the card is shown and given back"
    assert papers[1].name == "Giấy chứng sinh"


def test_what_lacks_is_named(birth: Procedure) -> None:
    with pytest.raises(PapersMissing) as refused:
        check_papers(birth, brought(0, 5))
    assert refused.value.details["names"] == ["Giấy chứng sinh"]
    assert "Giấy chứng sinh" in str(refused.value)
    assert [paper.name for paper in missing(birth, brought(0, 5))] == ["Giấy chứng sinh"]


def test_an_empty_list_names_everything_required(birth: Procedure) -> None:
    assert len(missing(birth, [])) == 3


def test_one_copy_is_as_good_as_one_original(birth: Procedure) -> None:
    papers = check_papers(birth, [*brought(0, 5), PaperEntry(1, copy=2, note="bản sao y")])
    assert (papers[1].original, papers[1].copy, papers[1].note) == (0, 2, "bản sao y")


def test_a_ticked_line_without_a_paper_does_not_count(birth: Procedure) -> None:
    with pytest.raises(PapersMissing):
        check_papers(birth, [*brought(0, 5), PaperEntry(1)])


def test_a_required_paper_with_a_substitute_is_waived_with_a_reason(birth: Procedure) -> None:
    why = "sinh tại nhà, có giấy cam đoan về việc sinh"
    papers = check_papers(birth, [*brought(0, 5), PaperEntry(1, not_applicable=True, why=why)])
    assert [(paper.component, paper.waived_because) for paper in papers] == [(0, None), (1, why), (5, None)]


@pytest.mark.parametrize("why", [None, "", "  "])
def test_a_waiver_needs_its_reason(birth: Procedure, why: str | None) -> None:
    with pytest.raises(BadInput) as refused:
        check_papers(birth, [*brought(0, 5), PaperEntry(1, not_applicable=True, why=why)])
    assert refused.value.details["field"] == "papers[2].why"


def test_a_required_paper_without_a_condition_cannot_be_waived() -> None:
    row = next(row for row in ACCEPTABLE if any(p.required and p.condition is None for p in row.papers))
    plain = next(number for number, p in enumerate(row.papers) if p.required and p.condition is None)
    entries = [entry for entry in least_papers(row) if entry.component != plain]
    with pytest.raises(PapersMissing):
        check_papers(row, [*entries, PaperEntry(plain, not_applicable=True, why="không có")])


def test_a_paper_cannot_be_there_and_not_needed(birth: Procedure) -> None:
    with pytest.raises(BadInput) as refused:
        check_papers(birth, [PaperEntry(0, original=1, not_applicable=True, why="…")])
    assert refused.value.details["field"] == "papers[0].not_applicable"


@pytest.mark.parametrize("component", [7, 99, -1])
def test_a_paper_the_procedure_does_not_have_is_refused(birth: Procedure, component: int) -> None:
    with pytest.raises(BadInput) as refused:
        check_papers(birth, brought(0, component))
    assert refused.value.details["field"] == "papers[1].component"


def test_a_paper_asked_only_on_a_condition_is_asked_only_then(birth: Procedure) -> None:
    assert len(check_papers(birth, brought(0, 1, 5))) == 3
    assert [paper.component for paper in check_papers(birth, brought(4, 5, 1, 0))] == [0, 1, 4, 5]


def test_what_is_not_needed_anyway_leaves_no_trace(birth: Procedure) -> None:
    entries = [*brought(0, 1, 5), PaperEntry(2, not_applicable=True, why="trẻ không bị bỏ rơi"), PaperEntry(3)]
    assert len(check_papers(birth, entries)) == 3


def test_where_nothing_is_required_nothing_must_be_ticked() -> None:
    free = [row for row in ACCEPTABLE if not any(paper.required for paper in row.papers)]
    assert {row.code for row in free} == {"1.004946", "1.012084", "1.010945"}
    assert [check_papers(row, []) for row in free] == [(), (), ()]


@pytest.mark.parametrize("row", ACCEPTABLE, ids=lambda row: row.id)
def test_every_procedure_is_complete_with_its_required_papers_and_not_with_one_less(row: Procedure) -> None:
    entries = least_papers(row)
    assert len(check_papers(row, entries)) == len(entries)
    for lacking in entries:
        fewer = [entry for entry in entries if entry is not lacking]
        with pytest.raises(PapersMissing):
            check_papers(row, fewer)
