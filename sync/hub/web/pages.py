"""The routes of the province's pages: each reads the picture at its moment and fills one template."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.exceptions import HTTPException

from app.domain.errors import EnvironmentFault, Refusal
from app.i18n import N_, _, ngettext
from app.services.catalogue import load_catalogue
from sync.hub.journal import Journal
from sync.hub.picture import MOST_LINES, Picture
from sync.hub.program import Hub
from sync.hub.users import User, Users
from sync.hub.web.charts import on_time_chart, percent
from sync.hub.web.doorstep import SmallFormRoute, visible
from sync.hub.web.sessions import LASTS, Session, Sessions
from sync.hub.web.workbook import workbook

TEMPLATES = Path(__file__).parent.parent / "pages"
COOKIE = "motcua"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MENU = (
    ("/", N_("Communes"), ("communes", "commune")),
    ("/linh-vuc", N_("Fields"), ("fields",)),
    ("/dung-han", N_("On time"), ("on_time",)),
    ("/can-xem", N_("Kept apart"), ("tray", "kept")),
    ("/mau-thuan", N_("Conflicts"), ("conflicts", "conflict")),
    ("/tram", N_("Desks"), ("desks", "desk", "revoke")),
    ("/cong-bo", N_("Publishing"), ("publishing", "review")),
)
_OPERATORS_MENU = ("/suc-khoe", N_("Health"), ("health",))
POLICY = {
    "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'; form-action 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class NotSignedIn(Exception):
    """Nobody is signed in: the way leads to the sign-in page."""


class NotAllowed(Exception):
    """This user may only read, or the form did not come from a page of ours."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Who looks, and the moment of the request."""

    user: User
    session: Session
    now: datetime


class Pages:
    """The pages over an open hub. open_writing: opens it for one act; secure: the cookie travels by HTTPS only."""

    def __init__(self, hub: Hub, open_writing: Callable[[], AbstractContextManager[Hub]], *, secure: bool) -> None:
        self.hub, self.open_writing, self._secure = hub, open_writing, secure
        self.sessions = Sessions()
        self.users = Users(hub)
        self._templates = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            finalize=visible,
        )
        self._templates.globals.update(
            _=_,
            ngettext=ngettext,
            percent=percent,
            tenths=_tenths,
            moment=_moment,
            day=_day,
            commune_name=commune_name,
        )

    def seen(self, request: Request) -> Seen:
        """Return who looks. Raises NotSignedIn."""
        now = self.hub.clock.now()
        session = self.sessions.of(request.cookies.get(COOKIE), now)
        user = self.users.user(session.login, signed_in_at=session.until - LASTS) if session else None
        if session is None or user is None:
            raise NotSignedIn
        return Seen(user, session, now)

    def acting(self, seen: Seen, form: str) -> None:
        """Let an operator's own form through. Raises NotAllowed."""
        if not seen.user.may_act or form != seen.session.form:
            raise NotAllowed

    def operating(self, seen: Seen) -> None:
        """Let operators through. Raises NotAllowed."""
        if not seen.user.may_act:
            raise NotAllowed

    def done(self, seen: Seen, act: str, do: Callable[[Hub], str], *, back: str) -> Response:
        """Do one act that :meth:`acting` let through, note it with the user's name, lead on; or say why not.

        do: returns what the journal names: a code, a desk, a title.
        """
        try:
            with self.open_writing() as hub:
                Journal(hub).note(seen.user, act, do(hub))
        except Refusal as refusal:
            return self.refused(seen, refusal)
        return RedirectResponse(back, status_code=303)

    def refused(self, seen: Seen, refusal: Refusal) -> HTMLResponse:
        """Say a refusal in its sentence."""
        return self.page("message", seen, status=409, title=_("Nothing was changed"), text=sentence_of(refusal))

    def missing(self, seen: Seen, title: str, text: str) -> HTMLResponse:
        """Say that there is no such thing."""
        return self.page("message", seen, status=404, title=title, text=text)

    def page(self, name: str, seen: Seen | None, *, status: int = 200, **values: object) -> HTMLResponse:
        """Fill a template. seen: None before the sign-in."""
        text = self._templates.get_template(f"{name}.html").render(
            province=self.hub.card.province,
            practice=self.hub.card.practice,
            user=seen.user if seen else None,
            form=seen.session.form if seen else "",
            now=self.hub.clock.now(),
            menu=[(address, _(word), name in names) for address, word, names in _menu_for(seen)],
            **values,
        )
        return HTMLResponse(text, status_code=status, headers=POLICY)

    def sign_in(self, login: str, password: str) -> Response:
        """Answer the sign-in form."""
        now = self.hub.clock.now()
        login = login.strip().lower()
        if wait := self.sessions.wait_before(login, now):
            sentence = _("Too many wrong tries. Wait {seconds} seconds, then try again.")
            seconds = int(wait.total_seconds()) + 1
            return self.page("sign_in", None, status=429, trouble=sentence.format(seconds=seconds))
        user = self.users.sign_in(login, password)
        if user is None:
            self.sessions.failed(login, now)
            trouble = _("Name or password is wrong. Nothing was changed.")
            return self.page("sign_in", None, status=403, trouble=trouble)
        answer = RedirectResponse("/", status_code=303)
        token = self.sessions.begin(user.login, now)
        answer.set_cookie(COOKIE, token, httponly=True, samesite="strict", secure=self._secure, path="/")
        return answer


def routes(pages: Pages) -> APIRouter:
    """Return the router of the pages."""
    router = APIRouter(route_class=SmallFormRoute)
    looking = Depends(pages.seen)

    @router.get("/dang-nhap")
    def sign_in_page() -> Response:
        return pages.page("sign_in", None, trouble="")

    @router.post("/dang-nhap")
    def sign_in(login: Annotated[str, Form()], password: Annotated[str, Form()]) -> Response:
        return pages.sign_in(login, password)

    @router.post("/dang-xuat")
    def sign_out(request: Request) -> Response:
        pages.sessions.end(request.cookies.get(COOKIE))
        return RedirectResponse("/dang-nhap", status_code=303)

    @router.get("/")
    def communes(seen: Seen = looking, im_lang: bool = False) -> Response:
        lines = Picture(pages.hub, seen.now).communes()
        shown = [one for one in lines if one.is_quiet] if im_lang else list(lines)
        return pages.page("communes", seen, lines=shown, all_lines=lines, quiet_only=im_lang)

    @router.get("/xa/{code}")
    def commune(code: str, seen: Seen = looking, linh_vuc: str | None = None, qua_han: bool = False) -> Response:
        picture = Picture(pages.hub, seen.now, of=code)
        line = next(iter(picture.communes()), None)
        if line is None:
            return pages.missing(seen, _("No such commune"), _("It has no desk here."))
        return pages.page(
            "commune",
            seen,
            line=line,
            stations=picture.stations_of(code),
            fields=picture.fields(code),
            chart=on_time_chart(picture.weeks(code)),
            dossiers=picture.open_lines(code, field=linh_vuc, overdue=qua_han),
            field=linh_vuc,
            overdue=qua_han,
            most=MOST_LINES,
            query=lambda **asked: "?" + urlencode({key: value for key, value in asked.items() if value}),
        )

    @router.get("/linh-vuc")
    def fields(seen: Seen = looking) -> Response:
        return pages.page("fields", seen, lines=Picture(pages.hub, seen.now).fields())

    @router.get("/dung-han")
    def on_time(seen: Seen = looking) -> Response:
        picture = Picture(pages.hub, seen.now)
        weeks = picture.weeks()
        table = [(one, picture.weeks(one.code)) for one in picture.communes()]
        return pages.page("on_time", seen, chart=on_time_chart(weeks), weeks=weeks, table=table)

    @router.get("/xuat.xlsx")
    def export(seen: Seen = looking) -> Response:
        name = f"mot-cua-{seen.now:%y%m%d-%H%M}.xlsx"
        headers = {"Content-Disposition": f'attachment; filename="{name}"', **POLICY}
        return Response(workbook(Picture(pages.hub, seen.now)), media_type=XLSX, headers=headers)

    @router.get("/style.css")
    def style() -> Response:
        return Response((TEMPLATES / "style.css").read_bytes(), media_type="text/css")

    return router


def handlers(pages: Pages) -> Mapping[type[Exception], Callable[[Request, Exception], Response]]:
    """Return what answers a request that may not go on: in words, whatever happened."""

    def told(status: int, title: str, text: str) -> Response:
        return pages.page("message", None, status=status, title=title, text=text)

    def refused(_request: Request, refusal: Exception) -> Response:
        status = 503 if isinstance(refusal, EnvironmentFault) else 409
        text = sentence_of(refusal) if isinstance(refusal, Refusal) else ""
        return told(status, _("The page cannot be shown now"), text)

    def astray(_request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 404
        return told(status, _("There is no such page"), _("Go back and choose from the list at the top."))

    return {NotSignedIn: _to_sign_in, NotAllowed: _refuse, Refusal: refused, HTTPException: astray}


def _to_sign_in(request: Request, refusal: Exception) -> Response:
    return RedirectResponse("/dang-nhap", status_code=303)


def _refuse(request: Request, refusal: Exception) -> Response:
    text = _("You may only read these pages, or the form is too old. Nothing was changed. Open the page again.")
    return PlainTextResponse(text, status_code=403, headers=POLICY)


def desk_names(hub: Hub) -> Callable[[bytes], str]:
    """Return what names desks by their ids: commune, number, own name; the start of the id for an unknown one."""
    stations = hub.stations().stations

    def name_of(station: bytes) -> str:
        one = stations.get(station)
        if one is None:
            return station.hex()[:8]
        commune = commune_name(one.commune)
        name = f" ({one.name})" if one.name and not one.name.startswith(commune) else ""
        return f"{commune} · {one.number}{name}"

    return name_of


_WORDED = ("problem", "field")
_FIELDS = {"reason": N_("reason")}


def sentence_of(refusal: Refusal) -> str:
    """Return a refusal as people read it."""
    told = {key: _(_FIELDS.get(str(value), str(value))) for key, value in refusal.details.items() if key in _WORDED}
    return _(refusal.message).format(**{**refusal.details, **told})


def commune_name(code: str) -> str:
    """Return a commune's full name, its code for one the list does not know."""
    found = load_catalogue().commune(code)
    return found.full_name if found.code == code else code


def _menu_for(seen: Seen | None) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    return (*_MENU, _OPERATORS_MENU) if seen and seen.user.may_act else _MENU


def _moment(at: datetime | None) -> str:
    return "" if at is None else f"{at:%d/%m/%Y %H:%M}"


def _day(at: datetime | None) -> str:
    return "" if at is None else f"{at:%d/%m/%Y}"


def _tenths(amount: float) -> str:
    return f"{amount:.1f}".replace(".", ",")
