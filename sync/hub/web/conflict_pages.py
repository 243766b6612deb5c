"""What stations said against each other: the list by commune, both versions side by side, the province's decision."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from fastapi.responses import Response

from app.domain.dossier import Dossier
from app.domain.errors import Refusal, UnknownDossier
from app.i18n import _
from app.readings import Officer
from app.services.conflicts import Conflicts, ReviewLine
from sync.hub.decisions import conflicts, officer_of
from sync.hub.picture import Picture
from sync.hub.program import Hub
from sync.hub.relaying import settle_order
from sync.hub.web import conflict_words
from sync.hub.web.doorstep import SmallFormRoute
from sync.hub.web.pages import Pages, Seen, commune_name, desk_names, sentence_of

_MOST = 500
Text = Annotated[str, Form()]


def routes(pages: Pages) -> APIRouter:
    """Return the router of these pages."""
    router = APIRouter(route_class=SmallFormRoute)
    looking = Depends(pages.seen)

    @router.get("/mau-thuan")
    def listed(seen: Seen = looking, xa: str | None = None) -> Response:
        hub = pages.hub
        desk, contradicted = conflicts(hub), Picture(hub, hub.clock.now()).contradicted()
        said, doubles = desk.contradictions(), desk.doubles()
        communes = contradicted.keys() | {commune for line in doubles for commune in _communes_of(line)}
        return pages.page(
            "conflicts", seen, said=_of_commune(said, xa), doubles=_of_commune(doubles, xa), commune=xa, most=_MOST,
            counted=[(code, contradicted.get(code, 0)) for code in sorted(communes, key=commune_name)],
            count=sum(contradicted.values()), count_here=contradicted.get(xa, 0) if xa else sum(contradicted.values()),
            words=conflict_words,
        )  # fmt: skip

    @router.get("/mau-thuan/{dossier}")
    def one(dossier: str, seen: Seen = looking) -> Response:
        try:
            asked = _id(dossier)
            found = conflicts(pages.hub).of(asked)
            whole = pages.hub.store.queries.dossier(asked)
        except Refusal as refusal:
            return pages.missing(seen, _("No such dossier"), sentence_of(refusal))
        told = [(beside.line, conflict_words.told_sides(beside)) for beside in found]
        sides = [side for _line, both in told for side in both]
        stations = {side.station for side in sides} | {act.station for side in sides for act in side.acts}
        name_of = desk_names(pages.hub)
        names = {station: name_of(bytes.fromhex(station)) for station in stations}
        return pages.page("conflict", seen, dossier=whole, told=told, names=names, words=conflict_words)

    @router.post("/mau-thuan/{dossier}/quyet-dinh")
    def decide(dossier: str, item: Text, keep: Text, form: Text, why: Text = "", seen: Seen = looking) -> Response:
        pages.acting(seen, form)
        do = _deciding(dossier, seen, lambda desk, id_, by: desk.resolve(
            id_, keep=keep, item=item, why=why.strip(), officer=by, by=by.name
        ))  # fmt: skip
        return pages.done(seen, "decided", do, back=f"/mau-thuan/{dossier}")

    @router.post("/mau-thuan/{dossier}/bo-qua")
    def dismiss(dossier: str, item: Text, form: Text, why: Text = "", seen: Seen = looking) -> Response:
        pages.acting(seen, form)
        do = _deciding(dossier, seen, lambda desk, id_, by: desk.dismiss(
            id_, item=item, why=why.strip(), officer=by
        ))  # fmt: skip
        return pages.done(seen, "dismissed", do, back=f"/mau-thuan/{dossier}")

    @router.post("/mau-thuan/{dossier}/gop")
    def merge(dossier: str, into: Text, form: Text, why: Text = "", seen: Seen = looking) -> Response:
        pages.acting(seen, form)
        do = _deciding(dossier, seen, lambda desk, id_, by: desk.merge(
            id_, into=_id(into), why=why.strip(), officer=by
        ))  # fmt: skip
        return pages.done(seen, "merged", do, back=f"/mau-thuan/{into if _is_id(into) else dossier}")

    return router


def _deciding(dossier: str, seen: Seen, decide: Callable[[Conflicts, bytes, Officer], Dossier]) -> Callable[[Hub], str]:
    def do(hub: Hub) -> str:
        decided = decide(conflicts(hub), _id(dossier), officer_of(hub, seen.user.name))
        settle_order(hub)
        return decided.code

    return do


def _of_commune(lines: tuple[ReviewLine, ...], commune: str | None) -> list[ReviewLine]:
    found = [line for line in lines if commune is None or commune in _communes_of(line)]
    return sorted(found, key=lambda line: commune_name(line.dossier.commune))


def _communes_of(line: ReviewLine) -> set[str]:
    return {one.commune for one in (line.dossier, line.other) if one is not None}


def _is_id(text: str) -> bool:
    return len(text) == 32 and all(letter in "0123456789abcdef" for letter in text)


def _id(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError as unknown:
        raise UnknownDossier(code=text[:40]) from unknown
