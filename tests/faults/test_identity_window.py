"""What the window says of a lying clock, of copied data, of a request that goes out as a code."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from PySide6.QtWidgets import QLabel, QLineEdit

from app.clock import ZONE, FixedClock
from app.i18n import use_language
from app.paths import Paths
from app.services.heed import CLOCK, IDENTITY
from sync.hub.enrolment import Enrolments
from sync.hub.program import HubPaths
from tests.faults.laptops import hub_at
from tests.journeys.window import Counter, counter, unlock
from tests.sync.hub.strangers import Town
from tests.ui.conftest import qapp, qapp_cls  # noqa: F401 (the same application as the window's other tests)
from tests.ui.made_desk import NOW, PASSWORD, make_desk
from ui.widgets.modal import Confirmation


@pytest.fixture(autouse=True)
def _language() -> None:
    use_language("vi")


def _said(made: Counter, slug: str) -> str:
    panel = made.start.window.notices.panels[slug]
    return " ".join(label.text() for label in panel.findChildren(QLabel) if label.isVisible())


def test_a_clock_of_2009_stands_over_every_page_until_somebody_types_the_date(qapp: object, tmp_path: Path) -> None:  # noqa: F811
    made_desk = make_desk(tmp_path / "desk", dossiers=3)
    with counter(made_desk.paths, clock=FixedClock(datetime(2009, 1, 1, 0, 7, tzinfo=ZONE))) as made:
        unlock(made, PASSWORD)
        made.settle()
        notices = made.start.window.notices
        assert notices.isVisible() and "00:07 01/01/2009" in _said(made, CLOCK)
        field = notices.extras[CLOCK]
        assert isinstance(field, QLineEdit)
        assert all(button.key() for button in notices.buttons[CLOCK]), "every key is shown"
        made.press("F7", "Ctrl+N")
        assert field.hasFocus(), "the key leads to the date that lacks, from whatever page"
        field.setText("hôm nay")
        made.press("Ctrl+N")
        assert made.desk.program.clock.is_doubtful, "that was no date"
        made.shot("heed-clock")
        field.setText("24/11/2026")
        made.press("Enter")
        assert made.desk.program.clock.now().date().isoformat() == "2026-11-24"
        assert "24/11/2026" in _said(made, CLOCK) and CLOCK not in notices.extras
        made.shot("heed-clock-confirmed")


def test_copied_data_say_so_and_offer_the_dossiers_of_the_other_computer(qapp: object, tmp_path: Path) -> None:  # noqa: F811
    made_desk = make_desk(tmp_path / "desk", dossiers=6)
    made_desk.open().close()
    second = Paths(tmp_path / "second" / "data", tmp_path / "second" / "state", tmp_path / "second" / "logs")
    shutil.copytree(made_desk.paths.data_dir, second.data_dir)
    second.state_dir.mkdir()
    (second.state_dir / "machine").write_text("another computer")
    with counter(second, clock=FixedClock(NOW + timedelta(minutes=5))) as made:
        unlock(made, PASSWORD)
        made.settle()
        program, notices = made.desk.program, made.start.window.notices
        assert program.desk.station_number == 8
        assert "8" in _said(made, IDENTITY)
        made.shot("heed-copied")
        held = sum(len(program.queries.held_by(one.station)) for one in program.book.lineage(program.desk.station))
        assert held and str(held) in notices.buttons[IDENTITY][0].text()
        assert [button.key() for button in notices.buttons[IDENTITY]] == ["Ctrl+H", "F7"]
        made.press("Ctrl+H")
        made.shot("heed-take-over")
        assert made.start.window.findChildren(Confirmation), "it is asked first"
        made.desk.heeding._inherit()
        made.settle()
        assert len(notices.buttons[IDENTITY]) == 1, "only the way to the exchange page is left"
        assert not [one for one in program.book.lineage(program.desk.station) if program.queries.held_by(one.station)]


def test_the_exchange_page_shows_a_code_that_enrols_and_the_scanner_brings_the_answer(
    qapp: object,  # noqa: F811
    tmp_path: Path,
) -> None:
    town = Town.made(tmp_path / "hub")
    made_desk = make_desk(tmp_path / "desk")
    program = made_desk.open()
    program.exchange.take_card(HubPaths(town.folder).card_file.read_bytes(), name="hub-card.json")
    program.close()
    with counter(made_desk.paths, clock=FixedClock(NOW)) as made:
        unlock(made, PASSWORD)
        made.press("F7")
        made.settle()
        made.press("Alt+Q")
        sheet = made.desk.exchange._sheet
        assert sheet is not None
        made.shot("heed-code")
        sheet.symbol.grab().save(str(tmp_path / "symbol.png"))
        read = zxingcpp.read_barcodes(Image.open(tmp_path / "symbol.png"))
        # In so many dots the reader now and then sees a little symbol of another kind too.
        (seen,) = [one for one in read if one.format == zxingcpp.BarcodeFormat.QRCode]
        with hub_at(town) as hub:
            enrolments = Enrolments(hub)
            ((enrolled,), _tally) = enrolments.enrol([enrolments.find(seen.text)])
        made.scan(enrolled.qr)
        made.settle()
        assert made.desk.program.exchange.is_enrolled()
        assert made.desk.exchange._sheet is None and not made.desk.exchange.trust.code.isVisible()
