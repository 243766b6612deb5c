"""The province's own wordings of the forms: data, checked before a paper is made with them."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest

from app.domain.errors import WordingsDamaged
from printing import wordings
from printing.forms import PdfForms
from tests.printing import act_cases, cases
from tests.printing.reading import text_of

FOLDER = Path(wordings.__file__).parent
OURS: dict[str, Any] = {
    "format": 1,
    "versions": {
        "TT03-2025": {
            "apology": {
                "form": "Mẫu số 04",
                "layout": "confirmed",
                "symbol": "XL-UBND",
                "title": ["THƯ XIN LỖI"],
                "signers": {"head": "KT. CHỦ TỊCH"},
            }
        }
    },
}


def written(folder: Path, document: Any) -> Path:
    file = folder / "wordings.json"
    file.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
    return file


def test_the_shipped_file_keeps_its_schema_and_the_schema_is_that_of_the_program() -> None:
    schema = json.loads((FOLDER / "wordings.schema.json").read_bytes())

    assert schema == msgspec.json.schema(wordings._File)
    jsonschema.validate(json.loads((FOLDER / wordings.SHIPPED).read_bytes()), schema)


def test_no_file_means_the_shipped_words(tmp_path: Path) -> None:
    assert wordings.wordings_of(tmp_path / "wordings.json") == wordings.shipped()


def test_the_province_words_one_form_and_the_others_stay(tmp_path: Path) -> None:
    forms = PdfForms(wordings.wordings_of(written(tmp_path, OURS)))

    (page,) = text_of(forms.act_paper("apology", act_cases.EXTENDED, cases.HEAD, copy=1, paper="a5").pdf)
    assert "VĂN BẢN XIN LỖI" in page, "dossiers of another version keep the words of theirs"
    new = replace(act_cases.EXTENDED, form_version="TT03-2025")
    (page,) = text_of(forms.act_paper("apology", new, cases.HEAD, copy=1, paper="a5").pdf)
    assert "Số: 1-0002/XL-UBND" in page
    assert "THƯ XIN LỖI" in page
    assert "KT. CHỦ TỊCH" in page
    assert page.endswith("Mẫu số 04 (TT03-2025)")
    asked = replace(act_cases.AWAITING, form_version="TT03-2025")
    (page,) = text_of(forms.act_paper("supplement", asked, cases.HEAD, copy=1, paper="a5").pdf)
    assert page.endswith("Mẫu số 02 (TT03-2025-draft)"), "its layout nobody confirmed"


def changed(**fields: Any) -> dict[str, Any]:
    document = json.loads(json.dumps(OURS))
    document["versions"]["TT03-2025"]["apology"].update(fields)
    return document


@pytest.mark.parametrize(
    "document",
    [
        "",
        "{",
        "[]",
        "\ufeff{}",
        {"format": 2, "versions": {}},
        {**OURS, "more": 1},
        {"format": 1, "versions": {"TT03-2025": {"biên lai": OURS["versions"]["TT03-2025"]["apology"]}}},
        changed(title=[]),
        changed(title=["A\nB"]),
        changed(title=["x" * 121]),
        changed(signers={"director": "GIÁM ĐỐC"}),
        changed(layout="official"),
        changed(note="x" * 1501),
        " " * 200_001,
    ],
)
def test_a_damaged_file_is_refused_with_a_sentence(tmp_path: Path, document: Any) -> None:
    with pytest.raises(WordingsDamaged, match=r"wordings\.json.*is not used"):
        wordings.wordings_of(written(tmp_path, document))


def test_a_file_of_decomposed_letters_is_composed(tmp_path: Path) -> None:
    text = unicodedata.normalize("NFD", json.dumps(OURS, ensure_ascii=False))
    forms = wordings.wordings_of(written(tmp_path, text))
    assert forms.of("apology", "TT03-2025").name == "THƯ XIN LỖI"
