"""The dossier's own tables: list columns, whole body, search index. Written in batches by the projector."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sqlalchemy import Connection, bindparam, delete, insert, select

from app.domain.dossier import Dossier
from app.domain.scans import kept_scans
from storage.codec import MOVING, body_of, born_alike, fixed_columns, moving_columns, position_of
from storage.prepared import Moved, Prepared, Question
from storage.tables import DossierBodyRow, DossierRow, ScanRow, table_of
from storage.ways import ways_of

if TYPE_CHECKING:
    from storage.projections import Stored

_dossier, _body, _scan = table_of(DossierRow), table_of(DossierBodyRow), table_of(ScanRow)
_insert = Prepared(insert(_dossier), each_once=True)
_insert_body = Prepared(insert(_body), each_once=True)
_move, _move_body = Moved(_dossier, "position", MOVING), Moved(_body, "position", ("body",))
_remove = Prepared(delete(_dossier).where(_dossier.c.position == bindparam("position")))
_remove_body = Prepared(delete(_body).where(_body.c.position == bindparam("position")))
_forget_scans = Prepared(delete(_scan).where(_scan.c.dossier_id == bindparam("of")))
_keep_scans = Prepared(insert(_scan), each_once=True)
_taken = Question(select(_dossier.c.position).where(_dossier.c.position.in_(bindparam("at", expanding=True))))


class DossierTable:
    """Collects what happened to dossiers and writes it with few statements."""

    def __init__(self, connection: Connection, *, with_search: bool) -> None:
        self._connection, self._ways = connection, ways_of(connection)
        self._with_search = with_search
        self._looked_up: set[int] = set()
        self._taken: set[int] = set()
        self._places: dict[bytes, int] = {}
        self._new: dict[int, dict[str, object]] = {}
        self._new_bodies: list[dict[str, object]] = []
        self._moved: list[dict[str, object]] = []
        self._bodies: list[dict[str, object]] = []
        self._scanned: list[Dossier] = []

    def put(self, dossier: Dossier, stored: Stored | None, *, received_by: int) -> None:
        """Note a dossier's new state; unchanged search keys are not indexed again."""
        if stored is not None and dossier == stored.dossier:
            return
        if dossier.scans != (stored.dossier.scans if stored else ()):
            self._scanned.append(dossier)
        if stored is not None and stored.received_by == received_by and born_alike(dossier, stored.dossier):
            self._moved.append(moving_columns(dossier) | {"at": stored.position})
            self._bodies.append({"at": stored.position, "body": body_of(dossier)})
            return
        if stored is not None:
            self._drop(stored)
            self._looked_up.discard(stored.position)
            self._taken.discard(stored.position)
        position = self._free(self._places.get(dossier.id) or position_of(dossier))
        row: dict[str, object] = {"position": position, "received_by": received_by}
        self._new[position] = row | fixed_columns(dossier) | moving_columns(dossier)
        self._new_bodies.append({"position": position, "body": body_of(dossier)})

    def remove(self, stored: Stored) -> None:
        """Take a dossier out: its changes say nothing of it any more."""
        self._drop(stored)
        _forget_scans.run(self._connection, [{"of": stored.dossier.id}])

    def flush(self) -> None:
        """Write what was noted."""
        rows = list(self._new.values())
        _insert.run(self._connection, rows)
        _insert_body.run(self._connection, self._new_bodies)
        if self._with_search:
            self._ways.add_words(self._connection, rows)
        _move.run(self._connection, self._moved)
        _move_body.run(self._connection, self._bodies)
        _forget_scans.run(self._connection, [{"of": dossier.id} for dossier in self._scanned])
        _keep_scans.run(self._connection, [row for dossier in self._scanned for row in _scan_rows(dossier)])
        self._new, self._new_bodies, self._moved, self._bodies, self._scanned = {}, [], [], [], []
        self._looked_up.clear()
        self._taken.clear()
        self._places.clear()

    def _drop(self, stored: Stored) -> None:
        gone = [{"position": stored.position}]
        if self._with_search:
            self._ways.remove_words(self._connection, [gone[0] | fixed_columns(stored.dossier)])
        _remove.run(self._connection, gone)
        _remove_body.run(self._connection, gone)

    def look_up(self, new: Iterable[Dossier]) -> None:
        """Look once at which positions of many new dossiers are taken, instead of once per dossier."""
        self._places = {dossier.id: position_of(dossier) for dossier in new}
        if self._places:
            self._look_up(list(self._places.values()))

    def _look_up(self, positions: list[int]) -> None:
        if self._with_search:
            self._taken.update(self._ways.taken(self._connection, positions))
        else:  # a replay beside the real tables counts only its own
            self._taken.update(position for (position,) in _taken.ask(self._connection, at=positions))
        self._looked_up.update(positions)

    def _free(self, position: int) -> int:
        """Return the position, or the next free one: two ids of one second share 30 bits once in a billion."""
        while position in self._new or self._is_taken(position):
            position += 1
        return position

    def _is_taken(self, position: int) -> bool:
        if position not in self._looked_up:
            self._look_up([position])
        return position in self._taken


def _scan_rows(dossier: Dossier) -> list[dict[str, object]]:
    """Return a row for each digest kept: the first station that added it has the bytes."""
    stations = {scan.sha256: scan.station for scan in reversed(kept_scans(dossier))}
    return [{"dossier_id": dossier.id, "sha256": sha256, "station": station} for sha256, station in stations.items()]
