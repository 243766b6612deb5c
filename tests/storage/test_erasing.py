"""Orders of erasure as a store meets them: before, with and after what they name."""

from __future__ import annotations

from pathlib import Path

from app.domain.erasure_events import PersonErased
from storage.desk import OpenDesk
from tests.storage.made_up import MONDAY, ElsewhereLog, id_of, make_desk, receipt

PROVINCE = b"provinces own log"[:16]


def _order(desk: OpenDesk, *named: bytes) -> None:
    log = ElsewhereLog(PROVINCE)
    log.add(PROVINCE, PersonErased(MONDAY, "15/QĐ-UBND", "Lò Văn Pản", "đơn yêu cầu", named, len(named)))
    assert log.merge_into(desk).new == 1


def test_an_order_may_come_before_what_it_names(tmp_path: Path) -> None:
    desk, neighbour = make_desk(tmp_path), ElsewhereLog()
    _order(desk, id_of("of the neighbour"))
    neighbour.add(id_of("of the neighbour"), receipt(2001))
    assert neighbour.merge_into(desk).new == 1
    with desk.database.reading() as connection:
        bodies = connection.exec_driver_sql("SELECT body FROM change WHERE kind = 'dossier.received'").scalars().all()
        assert connection.exec_driver_sql("SELECT count(*) FROM dossier").scalar() == 0
    assert "Chống".encode() not in b"".join(bodies)
    assert desk.verify().ok
    desk.close()
