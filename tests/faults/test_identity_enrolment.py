"""Enrolment by file and by code, and papers that lie (SYNC §2.8, cases 41–44, 74)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import segno
import zxingcpp
from PIL import Image

from app.domain.errors import NotAnEnrolmentAnswer, NotAnEnrolmentRequest
from app.domain.events import NoteAdded
from app.domain.station_events import REKEYED
from app.services.merging import SCOPE
from sync.hub.enrolment import Enrolments
from sync.wire.enrolment import read_request, request_enrolment
from sync.wire.qr_text import ENTRY, REQUEST, request_text
from sync.wire.signing import Purpose, StationKeys, is_signed_by
from sync.wire.succession import state_succession
from tests.faults.laptops import COMMUNE, Laptop, hub_at, make_laptop, province_takes, round_trip
from tests.storage.made_up import MONDAY, id_of, receipt
from tests.sync.hub.strangers import Stranger, Town
from ui.qr import write_symbol


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return Town.made(tmp_path / "hub")


@pytest.fixture
def laptop(town: Town, tmp_path: Path) -> Laptop:
    return make_laptop(tmp_path / "laptop", town)


def _photographed(text: str, folder: Path) -> str:
    """Write the symbol and read it from its picture, as a phone and a scanner do."""
    write_symbol(text, folder / "symbol.png")
    read = zxingcpp.read_barcodes(Image.open(folder / "symbol.png"))
    # In so many dots the reader now and then sees a little symbol of another kind too.
    (found,) = [one for one in read if one.format == zxingcpp.BarcodeFormat.QRCode]
    return found.text


def test_request_and_answer_travel_as_two_pictures(laptop: Laptop, town: Town, tmp_path: Path) -> None:
    laptop.accept("Giàng A Chống")
    with laptop.open() as desk:
        asked, spoken = desk.exchange.request_text(), desk.exchange.enrolment_words()
    seen = _photographed(asked, tmp_path)
    assert seen == asked and len(seen) < 400
    with hub_at(town) as hub:
        enrolments = Enrolments(hub)
        request = enrolments.find(seen)
        assert request.words == spoken, "what the officer reads out is what the operator sees"
        ((enrolled,), _tally) = enrolments.enrol([request])
    assert len(enrolled.qr) < 600
    with laptop.open() as desk:
        assert not desk.exchange.is_enrolled()
        desk.exchange.take_enrolment(_photographed(enrolled.qr, tmp_path).lower())
        assert desk.exchange.is_enrolled()
        assert desk.exchange.last_answer() is None
    (taken,) = province_takes(town, laptop.export(tmp_path / "stick"))
    assert taken.outcome == "imported"


def test_case_74_a_swapped_code_shows_other_words(laptop: Laptop, town: Town) -> None:
    with laptop.open() as desk:
        spoken = desk.exchange.enrolment_words()
    attacker = request_enrolment(
        StationKeys.generate(), commune=COMMUNE, number=1, unit_code="H35.99.03", name="Xã Sin Suối Hồ 1",
        practice=True, now=MONDAY,
    )  # fmt: skip
    with hub_at(town) as hub:
        found = Enrolments(hub).find(request_text(attacker))
        assert found.words != spoken, "the officer at the laptop reads out something else"
        assert hub.stations().stations == {}, "looking signs nothing"


def test_a_misread_or_altered_code_is_refused(laptop: Laptop, town: Town) -> None:
    with laptop.open() as desk:
        asked = desk.exchange.request_text()
        place = len(asked) // 2
        spoilt = asked[:place] + ("A" if asked[place] != "A" else "B") + asked[place + 1 :]
        with hub_at(town) as hub:
            for text in (spoilt, asked[:-4], REQUEST, REQUEST + "0" * 50, REQUEST + "A" * 5000):
                with pytest.raises(NotAnEnrolmentRequest):
                    Enrolments(hub).find(text)
        for text in (asked, ENTRY, ENTRY + "AAAA", "Giàng A Chống"):
            with pytest.raises(NotAnEnrolmentAnswer):
                desk.exchange.take_enrolment(text)
        assert not desk.exchange.is_enrolled()


def test_the_answer_of_another_computer_or_another_province_enrols_nobody(
    laptop: Laptop, town: Town, tmp_path: Path
) -> None:
    neighbour = make_laptop(tmp_path / "neighbour", town, number=2)
    elsewhere = Town.made(tmp_path / "another-hub")
    with neighbour.open() as desk, hub_at(town) as hub:
        enrolments = Enrolments(hub)
        ((theirs,), _tally) = enrolments.enrol([enrolments.find(desk.exchange.request_text())])
    with laptop.open() as desk:
        with hub_at(elsewhere) as hub:
            enrolments = Enrolments(hub)
            ((foreign,), _tally) = enrolments.enrol([enrolments.find(desk.exchange.request_text())])
        for answer in (theirs.qr, foreign.qr):
            with pytest.raises(NotAnEnrolmentAnswer):
                desk.exchange.take_enrolment(answer)
        assert not desk.exchange.is_enrolled()


# ── 41–44: whose word ────────────────────────────────────────────────────────────────────────


def test_case_41_a_key_nobody_vouches_for_goes_on_for_nobody(laptop: Laptop, town: Town, tmp_path: Path) -> None:
    round_trip(town, tmp_path, laptop)
    thief = StationKeys.generate()
    forged = state_succession(thief, thief.public, last=3, head=bytes(32), reason=REKEYED, number=1)
    said = forged.replace(thief.station_id, laptop.station())
    asked = request_enrolment(
        thief, commune=COMMUNE, number=1, unit_code="H35.99.03", name="máy giả", practice=True, now=MONDAY,
        succession=said,
    )  # fmt: skip
    with hub_at(town) as hub:
        enrolments = Enrolments(hub)
        with pytest.raises(NotAnEnrolmentRequest):
            enrolments.enrol([enrolments.find(request_text(asked))])
        assert thief.station_id not in hub.stations().stations


def test_case_42_an_enrolled_desk_that_speaks_of_another_commune_is_kept_apart(town: Town, tmp_path: Path) -> None:
    stranger = Stranger(1)
    town.enrol(stranger.entry())
    stranger.log.add(id_of("somewhere"), replace(receipt(1001), commune="03394"))
    line = town.takes(stranger.bundle(tmp_path / "a.goi", town.card, stranger.segments()))
    assert (line.outcome, line.exit_code) == ("quarantined", 5)
    with town.open() as hub:
        assert [one.reason for one in hub.store.book.set_asides()] == [SCOPE]


def test_case_43_a_desk_may_not_speak_under_the_key_of_the_province(town: Town, tmp_path: Path) -> None:
    stranger = Stranger(1)
    town.enrol(stranger.entry())
    stranger.log.add(id_of("somewhere"), receipt(1001))
    stranger.log.add(id_of("somewhere"), NoteAdded(MONDAY, "ghi"), deps=((town.card.hub_id, 1),))
    line = town.takes(stranger.bundle(tmp_path / "a.goi", town.card, stranger.segments()))
    with town.open() as hub:
        assert hub.store.book.position(town.card.hub_id).seq == 0, "nothing came in under the province's name"
        assert hub.store.verify().ok
    assert line.outcome in ("imported", "quarantined")


def test_case_44_keys_that_protect_nothing_are_no_keys() -> None:
    weak = bytes(32)
    assert not is_signed_by(weak, Purpose.SEGMENT, b"anything", bytes(64))
    good = request_enrolment(
        StationKeys.generate(), commune=COMMUNE, number=1, unit_code="", name="máy", practice=True, now=MONDAY
    )
    assert read_request(good).number == 1
    signature = StationKeys.generate().sign(Purpose.SEGMENT, b"x")
    order = 2**252 + 27742317777372353535851937790883648493
    shifted = signature[:32] + ((int.from_bytes(signature[32:], "little") + order) % 2**256).to_bytes(32, "little")
    keys = StationKeys.generate()
    assert not is_signed_by(keys.public.signing, Purpose.SEGMENT, b"x", shifted), "a signature has one form only"


def test_the_symbols_fit_a_screen(laptop: Laptop) -> None:
    with laptop.open() as desk:
        symbol = segno.make_qr(desk.exchange.request_text(), error="l")
    assert int(symbol.version) <= 11
