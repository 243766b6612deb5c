"""Commands of scanning and signing: ``attach sign``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.domain.errors import BadInput
from app.files import read_secret
from app.i18n import N_, _, ngettext
from ui.commands.context import Asked
from ui.commands.output import notice_sentence, show

if TYPE_CHECKING:
    from app.domain.scan_events import Scan
    from app.services.scans import Owed


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command(
        help=_(
            "Attach a scan or photo to a paper or to the result; save one to a file; take one away. "
            "Example: motcua attach 1001 scan.pdf --component 0"
        )
    )(attach)
    app.command(
        help=_(
            "Sign the scans of a dossier with the agency's token. "
            "Example: motcua sign 1001 --module /usr/lib/token.so --token UBND"
        )
    )(sign)


def attach(
    context: typer.Context,
    code: Annotated[str, typer.Argument(help=_("The dossier's code or its last digits."))],
    file: Annotated[Path | None, typer.Argument(help=_("A PDF, JPEG or PNG file, 50 MB at most."))] = None,
    component: Annotated[
        int | None, typer.Option(help=_("The paper it is a scan of, by its position; without it the whole dossier."))
    ] = None,
    result: Annotated[bool, typer.Option("--result", help=_("It is a scan of the result."))] = False,
    export: Annotated[str | None, typer.Option(help=_("Save the scan of this digest to the file of --to."))] = None,
    to: Annotated[Path | None, typer.Option(help=_("The PDF file to write."))] = None,
    remove: Annotated[str | None, typer.Option(help=_("Take the scan of this digest away; needs --reason."))] = None,
    reason: Annotated[str | None, typer.Option(help=_("Why."))] = None,
) -> None:
    """Put a scan with a dossier, save one, or take one away."""
    asked: Asked = context.obj
    chosen = [one for one in (file, export, remove) if one is not None]
    if len(chosen) != 1 or (export is not None) != (to is not None):
        raise typer.BadParameter(_("Give a file, or --export with --to, or --remove with --reason."))
    if export is not None and to is not None:
        _export(asked, code, export, to)
    elif remove is not None:
        _remove(asked, code, remove, reason)
    elif file is not None:
        _add(asked, code, file, component, is_result=result)


def _add(asked: Asked, code: str, file: Path, component: int | None, *, is_result: bool) -> None:
    with asked.desk(write=True) as desk:
        added = desk.scans.add(
            desk.queries.dossier_id(code), file, officer=desk.officer, component=component, is_result=is_result
        )
        owed = desk.scans.owed(added.dossier)
    document = {"code": added.dossier.code, **_scan(added.scan), **_owed(owed), "warnings": added.notices}
    lines = [scan_line(added.scan), *_owed_lines(owed), *(notice_sentence(notice) for notice in added.notices)]
    show(document, as_json=asked.as_json, lines=lines)


def _export(asked: Asked, code: str, sha256: str, to: Path) -> None:
    from app.domain.scans import scan_of
    from app.files import write_whole

    with asked.desk(write=False) as desk:
        dossier = desk.queries.dossier(desk.queries.dossier_id(code))
        scan = scan_of(dossier, sha256)
        pdf = desk.scans.pages(dossier.id, scan.sha256)
        seen = desk.scans.reader.signatures(pdf)
    write_whole(to, pdf)
    document = {"code": dossier.code, "path": to, **_scan(scan), "signatures": seen}
    lines = [str(to)]
    for one in seen:
        state = _("unchanged since") if one.is_intact else _("CHANGED since, do not trust it")
        when = f"{one.at:%d-%m-%Y %H:%M:%S}" if one.at else "?"
        lines.append(_("Signed by {name}, {at}: {state}.").format(name=one.signer or "?", at=when, state=state))
    show(document, as_json=asked.as_json, lines=lines)


def _remove(asked: Asked, code: str, sha256: str, reason: str | None) -> None:
    from app.services import field_checks as check

    with asked.desk(write=True) as desk:
        why = check.text(reason, "reason", most=check.LONG)
        dossier = desk.scans.remove(desk.queries.dossier_id(code), sha256, reason=why, officer=desk.officer)
        owed = desk.scans.owed(dossier)
    lines = [_("The scan was taken away and its pages deleted; the record of it stays."), *_owed_lines(owed)]
    show({"code": dossier.code, **_owed(owed)}, as_json=asked.as_json, lines=lines)


def sign(
    context: typer.Context,
    code: Annotated[str, typer.Argument(help=_("The dossier's code or its last digits."))],
    module: Annotated[Path, typer.Option(help=_("The token's PKCS#11 driver, a .so or .dll file."))],
    token: Annotated[str, typer.Option(help=_("The token's label."))],
    sha: Annotated[str | None, typer.Option(help=_("Only the scan of this digest; otherwise all that wait."))] = None,
    certificate: Annotated[
        str | None, typer.Option(help=_("Label of the certificate, where the token has several."))
    ] = None,
    pin_file: Annotated[Path | None, typer.Option(help=_("File that holds the PIN; asked for otherwise."))] = None,
) -> None:
    """Sign scans with the agency's token, offline; the PIN is never an argument."""
    from app.ports import Token

    asked: Asked = context.obj
    with asked.desk(write=True) as desk:
        dossier_id = desk.queries.dossier_id(code)
        dossier, signed = desk.scans.sign(
            dossier_id, Token(str(module), token, certificate), pin=_pin(pin_file), officer=desk.officer, sha256=sha
        )
        owed = desk.scans.owed(dossier)
    document = {"code": dossier.code, "signed": [_scan(scan) for scan in signed], **_owed(owed)}
    count = ngettext("{n} scan signed.", "{n} scans signed.", len(signed)).format(n=len(signed))
    show(document, as_json=asked.as_json, lines=[count, *_owed_lines(owed)])


def _pin(source: Path | None) -> str:
    """Return the PIN from the file, or ask for it on a terminal. Raises CannotRead, BadInput."""
    if source is not None:
        return read_secret(source)
    if not sys.stdin.isatty():
        raise BadInput(field="pin", problem=N_("give --pin-file; there is no terminal to ask on"))
    return str(typer.prompt(_("PIN of the token"), hide_input=True))


def _scan(scan: Scan) -> dict[str, object]:
    return {
        "sha256": scan.sha256,
        "bytes": scan.size,
        "pages": scan.pages,
        "media_type": scan.media_type,
        "component": scan.component,
        "is_result": scan.is_result,
        "is_signed": scan.is_signed,
    }


def _owed(owed: Owed) -> dict[str, object]:
    return {
        "to_scan": [{"component": paper.component, "name": paper.name} for paper in owed.papers],
        "result_to_scan": owed.result,
        "to_sign": [scan.sha256 for scan in owed.to_sign],
    }


def scan_line(scan: Scan) -> str:
    """Return one scan for people: the digest's beginning, pages, size."""
    pages = ngettext("{n} page", "{n} pages", scan.pages).format(n=scan.pages)
    return f"{scan.sha256[:12]}  {pages}  {scan.size // 1024 or 1} KB"


def _owed_lines(owed: Owed) -> list[str]:
    lines = [_("Still to be scanned: {name}").format(name=paper.name) for paper in owed.papers]
    if owed.result:
        lines.append(_("Still to be scanned: the result"))
    if owed.to_sign:
        words = ngettext("{n} scan waits for a signature.", "{n} scans wait for a signature.", len(owed.to_sign))
        lines.append(words.format(n=len(owed.to_sign)))
    return lines
