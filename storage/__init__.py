"""The encrypted desk on disk; the only package that knows the ORM."""
