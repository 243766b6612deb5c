"""What the page of administration shows: its lists, the pane beside them, what the officer asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.officers import LEADER
from app.domain.text import fold
from app.domain.village import Village
from app.i18n import N_, _, ngettext
from app.readings import Officer
from app.services.people import Person
from app.settings import Settings
from ui.administration import computers, place
from ui.administration.computers import ComputerRow
from ui.administration.place import Place
from ui.widgets.cells import Cell, Column, NameCell, StateCell, TextCell
from ui.widgets.detail_pane import Act, Detail, Section

OFFICERS, PERSONS, PLACE, SETTINGS, COMPUTERS = "officers", "persons", "place", "settings", "computers"
TABS = {
    OFFICERS: N_("Officers"),
    PERSONS: N_("May be one person"),
    PLACE: N_("Villages, place of the desk"),
    SETTINGS: N_("Settings"),
    COMPUTERS: N_("Computers, backup"),
}
QUEUE_ORDERS = {
    "first": N_("who has priority always goes first"),
    "in_turn": N_("one with priority, then one without"),
    "none": N_("as they came"),
}
ROLE_WORDS = {"receiver": N_("receives and returns"), LEADER: N_("leads")}
KINDS = {
    "cccd": N_("citizen card"),
    "can_cuoc": N_("identity card"),
    "cmnd": N_("old identity card"),
    "passport": N_("passport"),
}


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records that may be, or were said to be, one person. kept: the one that stays (with all merged into it)."""

    kept: Person
    other: Person
    is_merged: bool


@dataclass(frozen=True, slots=True)
class SettingRow:
    """One setting of this computer. name: its field in the settings file, empty where it is only told.

    choices: (value, words), none for a line of text.
    """

    name: str
    label: str
    value: str
    words: str
    about: str
    choices: tuple[tuple[str, str], ...] = ()


AdministrationRow = Officer | Pair | Village | SettingRow | ComputerRow


@dataclass(frozen=True, slots=True)
class Shown:
    """All that a tab shows, read at one moment. me: who is at work."""

    tab: str
    me: Officer
    officers: tuple[Officer, ...] = ()
    pairs: tuple[Pair, ...] = ()
    settings: tuple[SettingRow, ...] = ()
    place: Place | None = None
    computers: tuple[ComputerRow, ...] = ()


@dataclass(frozen=True, slots=True)
class AddWish:
    """A new officer, as typed."""

    name: str
    login: str
    password: str
    again: str
    role: str


@dataclass(frozen=True, slots=True)
class PasswordWish:
    """A new password for the chosen officer; ``reinstate``: the account is opened again with it."""

    password: str
    again: str
    reinstate: bool = False


@dataclass(frozen=True, slots=True)
class DisableWish:
    """The chosen officer left."""

    reason: str


@dataclass(frozen=True, slots=True)
class RoleWish:
    """The chosen officer gets this role."""

    role: str


@dataclass(frozen=True, slots=True)
class CodeKept:
    """The sheet with the new recovery code is on paper."""


@dataclass(frozen=True, slots=True)
class MergeWish:
    """The chosen two records are one person; keep_other: the right one stays."""

    reason: str
    keep_other: bool = False


@dataclass(frozen=True, slots=True)
class ApartWish:
    """The chosen two records are two people."""

    reason: str


@dataclass(frozen=True, slots=True)
class SplitWish:
    """The merged record stands by itself again."""

    reason: str


@dataclass(frozen=True, slots=True)
class FoldWish:
    """The dossiers closed long ago are folded."""


@dataclass(frozen=True, slots=True)
class SettingWish:
    """The chosen setting gets this value."""

    value: str


Wish = (
    FoldWish
    | SettingWish
    | AddWish
    | PasswordWish
    | DisableWish
    | RoleWish
    | CodeKept
    | MergeWish
    | ApartWish
    | SplitWish
    | place.Wish
)


def pairs_of(alike_pairs: Sequence[tuple[Person, Person]], merged: Sequence[tuple[Person, Person]]) -> tuple[Pair, ...]:
    """Return what may be one person first, then what was merged."""
    alike = [Pair(one, other, is_merged=False) for one, other in alike_pairs]
    return (*alike, *(Pair(kept, other, is_merged=True) for kept, other in merged))


def settings_of(settings: Settings, unsure_forms: Sequence[str]) -> tuple[SettingRow, ...]:
    """Return what can be set here, and what an administrator has to know about the forms."""
    orders = tuple((value, _(words)) for value, words in QUEUE_ORDERS.items())
    order, why = settings.queue_priority, settings.queue_reason
    told = _("The official annex of these forms was not at hand. Compare them before the first one goes out.")
    rows = [
        SettingRow(
            "queue_priority", _("Order of the queue"), order, _(QUEUE_ORDERS[order]),
            _("In what order the next number of the hall is called."), orders,
        ),
        SettingRow(
            "queue_reason", _("Why some go first"), why, why,
            _("The sentence on the screen in the hall and on tickets."),
        ),
    ]  # fmt: skip
    if unsure_forms:
        rows.append(SettingRow("", _("Layout not confirmed"), "", ", ".join(unsure_forms), told))
    return tuple(rows)


def columns(tab: str) -> tuple[Column, ...]:
    """Return the columns of a tab."""
    if tab == PLACE:
        return place.columns()
    if tab == COMPUTERS:
        return computers.columns()
    if tab == OFFICERS:
        return (
            Column(_("Account"), 150),
            Column(_("Officer")),
            Column(_("Login"), 130),
            Column(_("Role"), 210, drop=1),
        )
    if tab == SETTINGS:
        return (Column(_("Setting"), 240), Column(_("Now")))
    return (
        Column(_("State"), 150),
        Column(_("Person")),
        Column(_("Born"), 104),
        Column(_("Number"), 130),
        Column(_("Other number"), 130),
    )


def cells(row: AdministrationRow, shown: Shown | None) -> tuple[Cell, ...]:
    """Return the cells of a row."""
    if isinstance(row, Village):
        return place.cells(row, shown.place) if shown is not None and shown.place is not None else ()
    if isinstance(row, ComputerRow):
        return computers.cells(row)
    if isinstance(row, Officer):
        state = StateCell("on_time", _("in use")) if row.left_at is None else StateCell("paused", _("disabled"))
        return (state, NameCell(row.name), TextCell(row.login), TextCell(role_words(row)))
    if isinstance(row, SettingRow):
        return (NameCell(row.label), TextCell(row.words))
    state = StateCell("done", _("merged")) if row.is_merged else StateCell("due_soon", _("to compare"))
    born = row.kept.birth_dates[0] if row.kept.birth_dates else ""
    return (
        state,
        NameCell(row.kept.name),
        TextCell(date_words(born)),
        TextCell(_number(row.kept)),
        TextCell(_number(row.other)),
    )


def role_words(one: Officer) -> str:
    """Return the role in words; who leads because nobody was named says so."""
    if one.leads and one.role != LEADER:
        return _("leads (first officer)")
    return _(ROLE_WORDS.get(one.role, one.role))


def date_words(iso: str) -> str:
    """Return a whole or partial ISO date as people write it: «02/03/1960», «03/1960», «1960»."""
    return "/".join(reversed(iso.split("-")))


def _number(person: Person) -> str:
    return person.papers[0].number if person.papers else _("no number")


def rows_of(shown: Shown, words: str) -> tuple[AdministrationRow, ...]:
    """Return the rows of the tab that hold every word typed; officers at work first."""
    at_work_first = sorted(shown.officers, key=lambda one: one.left_at is not None)
    places = () if shown.place is None else shown.place.villages
    tabs: dict[str, Sequence[AdministrationRow]] = {
        OFFICERS: at_work_first,
        PLACE: places,
        SETTINGS: shown.settings,
        COMPUTERS: shown.computers,
    }
    rows = tabs.get(shown.tab, shown.pairs)
    asked = fold(words).split()
    return tuple(row for row in rows if all(word in _haystack(row) for word in asked))


def _haystack(row: AdministrationRow) -> str:
    if isinstance(row, Officer):
        return fold(f"{row.name} {row.login}")
    if isinstance(row, SettingRow | ComputerRow):
        return fold(f"{row.label} {row.words}")
    if isinstance(row, Village):
        return fold(f"{row.name} {row.former or ''}")
    numbers = [paper.number for one in (row.kept, row.other) for paper in one.papers]
    return fold(" ".join((*row.kept.names, *row.other.names, *numbers)))


def note_of(shown: Shown) -> str:
    """Return what the head says of the tab."""
    if shown.place is not None:
        return place.note_of(shown.place)
    if shown.tab == OFFICERS:
        n = sum(one.left_at is None for one in shown.officers)
        return ngettext("{n} officer can open this desk", "{n} officers can open this desk", n).format(n=n)
    if shown.tab == SETTINGS:
        return _("of this computer")
    if shown.tab == COMPUTERS:
        return computers.note_of(shown.computers)
    n = sum(not one.is_merged for one in shown.pairs)
    return ngettext("{n} pair to compare", "{n} pairs to compare", n).format(n=n)


# ── the pane ─────────────────────────────────────────────────────────────────────────────────


def detail_of(shown: Shown, row: AdministrationRow | None) -> Detail | None:
    """Return the pane for a row."""
    if shown.place is not None:
        return place.detail_of(row if isinstance(row, Village) else None, shown.place)
    match row:
        case Officer():
            return _officer_detail(row, shown.me)
        case Pair():
            return _pair_detail(row)
        case SettingRow():
            return _setting_detail(row, shown.me)
        case ComputerRow():
            return computers.detail_of(row)
    return None


def _officer_detail(one: Officer, me: Officer) -> Detail:
    sections = [Section(_("Role"), (role_words(one),))]
    if one.left_at is not None:
        since = _("since {day}").format(day=f"{one.left_at:%H:%M %d/%m/%Y}")
        sections.insert(0, Section(_("Account disabled"), (since, one.left_because or ""), alert=True))
        sections.append(Section(_("What was done"), (_("Stays under this name; drafts belong to the desk."),)))
    acts: list[Act] = []
    if me.leads and one.left_at is not None:
        acts.append(Act("reinstate", _("Open the account again"), "Enter"))
    elif me.leads or me.id == one.id:
        acts.append(Act("password", _("Set a new password"), "Enter"))
    if me.leads:
        if one.left_at is None and one.id != me.id:
            acts.append(Act("disable", _("The officer leaves"), "Alt+D"))
        if one.left_at is None:
            acts.append(Act("role", _("Change the role"), "Alt+V"))
        acts.append(Act("add", _("New officer"), "Alt+N"))
        acts.append(Act("code", _("New recovery code"), "Alt+K"))
    else:
        sections.append(Section(_("Accounts"), (_("Only who leads changes the accounts of others."),)))
    state = ("on_time", _("in use")) if one.left_at is None else ("paused", _("disabled"))
    return Detail(one.name, one.login, state, tuple(sections), tuple(acts))


def _setting_detail(row: SettingRow, me: Officer) -> Detail:
    sections = [Section(_("What it does"), (row.about,)), Section(_("Now"), (row.words,), alert=not row.name)]
    acts = (Act("setting", _("Change it"), "Enter"),) if row.name and me.leads else ()
    return Detail(
        row.label, "", ("on_time", _("set")) if row.name else ("due_soon", _("to compare")), tuple(sections), acts
    )


def _pair_detail(pair: Pair) -> Detail:
    words = ("done", _("merged")) if pair.is_merged else ("due_soon", _("to compare"))
    sections = (
        Section(_("First record"), _record_lines(pair.kept)),
        Section(_("Second record"), _record_lines(pair.other)),
    )
    if pair.is_merged:
        acts: tuple[Act, ...] = (Act("split", _("Take apart again"), "Enter"),)
    else:
        acts = (Act("merge", _("Compare side by side"), "Enter"), Act("apart", _("They are two people"), "Alt+G"))
    return Detail(pair.kept.name, "", words, sections, acts)


def _record_lines(person: Person) -> tuple[str, ...]:
    papers = [f"{_(KINDS.get(paper.kind, paper.kind))} {paper.number}" for paper in person.papers]
    n = len(person.dossiers)
    count = ngettext("{n} dossier", "{n} dossiers", n).format(n=n)
    return (*person.names[:2], *papers[:3], *person.addresses[:2], count)


@dataclass(frozen=True, slots=True)
class Compared:
    """One line of two records side by side. differs: nothing the two have in common."""

    label: str
    left: str
    right: str
    differs: bool


def compared(pair: Pair) -> tuple[Compared, ...]:
    """Return two records line by line."""

    def both(label: str, left: Sequence[str], right: Sequence[str]) -> Compared:
        common = {fold(one) for one in left} & {fold(one) for one in right}
        return Compared(label, "\n".join(left) or "—", "\n".join(right) or "—", bool(left and right) and not common)

    one, two = pair.kept, pair.other
    kept = [f"{_(KINDS.get(paper.kind, paper.kind))} {paper.number}" for paper in one.papers]
    other = [f"{_(KINDS.get(paper.kind, paper.kind))} {paper.number}" for paper in two.papers]
    return (
        both(_("Name"), one.names[:3], two.names[:3]),
        both(_("Born"), [*map(date_words, one.birth_dates)], [*map(date_words, two.birth_dates)]),
        both(_("Papers"), kept, other),
        both(_("Telephone"), one.phones[:2], two.phones[:2]),
        both(_("Address"), one.addresses[:2], two.addresses[:2]),
        both(_("Dossiers"), _dossiers(one), _dossiers(two)),
    )


def _dossiers(person: Person) -> list[str]:
    shown = [f"{line.received_at:%d/%m/%Y} {line.procedure_name[:40]}" for line in person.dossiers[:3]]
    left = len(person.dossiers) - len(shown)
    return [*shown, _("and {n} more").format(n=left)] if left > 0 else shown
