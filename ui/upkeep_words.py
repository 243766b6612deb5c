"""What a compaction of the desk's data comes to, in words for the command line and the window."""

from __future__ import annotations

from app.compaction import Weighed
from app.i18n import _, ngettext


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
