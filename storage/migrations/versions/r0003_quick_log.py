"""A hub on a server appends without looking each change's station up, and asks for its scope once a statement."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Mend the tables of a server; a file stays as it is."""
    if op.get_bind().dialect.name != "postgresql":
        return
    from storage.postgres.schema import policy

    for table in ("change", "segment"):
        op.execute(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {table}_station_fkey")
    for table in ("station", "change", "segment", "set_aside"):
        op.execute(f"DROP POLICY of_commune ON {table}")
        op.execute(policy(table))
