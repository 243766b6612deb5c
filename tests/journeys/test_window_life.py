"""A dossier's life at the window, by keys alone: papers asked for and brought, a new day, a result, back and forth."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from app.clock import ZONE, FixedClock
from app.domain.dossier import Dossier
from app.domain.states import State
from app.readings import TimelineEntry
from tests.journeys.window import Counter, counter, unlock
from tests.ui.made_desk import NOW, PASSWORD, make_desk
from ui.dossier.act_panel import ActPanel
from ui.value_words import due_words

CARD = "012090000123||Giàng A Chống|05061990|Nam|Bản Sin Suối Hồ, xã Sin Suối Hồ, Lai Châu|25062021"
BIRTH = ("Return", "Return", "Return", "Space", "Down", "Space", "Down", "Space")
THURSDAY = datetime(2026, 11, 26, 8, 30, tzinfo=ZONE)


def test_from_acceptance_over_missing_papers_and_a_new_day_to_the_return(qapp: object, tmp_path: Path) -> None:
    made_desk = make_desk(tmp_path / "desk")
    with counter(made_desk.paths, clock=FixedClock(NOW)) as made:
        unlock(made, PASSWORD)
        _accept(made)
        _ask_for_papers(made)
        _wait_until_thursday(made)
        _take_papers_in(made)
        _promise_anew(made)
        _complete(made)
        _return_take_back_return_again(made)
        acts = [type(entry.recorded.event).__name__ for entry in _story(made)]
        assert acts == [
            "DossierReceived", "SlipPrinted", "PapersRequested", "PapersCompleted", "DossierExtended",
            "DossierCompleted", "DossierHandedOver", "ActUndone", "DossierHandedOver",
        ]  # fmt: skip


def _wait_until_thursday(made: Counter) -> None:
    clock = made.desk.program.clock.machine
    assert isinstance(clock, FixedClock)
    clock.set(THURSDAY)


def _dossier(made: Counter) -> Dossier:
    (line,) = made.lines()
    return made.desk.program.queries.dossier(line.id)


def _story(made: Counter) -> tuple[TimelineEntry, ...]:
    return made.desk.program.queries.timeline(_dossier(made).id)


def _form(made: Counter) -> ActPanel:
    form = made.desk.dossier.panel
    assert form is not None, made.words(made.desk.dossier)
    return form


def _key_of(made: Counter, act: str) -> str:
    """Return the key printed on the button of a likely act."""
    shown = made.desk.dossier_presenter._shown
    assert shown is not None
    number = [one.slug for one in shown.acts].index(act)
    return made.desk.dossier.acts.buttons[number].key()


def _accept(made: Counter) -> None:
    made.doing("accept")
    made.scan(CARD)
    made.type("ks")
    made.settle()
    made.press(*BIRTH, quick=True)
    made.press("F9")
    assert len(made.tray.papers) == 1
    made.press("Esc", "Space")
    assert made.start.window.current_slug() == "dossier"


def _ask_for_papers(made: Counter) -> None:
    made.doing("ask for papers")
    made.press(_key_of(made, "request-papers"), "Space", "Return", "Tab", "Tab")
    made.type("chữ ký mờ")
    made.shot("life-request")
    made.press("F9")
    dossier = _dossier(made)
    assert dossier.state is State.AWAITING_PAPERS
    assert dossier.requests[-1].reason == "chữ ký mờ"
    assert dossier.requests[-1].wanted[0].name in made.desk.dossier.standing.text()
    made.shot("life-asked")


def _take_papers_in(made: Counter) -> None:
    made.doing("papers received")
    promised = made.desk.program.waiting.new_promise(_dossier(made), mode="restart")
    made.press(_key_of(made, "papers-received"), "Space")
    assert due_words(promised.at) in made.words(_form(made)), "the new promise is read before it is confirmed"
    made.shot("life-received")
    made.press("F9")
    dossier = _dossier(made)
    assert (dossier.state, dossier.due.at) == (State.PROCESSING, promised.at)
    assert due_words(promised.at) in made.toast()


def _promise_anew(made: Counter) -> None:
    """The act stands among the others while it is not pressing; arrows and Enter reach it."""
    made.doing("promise anew")
    before = _dossier(made)
    others = made.desk.dossier.others
    made.press("Ctrl+M")
    for _row in range(len(others.slugs())):
        if others.slugs()[others.list.currentRow()] == "extend":
            break
        made.press("Down")
    made.press("Return")
    made.type("2")
    made.settle()
    promised = made.desk.program.promises.extended_to(before, "2wd")
    assert due_words(promised.at) in made.words(_form(made))
    made.press("Tab")
    made.type("chờ xác minh")
    made.shot("life-extend")
    made.press("F9")
    dossier = _dossier(made)
    assert (dossier.due.at, dossier.original_due_at) == (promised.at, before.due.at)
    made.shot("life-extended")


def _complete(made: Counter) -> None:
    made.doing("complete")
    made.press(_key_of(made, "complete"))
    made.type("15/KS-2026")
    made.press("F9")
    assert _dossier(made).state is State.COMPLETED


def _return_take_back_return_again(made: Counter) -> None:
    made.doing("return")
    made.press(_key_of(made, "hand-over"))
    assert made.start.window.current_slug() == "handover"
    made.press("F9")
    assert _dossier(made).state is State.RETURNED
    made.press("Ctrl+Z")
    dossier = _dossier(made)
    assert (dossier.state, dossier.returned) == (State.COMPLETED, None)
    assert "Trả kết quả" in made.toast(), "it says what was taken back"
    made.shot("life-taken-back")
    made.scan(dossier.code)
    made.press("F9")
    assert _dossier(made).state is State.RETURNED
