"""Commands of persons across dossiers: ``person find show merge split``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from app.i18n import _
from ui.commands.context import Asked
from ui.commands.output import show

if TYPE_CHECKING:
    from app.services.people import Person

person = typer.Typer(no_args_is_help=True, help=_("Persons across dossiers."))


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.add_typer(person, name="person")


@person.command("find", help=_("Persons by name, number or phone. Example: motcua person find 'giang a chong'"))
def find_person(
    context: typer.Context,
    text: Annotated[str, typer.Argument(help=_("Name, number or phone."))],
    limit: Annotated[int, typer.Option(min=1, max=200, help=_("How many at most."))] = 20,
) -> None:
    """Find persons across dossiers."""
    asked: Asked = context.obj
    with asked.desk(write=False) as desk:
        found = desk.people.find(text, limit=limit)
    show([_person(one) for one in found], as_json=asked.as_json, lines=[_person_line(one) for one in found])


@person.command("show", help=_("One person whole, with who may be the same. Example: motcua person show 3f0c…"))
def show_person(
    context: typer.Context, key: Annotated[str, typer.Argument(help=_("Key of the record, as person find says."))]
) -> None:
    """Show a person: names, papers, dossiers, and records that may be the same person."""
    asked: Asked = context.obj
    with asked.desk(write=False) as desk:
        found, alike = desk.people.person(key), desk.people.candidates(key)
    document = _person(found) | {"candidates": [_person(one) for one in alike]}
    lines = [_person_line(found), *(f"  {line.code}  {line.procedure_name}" for line in found.dossiers)]
    lines += [f"? {_person_line(one)}" for one in alike]
    show(document, as_json=asked.as_json, lines=lines)


@person.command(
    "merge", help=_("Two records are one person. Example: motcua person merge KEPT MERGED --reason 'thẻ mới ghi số cũ'")
)
def merge_person(
    context: typer.Context,
    kept: Annotated[str, typer.Argument(help=_("Key of the record that stays."))],
    merged: Annotated[str, typer.Argument(help=_("Key of the record that goes into it."))],
    reason: Annotated[str | None, typer.Option(help=_("What showed it."))] = None,
) -> None:
    """Merge two records; ``split`` takes it back."""
    asked: Asked = context.obj
    with asked.desk(write=True) as desk:
        one = desk.people.merge(kept, merged, reason=reason, officer=desk.officer)
    show(_person(one), as_json=asked.as_json, lines=[_person_line(one)])


@person.command(
    "apart",
    help=_("Two records alike are two people. Example: motcua person apart ONE OTHER --reason 'hai thẻ khác'"),
)
def keep_apart(
    context: typer.Context,
    one: Annotated[str, typer.Argument(help=_("Key of one record."))],
    other: Annotated[str, typer.Argument(help=_("Key of the other record."))],
    reason: Annotated[str | None, typer.Option(help=_("What showed it."))] = None,
) -> None:
    """Say that two records are two people; they are offered no more."""
    asked: Asked = context.obj
    with asked.desk(write=True) as desk:
        desk.people.keep_apart(one, other, reason=reason, officer=desk.officer)
        both = [desk.people.person(key) for key in (one, other)]
    show([_person(each) for each in both], as_json=asked.as_json, lines=[_person_line(each) for each in both])


@person.command("split", help=_("A merged record stands by itself again. Example: motcua person split MERGED"))
def split_person(
    context: typer.Context,
    merged: Annotated[str, typer.Argument(help=_("Key of the record that was merged."))],
    reason: Annotated[str | None, typer.Option(help=_("Why the merge was wrong."))] = None,
) -> None:
    """Undo a merge."""
    asked: Asked = context.obj
    with asked.desk(write=True) as desk:
        desk.people.split(merged, reason=reason, officer=desk.officer)
        one = desk.people.person(merged)
    show(_person(one), as_json=asked.as_json, lines=[_person_line(one)])


def _person(one: Person) -> dict[str, object]:
    return {
        "key": one.key,
        "keys": one.keys,
        "name": one.name,
        "names": one.names,
        "birth_dates": one.birth_dates,
        "papers": one.papers,
        "phones": one.phones,
        "addresses": one.addresses,
        "dossiers": [{"code": line.code, "procedure": line.procedure_name} for line in one.dossiers],
    }


def _person_line(one: Person) -> str:
    numbers = " ".join(paper.number for paper in one.papers)
    return "  ".join((one.key, one.name, *one.birth_dates[:1], numbers, f"({len(one.dossiers)})"))
