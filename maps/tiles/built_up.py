"""Where towns are, told from their streets, for extracts that do not say it themselves."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

import contourpy
import numpy as np
import shapely
from scipy import ndimage

from maps.mercator import Floats
from maps.network import Ints
from maps.tiles import layers
from maps.tiles.layers import Shapes

_STEP_M: Final = 25.0
_CELL_M: Final = 50.0
_MOST_CELLS: Final = 3000
_BLUR_CELLS: Final = 2.2
_DENSE: Final = 0.010
"""Metres of street on a square metre from which streets make a town: about one street every hundred metres."""
_LEAST_M2: Final = 60_000.0
_SMOOTH_CELLS: Final = 0.15


def find_towns(streets: Shapes) -> Shapes:
    """Give the areas in which streets of homes, given on the world's square, lie close together."""
    streets = streets[shapely.length(streets) > 0]  # a street of one point has nothing to measure
    if not len(streets):
        return np.zeros(0, dtype=object)
    west, north, east, south = (float(value) for value in shapely.total_bounds(streets))
    metre = _metre((north + south) / 2)
    points, street = shapely.get_coordinates(shapely.segmentize(streets, _STEP_M * metre), return_index=True)
    cell = max(_CELL_M * metre, (east - west) / _MOST_CELLS, (south - north) / _MOST_CELLS)
    margin = 6 * cell
    size = (int((east - west + 2 * margin) / cell) + 1, int((south - north + 2 * margin) / cell) + 1)
    x, y = points[:, 0] - (west - margin), points[:, 1] - (north - margin)
    weights = _steps(points, street) / metre
    grid, _, _ = np.histogram2d(
        y / cell, x / cell, bins=size[::-1], range=((0, size[1]), (0, size[0])), weights=weights
    )
    density = ndimage.gaussian_filter(grid / (cell / metre) ** 2, _BLUR_CELLS)
    return _outline(density, cell=cell, west=west - margin, north=north - margin, metre=metre)


def _outline(density: Floats, *, cell: float, west: float, north: float, metre: float) -> Shapes:
    drawn = contourpy.contour_generator(z=density, fill_type=contourpy.FillType.OuterOffset)
    towns = []
    for points, offsets in zip(*drawn.filled(_DENSE, np.inf), strict=True):
        places = (points + 0.5) * cell + (west, north)
        rings = [places[start:end] for start, end in pairwise(offsets.tolist())]
        holes = [ring for ring in rings[1:] if shapely.Polygon(ring).area > _LEAST_M2 * metre**2]
        towns.append(shapely.Polygon(rings[0], holes))
    found = np.array(towns, dtype=object)
    found = shapely.simplify(found[shapely.area(found) > _LEAST_M2 * metre**2], _SMOOTH_CELLS * cell)
    return np.asarray(found[shapely.is_valid(found)], dtype=object)


def _steps(points: Floats, street: Ints) -> Floats:
    """Give each point the length of the step that leads to it; those at the start of a street get none."""
    steps = np.hypot(*np.diff(points, axis=0, prepend=points[:1]).T)
    steps[np.diff(street, prepend=-1) != 0] = 0
    return np.asarray(steps, dtype=np.float64)


def _metre(y: float) -> float:
    """Give a metre on the ground at a height of the map, as a share of the world."""
    lat, _ = layers.from_world(np.array([[0.5, y]]))
    return float(1 / (40_030_228.0 * np.cos(np.radians(lat[0]))))


def share_inside(points: Floats, areas: Shapes) -> float:
    """Give the share of points, shape (points, 2), that lie inside any of the areas."""
    if not len(points) or not len(areas):
        return 0.0
    inside = np.unique(shapely.STRtree(areas).query(shapely.points(points), predicate="within")[0])
    return len(inside) / len(points)
