"""The papers the desk makes of a dossier, and on what: names as the command line and the log have them."""

from __future__ import annotations

FORMS = ("receipt", "supplement", "refusal", "apology", "stop", "control", "handover", "return", "fee-slip")
PAPERS = ("a5", "a4", "k80")
"""k80: a roll of 80 mm, for receipt and fee slip."""
