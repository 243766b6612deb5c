"""The command line, one module per activity; ``ui.cli`` puts them together."""
