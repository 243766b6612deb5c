"""QR symbols that carry enrolments: as a picture file, and as modules for the screen."""

from __future__ import annotations

import io
from pathlib import Path

from app.files import write_whole

_PIXELS = 8


def modules(text: str) -> tuple[bytes, ...]:
    """Return the rows of the symbol, 1 is dark; no quiet zone. Level L: fewer modules read better."""
    import segno  # brings urllib, http and email: two megabytes that few desks ever need

    return tuple(bytes(row) for row in segno.make_qr(text, error="l").matrix)


def write_symbol(text: str, path: Path) -> None:
    """Write the symbol as a PNG picture. Raises DiskFull, CannotWrite, DriveGone."""
    import segno

    out = io.BytesIO()
    segno.make_qr(text, error="l").save(out, kind="png", scale=_PIXELS, border=4)
    write_whole(path, out.getvalue())
