"""How a running day goes on: where cars are, when they come, and what to mind."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import JSONResponse

from api.access.actor import Actor
from api.access.requiring import require
from api.access.roles import Permission
from api.dispatching.outlook_wire import OutlookEntry
from api.dispatching.outlooks import outlook_document
from api.service import Shared
from scheduler.files.scalars import Time

router = APIRouter(prefix="/api/plans", tags=["events"])

Asked = Annotated[Time | None, Query(max_length=40, description="as of when; now if left out")]


@router.get("/{key}/outlook", response_model=OutlookEntry)
def get_outlook(
    caller: Annotated[Actor, require(Permission.PLANS_READ)], service: Shared, key: str, at: Asked = None
) -> Response:
    """Tell where each car is and when its visits will be, with what has been told; where nothing was, as planned."""
    standing = service.answering.standings.stand(service.store, caller, key, Permission.PLANS_READ)
    found = service.outlooks.look(standing, standing.sight(at, service.store.clock()))
    base = standing.base
    service.store.record(caller, action="plan:read", team=base.team, subject=base.subject)
    document = outlook_document(found, standing.day.timezone)
    return JSONResponse({"version": base.version, "last_event": standing.last_event, **document})
