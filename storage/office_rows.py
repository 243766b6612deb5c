"""Events of the office out of their rows: who answers for what, which records are one person.

There are few of them (a page of decisions a year), so they are kept as they were said and folded when
read; the order is that of the clocks, the same on every laptop.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from sqlalchemy import Connection, bindparam, select

from app import canon
from app.domain.events import KINDS, Event
from app.domain.officers import OfficerEvent, leaders, standing_of
from app.domain.person import PersonEvent, PersonLinks, links_of
from app.domain.responsibility import ResponsibilityEvent, Roster, roster_of
from app.readings import Officer
from storage.prepared import Question
from storage.tables import OfficeRow, OfficerRow, OpenedRow, StationRow, table_of

RESPONSIBILITY, PERSON, OFFICER = "responsibility", "person", "officer"

_office, _opened, _station, _officer = map(table_of, (OfficeRow, OpenedRow, StationRow, OfficerRow))
_own_commune = select(_opened.c.commune).where(_opened.c.station == bindparam("own")).scalar_subquery()
_of_this_commune = Question(  # asked at every acceptance
    select(_office.c.kind, _office.c.body)
    .join(_station, _station.c.id == _office.c.station)
    .join(_opened, _opened.c.station == _office.c.station)
    .where(_office.c.subject == bindparam("subject"), _opened.c.commune == _own_commune)
    .order_by(_office.c.hlc, _station.c.key, _office.c.seq)
)
_enrolled_here = (
    select(_officer)
    .where(_officer.c.station.in_(bindparam("own", expanding=True)))
    .order_by(_officer.c.hlc, _officer.c.station, _officer.c.seq)
)
_said_here = (
    select(_office.c.kind, _office.c.body)
    .where(_office.c.subject == OFFICER, _office.c.station.in_(bindparam("own", expanding=True)))
    .order_by(_office.c.hlc, _office.c.station, _office.c.seq)
)


def read_officers(connection: Connection, own: Sequence[int]) -> tuple[Officer, ...]:
    """Return who ever had an account at this computer, in order of enrolment; another's word counts nothing.

    own: the local numbers of its station and of the older keys it goes on for.
    """
    said = [
        cast("OfficerEvent", canon.decode(body, KINDS[kind][0]))
        for kind, body in connection.execute(_said_here, {"own": list(own)})
    ]
    rows = connection.execute(_enrolled_here, {"own": list(own)}).all()
    standings = [standing_of(row.id, row.role, said) for row in rows]
    return tuple(
        Officer(row.id, row.login, row.name, stands.role, leads, stands.left_at, stands.left_because)
        for row, stands, leads in zip(rows, standings, leaders(standings), strict=True)
    )


def read_roster(connection: Connection, own: int) -> Roster:
    """Return who answers for what in the commune of this station."""
    return roster_of(cast("list[ResponsibilityEvent]", _events(connection, RESPONSIBILITY, own)))


def read_links(connection: Connection, own: int) -> PersonLinks:
    """Return which records the commune's officers merged."""
    return links_of(cast("list[PersonEvent]", _events(connection, PERSON, own)))


def _events(connection: Connection, subject: str, own: int) -> list[Event]:
    rows = _of_this_commune.ask(connection, subject=subject, own=own)
    return [canon.decode(body, KINDS[kind][0]) for kind, body in rows]
