"""The printer of the receipt slip as intake needs it: known before F9 is pressed, asked for off the GUI thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.domain.dossier import Dossier
from app.domain.errors import Refusal
from app.readings import GivenGuidance

if TYPE_CHECKING:
    from ui.printer import PrinterInfo
    from ui.slip_printing import SlipPrinting

FORM = "receipt"


class ReceiptPrinter(QObject):
    """``ready_changed(ready)`` when the printer comes or goes, ``printed(code)``, ``failed(refusal)``."""

    ready_changed = Signal(bool)
    printed = Signal(str)
    failed = Signal(object)

    def __init__(self, printing: SlipPrinting, owner: QObject) -> None:
        super().__init__(owner)
        self._printing = printing
        self._name = ""

    @property
    def is_ready(self) -> bool:
        """Tell whether a printer for slips was there when it was last asked for."""
        return bool(self._name)

    def look(self) -> None:
        """Ask the print service again which printer takes slips."""
        self._printing.ask_printers(self._found, owner=self)

    def print_slip(self, dossier: Dossier, *, whole_visit: bool = False) -> None:
        """Print the slip of an accepted dossier, or one for its whole visit; whatever happens, all is saved already."""
        self._printing.print(
            FORM, dossier.id, printer=self._name, done=self._taken, failed=self._refused, owner=self,
            whole_visit=whole_visit,
        )  # fmt: skip

    def print_guidance(self, guidance: GivenGuidance) -> None:
        """Print what was told to a citizen whose papers were not accepted."""
        self._printing.print_guidance(guidance, printer=self._name, failed=self._refused, owner=self)

    def _found(self, printers: tuple[PrinterInfo, ...]) -> None:
        usual = self._printing.usual(FORM, printers)
        is_ready = any(info.name == usual and info.is_ready for info in printers)
        self._name = usual if is_ready else ""
        self.ready_changed.emit(self.is_ready)

    def _taken(self, dossier: Dossier) -> None:
        self.printed.emit(dossier.code)

    def _refused(self, refusal: Refusal) -> None:
        self.failed.emit(refusal)
        self.look()
