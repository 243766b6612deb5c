"""A token in software (SoftHSM2): the same PKCS#11 as the province's USB tokens, with a key made for the test."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from app.ports import Token

DRIVERS = (
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib64/softhsm/libsofthsm2.so",
    "/usr/lib64/libsofthsm2.so",
    "/opt/homebrew/lib/softhsm/libsofthsm2.so",
)
PIN = "246810"
OWNER = "Trung tâm Phục vụ hành chính công xã Sin Suối Hồ"
FROM, UNTIL = datetime(2026, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class SoftToken:
    """One token in its folder; ``token`` is what the program is told."""

    driver: str
    folder: Path

    @property
    def token(self) -> Token:
        return Token(self.driver, "UBND")

    def add(
        self, name: str, *, since: datetime = FROM, until: datetime = UNTIL, kind: str = "rsa", id: int = 1
    ) -> None:
        """Put a key and its certificate on the token."""
        key = rsa.generate_private_key(65537, 2048) if kind == "rsa" else ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "CA thử nghiệm")])
        made = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key.public_key())
        made = made.serial_number(id).not_valid_before(since).not_valid_after(until)
        certificate = made.sign(key, hashes.SHA256())
        pem = self.folder / "key.pem"
        pem.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        _util("--import", str(pem), "--token", "UBND", "--label", f"nhãn {id}", "--id", f"{id:02d}", "--pin", PIN)
        pem.unlink()
        self._put(certificate.public_bytes(serialization.Encoding.DER), f"nhãn {id}", id)

    def _put(self, der: bytes, label: str, id: int) -> None:
        import pkcs11
        from asn1crypto import x509 as asn1
        from pkcs11 import Attribute, CertificateType, ObjectClass

        driver = pkcs11.lib(self.driver)
        found = [slot.get_token() for slot in driver.get_slots(token_present=True)]
        (token,) = [one for one in found if one.label.strip() == "UBND"]
        with token.open(rw=True, user_pin=PIN) as session:
            session.create_object(
                {
                    Attribute.CLASS: ObjectClass.CERTIFICATE,
                    Attribute.CERTIFICATE_TYPE: CertificateType.X_509,
                    Attribute.TOKEN: True,
                    Attribute.ID: bytes([id]),
                    Attribute.LABEL: label,
                    Attribute.VALUE: der,
                    Attribute.SUBJECT: asn1.Certificate.load(der).subject.dump(),
                }
            )

    def pull(self) -> None:
        """Pull the token out: its folder is gone."""
        shutil.rmtree(self.folder / "tokens")
        (self.folder / "tokens").mkdir()


@contextmanager
def plugged_in(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SoftToken]:
    """Give a fresh token «UBND» in a reader; the driver forgets it afterwards."""
    driver = next((path for path in DRIVERS if Path(path).is_file()), None)
    if driver is None or shutil.which("softhsm2-util") is None:
        pytest.skip("SoftHSM2 is not installed")
    import pkcs11

    (folder / "tokens").mkdir(parents=True)
    (folder / "softhsm2.conf").write_text(
        f"directories.tokendir = {folder / 'tokens'}\nobjectstore.backend = file\nlog.level = ERROR\n"
    )
    monkeypatch.setenv("SOFTHSM2_CONF", str(folder / "softhsm2.conf"))
    _util("--init-token", "--free", "--label", "UBND", "--so-pin", "12345678", "--pin", PIN)
    library = pkcs11.lib(driver)
    library.reinitialize()  # the driver reads its configuration once: this test has its own
    try:
        yield SoftToken(driver, folder)
    finally:
        library.finalize()


def _util(*words: str) -> None:
    subprocess.run(["softhsm2-util", *words], check=True, capture_output=True)
