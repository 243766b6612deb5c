"""The rules of the desk as data, by the day they took effect: a dossier keeps those of its day of receipt.

A law that changes brings a new set, not new code: paper receipts end on 1 January 2027, the new
civil-status law comes on 1 March 2027. What is uncertain is a value the province can set.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

RESTART, RESUME = "restart", "resume"


@dataclass(frozen=True, slots=True)
class Rules:
    """One set of rules. id: ISO date of effect, as dossiers name it.

    after_papers: restart | resume, what the clock does once missing papers are there; resume_fields:
    fields whose own law says resume. supplement_days: working days the solver has to ask.
    supplements: how often one may ask. extensions: 1 = one may promise anew once, 0 = never. apology_days:
    working days before the due day on which the apology is due. accept_hours: working hours to
    accept what came online. paper_receipts: whether paper receipts (biên lai giấy) may still be used.
    ratings: levels of a citizen's rating. second_officer: fields → corrections that two must sign.
    kin: relations whose authorisation needs no certification in civil-status matters. kin_nearer: words that may
    stand behind them and leave them what they are («gái», «ruột»); any other word makes another relation.
    scan_fields: fields whose kept papers must be scanned, ``*`` for every field; scan_results: whether
    their results must be too; sign_scans: whether scans wait for a digital signature.
    """

    id: str
    source: str
    after_papers: str = RESTART
    resume_fields: tuple[str, ...] = ()
    supplement_days: int = 3
    supplements: int = 1
    extensions: int = 1
    apology_days: int = 1
    accept_hours: int = 8
    paper_receipts: bool = True
    ratings: int = 5
    second_officer_fields: tuple[str, ...] = ()
    second_officer_corrections: tuple[str, ...] = ()
    kin_fields: tuple[str, ...] = ()
    kin: tuple[str, ...] = ()
    kin_nearer: tuple[str, ...] = ()
    confirmed: bool = True
    scan_fields: tuple[str, ...] = ("*",)
    scan_results: bool = True
    sign_scans: bool = True

    def mode_after_papers(self, field: str) -> str:
        """Return what the clock does when papers were missing, for a procedure of this field."""
        return RESUME if field in self.resume_fields else self.after_papers

    def needs_second_officer(self, field: str, corrected: Sequence[str]) -> bool:
        """Tell whether two officers must stand for these corrections of a dossier of this field."""
        return field in self.second_officer_fields and any(one in self.second_officer_corrections for one in corrected)


@dataclass(frozen=True, slots=True)
class RuleBook:
    """All sets, oldest first; never empty."""

    sets: tuple[Rules, ...]

    def on(self, day: date) -> Rules:
        """Return the rules of a day; before the first set the first stands in."""
        begun = [rules for rules in self.sets if date.fromisoformat(rules.id) <= day]
        return begun[-1] if begun else self.sets[0]

    def of(self, rules_id: str, received: date) -> Rules:
        """Return the rules a dossier was received under; older dossiers name none and go by their day."""
        return next((rules for rules in self.sets if rules.id == rules_id), None) or self.on(received)
