"""What a table cannot say of itself: indexes over few of its rows, and numbers and words as wide as strangers need."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Column, ColumnElement, Index, Integer, TextClause, text
from sqlmodel import AutoString

from storage.tables.base import LogTable, Projection, big, table_of, words
from storage.tables.dossiers import DossierRow, HeadRow
from storage.tables.facts import MoneyRow


def finish() -> None:
    """Complete the tables; to be called once all of them are known."""
    _widen()
    dossier, money, head = (table_of(row).c for row in (DossierRow, MoneyRow, HeadRow))
    for name in ("trip", "visit", "parent", "return_point"):
        _of_those_that_have(f"dossier_of_{name}", dossier[name])
    _of_those_that_have("dossier_of_number", dossier.id_number, dossier.procedure_id, dossier.received_at)
    _of_those_that_have("dossier_first", dossier.first_by, before=[dossier.state])
    _of_those_that_have("money_receipt", money.receipt)
    _of_marked("dossier_to_print", "needs_print", dossier.received_by)
    for wait in ("needs_scan", "needs_sign"):  # they may be many: walked state by state like the whole list
        _of_marked(f"dossier_{wait}", wait, dossier.state, dossier.received_by)
        _of_marked(f"dossier_{wait}_due", wait, dossier.state, dossier.received_by, dossier.due_at)
    _of_marked("head_woven", "is_woven", head.aggregate_id)
    _of_marked("dossier_marked", "marked", dossier.marked)


def _of_those_that_have(
    name: str, asked: Column[object], *beside: Column[object], before: Iterable[Column[object]] = ()
) -> None:
    _index(name, [*before, asked, *beside], asked.is_not(None), asked.is_not(None))


def _of_marked(name: str, mark: str, *columns: Column[object]) -> None:
    _index(name, columns, text(f"{mark} = 1"), text(mark))  # SQLite knows no true and false


def _index(
    name: str,
    columns: Iterable[Column[object]],
    on_sqlite: TextClause | ColumnElement[bool],
    on_postgresql: TextClause | ColumnElement[bool],
) -> None:
    Index(name, *columns, sqlite_where=on_sqlite, postgresql_where=on_postgresql)


def _widen() -> None:
    """Give every number 64 bits and every text the order of its bytes."""
    for table in (*LogTable.metadata.tables.values(), *Projection.metadata.tables.values()):
        for column in table.c:  # what a stranger's body says may need 63 bits anywhere
            if isinstance(column.type, Integer) and column.type is not big:
                column.type = big
            elif isinstance(column.type, AutoString):
                column.type = words
