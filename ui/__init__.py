"""The officer's end: window and command line. Only this package knows Qt."""
