"""The same fact has the same bytes everywhere, and the chain notices every change of one."""

from __future__ import annotations

import contextlib
import hashlib
import time
import unicodedata
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone
from enum import Enum, StrEnum

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import canon
from app.domain.ordering import GENESIS, Change

HANOI = timezone(timedelta(hours=7))


class Channel(StrEnum):
    DIRECT = "direct"
    POST = "post"


class State(Enum):
    ACCEPTED = 2
    PROCESSING = 4


@dataclass(frozen=True, slots=True)
class Paper:
    component: int
    original: int = 0
    copies: int = 0
    note: str = ""
    seen_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Received:
    """About forty fields, as a dossier's first event has."""

    code: str
    received_at: datetime
    name: str
    birth_date: str
    day: date
    channel: Channel = Channel.DIRECT
    state: State = State.ACCEPTED
    papers: tuple[Paper, ...] = ()
    moments: tuple[datetime, ...] = ()
    priority: tuple[Channel, ...] = ()
    digest: bytes = b""
    amount: int | None = None
    late: bool = False
    one: int = 1
    t1: str = ""
    t2: str = ""
    t3: str = ""
    t4: str = ""
    t5: str = ""
    t6: str = ""
    t7: str = ""
    t8: str = ""
    t9: str = ""
    n1: int = 0
    n2: int = 0
    n3: int = 0
    n4: int = 0
    n5: int = 0
    n6: int = 0
    n7: int = 0
    n8: int = 0
    n9: int = 0
    d1: date | None = None
    d2: datetime | None = None


@dataclass(frozen=True, slots=True)
class Loose:
    value: object


@dataclass(frozen=True, slots=True)
class OlderPaper:
    component: int


def a_receipt(**changes: object) -> Received:
    receipt = Received(
        code="H35.31.11-261123-1001",
        received_at=datetime(2026, 11, 23, 8, 15, 0, tzinfo=HANOI),
        name="Giàng A Chống",
        birth_date="1990-06",
        day=date(2026, 11, 23),
    )
    return replace(receipt, **changes)  # type: ignore[arg-type]


# 1970 … 2100: what a desk's clock can reach, in whole seconds.
seconds = st.integers(min_value=0, max_value=4_102_444_800)
moments = seconds.map(lambda s: datetime.fromtimestamp(s, tz=HANOI))
words = st.text(st.characters(codec="utf-8"), max_size=30).map(lambda s: unicodedata.normalize("NFC", s))
numbers = st.integers(min_value=-(2**63), max_value=2**63 - 1)
papers = st.builds(Paper, component=numbers, original=numbers, note=words, seen_at=st.none() | moments)
receipts = st.builds(
    Received,
    code=words,
    received_at=moments,
    name=words,
    birth_date=words,
    day=st.dates(),
    channel=st.sampled_from(Channel),
    state=st.sampled_from(State),
    papers=st.lists(papers, max_size=4).map(tuple),
    moments=st.lists(moments, max_size=3).map(tuple),
    priority=st.lists(st.sampled_from(Channel), max_size=3).map(tuple),
    digest=st.binary(max_size=40),
    amount=st.none() | numbers,
    late=st.booleans(),
    one=numbers,
    t1=words,
    d1=st.none() | st.dates(),
    d2=st.none() | moments,
)


@given(receipts)
def test_an_event_reads_back_as_it_was(receipt: Received) -> None:
    body = canon.encode(receipt)
    back = canon.decode(body, Received)
    assert back == receipt
    assert canon.encode(back) == body


@given(moments)
def test_moments_come_back_on_the_wall_clock_of_the_desk(moment: datetime) -> None:
    utc = moment.astimezone(UTC)
    receipt = a_receipt(received_at=utc, moments=(utc,), papers=(Paper(1, seen_at=utc),))
    back = canon.decode(canon.encode(receipt), Received)
    for shown in (back.received_at, back.moments[0], back.papers[0].seen_at):
        assert shown is not None
        assert shown.isoformat() == moment.isoformat()


def test_the_bytes_do_not_depend_on_the_zone_or_the_fraction_of_a_second() -> None:
    there = datetime(2026, 11, 23, 1, 15, 0, 999_999, tzinfo=UTC)
    assert canon.encode(a_receipt(received_at=there)) == canon.encode(a_receipt())


def test_these_are_the_bytes_for_ever() -> None:
    assert canon.encode(Paper(3, original=1, note="Sổ")).hex() == (
        "83a9636f6d706f6e656e7403a86f726967696e616c01a46e6f7465a453e1bb95"
    )
    assert canon.encode(Paper(0, seen_at=datetime(2026, 11, 23, 8, 15, tzinfo=HANOI))).hex() == (
        "82a9636f6d706f6e656e7400a77365656e5f6174d6ff"
        + int(datetime(2026, 11, 23, 1, 15, tzinfo=UTC).timestamp()).to_bytes(4, "big").hex()
    )


def test_text_whose_marks_stand_apart_is_never_authored() -> None:
    with pytest.raises(canon.NotCanonical):
        canon.encode(Paper(0, note=unicodedata.normalize("NFD", "Sổ hộ khẩu")))


def test_defaults_are_left_out_but_a_lookalike_of_a_default_is_not() -> None:
    assert b"papers" not in canon.encode(a_receipt())
    assert b"one" in canon.encode(a_receipt(one=2))
    with pytest.raises((canon.NotCanonical, canon.UnreadableBody)):
        canon.encode(a_receipt(one=True))


def test_a_field_of_a_newer_program_is_skipped_and_an_older_body_still_reads() -> None:
    newer = canon.encode(Paper(4, original=2, note="bản chính"))
    assert canon.decode(newer, OlderPaper) == OlderPaper(4)
    assert canon.decode(canon.encode(OlderPaper(4)), Paper) == Paper(4)


@pytest.mark.parametrize("value", [1.5, {"a": 1}, [1], {1}, datetime(2026, 1, 1), object()])  # noqa: DTZ001
def test_what_has_no_canonical_bytes_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        canon.encode(Loose(value))


@pytest.mark.parametrize("text", ["Hoa\u0300", "Giàng A \ud800"])
def test_text_that_is_not_nfc_or_not_text_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"NFC|surrogates"):
        canon.encode(a_receipt(name=text))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xc1",
        b"\x80",
        b"\x90",
        b"\x81\xa9component\xa1x",
        b"\x81\xa9component\xcb" + bytes(8),
        b"\x81\xa9component\x01\x00",
        b"\xdf\xff\xff\xff\xff",
        b"\x82\xa9component\x01\xa1x" + b"\x91" * 100_000,
        b"\x82\xa9component\x01\xa1x\xdb\xff\xff\xff\xff",
    ],
)
def test_bytes_that_are_no_event_are_refused_in_one_way(body: bytes) -> None:
    with pytest.raises(canon.UnreadableBody):
        canon.decode(body, Paper)


@given(st.binary(max_size=200))
def test_no_bytes_crash_the_reader(body: bytes) -> None:
    with contextlib.suppress(canon.UnreadableBody):
        canon.decode(body, Received)


def a_change() -> Change:
    return Change(
        station=b"\x01" * 16,
        seq=1,
        hlc=1_795_000_000_000 << 16,
        actor=b"\x02" * 16,
        aggregate_type="dossier",
        aggregate_id=b"\x03" * 16,
        kind="dossier.received",
        version=1,
        deps=((b"\x04" * 16, 7),),
        body=canon.encode(a_receipt()),
    )


def test_the_chain_is_the_documented_formula() -> None:
    change = a_change()
    row = [change.station, 1, change.hlc, change.actor, "dossier", change.aggregate_id, "dossier.received", 1]
    row += [[[b"\x04" * 16, 7]], hashlib.sha256(change.body).digest()]
    assert canon.change_hash(GENESIS, change) == hashlib.sha256(b"ev1" + GENESIS + msgspec.msgpack.encode(row)).digest()


def test_a_dropped_body_does_not_break_the_chain() -> None:
    change = a_change()
    digest = hashlib.sha256(change.body).digest()
    dropped = replace(change, body=b"")
    assert canon.change_hash_from_digest(GENESIS, dropped, digest) == canon.change_hash(GENESIS, change)


@pytest.mark.parametrize(
    "changed",
    [
        {"station": b"\x09" * 16},
        {"seq": 2},
        {"hlc": 5},
        {"actor": bytes(16)},
        {"aggregate_type": "note"},
        {"aggregate_id": bytes(16)},
        {"kind": "dossier.forwarded"},
        {"version": 2},
        {"deps": ()},
        {"body": b"\x80"},
        {"flags": 1},
    ],
)
def test_every_part_of_a_change_is_in_its_hash(changed: dict[str, object]) -> None:
    change = a_change()
    other = replace(change, **changed)  # type: ignore[arg-type]
    assert canon.change_hash(GENESIS, other) != canon.change_hash(GENESIS, change)
    assert canon.change_hash(b"\x01" * 32, change) != canon.change_hash(GENESIS, change)


@pytest.mark.parametrize(
    "moment",
    [
        datetime(9999, 12, 31, 23, 0, tzinfo=UTC),  # the year 10000 at the desk
        "0001-01-01T00:00:00+14:00",
        "2026-11-23T08:15:00",  # without its zone every machine would read it in its own
    ],
)
def test_a_moment_that_machines_would_read_differently_is_unreadable(moment: object) -> None:
    forged = msgspec.msgpack.decode(canon.encode(a_receipt())) | {"received_at": moment}
    with pytest.raises(canon.UnreadableBody):
        canon.decode(msgspec.msgpack.encode(forged), Received)


def test_a_number_that_no_table_holds_is_unreadable() -> None:
    plain = msgspec.msgpack.decode(canon.encode(a_receipt()))
    largest = msgspec.msgpack.encode(plain | {"amount": 2**63 - 1})
    assert canon.decode(largest, Received).amount == 2**63 - 1
    papers = [{"component": 2**64 - 1}]
    for forged in ({"amount": 2**63}, {"papers": papers}):
        with pytest.raises(canon.UnreadableBody):
            canon.decode(msgspec.msgpack.encode(plain | forged), Received)
    assert canon.decode(msgspec.msgpack.encode(plain | {"of a newer program": 2**64 - 1}), Received) == a_receipt()


def test_encoding_is_quick_enough_for_one_act() -> None:
    receipt = a_receipt(
        papers=tuple(Paper(i, original=1, note="bản chính") for i in range(5)),
        t1="Bản Sin Suối Hồ",
        n1=8000,
        digest=bytes(16),
    )
    canon.encode(receipt)
    best = min(_seconds_of_100(receipt) for _ in range(20)) / 100
    assert best < 200e-6  # the budget is 40 µs on a quiet machine; this catches a lost cache


def _seconds_of_100(receipt: Received) -> float:
    start = time.perf_counter()
    for _ in range(100):
        canon.encode(receipt)
    return time.perf_counter() - start
