"""Half-typed forms: nothing typed is dropped, what does not read is named by its field."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clock import ZONE
from app.domain.draft import Draft, PaperEntry
from tests.ui.made_desk import NOW
from ui.intake.filled import Filled, Proxy, Who, from_text, id_kind_of, put, read, to_text, typed_moment

WORDS = st.text(max_size=40)


def drafted(filled: Filled) -> Draft:
    draft = read(filled, now=NOW).draft
    assert draft is not None, "the form did not read"
    return draft


def test_an_untouched_form_is_empty_whatever_kind_of_applicant_is_chosen() -> None:
    assert Filled().is_empty()
    assert put(Filled(), "applicant.kind", "household").is_empty()
    assert not put(Filled(), "applicant.name", "G").is_empty()


def test_a_half_typed_date_keeps_the_rest_readable() -> None:
    named = put(Filled(), "applicant.name", "Giàng A Chống")
    filled = replace(put(named, "applicant.birth_date", "5/6/"), procedure="ks")
    reading = read(filled, now=NOW)
    assert set(reading.problems) == {"applicant.birth_date"}
    assert reading.draft is not None
    assert reading.draft.applicant.name == "Giàng A Chống"
    assert reading.draft.applicant.birth_date is None


def test_without_a_procedure_there_is_no_draft_but_every_problem_is_named() -> None:
    filled = put(put(Filled(), "applicant.phone", "abc"), "applicant.email", "x")
    reading = read(filled, now=NOW)
    assert reading.draft is None
    assert set(reading.problems) == {"procedure", "applicant.name", "applicant.phone", "applicant.email"}


def test_not_applicable_counts_only_with_its_reason() -> None:
    entry = PaperEntry(1, not_applicable=True)
    bare = replace(Filled(), procedure="ks", applicant=Who(name="A"), papers=(entry,))
    assert drafted(bare).papers == ()
    said = replace(bare, papers=(replace(entry, why="có dữ liệu điện tử"),))
    assert drafted(said).papers[0].why == "có dữ liệu điện tử"


@pytest.mark.parametrize(
    ("number", "kind", "told"),
    [
        ("012090000123", "person", "cccd"),
        ("045 123 456", "household", "cmnd"),
        ("B1234567", "person", "passport"),
        ("E12345678", "foreigner", "passport"),
        ("6200012345", "organisation", "other"),
        ("", "person", "none"),
        ("01209", "person", "none"),
    ],
)
def test_a_number_tells_from_which_paper_it_comes(number: str, kind: str, told: str) -> None:
    assert id_kind_of(Who(kind=kind, id_number=number)) == told


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("14:30 22/11/2026", datetime(2026, 11, 22, 14, 30, tzinfo=ZONE)),
        ("22/11/2026 14:30", datetime(2026, 11, 22, 14, 30, tzinfo=ZONE)),
        ("8h05 20/11", datetime(2026, 11, 20, 8, 5, tzinfo=ZONE)),
        ("7:30", datetime(2026, 11, 23, 7, 30, tzinfo=ZONE)),
        ("31/11 8:00", None),
        ("25:00", None),
        ("1430", None),
        ("", None),
    ],
)
def test_the_true_time_of_a_late_entry_is_typed_as_people_write_it(typed: str, meant: datetime | None) -> None:
    assert typed_moment(typed, now=NOW) == meant


@given(WORDS, WORDS, WORDS, WORDS, st.booleans())
def test_whatever_is_typed_reads_without_a_bug_and_survives_the_draft(
    name: str, number: str, birth: str, moment: str, late: bool
) -> None:
    who = Who(name=name, id_number=number, birth_date=birth, address=birth, phone=number, email=name)
    filled = Filled(
        applicant=who, representative=Proxy(name=birth, id_number=name), procedure="ks", summary=name, limit=number,
        limit_basis=birth, late_entry=late, received_at=moment, sets=number,
    )  # fmt: skip
    read(filled, now=NOW)
    assert from_text(to_text(filled)) == filled


def test_a_text_that_is_no_draft_of_ours_is_left_alone() -> None:
    assert from_text("[]") is None
    assert from_text("nothing") is None
    assert from_text('{"papers": [{"component": "x"}]}') is None
