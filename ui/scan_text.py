"""What a burst of keys spells: the text of a scan rebuilt from keys, and what kind of code it is. No Qt here.

Input methods change keys on their way. UniKey in Telex mode swallows the second «d» of «dd», sends Backspace and
types «đ»: the burst then holds a Backspace that no scanner ever sends. ``ScanText`` takes that as the sign of an input
method and puts back what was swallowed. Text that an input method hands over as a whole (preedit and commit, as on
Linux) cannot be unpicked: it is taken as it comes. Vietnamese that already carries its marks passes through all of
them unchanged, which is why names on cards survive even there. Real input methods cannot be run in our tests.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum

_CARD_NUMBER = re.compile(r"(^|\|)\d{12}(\||$)")
_LEAST_CARD_BARS = 5
_DOSSIER_CODE = re.compile(r"[A-Z]\d{2}(\.\d{1,3}){1,4}-\d{6}-\d{4,5}")
_PROVINCE = re.compile(r"MOTCUA\d:")
"""What the province and laptops show each other (sync/wire/qr_text.py); base 32, which no input method changes."""
_TONES = {"\u0301": "s", "\u0300": "f", "\u0309": "r", "\u0303": "x", "\u0323": "j"}
_SHAPES = {"\u0306": "w", "\u031b": "w"}
_CIRCUMFLEX = "\u0302"


class ScanKind(Enum):
    """What was scanned."""

    CARD = "card"
    SLIP = "slip"
    PROVINCE = "province"
    UNKNOWN = "unknown"


def kind_of(text: str) -> ScanKind:
    """Tell a card's text and a dossier code from anything else.

    A card holds a 12-digit number between bars and at least five bars; the order of its fields is disputed
    (law-and-forms 6.2), so the number may stand anywhere. A slip holds nothing but the dossier code.
    """
    if text.count("|") >= _LEAST_CARD_BARS and _CARD_NUMBER.search(text):
        return ScanKind.CARD
    if _PROVINCE.match(text.strip()):
        return ScanKind.PROVINCE
    if _DOSSIER_CODE.fullmatch(text.strip()):
        return ScanKind.SLIP
    return ScanKind.UNKNOWN


def may_become_code(text: str) -> bool:
    """Tell whether a text that is still growing looks like the beginning of a card or a slip."""
    return bool(
        _PROVINCE.match(text) or re.match(r"\d{12}\|", text) or re.match(r"[A-Z]\d{2}\.\d", text) or "|" in text
    )


@dataclass(slots=True)
class ScanText:
    """The text typed so far in a burst."""

    text: str = ""
    _deleted: str = ""

    def type(self, letters: str) -> None:
        """Take typed letters; after Backspaces they are an input method's replacement."""
        if self._deleted:
            letters = unpick(self._deleted, letters)
            self._deleted = ""
        self.text += letters

    def backspace(self) -> None:
        """Take one letter back."""
        if self.text:
            self._deleted = self.text[-1] + self._deleted
            self.text = self.text[:-1]

    def __str__(self) -> str:
        """Return the text, composed (NFC), without the line's end."""
        return unicodedata.normalize("NFC", self.text + self._deleted).strip("\r\n\t")


def unpick(deleted: str, replacement: str) -> str:
    """Return what was meant: what an input method deleted plus the key it swallowed to make the replacement.

    ``unpick("d", "đ")`` = ``"dd"``; ``unpick("a", "á")`` = ``"as"``. What cannot be explained stays as it came.
    """
    if len(deleted) != len(replacement):
        return replacement
    for old, new in zip(deleted, replacement, strict=True):
        if old != new:
            key = _swallowed(old, new)
            return deleted + key if key else replacement
    return replacement


def _swallowed(old: str, new: str) -> str:
    """Return the Telex key that turns one letter into the other, in its case; empty if none does."""
    key = ""
    if {old.lower(), new.lower()} == {"d", "đ"}:
        key = "d"
    else:
        was, now = unicodedata.normalize("NFD", old), unicodedata.normalize("NFD", new)
        added = [mark for mark in now[1:] if mark not in was[1:]]
        if was[0].lower() != now[0].lower() or len(added) != 1:
            return ""
        mark = added[0]
        key = was[0] if mark == _CIRCUMFLEX else _TONES.get(mark) or _SHAPES.get(mark, "")
    return key.upper() if old.isupper() else key.lower()
