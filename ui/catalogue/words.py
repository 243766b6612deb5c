"""How the catalogue is said on screen: cover, steps, limits, fees, days typed by hand."""

from __future__ import annotations

import re
from datetime import date

from app.domain.errors import BadInput
from app.domain.money import FeeItem, format_amount
from app.domain.procedure import Procedure, RequiredPaper
from app.i18n import N_, _
from app.services.field_checks import SHORT, text
from app.wording import limit_text

COVERS = {
    "gap": ("overdue", N_("Nobody")),
    "overlap": ("due_soon", N_("Several")),
    "uncovered": ("due_soon", N_("Away")),
    "one": ("on_time", N_("One")),
}
"""Token and word of each way a procedure is covered; what needs somebody's hand comes first."""

STEPS = {
    "tiep_nhan": N_("Receive"),
    "tiep_nhan_tai_diem_luu_dong": N_("Receive on a trip"),
    "chuan_bi": N_("Prepare"),
    "chuyen_chuyen_mon": N_("Pass on"),
    "tham_dinh": N_("Examine"),
    "doi_chieu_tham_dinh": N_("Compare and examine"),
    "ra_soat_cham_diem": N_("Survey and score"),
    "hop_dan_thong_nhat": N_("Village meeting"),
    "niem_yet_cong_khai": N_("Public notice"),
    "ghi_so_cap_nhat_csdl": N_("Enter in the register"),
    "trinh_ky": N_("Lay before the signer"),
    "ky": N_("Sign"),
    "ky_van_ban_chuyen": N_("Sign the letter on"),
    "giai_quyet_cap_tinh": N_("Solved by the province"),
    "chuyen_thue": N_("Tax reckoned"),
    "cap_nhat_ho_so_dia_chinh": N_("Enter in the land records"),
    "ho_tich": N_("Civil status"),
    "cu_tru": N_("Residence"),
    "bhxh": N_("Social insurance"),
    "dong_dau_vao_so": N_("Seal and enter"),
    "thu_phi_tra_ket_qua": N_("Take the fee, return the result"),
    "tra_ket_qua": N_("Return the result"),
    "tra_ket_qua_tai_diem_luu_dong": N_("Return the result on a trip"),
}
_DAY = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")


def step_words(step: str | None) -> str:
    """Return what a step is called; one the program does not know keeps its slug."""
    return _(STEPS[step]) if step in STEPS else step or ""


def limit_words(procedure: Procedure) -> str:
    """Return the limit in short words."""
    return limit_text(procedure.limit)


def lacks_fee(procedure: Procedure) -> bool:
    """Return whether an amount is still unknown: nobody has entered the province's table."""
    return any(item.amount is None and not item.tiers for item in procedure.fees)


def fee_words(procedure: Procedure) -> str:
    """Return the state of the fees in one or two words."""
    if not procedure.fees:
        return _("no fee")
    if lacks_fee(procedure):
        return _("no table yet")
    return _("free") if all(item.amount == 0 for item in procedure.fees) else _("known")


def fee_line(item: FeeItem) -> str:
    """Return one fee with its amount."""
    if item.tiers:
        return f"{item.name}: {_('by pages')}"
    amount = _("no table yet") if item.amount is None else format_amount(item.amount)
    return f"{item.name}: {amount}"


def paper_line(paper: RequiredPaper) -> str:
    """Return one paper of the dossier: what, how many, when asked."""
    counts = [_("{n} original").format(n=paper.original)] if paper.original else []
    counts += [_("{n} copy").format(n=paper.copy)] if paper.copy else []
    said = [_("shown only")] if paper.shown_only else counts
    said += [] if paper.required else [_("only if it applies")]
    return f"{paper.name} ({', '.join(said)})" if said else paper.name


def day_words(day: date) -> str:
    """Return a day as people write it here."""
    return f"{day:%d/%m/%Y}"


def typed_day(typed: str, field: str, *, otherwise: date) -> date:
    """Read ``25/11/2026``; nothing typed means ``otherwise``. Raises BadInput."""
    written = text(typed, field, most=SHORT)
    if written is None:
        return otherwise
    match = _DAY.fullmatch(written)
    try:
        if match is None:
            raise ValueError(written)
        return date(int(match[3]), int(match[2]), int(match[1]))
    except ValueError as failed:
        raise BadInput(field=field, problem=N_("write the day like 25/11/2026")) from failed


def typed_amount(typed: str, field: str) -> int | None:
    """Read ``8.000`` or ``8000 đ``; nothing typed means no change. Raises BadInput."""
    written = text(typed, field, most=SHORT)
    if written is None:
        return None
    digits = written.removesuffix("đ").strip().replace(".", "").replace(" ", "")
    if not (digits.isascii() and digits.isdigit()):
        raise BadInput(field=field, problem=N_("write the amount in đồng, like 8.000"))
    return int(digits)
