"""The page of administration at work: accounts of officers, merges of persons."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.domain.errors import BadInput, PrinterFailed, Refusal
from app.domain.village import Village
from app.i18n import N_, _
from app.readings import Officer
from app.settings import read_settings, write_settings
from ui.administration import place
from ui.administration.computers import ComputerRow, read_computers
from ui.administration.model import (
    COMPUTERS,
    PERSONS,
    PLACE,
    SETTINGS,
    AddWish,
    AdministrationRow,
    ApartWish,
    CodeKept,
    DisableWish,
    MergeWish,
    Pair,
    PasswordWish,
    RoleWish,
    SettingRow,
    SettingWish,
    Shown,
    SplitWish,
    Wish,
    cells,
    columns,
    detail_of,
    note_of,
    pairs_of,
    rows_of,
    settings_of,
)
from ui.administration.panels import (
    AddPanel,
    ApartPanel,
    CodePanel,
    DisablePanel,
    MergePanel,
    PasswordPanel,
    RolePanel,
    SettingPanel,
    SplitPanel,
)
from ui.administration.upkeep_panel import UpkeepPanel
from ui.administration.view import AdministrationPage
from ui.speech import sentence
from ui.widgets.office_panel import OfficePanel
from ui.widgets.table_model import TableModel

if TYPE_CHECKING:
    from app.compaction import Weighed
    from app.ports import Paper
    from ui.printer import PrinterInfo
    from ui.program import Program
    from ui.slip_printing import SlipPrinting
    from ui.tasks import Tasks


class AdministrationPresenter(QObject):
    """Owned by its page."""

    def __init__(self, view: AdministrationPage, program: Program, tasks: Tasks, printing: SlipPrinting) -> None:
        super().__init__(view)
        self._view, self._program, self._tasks, self._printing = view, program, tasks, printing
        self._shown: Shown | None = None
        self._row: AdministrationRow | None = None
        self._tab = ""
        self._me = program.officer.id
        self._model: TableModel[AdministrationRow] = TableModel((), lambda _row: (), self)
        view.refresh_wanted.connect(self.refresh)
        view.asked.connect(self._asked)
        view.row_chosen.connect(self._choose)
        view.act_wanted.connect(self._begin)
        view.confirmed.connect(self._carry_out)
        view.upkeep_requested.connect(self._weigh)

    # ── reading ──

    def refresh(self) -> None:
        """Read the open tab again; a form of whoever worked here before is closed, with the code it may show."""
        if self._me != self._program.officer.id:
            self._me = self._program.officer.id
            self._view.close_panel()
        tab = self._view.tab()
        self._tasks.read(lambda: self._read(tab), done=self._show, owner=self._view, latest="administration")

    def _read(self, tab: str) -> Shown:
        program = self._program
        officers = program.officers.list()
        me = next(one for one in officers if one.id == program.officer.id)
        if tab == SETTINGS:
            kept = read_settings(program.paths.settings_file)
            return Shown(tab, me, settings=settings_of(kept, program.unsure_forms))
        if tab == PLACE:
            return Shown(tab, me, place=place.read_place(program))
        if tab == COMPUTERS:
            return Shown(tab, me, computers=read_computers(program))
        if tab != PERSONS:
            return Shown(tab, me, officers=officers)
        return Shown(tab, me, pairs=pairs_of(program.people.pairs_alike(), program.people.merged()))

    def _asked(self) -> None:
        if self._shown is None or self._shown.tab != self._view.tab():
            self.refresh()
        else:
            self._list(self._shown)

    def _show(self, shown: Shown) -> None:
        if shown.tab != self._view.tab():
            return
        self._shown = shown
        self._view.show_note(note_of(shown))
        self._list(shown)

    def _list(self, shown: Shown) -> None:
        rows = rows_of(shown, self._view.words())
        if shown.tab != self._tab:
            self._tab = shown.tab
            self._model = TableModel(columns(shown.tab), lambda row: cells(row, self._shown), self)
            self._view.show_rows(self._model)
        chosen = _key(self._row)
        self._model.set_rows(rows)
        self._view.show_empty("" if rows else self._empty_words())
        place = next((number for number, row in enumerate(rows) if _key(row) == chosen), 0)
        self._view.table.choose(place)
        self._choose(rows[place] if rows else None)

    def _empty_words(self) -> str:
        if self._view.words():
            return _("Nothing here has these words.")
        if self._view.tab() == PLACE:
            return _("The table of villages is empty.")
        return _("No two records have the same name and date of birth.")

    def _choose(self, row: AdministrationRow | None) -> None:
        self._row = row
        if self._shown is not None:
            self._view.show_detail(detail_of(self._shown, row))

    # ── what the officer begins ──

    def _begin(self, act: str) -> None:
        if act == "code":
            self._renew_code()
            return
        if act == "villages-import":
            file = place.TableFile(self._view)
            file.chosen.connect(lambda path: self._carry_out(place.TableWish(path)))
            file.open()
            return
        panel = self._panel(act, self._row)
        if panel is not None:
            self._view.show_panel(panel)

    def _panel(self, act: str, row: AdministrationRow | None) -> OfficePanel | None:
        if self._shown is not None and self._shown.place is not None:
            return place.panel_for(act, row if isinstance(row, Village) else None, self._shown.place, self._view)
        match act, row:
            case "add", _:
                return AddPanel(self._view)
            case (("password" | "reinstate"), Officer()):
                return PasswordPanel(row, reinstate=act == "reinstate", parent=self._view)
            case "disable", Officer():
                return DisablePanel(row, self._view)
            case "role", Officer():
                return RolePanel(row, self._view)
            case "merge", Pair():
                return MergePanel(row, self._view)
            case "apart", Pair():
                return ApartPanel(row, self._view)
            case "split", Pair():
                return SplitPanel(row, self._view)
            case "setting", SettingRow():
                return SettingPanel(row, self._view)
        return None

    # ── the recovery code ──

    def _renew_code(self) -> None:
        program = self._program
        by = program.officer
        self._tasks.write(lambda: program.officers.renew_recovery_code(by=by), done=self._show_code, owner=self._view)

    def _show_code(self, code: str) -> None:
        panel = CodePanel(code, self._view)
        panel.print_requested.connect(lambda: self._print_code(panel))
        self._view.show_panel(panel)

    def _print_code(self, panel: CodePanel) -> None:
        self._printing.ask_printers(lambda printers: self._send_code(panel, printers), owner=panel)

    def _send_code(self, panel: CodePanel, printers: tuple[PrinterInfo, ...]) -> None:
        name = self._printing.usual("other", printers)
        if not name:
            panel.show_not_printed(sentence(PrinterFailed(reason=N_("there is no printer"))))
            return
        desk, now = self._program.desk, self._program.clock.now()
        place = self._program.catalogue.commune(desk.commune).full_name
        self._printing.put_out(
            lambda: _recovery_sheet(place, desk.station_number, panel.code, now),
            printer=name,
            to=None,
            title="Một Cửa",
            done=panel.show_printed,
            failed=lambda refusal: panel.show_not_printed(sentence(refusal)),
            owner=panel,
        )

    # ── upkeep ──

    def _weigh(self) -> None:
        upkeep, view = self._program.upkeep, self._view
        self._tasks.read(upkeep.weigh, done=lambda found: view.show_panel(UpkeepPanel(found, view)), owner=view)

    def _fold_some(self, panel: UpkeepPanel) -> None:
        """Fold one lot, and the next one after it while the form stands: other acts come in between."""
        panel.set_busy()

        def done(some: Weighed) -> None:
            if self._view.panel is not panel:
                return
            panel.add(some)
            if some.dossiers:
                self._fold_some(panel)
            else:
                panel.show_done()

        self._tasks.write(self._program.upkeep.fold_some, done=done, failed=self._refused, owner=panel)

    # ── what is carried out ──

    def _carry_out(self, wish: Wish) -> None:
        panel = self._view.panel
        if isinstance(wish, CodeKept):
            self._view.close_panel()
            return
        if isinstance(panel, UpkeepPanel):
            self._fold_some(panel)
            return
        if isinstance(wish, AddWish | PasswordWish) and wish.password != wish.again:
            if panel is not None:
                panel.show_trouble(_("The two passwords differ. Type the same one twice."), "again")
            return
        if panel is not None:
            panel.set_busy()
        work = self._work(wish, self._row)
        is_of_place = isinstance(wish, place.Wish)

        def done(words: tuple[str, str]) -> None:
            self._view.close_panel()
            self._view.news.emit(*words)
            if is_of_place:  # a file of this computer, no change of the store that pages hear of
                self.refresh()

        self._tasks.write(work, done=done, failed=self._refused, owner=self._view)

    def _work(self, wish: Wish, row: AdministrationRow | None) -> Callable[[], tuple[str, str]]:
        """Return what runs on the store thread, and the words of what came of it."""
        by = self._program.officer
        if isinstance(wish, place.Wish):
            return lambda: place.carry_out(self._program, wish)
        match row:
            case Pair():
                return lambda: self._on_pair(wish, row, by)
            case Officer():
                return lambda: self._on_officer(wish, row, by)
            case SettingRow():
                return lambda: self._on_setting(wish, row)
        raise BadInput(field="row", problem=N_("must not be empty"))

    def _on_officer(self, wish: Wish, row: Officer, by: Officer) -> tuple[str, str]:
        officers = self._program.officers
        match wish:
            case AddWish():
                one = officers.add(login=wish.login, name=wish.name, password=wish.password, role=wish.role, by=by)
                return _("{name} can open this desk").format(name=one.name), _("Login: {login}").format(login=one.login)
            case PasswordWish(reinstate=True):
                one = officers.reinstate(row.login, password=wish.password, by=by)
                return _("{name} can open this desk").format(name=one.name), _("Login: {login}").format(login=one.login)
            case PasswordWish():
                officers.reset(row.login, password=wish.password, by=by)
                return _("New password set"), row.name
            case DisableWish():
                officers.disable(row.login, reason=wish.reason, by=by)
                return _("Account disabled"), _("{name}: what was done stays as it is.").format(name=row.name)
            case RoleWish():
                officers.give_role(row.login, wish.role, by=by)
                return _("Role changed"), row.name
        raise AssertionError(wish)

    def _on_setting(self, wish: Wish, row: SettingRow) -> tuple[str, str]:
        assert isinstance(wish, SettingWish)  # noqa: S101 (the panel of a setting gives no other)
        file = self._program.paths.settings_file
        write_settings(file, replace(read_settings(file), **{row.name: wish.value.strip()}))  # type: ignore[arg-type]
        return _("Setting kept"), _("It holds once the program is opened again.")

    def _on_pair(self, wish: Wish, row: Pair, by: Officer) -> tuple[str, str]:
        people = self._program.people
        match wish:
            case MergeWish():
                kept, merged = (row.other, row.kept) if wish.keep_other else (row.kept, row.other)
                one = people.merge(kept.key, merged.key, reason=wish.reason, officer=by)
                return _("One person now"), one.name
            case ApartWish():
                people.keep_apart(row.kept.key, row.other.key, reason=wish.reason, officer=by)
                return _("Two people"), row.kept.name
            case SplitWish():
                people.split(row.other.key, reason=wish.reason, officer=by)
                return _("Two persons again"), row.kept.name
        raise AssertionError(wish)

    def _refused(self, refusal: Refusal) -> None:
        if self._view.panel is None:
            self._tasks.refused.emit(refusal)
            return
        field = str(refusal.details.get("field", ""))
        if type(refusal).__name__ == "PasswordTooShort":
            field = "password"
        self._view.panel.show_trouble(sentence(refusal), field)


def _key(row: AdministrationRow | None) -> object:
    match row:
        case Officer():
            return row.id
        case Pair():
            return (row.kept.key, row.other.key)
        case SettingRow():
            return row.name
        case Village():
            return row.key
        case ComputerRow():
            return row.key
    return None


def administration_page(program: Program, tasks: Tasks, printing: SlipPrinting) -> AdministrationPage:
    """Return the page with its presenter, ready for ``MainWindow.add_page("administration", …)``."""
    page = AdministrationPage()
    AdministrationPresenter(page, program, tasks, printing)
    return page


def _recovery_sheet(place: str, number: int, code: str, at: datetime) -> Paper:
    from printing import recovery_sheet  # with reportlab, which no page waits for

    return recovery_sheet.render(place, number, code, at)
