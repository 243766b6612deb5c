"""Forms of the catalogue page, each in the place of the pane: the list stays in sight."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QCheckBox, QComboBox, QWidget

from app.domain.money import format_amount
from app.domain.procedure import Procedure
from app.i18n import _
from app.wording import limit_text
from ui.catalogue.model import AssignWish, AwayWish, DecisionWish, MoveWish, StepWish
from ui.catalogue.words import limit_words, step_words
from ui.widgets.field import ChoiceBox, Field
from ui.widgets.office_panel import OfficePanel


class AssignPanel(OfficePanel):
    """One officer answers for a procedure, or for its whole field."""

    def __init__(
        self, procedure: Procedure, *, whole_field: bool, unit: str, people: Sequence[str], units: Sequence[str],
        today: str, parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        self._whole, self._unit, self._today = whole_field, unit, today
        self._people, self._units = people, units
        title = _("Field {field}").format(field=procedure.field) if whole_field else procedure.short_name
        about = _("Whoever answered so far ends the day before.")
        super().__init__(title, about, _("Assign"), parent)

    def build(self) -> None:
        self.line("officer", _("Officer"), known=self._people)
        self.line("unit", _("Unit"), value=self._unit, known=self._units)
        self.line("deputy", _("Deputy"), help_text=_("Not required"), known=self._people)
        self.line("decision", _("Decision"), help_text=_("Not required"))
        self.line("since", _("From"), value=self._today)

    def first(self) -> QWidget:
        return self.fields["officer"].editor

    def wish(self) -> AssignWish:
        return AssignWish(
            self._whole, self.text("officer"), self.text("unit"), self.text("deputy"), self.text("since"),
            self.text("decision"),
        )  # fmt: skip


class StepPanel(OfficePanel):
    """One officer does a role of the steps: whoever checks, whoever signs; here or in every procedure."""

    def __init__(
        self, procedure: Procedure, *, roles: Sequence[tuple[str, str]], people: Sequence[str], units: Sequence[str],
        today: str, parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        self._roles, self._people, self._units, self._today = roles, people, units, today
        about = _("Only this step; everything else goes to whoever answers for the procedure.")
        super().__init__(procedure.short_name, about, _("Assign the step"), parent)

    def build(self) -> None:
        self.step = ChoiceBox()
        for role, words in self._roles:
            self.step.addItem(words, role)
        self.form.addWidget(Field(_("Step"), self, editor=self.step))
        self.everywhere = QCheckBox(_("In every procedure"), self)
        self.form.addWidget(self.everywhere)
        self.line("officer", _("Officer"), known=self._people)
        self.line("unit", _("Unit"), value=_value(self.step), known=self._units)
        self.step.currentIndexChanged.connect(lambda _at: self.fields["unit"].set_text(_value(self.step)))
        self.line("deputy", _("Deputy"), help_text=_("Not required"), known=self._people)
        self.line("decision", _("Decision"), help_text=_("Not required"))
        self.line("since", _("From"), value=self._today)

    def first(self) -> QWidget:
        return self.step

    def wish(self) -> StepWish:
        return StepWish(
            _value(self.step), self.everywhere.isChecked(), self.text("officer"), self.text("unit"),
            self.text("deputy"), self.text("since"), self.text("decision"),
        )  # fmt: skip


class AwayPanel(OfficePanel):
    """An officer is away and somebody stands in."""

    def __init__(self, officer: str, *, people: Sequence[str], today: str, parent: QWidget | None = None) -> None:
        self._officer, self._people, self._today = officer, people, today
        super().__init__(
            _("An officer is away"), _("Dossiers go to the deputy meanwhile."), _("Note the absence"), parent
        )

    def build(self) -> None:
        self.line("officer", _("Officer"), value=self._officer, known=self._people)
        self.line("since", _("First day away"), value=self._today)
        self.line("until", _("Last day away"), help_text=_("Like 25/11/2026"))
        self.line("deputy", _("Deputy"), help_text=_("Empty: the deputy named in the matrix"), known=self._people)
        self.line("reason", _("Why"), help_text=_("Not required"))

    def wish(self) -> AwayWish:
        return AwayWish(
            self.text("officer"), self.text("since"), self.text("until"), self.text("deputy"), self.text("reason")
        )


class DecisionPanel(OfficePanel):
    """A decision of the province or commune: a limit, the amounts of the fees."""

    def __init__(
        self, procedure: Procedure, *, today: str, people: Sequence[str] = (), parent: QWidget | None = None
    ) -> None:
        self._procedure, self._today, self._people = procedure, today, people
        about = _("Holds for dossiers taken in from that day; older ones keep what was promised.")
        super().__init__(procedure.short_name, about, _("Record the decision"), parent)

    def build(self) -> None:
        self.line("decision", _("Decision: number and date"))
        self.line("since", _("From"), value=self._today)
        self._build_limit()
        self._build_step()
        answers = self._procedure.responsible
        self.line(
            "responsible",
            _("Who answers by this decision"),
            help_text=_("now {name}").format(name=answers) if answers else _("Empty: the decision does not say"),
            known=self._people,
        )
        self._amounts: list[int] = []
        for place, item in enumerate(self._procedure.fees):
            if item.tiers:
                continue  # by pages: a table of its own, fixed by the ministry
            known = "" if item.amount is None else format_amount(item.amount)
            help_text = _("now {amount}").format(amount=known) if known else _("no table yet")
            self.line(f"fee {place}", item.name, help_text=help_text)
            self._amounts.append(place)

    def _build_limit(self) -> None:
        self.unit = ChoiceBox()
        for slug, words in (
            ("", _("as it is: {limit}").format(limit=limit_words(self._procedure))),
            ("wd", _("working days")),
            ("cd", _("days")),
            ("wh", _("working hours")),
            ("same_day", _("same day")),
        ):
            self.unit.addItem(words, slug)
        self.form.addWidget(Field(_("Limit"), self, editor=self.unit))
        self.line("limit", _("How many"))
        self.unit.currentIndexChanged.connect(self._unit_chosen)
        self._unit_chosen()

    def _build_step(self) -> None:
        self.step = ChoiceBox()
        self.step.addItem(_("no step: each has its share of the limit"), "")
        for step in {one.step: one for one in self._procedure.steps}.values():
            own = f" ({limit_text(step.limit)})" if step.limit else ""
            self.step.addItem(f"{step_words(step.step)}{own}", step.step)
        self.form.addWidget(Field(_("Limit of one step"), self, editor=self.step))
        self.step_unit = ChoiceBox()
        for slug, words in (("wd", _("working days")), ("wh", _("working hours"))):
            self.step_unit.addItem(words, slug)
        self._step_unit_field = Field(_("Counted in"), self, editor=self.step_unit)
        self.line("step limit", _("How many for this step"))
        self.form.addWidget(self._step_unit_field)
        self.step.currentIndexChanged.connect(self._step_chosen)
        self._step_chosen()

    def _step_chosen(self) -> None:
        for field in (self.fields["step limit"], self._step_unit_field):
            field.setVisible(bool(_value(self.step)))

    def _unit_chosen(self) -> None:
        self.fields["limit"].setVisible(_value(self.unit) in ("wd", "cd", "wh"))

    def first(self) -> QWidget:
        return self.fields["decision"].editor

    def wish(self) -> DecisionWish:
        unit = _value(self.unit)
        limit = unit if unit in ("", "same_day") else f"{self.text('limit').strip()}{unit}"
        fees = {place: self.text(f"fee {place}") for place in self._amounts}
        step, of_step = _value(self.step), f"{self.text('step limit').strip()}{_value(self.step_unit)}"
        return DecisionWish(
            self.text("decision"),
            self.text("since"),
            limit,
            fees,
            self.text("responsible").strip(),
            {step: of_step} if step else {},
        )


class MovePanel(OfficePanel):
    """All listed promises follow the calendar; the notice is named once for all."""

    def __init__(self, count: int, parent: QWidget | None = None) -> None:
        super().__init__(
            _("Move the due dates"),
            _("{n} dossiers get the day in the last column. It is logged with each; citizens must be told.").format(
                n=count
            ),
            _("Move {n} due dates").format(n=count),
            parent,
        )

    def build(self) -> None:
        self.line("why", _("The notice behind it"), help_text=_("Like: Công điện 15/CĐ-UBND"))

    def wish(self) -> MoveWish:
        return MoveWish(self.text("why"))


def _value(box: QComboBox) -> str:
    return str(box.currentData() or "")
