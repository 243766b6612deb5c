"""The time a slip promises, over the whole catalogue."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from app.calendars import load_shipped
from app.domain.calendar import ZONE
from app.domain.citizen import Applicant
from app.domain.deadline import TimeLimit
from app.domain.draft import Draft, ExtensionChoice, PaperEntry
from app.domain.errors import BadExtension, BadInput, TimeLimitUnknown
from app.domain.procedure import Procedure
from app.services.catalogue import load_catalogue, why_not_here
from app.services.checklist import check_papers
from app.services.promise import Promise, promise

TODAY = date(2026, 11, 23)
ACCEPTABLE = [row for row in load_catalogue().offered(TODAY) if why_not_here(row) is None]
MONDAY_MORNING = datetime(2026, 3, 2, 9, 0, tzinfo=ZONE)
UNKNOWN_LIMIT = "1.007695"


def promised(
    code: str,
    *,
    received_at: datetime = MONDAY_MORNING,
    commune: str = "Sin Suối Hồ",
    channel: str = "direct",
    limit: str | None = None,
    basis: str | None = None,
    extensions: tuple[ExtensionChoice, ...] = (),
) -> Promise:
    catalogue = load_catalogue()
    draft = Draft(
        procedure=code,
        applicant=Applicant(kind="person", name="Giàng A Chống"),
        channel=channel,
        limit=limit,
        limit_basis=basis,
        extensions=extensions,
    )
    return promise(
        catalogue.procedure(code, on=received_at.date()),
        draft,
        received_at=received_at,
        calendar=load_shipped(),
        commune=catalogue.commune(commune),
    )


def due_day(made: Promise) -> str:
    return made.due.at.date().isoformat()


@pytest.mark.parametrize("row", ACCEPTABLE, ids=lambda row: row.id)
def test_every_procedure_can_be_accepted_with_its_least_papers_and_a_promise(row: Procedure) -> None:
    least = [PaperEntry(number, original=1) for number, paper in enumerate(row.papers) if paper.required]
    check_papers(row, least)
    assert row.code is not None
    is_unknown = row.limit.amount is None
    made = promised(
        row.code,
        limit="10wd" if is_unknown else None,
        basis="Quyết định của UBND tỉnh" if is_unknown else None,
    )
    assert made.due.at > MONDAY_MORNING
    assert made.due.because
    assert made.notices == ()
    assert (made.override is not None) == is_unknown


def test_births_are_registered_the_same_day() -> None:
    assert promised("1.001193").due.at == datetime(2026, 3, 2, 17, 30, tzinfo=ZONE)
    late = promised("1.001193", received_at=datetime(2026, 3, 2, 15, 1, tzinfo=ZONE))
    assert due_day(late) == "2026-03-03"


# ── extensions ───────────────────────────────────────────────────────────────────────────────


def test_verification_elsewhere_adds_its_days_when_the_officer_says_so() -> None:
    made = promised("1.004873", extensions=(ExtensionChoice(0),))
    assert due_day(promised("1.004873")) == "2026-03-05"
    assert due_day(made) == "2026-03-10"
    assert made.limit.extensions == ("phải xác minh nơi thường trú trước đây",)


def test_mountain_communes_get_the_longer_limit_and_wards_do_not() -> None:
    assert due_day(promised("1.012817", commune="Phường Đoàn Kết")) == "2026-03-30"
    in_the_mountains = promised("1.012817")
    assert due_day(in_the_mountains) == "2026-04-13"
    assert len(in_the_mountains.limit.extensions) == 1


def test_naming_an_extension_that_holds_anyway_counts_it_once() -> None:
    assert promised("1.013978", extensions=(ExtensionChoice(1),)) == promised("1.013978")


def test_online_acceptance_is_a_matter_of_two_hours() -> None:
    made = promised("1.013133", channel="online")
    assert made.due.at == datetime(2026, 3, 2, 11, 0, tzinfo=ZONE)
    assert due_day(promised("1.013133")) == "2026-03-03"


def test_an_agreed_extension_needs_its_length() -> None:
    with pytest.raises(BadExtension):
        promised("2.000815", extensions=(ExtensionChoice(1),))
    assert due_day(promised("2.000815", extensions=(ExtensionChoice(1, amount=4),))) == "2026-03-06"


@pytest.mark.parametrize("choice", [ExtensionChoice(9), ExtensionChoice(-1), ExtensionChoice(0, amount=30)])
def test_an_extension_the_law_does_not_have_is_refused(choice: ExtensionChoice) -> None:
    with pytest.raises(BadExtension):
        promised("1.001193", extensions=(choice,))


def test_of_two_limits_that_replace_the_first_only_one_may_hold() -> None:
    with pytest.raises(BadExtension):
        promised("2.002409", extensions=(ExtensionChoice(0), ExtensionChoice(2)))


def test_a_limit_in_stages_is_their_chain() -> None:
    one = promised("2.001263", extensions=(ExtensionChoice(0),))
    both = promised("2.001263", extensions=(ExtensionChoice(0), ExtensionChoice(1)))
    assert due_day(one) == "2026-03-09"
    assert due_day(both) == "2026-03-19"
    assert both.override is None


# ── limits the officer states ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("limit", "basis"), [(None, None), ("5wd", None), (None, "theo QĐ của tỉnh")])
def test_an_unknown_limit_needs_a_limit_and_its_basis(limit: str | None, basis: str | None) -> None:
    with pytest.raises(TimeLimitUnknown):
        promised(UNKNOWN_LIMIT, limit=limit, basis=basis)


def test_what_the_officer_states_is_promised_and_proposed_to_the_province() -> None:
    made = promised(UNKNOWN_LIMIT, limit="5wd", basis="QĐ 12/2026/QĐ-UBND")
    assert due_day(made) == "2026-03-09"
    assert made.limit.basis == "QĐ 12/2026/QĐ-UBND"
    override = made.override
    assert override is not None
    assert (override.procedure, override.limit, override.proposed) == (
        "tthc-1-007695",
        TimeLimit("working_day", 5),
        True,
    )
    assert override.effective_from == "2026-03-02"


def test_a_known_limit_is_changed_only_with_a_basis() -> None:
    with pytest.raises(BadInput) as refused:
        promised("1.012817", limit="5wd")
    assert refused.value.details["field"] == "limit_basis"
    made = promised("1.012817", limit="5wd", basis="QĐ 12/2026/QĐ-UBND")
    assert due_day(made) == "2026-03-09", "what is stated does not grow by itself"
    assert made.override is not None


def test_a_basis_without_a_limit_is_not_dropped_silently() -> None:
    with pytest.raises(BadInput) as refused:
        promised("1.001193", basis="QĐ 12/2026/QĐ-UBND")
    assert refused.value.details["field"] == "limit"


@pytest.mark.parametrize("limit", ["", "soon", "-3wd", "3", "wd", "9999999wd"])
def test_a_limit_nobody_can_read_is_refused(limit: str) -> None:
    with pytest.raises(BadInput):
        promised(UNKNOWN_LIMIT, limit=limit, basis="QĐ 12/2026/QĐ-UBND")


# ── notices ──────────────────────────────────────────────────────────────────────────────────


def test_a_date_on_an_unconfirmed_calendar_says_so() -> None:
    made = promised("1.004873", received_at=datetime(2027, 2, 4, 9, 0, tzinfo=ZONE))
    assert [notice.code for notice in made.notices] == ["calendar_unconfirmed"]


def test_handing_in_by_a_way_the_catalogue_does_not_list_is_noticed() -> None:
    at_the_desk_only = next(
        row for row in ACCEPTABLE if row.channels == ("truc_tiep",) and row.limit.amount is not None
    )
    assert at_the_desk_only.code is not None
    made = promised(at_the_desk_only.code, channel="post")
    assert [notice.code for notice in made.notices] == ["channel_not_listed"]
