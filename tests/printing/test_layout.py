"""Nothing is clipped and nothing lies over anything else, however long the words are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.citizen import Applicant, Representative
from app.domain.dossier import Dossier, Handing
from app.domain.facts import ReceivedPaper
from app.domain.life_events import WantedPaper
from app.domain.money import Fee
from printing import (
    fee_slip,
    form_01_receipt,
    form_02_supplement,
    form_03_refusal,
    form_04_apology,
    form_05_stop,
    form_06_control,
    handover_slip,
    return_slip,
)
from printing.blocks import paragraph
from printing.layout import Span, Words
from printing.pages import Page
from printing.paper import A4, A5, Stock
from printing.wordings import FORMS, shipped
from tests.printing import act_cases, cases
from tests.printing.reading import faults_of

RECEIPT = shipped().of("receipt", "TT03-2025-draft")
LAYOUTS: dict[FORMS, Callable[..., list[Page]]] = {
    "supplement": form_02_supplement.lay_out,
    "refusal": form_03_refusal.lay_out,
    "apology": form_04_apology.lay_out,
    "stop": form_05_stop.lay_out,
    "control": form_06_control.lay_out,
    "handover": handover_slip.lay_out,
    "return": return_slip.lay_out,
}
LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxyẮẰẲẴẶẤẦẨẪẬỐỒỔỖỘỚỜỞỠỢẾỀỂỄỆỨỪỬỮỰỲÝỶỸỴíìỉĩịgjyqp0123456789.,;:-()/@"
WORDS = st.text(LETTERS, min_size=1, max_size=14) | st.sampled_from(
    ["Nghiêng", "Ẵ" * 90, "g" * 300, "a@b.vn", "–", "…"]
)
TEXTS = st.lists(WORDS, min_size=1, max_size=60).map(" ".join)
PHRASES = st.lists(WORDS, min_size=1, max_size=12).map(" ".join)

COUNTS = st.integers(0, 9999)
PAPERS = st.builds(
    ReceivedPaper, st.just(0), TEXTS, original=COUNTS, copy=COUNTS, shown_only=st.booleans(), note=st.none() | PHRASES
)
APPLICANTS = st.builds(
    Applicant,
    st.sampled_from(["person", "household", "organisation", "foreigner"]),
    PHRASES,
    address=st.none() | TEXTS,
    phone=st.none() | WORDS,
    email=st.none() | WORDS,
)
ACTING = st.none() | st.builds(Representative, PHRASES, relation=st.none() | PHRASES, phone=st.none() | WORDS)
FEES = st.lists(
    st.builds(
        Fee, PHRASES, st.just("phi"), st.none() | st.integers(0, 10**12), st.just("copy"), st.just(1), st.just("known")
    ),
    max_size=4,
).map(tuple)


@st.composite
def dossiers(draw: st.DrawFn) -> Dossier:
    return replace(
        cases.with_procedure(draw(TEXTS)),
        applicant=draw(APPLICANTS),
        representative=draw(ACTING),
        papers=tuple(draw(st.lists(PAPERS, max_size=12))),
        officer_name=draw(PHRASES),
        summary=draw(st.none() | TEXTS),
        competent_agency=draw(st.none() | PHRASES),
        priority=draw(st.sampled_from([(), ("cannot_read",)])),
        fees=draw(FEES),
        late_entry=draw(st.booleans()),
        paper_number=draw(st.none() | WORDS),
    )


def printed(pages: list[Page]) -> str:
    """Return all that is printed without blanks, so that line breaks do not matter."""
    return "".join(mark.text for page in pages for mark in page if isinstance(mark, Words)).replace(" ", "")


@pytest.mark.parametrize("stock", [A5, A4], ids=["a5", "a4"])
@pytest.mark.parametrize(
    "dossier",
    [
        cases.A_COPY,
        cases.with_procedure(cases.LONG_PROCEDURE),
        cases.with_papers(20),
        cases.with_papers(60),
        cases.AN_ORGANISATION,
        cases.CANNOT_READ,
        cases.BY_REPRESENTATIVE,
        cases.WITH_SHOWN_PAPERS,
        cases.UNKNOWN_FEE,
        cases.LATE_ENTRY,
        cases.EVERYTHING_LONG,
    ],
)
def test_no_paper_of_the_desk_clips_or_overlays(dossier: Dossier, stock: Stock) -> None:
    stamps = ("BẢN TẬP HUẤN – KHÔNG CÓ GIÁ TRỊ", "IN LẠI LẦN 1")

    assert not faults_of(form_01_receipt.lay_out(dossier, cases.HEAD, stock, RECEIPT, stamps=stamps), stock)


@settings(max_examples=60)
@given(dossier=dossiers(), stock=st.sampled_from([A5, A4]))
def test_no_words_however_long_clip_or_overlay_or_get_lost(dossier: Dossier, stock: Stock) -> None:
    pages = form_01_receipt.lay_out(dossier, cases.HEAD, stock, RECEIPT, stamps=("IN LẠI LẦN 1",))

    assert not faults_of(pages, stock)
    shown = printed(pages[: len(pages) // 2])
    if len(pages) == 2:  # a running head may stand in the middle of a text that goes on
        assert dossier.applicant.name.replace(" ", "") in shown
        assert (dossier.applicant.address or "").replace(" ", "") in shown
    assert "17giờ30phút,ngày25tháng11năm2026" in shown


@settings(max_examples=20)
@given(dossier=dossiers(), stock=st.sampled_from([A5, A4]))
def test_fee_slips_neither(dossier: Dossier, stock: Stock) -> None:
    paid = replace(dossier, payments=cases.A_COPY.payments)

    assert not faults_of(fee_slip.lay_out(paid, cases.HEAD, stock, number="1-0007", stamps=()), stock)


@pytest.mark.parametrize("stock", [A5, A4], ids=["a5", "a4"])
@pytest.mark.parametrize("form", act_cases.ACT_FORMS)
@pytest.mark.parametrize("length", ["ordinary", "longest"])
def test_no_paper_of_an_act_clips_or_overlays(form: FORMS, stock: Stock, length: str) -> None:
    dossier = (act_cases.ORDINARY if length == "ordinary" else act_cases.LONGEST)[form]
    stamps = ("BẢN TẬP HUẤN – KHÔNG\u00a0CÓ\u00a0GIÁ\u00a0TRỊ", "IN LẠI LẦN 1")

    for version in ("TT03-2025-draft", "TT01-2018"):
        words = shipped().of(form, version)
        assert not faults_of(LAYOUTS[form](dossier, cases.HEAD, stock, words, stamps=stamps), stock)


@settings(max_examples=20)
@given(
    dossier=dossiers(), reason=TEXTS, name=PHRASES, wanted=st.lists(PAPERS, max_size=6), stock=st.sampled_from([A5, A4])
)
def test_no_act_however_worded_clips_or_overlays(
    dossier: Dossier, reason: str, name: str, wanted: list[ReceivedPaper], stock: Stock
) -> None:
    asked = tuple(WantedPaper(paper.name, 0, paper.original, paper.copy, paper.note) for paper in wanted)
    dossier = replace(
        dossier,
        requests=(replace(act_cases.REQUEST, reason=reason, by=name, wanted=asked),),
        extension=replace(act_cases.EXTENSION, reason=reason, signer=name),
        ending=replace(act_cases.REFUSAL, reason=reason, legal_basis=reason, signer=name),
        handings=(Handing(dossier.received_at, name, name, note=reason, taken_at=dossier.received_at, taken_by=name),),
    )
    forms: tuple[FORMS, ...] = ("supplement", "refusal", "apology", "control", "handover")
    for form in forms:
        assert not faults_of(LAYOUTS[form](dossier, cases.HEAD, stock, shipped().of(form, "TT01-2018")), stock), form


@pytest.mark.parametrize("stock", [A5, A4], ids=["a5", "a4"])
@pytest.mark.parametrize("what", ["applicant", "officer", "code", "agency"])
def test_a_text_without_end_runs_off_no_sheet(what: str, stock: Stock) -> None:
    """Only a hostile station sends such a thing; what is never cut between two pages ends with «…» instead."""
    endless = "Ẵ" * 4000
    hostile = {
        "applicant": lambda one: replace(one, applicant=replace(one.applicant, name=endless)),
        "officer": lambda one: replace(one, officer_name=endless),
        "code": lambda one: replace(one, code="9" * 9000),
        "agency": lambda one: replace(one, competent_agency=endless),
    }[what]
    receipt = form_01_receipt.lay_out(hostile(cases.A_COPY), cases.HEAD, stock, RECEIPT, companions=[cases.A_COPY])
    assert not faults_of(receipt, stock)
    beside = form_01_receipt.lay_out(cases.A_COPY, cases.HEAD, stock, RECEIPT, companions=[hostile(cases.A_COPY)])
    assert not faults_of(beside, stock)
    paid = replace(hostile(cases.A_COPY), payments=cases.A_COPY.payments)
    assert not faults_of(fee_slip.lay_out(paid, cases.HEAD, stock, number="1-0007", stamps=()), stock)
    for form, lay_out in LAYOUTS.items():
        pages = lay_out(hostile(act_cases.LONGEST[form]), cases.HEAD, stock, shipped().of(form, "TT03-2025-draft"))
        assert not faults_of(pages, stock), form


@given(text=TEXTS, limit=st.floats(40, 400), align=st.sampled_from(["left", "centre", "right", "justify"]))
def test_wrapped_lines_keep_every_letter_and_the_measure(text: str, limit: float, align: str) -> None:
    strips = paragraph([Span(text)], limit, align=align)

    marks = [mark for strip in strips for mark in strip.marks if isinstance(mark, Words)]
    assert "".join(mark.text for mark in marks).replace(" ", "") == text.replace(" ", "")
    assert all(mark.x >= -0.01 and mark.x + mark.width <= limit + 0.01 for mark in marks)


def test_the_check_itself_sees_words_laid_over_words_and_words_off_the_paper() -> None:
    page, *_rest = form_01_receipt.lay_out(cases.A_COPY, cases.HEAD, A5, RECEIPT)
    name = next(mark for mark in page if isinstance(mark, Words) and mark.text == "Tẩn Lở Mẩy")

    assert faults_of([(*page, replace(name, y=name.y + 6))], A5)
    assert faults_of([(*page, replace(name, x=A5.width - 20))], A5)


def test_sizes_give_way_in_the_order_of_the_design_and_never_go_below_it() -> None:
    def sizes(dossier: Dossier) -> set[float]:
        pages = form_01_receipt.lay_out(dossier, cases.HEAD, A5, RECEIPT)
        return {mark.size for page in pages for mark in page if isinstance(mark, Words)}

    assert sizes(cases.A_COPY) == {8, 9, 9.8, 10, 10.3, 11.5, 13}
    assert min(sizes(cases.AN_ORGANISATION)) == 8
    assert 9.5 in sizes(cases.AN_ORGANISATION)
    assert 10.3 in sizes(cases.with_papers(20)), "where a second page is needed anyway, nothing shrinks"
