"""Tiles: the map behind everything, in vector tiles, and the style that they are shown in."""

from __future__ import annotations

import functools
import gzip
import hashlib
from pathlib import Path
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request, Response
from fastapi import Path as InPath

from api.access.requiring import require
from api.access.roles import Permission
from api.errors import RefusalError
from api.service import Service, Shared
from maps import tiles
from maps.errors import RoadsError
from maps.storage import library
from maps.storage.naming import NAME
from maps.tiles import Chart, Theme

_READER: Final = require(Permission.ROADS_READ)
router = APIRouter(prefix="/api/tiles", tags=["tiles"])

MEDIA_TYPE: Final = "application/vnd.mapbox-vector-tile"
_CACHED: Final = "private, max-age=3600"
_CACHED_AS_VERSION: Final = "private, max-age=604800, immutable"
_TILES_KEPT: Final = 2048
_NETWORK: Final = f"^{NAME}$"

NetworkName = Annotated[str, InPath(pattern=_NETWORK, max_length=64)]
Number = Annotated[int, InPath(ge=0, lt=1 << 30)]
Version = Annotated[
    str | None, Query(max_length=64, description="Of the roads, as `/api/tiles/{network}.json` tells it")
]


@router.get("/style/{theme}.json", dependencies=[_READER])
def get_style(
    theme: Theme, request: Request, network: Annotated[str, Query(pattern=_NETWORK, max_length=64)] = "umea"
) -> dict[str, Any]:
    """Give the style of the map, by day or by night, for the tiles of a network."""
    return tiles.make_style(theme, tilejson=str(request.url_for("describe_tiles", network=network)))


@router.get("/{network}.json", name="describe_tiles", dependencies=[_READER])
def describe_tiles(network: NetworkName, request: Request, service: Shared) -> dict[str, Any]:
    """Describe the tiles of a network: where they are, what they hold, and whose data they show (TileJSON 3.0)."""
    chart = _open(network, service)
    address = f"{request.base_url}api/tiles/{network}/{{z}}/{{x}}/{{y}}.mvt"
    if chart.version is not None:
        address += f"?v={chart.version}"
    told: dict[str, Any] = tiles.describe_tiles(
        name=network, address=address, attribution=chart.network.attribution, bounds=chart.bounds
    )
    return told


@router.get(
    "/{network}/{z}/{x}/{y}.mvt",
    response_class=Response,
    responses={
        200: {"content": {MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}}},
        204: {"description": "Nothing is there"},
        304: {"description": "As it was"},
    },
    dependencies=[_READER],
)
def get_tile(
    network: NetworkName, z: Number, x: Number, y: Number, request: Request, service: Shared, v: Version = None
) -> Response:
    """Give a vector tile, compressed with gzip; asked for by its version, browsers keep it for a week."""
    if z > tiles.LAST_ZOOM or x >= 1 << z or y >= 1 << z:
        raise RefusalError("not_found")
    chart = _open(network, service)
    packed, tag = _cut(chart, z, x, y)
    cached = _CACHED_AS_VERSION if v is not None and v == chart.version else _CACHED
    headers = {"ETag": tag, "Cache-Control": cached, "Vary": "Accept-Encoding"}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if not packed:
        return Response(status_code=204, headers=headers)
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(gzip.decompress(packed), media_type=MEDIA_TYPE, headers=headers)
    return Response(packed, media_type=MEDIA_TYPE, headers=headers | {"Content-Encoding": "gzip"})


def _open(name: str, service: Service) -> Chart:
    """Open the chart of a network that is kept or always there; others are not made because somebody asks."""
    folder: Path = service.settings.roads
    if name not in library.EMBEDDED and tiles.find_mode(name, folder=folder) is None:
        raise RefusalError("not_found")
    try:
        return tiles.open_chart(name, folder=folder)
    except RoadsError as error:
        if error.code == "unknown_network":
            raise RefusalError("not_found") from error
        raise


@functools.lru_cache(maxsize=_TILES_KEPT)
def _cut(chart: Chart, zoom: int, x: int, y: int) -> tuple[bytes, str]:
    """Give a tile as it is sent, and its tag; both are kept for as long as the chart is that of the files."""
    content = tiles.cut_tile(chart, zoom=zoom, x=x, y=y)
    tag = f'"{hashlib.sha256(content).hexdigest()[:24]}"'
    return (tiles.pack(content) if content else b""), tag
