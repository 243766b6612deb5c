"""The grammar of keys: which the shell answers everywhere, and how a button gets its own."""

from __future__ import annotations

from PySide6.QtGui import QKeySequence

#: Answered by the window on every page (see ui/shell/window.py); a button only shows them.
SHELL_KEYS = frozenset(
    {
        "F1",
        "F2",
        "F3",
        "F4",
        "F5",
        "F6",
        "F7",
        "F8",
        "F9",
        "F11",
        "F12",
        "Esc",
        "Ctrl+K",
        "Ctrl+L",
        "Ctrl+P",
        "Ctrl+Z",
        "Ctrl++",
        "Ctrl+-",
    }
)
#: Answered by the list or field that has the keyboard; a button only shows them.
LOCAL_KEYS = frozenset({"Enter", "Space", "Delete", "Up Down", "Tab"})


def bindable(key: str) -> bool:
    """Tell whether a button with this key binds it itself."""
    return bool(key) and key not in SHELL_KEYS and key not in LOCAL_KEYS


def sequences(key: str) -> list[QKeySequence]:
    """Return the key sequences of a key's name; Enter means both Enter keys of the keyboard."""
    if key.endswith("Enter"):
        return [QKeySequence(key), QKeySequence(key.replace("Enter", "Return"))]
    return [QKeySequence(key)]
