"""What the program asks of the world, as small Protocols; the middle floor provides them.

``storage`` provides UnitOfWork, Queries, Drafts and ExchangeBook; ``printing`` provides Forms;
``ui`` plugs them together (``ui/program.py``), ``sync.hub`` does so for the province.
"""

from __future__ import annotations

from app.ports.exchange import *
from app.ports.money import *
from app.ports.paper import *
from app.ports.reading import *
from app.ports.scans import *
from app.ports.writing import *
