"""What every form passes before it is read: small bodies only, and text of strangers that cannot turn a page around."""

from __future__ import annotations

import re
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import PlainTextResponse, Response
from fastapi.routing import APIRoute

from app.i18n import _

MOST_FORM_BYTES = 64 * 1024
MOST_UPLOAD_BYTES = 2 * 1024 * 1024
_MOST_DRAINED = 8 * MOST_UPLOAD_BYTES
_UNSEEN = re.compile("[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
"""Characters nobody sees: control characters, and those that turn the direction of what follows."""

Answering = Callable[[Request], Coroutine[Any, Any, Response]]


class SmallFormRoute(APIRoute):
    """A route that reads no form larger than :data:`MOST_FORM_BYTES`, nor one that does not say how large it is."""

    def get_route_handler(self) -> Answering:
        """Return what answers, after a look at the size."""
        answer = super().get_route_handler()

        async def looked_at(request: Request) -> Response:
            if request.method == "POST" and not is_at_most(request, MOST_FORM_BYTES):
                return too_large()
            try:
                return await answer(request)
            except RequestValidationError:
                return PlainTextResponse(_("The form is not whole. Nothing was changed. Open the page again."), 400)

        return looked_at


def is_at_most(request: Request, most: int) -> bool:
    """Tell whether a request says that its body is no larger."""
    said = request.headers.get("content-length", "")
    return said.isascii() and said.isdigit() and len(said) < 12 and int(said) <= most


async def drained(request: Request) -> None:
    """Read what an older browser insists on sending before it reads an answer, as far as is decent."""
    read = 0
    async for chunk in request.stream():
        read += len(chunk)
        if read > _MOST_DRAINED:
            return


def too_large() -> Response:
    """Return the answer to a body that is not read."""
    return PlainTextResponse(_("That is too large. Nothing was changed."), 413)


def visible(value: object) -> object:
    """Return what a template may show: every unseen character becomes «�»."""
    if type(value) is str and _UNSEEN.search(value):
        return _UNSEEN.sub("\N{REPLACEMENT CHARACTER}", value)
    return value
