"""What keeping the desk in order comes to, in words for the command line and the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.compaction import Weighed
from app.i18n import _, ngettext

if TYPE_CHECKING:
    from app.services.standing import Standing


def folded_words(done: Weighed, total: int) -> str:
    """Return how far a compaction is."""
    return _("{done} of {total} dossiers folded").format(done=done.dossiers, total=total)


def weighed_words(found: Weighed) -> str:
    """Return what a compaction would come to, for people."""
    if not found.dossiers:
        return _("Nothing to drop: no dossier has been closed, and held by the province, for long enough.")
    words = ngettext(
        "{n} closed dossier can be folded; {mb} MB of single acts stay at the province only.",
        "{n} closed dossiers can be folded; {mb} MB of single acts stay at the province only.",
        found.dossiers,
    )
    return words.format(n=found.dossiers, mb=megabytes(found.bytes))


def compacted_words(found: Weighed) -> str:
    """Return what a compaction came to, for people."""
    words = ngettext(
        "{n} closed dossier was folded; {mb} MB are free for new work.",
        "{n} closed dossiers were folded; {mb} MB are free for new work.",
        found.dossiers,
    )
    return words.format(n=found.dossiers, mb=megabytes(found.bytes))


def megabytes(size: int) -> str:
    """Return bytes as megabytes with a decimal comma, as people write them here; a little is a tenth."""
    return f"{max(size / 1_000_000, 0.1):.1f}".replace(".", ",")


def lost_line(station: bytes, first: int, last: int) -> str:
    """Return a range that was recorded on this computer and is not held any more, in words."""
    words = _("Changes {first} to {last} of the older key {station} are missing; an answer or older sticks bring them.")
    return words.format(first=first, last=last, station=station.hex()[:8])


def to_heed(found: Standing) -> list[str]:
    """Return what an administrator should look at: the clock, the calendar, what contradicts or was kept apart."""
    years = ", ".join(str(year.year) for year in found.calendar if not year.confirmed)
    unsure = _("The calendar of {years} is not confirmed; dates promised in it may change.").format(years=years)
    said = [
        (found.clock == "behind", _("The computer's clock is behind the last record; set it right before you work.")),
        (found.clock == "ahead", _("The computer's clock runs far ahead of the last record; check the date.")),
        (bool(years), unsure),
        (bool(found.sync.conflicts), _("In conflict: {n}.").format(n=found.sync.conflicts)),
        (bool(found.set_aside), _("Batches kept apart: {n}.").format(n=found.set_aside)),
    ]
    return [words for holds, words in said if holds]
