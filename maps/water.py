"""Water of a network for drawing: seas and lakes joined and clipped as areas, rivers as lines."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.polygon import orient

from maps.network import RoadNetwork

_Shapes = npt.NDArray[np.object_]
_HAIR_DEG = 1e-5
_METRES_A_DEGREE = 111_000
_LEAST_SHORE = 8
"""A shore shorter than this many times the detail is not drawn."""


def find_water(
    network: RoadNetwork, bounds: tuple[float, float, float, float], *, detail: float
) -> tuple[shapely.LineString, ...]:
    """Give the shores of all water inside ``bounds`` as rings, islands too (for even-odd filling), and rivers as lines.

    Courses are in degrees, longitude first, and stray by at most ``detail`` metres. A sea that is stored as many
    areas side by side becomes one.
    """
    south, west, north, east = bounds
    tolerance = detail / _METRES_A_DEGREE
    areas, rivers = _split(network)
    clipped = shapely.clip_by_rect(shapely.make_valid(areas), west, south, east, north)
    # A seam between two areas may be a hair wide: grown and shrunk by a metre, they close.
    joined = shapely.union_all(shapely.buffer(clipped, _HAIR_DEG)).buffer(-_HAIR_DEG)
    seas = shapely.simplify(shapely.get_parts(joined), tolerance)
    # Shores run one way and islands' shores the other, for those who fill by winding and not by even and odd.
    whole = [orient(sea) for sea in seas if isinstance(sea, shapely.Polygon) and not sea.is_empty]
    rings = shapely.get_rings(np.array(whole, dtype=object))
    within = shapely.get_parts(shapely.clip_by_rect(shapely.simplify(rivers, tolerance), west, south, east, north))
    lines = within[shapely.get_type_id(within) == shapely.GeometryType.LINESTRING]
    kept = [*rings[shapely.length(rings) > _LEAST_SHORE * tolerance], *lines]
    return tuple(course for course in kept if not course.is_empty)


def _split(network: RoadNetwork) -> tuple[_Shapes, _Shapes]:
    """Tell closed courses, which are areas, from open ones."""
    starts = network.water_start
    rows = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    if not len(rows):
        return np.empty(0, dtype=object), np.empty(0, dtype=object)
    courses = shapely.linestrings(np.column_stack((network.water_lon, network.water_lat)), indices=rows)
    closed = shapely.is_closed(courses) & (shapely.get_num_points(courses) > 3)
    areas = [shapely.Polygon(shapely.get_coordinates(ring)) for ring in courses[closed]]
    return np.array(areas, dtype=object), courses[~closed]
