"""All tiles of a network in one PMTiles file (version 3, https://github.com/protomaps/PMTiles)."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, Any, Final

import numpy as np
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer

from maps.errors import RoadsError
from maps.tiles.cutting import BUFFER, Chart, cut_tile
from maps.tiles.document import vector_layers
from maps.tiles.encoding import EXTENT
from maps.tiles.layers import LAST_ZOOM

_COMPRESSION_LEVEL: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Baked:
    """What was written."""

    tiles: int
    bytes: int
    """Of the tiles, compressed."""


def bake(
    chart: Chart,
    file: IO[bytes],
    *,
    zooms: tuple[int, int],
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Baked:
    """Write the tiles of the zooms from the first to the last; the same chart gives the same bytes.

    Parameters
    ----------
    chart
        What is drawn.
    file
        Where to, opened for writing.
    zooms
        First and last.
    progress
        Called with how many tiles are done, and of how many.

    Raises
    ------
    RoadsError
        ``bad_zooms``, or ``no_tiles`` where nothing is to be seen at these zooms.
    """
    first, last = zooms
    if not 0 <= first <= last <= LAST_ZOOM:
        raise RoadsError("bad_zooms", last=LAST_ZOOM)
    wanted = [tile for zoom in range(first, last + 1) for tile in sorted(_find_tiles(chart, zoom))]
    writer: Any = _open_writer(file)
    written = size = 0
    for done, (number, zoom, x, y) in enumerate(wanted, start=1):
        content = cut_tile(chart, zoom=zoom, x=x, y=y)
        if content:
            packed = pack(content)
            writer.write_tile(number, packed)
            written, size = written + 1, size + len(packed)
        progress(done, len(wanted))
    if not written:
        writer.tile_f.close()
        raise RoadsError("no_tiles", first=first, last_wanted=last)
    writer.finalize(_header(chart, last), _metadata(chart))
    return Baked(tiles=written, bytes=size)


def _open_writer(file: IO[bytes]) -> Any:
    made: Callable[[IO[bytes]], Any] = Writer
    return made(file)


def pack(content: bytes) -> bytes:
    """Compress a tile; the same content gives the same bytes."""
    return gzip.compress(content, _COMPRESSION_LEVEL, mtime=0)


def _find_tiles(chart: Chart, zoom: int) -> Iterator[tuple[int, int, int, int]]:
    """Give number, zoom, x and y of the tiles in whose box something may be, without trying all of a wide country."""
    seen: set[tuple[int, int]] = set()
    reach, last = BUFFER / EXTENT, (1 << zoom) - 1
    for layer in chart.at(zoom):
        boxes = layer.box[layer.zoom <= zoom] * 2.0**zoom
        low = np.clip(np.floor(boxes[:, :2] - reach), 0, last).astype(int)
        high = np.clip(np.floor(boxes[:, 2:] + reach), 0, last).astype(int)
        for (west, north), (east, south) in zip(low.tolist(), high.tolist(), strict=True):
            seen.update((x, y) for x in range(west, east + 1) for y in range(north, south + 1))
    return ((zxy_to_tileid(zoom, x, y), zoom, x, y) for x, y in seen)


def _header(chart: Chart, last: int) -> dict[str, object]:
    south, west, north, east = (round(value * 1e7) for value in chart.bounds)
    return {
        "tile_type": TileType.MVT,
        "tile_compression": Compression.GZIP,
        "min_lon_e7": west,
        "min_lat_e7": south,
        "max_lon_e7": east,
        "max_lat_e7": north,
        "center_zoom": min(11, last),
        "center_lon_e7": (west + east) // 2,
        "center_lat_e7": (south + north) // 2,
    }


def _metadata(chart: Chart) -> dict[str, object]:
    network = chart.network
    told: dict[str, object] = {
        "name": network.name,
        "format": "pbf",
        "attribution": network.attribution,
        "vector_layers": vector_layers(),
    }
    if network.made:
        told["description"] = network.attribution
    return told
