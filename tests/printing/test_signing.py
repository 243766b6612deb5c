"""A token signs; the signature holds, is seen, and says when something was changed after it."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pypdf import PdfReader

from app.clock import ZONE
from app.domain.errors import MissingGlyphs, NoSigningKey, NoToken, PinLocked, PinWrong, Refusal, TokenGone
from app.ports import Token
from printing.scanning import PdfScans
from printing.signing import TokenSigning
from tests.printing import papers
from tests.printing.token import OWNER, PIN, SoftToken, plugged_in

AT = datetime(2026, 11, 23, 8, 15, 7, tzinfo=ZONE)
AGENCY = "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG XÃ SIN SUỐI HỒ"
SIGNED = b"\n% one more line, as a program would write it\n"


@pytest.fixture
def soft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SoftToken]:
    with plugged_in(tmp_path / "hsm", monkeypatch) as token:
        yield token


def sign(soft: SoftToken, pdf: bytes, *, pin: str = PIN, token: Token | None = None, agency: str = AGENCY) -> bytes:
    return TokenSigning().sign(pdf, token or soft.token, pin=pin, agency=agency, at=AT)


@pytest.mark.parametrize("kind", ["rsa", "ec"])
def test_a_signed_scan_says_who_and_when_and_that_it_is_unchanged(soft: SoftToken, kind: str) -> None:
    soft.add(OWNER, kind=kind)
    pdf = papers.scan(pages=3)
    signed = sign(soft, pdf)
    assert signed.startswith(pdf), "what was there stays byte for byte"
    (seen,) = PdfScans().read(signed, grey=False).signatures
    assert (seen.signer, seen.issuer, seen.at) == (OWNER, "CA thử nghiệm", AT)
    assert seen.is_intact and seen.covers_all
    assert b"ETSI.CAdES.detached" in signed, "PAdES"


def test_poppler_finds_the_same_signature_valid(soft: SoftToken, tmp_path: Path) -> None:
    soft.add(OWNER)
    (tmp_path / "signed.pdf").write_bytes(sign(soft, papers.scan()))
    said = subprocess.run(
        ["pdfsig", "-nocert", str(tmp_path / "signed.pdf")], capture_output=True, text=True, env={"HOME": str(tmp_path)}
    ).stdout
    assert "Signature is Valid" in said
    assert "Total document signed" in said
    assert "ETSI.CAdES.detached" in said


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_agency_and_time_stand_at_the_top_right_as_the_page_is_looked_at(
    soft: SoftToken, tmp_path: Path, turned: int
) -> None:
    soft.add(OWNER)
    file = tmp_path / "signed.pdf"
    file.write_bytes(sign(soft, papers.scan(pages=2, turned=turned)))
    boxes = subprocess.run(["pdftotext", "-bbox", str(file), "-"], capture_output=True, text=True, check=True).stdout
    words = boxes.partition("</page>")[0]
    time = next(line for line in words.splitlines() if ">08:15:07+07:00<" in line)
    assert ">23-11-2026<" in words and ">HỒ<" in words
    place = dict(part.split("=") for part in time.replace('"', "").split(">")[0].split() if "=" in part)
    assert float(place["xMax"]) > 595 - 40
    assert float(place["yMax"]) < 80
    assert float(place["xMax"]) - float(place["xMin"]) > float(place["yMax"]) - float(place["yMin"]), "upright"
    assert "23-11-2026" not in boxes.partition("</page>")[2], "only on the first page"


def test_a_second_signature_leaves_the_first_whole(soft: SoftToken) -> None:
    soft.add(OWNER)
    twice = sign(soft, sign(soft, papers.scan()), agency="ỦY BAN NHÂN DÂN XÃ SIN SUỐI HỒ")
    first, second = PdfScans().signatures(twice)
    assert first.is_intact and not first.covers_all
    assert second.is_intact and second.covers_all


def test_a_change_after_signing_is_seen(soft: SoftToken) -> None:
    soft.add(OWNER)
    signed = sign(soft, papers.scan("TO KHAI"))
    inside = signed.replace(b"/Rotate 0", b"/Rotate 90", 1)
    assert inside != signed
    assert not PdfScans().signatures(inside)[0].is_intact
    (added,) = PdfScans().signatures(signed + SIGNED)
    assert not added.covers_all


@pytest.mark.parametrize("times", [1, 2])
def test_a_wrong_pin_signs_nothing_and_is_nowhere_in_what_is_said(soft: SoftToken, times: int) -> None:
    soft.add(OWNER)
    for _again in range(times):
        with pytest.raises(PinWrong) as refused:
            sign(soft, papers.scan(), pin="999999")
        assert "999999" not in str(refused.value) + repr(refused.value.details)
    assert PdfScans().signatures(sign(soft, papers.scan()))


def test_no_token_another_label_no_driver_are_told_apart_from_a_wrong_pin(soft: SoftToken, tmp_path: Path) -> None:
    soft.add(OWNER)
    (tmp_path / "driver.so").write_bytes(b"no driver")
    for token in (
        Token(soft.driver, "VĂN THƯ"),
        Token("/no/such/driver.so", "UBND"),
        Token(str(tmp_path / "driver.so"), "UBND"),
        Token(str(tmp_path), "UBND"),
    ):
        with pytest.raises(NoToken):
            sign(soft, papers.scan(), token=token)


def test_a_token_without_a_usable_certificate_says_which_way(soft: SoftToken) -> None:
    with pytest.raises(NoSigningKey) as bare:
        sign(soft, papers.scan())
    soft.add(OWNER, since=datetime(2020, 1, 1, tzinfo=UTC), until=datetime(2022, 1, 1, tzinfo=UTC))
    with pytest.raises(NoSigningKey) as old:
        sign(soft, papers.scan())
    soft.add(OWNER, id=2)
    soft.add("Lò Văn Pản", id=3)
    with pytest.raises(NoSigningKey) as several:
        sign(soft, papers.scan())
    reasons = [str(one.value.details["reason"]) for one in (bare, old, several)]
    assert ["no certificate" in reasons[0], "not valid" in reasons[1], "several" in reasons[2]] == [True] * 3
    chosen = sign(soft, papers.scan(), token=Token(soft.driver, "UBND", "nhãn 3"))
    assert PdfScans().signatures(chosen)[0].signer == "Lò Văn Pản"


def test_a_token_pulled_out_while_it_signs_is_told_and_signs_again_later(
    soft: SoftToken, monkeypatch: pytest.MonkeyPatch
) -> None:
    soft.add(OWNER)
    from printing import signing

    real = signing._certificate

    def pulled(*given: object) -> object:
        found = real(*given)  # type: ignore[arg-type]
        soft.pull()
        return found

    monkeypatch.setattr(signing, "_certificate", pulled)
    with pytest.raises((TokenGone, NoToken)):
        sign(soft, papers.scan())


def test_a_pdf_that_cannot_bear_a_signature_and_an_agency_without_letters_are_refused(soft: SoftToken) -> None:
    soft.add(OWNER)
    for broken in (b"%PDF-1.4\n%%EOF", papers.scan()[:300]):
        with pytest.raises(Refusal):
            sign(soft, broken)
    with pytest.raises(MissingGlyphs):
        sign(soft, papers.scan(), agency="中心")


def test_a_page_that_is_seen_in_part_gets_its_stamp_in_that_part(soft: SoftToken) -> None:
    from pypdf import PdfWriter
    from pypdf.generic import RectangleObject

    soft.add(OWNER)
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(papers.scan())))
    writer.pages[0].cropbox = RectangleObject((50, 100, 400, 600))
    out = io.BytesIO()
    writer.write(out)
    page = PdfReader(io.BytesIO(sign(soft, out.getvalue()))).pages[0]
    left, low, right, high = (float(edge) for edge in page["/Annots"][0].get_object()["/Rect"])  # type: ignore[index]
    assert 50 <= left < right <= 400 and 100 <= low < high <= 600


def test_a_locked_token_is_told_as_locked() -> None:
    from pkcs11 import exceptions as said

    from printing.signing import _worded

    for word, ours in ((said.PinLocked, PinLocked), (said.DeviceRemoved, TokenGone), (said.PinIncorrect, PinWrong)):
        with pytest.raises(ours), _worded():  # SoftHSM2 never locks: only the driver's word is tried
            raise word
