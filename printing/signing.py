"""Signing a PDF with the agency's token (ký số): PAdES-B through PKCS#11, without a network.

NĐ 30/2020/NĐ-CP Annex I: the scan carries the agency's signature; at the top right of the first page stand the
agency's name and the time, ``dd-mm-yyyy hh:mm:ss+07:00``, upright, size 10, black. What was in the file stays
byte for byte: the signature is appended. The PIN goes to the token and nowhere else.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.canon import VIETNAM
from app.domain.errors import (
    NoSigningKey,
    NoToken,
    PinLocked,
    PinWrong,
    ScanRefused,
    SigningNotInstalled,
    TokenGone,
)
from app.i18n import N_
from app.ports import Token

if TYPE_CHECKING:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

_NO_DRIVER = N_("its driver does not load on this computer")
_NONE = N_("no token of this name is in a reader")
_NO_CERTIFICATE = N_("no certificate with its key")
_SEVERAL = N_("several certificates; say which by its label")
_OUT_OF_DATE = N_("its certificate is not valid on this day")
_CANNOT = N_("the PDF is built in a way that cannot be signed; print it and scan the print")
_lock = threading.Lock()
"""PKCS#11 drivers are one to a process, and few of them bear two threads."""


class TokenSigning:
    """See :class:`app.ports.Signing`."""

    def sign(self, pdf: bytes, token: Token, *, pin: str, agency: str, at: datetime) -> bytes:
        """Add the signature and its stamp. Raises as the port says."""
        try:
            import pkcs11  # noqa: F401
            import pyhanko.sign.pkcs11  # noqa: F401
        except ImportError as failed:
            raise SigningNotInstalled(reason=str(failed.name)) from failed
        from printing.typeface import prove

        prove([agency])
        with _lock, _open(token, pin) as session:
            return _signed(pdf, session, token, agency=agency, at=at.astimezone(VIETNAM))


@contextmanager
def _open(token: Token, pin: str) -> Iterator[Any]:
    """Give a session of the token, logged in. Raises NoToken, PinWrong, PinLocked, TokenGone."""
    import pkcs11
    from pkcs11 import exceptions as said

    with _worded():
        try:
            if not Path(token.module).is_file():
                raise NoToken(reason=_NO_DRIVER)
            driver = pkcs11.lib(token.module)
        except (OSError, RuntimeError) as failed:
            raise NoToken(reason=_NO_DRIVER) from failed
        found = None
        for slot in driver.get_slots(token_present=True):
            try:
                here = slot.get_token()
            except (said.TokenNotPresent, said.TokenNotRecognised, said.DeviceRemoved, said.DeviceError):
                continue
            if str(here.label).strip("\0 ") == token.label.strip():
                found = here
        if found is None:
            raise NoToken(reason=_NONE)
        with found.open(user_pin=pin) as session:
            yield session


@contextmanager
def _worded() -> Iterator[None]:
    """Turn what a driver says into our refusals; its own words may quote anything and are dropped."""
    from pkcs11 import exceptions as said

    try:
        yield
    except (said.PinIncorrect, said.PinInvalid, said.PinLenRange) as failed:
        raise PinWrong from failed
    except (said.PinLocked, said.PinExpired, said.UserPinNotInitialized) as failed:
        raise PinLocked from failed
    except (said.NoSuchToken, said.TokenNotPresent, said.TokenNotRecognised, said.SlotIDInvalid) as failed:
        raise NoToken(reason=_NONE) from failed
    except said.PKCS11Error as failed:  # removed, failed, session gone: it cannot be told apart from outside
        raise TokenGone from failed


def _signed(pdf: bytes, session: Any, token: Token, *, agency: str, at: datetime) -> bytes:
    """Append the signature. Raises ScanRefused for a PDF that cannot bear one."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
    from pyhanko.sign.general import SigningError
    from pyhanko.sign.pkcs11 import PKCS11Signer
    from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner

    class _SignerAt(PdfSigner):
        """Signs with the desk's clock, so that stamp and signature say the same second."""

        def init_signing_session(self, *given: Any, **named: Any) -> Any:
            begun = super().init_signing_session(*given, **named)
            begun.system_time = at
            return begun

    certificate, key_id = _certificate(session, token, at)
    # Few tokens hash for elliptic curves themselves; the digest is made here then.
    is_curve = certificate.public_key.algorithm == "ec"
    signer = PKCS11Signer(session, signing_cert=certificate, key_id=key_id, use_raw_mechanism=is_curve)
    try:
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
        style, box = _stamp(writer, agency, at)
        taken = {seen.field_name for seen in writer.prev.embedded_signatures}
        name = next(name for number in range(1, 1000) if (name := f"ChuKySo{number}") not in taken)
        meta = PdfSignatureMetadata(field_name=name, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES)
        field = SigFieldSpec(name, on_page=0, box=box)
        signed = _SignerAt(meta, signer, stamp_style=style, new_field_spec=field).sign_pdf(writer)
    except (PdfError, SigningError) as failed:
        raise ScanRefused(reason=_CANNOT) from failed
    return bytes(signed.getvalue())


def _certificate(session: Any, token: Token, at: datetime) -> tuple[Any, bytes]:
    """Return the certificate to sign with and the id of its key. Raises NoSigningKey."""
    from asn1crypto import x509
    from pkcs11 import Attribute, ObjectClass

    keys = {bytes(key[Attribute.ID]) for key in session.get_objects({Attribute.CLASS: ObjectClass.PRIVATE_KEY})}
    found = [
        (x509.Certificate.load(one[Attribute.VALUE]), bytes(one[Attribute.ID]))
        for one in session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE})
        if bytes(one[Attribute.ID]) in keys and token.certificate in (None, one[Attribute.LABEL])
    ]
    if not found:
        raise NoSigningKey(token=token.label, reason=_NO_CERTIFICATE)
    valid = [(one, key) for one, key in found if one.not_valid_before <= at <= one.not_valid_after]
    if not valid:
        raise NoSigningKey(token=token.label, reason=_OUT_OF_DATE)
    if len(valid) > 1:
        raise NoSigningKey(token=token.label, reason=_SEVERAL)
    return valid[0]


# ── the stamp ────────────────────────────────────────────────────────────────────────────────


def _stamp(writer: IncrementalPdfFileWriter, agency: str, at: datetime) -> tuple[Any, tuple[int, int, int, int]]:
    """Return the stamp's look and its place on the first page, upright for whoever looks at the page."""
    from pyhanko.pdf_utils.content import ImportedPdfPage
    from pyhanko.pdf_utils.layout import AxisAlignment, BoxConstraints, InnerScaling, Margins, SimpleBoxLayoutRule
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.stamp import StaticStampStyle

    from printing import signature_stamp

    class _Drawn(ImportedPdfPage):
        """A page that is in memory: no file with a citizen's paper is ever put beside the desk."""

        def __init__(self, pdf: bytes) -> None:
            super().__init__("")  # type: ignore[no-untyped-call]
            self._pdf = pdf

        def render(self) -> bytes:
            page = self._ensure_writer.import_page_as_xobject(PdfFileReader(io.BytesIO(self._pdf)))
            self.resources.xobject["/Stamp"] = page
            left, low, right, high = (float(edge) for edge in page.get_object()["/BBox"])
            self.box = BoxConstraints(width=round(right - left), height=round(high - low))
            return b"/Stamp Do"

    page = writer.find_page_for_modification(0)[0].get_object()
    lines = signature_stamp.lines_of(agency, at)
    wide, high = signature_stamp.size_of(lines)
    turned = int(_inherited(page, "/Rotate", 0)) % 360
    seen = _inherited(page, "/CropBox", None) or _inherited(page, "/MediaBox", (0, 0, 595, 842))
    place = signature_stamp.corner([float(edge) for edge in seen], wide, high, turned)
    whole = SimpleBoxLayoutRule(
        x_align=AxisAlignment.ALIGN_MIN, y_align=AxisAlignment.ALIGN_MIN, margins=Margins.uniform(0),
        inner_content_scaling=InnerScaling.NO_SCALING,
    )  # fmt: skip
    look = StaticStampStyle(
        background=_Drawn(signature_stamp.drawn(lines, wide, high, turned)), background_layout=whole, border_width=0
    )
    return look, place


def _inherited(page: Any, key: str, otherwise: Any) -> Any:
    """Return an entry of a page, or of the nearest node above that has it."""
    node, depth = page, 0
    while node is not None and depth < 32:
        node = node.get_object()
        if key in node:
            return node[key]
        node, depth = node.get("/Parent"), depth + 1
    return otherwise
