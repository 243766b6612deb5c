"""Refusals of what the province publishes, and of the national interface."""

from __future__ import annotations

from app.domain.errors.base import DomainError, EnvironmentFault
from app.i18n import N_


class PublicationRefused(DomainError):
    """A file to be published has bad rows. rows: a sentence each."""

    message = N_("{name} is not published: {problems}. Nothing was signed; correct the file and publish it again.")


class NationalCodesDamaged(DomainError):
    """The province's own code tables for the national portal do not read."""

    message = N_("The code tables in {name} cannot be used: {place}: {problem}. Nothing was sent; correct the file.")


class NationalPortalSilent(EnvironmentFault):
    """The national portal, or what stands for it, cannot be reached."""

    message = N_("The portal did not answer: {problem}. {waiting} dossiers wait and are sent again later.")


class NoNewerVersion(DomainError):
    """The dossier's procedure has no later version in force (chưa có phiên bản mới)."""

    message = N_("Dossier {code} already has the newest version of its procedure that is in force ({version}).")
