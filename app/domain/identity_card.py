"""Reading the QR code of an identity card, by content: chip CCCD and the newer thẻ căn cước.

The code is UTF-8 text between bars. Its layout is settled for the CCCD of 2021–2024 and disputed for
the căn cước since 01/07/2024 (TT 16/2024/TT-BCA), so fields are known by what they hold. The code
bears no signature: what is read is shown for comparison with the card's face, and nothing is invented
to fill a gap; whatever looks odd becomes a notice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from app.domain.errors import BadInput, NotACard
from app.domain.notices import Notice
from app.domain.numbering import find_code
from app.domain.partial_date import is_after, partial_of
from app.domain.personal_number import PROVINCES, check_personal_number
from app.domain.text import REPLACEMENT, clean, fold
from app.i18n import N_

__all__ = ["PROVINCES", "CardReading", "check_personal_number", "read_card"]

CAN_CUOC_SINCE = "2024-07-01"
"""From this day only thẻ căn cước are issued (Luật Căn cước 26/2023/QH15)."""

FEWEST_PARTS, MOST_PARTS = 6, 12
_CCCD_PARTS = 7
_ADDRESS_IN_CCCD = 5

_PERSONAL_NUMBER = re.compile(r"\d{12}", re.ASCII)
_OLD_NUMBER = re.compile(r"\d{9}", re.ASCII)
_DATE = re.compile(r"(\d{2})/?(\d{2})/?(\d{4})|(\d{2})/?(\d{4})|(\d{4})", re.ASCII)
_SEXES = {"nam": "male", "nu": "female", "n": "female"}  # «Nữ» without its letter is still no «Nam»
_MANGLED = re.compile(rf"[?{REPLACEMENT}¡-¿ÄÅÆ]")
"""Letters lost (?) or UTF-8 read in another alphabet (Giàng → GiÃ\xa0ng, Tủa → Tá»§a)."""


@dataclass(frozen=True, slots=True)
class CardReading:
    """What a card's code says. Dates are partial ISO; address is as on the card, often the one before 07/2025.

    kind: cccd | can_cuoc. old_id_number: the 9-digit CMND. cancelled_id_number: số định danh đã hủy.
    raw: the text as scanned.
    """

    id_number: str
    old_id_number: str | None
    name: str
    birth_date: str | None
    sex: str | None
    address: str | None
    issued_on: str | None
    kind: str
    warnings: tuple[Notice, ...]
    raw: str
    cancelled_id_number: str | None = None


@dataclass(frozen=True, slots=True)
class _Fields:
    """The parts of a card by what they hold. Positions count from the card's first field."""

    parts: tuple[str, ...]
    name_at: int
    sex_at: int | None
    dates_at: tuple[int, ...]
    settled: bool
    """The layout of the CCCD (second field empty or a number); else the disputed one."""


def read_card(text: str, *, today: date | None = None) -> CardReading:
    """Read the scanned text of a CCCD or căn cước. today: to notice dates in the future.

    Raises NotACard with the reason, for insurance cards, slips of ours and anything else.
    """
    parts = _parts_of(text)
    fields = _by_content(parts)
    birth, issued = _dates(fields, today)
    reading = CardReading(
        id_number=parts[0],
        old_id_number=_old_number(fields),
        name=parts[fields.name_at],
        birth_date=birth[0],
        sex=_sex(parts[fields.sex_at]) if fields.sex_at is not None else None,
        address=_address(fields),
        issued_on=issued[0],
        kind=_kind(fields, issued[0]),
        warnings=(),
        raw=text,
        cancelled_id_number=_cancelled_number(fields),
    )
    if reading.sex is None and reading.birth_date is None:
        raise NotACard(reason=N_("it holds neither a date of birth nor a sex"))
    number = check_personal_number(reading.id_number, reading.birth_date, reading.sex, today)
    return replace(reading, warnings=(*_mangled(fields), *birth[1], *issued[1], *number))


def _parts_of(text: str) -> tuple[str, ...]:
    """Split the code and make sure that it can be a card's."""
    lines = [line for line in re.split(r"[\r\n]+", text) if line.strip()]
    if len(lines) > 1:
        raise NotACard(reason=N_("more than one code was read at once"))
    try:
        parts = tuple(clean(part) for part in text.strip().split("|"))
    except BadInput as half_a_character:
        raise NotACard(reason=N_("it was damaged on the way from the scanner")) from half_a_character
    if not any(parts):
        raise NotACard(reason=N_("nothing was read"))
    if _PERSONAL_NUMBER.fullmatch(parts[0]) is None:
        raise NotACard(reason=_what_it_is(parts))
    if parts[-1] == "$":
        raise NotACard(reason=N_("it is a health insurance card"))
    if not FEWEST_PARTS <= len(parts) <= MOST_PARTS:
        raise NotACard(reason=N_("it does not have as many fields as a card"))
    return parts


def _what_it_is(parts: tuple[str, ...]) -> str:
    """Say what was scanned instead of a card, as far as it can be told."""
    first = parts[0]
    if find_code("|".join(parts)) is not None:
        return N_("it is the code of a dossier slip")
    if parts[-1] == "$" or re.fullmatch(r"[A-Z]{2}\d{13}|\d{10}", first, re.ASCII):
        return N_("it is a health insurance card")
    if first.startswith("IDVNM"):
        return N_("these are the printed lines of the card, which have no accents; scan the square code")
    if re.match(r"https?://", first, re.IGNORECASE):
        return N_("it is a web address")
    return N_("the first field is not a number of 12 digits")


def _by_content(parts: tuple[str, ...]) -> _Fields:
    name_at = next((i for i in range(1, len(parts)) if _is_words(parts[i])), None)
    if name_at is None:
        raise NotACard(reason=N_("it holds no name"))
    after = range(name_at + 1, len(parts))
    return _Fields(
        parts=parts,
        name_at=name_at,
        sex_at=next((i for i in after if _sex(parts[i])), None),
        dates_at=tuple(i for i in after if _DATE.fullmatch(parts[i])),
        settled=not parts[1] or _is_number(parts[1]),
    )


def _is_number(part: str) -> bool:
    return part.isascii() and part.isdigit()


def _is_words(part: str) -> bool:
    return bool(part) and not _is_number(part) and not _DATE.fullmatch(part)


def _sex(part: str) -> str | None:
    return _SEXES.get(fold(part)) if part else None


def _dates(fields: _Fields, today: date | None) -> tuple[tuple[str | None, tuple[Notice, ...]], ...]:
    """Return (birth, its notices), (issue, its notices). In the disputed layout the earlier one is the birth."""
    at = list(fields.dates_at[:2])
    if not fields.settled:
        at.sort(key=lambda i: _as_date(fields.parts[i]) or "9999")
    address = _address(fields)
    if len(at) == 1 and address and at[0] > fields.parts.index(address):
        return (None, ()), _read_date(fields.parts[at[0]], "issued_on", today)
    birth, issued = (*(fields.parts[i] for i in at), "", "")[:2]
    return _read_date(birth, "birth_date", today), _read_date(issued, "issued_on", today)


def _as_date(part: str) -> str | None:
    """Return the partial date of ddMMyyyy; unknown or impossible parts are left out, never guessed."""
    found = _DATE.fullmatch(part)
    if found is None:
        return None
    day, month = int(found[1] or 0), int(found[2] or found[4] or 0)
    year = int(found[3] or found[5] or found[6])
    return partial_of(year, month, day) or partial_of(year, month, 0) or partial_of(year, 0, 0)


def _read_date(part: str, what: str, today: date | None) -> tuple[str | None, tuple[Notice, ...]]:
    if not part:
        return None, ()
    partial, birth, shown = _as_date(part), what == "birth_date", (("date", part),)
    notices: list[Notice] = []
    if partial is None or len(partial) < len("2000-01-01"):
        of_birth = N_("The date of birth on the card, {date}, is not a whole date. Ask the citizen; never guess a day.")
        of_issue = N_("The date of issue on the card, {date}, is not a whole date. Compare with the card.")
        notices.append(Notice(f"partial_{what}", of_birth if birth else of_issue, shown))
    if partial is not None and today is not None and is_after(partial, today):
        of_birth = N_("The date of birth on the card, {date}, lies in the future. Compare with the card.")
        of_issue = N_("The date of issue on the card, {date}, lies in the future. Compare with the card.")
        notices.append(Notice(f"future_{what}", of_birth if birth else of_issue, shown))
    return partial, tuple(notices)


def _old_number(fields: _Fields) -> str | None:
    if fields.settled and fields.parts[1]:
        return fields.parts[1]
    return next((part for part in fields.parts[1:] if _OLD_NUMBER.fullmatch(part)), None)


def _cancelled_number(fields: _Fields) -> str | None:
    rest = fields.parts[2:] if fields.settled else fields.parts[1:]
    return next((part for part in rest if _PERSONAL_NUMBER.fullmatch(part) and part != fields.parts[0]), None)


def _address(fields: _Fields) -> str | None:
    """Return the address: where the CCCD has it, else the text with commas, before the last date, the longest.

    On length alone the parents' names of a child's card could outgrow a short address.
    """
    in_its_place = fields.settled and fields.name_at < _ADDRESS_IN_CCCD < len(fields.parts)
    if in_its_place and fields.sex_at is not None and fields.sex_at < _ADDRESS_IN_CCCD:
        part = fields.parts[_ADDRESS_IN_CCCD]
        if not part or _is_words(part):
            return part or None
    after = range(fields.name_at + 1, len(fields.parts))
    last_date = fields.dates_at[-1] if fields.dates_at else 0
    texts = [(fields.parts[i], i < last_date) for i in after if i != fields.sex_at and _is_words(fields.parts[i])]
    return max(texts, key=lambda text: ("," in text[0], text[1], len(text[0])), default=(None, False))[0]


def _kind(fields: _Fields, issued: str | None) -> str:
    more = len(fields.parts) > _CCCD_PARTS or (len(fields.parts) == _CCCD_PARTS and not fields.settled)
    return "can_cuoc" if more or (issued is not None and issued >= CAN_CUOC_SINCE) else "cccd"


def _mangled(fields: _Fields) -> tuple[Notice, ...]:
    texts = [part for part in fields.parts[1:] if _is_words(part) and _MANGLED.search(part)]
    if not texts:
        return ()
    message = N_("The scanner lost letters: “{text}”. Correct them by the card, and set the scanner to UTF-8.")
    return (Notice("mangled_text", message, (("text", texts[0]),)),)
