"""The states of a dossier and the acts that lead from one to the other (trạng thái hồ sơ).

TT 22/2019/TT-BTTTT, Annex I names the ten states; which act may start where is ruled in one table, so
that desk, command line, window and merge cannot disagree.
"""

from __future__ import annotations

from enum import Enum

from app.i18n import N_


class State(Enum):
    """The ten national states (TT 22/2019/TT-BTTTT, Annex I); the value is the slug."""

    NOT_ACCEPTED = "not_accepted"
    ACCEPTED = "accepted"
    PROCESSING = "processing"
    AWAITING_PAPERS = "awaiting_papers"
    AWAITING_PAYMENT = "awaiting_payment"
    WITHDRAWN = "withdrawn"
    STOPPED = "stopped"
    COMPLETED = "completed"
    RETURNED = "returned"

    @property
    def code(self) -> int:
        """Return the code exchanged with the national systems, 1–10."""
        return STATE_CODES[self]


STATE_CODES = {
    State.ACCEPTED: 2,
    State.NOT_ACCEPTED: 3,
    State.PROCESSING: 4,
    State.AWAITING_PAPERS: 5,
    State.AWAITING_PAYMENT: 6,
    State.WITHDRAWN: 7,
    State.STOPPED: 8,
    State.COMPLETED: 9,
    State.RETURNED: 10,
}

STATE_WORDS = {
    State.NOT_ACCEPTED: N_("Not accepted"),
    State.ACCEPTED: N_("Accepted"),
    State.PROCESSING: N_("In progress"),
    State.AWAITING_PAPERS: N_("Awaiting papers"),
    State.AWAITING_PAYMENT: N_("Awaiting payment"),
    State.WITHDRAWN: N_("Withdrawn"),
    State.STOPPED: N_("Stopped"),
    State.COMPLETED: N_("Result ready"),
    State.RETURNED: N_("Result returned"),
}

RUNNING_STATES = (State.ACCEPTED, State.PROCESSING)
"""The clock of the promise runs."""
STANDING_STATES = (State.AWAITING_PAPERS, State.AWAITING_PAYMENT)
"""The clock stands: the next step is the citizen's."""
OPEN_STATES = (*RUNNING_STATES, *STANDING_STATES)
ENDED_STATES = (State.WITHDRAWN, State.STOPPED)
"""Ended at the applicant's wish; the papers still go back to them."""

ACTS: dict[str, tuple[State, ...]] = {
    "forward": RUNNING_STATES,
    "take-in": OPEN_STATES,
    "request-papers": RUNNING_STATES,
    "papers-received": (State.AWAITING_PAPERS,),
    "suspend": (State.PROCESSING,),
    "resume": (State.AWAITING_PAYMENT,),
    "extend": (State.PROCESSING,),
    "complete": RUNNING_STATES,
    "refuse": (*RUNNING_STATES, State.AWAITING_PAPERS),
    "stop": OPEN_STATES,
    "withdraw": OPEN_STATES,
    "announce": (State.COMPLETED,),
    "hand-over": (State.COMPLETED, *ENDED_STATES),
    "fault": (State.COMPLETED, State.RETURNED),
    "correct": tuple(State),
    "new-version": OPEN_STATES,
    "take-over": OPEN_STATES,
    "link-code": tuple(State),
    "note": tuple(State),
}
"""Act → states it may start from (RULINGS, states), in the order the desk offers them."""

FACTS = frozenset({"note", "link-code"})
"""Acts that any station may add, whoever holds the file: they change no state."""

NEEDS_NO_CUSTODY = FACTS | {"take-over", "correct"}
"""A correction moves no state: two that know nothing of each other are merged field by field (SYNC §2.5, B and C)."""

AT_HOME = frozenset({"announce", "hand-over"})
"""Acts that the station which took the dossier in may do too: the citizen comes there, wherever it was solved."""

ACT_WORDS = {
    "forward": N_("Pass on for solving"),
    "take-in": N_("Sign for the file"),
    "request-papers": N_("Ask for papers"),
    "papers-received": N_("The papers are there"),
    "suspend": N_("Await a payment elsewhere"),
    "resume": N_("The payment is proved"),
    "extend": N_("Apologise, promise a new day"),
    "complete": N_("Record the result"),
    "refuse": N_("Refuse in writing"),
    "stop": N_("Stop at the citizen's request"),
    "withdraw": N_("Give the dossier back"),
    "announce": N_("Tell the citizen"),
    "hand-over": N_("Return the result"),
    "fault": N_("Result wrong or lost"),
    "correct": N_("Correct"),
    "new-version": N_("Go by the new version"),
    "take-over": N_("Take the file over"),
    "link-code": N_("Code of another system"),
    "note": N_("Add a note"),
}
