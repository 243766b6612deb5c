"""What a dossier costs: known, unknown or exempt; never a zero that nobody confirmed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.canon import decode, encode
from app.domain.errors import BadInput
from app.domain.money import (
    CopyItem,
    Exemption,
    Fee,
    FeeCap,
    FeeInputs,
    FeeItem,
    PageTier,
    compute_fees,
    exemption_applies,
    page_fee,
    total,
)

TIERS = (PageTier(1, 2, 2000), PageTier(3, None, 1000))
MERIT, POOR, DISABLED = "người thuộc gia đình có công với cách mạng", "người thuộc hộ nghèo", "người khuyết tật"

COPIES = FeeItem("Phí chứng thực bản sao", "phi", 2000, "page", "tính theo trang", TIERS, FeeCap(200_000, "copy"))
SIGNATURE = FeeItem("Phí chứng thực chữ ký", "phi", 10_000, "case", "10.000 đồng/trường hợp")
BIRTH = FeeItem("Lệ phí đăng ký khai sinh", "le_phi", 0, exemptions=(MERIT, "đăng ký khai sinh đúng hạn (60 ngày)"))
EXTRACT = FeeItem("Phí cấp bản sao", "phi", 8000, "copy", "8.000 đồng × số bản yêu cầu; chỉ thu khi có yêu cầu")
REGISTER_COPY = FeeItem("Phí cấp bản sao Trích lục", "phi", 8000, "copy", "8.000 đồng × số bản")
CONFIRMATION = FeeItem("Phí xác nhận", "phi", 8000, "document")
BY_PROVINCE = FeeItem("Lệ phí XNTTHN", "le_phi", None, exemptions=(MERIT, POOR, DISABLED), set_by="province")
MORTGAGE = FeeItem("Phí chứng thực giao dịch", "phi", 50_000, "case", exemptions=("hợp đồng thế chấp theo NĐ 55/2015",))
NOTHING_SAID = FeeInputs()


def charged(items, inputs=NOTHING_SAID, exemption=None):
    return [(fee.amount, fee.quantity, fee.state) for fee in compute_fees(items, inputs, exemption)]


@pytest.mark.parametrize(
    ("pages", "owed"), [(1, 2000), (2, 4000), (3, 5000), (10, 12_000), (100, 102_000), (198, 200_000), (199, 200_000)]
)
def test_the_copy_fee_by_pages_of_the_original(pages, owed):
    assert page_fee(pages, TIERS, 200_000) == owed
    assert total(compute_fees([COPIES], FeeInputs(items=(CopyItem(pages),)), None)) == owed


@given(st.integers(1, 400), st.integers(0, 20))
def test_the_copy_fee_agrees_with_the_formula_of_the_circular(pages, copies):
    by_the_book = min(2000 * min(pages, 2) + 1000 * max(pages - 2, 0), 200_000) * copies
    assert total(compute_fees([COPIES], FeeInputs(items=(CopyItem(pages, copies),)), None)) == by_the_book


def test_three_copies_of_five_pages_cost_21_000():
    assert charged([COPIES], FeeInputs(items=(CopyItem(5, 3),))) == [(21_000, 15, "known")]


def test_the_cap_holds_for_each_copy_and_papers_add_up():
    both = FeeInputs(items=(CopyItem(300, 2), CopyItem(1)))
    assert charged([COPIES], both) == [(402_000, 601, "known")]


def test_a_cap_for_the_whole_dossier():
    item = FeeItem("Phí", "phi", 1000, "copy", cap=FeeCap(5000, "dossier"))
    assert charged([item], FeeInputs(copies=9)) == [(5000, 9, "known")]


def test_nothing_said_means_one_certified_copy_of_one_page():
    assert charged([COPIES]) == [(2000, 1, "known")]
    assert charged([COPIES], FeeInputs(copies=3)) == [(6000, 3, "known")]


def test_extracts_cost_only_what_was_asked_for():
    assert charged([BIRTH, EXTRACT]) == [(0, 1, "known")]
    assert charged([BIRTH, EXTRACT], FeeInputs(copies=2)) == [(0, 1, "known"), (16_000, 2, "known")]
    assert charged([REGISTER_COPY]) == [(8000, 1, "known")]
    assert charged([REGISTER_COPY], FeeInputs(copies=0)) == []


def test_cases_and_documents_are_counted():
    assert charged([SIGNATURE]) == [(10_000, 1, "known")]
    assert charged([SIGNATURE], FeeInputs(cases=3)) == [(30_000, 3, "known")]
    assert charged([CONFIRMATION], FeeInputs(documents=2)) == [(16_000, 2, "known")]


def test_what_the_province_has_not_set_is_unknown_and_so_is_the_total():
    fees = compute_fees([BY_PROVINCE, EXTRACT], FeeInputs(copies=1), None)
    assert [(fee.amount, fee.state) for fee in fees] == [(None, "unknown"), (8000, "known")]
    assert total(fees) is None


def test_a_total_of_confirmed_zeros_is_zero():
    assert total(compute_fees([BIRTH], NOTHING_SAID, None)) == 0
    assert total(()) == 0


@pytest.mark.parametrize("ground", ["merit_family", "poor_household", "disabled"])
def test_an_exempt_citizen_pays_nothing_even_where_the_amount_is_unknown(ground):
    exemption = Exemption(ground, "Giấy chứng nhận")
    assert charged([BY_PROVINCE, EXTRACT], FeeInputs(copies=1), exemption) == [(0, 1, "exempt"), (8000, 1, "known")]
    assert total(compute_fees([BY_PROVINCE], NOTHING_SAID, exemption)) == 0


def test_only_what_lists_the_ground_is_exempt():
    assert charged([SIGNATURE], exemption=Exemption("poor_household")) == [(10_000, 1, "known")]
    assert not exemption_applies([SIGNATURE], Exemption("poor_household"))
    assert exemption_applies([SIGNATURE, BIRTH], Exemption("on_time"))
    near = FeeItem("Phí", "phi", 1000, exemptions=("hộ cận nghèo",))
    assert not exemption_applies([near], Exemption("poor_household"))


def test_any_other_ground_needs_its_proof():
    farm = Exemption("other", "NĐ 55/2015, hợp đồng tín dụng số 12")
    assert charged([MORTGAGE, SIGNATURE], exemption=farm) == [(0, 1, "exempt"), (10_000, 1, "known")]
    assert charged([SIGNATURE], exemption=farm) == [(0, 1, "exempt")]
    for bad in (Exemption("other"), Exemption("other", "  "), Exemption("rich", "x")):
        with pytest.raises(BadInput):
            compute_fees([MORTGAGE], NOTHING_SAID, bad)


@pytest.mark.parametrize(
    "inputs",
    [
        FeeInputs(copies=-1),
        FeeInputs(cases=10_000),
        FeeInputs(documents=-3),
        FeeInputs(items=(CopyItem(0),)),
        FeeInputs(items=(CopyItem(3, -1),)),
        FeeInputs(items=(CopyItem(10_000),)),
    ],
)
def test_counts_that_cannot_be_are_refused(inputs):
    with pytest.raises(BadInput):
        compute_fees([COPIES], inputs, None)


@pytest.mark.parametrize(
    "value", [COPIES, BY_PROVINCE, Exemption("other", "x"), Fee("Phí", "phi", None, "case", 1, "unknown")]
)
def test_fees_survive_the_log(value):
    assert decode(encode(value), type(value)) == value
