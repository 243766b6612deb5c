"""``motcua``: everything the window can do to data, without the window. CLI.md is its contract.

The language is set before the command modules are imported, so that their help texts speak it.
"""

from __future__ import annotations

import contextlib
import os
import sys
from typing import NoReturn

from app.i18n import _, use_language

USAGE, REFUSED, BUG, INTERRUPTED = 2, 3, 70, 130
LANGUAGES = ("vi", "en")


def _option_before_command(argv: list[str], name: str) -> str | None:
    for position, word in enumerate(argv):
        if word == name and position + 1 < len(argv):
            return argv[position + 1]
        if word.startswith(f"{name}="):
            return word.partition("=")[2]
    return None


def main(argv: list[str] | None = None) -> NoReturn:
    """Run one command and exit with its status; without a command, open the window."""
    if getattr(sys, "frozen", False):
        import multiprocessing

        multiprocessing.freeze_support()  # the hub's reader is a process of this very program
    words = sys.argv[1:] if argv is None else argv
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a Windows console may not speak UTF-8 by itself
            stream.reconfigure(encoding="utf-8", errors="replace")  # half a character typed must not hide the answer
    asked = _option_before_command(words, "--language") or os.environ.get("MOTCUA_LANGUAGE")
    use_language(asked if asked in LANGUAGES else "vi")
    sys.exit(run(words))


def run(words: list[str]) -> int:
    """Run one command in the language in use; return its exit status."""
    from typer.exceptions import Abort, Exit, TyperException

    from app.domain.errors import EnvironmentFault, Refusal
    from ui.commands.output import show_problem, show_refusal
    from ui.commands.root import command_line
    from ui.commands.usage import usage_sentence

    as_json = "--json" in words
    try:
        result = command_line(words)(args=words, prog_name="motcua", standalone_mode=False)
    except Refusal as refusal:
        show_refusal(refusal, as_json=as_json)
        if isinstance(refusal, EnvironmentFault):
            _let_go_of_stdout()
        return refusal.exit_code
    except Exit as leaving:
        return leaving.exit_code
    except TyperException as wrong:
        show_problem("Usage", usage_sentence(wrong), as_json=as_json)
        return USAGE
    except (KeyboardInterrupt, Abort) as stopped:
        show_problem("Stopped", _("Stopped. What was saved stays saved."), as_json=as_json)
        return REFUSED if isinstance(stopped, Abort) else INTERRUPTED
    except BrokenPipeError:  # the reader had enough (``motcua find … | head``)
        _let_go_of_stdout()
        return 0
    except Exception as bug:
        from app.logs import report_bug

        code = report_bug(bug)
        message = _("The program made a mistake. What was saved stays saved. Give this code to support: {code}")
        show_problem("Bug", message.format(code=code), as_json=as_json)
        return BUG
    return result if isinstance(result, int) else 0


def _let_go_of_stdout() -> None:
    """Forget what could not be written, or Python would try once more on leaving and change the exit status."""
    with contextlib.suppress(OSError, ValueError):
        sys.stdout.flush()
        return
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
