"""What stands before the command: folders, language, officer, password, clock."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from app.domain.errors import BadInput, CannotRead
from app.i18n import N_, _

if TYPE_CHECKING:
    from app.paths import Paths
    from ui.program import Program


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

    def password(self, *, confirm: bool = False) -> str:
        """Return the password from the file, or ask for it on a terminal; never an argument."""
        source = self.password_file or _from_environment("MOTCUA_PASSWORD_FILE")
        if source is not None:
            try:
                return source.read_text(encoding="utf-8").rstrip("\r\n")
            except (OSError, UnicodeDecodeError) as failed:
                raise CannotRead(place=source.name) from failed
        if not sys.stdin.isatty():
            raise BadInput(field="password", problem=N_("give --password-file; there is no terminal to ask on"))
        return str(typer.prompt(_("Password"), hide_input=True, confirmation_prompt=confirm))

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


def _from_environment(name: str) -> Path | None:
    value = os.environ.get(name)
    return Path(value) if value else None


def read_document(source: str) -> bytes:
    """Return the bytes of a file argument, ``-`` being standard input. Raises CannotRead."""
    if source == "-":
        return sys.stdin.buffer.read(1 << 20)
    try:
        with Path(source).open("rb") as stream:
            return stream.read(1 << 20)
    except OSError as failed:
        raise CannotRead(place=Path(source).name) from failed


def parse_time(text: str | None, field: str) -> datetime | None:
    """Read an ISO time from the command line; without offset it is +07:00. Raises BadInput."""
    from app.clock import ZONE

    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as failed:
        raise BadInput(field=field, problem=N_("is not a time such as 2026-11-23T08:15:00+07:00")) from failed
    return (moment if moment.tzinfo else moment.replace(tzinfo=ZONE)).astimezone(ZONE)
