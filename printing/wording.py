"""The words of Vietnamese paper: times, counts, limits, kinds of paper, money. Not translated: law prints them so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from app.domain.deadline import Reason
from app.domain.dossier import Dossier
from app.domain.facts import ReceivedPaper
from app.domain.money import Fee, amount_in_words
from app.domain.vouching import Vouched
from app.ports import Letterhead

PROVINCE_UNDECIDED = "theo Nghị quyết HĐND tỉnh, chưa có biểu"
READ_ALOUD = "Người tiếp nhận đã đọc lại nội dung giấy này cho người nộp hồ sơ nghe."
RESULT_READ_ALOUD = "Người trả kết quả đã đọc lại nội dung kết quả cho người nhận nghe."
PRACTICE = "BẢN TẬP HUẤN – KHÔNG\u00a0CÓ\u00a0GIÁ\u00a0TRỊ"
DRAFT = "BẢN NHÁP"
BLANK = "......"
"""For what has no number yet."""
DOTS = "...................."
"""To write on with a pen."""
BLANK_MOMENT = "..... giờ ..... phút, ngày ..... tháng ..... năm ........."

_GROUNDS = {
    "merit_family": "người thuộc gia đình có công với cách mạng",
    "poor_household": "người thuộc hộ nghèo",
    "disabled": "người khuyết tật",
    "on_time": "đăng ký đúng hạn",
}


SIGN = "(Ký và ghi rõ họ tên)"


BY_HAND = "ghi tay, chưa đối chiếu"
"""Behind the name of a second officer or a leader whom nobody compared with the officers of the desk."""


def beside(name: str, vouched: Vouched | None) -> str:
    """Return who stood beside an act, marked where the name was only written."""
    return f"{name} ({BY_HAND})" if vouched is not None and vouched.is_typed else name


def signing_hint(*, cannot_read: bool) -> str:
    """Return what stands under a signature's title: who cannot read presses a finger instead (điểm chỉ)."""
    return "(Điểm chỉ)" if cannot_read else SIGN


def two(number: int) -> str:
    """Return a count as official papers write it: ``01``, ``12``."""
    return f"{number:02d}"


def moment(at: datetime) -> str:
    """Return «09 giờ 42 phút, ngày 23 tháng 11 năm 2026»."""
    return f"{two(at.hour)} giờ {two(at.minute)} phút, ngày {two(at.day)} tháng {two(at.month)} năm {at.year}"


def dated(place: str, day: date) -> str:
    """Return place and date of a head: days below 10 and months 1 and 2 take a zero (NĐ 30/2020/NĐ-CP, Annex I)."""
    month = two(day.month) if day.month <= 2 else str(day.month)
    return f"{place}, ngày {two(day.day)} tháng {month} năm {day.year}"


def short_date(day: date) -> str:
    """Return «23/11/2026»."""
    return f"{day:%d/%m/%Y}"


def on_day(at: datetime) -> str:
    """Return «Ngày 23 tháng 11 năm 2026», as a sentence begins."""
    return f"Ngày {two(at.day)} tháng {two(at.month)} năm {at.year}"


def capitalised(title: str) -> str:
    """Return a title in capitals as running text, «Phiếu bàn giao hồ sơ»."""
    return title[:1] + title[1:].lower()


def short_moment(at: datetime) -> str:
    """Return «17:30 25/11/2026», for cells of tables."""
    return f"{at:%H:%M %d/%m/%Y}"


def reprint(copy: int) -> str | None:
    """Return the mark of a further copy: copy 2 is «IN LẠI LẦN 1»; None for the first."""
    return f"IN LẠI LẦN {copy - 1}" if copy > 1 else None


def replaced(day: date) -> str:
    """Return the mark of a paper in place of one that a correction made wrong."""
    return f"THAY PHIẾU ĐÃ\u00a0IN NGÀY\u00a0{short_date(day)}"


def sentence_case(name: str) -> str:
    """Return a procedure's name as a request: without the leading «Thủ tục »."""
    shown = name.removeprefix("Thủ tục ").strip()
    return shown[:1].upper() + shown[1:]


def unit(head: Letterhead) -> str:
    """Return the commune with its kind, «xã Sin Suối Hồ», as running text writes it."""
    return f"{_kind(head)} {head.place}"


def desk(head: Letterhead) -> str:
    """Return the receiving desk in running text."""
    return f"{_agency(head)} {unit(head)}"


def at_point(reception: str | None, where: str) -> str:
    """Return the place with its second point of reception before it: «Điểm tiếp nhận số 2 …, Trung tâm … xã …»."""
    return f"{reception}, {where}" if reception else where


def with_point(head: Letterhead) -> str:
    """Return the commune's name after its label, with the point of reception where this is a second one."""
    return f"{head.place} – {head.reception}" if head.reception else head.place


def desk_label(head: Letterhead) -> str:
    """Return what stands before the commune's name in forms 02 and 03: «Trung tâm … xã:»."""
    return f"{_agency(head)} {_kind(head)}:"


def _kind(head: Letterhead) -> str:
    return "phường" if any("PHƯỜNG" in line for line in head.superior) else "xã"


def _agency(head: Letterhead) -> str:
    agency = " ".join(head.agency)
    return "Trung tâm Phục vụ hành chính công" if agency == "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG" else agency


def addressees(head: Letterhead) -> tuple[str, ...]:
    """Return «Nơi nhận» of a letter to the citizen: a copy to the desk, one to the files."""
    return ("- Như trên;", f"- {desk(head)};", "- Lưu: VT.")


def phone(number: str) -> str:
    """Return a ten-digit number in groups that stay on one line, anything else as it was typed."""
    digits = number.replace(" ", "").replace(".", "")
    return f"{digits[:4]}\u00a0{digits[4:7]}\u00a0{digits[7:]}" if len(digits) == 10 and digits.isdigit() else number


def serial(code: str) -> str:
    """Return the running number of a dossier code, «1031»; dots where a draft has none yet."""
    return code.rsplit("-", 1)[-1] or BLANK


def paper_kinds(paper: ReceivedPaper) -> list[tuple[str, int]]:
    """Return the kinds of a paper with their counts: originals first."""
    kinds = [("Bản chính", paper.original), ("Bản sao", paper.copy)]
    return [(kind, count) for kind, count in kinds if count] or [("Bản chính", 1)]


def return_place(dossier: Dossier, head: Letterhead) -> str:
    """Return where the citizen takes the result (đăng ký nhận kết quả)."""
    match dossier.return_place:
        case "post":
            return "tại nhà (trụ sở tổ chức) qua dịch vụ bưu chính"
        case "other_desk":
            where = dossier.other_desk or "Trung tâm Phục vụ hành chính công khác trong tỉnh"
            return f"{where}, theo đề nghị của người nộp hồ sơ"
        case _:
            return at_point(dossier.reception, desk(head))


# ── money ────────────────────────────────────────────────────────────────────────────────────


def figures(amount: int) -> str:
    """Return «21.000 đồng»."""
    return f"{amount:,} đồng".replace(",", ".")


def in_words(amount: int) -> str:
    """Return «Hai mươi mốt nghìn đồng»."""
    return amount_in_words(amount)


def fee_amount(fee: Fee) -> str:
    """Return what one fee comes to, as a cell of a table."""
    if fee.state == "exempt":
        return "được miễn"
    return PROVINCE_UNDECIDED if fee.amount is None else figures(fee.amount)


def figures_and_words(amount: int) -> str:
    """Return «21.000 đồng (hai mươi mốt nghìn đồng)»."""
    words = amount_in_words(amount)
    return f"{figures(amount)} ({words[:1].lower()}{words[1:]})"


def fees_line(dossier: Dossier) -> str:
    """Return item 7 of form 01: what is owed, in figures and words, and what of it is paid."""
    if not dossier.fees:
        return "không có"
    exempt = [fee for fee in dossier.fees if fee.state == "exempt"]
    known = sum(fee.amount or 0 for fee in dossier.fees)
    unknown = [fee for fee in dossier.fees if fee.amount is None]
    parts = [f"{figures_and_words(known)}, {paid_words(dossier, known)}"] if known else []
    parts += [f"{fee.name}: {PROVINCE_UNDECIDED}" for fee in unknown]
    if unknown and not known:
        parts.append(paid_words(dossier, None))
    if exempt:
        parts.append(_exempted(dossier, exempt, is_all=len(exempt) == len(dossier.fees)))
    return "; ".join(parts) or "không thu"


def paid_words(dossier: Dossier, known: int | None) -> str:
    """Return whether it is paid: «đã nộp», «chưa nộp» or how much of it. known: None if nothing is sure."""
    if not dossier.paid:
        return "chưa nộp"
    if known is not None and dossier.paid >= known:
        return "đã nộp"
    rest = f", còn {figures(known - dossier.paid)}" if known is not None else ""
    return f"đã nộp {figures(dossier.paid)}{rest}"


def _exempted(dossier: Dossier, exempt: Sequence[Fee], *, is_all: bool) -> str:
    ground = ""
    if dossier.exemption is not None:
        words = _GROUNDS.get(dossier.exemption.ground, dossier.exemption.proof)
        ground = f" ({words})" if words else ""
    return f"được miễn{ground}" if is_all else f"miễn {', '.join(fee.name for fee in exempt)}{ground}"


# ── limits ───────────────────────────────────────────────────────────────────────────────────

_UNITS = {
    "working_hour": "giờ làm việc",
    "hour": "giờ",
    "working_day": "ngày làm việc",
    "calendar_day": "ngày",
}


PRIORITIES = {
    "elderly": "người cao tuổi",
    "disabled": "người khuyết tật",
    "cannot_read": "người không biết chữ",
    "lives_far": "người ở xa",
    "pregnant_or_infant": "phụ nữ mang thai, có con nhỏ",
    "merit": "người có công",
}
"""Whom the officer serves first, as the slip names it (:data:`app.domain.citizen.PRIORITIES`)."""


def priority(dossier: Dossier) -> str:
    """Return why somebody goes first and by when it is meant to be done, for those who work on it; else empty."""
    kinds = ", ".join(PRIORITIES.get(one, one) for one in dossier.priority)
    aim = dossier.aim_at if dossier.priority else None
    return f"{kinds}; giải quyết trước {moment(aim)}" if aim else kinds


def limit(dossier: Dossier) -> str:
    """Return item 3 of form 01: the limit in the order it was counted, its basis, the days that moved it."""
    steps = [words for reason in dossier.due.because if (words := _step(reason))]
    moved_by = [words for reason in dossier.due.because if (words := _day_that_moved(reason))]
    promised = dossier.limit.limit
    if not steps:
        steps = [_amount(promised.amount, promised.unit)]
    basis = f" (theo {dossier.limit.basis})" if dossier.limit.basis else ""
    days = f" ({', '.join(moved_by)})" if moved_by else ""
    return f"{'; '.join(steps)}{basis}{days}{_run_anew(dossier)}"


def _run_anew(dossier: Dossier) -> str:
    """Say on a paper that is made later why its promise is not the receipt's: the limit began anew, or stood."""
    if dossier.day_zero is not None:
        return f"; tính lại từ ngày {dossier.day_zero:%d/%m/%Y}"
    return "; không tính thời gian tạm dừng" if dossier.pauses else ""


def _amount(amount: int | None, unit: str) -> str:
    return f"{two(amount)} {_UNITS[unit]}" if amount and unit in _UNITS else "trong ngày"


def _step(reason: Reason) -> str:
    match reason.code:
        case "same_day":
            return "trong ngày"
        case "after_cutoff":
            return f"trong ngày; nhận sau {_cutoff(reason.what)} thì trả trong ngày làm việc tiếp theo"
        case "closed":
            return "trong ngày; nhận ngoài ngày làm việc thì trả trong ngày làm việc tiếp theo"
        case "counted" | "added":
            more = "cộng thêm " if reason.code == "added" else ""
            condition = f" ({reason.what})" if reason.what else ""
            return f"{more}{_amount(reason.amount, reason.unit)}{condition}"
        case _:
            return ""


def _cutoff(written: str) -> str:
    """Return «15 giờ» of «15:00»; what another program wrote in another way stands as it is written."""
    hour, _colon, minute = written.partition(":")
    if not (hour.isdecimal() and minute.isdecimal()):
        return written
    return f"{int(hour)} giờ" + (f" {minute} phút" if minute != "00" else "")


def _day_that_moved(reason: Reason) -> str:
    if not reason.days and reason.code != "provisional":
        return ""  # it names no day: only another program writes that
    match reason.code:
        case "skipped" | "rolled" if reason.what:
            return f"{_days(reason.days)} nghỉ {reason.what}"
        case "rolled":
            return f"{_days(reason.days)} là ngày nghỉ nên trả vào ngày làm việc tiếp theo"
        case "worked":
            return f"{_days(reason.days)} làm bù nên tính là ngày làm việc"
        case "provisional":
            return f"lịch nghỉ năm {reason.amount} là tạm tính"
        case _:
            return ""


def _days(days: Sequence[date]) -> str:
    """Return «ngày 24/11/2026», or the first and last of several."""
    if len(days) == 1:
        return f"ngày {short_date(days[0])}"
    return f"từ {short_date(days[0])} đến {short_date(days[-1])}"


def entered_late(dossier: Dossier) -> str:
    """Return which paper a late entry was typed from, and when."""
    number = f"số {dossier.paper_number}, " if dossier.paper_number else ""
    return f"{number}lúc {moment(dossier.entered_at)}" if dossier.entered_at else number.rstrip(", ")


def counted(number: int) -> str:
    """Return a count with dots between thousands: «12.045»."""
    return f"{number:,}".replace(",", ".")


def birth(text: str | None) -> str:
    """Return a partial ISO date of birth as people write it: «05/06/1950», «06/1950», «1950»."""
    return "/".join(reversed(text.split("-"))) if text else ""


def shortened(text: str, longest: int) -> str:
    """Return a text cut between words to this many letters, with an ellipsis where it was cut."""
    if len(text) <= longest:
        return text
    kept = text[:longest].rpartition(" ")[0] or text[:longest]
    return kept.rstrip(" ,;:") + "…"
