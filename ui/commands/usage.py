"""What the parser of command lines says, in the language of the desk: wrong usage and the frame of help.

Typer speaks English only. Its refusals are read by pattern and worded anew; its help is laid out by a
formatter that knows our headings.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from typer import Context
from typer._click.core import Command
from typer._click.exceptions import NoArgsIsHelpError
from typer._click.formatting import HelpFormatter
from typer.exceptions import TyperException

from app.i18n import N_, _

_SAYINGS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.DOTALL), sentence)
    for pattern, sentence in (
        (r"Missing command\.", N_("Say which command.")),
        (r"No such command '(?P<what>.*?)'.*", N_("There is no command “{what}”.")),
        (r"No such option: (?P<what>\S+).*", N_("There is no option {what}.")),
        (r"Missing argument '(?P<what>.*?)'.*", N_("The argument {what} is missing.")),
        (r"Missing option '(?P<what>.*?)'.*", N_("The option {what} is missing.")),
        (r"Option '(?P<what>.*?)' requires .*", N_("The option {what} needs a value.")),
        (r"Option '(?P<what>.*?)' does not take a value.*", N_("The option {what} takes no value.")),
        (r"Got unexpected extra arguments? \((?P<what>.*)\).*", N_("There is too much on the line: {what}.")),
        (
            r"Invalid value for '(?P<what>.*?)': .*greater than or equal to (?P<least>-?\d+).*",
            N_("The value of {what} must be {least} or more."),
        ),
        (
            r"Invalid value for '(?P<what>.*?)': .*less than or equal to (?P<most>-?\d+).*",
            N_("The value of {what} must be {most} or less."),
        ),
        (r"Invalid value for '(?P<what>.*?)': .*valid integer.*", N_("The value of {what} must be a whole number.")),
        (r"Invalid value for '(?P<what>.*?)': .*", N_("The value of {what} does not fit.")),
    )
)
_OUR_OWN = "Invalid value: "
"""What Typer puts before a sentence of a command's own."""
_LONGEST_SHOWN = 80

_HEADINGS = {"Arguments": N_("Arguments"), "Options": N_("Options"), "Commands": N_("Commands")}
_MARKS = (
    ("Show this message and exit.", N_("Show this message.")),
    ("[required]", N_("[required]")),
    ("[default: ", N_("[default: ")),
)


def usage_sentence(wrong: TyperException) -> str:
    """Return what was wrong with the command line, and where help is."""
    if isinstance(wrong, NoArgsIsHelpError):
        return " ".join((_("Say which command."), _help_hint(wrong)))
    said = wrong.format_message()
    if said.startswith(_OUR_OWN):
        return " ".join((said.removeprefix(_OUR_OWN), _help_hint(wrong)))
    for pattern, sentence in _SAYINGS:
        if match := pattern.fullmatch(said):
            worded = _(sentence).format(**{name: part[:_LONGEST_SHOWN] for name, part in match.groupdict().items()})
            return " ".join((worded, _help_hint(wrong)))
    return " ".join((_("The command line was not understood."), _help_hint(wrong)))


def _help_hint(wrong: TyperException) -> str:
    context = getattr(wrong, "ctx", None)
    return _("Help: {command} --help").format(command=context.command_path if context else "motcua")


class _Formatter(HelpFormatter):
    """Lays help out under our headings."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the usage line."""
        words = args.replace("[OPTIONS]", _("[OPTIONS]")).replace("COMMAND [ARGS]...", _("COMMAND [ARGS]..."))
        super().write_usage(prog, words, prefix or _("Usage: "))

    def write_text(self, text: str) -> None:
        """Write what a command does, and its example on a line of its own that can be copied."""
        heading = _("Example:")
        does, mark, example = text.partition(f" {heading} ")
        super().write_text(does)
        if mark:
            self.write(f"\n{'':>{self.current_indent}}{heading} {example}\n")

    def write_heading(self, heading: str) -> None:
        """Write a heading."""
        super().write_heading(_(_HEADINGS.get(heading, heading)))

    def write_dl(self, rows: Sequence[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Write arguments, options or commands."""
        super().write_dl([(name, _remarked(text)) for name, text in rows], col_max, col_spacing)


def _remarked(text: str) -> str:
    for english, ours in _MARKS:
        text = text.replace(english, _(ours))
    return text


class _Context(Context):
    formatter_class = _Formatter


def speak_our_language(command: Command) -> None:
    """Let a command and all under it write their help with our headings.

    Whether a file may be read is found out by whoever reads it: a missing right is no wrong usage.
    """
    command.context_class = _Context
    for parameter in command.params:
        described = getattr(parameter, "type_descriptor", None)
        if described is not None and described.parameter_info is not None:
            described.parameter_info.readable = False
    for below in getattr(command, "commands", {}).values():
        speak_our_language(below)
