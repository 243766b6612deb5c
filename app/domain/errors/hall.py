"""Refusals of the queue in the waiting hall."""

from __future__ import annotations

from app.domain.errors.base import DomainError
from app.i18n import N_


class NobodyWaits(DomainError):
    """There is nobody to call, or nobody sits here (không còn số chờ)."""

    message = N_("Nobody waits for this desk; {elsewhere} wait for other desks. Nothing was called.")


class QueueFull(DomainError):
    """A desk has no more numbers today."""

    message = N_("The {most} numbers of today are used up. Nothing was given out; use another desk.")


class UnknownTicket(DomainError):
    """There is no such number today."""

    message = N_("There is no number {number} today. Nothing was called; look at the list.")


class NotYourTicket(DomainError):
    """The number was called or served already, perhaps by another desk."""

    message = N_("Number {number} was called by desk {desk} already. Nothing was called; call the next one.")
