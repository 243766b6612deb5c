"""What the slip promises: the limit in force here, its extensions, the due time, and who stated it.

The catalogue's limit holds; where it knows none the officer states one with its basis, and that
becomes a proposed local override for the province to confirm.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from app.domain.calendar import Calendar
from app.domain.commune import Commune
from app.domain.deadline import Due, Extension, TimeLimit, automatic_extensions, due, parse_limit
from app.domain.draft import Draft, ExtensionChoice
from app.domain.errors import BadExtension, BadInput, TimeLimitUnknown
from app.domain.facts import PromisedLimit
from app.domain.notices import Notice
from app.domain.procedure import LocalOverride, Procedure
from app.i18n import N_

_CHANNEL_IN_CATALOGUE = {"direct": "truc_tiep", "online": "truc_tuyen", "post": "buu_chinh"}


@dataclass(frozen=True, slots=True)
class Promise:
    """A promised time with its reason. override: what the officer stated, proposed to the province; usually None."""

    due: Due
    limit: PromisedLimit
    override: LocalOverride | None
    notices: tuple[Notice, ...]


def promise(
    procedure: Procedure, draft: Draft, *, received_at: datetime, calendar: Calendar, commune: Commune
) -> Promise:
    """Work out the time a draft may be promised.

    Raises TimeLimitUnknown (state ``limit`` and ``limit_basis``), BadExtension, BadInput, OutsideCalendar.
    """
    stated = _stated_limit(procedure, draft)
    chosen = _extensions(procedure, draft, commune, is_stated=stated is not None)
    limit = procedure.limit if stated is None else stated
    if limit.amount is None and not chosen:
        raise TimeLimitUnknown(procedure=procedure.short_name)
    when = due(limit, received=received_at, calendar=calendar, extensions=chosen)
    return Promise(
        due=when,
        limit=PromisedLimit(
            limit=limit,
            basis=draft.limit_basis if stated is not None else None,
            extensions=tuple(extension.condition for extension in chosen),
            extended=chosen,
        ),
        override=_proposal(procedure, draft, stated, received_at),
        notices=_notices(procedure, draft, when),
    )


def _stated_limit(procedure: Procedure, draft: Draft) -> TimeLimit | None:
    """Return the limit the officer typed with its basis, None to use the catalogue's."""
    is_known = procedure.limit.amount is not None
    if draft.limit is None:
        if draft.limit_basis is not None and is_known:
            raise BadInput(field="limit", problem=N_("is needed where a basis is stated"))
        return None
    if draft.limit_basis is None:
        if not is_known:
            raise TimeLimitUnknown(procedure=procedure.short_name)
        raise BadInput(field="limit_basis", problem=N_("say where this time limit comes from"))
    return parse_limit(draft.limit)


def _extensions(procedure: Procedure, draft: Draft, commune: Commune, *, is_stated: bool) -> tuple[Extension, ...]:
    """Return the extensions that hold, in catalogue order: chosen ones, and those that apply by themselves.

    What the officer states is the promise itself; only a limit of the catalogue grows by itself.
    """
    holding = {choice.index: _filled(procedure, choice) for choice in draft.extensions}
    if not is_stated:
        is_online = draft.channel == "online"
        automatic = automatic_extensions(procedure.extensions, mountainous=commune.mountainous, online=is_online)
        for index, extension in enumerate(procedure.extensions):
            if extension in automatic:
                holding.setdefault(index, extension)
    return tuple(holding[index] for index in sorted(holding))


def _filled(procedure: Procedure, choice: ExtensionChoice) -> Extension:
    if not 0 <= choice.index < len(procedure.extensions):
        raise BadExtension(extension=choice.index, problem=N_("this procedure has no such extension"))
    extension = procedure.extensions[choice.index]
    if extension.amount is None:
        if choice.amount is None:
            raise BadExtension(extension=choice.index, problem=N_("state how long was agreed in writing"))
        return replace(extension, amount=choice.amount)
    if choice.amount not in (None, extension.amount):
        raise BadExtension(extension=choice.index, problem=N_("its length is fixed by law"))
    return extension


def _proposal(
    procedure: Procedure, draft: Draft, stated: TimeLimit | None, received_at: datetime
) -> LocalOverride | None:
    if stated is None or stated == procedure.limit:
        return None
    return LocalOverride(
        procedure=procedure.id,
        limit=stated,
        decision=draft.limit_basis,
        effective_from=received_at.date().isoformat(),
        proposed=True,
    )


def _notices(procedure: Procedure, draft: Draft, when: Due) -> tuple[Notice, ...]:
    notices: list[Notice] = []
    if not when.calendar_confirmed:
        message = N_("The promised date rests on a calendar that is not confirmed yet. Check it before printing.")
        notices.append(Notice("calendar_unconfirmed", message))
    if _CHANNEL_IN_CATALOGUE[draft.channel] not in procedure.channels:
        message = N_("The catalogue does not list this way of handing in for the procedure.")
        notices.append(Notice("channel_not_listed", message))
    return tuple(notices)
