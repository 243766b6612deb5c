"""Qt's own words in Vietnamese. PySide6 ships no Vietnamese catalogue, so they come from ours.

They are handed to Qt as a catalogue in its own format, made in memory: overriding ``QTranslator.translate`` in
Python would be called for every word of Qt, and wears out the reference count of None with PySide6 6.12 on 3.11.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping

from PySide6.QtCore import QObject, QTranslator

from app.i18n import N_, _

#: Texts of Qt as they stand in its sources; each goes through our catalogue. Markers %1 and & stay as they are.
QT_WORDS = frozenset(
    (
        # dialog buttons
        N_("OK"),
        N_("&OK"),
        N_("Save"),
        N_("Save All"),
        N_("Open"),
        N_("&Yes"),
        N_("Yes"),
        N_("Yes to &All"),
        N_("&No"),
        N_("No"),
        N_("N&o to All"),
        N_("Abort"),
        N_("Retry"),
        N_("Ignore"),
        N_("Close"),
        N_("&Close"),
        N_("Cancel"),
        N_("&Cancel"),
        N_("Discard"),
        N_("Help"),
        N_("Apply"),
        N_("Reset"),
        N_("Restore Defaults"),
        N_("Show Details..."),
        N_("Hide Details..."),
        N_("Close without Saving"),
        N_("&Save"),
        N_("&Open"),
        N_("Don't Save"),
        # context menu of a text field
        N_("&Undo"),
        N_("&Redo"),
        N_("Cu&t"),
        N_("&Copy"),
        N_("&Paste"),
        N_("Delete"),
        N_("Select All"),
        N_("Copy &Link Location"),
        N_("Step up"),
        N_("Step &down"),
        N_("&Step up"),
        # file dialog
        N_("Look in:"),
        N_("File &name:"),
        N_("Files of type:"),
        N_("Save As"),
        N_("Back"),
        N_("Forward"),
        N_("Parent Directory"),
        N_("Create New Folder"),
        N_("List View"),
        N_("Detail View"),
        N_("Directory:"),
        N_("Directories"),
        N_("&Choose"),
        N_("&New Folder"),
        N_("&Rename"),
        N_("&Delete"),
        N_("Show &hidden files"),
        N_("New Folder"),
        N_("Find Directory"),
        N_("All Files (*)"),
        N_("My Computer"),
        N_("Computer"),
        N_("Name"),
        N_("Size"),
        N_("Type"),
        N_("Date Modified"),
        N_("Folder"),
        N_("File"),
        N_("Drive"),
        N_("Sidebar"),
        N_("Go back"),
        N_("Go forward"),
        N_("Go to the parent directory"),
        N_("Create a New Folder"),
        N_("%1 already exists.\nDo you want to replace it?"),
        N_("%1\nFile not found.\nPlease verify the correct file name was given."),
        N_("%1\nDirectory not found.\nPlease verify the correct directory name was given."),
        # print dialog
        N_("Print"),
        N_("&Print"),
        N_("Printer"),
        N_("Print range"),
        N_("Print all"),
        N_("Pages from"),
        N_("to"),
        N_("Selection"),
        N_("Current Page"),
        N_("Copies"),
        N_("Copies:"),
        N_("Collate"),
        N_("Reverse"),
        N_("Options"),
        N_("Properties"),
        N_("P&roperties"),
        N_("Preview"),
        N_("Location:"),
        N_("Paper"),
        N_("Page size:"),
        N_("Width:"),
        N_("Height:"),
        N_("Paper source:"),
        N_("Orientation"),
        N_("Portrait"),
        N_("Landscape"),
        N_("Margins"),
        N_("Page Setup"),
        N_("Color"),
        N_("Grayscale"),
        N_("Page"),
        N_("Advanced"),
        N_("Print to File (PDF)"),
        N_("Output &file:"),
        N_("&Name:"),
    )
)


# Qt's .qm format: a magic number, then sections (tag, length, bytes). Layout after QTranslator's reader.
_MAGIC = bytes.fromhex("3cb86418caef9c95cd211cbf60a1bddd")
_HASHES, _MESSAGES = 0x42, 0x69
_END, _TRANSLATION, _SOURCE = 1, 3, 6


class QtWords(QTranslator):
    """Qt's standard texts, whatever part of Qt asks, in the language in use when ``load_words`` was called."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._catalogue = b""  # Qt reads from it as long as it is loaded

    def load_words(self) -> None:
        """Take the words of the language in use."""
        self._catalogue = qm_catalogue({source: _(source) for source in sorted(QT_WORDS)})
        self.load(self._catalogue)


def qm_catalogue(words: Mapping[str, str]) -> bytes:
    """Return a Qt message catalogue that answers these sources in every context."""
    messages, places = bytearray(), []
    for source, target in words.items():
        places.append((_elf_hash(source.encode()), len(messages)))
        for tag, text in ((_TRANSLATION, target.encode("utf-16-be")), (_SOURCE, source.encode())):
            messages += struct.pack(">BI", tag, len(text)) + text
        messages.append(_END)
    hashes = b"".join(struct.pack(">II", *place) for place in sorted(places))
    return b"".join(
        (
            _MAGIC,
            struct.pack(">BI", _HASHES, len(hashes)),
            hashes,
            struct.pack(">BI", _MESSAGES, len(messages)),
            messages,
        )
    )


def _elf_hash(text: bytes) -> int:
    value = 0
    for byte in text:
        value = (value << 4) + byte
        high = value & 0xF0000000
        if high:
            value ^= high >> 24
        value &= ~high & 0xFFFFFFFF
    return value or 1
