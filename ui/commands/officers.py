"""The officers of a desk: ``officer list add disable reinstate role reset recovery-code``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.domain.errors import BadInput, PasswordTooShort
from app.domain.officers import RECEIVER
from app.files import read_secret
from app.i18n import N_, _
from ui.commands.context import Asked
from ui.commands.output import show

if TYPE_CHECKING:
    from app.readings import Officer

officer = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help=_("The officers of this desk."))
Login = Annotated[str, typer.Argument(help=_("The officer's login."))]
NewPassword = Annotated[
    Path | None, typer.Option("--new-password-file", help=_("File that holds the new password; else it is asked for."))
]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.add_typer(officer, name="officer")


@officer.command("list", help=_("Who works here and who left. Example: motcua officer list"))
def list_officers(context: typer.Context) -> None:
    """List the officers of this desk."""
    asked: Asked = context.obj
    with asked.desk(write=False) as desk:
        found = desk.officers.list()
    show([_officer(one) for one in found], as_json=asked.as_json, lines=[_line(one) for one in found])


@officer.command(
    "add",
    help=_("A new officer. Example: motcua officer add mai --name 'Lò Thị Mai' --new-password-file moi.txt"),
)
def add_officer(
    context: typer.Context,
    login: Login,
    name: Annotated[str, typer.Option(help=_("Full name, as slips print it."))],
    role: Annotated[str, typer.Option(help=_("receiver, or leader who manages accounts."))] = RECEIVER,
    new_password_file: NewPassword = None,
) -> None:
    """Give an officer an account."""
    asked: Asked = context.obj
    with asked.desk(write=True) as desk:
        password = _new_password(new_password_file)
        one = desk.officers.add(login=login, name=name, password=password, role=role, by=desk.officer)
    show(_officer(one), as_json=asked.as_json, lines=[_line(one)])


@officer.command(
    "disable", help=_("An officer left. Example: motcua officer disable mai --reason 'Chuyển công tác từ 1/12'")
)
def disable_officer(
    context: typer.Context,
    login: Login,
    reason: Annotated[str | None, typer.Option(help=_("Why the account is disabled."))] = None,
) -> None:
    """Disable an account; what its owner did stays theirs."""
    asked: Asked = context.obj
    with asked.desk(write=True) as desk:
        one = desk.officers.disable(login, reason=reason, by=desk.officer)
    show(_officer(one), as_json=asked.as_json, lines=[_line(one)])


@officer.command(
    "reinstate", help=_("An officer is back. Example: motcua officer reinstate mai --new-password-file moi.txt")
)
def reinstate_officer(context: typer.Context, login: Login, new_password_file: NewPassword = None) -> None:
    """Open a disabled account again, with a new password."""
    asked: Asked = context.obj
    with asked.desk(write=True) as desk:
        one = desk.officers.reinstate(login, password=_new_password(new_password_file), by=desk.officer)
    show(_officer(one), as_json=asked.as_json, lines=[_line(one)])


@officer.command("role", help=_("Say who leads. Example: motcua officer role mai leader"))
def give_role(
    context: typer.Context, login: Login, role: Annotated[str, typer.Argument(help=_("receiver or leader."))]
) -> None:
    """Give an officer a role."""
    asked: Asked = context.obj
    with asked.desk(write=True) as desk:
        one = desk.officers.give_role(login, role, by=desk.officer)
    show(_officer(one), as_json=asked.as_json, lines=[_line(one)])


@officer.command(
    "reset",
    help=_(
        "A new password: your own, another's as a leader, or with the printed recovery code. "
        "Example: motcua officer reset mai --new-password-file moi.txt"
    ),
)
def reset_password(
    context: typer.Context,
    login: Login,
    new_password_file: NewPassword = None,
    recovery_code_file: Annotated[
        Path | None, typer.Option("--recovery-code-file", help=_("File that holds the printed recovery code."))
    ] = None,
) -> None:
    """Set a password anew."""
    asked: Asked = context.obj
    if recovery_code_file is not None:
        one = _recover(asked, login, read_secret(recovery_code_file), _new_password(new_password_file))
    else:
        with asked.desk(write=True) as desk:
            one = desk.officers.reset(login, password=_new_password(new_password_file), by=desk.officer)
    show(_officer(one), as_json=asked.as_json, lines=[_line(one)])


@officer.command(
    "recovery-code",
    help=_("A new recovery code; the old sheet is void. Example: motcua officer recovery-code --print ma.pdf"),
)
def renew_recovery_code(
    context: typer.Context,
    pdf: Annotated[
        Path | None, typer.Option("--print", help=_("Also write the sheet for the safe to this PDF."))
    ] = None,
) -> None:
    """Make a new recovery code and its sheet."""
    from app.files import write_whole
    from printing import recovery_sheet

    asked: Asked = context.obj
    with asked.desk(write=True) as desk:
        code = desk.officers.renew_recovery_code(by=desk.officer)
        if pdf is not None:
            place = desk.catalogue.commune(desk.desk.commune).full_name
            write_whole(pdf, recovery_sheet.render(place, desk.desk.station_number, code, desk.clock.now()).pdf)
    show({"recovery_code": code, "path": pdf}, as_json=asked.as_json, lines=[code])


def _recover(asked: Asked, login: str, code: str, password: str) -> Officer:
    """Let the code give the officer the password; the log then says that it was so."""
    from storage import vault
    from ui.program import login_on, open_program

    login_on(asked.paths, login)
    if len(password) < vault.LEAST_PASSWORD:
        raise PasswordTooShort(least=vault.LEAST_PASSWORD)
    vault.unlock_with_recovery(asked.paths.vault_file, code).change_password(login, password)
    desk = open_program(asked.paths, login=login, password=lambda: password, write=True, now=asked.now)
    try:
        desk.officers.note_recovered(desk.officer)
        return desk.officer
    finally:
        desk.close()


def _new_password(source: Path | None) -> str:
    """Return the new password from its file, or ask for it twice; never an argument."""
    if source is not None:
        return read_secret(source)
    if not sys.stdin.isatty():
        raise BadInput(field="new_password", problem=N_("give --new-password-file; there is no terminal to ask on"))
    return str(typer.prompt(_("New password"), hide_input=True, confirmation_prompt=True))


def _officer(one: Officer) -> dict[str, object]:
    return {
        "id": one.id,
        "login": one.login,
        "name": one.name,
        "role": one.role,
        "leads": one.leads,
        "disabled": one.left_at is not None,
        "disabled_at": one.left_at,
        "reason": one.left_because,
    }


def _line(one: Officer) -> str:
    left = _("disabled {day}").format(day=f"{one.left_at:%d/%m/%Y}") if one.left_at else ""
    return "  ".join(part for part in (one.login, one.name, one.role, left) if part)
