"""The roster (danh sách trạm): which stations the province believes, as signed TUF targets metadata.

Each station is a target ``stations/<id>``; its entry stands in ``custom`` and is bound by the length and
hash of its canonical bytes. An expired roster warns and goes on working; an older one than the one
held is refused, so that a thief cannot bring back a roster that still names the stolen laptop.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from app.domain.errors import EnrolledElsewhere, RosterNotTrusted, StationNumberTaken
from app.domain.merge_events import is_province_log
from app.domain.ordering import StationId
from app.i18n import N_, _
from sync.wire.enrolment import Code, EnrolmentRequest, Key32, Short, StationNumber, station_words
from sync.wire.hub_card import HubCard
from sync.wire.reasons import NotAccepted
from sync.wire.signing import PublicKeys, check_receiving_key, station_id_of
from sync.wire.tuf_api import Root, TargetFile, Targets
from sync.wire.tuf_files import NotVerified, RootKey, read_root, read_targets, walk

_PREFIX = "stations/"
_RECEIVING, _MOST_KEYS = "hub/receiving", 4
NOT_A_ROSTER = "published/"
"""Paths of the other metadata signed for the same role; see ``sync.wire.published``."""

_NOT_SIGNED = N_("it is damaged, or the province did not sign it")
_OLDER = N_("it is older than the list already held")


class StationEntry(msgspec.Struct, array_like=True, frozen=True, kw_only=True):
    """One enrolled station. number: its K.

    revoked_after: the last change that still counts, None for a station in good standing. replaces: the station
    whose K it goes on with after a planned change of keys, empty for all others.
    """

    signing: Key32
    receiving: Annotated[str, Meta(max_length=80)]
    commune: Code
    number: StationNumber
    unit_code: Annotated[str, Meta(max_length=32)]
    name: Short
    practice: bool
    enrolled_at: datetime
    valid_to: datetime
    revoked_after: Annotated[int, Meta(ge=0)] | None = None
    revoked_at: datetime | None = None
    revoked_because: Short = ""
    replaces: Annotated[bytes, Meta(max_length=16)] = b""

    @property
    def keys(self) -> PublicKeys:
        """The station's public keys."""
        return PublicKeys(self.signing, self.receiving)

    @property
    def station_id(self) -> StationId:
        """The station's id."""
        return station_id_of(self.signing)

    @property
    def is_revoked(self) -> bool:
        """Whether the province cut it off (thu hồi)."""
        return self.revoked_after is not None

    @property
    def words(self) -> tuple[str, ...]:
        """The eight words that were compared when it was enrolled."""
        return station_words(self.keys, commune=self.commune, number=self.number)


def enrol(request: EnrolmentRequest, *, now: datetime, valid_to: datetime, replaces: StationId = b"") -> StationEntry:
    """Return the entry for a request whose words were compared, or that the old key ``replaces`` vouched for."""
    return StationEntry(
        replaces=replaces,
        signing=request.signing,
        receiving=request.receiving,
        commune=request.commune,
        number=request.number,
        unit_code=request.unit_code,
        name=request.name,
        practice=request.practice,
        enrolled_at=now.replace(microsecond=0),
        valid_to=valid_to.replace(microsecond=0),
    )


# ── the province signs ───────────────────────────────────────────────────────────────────────


def sign_roster(
    entries: Iterable[StationEntry], *, key: RootKey, version: int, expires: datetime, receiving: Sequence[str] = ()
) -> bytes:
    """Return the signed roster. Raises StationNumberTaken for two claims of one K in one commune.

    receiving: the hub's present and next receiving keys, once it has changed them.
    """
    entries = list(entries)
    check_numbers(entries)
    targets = {_path(entry): _target(entry) for entry in entries}
    if receiving:
        targets[_RECEIVING] = _bound(_RECEIVING, msgspec.msgpack.encode(list(receiving)))
    return key.targets(targets, version=version, expires=expires)


def check_numbers(entries: Sequence[StationEntry]) -> None:
    """Raise StationNumberTaken where two stations of one commune, or of one unit code, hold one K.

    Their receipts would carry the same numbers. A revoked station keeps its K: numbers it printed may still come in.
    """
    holders: dict[tuple[str, str, int], StationId] = {}
    older = {entry.station_id: entry.replaces for entry in entries if entry.replaces}
    for entry in entries:
        laptop = _first_key(entry.station_id, older)
        for place in (("commune", entry.commune, entry.number), ("unit", entry.unit_code, entry.number)):
            if holders.setdefault(place, laptop) != laptop:
                raise StationNumberTaken(number=entry.number, commune=entry.commune)


def check_place(held: StationEntry | None, *, commune: str, number: int) -> None:
    """Raise EnrolledElsewhere where an enrolled key would get another commune or another K.

    Its log speaks of the commune it began in, whose rows the hub shows to nobody else, and its numbers are printed.
    """
    if held is not None and (held.commune, held.number) != (commune, number):
        raise EnrolledElsewhere(number=held.number, commune=held.commune)


def _first_key(station: StationId, older: Mapping[StationId, StationId]) -> StationId:
    """Return the key a laptop began with: planned changes of keys do not make it another one."""
    for _change in range(len(older)):
        if station not in older:
            break
        station = older[station]
    return station


def _path(entry: StationEntry) -> str:
    return _PREFIX + entry.station_id.hex()


def _target(entry: StationEntry) -> TargetFile:
    return _bound(_path(entry), msgspec.msgpack.encode(entry))


def _bound(path: str, data: bytes) -> TargetFile:
    custom = {"entry": base64.b64encode(data).decode()}
    return TargetFile(len(data), {"sha256": hashlib.sha256(data).hexdigest()}, path, {"custom": custom})


# ── everybody reads ──────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Roster:
    """A verified roster. metadata: the signed bytes, to keep and to pass on. root_version: of the root that signed.

    receiving: the hub's present and next receiving keys, empty where the card's is the only one.
    """

    version: int
    expires: datetime
    stations: Mapping[StationId, StationEntry]
    metadata: bytes
    root_version: int = 1
    receiving: tuple[str, ...] = ()

    def is_stale(self, now: datetime) -> bool:
        """Whether it is past its date: a banner, never a refusal."""
        return now >= self.expires

    def recipients(self, commune: str) -> tuple[str, ...]:
        """Return the receiving keys of a commune's stations in good standing."""
        mine = (entry for entry in self.stations.values() if entry.commune == commune and not entry.is_revoked)
        return tuple(entry.receiving for entry in sorted(mine, key=lambda entry: entry.number))


def read_roster(metadata: bytes, *, card: HubCard, roots: Sequence[bytes] = (), held_version: int = 0) -> Roster:
    """Return the roster if the province's root signed it.

    roots: newer root metadata, in order. held_version: of the roster held; the same again is fine.
    Raises RosterNotTrusted.
    """
    try:
        root = _newest(read_root(card.root_metadata), roots)
        targets = read_targets(metadata, root=root)
        stations, receiving = _stations(targets, practice=card.practice), _receiving(targets)
    except (NotVerified, NotAccepted, msgspec.MsgspecError, ValueError) as error:
        raise RosterNotTrusted(reason=_(_NOT_SIGNED)) from error
    if targets.version < held_version:
        raise RosterNotTrusted(reason=_(_OLDER))
    return Roster(targets.version, targets.expires, stations, metadata, root.version, receiving)


def _newest(root: Root, newer: Sequence[bytes]) -> Root:
    for following in newer:
        root = walk(root, following)
    return root


def _stations(targets: Targets, *, practice: bool) -> dict[StationId, StationEntry]:
    stations: dict[StationId, StationEntry] = {}
    for path, target in targets.targets.items():
        if not path.startswith(_PREFIX):
            if path.startswith(NOT_A_ROSTER):
                raise ValueError("a published list, which names no station, in the place of the roster")
            continue  # what a newer province lists beside the stations
        entry = _entry(target)
        entry.keys.checked()
        if path != _path(entry) or entry.practice != practice:
            raise ValueError("an entry under another station's name, or of the other kind of data")
        stations[entry.station_id] = entry
    return stations


def _receiving(targets: Targets) -> tuple[str, ...]:
    """Return the hub's receiving keys; each is checked, for whatever is sealed for a weak one is open to all."""
    target = targets.targets.get(_RECEIVING)
    keys = () if target is None else msgspec.msgpack.decode(_bytes_of(target), type=tuple[str, ...])
    for key in keys[:_MOST_KEYS]:
        check_receiving_key(key)
    return keys[:_MOST_KEYS]


def _entry(target: TargetFile) -> StationEntry:
    return msgspec.msgpack.decode(_bytes_of(target), type=StationEntry)


def _bytes_of(target: TargetFile) -> bytes:
    custom = target.unrecognized_fields.get("custom")
    text = custom.get("entry") if isinstance(custom, dict) else None
    if not isinstance(text, str):
        raise ValueError("a station without its entry")
    data = base64.b64decode(text, validate=True)
    if len(data) != target.length or hashlib.sha256(data).hexdigest() != target.hashes.get("sha256"):
        raise ValueError("an entry that is not the one signed")
    return data


# ── who may be believed ──────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Trusted:
    """The card and the roster as ``parts.Trust``; own: this station, which believes itself before it is enrolled.

    elders: the retired keys of this station.
    """

    card: HubCard | None
    roster: Roster | None = None
    own: PublicKeys | None = None
    elders: tuple[PublicKeys, ...] = ()

    @property
    def hub(self) -> StationId | None:
        """The province's station id."""
        return self.card.hub_id if self.card else None

    @property
    def hub_receiving(self) -> tuple[str, ...]:
        """The keys to seal for the province: its present and next ones, or the card's."""
        if self.roster and self.roster.receiving:
            return self.roster.receiving
        return (self.card.receiving,) if self.card else ()

    def signing_key(self, station: StationId) -> bytes | None:
        """Return the signing key of a station we may believe, None for strangers.

        Revoked ones keep their key: their changes up to the cut still count, and the cut is the importer's rule.
        """
        if self.card and station == self.card.hub_id:
            return self.card.keys.signing
        if self.own and station == self.own.station_id:
            return self.own.signing
        for elder in self.elders:
            if station == elder.station_id:
                return elder.signing
        entry = self.roster.stations.get(station) if self.roster else None
        if entry is not None:
            return entry.signing
        return self.card.keys.signing if self.card and self._is_log_of_province(station) else None

    def _is_log_of_province(self, station: StationId) -> bool:
        """Tell whether this is the log the province writes for a commune of the roster."""
        if self.card is None or self.roster is None:
            return False
        communes = {entry.commune for entry in self.roster.stations.values()}
        return any(is_province_log(station, self.card.hub_id, commune) for commune in communes)
