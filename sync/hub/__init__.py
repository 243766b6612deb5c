"""The province's end: one hub, wired in program.py."""
