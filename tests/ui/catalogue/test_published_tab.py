"""F8, «Tỉnh công bố»: what is in force and what comes, with its day; a dossier is moved to the new list on purpose."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta

from PySide6.QtCore import Qt

from app.domain.publication import Publication
from app.services.catalogue_file import PROCEDURES
from app.services.desk_place import HUB_CARD
from app.services.published_desk import CONTENT, PUBLISHED
from sync.wire.hub_card import issue_card
from sync.wire.published import sign_published
from sync.wire.signing import StationKeys
from sync.wire.tuf_files import RootKey
from tests.ui.dossier.hands import answer, finish, now
from tests.ui.practice_desk import PracticeDesk, Tray
from ui.catalogue.model import PUBLISHED as TAB
from ui.catalogue.presenter import catalogue_page
from ui.dossier.presenter import dossier_page
from ui.slip_printing import SlipPrinting
from ui.widgets.cells import StateCell

BIRTH = "1.001193"


def _catalogue() -> bytes:
    rows = json.loads(PROCEDURES.read_bytes())["procedures"]
    row = next(one for one in rows if one["code"] == BIRTH)
    shorter = {**row, "components": row["components"][:2]}
    document = {"schema_version": "1.0.0", "meta": {"compiled": "2026-11-23"}, "procedures": [shorter]}
    return json.dumps(document).encode()


def _fees() -> bytes:
    row = {"procedure": BIRTH, "fee": "Lệ phí đăng ký khai sinh", "amount": 8000}
    return json.dumps({"format": "motcua-fees-1", "decision": "15/2026/NQ-HĐND", "rows": [row]}).encode()


def publish(desk: PracticeDesk) -> None:
    """Let an answer of the province have brought a new list of papers, in force, and fees that come."""
    book, today = desk.program.book, desk.program.clock.now()
    root = RootKey.generate()
    later = today + timedelta(days=400)
    card = issue_card(
        province="Lai Châu",
        practice=True,
        keys=StationKeys.generate().public,
        root=root.root(version=1, expires=later),
    )
    told = (
        ("catalogue", "Đăng ký khai sinh", (today - timedelta(days=1)).date(), _catalogue()),
        ("fees", "15/2026/NQ-HĐND", (today + timedelta(days=7)).date(), _fees()),
    )
    listed = []
    for kind, title, day, data in told:
        sha256 = hashlib.sha256(data).hexdigest()
        listed.append((Publication(kind, 1, day.isoformat(), title, sha256, 1), len(data)))
        book.keep_document(CONTENT + sha256, data)
    book.keep_document(HUB_CARD, card.to_bytes())
    book.keep_document(PUBLISHED, sign_published(listed, key=root, version=1, expires=later).to_bytes())
    assert desk.program.published.refresh()


def test_the_tab_says_what_is_in_force_and_what_comes(desk: PracticeDesk) -> None:
    publish(desk)
    page = catalogue_page(desk.program, desk.tasks)
    desk.show(page)
    desk.press(page, Qt.Key.Key_5, Qt.KeyboardModifier.AltModifier)
    assert page.tab() == TAB
    model = page.table.table_model()
    assert model is not None
    states = [found[0] for number in range(model.rowCount()) if (found := model.cells(number))]
    assert [one.state for one in states if isinstance(one, StateCell)] == ["due_soon", "on_time"]


def test_an_open_dossier_is_moved_with_a_reason_and_never_by_itself(desk: PracticeDesk) -> None:
    dossier = desk.accept("Sùng A Dơ")
    publish(desk)
    page, presenter = dossier_page(desk.program, desk.tasks, SlipPrinting(desk.program, desk.tasks, Tray()))
    desk.show(page)
    presenter.open(dossier.id)
    desk.settle()
    assert now(desk, dossier.id).procedure.version == "2025-07-01"
    presenter.open(dossier.id, "new-version")
    desk.settle()
    finish(page, desk)
    assert now(desk, dossier.id).procedure.version == "2025-07-01", "without a reason nothing happens"
    answer(page, reason="Công dân đề nghị")
    finish(page, desk)
    moved = now(desk, dossier.id)
    assert moved.procedure.version > "2025-07-01"
    assert [paper.name for paper in moved.papers] == [paper.name for paper in dossier.papers]
    assert desk.program.versions.newer(moved) is None
    assert desk.program.storage.verify().ok
