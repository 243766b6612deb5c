"""The desks of the province: enrolment, one desk with its alarms, cutting it off, whose data lay on its computer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from fastapi.responses import Response

from app.domain.acts import needed
from app.domain.errors import BadInput, Refusal, UnknownStation
from app.i18n import N_, _
from sync.hub.enrolment import Enrolments
from sync.hub.exposed import as_csv, as_xlsx, exposed
from sync.hub.forks import Alarm, alarms
from sync.hub.journal import Journal
from sync.hub.program import Hub
from sync.hub.status import StationStanding, standing
from sync.hub.web.doorstep import SmallFormRoute
from sync.hub.web.pages import POLICY, XLSX, Pages, Seen, commune_name, desk_names, sentence_of
from sync.wire.roster import StationEntry
from sync.wire.trust_papers import trusted

_FILES = {"xlsx": (as_xlsx, XLSX), "csv": (as_csv, "text/csv; charset=utf-8")}
_SOON_DAYS = 45
"""So long before its end a desk's key is shown in red: the roster has to be signed and carried to it in time."""


@dataclass(frozen=True, slots=True)
class Desk:
    """One enrolled desk as its page shows it. alarm: that two laptops used its key."""

    standing: StationStanding
    entry: StationEntry
    name: str
    alarm: Alarm | None
    ends_soon: bool


def routes(pages: Pages) -> APIRouter:
    """Return the router of these pages."""
    router = APIRouter(route_class=SmallFormRoute)
    looking = Depends(pages.seen)

    @router.get("/tram")
    def listed(seen: Seen = looking) -> Response:
        return _list(pages, seen)

    @router.post("/tram/ghi-danh")
    def enrol(station: Annotated[str, Form()], form: Annotated[str, Form()], seen: Seen = looking) -> Response:
        pages.acting(seen, form)
        return _enrol(pages, seen, station)

    @router.get("/tram/{station}")
    def one(station: str, seen: Seen = looking) -> Response:
        try:
            return pages.page("desk", seen, desk=_desk(pages, seen.now, station))
        except Refusal as refusal:
            return pages.missing(seen, _("No such desk"), sentence_of(refusal))

    @router.get("/tram/{station}/thu-hoi")
    def consider(station: str, seen: Seen = looking) -> Response:
        pages.operating(seen)
        try:
            return pages.page("revoke", seen, desk=_desk(pages, seen.now, station))
        except Refusal as refusal:
            return pages.missing(seen, _("No such desk"), sentence_of(refusal))

    @router.post("/tram/{station}/thu-hoi")
    def revoke(
        station: str, form: Annotated[str, Form()], why: Annotated[str, Form()] = "", seen: Seen = looking
    ) -> Response:
        pages.acting(seen, form)

        def do(hub: Hub) -> str:
            cut = Enrolments(hub).revoke(_whole_id(station), after=None, reason=needed(why.strip(), "reason"))
            return f"{desk_names(hub)(cut.station_id)}: {why.strip()}"

        return pages.done(seen, "revoked", do, back=f"/tram/{station}")

    @router.post("/tram/{station}/danh-sach")
    def citizens(
        station: str, kind: Annotated[str, Form()], form: Annotated[str, Form()], seen: Seen = looking
    ) -> Response:
        pages.acting(seen, form)
        return _citizens(pages, seen, station, kind)

    return router


def _list(pages: Pages, seen: Seen, *, told: str = "") -> Response:
    """Show the desks, and the requests that wait for an answer."""
    picture, hub = standing(pages.hub), pages.hub
    return pages.page(
        "desks", seen, standing=picture, entries=_entries(hub), alarms=_alarms(hub), told=told, ends_soon=_ends_soon
    )


def _enrol(pages: Pages, seen: Seen, station: str) -> Response:
    """Sign a station into the roster: the words were compared by telephone."""
    try:
        with pages.open_writing() as hub:
            enrolments = Enrolments(hub)
            enrolled, _tally = enrolments.enrol([enrolments.find(_whole_id(station))])
            for one in enrolled:
                Journal(hub).note(seen.user, "enrolled", desk_names(hub)(one.station_id))
    except Refusal as refusal:
        return _list(pages, seen, told=sentence_of(refusal))
    told = _("Enrolled: {commune}, desk {station}")
    named = (told.format(commune=commune_name(one.commune), station=one.station) for one in enrolled)
    return _list(pages, seen, told=" ".join(named))


def _citizens(pages: Pages, seen: Seen, station: str, kind: str) -> Response:
    """Hand out the list of who has to be informed after a theft; that it was taken out is noted first."""
    try:
        if kind not in _FILES:
            raise BadInput(field="kind", problem=N_("is not one of the choices"))
        make, media_type = _FILES[kind]
        found = exposed(pages.hub, _whole_id(station))
        with pages.open_writing() as hub:
            Journal(hub).note(seen.user, "listed", f"{desk_names(hub)(found.station_id)}: {len(found.rows)}")
    except Refusal as refusal:
        return pages.refused(seen, refusal)
    name = f"can-bao-{found.commune}-{found.station}-{seen.now:%y%m%d}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', **POLICY}
    return Response(make(found), media_type=media_type, headers=headers)


def _whole_id(text: str) -> str:
    """Return a station id as a page of ours gives it: whole, so that no form reaches for a file or a start of one."""
    if len(text) != 32 or not text.isalnum():
        raise UnknownStation(station=text[:40])
    return text


def _desk(pages: Pages, now: datetime, station: str) -> Desk:
    """Return an enrolled desk. Raises UnknownStation."""
    hub = pages.hub
    known = {one.station_id.hex(): one for one in standing(hub).stations if one.enrolled}
    if station not in known:
        raise UnknownStation(station=station[:40])
    entry = _entries(hub)[known[station].station_id]
    alarm = _alarms(hub).get(entry.station_id)
    name = desk_names(hub)(entry.station_id)
    return Desk(known[station], entry, name, alarm, _ends_soon(entry, now))


def _entries(hub: Hub) -> dict[bytes, StationEntry]:
    roster = trusted(hub.papers()).roster
    return {} if roster is None else dict(roster.stations)


def _alarms(hub: Hub) -> dict[bytes, Alarm]:
    return {one.station: one for one in alarms(hub)}


def _ends_soon(entry: StationEntry, now: datetime) -> bool:
    return (entry.valid_to - now).days < _SOON_DAYS
