"""From one place to the other: what arrives is what was said, by whom it was said."""

from __future__ import annotations

import hashlib
import io

import msgspec
import pytest

from app.domain.errors import BundleDamaged, Forged, NotABundle, NotForUs, PracticeAndReal, Refusal
from app.domain.ordering import GENESIS
from sync.wire.acknowledgement import Acknowledgement, Have, Quarantined, Range, acknowledge
from sync.wire.bundle import pack
from sync.wire.frames import OPTIONAL, Frame, FrameType
from sync.wire.parts import Outcome, RefusedSegment, RosterFrame
from sync.wire.reading import read
from sync.wire.reasons import Reason
from sync.wire.segment import OpenedSegment, chain_head
from sync.wire.signing import Purpose, Signed, StationKeys
from tests.sync.wire.makers import (
    DAY_MS,
    HUB,
    NEIGHBOUR,
    SIN_SUOI_HO,
    STRANGER,
    Believes,
    Desk,
    a_bundle,
    a_header,
    a_request,
    frames_of,
    sealed,
    segments_of,
    some_changes,
)


def test_the_hub_receives_what_the_desk_recorded() -> None:
    bundle = a_bundle(segments_of(SIN_SUOI_HO, 4_200))
    hub = Desk()
    report = hub.read(bundle)
    assert (report.outcome, report.reason, report.segments, report.changes) == (Outcome.WHOLE, None, 3, 4_200)
    assert hub.changes == some_changes(SIN_SUOI_HO, 4_200)
    assert hub.opened.header == a_header()
    assert not report.provisional
    assert (report.sha256, report.size) == (hashlib.sha256(bundle).hexdigest(), len(bundle))


def test_a_heartbeat_says_only_who_and_when() -> None:
    report = Desk().read(a_bundle([]))
    assert report.outcome is Outcome.WHOLE
    assert report.changes == 0


def test_one_bundle_carries_a_neighbours_changes_under_the_neighbours_own_signature() -> None:
    hub = Desk()
    report = hub.read(a_bundle([*segments_of(SIN_SUOI_HO, 10), *segments_of(NEIGHBOUR, 20)]))
    assert report.outcome is Outcome.WHOLE
    assert hub.changes == some_changes(SIN_SUOI_HO, 10) + some_changes(NEIGHBOUR, 20)


def test_the_desk_next_door_reads_the_same_stick() -> None:
    both = (HUB.public.receiving, NEIGHBOUR.public.receiving)
    next_door = Desk()
    report = next_door.read(a_bundle(segments_of(SIN_SUOI_HO, 5), recipients=both), keys=NEIGHBOUR)
    assert report.outcome is Outcome.WHOLE
    assert next_door.opened.header.addressee == HUB.station_id


def test_packing_counts_and_tells_how_far_it_is() -> None:
    heard: list[int] = []
    segments = [*segments_of(SIN_SUOI_HO, 25, per_segment=10), *segments_of(NEIGHBOUR, 3)]
    packed = pack(
        io.BytesIO(),
        a_header(),
        sender=SIN_SUOI_HO,
        recipients=[HUB.public.receiving],
        segments=segments,
        progress=heard.append,
    )
    assert heard == [10, 20, 25, 28]
    assert (packed.segments, packed.changes) == (4, 28)
    assert packed.ranges == ((SIN_SUOI_HO.station_id, 1, 25), (NEIGHBOUR.station_id, 1, 3))


# ── the province's answer ────────────────────────────────────────────────────────────────────


def an_acknowledgement(keys: StationKeys = HUB) -> Acknowledgement:
    head = chain_head(GENESIS, some_changes(SIN_SUOI_HO, 7))
    return Acknowledgement(
        hub=keys.station_id,
        practice=False,
        hub_time_ms=DAY_MS,
        have=(Have(SIN_SUOI_HO.station_id, 7, head),),
        parked=(Range(SIN_SUOI_HO.station_id, 12, 14),),
        quarantined=(Quarantined(NEIGHBOUR.station_id, 3, Reason.SIGNATURE),),
        roster_version=4,
        catalogue_version="2026-07-01",
    )


def an_answer(acknowledgement: Signed) -> bytes:
    return a_bundle(
        [],
        sender=HUB,
        header=msgspec.structs.replace(a_header(HUB), addressee=SIN_SUOI_HO.station_id, purpose="answer"),
        recipients=[SIN_SUOI_HO.public.receiving],
        acknowledgements=[acknowledgement],
        roster=[RosterFrame("targets", b"{}")],
    )


def test_the_answer_brings_roster_first_then_what_the_province_holds() -> None:
    desk = Desk()
    said = an_acknowledgement()
    signed_ack = acknowledge(HUB, said)
    report = desk.read(an_answer(signed_ack), keys=SIN_SUOI_HO)
    assert report.outcome is Outcome.WHOLE
    assert desk.parts[1:] == [RosterFrame("targets", b"{}"), said]
    have = said.of(SIN_SUOI_HO.station_id)
    assert have is not None
    assert have.seq == 7
    assert said.of(STRANGER.station_id) is None
    assert len(signed_ack.to_bytes()) < 400


@pytest.mark.parametrize(
    "forged",
    [
        acknowledge(NEIGHBOUR, an_acknowledgement()),
        acknowledge(NEIGHBOUR, an_acknowledgement(NEIGHBOUR)),
        acknowledge(HUB, an_acknowledgement(NEIGHBOUR)),
        Signed(acknowledge(HUB, an_acknowledgement()).content, bytes(64)),
    ],
)
def test_nobody_but_the_hub_acknowledges(forged: Signed) -> None:
    desk = Desk()
    report = desk.read(an_answer(forged), keys=SIN_SUOI_HO)
    assert report.refused == (RefusedSegment(Reason.SIGNATURE),)
    assert not any(isinstance(part, Acknowledgement) for part in desk.parts)


# ── who is believed ──────────────────────────────────────────────────────────────────────────


def refused_whole(bundle: bytes, kind: type[Refusal], *, keys: StationKeys = HUB, practice: bool = False) -> Refusal:
    desk = Desk()
    with pytest.raises(kind) as refusal:
        desk.read(bundle, keys=keys, practice=practice)
    assert desk.parts == []
    return refusal.value


def test_case_46_a_bundle_for_another_province_gives_nothing() -> None:
    refused_whole(a_bundle(segments_of(SIN_SUOI_HO, 3)), NotForUs, keys=STRANGER)


@pytest.mark.parametrize("file", [b"", b"%PDF-1.7 ...", b"age-encryption.org/v2\n", b"\x00" * 5000])
def test_any_other_file_is_no_bundle(file: bytes) -> None:
    refused_whole(file, NotABundle)


def test_something_else_sealed_for_us_is_no_bundle_either() -> None:
    refused_whole(sealed(b"just a letter to the province, long enough to look like frames"), BundleDamaged)
    refused_whole(sealed([Frame(FrameType.HEADER, b"x")]), NotABundle)
    refused_whole(sealed(b""), BundleDamaged)


def test_a_stranger_is_not_heard() -> None:
    refusal = refused_whole(a_bundle(segments_of(STRANGER, 3), sender=STRANGER), Forged)
    assert refusal.details["code"] == "unknown_station"


def test_case_41_nobody_speaks_in_anothers_name() -> None:
    header = msgspec.structs.replace(a_header(STRANGER), sender=SIN_SUOI_HO.station_id)
    refusal = refused_whole(a_bundle([], sender=STRANGER, header=header), Forged)
    assert refusal.details["code"] == "signature"


def test_practice_and_real_never_meet() -> None:
    refused_whole(a_bundle([], header=a_header(practice=True)), PracticeAndReal)
    refused_whole(a_bundle([]), PracticeAndReal, practice=True)
    assert Desk().read(a_bundle([], header=a_header(practice=True)), practice=True).outcome is Outcome.WHOLE


def test_a_new_station_brings_its_request_and_is_believed_for_the_time_being() -> None:
    header = a_header(STRANGER, enrolment=a_request(STRANGER))
    hub = Desk()
    report = hub.read(a_bundle(segments_of(STRANGER, 3), sender=STRANGER, header=header))
    assert report.provisional
    assert hub.opened.enrolment is not None
    assert hub.opened.enrolment.name == "Quầy 1"
    assert hub.changes == some_changes(STRANGER, 3)


def test_a_request_vouches_for_nobody_else() -> None:
    header = a_header(STRANGER, enrolment=a_request(StationKeys.generate()))
    refused_whole(a_bundle([], sender=STRANGER, header=header), Forged)
    header = a_header(STRANGER, enrolment=a_request(STRANGER, practice=True))
    refused_whole(a_bundle([], sender=STRANGER, header=header), Forged)
    header = a_header(STRANGER, enrolment=b"junk")
    refused_whole(a_bundle([], sender=STRANGER, header=header), BundleDamaged)
    hub = Desk()
    other = StationKeys.generate()
    header = a_header(STRANGER, enrolment=a_request(STRANGER))
    report = hub.read(a_bundle(segments_of(other, 3), sender=STRANGER, header=header))
    assert [each.reason for each in report.refused] == [Reason.UNKNOWN_STATION]
    assert hub.changes == []


def test_case_41_a_neighbours_changes_forged_by_an_enrolled_desk_are_refused() -> None:
    (honest,) = segments_of(NEIGHBOUR, 4)
    forged_statement = Signed(honest.statement.content, SIN_SUOI_HO.sign(Purpose.SEGMENT, honest.statement.content))
    forged = msgspec.structs.replace(forged_statement), honest.data
    frames = frames_of(a_bundle([honest, *segments_of(SIN_SUOI_HO, 4)]))
    frames[2] = Frame(FrameType.SEGMENT, forged[0].to_bytes())
    hub = Desk()
    report = hub.read(sealed(frames))
    assert report.refused == (RefusedSegment(Reason.SIGNATURE, NEIGHBOUR.station_id, 1, 4),)
    assert hub.changes == some_changes(SIN_SUOI_HO, 4)


def test_what_leans_on_a_refused_part_is_told_and_left_to_the_next_bundle() -> None:
    first, *others = segments_of(SIN_SUOI_HO, 6, per_segment=2)
    frames = frames_of(a_bundle([first, *others, *segments_of(NEIGHBOUR, 3)]))
    frames[2] = Frame(FrameType.SEGMENT, Signed(first.statement.content, bytes(64)).to_bytes())
    hub = Desk()
    report = hub.read(sealed(frames))
    assert [one.reason for one in report.refused] == [Reason.SIGNATURE, Reason.AFTER_REFUSED, Reason.AFTER_REFUSED]
    refused = [part for part in hub.parts if isinstance(part, RefusedSegment)]
    assert [part.statement is None for part in refused] == [False, True, True], "nothing useless is set aside"
    assert hub.changes == some_changes(NEIGHBOUR, 3)


def test_a_bundle_of_a_newer_program_waits_for_the_upgrade() -> None:
    frames = frames_of(a_bundle([]))
    frames[0] = Frame(FrameType.MAGIC, b"motcua-goi\x03")
    hub = Desk()
    assert hub.read(sealed(frames)).outcome is Outcome.NEEDS_NEWER_PROGRAM
    assert hub.parts == []


# ── frames ───────────────────────────────────────────────────────────────────────────────────


def test_case_39_an_unknown_frame_is_skipped_only_if_it_says_that_it_may_be() -> None:
    frames = frames_of(a_bundle(segments_of(SIN_SUOI_HO, 3)))
    optional = [*frames[:2], Frame(ord("z") | OPTIONAL, b"new"), *frames[2:]]
    hub = Desk()
    report = hub.read(sealed(optional))
    assert len(hub.changes) == 3
    assert report.reason is Reason.END_DIFFERS  # the sender's count is over all frames; this one was slipped in
    demanding = [*frames[:4], Frame(ord("z"), b"new"), *frames[4:]]
    hub = Desk()
    assert hub.read(sealed(demanding)).reason is Reason.UNKNOWN_FRAME
    assert len(hub.changes) == 3


@pytest.mark.parametrize(
    ("order", "reason", "changes"),
    [
        ([0, 1, 2, 3, 4, 5, 6, 6], Reason.FRAME_ORDER, 6),
        ([0, 1, 2, 4, 3, 5, 6], Reason.FRAME_ORDER, 0),
        ([0, 1, 3, 2, 4, 5, 6], Reason.FRAME_ORDER, 0),
        ([0, 1, 2, 6], Reason.FRAME_ORDER, 0),
        ([0, 1, 2, 3, 6], Reason.END_DIFFERS, 3),
        ([0, 1, 4, 5, 2, 3, 6], Reason.END_DIFFERS, 6),
        ([0, 1, 2, 3, 2, 3, 4, 5, 6], Reason.END_DIFFERS, 9),
        ([0, 1, 1, 2, 3, 4, 5, 6], Reason.UNKNOWN_FRAME, 0),
        ([0, 1, 2, 5, 4, 3, 6], Reason.END_DIFFERS, 0),
    ],
)
def test_frames_lost_doubled_or_shuffled_are_noticed(order: list[int], reason: Reason, changes: int) -> None:
    frames = frames_of(a_bundle(segments_of(SIN_SUOI_HO, 6, per_segment=3)))
    assert len(frames) == 7
    hub = Desk()
    report = hub.read(sealed([frames[i] for i in order]))
    assert (report.outcome, report.reason) == (Outcome.PARTIAL, reason)
    assert len(hub.changes) == changes


@pytest.mark.parametrize(
    "head", [b"\x00\x00\x00\x00S", b"\xff\xff\xff\xffS", b"\x00\x10\x00\x01S", b"\x7f\xff\xff\xff\x00"]
)
def test_case_39_impossible_lengths_stop_the_reading_after_what_was_good(head: bytes) -> None:
    frames = frames_of(a_bundle(segments_of(SIN_SUOI_HO, 3)))
    plain = b"".join(each.raw for each in frames[:4]) + head + bytes(2000)
    hub = Desk()
    report = hub.read(sealed(plain))
    assert (report.outcome, report.reason) == (Outcome.PARTIAL, Reason.FRAME_LENGTH)
    assert len(hub.changes) == 3


def test_case_47_a_seal_for_ten_thousand_is_refused_at_once() -> None:
    stanza = b"-> X25519 kMelBUO4TReMzCEKXKzG9vKfsvx8AdasRcpjaBM6uUM\nt4m/cHlKMlWJM+Yh0FXo+vA+AW1ZmXPYC2JSGz/9TFY\n"
    header = b"age-encryption.org/v1\n"
    for many in (stanza * 10_000 + b"--- abc\n", stanza * 40 + b"--- abc\n", b"-> x\n" + b"A" * 100_000):
        refusal = refused_whole(header + many + bytes(100), BundleDamaged)
        assert refusal.details["code"] == "too_many_recipients", "by the count or by the header's length"
    with pytest.raises(ValueError, match="32"):
        a_bundle([], recipients=[HUB.public.receiving] * 33)


def test_thirty_two_recipients_are_fine() -> None:
    recipients = [StationKeys.generate().public.receiving for _ in range(31)]
    assert Desk().read(a_bundle([], recipients=[*recipients, HUB.public.receiving])).outcome is Outcome.WHOLE


# ── errors of the world come through ─────────────────────────────────────────────────────────


def test_what_the_receiver_raises_stops_the_reading() -> None:
    taken = []

    def take(part: object) -> None:
        taken.append(part)
        if isinstance(part, OpenedSegment):
            raise OSError(28, "no space left")

    bundle = io.BytesIO(a_bundle(segments_of(SIN_SUOI_HO, 6, per_segment=3)))
    with pytest.raises(OSError, match="no space"):
        read(bundle, take, name="a.goi", identities=[HUB.identity], trust=Believes(), practice=False)
    assert len(taken) == 2


def test_a_stick_pulled_while_reading_is_the_sticks_error() -> None:
    whole = a_bundle(segments_of(SIN_SUOI_HO, 2_000, size=200))

    class Pulled(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell() > len(whole) // 2:
                raise OSError(5, "input/output error")
            return super().read(size)

    with pytest.raises(OSError, match="input/output"):
        read(Pulled(whole), print, name="a.goi", identities=[HUB.identity], trust=Believes(), practice=False)


def test_a_full_stick_while_packing_is_the_sticks_error() -> None:
    class Full(io.BytesIO):
        def write(self, piece: object, /) -> int:
            raise OSError(28, "no space left")

    with pytest.raises(OSError, match="no space"):
        pack(Full(), a_header(), sender=SIN_SUOI_HO, recipients=[HUB.public.receiving])


def test_a_failing_log_while_packing_is_the_logs_error() -> None:
    def broken() -> object:
        yield from segments_of(SIN_SUOI_HO, 3)
        raise ValueError("the log could not be read")

    with pytest.raises(ValueError, match="the log"):
        pack(
            io.BytesIO(),
            a_header(),
            sender=SIN_SUOI_HO,
            recipients=[HUB.public.receiving],
            segments=broken(),  # type: ignore[arg-type]
        )
