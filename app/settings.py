"""The settings of one computer: a frozen value, kept as a TOML file an administrator can read.

Choices that lawfully differ between offices (how amounts are worded, which version of the forms, whether
Saturday is worked) stand here with their default; facts of the desk are in the change log instead.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, TypeAlias, get_args, get_origin, get_type_hints

from app.domain.errors import BadInput, CannotRead, UnknownField
from app.files import write_whole
from app.i18n import N_

Text: TypeAlias = str
"""One line of at most 200 letters; ``_kinds`` holds the bounds."""
Scale: TypeAlias = float
"""0.8 … 2.0."""
Minutes: TypeAlias = int
"""0 … 1440."""
Port: TypeAlias = int
Days: TypeAlias = int
"""0 … 30 working days."""
Kilometres: TypeAlias = int
"""0 … 500."""
Age: TypeAlias = int
"""30 … 3650 days."""
TaxCode: TypeAlias = str
BankBin: TypeAlias = str
BankNumber: TypeAlias = str
QUEUE_REASON = "Người cao tuổi, người khuyết tật, phụ nữ mang thai hoặc có con nhỏ được gọi trước."
"""As the screen in the hall and the ticket say it; the commune may word it otherwise."""

Printable = Literal["receipt", "fee-slip", "other"]


@dataclass(frozen=True, slots=True)
class Settings:
    """What this computer was told. Every field has a lawful default, so an empty file is a whole one.

    text_scale: 1.0 is 14 px body text. form_version: as recorded on each dossier at receipt.
    saturday_desk: the office works Saturdays by local rota (receipt only; limits still count working days).
    token_module, token_label, token_certificate: the PKCS#11 driver and token scans are signed with in the window;
    empty = signing is not offered there. scan_colour: what a photo becomes; the law asks for colour, grey saves room.
    superior_head, agency_head: lines at the head of papers; empty = worded from the commune.
    collector_…: name (empty = worded from the commune) and tax code of the body that collects, as receipts carry them.
    bank_…: the account that VietQR symbols on slips point to (BIN of six digits); both empty = no symbol.
    queue_priority: in what order the hall is called, ``app.domain.queue.RULES``; queue_reason: the sentence that says
    why, on the screen in the hall and on tickets.
    word_…: «linh/lẻ», «nghìn/ngàn», «tư/bốn», «tỷ/tỉ» in amounts in words.
    same_day_within: for people with priority the program proposes to do today what the law gives so many working days
    at most; 0 = it proposes nothing. far_from_km: from how many kilometres on it proposes that somebody lives far.
    reception_name, reception_address: of a second point of reception (điểm tiếp nhận thứ hai), as papers name the place
    of reception and return; empty = the desk of the commune's seat.
    other_paper: for the forms of single acts (Mẫu 02 to 06, hand-over slip). refusal_signer: who signs Mẫu 03.
    hub_…: address of the province's hub, proxy (empty = the environment's, ``none``), certificate (SHA-256 as hex, or
    the file of the province's CA), minutes between rounds by itself (0 = only when asked).
    lan_…: address of the desk of this office that answers, whether this one answers, and on which port.
    compact_after_days: how long a dossier has been closed before ``maintain compact`` drops its single acts here.
    printers: printer name by kind of document; a kind that is missing uses the system's default.
    """

    language: Literal["vi", "en"] = "vi"
    theme: Literal["system", "light", "dark"] = "system"
    text_scale: Scale = 1.0
    form_version: Text = "TT03-2025-draft"
    receipt_paper: Literal["a5", "a4", "k80"] = "a5"
    fee_slip_paper: Literal["a5", "a4", "k80"] = "a5"
    other_paper: Literal["a5", "a4"] = "a5"
    refusal_signer: Literal["director", "officer"] = "director"
    saturday_desk: bool = False
    scan_colour: Literal["colour", "grey"] = "colour"
    token_module: Text = ""
    token_label: Text = ""
    token_certificate: Text = ""
    desk_phone: Text = ""
    reception_name: Text = ""
    reception_address: Text = ""
    same_day_within: Days = 3
    far_from_km: Kilometres = 15
    superior_head: tuple[Text, ...] = ()
    agency_head: tuple[Text, ...] = ()
    agency_symbol: Text = "TTPVHCC"
    collector_name: Text = ""
    collector_tax_code: TaxCode = ""
    bank_bin: BankBin = ""
    bank_account: BankNumber = ""
    bank_holder: Text = ""
    queue_priority: Literal["first", "in_turn", "none"] = "first"
    queue_reason: Text = QUEUE_REASON
    word_zero_tens: Literal["linh", "lẻ"] = "linh"
    word_thousand: Literal["nghìn", "ngàn"] = "nghìn"
    word_four: Literal["tư", "bốn"] = "tư"
    word_billion: Literal["tỷ", "tỉ"] = "tỷ"
    hub_address: Text = ""
    hub_proxy: Text = ""
    hub_certificate: Text = ""
    hub_every_minutes: Minutes = 0
    lan_address: Text = ""
    lan_serve: bool = False
    lan_port: Port = 8441
    compact_after_days: Age = 90
    printers: Mapping[Printable, Text] = field(default_factory=dict, hash=False)


_NO_TOML = N_("cannot be read as settings: each line is a name, «=» and a value, words in quotation marks")
_LINE = re.compile(r"at line (\d+)")


def read_settings(path: Path) -> Settings:
    """Read the file; none there means the defaults. Raises CannotRead, UnknownField, BadInput."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Settings()
    except (OSError, UnicodeDecodeError) as failed:
        raise CannotRead(place=path.name) from failed
    return settings_from(text)


def write_settings(path: Path, settings: Settings) -> None:
    """Check, then write the file whole. Raises BadInput; CannotWrite, DiskFull: the old file stays then."""
    text = as_toml(settings)
    settings_from(text)
    write_whole(path, text.encode())


def settings_from(text: str) -> Settings:
    """Make settings of TOML. Unknown keys are refused by name: a typing error must not become a silent default.

    Raises UnknownField, BadInput.
    """
    import msgspec  # most computers have no settings file, and the window is soon up without it

    table = _table(unicodedata.normalize("NFC", text))
    if unknown := sorted(table.keys() - _kinds().keys()):
        raise UnknownField(field=unknown[0])
    for name, value in table.items():
        _checked(name, value)
    return msgspec.convert(table, Settings)


def _table(text: str) -> dict[str, object]:
    import tomllib

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as failed:
        line = _LINE.search(str(failed))  # the rest of the parser's sentence is English
        raise BadInput(field=f"settings.toml:{line[1]}" if line else "settings.toml", problem=_NO_TOML) from failed


def change_setting(settings: Settings, name: str, value: str) -> Settings:
    """Return the settings with one changed, its value as typed. Raises UnknownField, BadInput (lists)."""
    kinds = _kinds()
    if name not in kinds:
        raise UnknownField(field=name)
    old = getattr(settings, name)
    if not isinstance(old, bool | int | float | str):
        raise BadInput(field=name, problem=N_("is a list: change it in settings.toml"))
    line = unicodedata.normalize("NFC", value.strip())
    try:
        typed = line if isinstance(old, str) else _value_of(line.lower())
        return replace(settings, **{name: _checked(name, typed)})
    except BadInput as failed:
        raise BadInput(field=name, problem=N_("this value is not allowed for the setting")) from failed


def _value_of(line: str) -> object:
    table = _table(f"value = {line}")
    if len(table) > 1:  # a line break was typed, and a second setting after it
        raise BadInput(field="settings.toml", problem=_NO_TOML)
    return table["value"]


def as_toml(settings: Settings) -> str:
    """Return the settings as TOML, one line a field, the printers last as a table."""
    lines = [f"{one.name} = {_toml(getattr(settings, one.name))}" for one in fields(settings) if one.name != "printers"]
    if settings.printers:
        lines += ["", "[printers]", *(f"{kind} = {_toml(name)}" for kind, name in settings.printers.items())]
    return "\n".join(lines) + "\n"


def _toml(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case tuple():
            return "[" + ", ".join(_toml(one) for one in value) + "]"
        case str():
            return json.dumps(value, ensure_ascii=False)  # a JSON string of these letters is a TOML string
        case _:
            return str(value)


@cache
def _kinds() -> dict[str, object]:
    import msgspec

    bounded = {
        "Text": Annotated[str, msgspec.Meta(max_length=200, pattern=r"^[^\x00-\x1f\x7f-\x9f]*$")],
        "Scale": Annotated[float, msgspec.Meta(ge=0.8, le=2.0)],
        "Minutes": Annotated[int, msgspec.Meta(ge=0, le=1440)],
        "Days": Annotated[int, msgspec.Meta(ge=0, le=30)],
        "Kilometres": Annotated[int, msgspec.Meta(ge=0, le=500)],
        "Age": Annotated[int, msgspec.Meta(ge=30, le=3650)],
        "Port": Annotated[int, msgspec.Meta(ge=1024, le=65535)],
        "TaxCode": Annotated[str, msgspec.Meta(pattern=r"^([0-9]{10}(-[0-9]{3})?|[0-9]{12})?$")],
        "BankBin": Annotated[str, msgspec.Meta(pattern=r"^([0-9]{6})?$")],
        "BankNumber": Annotated[str, msgspec.Meta(pattern=r"^([0-9A-Za-z]{4,19})?$")],
    }
    return get_type_hints(Settings, localns=bounded, include_extras=True)


def _checked(name: str, value: object) -> Any:
    """Return a value as the field holds it; name the setting and what it allows where it cannot."""
    import msgspec

    kind = _kinds()[name]
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as failed:
        allowed = f" ({', '.join(get_args(kind))})" if get_origin(kind) is Literal else ""
        raise BadInput(field=name + allowed, problem=N_("this value is not allowed for the setting")) from failed
