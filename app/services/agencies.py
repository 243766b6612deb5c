"""Who may decide in another's place (cơ quan có thẩm quyền giải quyết), and whom the file is handed to for it.

Free text stays possible: a name that says a commune of the province, or the province, leads to a desk.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.commune import Commune
from app.domain.places import commune_in, running_name
from app.domain.text import fold

_OF_COMMUNE = "cấp xã"


def known_agencies(communes: Sequence[Commune], own: str, processes: str = "") -> tuple[str, ...]:
    """Return names to choose from: bodies of this commune, the province's centre, then the other communes.

    own: code of this commune. processes: who works on the procedure by the catalogue; those bodies come first.
    """
    here = next(one for one in communes if one.code == own)
    by_law = [part.strip() for part in processes.split(";") if part.strip()]
    bodies = [
        f"{one.removesuffix(_OF_COMMUNE).strip()} {running_name(here)}" for one in by_law if one.endswith(_OF_COMMUNE)
    ]
    named = [one[:1].upper() + one[1:] for one in by_law if not one.endswith(_OF_COMMUNE)]
    usual = [f"Công an {running_name(here)}", f"Ban Chỉ huy quân sự {running_name(here)}"]
    mine = [one for one in (*bodies, *named, *usual) if not one.startswith("Ủy ban nhân dân")]
    others = [f"Ủy ban nhân dân {running_name(one)}" for one in communes if one.code != own]
    return tuple(dict.fromkeys((*mine, "Trung tâm Phục vụ hành chính công tỉnh Lai Châu", *others)))


def commune_of(agency: str | None, communes: Sequence[Commune], own: str) -> str | None:
    """Return the code of the other commune that an agency belongs to; None for this one's and what names none."""
    commune = commune_in(agency, communes)
    return commune.code if commune is not None and commune.code != own else None


def is_of_province(agency: str | None) -> bool:
    """Return whether an agency is the province's: «Sở …», «… tỉnh Lai Châu»."""
    words = fold(agency or "").split()
    return bool(words) and (words[0] == "so" or "tinh" in words)
