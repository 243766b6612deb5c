"""The log's own tables as the first release made them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables. There is no way back: the log is never dropped."""
    op.create_table(
        "station",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("key", sa.LargeBinary(), nullable=False, unique=True),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.Column("hlc", sa.Integer(), nullable=False),
        sa.Column("written_to", sa.Integer(), nullable=False),
        sa.Column("acknowledged_to", sa.Integer(), nullable=False),
    )
    op.create_table(
        "change",
        sa.Column("station", sa.Integer(), sa.ForeignKey("station.id"), primary_key=True),
        sa.Column("seq", sa.Integer(), primary_key=True),
        sa.Column("hlc", sa.Integer(), nullable=False),
        sa.Column("actor", sa.LargeBinary(), nullable=False),
        sa.Column("aggregate_type", sa.String(), nullable=False),
        sa.Column("aggregate_id", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deps", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("flags", sa.Integer(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
    )
    op.create_index("change_of_aggregate", "change", ["aggregate_id"])
    op.create_table(
        "segment",
        sa.Column("station", sa.Integer(), sa.ForeignKey("station.id"), primary_key=True),
        sa.Column("first", sa.Integer(), primary_key=True),
        sa.Column("last", sa.Integer(), primary_key=True),
        sa.Column("header", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sqlite_with_rowid=False,
    )
    for table in ("change", "segment"):
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                "BEGIN SELECT RAISE(ABORT, 'append-only'); END"
            )
    op.create_table(
        "set_aside",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("station", sa.LargeBinary(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("header", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.UniqueConstraint("station", "first", "last", "signature"),
    )
    _bookkeeping()


def _bookkeeping() -> None:
    op.create_table(
        "desk",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("station", sa.Integer(), sa.ForeignKey("station.id"), nullable=False),
        sa.Column("commune_name", sa.String(), nullable=False),
        sa.Column("keys", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "exchange",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.Column("dossiers", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("ranges", sa.LargeBinary(), nullable=False),
    )
    op.create_index("ix_exchange_sha256", "exchange", ["sha256"])
    op.create_table(
        "document",
        sa.Column("kind", sa.String(), primary_key=True),
        sa.Column("data", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "draft",
        sa.Column("slot", sa.String(), primary_key=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", sa.Integer(), nullable=False),
    )
    op.create_table(
        "bookkeeping",
        sa.Column("name", sa.String(), primary_key=True),
        sa.Column("value", sa.Integer(), nullable=False),
    )
    op.execute("INSERT INTO bookkeeping VALUES ('projection_version', 0), ('settled', 0)")
