"""Forms 02 to 06, the hand-over slip and the guidance before acceptance, as citizen and archive read them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.citizen import Applicant
from app.domain.dossier import Dossier
from app.domain.errors import BadInput, MissingGlyphs, PaperNotDue
from printing.forms import PdfForms
from printing.wordings import FORMS
from tests.printing import act_cases, cases
from tests.printing.reading import text_of
from tests.printing.test_receipt import without_dots

CENTRE = "ỦY BAN NHÂN DÂN XÃ SIN SUỐI HỒ TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG "
COUNTRY = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc Sin Suối Hồ, ngày {day} tháng 11 năm 2026 "
CODE = "Mã hồ sơ: H35.12-261116-1007 "
WHO = (
    "Tẩn Lở Mẩy Địa chỉ: Bản Lao Chải, xã Sin Suối Hồ, tỉnh Lai Châu Số điện thoại: 0987 000 321 Email: … "
    "Nội dung yêu cầu giải quyết: Đăng ký khai sinh "
)
HEAD_SIGNS = (
    "THỦ TRƯỞNG CƠ QUAN, ĐƠN VỊ (Ký tên và đóng dấu) Lò Văn Sơn "
    "Nơi nhận: - Như trên; - Trung tâm Phục vụ hành chính công xã Sin Suối Hồ; - Lưu: VT. "
)
EMPTY_ROW = "{n}. Giao: … … giờ … phút, ngày … tháng … năm … Nhận: … Người giao Người nhận "

GOLDEN = {
    "supplement": CENTRE + "Số: 1-0003/HDHS " + COUNTRY.format(day=17) + "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ "
    f"{CODE}Trung tâm Phục vụ hành chính công xã: Sin Suối Hồ Tiếp nhận hồ sơ, yêu cầu của Ông/Bà: {WHO}"
    "Yêu cầu Ông/Bà bổ sung, hoàn thiện hồ sơ gồm những nội dung như sau: "
    "STT Giấy tờ, nội dung cần bổ sung Loại Số lượng "
    "1 Giấy chứng sinh (bản đã nộp mờ, không đọc được ngày sinh) Bản chính 1 "
    "2 Văn bản ủy quyền có chứng thực Bản chính Bản sao 1 1 "
    "3 Tờ khai đăng ký khai sinh: ghi lại quê quán của người con – – "
    "Lý do: Giấy chứng sinh bị mờ; người nộp hồ sơ không phải là cha, mẹ của trẻ. "
    "Trong quá trình hoàn thiện hồ sơ nếu có vướng mắc, Ông/Bà liên hệ với công chức Vàng Thị Hoa, "
    "số điện thoại 0213 888 001 để được hướng dẫn./. "
    "NGƯỜI HƯỚNG DẪN (Ký và ghi rõ họ tên) Vàng Thị Hoa Mẫu số 02 (TT03-2025-draft)",
    "refusal": CENTRE + "Số: 1-0001/TTPVHCC " + COUNTRY.format(day=18) + "PHIẾU TỪ CHỐI TIẾP NHẬN GIẢI QUYẾT HỒ SƠ "
    f"{CODE}Trung tâm Phục vụ hành chính công xã: Sin Suối Hồ Tiếp nhận hồ sơ của Ông/Bà: {WHO}"
    "Qua xem xét, Trung tâm Phục vụ hành chính công xã Sin Suối Hồ thông báo không tiếp nhận, giải quyết hồ sơ này "
    "với lý do cụ thể như sau: "
    "Trẻ đã được đăng ký khai sinh tại Ủy ban nhân dân xã Phong Thổ ngày 02 tháng 6 năm 2020. "
    "Căn cứ: khoản 2 Điều 5 Luật Hộ tịch số 60/2014/QH13 "
    "Xin thông báo cho Ông/Bà được biết và thực hiện./. "
    "NGƯỜI NỘP HỒ SƠ (Ký và ghi rõ họ tên) Tẩn Lở Mẩy GIÁM ĐỐC TRUNG TÂM (Ký tên và đóng dấu) Lò Văn Sơn "
    "Mẫu số 03 (TT03-2025-draft)",
    "apology": "ỦY BAN NHÂN DÂN XÃ SIN SUỐI HỒ Số: 1-0002/PXL " + COUNTRY.format(day=19) + "VĂN BẢN XIN LỖI VÀ ĐỀ NGHỊ "
    f"GIA HẠN THỜI GIAN GIẢI QUYẾT {CODE}Kính gửi: Tẩn Lở Mẩy "
    "Ngày 16 tháng 11 năm 2026, Ủy ban nhân dân xã Sin Suối Hồ tiếp nhận hồ sơ đề nghị giải quyết thủ tục "
    "Đăng ký khai sinh của Ông/Bà; mã hồ sơ: H35.12-261116-1007. "
    "Thời gian hẹn trả kết quả giải quyết hồ sơ: 17 giờ 30 phút, ngày 18 tháng 11 năm 2026. "
    "Tuy nhiên đến nay, Ủy ban nhân dân xã Sin Suối Hồ chưa trả được kết quả giải quyết hồ sơ của Ông/Bà "
    "đúng thời hạn ghi trên Giấy tiếp nhận hồ sơ và hẹn trả kết quả. "
    "Lý do: Chưa nhận được kết quả xác minh nơi cư trú của người mẹ. "
    "Sự chậm trễ này đã gây phiền hà, tốn kém chi phí, công sức của Ông/Bà. Ủy ban nhân dân xã Sin Suối Hồ "
    "xin lỗi Ông/Bà và sẽ trả kết quả giải quyết hồ sơ vào 17 giờ 30 phút, ngày 23 tháng 11 năm 2026. "
    f"Mong nhận được sự thông cảm của Ông/Bà vì sự chậm trễ này./. {HEAD_SIGNS}Mẫu số 04 (TT03-2025-draft)",
    "stop": "ỦY BAN NHÂN DÂN XÃ SIN SUỐI HỒ Số: 1-0001/TB " + COUNTRY.format(day=18) + "THÔNG BÁO "
    f"DỪNG GIẢI QUYẾT HỒ SƠ {CODE}Kính gửi: Tẩn Lở Mẩy "
    "Ngày 16 tháng 11 năm 2026, Trung tâm Phục vụ hành chính công xã Sin Suối Hồ tiếp nhận hồ sơ của Ông/Bà; "
    "mã hồ sơ: H35.12-261116-1007; thủ tục: Đăng ký khai sinh. "
    "Theo đề nghị của Ông/Bà: đơn đề nghị ngày 18/11/2026 "
    "Ủy ban nhân dân xã Sin Suối Hồ thông báo dừng giải quyết hồ sơ này kể từ "
    "10 giờ 20 phút, ngày 18 tháng 11 năm 2026. "
    "Lý do: Người yêu cầu đăng ký khai sinh tại nơi thường trú của người cha. "
    "Giấy tờ trả lại cho Ông/Bà: STT Tên giấy tờ Loại Số lượng 1 Tờ khai đăng ký khai sinh theo mẫu Bản chính 1 "
    f"2 Giấy chứng sinh Bản chính 1 Phí, lệ phí: chưa thu Xin thông báo để Ông/Bà được biết./. {HEAD_SIGNS}"
    "Mẫu số 05 (TT03-2025-draft)",
    "control": CENTRE + COUNTRY.format(day=16) + f"PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ {CODE}"
    "Chủ hồ sơ: Tẩn Lở Mẩy Thủ tục: Đăng ký khai sinh "
    "Thời gian nhận hồ sơ: 08 giờ 15 phút, ngày 16 tháng 11 năm 2026 "
    "Thời gian hẹn trả kết quả: 17 giờ 30 phút, ngày 18 tháng 11 năm 2026 "
    "Cơ quan (bộ phận) giải quyết hồ sơ: Ủy ban nhân dân xã Sin Suối Hồ Cơ quan phối hợp giải quyết hồ sơ: … "
    "TÊN CƠ QUAN THỜI GIAN GIAO, NHẬN HỒ SƠ KẾT QUẢ GIẢI QUYẾT (trước hạn, đúng hạn, quá hạn) GHI CHÚ "
    "1. Giao: Giàng A Dơ 08 giờ 40 phút, ngày 16 tháng 11 năm 2026 Nhận: Vàng Thị Hoa lúc 09:00 16/11/2026 "
    "Người giao Giàng A Dơ Người nhận Vàng Thị Hoa "
    "2. Giao: Vàng Thị Hoa 14 giờ 00 phút, ngày 17 tháng 11 năm 2026 Nhận: Ủy ban nhân dân xã "
    "Người giao Vàng Thị Hoa Người nhận trình ký; Hạn: 11:00 18/11/2026 "
    + "".join(EMPTY_ROW.format(n=n) for n in (3, 4, 5))
    + "Giấy tờ không yêu cầu nộp: 1. Giấy chứng nhận kết hôn của cha, mẹ – lý do: đã có trong CSDL hộ tịch điện tử "
    "Ghi chú: Phiếu này đi cùng hồ sơ; mỗi lần giao, nhận ghi một dòng, người giao và người nhận cùng ký. "
    "Mẫu số 06 (TT03-2025-draft)",
    "handover": CENTRE + COUNTRY.format(day=17) + f"PHIẾU BÀN GIAO HỒ SƠ {CODE}Lần bàn giao: 02 "
    "Bên giao: Vàng Thị Hoa Bên nhận: Ủy ban nhân dân xã Chủ hồ sơ: Tẩn Lở Mẩy Thủ tục: Đăng ký khai sinh "
    "Hẹn trả kết quả: 17 giờ 30 phút, ngày 18 tháng 11 năm 2026 "
    "Giấy tờ kèm theo: STT Tên giấy tờ Loại Số lượng 1 Tờ khai đăng ký khai sinh theo mẫu Bản chính 1 "
    "2 Giấy chứng sinh Bản chính 1 Số lượng hồ sơ: 01 (bộ) "
    "Thời gian giao: 14 giờ 00 phút, ngày 17 tháng 11 năm 2026 Thời gian nhận: … "
    "Hạn xử lý bước này: 11 giờ 00 phút, ngày 18 tháng 11 năm 2026 Ghi chú: trình ký "
    "NGƯỜI GIAO (Ký và ghi rõ họ tên) Vàng Thị Hoa NGƯỜI NHẬN (Ký và ghi rõ họ tên) "
    "Phiếu bàn giao hồ sơ (TT03-2025-draft)",
    "return": CENTRE + COUNTRY.format(day=18) + f"PHIẾU TRẢ KẾT QUẢ {CODE}Chủ hồ sơ: Tẩn Lở Mẩy "
    "Thủ tục: Đăng ký khai sinh Kết quả: số 12/KS Người nhận: Tẩn Lở Mẩy (người nộp hồ sơ) "
    "Thời gian trả kết quả: 14 giờ 05 phút, ngày 18 tháng 11 năm 2026 "
    "Mất giấy hẹn: người nhận khai đã mất Giấy tiếp nhận hồ sơ và hẹn trả kết quả của hồ sơ H35.12-261116-1007, "
    "cam đoan không giao giấy ấy cho người khác và chịu trách nhiệm về lời khai này. "
    "Giấy ấy không còn giá trị nhận kết quả. Giấy tờ tùy thân đã đối chiếu: Thẻ căn cước số 012190000654 "
    "Người trả kết quả đã đọc lại nội dung kết quả cho người nhận nghe. Người nhận đã nhận đủ kết quả ghi trên đây. "
    "NGƯỜI NHẬN KẾT QUẢ (Điểm chỉ) Tẩn Lở Mẩy NGƯỜI TRẢ KẾT QUẢ (Ký và ghi rõ họ tên) Vàng Thị Hoa "
    "Phiếu trả kết quả (TT03-2025-draft)",
}  # fmt: skip


def read(
    form: str, dossier: Dossier, *, paper: str = "a5", copy: int = 1, draft: bool = False, practice: bool = False
) -> list[str]:
    """Return the text of each page."""
    head = replace(cases.HEAD, practice=practice)
    return text_of(PdfForms().act_paper(form, dossier, head, copy=copy, paper=paper, draft=draft).pdf)


@pytest.mark.parametrize("paper", ["a5", "a4"])
@pytest.mark.parametrize("form", act_cases.ACT_FORMS)
def test_an_ordinary_act_fills_one_page_that_says_exactly_what_the_form_lays_down(form: FORMS, paper: str) -> None:
    (page,) = read(form, act_cases.ORDINARY[form], paper=paper)

    assert without_dots(page) == GOLDEN[form]


@pytest.mark.parametrize(
    ("form", "title", "foot"),
    [
        ("supplement", "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ", "Mẫu số 02 (TT01-2018)"),
        ("refusal", "PHIẾU TỪ CHỐI TIẾP NHẬN GIẢI QUYẾT HỒ SƠ", "Mẫu số 03 (TT01-2018)"),
        ("apology", "PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ", "Mẫu số 04 (TT01-2018-draft)"),
        ("stop", "THÔNG BÁO DỪNG GIẢI QUYẾT HỒ SƠ", "Mẫu số 05 (TT03-2025-draft)"),
        ("control", "PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ", "Mẫu số 05 (TT01-2018)"),
    ],
)
def test_the_older_circular_has_its_own_titles_and_numbers(form: FORMS, title: str, foot: str) -> None:
    (page,) = read(form, replace(act_cases.ORDINARY[form], form_version="TT01-2018"))

    assert title in page
    assert page.endswith(foot)


@pytest.mark.parametrize("form", act_cases.ACT_FORMS)
def test_the_longest_words_go_on_to_numbered_marked_pages_and_lose_nothing(form: FORMS) -> None:
    dossier = act_cases.LONGEST[form]
    pages = read(form, dossier, copy=2)
    whole = " ".join(pages)

    assert len(pages) > 1
    for number, page in enumerate(pages, 1):
        assert f"trang {number}/{len(pages)}" in page
        assert "H35.12-261116-1007" in page
        assert "IN LẠI LẦN 1" in page
    for words in (cases.LONG_PROCEDURE, act_cases.LONG_NAME):
        assert words in whole
    if form in ("supplement", "refusal", "apology", "stop"):
        assert whole.count("đề nghị người yêu cầu") >= act_cases.LONG_REASON.count("đề nghị người yêu cầu")
        assert "người mẹ khác với giấy tờ tùy thân xuất trình" in whole
    signed = {
        "return": "NGƯỜI NHẬN KẾT QUẢ",
        "control": "Người nhận",
        "handover": "NGƯỜI NHẬN",
        "supplement": "NGƯỜI HƯỚNG DẪN",
    }
    assert signed.get(form, "(Ký tên và đóng dấu)") in pages[-1]


def test_a_return_with_the_slip_claims_no_loss_and_an_unnamed_paper_is_left_for_the_pen() -> None:
    kept = replace(act_cases.WITHOUT_SLIP, returned=replace(act_cases.LOST, lost_slip=False, signature="signed"))
    assert "Mất giấy hẹn" not in read("return", kept)[0] and "(Điểm chỉ)" not in read("return", kept)[0]
    unnamed = replace(act_cases.WITHOUT_SLIP, returned=replace(act_cases.LOST, identity_document=""))
    assert "Giấy tờ tùy thân đã đối chiếu: ...." in read("return", unnamed)[0]


def test_all_twenty_papers_asked_for_are_on_the_request() -> None:
    whole = " ".join(read("supplement", act_cases.EVERYTHING_LONG))

    for number, paper in enumerate(act_cases.EVERYTHING_LONG.requests[-1].wanted, 1):
        assert f"{number} {paper.name}" in whole


@pytest.mark.parametrize("form", act_cases.ACT_FORMS)
def test_drafts_and_practice_say_so_on_every_page(form: FORMS) -> None:
    dossier = act_cases.LONGEST[form]

    assert all("BẢN NHÁP" in page and "IN LẠI" not in page for page in read(form, dossier, draft=True, copy=3))
    practice = " ".join(read(form, act_cases.ORDINARY[form], practice=True)).replace(" ", "")
    assert "BẢNTẬPHUẤN–KHÔNGCÓGIÁTRỊ" in practice


@pytest.mark.parametrize("form", [form for form in act_cases.ACT_FORMS if form != "control"])
def test_no_paper_is_made_of_an_act_that_did_not_happen(form: FORMS) -> None:
    with pytest.raises(PaperNotDue):
        read(form, act_cases.A_BIRTH)


def test_a_withdrawn_or_stopped_dossier_was_not_refused() -> None:
    with pytest.raises(PaperNotDue):
        read("refusal", act_cases.STOPPED)
    with pytest.raises(PaperNotDue):
        read("stop", act_cases.REFUSED)


@pytest.mark.parametrize("form", act_cases.ACT_FORMS)
def test_only_slips_fit_the_roll(form: FORMS) -> None:
    with pytest.raises(BadInput, match="80 mm"):
        read(form, act_cases.ORDINARY[form], paper="k80")


def test_an_unknown_form_is_refused() -> None:
    with pytest.raises(BadInput):
        read("biên lai", act_cases.A_BIRTH)


def test_a_letter_the_font_lacks_stops_the_paper() -> None:
    bad = replace(act_cases.AWAITING, requests=(replace(act_cases.REQUEST, reason="giấy 𠀋 mờ"),))

    with pytest.raises(MissingGlyphs):
        read("supplement", bad)


@pytest.mark.parametrize("form", act_cases.ACT_FORMS)
def test_equal_input_gives_equal_bytes(form: FORMS) -> None:
    def made() -> bytes:
        return PdfForms().act_paper(form, act_cases.LONGEST[form], cases.HEAD, copy=1, paper="a5").pdf

    assert made() == made()


def test_only_the_newest_request_is_printed() -> None:
    older = replace(act_cases.REQUEST, number="1-0001", reason="thiếu chữ ký")
    (page,) = read("supplement", replace(act_cases.AWAITING, requests=(older, *act_cases.AWAITING.requests)))

    assert "Số: 1-0003/HDHS" in page
    assert "thiếu chữ ký" not in page


def test_the_officer_signs_the_refusal_where_the_office_set_it_so() -> None:
    head = replace(cases.HEAD, refusal_signer="officer")
    refused = replace(act_cases.REFUSED, ending=replace(act_cases.REFUSAL, signer=None))
    (page,) = text_of(PdfForms().act_paper("refusal", refused, head, copy=1, paper="a5").pdf)

    assert "NGƯỜI TIẾP NHẬN HỒ SƠ (Ký và ghi rõ họ tên) Giàng A Dơ" in page
    assert "GIÁM ĐỐC" not in page


def test_an_apology_before_the_day_does_not_say_the_day_has_passed() -> None:
    early = replace(act_cases.EXTENDED, extension=replace(act_cases.EXTENSION, at=act_cases.at(17, 8, 0)))

    assert "Tuy nhiên đến hạn trả nêu trên, Ủy ban nhân dân" in read("apology", early)[0]


def test_another_solving_agency_heads_its_own_apology() -> None:
    (page,) = read("apology", replace(act_cases.EXTENDED, competent_agency="Sở Tư pháp"))

    assert page.startswith("SỞ TƯ PHÁP Số: 1-0002/PXL")
    assert "Sở Tư pháp xin lỗi Ông/Bà" in page


def test_an_organisation_is_addressed_as_one() -> None:
    company = replace(act_cases.REFUSED, applicant=Applicant(kind="organisation", name=cases.LONG_ORGANISATION))

    assert f"Tiếp nhận hồ sơ của Tổ chức: {cases.LONG_ORGANISATION}" in read("refusal", company)[0]


@pytest.mark.parametrize(
    ("at", "word"),
    [((17, 9), "Trước hạn"), ((18, 9), "Đúng hạn"), ((19, 9), "Quá hạn")],
)
def test_the_control_sheet_tells_how_a_solved_dossier_stands_to_its_promise(at: tuple[int, int], word: str) -> None:
    ended = replace(act_cases.HANDED, ending=replace(act_cases.REFUSAL, at=act_cases.at(*at)))

    assert word in read("control", ended)[0]
    assert word not in read("control", act_cases.HANDED)[0]


def test_money_taken_stands_on_the_notice_of_a_stop() -> None:
    paid = replace(act_cases.STOPPED, payments=cases.A_COPY.payments)
    assert "Phí, lệ phí: đã thu 21.000 đồng; việc hoàn trả: ...." in read("stop", paid)[0]
    refunded = replace(paid, ending=replace(act_cases.STOP, refund="hoàn 21.000 đồng"))
    assert "Phí, lệ phí: hoàn 21.000 đồng" in read("stop", refunded)[0]


# ── before acceptance ────────────────────────────────────────────────────────────────────────


def test_guidance_asks_for_papers_without_a_dossier_code() -> None:
    (page,) = text_of(PdfForms().guidance(act_cases.GUIDED, cases.HEAD, copy=1, paper="a5").pdf)

    expected = GOLDEN["supplement"].replace(CODE, "").replace("1-0003", "1-0004").replace("Vàng Thị Hoa", "Giàng A Dơ")
    assert without_dots(page) == expected.replace("0213 888 001", "0213 000 000")


def test_who_is_turned_away_gets_the_reason_and_the_law_without_a_dossier_code() -> None:
    made = PdfForms().guidance(act_cases.TURNED_AWAY, cases.HEAD, copy=2, paper="a4")
    (page,) = text_of(made.pdf)

    assert "PHIẾU TỪ CHỐI TIẾP NHẬN GIẢI QUYẾT HỒ SƠ" in page
    assert "Căn cứ: Điều 5 Luật Hộ tịch" in page
    assert "Mã hồ sơ" not in page
    assert "IN LẠI LẦN 1" in page
    assert "GIÁM ĐỐC TRUNG TÂM" in page


def test_guidance_follows_the_version_of_the_forms_the_desk_uses() -> None:
    head = replace(cases.HEAD, form_version="TT01-2018")

    assert text_of(PdfForms().guidance(act_cases.GUIDED, head, copy=1, paper="a5").pdf)[0].endswith("(TT01-2018)")
