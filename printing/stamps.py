"""The framed marks of a paper (in lại, thay phiếu, bản nháp, bản tập huấn) and the words across its page."""

from __future__ import annotations

from datetime import datetime

from app.ports import Letterhead
from printing import wording


def stamps_of(head: Letterhead, *, copy: int, draft: bool, replaces: datetime | None = None) -> tuple[str, ...]:
    """Return the framed marks. A draft is no further copy of anything; a paper that replaces one is no reprint of it.

    replaces: when the paper was printed that this one takes the place of.
    """
    if draft:
        mark: str | None = wording.DRAFT
    elif replaces is not None:
        mark = wording.replaced(replaces.date())
    else:
        mark = wording.reprint(copy)
    return tuple(stamp for stamp in (wording.PRACTICE if head.practice else None, mark) if stamp)


def watermark_of(head: Letterhead, *, draft: bool) -> str | None:
    """Return the words across the page: practice papers and drafts are worth nothing."""
    if head.practice:
        return wording.PRACTICE
    return wording.DRAFT if draft else None
