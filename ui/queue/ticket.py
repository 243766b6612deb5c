"""The ticket of the hall as this desk prints it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.program import letterhead

if TYPE_CHECKING:
    from app.domain.queue import Ticket
    from app.ports import Paper
    from ui.program import Program


def ticket_paper(program: Program, ticket: Ticket, ahead: int) -> Paper:
    """Return the 80 mm ticket. ahead: how many are called before it."""
    from printing import queue_ticket  # with reportlab, which no page waits for

    return queue_ticket.render(
        ticket.number,
        letterhead(program.desk, program.catalogue, program.settings),
        taken_at=ticket.taken_at,
        ahead=ahead,
        has_priority=bool(ticket.priority),
        why=program.settings.queue_reason if program.settings.queue_priority != "none" else "",
    )
