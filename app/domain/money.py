"""Money of the desk: what a dossier costs, exemptions, amounts as figures and in words.

All amounts are whole đồng. An amount that the province sets and nobody has entered is unknown, never
0; 0 is a fee confirmed as free. The legal receipt (biên lai) is issued elsewhere (NĐ 254/2026/NĐ-CP).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.domain.amount_words import WordVariants, amount_in_words
from app.domain.errors import BadInput
from app.domain.text import fold
from app.i18n import N_

__all__ = [
    "GROUNDS",
    "CopyItem",
    "Exemption",
    "Fee",
    "FeeCap",
    "FeeInputs",
    "FeeItem",
    "PageTier",
    "WordVariants",
    "amount_in_words",
    "compute_fees",
    "exemption_applies",
    "format_amount",
    "page_fee",
    "total",
]

GROUNDS = ("merit_family", "poor_household", "disabled", "on_time", "other")
"""Grounds of exemption (Luật Hộ tịch 60/2014/QH13 art. 11; other: whatever law the officer names)."""

MOST_COUNTED = 9999
"""More pages, copies or cases than this on one line is a slip of the finger."""

_WORDS_OF_GROUND = {
    "merit_family": "co cong",
    "poor_household": "ho ngheo",
    "disabled": "khuyet tat",
    "on_time": "dung han",
}
_ONLY_ON_REQUEST = "chi thu khi co yeu cau"


@dataclass(frozen=True, slots=True)
class PageTier:
    """Price per page from one page of the original to another (both included; None: to the end)."""

    from_page: int
    to_page: int | None
    amount: int


@dataclass(frozen=True, slots=True)
class FeeCap:
    """The most that is charged: per ``copy`` or per ``dossier``."""

    amount: int
    per: str


@dataclass(frozen=True, slots=True)
class FeeItem:
    """One fee of the catalogue. kind: phi | le_phi (Luật Phí và lệ phí 97/2015/QH13).

    amount: per unit, None = unknown. per: dossier | case | copy | page | document | facility.
    set_by: central | province. exemptions: the law's words, for the officer.
    """

    name: str
    kind: str
    amount: int | None
    per: str = "dossier"
    formula: str | None = None
    tiers: tuple[PageTier, ...] = ()
    cap: FeeCap | None = None
    exemptions: tuple[str, ...] = ()
    set_by: str = "central"
    note: str | None = None

    @property
    def is_only_on_request(self) -> bool:
        """Tell whether it is charged only for what the citizen asks extra («chỉ thu khi có yêu cầu»)."""
        return self.formula is not None and _ONLY_ON_REQUEST in fold(self.formula)


@dataclass(frozen=True, slots=True)
class CopyItem:
    """One paper to be certified: pages of the original, copies wanted."""

    pages: int
    copies: int = 1


@dataclass(frozen=True, slots=True)
class FeeInputs:
    """What fees are counted from. None: not said; see :func:`compute_fees` for what is then taken."""

    items: tuple[CopyItem, ...] = ()
    copies: int | None = None
    cases: int | None = None
    documents: int | None = None


@dataclass(frozen=True, slots=True)
class Exemption:
    """Why a citizen pays nothing (miễn phí, lệ phí). ground: one of GROUNDS; proof: the paper that shows it."""

    ground: str
    proof: str = ""


@dataclass(frozen=True, slots=True)
class Fee:
    """One charged line. amount: of the whole line, None while unknown. quantity counts what ``per`` names.

    state: known | unknown | exempt (amount 0).
    """

    name: str
    kind: str
    amount: int | None
    per: str
    quantity: int
    state: str


def compute_fees(items: Iterable[FeeItem], inputs: FeeInputs, exemption: Exemption | None) -> tuple[Fee, ...]:
    """Return the lines to charge; what is charged only on request and was not asked for is left out.

    Not said: 0 copies where charged only on request, else 1; 1 case; 1 document; 1 paper of 1 page.
    Ground *other* exempts the lines that list any exemption, all lines where none does. Raises BadInput.
    """
    items = tuple(items)
    _check_inputs(inputs)
    exempt = _exempt_items(items, exemption)
    charged = [_charge(item, inputs, is_exempt=item in exempt) for item in items]
    return tuple(fee for fee in charged if fee.quantity)


def exemption_applies(items: Iterable[FeeItem], exemption: Exemption) -> bool:
    """Tell whether any of these fees is exempt on that ground, so that the officer hears when none is."""
    return bool(_exempt_items(tuple(items), exemption))


def total(fees: Iterable[Fee]) -> int | None:
    """Return what is owed in all; None if any amount is unknown."""
    amounts = [fee.amount for fee in fees]
    return None if None in amounts else sum(amount for amount in amounts if amount is not None)


def page_fee(pages: int, tiers: Sequence[PageTier], cap: int | None) -> int:
    """Return the fee of one copy by the pages of its original (TT 226/2016/TT-BTC art. 4)."""
    owed = 0
    for tier in tiers:
        last = pages if tier.to_page is None else min(pages, tier.to_page)
        owed += tier.amount * max(0, last - tier.from_page + 1)
    return owed if cap is None else min(owed, cap)


def format_amount(amount: int) -> str:
    """Return an amount in figures as people write it here: ``1.005.021.000 đ``."""
    return f"{amount:,} đ".replace(",", ".")


def _charge(item: FeeItem, inputs: FeeInputs, *, is_exempt: bool) -> Fee:
    papers = _papers(item, inputs)
    quantity = sum(paper.pages * paper.copies for paper in papers) if item.per == "page" else _count(item, inputs)
    if is_exempt:
        return Fee(item.name, item.kind, 0, item.per, quantity, "exempt")
    amount = _amount(item, papers, quantity)
    return Fee(item.name, item.kind, amount, item.per, quantity, "unknown" if amount is None else "known")


def _count(item: FeeItem, inputs: FeeInputs) -> int:
    match item.per:
        case "copy":
            return _copies(item, inputs)
        case "case":
            return 1 if inputs.cases is None else inputs.cases
        case "document":
            return 1 if inputs.documents is None else inputs.documents
        case _:
            return 1


def _copies(item: FeeItem, inputs: FeeInputs) -> int:
    if inputs.copies is None:
        return 0 if item.is_only_on_request else 1
    return inputs.copies


def _papers(item: FeeItem, inputs: FeeInputs) -> tuple[CopyItem, ...]:
    return inputs.items or (CopyItem(pages=1, copies=_copies(item, inputs)),)


def _amount(item: FeeItem, papers: tuple[CopyItem, ...], quantity: int) -> int | None:
    if item.amount is None:
        return None
    amount = item.amount * quantity
    if item.per == "page" and item.tiers:
        cap = item.cap.amount if item.cap is not None and item.cap.per == "copy" else None
        amount = sum(page_fee(paper.pages, item.tiers, cap) * paper.copies for paper in papers)
    if item.cap is not None and item.cap.per == "dossier":
        return min(amount, item.cap.amount)
    return amount


def _exempt_items(items: tuple[FeeItem, ...], exemption: Exemption | None) -> tuple[FeeItem, ...]:
    if exemption is None:
        return ()
    if exemption.ground not in GROUNDS:
        raise BadInput(field="exemption.ground", problem=N_("is not one of the choices"))
    if exemption.ground != "other":
        words = _WORDS_OF_GROUND[exemption.ground]
        return tuple(item for item in items if any(words in fold(text) for text in item.exemptions))
    if not exemption.proof.strip():
        raise BadInput(field="exemption.proof", problem=N_("must say by which paper or rule"))
    return tuple(item for item in items if item.exemptions) or items


def _check_inputs(inputs: FeeInputs) -> None:
    counts = {"copies": inputs.copies, "cases": inputs.cases, "documents": inputs.documents}
    for index, paper in enumerate(inputs.items):
        counts[f"items.{index}.copies"] = paper.copies
        if not 1 <= paper.pages <= MOST_COUNTED:
            raise BadInput(field=f"fee_inputs.items.{index}.pages", problem=N_("must be a number from 1 to 9999"))
    for name, count in counts.items():
        if count is not None and not 0 <= count <= MOST_COUNTED:
            raise BadInput(field=f"fee_inputs.{name}", problem=N_("must be a number from 0 to 9999"))
