"""Dossiers as they come to the printer: invented people, real procedures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

from app.domain.citizen import Applicant, Representative
from app.domain.deadline import Due, Reason, TimeLimit
from app.domain.dossier import Custodian, Dossier, Payment
from app.domain.facts import ProcedureRef, PromisedLimit, ReceivedPaper
from app.domain.money import Fee
from app.domain.states import State
from app.ports import Letterhead

HERE = timezone(timedelta(hours=7))
STATION = bytes(16)

HEAD = Letterhead(
    superior=("ỦY BAN NHÂN DÂN", "XÃ SIN SUỐI HỒ"),
    agency=("TRUNG TÂM PHỤC VỤ", "HÀNH CHÍNH CÔNG"),
    place="Sin Suối Hồ",
    symbol="TTPVHCC",
    phone="0213 000 000",
)

LONG_PROCEDURE = (
    "Giao đất ở có thu tiền sử dụng đất không thông qua đấu giá, không đấu thầu lựa chọn nhà đầu tư thực hiện dự án có "
    "sử dụng đất đối với cá nhân là cán bộ, công chức, viên chức, sĩ quan tại ngũ, quân nhân chuyên nghiệp, công chức "
    "quốc phòng, công nhân và viên chức quốc phòng, sĩ quan, hạ sĩ quan, công nhân công an, người làm công tác cơ yếu "
    "và người làm công tác khác trong tổ chức cơ yếu hưởng lương từ ngân sách nhà nước mà chưa được giao đất ở, nhà ở; "
    "giáo viên, nhân viên y tế đang công tác tại các xã biên giới, hải đảo thuộc vùng có điều kiện kinh "
    "tế - xã hội khó "
    "khăn, vùng có điều kiện kinh tế - xã hội đặc biệt khó khăn nhưng chưa có đất ở, nhà ở tại nơi công tác hoặc chưa "
    "được hưởng chính sách hỗ trợ về nhà ở theo quy định của pháp luật về nhà ở; cá nhân thường trú tại xã mà không có "
    "đất ở và chưa được Nhà nước giao đất ở hoặc chưa được hưởng chính sách hỗ trợ về nhà ở theo quy "
    "định của pháp luật "
    "về nhà ở"
)
LONG_ORGANISATION = "Hợp tác xã Dịch vụ nông nghiệp và Du lịch cộng đồng Bản Sin Suối Hồ - Nậm Xe - Thèn Sin"
LONG_ADDRESS = (
    "Nhà số 7, ngõ 12, nhóm hộ Sì Lở Lầu, bản Tả Phìn Hồ Thầu 2 (cụm Nậm Cuổi cũ), gần điểm trường tiểu "
    "học Sin Suối Hồ, "
    "xã Sin Suối Hồ, tỉnh Lai Châu"
)

A_COPY = Dossier(
    id=bytes(16),
    code="H35.12-261123-1031",
    state=State.ACCEPTED,
    procedure=ProcedureRef(
        id="tthc-2-000815",
        code="2.000815",
        name="Thủ tục chứng thực bản sao từ bản chính giấy tờ, văn bản do cơ quan, tổ chức có thẩm quyền của Việt Nam; "
        "cơ quan, tổ chức có thẩm quyền của nước ngoài; cơ quan, tổ chức có thẩm quyền của Việt Nam liên kết "
        "với cơ quan, "
        "tổ chức có thẩm quyền của nước ngoài cấp hoặc chứng nhận",
        field="Chứng thực",
        version="2025-07-01",
    ),
    applicant=Applicant(
        kind="person",
        name="Tẩn Lở Mẩy",
        id_kind="cccd",
        id_number="012190000321",
        birth_date="1990-03-04",
        address="Bản Lao Chải, xã Sin Suối Hồ, tỉnh Lai Châu",
        phone="0987000321",
    ),
    received_at=datetime(2026, 11, 23, 15, 20, tzinfo=HERE),
    due=Due(
        at=datetime(2026, 11, 25, 17, 30, tzinfo=HERE),
        because=(
            Reason("after_cutoff", days=(date(2026, 11, 25),), what="15:00"),
            Reason("skipped", days=(date(2026, 11, 24),), what="lễ"),
        ),
        counted_days=(date(2026, 11, 25),),
    ),
    original_due_at=datetime(2026, 11, 25, 17, 30, tzinfo=HERE),
    limit=PromisedLimit(TimeLimit("same_day", 0)),
    commune="03478",
    officer_name="Giàng A Dơ",
    form_version="TT03-2025-draft",
    book="01/2026",
    entry=1031,
    custodian=Custodian(STATION, "Giàng A Dơ"),
    last_at=datetime(2026, 11, 23, 15, 20, tzinfo=HERE),
    papers=(
        ReceivedPaper(0, "Bản chính giấy tờ, văn bản", original=1, note="học bạ trung học phổ thông, 5 trang"),
        ReceivedPaper(1, "Bản sao cần chứng thực", copy=3),
    ),
    fees=(Fee("Phí chứng thực bản sao từ bản chính", "phi", 21_000, "page", 15, "known"),),
    payments=(Payment(datetime(2026, 11, 23, 15, 22, tzinfo=HERE), "1-0007", 21_000, "cash"),),
)
"""The slip of the design picture: certified copies asked for at 15:20 before a holiday."""


def with_procedure(name: str) -> Dossier:
    return replace(A_COPY, procedure=replace(A_COPY.procedure, name=name))


def with_papers(count: int) -> Dossier:
    names = (
        "Tờ khai đăng ký khai sinh theo mẫu",
        "Giấy chứng sinh; trường hợp không có Giấy chứng sinh thì nộp văn bản của người làm chứng xác nhận "
        "về việc sinh",
        "Sổ hộ khẩu cũ",
    )
    papers = tuple(
        ReceivedPaper(place, names[place % 3], original=1 + place % 2, copy=place % 3) for place in range(count)
    )
    return replace(A_COPY, papers=papers)


A_MARRIED_DAUGHTER = Representative(name="Phàn Tả Mẩy", relation="con gái", phone="0356000789")
CANNOT_READ = replace(A_COPY, priority=("elderly", "cannot_read"))
BY_REPRESENTATIVE = replace(A_COPY, representative=A_MARRIED_DAUGHTER)
AN_ORGANISATION = replace(
    A_COPY,
    applicant=Applicant(kind="organisation", name=LONG_ORGANISATION, address=LONG_ADDRESS, email="htx@example.vn"),
    representative=Representative(name="Lý Phủ Lùng", relation="giám đốc"),
)
WITH_SHOWN_PAPERS = replace(
    A_COPY,
    papers=(
        ReceivedPaper(0, "Tờ khai theo mẫu", original=1),
        ReceivedPaper(1, "Giấy chứng nhận kết hôn của cha, mẹ", original=1, copy=2),
        ReceivedPaper(2, "Căn cước công dân hoặc thẻ căn cước", original=1, shown_only=True),
        ReceivedPaper(3, "Giấy tờ chứng minh nơi cư trú", waived_because="đã tra cứu"),
    ),
)
UNKNOWN_FEE = replace(
    A_COPY,
    fees=(
        Fee("Lệ phí đăng ký khai sinh", "le_phi", None, "dossier", 1, "unknown"),
        Fee("Phí cấp bản sao Giấy khai sinh", "phi", 16_000, "copy", 2, "known"),
    ),
    payments=(),
)
LATE_ENTRY = replace(
    A_COPY,
    late_entry=True,
    paper_number="0037/2026",
    entered_at=datetime(2026, 11, 25, 8, 5, tzinfo=HERE),
)
EVERYTHING_LONG = replace(
    with_papers(20),
    procedure=replace(A_COPY.procedure, name=LONG_PROCEDURE),
    applicant=AN_ORGANISATION.applicant,
    representative=AN_ORGANISATION.representative,
    priority=("cannot_read",),
    fees=UNKNOWN_FEE.fees,
    payments=(),
    late_entry=True,
    paper_number="0037/2026",
    entered_at=LATE_ENTRY.entered_at,
)
