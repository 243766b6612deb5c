"""What must stay true of the repository itself."""

import re
import tomllib
from importlib.metadata import requires
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent


def test_the_lock_holds_hashes_and_no_address() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert re.findall(r".*(?:://|file:|--index|--find).*", lock) == []
    pinned = re.findall(r"^\S+==\S+.*\\\n    --hash=sha256:", lock, re.MULTILINE)
    assert len(pinned) == len(re.findall(r"^\w\S*", lock, re.MULTILINE)) > 50


def test_every_shipped_package_stands_in_the_notice() -> None:
    notice = (ROOT / "NOTICE").read_text(encoding="utf-8").lower()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    shipped = with_what_they_need([*project["dependencies"], *project["optional-dependencies"]["hub"]])
    assert {"sqlcipher3", "cffi", "psycopg", "starlette"} <= shipped
    assert [name for name in sorted(shipped) if not re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", notice)] == []


def with_what_they_need(requirements: list[str]) -> set[str]:
    """Return the names of these packages and of all they need to run on this computer."""
    seen: set[str] = set()
    waiting = list(requirements)
    while waiting:
        need = Requirement(waiting.pop())
        name = re.sub(r"[-_.]+", "-", need.name).lower()
        if name not in seen and (need.marker is None or need.marker.evaluate({"extra": ""})):
            seen.add(name)
            waiting += requires(name) or []
    return seen


def test_fonts_come_with_their_licence() -> None:
    for folder in {file.parent for file in ROOT.glob("*/**/fonts/*.ttf") if ".venv" not in file.parts}:
        assert "SIL OPEN FONT LICENSE Version 1.1" in (folder / "OFL.txt").read_text(encoding="utf-8")


def test_the_text_we_print_and_show_has_all_its_letters() -> None:
    from reportlab.pdfbase.ttfonts import TTFontFile

    letters = "aăâbcdđeêghiklmnoôơpqrstuưvxy" + "áàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ"
    wanted = {ord(one) for one in letters + letters.upper() + "0123456789«»“”‘’–—…·₫№×"}
    fonts = [*(ROOT / "printing/fonts").glob("*.ttf"), *(ROOT / "ui/theme/fonts").glob("*.ttf")]
    assert len(fonts) == 6
    for font in fonts:
        assert wanted - set(TTFontFile(str(font)).charToGlyph) == set(), font.name
