"""One file per revision of the log's own tables."""
