"""Trying everything once (tự kiểm tra): a made-up dossier goes through a temporary desk and province.

For the person on the telephone: after an installation, after a repair, and in the packaged program. Nothing
of the real desk is opened; the temporary folder is gone afterwards.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.clock import ZONE
from app.domain.citizen import Applicant
from app.domain.dossier import Dossier
from app.domain.draft import Draft, PaperEntry
from app.domain.errors import Refusal
from app.files import fault_of
from app.i18n import N_, _
from app.paths import STATE_DIR_VARIABLE, Paths
from ui.first_start import FirstStart, start_desk
from ui.program import Program, open_program
from ui.speech import sentence

_COMMUNE, _PROCEDURE = "03394", "1.001193"
_LOGIN, _NAME, _CITIZEN = "tukiemtra", "Tự Kiểm Tra", "Giàng A Thử"
_NOW = datetime(2026, 11, 23, 8, 15, tzinfo=ZONE)
"""A working morning, so that the check comes out the same on every day of the year."""

TITLES = {
    "desk": N_("Keys, vault and database of a new desk"),
    "accept": N_("Accept a dossier"),
    "print": N_("Make its slip and read the code on it"),
    "province": N_("Make a province and enrol the desk"),
    "export": N_("Write a bundle and read it back"),
    "ingest": N_("Take the bundle in at the province"),
    "answer": N_("Read the province's answer"),
    "verify": N_("Check both audit chains"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was tried. problem: in the language in use, None if it went well."""

    name: str
    ok: bool
    problem: str | None = None

    @property
    def title(self) -> str:
        """Return what was tried, in the language in use."""
        return _(TITLES[self.name])


class _Wrong(Exception):
    """Something came out other than it went in; the text is for people."""


def run(tell: Callable[[Step], None] = lambda _step: None) -> tuple[Step, ...]:
    """Try everything in order and stop at the first thing that fails. tell: hears each step as it ends."""
    steps: list[Step] = []
    try:
        with _temporary_folder() as folder:
            for name, attempt in _Trial(folder).attempts():
                steps.append(_tried(name, attempt))
                tell(steps[-1])
                if not steps[-1].ok:
                    break
    except Refusal as refusal:  # not even a folder
        steps.append(Step(next(iter(TITLES)), False, sentence(refusal)))
        tell(steps[-1])
    return tuple(steps)


def _tried(name: str, attempt: Callable[[], None]) -> Step:
    try:
        attempt()
    except Refusal as refusal:
        return Step(name, False, sentence(refusal))
    except _Wrong as wrong:
        return Step(name, False, str(wrong))
    except (OSError, ImportError) as broken:  # a library or a file of the program is missing
        return Step(name, False, type(broken).__name__)
    return Step(name, True)


@contextlib.contextmanager
def _temporary_folder() -> Iterator[Path]:
    """Give a folder where this computer keeps temporary files; no other place is looked for. Raises CannotWrite."""
    asked = os.environ.get("TMPDIR")
    try:
        folder = Path(tempfile.mkdtemp(prefix="motcua-", dir=asked or None))
    except OSError as failed:
        raise fault_of(failed, asked or "tmp") from failed
    before = os.environ.get(STATE_DIR_VARIABLE)
    os.environ[STATE_DIR_VARIABLE] = str(folder / "state")  # the hub asks the environment where its anchor lies
    try:
        yield folder
    finally:
        if before is None:
            del os.environ[STATE_DIR_VARIABLE]
        else:
            os.environ[STATE_DIR_VARIABLE] = before
        shutil.rmtree(folder, ignore_errors=True)


class _Trial:
    """The temporary desk and province, and what came of the steps so far."""

    def __init__(self, folder: Path) -> None:
        from sync.hub.program import HubPaths

        self._stick = folder / "stick"
        self._paths = Paths(folder / "desk", folder / "state", folder / "logs")
        self._hub = HubPaths(folder / "hub")
        self._password = secrets.token_urlsafe(12)
        self._bundle: Path | None = None
        self._dossier: Dossier | None = None

    def attempts(self) -> Iterator[tuple[str, Callable[[], None]]]:
        """Yield the steps in the order of ``TITLES``."""
        yield "desk", self._make_desk
        yield "accept", self._accept
        yield "print", self._print
        yield "province", self._enrol
        yield "export", self._export
        yield "ingest", self._ingest
        yield "answer", self._hear_answer
        yield "verify", self._verify

    @contextlib.contextmanager
    def _opened(self, *, write: bool = True) -> Iterator[Program]:
        program = open_program(self._paths, login=_LOGIN, password=lambda: self._password, write=write, now=_NOW)
        try:
            yield program
        finally:
            program.close()

    def _make_desk(self) -> None:
        wanted = FirstStart(_COMMUNE, 1, _LOGIN, _NAME, None, None, practice=True)
        start_desk(self._paths, wanted, password=self._password, now=_NOW)

    def _accept(self) -> None:
        draft = Draft(
            procedure=_PROCEDURE,
            applicant=Applicant("person", _CITIZEN),
            papers=tuple(PaperEntry(component, original=1) for component in (0, 1, 5)),
        )
        with self._opened() as desk:
            self._dossier = desk.intake.accept(draft, officer=desk.officer).dossier

    def _print(self) -> None:
        dossier = self._accepted()
        with self._opened() as desk:
            slip = desk.slips.make("receipt", dossier.id)
            read = _text_of(slip.made.pdf)
            if dossier.code not in read or _CITIZEN not in read:
                raise _Wrong(_("The slip does not say what was accepted."))
            desk.slips.exported(slip, officer=desk.officer)

    def _enrol(self) -> None:
        from sync.hub.enrolment import Enrolments
        from sync.hub.program import create_hub, open_hub

        self._stick.mkdir()
        made = create_hub(self._hub, province="Lai Châu", practice=True, password=self._password, now=_NOW)
        with self._opened() as desk:
            desk.exchange.take_card(made.card_file.read_bytes(), name=made.card_file.name)
            request, _words = desk.exchange.request_enrolment(self._stick)
        with open_hub(self._hub, self._password, write=True, now=_NOW) as hub:
            enrolments = Enrolments(hub)
            enrolments.enrol([enrolments.find(str(request))])

    def _export(self) -> None:
        with self._opened() as desk:
            self._bundle = desk.exchange.export(self._stick).path

    def _ingest(self) -> None:
        from sync.hub.ingest import ingest
        from sync.hub.program import open_hub

        with open_hub(self._hub, self._password, write=True, now=_NOW) as hub:
            for one in ingest(hub, [self._bundle] if self._bundle else []):
                if one.exit_code:
                    raise _Wrong(one.reason)
            at_province = hub.store.queries.dossier(self._accepted().id)
        if at_province.applicant.name != _CITIZEN or not at_province.prints:
            raise _Wrong(_("The province did not get what was sent."))

    def _hear_answer(self) -> None:
        from sync.hub.outbox import write_answers
        from sync.hub.program import open_hub

        with open_hub(self._hub, self._password, write=True, now=_NOW) as hub:
            paths = [one.path for one in write_answers(hub, self._stick)]
        with self._opened() as desk:
            for one in desk.exchange.import_paths(paths):
                if one.exit_code:
                    raise _Wrong(one.reason)
            if desk.queries.sync_state().unacknowledged:
                raise _Wrong(_("The province's answer did not confirm everything."))

    def _verify(self) -> None:
        from sync.hub.program import open_hub

        with self._opened(write=False) as desk, open_hub(self._hub, self._password, write=False, now=_NOW) as hub:
            if not (desk.storage.verify().ok and hub.store.verify().ok):
                raise _Wrong(_("The audit chain does not hold."))

    def _accepted(self) -> Dossier:
        if self._dossier is None:
            raise _Wrong(_("No dossier was accepted."))
        return self._dossier


def _text_of(pdf: bytes) -> str:
    """Read the words off a PDF, as the preview does."""
    from PySide6.QtCore import QBuffer, QByteArray, QIODevice
    from PySide6.QtPdf import QPdfDocument

    held = QByteArray(pdf)
    buffer, document = QBuffer(held), QPdfDocument()
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document.load(buffer)
    try:
        pages = range(document.pageCount())
        return "\n".join(document.getAllText(page).text() for page in pages)
    finally:
        document.close()
