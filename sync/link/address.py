"""Where the other end is and how it is reached: address, proxy, the certificate that must stand there."""

from __future__ import annotations

import hashlib
import hmac
import re
import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.errors import BadInput, CannotRead, CertificateNotPinned
from app.i18n import N_

if TYPE_CHECKING:
    import httpx

_ADDRESS = re.compile(r"https?://([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?/?")
CONNECT_S, READ_S = 20.0, 60.0


@dataclass(frozen=True, slots=True)
class Address:
    """An end of the link.

    url: ``https://host:port`` or ``http://…`` (everything carried is sealed and signed by itself).
    proxy: empty takes what the environment says (HTTPS_PROXY), ``none`` goes straight.
    certificate: SHA-256 of the certificate as hex, or the file of the province's CA; empty trusts the system's.
    """

    url: str
    proxy: str = ""
    certificate: str = ""

    def checked(self) -> Address:
        """Return itself, an address without scheme as ``http://``. Raises BadInput."""
        url = self.url.strip()
        url = url if "://" in url else f"http://{url}"
        if not _ADDRESS.fullmatch(url):
            raise BadInput(field="address", problem=N_("must be an address such as https://dongbo.laichau.gov.vn"))
        return Address(url.rstrip("/"), self.proxy.strip(), self.certificate.strip())

    def with_certificate(self) -> Address:
        """Return itself where its certificate is one, or none is named; may read a file. Raises BadInput."""
        certificate = self.certificate.strip()
        try:
            if certificate and not _is_pin(certificate):
                _trusting(Path(certificate))
        except (CannotRead, ValueError) as failed:  # a name with a zero byte is no file's
            problem = N_("must be the 64 letters and digits of a fingerprint, or a certificate file that can be read")
            raise BadInput(field="certificate", problem=problem) from failed
        return self

    def open(self) -> httpx.Client:
        """Return a client with one connection. Raises CannotRead for a CA file that is not there, BadInput."""
        import httpx  # takes a moment to load; an address alone is checked without it

        asked = self.checked()
        try:
            return httpx.Client(
                base_url=asked.url,
                proxy=None if asked.proxy in ("", "none") else asked.proxy,
                trust_env=not asked.proxy,
                verify=_context(asked.certificate) if asked.url.startswith("https:") else True,
                timeout=httpx.Timeout(READ_S, connect=CONNECT_S),
                limits=httpx.Limits(max_connections=1, keepalive_expiry=READ_S),
                headers={"User-Agent": "motcua", "Accept": "*/*", "Accept-Encoding": "identity"},
            )
        except (ValueError, httpx.InvalidURL) as error:
            raise BadInput(field="proxy", problem=N_("must be an address such as http://10.0.0.1:3128")) from error


def _context(certificate: str) -> ssl.SSLContext:
    if not certificate:
        return ssl.create_default_context()
    if not _is_pin(certificate):
        return _trusting(Path(certificate))
    pin = _pin(certificate)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE  # the very certificate is asked for, whoever signed it

    class Pinned(ssl.SSLSocket):
        """Refuses any other certificate before a byte of ours leaves."""

        def do_handshake(self, block: bool = False) -> None:
            super().do_handshake(block)
            shown = hashlib.sha256(self.getpeercert(binary_form=True) or b"").hexdigest()
            if not hmac.compare_digest(shown, pin):
                self.close()
                raise CertificateNotPinned

    context.sslsocket_class = Pinned
    return context


def _pin(certificate: str) -> str:
    return certificate.replace(":", "").lower()


def _is_pin(certificate: str) -> bool:
    pin = _pin(certificate)
    return len(pin) == 64 and set(pin) <= set("0123456789abcdef")


def _trusting(ca_file: Path) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=str(ca_file))
    except (OSError, ssl.SSLError) as failed:
        raise CannotRead(place=ca_file.name) from failed
