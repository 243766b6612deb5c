"""All dossiers (Hồ sơ, F3): found by a few letters, filtered by chips, looked at beside the list."""
