"""The hub's store on PostgreSQL 15+: the same tables and the same projector over another database (SYNC §2.12)."""
