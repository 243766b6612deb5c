"""``DongBoHoSoMC``: one dossier as the national portal wants it. All values are text; an absent one is empty."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from app.domain.calendar import ZONE
from app.domain.dossier import Dossier
from app.domain.events import DossierReceived, Recorded
from app.domain.facts import OUTSIDE_THE_LIST
from app.domain.life_events import DossierExtended, DueMoved, PapersCompleted, PapersRequested
from app.domain.money import Fee
from app.domain.states import State
from sync.hub.national.codes import NationalCodes

Row = dict[str, object]
_SOLVED = tuple(one.code for one in (State.WITHDRAWN, State.STOPPED, State.COMPLETED, State.RETURNED))


def moment(at: datetime | None) -> str:
    """Return a time as ``yyyyMMddHHmmss`` of Asia/Ho_Chi_Minh, empty for none."""
    return "" if at is None else f"{at.astimezone(ZONE):%Y%m%d%H%M%S}"


def national_code(dossier: Dossier) -> str:
    """Return the code the portal knows the dossier by: its own, where one was noted, else ours."""
    own = [linked.code for linked in dossier.codes if linked.system == "national"]
    return own[-1] if own else dossier.code


def dossier_row(
    dossier: Dossier, story: Sequence[Recorded], codes: NationalCodes, *, state: int, commune: str, desk: str
) -> Row:
    """Return one element of ``data``. state: to be told now; commune, desk: names of the receiving agency.

    A state on the way bears nothing of what came after it: no result and no end before it is solved.
    """
    who, is_solved, is_back = dossier.applicant, state in _SOLVED, state == State.RETURNED.code
    ending = dossier.ending if is_solved else None
    ended = moment(dossier.ended_at) if is_solved else ""
    return {
        "MaHoSo": national_code(dossier),
        "MaTTHC": dossier.procedure.code,
        "TenTTHC": dossier.procedure.name,
        "MaLinhVuc": codes.of("MaLinhVuc", dossier.procedure.field),
        "TenLinhVuc": dossier.procedure.field,
        "KenhThucHien": codes.of("KenhThucHien", dossier.channel),
        "ChuHoSo": who.name,
        "SoGiayToChuHoSo": who.id_number or "",
        "LoaiDoiTuong": codes.of("LoaiDoiTuong", who.kind),
        "MaDoiTuong": "",
        "ThongTinKhac": dossier.representative.name if dossier.representative else "",
        "Email": who.email or "",
        "Fax": "",
        "SoDienThoai": who.phone or "",
        "TrichYeuHoSo": dossier.summary or dossier.procedure.name,
        "NgayNopHoSo": moment(dossier.submitted_at or dossier.received_at),
        "NgayTiepNhan": moment(dossier.received_at),
        "NgayHenTra": moment(dossier.due.at),
        "TrangThaiHoSo": str(state),
        "NgayTra": moment(dossier.returned.at) if dossier.returned and is_back else "",
        "ThongTinTra": _returned_to(dossier) if is_back else "",
        "HinhThuc": codes.of("HinhThuc", dossier.return_place),
        "NgayKetThucXuLy": ended,
        "NgayTuChoi": ended if ending is not None and ending.kind == "refused" else "",
        "DonViXuLy": dossier.competent_agency or commune,
        "GhiChu": ending.reason if ending else "",
        "NoiNopHoSo": desk,
        "HoSoCoThanhPhanSoHoa": _flag(any(scan.removed_at is None for scan in dossier.scans)),
        "TaiKhoanDuocXacThucVoiVNeID": "0",
        "DuocThanhToanTrucTuyen": _flag(
            any(one.method == "transfer" and one.voided is None for one in dossier.payments)
        ),
        "TaiLieuNop": _papers(dossier),
        "DanhSachLePhi": [_fee(fee, dossier, codes) for fee in dossier.fees],
        "DanhSachTepDinhKemKhac": _other_papers(dossier),
        "DanhSachHoSoBoSung": _supplements(story, dossier),
        "DanhSachGiayToKetQua": _results(dossier) if is_solved else [],
        "DinhDanhCHS": _identity(dossier, codes),
        "DSKetNoiCSDL": [],
    }


def _flag(holds: bool) -> str:
    return "1" if holds else "0"


def _returned_to(dossier: Dossier) -> str:
    if dossier.returned is None:
        return ""
    return dossier.returned.receiver_name or dossier.applicant.name


def _papers(dossier: Dossier) -> list[Row]:
    """Return the papers of the procedure's list, each with its newest scan; a waived one was never handed in."""
    scans = {scan.component: scan for scan in dossier.scans if scan.removed_at is None and not scan.is_result}
    rows: list[Row] = []
    for paper in dossier.papers:
        if paper.component == OUTSIDE_THE_LIST or paper.waived_because is not None:
            continue
        scan = scans.get(paper.component)
        rows.append(
            {
                "TepDinhKemId": scan.sha256 if scan else "",
                "TenTepDinhKem": paper.name,
                "IsDeleted": "False",
                "MaThanhPhanHoSo": str(paper.component),
                "DuongDanTaiTepTin": "",
                "DuocSoHoa": _flag(scan is not None),
                "DuocTaiSuDung": "0",
                "DuocLayTuKhoDMQG": "0",
                "MaKetQuaThayThe": "",
            }
        )
    return rows


def _other_papers(dossier: Dossier) -> list[Row]:
    others = (paper for paper in dossier.papers if paper.component == OUTSIDE_THE_LIST)
    return [
        {
            "TenGiayTo": paper.name,
            "SoLuong": str(paper.original + paper.copy),
            "LoaiGiayTo": "1" if paper.original else "2",
        }
        for paper in others
    ]


def _fee(fee: Fee, dossier: Dossier, codes: NationalCodes) -> Row:
    paid = [one.method for one in dossier.payments if one.voided is None]
    return {
        "TenPhiLePhi": fee.name,
        "MaPhiLePhi": "",
        "HinhThucThu": codes.of("HinhThucThu", paid[-1]) if paid else "",
        "Gia": "" if fee.amount is None else str(fee.amount),
        "LoaiPhiLePhi": codes.of("LoaiPhiLePhi", fee.kind),
    }


def _supplements(story: Sequence[Recorded], dossier: Dossier) -> list[Row]:
    """Return each request for papers with what answered it."""
    rows: list[Row] = []
    due: datetime | None = None
    for recorded in story:
        match recorded.event:
            case DossierReceived() | DossierExtended() | DueMoved():
                due = recorded.event.due.at
            case PapersRequested() as asked:
                rows.append(_asked(asked, before=due))
            case PapersCompleted() as came if rows:
                due = came.due.at
                rows[-1] |= {
                    "NguoiTiepNhanBoSung": dossier.officer_name,
                    "ThongTinTiepNhan": "; ".join(paper.name for paper in came.papers),
                    "NgayTiepNhanBoSung": moment(came.at),
                    "TrangThaiBoSung": "1",
                    "NgayHenTraMoi": moment(came.due.at),
                }
    return rows


def _asked(asked: PapersRequested, *, before: datetime | None) -> Row:
    return {
        "HoSoBoSungId": asked.number,
        "NguoiYeuCauBoSung": asked.by,
        "NoiDungBoSung": asked.reason,
        "NgayBoSung": moment(asked.at),
        "NguoiTiepNhanBoSung": "",
        "ThongTinTiepNhan": "",
        "NgayTiepNhanBoSung": "",
        "TrangThaiBoSung": "0",
        "DanhSachGiayToBoSung": [{"TenGiayTo": paper.name} for paper in asked.wanted],
        "DanhSachLePhiBoSung": [],
        "NgayHenTraTruoc": moment(before),
        "NgayHenTraMoi": "",
    }


def _results(dossier: Dossier) -> list[Row]:
    if dossier.result is None:
        return []
    scanned = [scan.sha256 for scan in dossier.scans if scan.is_result and scan.removed_at is None]
    return [
        {
            "TenGiayTo": dossier.procedure.name,
            "MaThanhPhanHoSo": "",
            "GiayToId": scanned[-1] if scanned else "",
            "DuongDanTepTinKetQua": "",
            "MaGiayToKetQua": dossier.result.number or "",
        }
    ]


def _identity(dossier: Dossier, codes: NationalCodes) -> list[Row]:
    who = dossier.applicant
    if not who.id_number:
        return []
    return [{"LoaiDinhDanh": codes.of("LoaiDinhDanh", who.id_kind), "SoDinhDanh": who.id_number}]
