"""The catalogue the program ships, as an officer finds and reads it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import jsonschema
import pytest

from app.domain.citizen import Applicant
from app.domain.deadline import TimeLimit
from app.domain.draft import Draft
from app.domain.errors import BadInput, CatalogueDamaged, ProcedureNotReceivedHere, UnknownCommune, UnknownProcedure
from app.domain.money import FeeItem
from app.domain.procedure import LocalOverride, Procedure
from app.services import catalogue_file
from app.services.catalogue import Catalogue, ProcedureRows, load_catalogue, why_not_here
from app.services.catalogue_file import DATA, PROCEDURES, read_communes, read_procedures

TODAY = date(2026, 11, 23)
BIRTH = "1.001193"


@pytest.fixture
def catalogue() -> Catalogue:
    return load_catalogue()


def a_draft(procedure: str, version: str | None = None) -> Draft:
    return Draft(procedure=procedure, applicant=Applicant(kind="person", name="Giàng A Chống"), version=version)


def codes(found: tuple[Procedure, ...]) -> list[str]:
    return [procedure.code or procedure.id for procedure in found]


# ── the files ────────────────────────────────────────────────────────────────────────────────


def test_the_shipped_procedures_fit_their_schema() -> None:
    schema = json.loads((DATA / "procedures.schema.json").read_bytes())
    validator = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    assert [error.message for error in validator.iter_errors(json.loads(PROCEDURES.read_bytes()))] == []


def test_all_208_procedures_and_38_communes_load(catalogue: Catalogue) -> None:
    assert len(catalogue.all()) == 208
    assert len(catalogue.communes()) == 38
    assert catalogue.version == "2026-11-22"


def fastest(work: Callable[[], object]) -> float:
    """Return the seconds of processor time of the best of a few runs: neighbours on the machine do not count."""
    taken = []
    for _ in range(7):
        begun = time.thread_time()
        work()
        taken.append(time.thread_time() - begun)
    return min(taken)


def test_loading_is_no_matter_of_seconds() -> None:
    data = PROCEDURES.read_bytes()
    assert fastest(lambda: ProcedureRows(read_procedures(data, name="procedures.json").procedures)) < 0.6


def _spoilt(change: str) -> bytes:
    document = json.loads(PROCEDURES.read_bytes())
    row = document["procedures"][0]
    match change:
        case "unknown key":
            row["colour"] = "red"
        case "missing key":
            del row["time_limit"]
        case "amount as text":
            row["fees"][1]["amount"] = "8000"
        case "unknown unit":
            row["time_limit"]["unit"] = "fortnight"
        case "not a code":
            row["code"] = "1.1193"
        case "not a day":
            row["effective_from"] = "2026-02-30"
        case "the same row twice":
            document["procedures"].append(row)
        case "no procedures":
            document["procedures"] = []
    return json.dumps(document).encode()


@pytest.mark.parametrize(
    "change",
    [
        "unknown key",
        "missing key",
        "amount as text",
        "unknown unit",
        "not a code",
        "not a day",
        "the same row twice",
        "no procedures",
    ],
)
def test_a_catalogue_that_does_not_fit_is_damaged_and_names_its_file(change: str) -> None:
    with pytest.raises(CatalogueDamaged) as refused:
        read_procedures(_spoilt(change), name="procedures.json")
    assert refused.value.details == {"name": "procedures.json"}
    assert refused.value.exit_code == 5


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"\xff\xfe", PROCEDURES.read_bytes()[:-500]])
def test_truncated_bytes_are_a_damaged_catalogue(data: bytes) -> None:
    with pytest.raises(CatalogueDamaged):
        read_procedures(data, name="procedures.json")
    with pytest.raises(CatalogueDamaged):
        read_communes(data, name="communes.json")


def test_a_missing_file_is_a_damaged_catalogue(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(catalogue_file, "PROCEDURES", tmp_path / "procedures.json")
    catalogue_file.shipped_procedures.cache_clear()
    try:
        with pytest.raises(CatalogueDamaged, match=r"procedures\.json"):
            catalogue_file.shipped_procedures()
    finally:
        catalogue_file.shipped_procedures.cache_clear()


# ── procedures ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("text", ["1.001193", "1.001193.000.00.00.H35", " 1.001193 ", "tthc-1-001193"])
def test_both_notations_name_the_same_procedure(catalogue: Catalogue, text: str) -> None:
    procedure = catalogue.procedure(text, on=TODAY)
    assert procedure.name == "Thủ tục đăng ký khai sinh"
    assert procedure.short_name == "Đăng ký khai sinh"


@pytest.mark.parametrize("text", ["", "9.999999", "khai sinh", "1.00119", "tthc-", "None"])
def test_what_is_no_procedure_is_refused_by_name(catalogue: Catalogue, text: str) -> None:
    with pytest.raises(UnknownProcedure) as refused:
        catalogue.procedure(text, on=TODAY)
    assert refused.value.details == {"procedure": text}


def test_a_row_is_read_whole(catalogue: Catalogue) -> None:
    birth = catalogue.procedure(BIRTH, on=TODAY)
    assert (birth.limit.amount, birth.limit.unit) == (0, "same_day")
    assert next(paper.name for paper in birth.papers if paper.shown_only).startswith("Giấy tờ tùy thân")
    assert birth.fees[0].amount is None, "set by the province and nobody entered it: unknown, never 0"
    assert birth.fees[1].amount == 8000
    assert birth.extensions[0].amount == 3
    assert birth.results == ("Giấy khai sinh",)
    assert birth.steps[0].step == "tiep_nhan"


def test_a_fee_that_the_province_sets_is_never_zero(catalogue: Catalogue) -> None:
    by_province = [fee for row in catalogue.all() for fee in row.fees if fee.set_by == "province"]
    assert len(by_province) == 52
    assert all(fee.amount is None for fee in by_province)


def test_the_longest_name_is_kept_to_its_last_letter(catalogue: Catalogue) -> None:
    assert max(len(row.name) for row in catalogue.all()) == 919


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1.010041", "the commune police receive it"),
        ("1.003133", "the commune police receive it"),
        ("2.000986", "it is an old procedure that is no longer offered"),
        ("tthc-x078", "the province has not given it a code yet"),
    ],
)
def test_what_this_desk_may_not_accept_says_why(catalogue: Catalogue, text: str, reason: str) -> None:
    assert why_not_here(catalogue.procedure(text, on=TODAY)) == reason
    with pytest.raises(ProcedureNotReceivedHere) as refused:
        catalogue.for_draft(a_draft(text), on=TODAY)
    assert refused.value.details["reason"] == reason


def test_legacy_procedures_are_not_offered_and_those_without_a_code_are_shown(catalogue: Catalogue) -> None:
    offered = catalogue.offered(TODAY)
    assert len(offered) == 206
    assert sum(why_not_here(row) is None for row in offered) == 201
    assert "tthc-x112" in [row.id for row in offered]


def test_rows_below_confirmed_are_listed_for_checking(catalogue: Catalogue) -> None:
    assert len(catalogue.to_check()) == 208 - 75


# ── versions ─────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def with_a_new_version(catalogue: Catalogue) -> Catalogue:
    """Return the catalogue as it may look when the civil-status law of 2026 comes into force."""
    old = catalogue.procedure(BIRTH, on=TODAY)
    new = replace(old, version="2027-03-01", name="Thủ tục đăng ký khai sinh (mới)")
    return catalogue.with_rows(ProcedureRows((new, *catalogue.all())))


def test_the_version_in_force_on_the_day_holds(with_a_new_version: Catalogue) -> None:
    assert with_a_new_version.procedure(BIRTH, on=date(2027, 2, 28)).version == "2025-07-01"
    assert with_a_new_version.procedure(BIRTH, on=date(2027, 3, 1)).version == "2027-03-01"
    assert len(with_a_new_version.offered(date(2027, 3, 1))) == 206


def test_a_dossier_keeps_the_version_it_was_received_under(with_a_new_version: Catalogue) -> None:
    assert with_a_new_version.version_of(BIRTH, "2025-07-01").name == "Thủ tục đăng ký khai sinh"
    kept = with_a_new_version.for_draft(a_draft(BIRTH, version="2025-07-01"), on=date(2027, 3, 2))
    assert kept.version == "2025-07-01"


def test_a_version_that_never_was_is_refused(catalogue: Catalogue) -> None:
    with pytest.raises(BadInput) as refused:
        catalogue.for_draft(a_draft(BIRTH, version="2026-01-01"), on=TODAY)
    assert refused.value.details["field"] == "version"


def test_before_the_first_version_the_first_one_stands_in(catalogue: Catalogue) -> None:
    assert catalogue.procedure(BIRTH, on=date(2025, 4, 25)).version == "2025-07-01"


# ── local overrides ──────────────────────────────────────────────────────────────────────────

FIVE_DAYS = TimeLimit("working_day", 5)


def test_a_local_override_is_laid_over_the_row_without_touching_it(catalogue: Catalogue) -> None:
    override = LocalOverride(
        procedure="tthc-1-007695",
        limit=FIVE_DAYS,
        responsible="Lò Văn Pâng",
        decision="12/QĐ-UBND",
        effective_from="2026-10-01",
    )
    laid = catalogue.with_overrides([override])
    seen = laid.procedure("1.007695", on=TODAY)
    assert seen.limit == FIVE_DAYS
    assert (seen.responsible, seen.local_decision) == ("Lò Văn Pâng", "12/QĐ-UBND")
    assert laid.procedure("1.007695", on=date(2026, 9, 30)).limit.amount is None, "not yet in force"
    assert laid.all() == catalogue.all()
    assert catalogue.procedure("1.007695", on=TODAY).limit.amount is None


def test_the_later_decision_wins_and_keeps_what_it_does_not_mention(catalogue: Catalogue) -> None:
    fees: tuple[FeeItem, ...] = ()
    first = LocalOverride(procedure="tthc-1-001193", fees=fees, decision="1/NQ-HĐND", effective_from="2026-01-01")
    second = LocalOverride(procedure="tthc-1-001193", responsible="Vàng Thị Mỷ", effective_from="2026-06-01")
    seen = catalogue.with_overrides([second, first]).procedure(BIRTH, on=TODAY)
    assert (seen.fees, seen.responsible, seen.local_decision) == ((), "Vàng Thị Mỷ", "1/NQ-HĐND")


def test_a_proposed_override_waits_for_the_province(catalogue: Catalogue) -> None:
    proposed = LocalOverride(procedure="tthc-1-007695", limit=FIVE_DAYS, proposed=True)
    laid = catalogue.with_overrides([proposed])
    assert laid.procedure("1.007695", on=TODAY).limit.amount is None
    assert laid.proposed("tthc-1-007695") == (proposed,)


# ── communes ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("asked", ["03394", "Sin Suối Hồ", "sin suoi ho", "Xã Sin Suối Hồ", "XÃ SIN SUỐI HỒ"])
def test_a_commune_is_found_by_code_or_name(catalogue: Catalogue, asked: str) -> None:
    commune = catalogue.commune(asked)
    assert (commune.code, commune.full_name, commune.practice_unit_code) == ("03394", "Xã Sin Suối Hồ", "H35.99.03")


def test_all_communes_are_mountainous_but_the_two_wards(catalogue: Catalogue) -> None:
    flat = [commune.full_name for commune in catalogue.communes() if not commune.mountainous]
    assert flat == ["Phường Đoàn Kết", "Phường Tân Phong"]
    assert sum(len(commune.former_units) for commune in catalogue.communes()) == 106
    assert sum(len(commune.aliases) for commune in catalogue.communes()) == 9


def test_another_spelling_of_a_former_unit_is_known(catalogue: Catalogue) -> None:
    assert catalogue.commune("Phong Thổ").aliases == ("Xã Ma Ly Pho",)


@pytest.mark.parametrize("asked", ["", "00000", "Hà Nội", "Quyết Thắng"])
def test_what_is_no_commune_of_the_province_is_refused(catalogue: Catalogue, asked: str) -> None:
    with pytest.raises(UnknownCommune):
        catalogue.commune(asked)


# ── search ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("ks", BIRTH),
        ("KS", BIRTH),
        ("dkks", BIRTH),
        ("khai sinh", BIRTH),
        ("dang ky khai sinh", BIRTH),
        ("Đăng ký khai sinh", BIRTH),
        ("thủ tục đăng ký khai sinh", BIRTH),
        ("dang ki khai sin", BIRTH),
        ("khia sinh", BIRTH),
        ("1.001193", BIRTH),
        ("1.001193.000.00.00.H35", BIRTH),
        ("kt", "1.000656"),
        ("khai tu", "1.000656"),
        ("tthc-1-001193", BIRTH),
        ("ket hon", "1.000894"),
        ("kết hôn", "1.000894"),
        ("chung thuc ban sao", "2.000815"),
        ("chứng thực chữ ký", "2.000884"),
        ("tinh trang hon nhan", "1.004873"),
    ],
)
def test_the_right_procedure_comes_first(catalogue: Catalogue, typed: str, first: str) -> None:
    assert codes(catalogue.search(typed, on=TODAY))[0] == first


def test_first_letters_stand_beside_beginnings_of_words(catalogue: Catalogue) -> None:
    assert set(codes(catalogue.search("kh", on=TODAY))[:3]) == {"1.000656", "1.000894", BIRTH}


def test_what_this_desk_did_lately_comes_first(catalogue: Catalogue) -> None:
    plain = codes(catalogue.search("dang ky", on=TODAY))
    recent = [catalogue.procedure("1.001612", on=TODAY).id, catalogue.procedure("1.000656", on=TODAY).id]
    lately = codes(catalogue.search("dang ky", on=TODAY, recent=recent))
    assert plain[0] != "1.001612"
    assert lately[:2] == ["1.001612", "1.000656"]


def test_nothing_typed_lists_what_is_asked_most(catalogue: Catalogue) -> None:
    listed = catalogue.search("", on=TODAY, limit=5)
    assert [row.volume for row in listed] == ["high"] * 5


def test_legacy_procedures_are_never_found(catalogue: Catalogue) -> None:
    assert codes(catalogue.search("2.000986", on=TODAY)) == []
    assert "2.000986" not in codes(catalogue.search("khai sinh", on=TODAY, limit=50))


@pytest.mark.parametrize("typed", ["zzzzzz", "…", "’", "?!", "\x00", "🂡", "x" * 10_000])
def test_nonsense_finds_nothing_or_everything_but_never_fails(catalogue: Catalogue, typed: str) -> None:
    assert len(catalogue.search(typed, on=TODAY)) in (0, 20)


@pytest.mark.parametrize(
    "typed", ["", "k", "ks", "dang ky khai sinh", "dagn ky khai sihn", "qqqq wwww eeee", "a b c d e f g h i j k l m"]
)
def test_a_search_takes_less_than_ten_milliseconds(catalogue: Catalogue, typed: str) -> None:
    assert fastest(lambda: catalogue.search(typed, on=TODAY)) < 0.1
