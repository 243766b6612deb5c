"""Walking a whole list page by page: one place knows what the next page is asked after."""

from __future__ import annotations

from collections.abc import Iterator

from app.ports import Queries
from app.readings import DossierFilter, DossierLine

_PAGE = 500


def each_line(queries: Queries, wanted: DossierFilter, *, order: str = "due") -> Iterator[DossierLine]:
    """Yield every row of a list, a page in memory at a time. order: ``due`` or ``recent``, as ``Queries.page`` says."""
    after: tuple[int, int] | None = None
    while lines := queries.page(wanted, order=order, after=after, limit=_PAGE):
        yield from lines
        last = lines[-1]
        after = (int(last.due_at.timestamp()) if order == "due" else last.position, last.position)
