"""Tiles cut out of a network's map."""

from __future__ import annotations

import threading
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
_KIND_OF: Final = {
    int(shapely.GeometryType.POINT): encoding.POINT,
    int(shapely.GeometryType.LINESTRING): encoding.LINE,
    int(shapely.GeometryType.POLYGON): encoding.POLYGON,
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Chart:
    """A network with its surroundings, ready to be drawn; the layers of a band are made when they are first wanted."""

    network: RoadNetwork
    scenery: Scenery
    roads: RoadLines
    ground: Ground
    _bands: dict[tuple[int, int], tuple[Layer, ...]] = field(default_factory=dict, repr=False)
    _lock: threading.RLock = field(default_factory=threading.RLock, repr=False)

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """South, west, north and east in degrees: of the extract, or of all that is known where it does not tell."""
        if self.scenery.bounds is not None:
            return self.scenery.bounds
        shapes = np.concatenate([self.roads.shape, self.ground.area_shape, self.ground.line_shape])
        west, north, east, south = (float(value) for value in shapely.total_bounds(shapes))
        lats, lons = layers.from_world(np.array([[west, south], [east, north]]))
        return float(lats[0]), float(lons[0]), float(lats[1]), float(lons[1])

    def at(self, zoom: int) -> tuple[Layer, ...]:
        """Give the layers that are shown at a zoom, in the order in which they are drawn."""
        band = layers.band_of(zoom)
        with self._lock:
            if band not in self._bands:
                self._bands[band] = self._make(band)
            return self._bands[band]

    def _make(self, band: tuple[int, int]) -> tuple[Layer, ...]:
        made = (
            ground.make_areas(self.ground, band, "land"),
            ground.make_water(self.ground, band),
            ground.make_lines(self.ground, band, "waterways"),
            ground.make_areas(self.ground, band, "buildings"),
            ground.make_lines(self.ground, band, "rail"),
            roads.make_roads(self.roads, band),
            roads.make_labels(self.roads, band),
            ground.make_area_labels(self.ground, band),
            *(ground.make_points(self.ground, band, name) for name in ("care", "places")),
        )
        return tuple(sorted(made, key=lambda layer: layers.LAYERS.index(layer.name)))


def chart(network: RoadNetwork, scenery: Scenery | None = None) -> Chart:
    """Join a network and its scenery; without one, only what the network itself knows is shown."""
    around = from_network(network) if scenery is None else scenery
    lines = roads.find_lines(network, around)
    return Chart(network=network, scenery=around, roads=lines, ground=ground.find_ground(around, lines))


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
    found = np.sort(layer.tree.query(shapely.box(*box)))
    found = found[layer.zoom[found] <= zoom]
    if len(found) and layer.name in layers.POINTS:
        points = shapely.get_coordinates(layer.shape[found]) / side
        found = found[(np.floor(points) == (x, y)).all(axis=1)]  # on one tile, not on its neighbours too
    if not len(found):
        return b""
    single = int(shapely.get_type_id(layer.shape[found[0]]))
    kind = _KIND_OF[single]
    clipped = layer.shape[found] if kind == encoding.POINT else shapely.clip_by_rect(layer.shape[found], *box)
    corner, scale = np.array([x * side, y * side]), EXTENT / side
    pieces, of = _pieces(clipped, single)
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


def _pieces(shapes: Shapes, single: int) -> tuple[Shapes, Ints]:
    """Give the parts of shapes that are of the type wanted, and which shape each is of."""
    pieces, of = shapely.get_parts(shapes, return_index=True)
    right = (shapely.get_type_id(pieces) == single) & ~shapely.is_empty(pieces)
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
