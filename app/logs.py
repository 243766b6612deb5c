"""The log that support may read: what happened and to which ids, never to whom.

Names, numbers, phones and addresses of people must not reach a file that leaves the vault. So a value is
written only if it looks like an id, a count or a code; anything else is replaced by ``[withheld]`` and a
warning names the key, which fails our tests. Tracebacks keep places and types, never messages or values.
"""

from __future__ import annotations

import logging
import re
import traceback
from collections.abc import Mapping, MutableMapping
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import structlog

ROOT = "motcua"
MEGABYTES, KEPT_FILES = 2, 5
WITHHELD = "[withheld]"

PERSONAL_KEYS = frozenset(  # even where the value looks like an id
    "address applicant authorised_person birth birth_date citizen email ethnicity father full_name id_number mother "
    "name note old_id_number password payer person phone pin qr reason receiver recovery_code representative "
    "search secret sex signer spouse summary text title".split()
)
LONG_NUMBERS = ("_ms", "_ns", "bytes", "hlc", "seq")
"""Ends of the keys whose value may be a number as long as a citizen's."""

_EVENT = re.compile(r"[a-z][a-z0-9_]{0,59}")
_ID = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.:/+-]{0,79}")
_PERSONAL_NUMBER = re.compile(r"(?<![0-9A-Fa-f])\d{9,12}(?![0-9A-Fa-f])")

logging.getLogger(ROOT).addHandler(logging.NullHandler())  # before set_up_logs: silence, not stderr


def set_up_logs(logs_dir: Path) -> None:
    """Write the log to a rotating file in ``logs_dir``. A log that cannot be written never stops the desk."""
    from logging.handlers import RotatingFileHandler  # brings sockets and pickles; the window is shown before

    root = logging.getLogger(ROOT)
    root.setLevel(logging.INFO)
    shut_down_logs()
    logging.raiseExceptions = False
    try:
        logs_dir.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            logs_dir / "motcua.log", maxBytes=MEGABYTES << 20, backupCount=KEPT_FILES, encoding="utf-8", delay=True
        )
    except OSError:
        return
    handler.setFormatter(logging.Formatter("%(message)s"))
    root.addHandler(handler)


def log_to_stderr() -> None:
    """Write the log to standard error, where a service manager keeps it; several processes may."""
    root = logging.getLogger(ROOT)
    root.setLevel(logging.INFO)
    shut_down_logs()
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(message)s"))
    root.addHandler(handler)


def shut_down_logs() -> None:
    """Close the file, so that its folder can be removed, and leave standard error alone again."""
    root = logging.getLogger(ROOT)
    for handler in [one for one in root.handlers if type(one) in _ours()]:
        root.removeHandler(handler)
        handler.close()


def _ours() -> tuple[type[logging.Handler], ...]:
    from logging.handlers import RotatingFileHandler

    return RotatingFileHandler, logging.StreamHandler


def logger(part: str) -> structlog.stdlib.BoundLogger:
    """Return the logger of one part of the program: ``logger("exchange").info("bundle_written", changes=12)``."""
    import structlog  # costs a tenth of a second, and the window is shown before the first line is logged

    wrapped: structlog.stdlib.BoundLogger = structlog.wrap_logger(
        logging.getLogger(f"{ROOT}.{part}"),
        processors=[
            structlog.stdlib.filter_by_level,
            withhold_personal,
            structlog.stdlib.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
            structlog.processors.JSONRenderer(ensure_ascii=False, sort_keys=True),
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        part=part,
    )
    return wrapped


def digest_words(sha256: str) -> str:
    """Return how the log names a digest: a beginning that is longer than a citizen's number, lest it passes for one.

    Of twelve hex digits one beginning in three hundred has no letter, and was withheld.
    """
    return sha256[:16]


def withhold_personal(wrapped: logging.Logger, method: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """Let ids, counts and codes through; replace every other value and warn with the key's name."""
    kept = {key: _safe(key, value) for key, value in event.items()}
    withheld = sorted(key if _EVENT.fullmatch(key) else "?" for key, value in kept.items() if value is _NOTHING)
    if withheld:
        wrapped.warning('{"event": "withheld_from_log", "keys": "%s"}', ",".join(withheld))
    return {key: WITHHELD if value is _NOTHING else value for key, value in kept.items()}


def report_bug(bug: BaseException, logs_dir: Path | None = None) -> str:
    """Log where an unforeseen error arose and return a short code for the screen, such as ``3F2A-91C0``.

    The same error at the same place always has the same code. Without ``logs_dir`` the log in use takes it.
    """
    import hashlib

    if logs_dir is not None:
        set_up_logs(logs_dir)
    places = _places(bug)
    code = hashlib.sha256("\n".join(places).encode()).hexdigest()[:8].upper()
    code = f"{code[:4]}-{code[4:]}"
    logger("bug").error("bug", code=code, places=places)
    return code


_NOTHING = object()


def _safe(key: str, value: object) -> object:
    """Return the value as it may be written, or ``_NOTHING`` when it must not be."""
    if key in PERSONAL_KEYS:
        return _NOTHING
    match value:
        case Enum():
            return value.name
        case None | bool() | float():
            return value
        case int():
            return value if abs(value) < 10**8 or key.endswith(LONG_NUMBERS) else _NOTHING
        case bytes():
            return value[:16].hex()
        case datetime() | date():
            return value.isoformat()
        case Path():
            return value.suffix or _NOTHING
        case list() | tuple():
            parts = [_safe(key, one) for one in value]
            return _NOTHING if _NOTHING in parts else parts
        case str():
            return value if _may_stand(key, value) else _NOTHING
        case _:
            return _NOTHING


def _may_stand(key: str, value: str) -> bool:
    if key == "event":
        return _EVENT.fullmatch(value) is not None
    return _ID.fullmatch(value) is not None and _PERSONAL_NUMBER.search(value) is None


def _places(bug: BaseException | None) -> list[str]:
    """Types of the error and its causes, each with the places it passed: no message, no source line, no value."""
    places: list[str] = []
    while bug is not None:
        places.append(type(bug).__qualname__)
        for frame in traceback.extract_tb(bug.__traceback__):
            file = Path(frame.filename)
            place = f"{file.parent.name}/{file.name}:{frame.lineno}:{re.sub(r'[<>]', '', frame.name)}"
            places.append(place[-80:].lstrip("/.-+:"))
        bug = bug.__cause__ or (None if bug.__suppress_context__ else bug.__context__)
    return places
