"""Domain objects to PDF bytes; no database, no Qt."""
