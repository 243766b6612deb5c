"""Changes to bytes to media and back; no database, no Qt."""
