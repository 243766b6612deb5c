"""Only the command that is asked for is made, and it is the very one of the whole command line."""

from __future__ import annotations

import pytest
from typer import Context
from typer.core import TyperGroup

from ui.commands.part import FLAGS, VALUED
from ui.commands.root import command_line


def _group(words: list[str]) -> TyperGroup:
    made = command_line(words)
    assert isinstance(made, TyperGroup)
    return made


WHOLE = _group([])
HUB = WHOLE.commands["hub"]
assert isinstance(HUB, TyperGroup)


def _help(group: TyperGroup, name: str) -> str:
    return group.commands[name].get_help(Context(group.commands[name], info_name=name))


@pytest.mark.parametrize("name", sorted(WHOLE.commands))
def test_a_command_is_made_alone_and_says_the_same(name: str) -> None:
    part = _group(["--data-dir", "hub", "--json", "--now=find", name, "show"])
    assert list(part.commands) == [name]
    whole = _group([])  # made now: its headings are in the language of this test
    assert isinstance(part.commands[name], TyperGroup) == isinstance(whole.commands[name], TyperGroup)
    if not isinstance(whole.commands[name], TyperGroup):
        assert _help(part, name) == _help(whole, name)


@pytest.mark.parametrize("name", sorted(HUB.commands))
def test_so_is_a_command_of_a_group(name: str) -> None:
    hub = _group(["hub", name, "--help"]).commands["hub"]
    assert isinstance(hub, TyperGroup) and list(hub.commands) == [name]


@pytest.mark.parametrize("words", [["nhe"], ["--help"], ["--what", "find"], [], ["-h"]])
def test_where_no_command_is_named_all_are_there(words: list[str]) -> None:
    assert sorted(_group(words).commands) == sorted(WHOLE.commands)


def test_the_options_before_a_command_are_those_it_goes_by() -> None:
    named = {name: one for one in WHOLE.params for name in one.opts if name != "--help"}
    assert set(named) == FLAGS | VALUED
    assert {name for name, one in named.items() if getattr(one, "is_flag", False)} == FLAGS
