"""What a map shows, in layers of features: one set of layers for each band of zooms, generalised for it once.

Coordinates are shares of the world's Mercator square: x from west to east, y from north to south, both from 0 to 1.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt
import shapely

from maps import mercator
from maps.mercator import Floats
from maps.network import Indices
from maps.tiles.encoding import Properties

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
_STRAY_PIXELS: Final = 0.5
_FINEST_PIXELS: Final = 0.12
_HALF_TURN: Final = np.pi * mercator.EARTH_RADIUS


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """Shapes of one sort, in the order in which they are drawn; those of one feature follow each other."""

    name: str
    zoom: Indices
    """From which each is shown."""
    row: Indices
    """The feature that each shape is part of, an index into ``properties``; ascending."""
    properties: Sequence[Properties]
    shape: Shapes
    tree: shapely.STRtree = field(compare=False)


def make_layer(
    name: str,
    *,
    zooms: Indices,
    rows: Indices,
    properties: Sequence[Properties],
    shapes: Shapes,
) -> Layer:
    """Make a layer of features in their order, with the index by which those of a tile are found."""
    return Layer(name=name, zoom=zooms, row=rows, properties=properties, shape=shapes, tree=shapely.STRtree(shapes))


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
