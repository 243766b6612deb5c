"""From a citizen's card to the paper in their hand, by keys alone."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.readings import DossierFilter
from app.settings import Settings
from tests.ui.intake.conftest import ALT, CHONG, CTRL, MY, SHIFT, Counter, seat, words_of
from tests.ui.practice_desk import PracticeDesk, Tray
from ui.widgets.checklist import Tick
from ui.widgets.preview import PdfPage


def test_from_the_end_of_the_scan_to_the_paper_fifteen_keys_are_enough(counter: Counter) -> None:
    counter.scan(CHONG)
    counter.presses = 0
    counter.type("ks")
    counter.press(Qt.Key.Key_Return)  # takes the first offer, goes on to the extension
    counter.press(Qt.Key.Key_Return, Qt.Key.Key_Return)  # no extension, no subject: the papers
    counter.press(Qt.Key.Key_Space, Qt.Key.Key_Down, Qt.Key.Key_Space, Qt.Key.Key_Down, Qt.Key.Key_Space)
    counter.finish()
    assert counter.presses <= 15
    (dossier,) = counter.dossiers()
    assert dossier.applicant.name == "Giàng A Chống"
    assert len(counter.tray.papers) == 1
    assert [made.mode for made in dossier.prints] == ["printed"]
    assert counter.news == [(f"Đã tiếp nhận {dossier.code}", "Hẹn trả 17:30 thứ Hai, 23/11/2026.")]


def test_after_acceptance_the_form_is_empty_and_the_keyboard_on_the_name(counter: Counter) -> None:
    counter.scan(CHONG)
    counter.choose("ks")
    counter.tick_all()
    counter.finish()
    assert counter.field_here() == "applicant.name"
    assert counter.text("applicant.name") == counter.text("applicant.id_number") == ""
    assert counter.page.procedure.field.offer() is None
    assert counter.page.promise.date.text() == "—"
    assert counter.drafts() == {}


def test_the_screen_and_the_paper_promise_the_same_day_for_the_same_reason(counter: Counter) -> None:
    counter.scan(CHONG)
    counter.choose("1.001193")
    counter.press(Qt.Key.Key_Space)  # must be verified in another commune: three working days more
    counter.tick_all()
    assert counter.page.promise.date.text() == "17:30 thứ Sáu, 27/11/2026"
    assert "24/11 nghỉ Ngày Văn hóa Việt Nam" in counter.page.promise.reason.text()
    assert [box.due for box in counter.page.promise.days.days] == [False, False, False, False, True]
    counter.finish()
    printed = words_of(counter.tray.papers[0][1])
    assert "17 giờ 30 phút, ngày 27 tháng 11 năm 2026" in printed
    assert "thêm 03 ngày làm việc" in printed


def test_the_preview_is_the_real_slip_and_takes_no_number(counter: Counter) -> None:
    counter.scan(CHONG)
    counter.choose("ks")
    shown = counter.preview_text()
    assert "GIẤY TIẾP NHẬN HỒ SƠ" in shown
    assert "Giàng A Chống" in shown
    assert "BẢN NHÁP" in shown
    assert "H35.99.03-261123-…" in shown
    counter.tick_all()
    counter.finish()
    assert counter.dossiers()[0].code == "H35.99.03-261123-1001"


def test_who_cannot_read_gets_a_slip_with_the_box_for_a_fingerprint(counter: Counter) -> None:
    counter.scan(CHONG)
    counter.choose("ks")
    counter.press(Qt.Key.Key_B, modifier=ALT)
    counter.tick_all()
    counter.finish()
    assert counter.dossiers()[0].priority == ("cannot_read",)
    assert "Điểm chỉ" in words_of(counter.tray.papers[0][1])


def test_a_second_dossier_of_the_same_person_is_one_key_and_one_procedure_away(counter: Counter) -> None:
    counter.scan(CHONG)
    for words in ("ks", "1.004884", "2.000815", "2.000635"):
        counter.choose(words)
        counter.tick_all()
        counter.press(Qt.Key.Key_Return, modifier=CTRL)
        counter.settle()
        assert counter.text("applicant.name") == "Giàng A Chống"
        assert counter.field_here() == "procedure"
    codes = sorted(dossier.code[-4:] for dossier in counter.dossiers())
    assert codes == ["1001", "1002", "1003", "1004"]
    assert {dossier.applicant.id_number for dossier in counter.dossiers()} == {"012090000123"}
    assert len(counter.tray.papers) == 4


def test_the_proxy_of_four_dossiers_is_typed_once(counter: Counter) -> None:
    counter.scan(CHONG)
    counter.press(Qt.Key.Key_N, modifier=ALT)
    counter.scan(MY)
    for words in ("ks", "1.004884"):
        counter.choose(words)
        counter.tick_all()
        counter.press(Qt.Key.Key_Return, modifier=CTRL)
        counter.settle()
    for dossier in counter.dossiers():
        assert dossier.representative is not None
        assert dossier.representative.name == "Sùng Thị Mỷ"
        assert dossier.applicant.name == "Giàng A Chống"


# ── what is refused ──────────────────────────────────────────────────────────────────────────


def test_missing_papers_are_named_and_f9_shows_the_first(counter: Counter) -> None:
    counter.scan(CHONG)
    counter.choose("ks")
    counter.page.steps[2].go()
    counter.press(Qt.Key.Key_Space)
    foot = counter.page.foot
    assert not foot.accept.isEnabled()
    assert foot.strong.text() == "Còn thiếu 2 giấy tờ"
    assert foot.rest.text().startswith("Giấy chứng sinh, Giấy tờ tùy thân")
    counter.page.book.go("applicant.name")
    counter.press(Qt.Key.Key_F9)
    assert [item.missing for item in counter.page.papers.main.items()] == [False, True, True]
    assert counter.here() is counter.page.papers.main
    assert counter.page.papers.main.position() == 1
    assert counter.dossiers() == []


def test_f9_on_an_empty_form_leads_to_the_name_and_says_what_is_needed(counter: Counter) -> None:
    counter.press(Qt.Key.Key_F9)
    assert counter.field_here() == "applicant.name"
    assert counter.error("applicant.name") == "Không được để trống."
    assert counter.error("procedure") == "Chọn một thủ tục trong danh sách."


def test_a_wrong_number_is_told_at_its_field_when_the_field_is_left(counter: Counter) -> None:
    counter.into("applicant.id_number", "01209000")
    assert counter.error("applicant.id_number") == "", "half a number is no mistake while it is typed"
    counter.press(Qt.Key.Key_Return)
    assert counter.error("applicant.id_number") == "Phải có 9 hoặc 12 chữ số."
    counter.into("applicant.name", "Giàng A Chống")
    counter.choose("ks")
    counter.tick_all()
    counter.press(Qt.Key.Key_F9)
    assert counter.field_here() == "applicant.id_number"
    assert counter.dossiers() == []
    assert counter.page.promise.date.text().startswith("17:30"), "the promise does not wait for the number"


def test_the_same_request_still_open_is_told_and_needs_a_reason_but_is_taken_in(counter: Counter) -> None:
    for _again in range(2):
        counter.scan(CHONG)
        counter.choose("ks")
        counter.tick_all()
        if counter.dossiers():
            words = counter.page.person.earlier_words.text()
            assert words == "1 hồ sơ trước, cùng thủ tục đang mở: 261123-1001"
        counter.finish()
    counter.type("Sinh đôi")
    counter.finish()
    assert len(counter.dossiers()) == 2


# ── the printer ──────────────────────────────────────────────────────────────────────────────


class JamsLate(Tray):
    """A printer that seems fine and then takes nothing."""

    def available(self) -> tuple[object, ...]:  # type: ignore[override]
        self.jam = False
        found = super().available()
        self.jam = True
        return found


def test_a_jam_leaves_the_dossier_saved_and_its_slip_to_print(desk: PracticeDesk) -> None:
    counter = seat(desk, JamsLate())
    counter.open()
    counter.scan(CHONG)
    counter.choose("ks")
    counter.tick_all()
    counter.finish()
    (dossier,) = counter.dossiers()
    assert dossier.prints == ()
    assert desk.program.queries.count(DossierFilter(needs_print=True)) == 1
    assert counter.trouble == ["Máy in không nhận: hết giấy. Hồ sơ đã lưu; phiếu nằm trong “Cần in”."]
    desk.settle()
    (waiting,) = desk.program.print_tries.to_print()
    assert (waiting.form, waiting.code, waiting.state) == ("receipt", dossier.code, "failed")
    assert waiting.failed is not None and (waiting.failed.tries, waiting.failed.reason) == (1, "out of paper")


def test_without_a_printer_the_button_says_so_before_it_is_pressed(desk: PracticeDesk) -> None:
    counter = seat(desk, Tray(absent=True))
    counter.open()
    assert counter.page.foot.accept.label() == "Tiếp nhận, in sau"
    counter.scan(CHONG)
    counter.choose("ks")
    counter.tick_all()
    counter.finish()
    assert len(counter.dossiers()) == 1
    assert counter.news[0][1].endswith("Không có máy in: phiếu nằm trong “Cần in”.")
    assert counter.trouble == []


# ── keys ─────────────────────────────────────────────────────────────────────────────────────


def test_enter_walks_down_the_form_as_the_paper_reads_and_shift_enter_back(counter: Counter) -> None:
    counter.page.go_first()
    walked = []
    for _field in range(7):
        walked.append(counter.field_here())
        counter.press(Qt.Key.Key_Return)
    assert walked == [
        f"applicant.{name}" for name in ("name", "id_number", "birth_date", "ethnicity", "address", "sex", "phone")
    ]
    assert counter.field_here() == "procedure"
    counter.press(Qt.Key.Key_Return, modifier=SHIFT)
    assert counter.field_here() == "applicant.phone"


def test_alt_digits_lead_to_the_steps(counter: Counter) -> None:
    counter.choose("ks")
    counter.press(Qt.Key.Key_3, modifier=ALT)
    assert counter.here() is counter.page.papers.main
    counter.press(Qt.Key.Key_1, modifier=ALT)
    assert counter.field_here() == "applicant.name"
    counter.press(Qt.Key.Key_5, modifier=ALT)
    assert counter.field_here() == "count.copies"


def test_every_thing_that_takes_the_keyboard_says_its_name(counter: Counter) -> None:
    counter.scan(CHONG)
    counter.choose("2.000815")
    counter.press(Qt.Key.Key_N, modifier=ALT)
    counter.press(Qt.Key.Key_K, modifier=ALT)
    counter.press(Qt.Key.Key_M, modifier=ALT)
    nameless = [
        child
        for child in counter.page.findChildren(QWidget)
        if child.focusPolicy() & Qt.FocusPolicy.TabFocus and child.isVisible() and not child.accessibleName()
    ]
    assert nameless == []


def test_the_whole_form_is_in_sight_at_the_sizes_of_the_counters_laptop(counter: Counter) -> None:
    counter.scan(CHONG)
    counter.choose("ks")
    counter.tick_all()
    counter.press(Qt.Key.Key_5, modifier=ALT)
    bar = counter.page.form.scroll_bar()
    assert bar.maximum() == 0
    counter.window.resize(1366, 696)
    counter.desk.bot.waitUntil(lambda: counter.page.foot.accept.height() == 40, timeout=5_000)
    counter.settle()
    assert bar.maximum() == 0


def test_the_paper_of_the_settings_is_what_is_previewed_and_printed(counter: Counter) -> None:
    assert Settings().receipt_paper == "a5"
    counter.scan(CHONG)
    counter.choose("ks")
    assert counter.page.preview.kind.text() == "liên 2, khổ A5"
    assert all(item.tick is Tick.ABSENT for item in counter.page.papers.main.items())


def test_f11_enlarges_the_copy_that_the_citizen_takes_home(counter: Counter) -> None:
    counter.scan(CHONG)
    counter.choose("ks")
    counter.preview_text()
    counter.press(Qt.Key.Key_F11)
    assert counter.page.preview.is_enlarged()
    (large,) = [page for page in counter.window.pages.findChildren(PdfPage) if page is not counter.page.preview.page]
    assert large.page_number() == 1, "liên 2"
    counter.press(Qt.Key.Key_Escape)
    assert not counter.page.preview.is_enlarged()
    assert counter.window.current_slug() == "intake"
