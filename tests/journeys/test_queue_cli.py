"""The queue on the command line, and the ticket of the roll."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from pypdf import PdfReader

from tests.journeys.terminal import Terminal, birth


def test_a_morning_of_numbers(desk: Terminal, tmp_path: Path) -> None:
    first = desk.json("queue", "take", "--note", "Khai sinh")
    paper = tmp_path / "so.pdf"
    second = desk.json("queue", "take", "--priority", "elderly", "--print", paper)
    assert (first["number"], second["number"], second["ahead"]) == ("A001", "A002", 0)
    page = PdfReader(BytesIO(paper.read_bytes())).pages[0]
    assert "A002" in page.extract_text()
    assert "ƯU TIÊN" in page.extract_text()
    assert round(float(page.mediabox.width) / 72 * 25.4) == 80
    assert desk.json("queue", "next")["number"] == "A002"
    assert desk.json("queue", "hold", "--reason", "Đi photo")["reason"] == "Đi photo"
    assert desk.json("queue", "next")["number"] == "A001"
    code = desk.accept(birth())["code"]
    served = desk.json("queue", "done")
    assert len(served["dossiers"]) == 1
    assert desk.json("queue", "call", "A002")["desk"] == 1
    assert desk.json("queue", "recall")["state"] == "called"
    assert desk.json("queue", "no-show")["state"] == "missed"
    board = desk.json("queue", "board")
    assert {one["number"] for one in board["board"]} == {"A001", "A002"}
    assert (board["waiting"], board["given_out"]) == ([], 2)
    assert [one["number"] for one in board["missed"]] == ["A002"]
    assert desk.refused("queue", "next")["error"] == "NobodyWaits"
    assert desk.refused("queue", "call", "A777")["error"] == "UnknownTicket"
    assert desk.refused("queue", "take", "--priority", "rich")["details"]["field"] == "priority"
    assert "A002" in desk.text("queue", "board")
    assert desk.json("show", code)["code"] == code
    assert desk.json("verify")["projections_equal"]
