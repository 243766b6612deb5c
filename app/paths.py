"""Where this computer keeps a desk; nothing here creates a folder by looking."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path

import platformdirs

PROGRAM = "motcua"
STATE_DIR_VARIABLE = "MOTCUA_STATE_DIR"


@dataclass(frozen=True, slots=True)
class Paths:
    """The folders and files of one desk.

    data_dir: what a backup holds: database, vault, settings.
    state_dir: what must not travel with the data: the anchor that notices a restored or copied desk.
    logs_dir: ids only, readable by support.
    """

    data_dir: Path
    state_dir: Path
    logs_dir: Path

    @property
    def database(self) -> Path:
        """The encrypted database."""
        return self.data_dir / "desk.db"

    @property
    def vault_file(self) -> Path:
        """The wrapped data key, one slot per officer; a desk exists where this file does."""
        return self.data_dir / "vault.json"

    @property
    def lock_file(self) -> Path:
        """Held while a program may write: one at a time."""
        return self.data_dir / "desk.lock"

    @property
    def settings_file(self) -> Path:
        """The settings of this computer, see ``app.settings``."""
        return self.data_dir / "settings.toml"

    @property
    def practice(self) -> Paths:
        """The practice copy (bản tập huấn) of this computer: a desk of its own beside the real one."""
        return replace(self, data_dir=self.data_dir / "practice")

    @property
    def calendars(self) -> Path:
        """Calendar files that lie over the shipped ones, ``<year>.json``."""
        return self.data_dir / "calendar"

    @property
    def wordings_file(self) -> Path:
        """The province's wordings of the forms, in place of the shipped ones; see ``printing.wordings``."""
        return self.data_dir / "wordings.json"

    @property
    def villages_file(self) -> Path:
        """How far villages are from this desk, see ``app.services.villages``."""
        return self.data_dir / "villages.csv"

    @property
    def anchor_file(self) -> Path:
        """The anchors of all desks of this account; keep them apart by station, not by folder."""
        return self.state_dir / "anchors"


def desk_paths(data_dir: Path | None = None) -> Paths:
    """Return the paths of the desk in ``data_dir``, or of this account's usual desk."""
    asked = os.environ.get(STATE_DIR_VARIABLE)
    state = Path(asked) if asked else platformdirs.user_state_path(PROGRAM, appauthor=False)
    data = data_dir or platformdirs.user_data_path(PROGRAM, appauthor=False)
    return Paths(data_dir=data.absolute(), state_dir=state.absolute(), logs_dir=state.absolute() / "logs")
