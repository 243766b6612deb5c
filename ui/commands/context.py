"""What stands before the command: folders, language, officer, password, clock."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from app.domain.errors import BadInput, CannotRead
from app.files import read_secret
from app.i18n import N_, _

if TYPE_CHECKING:
    from app.paths import Paths
    from ui.program import Program

_MOST_READ = (1 << 20) + 1
"""One byte more than a draft may have, so that a larger one is refused and not cut off."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The options that stand before the command."""

    data_dir: Path | None
    as_json: bool
    officer: str | None
    password_file: Path | None
    now: datetime | None

    @property
    def paths(self) -> Paths:
        """Return the folders of this desk."""
        from app.paths import desk_paths

        return desk_paths(self.data_dir)

    @property
    def has_password_file(self) -> bool:
        """Return whether a password can be had without asking."""
        return (self.password_file or _from_environment("MOTCUA_PASSWORD_FILE")) is not None

    def password(self, *, confirm: bool = False) -> str:
        """Return the password from the file, or ask for it on a terminal; never an argument."""
        return read_password(self.password_file or _from_environment("MOTCUA_PASSWORD_FILE"), confirm=confirm)

    @contextmanager
    def desk(self, *, write: bool) -> Iterator[Program]:
        """Open the desk for one command. Raises NotInitialised, WrongPassword, DeskInUse, ClockNotYours."""
        from ui.program import open_program

        login = self.officer or os.environ.get("MOTCUA_OFFICER")
        program = open_program(self.paths, login=login, password=self.password, write=write, now=self.now)
        try:
            yield program
        finally:
            program.close()


def read_password(source: Path | None, *, confirm: bool) -> str:
    """Return a password from a file, or ask for it on a terminal. Raises CannotRead, BadInput."""
    if source is not None:
        return read_secret(source)
    if not sys.stdin.isatty():
        raise BadInput(field="password", problem=N_("give --password-file; there is no terminal to ask on"))
    return str(typer.prompt(_("Password"), hide_input=True, confirmation_prompt=confirm))


def other_password(file: Path | str | None) -> str | None:
    """Return the password of the one who stands beside the officer, from their file. Raises CannotRead."""
    return read_password(Path(file), confirm=False) if file else None


def _from_environment(name: str) -> Path | None:
    value = os.environ.get(name)
    return Path(value) if value else None


def read_document(source: str) -> bytes:
    """Return the bytes of a file argument, ``-`` being standard input. Raises CannotRead."""
    if source == "-":
        return sys.stdin.buffer.read(_MOST_READ)
    try:
        with Path(source).open("rb") as stream:
            return stream.read(_MOST_READ)
    except (OSError, ValueError) as failed:
        raise CannotRead(place=Path(source).name) from failed


def parse_time(text: str | None, field: str) -> datetime | None:
    """Read an ISO time from the command line; without offset it is +07:00. Raises BadInput."""
    from app.services.field_checks import moment

    return moment(text, field)


def parse_day(text: str | None, field: str) -> date | None:
    """Read an ISO date from the command line. Raises BadInput."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as failed:
        raise BadInput(field=field, problem=N_("must be a date such as 2026-11-23")) from failed
