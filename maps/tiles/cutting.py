"""Tiles cut out of a network's map."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import shapely

from maps.errors import RoadsError
from maps.network import Ints, RoadNetwork
from maps.scenery import Scenery, from_network
from maps.tiles import encoding, ground, layers, roads
from maps.tiles.encoding import EXTENT
from maps.tiles.ground import Ground
from maps.tiles.layers import LAST_ZOOM, Layer, Shapes
from maps.tiles.roads import RoadLines

BUFFER: Final = 64
"""Units beyond the edge of a tile that lines and areas reach, so that their borders are not seen."""
Bounds = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Chart:
    """A network with its surroundings, ready to be drawn; the layers of a band are made when they are first wanted."""

    network: RoadNetwork
    bounds: Bounds
    """South, west, north and east in degrees: of the extract, or of all that is known where it does not tell."""
    make: Callable[[tuple[int, int]], tuple[Layer, ...]] = field(repr=False)
    """Makes the layers of a band, or reads them where they are kept."""
    version: str | None = None
    """Another one wherever tiles may be others; None where nobody can tell."""
    _bands: dict[tuple[int, int], tuple[Layer, ...]] = field(default_factory=dict, repr=False)
    _lock: threading.RLock = field(default_factory=threading.RLock, repr=False)

    def at(self, zoom: int) -> tuple[Layer, ...]:
        """Give the layers that are shown at a zoom, in the order in which they are drawn."""
        band = layers.band_of(zoom)
        with self._lock:
            if band not in self._bands:
                self._bands[band] = self.make(band)
            return self._bands[band]


def chart(network: RoadNetwork, scenery: Scenery | None = None) -> Chart:
    """Join a network and its scenery; without one, only what the network itself knows is shown."""
    around = from_network(network) if scenery is None else scenery
    lines = roads.find_lines(network, around)
    land = ground.find_ground(around, lines)
    return Chart(
        network=network,
        bounds=around.bounds or _find_bounds(lines, land),
        make=functools.partial(_make_band, lines, land),
    )


def _find_bounds(lines: RoadLines, land: Ground) -> Bounds:
    shapes = np.concatenate([lines.shape, land.area_shape, land.line_shape])
    west, north, east, south = (float(value) for value in shapely.total_bounds(shapes))
    lats, lons = layers.from_world(np.array([[west, south], [east, north]]))
    return float(lats[0]), float(lons[0]), float(lats[1]), float(lons[1])


def _make_band(lines: RoadLines, land: Ground, band: tuple[int, int]) -> tuple[Layer, ...]:
    made = (
        ground.make_areas(land, band, "land"),
        ground.make_water(land, band),
        ground.make_lines(land, band, "waterways"),
        ground.make_areas(land, band, "buildings"),
        ground.make_lines(land, band, "rail"),
        roads.make_roads(lines, band),
        roads.make_labels(lines, band),
        ground.make_area_labels(land, band),
        *(ground.make_points(land, band, name) for name in ("care", "places")),
    )
    return tuple(sorted(made, key=lambda layer: layers.LAYERS.index(layer.name)))


def cut_tile(drawn: Chart, *, zoom: int, x: int, y: int) -> bytes:
    """Give a vector tile; empty where nothing is.

    Raises
    ------
    RoadsError
        ``no_tile`` for numbers that no tile has.
    """
    if not (0 <= zoom <= LAST_ZOOM and 0 <= x < 1 << zoom and 0 <= y < 1 << zoom):
        raise RoadsError("no_tile", zoom=str(zoom)[:20], last=LAST_ZOOM)
    return b"".join(_cut_layer(layer, zoom, x, y) for layer in drawn.at(zoom))


def _cut_layer(layer: Layer, zoom: int, x: int, y: int) -> bytes:
    side, hair = 0.5**zoom, BUFFER / EXTENT * 0.5**zoom
    box: tuple[float, ...] = (x * side - hair, y * side - hair, (x + 1) * side + hair, (y + 1) * side + hair)
    found = layer.find(box, zoom)
    if layer.name in layers.POINTS:
        points = layer.box[found, :2] / side
        found = found[(np.floor(points) == (x, y)).all(axis=1)]  # on one tile, not on its neighbours too
    if not len(found):
        return b""
    kind, clipped = layer.kind, _clip(layer, found, box)
    corner, scale = np.array([x * side, y * side]), EXTENT / side
    pieces, of = _pieces(clipped, kind)
    if kind == encoding.POLYGON:
        pieces, of = _snap(shapely.transform(pieces, lambda points: (points - corner) * scale), of)
        corner, scale = np.zeros(2), 1.0
    rows, feature = np.unique(layer.row[found][of], return_inverse=True)
    told = rows.tolist()
    parts = encoding.take_parts(pieces, feature.ravel(), corner=corner, scale=scale)
    return encoding.encode_layer(
        layer.name,
        kind=kind,
        parts=parts,
        ids=[row + 1 for row in told],
        properties=[layer.properties[row] for row in told],
    )


def _clip(layer: Layer, found: Ints, box: tuple[float, ...]) -> Shapes:
    """Give shapes with only those clipped that reach beyond a box."""
    shapes, boxes = layer.take(found), layer.box[found]
    beyond = (boxes[:, :2] < box[:2]).any(axis=1) | (boxes[:, 2:] > box[2:]).any(axis=1)
    if layer.kind != encoding.POINT:
        shapes[beyond] = shapely.clip_by_rect(shapes[beyond], *box)
    return shapes


def _pieces(shapes: Shapes, kind: int) -> tuple[Shapes, Ints]:
    """Give the parts of shapes that are of the type wanted, and which shape each is of."""
    pieces, of = shapely.get_parts(shapes, return_index=True)
    right = (shapely.get_type_id(pieces) == layers.TYPES[kind]) & ~shapely.is_empty(pieces)
    return pieces[right], of[right]


def _snap(pieces: Shapes, of: Ints) -> tuple[Shapes, Ints]:
    """Give polygons on the tile's grid, and which shape each is of."""
    rounded = shapely.transform(pieces, np.rint)
    if shapely.is_valid(rounded).all():
        return rounded, of
    return _mended(pieces, rounded, of)


def _mended(pieces: Shapes, rounded: Shapes, of: Ints) -> tuple[Shapes, Ints]:
    """Give polygons whose borders would cross themselves on the grid as such that do not."""
    broken = ~shapely.is_valid(rounded)
    rounded[broken] = shapely.set_precision(pieces[broken], 1.0)
    parts, which = shapely.get_parts(rounded, return_index=True)
    solid = (shapely.get_type_id(parts) == shapely.GeometryType.POLYGON) & ~shapely.is_empty(parts)
    return parts[solid], of[which[solid]]
