"""Made-up citizens for practice data: names by ethnic group, villages, partial birth dates, all by seed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from random import Random

import msgspec

from app.domain.citizen import Applicant

LAI_CHAU = "012"


class Group(msgspec.Struct, frozen=True):
    """How one ethnic group names its people; weight in percent of the province."""

    name: str
    weight: float
    surnames: list[str]
    male_middle: list[str]
    female_middle: list[str]
    male: list[str]
    female: list[str]


class Patterns(msgspec.Struct, frozen=True):
    """The shipped patterns. mix: field of procedures → weight."""

    groups: list[Group]
    villages: list[str]
    mix: dict[str, float]
    organisations: list[str]
    foreigners: list[str]
    relations: list[str]


@cache
def patterns() -> Patterns:
    """Return the shipped patterns, read once."""
    return msgspec.json.decode(files("app.data").joinpath("practice.json").read_bytes(), type=Patterns)


@dataclass(frozen=True, slots=True)
class Person:
    """A made-up citizen; born only for age, ``applicant`` holds what the desk knows."""

    applicant: Applicant
    born: date


def make_person(chance: Random, *, commune_name: str, today: date) -> Person:
    """Make one citizen. Many older ones know only their year of birth; some have no papers."""
    group = chance.choices(patterns().groups, weights=[one.weight for one in patterns().groups])[0]
    is_male = chance.random() < 0.5
    born = date(
        today.year - min(92, max(18, round(chance.gauss(39, 16)))), chance.randint(1, 12), chance.randint(1, 28)
    )
    return Person(
        Applicant(
            kind="person",
            name=_name(chance, group, is_male=is_male),
            id_kind="cccd",
            id_number=_number(chance, born, is_male=is_male),
            birth_date=_partial(chance, born, today),
            sex="male" if is_male else "female",
            address=_address(chance, commune_name),
            phone=f"09{chance.randrange(10**7, 10**8)}" if chance.random() < 0.7 else None,
            ethnicity=group.name,
        ),
        born,
    )


def _address(chance: Random, commune_name: str) -> str:
    village = chance.choice(patterns().villages)
    return f"{village[:1].upper()}{village[1:]}, xã {commune_name}, tỉnh Lai Châu"


def _name(chance: Random, group: Group, *, is_male: bool) -> str:
    middle = chance.choice(group.male_middle if is_male else group.female_middle)
    given = chance.choice(group.male if is_male else group.female)
    return " ".join(part for part in (chance.choice(group.surnames), middle, given) if part)


def _number(chance: Random, born: date, *, is_male: bool) -> str:
    century = (0 if born.year < 2000 else 2) + (0 if is_male else 1)
    return f"{LAI_CHAU}{century}{born.year % 100:02d}{chance.randrange(10**6):06d}"


def _partial(chance: Random, born: date, today: date) -> str:
    """Return the date as papers have it: for many of the old only a year, for some a month."""
    is_old, luck = today.year - born.year > 50, chance.random()
    if is_old and luck < 0.35:
        return f"{born.year}"
    return f"{born:%Y-%m}" if luck > 0.97 else born.isoformat()


def special_applicant(chance: Random, *, commune_name: str) -> Applicant | None:
    """Return now and then an organisation, a household or a foreign neighbour; else None."""
    luck = chance.random()
    address = f"Xã {commune_name}, tỉnh Lai Châu"
    if luck < 0.01:
        return Applicant("organisation", chance.choice(patterns().organisations), address=address)
    if luck < 0.014:
        return Applicant(
            "foreigner", chance.choice(patterns().foreigners), id_kind="border_pass", address="Vân Nam, Trung Quốc"
        )
    return None
