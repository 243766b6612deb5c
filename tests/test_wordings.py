import io
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from tests.wordings import collected, drifted, hidden, problems, renew


def code_says(*messages: str | tuple[str, str]) -> Catalog:
    catalogue = Catalog(charset="utf-8")
    for message in messages:
        catalogue.add(message)
    return catalogue


def vietnamese(**said: str) -> Catalog:
    catalogue = Catalog(locale="vi", charset="utf-8")
    for message, translation in said.items():
        catalogue.add(message, translation)
    return catalogue


def test_a_wording_of_the_code_without_vietnamese_is_named() -> None:
    assert list(problems(code_says("Accept", "Print"), vietnamese(Accept="Tiếp nhận"))) == ["not translated: Print"]
    assert list(problems(code_says("Accept"), vietnamese(Accept=""))) == ["not translated: Accept"]


def test_an_uncertain_translation_is_named() -> None:
    catalogue = Catalog(locale="vi")
    catalogue.add("Accept", "Tiếp nhận", flags=["fuzzy"])
    assert list(problems(code_says("Accept"), catalogue)) == ["fuzzy: Accept"]


def test_a_lost_or_invented_placeholder_is_named() -> None:
    lost, invented = Catalog(locale="vi"), Catalog(locale="vi")
    lost.add("Until {day}", "Đến ngày")
    invented.add("Until {day}", "{name} đến {day}")
    assert list(problems(code_says("Until {day}"), lost)) == ["placeholders differ: Until {day}"]
    assert list(problems(code_says("Until {day}"), invented)) == ["placeholders differ: Until {day}"]


def test_plurals_are_one_form_in_vietnamese() -> None:
    catalogue = Catalog(locale="vi")
    catalogue.add(("{n} dossier", "{n} dossiers"), ("{n} hồ sơ",))
    assert list(problems(code_says(("{n} dossier", "{n} dossiers")), catalogue)) == []
    assert list(problems(code_says("{n} dossier"), catalogue)) == ["plural forms differ: {n} dossier"]


def test_an_old_template_is_named(tmp_path: Path) -> None:
    kept = tmp_path / "app.pot"
    with kept.open("wb") as stream:
        write_po(stream, code_says("Accept", ("{n} dossier", "{n} dossiers")))
    assert list(drifted(code_says("Accept", ("{n} dossier", "{n} dossiers")), kept)) == []
    named = "app.pot differs from the code in 1 wordings; run: python3 dev.py strings"
    assert list(drifted(code_says("Accept"), kept)) == [named]


def test_a_counted_sentence_behind_a_name_is_named(tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    code = tmp_path / "app" / "words.py"
    code.write_text('said = ngettext("{n} scan", "{n} scans", 2)\nhid = ngettext(*_SCANS, 2)\n', encoding="utf-8")
    assert list(hidden(tmp_path)) == ["app/words.py:2: the sentences of ngettext are not spelled out"]


def test_a_translation_survives_while_its_wording_is_away() -> None:
    catalogue = vietnamese(Accept="Tiếp nhận", Print="In")
    renew(catalogue, code_says("Print"))
    file = io.BytesIO()
    write_po(file, catalogue)
    file.seek(0)
    catalogue = read_po(file, locale="vi")
    renew(catalogue, code_says("Print", "Accept"))
    assert catalogue["Accept"].string == "Tiếp nhận"
    assert catalogue["Print"].string == "In"


def test_the_sentences_of_refusals_are_collected() -> None:
    template = collected()
    assert template.get(
        "The dossier still lacks: {papers}. Nothing was saved; add the papers or print a supplement request."
    )
