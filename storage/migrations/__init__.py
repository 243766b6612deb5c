"""How the log's own tables moved from release to release. Projections have no migrations: they are replayed."""
