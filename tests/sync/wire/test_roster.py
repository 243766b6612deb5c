"""The province's card, a station's request, the roster: who says who may speak."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from app.domain.errors import (
    AnotherProvince,
    NotAnEnrolmentRequest,
    NotAProvinceCard,
    RosterNotTrusted,
    StationNumberTaken,
)
from sync.wire.enrolment import from_file, read_request, to_file
from sync.wire.hub_card import HubCard, card_words, issue_card, read_card
from sync.wire.reasons import NotAccepted, Reason
from sync.wire.roster import Roster, StationEntry, Trusted, enrol, read_roster, sign_roster
from sync.wire.tuf_files import RootKey
from tests.sync.wire.makers import HUB, NEIGHBOUR, SIN_SUOI_HO, STRANGER, a_request

NOW = datetime(2026, 11, 23, 1, 15, tzinfo=UTC)
YEAR = timedelta(days=365)
ROOT = RootKey(b"\x05" * 32)


def a_card(*, province: str = "Lai Châu", root: RootKey = ROOT, practice: bool = False) -> HubCard:
    return issue_card(
        province=province, practice=practice, keys=HUB.public, root=root.root(version=1, expires=NOW + 10 * YEAR)
    )


def an_entry(number: int = 3, *, commune: str = "03478", data: bytes | None = None) -> StationEntry:
    entry = enrol(read_request(data or a_request(SIN_SUOI_HO)), now=NOW, valid_to=NOW + 1.1 * YEAR)
    return msgspec.structs.replace(entry, number=number, commune=commune, unit_code=f"H35.99.{commune[-2:]}")


def a_roster(*entries: StationEntry, version: int = 1, key: RootKey = ROOT) -> bytes:
    return sign_roster(entries, key=key, version=version, expires=NOW + YEAR)


# ── the card ─────────────────────────────────────────────────────────────────────────────────


def test_the_card_reads_back_with_its_words() -> None:
    card = a_card()
    back = read_card(card.to_bytes(), name="hub-card.json")
    assert back == card
    assert back.hub_id == HUB.station_id
    assert len(card_words(back)) == 8
    assert " ".join(card_words(back)).encode() in card.to_bytes()
    back.same_as(card)


def test_another_province_s_card_is_refused_later() -> None:
    with pytest.raises(AnotherProvince):
        a_card(province="Điện Biên").same_as(a_card())
    with pytest.raises(AnotherProvince):
        a_card(root=RootKey.generate()).same_as(a_card())


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("province", "Điện Biên"),
        ("practice", True),
        ("signing", STRANGER.public.signing.hex()),
        ("signing", "00" * 32),
        ("signing", "xyz"),
        ("receiving", STRANGER.public.receiving),
        ("receiving", "age1"),
        ("root", RootKey(b"\x06" * 32).root(version=1, expires=NOW + YEAR).decode()),
        ("root", "{}"),
        ("words", "nhà cửa sân vườn ao suối sông núi"),
        ("format", "motcua-hub-card-2"),
        ("format", 7),
    ],
)
def test_an_altered_card_is_refused(field: str, value: object) -> None:
    content = json.loads(a_card().to_bytes())
    content[field] = value
    with pytest.raises(NotAProvinceCard):
        read_card(json.dumps(content).encode(), name="hub-card.json")


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b"\xff\xfe", b"[" * 100_000, b"x" * 100_000])
def test_what_is_no_card_is_refused(data: bytes) -> None:
    with pytest.raises(NotAProvinceCard):
        read_card(data, name="hub-card.json")


# ── the request ──────────────────────────────────────────────────────────────────────────────


def test_the_request_file_says_what_was_signed() -> None:
    data = a_request(SIN_SUOI_HO)
    file = to_file(data)
    request, kept = from_file(file, name="request.json")
    assert kept == data
    assert request.station_id == SIN_SUOI_HO.station_id
    assert (request.commune, request.number, request.unit_code, request.name) == ("03478", 3, "H35.99.21", "Quầy 1")
    assert len(request.words) == 8
    assert " ".join(request.words).encode() in file


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("commune", "03479"),
        ("number", 4),
        ("name", "Quầy 2"),
        ("practice", True),
        ("station_id", "00" * 16),
        ("words", "nhà cửa sân vườn ao suối sông núi"),
        ("signed", base64.b64encode(a_request(NEIGHBOUR)).decode()),
        ("signed", "junk"),
    ],
)
def test_an_altered_request_is_refused(field: str, value: object) -> None:
    content = json.loads(to_file(a_request(SIN_SUOI_HO)))
    content[field] = value
    with pytest.raises(NotAnEnrolmentRequest):
        from_file(json.dumps(content).encode(), name="request.json")


def test_a_request_with_one_flipped_bit_is_refused() -> None:
    data = a_request(SIN_SUOI_HO)
    for position in range(len(data)):
        flipped = data[:position] + bytes([data[position] ^ 1]) + data[position + 1 :]
        with pytest.raises(NotAccepted) as refused:
            read_request(flipped)
        assert refused.value.reason in (
            Reason.SIGNATURE,
            Reason.UNREADABLE,
            Reason.WEAK_KEY,
            Reason.NEEDS_NEWER_PROGRAM,
        )


# ── the roster ───────────────────────────────────────────────────────────────────────────────


def test_an_enrolled_station_is_believed_and_a_stranger_is_not() -> None:
    card = a_card()
    entry = an_entry()
    roster = read_roster(a_roster(entry), card=card)
    assert roster.stations == {SIN_SUOI_HO.station_id: entry}
    trusted = Trusted(card, roster)
    assert trusted.hub == HUB.station_id
    assert trusted.signing_key(SIN_SUOI_HO.station_id) == SIN_SUOI_HO.public.signing
    assert trusted.signing_key(HUB.station_id) == HUB.public.signing
    assert trusted.signing_key(STRANGER.station_id) is None
    assert Trusted(card, None, own=STRANGER.public).signing_key(STRANGER.station_id) == STRANGER.public.signing
    assert entry.words == read_request(a_request(SIN_SUOI_HO)).words


def test_a_stick_is_sealed_for_the_commune_s_stations_in_good_standing() -> None:
    mine, next_door = an_entry(1), an_entry(2, data=a_request(NEIGHBOUR))
    elsewhere = an_entry(1, commune="03390", data=a_request(STRANGER))
    card = a_card()
    roster = read_roster(a_roster(next_door, mine, elsewhere), card=card)
    assert roster.recipients("03478") == (mine.receiving, next_door.receiving)
    revoked = msgspec.structs.replace(next_door, revoked_after=12, revoked_at=NOW, revoked_because="mất máy")
    roster = read_roster(a_roster(revoked, mine, elsewhere, version=2), card=card)
    assert roster.recipients("03478") == (mine.receiving,)
    assert roster.stations[NEIGHBOUR.station_id].is_revoked


def test_two_computers_cannot_hold_one_number_in_a_commune() -> None:
    with pytest.raises(StationNumberTaken) as taken:
        a_roster(an_entry(3), an_entry(3, data=a_request(NEIGHBOUR)))
    assert taken.value.details == {"number": 3, "commune": "03478"}
    a_roster(an_entry(3), an_entry(3, commune="03390", data=a_request(NEIGHBOUR)))


def test_an_older_roster_does_not_come_back() -> None:
    card = a_card()
    assert read_roster(a_roster(version=4), card=card, held_version=4).version == 4
    with pytest.raises(RosterNotTrusted, match="older"):
        read_roster(a_roster(version=3), card=card, held_version=4)


def test_an_expired_roster_warns_and_works() -> None:
    roster = read_roster(a_roster(an_entry()), card=a_card())
    assert not roster.is_stale(NOW)
    assert roster.is_stale(NOW + 2 * YEAR)
    assert isinstance(roster, Roster)


def _altered(metadata: bytes, change: str) -> bytes:
    content = json.loads(metadata)
    targets = content["signed"]["targets"]
    path = next(iter(targets))
    match change:
        case "unsigned":
            content["signatures"] = []
        case "version":
            content["signed"]["version"] = 99
        case "renamed":
            targets["stations/" + "00" * 16] = targets.pop(path)
        case "revocation removed":
            targets[path]["custom"]["entry"] = base64.b64encode(msgspec.msgpack.encode(an_entry())).decode()
        case "root as roster":
            content["signed"]["_type"] = "root"
        case "signature of another":
            content["signatures"][0]["sig"] = "00" * 64
    return json.dumps(content).encode()


@pytest.mark.parametrize(
    "change", ["unsigned", "version", "renamed", "revocation removed", "root as roster", "signature of another"]
)
def test_an_altered_roster_is_refused(change: str) -> None:
    revoked = msgspec.structs.replace(an_entry(), revoked_after=12)
    with pytest.raises(RosterNotTrusted, match="did not sign"):
        read_roster(_altered(a_roster(revoked), change), card=a_card())


@pytest.mark.parametrize("data", [b"", b"{}", b"[" * 50_000, b'{"signed": 1}', b"\xff", b"0" * (2 << 20)])
def test_what_is_no_roster_is_refused(data: bytes) -> None:
    with pytest.raises(RosterNotTrusted):
        read_roster(data, card=a_card())


def test_a_roster_signed_by_another_key_is_refused() -> None:
    with pytest.raises(RosterNotTrusted):
        read_roster(a_roster(an_entry(), key=RootKey.generate()), card=a_card())


def test_practice_stations_are_not_on_a_real_roster() -> None:
    with pytest.raises(RosterNotTrusted):
        read_roster(a_roster(an_entry(data=a_request(SIN_SUOI_HO, practice=True))), card=a_card())


def test_the_root_key_is_changed_twice_while_the_laptop_was_off() -> None:
    second, third = RootKey(b"\x06" * 32), RootKey(b"\x07" * 32)
    roots = [
        ROOT.next_root(second, version=2, expires=NOW + YEAR),
        second.next_root(third, version=3, expires=NOW + YEAR),
    ]
    roster = a_roster(an_entry(), key=third)
    assert len(read_roster(roster, card=a_card(), roots=roots).stations) == 1
    for missing in ([], roots[:1], roots[1:], roots[::-1]):
        with pytest.raises(RosterNotTrusted):
            read_roster(roster, card=a_card(), roots=missing)
    with pytest.raises(RosterNotTrusted):
        read_roster(roster, card=a_card(), roots=[third.root(version=2, expires=NOW + YEAR)])
