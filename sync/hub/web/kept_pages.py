"""What was kept apart: the list, each line row by row, and a person's decision."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form
from fastapi.responses import Response

from app.domain.errors import BadInput, Refusal, StaysApart
from app.i18n import N_, _
from sync.hub.kept_rows import MOST_ROWS, codes_of, rows_of
from sync.hub.program import Hub
from sync.hub.quarantine import Quarantine
from sync.hub.web.conflict_words import act_words
from sync.hub.web.doorstep import SmallFormRoute
from sync.hub.web.pages import Pages, Seen, desk_names, sentence_of

_ACTS = {"retry": "retried", "force": "forced", "reject": "rejected"}
_TOLD_CODES, _MOST_READ = 3, 100
"""Lines beyond the first hundred do not say their codes in the list: each part has to be unsealed for it."""


def routes(pages: Pages) -> APIRouter:
    """Return the router of these pages."""
    router = APIRouter(route_class=SmallFormRoute)
    looking = Depends(pages.seen)

    @router.get("/can-xem")
    def tray(seen: Seen = looking) -> Response:
        hub = pages.hub
        lines = Quarantine(hub).lines()
        name_of = desk_names(hub)
        names = {one.station: name_of(one.station) for one in lines}
        codes = {one.key: _short(codes_of(hub, one)) for one in lines[:_MOST_READ]}
        return pages.page("tray", seen, lines=lines, names=names, codes=codes)

    @router.get("/can-xem/{key}")
    def kept(key: str, seen: Seen = looking) -> Response:
        try:
            line = Quarantine(pages.hub).line(key)
        except Refusal as refusal:
            return pages.missing(seen, _("Nothing of that key"), sentence_of(refusal))
        desk = desk_names(pages.hub)(line.station)
        rows = rows_of(pages.hub, line)
        return pages.page("kept", seen, line=line, desk=desk, rows=rows, most=MOST_ROWS, act_words=act_words)

    @router.post("/can-xem")
    def decide(
        key: Annotated[str, Form()], act: Annotated[str, Form()], form: Annotated[str, Form()], seen: Seen = looking
    ) -> Response:
        pages.acting(seen, form)

        def do(hub: Hub) -> str:
            if act not in _ACTS:
                raise BadInput(field="act", problem=N_("is not one of the choices"))
            line = Quarantine(hub).line(key)
            subject = f"{desk_names(hub)(line.station)}: {line.first}-{line.last}"
            if act == "reject":
                Quarantine(hub).reject(key)
            elif not Quarantine(hub).retry(key, despite_cut=act == "force"):
                raise StaysApart
            return subject

        return pages.done(seen, _ACTS.get(act, "retried"), do, back="/can-xem")

    return router


def _short(codes: tuple[str, ...]) -> str:
    """Return the first codes of a line, and how many more there are."""
    more = len(codes) - _TOLD_CODES
    told = ", ".join(codes[:_TOLD_CODES])
    return f"{told} " + _("and {n} more").format(n=more) if more > 0 else told
