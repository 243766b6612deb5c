"""What the officer wishes, as the panels give it back: plain values, as typed, nothing decided yet."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.domain.facts import ReceivedPaper
from app.domain.life_events import WantedPaper


@dataclass(frozen=True, slots=True)
class ForwardWish:
    """To whom it goes. kind: division | officer | agency | station; station: whose desk it lies at from then on."""

    kind: str
    name: str
    note: str
    station: bytes | None = None


@dataclass(frozen=True, slots=True)
class ResultWish:
    """The result: its number and who signed it."""

    number: str
    signer: str
    note: str


@dataclass(frozen=True, slots=True)
class NoteWish:
    """A note."""

    text: str


@dataclass(frozen=True, slots=True)
class CollectWish:
    """Money: as typed, how it came, and the number in the paper receipt book."""

    amount: str
    method: str
    paper_receipt: str


@dataclass(frozen=True, slots=True)
class PrintWish:
    """Which form; to which printer, or to a file when empty."""

    form: str
    printer: str


@dataclass(frozen=True, slots=True)
class AnswersWish:
    """An act that only needs a few answers: its slug, and (name of the field, what stands in it)."""

    slug: str
    answers: tuple[tuple[str, str], ...]

    def text(self, name: str) -> str:
        """Return one answer, as typed; empty where it was not asked."""
        return dict(self.answers).get(name, "")


@dataclass(frozen=True, slots=True)
class RequestWish:
    """Which papers lack, why, whom to call; leader and why_leave only where a rule had to be lifted.

    password: of the leader, if they typed it here.
    """

    wanted: tuple[WantedPaper, ...]
    reason: str
    phone: str
    leader: str = ""
    why_leave: str = ""
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class ReceivedWish:
    """Which papers came; mode empty = as the rules say, else with the law it rests on. lacking: names that did not."""

    papers: tuple[ReceivedPaper, ...]
    mode: str = ""
    basis: str = ""
    lacking: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CorrectWish:
    """Field → new value as text, the reason, and who looked too. password: theirs, if they typed it here."""

    changes: tuple[tuple[str, str], ...]
    reason: str
    second_officer: str = ""
    password: str | None = field(default=None, repr=False)


Wish = (
    ForwardWish
    | ResultWish
    | NoteWish
    | CollectWish
    | PrintWish
    | AnswersWish
    | RequestWish
    | ReceivedWish
    | CorrectWish
)
