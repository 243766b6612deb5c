"""Amounts of money in Vietnamese words (số tiền bằng chữ), as slips and receipts print them.

The words are statutory paper and therefore not translated. Northern, official reading; the southern
variants (lẻ, ngàn, bốn, tỉ) are settings.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

from app.domain.errors import AmountOutOfRange, BadInput
from app.i18n import N_

LARGEST = 10**15 - 1

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_BILLION = 10**9

CHOICES = {
    "zero_tens": ("linh", "lẻ"),
    "thousand": ("nghìn", "ngàn"),
    "four": ("tư", "bốn"),
    "billion": ("tỷ", "tỉ"),
    "ending": ("đồng", "đồng chẵn", "đồng./."),
}
"""What each variant may be; the first is the official one."""


@dataclass(frozen=True, slots=True)
class WordVariants:
    """How an office likes its amounts read. zero_tens: 105 một trăm **linh** năm; four: 24 hai mươi **tư**.

    Raises BadInput for a word that is not in CHOICES.
    """

    zero_tens: str = "linh"
    thousand: str = "nghìn"
    four: str = "tư"
    billion: str = "tỷ"
    ending: str = "đồng"

    def __post_init__(self) -> None:
        for field in fields(self):
            if getattr(self, field.name) not in CHOICES[field.name]:
                raise BadInput(field=field.name, problem=N_("is not one of the choices"))


OFFICIAL = WordVariants()


def amount_in_words(amount: int, variants: WordVariants = OFFICIAL) -> str:
    """Return đồng in words: 105000 → «Một trăm linh năm nghìn đồng». Raises AmountOutOfRange (0 … 10¹⁵−1)."""
    words = number_in_words(amount, variants)
    return f"{words[0].upper()}{words[1:]} {variants.ending}"


def number_in_words(number: int, variants: WordVariants = OFFICIAL) -> str:
    """Return a number in lower-case words. Raises AmountOutOfRange."""
    if not 0 <= number <= LARGEST:
        raise AmountOutOfRange(amount=number)
    if number == 0:
        return _DIGITS[0]
    billions, rest = divmod(number, _BILLION)
    words = [*_below_billion(billions, variants), variants.billion] if billions else []
    return " ".join(words + _below_billion(rest, variants, follows=bool(billions)))


def _below_billion(number: int, variants: WordVariants, *, follows: bool = False) -> list[str]:
    """Read the groups of millions, thousands and ones; a group of zeros is silent."""
    words: list[str] = []
    for unit, name in ((10**6, "triệu"), (1000, variants.thousand), (1, "")):
        group = number // unit % 1000
        if group:
            words += _group(group, variants, follows=follows or bool(words))
            words += [name] if name else []
    return words


def _group(group: int, variants: WordVariants, *, follows: bool) -> list[str]:
    """Read 1 … 999. follows: something was read before, so the hundreds are always said (không trăm)."""
    hundreds, rest = divmod(group, 100)
    if not hundreds and not follows:
        return _tens(rest, variants)
    words = [_DIGITS[hundreds], "trăm"]
    if rest == 0:
        return words
    return [*words, variants.zero_tens, _DIGITS[rest]] if rest < 10 else words + _tens(rest, variants)


def _tens(number: int, variants: WordVariants) -> list[str]:
    tens, unit = divmod(number, 10)
    if tens == 0:
        return [_DIGITS[unit]]
    words = ["mười"] if tens == 1 else [_DIGITS[tens], "mươi"]
    if unit == 0:
        return words
    special = {5: "lăm"} if tens == 1 else {1: "mốt", 4: variants.four, 5: "lăm"}
    return [*words, special.get(unit, _DIGITS[unit])]
