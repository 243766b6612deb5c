"""Typing a dossier into a national system too: field by field in its order, and then its code is known here."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from app.domain.errors import CatalogueDamaged
from app.readings import DossierFilter
from app.services.double_entry import entry_fields, load_orders
from tests.ui.dossier.conftest import OpenPage
from tests.ui.dossier.hands import CTRL, finish, now, panel
from tests.ui.practice_desk import PracticeDesk
from ui.dossier.double_entry_panel import DoubleEntryPanel


def test_enter_copies_field_after_field_and_the_code_is_kept(desk: PracticeDesk, open_page: OpenPage) -> None:
    dossier = desk.accept("Vàng Thị Mỷ")
    missing = DossierFilter(entered=False)
    before = desk.program.queries.count(missing)
    page, _presenter = open_page(dossier.id)
    desk.press(page, Qt.Key.Key_E, CTRL)
    form = panel(page, DoubleEntryPanel)
    assert form.list.hasFocus()
    clipboard = QGuiApplication.clipboard()
    wanted = [field.value for field in entry_fields(dossier)]
    assert wanted[0] == "1.001193" and "Vàng Thị Mỷ" in wanted and "06/05/1990" in wanted
    copied = []
    for _field in wanted:
        desk.press(form.list, Qt.Key.Key_Return)
        copied.append(clipboard.text())
    assert copied == wanted
    assert form.code.editor.hasFocus(), "after the last field the code is wanted"
    form.code.set_text("G22.99.03-261123-0007")
    finish(page, desk)
    assert clipboard.text() != wanted[-1], "no citizen's data stays on the clipboard of a shared computer"
    [linked] = now(desk, dossier.id).codes
    assert (linked.system, linked.code) == ("national", "G22.99.03-261123-0007")
    [found] = desk.program.queries.find("G22.99.03-261123-0007", filter=DossierFilter(), limit=5)
    assert found.id == dossier.id
    assert desk.program.queries.count(missing) == before - 1, "it leaves the list of what is still to be entered"
    desk.press(page, Qt.Key.Key_E, CTRL)
    assert panel(page, DoubleEntryPanel).code.text() == "G22.99.03-261123-0007"


def test_without_a_code_nothing_is_kept(desk: PracticeDesk, open_page: OpenPage) -> None:
    dossier = desk.accept()
    page, _presenter = open_page(dossier.id, "double-entry")
    finish(page, desk)
    assert panel(page, DoubleEntryPanel).trouble.text()
    assert now(desk, dossier.id).codes == ()


def test_the_order_is_that_of_the_file_and_a_wrong_file_is_refused(desk: PracticeDesk, tmp_path: Path) -> None:
    dossier = desk.accept()
    order = tmp_path / "order.json"
    order.write_text(
        '{"format": "motcua-double-entry-1", "systems": [{"system": "ministry", "name": "x", "fields": ['
        '{"name": "b", "label": "Tên", "from": "applicant.name"}, {"name": "a", "label": "Mã", "from": "code"}, '
        '{"name": "c", "label": "Thư", "from": "applicant.email"}]}]}',
        encoding="utf-8",
    )
    fields = entry_fields(dossier, "ministry", orders=load_orders(order))
    assert [(field.label, field.value) for field in fields] == [("Tên", "Vàng Thị Mỷ"), ("Mã", dossier.code)]
    bad = tmp_path / "bad.json"
    bad.write_text(order.read_text(encoding="utf-8").replace("applicant.email", "applicant.soul"), encoding="utf-8")
    with pytest.raises(CatalogueDamaged):
        load_orders(bad)
