"""Alembic's entry: runs on the connection that :func:`storage.schema.migrate` hands over, never on its own."""

from __future__ import annotations

from alembic import context

from storage.tables import LogTable

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=LogTable.metadata,
    transaction_per_migration=False,
    render_as_batch=True,
)
context.run_migrations()
