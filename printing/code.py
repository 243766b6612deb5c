"""The QR symbol of a dossier: its code and nothing else, so that a lost slip tells a stranger nothing."""

from __future__ import annotations

import segno


def symbol(code: str) -> tuple[bytes, ...]:
    """Return the rows of the QR symbol of a dossier code, level M; 1 is a dark module. No quiet zone.

    No code yet (the preview of a draft): no rows.
    """
    if not code:
        return ()
    made = segno.make_qr(code, error="m", boost_error=False)
    return tuple(bytes(row) for row in made.matrix)
