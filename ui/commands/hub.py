"""The province's end: all commands of ``hub``, which the modules beside this one hold by subject."""

from __future__ import annotations

import typer

from app.i18n import _
from ui.commands import (
    hub_acts,
    hub_backup,
    hub_erasing,
    hub_exchange,
    hub_keys,
    hub_national,
    hub_publishing,
    hub_serving,
    hub_standing,
    hub_stations,
    hub_tray,
)
from ui.commands.part import name_of

_ORDER = (
    "init enroll ingest outbox status arrivals show work health restored revoke exposed rotate serve act resolve "
    "national publish published erase backup restore verify"
).split()
"""As help lists them: what a new hub needs first stands first."""

app = typer.Typer(no_args_is_help=True, help=_("The province's end: takes bundles in and answers them."))

for module in (
    hub_keys,
    hub_stations,
    hub_exchange,
    hub_standing,
    hub_serving,
    hub_acts,
    hub_national,
    hub_publishing,
    hub_erasing,
    hub_backup,
    hub_tray,
):
    module.register(app)
app.registered_commands.sort(key=lambda one: _ORDER.index(name_of(one)))
