"""What a terminal is given: others' words are shown, never obeyed."""

from __future__ import annotations

import json

import pytest

from app.domain.errors import NotABundle
from ui.commands.output import show, show_refusal

NAME = "A\x1b]0;lừa\x07\u202egnảiG\x9b2J Chống"


def test_escapes_in_a_name_reach_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    show({}, as_json=False, lines=[NAME, "dòng hai"])
    show_refusal(NotABundle(name=NAME), as_json=False)
    said = "".join(capsys.readouterr())
    assert not set(said) & {"\x1b", "\x07", "\x9b", "\u202e"}
    assert "A\\u001b]0;lừa\\u0007\\u202egnảiG\\u009b2J Chống\ndòng hai\n" in said


def test_a_script_reads_the_name_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    show({"name": NAME}, as_json=True, lines=[])
    said = capsys.readouterr().out
    assert not set(said) & {"\x1b", "\x07", "\x9b", "\u202e"}
    assert json.loads(said) == {"name": NAME}
