"""What can go wrong, as types. Each carries one sentence for the officer.

::

    Refusal                     everything the program says no to, with a sentence
    ├── DomainError             exit 3: the officer can act (bad data, a rule of the desk)
    ├── EnvironmentFault        exit 4: the world failed (disk, printer, stick, second window)
    └── Untrusted               exit 5: damaged, forged, another province's

Anything that is not a ``Refusal`` is a bug. The subclasses stand in a module a subject;
a new one needs a ``message`` that says what happened, what was kept and what to do.
"""

from __future__ import annotations

from app.domain.errors.accounts import *
from app.domain.errors.base import *
from app.domain.errors.desk import *
from app.domain.errors.draft import *
from app.domain.errors.hall import *
from app.domain.errors.life import *
from app.domain.errors.publishing import *
from app.domain.errors.scanning import *
from app.domain.errors.trust import *
from app.domain.errors.world import *
