"""The console's page and what it is made of; whoever is not signed in gets the page to do so, wherever they come to."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Request, Response
from fastapi import Path as InPath

from api import console, errors, pages, signing_page
from api.access.requiring import public
from api.errors import RefusalError
from api.service import Shared

router = APIRouter()

_FOR_EVER: Final = "public, max-age=31536000, immutable"
"""Assets have their digest in their name."""


@router.get("/assets/{name}", include_in_schema=False, dependencies=[public()])
def get_asset(name: Annotated[str, InPath(max_length=200)], service: Shared, request: Request) -> Response:
    """Give a part of the console, compressed with gzip where the browser can."""
    asset = service.console.assets.get(name)
    if asset is None:
        raise RefusalError("not_found")
    headers = {"Cache-Control": _FOR_EVER, "Vary": "Accept-Encoding"}
    if asset.packed is None or "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(asset.content, media_type=asset.media_type, headers=headers)
    return Response(asset.packed, media_type=asset.media_type, headers=headers | {"Content-Encoding": "gzip"})


def get_console(service: Shared, request: Request) -> Response:
    """Show the console, which finds by the address what to show."""
    language = errors.language_of(request.scope)
    if service.identify(request) is None:
        page = signing_page.write_page(language=language, provider=service.doors.sign_on is not None)
        return pages.answer(page, connects=True)
    return console.answer(service.console, language=language, tiles=service.settings.online_tiles)


for _place in console.PLACES:
    router.add_api_route(_place, get_console, include_in_schema=False, dependencies=[public()])
