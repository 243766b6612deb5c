"""Wrong passwords slow the next try down: a small book of failures beside the vault.

It is a brake for people at the keyboard, not the lock: Argon2id is. So whatever is wrong with the
book itself (deleted, damaged, not writable, clock set back) never keeps the right password out for
more than a minute.
"""

from __future__ import annotations

import contextlib
import json
import time
from pathlib import Path
from typing import NoReturn

from app.domain.errors import TriedTooSoon, WrongPassword

LONGEST_WAIT_S = 60


def wait_after(failures: int) -> int:
    """Return the seconds to wait after so many wrong passwords in a row: 1, 2, 4 … 60."""
    return min(1 << min(max(failures - 1, 0), 6), LONGEST_WAIT_S) if failures else 0


def refuse_if_waiting(book: Path, slot: str, now: float | None) -> None:
    """Raise TriedTooSoon while the wait of the last failure runs."""
    moment = time.time() if now is None else now
    noted = _read(book)
    failures, last = noted.get(slot, (0, 0.0))
    if not last <= moment:
        # The clock was set back since: the wait begins now, or the right password waits for that day to come again.
        noted[slot] = (failures, moment)
        if not _write(book, noted):
            return
        last = moment
    left = wait_after(failures) - (moment - last)
    if left > 0:
        raise TriedTooSoon(wait_s=max(1, round(left)))


def refuse_wrong(book: Path, slot: str, now: float | None) -> NoReturn:
    """Note one more failure and raise WrongPassword with the wait it costs."""
    moment = time.time() if now is None else now
    noted = _read(book)
    failures = noted.get(slot, (0, 0.0))[0] + 1
    noted[slot] = (failures, moment)
    _write(book, noted)
    raise WrongPassword(wait_s=wait_after(failures))


def forget(book: Path, slot: str) -> None:
    """Forget the failures of a slot: the right password came."""
    noted = _read(book)
    if noted.pop(slot, None) is not None:
        _write(book, noted)


def _read(book: Path) -> dict[str, tuple[int, float]]:
    try:
        noted = json.loads(book.read_bytes())
        return {str(slot): (int(failures), float(last)) for slot, (failures, last) in noted.items()}
    except (OSError, ValueError, TypeError, AttributeError, OverflowError, RecursionError):
        return {}


def _write(book: Path, noted: dict[str, tuple[int, float]]) -> bool:
    """Return whether it was written. A folder that cannot be written to must not keep the right password out."""
    with contextlib.suppress(OSError):
        book.write_text(json.dumps(noted), encoding="ascii")
        return True
    return False
