"""The network as the exchange page words it: one sentence, a fraction, what is confirmed; every word chosen here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from app.clock import local
from app.domain.errors import NoLink, NotAdmitted, NotTheOtherEnd
from app.i18n import _, ngettext
from app.link import CONNECT, FETCH, SEND, WAIT, LinkProgress
from app.services.link_rounds import MATE, PROVINCE, LinkStanding
from app.settings import read_settings
from ui.exchange.drives import bytes_words
from ui.exchange.news import ago
from ui.link import CLOCK_TOLD_S, clock_words, rounds
from ui.speech import sentence
from ui.widgets.inline_panel import PanelKind

if TYPE_CHECKING:
    from app.settings import Settings
    from ui.program import Program


@dataclass(frozen=True, slots=True)
class ShownLink:
    """One line of the network. fraction: None where no end is known. offers_stick: after half an hour in vain."""

    kind: PanelKind
    strong: str
    text: str
    fraction: float | None = None
    is_running: bool = False
    offers_stick: bool = False


def shown_link(program: Program, progress: LinkProgress | None, quiet_s: float) -> ShownLink:
    """Return the province's line. quiet_s: for how long a running round has brought nothing."""
    if progress is not None:
        return running(progress, quiet_s)
    settings, now = read_settings(program.paths.settings_file), program.clock.now()
    return resting(rounds(program).standing(PROVINCE), settings, now)


def running(progress: LinkProgress, quiet_s: float) -> ShownLink:
    """Word a round that runs: what the other end confirmed, of how much."""
    strong, text, fraction = _("Calling the province over the network."), "", None
    of = _("{done} of {total}").format(done=bytes_words(progress.done), total=bytes_words(progress.total))
    if progress.stage == SEND and progress.total:
        parts = ngettext("{n} part", "{n} parts", progress.parts).format(n=progress.parts)
        strong = _("Sending over the network.")
        text = _("The other end surely has {of}, in {parts}.").format(of=of, parts=parts)
        fraction = progress.done / progress.total
    elif progress.stage == FETCH:
        strong = _("Fetching the answer.")
        text = _("{of} are here.").format(of=of) if progress.total else ""
        fraction = progress.done / progress.total if progress.total else None
    elif progress.stage == WAIT:
        strong = _("The network broke off; it goes on by itself.")
        text = _("Next try in {seconds} seconds; what arrived stays there.").format(seconds=round(progress.retry_in_s))
    if progress.cuts and progress.stage != WAIT:
        text = f"{text} {_cuts(progress.cuts)}".strip()
    if progress.stage == CONNECT and not text:
        text = _("You can leave this page; it goes on by itself.")
    is_quiet = quiet_s >= 30 * 60
    if is_quiet:
        text = f"{_('Nothing got through for half an hour; take a stick.')} {text}"
    return ShownLink("caution" if is_quiet else "information", strong, text, fraction, True, is_quiet)


def _cuts(cuts: int) -> str:
    return ngettext("The network broke off {n} time.", "The network broke off {n} times.", cuts).format(n=cuts)


def resting(standing: LinkStanding, settings: Settings, now: datetime) -> ShownLink:
    """Word how the last round went."""
    every = settings.hub_every_minutes
    if not settings.hub_address:
        words = _("Work goes by stick; the province gives the address.")
        return ShownLink("information", _("No network is set up."), words)
    by_itself = _("It sends when you ask.")
    if every:
        by_itself = ngettext("It tries by itself every {n} minute.", "It tries by itself every {n} minutes.", every)
    by_itself = by_itself.format(n=every)
    clock = clock_words(standing.clock_offset_s) if abs(standing.clock_offset_s) >= CLOCK_TOLD_S else ""
    failed = standing.refusal()
    if failed is not None:
        at = local(standing.last_failure_at or now)
        strong = _("Over the network it failed {when}.").format(when=ago(at, now))
        is_quiet = standing.is_quiet(now)
        more = _("Nothing got through for half an hour; take a stick.") if is_quiet else by_itself
        return ShownLink("caution", strong, f"{sentence(failed)} {more}", offers_stick=is_quiet)
    if standing.last_success_at is None:
        return ShownLink("information", _("Nothing went over the network yet."), f"{by_itself} {clock}".strip())
    strong = _("Over the network last {when}.").format(when=ago(local(standing.last_success_at), now))
    return ShownLink("caution" if clock else "good", strong, clock or by_itself)


def mate_words(program: Program, serving_at: tuple[str, ...], trouble: str) -> str:
    """Say how this desk stands with the others of the office; nothing where nothing is set."""
    settings, now = read_settings(program.paths.settings_file), program.clock.now()
    said = [trouble] if trouble else []
    if serving_at:
        said.append(_serving_words(serving_at))
    if settings.lan_address:
        said += _mate_stands(rounds(program).standing(MATE), settings.lan_address, now)
    return " ".join(said)


def _serving_words(addresses: tuple[str, ...]) -> str:
    """Say what to type at the other desks; an address that each computer calls itself by helps nobody."""
    if all(one.startswith("127.") for one in addresses):
        return _("This computer is ready for the office's other desks, but no network is plugged in; see to it first.")
    words = _("This computer answers the office's other desks; type there: {addresses}.")
    return words.format(addresses=", ".join(addresses))


def _mate_stands(standing: LinkStanding, address: str, now: datetime) -> list[str]:
    """Say how the last round with the desk beside went: only what time can mend is said to be tried again."""
    said, failed = [], standing.refusal()
    if isinstance(failed, NoLink):
        words = _("The desk at {address} does not answer now; it is tried again by itself.")
        said.append(words.format(address=address))
    elif isinstance(failed, NotTheOtherEnd):
        words = _(
            "What answers at {address} is no desk of this office by the province's list: another commune's, a practice "
            "desk, or one not enrolled yet. Nothing was sent; check the address, and read the province's newest answer."
        )
        said.append(words.format(address=address))
    elif isinstance(failed, NotAdmitted):
        words = _(
            "The desk at {address} does not find this computer in the province's list and does not let it in. Nothing "
            "was sent; read the province's newest answer there, or ask the province whether this computer is in good "
            "standing."
        )
        said.append(words.format(address=address))
    elif failed is not None:
        said.append(sentence(failed))
    elif standing.last_success_at is not None:
        at = local(standing.last_success_at)
        words = _("Agrees with the desk at {address} since {time}.")
        time = f"{at:%H:%M}" if at.date() == now.date() else f"{at:%d/%m %H:%M}"
        said.append(words.format(address=address, time=time))
    minutes = round(abs(standing.clock_offset_s) / 60)
    if failed is None and abs(standing.clock_offset_s) >= CLOCK_TOLD_S:
        words = ngettext(
            "The clocks of the two desks are {n} minute apart; see which one is wrong.",
            "The clocks of the two desks are {n} minutes apart; see which one is wrong.",
            minutes,
        )
        said.append(words.format(n=minutes))
    return said
