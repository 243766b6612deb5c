"""Scans of the dossier on the page: words them, attaches files, opens the viewer."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QStandardPaths
from PySide6.QtWidgets import QFileDialog

from app.domain.dossier import Dossier
from app.domain.errors import Refusal
from app.domain.scan_events import Scan
from app.domain.scans import kept_scans
from app.domain.text import clean
from app.files import write_whole
from app.i18n import _, ngettext
from app.ports import SignatureSeen, Token
from ui.dossier.scans_card import Place, ScansCard, ScanViewer, ShownScan, ShownScans
from ui.speech import sentence

if TYPE_CHECKING:
    from app.services.scans import Attached, Owed
    from ui.dossier.view import DossierPage
    from ui.program import Program
    from ui.tasks import Tasks


class ScansPresenter(QObject):
    """Owned by its page; follows the dossier the page shows."""

    def __init__(self, page: DossierPage, card: ScansCard, program: Program, tasks: Tasks) -> None:
        super().__init__(page)
        self._page, self._card, self._program, self._tasks = page, card, program, tasks
        self._shown: ShownScans | None = None
        self._viewer: ScanViewer | None = None
        card.ask_files = lambda: _ask_files(page)
        card.attach_wanted.connect(self._attach)
        card.look_wanted.connect(self._look)

    def show(self, dossier_id: bytes) -> None:
        """Read the scans of this dossier and show them."""
        program = self._program

        def read() -> ShownScans:
            dossier = program.queries.dossier(dossier_id)
            return shown_scans(dossier, program.scans.owed(dossier), can_sign=self._token() is not None)

        self._tasks.read(read, done=self._show, owner=self._page, latest="scans")

    def _show(self, found: ShownScans) -> None:
        if self._shown is not None and self._shown.dossier != found.dossier:
            self._card.show_trouble("")
            if self._viewer is not None:
                self._viewer.leave()
        self._shown = found
        self._card.show_scans(found)
        if self._viewer is not None:
            self._viewer.show_scans(found)

    # ── attaching ────────────────────────────────────────────────────────────────────────────

    def _attach(self, place: Place, files: Sequence[str]) -> None:
        found, program = self._shown, self._program
        if found is None:
            return
        officer, scans = program.officer, program.scans

        def attach() -> Attached:
            for file in files:
                added = scans.add(
                    found.dossier, Path(file), officer=officer, component=place.component, is_result=place.is_result
                )
            return added

        def done(added: Attached) -> None:
            self._card.set_busy(False)
            notices = " ".join(_(notice.message) for notice in added.notices)
            self._page.news.emit(_("Scan attached"), " ".join(filter(None, (f"{place.words}.", notices))))

        self._tasks.write(attach, done=done, failed=self._refused, owner=self._page)

    def _refused(self, refusal: Refusal) -> None:
        self._card.show_trouble(sentence(refusal))
        if self._shown is not None:
            self.show(self._shown.dossier)  # of several files, those before the refused one are there

    # ── the viewer ───────────────────────────────────────────────────────────────────────────

    def _look(self) -> None:
        if self._shown is None or not self._shown.scans or self._viewer is not None:
            return
        viewer = self._viewer = ScanViewer(self._page, self._shown)
        viewer.closed.connect(self._closed)
        viewer.chosen.connect(self._choose)
        viewer.save_wanted.connect(self._save)
        viewer.remove_wanted.connect(self._remove)
        viewer.sign_wanted.connect(self._sign)
        self._choose(self._shown.scans[0].sha256)

    def _closed(self) -> None:
        self._viewer = None
        if self._page.isVisible():
            self._page.focus_first()

    def _choose(self, sha256: str) -> None:
        found, viewer, scans = self._shown, self._viewer, self._program.scans
        if found is None or viewer is None:
            return
        viewer.show_pages(lambda: scans.pages(found.dossier, sha256))
        if any(scan.sha256 == sha256 and scan.is_signed for scan in found.scans):

            def signed(seen: tuple[SignatureSeen, ...]) -> None:
                if self._viewer is viewer:
                    words, is_good = _signed_words(seen)
                    viewer.show_signed(words, is_good=is_good)

            self._tasks.read(
                lambda: scans.signatures(found.dossier, sha256), done=signed, failed=lambda _refusal: None,
                owner=viewer, latest="signed",
            )  # fmt: skip

    def _save(self, sha256: str) -> None:
        found, viewer, scans = self._shown, self._viewer, self._program.scans
        if found is None or viewer is None:
            return
        chosen = self._page.ask_file(f"{found.name.rpartition(' ')[2]}-{sha256[:8]}.pdf")
        if chosen:
            self._tasks.read(
                lambda: write_whole(Path(chosen), scans.pages(found.dossier, sha256)),
                done=lambda _none: self._page.news.emit(_("Saved as a file"), found.name),
                failed=lambda refusal: viewer.show_trouble(sentence(refusal)), owner=viewer,
            )  # fmt: skip

    def _token(self) -> Token | None:
        """Return the token of this computer's settings; None where signing is not set up."""
        told = self._program.settings
        if not told.token_module or not told.token_label:
            return None
        return Token(told.token_module, told.token_label, told.token_certificate or None)

    def _sign(self, pin: str) -> None:
        found, viewer, program, token = self._shown, self._viewer, self._program, self._token()
        if found is None or viewer is None or token is None:
            return
        officer = program.officer

        def done(signed: tuple[Dossier, tuple[Scan, ...]]) -> None:
            count = len(signed[1])
            self._page.news.emit(ngettext("{n} scan signed.", "{n} scans signed.", count).format(n=count), found.name)

        self._tasks.write(
            lambda: program.scans.sign(found.dossier, token, pin=pin, officer=officer), done=done,
            failed=lambda refusal: viewer.show_trouble(sentence(refusal)), owner=viewer,
        )  # fmt: skip

    def _remove(self, sha256: str, reason: str) -> None:
        found, viewer, program = self._shown, self._viewer, self._program
        if found is None or viewer is None:
            return
        officer, why = program.officer, clean(reason)
        self._tasks.write(
            lambda: program.scans.remove(found.dossier, sha256, reason=why, officer=officer),
            done=lambda _dossier: self._page.news.emit(_("Scan taken away"), found.name),
            failed=lambda refusal: viewer.show_trouble(sentence(refusal)), owner=viewer,
        )  # fmt: skip


def shown_scans(dossier: Dossier, owed: Owed, *, can_sign: bool) -> ShownScans:
    """Word the scans of a dossier; pure, safe on any thread."""
    token, state = _state(owed, has_any=bool(kept_scans(dossier)))
    return ShownScans(
        dossier=dossier.id,
        name=f"{dossier.applicant.name}, {dossier.code}",
        scans=tuple(_scan(dossier, scan) for scan in kept_scans(dossier)),
        places=_places(dossier, owed),
        token=token,
        state=state,
        can_sign=can_sign,
    )


def _state(owed: Owed, *, has_any: bool) -> tuple[str, str]:
    left = len(owed.papers) + owed.result
    if left:
        words = ngettext("{n} paper still to be scanned", "{n} papers still to be scanned", left)
        return "due_soon", words.format(n=left)
    if owed.to_sign:
        return "written", ngettext("{n} to sign", "{n} to sign", len(owed.to_sign)).format(n=len(owed.to_sign))
    return ("done", _("all scanned")) if has_any else ("done", _("nothing to scan"))


def _places(dossier: Dossier, owed: Owed) -> tuple[Place, ...]:
    """Return where a scan can go: what is owed first, then the whole file, then what has one already."""
    wanted = [Place(paper.name, paper.component) for paper in owed.papers]
    result = Place(_("The result"), is_result=True)
    if owed.result:
        wanted.append(result)
    wanted.append(Place(_("The whole dossier in one file")))
    wanted += [Place(paper.name, paper.component) for paper in dossier.papers if paper.original or paper.copy]
    if dossier.result is not None:
        wanted.append(result)
    return tuple(dict.fromkeys(wanted))


def _scan(dossier: Dossier, scan: Scan) -> ShownScan:
    names = {paper.component: paper.name for paper in dossier.papers}
    if scan.is_result:
        words = _("The result")
    elif scan.component is None:
        words = _("The whole dossier in one file")
    else:
        words = names.get(scan.component, "")
    pages = ngettext("{n} page", "{n} pages", scan.pages).format(n=scan.pages)
    signed = _("digitally signed") if scan.is_signed else _("not signed")
    return ShownScan(scan.sha256, words, f"{pages}, {signed}", scan.pages, scan.is_signed)


def _signed_words(seen: Sequence[SignatureSeen]) -> tuple[str, bool]:
    """Return who signed and whether what they signed is unchanged; whom to trust is not judged here."""
    lines = []
    for one in seen:
        when = f"{one.at:%d-%m-%Y %H:%M:%S}" if one.at else "?"
        state = _("unchanged since") if one.is_intact else _("CHANGED since, do not trust it")
        lines.append(_("Signed by {name}, {at}: {state}.").format(name=one.signer or "?", at=when, state=state))
    return "\n".join(lines), all(one.is_intact for one in seen)


def _ask_files(page: DossierPage) -> Sequence[str]:
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
    chosen, _filter = QFileDialog.getOpenFileNames(
        page, _("Scans or photos to attach"), folder, _("Scans and photos") + " (*.pdf *.jpg *.jpeg *.png)"
    )
    return chosen
