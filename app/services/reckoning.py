"""Working out a promised time without a desk: the command ``due`` and the catalogue page use it."""

from __future__ import annotations

from datetime import datetime

from app.calendars import load_shipped
from app.domain.deadline import Due, automatic_extensions, due, parse_limit, parse_pause
from app.domain.errors import BadExtension, TimeLimitUnknown
from app.i18n import N_
from app.services.catalogue import load_catalogue


def reckon(
    *,
    procedure: str | None,
    limit: str | None,
    received: datetime,
    pauses: tuple[str, ...] = (),
    restart: datetime | None = None,
    extensions: tuple[int, ...] = (),
) -> Due:
    """Return the promised time of a procedure of the catalogue or of a limit such as ``3wd``.

    Extensions that hold for every mountainous commune apply by themselves; the others by position.
    Raises UnknownProcedure, TimeLimitUnknown, BadExtension, BadInput.
    """
    calendar = load_shipped()
    paused = tuple(parse_pause(text) for text in pauses)
    if procedure is None:
        if extensions:
            raise BadExtension(extension=extensions[0], problem=N_("a bare limit has no extensions"))
        return due(parse_limit(limit or ""), received=received, calendar=calendar, pauses=paused, restart=restart)
    row = load_catalogue().procedure(procedure, on=received.date())
    chosen = list(automatic_extensions(row.extensions, mountainous=True, online=False))
    for index in extensions:
        if not 0 <= index < len(row.extensions):
            raise BadExtension(extension=index, problem=N_("this procedure has no such extension"))
        if row.extensions[index].amount is None:
            raise BadExtension(extension=index, problem=N_("its length is agreed in writing; state it as a limit"))
        if row.extensions[index] not in chosen:
            chosen.append(row.extensions[index])
    if row.limit.amount is None and not chosen:
        raise TimeLimitUnknown(procedure=row.short_name)
    return due(
        row.limit, received=received, calendar=calendar, extensions=tuple(chosen), pauses=paused, restart=restart
    )
