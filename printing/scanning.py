"""What comes from a scanner or a phone: told by its content, never by its name; a photo becomes a page.

NĐ 30/2020/NĐ-CP Annex I: PDF 1.4 or later, colour, 200 dpi or more, 1:1. A PDF is stored as it came, since
it may be signed; of a photo only the pixels are kept: place, camera and time go. The libraries that read
PDFs, pictures and signatures are loaded with the first file that needs them, not at the start of the desk.
"""

from __future__ import annotations

from app.domain.errors import ScanRefused
from app.i18n import N_
from app.ports import ReadScan, SignatureSeen

_EMPTY = N_("the file is empty")
_NO_SCAN = N_("it is neither a PDF nor a JPEG or PNG picture, whatever its name says")
_JPEG, _PNG = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"
_BEFORE_A_PDF = b"\xef\xbb\xbf \t\r\n\0"
"""What careless programs write before the mark of a PDF."""


class PdfScans:
    """See :class:`app.ports.ScanReader`."""

    def read(self, data: bytes, *, grey: bool) -> ReadScan:
        """Return what to store. Raises ScanRefused."""
        if not data:
            raise ScanRefused(reason=_EMPTY)
        if data[:1024].lstrip(_BEFORE_A_PDF).startswith(b"%PDF-"):
            from printing.scanned_pdf import pages_of

            return ReadScan(data, pages_of(data), self.signatures(data))
        if data.startswith((_JPEG, _PNG)):
            from printing.photo import page_of_photo

            return page_of_photo(data, grey=grey)
        raise ScanRefused(reason=_NO_SCAN)

    def signatures(self, pdf: bytes) -> tuple[SignatureSeen, ...]:
        """Return the signatures of a PDF, oldest first, each checked against the bytes."""
        if b"/ByteRange" not in pdf:
            return ()
        from printing.signatures import signatures_in

        return signatures_in(pdf)
