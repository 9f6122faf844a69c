"""Where else a planned visit could be: what a menu to move it by hand is ranked by."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi import Path as InPath
from fastapi.responses import JSONResponse

from api.access.actor import Actor
from api.access.requiring import require
from api.access.roles import Permission
from api.dispatching.proposing import find_places
from api.dispatching.why_wire import OtherPlaces
from api.errors import RefusalError
from api.languages import Wanted
from api.service import Shared
from scheduler.files.scalars import Id, Time

router = APIRouter(prefix="/api/plans", tags=["plans"])


@router.get("/{key}/visits/{visit}/places", response_model=OtherPlaces)
def get_places(
    caller: Annotated[Actor, require(Permission.PLANS_MAKE)],
    service: Shared,
    language: Wanted,
    key: str,
    visit: Annotated[Id, InPath(description="the visit that is to be moved")],
    at: Annotated[Time | None, Query(description="as of when, in days that are tried out; now if left out")] = None,
) -> Response:
    """Tell of each car where and when it could make a visit, the cheapest first, or why it cannot; nothing is moved."""
    standing = service.answering.standings.stand(service.store, caller, key, Permission.PLANS_MAKE)
    base = standing.base
    moment = standing.sight(at, service.store.clock())
    with service.places.take(caller.user) as mine:
        if not mine:
            raise RefusalError("too_many_places", headers={"Retry-After": "1"})
        found = find_places(standing, visit, at=moment, folder=service.settings.roads, language=language)
    service.store.record(caller, action="plan:read", team=base.team, subject=base.subject)
    document = {"version": base.version, "last_event": standing.last_event, **found}
    return JSONResponse(document, headers={"ETag": base.etag})
