"""Publishing from a browser: a file is looked through, told row by row, and signed only when somebody says so."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response
from starlette.datastructures import FormData, UploadFile

from app.domain.errors import BadInput, PublicationRefused, Refusal
from app.domain.publication import KIND_WORDS, KINDS_PUBLISHED
from app.i18n import N_, _
from app.services.publications import Reviewed
from sync.hub.program import Hub
from sync.hub.publishing import Publishing
from sync.hub.web.doorstep import MOST_FORM_BYTES, MOST_UPLOAD_BYTES, SmallFormRoute, drained, is_at_most
from sync.hub.web.pages import Pages, Seen, desk_names, sentence_of

_MOST_HELD = 8
MOST_SENTENCES = 200


@dataclass(frozen=True, slots=True)
class Draft:
    """A file somebody looked through. kind: what it must be, None for any."""

    name: str
    data: bytes
    effective: date
    kind: str | None


class Drafts:
    """The files that wait for a word, in memory: one a session; the oldest give way."""

    def __init__(self) -> None:
        self._held: OrderedDict[str, Draft] = OrderedDict()
        self._lock = threading.Lock()

    def keep(self, session: str, draft: Draft) -> str:
        """Keep a file for a session; return the word that names exactly this file and day."""
        with self._lock:
            self._held.pop(session, None)
            self._held[session] = draft
            while len(self._held) > _MOST_HELD:
                self._held.popitem(last=False)
        return _word(draft)

    def take(self, session: str, word: str) -> Draft | None:
        """Return the file that a word names, None if it is not there any more."""
        draft = self._held.get(session)
        return draft if draft is not None and _word(draft) == word else None

    def drop(self, session: str) -> None:
        """Forget a session's file."""
        with self._lock:
            self._held.pop(session, None)


def routes(pages: Pages) -> APIRouter:
    """Return the router of these pages."""
    router, uploads = APIRouter(route_class=SmallFormRoute), APIRouter()
    drafts, looking = Drafts(), Depends(pages.seen)

    @router.get("/cong-bo")
    def listed(seen: Seen = looking) -> Response:
        return _list(pages, seen)

    @uploads.post("/cong-bo")
    async def look_through(request: Request, seen: Seen = looking) -> Response:
        pages.operating(seen)
        if not is_at_most(request, MOST_UPLOAD_BYTES + MOST_FORM_BYTES):
            await drained(request)
            return await run_in_threadpool(_list, pages, seen, [_("The file is larger than 2 MB.")], status=413)
        async with request.form(max_files=1, max_fields=10) as form:
            pages.acting(seen, str(form.get("form", "")))
            file = form.get("file")
            data = await file.read() if isinstance(file, UploadFile) else b""
            return await run_in_threadpool(_review, pages, seen, drafts, form, data)

    @router.post("/cong-bo/ky")
    def publish(word: Annotated[str, Form()], form: Annotated[str, Form()], seen: Seen = looking) -> Response:
        pages.acting(seen, form)
        draft = drafts.take(seen.session.form, word)
        if draft is None:
            gone = _("The file is no longer here. Nothing was published; choose it again.")
            return _list(pages, seen, [gone], status=409)

        def do(hub: Hub) -> str:
            publishing = Publishing(hub)
            reviewed = publishing.review_data(draft.data, draft.name, effective=draft.effective, kind=draft.kind)
            (done,) = publishing.publish([reviewed]).publications
            drafts.drop(seen.session.form)
            return f"{_(KIND_WORDS[done.kind])} {done.version}: {done.title}"

        return pages.done(seen, "published", do, back="/cong-bo")

    router.include_router(uploads)
    return router


def _review(pages: Pages, seen: Seen, drafts: Drafts, form: FormData, data: bytes) -> Response:
    """Say what a file would publish; sign nothing."""
    try:
        draft = _draft(form, data, seen.now.date())
        reviewed = _reviewed(pages.hub, draft)
    except PublicationRefused as refusal:
        rows = refusal.details.get("rows")
        return _list(pages, seen, list(map(str, rows)) if isinstance(rows, list) else [], status=422)
    except Refusal as refusal:
        return _list(pages, seen, [sentence_of(refusal)], status=422)
    word = drafts.keep(seen.session.form, draft)
    return pages.page(
        "review", seen, reviewed=reviewed, draft=draft, word=word, kind_words=KIND_WORDS, most=MOST_SENTENCES
    )


def _draft(form: FormData, data: bytes, today: date) -> Draft:
    """Read the form. Raises BadInput."""
    file, kind = form.get("file"), str(form.get("kind", ""))
    if not isinstance(file, UploadFile) or not data:
        raise BadInput(field=_("File"), problem=N_("choose the file to publish"))
    if len(data) > MOST_UPLOAD_BYTES:
        raise BadInput(field=_("File"), problem=N_("it is too large"))
    if kind and kind not in KINDS_PUBLISHED:
        raise BadInput(field=_("Kind"), problem=N_("is not one of the choices"))
    asked = str(form.get("effective", "")).strip()
    try:
        effective = date.fromisoformat(asked) if asked else today
    except ValueError as unread:
        raise BadInput(field=_("First day"), problem=N_("is no date")) from unread
    if effective < today:
        raise BadInput(field=_("First day"), problem=N_("must not lie in the past"))
    return Draft((file.filename or "")[-80:], data, effective, kind or None)


def _reviewed(hub: Hub, draft: Draft) -> Reviewed:
    return Publishing(hub).review_data(draft.data, draft.name, effective=draft.effective, kind=draft.kind)


def _list(pages: Pages, seen: Seen, problems: list[str] | None = None, *, status: int = 200) -> Response:
    """Show what was published, how far it has come, and the form."""
    publishing, held = Publishing(pages.hub), pages.hub.published()
    version = held.version if held else 0
    reach = publishing.reach()
    name_of = desk_names(pages.hub)
    lacking = [name_of(station) for station, there in reach if there < version]
    return pages.page(
        "publishing",
        seen,
        status=status,
        listed=tuple(reversed(publishing.publications())),
        held=held,
        reach=len(reach),
        lacking=lacking,
        problems=problems or [],
        kinds=[(kind, _(KIND_WORDS[kind])) for kind in KINDS_PUBLISHED],
        kind_words=KIND_WORDS,
        today=seen.now.date(),
    )


def _word(draft: Draft) -> str:
    told = f"{draft.effective.isoformat()} {draft.kind or ''} {draft.name}".encode()
    return hashlib.sha256(hashlib.sha256(told).digest() + draft.data).hexdigest()
