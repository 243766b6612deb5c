"""Acts that only need a few answers: what each asks, as a table, and the one panel that asks it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QComboBox, QWidget

from app.domain.dossier import Dossier
from app.domain.errors import Refusal
from app.i18n import N_, _
from ui.dossier.act_panel import ActPanel, value_of
from ui.dossier.offered import ShownAct
from ui.dossier.wishes import AnswersWish
from ui.happened import FAULTS, SYSTEMS, TOLD_BY
from ui.speech import worded
from ui.widgets.field import Field

LINE, TEXT, CHOICE = "line", "text", "choice"
OPTIONAL = N_("Not required")


@dataclass(frozen=True, slots=True)
class Asked:
    """One question. kind: line | text | choice; choices: (value, words); needed: without it the act is refused."""

    name: str
    label: str
    kind: str = LINE
    choices: tuple[tuple[str, str], ...] = ()
    needed: bool = True
    help: str = ""
    value: str = ""


def asked_of(slug: str, dossier: Dossier, *, officer: str, signer: str) -> tuple[Asked, ...]:
    """Return what an act asks, with what is known already filled in. officer: who is at work; signer: of the last."""
    optional = _(OPTIONAL)
    reason = Asked("reason", _("Reason"), TEXT)
    signed = Asked("signer", _("Signed by"), needed=False, help=optional, value=signer)
    match slug:
        case "take-in":
            return (Asked("by", _("Received by"), value=officer),)
        case "suspend":
            return (
                Asked("reason", _("What has to be paid"), TEXT),
                Asked("agency", _("Paid to"), needed=False, help=optional),
                Asked("amount", _("Amount, đồng"), needed=False, help=optional),
            )
        case "resume":
            return (Asked("proof", _("Proof of payment"), help=_("For example: receipt no. 0012345 of 24/11/2026")),)
        case "extend":
            more = _("Working days more, or a date: 5 or 30/11/2026")
            return (Asked("to", _("New day"), help=more), reason, signed)
        case "refuse":
            basis = _("Article, clause and law, for example: điều 18 khoản 2, Luật Hộ tịch")
            return (reason, Asked("legal_basis", _("Legal basis"), TEXT, help=basis), signed)
        case "stop":
            return (
                Asked("request", _("The citizen's letter"), help=_("Its number and date, or how it was said")),
                reason,
                Asked("refund", _("Fees paid"), needed=False, help=_("What becomes of them; not required")),
                signed,
            )
        case "withdraw":
            return (reason, Asked("request", _("The citizen's letter"), needed=False, help=optional))
        case "announce":
            told = tuple((value, _(words)) for value, words in TOLD_BY.items())
            phone = dossier.applicant.phone or ""
            return (
                Asked("how", _("How"), CHOICE, told, value="phone" if phone else "told"),
                Asked("to", _("Number or person"), needed=False, help=optional, value=phone),
            )
        case "fault":
            return (
                Asked("kind", _("What happened to the result"), CHOICE, _choices(FAULTS)),
                Asked("what", _("What exactly"), TEXT),
                Asked("remedy", _("How it is made good"), TEXT, help=_("Who makes it anew, until when, the apology")),
            )
        case "new-version":
            return (Asked("reason", _("Reason"), TEXT, help=_("For example: the citizen asks for the shorter list")),)
        case "take-over":
            return (Asked("reason", _("Reason"), TEXT, help=_("For example: the other laptop is broken")),)
        case "link-code":
            return (Asked("system", _("System"), CHOICE, _choices(SYSTEMS)), Asked("code", _("Code there")))
        case _:
            return ()


def _choices(words: dict[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((value, f"{(said := _(word))[:1].upper()}{said[1:]}") for value, word in words.items())


class AnswersPanel(ActPanel):
    """Asks the questions of an act from top to bottom."""

    def __init__(self, act: ShownAct, asked: Sequence[Asked], parent: QWidget | None = None) -> None:
        self._asked = tuple(asked)
        self.fields: dict[str, Field] = {}
        super().__init__(act, parent, finish=_("Record it"))

    def build(self) -> None:
        for one in self._asked:
            match one.kind:
                case "choice":
                    field, box = self.choice(one.label, one.choices)
                    box.setCurrentIndex(max(0, box.findData(one.value)))
                case "text":
                    field = self.text(one.label, help_text=one.help)
                    field.set_text(one.value)
                case _:
                    field = self.line(one.label, help_text=one.help, value=one.value)
            self.fields[one.name] = field

    def first(self) -> QWidget:
        """Return the first question still without an answer."""
        empty = next((name for name, text in self.wish().answers if not text), None)
        return self.fields[empty].editor if empty else self.finish

    def wish(self) -> AnswersWish:
        return AnswersWish(self.slug, tuple((name, _answer(field)) for name, field in self.fields.items()))

    def open_for(self, refusal: Refusal) -> None:
        """Say what is wrong at its own field, where the refusal names one."""
        field = self.fields.get(str(refusal.details.get("field", "")))
        problem = refusal.details.get("problem")
        if field is not None and isinstance(problem, str):
            said = worded(problem)
            field.set_error(f"{said[:1].upper()}{said[1:]}.")
            self.show_trouble("")
            self.keyboard_to(field.editor)

    def lacking(self) -> tuple[str, ...]:
        """Return the questions that must be answered and are not."""
        wish = self.wish()
        return tuple(one.name for one in self._asked if one.needed and not wish.text(one.name).strip())

    def show_lacking(self, names: Sequence[str], sentence: str) -> None:
        """Say at each question that it must be answered, and go to the first."""
        for name in names:
            self.fields[name].set_error(sentence)
        if names:
            self.keyboard_to(self.fields[names[0]].editor)


def _answer(field: Field) -> str:
    return value_of(field.editor) if isinstance(field.editor, QComboBox) else field.text()
