"""The QR symbol of a dossier: its code and nothing else, so that a lost slip tells a stranger nothing."""

from __future__ import annotations

import segno


def symbol(code: str) -> tuple[bytes, ...]:
    """Return the rows of the QR symbol of a dossier code, level M; 1 is a dark module. No quiet zone.

    A code without its number yet (the preview of a draft) has no rows: nobody shall scan it.
    """
    if not code[-1:].isdigit():
        return ()
    made = segno.make_qr(code, error="m", boost_error=False)
    return tuple(bytes(row) for row in made.matrix)
