"""``motcua``: everything the window can do to data, without the window. CLI.md is its contract.

The language is set before the command modules are imported, so that their help texts speak it.
"""

from __future__ import annotations

import os
import sys
from typing import NoReturn

from app.i18n import _, use_language

USAGE, BUG = 2, 70


def _option_before_command(argv: list[str], name: str) -> str | None:
    for position, word in enumerate(argv):
        if word == name and position + 1 < len(argv):
            return argv[position + 1]
        if word.startswith(f"{name}="):
            return word.partition("=")[2]
    return None


def main(argv: list[str] | None = None) -> NoReturn:
    """Run one command and exit with its status; without a command, open the window."""
    words = sys.argv[1:] if argv is None else argv
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a Windows console may not speak UTF-8 by itself
            stream.reconfigure(encoding="utf-8")
    use_language(_option_before_command(words, "--language") or os.environ.get("MOTCUA_LANGUAGE", "vi"))
    sys.exit(_run(words))


def _run(words: list[str]) -> int:
    from typer.exceptions import Abort, Exit, TyperException

    from app.domain.errors import Refusal
    from ui.commands.output import show_problem, show_refusal
    from ui.commands.root import app

    as_json = "--json" in words
    try:
        result = app(args=words, prog_name="motcua", standalone_mode=False)
    except Refusal as refusal:
        show_refusal(refusal, as_json=as_json)
        return refusal.exit_code
    except Exit as leaving:
        return leaving.exit_code
    except TyperException as wrong:
        show_problem("Usage", wrong.format_message(), as_json=as_json)
        return USAGE
    except (KeyboardInterrupt, Abort):
        show_problem("Stopped", _("Stopped. What was saved stays saved."), as_json=as_json)
        return BUG
    except Exception as bug:
        from app.logs import report_bug

        code = report_bug(bug)
        message = _("The program made a mistake. What was saved stays saved. Give this code to support: {code}")
        show_problem("Bug", message.format(code=code), as_json=as_json)
        return BUG
    return result if isinstance(result, int) else 0
