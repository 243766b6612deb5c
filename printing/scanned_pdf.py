"""A PDF from outside: whole, open, without anything that acts; its pages are counted, its bytes never changed."""

from __future__ import annotations

import io
import logging
import struct
import zlib

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, PdfObject

from app.domain.errors import ScanRefused
from app.i18n import N_

MOST_PAGES = 2_000
_MOST_OBJECTS = 200_000
_ACTING = frozenset({"/JavaScript", "/Launch"})
_BROKEN_PDF = (  # what reading bytes that somebody bent can come to; a bug of ours would show in whole files
    PyPdfError, ValueError, TypeError, KeyError, IndexError, AttributeError, AssertionError, OverflowError,
    RecursionError, NotImplementedError, MemoryError, struct.error, zlib.error, EOFError,
)  # fmt: skip

_LOCKED = N_("the PDF is locked with a password or against changes; save it without that and attach the copy")
_BROKEN = N_("the PDF is broken or incomplete; scan or copy it again")
_ACTS = N_("the PDF holds a script or starts a program; print it and scan the print")
_TOO_MANY_PAGES = N_("the PDF has more than 2,000 pages; attach it in parts")

logging.getLogger("pypdf").setLevel(logging.CRITICAL + 1)
"""Its warnings quote the file: nothing of a citizen's paper goes into a log."""


def pages_of(data: bytes) -> int:
    """Return the number of pages of a PDF that may be kept. Raises ScanRefused."""
    if b"%%EOF" not in data[-4096:]:
        raise ScanRefused(reason=_BROKEN)
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted:
            raise ScanRefused(reason=_LOCKED)
        pages = len(reader.pages)
        if pages > MOST_PAGES:
            raise ScanRefused(reason=_TOO_MANY_PAGES)
        for page in reader.pages:
            if page.mediabox.width <= 0 or page.mediabox.height <= 0:
                raise ScanRefused(reason=_BROKEN)
        acts = _holds_something_that_acts(reader)
    except _BROKEN_PDF as failed:
        raise ScanRefused(reason=_BROKEN) from failed
    if not pages:
        raise ScanRefused(reason=_BROKEN)
    if acts:
        raise ScanRefused(reason=_ACTS)
    return pages


def _holds_something_that_acts(reader: PdfReader) -> bool:
    """Walk everything the trailer leads to. A script that nothing leads to is never run."""
    seen: set[int] = set()
    waiting: list[PdfObject | None] = [reader.trailer]
    looked = 0
    while waiting:
        one = waiting.pop()
        if isinstance(one, IndirectObject):
            if one.idnum in seen:
                continue
            seen.add(one.idnum)
            one = one.get_object()
        looked += 1
        if looked > _MOST_OBJECTS:
            raise ScanRefused(reason=_BROKEN)
        if isinstance(one, DictionaryObject):
            if "/JS" in one or str(one.raw_get("/S") if "/S" in one else "") in _ACTING or "/JavaScript" in one:
                return True
            waiting += [one.raw_get(key) for key in one]
        elif isinstance(one, ArrayObject):
            waiting += list(one)
    return False
