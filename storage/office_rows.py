"""Events of the office out of their rows: who answers for what, which records are one person.

There are few of them (a page of decisions a year), so they are kept as they were said and folded when
read; the order is that of the clocks, the same on every laptop.
"""

from __future__ import annotations

from typing import cast

from sqlalchemy import Connection, bindparam, select

from app import canon
from app.domain.events import KINDS, Event
from app.domain.person import PersonEvent, PersonLinks, links_of
from app.domain.responsibility import ResponsibilityEvent, Roster, roster_of
from storage.prepared import Question
from storage.tables import OfficeRow, OpenedRow, StationRow, table_of

RESPONSIBILITY, PERSON = "responsibility", "person"

_office, _opened, _station = map(table_of, (OfficeRow, OpenedRow, StationRow))
_own_commune = select(_opened.c.commune).where(_opened.c.station == bindparam("own")).scalar_subquery()
_of_this_commune = Question(  # asked at every acceptance
    select(_office.c.kind, _office.c.body)
    .join(_station, _station.c.id == _office.c.station)
    .join(_opened, _opened.c.station == _office.c.station)
    .where(_office.c.subject == bindparam("subject"), _opened.c.commune == _own_commune)
    .order_by(_office.c.hlc, _station.c.key, _office.c.seq)
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
