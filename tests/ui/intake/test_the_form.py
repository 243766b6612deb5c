"""What the form does with what is typed: cards, drafts, papers, fees, limits, the rarer cases."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt

from app.domain.identity_card import read_card
from app.domain.money import CopyItem
from app.services.catalogue import why_not_here
from tests.ui.intake.conftest import ALT, CHONG, CTRL, MY, Counter, seat
from tests.ui.made_desk import NOW
from tests.ui.practice_desk import OffTheGuiThread, PracticeDesk, Tray
from ui.intake.filled import ASIDE, SLOT
from ui.widgets.checklist import Tick

# ── the card ─────────────────────────────────────────────────────────────────────────────────


def test_a_card_fills_its_fields_exactly_and_never_the_field_with_the_keyboard(counter: Counter) -> None:
    counter.into("summary", "ghi chú đang gõ")
    counter.scan("012185000777||HUỲNH HIẾU THUẬN Ẩn|1985|Nữ|Bản Gia Khâu, Sì Lở Lầu, Phong Thổ, Lai Châu|12052022")
    assert counter.text("applicant.name") == "HUỲNH HIẾU THUẬN Ẩn"
    assert counter.text("applicant.id_number") == "012185000777"
    assert counter.text("applicant.birth_date") == "1985"
    assert counter.text("applicant.sex") == "Nữ"
    assert counter.text("applicant.address") == "Bản Gia Khâu, Sì Lở Lầu, Phong Thổ, Lai Châu"
    assert counter.text("summary") == "ghi chú đang gõ"
    assert counter.page.person.chip.word() == "Đã quét thẻ 09:40"
    assert counter.page.person.caution.isVisible(), "a date that is only a year is told"


def test_the_card_of_another_person_is_asked_about_first(counter: Counter) -> None:
    counter.scan(CHONG)
    counter.scan(MY)
    assert counter.text("applicant.name") == "Giàng A Chống"
    assert counter.page.person.other_card_words.strong.text() == "Thẻ của người khác: Sùng Thị Mỷ."
    counter.press(Qt.Key.Key_E, modifier=ALT)
    assert counter.text("applicant.name") == "Giàng A Chống"
    assert counter.text("representative.name") == "Sùng Thị Mỷ"
    assert not counter.page.person.other_card.isVisible()


def test_replacing_the_applicant_by_a_card_keeps_nothing_of_the_first(counter: Counter) -> None:
    counter.scan(CHONG)
    counter.into("applicant.phone", "0912345678")
    counter.scan(MY)
    counter.press(Qt.Key.Key_R, modifier=ALT)
    assert counter.text("applicant.name") == "Sùng Thị Mỷ"
    assert counter.text("applicant.phone") == ""


def test_a_card_fills_the_form_although_another_page_is_shown(counter: Counter) -> None:
    counter.window.open_page("desk")
    counter.page.card_scanned(read_card(CHONG, today=NOW.date()))
    counter.open()
    assert counter.text("applicant.name") == "Giàng A Chống"
    assert counter.field_here() == "procedure"


# ── the draft ────────────────────────────────────────────────────────────────────────────────


def test_what_is_typed_is_kept_within_a_second_and_offered_after_a_crash(counter: Counter, desk: PracticeDesk) -> None:
    counter.into("applicant.name", "Vàng Văn Phìn")
    counter.choose("ks")
    counter.into("applicant.birth_date", "19")
    counter.page.steps[2].go()
    counter.press(Qt.Key.Key_Space)
    counter.saved()
    assert counter.page.saved_words.text() == "Đã lưu nháp 09:40:00"
    after_the_crash = seat(desk, Tray())
    after_the_crash.open()
    assert after_the_crash.text("applicant.name") == "Vàng Văn Phìn"
    assert after_the_crash.text("applicant.birth_date") == "19"
    offer = after_the_crash.page.procedure.field.offer()
    assert offer is not None
    assert offer.name == "Đăng ký khai sinh"
    assert after_the_crash.page.papers.main.items()[0].tick is Tick.PRESENT


def test_leaving_the_page_neither_asks_nor_loses(counter: Counter) -> None:
    counter.into("applicant.name", "Vàng Văn Phìn")
    counter.press(Qt.Key.Key_Escape)
    assert counter.window.current_slug() == "desk"
    counter.press(Qt.Key.Key_F2)
    assert counter.text("applicant.name") == "Vàng Văn Phìn"


def test_a_draft_discarded_on_another_page_is_gone_here_too(counter: Counter) -> None:
    counter.into("applicant.name", "Vàng Văn Phìn")
    counter.saved()
    counter.window.open_page("desk")
    counter.desk.tasks.write(lambda: counter.desk.program.drafts.drop(SLOT), owner=counter.window)
    counter.settle()
    counter.open()
    assert counter.text("applicant.name") == ""


def test_a_card_scanned_at_once_does_not_push_out_the_unfinished_entry(counter: Counter, desk: PracticeDesk) -> None:
    counter.into("applicant.name", "Vàng Văn Phìn")
    counter.saved()
    again = seat(desk, Tray())
    again.window.open_page("intake")
    again.page.card_scanned(read_card(CHONG, today=NOW.date()))  # before the draft could be read
    again.saved()
    assert again.text("applicant.name") == "Giàng A Chống"
    assert again.page.discarded.strong.text() == "Hồ sơ đang nhập dở lúc 09:40 được để riêng."
    assert set(again.drafts()) == {SLOT, ASIDE}
    again.press(Qt.Key.Key_D, modifier=CTRL)
    again.saved()
    assert again.text("applicant.name") == "Vàng Văn Phìn"


def test_an_entry_thrown_away_comes_back_with_one_key(counter: Counter) -> None:
    counter.scan(CHONG)
    counter.press(Qt.Key.Key_K, modifier=ALT)
    counter.press(Qt.Key.Key_D, modifier=ALT)
    assert counter.text("applicant.name") == ""
    assert counter.drafts() == {}
    counter.press(Qt.Key.Key_D, modifier=CTRL)
    counter.saved()
    assert counter.text("applicant.name") == "Giàng A Chống"
    assert SLOT in counter.drafts()


# ── the procedure ────────────────────────────────────────────────────────────────────────────


def test_the_list_takes_initials_words_without_marks_and_codes(counter: Counter) -> None:
    for words in ("ks", "khai sinh", "dang ky khai sinh", "1.001193"):
        counter.into("procedure", words)
        assert counter.page.procedure.field.list.model.rows[0].name == "Đăng ký khai sinh"
        counter.press(Qt.Key.Key_Escape)
        assert counter.window.current_slug() == "intake", "Esc closes the list first"
    counter.press(Qt.Key.Key_Escape)
    assert counter.window.current_slug() == "desk"


def test_what_was_received_lately_stands_first_when_nothing_is_typed(counter: Counter) -> None:
    counter.desk.accept()
    counter.window.open_page("desk")
    counter.open()
    counter.page.book.go("procedure")
    counter.press(Qt.Key.Key_Down)
    assert counter.page.procedure.field.list.model.rows[0].name == "Đăng ký khai sinh"


def test_a_procedure_of_the_police_is_listed_with_who_receives_it_and_cannot_be_taken(counter: Counter) -> None:
    elsewhere = next(
        one for one in counter.desk.program.catalogue.offered(NOW.date()) if one.code and why_not_here(one) is not None
    )
    counter.into("procedure", elsewhere.code or "")
    shown = counter.page.procedure.field.list.model.rows[0].refusal
    assert "tiếp nhận" in shown
    counter.press(Qt.Key.Key_Return)
    assert counter.error("procedure") == shown
    assert counter.page.procedure.field.offer() is None


def test_another_procedure_keeps_the_person_and_drops_what_hung_on_the_first(counter: Counter) -> None:
    counter.scan(CHONG)
    counter.choose("ks")
    counter.press(Qt.Key.Key_Space)
    counter.tick_all()
    counter.choose("2.000635")
    assert counter.text("applicant.name") == "Giàng A Chống"
    assert all(item.tick is Tick.ABSENT for item in counter.page.papers.main.items())
    assert counter.page.promise.date.text() == "17:30 thứ Hai, 23/11/2026"


def test_a_limit_nobody_knows_is_stated_with_its_basis(counter: Counter) -> None:
    counter.scan(CHONG)
    counter.choose("2.002622")
    assert counter.page.promise.reason.text().startswith("Danh mục chưa có thời hạn giải quyết")
    counter.tick_all()
    assert not counter.page.foot.accept.isEnabled()
    counter.into("limit", "5")
    counter.into("limit_basis", "Quyết định 12/QĐ-UBND")
    assert counter.page.promise.date.text() == "17:30 thứ Ba, 01/12/2026"
    counter.finish()
    (dossier,) = counter.dossiers()
    assert dossier.limit.basis == "Quyết định 12/QĐ-UBND"


# ── the papers ───────────────────────────────────────────────────────────────────────────────


def test_k_waives_a_paper_only_with_a_reason(counter: Counter) -> None:
    counter.scan(CHONG)
    counter.choose("ks")
    counter.page.steps[2].go()
    counter.press(Qt.Key.Key_Space, Qt.Key.Key_Down, Qt.Key.Key_K)
    assert counter.here() is counter.page.papers.detail.why
    counter.press(Qt.Key.Key_Return)
    assert counter.page.foot.strong.text() == "Còn thiếu 2 giấy tờ"
    counter.press(Qt.Key.Key_K, Qt.Key.Key_K)
    counter.type("có văn bản của người làm chứng")
    counter.press(Qt.Key.Key_Return)
    assert counter.here() is counter.page.papers.main
    counter.press(Qt.Key.Key_Down, Qt.Key.Key_Space)
    counter.finish()
    (dossier,) = counter.dossiers()
    assert dossier.papers[1].waived_because == "có văn bản của người làm chứng"
    assert dossier.papers[2].shown_only


def test_counts_of_originals_and_copies_can_be_changed(counter: Counter) -> None:
    counter.scan(CHONG)
    counter.choose("ks")
    counter.tick_all()
    counter.page.papers.go_to(0)
    counter.press(Qt.Key.Key_Plus)
    counter.press(Qt.Key.Key_S)
    counter.press(Qt.Key.Key_Return, Qt.Key.Key_Up, Qt.Key.Key_Return)
    assert counter.page.papers.main.items()[0].detail == "Bản chính · 2, Bản sao · 1"
    counter.finish()
    paper = counter.dossiers()[0].papers[0]
    assert (paper.original, paper.copy) == (2, 1)


def test_papers_for_special_cases_stay_folded_until_asked_for(counter: Counter) -> None:
    counter.scan(CHONG)
    counter.choose("ks")
    papers = counter.page.papers
    assert papers.fold.label() == "4 giấy tờ chỉ cần trong trường hợp riêng"
    assert not papers.rare.isVisible()
    counter.press(Qt.Key.Key_G, modifier=ALT)
    assert papers.rare.isVisible()
    assert "trẻ em bị bỏ rơi" in papers.hint.text()
    counter.press(Qt.Key.Key_Space)
    counter.tick_all()
    counter.finish()
    assert [paper.component for paper in counter.dossiers()[0].papers] == [0, 1, 2, 5]


# ── the money ────────────────────────────────────────────────────────────────────────────────


def test_copies_are_counted_with_keys_and_come_to_a_sum_in_words(counter: Counter) -> None:
    counter.scan(CHONG)
    counter.choose("2.000635")
    counter.press(Qt.Key.Key_5, modifier=ALT)
    counter.press(Qt.Key.Key_Up)
    counter.tick_all()
    assert counter.page.foot.strong.text() == "Thu 16.000 đ"
    assert counter.page.foot.rest.text() == "mười sáu nghìn đồng"
    counter.finish()
    assert counter.dossiers()[0].total == 16_000


def test_originals_to_certify_are_counted_one_by_one(counter: Counter) -> None:
    counter.scan(CHONG)
    counter.choose("2.000815")
    counter.press(Qt.Key.Key_5, modifier=ALT)
    counter.type("4")
    counter.press(Qt.Key.Key_J, modifier=ALT)
    assert counter.intake.filled.items == (CopyItem(4, 1), CopyItem(1, 1))
    counter.tick_all()
    assert counter.page.foot.strong.text() == "Thu 8.000 đ"  # 2×2.000 + 2×1.000, and 2.000


def test_a_fee_without_tariff_is_unknown_and_never_zero(counter: Counter) -> None:
    counter.scan(CHONG)
    counter.choose("ks")
    counter.tick_all()
    first = counter.page.money._rows[0]
    assert first.amount.text() == "chưa có biểu"
    assert counter.page.foot.strong.text() == "Chưa có biểu phí"
    counter.finish()
    assert counter.dossiers()[0].total is None


def test_an_exemption_names_its_ground_on_the_line(counter: Counter) -> None:
    counter.scan(CHONG)
    counter.choose("ks")
    counter.press(Qt.Key.Key_M, modifier=ALT)
    counter.press(*[Qt.Key.Key_Down] * 4)
    counter.into("proof", "")
    counter.tick_all()
    assert counter.page.money._rows[0].name.text() == "Lệ phí đăng ký khai sinh (miễn: đăng ký đúng hạn)"
    assert counter.page.foot.strong.text() == "Không phải nộp tiền"
    counter.finish()
    exemption = counter.dossiers()[0].exemption
    assert exemption is not None
    assert exemption.ground == "on_time"


def test_leaving_the_exemption_again_leaves_the_keyboard_where_it_began(counter: Counter) -> None:
    counter.scan(CHONG)
    counter.choose("ks")
    money = counter.page.money
    counter.press(Qt.Key.Key_M, modifier=ALT)
    assert money.ground.hasFocus()
    counter.press(Qt.Key.Key_M, modifier=ALT)
    assert not money.exemption.isVisible()
    assert money.exempt_button.hasFocus()


# ── the rarer cases ──────────────────────────────────────────────────────────────────────────


def test_an_entry_made_on_paper_keeps_its_true_time_and_number(counter: Counter) -> None:
    counter.scan(CHONG)
    counter.choose("ks")
    counter.tick_all()
    counter.press(Qt.Key.Key_K, modifier=ALT)
    counter.page.other.late.setFocus()
    counter.press(Qt.Key.Key_Space)
    counter.finish()
    assert counter.error("received_at") == "Ghi như 14:30 22/11/2026."
    assert counter.field_here() == "received_at"
    counter.type("8h15 20/11")
    counter.into("paper_number", "37")
    assert counter.page.promise.date.text() == "17:30 thứ Sáu, 20/11/2026"
    counter.finish()
    (dossier,) = counter.dossiers()
    assert (dossier.late_entry, dossier.paper_number) == (True, "37")
    assert f"{dossier.received_at:%d/%m %H:%M}" == "20/11 08:15"


def test_an_organisation_has_no_birthday_and_a_card_names_who_acts_for_it(counter: Counter) -> None:
    counter.press(Qt.Key.Key_L, modifier=ALT)
    counter.press(Qt.Key.Key_Down, Qt.Key.Key_Down)
    assert not counter.page.person.birth.isVisible()
    assert counter.page.person.name.label.text() == "Tên tổ chức"
    counter.into("applicant.name", "Hợp tác xã Du lịch Sin Suối Hồ")
    counter.scan(CHONG)
    assert counter.text("representative.name") == "Giàng A Chống"
    assert counter.text("applicant.name") == "Hợp tác xã Du lịch Sin Suối Hồ"


def test_a_foreigners_number_is_that_of_a_passport(counter: Counter) -> None:
    counter.press(Qt.Key.Key_L, modifier=ALT)
    counter.press(*[Qt.Key.Key_Down] * 3)
    counter.into("applicant.name", "Li Wei")
    counter.into("applicant.id_number", "E12345678")
    counter.choose("ks")
    counter.tick_all()
    counter.finish()
    (dossier,) = counter.dossiers()
    assert (dossier.applicant.kind, dossier.applicant.id_kind) == ("foreigner", "passport")


def test_what_differs_from_the_usual_stays_in_sight_when_folded(counter: Counter) -> None:
    counter.press(Qt.Key.Key_K, modifier=ALT)
    counter.page.book.go("return_place")
    counter.press(Qt.Key.Key_Down)
    counter.press(Qt.Key.Key_K, modifier=ALT)
    assert counter.page.other_button.label() == "Khác: Qua bưu chính đến người nộp"


def test_nothing_is_asked_of_the_store_on_the_gui_thread(desk: PracticeDesk) -> None:
    counter = seat(desk, Tray())
    program = counter.intake.program
    object.__setattr__(program, "queries", OffTheGuiThread(program.queries))
    object.__setattr__(program, "drafts", OffTheGuiThread(program.drafts))
    counter.open()
    counter.scan(CHONG)
    counter.choose("ks")
    counter.press(Qt.Key.Key_H, modifier=ALT)
    counter.saved()
    counter.press(Qt.Key.Key_Escape)
    counter.press(Qt.Key.Key_F2)
    assert counter.text("applicant.name") == "Giàng A Chống"


def test_at_large_text_the_paper_is_a_leaf_and_the_date_stays_at_the_foot(counter: Counter) -> None:
    from ui.theme.apply import change_look

    counter.scan(CHONG)
    counter.choose("ks")
    change_look(scale=1.5)
    counter.settle()
    assert not counter.page.preview.isVisible()
    assert counter.page.foot.promise.text() == "Hẹn trả 17:30 thứ Hai, 23/11/2026"
    counter.press(Qt.Key.Key_F11)
    assert counter.page.preview.isVisible()
    assert not counter.page.form.isVisible()
    counter.press(Qt.Key.Key_Escape)
    assert counter.page.form.isVisible()
    assert counter.window.current_slug() == "intake"


# ── people first ─────────────────────────────────────────────────────────────────────────────


def test_who_has_priority_is_served_today_where_the_law_gives_three_days(counter: Counter) -> None:
    counter.scan(CHONG)
    counter.choose("2.002516")
    counter.tick_all()
    same_day = counter.page.same_day
    assert not same_day.chip.isVisible()
    counter.press(Qt.Key.Key_T, modifier=ALT)
    assert same_day.chip.isChecked()
    assert same_day.words.text() == (
        "Đứng đầu danh sách hôm nay, làm xong trước 17:30 23/11. Giấy hẹn vẫn ghi 17:30 thứ Sáu, 27/11/2026 theo luật."
    )
    counter.press(Qt.Key.Key_W, modifier=ALT)
    assert not same_day.chip.isChecked()
    assert same_day.words.text() == "Không làm trước: hạn 17:30 thứ Sáu, 27/11/2026 như mọi hồ sơ khác."
    counter.press(Qt.Key.Key_W, modifier=ALT)
    counter.finish()
    (taken,) = counter.dossiers()
    assert (taken.aim_at, taken.due.at) == (NOW.replace(hour=17, minute=30), NOW.replace(day=27, hour=17, minute=30))


def test_a_birth_is_for_today_anyway_so_nothing_is_proposed(counter: Counter) -> None:
    counter.scan(CHONG)
    counter.choose("khai sinh")
    counter.press(Qt.Key.Key_T, modifier=ALT)
    assert not counter.page.same_day.chip.isVisible()
    assert not counter.page.same_day.words.isVisible()


def test_a_village_far_away_proposes_lives_far_with_its_distance_and_can_be_taken_off(counter: Counter) -> None:
    def chosen() -> tuple[str, ...]:
        return counter.intake.filled.priority

    counter.desk.program.villages.put("Bản Gia Khâu", "23")
    counter.into("applicant.name", "Sùng Thị Mỷ")
    counter.into("applicant.address", "Bản Gia Khâu, xã Sin Suối Hồ")
    assert chosen() == ("lives_far",)
    assert counter.page.priority.chips["lives_far"].isChecked()
    assert counter.page.same_day.words.text() == "Bản Gia Khâu cách trụ sở 23 km."
    counter.press(Qt.Key.Key_X, modifier=ALT)
    counter.into("applicant.phone", "0912345678")
    assert chosen() == (), "taken off by the officer it stays off"
    counter.page.book.go("applicant.address")
    counter.press(Qt.Key.Key_A, modifier=CTRL)
    counter.type("Bản Chí Sáng, xã Sin Suối Hồ")
    assert counter.page.same_day.words.text() == ""
    counter.press(Qt.Key.Key_A, modifier=CTRL)
    counter.type("Bản Gia Khâu, xã Sin Suối Hồ")
    assert chosen() == ("lives_far",), "another address is looked at anew"
    counter.press(Qt.Key.Key_A, modifier=CTRL)
    counter.type("Bản Chí Sáng, xã Sin Suối Hồ")
    assert chosen() == ()


def test_another_desk_and_another_agency_are_chosen_from_what_is_known(counter: Counter) -> None:
    counter.scan(CHONG)
    counter.choose("khai sinh")
    counter.tick_all()
    other = counter.page.other
    counter.page.show_other("", unfold=True)
    assert not other.return_to.isVisible()
    counter.intake.change(replace(counter.intake.filled, return_place="other_desk"))
    assert other.return_to.isVisible()
    counter.into("return_to", "nam hang")
    assert other.return_desks.choices() == ["Trung tâm Phục vụ hành chính công xã Nậm Hàng"]
    counter.press(Qt.Key.Key_Return)
    counter.into("competent_agency", "cong an")
    assert other.agencies.choices() == ["Công an xã Sin Suối Hồ"]
    counter.press(Qt.Key.Key_Return)
    counter.finish()
    (taken,) = counter.dossiers()
    assert taken.other_desk == "Trung tâm Phục vụ hành chính công xã Nậm Hàng"
    assert taken.return_point is not None
    assert taken.competent_agency == "Công an xã Sin Suối Hồ"
