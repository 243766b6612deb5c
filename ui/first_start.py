"""The first start of a desk (khởi tạo lần đầu): one path for the command line and the wizard.

Keys are made here, on the laptop that will use them, never in an image that many laptops share.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.clock import Clock, FixedClock, SystemClock
from app.domain.commune import Commune
from app.domain.errors import BadInput, ClockNotYours, PracticeAndReal, UnitCodeNeeded
from app.domain.numbering import check_unit_code
from app.domain.text import clean
from app.i18n import N_
from app.paths import Paths
from app.readings import Desk
from app.services.catalogue import load_catalogue
from app.services.desk_place import HUB_CARD
from storage.desk import NewDesk, create_desk
from storage.vault_file import Cost
from sync.wire import media
from sync.wire.hub_card import HubCard, card_words, read_card
from sync.wire.signing import StationKeys

_CARD_LIMIT = 64 * 1024


@dataclass(frozen=True, slots=True)
class FirstStart:
    """What the first start asks. commune: code or name; unit_code: None in practice; hub_card: the file, if at hand."""

    commune: str
    station: int
    login: str
    name: str
    unit_code: str | None
    hub_card: Path | None
    practice: bool


@dataclass(frozen=True, slots=True)
class Started:
    """A desk that is made. recovery_code: shown once, now. hub_words: to compare, empty without a card."""

    desk: Desk
    recovery_code: str
    hub_words: tuple[str, ...]


def start_desk(
    paths: Paths, wanted: FirstStart, *, password: str, now: datetime | None = None, cost: Cost | None = None
) -> Started:
    """Make a desk with its keys and first officer, and close it. ``now`` sets the clock of a practice desk.

    Raises UnknownCommune, UnitCodeNeeded, BadInput, NotAProvinceCard, PracticeAndReal, PasswordTooShort,
    AlreadyInitialised, ClockNotYours, DiskFull, CannotWrite: then there is no desk.
    """
    clock = _clock(now, practice=wanted.practice)
    commune = load_catalogue().commune(wanted.commune)
    unit_code = _unit_code(wanted, commune)
    login, name = _text(wanted.login, "login"), _text(wanted.name, "name")
    if not 1 <= wanted.station <= 8:
        raise BadInput(field="station", problem=N_("must be a number from 1 to 8"))
    card = _card(wanted)
    keys = StationKeys.generate()
    asked = NewDesk(
        commune=commune.code,
        commune_name=commune.full_name,
        station_number=wanted.station,
        unit_code=unit_code,
        practice=wanted.practice,
        station=keys.station_id,
        keys=keys.to_bytes(),
    )
    made, code = create_desk(paths, asked, login=login, name=name, password=password, clock=clock, cost=cost)
    try:
        if card is not None:
            made.book.keep_document(HUB_CARD, card.to_bytes())
        return Started(made.queries.desk(), code, card_words(card) if card else ())
    finally:
        made.close()


def _unit_code(wanted: FirstStart, commune: Commune) -> str:
    if wanted.practice:
        return commune.practice_unit_code
    if not wanted.unit_code:
        raise UnitCodeNeeded
    return check_unit_code(wanted.unit_code.strip())


def _card(wanted: FirstStart) -> HubCard | None:
    if wanted.hub_card is None:
        return None
    card = read_card(media.read_small(wanted.hub_card, limit=_CARD_LIMIT), name=wanted.hub_card.name)
    if card.practice != wanted.practice:
        raise PracticeAndReal
    return card


def _text(text: str, field: str) -> str:
    cleaned = clean(text).strip()
    if not cleaned:
        raise BadInput(field=field, problem=N_("must not be empty"))
    if len(cleaned) > 100:
        raise BadInput(field=field, problem=N_("is too long"))
    return cleaned


def _clock(now: datetime | None, *, practice: bool) -> Clock:
    if now is None:
        return SystemClock()
    if not practice:
        raise ClockNotYours
    return FixedClock(now)
