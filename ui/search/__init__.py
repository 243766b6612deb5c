"""The search that reaches everything (Ctrl+K): what it finds; the field and the list are the shell's."""
