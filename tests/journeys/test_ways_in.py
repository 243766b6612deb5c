"""The ways a dossier comes in: told and sent home, written in the dark, several at once, out in a village."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from pypdf import PdfReader

from app.services.catalogue import load_catalogue, why_not_here
from tests.journeys.terminal import Terminal, birth, certified_copies

TODAY = "2026-11-23"
PERSON = birth()["applicant"]


def as_json(document: object) -> bytes:
    return json.dumps(document, ensure_ascii=False).encode()


def without_birth_notice(**changes: Any) -> dict[str, Any]:
    """A birth registration to which the paper of the birth itself lacks."""
    return birth(papers=[{"component": 0, "original": 1}, {"component": 5, "original": 1}], **changes)


def text_of(pdf: Path) -> str:
    return " ".join(page.extract_text() for page in PdfReader(pdf).pages)


def is_sound(desk: Terminal) -> None:
    assert desk.json("verify")["projections_equal"] is True
    desk.json("rebuild")
    assert desk.json("verify")["ok"] is True


# ── told before acceptance ───────────────────────────────────────────────────────────────────


def test_what_lacks_is_told_on_paper_and_takes_no_code(desk: Terminal, tmp_path: Path) -> None:
    given = desk.json("guide", "-", "--kind", "supplement", stdin=as_json(without_birth_notice()))
    assert (given["number"], given["kind"]) == ("1-0001", "supplement")
    assert len(given["wanted"]) == 1
    assert "chứng sinh" in given["wanted"][0]
    paper = tmp_path / "told.pdf"
    draft = as_json(without_birth_notice())
    again = desk.json("guide", "-", "--kind", "supplement", "--print", paper, stdin=draft)
    assert "chứng sinh" in text_of(paper)
    refused = desk.json(
        *("guide", "-", "--kind", "refusal", "--reason", "Không có giấy tờ tùy thân"),
        *("--legal-basis", "Điều 16 Luật Hộ tịch"),
        stdin=as_json(birth()),
    )
    assert (again["number"], refused["number"]) == ("1-0002", "1-0001"), "a series of its own for each form"
    assert desk.accept(birth())["code"].endswith("-1001"), "no dossier code was used up"
    listed = desk.at("2026-11-23T16:00:00+07:00").json("guided", "--day", TODAY)
    assert [(one["kind"], one["number"]) for one in listed] == [
        ("supplement", "1-0001"), ("supplement", "1-0002"), ("refusal", "1-0001"),
    ]  # fmt: skip
    assert desk.json("guided", "--day", "2026-11-22") == []
    desk.json("guided", "--day", TODAY, "--to", tmp_path)
    papers = sorted(path.name for path in tmp_path.glob("guide-*.pdf"))
    assert papers == ["guide-refusal-1-0001.pdf", "guide-supplement-1-0001.pdf", "guide-supplement-1-0002.pdf"]
    assert "chứng sinh" in text_of(tmp_path / papers[1])
    assert desk.text("guided", "--day", TODAY).count("Giàng A Chống") == 3
    is_sound(desk)


def test_a_further_copy_of_what_was_told_is_counted_and_says_so(desk: Terminal, tmp_path: Path) -> None:
    draft = as_json(without_birth_notice())
    desk.json("guide", "-", "--kind", "supplement", "--print", tmp_path / "first.pdf", stdin=draft)
    assert "IN LẠI" not in text_of(tmp_path / "first.pdf")
    again = tmp_path / "guide-supplement-1-0001.pdf"
    for times in (1, 2):
        desk.json("guided", "--day", TODAY, "--to", tmp_path)
        assert f"IN LẠI LẦN {times}" in text_of(again)
    reprints = desk.json("audit", "--kind", "reprints")
    assert [row["kind"] for row in reprints] == ["paper.put_out", "paper.put_out"]
    before = desk.changes()
    desk.json("guided", "--day", TODAY)
    assert desk.changes() == before, "looking at the list makes no paper"
    is_sound(desk)


def test_a_refusal_without_reason_or_law_is_none(desk: Terminal) -> None:
    before = desk.changes()
    no_basis = desk.refused("guide", "-", "--kind", "refusal", "--reason", "Thiếu", stdin=as_json(birth()))
    assert (no_basis["error"], no_basis["details"]["field"]) == ("ReasonNeeded", "legal_basis")
    no_reason = desk.refused("guide", "-", "--kind", "refusal", "--legal-basis", "Điều 16", stdin=as_json(birth()))
    assert no_reason["details"]["field"] == "reason"
    nothing_lacks = desk.refused("guide", "-", "--kind", "supplement", stdin=as_json(birth()))
    assert nothing_lacks["error"] == "ReasonNeeded", "a supplement asks for something"
    assert desk.refused("guide", "-", "--kind", "advice", stdin=as_json(birth()))["error"] == "BadInput"
    assert desk.changes() == before


def test_a_procedure_of_another_agency_can_be_refused_here(desk: Terminal) -> None:
    rows = load_catalogue().offered(date(2026, 11, 23))
    elsewhere = next(row.code for row in rows if row.code and why_not_here(row))
    assert desk.refused("accept", "-", stdin=as_json(asked(elsewhere)))["error"] == "ProcedureNotReceivedHere"
    given = desk.json(
        *("guide", "-", "--kind", "refusal", "--reason", "Nộp tại Công an xã", "--legal-basis", "Luật Cư trú"),
        stdin=as_json(asked(elsewhere)),
    )
    assert given["procedure"] == elsewhere


def asked(procedure: str) -> dict[str, Any]:
    return {"procedure": procedure, "applicant": PERSON, "papers": []}


# ── the dark ─────────────────────────────────────────────────────────────────────────────────


def test_numbers_go_on_behind_those_written_by_hand(desk: Terminal) -> None:
    """ACCEPTANCE 14: 37 receipts on paper in a black-out; their true time is kept, the next one is 1038."""
    by_hand = birth(late_entry=True, received_at=f"{TODAY}T07:40:00+07:00", paper_number="37")
    raised = desk.json("numbers", "raise", "--day", TODAY, "--next", "1038", "--reason", "Mất điện, viết tay 37 giấy")
    assert raised == {"day": TODAY, "next": 1038}
    first = desk.accept(birth())
    assert first["code"].endswith("-261123-1038")
    later = desk.accept(by_hand)
    shown = desk.json("show", later["code"])
    assert (shown["late_entry"], shown["paper_number"]) == (True, "37")
    assert shown["received_at"] == f"{TODAY}T07:40:00+07:00"
    assert shown["entered_at"].startswith(TODAY)
    lowered = desk.refused("numbers", "raise", "--day", TODAY, "--next", "1020", "--reason", "nhầm")
    assert lowered["error"] == "NumberCannotBeLowered"


def test_a_pad_is_printed_ahead_filled_by_pen_and_typed_in_later(desk: Terminal) -> None:
    assert desk.accept(birth())["code"].endswith("-1001")
    made = desk.json("numbers", "pad", "--day", TODAY, "--count", "3")
    assert [code[-4:] for code in made["codes"]] == ["1002", "1003", "1004"]
    assert desk.accept(certified_copies())["code"].endswith("-1005"), "the screen goes on behind the pad"

    lit = desk.at(f"{TODAY}T14:00:00+07:00")
    sheet = birth(pad_code=made["codes"][1], late_entry=True, received_at=f"{TODAY}T09:10:00+07:00")
    typed_in = lit.accept(sheet)
    assert typed_in["code"] == made["codes"][1]
    shown = lit.json("show", typed_in["code"])
    assert (shown["late_entry"], shown["paper_number"]) == (True, made["codes"][1])
    assert lit.accept(certified_copies())["code"].endswith("-1006")
    listed = lit.json("numbers", "pad", "--day", TODAY)
    assert [sheet["used"] for sheet in listed["sheets"]] == [False, True, False]
    assert (listed["codes"], listed["unused"]) == ([], 2)
    is_sound(lit)
    assert lit.json("numbers", "pad", "--day", TODAY) == listed


def test_only_a_free_sheet_of_this_desk_and_day_is_taken(desk: Terminal) -> None:
    codes = desk.json("numbers", "pad", "--day", TODAY, "--count", "2")["codes"]
    tomorrow = desk.json("numbers", "pad", "--day", "2026-11-24", "--count", "1")["codes"]
    lit = desk.at(f"{TODAY}T14:00:00+07:00")

    def refused(**changes: Any) -> dict[str, Any]:
        usual = {"pad_code": codes[0], "late_entry": True, "received_at": f"{TODAY}T09:10:00+07:00"}
        return lit.refused("accept", "-", stdin=as_json(birth(**{**usual, **changes})))

    assert refused(pad_code=codes[0][:-4] + "1099")["error"] == "NotAFreeSheet"
    assert refused(pad_code=tomorrow[0])["error"] == "NotAFreeSheet"
    assert refused(pad_code=codes[0].replace("-1001", "-2001"))["error"] == "NotAFreeSheet"
    assert refused(pad_code="H35.12-261123-1001")["error"] == "NotAFreeSheet"
    assert refused(pad_code="1001")["details"]["field"] == "pad_code"
    assert refused(late_entry=False, received_at=None)["details"]["field"] == "received_at"
    lit.accept(birth(pad_code=codes[0], late_entry=True, received_at=f"{TODAY}T09:10:00+07:00"))
    assert refused()["error"] == "NotAFreeSheet", "a sheet is used once"
    for words in (("--count", "0"), ("--count", "500")):
        assert lit.refused("numbers", "pad", "--day", TODAY, *words)["error"] == "BadInput"
    assert lit.refused("numbers", "pad", "--day", "2026-11-20", "--count", "2")["error"] == "BadInput"


def test_a_full_block_gives_no_pad(desk: Terminal) -> None:
    desk.json("numbers", "raise", "--day", TODAY, "--next", "1990", "--reason", "thử")
    assert desk.refused("numbers", "pad", "--day", TODAY, "--count", "11")["error"] == "NumbersExhausted"
    assert len(desk.json("numbers", "pad", "--day", TODAY, "--count", "10")["codes"]) == 10
    assert desk.refused("accept", "-", stdin=as_json(birth()))["error"] == "NumbersExhausted"


# ── one visit ────────────────────────────────────────────────────────────────────────────────


def test_one_person_brings_four_dossiers(desk: Terminal, tmp_path: Path) -> None:
    """ACCEPTANCE 10: four numbers in one act; one visit holds them together."""
    proxy = {"name": "Giàng Thị Sua", "relation": "vợ"}
    drafts = [birth(representative=proxy)] + [
        certified_copies(pages=pages, applicant=PERSON, representative=proxy) for pages in (1, 2, 3)
    ]
    taken = desk.accept(drafts)  # type: ignore[arg-type]
    assert [one["code"][-4:] for one in taken] == ["1001", "1002", "1003", "1004"]
    assert len({one["visit"] for one in taken}) == 1
    assert {one["parent"] for one in taken} == {None}
    is_sound(desk)
    slip = tmp_path / "slip.pdf"
    printed = desk.json("print", "receipt", "1002", "--visit", "--to", slip)
    words = text_of(slip)
    assert all(one["code"] in words for one in taken), "one slip by choice"
    assert printed["copy"] == 1
    apart = desk.json("print", "receipt", "1003", "--to", slip)
    assert apart["copy"] == 2, "the common slip counted for each"
    is_sound(desk)
    one_more = desk.accept(certified_copies(applicant=PERSON, visit=taken[0]["visit"]))
    assert one_more["visit"] == taken[0]["visit"]


def test_either_all_of_a_visit_is_taken_in_or_nothing(desk: Terminal) -> None:
    before = desk.changes()
    refused = desk.refused("accept", "-", stdin=as_json([certified_copies(), without_birth_notice()]))
    assert refused["error"] == "PapersMissing"
    wrong = desk.refused("accept", "-", stdin=as_json([certified_copies(), birth(sets=0)]))
    assert wrong["details"]["field"] == "drafts[1].sets"
    assert desk.refused("accept", "-", stdin=as_json([]))["error"] == "BadInput"
    assert desk.refused("accept", "-", stdin=as_json([birth(), 7]))["details"]["field"] == "drafts[1]"
    assert desk.refused("accept", "-", stdin=as_json([birth(size="x")]))["details"]["field"] == "drafts[0].size"
    assert desk.changes() == before


def test_an_interlinked_procedure_has_children_with_their_own_clocks(desk: Terminal) -> None:
    papers = [{"component": 0, "original": 1}, {"component": 1, "original": 1}]
    parent = {"procedure": "2.002621", "applicant": PERSON, "papers": papers}
    children = [birth(), certified_copies(applicant=PERSON, competent_agency="Công an xã Sin Suối Hồ")]
    taken = desk.accept({"parent": parent, "children": children})
    assert [one["parent"] for one in taken] == [None, taken[0]["code"], taken[0]["code"]]
    assert len({one["due_at"] for one in taken}) > 1, "each has its own clock"
    assert desk.json("show", taken[2]["code"])["competent_agency"] == "Công an xã Sin Suối Hồ"
    not_a_parent = desk.refused("accept", "-", stdin=as_json({"parent": birth(), "children": [birth()]}))
    assert not_a_parent["error"] == "NotInterlinked"
    assert desk.refused("accept", "-", stdin=as_json({"parent": parent, "sons": []}))["error"] == "UnknownField"
    is_sound(desk)


# ── out in the village ───────────────────────────────────────────────────────────────────────


def test_a_trip_goes_out_takes_in_and_carries_results_back(desk: Terminal) -> None:
    at_home = desk.accept(birth())
    trip = desk.json(
        *("trip", "open", "--place", "Bản Chí Sáng", "--first", TODAY, "--last", "2026-11-24"),
        *("--team", "Vàng Thị Hoa", "--team", "Lò Văn Pản", "--purpose", "Khai sinh lưu động quý IV"),
    )
    assert (trip["number"], trip["team"], trip["closed_at"]) == ("1-0001", ["Vàng Thị Hoa", "Lò Văn Pản"], None)
    assert desk.refused("trip", "open", "--place", "Bản khác")["error"] == "TripUnderWay"

    there = desk.at(f"{TODAY}T10:00:00+07:00")
    taken = [
        there.accept(certified_copies(applicant={"kind": "person", "name": name}))
        for name in ("Sùng A Lử", "Mùa Thị Dợ")
    ]
    assert [one["trip"] for one in taken] == [trip["id"], trip["id"]]
    assert there.accept(birth(trip="none"))["trip"] is None
    assert at_home["trip"] is None
    there.json("act", "complete", taken[0]["code"], "--result", "3/2026")
    shown = there.json("trip", "show", "1-0001")
    assert {one["code"] for one in shown["dossiers"]} == {one["code"] for one in taken}
    assert shown["to_carry_out"] == [taken[0]["code"]]

    back = desk.at("2026-11-24T16:00:00+07:00")
    closed = back.json("trip", "close", "1-0001", "--note", "Đường sạt lở")
    assert closed["closed_at"] == "2026-11-24T16:00:00+07:00"
    assert back.refused("trip", "close", "1-0001")["error"] == "TripOver"
    assert back.accept(certified_copies())["trip"] is None
    typed_at_home = back.accept(certified_copies(trip="1-0001", late_entry=True, received_at=f"{TODAY}T15:00:00+07:00"))
    assert typed_at_home["trip"] == trip["id"], "what was written by hand out there still belongs to the trip"
    assert back.refused("accept", "-", stdin=as_json(birth(trip="1-0077")))["error"] == "UnknownTrip"
    is_sound(back)
    assert [one["number"] for one in back.json("trip", "list")] == ["1-0001"]
    assert "Bản Chí Sáng" in back.text("trip", "list")


def test_a_trip_has_days_that_can_be(desk: Terminal) -> None:
    backwards = ("--first", "2026-11-25", "--last", "2026-11-24")
    assert desk.refused("trip", "open", "--place", "Bản Chí Sáng", *backwards)["details"]["field"] == "last"
    assert desk.refused("trip", "open", "--place", " ", "--first", TODAY)["details"]["field"] == "place"
    over = ("--first", "2026-11-19", "--last", "2026-11-20")
    assert desk.refused("trip", "open", "--place", "Bản Chí Sáng", *over)["details"]["field"] == "last"
    desk.json("trip", "open", "--place", "Bản Chí Sáng", "--first", "2026-11-30")
    assert desk.accept(birth())["trip"] is None, "it has not begun yet"
