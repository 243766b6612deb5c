"""Amounts in words, as a citizen reads them on the slip: law-and-forms §5, all pairs, and read back by ear."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.amount_words import CHOICES, number_in_words
from app.domain.errors import AmountOutOfRange, BadInput
from app.domain.money import WordVariants, amount_in_words, format_amount

PAIRS = """
0 = không
1 = một
4 = bốn
5 = năm
10 = mười
11 = mười một
14 = mười bốn
15 = mười lăm
19 = mười chín
20 = hai mươi
21 = hai mươi mốt
24 = hai mươi tư
25 = hai mươi lăm
31 = ba mươi mốt
44 = bốn mươi tư
55 = năm mươi lăm
91 = chín mươi mốt
100 = một trăm
101 = một trăm linh một
104 = một trăm linh bốn
105 = một trăm linh năm
110 = một trăm mười
111 = một trăm mười một
114 = một trăm mười bốn
115 = một trăm mười lăm
121 = một trăm hai mươi mốt
124 = một trăm hai mươi tư
125 = một trăm hai mươi lăm
150 = một trăm năm mươi
200 = hai trăm
205 = hai trăm linh năm
999 = chín trăm chín mươi chín
1.000 = một nghìn
1.001 = một nghìn không trăm linh một
1.005 = một nghìn không trăm linh năm
1.010 = một nghìn không trăm mười
1.015 = một nghìn không trăm mười lăm
1.024 = một nghìn không trăm hai mươi tư
1.100 = một nghìn một trăm
1.105 = một nghìn một trăm linh năm
2.000 = hai nghìn
8.000 = tám nghìn
10.000 = mười nghìn
10.005 = mười nghìn không trăm linh năm
10.024 = mười nghìn không trăm hai mươi tư
15.000 = mười lăm nghìn
21.000 = hai mươi mốt nghìn
24.000 = hai mươi tư nghìn
25.000 = hai mươi lăm nghìn
50.000 = năm mươi nghìn
100.000 = một trăm nghìn
101.000 = một trăm linh một nghìn
105.000 = một trăm linh năm nghìn
115.000 = một trăm mười lăm nghìn
121.000 = một trăm hai mươi mốt nghìn
200.000 = hai trăm nghìn
205.005 = hai trăm linh năm nghìn không trăm linh năm
250.000 = hai trăm năm mươi nghìn
1.000.000 = một triệu
1.000.001 = một triệu không trăm linh một
1.005.000 = một triệu không trăm linh năm nghìn
1.024.000 = một triệu không trăm hai mươi tư nghìn
1.500.000 = một triệu năm trăm nghìn
2.000.005 = hai triệu không trăm linh năm
10.000.000 = mười triệu
21.500.000 = hai mươi mốt triệu năm trăm nghìn
24.045.000 = hai mươi tư triệu không trăm bốn mươi lăm nghìn
105.000.000 = một trăm linh năm triệu
115.215.000 = một trăm mười lăm triệu hai trăm mười lăm nghìn
999.999.999 = chín trăm chín mươi chín triệu chín trăm chín mươi chín nghìn chín trăm chín mươi chín
1.000.000.000 = một tỷ
1.005.021.000 = một tỷ không trăm linh năm triệu không trăm hai mươi mốt nghìn
1.000.000.005 = một tỷ không trăm linh năm
2.021.000.000 = hai tỷ không trăm hai mươi mốt triệu
10.500.000.000 = mười tỷ năm trăm triệu
100.000.000.000 = một trăm tỷ
1.000.000.000.000 = một nghìn tỷ
"""


def pairs():
    for line in PAIRS.strip().splitlines():
        figures, words = line.split(" = ")
        yield int(figures.replace(".", "")), words


@pytest.mark.parametrize(("number", "words"), list(pairs()))
def test_every_pair_of_the_table(number, words):
    assert number_in_words(number) == words
    assert amount_in_words(number) == words[0].upper() + words[1:] + " đồng"


@pytest.mark.parametrize(
    ("number", "variants", "words"),
    [
        (105, WordVariants(zero_tens="lẻ"), "Một trăm lẻ năm đồng"),
        (1_000, WordVariants(thousand="ngàn"), "Một ngàn đồng"),
        (24, WordVariants(four="bốn"), "Hai mươi bốn đồng"),
        (1_000_000_000, WordVariants(billion="tỉ"), "Một tỉ đồng"),
        (105_000, WordVariants(ending="đồng chẵn"), "Một trăm linh năm nghìn đồng chẵn"),
        (16_000, WordVariants(ending="đồng./."), "Mười sáu nghìn đồng./."),
    ],
)
def test_the_variants_an_office_may_choose(number, variants, words):
    assert amount_in_words(number, variants) == words


def test_the_edges():
    assert amount_in_words(0) == "Không đồng"
    assert amount_in_words(10**12 + 5).startswith("Một nghìn tỷ không trăm linh năm")
    assert amount_in_words(1_005_000_000_000) == "Một nghìn không trăm linh năm tỷ đồng"
    for outside in (-1, 10**15):
        with pytest.raises(AmountOutOfRange):
            amount_in_words(outside)


def test_an_unknown_variant_is_refused():
    with pytest.raises(BadInput):
        WordVariants(thousand="nghin")


DIGITS = {"không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5, "sáu": 6, "bảy": 7}
DIGITS |= {"tám": 8, "chín": 9}
SCALES = {"nghìn": 10**3, "ngàn": 10**3, "triệu": 10**6}


def heard(words):
    """Read words back as a listener does, knowing nothing of how they were made."""
    total = below_billion = group = pending = 0
    for word in words.split():
        if word in DIGITS:
            pending = DIGITS[word]
        elif word == "mười":
            group, pending = group + 10, 0
        elif word == "mươi":
            group, pending = group + pending * 10, 0
        elif word == "trăm":
            group, pending = group + pending * 100, 0
        elif word in SCALES:
            below_billion, group, pending = below_billion + (group + pending) * SCALES[word], 0, 0
        elif word in ("tỷ", "tỉ"):
            total, below_billion, group, pending = (below_billion + group + pending) * 10**9, 0, 0, 0
        else:
            assert word in ("linh", "lẻ"), word
    return total + below_billion + group + pending


amounts = (
    st.integers(0, 10**15 - 1) | st.integers(0, 10**15 - 1).map(lambda n: n // 10**6 * 10**6) | st.integers(0, 20_000)
)
any_variants = st.builds(WordVariants, **{name: st.sampled_from(words) for name, words in CHOICES.items()})


@given(amounts, any_variants)
def test_what_is_heard_is_the_number(number, variants):
    words = number_in_words(number, variants)
    assert heard(words) == number
    assert "  " not in words
    assert words == words.strip()


def test_amounts_in_figures():
    assert format_amount(1_005_021_000) == "1.005.021.000 đ"
    assert format_amount(0) == "0 đ"
    assert format_amount(200_000) == "200.000 đ"
