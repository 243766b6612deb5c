"""The QR symbol of a dossier: its code and nothing else, so that a lost slip tells a stranger nothing."""

from __future__ import annotations

import segno

_LONGEST = 100
"""Letters that still make modules a phone can tell apart; of a code without end no symbol could be made at all."""


def symbol(code: str) -> tuple[bytes, ...]:
    """Return the rows of the QR symbol of a dossier code, level M; 1 is a dark module. No quiet zone.

    A code without its number yet (the preview of a draft) or without an end has no rows: nobody can scan it.
    """
    if not code[-1:].isdigit() or len(code) > _LONGEST:
        return ()
    made = segno.make_qr(code, error="m", boost_error=False)
    return tuple(bytes(row) for row in made.matrix)
