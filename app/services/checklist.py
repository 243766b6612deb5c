"""The checklist (thành phần hồ sơ): which papers must be there, and which of the ticked lines count.

A required paper with a condition has a substitute or a waiver: it is there, or the officer says why
it is not needed. Without «required» a condition says when the paper is asked; the officer's tick
is the word that it holds. Present means one original or copy at least.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.draft import PaperEntry
from app.domain.errors import BadInput, PapersMissing
from app.domain.facts import ReceivedPaper
from app.domain.procedure import Procedure, RequiredPaper
from app.i18n import N_


def check_papers(procedure: Procedure, entries: Sequence[PaperEntry]) -> tuple[ReceivedPaper, ...]:
    """Return the papers received or waived, in the order of the catalogue.

    Raises PapersMissing with the names of what lacks, BadInput for a line that cannot be.
    """
    lacking = missing(procedure, entries)
    if lacking:
        names = [paper.name for paper in lacking]
        raise PapersMissing(papers="; ".join(names), names=names)
    return received_so_far(procedure, entries)


def received_so_far(procedure: Procedure, entries: Sequence[PaperEntry]) -> tuple[ReceivedPaper, ...]:
    """Return the papers received or waived although others may lack, for the preview. Raises BadInput."""
    by_component = _by_component(procedure, entries)
    received = (_received(procedure.papers[component], by_component[component]) for component in sorted(by_component))
    return tuple(paper for paper in received if paper is not None)


def missing(procedure: Procedure, entries: Sequence[PaperEntry]) -> tuple[RequiredPaper, ...]:
    """Return the required papers that are neither there nor waived, for the screen. Raises BadInput."""
    by_component = _by_component(procedure, entries)
    return tuple(
        paper
        for component, paper in enumerate(procedure.papers)
        if paper.required and not _satisfies(paper, by_component.get(component))
    )


def _satisfies(paper: RequiredPaper, entry: PaperEntry | None) -> bool:
    if entry is None:
        return False
    return _is_present(entry) or (entry.not_applicable and paper.condition is not None)


def _is_present(entry: PaperEntry) -> bool:
    return entry.original + entry.copy >= 1


def _by_component(procedure: Procedure, entries: Sequence[PaperEntry]) -> dict[int, PaperEntry]:
    """Return the lines by their component. Raises BadInput for positions and contradictions."""
    by_component: dict[int, PaperEntry] = {}
    for position, entry in enumerate(entries):
        line = f"papers[{position}]"
        if not 0 <= entry.component < len(procedure.papers):
            raise BadInput(field=f"{line}.component", problem=N_("this procedure has no such paper"))
        if entry.component in by_component:
            raise BadInput(field=f"{line}.component", problem=N_("stands there twice"))
        if entry.not_applicable and _is_present(entry):
            raise BadInput(field=f"{line}.not_applicable", problem=N_("the paper cannot be there and not needed"))
        if entry.not_applicable and not (entry.why or "").strip():
            raise BadInput(field=f"{line}.why", problem=N_("say why the paper is not needed"))
        by_component[entry.component] = entry
    return by_component


def _received(paper: RequiredPaper, entry: PaperEntry) -> ReceivedPaper | None:
    """Return the line as the dossier keeps it; None if it says nothing (no count, nothing to waive)."""
    waived = entry.not_applicable and paper.required
    if not waived and not _is_present(entry):
        return None
    return ReceivedPaper(
        component=entry.component,
        name=paper.name,
        original=entry.original,
        copy=entry.copy,
        shown_only=paper.shown_only,
        waived_because=entry.why if waived else None,
        note=entry.note,
    )
