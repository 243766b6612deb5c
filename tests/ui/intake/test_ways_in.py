"""What comes in otherwise than complete and by day: told and sent home, helped, written by hand, given at once."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from PySide6.QtCore import Qt

from app.clock import ZONE
from tests.ui.intake.conftest import ALT, CHONG, CTRL, MY, Counter, seat, words_of
from tests.ui.made_desk import NOW
from tests.ui.practice_desk import PracticeDesk, Tray
from ui.intake.filled import ASIDE

TODAY = NOW.date()


def half_brought(counter: Counter) -> None:
    """A birth registration with one paper of three."""
    counter.scan(CHONG)
    counter.choose("ks")
    counter.page.steps[2].go()
    counter.press(Qt.Key.Key_Space)


# ── told and sent home ───────────────────────────────────────────────────────────────────────


def test_what_lacks_is_written_down_with_two_keys_and_nothing_typed_is_lost(counter: Counter) -> None:
    half_brought(counter)
    assert counter.page.foot.turn_away.isVisible()
    counter.press(Qt.Key.Key_Y, modifier=ALT)
    assert counter.page.guidance.isVisible()
    counter.type("Mang giấy chứng sinh bản chính")
    counter.press(Qt.Key.Key_Y, modifier=ALT)
    counter.saved()
    (guidance,) = counter.desk.program.guidance.of_day(TODAY)
    given = guidance.given
    assert (given.number, given.kind, given.reason) == ("1-0001", "supplement", "Mang giấy chứng sinh bản chính")
    assert len(given.wanted) == 2
    assert counter.dossiers() == []
    assert counter.text("applicant.name") == "", "the next citizen finds an empty form"
    assert not counter.page.guidance.isVisible()
    assert "1-0001" in counter.news[-1][0]

    assert ASIDE in counter.drafts()
    counter.press(Qt.Key.Key_D, modifier=CTRL)
    assert counter.text("applicant.name") == "Giàng A Chống"
    assert len(counter.intake.filled.papers) == 1


def test_a_refusal_needs_its_legal_ground(counter: Counter) -> None:
    half_brought(counter)
    counter.press(Qt.Key.Key_Y, modifier=ALT)
    counter.type("Không có giấy tờ tùy thân")
    counter.press(Qt.Key.Key_U, modifier=ALT)
    panel = counter.page.guidance
    assert panel.basis.error()
    assert counter.field_here() == panel.basis.editor.objectName()
    assert panel.basis.editor.hasFocus()
    counter.type("Điều 16 Luật Hộ tịch")
    counter.press(Qt.Key.Key_U, modifier=ALT)
    (guidance,) = counter.desk.program.guidance.of_day(TODAY)
    assert (guidance.given.kind, guidance.given.legal_basis) == ("refusal", "Điều 16 Luật Hộ tịch")


def test_escape_closes_the_panel_and_the_work_goes_on(counter: Counter) -> None:
    half_brought(counter)
    counter.press(Qt.Key.Key_Y, modifier=ALT)
    counter.press(Qt.Key.Key_Escape)
    assert not counter.page.guidance.isVisible()
    assert counter.window.current_slug() == "intake"
    assert counter.page.foot.turn_away.isVisible()
    counter.tick_all()
    assert not counter.page.foot.turn_away.isVisible(), "nothing lacks any more"
    counter.finish()
    assert len(counter.dossiers()) == 1


def test_an_entry_set_aside_is_offered_by_its_slot_too(counter: Counter) -> None:
    half_brought(counter)
    counter.press(Qt.Key.Key_Y, modifier=ALT)
    counter.press(Qt.Key.Key_Y, modifier=ALT)
    counter.saved()
    counter.page.resume(ASIDE)  # as today's desk names it
    counter.settle()
    assert counter.text("applicant.name") == "Giàng A Chống"


# ── helped ───────────────────────────────────────────────────────────────────────────────────


def test_who_cannot_read_is_helped_and_the_helpers_are_named(counter: Counter) -> None:
    counter.scan(CHONG)
    counter.choose("ks")
    assert not counter.page.assistance.isVisible()
    counter.press(Qt.Key.Key_B, modifier=ALT)
    assert counter.page.assistance.isVisible()
    counter.into("assistance.writer", "Vàng Thị Hoa")
    counter.into("assistance.interpreter", "Giàng A Páo")
    counter.into("assistance.language", "Mông")
    counter.into("assistance.witness_1", "Lò Văn Pản")
    counter.into("assistance.witness_1_number", "012090000777")
    counter.page.assistance.fingerprint.click()
    counter.tick_all()
    counter.finish()
    helped = counter.dossiers()[0].assistance
    assert helped is not None
    assert (helped.writer, helped.interpreter, helped.language) == ("Vàng Thị Hoa", "Giàng A Páo", "Mông")
    assert [(one.name, one.id_number) for one in helped.witnesses] == [("Lò Văn Pản", "012090000777")]
    assert helped.fingerprint
    assert not counter.page.assistance.isVisible(), "the next form begins without"


def test_an_interpreter_can_be_named_for_anybody(counter: Counter) -> None:
    counter.scan(CHONG)
    counter.choose("ks")
    counter.press(Qt.Key.Key_K, modifier=ALT)
    counter.press(Qt.Key.Key_H, modifier=ALT)
    assert counter.field_here() == "assistance.writer"
    counter.into("assistance.interpreter", "Giàng A Páo")
    counter.press(Qt.Key.Key_H, modifier=ALT)
    assert counter.intake.filled.assistance.interpreter == "", "folded is taken away"


# ── given at once, handed in online ──────────────────────────────────────────────────────────


def test_a_result_given_at_once_needs_no_slip(counter: Counter) -> None:
    counter.scan(CHONG)
    counter.choose("2.000815")
    counter.press(Qt.Key.Key_K, modifier=ALT)
    assert counter.page.other.at_once_chip.isVisible()
    counter.press(Qt.Key.Key_I, modifier=ALT)
    counter.tick_all()
    counter.finish()
    (dossier,) = counter.dossiers()
    assert not dossier.slip_wanted
    assert counter.tray.papers == []
    assert not counter.lines()[0].needs_print


def test_a_longer_procedure_always_has_its_slip(counter: Counter) -> None:
    counter.scan(CHONG)
    counter.choose("1.003583")
    counter.press(Qt.Key.Key_K, modifier=ALT)
    assert not counter.page.other.at_once_chip.isVisible()


def test_what_came_over_the_net_says_when(counter: Counter) -> None:
    counter.scan(CHONG)
    counter.choose("ks")
    counter.press(Qt.Key.Key_K, modifier=ALT)
    assert not counter.page.other.submitted.isVisible()
    counter.intake._edited("channel", "online")
    counter.settle()
    assert counter.page.other.submitted.isVisible()
    counter.into("submitted_at", "16:30 20/11/2026")
    counter.tick_all()
    counter.finish()
    (dossier,) = counter.dossiers()
    assert dossier.submitted_at == datetime(2026, 11, 20, 16, 30, tzinfo=ZONE)
    assert dossier.accept_due_at is not None


# ── one visit ────────────────────────────────────────────────────────────────────────────────


def test_dossiers_of_one_person_share_the_visit_and_the_next_citizen_has_none(counter: Counter) -> None:
    counter.scan(CHONG)
    for words, modifier in (("ks", CTRL), ("2.000635", None)):
        counter.choose(words)
        counter.tick_all()
        if modifier is not None:
            counter.press(Qt.Key.Key_Return, modifier=modifier)
        else:
            counter.finish()
    counter.scan(MY)
    counter.choose("ks")
    counter.tick_all()
    counter.finish()
    first, second, other = sorted(counter.dossiers(), key=lambda dossier: dossier.code)
    assert first.visit is not None
    assert first.visit == second.visit
    assert other.visit is None
    visit = counter.desk.program.queries.of_visit(first.visit)
    assert [dossier.code for dossier in visit] == [first.code, second.code]


def test_the_card_of_another_person_ends_the_visit(counter: Counter) -> None:
    counter.scan(CHONG)
    counter.choose("ks")
    counter.tick_all()
    counter.press(Qt.Key.Key_Return, modifier=CTRL)
    counter.scan(MY)
    counter.press(Qt.Key.Key_R, modifier=ALT)
    assert counter.intake.filled.visit == ""


# ── the sheet of the pad ─────────────────────────────────────────────────────────────────────


def test_a_sheet_of_the_pad_opens_its_late_entry(counter: Counter) -> None:
    program = counter.desk.program
    first, _second = program.numbers.reserve_pad(TODAY, 2, officer=program.officer)
    counter.into("applicant.name", "Vàng Văn Phìn")
    counter.intake.begin_sheet(first)
    counter.saved()
    assert counter.field_here() == "received_at"
    assert counter.text("pad_code") == first
    assert ASIDE in counter.drafts(), "who was being typed in waits"
    counter.type(f"{NOW - timedelta(hours=1):%H:%M}")
    counter.scan(CHONG)
    counter.choose("ks")
    counter.tick_all()
    counter.finish()
    (dossier,) = counter.dossiers()
    assert (dossier.code, dossier.late_entry, dossier.paper_number) == (first, True, first)
    assert dossier.received_at == NOW - timedelta(hours=1)
    assert counter.tray.papers == [], "the citizen has the sheet"
    counter.intake.begin_sheet(first)
    counter.type("8:00")
    counter.scan(MY)
    counter.choose("ks")
    counter.tick_all()
    counter.finish()
    assert len(counter.dossiers()) == 1
    assert first in counter.error("pad_code")


def test_a_sheet_of_another_day_is_refused_at_its_field(counter: Counter) -> None:
    program = counter.desk.program
    (sheet,) = program.numbers.reserve_pad(date(2026, 11, 24), 1, officer=program.officer)
    counter.intake.begin_sheet(sheet)
    counter.type("8:00")
    counter.scan(CHONG)
    counter.choose("ks")
    counter.tick_all()
    counter.finish()
    assert counter.dossiers() == []
    assert counter.error("pad_code")
    assert counter.text("applicant.name") == "Giàng A Chống"


# ── people first ─────────────────────────────────────────────────────────────────────────────


def test_the_page_thinks_of_the_old_and_the_far_but_chooses_nothing(counter: Counter) -> None:
    counter.scan("012060004321||Pờ Xè Lòng|02031960|Nam|Bản Mấn, Nậm Xe, Phong Thổ, Lai Châu|12052022")
    counter.choose("ks")
    hint = counter.page.steps[3].note
    assert "66" in hint()
    assert counter.intake.filled.priority == ()
    counter.press(Qt.Key.Key_C, modifier=ALT)
    assert "Nậm Xe" in hint(), "the next thing to think of"
    counter.press(Qt.Key.Key_X, modifier=ALT)
    assert hint() == ""


def test_what_is_told_is_printed_and_by_hand_where_no_printer_is(counter: Counter, desk: PracticeDesk) -> None:
    half_brought(counter)
    counter.press(Qt.Key.Key_Y, modifier=ALT)
    counter.type("Mang giấy chứng sinh")
    counter.press(Qt.Key.Key_Y, modifier=ALT)
    counter.settle()
    ((_printer, pdf, _title),) = counter.tray.papers
    printed = words_of(pdf)
    assert "YÊU CẦU BỔ SUNG" in printed.upper()
    assert "Giấy chứng sinh" in printed
    bare = seat(desk, Tray(absent=True))
    bare.open()
    half_brought(bare)
    bare.press(Qt.Key.Key_Y, modifier=ALT)
    bare.press(Qt.Key.Key_Y, modifier=ALT)
    assert "1-0002" in bare.news[-1][0]
    assert bare.tray.papers == []


def test_one_person_four_dossiers_one_slip(counter: Counter) -> None:
    """ACCEPTANCE 10: person and proxy once, four numbers, here one slip by choice."""
    counter.scan(CHONG)
    counter.press(Qt.Key.Key_K, modifier=ALT)
    counter.press(Qt.Key.Key_V, modifier=ALT)
    for words in ("ks", "1.004884", "2.000815", "2.000635"):
        counter.choose(words)
        counter.tick_all()
        if words == "2.000635":
            counter.finish()
        else:
            counter.press(Qt.Key.Key_Return, modifier=CTRL)
            assert counter.tray.papers == [], "the slip waits for the rest"
    counter.settle()
    dossiers = sorted(counter.dossiers(), key=lambda dossier: dossier.code)
    assert [dossier.code[-4:] for dossier in dossiers] == ["1001", "1002", "1003", "1004"]
    ((_printer, pdf, _title),) = counter.tray.papers
    printed = words_of(pdf)
    assert all(dossier.code in printed for dossier in dossiers)
    assert not any(line.needs_print for line in counter.lines()), "it counts for all four"


def test_on_a_trip_the_page_says_so_and_the_dossier_carries_it(counter: Counter) -> None:
    program = counter.desk.program
    trip = program.trips.open(place="Bản Chí Sáng", first=TODAY, last=TODAY, team=(), officer=program.officer)
    counter.scan(CHONG)
    counter.choose("ks")
    assert "1-0001" in counter.page.steps[1].note()
    counter.tick_all()
    counter.finish()
    assert counter.dossiers()[0].trip == trip.id
    assert counter.page.steps[1].note() == "", "an empty form promises nothing"
