"""Interlinked dossiers of one visit, and a second dossier of a procedure that is open already."""

from __future__ import annotations

from PySide6.QtCore import Qt

from app.domain.duplicate_events import DuplicateOverridden
from tests.ui.intake.conftest import ALT, CHONG, CTRL, Counter, words_of
from ui.happened import happened
from ui.intake.filled import from_text

PARENT = "2.002621"


def fill_parent(counter: Counter) -> None:
    """A birth with residence and health insurance, all its papers there."""
    counter.scan(CHONG)
    counter.choose(PARENT)
    counter.tick_all()


# ── interlinked ──────────────────────────────────────────────────────────────────────────────


def test_a_parent_and_its_children_come_in_together_each_with_its_own_clock_on_one_slip(counter: Counter) -> None:
    fill_parent(counter)
    assert counter.page.foot.child.isVisible() and not counter.page.foot.again.isVisible()
    counter.press(Qt.Key.Key_A, modifier=ALT)
    assert counter.page.linked.isVisible()
    assert counter.field_here() == "procedure"
    assert counter.text("applicant.name") == "Giàng A Chống", "the person is typed once"
    assert counter.dossiers() == [], "nothing is taken in before all of it is"

    counter.choose("ks")
    counter.tick_all()
    counter.press(Qt.Key.Key_A, modifier=ALT)
    counter.choose("1.004884")
    counter.into("competent_agency", "Bảo hiểm xã hội cơ sở Phong Thổ")
    counter.tick_all()
    counter.finish()

    parent, first, second = sorted(counter.dossiers(), key=lambda dossier: dossier.code)
    assert [one.procedure.code for one in (parent, first, second)] == [PARENT, "1.001193", "1.004884"]
    assert (parent.parent, first.parent, second.parent) == (None, parent.code, parent.code)
    assert parent.visit == first.visit == second.visit is not None
    assert second.competent_agency == "Bảo hiểm xã hội cơ sở Phong Thổ" and first.competent_agency is None
    assert parent.due.at != first.due.at, "each child has the clock of its own procedure"
    ((_printer, pdf, _title),) = counter.tray.papers
    assert all(one.code in words_of(pdf) for one in (parent, first, second))
    assert not any(line.needs_print for line in counter.lines())
    assert counter.text("applicant.name") == "" and not counter.page.linked.isVisible()


def test_what_is_filled_already_survives_with_the_draft_and_can_be_gone_back_to(counter: Counter) -> None:
    fill_parent(counter)
    counter.press(Qt.Key.Key_A, modifier=ALT)
    counter.choose("ks")
    counter.saved()
    kept = from_text(counter.drafts()["intake"])
    assert kept is not None and len(kept.above) == 1 and len(kept.above[0].papers) > 0

    counter.press(Qt.Key.Key_Q, modifier=ALT)
    assert counter.intake.procedure is not None and counter.intake.procedure.code == PARENT
    assert not counter.page.linked.isVisible()
    counter.press(Qt.Key.Key_D, modifier=CTRL)
    assert counter.intake.procedure is not None and counter.intake.procedure.code == "1.001193", "got back"
    assert counter.page.linked.isVisible()


def test_only_an_interlinked_procedure_has_children(counter: Counter) -> None:
    counter.scan(CHONG)
    counter.choose("ks")
    counter.tick_all()
    assert counter.page.foot.again.isVisible() and not counter.page.foot.child.isVisible()


def test_a_parent_whose_papers_lack_gets_no_child_yet(counter: Counter) -> None:
    counter.scan(CHONG)
    counter.choose(PARENT)
    counter.page.child_requested.emit()
    counter.settle()
    assert counter.intake.filled.above == ()


# ── a double ─────────────────────────────────────────────────────────────────────────────────


def open_one(counter: Counter) -> str:
    counter.scan(CHONG)
    counter.choose("ks")
    counter.tick_all()
    counter.finish()
    (dossier,) = counter.dossiers()
    return dossier.code


def test_a_second_dossier_of_an_open_procedure_asks_why_and_keeps_the_answer(counter: Counter) -> None:
    first = open_one(counter)
    counter.scan(CHONG)
    counter.choose("ks")
    counter.tick_all()
    counter.finish()
    panel = counter.page.duplicate
    assert panel.isVisible() and panel.reason.editor.hasFocus()
    assert first in panel.heading.text()
    assert len(counter.dossiers()) == 1, "asked first"

    counter.press(Qt.Key.Key_F9)
    assert panel.reason.error(), "never forbidden, but not without a reason"
    counter.type("Sinh đôi, cháu thứ hai")
    counter.press(Qt.Key.Key_F9)
    second = next(one for one in counter.dossiers() if one.code != first)
    assert not panel.isVisible()
    events = [entry.recorded.event for entry in counter.desk.program.queries.timeline(second.id)]
    (kept,) = [event for event in events if isinstance(event, DuplicateOverridden)]
    assert (kept.reason, kept.open_codes) == ("Sinh đôi, cháu thứ hai", (first,))
    told = happened(kept)
    assert told is not None and "Sinh đôi" in told.detail and first in told.detail


def test_enter_in_the_reason_goes_on_to_the_next_dossier_of_the_person_as_asked(counter: Counter) -> None:
    open_one(counter)
    counter.scan(CHONG)
    counter.choose("ks")
    counter.tick_all()
    counter.press(Qt.Key.Key_Return, modifier=CTRL)
    counter.type("Hai cháu")
    counter.press(Qt.Key.Key_Return)
    assert len(counter.dossiers()) == 2
    assert counter.text("applicant.name") == "Giàng A Chống", "one more for this person, as Ctrl+Enter said"


def test_escape_leaves_the_question_and_the_form_stays(counter: Counter) -> None:
    open_one(counter)
    counter.scan(CHONG)
    counter.choose("ks")
    counter.tick_all()
    counter.finish()
    counter.press(Qt.Key.Key_Escape)
    assert not counter.page.duplicate.isVisible()
    assert counter.window.current_slug() == "intake"
    assert len(counter.dossiers()) == 1
    assert counter.text("applicant.name") == "Giàng A Chống"
