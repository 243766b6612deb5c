"""The officer's end: window and command line. Only this package knows Qt."""

from ui.none_guard import hold_constants

hold_constants()
