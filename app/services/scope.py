"""Whether a segment speaks only of what its author may speak of: the same question at a desk and at the province.

The answer comes from the roster and from what is held, never from the segment's own word (SYNC §2.12).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Protocol

import msgspec

from app import canon
from app.bundles import Arrived, EnrolledStation
from app.domain.baseline_events import DossierBaseline
from app.domain.errors import BadInput
from app.domain.events import KIND_OF, OfficerEnrolled
from app.domain.merge_events import PROVINCE_OWNED
from app.domain.numbering import parse_code
from app.domain.old_book_events import EntryImported
from app.domain.ordering import ADOPTED, Change, StationId
from app.domain.station_events import ChangesAdopted, DossierInherited, StationRekeyed, StationSucceeded
from app.readings import Position
from app.services.merging import NOT_HEIR, NUMBERS, SCOPE

CommuneOf = Callable[[StationId], str | None]
"""The commune the roster gives a station; None for one it does not name."""


WritesFor = Callable[[StationId, str], bool]
"""Whether a log is the one that the province writes for a commune, in whatever life of the hub."""


class Keyed(Protocol):
    """Anything that tells of one station."""

    @property
    def station(self) -> bytes:
        """The station's key."""


class Held(Protocol):
    """What the question asks of what is held; a look at a bundle adds what the parts before this one said."""

    def position(self, station: bytes) -> Position:
        """Return how far a station's log is held."""

    def owners(self, aggregate_ids: Sequence[bytes]) -> Mapping[bytes, bytes]:
        """Return the station that received each dossier, or enrolled each officer, of those known."""

    def lineage(self, station: bytes) -> Sequence[Keyed]:
        """Return the older keys a station goes on for, newest first."""

    def logs_relaying(self, aggregate_ids: Sequence[bytes]) -> Mapping[bytes, AbstractSet[bytes]]:
        """Return the logs in which the province passed each of these dossiers on."""

    def erased_among(self, aggregate_ids: Sequence[bytes]) -> AbstractSet[bytes]:
        """Return those of the records that an order of erasure names."""


class _Place(msgspec.Struct):
    """The commune that an opening or a receipt speaks of; the rest of the body is not read here."""

    commune: str


Vouches = Callable[[bytes, bytes, bytes], bool]
"""Whether a statement shows that the key of an older station says who goes on for it: statement, older station, heir.
True where the roster does not know the older one, whose log nobody believes then."""

_RECEIVED = "dossier.received"
_BIRTHS = frozenset({_RECEIVED, KIND_OF[EntryImported]})
_ENROLLED = KIND_OF[OfficerEnrolled]
_GOES_ON = frozenset({KIND_OF[StationSucceeded], KIND_OF[StationRekeyed]})
_IN_THE_PLACE_OF = frozenset({KIND_OF[DossierInherited], KIND_OF[ChangesAdopted]})
_SUCCESSIONS = _GOES_ON | _IN_THE_PLACE_OF
_BASELINE = KIND_OF[DossierBaseline]
"""Stands only in logs that a desk writes for itself: one that is sent would put a dossier in the place of another."""

_SPEAKS_OF_COMMUNE = frozenset({_RECEIVED, "station.opened"})


class _Previous(msgspec.Struct):
    """The older key an event speaks of; the statement is that key's word, where the event brings it."""

    previous: bytes
    statement: bytes = b""


_previous_of = msgspec.msgpack.Decoder(_Previous).decode


class _Coded(msgspec.Struct):
    """The code of a receipt."""

    code: str


_code_of = msgspec.msgpack.Decoder(_Coded).decode
_place_of = msgspec.msgpack.Decoder(_Place).decode


def lacks_bodies(segment: Arrived, book: Held) -> bool:
    """Tell whether a segment brings changes, new here, of which only digests are left.

    A chain holds without its bodies, so whoever carries a segment could empty it: only the province's word counts for
    that, an order of erasure among it, and an author's own.
    """
    gone = [one for one in segment.changes if canon.is_dropped(one.body)]
    held = book.position(segment.seal.station).seq if gone else 0
    empty = {one.aggregate_id for one in gone if one.seq > held}
    return bool(empty) and not empty <= book.erased_among(sorted(empty))


def speaks_for_province(segment: Arrived) -> bool:
    """Tell whether any change is of a kind that only the province may author (class E of SYNC §2.5)."""
    return any(change.kind.startswith(PROVINCE_OWNED) or change.kind == _BASELINE for change in segment.changes)


def oversteps(
    segment: Arrived,
    book: Held,
    stations: Mapping[StationId, EnrolledStation],
    *,
    vouches: Vouches,
    commune_of: CommuneOf,
    writes_for: WritesFor,
) -> str | None:
    """Return why a station's segment speaks of what is not its author's, None where all of it is."""
    if takes_a_place(segment, book, vouches):
        return NOT_HEIR
    if takes_numbers(segment, book, stations):
        return NUMBERS
    return None if is_in_scope(segment, book, commune_of, writes_for) else SCOPE


def takes_a_place(segment: Arrived, book: Held, vouches: Vouches) -> bool:
    """Tell whether a station goes on for another one without that one's word.

    Whoever inherits dossiers or issues changes anew does so for an older key of its own, and that key has signed it.
    """
    author = segment.seal.station
    for kind, said in _successions(segment.changes):
        if kind in _GOES_ON and not vouches(said.statement, said.previous, author):
            return True
    named = {said.previous for kind, said in _successions(segment.changes) if kind in _IN_THE_PLACE_OF}
    return bool(named) and not named <= older_keys(segment, book)


def takes_numbers(segment: Arrived, book: Held, stations: Mapping[StationId, EnrolledStation]) -> bool:
    """Tell whether a receipt carries a number out of the block of another desk (case 75 of SYNC §6).

    That desk would find its numbers used up, and two citizens would hold one code.
    """
    blocks = {block for change in segment.changes if change.kind == _RECEIVED and (block := _block_of(change.body))}
    if not blocks:
        return False
    holders = {block: {one.station for one in stations.values() if _has_block(one, block)} for block in blocks}
    strange = [holders[block] for block in blocks if holders[block] and segment.seal.station not in holders[block]]
    return bool(strange) and any(older_keys(segment, book).isdisjoint(of_block) for of_block in strange)


def _has_block(station: EnrolledStation, block: tuple[str, int]) -> bool:
    return (station.unit_code, station.number) == block


def _block_of(body: bytes) -> tuple[str, int] | None:
    """Return unit and desk number K of the code of a receipt; None for what is no code of ours."""
    try:
        code = parse_code(_code_of(body).code)
    except (BadInput, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    return None if code.station is None else (code.unit, code.station)


def older_keys(segment: Arrived, book: Held) -> set[bytes]:
    """Return the older keys that the author of a segment goes on for, by what is held and what the segment says."""
    said = said_older_keys(segment)
    known = (one.station for key in (segment.seal.station, *said) for one in book.lineage(key))
    return {*said, *known}


def said_older_keys(segment: Arrived) -> list[bytes]:
    """Return the older keys that a segment itself says its author goes on for."""
    return [said.previous for kind, said in _successions(segment.changes) if kind in _GOES_ON]


def _successions(changes: Iterable[Change]) -> Iterator[tuple[str, _Previous]]:
    """Yield what changes say of older keys; of an act that was issued anew its first author spoke, not this one."""
    for change in changes:
        if change.kind not in _SUCCESSIONS or (change.kind in _GOES_ON and change.flags & ADOPTED):
            continue
        said = _previous(change.body)
        if said is not None:
            yield change.kind, said


def _previous(body: bytes) -> _Previous | None:
    try:
        return _previous_of(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None  # unreadable: stored, made nothing of, and told back as such


def is_in_scope(segment: Arrived, book: Held, commune_of: CommuneOf, writes_for: WritesFor) -> bool:
    """Tell whether every change is about the author's commune, and no dossier is born a second time.

    Another commune's dossier is in scope once the province has passed it on: that commune holds the file, or held it.
    A second birth under an earlier clock would sort before the first and take the dossier with its custody.
    """
    author = segment.seal.station
    commune = commune_of(author)
    if not all(_names(change.body, commune) for change in segment.changes if change.kind in _SPEAKS_OF_COMMUNE):
        return False
    touched = {change.aggregate_id for change in segment.changes}
    births = {change.aggregate_id for change in segment.changes if change.kind in _BIRTHS}
    owners = book.owners(sorted(touched))
    if any(owner != author and aggregate in births for aggregate, owner in owners.items()):
        return False
    enrolled = {change.aggregate_id for change in segment.changes if change.kind == _ENROLLED}
    of_others = {owners[one] for one in enrolled & owners.keys()} - {author}
    if of_others and not of_others <= older_keys(segment, book):
        return False
    others = [aggregate for aggregate, owner in owners.items() if commune_of(owner) not in (commune, None)]
    shared = book.logs_relaying(others) if others else {}
    return all(
        commune is not None and any(writes_for(log, commune) for log in shared.get(aggregate, ()))
        for aggregate in others
    )


def _names(body: bytes, commune: str | None) -> bool:
    try:
        return _place_of(body).commune == commune
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return True  # unreadable: stored, made nothing of, and told back as such
