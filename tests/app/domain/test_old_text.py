"""Text of the years before Unicode comes back letter for letter."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.old_text import _TCVN3_LOWER, _VNI, from_tcvn3, from_vni, guess_encoding

NAMES = (
    "Lò Văn Pản",
    "Đèo Thị Hặc",
    "Khoàng Thị Ỏm",
    "Giàng A Chống",
    "Sùng Thị Mỷ",
    "Tẩn Lở Mẩy",
    "Pờ Chà Xè",
    "Nguyễn Thị Thu Hằng",
    "Chứng thực bản sao từ bản chính giấy tờ",
    "Thủ tục đăng ký khai sinh",
)
_TO_TCVN3 = {letter: code for code, letter in _TCVN3_LOWER.items()} | dict(zip("ĂÂÊÔƠƯĐ", "¡¢£¤¥¦§", strict=True))
_TO_VNI = {letter: code for code, letter in _VNI.items()}


def _written(text: str, table: dict[str, str]) -> str:
    return "".join(table.get(letter, letter) for letter in text)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Lß V¨n P¶n", "Lò Văn Pản"),
        ("NguyÔn ThÞ Thu H»ng", "Nguyễn Thị Thu Hằng"),
        ("TRÇN §øC MINH", "TRẦN ĐỨC MINH"),
        ("Lß ThÞ \u00adng", "Lò Thị ưng"),
    ],
)
def test_tcvn3_is_read_as_the_old_typist_meant_it(written: str, meant: str) -> None:
    assert from_tcvn3(written) == meant
    assert guess_encoding([written]) == "tcvn3"


@pytest.mark.parametrize(
    ("written", "meant"),
    [("Loø Vaên Paûn", "Lò Văn Pản"), ("TRAÀN ÑÖÙC MINH", "TRẦN ĐỨC MINH"), ("Nguyeãn Thò Yù", "Nguyễn Thị Ý")],
)
def test_vni_is_read_as_the_old_typist_meant_it(written: str, meant: str) -> None:
    assert from_vni(written) == meant
    assert guess_encoding([written]) == "vni"


@pytest.mark.parametrize("name", [*NAMES, *(name.upper() for name in NAMES), "Vang A Pao"])
def test_todays_text_is_left_alone(name: str) -> None:
    assert guess_encoding([name]) == "unicode"


def test_a_whole_column_is_recognised() -> None:
    vni = [_written(name, _TO_VNI) for name in NAMES]
    assert guess_encoding(vni) == "vni"
    assert [from_vni(text) for text in vni] == list(NAMES)
    lower = [name.lower() for name in NAMES]
    tcvn3 = [_written(name, _TO_TCVN3) for name in lower]
    assert guess_encoding(tcvn3) == "tcvn3"
    assert [from_tcvn3(text) for text in tcvn3] == lower


_SMALL = st.text(alphabet=[*_TCVN3_LOWER.values(), *"bcdghklmnpqrstvx "], max_size=40)


@given(_SMALL)
def test_what_is_written_in_tcvn3_comes_back(text: str) -> None:
    assert from_tcvn3(_written(text, _TO_TCVN3)) == text


@given(st.lists(st.sampled_from(" ".join(NAMES).split()), max_size=8), st.booleans())
def test_what_is_written_in_vni_comes_back(words: list[str], large: bool) -> None:
    text = " ".join(words).upper() if large else " ".join(words)
    assert from_vni(_written(text, _TO_VNI)) == text
