"""The ground of a form that scrolls; by its name the style sheet leaves it clear."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget


class FormBody(QWidget):
    """What scrolls inside the form."""
