"""Whom a file can be handed to beyond this office, so that it travels: the province, and every enrolled desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.errors import NoProvinceCard
from app.domain.facts import Receiver
from app.i18n import _

if TYPE_CHECKING:
    from ui.program import Program


def elsewhere(program: Program) -> tuple[Receiver, ...]:
    """Return the receivers with their stations; none before the province's card is there."""
    try:
        province = program.exchange.province()
    except NoProvinceCard:
        return ()
    desks = [
        Receiver(
            "station",
            _("{commune}, desk {number}").format(
                commune=program.catalogue.commune(one.commune).full_name, number=one.number
            ),
            one.station,
        )
        for one in program.exchange.other_desks()
    ]
    return (province, *desks)
