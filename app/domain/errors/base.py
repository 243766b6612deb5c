"""What every refusal is: a type, a sentence, details, an exit code."""

from __future__ import annotations

from typing import ClassVar

from app.i18n import N_


class Refusal(Exception):
    """The program says no. ``details`` fill the braces of ``message`` and go out as JSON."""

    message: ClassVar[str] = N_("The step could not be done.")
    exit_code: ClassVar[int] = 70

    def __init__(self, **details: object) -> None:
        super().__init__(type(self).__name__)
        self.details: dict[str, object] = details

    def __str__(self) -> str:
        """Return the English sentence, for logs and tests; people read the translated one."""
        return self.worded(self.message)

    def worded(self, template: str) -> str:
        """Fill a (translated) template of this error's sentence with its details."""
        return template.format(**self.details)


class DomainError(Refusal):
    """The officer can do something about it."""

    exit_code = 3


NAMES = frozenset({"folder", "name", "path", "place"})
"""Details that hold what somebody called a file or a folder: no word of ours, though it may look like one."""


class EnvironmentFault(Refusal):
    """The world failed: what was saved stays saved."""

    exit_code = 4


class Untrusted(Refusal):
    """Bytes that are damaged, forged or not meant for this desk: nothing of them is stored."""

    exit_code = 5
