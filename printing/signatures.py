"""Reading the digital signatures of a PDF: who, when, whether the bytes are still those that were signed.

Whom to trust is not judged: the lists of trusted issuers live on a network. pyHanko is loaded only for
files that hold a signature.
"""

from __future__ import annotations

import io
import logging

from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import CMSExtractionError, SigningError
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import validate_sig_integrity
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel

from app.domain.text import clean
from app.ports import SignatureSeen

for _library in ("pyhanko", "pyhanko_certvalidator"):  # they would log the names of signers
    logging.getLogger(_library).setLevel(logging.CRITICAL + 1)

_MOST = 50
_UNREADABLE = (
    PdfError, CMSExtractionError, SigningError, SignatureValidationError, ValueError, TypeError, KeyError, IndexError,
    AttributeError, AssertionError, OverflowError, RecursionError, NotImplementedError,
)  # fmt: skip


def signatures_in(pdf: bytes) -> tuple[SignatureSeen, ...]:
    """Return the signatures of a PDF, oldest first; one that does not read counts as broken."""
    try:
        found = PdfFileReader(io.BytesIO(pdf), strict=False).embedded_regular_signatures[:_MOST]
    except _UNREADABLE:
        return ()
    return tuple(_seen(one) for one in found)


def _seen(signature: EmbeddedPdfSignature) -> SignatureSeen:
    try:
        certificate = signature.signer_cert
        signature.compute_integrity_info(skip_diff=True)
        is_unchanged, is_valid = validate_sig_integrity(
            signature.signer_info,
            certificate,
            expected_content_type="data",
            actual_digest=signature.compute_digest(),
        )
        at = signature.self_reported_timestamp
        return SignatureSeen(
            signer=_name(certificate.subject.native),
            issuer=_name(certificate.issuer.native),
            at=at,
            is_intact=is_unchanged and is_valid,
            covers_all=signature.coverage == SignatureCoverageLevel.ENTIRE_FILE,
        )
    except _UNREADABLE:
        return SignatureSeen("", "", None, is_intact=False, covers_all=False)


def _name(name: object) -> str:
    """Return the common name of a certificate's subject, else its organisation."""
    parts = name if isinstance(name, dict) else {}
    chosen = parts.get("common_name") or parts.get("organization_name") or ""
    text = " ".join(chosen) if isinstance(chosen, list) else str(chosen)
    return "".join(letter for letter in clean(text) if letter.isprintable())[:200]
