"""The 12-digit personal number (số định danh cá nhân) and what it says about its bearer.

``PPP G YY NNNNNN``: place of birth registration, century and sex, year, random; no check digit
(TT 59/2021/TT-BCA art. 4). A number may rightly disagree with the card after a corrected sex or date,
so a disagreement is a notice and never a refusal.
"""

from __future__ import annotations

from datetime import date

from app.domain.errors import BadInput
from app.domain.notices import Notice
from app.i18n import N_

PROVINCES = {
    "001": "Hà Nội",
    "002": "Hà Giang",
    "004": "Cao Bằng",
    "006": "Bắc Kạn",
    "008": "Tuyên Quang",
    "010": "Lào Cai",
    "011": "Điện Biên",
    "012": "Lai Châu",
    "014": "Sơn La",
    "015": "Yên Bái",
    "017": "Hòa Bình",
    "019": "Thái Nguyên",
    "020": "Lạng Sơn",
    "022": "Quảng Ninh",
    "024": "Bắc Giang",
    "025": "Phú Thọ",
    "026": "Vĩnh Phúc",
    "027": "Bắc Ninh",
    "030": "Hải Dương",
    "031": "Hải Phòng",
    "033": "Hưng Yên",
    "034": "Thái Bình",
    "035": "Hà Nam",
    "036": "Nam Định",
    "037": "Ninh Bình",
    "038": "Thanh Hóa",
    "040": "Nghệ An",
    "042": "Hà Tĩnh",
    "044": "Quảng Bình",
    "045": "Quảng Trị",
    "046": "Huế",
    "048": "Đà Nẵng",
    "049": "Quảng Nam",
    "051": "Quảng Ngãi",
    "052": "Bình Định",
    "054": "Phú Yên",
    "056": "Khánh Hòa",
    "058": "Ninh Thuận",
    "060": "Bình Thuận",
    "062": "Kon Tum",
    "064": "Gia Lai",
    "066": "Đắk Lắk",
    "067": "Đắk Nông",
    "068": "Lâm Đồng",
    "070": "Bình Phước",
    "072": "Tây Ninh",
    "074": "Bình Dương",
    "075": "Đồng Nai",
    "077": "Bà Rịa - Vũng Tàu",
    "079": "TP. Hồ Chí Minh",
    "080": "Long An",
    "082": "Tiền Giang",
    "083": "Bến Tre",
    "084": "Trà Vinh",
    "086": "Vĩnh Long",
    "087": "Đồng Tháp",
    "089": "An Giang",
    "091": "Kiên Giang",
    "092": "Cần Thơ",
    "093": "Hậu Giang",
    "094": "Sóc Trăng",
    "095": "Bạc Liêu",
    "096": "Cà Mau",
}
"""Code of the place of birth registration → province before the mergers of 2025; the codes stay valid."""

FIRST_FOREIGN_CODE = 100

_LAST_CENTURY_DIGIT = 7


def check_personal_number(
    number: str, birth_date: str | None, sex: str | None, today: date | None = None
) -> tuple[Notice, ...]:
    """Compare a number with what else is known of the person; silent where all agrees.

    birth_date: partial ISO or None; sex: male | female | None; today: to notice a birth year to come.
    Raises BadInput if the number does not have 12 digits.
    """
    if len(number) != 12 or not (number.isascii() and number.isdigit()):
        raise BadInput(field="id_number", problem=N_("must have 12 digits"))
    notices = [_about_province(number), _about_year(number, birth_date, today), _about_sex(number, sex)]
    return tuple(notice for notice in notices if notice is not None)


def _about_province(number: str) -> Notice | None:
    code = number[:3]
    if code in PROVINCES or int(code) >= FIRST_FOREIGN_CODE:
        return None
    message = N_("The personal number begins with {code}, which is no province's code. Compare with the card.")
    return Notice("number_province_unknown", message, (("code", code),))


def _about_year(number: str, birth_date: str | None, today: date | None) -> Notice | None:
    """Compare century and year of the number with the birth year; without one, with today."""
    if int(number[3]) > _LAST_CENTURY_DIGIT:
        message = N_("The fourth digit of the personal number, {digit}, belongs to no century. Compare with the card.")
        return Notice("number_century_unknown", message, (("digit", number[3]),))
    year = 1900 + 100 * (int(number[3]) // 2) + int(number[4:6])
    if birth_date is not None and int(birth_date[:4]) != year:
        message = N_("The personal number is that of someone born in {year}, not in {typed}. Compare with the card.")
        return Notice("number_year_mismatch", message, (("year", str(year)), ("typed", birth_date[:4])))
    if birth_date is None and today is not None and year > today.year:
        message = N_(
            "The personal number is that of someone born in {year}, which lies in the future. Compare with the card."
        )
        return Notice("number_year_in_future", message, (("year", str(year)),))
    return None


def _about_sex(number: str, sex: str | None) -> Notice | None:
    by_number = "female" if int(number[3]) % 2 else "male"
    if sex is None or sex == by_number or int(number[3]) > _LAST_CENTURY_DIGIT:
        return None
    of_a_man = N_("The personal number is that of a man, but the sex given is female. Compare with the card.")
    of_a_woman = N_("The personal number is that of a woman, but the sex given is male. Compare with the card.")
    return Notice("number_sex_mismatch", of_a_man if by_number == "male" else of_a_woman)
