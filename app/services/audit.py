"""What an auditor asks of the log: who reprinted, who corrected, who overrode a warning (kiểm tra nhật ký)."""

from __future__ import annotations

from datetime import date, datetime, time

from app.clock import ZONE
from app.domain.duplicate_events import DuplicateOverridden
from app.domain.errors import BadInput, UnknownOfficer
from app.domain.events import KIND_OF, KINDS, SlipPrinted
from app.domain.life_events import DossierCorrected
from app.domain.paper_events import PaperPutOut
from app.i18n import N_
from app.ports import Queries
from app.readings import AuditFilter, AuditRow

REPRINTS, CORRECTIONS, DUPLICATES = "reprints", "corrections", "duplicates"
_SHORT = {
    REPRINTS: (KIND_OF[SlipPrinted], KIND_OF[PaperPutOut]),
    CORRECTIONS: (KIND_OF[DossierCorrected],),
    DUPLICATES: (KIND_OF[DuplicateOverridden],),
}
_ALL = 1_000_000_000


def rows_for(
    queries: Queries, *, officer: str | None, kind: str | None, since: date | None, limit: int
) -> tuple[AuditRow, ...]:
    """Return the rows asked for, newest first; of prints under ``reprints`` only further copies.

    ``duplicates``: dossiers taken in although the same procedure was open. Raises UnknownOfficer, BadInput for a
    kind that is not of the log.
    """
    wanted = _SHORT.get(kind or "", (kind,) if kind else ())
    if not all(one in KINDS for one in wanted):
        raise BadInput(field="kind", problem=N_("is not a kind of the log"))
    asked = AuditFilter(
        kinds=wanted,
        officer=_officer(queries, officer) if officer else None,
        since=datetime.combine(since, time.min, ZONE) if since else None,
        limit=_ALL if kind == REPRINTS else limit,  # first copies stand between them
    )
    rows = (row for row in queries.audit(asked) if kind != REPRINTS or _is_reprint(row))
    return tuple(rows)[:limit]


def _is_reprint(row: AuditRow) -> bool:
    event = row.entry.recorded.event
    return isinstance(event, SlipPrinted | PaperPutOut) and event.copy > 1


def _officer(queries: Queries, login: str) -> bytes:
    for one in queries.officers():
        if one.login == login:
            return one.id
    raise UnknownOfficer(login=login)
