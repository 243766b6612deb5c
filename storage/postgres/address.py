"""Where a hub's database is: a URL without its password, which comes from a file and is kept sealed."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

from app.domain.errors import BadInput
from app.i18n import N_


def checked_address(url: str) -> str:
    """Return a PostgreSQL URL that may be kept and shown. Raises BadInput, also for one with a password in it."""
    try:
        parts = urlsplit(url)
        has_password = parts.password is not None or "password=" in parts.query
    except ValueError as failed:
        raise BadInput(field="database", problem=N_("must look like postgresql://user@host/name")) from failed
    if parts.scheme not in ("postgresql", "postgres") or not parts.path.strip("/"):
        raise BadInput(field="database", problem=N_("must look like postgresql://user@host/name"))
    if has_password:
        raise BadInput(field="database", problem=N_("must not hold a password; give it by --database-password-file"))
    return urlunsplit(("postgresql", *parts[1:]))
