"""The catalogue of wordings (app/locale): collected from the code, checked, built.

``python -m tests.wordings update|check|compile``, which is what ``dev.py strings``, ``check`` and every start use.
Here and not in the program, since only developers need it.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

HERE = Path(__file__).resolve().parent.parent
LOCALE = HERE / "app" / "locale"
PACKAGES = ("app", "ui", "storage", "printing", "sync")
LANGUAGES = ("vi", "en")
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}
PLACEHOLDER = re.compile(r"\{[A-Za-z0-9_.:!,]*\}")


def po_file(language: str) -> Path:
    """Return the catalogue of a language."""
    return LOCALE / language / "LC_MESSAGES" / "motcua.po"


def update() -> int:
    """Collect the wordings of the code into the template and every language, then build."""
    template = collected()
    LOCALE.mkdir(exist_ok=True)
    _write(LOCALE / "app.pot", template)
    for language in LANGUAGES:
        po_file(language).parent.mkdir(parents=True, exist_ok=True)
        catalogue = read(language)
        renew(catalogue, template)
        _write(po_file(language), catalogue)
    build()
    left = list(problems(template, read("vi")))
    print("\n".join([*left, f"{len(template)} wordings, {len(left)} of them to translate or correct"]))
    return 0


def check() -> int:
    """Fail when a wording of the code is not well said in Vietnamese, or the template is not what the code says."""
    template = collected()
    left = [*problems(template, read("vi")), *drifted(template, LOCALE / "app.pot"), *hidden()]
    print("\n".join(left), end="\n" if left else "")
    return 1 if left else 0


def drifted(template: Catalog, file: Path) -> Iterator[str]:
    """Yield why the template in ``file`` is not the one collected now, if it is not."""
    with file.open("rb") as stream:
        kept = {message.id for message in read_po(stream)}
    differing = {message.id for message in template} ^ kept
    if differing:
        yield f"{file.name} differs from the code in {len(differing)} wordings; run: python3 dev.py strings"


def hidden(root: Path = HERE) -> Iterator[str]:
    """Yield where a counted sentence stands behind a name, so that nobody can collect it for translation."""
    for package in PACKAGES:
        for path in sorted((root / package).rglob("*.py")):
            for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                match call:
                    case ast.Call(func=ast.Name(id="ngettext"), args=[ast.Constant(), ast.Constant(), *_]):
                        continue
                    case ast.Call(func=ast.Name(id="ngettext")):
                        yield f"{path.relative_to(root)}:{call.lineno}: the sentences of ngettext are not spelled out"


def build() -> int:
    """Make the .mo files that gettext reads; they are not committed."""
    for language in LANGUAGES:
        if po_file(language).is_file():
            part = po_file(language).with_suffix(".mo.part")
            with part.open("wb") as stream:
                write_mo(stream, read(language))
            part.replace(po_file(language).with_suffix(".mo"))
    return 0


def collected() -> Catalog:
    """Return the wordings that stand in the code now."""
    day = datetime(2026, 1, 1, tzinfo=UTC)  # a date that moved with every run would be a change in every commit
    template = Catalog(project="motcua", charset="utf-8", creation_date=day, revision_date=day)
    for package in PACKAGES:
        found = extract_from_dir(
            HERE / package, [("**.py", "python")], keywords=KEYWORDS, comment_tags=["Translators:"]
        )
        for _file, _line, message, comments, context in found:
            template.add(message, auto_comments=comments, context=context)
        for _file, _line, message, comments, context in extract_from_dir(
            HERE / package, [("**.html", "jinja2")], keywords=KEYWORDS
        ):
            template.add(message, auto_comments=comments, context=context)
        for message in _inside_f_strings(HERE / package):
            template.add(message)
    return template


def _inside_f_strings(folder: Path) -> Iterator[str]:
    """Yield what babel does not see before Python 3.12: ``f"{_('Shown')} …"``."""
    for path in sorted(folder.rglob("*.py")):
        for text in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(text, ast.JoinedStr):
                yield from (message for call in ast.walk(text) if (message := _message_of(call)))


def _message_of(node: ast.AST) -> str:
    match node:
        case ast.Call(func=ast.Name(id="_" | "N_"), args=[ast.Constant(value=str() as message), *_]):
            return message
    return ""


def read(language: str) -> Catalog:
    """Return the catalogue of a language, an empty one if there is none yet."""
    if not po_file(language).is_file():
        return Catalog(locale=language, project="motcua", charset="utf-8")
    with po_file(language).open("rb") as stream:
        return read_po(stream, locale=language)


def renew(catalogue: Catalog, template: Catalog) -> None:
    """Bring a catalogue to what the code says; translations are kept, also for wordings that come back later."""
    retired = {key: old.string for key, old in catalogue.obsolete.items()}
    catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
    for message in catalogue:
        if message.id and not any(_strings(message)):
            message.string = retired.get(_key(message), message.string)
            catalogue.obsolete.pop(_key(message), None)


def problems(template: Catalog, translations: Catalog) -> Iterator[str]:
    """Yield what is not translated, uncertain (fuzzy), not found by gettext, or loses or invents a placeholder."""
    for message in template:
        if not message.id:
            continue
        said = translations.get(_key(message))
        if said is None or not all(_strings(said)):
            yield f"not translated: {_key(message)}"
        elif said.pluralizable != message.pluralizable:  # then gettext does not find it
            yield f"plural forms differ: {_key(message)}"
        elif said.fuzzy:
            yield f"fuzzy: {_key(message)}"
        elif any(_placeholders(text) != _placeholders(*_ids(message)) for text in _strings(said)):
            yield f"placeholders differ: {_key(message)}"


def _write(file: Path, catalogue: Catalog) -> None:
    catalogue.header_comment = "# The wordings of Một Cửa, under its licence (Apache-2.0)."
    catalogue.fuzzy = False
    catalogue.version = catalogue.last_translator = catalogue.msgid_bugs_address = ""
    catalogue.language_team = ""
    with file.open("wb") as stream:
        write_po(stream, catalogue, sort_output=True, no_location=True, width=120)


def _placeholders(*texts: str) -> set[str]:
    return {name for text in texts for name in PLACEHOLDER.findall(text)}


def _ids(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def _key(message: Message) -> str:
    return _ids(message)[0]


def _strings(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ("",))


if __name__ == "__main__":
    raise SystemExit({"update": update, "check": check, "compile": build}[sys.argv[1]]())
