"""Taking over an old register, step by step: file, columns, check, import."""
