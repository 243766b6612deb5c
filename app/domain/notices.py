"""What the officer should know although nothing is refused: one type for the whole domain.

A notice never stops anything. Whoever shows it translates ``message`` and fills in ``params``.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Notice:
    """One warning (lưu ý). code: a stable slug; message: an English msgid; params fill its braces."""

    code: str
    message: str
    params: tuple[tuple[str, str], ...] = ()

    def worded(self, template: str) -> str:
        """Fill a (translated) template of this notice's sentence with its values."""
        return template.format(**dict(self.params))

    def __str__(self) -> str:
        """Return the English sentence, for logs and tests; people read the translated one."""
        return self.worded(self.message)
