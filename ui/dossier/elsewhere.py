"""Whom a file can be handed to beyond this office, so that it travels: the province, and every enrolled desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.errors import NoProvinceCard
from app.domain.facts import Receiver
from app.i18n import _
from app.services.agencies import commune_of, is_of_province

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.bundles import EnrolledStation
    from app.domain.dossier import Dossier
    from ui.program import Program


def elsewhere(program: Program, dossier: Dossier) -> tuple[tuple[Receiver, ...], Receiver | None]:
    """Return the receivers with their stations, none before the province's card is there; and whom to propose.

    This commune's desks first, then those of the agency that decides, then the province, then the others.
    """
    own, agency = program.desk.commune, dossier.competent_agency
    deciding = commune_of(agency, program.catalogue.communes(), own)
    try:
        province = program.exchange.province()
    except NoProvinceCard:
        return (), _proposed(dossier, None)
    others = program.exchange.other_desks()
    here, competent, further = (
        _receivers(program, desks)
        for desks in (
            [one for one in others if one.commune == own],
            [one for one in others if one.commune == deciding],
            [one for one in others if one.commune not in (own, deciding)],
        )
    )
    fitting = [province] if deciding is None and is_of_province(agency) else competent
    return (*here, *competent, province, *further), _proposed(dossier, next(iter(fitting), None))


def _proposed(dossier: Dossier, known: Receiver | None) -> Receiver | None:
    """Return whom a dossier goes to that another agency decides: known, or the agency by its name."""
    agency = dossier.competent_agency
    return None if agency is None or dossier.handings else known or Receiver("agency", agency)


def _receivers(program: Program, desks: Sequence[EnrolledStation]) -> list[Receiver]:
    words = _("{commune}, desk {number}")
    return [
        Receiver(
            "station",
            words.format(commune=program.catalogue.commune(one.commune).full_name, number=one.number),
            one.station,
        )
        for one in desks
    ]
