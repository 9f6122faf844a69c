"""Reach: how far one comes on a network, as areas on the map."""

from __future__ import annotations

from typing import Annotated, Any, Final

import numpy as np
from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import Field

from api.access.requiring import require
from api.access.roles import Permission
from api.routes import drives
from api.service import Shared
from api.wire import Wire
from maps import reach, snapping
from maps.network import Mode
from scheduler.faults import Fault, InputError

_READER: Final = require(Permission.ROADS_READ)
router = APIRouter(prefix="/api/roads", tags=["roads"])

_MEDIA_TYPE: Final = "application/geo+json"
_GEOJSON: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {_MEDIA_TYPE: {"schema": {"type": "object"}}}, "description": "Areas, the longest time first"}
}


class ReachOrder(Wire):
    """From where, how long and which way."""

    places: Annotated[list[drives.Spot], Field(min_length=1, max_length=50)] = Field(
        description="of several the nearest counts"
    )
    minutes: Annotated[list[Annotated[float, Field(gt=0, le=reach.MOST_MINUTES)]], Field(min_length=1, max_length=12)]
    mode: Mode = "car"
    depart: drives.Depart = None
    reverse: bool = Field(default=False, description="drives to the places instead of from them")
    roads: bool = Field(default=False, description="also the streets that are reached")


@router.post("/{name}/reach", response_class=JSONResponse, responses=_GEOJSON, dependencies=[_READER])
def post_reach(service: Shared, name: str, order: ReachOrder) -> JSONResponse:
    """Draw how far one comes from places; the streets are exact, the areas drawn around them."""
    drives.refuse_unmeant(places=order.places)
    network, conditions = drives.open_kept(service, name, order.mode, order.depart)
    places = snapping.snap(network, [place.lat for place in order.places], [place.lon for place in order.places])
    served = drives.find_served(places)
    if not served.all():
        faults = [Fault(code="unserved", file="body", field=f"places.{row}") for row in np.flatnonzero(~served)]
        raise InputError(faults)
    found = reach.spread(network, places, order.minutes, conditions=conditions, reverse=order.reverse)
    return JSONResponse(reach.to_geojson(found, roads=order.roads), media_type=_MEDIA_TYPE)
