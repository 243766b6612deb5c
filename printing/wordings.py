"""The words of the forms that a province may word otherwise: titles, notes, signers, by version of the forms.

They are data: ``wordings.json`` beside this module, and a file of the same shape in the desk's folder that
replaces single forms of it. The layout stays code.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, get_args

import msgspec

from app.domain.errors import CatalogueDamaged, WordingsDamaged
from app.i18n import N_
from app.json_places import UNFIT, place_of

SHIPPED = "wordings.json"
FORMS = Literal["receipt", "supplement", "refusal", "apology", "stop", "control", "handover", "return"]
_CURRENT = "TT03-2025-draft"
_MOST_BYTES = 200_000
_NO_JSON = N_("it is not written as JSON, or it is damaged")
_TOO_LONG = N_("it is longer than any file of wordings")
_NO_SIGNER = N_("somebody who signs this form is missing")
_UNREAD = N_("it cannot be read")

_Line = Annotated[str, msgspec.Meta(min_length=1, max_length=120, pattern=r"^[^\x00-\x1f\x7f-\x9f]+$")]
_Text = Annotated[str, msgspec.Meta(max_length=1500, pattern=r"^[^\x00-\x1f\x7f-\x9f]*$")]
_Signer = Literal["applicant", "officer", "director", "head", "giver", "receiver"]
_NEEDED: Mapping[str, frozenset[str]] = {
    "receipt": frozenset({"applicant", "officer"}),
    "supplement": frozenset({"officer"}),
    "refusal": frozenset({"applicant", "officer", "director"}),
    "apology": frozenset({"head"}),
    "stop": frozenset({"head"}),
    "control": frozenset({"giver", "receiver"}),
    "handover": frozenset({"giver", "receiver"}),
    "return": frozenset({"giver", "receiver"}),
}


class FormWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one form of one version says in its own words.

    form: its number, «Mẫu số 02». title: line by line. symbol: after the paper's own number; empty = the
    agency's. signers: title over the signature by who signs. brief_note: where the note would need a page more.
    layout: confirmed = the official annex was seen; rebuilt = from papers that are printed today; unsure.
    """

    form: _Line
    title: Annotated[tuple[_Line, ...], msgspec.Meta(min_length=1, max_length=3)]
    signers: dict[_Signer, _Line]
    layout: Literal["confirmed", "rebuilt", "unsure"] = "rebuilt"
    symbol: _Text = ""
    note: _Text = ""
    brief_note: _Text = ""


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    format: Literal[1]
    versions: dict[_Line, dict[FORMS, FormWords]]


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a form as a dossier needs them. version: as it prints."""

    of: FormWords
    version: str

    @property
    def name(self) -> str:
        """Return the title on one line."""
        return " ".join(self.of.title)

    @property
    def foot(self) -> str:
        """Return the form and its version for the foot of a page.

        That a layout is unsure is said to the administrator, never on the citizen's paper: see ``unsure_forms``.
        """
        draft = "" if self.of.layout == "confirmed" or self.version.endswith("-draft") else "-draft"
        return f"{self.of.form} ({self.version}{draft})"

    def note(self, *, brief: bool = False) -> str:
        """Return the note; brief: its short wording if there is one."""
        return (self.of.brief_note if brief else "") or self.of.note


@dataclass(frozen=True, slots=True)
class Wordings:
    """The words of all forms of all versions."""

    versions: Mapping[str, Mapping[FORMS, FormWords]] = field(hash=False)

    def of(self, form: FORMS, version: str) -> Words:
        """Return the words of a form in a version of the forms.

        A version that is not known, or lacks the form (TT 01/2018 has no notice of a stop), uses the current one.
        """
        for known in (version, f"{version}-draft", version.removesuffix("-draft")):
            if form in self.versions.get(known, {}):
                return Words(self.versions[known][form], version)
        return Words(self.versions[_CURRENT][form], _CURRENT)

    def unsure_forms(self, version: str) -> tuple[str, ...]:
        """Return the forms of a version whose layout is unsure, by number: the official annex was not seen."""
        used = (self.of(form, version) for form in get_args(FORMS))
        return tuple(words.of.form for words in used if words.of.layout == "unsure")

    def replaced_by(self, others: Wordings) -> Wordings:
        """Return these words with the forms of the others in their place."""
        versions = {version: dict(forms) for version, forms in self.versions.items()}
        for version, forms in others.versions.items():
            versions.setdefault(version, {}).update(forms)
        return replace(self, versions=versions)


@cache
def shipped() -> Wordings:
    """Return the words that come with the program. Raises CatalogueDamaged."""
    try:
        return _read(Path(__file__).with_name(SHIPPED))
    except WordingsDamaged as damaged:
        raise CatalogueDamaged(name=SHIPPED) from damaged


def wordings_of(replacement: Path, *, published: Sequence[Wordings] = ()) -> Wordings:
    """Return the words of this desk: the shipped ones, then what the province published, then the desk's own file.

    Raises WordingsDamaged: then the shipped ones stay in use.
    """
    words = shipped()
    for one in published:
        words = words.replaced_by(one)
    return words.replaced_by(_read(replacement)) if replacement.exists() else words


def read_wordings(data: bytes, *, name: str) -> Wordings:
    """Return the words a file says. Raises WordingsDamaged, naming the first fault."""
    try:
        if len(data) > _MOST_BYTES:
            raise WordingsDamaged(name=name, where="200 kB", problem=_TOO_LONG)
        text = unicodedata.normalize("NFC", data.decode("utf-8-sig"))
        read = msgspec.json.decode(text, type=_File)
    except msgspec.ValidationError as failed:
        raise WordingsDamaged(name=name, where=place_of(failed), problem=UNFIT) from failed
    except (UnicodeDecodeError, msgspec.DecodeError) as failed:
        raise WordingsDamaged(name=name, where="JSON", problem=_NO_JSON) from failed
    for version, forms in read.versions.items():
        for form, words in forms.items():
            if _NEEDED[form] - words.signers.keys():
                raise WordingsDamaged(name=name, where=f"{version}.{form}.signers", problem=_NO_SIGNER)
    return Wordings(read.versions)


def _read(file: Path) -> Wordings:
    try:
        with file.open("rb") as stream:
            data = stream.read(_MOST_BYTES + 1)
    except OSError as failed:
        raise WordingsDamaged(name=file.name, where=file.name, problem=_UNREAD) from failed
    return read_wordings(data, name=file.name)
