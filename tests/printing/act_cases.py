"""Dossiers on which something happened that is answered with a paper, ordinary ones and the longest."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from app.domain.citizen import Applicant, Assistance, Representative, Witness
from app.domain.deadline import Due
from app.domain.dossier import Dossier, Ending, Handing
from app.domain.events import DossierCompleted, DossierHandedOver
from app.domain.facts import ReceivedPaper
from app.domain.guidance_events import GuidanceGiven
from app.domain.life_events import DossierExtended, PapersRequested, WantedPaper
from app.domain.states import State
from printing.wordings import FORMS
from tests.printing import cases

ACT_FORMS: tuple[FORMS, ...] = ("supplement", "refusal", "apology", "stop", "control", "handover", "return")
LONG_NAME = "Nguyễn Phước Bảo Quỳnh Hoàng Thị Ngọc Ánh Nguyệt Trường Giang Đoàn Lý Phủ Tả Mẩy"
_SENTENCE = (
    "Tờ khai ghi họ, chữ đệm, tên của người mẹ khác với giấy tờ tùy thân xuất trình; đề nghị người yêu cầu "
    "ghi lại cho đúng. "
)
LONG_REASON = (_SENTENCE * 20)[:1999] + "."
assert len(LONG_NAME) >= 80
assert len(LONG_REASON) == 2000


def at(day: int, hour: int = 9, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=cases.HERE)


A_BIRTH = replace(
    cases.A_COPY,
    code="H35.12-261116-1007",
    procedure=replace(cases.A_COPY.procedure, code="1.001193", name="Thủ tục đăng ký khai sinh", field="Hộ tịch"),
    received_at=at(16, 8, 15),
    due=Due(at=at(18, 17, 30), because=(), counted_days=()),
    original_due_at=at(18, 17, 30),
    entry=1007,
    fees=(),
    payments=(),
    papers=(
        ReceivedPaper(0, "Tờ khai đăng ký khai sinh theo mẫu", original=1),
        ReceivedPaper(1, "Giấy chứng sinh", original=1),
        ReceivedPaper(2, "Giấy chứng nhận kết hôn của cha, mẹ", waived_because="đã có trong CSDL hộ tịch điện tử"),
    ),
)
REQUEST = PapersRequested(
    at=at(17, 9, 5),
    number="1-0003",
    wanted=(
        WantedPaper("Giấy chứng sinh", 1, original=1, note="bản đã nộp mờ, không đọc được ngày sinh"),
        WantedPaper("Văn bản ủy quyền có chứng thực", original=1, copy=1),
        WantedPaper("Tờ khai đăng ký khai sinh: ghi lại quê quán của người con"),
    ),
    reason="Giấy chứng sinh bị mờ; người nộp hồ sơ không phải là cha, mẹ của trẻ.",
    by="Vàng Thị Hoa",
    phone="0213 888 001",
)
_HANDINGS = (
    Handing(at(16, 8, 40), "Giàng A Dơ", "Vàng Thị Hoa", taken_at=at(16, 9, 0), taken_by="Vàng Thị Hoa"),
    Handing(at(17, 14, 0), "Vàng Thị Hoa", "Ủy ban nhân dân xã", kind="division", note="trình ký"),
)
AWAITING = replace(A_BIRTH, state=State.AWAITING_PAPERS, requests=(REQUEST,))
REFUSAL = Ending(
    kind="refused",
    at=at(18, 10, 20),
    reason="Trẻ đã được đăng ký khai sinh tại Ủy ban nhân dân xã Phong Thổ ngày 02 tháng 6 năm 2020.",
    number="1-0001",
    legal_basis="khoản 2 Điều 5 Luật Hộ tịch số 60/2014/QH13",
    signer="Lò Văn Sơn",
)
REFUSED = replace(A_BIRTH, state=State.COMPLETED, ending=REFUSAL)
EXTENSION = DossierExtended(
    at=at(19, 8, 0),
    due=Due(at=at(23, 17, 30), because=(), counted_days=()),
    reason="Chưa nhận được kết quả xác minh nơi cư trú của người mẹ.",
    number="1-0002",
    signer="Lò Văn Sơn",
)
EXTENDED = replace(A_BIRTH, state=State.PROCESSING, due=EXTENSION.due, extension=EXTENSION)
STOP = Ending(
    kind="stopped",
    at=at(18, 10, 20),
    reason="Người yêu cầu đăng ký khai sinh tại nơi thường trú của người cha.",
    number="1-0001",
    request="đơn đề nghị ngày 18/11/2026",
    signer="Lò Văn Sơn",
)
STOPPED = replace(A_BIRTH, state=State.STOPPED, ending=STOP)
HANDED = replace(A_BIRTH, state=State.PROCESSING, handings=_HANDINGS, step="thẩm định", step_until=at(18, 11, 0))
LOST = DossierHandedOver(
    at=at(18, 14, 5),
    receiver_name="Tẩn Lở Mẩy",
    receiver_id="012190000654",
    signature="fingerprint",
    read_aloud=True,
    lost_slip=True,
    identity_document="Thẻ căn cước số 012190000654",
    by="Vàng Thị Hoa",
)
WITHOUT_SLIP = replace(
    A_BIRTH, state=State.RETURNED, result=DossierCompleted(at=at(18, 10, 0), number="12/KS"), returned=LOST
)
CORRECTED = replace(A_BIRTH, replaces_print=at(17, 9, 0))
_HELP = Assistance(
    writer="Giàng A Dơ",
    interpreter="Sùng Thị Máy",
    language="Mông",
    witnesses=(Witness("Tẩn Lở Mẩy", "012190000321"), Witness("Phàn Tả Mẩy")),
    fingerprint=True,
)
HELPED = replace(A_BIRTH, assistance=_HELP)

_LONG_PEOPLE = replace(
    A_BIRTH,
    procedure=replace(A_BIRTH.procedure, name=cases.LONG_PROCEDURE),
    applicant=Applicant(
        kind="person",
        name=LONG_NAME,
        address=cases.LONG_ADDRESS,
        phone="0987000321",
        email="mot.dia.chi.thu.dien.tu.rat.dai@hop-thu-cua-ban.example.vn",
    ),
    representative=Representative(name=LONG_NAME, relation="con gái", phone="0356000789"),
    officer_name=LONG_NAME,
    competent_agency="Phòng Nông nghiệp và Môi trường thuộc Ủy ban nhân dân xã Sin Suối Hồ",
    summary="thửa đất số 12, tờ bản đồ 34, bản Lao Chải",
    papers=(
        *cases.with_papers(20).papers,
        ReceivedPaper(20, "Giấy tờ chứng minh nơi cư trú", waived_because="đã tra cứu trong CSDL quốc gia về dân cư"),
    ),
)
EVERYTHING_LONG = replace(
    _LONG_PEOPLE,
    requests=(
        replace(
            REQUEST,
            wanted=tuple(
                WantedPaper(one.name, one.component, one.original, one.copy, ("ghi chú " * (place % 4)).strip() or None)
                for place, one in enumerate(cases.with_papers(20).papers)
            ),
            reason=LONG_REASON,
            by=LONG_NAME,
        ),
    ),
    handings=tuple(
        Handing(at(16 + n, 8, 0), LONG_NAME, LONG_NAME, note="chuyển tiếp để thẩm định", taken_at=at(16 + n, 9, 0))
        for n in range(8)
    ),
    extension=replace(EXTENSION, reason=LONG_REASON, signer=LONG_NAME),
    assistance=replace(_HELP, writer=LONG_NAME, interpreter=LONG_NAME, witnesses=(Witness(LONG_NAME),) * 2),
)
LONG_REFUSAL = replace(
    EVERYTHING_LONG, ending=replace(REFUSAL, reason=LONG_REASON, legal_basis=LONG_REASON[:400], signer=LONG_NAME)
)
LONG_STOP = replace(
    EVERYTHING_LONG,
    ending=replace(STOP, reason=LONG_REASON, request=LONG_REASON[:300], refund=LONG_REASON[:300]),
)

ORDINARY: dict[FORMS, Dossier] = {
    "supplement": AWAITING,
    "refusal": REFUSED,
    "apology": EXTENDED,
    "stop": STOPPED,
    "control": HANDED,
    "handover": HANDED,
    "return": WITHOUT_SLIP,
}
LONG_RETURN = replace(
    EVERYTHING_LONG,
    state=State.RETURNED,
    summary=LONG_REASON,
    returned=replace(LOST, receiver_name=LONG_NAME, identity_document=f"Hộ chiếu số B1234567 của {LONG_NAME}"),
)
LONGEST: dict[FORMS, Dossier] = {
    **dict.fromkeys(ACT_FORMS, EVERYTHING_LONG),
    "return": LONG_RETURN,
    "refusal": LONG_REFUSAL,
    "stop": LONG_STOP,
}

GUIDED = GuidanceGiven(
    at=at(17, 9, 5),
    number="1-0004",
    kind="supplement",
    applicant=A_BIRTH.applicant,
    procedure=A_BIRTH.procedure,
    wanted=REQUEST.wanted,
    reason=REQUEST.reason,
    officer_name="Giàng A Dơ",
)
TURNED_AWAY = replace(
    GUIDED, kind="refusal", number="1-0002", wanted=(), reason=REFUSAL.reason, legal_basis="Điều 5 Luật Hộ tịch"
)
