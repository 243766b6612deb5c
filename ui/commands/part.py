"""The part of the command line that was asked for: making its hundred commands takes longer than most of them run."""

from __future__ import annotations

import copy
from collections.abc import Sequence

import typer
from typer.main import get_command_name
from typer.models import CommandInfo

FLAGS = frozenset({"--json"})
VALUED = frozenset({"--data-dir", "--language", "--officer", "--password-file", "--now"})
"""The options before a command, without and with a value."""


def part_of(whole: typer.Typer, words: Sequence[str]) -> typer.Typer:
    """Return the command line with the one command that these words name; whole where they name none that is there."""
    rest = _from_command(words)
    commands = [one for one in whole.registered_commands if rest and name_of(one) == rest[0]]
    groups = [one for one in whole.registered_groups if rest and one.name == rest[0]]
    if not (commands or groups):
        return whole
    part = copy.copy(whole)
    part.registered_commands, part.registered_groups = commands, []
    for group in groups:
        kept = copy.copy(group)
        kept.typer_instance = group.typer_instance and part_of(group.typer_instance, rest[1:])
        part.registered_groups.append(kept)
    return part


def _from_command(words: Sequence[str]) -> Sequence[str]:
    """Return the words from the first that is no option on; none where an option stands there that is not known."""
    at = 0
    while at < len(words) and words[at].startswith("-"):
        option, _is, value = words[at].partition("=")
        if option not in FLAGS | VALUED:
            return ()
        at += 2 if option in VALUED and not value else 1
    return words[at:]


def name_of(one: CommandInfo) -> str:
    """Return the word that calls a command."""
    return one.name or get_command_name(getattr(one.callback, "__name__", ""))
