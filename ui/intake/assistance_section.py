"""Help at the counter (giúp người yếu thế): writer, interpreter, witnesses, fingerprint; folded until it is needed."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import _
from ui.intake.fields import FieldBook
from ui.intake.person_section import line_edit
from ui.widgets.field import Field
from ui.widgets.stepped_form import FormSection


class AssistanceSection(QWidget):
    """Stands under the priorities while it is needed. ``sealed(on)``: a finger instead of a signature (điểm chỉ)."""

    sealed = Signal(bool)

    def __init__(self, section: FormSection, book: FieldBook) -> None:
        super().__init__(section)
        self._build_fields(book)
        section.content.addWidget(self)
        self.hide()

    def _build_fields(self, book: FieldBook) -> None:
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(6)
        lines = (
            (("writer", _("Written by"), 3), ("interpreter", _("Interpreter"), 3), ("language", _("From language"), 2)),
            (
                ("witness_1", _("First witness"), 3),
                ("witness_1_number", _("Paper number"), 2),
                ("witness_2", _("Second witness"), 3),
                ("witness_2_number", _("Paper number"), 2),
            ),
        )
        for line in lines:
            row = QHBoxLayout()
            row.setSpacing(8)
            for name, label, share in line:
                row.addWidget(book.add(f"assistance.{name}", Field(label, editor=line_edit())), share)
            rows.addLayout(row)
        self.fingerprint = QCheckBox(_("Fingerprint instead of a signature"))
        self.fingerprint.setAccessibleName(self.fingerprint.text())
        self.fingerprint.toggled.connect(self.sealed)
        rows.addWidget(self.fingerprint)

    def show_sealed(self, sealed: bool) -> None:
        """Show whether a finger stands for the signature."""
        self.fingerprint.blockSignals(True)
        self.fingerprint.setChecked(sealed)
        self.fingerprint.blockSignals(False)
