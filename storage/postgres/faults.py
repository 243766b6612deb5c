"""What PostgreSQL says when the world fails, turned into our refusals. Nothing it quotes of a row is passed on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import errors

from app.domain.errors import DatabaseGone, DatabaseRefused, DeskInUse, DiskFull, Refusal

_ENDED = (errors.AdminShutdown, errors.CrashShutdown, errors.CannotConnectNow, errors.IdleInTransactionSessionTimeout)
_DENIED = (errors.InvalidPassword, errors.InvalidAuthorizationSpecification, errors.InvalidCatalogName)


@contextmanager
def faults_named() -> Iterator[None]:
    """Raise what the driver says of the world as the refusal behind it; a bug of ours goes on as it is."""
    try:
        yield
    except psycopg.Error as failed:
        refusal = refusal_of(failed)
        if refusal is None:
            raise
        raise refusal from failed


def refusal_of(error: BaseException) -> Refusal | None:
    """Return the refusal behind a driver's error; None if it is a bug of ours."""
    match error:
        case errors.DiskFull():
            return DiskFull(place="PostgreSQL")
        case errors.DeadlockDetected() | errors.LockNotAvailable() | errors.SerializationFailure():
            return DeskInUse()
        case errors.InsufficientPrivilege():
            return DatabaseRefused(reason=error.sqlstate or "42501")
        case _ if isinstance(error, (*_ENDED, errors.ReadOnlySqlTransaction, errors.TooManyConnections)):
            return DatabaseGone()
        case _ if isinstance(error, _DENIED):
            return DatabaseRefused(reason=error.sqlstate or "28000")
        case psycopg.OperationalError() if error.sqlstate is None:
            said = str(error)
            is_denied = "authentication failed" in said or "does not exist" in said or "no password" in said
            return DatabaseRefused(reason="28000") if is_denied else DatabaseGone()
        case _:
            return None
