"""Where the desk stands and how far the villages are from it: the third list of the page of administration."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from app.domain.text import clean
from app.domain.village import Village
from app.i18n import _, ngettext
from app.settings import change_setting, read_settings, write_settings
from app.wording import km_text
from ui.widgets.cells import Cell, Column, NameCell, StateCell, TextCell
from ui.widgets.detail_pane import Act, Detail, Section
from ui.widgets.office_panel import OfficePanel

if TYPE_CHECKING:
    from ui.program import Program


@dataclass(frozen=True, slots=True)
class Place:
    """The desk's place, as papers name it from the next start on (empty: the commune's seat), and its villages.

    far_from_km: from there on somebody lives far.
    """

    name: str
    address: str
    far_from_km: int
    villages: tuple[Village, ...]


@dataclass(frozen=True, slots=True)
class PlaceWish:
    """The place of reception and from how many kilometres on somebody lives far, as typed."""

    name: str
    address: str
    far_from_km: str


@dataclass(frozen=True, slots=True)
class VillageWish:
    """A village as typed; instead_of: the row it replaces."""

    name: str
    km: str
    former: str
    instead_of: Village | None = None


@dataclass(frozen=True, slots=True)
class RemoveWish:
    """The village goes off the table."""

    village: Village


@dataclass(frozen=True, slots=True)
class TableWish:
    """A CSV file takes the place of the table."""

    file: Path


Wish = PlaceWish | VillageWish | RemoveWish | TableWish


def read_place(program: Program) -> Place:
    """Read settings and table; on the store thread."""
    settings = read_settings(program.paths.settings_file)
    return Place(settings.reception_name, settings.reception_address, settings.far_from_km, program.villages.list())


def columns() -> tuple[Column, ...]:
    """Return the columns of the villages."""
    return (
        Column(_("Distance"), 150),
        Column(_("Village")),
        Column(_("Kilometres"), 104),
        Column(_("Former commune"), 210),
    )


def cells(row: Village, place: Place) -> tuple[Cell, ...]:
    """Return the cells of a village."""
    far = StateCell("due_soon", _("far")) if row.km >= place.far_from_km else StateCell("on_time", _("near"))
    return (far, NameCell(row.name), TextCell(f"{km_text(row.km)} km"), TextCell(row.former or ""))


def note_of(place: Place) -> str:
    """Return what the head of the page says."""
    n = sum(one.km >= place.far_from_km for one in place.villages)
    words = ngettext("{n} village lies {km} km away or further", "{n} villages lie {km} km away or further", n)
    return words.format(n=n, km=place.far_from_km)


def detail_of(row: Village | None, place: Place) -> Detail:
    """Return the pane: the village chosen, the place of the desk, what can be done."""
    where = tuple(line for line in (place.name, place.address) if line) or (_("The commune's seat"),)
    far = _("From {km} km on the intake proposes «lives far».").format(km=place.far_from_km)
    sections = (Section(_("Place of reception and return on papers"), where), Section(_("Lives far"), (far,)))
    acts = (
        Act("village-add", _("Add a village"), "Alt+N"),
        Act("villages-import", _("Take the table from a CSV file"), "Alt+T"),
        Act("place", _("Place of the desk, distance"), "Alt+V"),
    )
    if row is None:
        return Detail(_("No village yet"), _("Distances are the commune's own."), None, sections, acts)
    mine = (Act("village-change", _("Change it"), "Enter"), Act("village-remove", _("Take it off"), "Alt+D"))
    return Detail(
        row.name,
        row.former or "",
        None,
        (Section(_("Distance"), (f"{km_text(row.km)} km",)), *sections),
        (*mine, *acts),
    )


class VillagePanel(OfficePanel):
    """A village, new or to change."""

    def __init__(self, row: Village | None, parent: QWidget | None = None) -> None:
        self._row = row
        about = _("Whoever's address names it is proposed «lives far» at the intake, with the distance as the reason.")
        super().__init__(row.name if row else _("New village"), about, _("Keep it"), parent)

    def build(self) -> None:
        row = self._row
        self.line(
            "name", _("Village or former commune"), value=row.name if row else "", help_text=_("Like: Bản Gia Khâu")
        )
        self.line("km", _("Kilometres by road"), value=km_text(row.km) if row else "")
        self.line(
            "former", _("Former commune, where two villages bear one name"), value=(row.former or "") if row else ""
        )

    def wish(self) -> VillageWish:
        return VillageWish(self.text("name"), self.text("km"), self.text("former"), self._row)


class RemovePanel(OfficePanel):
    """A village that is no more."""

    def __init__(self, row: Village, parent: QWidget | None = None) -> None:
        self._row = row
        super().__init__(row.name, _("Nobody from there is proposed «lives far» any more."), _("Take it off"), parent)

    def wish(self) -> RemoveWish:
        return RemoveWish(self._row)


class PlacePanel(OfficePanel):
    """Where this desk stands: a second point of reception has a name and an address of its own."""

    def __init__(self, place: Place, parent: QWidget | None = None) -> None:
        self._place = place
        about = _("Papers name this place from the next start of the program on. Both empty: the commune's seat.")
        super().__init__(_("Place of the desk"), about, _("Keep it"), parent)

    def build(self) -> None:
        place = self._place
        self.line(
            "reception_name", _("Name of the point of reception"), value=place.name,
            help_text=_("Like: Điểm tiếp nhận số 2, xã Nậm Xe cũ"),
        )  # fmt: skip
        self.line("reception_address", _("Its address"), value=place.address)
        self.line("far_from_km", _("Lives far from how many kilometres on"), value=str(place.far_from_km))

    def wish(self) -> PlaceWish:
        return PlaceWish(self.text("reception_name"), self.text("reception_address"), self.text("far_from_km"))


def panel_for(act: str, row: Village | None, place: Place, parent: QWidget) -> OfficePanel | None:
    """Return the form of an act of this list."""
    match act:
        case "village-add":
            return VillagePanel(None, parent)
        case "village-change" if row is not None:
            return VillagePanel(row, parent)
        case "village-remove" if row is not None:
            return RemovePanel(row, parent)
        case "place":
            return PlacePanel(place, parent)
    return None


def carry_out(program: Program, wish: Wish) -> tuple[str, str]:
    """Do what was asked and say what came of it; on the store thread. Raises BadInput, CannotRead, CannotWrite."""
    villages = program.villages
    match wish:
        case VillageWish(instead_of=old):
            kept = villages.put(wish.name, wish.km, wish.former)
            if old is not None and old.key != kept.key:
                villages.remove(old.name, old.former or "")
            return _("Kept in the table"), f"{kept.name}, {km_text(kept.km)} km"
        case RemoveWish(village=one):
            villages.remove(one.name, one.former or "")
            return _("Taken off the table"), one.name
        case TableWish():
            n = len(villages.take_over(wish.file))
            return _("The table was taken over"), ngettext("{n} village", "{n} villages", n).format(n=n)
        case PlaceWish():
            _keep_place(program, wish)
            return _("Place of the desk kept"), _("It counts from the next start of the program.")


def _keep_place(program: Program, wish: PlaceWish) -> None:
    place = program.paths.settings_file
    settings = change_setting(read_settings(place), "far_from_km", wish.far_from_km)
    name, address = clean(wish.name, field="reception_name"), clean(wish.address, field="reception_address")
    write_settings(place, replace(settings, reception_name=name, reception_address=address))
    program.villages.far_from_km = settings.far_from_km


class TableFile(QFileDialog):
    """Asks for the CSV file of villages. ``chosen(path)``."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, _("Choose the file of villages"))
        self.setFileMode(QFileDialog.FileMode.ExistingFile)
        self.setNameFilter(_("Tables (*.csv)"))
        self.fileSelected.connect(lambda path: self.chosen.emit(Path(path)))
        self.finished.connect(self.deleteLater)
