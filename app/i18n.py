"""Words for people: English msgids in the code, the catalogues in ``app/locale``.

``N_`` only marks a sentence for extraction (the domain uses nothing else from here);
``_`` and ``ngettext`` translate at the moment of speaking, so the language can change
while the program runs.
"""

from __future__ import annotations

import gettext as _gettext
from pathlib import Path

LOCALE_DIR = Path(__file__).parent / "locale"
DOMAIN = "motcua"

_catalogue: _gettext.NullTranslations = _gettext.NullTranslations()
_language = "en"


def N_(message: str) -> str:  # noqa: N802 (the gettext custom)
    """Mark a sentence for the catalogue without translating it yet."""
    return message


def use_language(language: str) -> None:
    """Speak this language from now on: ``vi`` or ``en``. An unknown one speaks the msgids."""
    global _catalogue, _language
    _language = language
    _catalogue = _gettext.translation(DOMAIN, LOCALE_DIR, languages=[language], fallback=True)


def language() -> str:
    """Return the language in use, for a process of ours that has to speak it too."""
    return _language


def _(message: str) -> str:
    """Return the sentence in the language in use."""
    return _catalogue.gettext(message) if message else ""


def ngettext(singular: str, plural: str, number: int) -> str:
    """Return the singular or plural form for a count, in the language in use."""
    return _catalogue.ngettext(singular, plural, number)
