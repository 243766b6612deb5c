"""The peers' work, byte for byte: 10,000 made-up dossiers with five status events each, and 100 changes on top.

The same generator served every peer whose stored figures stand in ``measures_sync``; do not improve it.
"""

import random
import uuid
from datetime import UTC, datetime, timedelta

HO = "Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Giàng Lò Quàng Cà Tòng Lường Vàng Sùng".split()
DEM = "Văn Thị Hữu Đức Minh Ngọc Quang Thanh Xuân Thu Hồng Kim Bá A Seo".split()
TEN = "An Anh Bình Châu Chi Cường Dung Dũng Giang Hà Hải Hạnh Hoa Hùng Hương Khánh Lan Linh Long Mai Nam Nga Phúc Quân Sơn Tâm Thảo Trang Tuấn Vân Yến Pó Dơ Mua".split()
XA = [
    f"xã {a} {b}"
    for a in ("Mường", "Nà", "Pá", "Tả", "Chiềng", "Sín")
    for b in ("Lay", "Khoa", "Hốc", "Phìn", "Sơ", "Chải", "Ảng", "Nhé")
][:38]
THU_TUC = [
    (f"1.{random.Random(i).randrange(1, 999):03d}{i:03d}.000.00.00.H18", t)
    for i, t in enumerate(
        [
            "Đăng ký khai sinh",
            "Đăng ký khai tử",
            "Đăng ký kết hôn",
            "Chứng thực bản sao từ bản chính",
            "Chứng thực chữ ký",
            "Xác nhận tình trạng hôn nhân",
            "Trợ cấp xã hội hằng tháng",
            "Cấp giấy xác nhận hộ nghèo",
            "Đăng ký biến động đất đai",
            "Cấp lại thẻ bảo hiểm y tế",
        ]
        * 12
    )
]
STATES = ["received", "assigned", "processing", "resolved", "returned"]
NOTES = [
    "",
    "",
    "",
    "Thiếu bản sao sổ hộ khẩu",
    "Đã hẹn công dân bổ sung giấy tờ",
    "Chờ ý kiến phòng chuyên môn",
    "Công dân ở bản xa, hẹn trả kết quả tại chợ phiên",
    "Ưu tiên: người cao tuổi",
]


def uuid7(r, ms):
    b = bytearray(ms.to_bytes(6, "big") + r.randbytes(10))
    b[6] = 0x70 | (b[6] & 0x0F)
    b[8] = 0x80 | (b[8] & 0x3F)
    return str(uuid.UUID(bytes=bytes(b)))


def make(n=10_000, seed=20261122):
    r = random.Random(seed)
    t0 = datetime(2026, 7, 1, 1, 0, tzinfo=UTC)
    actors = [uuid7(r, 1_750_000_000_000 + i) for i in range(12)]
    dossiers, events = [], []
    for i in range(n):
        t = t0 + timedelta(seconds=i * 97 + r.randrange(60))
        ms = int(t.timestamp() * 1000)
        code, name = r.choice(THU_TUC)
        xa = r.choice(XA)
        did = uuid7(r, ms)
        dossiers.append(
            {
                "id": did,
                "code": f"H18.{r.randrange(100, 138)}-{t:%y%m%d}-{i % 10000:04d}",
                "procedure_code": code,
                "procedure_name": name,
                "applicant_name": f"{r.choice(HO)} {r.choice(DEM)} {r.choice(TEN)}",
                "applicant_id_no": f"0{r.randrange(10**10, 10**11)}",
                "phone": f"0{r.choice('35789')}{r.randrange(10**7, 10**8)}",
                "address": f"bản {r.choice(TEN)} {r.randrange(1, 9)}, {xa}",
                "received_at": t.isoformat(),
                "due_at": (t + timedelta(days=r.choice((1, 3, 5, 10, 15)))).isoformat(),
                "status": STATES[-1],
                "fee_vnd": r.choice((0, 0, 8000, 15000, 50000)),
                "note": r.choice(NOTES),
            }
        )
        et = t
        for k, s in enumerate(STATES):
            et = et + timedelta(minutes=r.randrange(3, 3000))
            events.append(
                {
                    "id": uuid7(r, int(et.timestamp() * 1000)),
                    "dossier_id": did,
                    "seq": k + 1,
                    "from_state": STATES[k - 1] if k else "",
                    "to_state": s,
                    "at": et.isoformat(),
                    "actor": r.choice(actors),
                    "comment": r.choice(NOTES),
                }
            )
    delta = []
    for d in r.sample(dossiers, 50):
        delta.append(
            {"kind": "dossier", "id": d["id"], "note": r.choice(NOTES) + " (bổ sung)", "fee_vnd": d["fee_vnd"] + 1000}
        )
    for d in r.sample(dossiers, 50):
        et = t0 + timedelta(days=200, seconds=r.randrange(9_000_000))
        delta.append(
            {
                "kind": "event",
                "id": uuid7(r, int(et.timestamp() * 1000)),
                "dossier_id": d["id"],
                "seq": 6,
                "from_state": "returned",
                "to_state": "archived",
                "at": et.isoformat(),
                "actor": r.choice(actors),
                "comment": "",
            }
        )
    return dossiers, events, delta
