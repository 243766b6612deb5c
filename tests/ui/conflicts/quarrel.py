"""What another laptop of the commune recorded without knowing of this desk, merged in as from a bundle."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from app.domain.dossier import Dossier
from app.domain.life_events import Correction, DossierCorrected, DossierRefused, DossierTakenOver
from app.domain.merge_events import ChangesOrdered, OrderedRun, province_log
from tests.storage.made_up import ElsewhereLog, receipt
from ui.program import Program

NEIGHBOUR = b"station-of-nam!!"
HUB = b"the hub, 16 byte"


def ending(program: Program, dossier: Dossier) -> ElsewhereLog:
    """The neighbour takes the file over and refuses, while this desk grants."""
    at, seen = dossier.received_at, _tips(program, dossier)
    log = ElsewhereLog(NEIGHBOUR)
    log.add(dossier.id, DossierTakenOver(at, "Lò Văn Nam", "máy kia hỏng"), deps=seen)
    refused = DossierRefused(at + timedelta(minutes=1), "thiếu giấy tờ", "Điều 5", "1/TC")
    log.add(dossier.id, refused, deps=[(NEIGHBOUR, 1)])
    program.processing.complete(dossier.id, officer=program.officer, number="12/KS", signer="Lò Văn Pản")
    log.merge_into(program.storage)
    return log


def renaming(program: Program, dossier: Dossier, mine: str, theirs: str) -> ElsewhereLog:
    """The neighbour corrects the name, and so does this desk."""
    seen, old = _tips(program, dossier), dossier.applicant
    log = ElsewhereLog(NEIGHBOUR)
    for name in (theirs,):
        log.add(dossier.id, _named(dossier, old.name, name), deps=seen)
    with program.storage.units(program.officer.id) as unit:
        unit.record_dossier(dossier.id, _named(dossier, old.name, mine))
    log.merge_into(program.storage)
    return log


def twin(program: Program, dossier: Dossier) -> Dossier:
    """The neighbour took the same request in an hour later."""
    log, again = ElsewhereLog(NEIGHBOUR), b"twin at the other"[:16]
    at = dossier.received_at + timedelta(hours=1)
    whole = receipt(2001, at=at, procedure=dossier.procedure, entry=2)
    log.add(again, replace(whole, applicant=dossier.applicant, commune=dossier.commune))
    log.merge_into(program.storage)
    return program.queries.dossier(again)


def province_orders(program: Program, first: ElsewhereLog) -> None:
    """The province says that this log came to it before anything else."""
    commune = program.desk.commune
    hub = ElsewhereLog(province_log(HUB, commune))
    mine = program.desk.station
    runs = (OrderedRun(first.station, 1, len(first.changes)), OrderedRun(mine, 1, 10_000))
    hub.add(hub.station, ChangesOrdered(program.clock.now(), commune, runs))
    hub.merge_into(program.storage)


def _named(dossier: Dossier, old: str, new: str) -> DossierCorrected:
    who = replace(dossier.applicant, name=new)
    return DossierCorrected(
        dossier.received_at, (Correction("applicant.name", old, new),), "nghe nhầm", applicant=who
    )  # fmt: skip


def _tips(program: Program, dossier: Dossier) -> list[tuple[bytes, int]]:
    last = program.queries.timeline(dossier.id)[-1].recorded
    return [(last.station, last.seq)]
