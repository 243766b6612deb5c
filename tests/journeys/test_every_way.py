"""Whatever happens to a dossier, from the command line: asked for, standing, promised anew, refused, corrected, undone.

The dates are the worked examples of the law where there is one (examples 27 and 28).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.terminal import Terminal, birth

VIETNAMESE = re.compile("[à-ỹđ]", re.IGNORECASE)
THURSDAY = "2026-03-05T09:00:00+07:00"


@pytest.fixture
def desk(desk_since: Callable[[str], Terminal]) -> Terminal:
    return desk_since("2026-03-05T08:00:00+07:00")


def ten_days(desk: Terminal) -> str:
    """Accept a dossier of ten working days on Thursday 05/03/2026 and pass it on; returns its code."""
    limit = {"limit": "10wd", "limit_basis": "Quyết định của UBND xã"}
    code = desk.at(THURSDAY).accept(birth(**limit))["code"]
    desk.at("2026-03-05T10:00:00+07:00").json("act", "forward", code, "--to", "division:Tư pháp - Hộ tịch")
    return str(code)


def act(desk: Terminal, at: str, action: str, dossier: str, *flags: str, **data: Any) -> Any:
    return desk.at(f"{at}:00+07:00").json(
        "act", action, dossier, *flags, "--data", "-", stdin=json.dumps(data, ensure_ascii=False).encode()
    )


def refused(desk: Terminal, at: str, action: str, dossier: str, *flags: str, **data: Any) -> Any:
    """The act is refused in a Vietnamese sentence and leaves nothing behind."""
    then = desk.at(f"{at}:00+07:00")
    before = then.changes()
    refusal = then.refused(
        "act", action, dossier, *flags, "--data", "-", stdin=json.dumps(data, ensure_ascii=False).encode()
    )
    assert VIETNAMESE.search(refusal["message"]), refusal
    assert then.changes() == before
    return refusal


def test_papers_that_lack_are_asked_for_once_and_the_limit_starts_again(desk: Terminal) -> None:
    """ACCEPTANCE 7, example 27: asked on Monday, brought on Friday: ten whole days from Friday."""
    code = ten_days(desk)
    asked = act(desk, "2026-03-09T10:00", "request-papers", code, "--papers", "1", "--reason", "Thiếu giấy chứng sinh")
    assert (asked["state"], asked["state_code"]) == ("awaiting_papers", 5)
    shown = desk.json("show", code)
    assert shown["requests"][0]["number"] == "1-0001"
    assert shown["requests"][0]["wanted"][0]["name"] == "Giấy chứng sinh"
    done = act(desk, "2026-03-13T14:00", "papers-received", code, "--papers", "1")
    assert (done["state"], done["due_at"]) == ("processing", "2026-03-27T17:30:00+07:00")
    assert "đếm lại" in desk.json("show", code)["because"] or "tính lại" in desk.json("show", code)["because"].lower()


def test_where_the_law_says_pause_the_days_used_stay_used(desk: Terminal) -> None:
    """Example 28: two days used, eight left from Friday."""
    code = ten_days(desk)
    act(
        desk,
        "2026-03-09T10:00",
        "request-papers",
        code,
        papers=[{"name": "Trích lục bản đồ"}],
        reason="Thiếu trích lục",
    )
    without = refused(desk, "2026-03-13T14:00", "papers-received", code, mode="resume")
    assert without["error"] == "ReasonNeeded"
    done = act(desk, "2026-03-13T14:00", "papers-received", code, mode="resume", basis="Nghị định về đất đai, điều 9")
    assert done["due_at"] == "2026-03-25T17:30:00+07:00"


def test_a_second_request_and_a_late_one_need_a_leaders_leave(desk: Terminal) -> None:
    code = ten_days(desk)
    late = refused(desk, "2026-03-11T08:00", "request-papers", code, papers=[1], reason="Thiếu")
    assert late["error"] == "LeaveNeeded"
    act(desk, "2026-03-10T17:00", "request-papers", code, papers=[1], reason="Thiếu")
    act(desk, "2026-03-12T08:00", "papers-received", code)
    again = {"papers": [2], "reason": "Thiếu thêm"}
    assert refused(desk, "2026-03-12T09:00", "request-papers", code, **again)["error"] == "LeaveNeeded"
    half = refused(desk, "2026-03-12T09:00", "request-papers", code, **again, leader="Lò Văn Pản")
    assert half["error"] == "BadInput"
    allowed = act(
        desk, "2026-03-12T09:00", "request-papers", code, **again, leader="Lò Văn Pản", leave="Người dân xin chờ"
    )
    assert allowed["state"] == "awaiting_papers"


def test_an_overdue_dossier_is_promised_anew_once_and_stays_late_in_the_statistics(desk: Terminal) -> None:
    """ACCEPTANCE 16: two days overdue, an apology with a new day."""
    code = ten_days(desk)
    promised = desk.json("show", code)["due_at"]
    assert promised == "2026-03-19T17:30:00+07:00"
    when = "2026-03-23T08:00"
    past = refused(desk, when, "extend", code, "--to", "2026-03-20", "--reason", "Chờ xác minh")
    assert past["error"] == "PromiseNotLater"
    assert refused(desk, when, "extend", code, "--to", "2026-03-28", "--reason", "Chờ xác minh")["error"] == "BadInput"
    assert refused(desk, when, "extend", code, "--to", "5wd")["error"] == "ReasonNeeded"
    made = act(desk, when, "extend", code, "--to", "5wd", "--reason", "Chờ xác minh", signer="Lò Văn Pản")
    assert made["due_at"] == "2026-03-26T17:30:00+07:00"
    shown = desk.json("show", code)
    assert (shown["original_due_at"], shown["extension"]["number"]) == (promised, "1-0001")
    assert (
        refused(desk, "2026-03-24T08:00", "extend", code, "--to", "9wd", "--reason", "Nữa")["error"]
        == "AlreadyExtended"
    )


def test_a_duty_to_pay_elsewhere_lets_the_time_stand(desk: Terminal) -> None:
    code = ten_days(desk)
    stood = act(desk, "2026-03-09T10:00", "suspend", code, "--reason", "Nộp lệ phí trước bạ", agency="Thuế cơ sở")
    assert stood["state_code"] == 6
    assert refused(desk, "2026-03-10T10:00", "complete", code)["error"] == "StepNotAllowed"
    assert refused(desk, "2026-03-13T09:00", "resume", code)["error"] == "ReasonNeeded"
    on = act(desk, "2026-03-13T09:00", "resume", code, proof="Giấy nộp tiền 0042")
    assert on["due_at"] == "2026-03-25T17:30:00+07:00"


def test_a_refusal_has_its_reason_and_ground_and_is_fetched_like_a_result(desk: Terminal) -> None:
    code = ten_days(desk)
    assert (
        refused(desk, "2026-03-06T09:00", "refuse", code, "--reason", "Không đủ điều kiện")["error"] == "ReasonNeeded"
    )
    made = act(
        desk, "2026-03-06T09:00", "refuse", code, reason="Không đủ điều kiện", legal_basis="Luật Hộ tịch, Điều 5"
    )
    assert (made["state"], made["state_code"]) == ("completed", 9)
    back = act(desk, "2026-03-06T15:00", "hand-over", code)
    assert back["state"] == "returned"
    assert desk.json("show", code)["result"]["result"] == "refused"


@pytest.mark.parametrize(("action", "state", "code_of_state"), [("withdraw", "withdrawn", 7), ("stop", "stopped", 8)])
def test_who_takes_the_dossier_back_gets_the_papers_back(
    desk: Terminal, action: str, state: str, code_of_state: int
) -> None:
    code = ten_days(desk)
    ended = act(desk, "2026-03-09T10:00", action, code, reason="Không còn nhu cầu", request="Đơn ngày 09/3/2026")
    assert (ended["state"], ended["state_code"]) == (state, code_of_state)
    back = act(desk, "2026-03-09T10:30", "hand-over", code)
    assert back["state"] == state, "how it ended stays to be seen"
    assert refused(desk, "2026-03-09T11:00", "hand-over", code)["error"] == "StepNotAllowed"
    assert refused(desk, "2026-03-09T11:00", "forward", code, "--to", "An")["error"] == "StepNotAllowed"


def test_a_wrong_name_is_corrected_with_two_officers_and_the_old_slip_still_finds_the_dossier(desk: Terminal) -> None:
    """ACCEPTANCE 8 for a name: old and new value, the reason; both names find it."""
    code = ten_days(desk)
    wrong = {"changes": {"applicant.name": "Giàng A Chổng"}, "reason": "Ghi sai dấu"}
    alone = refused(desk, "2026-03-06T09:00", "correct", code, **wrong)
    assert alone["error"] == "SecondOfficerNeeded"
    act(desk, "2026-03-06T09:00", "correct", code, **wrong, second_officer="Lò Văn Pản")
    shown = desk.json("show", code)
    assert shown["applicant"]["name"] == "Giàng A Chổng"
    assert shown["corrections"][0]["corrections"] == [
        {"field": "applicant.name", "old": "Giàng A Chống", "new": "Giàng A Chổng"}
    ]
    assert desk.json("find", "Giàng A Chống")[0]["code"] == code
    assert refused(desk, "2026-03-06T09:10", "correct", code, changes={"code": "H35"}, reason="x")["error"] == (
        "NothingToCorrect"
    )


def test_a_wrong_procedure_brings_its_own_limit_from_the_day_of_receipt(desk: Terminal) -> None:
    """ACCEPTANCE 8: the procedure was wrong; the code stays, the promise and the fees are those of the right one."""
    then = desk.at(THURSDAY)
    code = then.accept(birth())["code"]
    act(desk, "2026-03-05T11:00", "correct", code, changes={"procedure": "1.004873"}, reason="Chọn nhầm thủ tục")
    shown = desk.json("show", code)
    assert (shown["code"], shown["procedure"]["code"]) == (code, "1.004873")
    assert shown["due_at"] == "2026-03-10T17:30:00+07:00"
    assert desk.json("verify")["ok"]


def test_the_last_step_is_taken_back_within_a_minute_and_not_later(desk: Terminal) -> None:
    code = ten_days(desk)
    act(desk, "2026-03-06T09:00", "complete", code, "--result", "12/UBND")
    soon = desk.at("2026-03-06T09:00:40+07:00").json("act", "undo", code)
    assert (soon["state"], soon["events"]) == ("processing", ["dossier.act_undone"])
    assert desk.json("show", code)["result"] is None
    act(desk, "2026-03-06T09:05", "complete", code, "--result", "13/UBND")
    assert refused(desk, "2026-03-06T09:07", "undo", code)["error"] == "NothingToUndo"
    kinds = [entry["kind"] for entry in desk.json("show", code)["timeline"]]
    assert kinds.count("dossier.completed") == 2, "the log keeps what was taken back"
    assert desk.json("verify")["ok"]


def test_a_result_found_wrong_is_made_again(desk: Terminal) -> None:
    code = ten_days(desk)
    act(desk, "2026-03-06T09:00", "complete", code)
    act(desk, "2026-03-06T10:00", "hand-over", code)
    assert (
        refused(desk, "2026-03-06T11:00", "fault", code, kind="wrong", reason="Sai ngày sinh")["error"]
        == "ReasonNeeded"
    )
    again = act(desk, "2026-03-06T11:00", "fault", code, kind="wrong", reason="Sai ngày sinh", remedy="In lại, xin lỗi")
    assert again["state"] == "processing"


def test_the_code_of_another_system_finds_the_dossier(desk: Terminal) -> None:
    code = ten_days(desk)
    act(desk, "2026-03-06T09:00", "link-code", code, system="national", code="G22.99.01-260306-150042")
    assert desk.json("find", "260306-150042")[0]["code"] == code
    assert refused(desk, "2026-03-06T09:00", "link-code", code, system="mars", code="1")["error"] == "BadInput"


@pytest.mark.parametrize(
    ("action", "data"),
    [
        ("request-papers", {"papers": [], "reason": "Thiếu"}),
        ("request-papers", {"papers": [99], "reason": "Thiếu"}),
        ("request-papers", {"papers": [1], "reason": "Thiếu", "colour": "đỏ"}),
        ("suspend", {"reason": "Thuế", "amount": -1}),
        ("suspend", {"reason": "Thuế", "amount": 10**18}),
        ("extend", {"to": "mai", "reason": "Bận"}),
        ("extend", {"to": "0wd", "reason": "Bận"}),
        ("fault", {"kind": "wrong", "reason": "x", "remedy": "y"}),
        ("take-over", {"reason": "Máy kia hỏng"}),
        ("papers-received", {}),
        ("resume", {"proof": "Giấy nộp tiền"}),
    ],
)
def test_a_step_that_does_not_fit_is_refused_and_nothing_is_kept(desk: Terminal, action: str, data: Any) -> None:
    code = ten_days(desk)
    refused(desk, "2026-03-06T09:00", action, code, **data)


def test_an_auditor_sees_who_reprinted_and_who_corrected(desk: Terminal, tmp_path: Path) -> None:
    """ACCEPTANCE 36: reprints and corrections as lists, each with the officer and the dossier."""
    code = ten_days(desk)
    then = desk.at("2026-03-06T09:00:00+07:00")
    for name in ("one.pdf", "two.pdf"):
        then.json("print", "receipt", code, "--to", tmp_path / name)
    act(desk, "2026-03-06T10:00", "correct", code, changes={"applicant.phone": "0912000111"}, reason="Sai số")
    reprints = desk.json("audit", "--kind", "reprints")
    assert [(row["code"], row["officer"]) for row in reprints] == [(code, "Vàng Thị Hoa")]
    assert [row["kind"] for row in desk.json("audit", "--kind", "corrections")] == ["dossier.corrected"]
    assert len(desk.json("audit", "--officer", "hoa")) == desk.changes()
    assert desk.json("audit", "--from", "2027-01-01") == []
    assert desk.refused("audit", "--kind", "gossip")["error"] == "BadInput"
    assert desk.refused("audit", "--officer", "ai-do")["error"] == "UnknownOfficer"


def test_an_auditor_sees_who_overrode_the_warning_of_a_double_and_why(desk: Terminal) -> None:
    """ACCEPTANCE 36: the third filter; without a reason the command line only warns."""
    why = "Sinh đôi, khai sinh cho cháu thứ hai"
    nothing_open = desk.accept(birth(duplicate_reason=why))
    assert nothing_open["warnings"] == []
    assert desk.json("audit", "--kind", "duplicates") == [], "there was no warning to override"
    warned = desk.accept(birth())
    assert [one["code"] for one in warned["warnings"]] == ["possible_duplicate"]
    assert desk.json("audit", "--kind", "duplicates") == []

    second = desk.accept(birth(duplicate_reason=why))
    (row,) = desk.json("audit", "--kind", "duplicates")
    assert (row["code"], row["officer"], row["kind"]) == (
        second["code"],
        "Vàng Thị Hoa",
        "dossier.duplicate_overridden",
    )
    assert why in row["words"] and nothing_open["code"] in row["words"]
    timeline = desk.json("show", second["code"])["timeline"]
    assert [entry["kind"] for entry in timeline] == ["dossier.received", "dossier.duplicate_overridden"]
    assert why in timeline[-1]["note"]
    assert desk.json("verify")["projections_equal"]


def test_an_anonymous_rating_is_counted_but_not_kept_with_the_dossier(desk: Terminal) -> None:
    named, unnamed = ten_days(desk), ten_days(desk)
    for code, data in ((named, {"rating": 4}), (unnamed, {"rating": 5, "anonymous": True})):
        act(desk, "2026-03-06T09:00", "complete", code)
        act(desk, "2026-03-06T10:00", "hand-over", code, **data)
    assert desk.json("show", unnamed)["returned"]["rating"] is None
    counted = desk.json("ratings", "--from", "2026-03-01", "--to", "2026-03-31")
    assert counted["counts"] == [[5, 1], [4, 1]]
    assert (counted["anonymous"], counted["unrated"]) == (1, 0)
    assert desk.json("ratings", "--from", "2026-04-01", "--to", "2026-04-30")["counts"] == []
    assert desk.json("verify")["projections_equal"]
