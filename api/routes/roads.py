"""Roads: the networks that days may name."""

from __future__ import annotations

from fastapi import APIRouter

from api.service import Shared
from api.wire import RoadsEntry
from maps.storage import store

router = APIRouter(prefix="/api/roads", tags=["roads"])


@router.get("")
def list_roads(service: Shared) -> list[RoadsEntry]:
    """List the road networks that are kept."""
    return [
        RoadsEntry(name=entry.name, mode=entry.mode, made=entry.made, attribution=entry.attribution)
        for entry in store.names(service.settings.roads)
    ]
