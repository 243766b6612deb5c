"""What parts set aside hold of a person whose erasure is ordered, where the tables do not know the record yet.

An order names records. One that lies only in a part that waits for an earlier one stands in no table, so the parts
are opened and looked through, as far as the list of desks lets them be believed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.domain.events import DossierReceived, Event
from app.domain.guidance_events import GuidanceGiven
from app.domain.life_events import DossierCorrected
from app.domain.ordering import Change
from app.services.merging import whole_of
from storage.change_log import ChangeLog
from storage.codec import read_event
from sync.hub.program import Hub

_NUMBER = "applicant.id_number"


@dataclass(frozen=True, slots=True)
class Waiting:
    """The person's records that only such parts hold: each with its commune. changes: all that is there of them."""

    dossiers: dict[bytes, tuple[str, ...]]
    guidances: dict[bytes, tuple[str, ...]]
    changes: tuple[Change, ...]


def waiting_of(hub: Hub, number: str) -> Waiting:
    """Return what such parts hold of the person with this number.

    What the log holds of a record counts, not what a part says: a desk could name another citizen's dossier in one, and
    the order would take it. For the same reason a record counts only in the commune of the desk that gave it birth.
    """
    every = [(change, read_event(change)) for change in _changes(hub)]
    numbers: dict[bytes, set[str]] = {}
    for change, event in every:
        numbers.setdefault(change.aggregate_id, set()).update(_numbers(event))
    born: dict[type, dict[bytes, tuple[str, ...]]] = {DossierReceived: {}, GuidanceGiven: {}}
    with hub.store.database.reading() as connection:
        log = ChangeLog(connection)
        for change, event in every:
            commune = hub.roster.commune_of(change.station)
            if type(event) not in born or commune is None or number not in numbers[change.aggregate_id]:
                continue
            is_at_home = not isinstance(event, DossierReceived) or event.commune == commune
            if is_at_home and not log.of_aggregate(change.aggregate_id):
                born[type(event)][change.aggregate_id] = (commune,)
    found = born[DossierReceived].keys() | born[GuidanceGiven].keys()
    changes = tuple(change for change, _event in every if change.aggregate_id in found)
    return Waiting(born[DossierReceived], born[GuidanceGiven], changes)


def _changes(hub: Hub) -> Iterator[Change]:
    papers, book = hub.papers(), hub.store.book
    for aside in book.set_asides():
        segment = hub.bundles.reopen(whole_of(aside, book), papers=papers)
        if segment is not None:
            yield from segment.changes


def _numbers(event: Event | str) -> Iterator[str]:
    """Yield the numbers of the applicant that an event tells, without spaces."""
    match event:
        case DossierReceived(applicant=applicant) | GuidanceGiven(applicant=applicant):
            said = [applicant.id_number]
        case DossierCorrected(corrections=corrections):
            said = [text for one in corrections if one.field == _NUMBER for text in (one.old, one.new)]
        case _:
            said = []
    yield from ("".join(one.split()) for one in said if one)
