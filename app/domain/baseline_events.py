"""A dossier taken over whole from the province's snapshot (mốc khởi đầu), in the place of its history."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BaselineHead:
    """Where the log of a dossier stood at one station. is_tip: nobody had built on it."""

    station: bytes
    seq: int
    is_tip: bool


@dataclass(frozen=True, slots=True)
class DossierBaseline:
    """A finished dossier as the province folded it; its single changes lie at the province.

    body: the dossier as tables keep it. heads: of its log, so that what happens later follows on. received_by:
    the station that took it in.
    """

    code: str
    body: bytes
    heads: tuple[BaselineHead, ...]
    received_by: bytes
