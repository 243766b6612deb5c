"""What the desk says to a draft typed by hand or by a script: every slip is refused by the name of its field."""

from __future__ import annotations

import copy
import json
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.draft import ExtensionChoice
from app.domain.errors import BadInput, DomainError, Refusal, UnknownField
from app.domain.money import CopyItem
from app.services.drafts import read_draft, write_draft

TODAY = date(2026, 11, 23)

OF_CLI_MD: dict[str, Any] = {
    "procedure": "1.001193",
    "received_at": "2026-11-23T08:15:00+07:00",
    "channel": "direct",
    "applicant": {
        "kind": "person",
        "name": "Giàng A Chống",
        "id_kind": "cccd",
        "id_number": "012090000123",
        "birth_date": "1990-06-05",
        "sex": "male",
        "address": "Bản Sin Suối Hồ, xã Sin Suối Hồ, Lai Châu",
        "phone": "0912345678",
        "ethnicity": "Mông",
    },
    "representative": None,
    "summary": "Đăng ký khai sinh cho con Giàng A Páo",
    "papers": [{"component": 0, "original": 1}, {"component": 1, "original": 1}, {"component": 5, "original": 1}],
    "sets": 1,
    "priority": ["cannot_read"],
    "competent_agency": None,
    "return_place": "desk",
    "fee_inputs": {"copies": 2},
    "exemption": None,
    "limit": None,
    "limit_basis": None,
    "extensions": [],
    "late_entry": False,
    "paper_number": None,
    "external_code": None,
    "version": None,
}

LEAST: dict[str, Any] = {
    "procedure": "1.001193",
    "applicant": {"kind": "person", "name": "Lò Thị Pâng"},
    "papers": [],
}


def with_value(path: str, value: object, base: dict[str, Any] = OF_CLI_MD) -> dict[str, Any]:
    """Return a draft with one value changed: ``applicant.name``, ``papers.0.copy``."""
    document = copy.deepcopy(base)
    *way, last = path.split(".")
    place: Any = document
    for step in way:
        place = place[int(step)] if step.isdigit() else place[step]
    place[int(last) if last.isdigit() else last] = value
    return document


def refused(document: Any) -> Refusal:
    with pytest.raises(DomainError) as caught:
        read_draft(document, today=TODAY)
    assert caught.value.exit_code == 3
    return caught.value


def test_the_draft_of_the_command_line_is_read_whole() -> None:
    draft = read_draft(json.dumps(OF_CLI_MD).encode(), today=TODAY)
    assert draft.applicant.name == "Giàng A Chống"
    assert draft.received_at == datetime.fromisoformat("2026-11-23T08:15:00+07:00")
    assert [paper.component for paper in draft.papers] == [0, 1, 5]
    assert draft.fee_inputs.copies == 2
    assert draft.fee_inputs.cases is None, "not said is not zero"
    assert draft.priority == ("cannot_read",)


def test_procedure_applicant_and_papers_are_enough() -> None:
    draft = read_draft(LEAST, today=TODAY)
    assert (draft.channel, draft.return_place, draft.received_at, draft.sets) == ("direct", "desk", None, None)
    assert (draft.applicant.id_kind, draft.applicant.id_number, draft.applicant.birth_date) == ("none", None, None)


@pytest.mark.parametrize("field", ["procedure", "applicant", "papers", "applicant.kind", "applicant.name"])
def test_what_is_mandatory_is_asked_for_by_name(field: str) -> None:
    document = copy.deepcopy(LEAST)
    head, _dot, tail = field.partition(".")
    (document[head] if tail else document).pop(tail or head)
    error = refused(document)
    assert isinstance(error, BadInput)
    assert error.details["field"] == field


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("colour", "colour"),
        ("applicant.nmae", "applicant.nmae"),
        ("papers.0.orignal", "papers[0].orignal"),
        ("fee_inputs.copy", "fee_inputs.copy"),
        ("Procedure", "Procedure"),
        ("tên", "tên"),
    ],
)
def test_an_unknown_field_is_refused_by_its_name(path: str, field: str) -> None:
    error = refused(with_value(path, 1))
    assert isinstance(error, UnknownField)
    assert error.details == {"field": field}


@pytest.mark.parametrize(
    ("path", "value", "field"),
    [
        ("applicant.name", "", "applicant.name"),
        ("applicant.name", " \t ", "applicant.name"),
        ("applicant.name", "\u200b\u200b", "applicant.name"),
        ("applicant.name", "Giàng\x00A Chống", "applicant.name"),
        ("applicant.name", "Giàng\x07", "applicant.name"),
        ("applicant.name", "12345", "applicant.name"),
        ("applicant.name", "\ud800", None),
        ("applicant.name", "A" * 301, "applicant.name"),
        ("applicant.name", None, "applicant.name"),
        ("applicant.id_number", "01209000012", "applicant.id_number"),
        ("applicant.id_number", "0120900001234", "applicant.id_number"),
        ("applicant.id_number", "01209000012A", "applicant.id_number"),
        ("applicant.id_number", "٠١٢٠٩٠٠٠٠١٢٣", "applicant.id_number"),
        ("applicant.id_number", 12090000123, "applicant.id_number"),
        ("applicant.birth_date", "1990-02-30", "applicant.birth_date"),
        ("applicant.birth_date", "30/02/1990", "applicant.birth_date"),
        ("applicant.birth_date", "2026-11-24", "applicant.birth_date"),
        ("applicant.birth_date", "2027", "applicant.birth_date"),
        ("applicant.birth_date", "2026-12", "applicant.birth_date"),
        ("applicant.birth_date", "hôm qua", "applicant.birth_date"),
        ("applicant.birth_date", 1990, "applicant.birth_date"),
        ("applicant.kind", "robot", "applicant.kind"),
        ("applicant.sex", "nam", "applicant.sex"),
        ("applicant.id_kind", "CCCD", "applicant.id_kind"),
        ("applicant.phone", "gọi bố", "applicant.phone"),
        ("applicant.email", "không có", "applicant.email"),
        ("applicant", [], "applicant"),
        ("representative", {"name": ""}, "representative.name"),
        ("procedure", "", "procedure"),
        ("received_at", "hôm nay", "received_at"),
        ("received_at", "2026-11-23", "received_at"),
        ("received_at", "2026-02-30T08:00", "received_at"),
        ("received_at", "9999-12-31T23:59:59-12:00", "received_at"),
        ("channel", "ngựa", "channel"),
        ("return_place", "home", "return_place"),
        ("priority", ["cannot_read", "rich"], "priority[1]"),
        ("papers", {}, "papers"),
        ("papers.0.original", -1, "papers[0].original"),
        ("papers.0.copy", 1.5, "papers[0].copy"),
        ("papers.0.copy", True, "papers[0].copy"),
        ("papers.0.copy", 10**30, "papers[0].copy"),
        ("papers.1.component", 0, "papers[1].component"),
        ("papers.1.component", -1, "papers[1].component"),
        ("papers", [{"component": number} for number in range(501)], "papers"),
        ("sets", 0, "sets"),
        ("fee_inputs.copies", -2, "fee_inputs.copies"),
        ("fee_inputs.items", [{"pages": 0}], "fee_inputs.items[0].pages"),
        ("exemption", {"ground": "cousin"}, "exemption.ground"),
        ("summary", "x" * 2001, "summary"),
        ("extensions", [0, 0], "extensions[1]"),
        ("extensions", [{"index": 0, "amount": 0}], "extensions[0].amount"),
        ("extensions", ["first"], "extensions[0]"),
        ("late_entry", "yes", "late_entry"),
        ("version", "latest", "version"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_by_its_field(path: str, value: object, field: str | None) -> None:
    error = refused(with_value(path, value))
    assert isinstance(error, BadInput)
    assert field is None or error.details["field"] == field
    assert str(error), "every refusal is a sentence"


def test_refusals_do_not_repeat_what_the_citizen_said() -> None:
    assert "01209000012" not in str(refused(with_value("applicant.id_number", "01209000012")).details)


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"[]", b"null", b'"text"', b"\xff", b'{"procedure": NaN}', b"[" * 100_000, b" " * (1 << 20) + b"{}"],
)
def test_bytes_that_are_no_draft_are_refused(data: bytes) -> None:
    assert refused(data).details["field"] == "draft"


def test_a_key_that_stands_there_twice_is_refused() -> None:
    assert refused(b'{"procedure": "1.001193", "procedure": "1.000894"}').details["field"] == "procedure"


def test_texts_are_cleaned_and_kept_as_spelled() -> None:
    document = with_value("applicant.name", "  Gia\u0300ng   A Chô\u0301ng\n")
    document["applicant"]["address"] = "Bản\tPho\u200b, Ðiện Biên"
    document["summary"] = "Dòng một\r\n\r\n\r\n\r\nDòng hai  "
    draft = read_draft(document, today=TODAY)
    assert draft.applicant.name == "Giàng A Chống"
    assert draft.applicant.address == "Bản Pho, Điện Biên"
    assert draft.summary == "Dòng một\n\nDòng hai"


def test_a_byte_order_mark_of_a_text_editor_is_forgiven() -> None:
    assert read_draft(b"\xef\xbb\xbf" + json.dumps(LEAST).encode(), today=TODAY).procedure == "1.001193"


@pytest.mark.parametrize(
    ("kind", "id_kind", "number", "kept"),
    [
        ("person", "cccd", "012 090 000 123", "012090000123"),
        ("person", "cmnd", "045.123.456", "045123456"),
        ("person", "cmnd", "012090000123", "012090000123"),
        ("person", "none", "012090000123", "012090000123"),
        ("person", "passport", "C1234567", "C1234567"),
        ("foreigner", "border_pass", "云 00123", "云 00123"),
        ("organisation", "none", "6200012345", "6200012345"),
        ("person", "birth_certificate", "15/2019", "15/2019"),
    ],
)
def test_numbers_of_papers_are_kept_as_their_paper_has_them(kind: str, id_kind: str, number: str, kept: str) -> None:
    document = with_value("applicant", {"kind": kind, "name": "Lý Mỉ Chan", "id_kind": id_kind, "id_number": number})
    assert read_draft(document, today=TODAY).applicant.id_number == kept


def test_a_bare_number_of_eleven_digits_is_no_number_of_a_person() -> None:
    error = refused(with_value("applicant", {"kind": "person", "name": "Lý Mỉ Chan", "id_number": "01209000012"}))
    assert error.details["field"] == "applicant.id_number"


@pytest.mark.parametrize(("typed", "kept"), [("1950", "1950"), ("1950-06", "1950-06"), ("2026-11-23", "2026-11-23")])
def test_days_are_never_invented(typed: str, kept: str) -> None:
    assert read_draft(with_value("applicant.birth_date", typed), today=TODAY).applicant.birth_date == kept


@pytest.mark.parametrize(
    "typed",
    ["2026-11-23T08:15:00", "2026-11-23T08:15", "2026-11-23 08:15", "2026-11-23T01:15:00Z", "2026-11-23T08:15:00.9"],
)
def test_times_without_an_offset_are_the_desks(typed: str) -> None:
    received = read_draft(with_value("received_at", typed), today=TODAY).received_at
    assert received is not None
    assert received.isoformat() == "2026-11-23T08:15:00+07:00"


def test_extensions_may_be_positions_or_say_what_was_agreed() -> None:
    draft = read_draft(with_value("extensions", [0, {"index": 1, "amount": 4}]), today=TODAY)
    assert draft.extensions == (ExtensionChoice(0), ExtensionChoice(1, 4))


def test_copies_to_certify_are_read() -> None:
    draft = read_draft(with_value("fee_inputs", {"items": [{"pages": 5, "copies": 3}, {"pages": 1}]}), today=TODAY)
    assert draft.fee_inputs.items == (CopyItem(5, 3), CopyItem(1, 1))


def test_a_draft_written_and_read_again_is_the_same() -> None:
    draft = read_draft(OF_CLI_MD, today=TODAY)
    assert read_draft(json.dumps(write_draft(draft)).encode(), today=TODAY) == draft


words = st.text(min_size=1, max_size=30)


@given(name=words, address=words, summary=words, note=words, counts=st.lists(st.integers(0, 9), max_size=5))
def test_whatever_is_read_survives_being_written(
    name: str, address: str, summary: str, note: str, counts: list[int]
) -> None:
    papers = [{"component": number, "original": count, "note": note} for number, count in enumerate(counts)]
    applicant = {"kind": "household", "name": f"Họ {name}", "address": address, "birth_date": "1950-06"}
    document = LEAST | {"applicant": applicant, "summary": summary, "papers": papers, "extensions": [2]}
    try:
        draft = read_draft(document, today=TODAY)
    except BadInput:
        return  # a control character in the name, or half a character
    written = json.dumps(write_draft(draft))
    assert read_draft(written.encode(), today=TODAY) == draft


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@given(field=st.sampled_from([*OF_CLI_MD, "applicant.name", "papers.0", "fee_inputs.copies"]), value=json_values)
def test_no_value_in_any_field_is_a_bug(field: str, value: object) -> None:
    try:
        read_draft(json.dumps(with_value(field, value)).encode(), today=TODAY)
    except (BadInput, UnknownField) as error:
        assert str(error)
