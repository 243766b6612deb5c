"""The world failed: disk, stick, printer, line, a second window."""

from __future__ import annotations

from app.domain.errors.base import EnvironmentFault
from app.i18n import N_


class DeskInUse(EnvironmentFault):
    """Another window or command holds the desk."""

    message = N_("The desk is already open in another window of this computer. Close it there, then try again.")


class DatabaseGone(EnvironmentFault):
    """The hub's database server does not answer, or ended the connection."""

    message = N_(
        "The hub's database does not answer. Nothing was half saved; see that PostgreSQL is running, then try again."
    )


class NoDumpProgram(EnvironmentFault):
    """PostgreSQL's own programs are not installed beside the hub."""

    message = N_("“{program}” of PostgreSQL is not installed here, so no copy was made. Install the client's package.")


class DatabaseRefused(EnvironmentFault):
    """The hub's database server does not let this program in, or not far enough."""

    message = N_(
        "The hub's database refuses this program ({reason}). Nothing was changed; check user, password and rights "
        "as docs/hub.md says."
    )


class NoPostgresDriver(EnvironmentFault):
    """This installation lacks the driver for PostgreSQL."""

    message = N_("This installation cannot use PostgreSQL. Install the program's hub part, then try again.")


class DiskFull(EnvironmentFault):
    """No room for the write."""

    message = N_("There is no room left on {place}. Nothing was half saved; free some space and try again.")


class CannotWrite(EnvironmentFault):
    """Read-only folder, write-protected stick, missing rights."""

    message = N_(
        "{place} cannot be written to. Nothing was changed; check the rights or the lock switch, or choose another place."
    )


class CannotRead(EnvironmentFault):
    """A file or folder cannot be read."""

    message = N_("{place} cannot be read. Check that the stick is in and the file is there.")


class ParkedTooMuch(EnvironmentFault):
    """Too many segments wait for a missing one (SYNC §2.7)."""

    message = N_(
        "Too much from desk {station} waits for a missing batch. Nothing is lost; bring the missing batch first."
    )


class DriveGone(EnvironmentFault):
    """The stick was pulled out or failed while writing."""

    message = N_(
        "The drive {place} stopped answering. Nothing is lost on this computer; put the stick in again and write once more."
    )


class TooLittleMemory(EnvironmentFault):
    """Argon2 got neither memory nor threads: nothing is wrong with the vault."""

    message = N_(
        "The computer has too little memory free to open the vault. Nothing was changed; close other programs and try again."
    )


class ReaderNotStarted(EnvironmentFault):
    """The process that opens bundles for the hub never ran: too little memory, or the computer's guard held it."""

    message = N_(
        "The part of the program that opens bundles could not be started. Nothing was changed and no bundle is at fault; "
        "close other programs and try again."
    )


class PrinterFailed(EnvironmentFault):
    """The printer did not take the paper."""

    message = N_("The printer did not take the paper: {reason}. The dossier is saved; the slip waits in “To print”.")


class NoToken(EnvironmentFault):
    """No token of that name in any reader, or its driver does not load (không thấy USB Token)."""

    message = N_("The token was not found: {reason}. Nothing was signed; put it in, check its driver, and try again.")


class TokenGone(EnvironmentFault):
    """The token was pulled out or stopped answering while it was signing."""

    message = N_("The token stopped answering. Nothing was signed; put it in again and sign once more.")


class SigningNotInstalled(EnvironmentFault):
    """The parts of the program that sign are missing on this computer."""

    message = N_(
        "This installation cannot sign digitally: {reason} is missing. Sign on paper, or install the program again."
    )


class NoLink(EnvironmentFault):
    """The other end could not be reached for as long as we were willing to try."""

    message = N_(
        "The other end cannot be reached: {reason}. Everything is safe on this computer; the next try goes on where this one stopped. Take a stick if it is urgent."
    )


class PortTaken(EnvironmentFault):
    """Another program listens there already."""

    message = N_("Port {port} of this computer is taken by another program. Nothing was changed; choose another port.")


class ServingNotInstalled(EnvironmentFault):
    """The parts of the program that answer over the network are missing on this computer."""

    message = N_(
        "This installation cannot answer over the network: {reason} is missing. Exchange by stick, or install the program with its network parts."
    )
