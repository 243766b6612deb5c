"""The one style sheet of the application, generated from the tokens.

Qt prints a warning for a property it does not know, and stray warnings fail our tests: ``rule`` refuses
anything outside ``ALLOWED`` at once. Only named classes and roles are styled; a bare ``QWidget`` would paint overlays.
"""

from __future__ import annotations

from collections.abc import Iterator

from ui.theme.icons import ICON_FOLDER
from ui.theme.look import FALLBACK, FAMILY
from ui.theme.tokens import Tokens

ALLOWED = frozenset(
    "background background-color border border-top border-right border-bottom border-left border-color border-radius "
    "border-style border-width color font-family font-size font-weight height image margin margin-top margin-right "
    "margin-bottom margin-left max-height max-width min-height min-width outline padding padding-top padding-right "
    "padding-bottom padding-left selection-background-color selection-color subcontrol-origin subcontrol-position "
    "text-align width spacing gridline-color show-decoration-selected".split()
)

#: Steps of the type scale that labels take by ``setProperty("role", …)``.
TEXT_ROLES = (
    "caption",
    "label",
    "small",
    "cell",
    "body",
    "body_strong",
    "heading",
    "subject",
    "page_title",
    "due_date",
    "figure",
)
#: Colours that labels take by ``setProperty("tone", …)``.
TONES = ("text", "text_2", "text_3", "accent_text", "danger_text", "on_accent", "rail_text", "rail_muted", "toast_text")
STATES = ("on_time", "due_soon", "overdue", "paused", "awaiting_papers", "done", "conflict")

_FIELDS = ("QLineEdit", "QPlainTextEdit", "QTextEdit", "QComboBox", "QSpinBox", "QDateEdit")


class UnknownProperty(ValueError):
    """A rule uses a property that Qt style sheets do not have."""


def rule(selector: str, **properties: str | int) -> str:
    """Return one rule; underscores stand for hyphens. Raises UnknownProperty."""
    parts = []
    for name, value in properties.items():
        prop = name.replace("_", "-")
        if prop not in ALLOWED:
            raise UnknownProperty(prop)
        parts.append(f"{prop}: {value};")
    return f"{selector} {{ {' '.join(parts)} }}"


def stylesheet(tokens: Tokens) -> str:
    """Return the whole sheet for these tokens."""
    parts = (_base, _texts, _surfaces, _buttons, _fields, _views, _bars, _strips)
    return "\n".join(line for part in parts for line in part(tokens))


def _base(t: Tokens) -> Iterator[str]:
    family = ", ".join(f'"{name}"' for name in (FAMILY, *FALLBACK))
    yield rule("QWidget", font_family=family, font_size=f"{t.type('body').px}px", outline=0)
    yield rule("QMainWindow, QDialog, PageArea, Cover, ScanViewer", background=t.colour("bg"))
    yield rule("Page, FormBody, ScrollBody", background="transparent")
    yield rule(
        "QToolTip",
        background=t.colour("toast_bg"),
        color=t.colour("toast_text"),
        border=f"1px solid {t.colour('toast_line')}",
        padding="4px 8px",
    )
    yield rule("QScrollArea", background="transparent", border=0)
    yield rule("QCheckBox, QRadioButton", color=t.colour("text"), spacing="8px", min_height=f"{t.size('target_min')}px")
    yield rule('QCheckBox[dense="true"]', min_height=f"{t.size('checkbox') + 4}px", spacing="0px")
    yield rule("QCheckBox:disabled, QRadioButton:disabled", color=t.colour("text_disabled"))
    yield from _ticks(t)


def _ticks(t: Tokens) -> Iterator[str]:
    """Return the boxes and dots. The tick is white in both modes, so one file serves."""
    inner = t.size("checkbox") - 2
    box = {
        "width": f"{inner}px",
        "height": f"{inner}px",
        "background": t.colour("surface"),
        "border": f"1px solid {t.colour('border_input')}",
    }
    yield rule("QCheckBox::indicator", **box, border_radius="4px")
    yield rule("QRadioButton::indicator", **box, border_radius=f"{t.size('checkbox') // 2}px")
    tick = (ICON_FOLDER / "tick-white.svg").as_posix()
    yield rule(
        "QCheckBox::indicator:checked",
        background=t.colour("accent"),
        border_color=t.colour("accent"),
        image=f'url("{tick}")',
    )
    yield rule(
        "QRadioButton::indicator:checked",
        border=f"5px solid {t.colour('accent')}",
        width=f"{inner - 8}px",
        height=f"{inner - 8}px",
    )
    yield rule(
        "QCheckBox::indicator:disabled, QRadioButton::indicator:disabled",
        background=t.colour("disabled_bg"),
        border_color=t.colour("border_strong"),
    )


def _texts(t: Tokens) -> Iterator[str]:
    yield rule("QLabel", color=t.colour("text"), background="transparent")
    for role in TEXT_ROLES:
        kind = t.type(role)
        yield rule(f'QLabel[role="{role}"]', font_size=f"{kind.px}px", font_weight=kind.weight)
    for tone in TONES:
        yield rule(f'QLabel[tone="{tone}"]', color=t.colour(tone))
    for state in STATES:
        fg = t.state(state).bg if state == "conflict" and t.mode == "light" else t.state(state).fg
        yield rule(f'QLabel[tone="{state}"]', color=fg)
    yield rule('QLabel[strong="true"]', font_weight=600)


def _surfaces(t: Tokens) -> Iterator[str]:
    edge = f"1px solid {t.colour('border')}"
    radius = f"{t.radius('card')}px"
    yield rule("Card, Confirmation, HelpPane", background=t.colour("surface"), border=edge, border_radius=radius)
    yield rule('Card[chosen="true"]', border=f"2px solid {t.colour('accent')}")
    yield rule(
        "CardFoot",
        background=t.colour("surface_alt"),
        border=0,
        border_top=edge,
        border_radius=f"{t.radius('card') - 1}px",
    )
    yield rule("Veil", background="rgba(17, 20, 28, 102)")
    yield rule("PreviewDesk", background=t.colour("desk"), border=0)
    yield rule("TopBar", background=t.colour("surface"), border=0, border_bottom=edge)
    yield rule("Rail", background=t.colour("rail_bg"), border=0)
    yield rule("StatusLine", background=t.colour("surface_alt"), border=0, border_top=edge)
    yield rule(
        "SearchPalette, ProcedureList",
        background=t.colour("surface"),
        border=f"1px solid {t.colour('border_strong')}",
        border_radius=f"{t.radius('card')}px",
    )
    yield rule("HLine", background=t.colour("border"), border=0, max_height="1px", min_height="1px")


def _buttons(t: Tokens) -> Iterator[str]:
    radius = f"{t.radius('control')}px"
    for size, name in (("small", "control_small"), ("normal", "control"), ("large", "control_large")):
        yield rule(f'KeyButton[size="{size}"]', min_height=f"{t.size(name) - 2}px", max_height=f"{t.size(name) - 2}px")
    slim = f"{t.size('chip') - 2}px"
    yield rule('KeyButton[size="small"][slim="true"]', min_height=slim, max_height=slim)
    yield rule(
        "KeyButton",
        background=t.colour("surface"),
        color=t.colour("text"),
        border_radius=radius,
        border=f"1px solid {t.colour('border_strong')}",
        padding="0px",
    )
    yield rule("KeyButton:hover", background=t.colour("hover"), border_color=t.colour("text_3"))
    yield rule("KeyButton:pressed", background=t.colour("selected"))
    for variant in ("primary", "danger"):
        fill, press = ("accent", "accent_press") if variant == "primary" else ("danger", "danger_hover")
        chosen = f'KeyButton[variant="{variant}"]'
        yield rule(chosen, background=t.colour(fill), border_color=t.colour(fill), color=t.colour(f"on_{fill}"))
        yield rule(f"{chosen}:hover", background=t.colour(f"{fill}_hover"), border_color=t.colour(f"{fill}_hover"))
        yield rule(f"{chosen}:pressed", background=t.colour(press), border_color=t.colour(press))
    quiet = 'KeyButton[variant="quiet"]'
    yield rule(quiet, background="transparent", border_color="transparent", color=t.colour("accent_text"))
    yield rule(f"{quiet}:hover", background=t.colour("accent_soft"), border_color="transparent")
    yield rule(f"{quiet}:pressed", background=t.colour("accent_soft"), border_color=t.colour("accent_line"))
    yield rule('KeyButton[variant="quiet_danger"]', color=t.colour("danger_text"))
    on_toast = 'KeyButton[variant="on_toast"]'
    yield rule(on_toast, background="transparent", border_color=t.colour("toast_line"), color=t.colour("toast_text"))
    yield rule(f"{on_toast}:hover", border_color=t.colour("toast_text"))
    for variant in ("primary", "danger", "normal", "quiet_danger"):
        yield rule(
            f'KeyButton[variant="{variant}"]:disabled',
            background=t.colour("disabled_bg"),
            color=t.colour("text_disabled"),
            border_color=t.colour("border"),
        )
    yield rule(f"{quiet}:disabled", color=t.colour("text_disabled"), background="transparent")
    yield rule(
        "QDialogButtonBox QPushButton, QMessageBox QPushButton",
        background=t.colour("surface"),
        color=t.colour("text"),
        border=f"1px solid {t.colour('border_strong')}",
        border_radius=radius,
        min_height=f"{t.size('control_small') - 2}px",
        padding="0px 16px",
        font_weight=600,
    )


def _fields(t: Tokens) -> Iterator[str]:
    every = ", ".join(_FIELDS)
    height = t.size("field")
    yield rule(
        every,
        background=t.colour("surface"),
        color=t.colour("text"),
        border_radius=f"{t.radius('control')}px",
        border=f"1px solid {t.colour('border_input')}",
        padding="0px 9px",
        selection_background_color=t.colour("accent"),
        selection_color=t.colour("on_accent"),
    )
    single = ("QLineEdit", "QComboBox", "QSpinBox", "QDateEdit")
    yield rule(", ".join(single), min_height=f"{height - 2}px", max_height=f"{height - 2}px")
    yield rule(", ".join(f"{name}:hover" for name in _FIELDS), border_color=t.colour("text_3"))
    for pseudo, edge in ((":focus", "accent" if t.mode == "light" else "focus"), ('[state="error"]', "danger_text")):
        yield rule(
            ", ".join(f"{name}{pseudo}" for name in _FIELDS), border=f"2px solid {t.colour(edge)}", padding="0px 8px"
        )
        yield rule(
            ", ".join(f"{name}{pseudo}" for name in single), min_height=f"{height - 4}px", max_height=f"{height - 4}px"
        )
    yield rule(
        ", ".join(f"{name}:disabled" for name in _FIELDS),
        background=t.colour("disabled_bg"),
        color=t.colour("text_disabled"),
        border_color=t.colour("border"),
    )
    yield rule('QLineEdit[readOnly="true"]', background="transparent", border_color="transparent", padding="0px")
    yield rule("QPlainTextEdit, QTextEdit", padding="4px 6px")
    yield rule("QPlainTextEdit:focus, QTextEdit:focus", padding="3px 5px")
    quiet = 'QComboBox[quiet="true"]'
    yield rule(
        quiet,
        background="transparent",
        border="1px solid transparent",
        color=t.colour("text_2"),
        font_size=f"{t.type('small').px}px",
        min_height=f"{t.size('chip') - 2}px",
        max_height=f"{t.size('chip') - 2}px",
    )
    yield rule(f"{quiet}:hover, {quiet}:focus", border=f"1px solid {t.colour('border_input')}", padding="0px 9px")
    yield rule("QComboBox::drop-down", border=0, width="28px")
    yield rule("QComboBox::down-arrow", image="none")
    yield rule(
        "QComboBox QAbstractItemView",
        background=t.colour("surface"),
        color=t.colour("text"),
        border=f"1px solid {t.colour('border_strong')}",
        selection_background_color=t.colour("selected"),
        selection_color=t.colour("text"),
    )
    yield rule('QLineEdit[strong="true"]', font_weight=600)
    big = t.size("control")
    yield rule("SearchField", min_height=f"{big - 2}px", max_height=f"{big - 2}px", padding="0px 70px 0px 36px")
    yield rule("SearchField:focus", min_height=f"{big - 4}px", max_height=f"{big - 4}px", padding="0px 69px 0px 35px")


def _views(t: Tokens) -> Iterator[str]:
    views = "DataTable, Checklist, Timeline, PaletteList, OfferList"
    yield rule(
        views,
        background="transparent",
        color=t.colour("text"),
        border=0,
        outline=0,
        selection_background_color=t.colour("selected"),
        selection_color=t.colour("text"),
    )
    yield rule(
        "ChoiceList",
        background=t.colour("surface"),
        color=t.colour("text"),
        border=f"1px solid {t.colour('border_strong')}",
        border_radius=f"{t.radius('control')}px",
        outline=0,
    )
    yield rule("WalkList", background=t.colour("surface"), border="none")
    yield rule("WalkList::item", min_height=f"{t.size('target_min')}px", padding_left="6px", padding_right="6px")
    yield rule("WalkList::item:selected", background=t.colour("selected"), color=t.colour("text"))
    yield rule("ChoiceList::item", min_height=f"{t.size('target_min')}px", padding_left="8px")
    yield rule("ChoiceList::item:selected", background=t.colour("selected"), color=t.colour("text"))
    yield rule("TableHead", background=t.colour("surface_alt"), border=0)
    yield rule(
        "QMenu",
        background=t.colour("surface"),
        color=t.colour("text"),
        padding="4px",
        border=f"1px solid {t.colour('border_strong')}",
    )
    yield rule("QMenu::item", padding="6px 24px 6px 12px", border_radius=f"{t.radius('key')}px")
    yield rule("QMenu::item:selected", background=t.colour("selected"))
    yield rule("QMenu::item:disabled", color=t.colour("text_disabled"))


def _bars(t: Tokens) -> Iterator[str]:
    width = t.size("scrollbar")
    for way, size, least in (("vertical", "width", "min-height"), ("horizontal", "height", "min-width")):
        bar = f"QScrollBar:{way}"
        yield rule(bar, **{size: f"{width}px"}, background="transparent", border=0, margin="2px")
        yield rule(
            f"QScrollBar::handle:{way}",
            background=t.colour("border_strong"),
            border_radius="3px",
            **{least.replace("-", "_"): "40px"},
        )
        yield rule(f"QScrollBar::handle:{way}:hover", background=t.colour("border_input"))
        yield rule(f"QScrollBar::add-line:{way}, QScrollBar::sub-line:{way}", width="0px", height="0px", border=0)
        yield rule(f"QScrollBar::add-page:{way}, QScrollBar::sub-page:{way}", background="transparent")


def _strips(t: Tokens) -> Iterator[str]:
    yield rule("ToastStrip", background=t.colour("toast_bg"), border=0)
    soon = t.state("due_soon")
    yield rule("PracticeStrip", background=soon.bg, border=0, border_bottom=f"1px solid {soon.line}")
    radius = f"{t.radius('control')}px"
    panels = {
        "offer": (t.colour("accent_soft"), t.colour("accent_line")),
        "information": (t.colour("surface"), t.colour("border_strong")),
        "caution": (soon.bg, soon.line),
        "error": (t.state("overdue").bg, t.state("overdue").line),
        "good": (t.state("on_time").bg, t.state("on_time").line),
    }
    for kind, (ground, edge) in panels.items():
        yield rule(f'InlinePanel[kind="{kind}"]', background=ground, border=f"1px solid {edge}", border_radius=radius)
