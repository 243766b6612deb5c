"""The window's tests run in Vietnamese, light, at 100 %, with a fresh look for each."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from app.i18n import use_language
from ui.application import DeskApplication, make_application
from ui.theme.apply import apply_look
from ui.theme.look import look
from ui.theme.tokens import Tokens


@pytest.fixture(scope="session")
def qapp_cls() -> type[QApplication]:
    return DeskApplication


@pytest.fixture(scope="session")
def qapp(qapp_args: list[str]) -> DeskApplication:
    return make_application(qapp_args, language="vi", mode="light")


@pytest.fixture(autouse=True)
def _usual_look(qapp: DeskApplication) -> Iterator[None]:
    use_language("vi")
    if look() != Tokens():
        apply_look(qapp, Tokens())
    yield
    if look() != Tokens():
        apply_look(qapp, Tokens())
