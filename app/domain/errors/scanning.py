"""Refusals of scans and signatures."""

from __future__ import annotations

from app.domain.errors.base import DomainError
from app.i18n import N_


class ScanRefused(DomainError):
    """A file that is no scan one may keep: not what it says, locked, broken, or with something that acts."""

    message = N_("This file was not attached: {reason}. Nothing was stored.")


class AlreadyScanned(DomainError):
    """The very same pages are already there."""

    message = N_("These very pages are already attached at this place of {code}. Nothing was stored twice.")


class NoSuchScan(DomainError):
    """No kept scan of that digest with this dossier."""

    message = N_(
        "The dossier {code} has no scan “{scan}”. Look at its scans, then give the digest or its first letters."
    )


class ScanNotHere(DomainError):
    """The record of a scan came from another desk; its pages did not come yet (thiếu bản quét)."""

    message = N_("The pages of this scan are not on this computer; they lie at the desk that scanned them.")


class NothingToSign(DomainError):
    """Every scan of the dossier carries a signature already, or there is none."""

    message = N_("The dossier {code} has no scan that waits for a signature.")


class PinWrong(DomainError):
    """The token did not take the PIN; after a few wrong tries the token locks itself."""

    message = N_(
        "The token did not accept the PIN. Nothing was signed; try again with care: the token locks itself after a few wrong PINs."
    )


class PinLocked(DomainError):
    """The token locked itself after wrong PINs."""

    message = N_("The token is locked after too many wrong PINs. Nothing was signed; its issuer can unlock it.")


class NoSigningKey(DomainError):
    """The token holds no key with a certificate, or several and none was chosen."""

    message = N_("The token “{token}” has no certificate to sign with ({reason}). Nothing was signed.")
