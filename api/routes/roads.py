"""Roads: the networks that days may name, and what is known of each."""

from __future__ import annotations

import datetime as dt
from typing import Final

from fastapi import APIRouter

from api.access.requiring import require
from api.access.roles import Permission
from api.errors import RefusalError
from api.service import Shared
from api.wire import RoadsEntry, Wire
from maps.network import Mode
from maps.storage import store

_READER: Final = require(Permission.ROADS_READ)
router = APIRouter(prefix="/api/roads", tags=["roads"])


class Bounds(Wire):
    """The rectangle that holds a network, in degrees (WGS 84)."""

    south: float
    west: float
    north: float
    east: float


class RoadsInfo(Wire):
    """What is known of a network for one way of travelling."""

    name: str
    mode: Mode
    made: bool
    source: str
    date: dt.date | None
    licence: str
    attribution: str
    nodes: int
    edges: int
    road_metres: int
    bounds: Bounds


@router.get("", dependencies=[_READER])
def list_roads(service: Shared) -> list[RoadsEntry]:
    """List the road networks that are kept."""
    return [
        RoadsEntry(name=entry.name, mode=entry.mode, made=entry.made, attribution=entry.attribution)
        for entry in store.names(service.settings.roads)
    ]


@router.get("/{name}", dependencies=[_READER])
def get_roads(service: Shared, name: str) -> list[RoadsInfo]:
    """Tell of a network that is kept, for each way of travelling."""
    entries = [entry for entry in store.names(service.settings.roads) if entry.name == name]
    if not entries:
        raise RefusalError("not_found", subject="roads")
    return [_describe(entry) for entry in entries]


def _describe(entry: store.Entry) -> RoadsInfo:
    south, west, north, east = entry.bounds
    told = {field: getattr(entry, field) for field in RoadsInfo.model_fields if field != "bounds"}
    return RoadsInfo(**told, bounds=Bounds(south=south, west=west, north=north, east=east))
