"""A neighbour with true keys who writes what no program writes: the colleagues' lists, papers and acts go on.

Such a change is stored and stays readable as far as it goes; nobody else's work stands still for it.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from app import canon
from app.clock import ZONE
from app.domain.citizen import Applicant
from app.domain.deadline import Reason
from app.domain.events import Event, StationOpened
from app.domain.facts import ProcedureRef
from app.domain.life_events import Correction, DossierCorrected
from app.domain.old_book_events import EntryImported
from app.domain.responsibility_events import OfficerAway, OfficerBack, ResponsibleAssigned
from app.domain.version_events import VersionMoved
from tests.journeys.province import make_desk
from tests.journeys.terminal import COMMUNE, Terminal, birth
from tests.journeys.test_compaction import opened
from tests.journeys.test_papers import words_of
from tests.storage.made_up import MONDAY, ElsewhereLog, id_of, receipt

DOSSIER, NAMELESS = id_of("của hàng xóm"), id_of("không tên")
UNSEEN = "Kẻ\x00 trộm\x07\uffff"
NO_PROCEDURE = ProcedureRef("x", "x", "x", "x", "không phải ngày")


def _evil() -> list[tuple[bytes, Event]]:
    first, own = date.min, b"own aggregate..."
    received = replace(receipt(2001, UNSEEN), commune=COMMUNE, priority=("không có loại này",), book="[*]\x00:?" * 9)
    nameless = replace(receipt(2002), commune=COMMUNE, applicant=Applicant("person", "", phone="0900000001"))
    return [
        (own, StationOpened(MONDAY, COMMUNE, 2, "H35.99.12", True)),
        (DOSSIER, received),
        (DOSSIER, VersionMoved(MONDAY, NO_PROCEDURE, "x")),
        (DOSSIER, DossierCorrected(MONDAY, (Correction("priority", "", "không có"),), "x", None)),
        (NAMELESS, nameless),
        (own, ResponsibleAssigned(MONDAY, "1.001193", "Tư pháp", "Lò Thị Mai", first, None, "1/QĐ")),
        (own, ResponsibleAssigned(MONDAY, "1.001193", "Tư pháp", "Lò Thị Mai", first, None, "2/QĐ")),
        (own, OfficerAway(MONDAY, "Lò Thị Mai", first, date.max, None, None)),
        (own, OfficerBack(MONDAY, "Lò Thị Mai", first)),
    ]


@pytest.fixture
def desk(tmp_path: Path, password_file: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A desk that has taken in what its neighbour wrote."""
    monkeypatch.setenv("MOTCUA_STATE_DIR", str(tmp_path / "state"))
    desk, log = make_desk(tmp_path / "desk", password_file), ElsewhereLog()
    with closing(opened(desk)) as program:
        for number, (aggregate, happened) in enumerate(_evil(), start=1):
            before = [one for one in log.changes if one.aggregate_id == aggregate][-1:]
            log.add(aggregate, happened, deps=[(one.station, one.seq) for one in before])
            program.storage.book.merge(log.changes[-1:], head=log.head(number))
    return desk


@pytest.mark.parametrize(
    "command",
    ["audit", "find H35", "show 2001", "show 2002", "person find 0900000001", "responsible matrix", "verify"],
)
def test_the_neighbours_words_stop_no_list(desk: Terminal, command: str) -> None:
    desk.json(*command.split())
    desk.text(*command.split())


def test_the_register_is_a_workbook_all_the_same(desk: Terminal, tmp_path: Path) -> None:
    made = tmp_path / "so.xlsx"
    days = ("--from", "2026-01-01", "--to", "2026-12-31")
    desk.json("report", "register", *days, "--format", "xlsx", "--out", made)
    cells = [str(cell.value) for sheet in load_workbook(made) for row in sheet.iter_rows() for cell in row]
    assert any("trộm" in cell for cell in cells), "the neighbour's row is there, without what no workbook may hold"


def test_a_row_of_a_book_under_our_code_does_not_shut_our_dossier(desk: Terminal) -> None:
    code = desk.accept(birth())["code"]
    with closing(opened(desk)) as program:
        for number in range(7):
            other = ElsewhereLog(b"another station%d" % number)
            row = EntryImported(MONDAY, code, "Kẻ trộm", "2026-11-24", COMMUNE, "0" * 16, number)
            other.add(id_of(f"row {number}"), row)
            other.merge_into(program.storage)
    assert desk.json("show", code)["applicant"]["name"] == birth()["applicant"]["name"]
    assert desk.refused("show", "1001")["error"] == "AmbiguousDossier"


def test_the_next_citizen_is_received_as_ever(desk: Terminal) -> None:
    assert desk.accept(birth())["code"].endswith("1001")


def test_a_promise_of_the_first_day_there_is_does_not_shut_the_dossiers_page(desk: Terminal) -> None:
    first_day = datetime(1, 1, 1, 12, tzinfo=ZONE)
    with closing(opened(desk)) as program:
        other, promised = ElsewhereLog(b"another station!"), receipt(2003)
        other.add(id_of("ngày đầu"), replace(promised, commune=COMMUNE, due=replace(promised.due, at=first_day)))
        other.merge_into(program.storage)
        assert program.promises.apology_due(program.queries.dossier(id_of("ngày đầu"))) == first_day


def test_marks_written_apart_and_a_strange_reason_do_not_stop_the_slip(desk: Terminal, tmp_path: Path) -> None:
    """No program of ours writes either; the paper shows the name as it reads and leaves the reason out."""
    promised = receipt(2004, "Gia@@ng A Páo")
    because = (Reason("rolled"), Reason("after_cutoff", what="ba giờ"))
    happened = replace(promised, commune=COMMUNE, due=replace(promised.due, because=because))
    with closing(opened(desk)) as program:
        other = ElsewhereLog(b"another station!")
        body = canon.encode(happened).replace(b"@@", "\u0300".encode())
        other.add(id_of("dấu rời"), happened, body=body)
        other.merge_into(program.storage)
    slip = tmp_path / "giay.pdf"
    desk.json("print", "receipt", "2004", "--to", slip)
    words = words_of(slip)
    assert "Giàng A Páo" in words
    assert "nhận sau ba giờ thì trả" in words
