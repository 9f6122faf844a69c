"""What a map shows, in layers of features: one set of layers for each band of zooms, generalised for it once.

Coordinates are shares of the world's Mercator square: x from west to east, y from north to south, both from 0 to 1.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import shapely

from maps import mercator, ragged
from maps.mercator import Floats
from maps.network import Bools, Indices, Ints
from maps.tiles.encoding import LINE, POINT, POLYGON, Properties

Shapes = npt.NDArray[np.object_]

BANDS: Final = ((0, 7), (8, 9), (10, 11), (12, 12), (13, 13), (14, 15))
"""First and last zoom of each band; what is shown beyond the last zoom is the last zoom's."""
LAST_ZOOM: Final = BANDS[-1][1]
PIXELS: Final = 512
"""How wide a tile is shown."""
LAYERS: Final = (
    "land",
    "water",
    "waterways",
    "buildings",
    "rail",
    "roads",
    "road_labels",
    "area_labels",
    "care",
    "places",
)
"""In the order in which they are drawn and stand in a tile."""
POINTS: Final = frozenset({"area_labels", "care", "places"})
"""Layers whose features are points."""
ARRAYS: Final = ("zoom", "row", "box", "nearby", "block_box", "points", "point_start", "ring_start")
"""What a layer consists of besides what its features tell.

``nearby`` are all shapes ordered by place; each ``_BLOCK`` of them has one box in ``block_box``. Rows of ``points``
(by ``point_start``) are rings, and rows of those (by ``ring_start``) are shapes.
"""
_BLOCK: Final = 64
_MORTON_BITS: Final = 20
TYPES: Final = {
    POINT: shapely.GeometryType.POINT,
    LINE: shapely.GeometryType.LINESTRING,
    POLYGON: shapely.GeometryType.POLYGON,
}
_STRAY_PIXELS: Final = 0.5
_FINEST_PIXELS: Final = 0.12
_HALF_TURN: Final = np.pi * mercator.EARTH_RADIUS


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Layer:
    """Shapes of one sort, in the order in which they are drawn; those of one feature follow each other.

    Shapes are kept as plain arrays, which a file can hold and a tile takes only its share of.
    """

    name: str
    kind: int
    """``encoding.POINT``, ``LINE`` or ``POLYGON``."""
    properties: Sequence[Properties]
    arrays: Mapping[str, npt.NDArray[Any]]
    """By the names in ``ARRAYS``."""

    def __len__(self) -> int:
        """Give how many shapes there are."""
        return len(self.row)

    @property
    def zoom(self) -> Indices:
        """From which zoom each shape is shown."""
        return self.arrays["zoom"]

    @property
    def row(self) -> Indices:
        """The feature that each shape is part of, an index into ``properties``; ascending."""
        return self.arrays["row"]

    @property
    def box(self) -> Floats:
        """Shape (shapes, 4): west, north, east and south of each shape."""
        return self.arrays["box"]

    def find(self, box: tuple[float, ...], zoom: int) -> Ints:
        """Give the shapes shown at a zoom whose boxes touch a box, in the order in which they are drawn."""
        blocks = np.flatnonzero(_touches(self.arrays["block_box"], box))
        first = blocks * _BLOCK
        members = ragged.pick(first, np.minimum(_BLOCK, len(self) - first))
        found = self.arrays["nearby"][members]
        found = found[_touches(self.box[found], box) & (self.zoom[found] <= zoom)]
        return np.sort(found).astype(np.int64)

    def take(self, found: Ints) -> Shapes:
        """Give some of the shapes."""
        rings, ring_counts = _rows(self.arrays["ring_start"], found)
        at, point_counts = _rows(self.arrays["point_start"], rings)
        points = self.arrays["points"][at]
        if not len(found):
            return np.zeros(0, dtype=object)
        if self.kind == POINT:
            return np.asarray(shapely.points(points), dtype=object)
        starts = (ragged.starts_of(point_counts),)
        if self.kind == LINE:
            return np.asarray(shapely.from_ragged_array(TYPES[LINE], points, starts), dtype=object)
        whole = (*starts, ragged.starts_of(ring_counts))
        return np.asarray(shapely.from_ragged_array(TYPES[POLYGON], points, whole), dtype=object)


def make_layer(
    name: str,
    *,
    zooms: Indices,
    rows: Indices,
    properties: Sequence[Properties],
    shapes: Shapes,
) -> Layer:
    """Make a layer of features in their order, with the index by which those of a tile are found."""
    kind = next((kind for kind, told in TYPES.items() if len(shapes) and shapely.get_type_id(shapes[0]) == told), LINE)
    rings, shape = shapes, np.arange(len(shapes), dtype=np.int64)
    if kind == POLYGON:
        rings, shape = shapely.get_rings(shapes, return_index=True)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    box = shapely.bounds(shapes).reshape(-1, 4)
    nearby = _order_by_place(box)
    blocks = np.arange(0, len(shapes), _BLOCK)
    sides = [
        side.reduceat(box[nearby, column], blocks) if len(blocks) else np.zeros(0)
        for column, side in enumerate((np.minimum, np.minimum, np.maximum, np.maximum))
    ]
    arrays: dict[str, npt.NDArray[Any]] = {
        "zoom": zooms.astype(np.int32),
        "row": rows.astype(np.int32),
        "box": box,
        "nearby": nearby.astype(np.int32),
        "block_box": np.column_stack(sides),
        "points": points,
        "point_start": ragged.starts_of(np.bincount(ring, minlength=len(rings))),
        "ring_start": ragged.starts_of(np.bincount(shape, minlength=len(shapes))),
    }
    return Layer(name=name, kind=kind, properties=properties, arrays=arrays)


def _order_by_place(box: Floats) -> Ints:
    """Order shapes along Morton's curve (1966), so that those near each other stand near each other."""
    if not len(box):
        return np.zeros(0, dtype=np.int64)
    middle = (box[:, :2] + box[:, 2:]) / 2
    low, wide = middle.min(axis=0), np.maximum(np.ptp(middle, axis=0), 1e-12)
    cell = ((middle - low) / wide * ((1 << _MORTON_BITS) - 1)).astype(np.int64)
    key = np.zeros(len(box), dtype=np.int64)
    for bit in range(_MORTON_BITS):
        key |= (cell[:, 0] >> bit & 1) << (2 * bit) | (cell[:, 1] >> bit & 1) << (2 * bit + 1)
    return np.argsort(key, kind="stable")


def _touches(boxes: Floats, box: tuple[float, ...]) -> Bools:
    west, north, east, south = box
    inside = (boxes[:, 0] <= east) & (boxes[:, 2] >= west) & (boxes[:, 1] <= south) & (boxes[:, 3] >= north)
    return np.asarray(inside, dtype=np.bool_)


def _rows(start: Ints, rows: Ints) -> tuple[Ints, Ints]:
    """Give the positions of rows kept in one array, and how long each is."""
    counts = start[rows + 1] - start[rows]
    return ragged.pick(start[rows], counts), counts


def band_of(zoom: int) -> tuple[int, int]:
    """Give the band that a zoom belongs to."""
    return next((band for band in BANDS if band[0] <= zoom <= band[1]), BANDS[-1])


def stray_of(band: tuple[int, int]) -> float:
    """Give by how much lines may leave their course in a band, as a share of the world."""
    pixels = _FINEST_PIXELS if band[1] == LAST_ZOOM else _STRAY_PIXELS
    return pixels * pixel_at(band[1])


def pixel_at(zoom: int) -> float:
    """Give the width of a pixel as a share of the world."""
    return float(1 / (PIXELS * 2.0**zoom))


def to_world(lats: Floats, lons: Floats) -> Floats:
    """Give x and y of points in degrees, shape (points, 2)."""
    points = mercator.project(np.asarray(lats), np.asarray(lons)) / (2 * _HALF_TURN)
    points[:, 0] += 0.5
    points[:, 1] = 0.5 - points[:, 1]
    return points


def from_world(points: Floats) -> tuple[Floats, Floats]:
    """Give latitudes and longitudes in degrees."""
    metres = np.column_stack([points[:, 0] - 0.5, 0.5 - points[:, 1]]) * 2 * _HALF_TURN
    return mercator.unproject(metres)


def shapes_to_world(shapes: Shapes) -> Shapes:
    """Give shapes in degrees, longitude first, as shapes on the world's square."""
    if not len(shapes):
        return np.zeros(0, dtype=object)
    turn: Callable[[Floats], Floats] = lambda points: to_world(points[:, 1], points[:, 0])  # noqa: E731
    return np.asarray(shapely.transform(shapes, turn), dtype=object)
