"""The hub's web process: the link's endpoint, and pages beside it."""
