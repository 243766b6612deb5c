import dataclasses
import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import BadInput, CannotRead, CannotWrite, UnknownField
from app.settings import Settings, as_toml, change_setting, read_settings, settings_from, write_settings


def test_without_a_file_the_lawful_defaults_hold(tmp_path: Path) -> None:
    settings = read_settings(tmp_path / "settings.toml")
    assert settings == Settings()
    assert (settings.language, settings.form_version) == ("vi", "TT03-2025-draft")
    assert (settings.word_zero_tens, settings.word_thousand, settings.word_four, settings.word_billion) == (
        "linh",
        "nghìn",
        "tư",
        "tỷ",
    )


def test_what_was_written_is_read_back(tmp_path: Path) -> None:
    chosen = Settings(
        theme="dark",
        text_scale=1.5,
        saturday_desk=True,
        agency_head=("TRUNG TÂM PHỤC VỤ", "HÀNH CHÍNH CÔNG"),
        word_zero_tens="lẻ",
        printers={"receipt": 'Canon "LBP" 2900', "fee-slip": "Máy in nhiệt"},
    )
    write_settings(tmp_path / "settings.toml", chosen)
    assert read_settings(tmp_path / "settings.toml") == chosen
    assert [file.name for file in tmp_path.iterdir()] == ["settings.toml"]


letters = st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=200)


@given(phone=letters, head=st.lists(letters, max_size=4), scale=st.floats(0.8, 2.0))
def test_any_printable_text_survives_the_file(phone: str, head: list[str], scale: float) -> None:
    first = settings_from(as_toml(Settings(desk_phone=phone, agency_head=tuple(head), text_scale=scale)))
    assert settings_from(as_toml(first)) == first
    assert first.text_scale == scale
    if set(phone) <= set(string.printable):
        assert first.desk_phone == phone


def test_text_typed_with_loose_marks_is_joined() -> None:
    assert settings_from('agency_symbol = "Hu\u031b\u01a1\u0300"').agency_symbol == "H\u01b0\u01a1\u0300".replace(
        "\u01a1\u0300", "\u1edd"
    )


def test_an_unknown_key_is_refused_by_name() -> None:
    with pytest.raises(UnknownField, match="languag"):
        settings_from('languag = "en"')


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ('theme = "blue"', "theme .system, light, dark."),
        ("saturday_desk = 1", "saturday_desk"),
        ("text_scale = 9.0", "text_scale"),
        ("text_scale = true", "text_scale"),
        ('word_four = "bon"', "word_four .tư, bốn."),
        ('agency_head = "one line"', "agency_head"),
        ('desk_phone = "0213\\u0007"', "desk_phone"),
        ('printers = {stapler = "x"}', "printers"),
        ("theme = ", "settings.toml"),
        ('theme = "dark"\nword_four = bốn', "settings.toml:2"),
    ],
)
def test_a_bad_value_is_refused_with_the_name_of_the_setting(line: str, names: str) -> None:
    with pytest.raises(BadInput, match=names):
        settings_from(line)


def test_a_bad_value_never_reaches_the_file(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    write_settings(file, Settings(desk_phone="0213"))
    with pytest.raises(BadInput):
        write_settings(file, dataclasses.replace(Settings(), desk_phone="x" * 201))
    assert read_settings(file).desk_phone == "0213"


def test_a_folder_in_the_way_is_a_sentence_not_a_traceback(tmp_path: Path) -> None:
    with pytest.raises(CannotRead):
        read_settings(tmp_path)
    with pytest.raises(CannotWrite):
        write_settings(tmp_path / "gone" / "settings.toml", Settings())


@pytest.mark.parametrize(
    ("name", "typed", "holds"),
    [
        ("far_from_km", " 20 ", 20),
        ("text_scale", "1", 1.0),
        ("saturday_desk", "TRUE", True),
        ("theme", "dark", "dark"),
        ("desk_phone", 'số "0213"', 'số "0213"'),
        ("agency_symbol", "Hu\u031b\u01a1\u0300", "H\u01b0\u1edd"),
        ("desk_phone", "", ""),
    ],
)
def test_one_setting_is_changed_as_typed_and_the_others_stay(name: str, typed: str, holds: object) -> None:
    before = Settings(agency_head=("UBND",), printers={"receipt": "Canon"})
    after = change_setting(before, name, typed)
    assert (getattr(after, name), type(getattr(after, name))) == (holds, type(holds))
    assert dataclasses.replace(after, **{name: getattr(before, name)}) == before


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("far_from_km", "far"),
        ("far_from_km", "501"),
        ("far_from_km", "20\nlan_serve = true"),
        ("far_from_km", ""),
        ("saturday_desk", "1"),
        ("theme", "blue"),
        ("desk_phone", "0213\n4"),
        ("printers", "Canon"),
    ],
)
def test_what_a_setting_cannot_hold_is_refused_by_its_name(name: str, typed: str) -> None:
    with pytest.raises(BadInput) as refused:
        change_setting(Settings(), name, typed)
    assert refused.value.details["field"] == name
