"""The look: every text can be read, every rule is known to Qt, every size grows with the text."""

from __future__ import annotations

import re

import pytest
from PySide6.QtGui import QColor, QFontMetrics, QRawFont
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QLabel

from app.i18n import use_language
from ui.qt_translator import QT_WORDS, QtWords, qm_catalogue
from ui.theme.apply import apply_look, change_look, next_scale
from ui.theme.icons import icon_names, pixmap
from ui.theme.look import font, look
from ui.theme.stylesheet import ALLOWED, STATES, UnknownProperty, rule, stylesheet
from ui.theme.tokens import SCALES, Mode, Tokens, state_icon

TEXT_PAIRS = [
    ("text", "bg"),
    ("text", "surface"),
    ("text", "surface_alt"),
    ("text", "selected"),
    ("text", "hover"),
    ("text", "mark"),
    ("text_2", "bg"),
    ("text_2", "surface"),
    ("text_2", "surface_alt"),
    ("text_2", "selected"),
    ("text_3", "surface"),
    ("text_3", "selected"),
    ("accent_text", "surface"),
    ("accent_text", "accent_soft"),
    ("accent_text", "bg"),
    ("on_accent", "accent"),
    ("on_accent", "accent_hover"),
    ("danger_text", "surface"),
    ("on_danger", "danger"),
    ("rail_text", "rail_bg"),
    ("rail_muted", "rail_bg"),
    ("rail_on_selected", "rail_selected"),
    ("toast_text", "toast_bg"),
    ("text", "desk"),
    ("text_2", "desk"),
]
EVIDENCE = ("saved", "written", "sent", "received", "returned")
MODES: tuple[Mode, ...] = ("light", "dark")


def luminance(code: str) -> float:
    def part(value: float) -> float:
        return value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4

    colour = QColor(code)
    return 0.2126 * part(colour.redF()) + 0.7152 * part(colour.greenF()) + 0.0722 * part(colour.blueF())


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("mode", MODES)
def test_every_text_stands_out_from_its_ground(mode: Mode) -> None:
    tokens = Tokens(mode)
    poor = [(a, b) for a, b in TEXT_PAIRS if contrast(tokens.colour(a), tokens.colour(b)) < 4.5]
    assert poor == []


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("state", [*STATES, *EVIDENCE])
def test_every_state_is_readable_and_never_speaks_by_colour_alone(mode: Mode, state: str) -> None:
    colours = Tokens(mode).state(state)
    assert contrast(colours.fg, colours.bg) >= 4.5
    assert state_icon(state) in icon_names()


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("compact", [False, True])
def test_the_sheet_uses_only_properties_qt_knows(mode: Mode, scale: float, compact: bool) -> None:
    sheet = stylesheet(Tokens(mode, scale, compact))
    used = set(re.findall(r"([a-z-]+):\s[^{}]*?;", sheet))
    assert used <= ALLOWED
    assert "None" not in sheet


def test_an_unknown_property_is_refused_before_qt_sees_it() -> None:
    with pytest.raises(UnknownProperty):
        rule("QLabel", box_shadow="none")


def test_no_pill_has_a_radius_that_qt_would_drop() -> None:
    for scale in SCALES:
        tokens = Tokens(scale=scale)
        assert 2 * tokens.radius("chip") <= tokens.size("chip")
        assert 2 * tokens.radius("filter_chip") <= tokens.size("filter_chip")


def test_large_text_makes_rows_and_targets_larger() -> None:
    large = Tokens(scale=2.0)
    assert large.size("row") == 80
    assert large.type("body").px == 28
    assert large.size("gap") < 2 * Tokens().size("gap")


def test_a_low_window_takes_the_compact_set() -> None:
    assert (Tokens(compact=True).size("top_bar"), Tokens(compact=True).size("row_check")) == (48, 28)


def test_one_window_changes_its_look_while_it_runs(qapp: QApplication) -> None:
    label = QLabel("Giàng A Chống")
    label.setProperty("role", "page_title")
    label.ensurePolished()
    before = label.font().pixelSize()
    change_look(mode="dark", scale=1.5)
    label.ensurePolished()
    assert label.font().pixelSize() == round(before * 1.5)
    assert qapp.palette().window().color() == QColor(Tokens("dark").colour("bg"))
    assert next_scale(+1) == 2.0
    apply_look(qapp, Tokens())
    assert next_scale(-1) == 1.0


def test_icons_take_the_colour_of_their_words(qapp: QApplication) -> None:
    for name in icon_names():
        image = pixmap(name, 20, "#A8241C").toImage()
        pixels = [image.pixelColor(x, y) for x in range(20) for y in range(20)]
        drawn = [pixel for pixel in pixels if pixel.alpha() > 120]
        reddish = [pixel for pixel in drawn if abs(pixel.red() - 0xA8) < 8 and abs(pixel.green() - 0x24) < 8]
        assert reddish or name == "tick-white", name
        assert drawn, name


def test_digits_line_up_and_stacked_capitals_fit(qapp: QApplication) -> None:
    measure = QFontMetrics(font("body"))
    assert len({measure.horizontalAdvance(digit) for digit in "0123456789"}) == 1
    for letter in "ẨỖẴỆ":
        assert measure.boundingRect(letter).height() <= measure.height()
        assert QRawFont.fromFont(font("body")).supportsCharacter(ord(letter))
    assert look().type("body").px == 14


def test_qt_speaks_vietnamese(qapp: QApplication) -> None:
    buttons = QDialogButtonBox.StandardButton
    box = QDialogButtonBox(buttons.Save | buttons.Cancel | buttons.Yes)
    words = {button.text() for button in box.buttons()}
    assert words == {"Lưu", "Thôi", "&Có"}


def test_qt_falls_back_to_its_own_words_for_the_rest(qapp: QApplication) -> None:
    words = QtWords()
    words._catalogue = qm_catalogue({"Cancel": "Thôi"})
    assert words.load(words._catalogue)
    assert words.translate("QPlatformTheme", "Cancel") == "Thôi"
    assert not words.translate("QPlatformTheme", "Something else")


def test_every_word_of_qt_is_in_the_catalogue() -> None:
    from app.i18n import _

    use_language("vi")
    assert [word for word in QT_WORDS if _(word) == word] == []
