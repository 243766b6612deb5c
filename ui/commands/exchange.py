"""Commands of the exchange with the province: ``request-enrolment export inspect import``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.i18n import _, ngettext
from ui.commands.context import Asked
from ui.commands.output import show

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.services.incoming import Imported

_WORSE = (5, 4, 3, 0)


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command(
        "request-enrolment",
        help=_("Write this station's enrolment request for the province. Example: motcua request-enrolment --to E:\\"),
    )(request_enrolment)
    app.command(
        "take-enrolment",
        help=_("Take the province's answer as its QR code says it. Example: motcua take-enrolment MOTCUA2:…"),
    )(take_enrolment)
    app.command(help=_("Write one bundle for the province to a folder or stick. Example: motcua export --to E:\\"))(
        export
    )
    app.command(help=_("Show what bundles hold without reading them in. Example: motcua inspect E:\\"))(inspect)
    app.command("import", help=_("Read in bundles, answers or the province's card. Example: motcua import E:\\"))(
        import_
    )


def request_enrolment(
    context: typer.Context,
    to: Annotated[Path, typer.Option(help=_("The folder to write to."))],
    qr: Annotated[bool, typer.Option("--qr", help=_("Write the request as a QR picture beside it."))] = False,
) -> None:
    """Ask the province to enrol this station; read the eight words to it by telephone."""
    asked: Asked = context.obj
    with asked.desk(write=False) as desk:
        path, words = desk.exchange.request_enrolment(to)
        text = desk.exchange.request_text()
    if qr:
        from ui.qr import write_symbol

        write_symbol(text, path.with_suffix(".png"))
    lines = [str(path), _("Words to compare by telephone: {words}").format(words=" ".join(words))]
    show({"path": path, "words": words, "qr": text}, as_json=asked.as_json, lines=lines)


def take_enrolment(
    context: typer.Context,
    text: Annotated[str, typer.Argument(help=_("The text of the code, as the scanner types it."))],
) -> None:
    """Take the province's answer to the enrolment from its QR code."""
    asked: Asked = context.obj
    with asked.desk(write=True) as desk:
        desk.exchange.take_enrolment(text)
        station = desk.desk.station
    lines = [_("The province knows this computer now.")]
    show({"station_id": station, "enrolled": True}, as_json=asked.as_json, lines=lines)


def export(
    context: typer.Context,
    to: Annotated[Path, typer.Option(help=_("The folder to write to."))],
) -> None:
    """Write one bundle of everything the province has not confirmed yet, and read it back."""
    asked: Asked = context.obj
    with asked.desk(write=True) as desk:
        done = desk.exchange.export(to)
    document = {
        "path": done.path,
        "sha256": done.sha256,
        "bytes": done.bytes,
        "changes": done.changes,
        "dossiers": done.dossiers,
        "paths": list(done.paths),
        "scans": done.scans,
        "ranges": [{"station": one.station, "first_seq": one.first, "last_seq": one.last} for one in done.ranges],
    }
    held = ngettext("{n} dossier", "{n} dossiers", done.dossiers).format(n=done.dossiers)
    lines = [
        *(path.name for path in done.paths[1:]),
        f"{done.path.name}  {held}, {done.bytes} B",
        _("Written, read back and compared: the stick may be pulled."),
    ]
    show(document, as_json=asked.as_json, lines=lines)


def inspect(
    context: typer.Context,
    paths: Annotated[list[Path], typer.Argument(help=_("Bundles, a province's card, or folders."))],
) -> None:
    """Show what reading these would come to; nothing is stored."""
    asked: Asked = context.obj
    with asked.desk(write=False) as desk:
        show_imported(desk.exchange.inspect(paths), as_json=asked.as_json)


def import_(
    context: typer.Context,
    paths: Annotated[list[Path], typer.Argument(help=_("Bundles, a province's card, or folders."))],
) -> None:
    """Read in what the province or the desk next door wrote; every file is tried."""
    asked: Asked = context.obj
    with asked.desk(write=True) as desk:
        show_imported(desk.exchange.import_paths(paths), as_json=asked.as_json)


def show_imported(files: Sequence[Imported], *, as_json: bool) -> None:
    """Print one line a file and exit with the worst of them (5 > 4 > 3 > 0)."""
    rows: list[object] = [
        {
            "path": one.path,
            "outcome": one.outcome,
            "new_changes": one.new_changes,
            "known": one.known,
            "quarantined": one.quarantined,
            "conflicts": one.conflicts,
            "reason": one.reason,
            "parked": one.parked,
            "acknowledged": one.acknowledged,
            "scans": one.scans,
            "brought": list(one.brought),
            "error": one.error or None,
        }
        for one in files
    ]
    show(rows, as_json=as_json, lines=[_line(one) for one in files] or [_("No bundle was found there.")])
    worst = next(code for code in _WORSE if code == 0 or any(one.exit_code == code for one in files))
    if worst:
        raise typer.Exit(worst)


def _line(one: Imported) -> str:
    counts = _("{new} new, {known} known, {confirmed} confirmed by the province").format(
        new=one.new_changes, known=one.known, confirmed=one.acknowledged
    )
    return f"{one.path.name}  {outcome_words(one.outcome)}: {one.reason or counts}"


def outcome_words(outcome: str) -> str:
    """Return an outcome in words."""
    words = {
        "imported": _("read in"),
        "known": _("known already"),
        "new": _("can be read in"),
        "parked": _("waits for a missing batch"),
        "provisional": _("waits for the desk's enrolment"),
        "partial": _("read in partly"),
        "quarantined": _("kept apart"),
        "needs_newer_program": _("needs a newer program"),
        "refused": _("refused"),
    }
    return words.get(outcome, outcome)
