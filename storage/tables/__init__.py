"""The tables. *Log* tables hold what cannot be made again and move by Alembic; *projections* are
made from the log, are dropped and replayed at will, and change by raising PROJECTION_VERSION.

Stations stand as small local integers (``station.id``). Moments are epoch seconds; clocks (``hlc``)
and sequence numbers are 64-bit.
"""

from __future__ import annotations

from storage.tables.base import *
from storage.tables.dossiers import *
from storage.tables.facts import *
from storage.tables.finish import finish
from storage.tables.log import *

finish()

PROJECTED = frozenset({*Projection.metadata.tables, "dossier_search"})
"""Names that only the projector may write."""
