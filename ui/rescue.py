"""Saving damaged data into a new folder: the vault, what the log still proves, the scans."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from app.domain.errors import AlreadyInitialised
from app.files import fault_of
from app.paths import Paths
from storage import lock, vault
from storage.rescue import Rescued, rescue
from ui.program import login_on

_BESIDE = ("settings.toml", "wordings.json", "villages.csv")


def rescue_desk(paths: Paths, to: Path, *, login: str | None, password: Callable[[], str]) -> Rescued:
    """Make a data folder of what can be read of a desk; its own folder stays as it is.

    Raises NotInitialised, UnknownOfficer, WrongPassword, AlreadyInitialised (the folder is not empty), DeskInUse,
    DatabaseDamaged (nothing can be read), DiskFull, CannotWrite.
    """
    opened = vault.unlock(paths.vault_file, login_on(paths, login), password())
    if to.exists() and any(to.iterdir()):
        raise AlreadyInitialised(folder=to)
    held = lock.hold(paths.lock_file)
    try:
        to.mkdir(parents=True, exist_ok=True)
        found = rescue(paths.database, to / paths.database.name, opened.key)
        for name in (*_BESIDE, paths.vault_file.name, f"{paths.vault_file.name}.copy"):
            if (paths.data_dir / name).exists():
                shutil.copy2(paths.data_dir / name, to / name)
        for folder in ("blobs", "calendar"):
            if (paths.data_dir / folder).exists():
                shutil.copytree(paths.data_dir / folder, to / folder, dirs_exist_ok=True)
    except OSError as failed:
        raise fault_of(failed, to.name) from failed
    finally:
        held.release()
    return found
