"""The desk's ends of the link, as the settings name them: the province, and a desk of this office."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.clock import local
from app.domain.errors import NoAddress, NoProvinceCard
from app.i18n import _, ngettext
from app.link import LinkProgress, Stop, Told
from app.services.link_rounds import MATE, PROVINCE, LinkRounds, shown
from sync.wire.link_proof import LinkProofs
from ui.speech import sentence

if TYPE_CHECKING:
    from app.settings import Settings
    from sync.link.address import Address
    from sync.link.client import LinkClient
    from ui.program import Program

CLOCK_TOLD_S = 120.0
PATIENCE_S = 30 * 60.0
"""A round gives up when nothing got through for so long, and says so; the next one goes on where it was."""


def _quiet(_progress: LinkProgress) -> None:
    """Tell nobody."""


def rounds(program: Program, stop: Stop = lambda: False) -> LinkRounds:
    """Return the rounds of a desk."""
    return LinkRounds(program.exchange, program.clock, program.paths.data_dir / "link", stop)


def province_link(
    program: Program,
    settings: Settings,
    *,
    told: Told = _quiet,
    stop: Stop = lambda: False,
    patience_s: float = PATIENCE_S,
) -> LinkClient:
    """Return the way to the province; use it as a context. Raises NoAddress, NoProvinceCard, BadInput, CannotRead."""
    from sync.link.address import Address

    if not settings.hub_address:
        raise NoAddress
    if not program.exchange.hub_words():
        raise NoProvinceCard
    where = Address(settings.hub_address, settings.hub_proxy, settings.hub_certificate)
    return _client(program, where, program.exchange.is_province, told, stop, patience_s)


def mate_link(
    program: Program,
    settings: Settings,
    *,
    told: Told = _quiet,
    stop: Stop = lambda: False,
    patience_s: float = PATIENCE_S,
) -> LinkClient:
    """Return the way to the desk of this office that answers; it is never reached over a proxy. Raises NoAddress."""
    from sync.link.address import Address

    if not settings.lan_address:
        raise NoAddress
    where = Address(settings.lan_address, "none")
    if ":" not in where.checked().url.removeprefix("http://").removeprefix("https://"):
        where = Address(f"{where.checked().url}:{settings.lan_port}", "none")
    return _client(program, where, program.exchange.is_mate, told, stop, patience_s)


def _client(
    program: Program, where: Address, expected: Callable[[bytes], bool], told: Told, stop: Stop, patience_s: float
) -> LinkClient:
    from sync.link.client import LinkClient  # httpx takes a moment to load, and most rounds are far apart

    return LinkClient(
        where,
        LinkProofs(program.storage.keys()),
        expected=expected,
        clock=program.clock,
        told=told,
        stop=stop,
        patience_s=patience_s,
    )


def link_standing(program: Program) -> dict[str, object]:
    """Return how the links stand, for ``status``."""
    from app.settings import read_settings

    made, settings = rounds(program), read_settings(program.paths.settings_file)
    pending = made.pending()
    return {
        "address": settings.hub_address or None,
        **shown(made.standing(PROVINCE)),
        "pending_bytes": pending.bytes if pending else 0,
        "mate": {"address": settings.lan_address or None, **shown(made.standing(MATE))},
    }


def link_lines(program: Program) -> list[str]:
    """Say how the link to the province stands, in one sentence each; nothing where it was never used."""
    standing, now = rounds(program).standing(PROVINCE), program.clock.now()
    lines = []
    failed = standing.refusal()
    if failed is not None and standing.last_failure_at is not None:
        words = _("Sending over the network failed at {at}: {why}")
        lines.append(words.format(at=f"{local(standing.last_failure_at):%H:%M %d/%m}", why=sentence(failed)))
    elif standing.last_success_at is not None:
        words = _("The last exchange over the network succeeded at {at}.")
        lines.append(words.format(at=f"{local(standing.last_success_at):%H:%M %d/%m}"))
    if standing.is_quiet(now):
        lines.append(_("Nothing got through for half an hour; take a stick."))
    if abs(standing.clock_offset_s) >= CLOCK_TOLD_S:
        lines.append(clock_words(standing.clock_offset_s))
    return lines


def clock_words(offset_s: float) -> str:
    """Say how far this computer's clock is from the other end's; nothing sets it."""
    minutes = round(abs(offset_s) / 60)
    words = (
        ngettext(
            "This computer's clock is {n} minute behind the province's; set it right.",
            "This computer's clock is {n} minutes behind the province's; set it right.",
            minutes,
        )
        if offset_s > 0
        else ngettext(
            "This computer's clock is {n} minute ahead of the province's; set it right.",
            "This computer's clock is {n} minutes ahead of the province's; set it right.",
            minutes,
        )
    )
    return words.format(n=minutes)
