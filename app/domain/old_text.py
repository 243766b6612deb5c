"""Text of the years before Unicode: TCVN3 (ABC) and VNI-Windows, recognised and put into NFC.

Old spreadsheets hold the letters of an 8-bit font as if they were Western ones: «Lß V¨n P¶n», «Loø Vaên Paûn».
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

UNICODE, TCVN3, VNI = "unicode", "tcvn3", "vni"
ENCODINGS = (UNICODE, TCVN3, VNI)

_TCVN3_LOWER = dict(
    zip(
        "µ¶·¸¹¨»¼½¾Æ©ÇÈÉÊË®ÌÎÏÐÑªÒÓÔÕÖ×ØÜÝÞßáâãä«åæçèé¬êëìíîïñòóô\u00adõö÷øùúûüýþ",
        "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵ",
        strict=True,
    )
)
_TCVN3 = _TCVN3_LOWER | dict(zip("¡¢£¤¥¦§", "ĂÂÊÔƠƯĐ", strict=True))
"""Upper case with a tone has no code: the font «…H» showed the small letter's code large."""

_TONES = {"ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323"}
_HATS = {"â": "", "á": "\u0301", "à": "\u0300", "å": "\u0309", "ã": "\u0303", "ä": "\u0323"}
_BREVES = {"ê": "", "é": "\u0301", "è": "\u0300", "ú": "\u0309", "ü": "\u0303", "ë": "\u0323"}
_VNI_SINGLE = {"ñ": "đ", "ô": "ơ", "ö": "ư", "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}


def _vni_table() -> dict[str, str]:
    pairs = dict(_VNI_SINGLE)
    for base, letter in {"a": "a", "e": "e", "o": "o", "u": "u", "y": "y", "ô": "ơ", "ö": "ư"}.items():
        pairs |= {base + sign: unicodedata.normalize("NFC", letter + tone) for sign, tone in _TONES.items()}
    for base in "aeo":
        pairs |= {base + sign: unicodedata.normalize("NFC", base + "\u0302" + tone) for sign, tone in _HATS.items()}
    pairs |= {"a" + sign: unicodedata.normalize("NFC", "a\u0306" + tone) for sign, tone in _BREVES.items()}
    upper = {code.upper(): letter.upper() for code, letter in pairs.items()}
    mixed = {code[0].upper() + code[1:]: letter.upper() for code, letter in pairs.items()}
    return mixed | upper | pairs


_VNI = _vni_table()
_VNI_CODES = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)))
_WORDS = re.compile(r"[^\s\d.,;:/()\[\]\"“”?!+=_-]+")
_TONE_MARKS = "\u0300\u0301\u0303\u0309\u0323"
_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|gh|gi|kh|ph|th|tr|ch|qu|[bcdđghklmnpqrstvx])?"
    r"(?:(?:[aăâeêioôơuưy]|ia|iê|yê|ya|ua|uô|ưa|ươ|oa|oă|oe|oo|uâ|uê|uy|uyê|uya|uơ)(?:ch|ng|nh|[cmnpt])?"
    r"|(?:ai|ao|au|ay|âu|ây|eo|êu|iu|oi|ôi|ơi|ui|ưi|ưu|iêu|yêu|uôi|ươi|ươu|oai|oay|oeo|oao|uây|uyu|uêu))"
)


def from_tcvn3(text: str) -> str:
    """Return TCVN3 text in NFC. Words in capitals are told by their ASCII letters."""
    words = re.split(r"(\s+)", text)
    # A soft hyphen is the letter ư here, so it must not be cleaned away before.
    has_small = any("a" <= letter <= "z" for letter in text)
    is_large = not has_small and any(_capitals(word) > 1 for word in words)
    return "".join(_tcvn3_word(word, is_large=is_large) for word in words)


def from_vni(text: str) -> str:
    """Return VNI-Windows text in NFC."""
    return unicodedata.normalize("NFC", _VNI_CODES.sub(lambda code: _VNI[code[0]], text))


def to_unicode(text: str, encoding: str) -> str:
    """Return text of one of ``ENCODINGS`` in NFC."""
    if encoding == TCVN3:
        return from_tcvn3(text)
    return from_vni(text) if encoding == VNI else unicodedata.normalize("NFC", text)


def guess_encoding(texts: Iterable[str]) -> str:
    """Return which of ``ENCODINGS`` makes most words legal syllables; unicode wins ties.

    Only words with a letter outside ASCII count: the others read alike in all three.
    """
    words = [word for text in texts for word in _WORDS.findall(text) if not word.isascii()]
    return max(ENCODINGS, key=lambda encoding: sum(is_syllable(to_unicode(word, encoding)) for word in words))


def is_syllable(word: str) -> bool:
    """Return whether a word can be a Vietnamese syllable: initial, nucleus, final, at most one tone."""
    letters = unicodedata.normalize("NFD", word.lower())
    tones = sum(letter in _TONE_MARKS for letter in letters)
    bare = unicodedata.normalize("NFC", "".join(letter for letter in letters if letter not in _TONE_MARKS))
    return tones <= 1 and _SYLLABLE.fullmatch(bare) is not None


def _capitals(word: str) -> int:
    return sum("A" <= letter <= "Z" for letter in word)


def _tcvn3_word(word: str, *, is_large: bool) -> str:
    told = "".join(_TCVN3.get(letter, letter) for letter in word)
    has_small = any("a" <= letter <= "z" for letter in word)
    return told.upper() if is_large or (_capitals(word) > 1 and not has_small) else told
