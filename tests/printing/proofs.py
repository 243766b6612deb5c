"""Every form as a glyph proof: filled with all Vietnamese letters and all sample names, then laid out."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from app.domain.facts import ReceivedPaper
from app.domain.money import Fee
from printing import fee_slip, form_01_receipt
from printing.pages import Page
from printing.paper import A5, Stock
from tests.printing import cases

VOWELS = "aăâeêioôơuưy"
TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
LOWER = [unicodedata.normalize("NFC", vowel + tone) for vowel in VOWELS for tone in TONES] + [*"bcdđfghjklmnpqrstvwxz"]
LETTERS = [*LOWER, *(letter.upper() for letter in LOWER)]
NAMES = Path(__file__).with_name("names.txt").read_text(encoding="utf-8").split("\n")[:-1]
ALL = " ".join(LETTERS)
EVERY = "; ".join(NAMES)

Proof = Callable[[], tuple[Stock, list[Page]]]
"""A form, laid out on its stock with every letter and every sample name in it."""


def receipt() -> tuple[Stock, list[Page]]:
    papers = (ReceivedPaper(0, ALL, original=1), ReceivedPaper(1, EVERY, copy=2))
    dossier = replace(cases.A_COPY, papers=papers)
    return A5, _first_lien(form_01_receipt.lay_out(dossier, cases.HEAD, A5))


def slip_of_money() -> tuple[Stock, list[Page]]:
    fees = tuple(Fee(text, "phi", 1_000, "copy", 1, "known") for text in (ALL, EVERY))
    return A5, _first_lien(fee_slip.lay_out(replace(cases.A_COPY, fees=fees), cases.HEAD, A5, number="1-0007"))


def _first_lien(pages: list[Page]) -> list[Page]:
    """Return the first half: the other liên bears the same words."""
    return pages[: len(pages) // 2]


PROOFS: dict[str, Proof] = {"receipt": receipt, "fee-slip": slip_of_money}
"""Every form the program prints; a new form gets a line here."""
