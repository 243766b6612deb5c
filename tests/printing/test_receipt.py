"""Form 01 as the citizen and the archive read it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
import zxingcpp

from app.domain.citizen import Applicant, Assistance, Witness
from app.domain.deadline import Due, Reason, TimeLimit
from app.domain.dossier import Dossier
from app.domain.facts import PromisedLimit
from app.domain.money import Exemption, Fee
from app.domain.vietqr import BankAccount, payload
from app.ports import Paper
from printing.forms import PdfForms
from tests.printing import act_cases, cases
from tests.printing.reading import picture_of, text_of

SHORT = (
    "ỦY BAN NHÂN DÂN XÃ SIN SUỐI HỒ TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG Số: 1031/TTPVHCC "
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc Sin Suối Hồ, ngày 23 tháng 11 năm 2026 "
    "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ Mã hồ sơ: H35.12-261123-1031 ({lien}) "
    "Bộ phận (Trung tâm) tiếp nhận và trả kết quả: xã Sin Suối Hồ "
    "Tiếp nhận hồ sơ của: Tẩn Lở Mẩy "
    "Địa chỉ: Bản Lao Chải, xã Sin Suối Hồ, tỉnh Lai Châu "
    "Số điện thoại: 0987 000 321 Email: {dots} "
    "Nội dung yêu cầu giải quyết: Chứng thực bản sao từ bản chính giấy tờ, văn bản do cơ quan, tổ chức "
    "có thẩm quyền của "
    "Việt Nam; cơ quan, tổ chức có thẩm quyền của nước ngoài; cơ quan, tổ chức có thẩm quyền của Việt "
    "Nam liên kết với cơ "
    "quan, tổ chức có thẩm quyền của nước ngoài cấp hoặc chứng nhận "
    "1. Thành phần hồ sơ, yêu cầu và số lượng mỗi loại giấy tờ gồm: STT Tên giấy tờ Loại Số lượng "
    "1 Bản chính giấy tờ, văn bản (học bạ trung học phổ thông, 5 trang) Bản chính 1 "
    "2 Bản sao cần chứng thực Bản sao 3 "
    "2. Số lượng hồ sơ: 01 (bộ) "
    "3. Thời gian giải quyết hồ sơ theo quy định là: trong ngày; nhận sau 15 giờ thì trả trong ngày làm việc tiếp theo "
    "(ngày 24/11/2026 nghỉ lễ) "
    "4. Thời gian nhận hồ sơ: 15 giờ 20 phút, ngày 23 tháng 11 năm 2026 "
    "5. Thời gian trả kết quả giải quyết hồ sơ: 17 giờ 30 phút, ngày 25 tháng 11 năm 2026 "
    "6. Đăng ký nhận kết quả tại: Trung tâm Phục vụ hành chính công xã Sin Suối Hồ "
    "7. Phí, lệ phí (nếu có): 21.000 đồng (hai mươi mốt nghìn đồng), đã nộp "
    "Vào Sổ theo dõi hồ sơ, Quyển số: 01/2026. Số thứ tự: 1031 "
    "NGƯỜI NỘP HỒ SƠ (Ký và ghi rõ họ tên) Tẩn Lở Mẩy NGƯỜI TIẾP NHẬN HỒ SƠ (Ký và ghi rõ họ tên) Giàng A Dơ "
    "Ghi chú: Giấy tiếp nhận hồ sơ và hẹn trả kết quả được lập thành 2 liên; một liên chuyển kèm theo "
    "Phiếu kiểm soát quá "
    "trình giải quyết hồ sơ và được lưu tại Bộ phận tiếp nhận và trả kết quả; một liên giao cho cá nhân, "
    "tổ chức nộp hồ "
    "sơ. Cá nhân, tổ chức có thể đăng ký nhận kết quả tại Bộ phận tiếp nhận và trả kết quả hoặc tại nhà "
    "(trụ sở tổ chức) "
    "qua dịch vụ bưu chính. Tra cứu hồ sơ: Cổng Dịch vụ công quốc gia, bằng mã hồ sơ hoặc mã QR. "
    "Điện thoại quầy: 0213 000 000. "
    "Mẫu số 01 (TT03-2025-draft)"
)


def read(
    dossier: Dossier, *, paper: str = "a5", copy: int = 1, draft: bool = False, practice: bool = False
) -> list[str]:
    """Return the text of each page of the receipt."""
    head = replace(cases.HEAD, practice=practice)
    return text_of(PdfForms().receipt(dossier, head, copy=copy, paper=paper, draft=draft).pdf)


def without_dots(text: str) -> str:
    """Return the text with every row of writing dots as one."""
    return " ".join("…" if set(word) == {"."} else word for word in text.split())


@pytest.mark.parametrize("paper", ["a5", "a4"])
def test_the_receipt_says_exactly_what_the_form_lays_down_once_for_each_lien(paper: str) -> None:
    first, second = read(cases.A_COPY, paper=paper)

    assert without_dots(first) == SHORT.format(lien="Liên 1: Lưu", dots="…")
    assert without_dots(second) == SHORT.format(lien="Liên 2: Giao người nộp hồ sơ", dots="…")


def test_a_long_procedure_and_twenty_papers_go_on_to_numbered_pages_and_lose_no_word() -> None:
    pages = read(cases.EVERYTHING_LONG, copy=2)
    lien = pages[: len(pages) // 2]

    assert [f"trang {number}/{len(lien)}" in page for number, page in enumerate(lien, 1)] == [True] * len(lien)
    assert all("H35.12-261123-1031" in page and "IN LẠI LẦN 1" in page for page in pages)
    whole = " ".join(lien)
    assert cases.LONG_PROCEDURE in whole
    assert f"Tiếp nhận hồ sơ của tổ chức: {cases.LONG_ORGANISATION}" in whole
    assert cases.LONG_ADDRESS in whole
    for number, paper in enumerate(cases.EVERYTHING_LONG.papers, 1):
        assert f"{number} {paper.name} Bản chính" in whole
    assert whole.count("STT Tên giấy tờ Loại Số lượng") == sum("Bản chính" in page for page in lien), (
        "head on each page"
    )
    assert "17 giờ 30 phút, ngày 25 tháng 11 năm 2026" in lien[-1], "nobody signs a page without the promise"
    assert "NGƯỜI NỘP HỒ SƠ" in lien[-1]


def test_a_birth_with_five_papers_fits_one_page_per_lien() -> None:
    birth = replace(cases.A_COPY.procedure, name="Thủ tục đăng ký khai sinh")
    papers = tuple(replace(paper, original=1, copy=0) for paper in cases.with_papers(5).papers)

    pages = read(replace(cases.A_COPY, procedure=birth, papers=papers))
    assert len(pages) == 2
    assert "Nội dung yêu cầu giải quyết: Đăng ký khai sinh 1. Thành phần" in pages[0]


def test_who_cannot_read_presses_a_finger_and_hears_the_paper_read() -> None:
    page = read(cases.CANNOT_READ)[1]

    assert "Người tiếp nhận đã đọc lại nội dung giấy này cho người nộp hồ sơ nghe." in page
    assert "NGƯỜI NỘP HỒ SƠ (Điểm chỉ) Tẩn Lở Mẩy" in page
    assert "(Điểm chỉ)" not in read(cases.A_COPY)[1]


def test_a_representative_is_named_and_signs() -> None:
    page = read(cases.BY_REPRESENTATIVE)[0]

    assert "Tiếp nhận hồ sơ của: Tẩn Lở Mẩy Người nộp thay: Phàn Tả Mẩy (con gái), số điện thoại 0356 000 789" in page
    assert "(Ký và ghi rõ họ tên) Phàn Tả Mẩy NGƯỜI TIẾP NHẬN" in page


def test_an_organisation_is_called_one_and_its_representative_signs() -> None:
    page = read(cases.AN_ORGANISATION)[0]

    assert f"của tổ chức: {cases.LONG_ORGANISATION} Người đại diện: Lý Phủ Lùng (giám đốc)" in page
    assert "(Ký và ghi rõ họ tên) Lý Phủ Lùng" in page


def test_a_household_is_called_one() -> None:
    household = replace(cases.A_COPY, applicant=Applicant(kind="household", name="Hộ ông Sùng A Sử"))

    page = without_dots(read(household)[0])
    assert "Tiếp nhận hồ sơ của hộ: Hộ ông Sùng A Sử Địa chỉ: … Số điện thoại: … Email: …" in page


def test_papers_only_shown_stand_apart_and_waived_ones_are_not_on_the_receipt() -> None:
    page = read(cases.WITH_SHOWN_PAPERS)[0]

    assert "2 Giấy chứng nhận kết hôn của cha, mẹ Bản chính Bản sao 1 2" in page
    assert "Xuất trình (đã đối chiếu và trả lại ngay) 3 Căn cước công dân hoặc thẻ căn cước Bản chính 1" in page
    assert "nơi cư trú" not in page


@pytest.mark.parametrize(
    ("fees", "paid", "line"),
    [
        ((), 0, "không có"),
        (((21_000, "known"),), 0, "21.000 đồng (hai mươi mốt nghìn đồng), chưa nộp"),
        (((21_000, "known"),), 21_000, "21.000 đồng (hai mươi mốt nghìn đồng), đã nộp"),
        (((21_000, "known"),), 6_000, "21.000 đồng (hai mươi mốt nghìn đồng), đã nộp 6.000 đồng, còn 15.000 đồng"),
        (((None, "unknown"),), 0, "Lệ phí 1: theo Nghị quyết HĐND tỉnh, chưa có biểu; chưa nộp"),
        (
            ((16_000, "known"), (None, "unknown")),
            0,
            "16.000 đồng (mười sáu nghìn đồng), chưa nộp; Lệ phí 2: theo Nghị quyết HĐND tỉnh, chưa có biểu",
        ),
        (((0, "exempt"),), 0, "được miễn (người thuộc hộ nghèo)"),
        (
            ((0, "exempt"), (8_000, "known")),
            0,
            "8.000 đồng (tám nghìn đồng), chưa nộp; miễn Lệ phí 1 (người thuộc hộ nghèo)",
        ),
    ],
)
def test_item_seven_tells_what_is_owed_and_what_is_paid(
    fees: tuple[tuple[int | None, str], ...], paid: int, line: str
) -> None:
    charged = tuple(
        Fee(f"Lệ phí {n}", "le_phi", amount, "dossier", 1, state) for n, (amount, state) in enumerate(fees, 1)
    )
    payments = (replace(cases.A_COPY.payments[0], amount=paid),) if paid else ()
    exemption = Exemption("poor_household") if any(state == "exempt" for _amount, state in fees) else None
    dossier = replace(cases.A_COPY, fees=charged, payments=payments, exemption=exemption)

    assert f"7. Phí, lệ phí (nếu có): {line} Vào Sổ" in read(dossier)[0]


def test_working_days_print_with_their_basis_and_the_days_off() -> None:
    due = Due(
        at=datetime(2026, 11, 27, 17, 30, tzinfo=cases.HERE),
        because=(
            Reason("counted", 3, "working_day"),
            Reason("skipped", days=(datetime(2026, 11, 24, tzinfo=cases.HERE).date(),), what="lễ"),
        ),
        counted_days=(),
    )
    limit = PromisedLimit(TimeLimit("working_day", 3), basis="Quyết định 12/QĐ-UBND")

    page = read(replace(cases.A_COPY, due=due, limit=limit))[0]
    assert "theo quy định là: 03 ngày làm việc (theo Quyết định 12/QĐ-UBND) (ngày 24/11/2026 nghỉ lễ) 4. Thời" in page
    assert "5. Thời gian trả kết quả giải quyết hồ sơ: 17 giờ 30 phút, ngày 27 tháng 11 năm 2026" in page


def test_a_receipt_typed_in_later_says_from_which_paper_and_when() -> None:
    assert "Nhập sau từ giấy số 0037/2026, lúc 08 giờ 05 phút, ngày 25 tháng 11 năm 2026" in read(cases.LATE_ENTRY)[0]


def test_the_first_copy_bears_no_mark_further_ones_their_number() -> None:
    assert "IN LẠI" not in " ".join(read(cases.A_COPY, copy=1))
    assert all("IN LẠI LẦN 1" in page for page in read(cases.A_COPY, copy=2))
    assert all("IN LẠI LẦN 11" in page for page in read(cases.A_COPY, copy=12))


def test_practice_papers_and_drafts_say_so_on_every_page() -> None:
    practice = read(cases.EVERYTHING_LONG, practice=True)
    assert len(practice) > 2
    assert all("BẢN TẬP HUẤN – KHÔNG CÓ GIÁ TRỊ" in page for page in practice), "framed, or in the running head"
    drafts = read(cases.A_COPY, draft=True, copy=2)
    assert all("BẢN NHÁP" in page and "IN LẠI" not in page for page in drafts)
    assert "BẢN NHÁP" not in " ".join(read(cases.A_COPY))


def test_the_receipt_prints_no_identity_number_and_no_birth_date() -> None:
    text = " ".join(read(cases.A_COPY))

    assert "012190000321" not in text
    assert "1990" not in text


def test_the_preview_of_a_draft_without_a_number_leaves_room_for_it() -> None:
    page = read(replace(cases.A_COPY, code="", entry=0), draft=True)[0]

    assert "Số: ....../TTPVHCC" in page
    assert "Mã hồ sơ: ......" in page
    assert "Quyển số: 01/2026. Số thứ tự: ......" in page


# ── help at the counter, corrections, one visit ──────────────────────────────────────────────


def test_who_helped_signs_too_and_a_finger_seals_it() -> None:
    pages = read(act_cases.HELPED)
    lien = " ".join(pages[: len(pages) // 2])

    assert "NGƯỜI NỘP HỒ SƠ (Điểm chỉ) Tẩn Lở Mẩy" in lien
    assert "đã đọc lại" not in lien, "he pressed a finger, but can read"
    for words in ("NGƯỜI VIẾT HỘ", "NGƯỜI PHIÊN DỊCH (tiếng Mông)", "NGƯỜI LÀM CHỨNG 1", "NGƯỜI LÀM CHỨNG 2"):
        assert words in lien
    for name in ("Giàng A Dơ", "Sùng Thị Máy", "Phàn Tả Mẩy"):
        assert name in lien
    assert "012190000321" not in lien


@pytest.mark.parametrize(
    "helped",
    [
        Assistance(writer="Giàng A Dơ", fingerprint=True),
        Assistance(interpreter="Sùng Thị Máy", language="Mông"),
        Assistance(witnesses=(Witness("Tẩn Lở Mẩy"), Witness("Phàn Tả Mẩy")), fingerprint=True),
    ],
)
def test_with_one_or_two_helpers_a_lien_still_fits_one_page(helped: Assistance) -> None:
    assert len(read(replace(act_cases.A_BIRTH, assistance=helped))) == 2


def test_a_corrected_slip_says_which_print_it_replaces_and_is_no_reprint() -> None:
    for page in read(act_cases.CORRECTED, copy=2):
        assert "THAY PHIẾU ĐÃ IN NGÀY 17/11/2026" in page
        assert "IN LẠI" not in page
    assert "THAY PHIẾU" not in " ".join(read(act_cases.CORRECTED, copy=2, draft=True))


@pytest.mark.parametrize("paper", ["a5", "k80"])
def test_one_slip_lists_the_other_dossiers_of_the_visit(paper: str) -> None:
    insurance = replace(act_cases.EXTENDED, code="H35.12-261116-1008")
    made = PdfForms().receipt(act_cases.A_BIRTH, cases.HEAD, copy=1, paper=paper, companions=(insurance, cases.A_COPY))
    page = text_of(made.pdf)[0]

    assert "Mã hồ sơ: H35.12-261116-1007" in page
    assert "Hồ sơ khác nộp cùng lượt (giấy này dùng chung):" in page
    assert "H35.12-261116-1008" in page
    assert "17:30 23/11/2026" in page
    assert "H35.12-261123-1031" in page
    assert "cùng lượt" not in " ".join(read(act_cases.A_BIRTH))


@pytest.mark.parametrize(
    ("version", "shown"),
    [
        ("TT03-2025-draft", "TT03-2025-draft"),
        ("TT03-2025", "TT03-2025-draft"),
        ("TT01-2018", "TT01-2018"),
        ("TT99-2031", "TT03-2025-draft"),
    ],
)
def test_a_layout_that_nobody_confirmed_says_draft_at_the_foot(version: str, shown: str) -> None:
    assert read(replace(act_cases.A_BIRTH, form_version=version))[0].endswith(f"Mẫu số 01 ({shown})")


BANK = BankAccount("970405", "7800201000123", "UBND XA SIN SUOI HO")


def read_on(made: Paper, page: int) -> set[str]:
    return {found.text for found in zxingcpp.read_barcodes(picture_of(made.pdf, page, dpi=200))}


UNPAID = replace(cases.A_COPY, payments=(), procedure=replace(cases.A_COPY.procedure, name="Cấp bản sao"))
"""A short dossier whose 21.000 đ nobody has paid yet."""


@pytest.mark.parametrize("paper", ["a5", "a4", "k80"])
def test_what_is_still_owed_can_be_transferred_from_the_slip(paper: str) -> None:
    made = PdfForms().receipt(UNPAID, replace(cases.HEAD, bank=BANK), copy=1, paper=paper)
    plain = PdfForms().receipt(UNPAID, cases.HEAD, copy=1, paper=paper)

    assert made.pages == plain.pages == 2, "one page a liên, with the symbol or without"
    wanted = {"H35.12-261123-1031", payload(BANK, amount=21_000, purpose="H35.12-261123-1031")}
    assert read_on(made, 1) == wanted
    assert "Quét mã VietQR" in text_of(made.pdf)[1]


def test_no_symbol_where_it_is_paid_or_several_share_the_slip_or_no_account_is_set() -> None:
    head, code = replace(cases.HEAD, bank=BANK), {"H35.12-261123-1031"}
    other = replace(UNPAID, id=b"2" * 16, code="H35.12-261123-1032")

    assert read_on(PdfForms().receipt(cases.A_COPY, head, copy=1, paper="a5"), 0) == code
    assert read_on(PdfForms().receipt(UNPAID, cases.HEAD, copy=1, paper="a5"), 0) == code
    assert read_on(PdfForms().receipt(UNPAID, head, copy=1, paper="a5", companions=[other]), 0) == code
    assert read_on(PdfForms().receipt(replace(UNPAID, fees=()), head, copy=1, paper="a5"), 0) == code


def test_a_full_slip_goes_without_the_symbol_rather_than_onto_another_page() -> None:
    papers = tuple(replace(cases.A_COPY.papers[0], component=n, name=f"Giấy tờ số {n}") for n in range(14))
    full = replace(UNPAID, papers=papers)
    plain = PdfForms().receipt(full, cases.HEAD, copy=1, paper="a5")
    made = PdfForms().receipt(full, replace(cases.HEAD, bank=BANK), copy=1, paper="a5")
    assert made.pages == plain.pages
    assert read_on(made, 0) == {"H35.12-261123-1031"}
