"""Commands of old registers: ``old-book preview`` and ``old-book import``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.domain.errors import OldBookUnconfirmed
from app.i18n import _
from app.services.strict_json import parse, shaped
from ui.commands.context import Asked, read_document
from ui.commands.output import show

if TYPE_CHECKING:
    from app.services.old_books import Preview
    from ui.program import Program

_FILE = Annotated[Path, typer.Argument(help=_("The old register: XLSX or CSV."))]
_MAPPING = Annotated[
    Path | None,
    typer.Option(help=_('JSON file: column of the register → number of the column in the file, {"applicant": 2}.')),
]
_TEXT = Annotated[str | None, typer.Option(help=_("Read the text as unicode, tcvn3 or vni; guessed if left out."))]
_SHEET = Annotated[str, typer.Option(help=_("Name of the sheet in the workbook; the first one if left out."))]
_FAULTS_SHOWN = 20

app = typer.Typer(no_args_is_help=True, help=_("Take over old registers kept in spreadsheets."))


@app.command(help=_("Show what taking over would do; nothing is stored. Example: motcua old-book preview so-2019.xlsx"))
def preview(
    context: typer.Context, file: _FILE, mapping: _MAPPING = None, text: _TEXT = None, sheet: _SHEET = ""
) -> None:
    """Show counts, faults and suspected duplicates."""
    asked: Asked = context.obj
    with asked.desk(write=False) as desk:
        seen = _look(desk, file, mapping, text, sheet)
    show(_document(seen), as_json=asked.as_json, lines=_lines(seen))


@app.command(
    "import",
    help=_("Take the rows over; their numbers stay as they are. Example: motcua old-book import so-2019.xlsx --yes"),
)
def import_(
    context: typer.Context,
    file: _FILE,
    mapping: _MAPPING = None,
    text: _TEXT = None,
    sheet: _SHEET = "",
    skip_suspected: Annotated[
        bool, typer.Option("--skip-suspected", help=_("Leave out rows that look like another dossier."))
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help=_("Confirm what the preview showed."))] = False,
) -> None:
    """Take over every row without a fault that is not here yet."""
    asked: Asked = context.obj
    with asked.desk(write=True) as desk:
        seen = _look(desk, file, mapping, text, sheet)
        seen = seen.without_suspected() if skip_suspected else seen
        if not yes:
            raise OldBookUnconfirmed(n=len(seen.entries))
        done = desk.old_books.import_rows(seen, desk.officer)
    lines = [*_lines(seen), _("Taken over: {n}.").format(n=done)]
    show(_document(seen) | {"imported": done}, as_json=asked.as_json, lines=lines)


def _look(desk: Program, file: Path, mapping: Path | None, text: str | None, sheet: str) -> Preview:
    from app.services.old_book_files import read_table

    return desk.old_books.preview(read_table(file, sheet=sheet), mapping=_mapping(mapping), encoding=text)


def _mapping(path: Path | None) -> dict[str, int] | None:
    """Read a mapping file; columns count from 1 there. Raises CannotRead, BadInput."""
    if path is None:
        return None
    told = shaped(parse(read_document(str(path)), what="mapping"), dict[str, int], what="mapping")
    return {column: at - 1 for column, at in told.items()}


def _document(seen: Preview) -> dict[str, object]:
    return {
        "rows": seen.rows,
        "new": len(seen.entries),
        "known": seen.known,
        "suspected": list(seen.suspected),
        "faults": [{"row": one.row, "problem": _(one.problem)} for one in seen.faults],
        "text": seen.encoding,
        "text_guessed": seen.guessed,
        "mapping": {column: at + 1 for column, at in seen.mapping.items()},
        "sample": [
            {"code": one.code, "applicant": one.applicant_name, "procedure": one.procedure, "received": one.received_on}
            for _id, one in seen.entries[:5]
        ],
    }


def _lines(seen: Preview) -> list[str]:
    counts = _("{rows} rows: {new} new, {known} here already, {faults} with faults, {suspected} to look at").format(
        rows=seen.rows,
        new=len(seen.entries),
        known=seen.known,
        faults=len(seen.faults),
        suspected=len(seen.suspected),
    )
    faults = [
        _("Row {row}: {problem}").format(row=one.row, problem=_(one.problem)) for one in seen.faults[:_FAULTS_SHOWN]
    ]
    sample = [f"  {one.code}  {one.applicant_name}  {one.procedure}" for _id, one in seen.entries[:5]]
    rows = ", ".join(map(str, seen.suspected[:_FAULTS_SHOWN]))
    alike = [_("Same name and day as another dossier, rows: {rows}").format(rows=rows)] if rows else []
    return [counts, _("Text read as: {text}").format(text=seen.encoding), *sample, *alike, *faults]
