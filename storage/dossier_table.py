"""The dossier's own tables: list columns, whole body, search index. Written in batches by the projector."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from app.domain.dossier import Dossier
from storage import search_index
from storage.codec import body_of, born_alike, fixed_columns, moving_columns, position_of
from storage.tables import DossierBodyRow, DossierRow, table_of

if TYPE_CHECKING:
    from storage.projections import Stored

_dossier, _body = table_of(DossierRow), table_of(DossierBodyRow)
_moving = ("state", "due_at", "holder", "custodian", "needs_print", "marked")
_insert = insert(_dossier)
_insert_body = insert(_body)
_move = (
    update(_dossier).where(_dossier.c.position == bindparam("at")).values({name: bindparam(name) for name in _moving})
)
_move_body = update(_body).where(_body.c.position == bindparam("at")).values(body=bindparam("body"))
_remove = delete(_dossier).where(_dossier.c.position == bindparam("position"))
_remove_body = delete(_body).where(_body.c.position == bindparam("position"))
_taken = select(_dossier.c.position).where(_dossier.c.position == bindparam("at"))


class DossierTable:
    """Collects what happened to dossiers and writes it with few statements."""

    def __init__(self, connection: Connection, *, with_search: bool) -> None:
        self._connection = connection
        self._with_search = with_search
        self._new: dict[int, dict[str, object]] = {}
        self._new_bodies: list[dict[str, object]] = []
        self._moved: list[dict[str, object]] = []
        self._bodies: list[dict[str, object]] = []

    def put(self, dossier: Dossier, stored: Stored | None, *, received_by: int) -> None:
        """Note a dossier's new state; unchanged search keys are not indexed again."""
        if stored is not None and dossier == stored.dossier:
            return
        if stored is not None and stored.received_by == received_by and born_alike(dossier, stored.dossier):
            self._moved.append(moving_columns(dossier) | {"at": stored.position})
            self._bodies.append({"at": stored.position, "body": body_of(dossier)})
            return
        if stored is not None:
            self._drop(stored)
        position = self._free(position_of(dossier))
        row: dict[str, object] = {"position": position, "received_by": received_by}
        self._new[position] = row | fixed_columns(dossier) | moving_columns(dossier)
        self._new_bodies.append({"position": position, "body": body_of(dossier)})

    def flush(self) -> None:
        """Write what was noted."""
        if self._new:
            rows = list(self._new.values())
            self._connection.execute(_insert, rows)
            self._connection.execute(_insert_body, self._new_bodies)
            if self._with_search:
                self._connection.execute(search_index.ADD, [_keys_of(row) for row in rows])
        if self._moved:
            self._connection.execute(_move, self._moved)
            self._connection.execute(_move_body, self._bodies)
        self._new, self._new_bodies, self._moved, self._bodies = {}, [], [], []

    def _drop(self, stored: Stored) -> None:
        gone = {"position": stored.position}
        if self._with_search:
            self._connection.execute(search_index.REMOVE, _keys_of(gone | fixed_columns(stored.dossier)))
        self._connection.execute(_remove, gone)
        self._connection.execute(_remove_body, gone)

    def _free(self, position: int) -> int:
        """Return the position, or the next free one: two ids of one second share 30 bits once in a billion."""
        while position in self._new or self._connection.execute(_taken, {"at": position}).first() is not None:
            position += 1
        return position


def _keys_of(row: dict[str, object]) -> dict[str, object]:
    return {name: row[name] for name in ("position", "folded_who", "folded_what")}
