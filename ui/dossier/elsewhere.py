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


def elsewhere(program: Program, dossier: Dossier) -> tuple[Receiver, ...]:
    """Return the receivers with their stations; none before the province's card is there.

    This commune's desks first, then those of the agency that decides, then the province, then the others.
    """
    try:
        province = program.exchange.province()
    except NoProvinceCard:
        return ()
    own, others = program.desk.commune, program.exchange.other_desks()
    deciding = commune_of(dossier.competent_agency, program.catalogue.communes(), own)
    here = [one for one in others if one.commune == own]
    competent = [one for one in others if one.commune == deciding]
    further = [one for one in others if one.commune not in (own, deciding)]
    return (*_receivers(program, here), *_receivers(program, competent), province, *_receivers(program, further))


def proposed(program: Program, dossier: Dossier, receivers: Sequence[Receiver]) -> Receiver | None:
    """Return whom a dossier goes to that another agency decides: its desk where one is known, else it by its name."""
    agency = dossier.competent_agency
    if agency is None or dossier.handings:
        return None
    deciding = commune_of(agency, program.catalogue.communes(), program.desk.commune)
    if deciding is not None:
        of_commune = {one.station for one in program.exchange.other_desks() if one.commune == deciding}
        found = next((one for one in receivers if one.station in of_commune), None)
    else:
        found = next((one for one in receivers if one.kind == "agency"), None) if is_of_province(agency) else None
    return found or Receiver("agency", agency)


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
