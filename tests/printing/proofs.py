"""Every form as a glyph proof: filled with all Vietnamese letters and all sample names, then laid out."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from app.domain.facts import ReceivedPaper
from app.domain.money import Fee
from app.readings import ListedDossier, RegisterRow, ShiftPaper
from printing import fee_slip, form_01_receipt, form_07_register, hand_lists, pad
from printing.ledger import LEDGER, LISTS
from printing.pages import Page
from printing.paper import A4, A5, Stock
from printing.wordings import shipped
from tests.printing import cases

VOWELS = "aăâeêioôơuưy"
TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
LOWER = [unicodedata.normalize("NFC", vowel + tone) for vowel in VOWELS for tone in TONES] + [*"bcdđfghjklmnpqrstvwxz"]
LETTERS = [*LOWER, *(letter.upper() for letter in LOWER)]
NAMES = Path(__file__).with_name("names.txt").read_text(encoding="utf-8").split("\n")[:-1]
ALL = " ".join(LETTERS)
EVERY = "; ".join(NAMES)

WORDS = shipped().of("receipt", "TT03-2025-draft")

Proof = Callable[[], tuple[Stock, list[Page]]]
"""A form, laid out on its stock with every letter and every sample name in it."""


def receipt() -> tuple[Stock, list[Page]]:
    papers = (ReceivedPaper(0, ALL, original=1), ReceivedPaper(1, EVERY, copy=2))
    dossier = replace(cases.A_COPY, papers=papers)
    return A5, _first_lien(form_01_receipt.lay_out(dossier, cases.HEAD, A5, WORDS))


def slip_of_money() -> tuple[Stock, list[Page]]:
    fees = tuple(Fee(text, "phi", 1_000, "copy", 1, "known") for text in (ALL, EVERY))
    return A5, _first_lien(fee_slip.lay_out(replace(cases.A_COPY, fees=fees), cases.HEAD, A5, number="1-0007"))


def _first_lien(pages: list[Page]) -> list[Page]:
    """Return the first half: the other liên bears the same words."""
    return pages[: len(pages) // 2]


def blank_pad() -> tuple[Stock, list[Page]]:
    """The pad has no field of a citizen; only the head of the desk can hold letters."""
    head = replace(cases.HEAD, superior=(ALL,))
    return A4, _first_lien(list(pad.lay_out([cases.A_COPY.code], head, A4, day=_DAY)))


def book() -> tuple[Stock, list[Page]]:
    at = cases.A_COPY.received_at
    row = RegisterRow("01/2026", 1, cases.A_COPY.code, ALL, 1, EVERY, at, at)
    return LEDGER, list(form_07_register.lay_out([row], cases.HEAD, day=_DAY))


def list_to_sign() -> tuple[Stock, list[Page]]:
    return LISTS, hand_lists.to_sign_pages(_LISTED, cases.HEAD, day=_DAY, officer=cases.A_COPY.officer_name)


def slip_of_several() -> tuple[Stock, list[Page]]:
    return LISTS, hand_lists.handover_pages(_LISTED, cases.HEAD, at=cases.A_COPY.received_at, giver="", receiver="")


def list_of_a_trip() -> tuple[Stock, list[Page]]:
    return LEDGER, hand_lists.trip_pages(_LISTED, cases.HEAD, trip="Bản Lao Chải", day=_DAY, officer="Giàng A Dơ")


def sheet_of_a_shift() -> tuple[Stock, list[Page]]:
    sheet = ShiftPaper(cases.A_COPY.received_at, "Giàng A Dơ", _LISTED, 128_000)
    return LISTS, hand_lists.shift_pages(sheet, cases.HEAD)


_DAY = cases.A_COPY.received_at.date()
_LISTED = (ListedDossier(cases.A_COPY.code, f"{ALL} {EVERY}", "Chứng thực chữ ký"),)
PROOFS: dict[str, Proof] = {
    "receipt": receipt,
    "fee-slip": slip_of_money,
    "pad": blank_pad,
    "register": book,
    "to-sign": list_to_sign,
    "handover": slip_of_several,
    "trip": list_of_a_trip,
    "shift": sheet_of_a_shift,
}
"""Every form the program prints; a new form gets a line here."""
