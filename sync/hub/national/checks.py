"""What the portal would refuse, said before it is sent: a sentence for every field that is empty or odd."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.i18n import N_, _
from sync.hub.national.dossier_message import Row

_MOMENT = re.compile(r"[0-9]{14}", re.ASCII)
_PROCEDURE = re.compile(r"[1-6]\.[0-9]{6}(\.[0-9A-Z]+)*", re.ASCII)
_TWELVE = re.compile(r"[0-9]{12}", re.ASCII)
_NEEDED = (
    "MaHoSo", "MaTTHC", "TenTTHC", "MaLinhVuc", "TenLinhVuc", "KenhThucHien", "ChuHoSo", "LoaiDoiTuong",
    "TrichYeuHoSo", "NgayTiepNhan", "NgayHenTra", "TrangThaiHoSo", "DonViXuLy", "NoiNopHoSo",
)  # fmt: skip
_MOMENTS = ("NgayNopHoSo", "NgayTiepNhan", "NgayHenTra", "NgayTra", "NgayKetThucXuLy", "NgayTuChoi")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a message. stops: the portal would refuse it; else it is only worth knowing."""

    code: str
    field: str
    problem: str
    stops: bool = True

    def sentence(self) -> str:
        """Return it in words."""
        return _("{code}, {field}: {problem}").format(code=self.code, field=self.field, problem=_(self.problem))


def check_dossier(row: Row, *, unconfirmed: Sequence[str] = ()) -> tuple[Problem, ...]:
    """Return what is wrong with one element of ``DongBoHoSoMC``. unconfirmed: tables nobody compared."""
    return tuple(_of_dossier(row, unconfirmed))


def check_progress(rows: Sequence[Row]) -> tuple[Problem, ...]:
    """Return what is wrong with the rows of ``CapNhatTienDoHoSoMC`` of one dossier."""
    found: list[Problem] = []
    last = ""
    for place, row in enumerate(rows, start=1):
        at, code = str(row["ThoiDiemXuLy"]), str(row["MaHoSo"])
        found += _empty(row, ("NguoiXuLy", "NoiDungXuLy", "TrangThai"), f"ThoiDiemXuLy[{place}]")
        if not _MOMENT.fullmatch(at):
            found.append(Problem(code, f"ThoiDiemXuLy[{place}]", N_("no time as yyyyMMddHHmmss")))
        elif at < last:
            words = N_("earlier than the step before; typed in later")
            found.append(Problem(code, f"ThoiDiemXuLy[{place}]", words, stops=False))
        last = max(last, at)
    return tuple(found)


def _of_dossier(row: Row, unconfirmed: Sequence[str]) -> Iterator[Problem]:
    code = str(row["MaHoSo"])
    yield from _empty(row, _NEEDED, "")
    for field in _MOMENTS:
        if row[field] and not _MOMENT.fullmatch(str(row[field])):
            yield Problem(code, field, N_("no time as yyyyMMddHHmmss"))
    if row["MaTTHC"] and not _PROCEDURE.fullmatch(str(row["MaTTHC"])):
        yield Problem(code, "MaTTHC", N_("no code of a national procedure"))
    yield from _of_states(row, code)
    yield from _of_lists(row, code)
    for table in unconfirmed:
        if row.get(table):
            yield Problem(code, table, N_("its code table was not compared with an official list"), stops=False)


def _empty(row: Mapping[str, object], fields: Sequence[str], instead: str) -> Iterator[Problem]:
    for field in fields:
        if not str(row[field]).strip():
            words = N_("the code table has no code for it") if field.startswith("MaLinh") else N_("must not be empty")
            yield Problem(str(row["MaHoSo"]), instead or field, words)


def _of_states(row: Row, code: str) -> Iterator[Problem]:
    state = str(row["TrangThaiHoSo"])
    if state == "10" and not row["NgayTra"]:
        yield Problem(code, "NgayTra", N_("a returned result needs its day"))
    if state in ("9", "10") and not row["NgayKetThucXuLy"]:
        yield Problem(code, "NgayKetThucXuLy", N_("a solved dossier needs its day"))
    if str(row["NgayHenTra"]) < str(row["NgayTiepNhan"]):
        yield Problem(code, "NgayHenTra", N_("before the day it came in"))


def _of_lists(row: Row, code: str) -> Iterator[Problem]:
    identities, fees = row["DinhDanhCHS"], row["DanhSachLePhi"]
    if not identities:
        yield Problem(code, "DinhDanhCHS", N_("the citizen has no number; the portal may ask for one"), stops=False)
    for place, one in enumerate(_rows(identities), start=1):
        if one["LoaiDinhDanh"] == "1" and not _TWELVE.fullmatch(str(one["SoDinhDanh"])):
            yield Problem(code, f"DinhDanhCHS[{place}].SoDinhDanh", N_("a citizen number has twelve digits"))
    for place, one in enumerate(_rows(fees), start=1):
        if one["Gia"] == "":
            yield Problem(code, f"DanhSachLePhi[{place}].Gia", N_("the price is not known yet"), stops=False)


def _rows(value: object) -> Sequence[Row]:
    return value if isinstance(value, list) else ()
