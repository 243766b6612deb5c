"""Setting right what was taken down wrong: one field after another, the old value beside the new, then why."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit, QWidget

from app.domain.errors import Refusal, SecondOfficerNeeded
from app.dossier_fields import FIELD_WORDS, field_words
from app.i18n import _
from ui.correction_words import choices_of, typed_value, value_words
from ui.dossier.act_panel import ActPanel, value_of
from ui.dossier.offered import ShownAct
from ui.dossier.wishes import CorrectWish
from ui.widgets.choice_list import ChoiceList
from ui.widgets.key_button import KeyButton
from ui.widgets.labels import text_label

if TYPE_CHECKING:
    from collections.abc import Sequence

Found = tuple[str, str]
"""A procedure found by words: its code, its name with the code."""


class CorrectPanel(ActPanel):
    """Choose the field, see its old value, type the new one; «thêm mục» for another field; then the reason.

    old: field → value as text. two: fields that need a second officer. search: procedures by words.
    procedure: the name of the present one. colleagues: who may have looked too.
    """

    wide = True

    def __init__(
        self,
        act: ShownAct,
        old: Mapping[str, str],
        two: Collection[str],
        search: Callable[[str], Sequence[Found]],
        parent: QWidget | None = None,
        *,
        procedure: str = "",
        colleagues: Sequence[str] = (),
    ) -> None:
        self._colleagues = tuple(colleagues)
        self._names = {old.get("procedure", ""): procedure}
        self._old, self._two, self._search = dict(old), frozenset(two), search
        self._changes: dict[str, str] = {}
        self._found: Sequence[Found] = ()
        self._procedure = ""
        super().__init__(act, parent, finish=_("Correct"))

    def build(self) -> None:
        _field, self.field = self.choice(
            _("What is wrong"), tuple((name, _(words)) for name, words in FIELD_WORDS.items())
        )
        self.old = text_label("", "body", "text_2", wrap=True)
        self.body.addWidget(self.old)
        self.new = self.line(_("Right is"))
        self.of_some, self.some = self.choice(_("Right is"), ())
        self.procedures = ChoiceList(self._line(), _("Procedures found"), self)
        self.procedures.taken.connect(self._procedure_taken)
        self.body.addWidget(self.procedures)
        self.more = KeyButton(_("One more field"), self, icon="plus", key="Alt+T", size="small")
        self.more.clicked.connect(self.add)
        self.body.addWidget(self.more)
        self.list = text_label("", "small", wrap=True)
        self.list.hide()
        self.body.addWidget(self.list)
        self.reason = self.text(_("Reason"))
        self.second = self.person(
            _("Second officer"), self._colleagues, help_text=_("Who checked the old and the new value with you")
        )
        self.field.currentIndexChanged.connect(lambda _index: self._field_chosen())
        self.new.edited.connect(self._typed)
        self._field_chosen()

    def _line(self) -> QLineEdit:
        line = self.new.editor
        assert isinstance(line, QLineEdit)  # noqa: S101 (made by ``line``)
        return line

    def first(self) -> QWidget:
        return self.field

    def chosen(self) -> str:
        """Return the field chosen."""
        return value_of(self.field)

    # ── one field ────────────────────────────────────────────────────────────────────────────

    def _field_chosen(self) -> None:
        field = self.chosen()
        self._procedure = ""
        self.procedures.show_choices(())
        self.old.setText(_("Now: {value}").format(value=self._words(field, self._old.get(field, ""))))
        choices = choices_of(field)
        self.some.clear()
        for value, words in choices:
            self.some.addItem(words, value)
        self.some.setCurrentIndex(self.some.findData(self._old.get(field, "")))
        self.of_some.setVisible(bool(choices))
        self.new.setVisible(not choices)
        self.new.set_text("")
        self.new.set_help(_("A few letters or the code") if field == "procedure" else "")
        self._show_second()

    def _words(self, field: str, text: str) -> str:
        """Return a value in words; a procedure by its name, which is what people compare."""
        return self._names.get(text) or text if field == "procedure" else value_words(field, text)

    def _typed(self, text: str) -> None:
        """Offer procedures for the letters typed."""
        if self.chosen() != "procedure":
            return
        self._procedure = ""
        self._found = self._search(text) if text.strip() else ()
        self.procedures.show_choices([name for _code, name in self._found])

    def _procedure_taken(self, row: int) -> None:
        self._procedure, name = self._found[row]
        self._names[self._procedure] = name
        self.new.set_text(name)
        self.procedures.show_choices(())
        self.edited.emit()

    def _change(self) -> tuple[str, str] | None:
        """Return the field shown with its new value; None while nothing new stands there."""
        field = self.chosen()
        if choices_of(field):
            new = value_of(self.some)
        elif field == "procedure":
            new = self._procedure
        else:
            new = typed_value(field, self.new.text())
        return (field, new) if new and new != self._old.get(field, "") else None

    def add(self) -> None:
        """Keep this change and go on to another field."""
        change = self._change()
        if change is None:
            self.keyboard_to(self.some if choices_of(self.chosen()) else self.new.editor)
            return
        self._changes[change[0]] = change[1]
        self.list.setText(
            "\n".join(
                _("{field}: “{old}” → “{new}”").format(
                    field=field_words(field),
                    old=self._words(field, self._old.get(field, "")),
                    new=self._words(field, new),
                )
                for field, new in self._changes.items()
            )
        )  # fmt: skip
        self.list.show()
        self._field_chosen()
        self.keyboard_to(self.field)

    def _show_second(self, *, asked: bool = False) -> None:
        needed = asked or bool(self._two & {*self._changes, self.chosen()})
        self.second.setVisible(needed or bool(self.second.text()))

    # ── the whole ────────────────────────────────────────────────────────────────────────────

    def changes(self) -> tuple[tuple[str, str], ...]:
        """Return every change, that of the field shown included."""
        change = self._change()
        return tuple({**self._changes, **(dict((change,)) if change else {})}.items())

    def open_for(self, refusal: Refusal) -> None:
        """Ask who looked too."""
        if isinstance(refusal, SecondOfficerNeeded):
            self._show_second(asked=True)
            self.keyboard_to(self.second.editor)

    def wish(self) -> CorrectWish:
        return CorrectWish(self.changes(), self.reason.text(), self.second.text(), self.second.secret())
